"""EXIF, XMP, IPTC and resolution as bytes: read from, patched in and written into photo files, value for value."""

import io
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import BinaryIO, TypeAlias

import numpy as np

ORIENTATION, X_RESOLUTION, Y_RESOLUTION, RESOLUTION_UNIT = 0x0112, 0x011A, 0x011B, 0x0128
WIDTH, HEIGHT, ROWS_PER_STRIP, TILE_WIDTH, TILE_HEIGHT = 0x0100, 0x0101, 0x0116, 0x0142, 0x0143
COMPRESSION, SAMPLES_PER_PIXEL, PLANAR_CONFIGURATION = 0x0103, 0x0115, 0x011C
BITS_PER_SAMPLE, SAMPLE_FORMAT, PHOTOMETRIC, FILL_ORDER, PREDICTOR = 0x0102, 0x0153, 0x0106, 0x010A, 0x013D
STRIP_OFFSETS, STRIP_BYTE_COUNTS, TILE_OFFSETS, TILE_BYTE_COUNTS = 0x0111, 0x0117, 0x0144, 0x0145
XMP, IPTC, PHOTOSHOP, DNG_VERSION = 0x02BC, 0x83BB, 0x8649, 0xC612
_EXIF, _GPS, _INTEROPERABILITY = 0x8769, 0x8825, 0xA005
_PIXEL_X, _PIXEL_Y = 0xA002, 0xA003
# Tags of a TIFF directory that describe how its pixels are stored; they belong to the file, not to the photo.
_STRUCTURE = frozenset(
    [*range(0x00FE, 0x010B), 0x0111, ORIENTATION, *range(0x0115, 0x011E), *range(0x0120, 0x012A), 0x012D]
).union(
    [*range(0x013D, 0x0145), *range(0x014A, 0x0156), 0x015B, *range(0x0200, 0x020A), *range(0x0211, 0x0214)],
    [XMP, IPTC, PHOTOSHOP, 0x8773, 0x935C],
    [
        0x828D,
        0x828E,
        *range(DNG_VERSION, 0xC800),
    ],  # a camera's sensor: a developed photo with them would be read as RAW
)
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
_WORDS = {3: "u2", 4: "u4", 5: "u4", 8: "u2", 9: "u4", 10: "u4", 11: "u4", 12: "u8", 13: "u4", 16: "u8", 18: "u8"}
_HEADER = b"II*\0\x08\0\0\0"
_MAX_ENTRIES = 4096
_MAX_VALUE = 32 * 2**20


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a file says about a photo besides its samples; every part is kept byte for byte.

    `exif` starts with the TIFF header ("II*" or "MM*"), without the "Exif" prefix of JPEG; its orientation is 1.
    `xmp` is the packet in UTF-8, `iptc` the IIM records, `dpi` pixels per inch across and down.
    """

    exif: bytes | None = None
    xmp: bytes | None = None
    iptc: bytes | None = None
    dpi: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One TIFF field: `data` in little-endian order, `where` its place in the file it came from."""

    kind: int
    count: int
    data: bytes
    where: int = 0

    def numbers(self) -> list[int]:
        """Its whole numbers; both words of each rational; empty for texts and floats."""
        word = {1: "u1", 7: "u1"}.get(self.kind) or (None if self.kind in (11, 12) else _WORDS.get(self.kind))
        return [] if word is None else [int(value) for value in np.frombuffer(self.data, "<" + word)]


Directory: TypeAlias = "dict[int, Entry | Directory]"


