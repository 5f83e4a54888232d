"""Networks as files: safetensors with a model card inside, checked before anything is built. Never pickle."""

import enum
import hashlib
import json
import re
import struct
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load as load_tensors
from safetensors.numpy import save as save_tensors

from restorer import files, resources
from restorer.files import printable

MAX_FILE_BYTES = 512 * 2**20
MAX_HEADER_BYTES = 1 * 2**20
_CARD_KEY = "card"
_SUM_LINE = re.compile(r"([0-9a-f]{64}) [ *](.+)")


class WeightsError(Exception):
    """A weights file that cannot be used; the text is a sentence for the person, naming the file."""


class Mode(enum.StrEnum):
    """What a network is for."""

    DENOISE = "denoise"
    DEBLUR = "deblur"
    INPAINT = "inpaint"
    OLDPHOTO = "oldphoto"
    DETECT = "detect"
    GENERATE = "generate"


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What a weights file says about itself.

    `multiple_of` and `halo` are in pixels: tile sizes divide by the first, and an output sample depends on no
    input sample further away than the second. `inputs` names the network's arguments in order. `figures` holds
    measured values by protocol. `classes` are what a generator can be asked for.
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
    classes: tuple[str, ...] = ()


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
            content = stream.read(8 + MAX_HEADER_BYTES)
    except OSError as error:
        raise WeightsError(f"{printable(path)} cannot be read: {error.strerror}.") from error
    return _card_of(content, path)


def read(path: Path, *, expected_sha256: str | None = None) -> Weights:
    """Card and tensors of a weights file, checked: size, SHA-256 if given, header, card, types, finite values.

    Raises `WeightsError` with a sentence that names the file.
    """
    _check_place(path)
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise WeightsError(f"{printable(path)} cannot be read: {error.strerror}.") from error
    digest = hashlib.sha256(content).hexdigest()
    if expected_sha256 is not None and digest != expected_sha256:
        raise WeightsError(
            f"{printable(path)} is not the file it should be: its SHA-256 differs. Install the model again."
        )
    card = _card_of(content, path)
    try:
        tensors = load_tensors(content)
    except (SafetensorError, KeyError, ValueError, TypeError, AttributeError) as error:
        # unknown tensor types reach NumPy as a KeyError, TypeError or AttributeError
        raise WeightsError(
            f"{printable(path)} is damaged or holds tensors of an unknown type. Install the model again."
        ) from error
    for name, tensor in tensors.items():
        if tensor.dtype not in (np.float16, np.float32):
            raise WeightsError(
                f"{printable(path)} holds a tensor of type {tensor.dtype} ({name!r:.80}); float16 or float32 is needed."
            )
        if not np.isfinite(tensor).all():
            raise WeightsError(
                f"{printable(path)} holds values that are not finite ({name!r:.80}). Install the model again."
            )
    return Weights(card=card, tensors=tensors, sha256=digest, path=path)


def bundled(folder: Path | None = None) -> dict[str, Path]:
    """Name to path of the weights files that come with the program (or lie in `folder`), sorted by name."""
    home = folder if folder is not None else resources.folder("weights")
    return {path.stem: path for path in sorted(home.glob("*.safetensors"))}


def read_bundled(name: str, *, folder: Path | None = None) -> Weights:
    """The weights that come with the program under `name`, byte for byte those in its SHA256SUMS.

    Raises `WeightsError` if there is no such file, if the sums do not list it or if it differs.
    """
    found = bundled(folder)
    if name not in found:
        known = f"known are {', '.join(found)}" if found else "none are installed"
        raise WeightsError(f"There is no model called “{name}”; {known}.")
    path = found[name]
    expected = read_sums(path.parent).get(path.name)
    if expected is None:
        raise WeightsError(f"{printable(path)} is not listed in SHA256SUMS beside it. Install the model again.")
    return read(path, expected_sha256=expected)


def write(path: Path, card: ModelCard, tensors: Mapping[str, np.ndarray]) -> str:
    """Writes card and tensors as float16 through `files.replacing`; returns the SHA-256.

    Raises `WeightsError` if a value is not finite in float16, OSError if the file cannot be written.
    """
    halves = {name: np.asarray(tensor, dtype=np.float16, order="C") for name, tensor in tensors.items()}
    for name, tensor in halves.items():
        if not np.isfinite(tensor).all():
            raise WeightsError(
                f"{printable(path)} was not written: {name} holds values that are not finite in half precision."
            )
    content = save_tensors(halves, metadata={_CARD_KEY: json.dumps(asdict(card), sort_keys=True)})
    files.replace_bytes(path, content)
    return hashlib.sha256(content).hexdigest()


