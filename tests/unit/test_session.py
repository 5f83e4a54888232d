"""Kept work comes back as it was, and whatever is wrong with a file is a sentence."""

import dataclasses
import hashlib
import io
import json
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restorer import packing, session
from restorer.compose import Adjustment
from restorer.document import Candidate, Edit
from restorer.session import Facts, Part, Place, Session, Source

RNG = np.random.default_rng(3)
SHAPE = (130, 90, 3)
Shelf = dict[str, np.ndarray]


def part_edit(dtype: type = np.uint8) -> Edit:
    """An edit in which no field has its default."""
    ways = [RNG.integers(0, 255, (64, 26, 3)).astype(dtype) for _ in range(3)]
    return Edit(
        name="Inpaint",
        mode="inpaint",
        result=ways[1],
        model="thin",
        sha256="ab" * 32,
        level=12.5,
        seed=2**63,
        device="cpu",
        precision="bf16",
        seconds=1.25,
        adjustment=Adjustment(0.5, 0.25, 0.125, 7, 3),
        visible=False,
        notices=("Ein Hinweis – ‹ü›",),
        top=64,
        left=64,
        mask=RNG.integers(0, 256, (64, 26), dtype=np.uint8),
        engine="large",
        candidates=tuple(Candidate(seed, way) for seed, way in enumerate(ways)),
        spread=RNG.integers(0, 256, (64, 26), dtype=np.uint8),
    )


def whole_edit() -> Edit:
    result = RNG.integers(0, 256, SHAPE, dtype=np.uint8)
    return Edit("Denoise", "denoise", result, "best", "0" * 64, None, 0, "cpu", "fp32", 0.5, Adjustment())


def source(name: bytes = b"scan.tif") -> Source:
    return Source(Path("/photos") / name.decode("utf-8", "surrogateescape"), 10, -5, 10, "cd" * 32)


def work(*edits: Edit) -> Session:
    mask = np.zeros(SHAPE[:2], np.uint8)
    mask[3:9, 4:80] = 255
    facts = Facts("scan.tif", SHAPE, 8, source(), "1-2", 5.5, True, 1, Place(0.5, 20.0, -3.5))
    return Session(facts, mask, edits)


def written(kept: Session) -> tuple[bytes, Shelf]:
    """The content of the session's file, and its parts."""
    shelf: Shelf = {}

    def put(array: np.ndarray) -> str:
        name = packing.digest(array)
        shelf[name] = array
        return name

    stream = io.BytesIO()
    session.write(kept, stream, put)
    return stream.getvalue(), shelf


def reading(content: bytes, shelf: Shelf) -> Session:
    def get(part: Part) -> np.ndarray:
        found = shelf[part.digest]
        assert (found.shape, found.dtype.name) == (part.shape, part.dtype)
        return found.copy()

    return session.read(content, get)


def assert_equal(first: object, second: object) -> None:
    assert type(first) is type(second)
    if isinstance(first, np.ndarray):
        assert isinstance(second, np.ndarray)
        assert (first.dtype, first.shape, first.tobytes()) == (second.dtype, second.shape, second.tobytes())
    elif dataclasses.is_dataclass(first):
        for field in dataclasses.fields(first):
            assert_equal(getattr(first, field.name), getattr(second, field.name))
    elif isinstance(first, tuple):
        assert isinstance(second, tuple)
        assert len(first) == len(second)
        for one, other in zip(first, second, strict=True):
            assert_equal(one, other)
    else:
        assert first == second


@pytest.fixture(scope="module")
def file() -> tuple[bytes, Shelf]:
    return written(work(part_edit(), whole_edit()))


# What goes in comes out ---------------------------------------------------------------------------------------------


def test_no_field_of_an_edit_is_forgotten() -> None:
    kept = work(part_edit(), whole_edit())
    defaults = {field.name: field.default for field in dataclasses.fields(Edit)}
    untouched = [name for name, default in defaults.items() if getattr(kept.edits[0], name) is default]
    assert untouched == [], "the edit of this test must differ from the defaults everywhere"
    back = reading(*written(kept))
    assert_equal(back, kept)


def test_the_chosen_candidate_stays_the_chosen_one(file: tuple[bytes, Shelf]) -> None:
    edit = reading(*file).edits[0]
    assert edit.result is edit.candidates[1].result
    assert not edit.result.flags.writeable


def test_sixteen_bits_and_odd_names_survive() -> None:
    facts = Facts("ä\n.tif", SHAPE, 16, source(b"\xff\xfe\n.tif"))
    kept = Session(facts, None, (part_edit(np.uint16),))
    back = reading(*written(kept))
    assert_equal(back, kept)
    assert back.edits[0].result.dtype == np.uint16