class TiffReader:
    """Reads the directories of a TIFF or BigTIFF stream; raises ValueError or struct.error on nonsense, never loops."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        head = self._at(0, 16, short=True)
        orders = {b"II": "<", b"MM": ">"}
        if head[:2] not in orders:
            raise ValueError("not a TIFF stream")
        self.order = orders[head[:2]]
        self.big = struct.unpack(self.order + "H", head[2:4])[0] == 43
        place = head[8:16] if self.big else head[4:8]
        self.first: int = struct.unpack(self.order + ("Q" if self.big else "I"), place)[0]

    def directory(self, offset: int, depth: int = 0) -> tuple[Directory, int]:
        """The fields at `offset` with EXIF, GPS and interoperability read as directories, and where the link
        to the next directory stands."""
        count_format, size = ("Q", 20) if self.big else ("H", 12)
        start = offset + struct.calcsize("=" + count_format)
        count = struct.unpack(self.order + count_format, self._at(offset, start - offset))[0]
        if count > _MAX_ENTRIES:
            raise ValueError("too many fields")
        table = self._at(start, count * size)
        found: Directory = {}
        for index in range(count):
            tag, entry = self._entry(table[index * size : (index + 1) * size], start + index * size)
            if entry is None or tag in found:  # of a doubled field the first counts, as for libtiff
                continue
            found[tag] = entry
            if tag in (_EXIF, _GPS, _INTEROPERABILITY) and depth < 2 and entry.numbers():
                found[tag] = self.directory(entry.numbers()[0], depth + 1)[0]
        return found, start + count * size

    def _entry(self, row: bytes, where: int) -> tuple[int, Entry | None]:
        tag, kind = struct.unpack(self.order + "HH", row[:4])
        word, inline = ("Q", 8) if self.big else ("I", 4)
        count = struct.unpack(self.order + word, row[4 : 4 + inline])[0]
        length = _SIZES.get(kind, 0) * count
        place = where + 4 + inline
        if length > inline:
            place = struct.unpack(self.order + word, row[4 + inline :])[0]
        if not 0 < length <= _MAX_VALUE:
            return tag, None
        raw = row[4 + inline :][:length] if length <= inline else self._at(place, length)
        if self.order == ">" and kind in _WORDS:
            raw = np.frombuffer(raw, ">" + _WORDS[kind]).astype("<" + _WORDS[kind]).tobytes()
        return tag, Entry(kind, count, raw, place)

    def _at(self, offset: int, length: int, *, short: bool = False) -> bytes:
        self._stream.seek(offset)
        data = self._stream.read(length)
        if len(data) < length and not short:
            raise ValueError("the stream ends early")
        return data


def pack(directory: Mapping[int, "Entry | Directory"], start: int) -> bytes:
    """`directory` and those inside it as little-endian TIFF bytes that belong at offset `start`, linked to no next."""
    heap_start = start + 2 + 12 * len(directory) + 4
    rows, heap = bytearray(), bytearray()
    for tag in sorted(directory):
        value = directory[tag]
        heap += b"\0" * ((heap_start + len(heap)) % 2)
        place = struct.pack("<I", heap_start + len(heap))
        if isinstance(value, dict):
            heap += pack(value, heap_start + len(heap))
            rows += struct.pack("<HHI", tag, 4, 1) + place
        elif len(value.data) <= 4:
            rows += struct.pack("<HHI", tag, value.kind, value.count) + value.data.ljust(4, b"\0")
        else:
            heap += value.data
            rows += struct.pack("<HHI", tag, value.kind, value.count) + place
    return struct.pack("<H", len(directory)) + bytes(rows) + bytes(4) + bytes(heap)


def exif_directory(exif: bytes | None) -> Directory:
    """The first directory of an EXIF block; empty if there is none or it cannot be read."""
    if not exif:
        return {}
    try:
        reader = TiffReader(io.BytesIO(exif))
        return reader.directory(reader.first)[0]
    except (ValueError, struct.error, OverflowError):
        return {}


def orientation_of(directory: Directory) -> int:
    """The EXIF orientation, 1 to 8; 1 where the tag is missing or wrong."""
    entry = directory.get(ORIENTATION)
    numbers = entry.numbers() if isinstance(entry, Entry) else []
    return numbers[0] if numbers and 1 <= numbers[0] <= 8 else 1


def dpi_of(directory: Directory) -> tuple[float, float] | None:
    """Pixels per inch across and down as the directory states them; None if it does not."""
    across, down = directory.get(X_RESOLUTION), directory.get(Y_RESOLUTION)
    unit = directory.get(RESOLUTION_UNIT)
    factor = {2: 1.0, 3: 2.54}.get(unit.numbers()[0] if isinstance(unit, Entry) and unit.numbers() else 2)
    if factor is None or not isinstance(across, Entry) or not isinstance(down, Entry):
        return None
    pairs = [entry.numbers()[:2] for entry in (across, down)]
    if any(len(pair) != 2 or pair[0] == 0 or pair[1] == 0 for pair in pairs):
        return None
    return round(pairs[0][0] / pairs[0][1] * factor, 4), round(pairs[1][0] / pairs[1][1] * factor, 4)


def png_dpi(stream: BinaryIO) -> tuple[float, float] | None:
    """The resolution in a PNG's pHYs chunk; None if it has none or states only a ratio."""
    stream.seek(8)
    while len(head := stream.read(8)) == 8 and head[4:] != b"IDAT":
        length = struct.unpack(">I", head[:4])[0]
        if head[4:] == b"pHYs" and length == 9 and len(data := stream.read(9)) == 9:
            across, down, unit = struct.unpack(">IIB", data)
            return (round(across * 0.0254, 2), round(down * 0.0254, 2)) if unit == 1 and across and down else None
        stream.seek(length + 4, io.SEEK_CUR)
    return None


