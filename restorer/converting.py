"""Foreign weights that PyTorch saved, made weights of this program: read in a locked-up child process, checked here."""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load as load_tensors

from restorer import files, model_store, weights
from restorer.files import printable
from restorer.weights import MAX_FILE_BYTES, Mode, ModelCard, WeightsError

SECONDS = 120  # that the child may take
MORE_MEMORY = 3 * 2**30  # bytes that the child may take beside its libraries
_SAVED = (b"PK\x03\x04", b"\x80\x02")  # a zip archive, or the older kind
CHILD = "restorer-reads-foreign-weights"
_INPUTS = {
    Mode.DENOISE: ("image", "noise level"),
    Mode.INPAINT: ("image", "hole"),
    Mode.DEBLUR: ("image", "kind of blur"),
    Mode.OLDPHOTO: ("image", "nothing"),
    Mode.DETECT: ("image",),
    Mode.GENERATE: ("noise", "class"),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person says about foreign weights: their network, what it is for, and what goes on the card.

    `network` gives the network's sizes; None tries those of every network of that architecture the program knows.
    """

    architecture: str
    mode: Mode
    title: str
    licence: str = ""
    network: Mapping[str, Any] | None = None


def convert(source: Path, target: Path, wish: Wish) -> str:
    """Writes the tensors of a file of `torch.save` as weights of this program with a card; returns the SHA-256.

    The file is read by a child process with `weights_only`, without network, file access for writing, or processes of
    its own, and within limits of time and memory; what it sends back is checked like any weights file. Raises
    `WeightsError` with the reason; then nothing is written.
    """
    from restorer import models  # torch takes seconds to import: not before it is needed

    if wish.architecture not in models.ARCHITECTURES:
        known = ", ".join(models.ARCHITECTURES)
        raise WeightsError(f"The network “{wish.architecture}” is unknown; known are {known}.")
    if target.exists():
        raise WeightsError(f"{printable(target)} exists already. Choose another name.")
    tensors = _read(source)
    reason = ""
    for sizes in [wish.network] if wish.network is not None else _known_sizes(wish.architecture):
        try:
            card = _card(wish, sizes, target)
            models.load(weights.Weights(card, tensors, "", source))
        except WeightsError as error:
            reason = str(error)
            continue
        try:
            return weights.write(target, card, tensors)
        except OSError as error:
            raise WeightsError(f"{printable(target)} cannot be written: {error.strerror}. Choose another.") from error
    if wish.network is not None and "needs exactly" in reason:
        raise WeightsError(reason)
    name, count, kind = printable(source), len(tensors), wish.architecture
    if wish.network:
        raise WeightsError(f"The {count} tensors of {name} are not those of a {kind} network of these sizes.")
    raise WeightsError(
        f"The {count} tensors of {name} are not those of a {kind} network of any size known here; "
        "give its sizes with --network."
    )


def bring_in(source: Path, like: ModelCard) -> str:
    """Converts foreign weights of the same network as an installed model and installs them; returns their name.

    Raises as `convert` and `model_store.install` do; then nothing is installed.
    """
    wish = Wish(like.architecture, like.mode, source.stem, network=like.config)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"{name_of(source, like.mode)}.safetensors"
        convert(source, target, wish)
        return model_store.install(target)


def name_of(source: Path, mode: Mode) -> str:
    """The name that `bring_in` gives to foreign weights."""
    plain = re.sub(r"[^a-z0-9]+", "-", source.stem.lower()).strip("-")[:48] or "foreign"
    return plain if plain.startswith(f"{mode}-") else f"{mode}-{plain}"


def sizes_of(text: str) -> Mapping[str, Any] | None:
    """A network's sizes written as JSON, None for no text; raises `WeightsError`."""
    try:
        sizes = json.loads(text) if text else None
    except (ValueError, RecursionError):
        sizes = text
    if sizes is not None and not isinstance(sizes, dict):
        raise WeightsError('The sizes are no JSON table. Give them as in {"width": 64, "blocks": 6}.')
    return sizes


def _read(source: Path) -> dict[str, np.ndarray]:
    """The tensors of the file, by way of the child."""
    name = printable(source)
    try:
        if not files.is_regular(source):
            raise WeightsError(f"{name} is not a file. Choose a .pth file.")
        if source.stat().st_size > MAX_FILE_BYTES:
            raise WeightsError(f"{name} is larger than any model of this program ({MAX_FILE_BYTES // 2**20} MiB).")
        with source.open("rb") as stream:
            if not stream.read(4).startswith(_SAVED):
                raise WeightsError(f"{name} is not a file that torch.save writes. Nothing was converted.")
    except OSError as error:
        raise WeightsError(f"{name} cannot be read: {error.strerror}.") from error
    with tempfile.TemporaryFile() as sent, tempfile.TemporaryFile() as said:
        try:
            ended = subprocess.run(
                [*_program(), str(source.absolute())], stdin=subprocess.DEVNULL, stdout=sent, stderr=said,
                env=_environment(), timeout=SECONDS, check=False,
            ).returncode  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise WeightsError(
                f"{name} was not read within {SECONDS} seconds. It is no model of a usual kind."
            ) from error
        sent.seek(0)
        content = sent.read(MAX_FILE_BYTES + 1)
        said.seek(0)
        told = said.read(4096).decode("utf-8", errors="replace").strip().splitlines()
    if ended != 0 or len(content) > MAX_FILE_BYTES:
        reason = told[-1] if ended == _REFUSED and told else "reading it needed more than is allowed"
        raise WeightsError(f"{name} holds no plain weights: {reason[:300]}. Nothing was converted.")
    try:
        return dict(load_tensors(content))
    except (SafetensorError, ValueError, KeyError, TypeError) as error:
        raise WeightsError(f"{name} holds no plain weights. Nothing was converted.") from error


def _known_sizes(architecture: str) -> Iterator[Mapping[str, Any]]:
    """The sizes of every network of an architecture that is installed or that a committed run trains."""
    seen: list[Mapping[str, Any]] = []
    cards = [entry.card for entry in model_store.entries() if entry.card is not None]
    found = [(card.architecture, dict(card.config)) for card in cards]
    for path in sorted((Path(__file__).resolve().parent.parent / "training" / "configs").glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        found.append((table["architecture"], table["network"]))
    for name, sizes in found:
        if name == architecture and sizes not in seen:
            seen.append(sizes)
            yield sizes


def _card(wish: Wish, sizes: Mapping[str, Any] | None, target: Path) -> ModelCard:
    import torch

    from restorer import models

    with torch.device("meta"):
        network = models.ARCHITECTURES[wish.architecture].network(models.configure(wish.architecture, sizes or {}))
    plain = re.sub(r"[^a-z0-9._-]+", "-", target.stem.lower()).strip("-.")[:64] or f"{wish.mode}-foreign"
    return ModelCard(
        name=plain, title=wish.title, mode=wish.mode, architecture=wish.architecture, config=dict(sizes or {}),
        inputs=_INPUTS[wish.mode], multiple_of=int(network.multiple), halo=int(network.halo),  # type: ignore[arg-type]
        licence=wish.licence, training={"converted": "from weights of another program"},
    )  # fmt: skip


# --- the child --------------------------------------------------------------------------------------------------------

_REFUSED = 3
_FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.remove",
              "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.chmod", "os.chown", "os.truncate",
              "os.kill", "os.putenv", "shutil.", "ctypes.", "pty.")  # fmt: skip


def _program() -> list[str]:
    own = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "restorer.converting"]
    return [*own, CHILD]