def test_a_photo_without_a_file_keeps_its_samples() -> None:
    samples, alpha = RNG.integers(0, 256, SHAPE, dtype=np.uint8), RNG.integers(0, 256, SHAPE[:2], dtype=np.uint8)
    for kept in (
        Session(Facts("Pasted", SHAPE, 8), None, (), samples, alpha),
        Session(Facts("P", SHAPE, 8), None, (), samples),
    ):
        assert_equal(reading(*written(kept)), kept)


def test_the_outline_names_every_part(file: tuple[bytes, Shelf]) -> None:
    content, shelf = file
    outline = session.outline(content)
    assert outline.parts == set(shelf)
    assert (outline.marked, outline.edit_count, outline.facts.unsaved, outline.facts.owner) == (True, 2, True, "1-2")


def test_disowned_work_belongs_to_nobody_and_is_the_same(file: tuple[bytes, Shelf]) -> None:
    content, shelf = file
    back = reading(session.disowned(content), shelf)
    assert back.facts.owner == ""
    assert_equal(back.edits, reading(content, shelf).edits)
    assert_equal(back.mask, reading(content, shelf).mask)


def test_without_parts_the_mask_is_still_there(file: tuple[bytes, Shelf]) -> None:
    back = session.read(file[0], None)
    assert back.edits == ()
    assert_equal(back.mask, work().mask)


def test_a_photo_is_known_by_its_content(tmp_path: Path) -> None:
    photo = tmp_path / "a.png"
    photo.write_bytes(b"12345")
    before = session.source_of(photo)
    assert (before.size, before.hashed, before.sha256) == (5, 5, hashlib.sha256(b"12345").hexdigest())
    photo.write_bytes(b"12345")
    assert session.source_of(photo).is_same(before), "copied back: another time, the same content"
    photo.write_bytes(b"12346")
    assert not session.source_of(photo).is_same(before)


def test_a_huge_photo_is_known_by_its_beginning_and_its_time() -> None:
    one = Source(Path("/a"), 10**9, 5, 2**20, "ab" * 32)
    assert one.is_same(dataclasses.replace(one, path=Path("/b")))
    assert not one.is_same(dataclasses.replace(one, modified_ns=6))


# Whatever is wrong --------------------------------------------------------------------------------------------------


def refused(content: bytes, shelf: Shelf | None = None) -> str:
    """The reason why a content is no session; the outline is refused or fine, and nothing else happens."""
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the reason is what is asserted
        reading(content, shelf or {})
    return str(caught.value)


