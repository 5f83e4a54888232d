"""Ten files that would run code if anything unpickled, evaluated or imported them: each touches a canary file."""

import io
import struct
import tarfile
import zipfile
from pathlib import Path

import numpy as np

_NPY = b"\x93NUMPY\x01\x00"


def pickled(canary: Path, *, call: str = "builtins\neval") -> bytes:
    """A pickle of protocol 0 that makes `canary` as soon as an unpickler reads it, written by hand."""
    argument = f"open({str(canary)!r},'w').close()"
    if call == "posix\nsystem":
        argument = f"touch {canary}"
    return f'c{call}\n(S"{argument}"\ntR.'.encode()


def protocol_two(canary: Path) -> bytes:
    """The same as protocol 2 writes it, with `__reduce_ex__`'s opcodes."""
    argument = f"open({str(canary)!r},'w').close()".encode()
    return b"\x80\x02cbuiltins\neval\nq\x00X" + struct.pack("<I", len(argument)) + argument + b"q\x01\x85q\x02Rq\x03."


def numpy_objects(payload: bytes) -> bytes:
    """An .npy file whose dtype is object, so that its data is a pickle."""
    header = b"{'descr': '|O', 'fortran_order': False, 'shape': (1,), }"
    header += b" " * (63 - (len(header) + 10) % 64) + b"\n"
    return _NPY + struct.pack("<H", len(header)) + header + payload


def zipped(names: dict[str, bytes]) -> bytes:
    """A zip archive as torch.save and TorchScript write them."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in names.items():
            archive.writestr(name, content)
    return stream.getvalue()


def tarred(names: dict[str, bytes]) -> bytes:
    """A tar archive as torch.save wrote them long ago."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, content in names.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return stream.getvalue()


def payloads(canary: Path) -> dict[str, bytes]:
    """The ten, by name."""
    plain = pickled(canary)
    script = f"import pathlib; pathlib.Path({str(canary)!r}).touch()".encode()
    tensor = np.zeros(2, np.float32).tobytes()
    return {
        "eval": plain,
        "exec": pickled(canary, call="builtins\nexec"),
        "system": pickled(canary, call="posix\nsystem"),
        "reduce": protocol_two(canary),
        "safetensors length": struct.pack("<Q", len(plain)) + plain,
        "zip": zipped({"archive/data.pkl": plain, "archive/version": b"3", "archive/data/0": tensor}),
        "torchscript": zipped(
            {"model/data.pkl": plain, "model/constants.pkl": plain, "model/code/__torch__.py": script}
        ),
        "old tar": tarred({"sys_info": plain, "pickle": plain, "storages": plain, "tensors": plain}),
        "numpy object": numpy_objects(plain),
        "numpy archive": zipped({"arr_0.npy": numpy_objects(protocol_two(canary))}),
    }
