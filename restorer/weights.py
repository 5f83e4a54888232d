"""Networks as files: safetensors with a model card inside, checked before anything is built. Never pickle."""

import enum
import hashlib
import json
import math
import struct
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load as load_tensors
from safetensors.numpy import save as save_tensors

from restorer import files

MAX_FILE_BYTES = 512 * 2**20
MAX_HEADER_BYTES = 1 * 2**20
_CARD_KEY = "card"


class WeightsError(Exception):
    """A weights file that cannot be used; the text is a sentence for the person, naming the file."""


class Mode(enum.StrEnum):
    """What a network is for."""

    DENOISE = "denoise"
    DEBLUR = "deblur"
    INPAINT = "inpaint"
    GENERATE = "generate"


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What a weights file says about itself.

    `multiple_of` and `halo` are in pixels: tile sizes divide by the first, and an output sample depends on no
    input sample further away than the second. `inputs` names the network's arguments in order. `figures` holds
    measured values by protocol.
    """

    name: str
    title: str
    mode: Mode
    architecture: str
    config: Mapping[str, Any]
    inputs: tuple[str, ...]
    multiple_of: int
    halo: int
    data: tuple[Mapping[str, Any], ...] = ()
    licence: str = ""
    training: Mapping[str, Any] = field(default_factory=dict)
    figures: Mapping[str, Any] = field(default_factory=dict)
    format: int = 1


@dataclass(frozen=True, slots=True)
class Weights:
    """A checked weights file: its card, its tensors (float16 or float32, finite) and its SHA-256."""

    card: ModelCard
    tensors: Mapping[str, np.ndarray]
    sha256: str
    path: Path


def read_card(path: Path) -> ModelCard:
    """The card of a weights file without reading its tensors; raises `WeightsError`."""
    _check_place(path)
    try:
        with path.open("rb") as stream:
            head = stream.read(8)
            if len(head) < 8:
                raise WeightsError(f"{path} is not a weights file: it is too short.")
            length = struct.unpack("<Q", head)[0]
            if length > MAX_HEADER_BYTES:
                raise WeightsError(f"{path} is not a weights file of this program: its header is too long.")
            header = json.loads(stream.read(length))
    except (ValueError, RecursionError) as error:
        raise WeightsError(f"{path} is not a weights file: its header cannot be read.") from error
    except OSError as error:
        raise WeightsError(f"{path} cannot be read: {error.strerror}.") from error
    metadata = header.get("__metadata__") if isinstance(header, dict) else None
    return _parse_card(metadata, path)


def read(path: Path, *, expected_sha256: str | None = None) -> Weights:
    """Card and tensors of a weights file, checked: size, header, card, types, finite values, SHA-256 if given.

    Raises `WeightsError` with a sentence that names the file.
    """
    card = read_card(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise WeightsError(f"{path} cannot be read: {error.strerror}.") from error
    digest = hashlib.sha256(content).hexdigest()
    if expected_sha256 is not None and digest != expected_sha256:
        raise WeightsError(f"{path} is not the file it should be: its SHA-256 differs. Install the model again.")
    try:
        tensors = load_tensors(content)
    except (SafetensorError, KeyError, ValueError) as error:
        raise WeightsError(f"{path} is damaged: {error}.") from error
    for name, tensor in tensors.items():
        if tensor.dtype not in (np.float16, np.float32):
            raise WeightsError(f"{path} holds a tensor of type {tensor.dtype} ({name}); float16 or float32 is needed.")
        if not np.isfinite(tensor).all():
            raise WeightsError(f"{path} holds values that are not finite ({name}). Install the model again.")
    return Weights(card=card, tensors=tensors, sha256=digest, path=path)


def write(path: Path, card: ModelCard, tensors: Mapping[str, np.ndarray]) -> str:
    """Writes card and tensors as float16 through `files.replacing`; returns the SHA-256.

    Raises `WeightsError` if a value is not finite in float16, OSError if the file cannot be written.
    """
    halves = {name: np.ascontiguousarray(tensor, dtype=np.float16) for name, tensor in tensors.items()}
    for name, tensor in halves.items():
        if not np.isfinite(tensor).all():
            raise WeightsError(f"{path} was not written: {name} holds values that are not finite in half precision.")
    content = save_tensors(halves, metadata={_CARD_KEY: json.dumps(asdict(card), sort_keys=True)})
    files.replace_bytes(path, content)
    return hashlib.sha256(content).hexdigest()


def read_sums(folder: Path) -> dict[str, str]:
    """File name to SHA-256 from a folder's SHA256SUMS; empty if there is none."""
    sums = folder / "SHA256SUMS"
    if not sums.is_file():
        return {}
    pairs = (line.split(maxsplit=1) for line in sums.read_text(encoding="utf-8").splitlines() if line.strip())
    return {name.strip().lstrip("*"): digest for digest, name in pairs}


def write_sums(folder: Path) -> None:
    """Writes SHA256SUMS (the format of coreutils' sha256sum) for every weights file of the folder."""
    lines = [f"{files.sha256_of(path)}  {path.name}\n" for path in sorted(folder.glob("*.safetensors"))]
    files.replace_bytes(folder / "SHA256SUMS", "".join(lines).encode())


def _check_place(path: Path) -> None:
    try:
        if not files.is_regular(path):
            raise WeightsError(f"{path} is not a file. Choose a .safetensors file.")
        size = path.stat().st_size
    except OSError as error:
        raise WeightsError(f"{path} cannot be read: {error.strerror}.") from error
    if size > MAX_FILE_BYTES:
        raise WeightsError(f"{path} is larger than any model of this program ({MAX_FILE_BYTES // 2**20} MiB).")


def _parse_card(metadata: object, path: Path) -> ModelCard:
    if not isinstance(metadata, dict) or not isinstance(metadata.get(_CARD_KEY), str):
        raise WeightsError(f"{path} has no model card. Weights of other programs have to be converted first.")
    try:
        raw = json.loads(metadata[_CARD_KEY])
        card = ModelCard(
            name=_text(raw, "name"),
            title=_text(raw, "title"),
            mode=Mode(raw["mode"]),
            architecture=_text(raw, "architecture"),
            config=_mapping(raw, "config"),
            inputs=tuple(str(name) for name in raw["inputs"]),
            multiple_of=_integer(raw, "multiple_of", 1, 256),
            halo=_integer(raw, "halo", 0, 1024),
            data=tuple(dict(entry) for entry in raw["data"]),
            licence=_text(raw, "licence"),
            training=_mapping(raw, "training"),
            figures=_mapping(raw, "figures"),
            format=_integer(raw, "format", 1, 1),
        )
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise WeightsError(f"{path} has a model card that cannot be used ({error}).") from error
    return card


def _text(raw: Mapping[str, Any], key: str) -> str:
    value = raw[key]
    if not isinstance(value, str) or len(value) > 4096:
        raise ValueError(f"{key} must be a short text")
    return value


def _mapping(raw: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = raw[key]
    if not isinstance(value, dict):
        raise ValueError(f"{key} must be a table")
    return value


def _integer(raw: Mapping[str, Any], key: str, low: int, high: int) -> int:
    value = raw[key]
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high or not math.isfinite(value):
        raise ValueError(f"{key} must be a whole number from {low} to {high}")
    return value