def read_sums(folder: Path) -> dict[str, str]:
    """File name to SHA-256 from a folder's SHA256SUMS; empty if there is none, `WeightsError` if it is damaged."""
    sums = folder / "SHA256SUMS"
    if not sums.is_file():
        return {}
    found = {}
    try:
        lines = sums.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise WeightsError(f"{printable(sums)} cannot be read. Install the models again.") from error
    for line in filter(str.strip, lines):
        match = _SUM_LINE.fullmatch(line)
        if match is None:
            raise WeightsError(f"{printable(sums)} is damaged. Install the models again.")
        found[match[2]] = match[1]
    return found


def write_sums(folder: Path) -> None:
    """Writes SHA256SUMS (the format of coreutils' sha256sum) for every weights file of the folder."""
    lines = [f"{files.sha256_of(path)}  {path.name}\n" for path in sorted(folder.glob("*.safetensors"))]
    files.replace_bytes(folder / "SHA256SUMS", "".join(lines).encode())


def _check_place(path: Path) -> None:
    try:
        if not files.is_regular(path):
            raise WeightsError(f"{printable(path)} is not a file. Choose a .safetensors file.")
        size = path.stat().st_size
    except OSError as error:
        raise WeightsError(f"{printable(path)} cannot be read: {error.strerror}.") from error
    if size > MAX_FILE_BYTES:
        raise WeightsError(
            f"{printable(path)} is larger than any model of this program ({MAX_FILE_BYTES // 2**20} MiB)."
        )


def _card_of(content: bytes, path: Path) -> ModelCard:
    if len(content) < 8:
        raise WeightsError(f"{printable(path)} is not a weights file: it is too short.")
    length = struct.unpack("<Q", content[:8])[0]
    if length > MAX_HEADER_BYTES:
        raise WeightsError(f"{printable(path)} is not a weights file of this program: its header is too long.")
    if len(content) < 8 + length:
        raise WeightsError(f"{printable(path)} is not a weights file, or was cut short.")
    try:
        header = json.loads(content[8 : 8 + length])
    except (ValueError, RecursionError) as error:
        raise WeightsError(f"{printable(path)} is not a weights file: its header cannot be read.") from error
    metadata = header.get("__metadata__") if isinstance(header, dict) else None
    if not isinstance(metadata, dict) or not isinstance(metadata.get(_CARD_KEY), str):
        raise WeightsError(
            f"{printable(path)} has no model card. Weights of other programs have to be converted first."
        )
    return _parse_card(metadata[_CARD_KEY], path)


def _parse_card(text: str, path: Path) -> ModelCard:
    try:
        raw = json.loads(text)
        if not isinstance(raw, dict):
            raise ValueError("it must be a table")
        return ModelCard(
            name=_text(raw, "name"),
            title=_text(raw, "title"),
            mode=Mode(_text(raw, "mode")),
            architecture=_text(raw, "architecture"),
            config=_mapping(raw, "config"),
            inputs=tuple(_texts(raw, "inputs")),
            multiple_of=_integer(raw, "multiple_of", 1, 256),
            halo=_integer(raw, "halo", 0, 1024),
            data=tuple(_mappings(raw, "data")),
            licence=_text(raw, "licence"),
            training=_mapping(raw, "training"),
            figures=_mapping(raw, "figures"),
            format=_integer(raw, "format", 1, 1),
            classes=tuple(_texts({"classes": [], **raw}, "classes")),
        )
    except KeyError as error:
        raise WeightsError(
            f"{printable(path)} has a model card without “{error.args[0]}”. Install the model again."
        ) from error
    except (ValueError, RecursionError) as error:
        reason = "it is not readable" if isinstance(error, json.JSONDecodeError | RecursionError) else error
        raise WeightsError(f"{printable(path)} has a model card that cannot be used: {reason}.") from error


def _text(raw: Mapping[str, Any], key: str) -> str:
    value = raw[key]
    if not isinstance(value, str) or len(value) > 4096:
        raise ValueError(f"“{key}” must be a short text")
    return value


def _texts(raw: Mapping[str, Any], key: str) -> list[str]:
    value = raw[key]
    if not isinstance(value, list) or not all(isinstance(entry, str) and len(entry) <= 64 for entry in value):
        raise ValueError(f"“{key}” must be a list of short texts")
    return value


def _mapping(raw: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = raw[key]
    if not isinstance(value, dict):
        raise ValueError(f"“{key}” must be a table")
    return value


def _mappings(raw: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    value = raw[key]
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise ValueError(f"“{key}” must be a list of tables")
    return value


def _integer(raw: Mapping[str, Any], key: str, low: int, high: int) -> int:
    value = raw[key]
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ValueError(f"“{key}” must be a whole number from {low} to {high}")
    return value
