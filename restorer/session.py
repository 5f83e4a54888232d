"""The work on one photo as it is kept between two starts: the mask, the edits, where the person looked."""

import base64
import dataclasses
import hashlib
import io
import json
import os
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from restorer import packing
from restorer.compose import Adjustment
from restorer.document import Candidate, Edit
from restorer.fields import Fields
from restorer.files import printable
from restorer.photo import MAX_PIXELS

FORMAT = 1
MAX_EDITS = 256
MAX_CANDIDATES = 64
_MAGIC = b"RSESSION"
_HEAD = struct.Struct("<8sII")  # magic, format, bytes of the header
_MAX_HEADER = 8 * 2**20
_MAX_FILE = _HEAD.size + _MAX_HEADER + MAX_PIXELS + MAX_PIXELS // 100 + 2**20
_DIGEST = 32
_WHOLE_FILE = 64 * 2**20  # photos up to here are recognised by all of their bytes, larger ones by the first of them
_FIRST = 2**20
_MAX_SIDE = 2**31 - 1
_MAX_NUMBER = 2**64 - 1
_TEXTS = ("name", "mode", "model", "sha256", "device", "precision", "engine")
_PLAIN_FACTS = ("name", "bits", "owner", "written", "unsaved", "chosen")
_SHARES = ("strength", "colour", "grain")

Put = Callable[[np.ndarray], str]  # keeps an array, returns its digest
Get = Callable[["Part"], np.ndarray]  # the array again; raises PartError or OSError


class SessionError(Exception):
    """Work that cannot be kept or brought back; the text is a sentence for the person."""


class PartError(ValueError):
    """An array of a session that is missing or damaged; the session's own file is whole."""


@dataclass(frozen=True, slots=True)
class Part:
    """An array that lies in a file of its own: the digest of its content (`packing.digest`), shape and type."""

    digest: str
    shape: tuple[int, ...]
    dtype: str


@dataclass(frozen=True, slots=True)
class Source:
    """The file a photo came from, and what it is known by: its size and the SHA-256 of its first `hashed` bytes."""

    path: Path
    size: int
    modified_ns: int
    hashed: int
    sha256: str

    def is_same(self, other: "Source") -> bool:
        """True if both are one content; for a file that was not hashed as a whole, one time of change as well."""
        content = (self.size, self.hashed, self.sha256) == (other.size, other.hashed, other.sha256)
        return content and (self.hashed == self.size or self.modified_ns == other.modified_ns)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person looked: device pixels per photo pixel, and the photo point (x, y) in the middle."""

    zoom: float
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Facts:
    """What a session says of itself without its arrays.

    `owner` names the running program it belongs to, "" once that was closed in order; `shape` is the photo's
    (H, W, C), `bits` 8 or 16 a sample, `written` seconds since 1970, `source` None for a photo without a file.
    `unsaved` is True if the edits are in no saved file.
    """

    name: str
    shape: tuple[int, ...]
    bits: int
    source: Source | None = None
    owner: str = ""
    written: float = 0.0
    unsaved: bool = False
    chosen: int = -1
    place: Place | None = None

    @property
    def dtype(self) -> np.dtype:
        """The type of the photo's samples."""
        return np.dtype(np.uint8 if self.bits == 8 else np.uint16)


@dataclass(frozen=True, slots=True, eq=False)
class Session:
    """The work on one photo: `mask` (H, W) uint8 or None, the edits; samples and alpha if the photo has no file."""

    facts: Facts
    mask: np.ndarray | None = None
    edits: tuple[Edit, ...] = ()
    samples: np.ndarray | None = None
    alpha: np.ndarray | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """A session whose arrays have not been read: its facts, whether a mask is there, and the parts it needs."""

    facts: Facts
    marked: bool
    edit_count: int
    parts: frozenset[str]


def source_of(path: Path) -> Source:
    """What a photo's file is known by; reads at most 64 MiB of it. Raises OSError."""
    with path.open("rb") as stream:
        status = os.fstat(stream.fileno())
        hashed = status.st_size if status.st_size <= _WHOLE_FILE else _FIRST
        found, left = hashlib.sha256(), hashed
        while left and (block := stream.read(min(left, _FIRST))):
            found.update(block)
            left -= len(block)
    whole = Path(os.path.abspath(path))  # noqa: PTH100 - Path.absolute keeps ".."
    return Source(whole, status.st_size, status.st_mtime_ns, hashed, found.hexdigest())


def write(session: Session, stream: BinaryIO, put: Put) -> frozenset[str]:
    """Writes the session; arrays other than the mask go to `put`. Returns the parts it needs. Raises OSError."""
    parts: dict[str, None] = {}

    def kept(array: np.ndarray | None) -> dict[str, Any] | None:
        if array is None:
            return None
        name = put(array)
        parts[name] = None
        return {"sha256": name, "shape": list(array.shape)}

    values = _facts_values(session.facts)
    values["mask"] = session.mask is not None
    values["edits"] = [_edit_values(edit, kept) for edit in session.edits]
    values["samples"], values["alpha"] = kept(session.samples), kept(session.alpha)
    header = json.dumps(values, allow_nan=False).encode()
    found = hashlib.sha256()
    blocks = [_HEAD.pack(_MAGIC, FORMAT, len(header)), header]
    for block in [*blocks, *(packing.pack(session.mask) if session.mask is not None else ())]:
        found.update(block)
        stream.write(block)
    stream.write(found.digest())
    return frozenset(parts)