def _environment() -> dict[str, str]:
    root = str(Path(__file__).resolve().parent.parent)
    kept = {key: os.environ[key] for key in ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "TMPDIR") if key in os.environ}
    return kept | {"PYTHONPATH": root, "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def child(arguments: list[str]) -> int:
    """The life of the child: imports what it needs, locks itself up, and sends tensors as safetensors."""
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    place = parser.parse_args(arguments).file
    import torch
    from safetensors.torch import save
    from torch import _weights_only_unpickler

    assert _weights_only_unpickler  # imported before nothing can be any more
    save({"x": torch.zeros(1, dtype=torch.float16)})
    _lock_up()
    try:
        with Path(place).open("rb") as stream:
            raw = torch.load(stream, map_location="cpu", weights_only=True)
        tensors = {name: value.detach().to(torch.float32).contiguous().clone() for name, value in _tensors(raw).items()}
        if not tensors:
            raise ValueError("there are no tensors in it")
        sys.stdout.buffer.write(save(tensors))
        sys.stdout.buffer.flush()
    except MemoryError:
        return _refuse("it needs more memory than is allowed")
    except Exception as error:  # noqa: BLE001  (whatever a hostile file brings about is a refusal)
        return _refuse(_first_sentence(error))
    return 0


def _tensors(raw: object) -> dict[str, Any]:
    """The named tensors, out of the wrappers that training scripts put around them."""
    import torch

    for _ in range(3):
        inner = next((raw[key] for key in ("params_ema", "params", "state_dict", "model", "net")
                      if isinstance(raw, dict) and isinstance(raw.get(key), dict)), None)  # fmt: skip
        if inner is None:
            break
        raw = inner
    if not isinstance(raw, dict):
        raise TypeError(f"it is a {type(raw).__name__}, not a table of tensors")
    found = {}
    for name, value in raw.items():
        if not isinstance(name, str) or not isinstance(value, torch.Tensor) or not value.is_floating_point():
            raise TypeError(f"{name!r:.60} is no tensor of numbers")
        found[name.removeprefix("module.")] = value
    return found


def _lock_up() -> None:
    """No network, no other processes, no writing, bounded memory and time, for what Python itself can do."""
    if sys.platform != "win32":
        import resource

        for limit, bound in (
            (resource.RLIMIT_AS, _mapped() + MORE_MEMORY),
            (resource.RLIMIT_CPU, SECONDS),
            (resource.RLIMIT_CORE, 0),
        ):
            resource.setrlimit(limit, (bound, bound))
        _leave_network()

    def watch(event: str, details: tuple[Any, ...]) -> None:
        is_writing = event == "open" and len(details) > 2 and (_writes(details[1]) or details[2] & _WRITING)
        if event.startswith(_FORBIDDEN) or is_writing:
            raise PermissionError(f"it tried what weights never need ({event})")

    sys.addaudithook(watch)


def _mapped() -> int:
    """Bytes of address space that this process has taken; what PyTorch needs differs between its builds."""
    place = Path("/proc/self/statm")
    pages = int(place.read_text(encoding="ascii").split()[0]) if place.exists() else 0
    return pages * os.sysconf("SC_PAGE_SIZE") if pages else 8 * 2**30


_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def _writes(mode: object) -> bool:
    return isinstance(mode, str) and any(letter in mode for letter in "wax+")


def _leave_network() -> None:
    """A network of its own, with nothing in it, where the system lets an ordinary process have one."""
    import ctypes

    namespaces = 0x10000000 | 0x40000000  # CLONE_NEWUSER, CLONE_NEWNET
    unshare = getattr(ctypes.CDLL(None), "unshare", None)
    if unshare is not None:
        unshare(namespaces)  # where it is refused, the hook below still refuses sockets


def _refuse(reason: str) -> int:
    sys.stderr.write(f"{reason}\n")
    return _REFUSED


def _first_sentence(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    text = lines[0] if lines else type(error).__name__
    if "weights_only" in text or "Weights only" in text:
        return "it holds more than tensors, and what else it holds is not run"
    return json.dumps(text.rstrip("."), ensure_ascii=False).strip('"')


if __name__ == "__main__":
    sys.exit(child(sys.argv[2:]))
