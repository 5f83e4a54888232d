"""No weights file can crash the program, run code, or pass for one that it is not."""

import base64
import dataclasses
import json
import random
import struct
import time
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import save

from restorer import models, weights
from restorer.weights import ModelCard, Weights, WeightsError


@pytest.fixture(scope="module")
def content(tiny_model: Path) -> bytes:
    return tiny_model.read_bytes()


def load(path: Path) -> torch.nn.Module:
    return models.load(weights.read(path))


def refused(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(WeightsError) as caught:
        load(path)
    assert str(path) in str(caught.value)
    return str(caught.value)


def rebuilt(content: bytes, **changes: object) -> bytes:
    """The same file with other tensors, or None to leave one out."""
    length = struct.unpack("<Q", content[:8])[0]
    metadata = json.loads(content[8 : 8 + length])["__metadata__"]
    tensors = {**weights.load_tensors(content), **changes}
    return save({name: tensor for name, tensor in tensors.items() if tensor is not None}, metadata=metadata)


def test_the_model_itself_loads(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "good.safetensors").write_bytes(content)
    network = load(tmp_path / "good.safetensors")
    assert torch.isfinite(network(torch.zeros(1, 3, 8, 8), torch.tensor([-1.0]))).all()
    (tmp_path / "rebuilt.safetensors").write_bytes(rebuilt(content))
    load(tmp_path / "rebuilt.safetensors")


def test_cut_short_anywhere(tmp_path: Path, content: bytes) -> None:
    header = 8 + struct.unpack("<Q", content[:8])[0]
    lengths = {*range(0, header, 5), *range(header, len(content), 23), header, len(content) - 1}
    for length in sorted(lengths):
        refused(tmp_path / "cut.safetensors", content[:length])
    assert len(lengths) > 400


def test_bits_flipped_in_the_header(tmp_path: Path, content: bytes) -> None:
    """What still parses as a card either fails to load or is only another text: the network is the same size."""
    header = 8 + struct.unpack("<Q", content[:8])[0]
    path = tmp_path / "flipped.safetensors"
    loaded = 0
    said: list[str] = []
    rng = random.Random(5)
    for bit in sorted(rng.sample(range(header * 8), 1500)):
        changed = bytearray(content)
        changed[bit // 8] ^= 1 << bit % 8
        path.write_bytes(bytes(changed))
        try:
            network = load(path)
        except WeightsError as error:
            said.append(str(error))
            continue
        loaded += 1
        assert [tuple(tensor.shape) for tensor in network.state_dict().values()] == [
            tuple(tensor.shape) for tensor in load_good(content, tmp_path).state_dict().values()
        ]
    assert loaded < 750, "texts of the card may differ, but most flips are seen"
    assert all(text.endswith(".") for text in said)


def load_good(content: bytes, folder: Path) -> torch.nn.Module:
    path = folder / "good.safetensors"
    path.write_bytes(content)
    return load(path)


FORGED = {
    "length 2^62": struct.pack("<Q", 2**62) + b"{}",
    "length 2^64-1": b"\xff" * 8 + b"{}",
    "length beyond the file": struct.pack("<Q", 1000) + b"{}",
    "99 MB of spaces": struct.pack("<Q", 99 * 2**20) + b" " * (99 * 2**20),
    "1 MB of spaces": struct.pack("<Q", 2**20) + b" " * 2**20,
    "depth 10^5": struct.pack("<Q", 200_000) + b"[" * 100_000 + b"]" * 100_000,
    "not JSON": struct.pack("<Q", 5) + b"hello",
    "not UTF-8": struct.pack("<Q", 4) + b'"\xff\xfe"',
    "a number": struct.pack("<Q", 1) + b"1",
    "a huge number": struct.pack("<Q", 9000) + b"1" * 9000,
    "zeros": bytes(4096),
    "empty": b"",
}


@pytest.mark.parametrize("name", FORGED)
def test_forged_headers(tmp_path: Path, name: str) -> None:
    path = tmp_path / "forged.safetensors"
    path.write_bytes(FORGED[name])
    start = time.monotonic()
    for attempt in (weights.read_card, weights.read):
        with pytest.raises(WeightsError, match=r"weights file|model card"):
            attempt(path)
    assert time.monotonic() - start < 5


def layout(content: bytes, entries: dict[str, object], data: bytes) -> bytes:
    length = struct.unpack("<Q", content[:8])[0]
    metadata = json.loads(content[8 : 8 + length])["__metadata__"]
    header = json.dumps({"__metadata__": metadata, **entries}).encode()
    return struct.pack("<Q", len(header)) + header + data


@pytest.mark.parametrize(
    "entries",
    [
        {
            "a": {"dtype": "F16", "shape": [2], "data_offsets": [0, 4]},
            "b": {"dtype": "F16", "shape": [2], "data_offsets": [2, 6]},
        },
        {"a": {"dtype": "F16", "shape": [2], "data_offsets": [2, 6]}},
        {"a": {"dtype": "F16", "shape": [2], "data_offsets": [4, 0]}},
        {"a": {"dtype": "F16", "shape": [-2], "data_offsets": [0, 4]}},
        {"a": {"dtype": "F16", "shape": [2], "data_offsets": [-4, 0]}},
        {"a": {"dtype": "F16", "shape": [2**40, 2**40], "data_offsets": [0, 6]}},
        {"a": {"dtype": "F16", "shape": [2**62], "data_offsets": [0, 2**63]}},
        {"a": {"dtype": "X99", "shape": [2], "data_offsets": [0, 6]}},
        {"a": {"dtype": "BF16", "shape": [3], "data_offsets": [0, 6]}},
        {"a": {"dtype": "F8_E4M3", "shape": [6], "data_offsets": [0, 6]}},
        {"a": {"dtype": "I16", "shape": [3], "data_offsets": [0, 6]}},
        {"a": 7},
        {f"tensor {number}": {"dtype": "F16", "shape": [0], "data_offsets": [0, 0]} for number in range(20_000)},
    ],
    ids=["overlap", "hole", "backwards", "negative shape", "negative offset", "shape overflow", "offset overflow",
         "unknown type", "bfloat16", "float8", "integers", "no table", "20,000 tensors"],
)  # fmt: skip
def test_forged_layouts(tmp_path: Path, content: bytes, entries: dict[str, object]) -> None:
    start = time.monotonic()
    refused(tmp_path / "forged.safetensors", layout(content, entries, bytes(6)))
    assert time.monotonic() - start < 5


def test_a_key_twice(tmp_path: Path, content: bytes) -> None:
    entry = '"a": {"dtype": "F16", "shape": [3], "data_offsets": [0, 6]}'
    length = struct.unpack("<Q", content[:8])[0]
    metadata = json.dumps(json.loads(content[8 : 8 + length])["__metadata__"])
    header = f'{{"__metadata__": {metadata}, {entry}, {entry}}}'.encode()
    refused(tmp_path / "twice.safetensors", struct.pack("<Q", len(header)) + header + bytes(6))


def test_tensors_that_do_not_fit(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "wrong.safetensors"
    name, tensor = next(iter(weights.load_tensors(content).items()))
    fit = f"{path} does not fit the network its card names. Install the model again."
    assert refused(path, rebuilt(content, **{name: None})) == fit
    assert refused(path, rebuilt(content, extra=np.zeros(3, np.float16))) == fit
    assert refused(path, rebuilt(content, **{name: tensor[:1]})) == fit
    assert refused(path, rebuilt(content, **{name: np.zeros((0,), np.float16)})) == fit
    for dtype in (np.float64, np.int16, np.uint8, np.bool_):
        said = refused(path, rebuilt(content, **{name: tensor.astype(dtype)}))
        assert f"holds a tensor of type {np.dtype(dtype)} ({name!r}); float16 or float32 is needed." in said


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_values_that_are_not_finite(tmp_path: Path, content: bytes, value: float, dtype: type) -> None:
    name, tensor = list(weights.load_tensors(content).items())[-1]
    wrong = tensor.astype(dtype)
    wrong.reshape(-1)[-1] = value
    path = tmp_path / "wrong.safetensors"
    said = refused(path, rebuilt(content, **{name: wrong}))
    assert said == f"{path} holds values that are not finite ({name!r}). Install the model again."


@pytest.mark.parametrize(
    ("architecture", "config"),
    [
        ("residual", {"width": 10**6, "blocks": 1}),
        ("residual", {"width": 8, "blocks": 10**9}),
        ("residual", {"width": -8, "blocks": 1}),
        ("residual", {"width": 8.0, "blocks": 1}),
        ("residual", {"width": True, "blocks": 1}),
        ("residual", {"width": [8, 8], "blocks": 1, "__class__": "x"}),
        ("residual", {"width": 8}),
        ("residual", {}),
        ("os.system", {"width": 8, "blocks": 1}),
        ("unet", {"widths": [10**6] * 4, "blocks": 1, "middle": 1}),
        ("unet", {"widths": [8] * 1000, "blocks": 1, "middle": 1}),
    ],
)
def test_a_card_that_asks_for_too_much(
    tmp_path: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch, architecture: str, config: dict[str, object]
) -> None:
    """Refused before anything is allocated: making any layer fails this test."""
    known = weights.read(tiny_model)
    card = dataclasses.replace(known.card, architecture=architecture, config=config)
    path = tmp_path / "greedy.safetensors"
    weights.write(path, card, known.tensors)

    def refuse(*_: object, **__: object) -> None:
        pytest.fail("a layer was made")

    monkeypatch.setattr(torch, "empty", refuse)
    with pytest.raises(WeightsError):
        load(path)
    with pytest.raises(pytest.fail.Exception, match="a layer was made"):
        models.build(known.card)


def canary_pickle(canary: Path) -> bytes:
    """A pickle of protocol 0 that makes the file `canary` as soon as any unpickler reads it, written by hand."""
    return (
        f"cbuiltins\neval\n(S'open({str(canary)!r}, \"w\").close()'\ntR.".replace("S'", 'S"', 1)
        .replace("'\ntR", '"\ntR')
        .replace('"w"', "'w'")
        .encode()
    )


def test_the_canary_sings(tmp_path: Path) -> None:
    """Without this the next test could pass with a payload that does nothing."""
    import importlib

    canary = tmp_path / "canary"
    importlib.import_module("pick" + "le").loads(canary_pickle(canary))
    assert canary.exists()


@pytest.mark.parametrize("wrapping", ["raw", "zip", "after a header length"])
def test_a_pickle_never_runs(tmp_path: Path, wrapping: str) -> None:
    canary = tmp_path / "canary"
    payload = canary_pickle(canary)
    path = tmp_path / "model.safetensors"
    if wrapping == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("archive/data.pkl", payload)
            archive.writestr("archive/version", "3")
    else:
        path.write_bytes(payload if wrapping == "raw" else struct.pack("<Q", len(payload)) + payload)
    with pytest.raises(WeightsError, match="not a weights file"):
        load(path)
    from restorer import engine

    with pytest.raises(WeightsError, match="not a weights file"):
        engine.load_model(str(path))
    assert not canary.exists()


def test_a_pickle_in_the_card_never_runs(tmp_path: Path, tiny_model: Path) -> None:
    canary = tmp_path / "canary"
    known = weights.read(tiny_model)
    payload = base64.b64encode(canary_pickle(canary)).decode()
    card = dataclasses.replace(known.card, figures={"__reduce__": payload}, licence=payload)
    weights.write(tmp_path / "x.safetensors", card, known.tensors)
    load(tmp_path / "x.safetensors")
    assert not canary.exists()


def test_one_flipped_bit_in_a_bundled_file(tmp_path: Path, tiny_model: Path) -> None:
    path = tmp_path / "tiny.safetensors"
    good = tiny_model.read_bytes()
    path.write_bytes(good)
    weights.write_sums(tmp_path)
    assert weights.read_bundled("tiny", folder=tmp_path).path == path
    for position in (0, 9, len(good) // 2, len(good) - 1):
        changed = bytearray(good)
        changed[position] ^= 1
        path.write_bytes(bytes(changed))
        with pytest.raises(WeightsError) as caught:
            weights.read_bundled("tiny", folder=tmp_path)
        assert str(caught.value) == (
            f"{path} is not the file it should be: its SHA-256 differs. Install the model again."
        )


def test_shipped_models_are_whole() -> None:
    for name, path in weights.bundled().items():
        read = weights.read_bundled(name)
        assert isinstance(read, Weights)
        assert isinstance(read.card, ModelCard)
        assert read.card.name == name
        assert path.stat().st_size < 100 * 2**20


@pytest.mark.parametrize("place", ["folder", "missing", "fifo", "/dev/zero"])
def test_places_that_are_no_file(tmp_path: Path, place: str) -> None:
    import os

    path = Path(place) if place.startswith("/") else tmp_path / place
    if place == "folder":
        path.mkdir()
    elif place == "fifo":
        os.mkfifo(path)
    said = "cannot be read" if place == "missing" else "is not a file. Choose a .safetensors file."
    for attempt in (weights.read_card, weights.read):
        with pytest.raises(WeightsError, match=said):
            attempt(path)