def outline(content: bytes) -> Outline:
    """The facts of a session from its whole content; raises ValueError (and MemoryError) for anything else."""
    fields, _ = _opened(content)
    facts = _facts(fields)
    seen: list[str] = []

    def noted(part: Part) -> np.ndarray:
        seen.append(part.digest)
        return np.empty(0, np.uint8)

    edits = _edits(fields, facts, noted)
    _pasted(fields, facts, noted)
    return Outline(facts, fields.flag("mask"), len(edits), frozenset(seen))


def read(content: bytes, get: Get | None) -> Session:
    """The session from its whole content, one array for each part; `get` None leaves the edits out.

    Raises ValueError, MemoryError and what `get` raises: `PartError` and OSError.
    """
    fields, rest = _opened(content)
    facts = _facts(fields)
    height, width = facts.shape[:2]
    arrays: dict[Part, np.ndarray] = {}

    def once(part: Part) -> np.ndarray:
        if get is None:
            raise PartError("the samples are missing")
        if part not in arrays:
            arrays[part] = get(part)
            arrays[part].flags.writeable = False
        return arrays[part]

    mask = None
    if fields.flag("mask"):
        mask = packing.unpack(io.BytesIO(rest), (height, width), np.dtype(np.uint8), size=len(rest))
    elif rest:
        raise ValueError("something follows the header")
    samples, alpha = _pasted(fields, facts, once)
    return Session(facts, mask, _edits(fields, facts, once) if get is not None else (), samples, alpha)


def disowned(content: bytes) -> bytes:
    """The same session belonging to no running program; raises ValueError if it is none."""
    _, rest = _opened(content)
    length = _HEAD.unpack_from(content)[2]
    values = json.loads(content[_HEAD.size : _HEAD.size + length])
    header = json.dumps({**values, "owner": ""}, allow_nan=False).encode()
    whole = _HEAD.pack(_MAGIC, FORMAT, len(header)) + header + rest
    return whole + hashlib.sha256(whole).digest()


def content_of(path: Path) -> bytes:
    """The bytes of a session's file; raises ValueError if it is far too large, and OSError."""
    with path.open("rb") as stream:
        if os.fstat(stream.fileno()).st_size > _MAX_FILE:
            raise ValueError("it is far too large")
        return stream.read(_MAX_FILE)


def _opened(content: bytes) -> tuple[Fields, bytes]:
    """The header, and the bytes of the mask."""
    if len(content) < _HEAD.size + _DIGEST:
        raise ValueError("it is too short")
    magic, version, length = _HEAD.unpack_from(content)
    if magic != _MAGIC:
        raise ValueError("it is no session")
    if version != FORMAT:
        raise ValueError(f"it was written by another version of the program (format {version})")
    if hashlib.sha256(memoryview(content)[:-_DIGEST]).digest() != content[-_DIGEST:]:
        raise ValueError("its checksum is wrong")
    if length > min(_MAX_HEADER, len(content) - _HEAD.size - _DIGEST):
        raise ValueError("its header is too long")
    end = _HEAD.size + length
    return Fields.parse(content[_HEAD.size : end]), content[end:-_DIGEST]


def _facts_values(facts: Facts) -> dict[str, Any]:
    source, place = facts.source, facts.place
    values: dict[str, Any] = {
        key: getattr(facts, key) for key in ("name", "bits", "owner", "written", "unsaved", "chosen")
    }
    values["shape"] = list(facts.shape)
    values["place"] = [place.zoom, place.x, place.y] if place is not None else None
    values["source"] = None
    if source is not None:
        values["source"] = dataclasses.asdict(source)
        values["source"]["path"] = base64.b64encode(os.fsencode(source.path)).decode()
        values["source"]["shown"] = printable(source.path)
    return values


def _facts(fields: Fields) -> Facts:
    height, width, channels = fields.wholes("shape", 3, high=_MAX_SIDE)
    bits = fields.whole("bits", 8, 16)
    if height * width > MAX_PIXELS or channels not in (1, 3) or bits not in (8, 16):
        raise ValueError("no photo has this shape")
    return Facts(
        name=fields.text("name"),
        shape=(height, width, channels),
        bits=bits,
        source=_source(fields.inner("source")) if fields.has("source") else None,
        owner=fields.text("owner", limit=100),
        written=fields.number("written", 0, 2**40),
        unsaved=fields.flag("unsaved"),
        chosen=fields.whole("chosen", -1, MAX_EDITS),
        place=_place(fields) if fields.has("place") else None,
    )