def lengths(content: bytes) -> Iterator[int]:
    return iter(range(0, len(content), max(1, len(content) // 400)))


def test_every_shortened_file_is_refused(file: tuple[bytes, Shelf]) -> None:
    reasons = {refused(file[0][:length]) for length in lengths(file[0])}
    assert reasons <= {"it is too short", "its checksum is wrong"}
    assert len(reasons) == 2


def test_every_flipped_bit_is_refused(file: tuple[bytes, Shelf]) -> None:
    for place in lengths(file[0]):
        content = bytearray(file[0])
        content[place] ^= 1 << place % 8
        refused(bytes(content))


def forged(content: bytes, change: Callable[[dict[str, Any]], object], *, mask: bytes | None = None) -> bytes:
    """The file with another header and a checksum that fits it."""
    length = struct.unpack_from("<I", content, 12)[0]
    values = json.loads(content[16 : 16 + length])
    change(values)
    header = json.dumps(values).encode()
    whole = (
        content[:12] + struct.pack("<I", len(header)) + header + (content[16 + length : -32] if mask is None else mask)
    )
    return whole + hashlib.sha256(whole).digest()


def keys_of(values: object, trail: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    entries = values.items() if isinstance(values, dict) else enumerate(values) if isinstance(values, list) else ()
    for key, value in entries:
        yield (*trail, key)
        yield from keys_of(value, (*trail, key))


def set_at(values: Any, trail: tuple[Any, ...], value: object) -> None:
    for key in trail[:-1]:
        values = values[key]
    values[trail[-1]] = value


WRONG: tuple[object, ...] = (None, True, -1, 1.5, 2**200, 1e308, float("nan"), "x", "\ud800", [], ["x"], {}, [[]] * 3)
FREE = {"shown"}  # for people only


def test_a_value_of_another_kind_is_refused_or_harmless(file: tuple[bytes, Shelf]) -> None:
    content, shelf = file
    length = struct.unpack_from("<I", content, 12)[0]
    trails = [trail for trail in keys_of(json.loads(content[16 : 16 + length])) if trail[-1] not in FREE]
    assert len(trails) > 80
    checked = 0
    for trail in trails:
        answers = set()
        for wrong in WRONG:
            try:
                reading(forged(content, lambda values, t=trail, w=wrong: set_at(values, t, w)), shelf)  # type: ignore[misc]
                answers.add("read")
            except (ValueError, KeyError) as error:
                answers.add(type(error).__name__)
                checked += 1
        assert "ValueError" in answers or "PartError" in answers, trail
    assert checked > 800


def test_a_missing_key_is_named(file: tuple[bytes, Shelf]) -> None:
    for key in ("shape", "owner", "edits", "mask", "source", "samples", "chosen"):
        assert refused(forged(file[0], lambda values, k=key: values.pop(k)), file[1]) == f"{key} is missing"  # type: ignore[misc]


def test_huge_claims_are_refused_before_anything_is_allocated(file: tuple[bytes, Shelf]) -> None:
    content, shelf = file

    def shape(values: dict[str, Any]) -> None:
        values["shape"] = [15_000, 15_000, 3]

    def beyond(values: dict[str, Any]) -> None:
        values["shape"] = [2**30, 2**30, 3]

    def result(values: dict[str, Any]) -> None:
        values["edits"][1]["result"]["shape"] = [2**20, 2**20, 3]

    def edits(values: dict[str, Any]) -> None:
        values["edits"] *= 1000

    assert "cannot hold an array" in refused(forged(content, shape), shelf)
    assert refused(forged(content, beyond), shelf) == "no photo has this shape"
    assert refused(forged(content, result), shelf) == "an array is larger than the photo"
    assert refused(forged(content, edits), shelf) == "edits must be a list of at most 256"
    assert "too long" in refused(resealed(content, 12, struct.pack("<I", 2**32 - 1)))
    assert "another version" in refused(resealed(content, 8, struct.pack("<I", 2)))
    assert refused(resealed(content, 0, b"PK\3\4")) == "it is no session"


def resealed(content: bytes, at: int, patch: bytes) -> bytes:
    whole = content[:at] + patch + content[at + len(patch) : -32]
    return whole + hashlib.sha256(whole).digest()


def test_deep_nesting_is_refused() -> None:
    header = b"[" * 200_000
    whole = struct.pack("<8sII", b"RSESSION", 1, len(header)) + header
    assert refused(whole + hashlib.sha256(whole).digest())


def test_a_file_that_is_far_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.session"
    with path.open("wb") as stream:
        stream.truncate(2**40)
    with pytest.raises(ValueError, match="far too large"):
        session.content_of(path)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_noise_is_never_a_session(content: bytes) -> None:
    refused(content)
    whole = b"RSESSION" + content
    refused(whole + hashlib.sha256(whole).digest())


VALUES = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=3), st.lists(st.integers(), max_size=3))
KEYS = st.sampled_from(["shape", "bits", "edits", "mask", "source", "place", "name"])


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(KEYS, VALUES, max_size=2))
def test_a_sealed_header_of_anything_is_a_session_or_a_reason(values: dict[str, Any]) -> None:
    content, shelf = written(work())
    changed = forged(content, lambda kept: kept.update(values))
    try:
        back = reading(changed, shelf)
    except ValueError:
        return
    assert back.facts.shape == SHAPE or back.mask is None


# Packing ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", [(1, 1), (3, 2_500_000), (5000, 900, 3), (7, 5, 1), (0, 4)])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_arrays_come_back(shape: tuple[int, ...], dtype: type) -> None:
    array = np.resize(np.arange(1000).astype(dtype), shape)
    packed = b"".join(packing.pack(array))
    back = packing.unpack(io.BytesIO(packed), shape, array.dtype, size=len(packed))
    assert_equal(back, array)


def test_a_part_of_an_array_is_packed_as_it_is_seen() -> None:
    array = RNG.integers(0, 2**16, (40, 30, 3)).astype(np.uint16)[5:20:2, ::-3]
    packed = b"".join(packing.pack(array))
    assert_equal(packing.unpack(io.BytesIO(packed), array.shape, array.dtype, size=len(packed)), array.copy())
    assert packing.digest(array) == packing.digest(array.copy())


def test_the_digest_tells_shape_and_type() -> None:
    zeros = np.zeros((4, 6), np.uint8)
    others = [zeros.reshape(6, 4), zeros.view(np.uint16), np.zeros((4, 7), np.uint8)]
    assert len({packing.digest(array) for array in (zeros, *others)}) == 4


def test_too_few_bytes_allocate_nothing() -> None:
    with pytest.raises(ValueError, match="cannot hold"):
        packing.unpack(io.BytesIO(b"x" * 100), (10**6, 10**6), np.dtype(np.uint8), size=100)


def test_strips_of_a_wrong_length_are_refused() -> None:
    packed = b"".join(packing.pack(np.zeros((10, 10), np.uint8)))
    for shape in ((9, 10), (11, 10), (10, 30)):
        with pytest.raises(ValueError, match="wrong length"):
            packing.unpack(io.BytesIO(packed), shape, np.dtype(np.uint8), size=len(packed))
    with pytest.raises(ValueError, match="follow"):
        packing.unpack(io.BytesIO(packed + b"xx"), (10, 10), np.dtype(np.uint8), size=len(packed) + 2)