def upright(metadata: Metadata, *, width: int, height: int) -> Metadata:
    """`metadata` for samples that have been turned: orientation 1, their size, no thumbnail of the old look.

    EXIF is patched in place, so that maker notes with offsets of their own stay readable.
    """
    xmp = metadata.xmp
    if xmp is not None:
        xmp = re.sub(rb"(tiff:Orientation\s*(?:=\s*[\"']|>)\s*)[2-8]", rb"\g<1>1", xmp)
    exif = metadata.exif
    if exif is not None:
        try:
            exif = _patched(exif, {ORIENTATION: 1, _PIXEL_X: width, _PIXEL_Y: height})
        except (ValueError, struct.error, OverflowError):
            exif = None
    return replace(metadata, exif=exif, xmp=xmp)


def _patched(exif: bytes, values: Mapping[int, int]) -> bytes:
    reader = TiffReader(io.BytesIO(exif))
    directory, link = reader.directory(reader.first)
    content = bytearray(exif)
    inside = directory.get(_EXIF)
    for tag, entry in [*directory.items(), *(inside.items() if isinstance(inside, dict) else ())]:
        if tag in values and isinstance(entry, Entry) and entry.kind in (3, 4) and entry.count == 1:
            struct.pack_into(reader.order + {3: "H", 4: "I"}[entry.kind], content, entry.where, values[tag])
    if link + 4 <= len(content):
        content[link : link + 4] = bytes(4)
    return bytes(content)


def tiff_metadata(directory: Directory) -> Metadata:
    """Metadata of a TIFF file's first directory; EXIF as a block of its own that holds no pixel structure."""
    own = {tag: value for tag, value in directory.items() if tag not in _STRUCTURE}
    exif = _HEADER + pack(own, len(_HEADER)) if own else None
    xmp, iptc = directory.get(XMP), directory.get(IPTC)
    records = iptc.data if isinstance(iptc, Entry) else None
    photoshop = directory.get(PHOTOSHOP)
    if records is None and isinstance(photoshop, Entry):
        records = iptc_of_photoshop(photoshop.data)
    return Metadata(exif, xmp.data if isinstance(xmp, Entry) else None, records, dpi_of(directory))


def write_tiff_metadata(stream: BinaryIO, metadata: Metadata) -> None:
    """Adds `metadata` to the little-endian classic TIFF in `stream` (open for reading and writing)."""
    reader = TiffReader(stream)
    directory, _ = reader.directory(reader.first)
    for tag, value in exif_directory(metadata.exif).items():
        if tag not in _STRUCTURE:
            directory[tag] = value
    for tag, data, kind in ((XMP, metadata.xmp, 1), (IPTC, metadata.iptc, 7)):
        if data:
            directory[tag] = Entry(kind, len(data), data)
    directory.update(_resolution(metadata.dpi))
    start = stream.seek(0, io.SEEK_END)
    stream.write(b"\0" * (start % 2))
    start += start % 2
    stream.write(pack(directory, start))
    stream.seek(4)
    stream.write(struct.pack("<I", start))