def _place(fields: Fields) -> Place:
    zoom, x, y = fields.numbers("place", 3, high=_MAX_SIDE)
    if not 0 < zoom <= 1024:
        raise ValueError("place holds no zoom")
    return Place(zoom, x, y)


def _source(fields: Fields) -> Source:
    name = os.fsdecode(base64.b64decode(fields.text("path", limit=2**16), validate=True))
    if "\0" in name or not Path(name).is_absolute():
        raise ValueError("path is none")
    return Source(
        path=Path(name),
        size=fields.whole("size", 0, 2**63),
        modified_ns=fields.whole("modified_ns", -(2**63), 2**63),
        hashed=fields.whole("hashed", 0, 2**63),
        sha256=_sha256(fields),
    )


def _sha256(fields: Fields) -> str:
    name = fields.text("sha256", limit=64)
    if len(name) != 64 or not set(name) <= set("0123456789abcdef"):
        raise ValueError("sha256 must be 64 hexadecimal digits")
    return name


def _edit_values(edit: Edit, kept: Callable[[np.ndarray | None], dict[str, Any] | None]) -> dict[str, Any]:
    """Every field of an edit; arrays by `kept`."""
    values: dict[str, Any] = {field.name: getattr(edit, field.name) for field in dataclasses.fields(Edit)}
    values["adjustment"] = dataclasses.asdict(edit.adjustment)
    values["notices"] = list(edit.notices)
    values["candidates"] = [{"seed": one.seed, "result": kept(one.result)} for one in edit.candidates]
    for key in ("result", "mask", "spread"):
        values[key] = kept(values[key])
    return values


def _edits(fields: Fields, facts: Facts, get: Get) -> tuple[Edit, ...]:
    return tuple(_edit(inner, facts, get) for inner in fields.inners("edits", limit=MAX_EDITS))


def _edit(fields: Fields, facts: Facts, get: Get) -> Edit:
    texts = {key: fields.text(key) for key in _TEXTS}
    plane = np.dtype(np.uint8).name
    result = _part(fields.inner("result"), facts, facts.dtype.name)
    mask, spread = (
        _part(fields.inner(key), facts, plane, shape=result.shape[:2]) if fields.has(key) else None
        for key in ("mask", "spread")
    )
    top, left = fields.whole("top", 0, _MAX_SIDE), fields.whole("left", 0, _MAX_SIDE)
    if top + result.shape[0] > facts.shape[0] or left + result.shape[1] > facts.shape[1]:
        raise ValueError("an edit lies beyond the photo")
    candidates = tuple(
        Candidate(_seed(one), get(_part(one.inner("result"), facts, facts.dtype.name, shape=result.shape)))
        for one in fields.inners("candidates", limit=MAX_CANDIDATES)
    )
    return Edit(
        **texts,
        result=get(result),
        level=fields.number("level", 0, 1e6) if fields.has("level") else None,
        seed=_seed(fields),
        seconds=fields.number("seconds", 0, 1e12),
        adjustment=_adjustment(fields.inner("adjustment")),
        visible=fields.flag("visible"),
        notices=fields.texts("notices", limit=100),
        top=top,
        left=left,
        mask=get(mask) if mask is not None else None,
        candidates=candidates,
        spread=get(spread) if spread is not None else None,
    )


def _seed(fields: Fields) -> int:
    return fields.whole("seed", -_MAX_NUMBER, _MAX_NUMBER)


def _adjustment(fields: Fields) -> Adjustment:
    shares = {key: fields.number(key, 0, 1) for key in _SHARES}
    return Adjustment(**shares, cap=fields.whole("cap", 0, 255), feather=fields.whole("feather", 0, _MAX_SIDE))


def _part(fields: Fields, facts: Facts, dtype: str, *, shape: tuple[int, ...] | None = None) -> Part:
    """An array of the photo's channels, or of exactly `shape`, that is not larger than the photo."""
    count = len(shape) if shape is not None else 3
    found = fields.wholes("shape", count, high=_MAX_SIDE)
    if shape is not None and found != shape:
        raise ValueError("an array has another shape than the rest of its edit")
    if found[0] > facts.shape[0] or found[1] > facts.shape[1] or found[2:] not in ((), facts.shape[2:]):
        raise ValueError("an array is larger than the photo")
    return Part(_sha256(fields), found, dtype)


def _pasted(fields: Fields, facts: Facts, get: Get) -> tuple[np.ndarray | None, np.ndarray | None]:
    """Samples and alpha of a photo that has no file."""
    if fields.has("samples") != (facts.source is None):
        raise ValueError("a photo has either a file or samples")
    if facts.source is not None:
        return None, None
    samples = get(_part(fields.inner("samples"), facts, facts.dtype.name, shape=facts.shape))
    if not fields.has("alpha"):
        return samples, None
    return samples, get(_part(fields.inner("alpha"), facts, facts.dtype.name, shape=facts.shape[:2]))