def exif_with_dpi(metadata: Metadata) -> bytes | None:
    """The EXIF block for a format that has no other place for the resolution; a new one if only that is known."""
    exif, resolution = metadata.exif, _resolution(metadata.dpi)
    if exif is None:
        return None if metadata.dpi is None else _HEADER + pack(resolution, len(_HEADER))
    if metadata.dpi is None or dpi_of(exif_directory(exif)) is not None:
        return exif
    return _extended(exif, resolution)


def _extended(exif: bytes, fields: Directory) -> bytes:
    """`exif` with `fields` in a longer first directory behind it: whatever the old one points to stays in place."""
    order = "<" if exif[:2] == b"II" else ">"
    old = struct.unpack(order + "I", exif[4:8])[0]
    count = struct.unpack(order + "H", exif[old : old + 2])[0]
    places = range(old + 2, old + 2 + 12 * count, 12)
    rows = {struct.unpack(order + "H", exif[place : place + 2])[0]: exif[place : place + 12] for place in places}
    exif += b"\0" * (len(exif) % 2)
    for tag, entry in fields.items():
        if not isinstance(entry, Entry):
            continue
        word = _WORDS[entry.kind]
        data = np.frombuffer(entry.data, "<" + word).astype(order + word).tobytes()
        value = data.ljust(4, b"\0") if len(data) <= 4 else struct.pack(order + "I", len(exif))
        exif += data if len(data) > 4 else b""
        rows[tag] = struct.pack(order + "HHI", tag, entry.kind, entry.count) + value
    table = b"".join(rows[tag] for tag in sorted(rows))
    return (
        exif[:4]
        + struct.pack(order + "I", len(exif))
        + exif[8:]
        + struct.pack(order + "H", len(rows))
        + table
        + bytes(4)
    )


def extent(exif: bytes) -> int:
    """Bytes from the start of an EXIF block to the end of what its directories use, thumbnail left out."""
    reader = TiffReader(io.BytesIO(exif))
    directory, link = reader.directory(reader.first)
    end, inside = link + 4, [directory]
    while inside:
        for value in inside.pop().values():
            if isinstance(value, Entry):
                inline = len(value.data) <= 4  # then its row, and at least the link behind the table, follow
                end = max(end, value.where + (8 if inline else len(value.data)))
            else:
                inside.append(value)
    return end


def without_padding(exif: bytes) -> bytes:
    """`exif` without zeros behind the last byte that its directories use."""
    try:
        return exif[: max(extent(exif), len(exif.rstrip(b"\0")))]
    except (ValueError, struct.error, OverflowError):
        return exif


def _resolution(dpi: tuple[float, float] | None) -> Directory:
    fractions = [Fraction(value).limit_denominator(10_000) for value in dpi or (1, 1)]
    words = [struct.pack("<II", value.numerator, value.denominator) for value in fractions]
    unit = struct.pack("<H", 1 if dpi is None else 2)
    return {
        X_RESOLUTION: Entry(5, 1, words[0]),
        Y_RESOLUTION: Entry(5, 1, words[1]),
        RESOLUTION_UNIT: Entry(3, 1, unit),
    }


def iptc_of_photoshop(block: bytes) -> bytes | None:
    """The IIM records inside a Photoshop resource block (with or without JPEG's "Photoshop 3.0" in front)."""
    data = block.removeprefix(b"Photoshop 3.0\0")
    place = 0
    while data[place : place + 4] == b"8BIM" and place + 12 <= len(data):
        resource = struct.unpack(">H", data[place + 4 : place + 6])[0]
        name = data[place + 6] + 1
        start = place + 6 + name + name % 2
        if start + 4 > len(data):
            return None
        length = struct.unpack(">I", data[start : start + 4])[0]
        if resource == 0x0404:
            return data[start + 4 : start + 4 + length] or None
        place = start + 4 + length + length % 2
    return None


def jpeg_dpi(head: bytes) -> tuple[float, float] | None:
    """The resolution in a JPEG's JFIF header; None if it has none or states only a ratio."""
    if head[6:11] != b"JFIF\0" or len(head) < 18 or head[13] not in (1, 2):
        return None
    across, down = struct.unpack(">HH", head[14:18])
    factor = 1.0 if head[13] == 1 else 2.54
    return (round(across * factor, 4), round(down * factor, 4)) if across and down else None
