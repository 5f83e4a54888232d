"""Samples to photo files: one encoder for each format, streamed so that little memory is needed."""

import importlib
import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

import numpy as np
import pyvips

from restorer import photo_metadata as tags
from restorer.photo_metadata import Metadata

_FINE_CHROMA = 90  # from this quality on colours are not stored at half size
_BMP_ROWS = 256
_JPEG_SEGMENT = 65533
_XMP_IN_JPEG = b"http://ns.adobe.com/xap/1.0/\0"
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_DESCRIPTION, _PLACEHOLDER = 0x010E, b"place of the EXIF block;"


@dataclass(frozen=True, slots=True)
class SaveOptions:
    """How a photo is written; None keeps what the photo has.

    `format` is one of `writable_formats()`, `quality` 1 to 100 for JPEG, WebP, AVIF and HEIC, `lossless` for WebP
    and AVIF, `compression` "none", "lzw" or "deflate" for TIFF, `bit_depth` 8 or 16.
    """

    format: str | None = None
    quality: int = 95
    lossless: bool = False
    compression: str = "deflate"
    bit_depth: int | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be written: arrays and profile as in `Photo`, metadata the format can hold, bits a sample."""

    samples: np.ndarray
    alpha: np.ndarray | None
    icc: bytes | None
    metadata: Metadata
    depth: int
    options: SaveOptions


def fits_jpeg(metadata: Metadata) -> tuple[Metadata, tuple[str, ...]]:
    """`metadata` without the parts that one JPEG segment cannot hold, and the names of those."""
    lost = [name for name in ("exif", "xmp", "iptc") if len(getattr(metadata, name) or b"") > _JPEG_SEGMENT - 40]
    return replace(metadata, **dict.fromkeys(lost)), tuple(name.upper() for name in lost)


def encode(stream: BinaryIO, job: Job, *, format: str) -> None:
    """Writes the photo to `stream` (open for reading, writing and seeking); raises OSError, or ValueError with the
    encoder's reason."""
    failed: list[OSError] = []
    try:
        _ENCODERS[format](stream, job, failed)
    except pyvips.Error as error:
        if failed:
            raise failed[0] from error
        lines = str(error).strip().splitlines()
        raise ValueError(lines[-1].strip().rstrip(".") if lines else "the encoder refused it") from error


def _image(job: Job) -> pyvips.Image:
    """The samples, with alpha and profile, as libvips sees them at the depth asked for; nothing is copied yet."""
    image = _plane(job.samples)
    if job.alpha is not None:
        image = image.bandjoin(_plane(job.alpha[:, :, np.newaxis]))
    if image.format == "ushort" and job.depth == 8:
        image = (image * (1 / 257) + 0.5).cast("uchar")
    elif image.format == "uchar" and job.depth == 16:
        image = (image * 257).cast("ushort")
    grey, colour = ("b-w", "srgb") if job.depth == 8 else ("grey16", "rgb16")
    image = image.copy(interpretation=grey if job.samples.shape[2] == 1 else colour)
    if job.icc is not None:
        image = image.copy()
        image.set_type(pyvips.GValue.blob_type, "icc-profile-data", job.icc)
    return image


def _plane(array: np.ndarray) -> pyvips.Image:
    height, width, bands = array.shape
    return pyvips.Image.new_from_memory(array, width, height, bands, "uchar" if array.dtype == np.uint8 else "ushort")


def _opaque(image: pyvips.Image, job: Job) -> pyvips.Image:
    if job.alpha is None:
        return image
    white = 255 if job.depth == 8 else 65535
    return image.flatten(background=[white] * job.samples.shape[2], max_alpha=white)


def _target(stream: BinaryIO, write: Callable[[bytes], int], failed: list[OSError]) -> pyvips.TargetCustom:
    """`write` (and, for TIFF, `stream`'s reading and seeking) for libvips; the first error is kept in `failed`."""

    def guarded_write(data: Any) -> int:
        try:
            return write(bytes(data))
        except OSError as error:
            failed.append(error)
            return -1

    def guarded_read(length: int) -> bytes:
        try:
            return stream.read(length)
        except OSError as error:
            failed.append(error)
            return b""

    def guarded_seek(offset: int, whence: int) -> int:
        try:
            return stream.seek(offset, whence)
        except (OSError, ValueError):
            return -1

    target = pyvips.TargetCustom()
    target.on_write(guarded_write)
    target.on_read(guarded_read)
    target.on_seek(guarded_seek)
    return target


def _jpeg(stream: BinaryIO, job: Job, failed: list[OSError]) -> None:
    writer = _HeaderWriter(stream, lambda head: _jpeg_header(head, job.metadata))
    _opaque(_image(job), job).jpegsave_target(
        _target(stream, writer.write, failed), Q=job.options.quality, keep="icc", subsample_mode=_chroma(job)
    )


def _png(stream: BinaryIO, job: Job, failed: list[OSError]) -> None:
    writer = _HeaderWriter(stream, lambda head: _png_header(head, job.metadata))
    _image(job).pngsave_target(
        _target(stream, writer.write, failed), compression=6, filter="sub", keep="icc", bitdepth=job.depth
    )


def _tiff(stream: BinaryIO, job: Job, failed: list[OSError]) -> None:
    compression = job.options.compression
    _image(job).tiffsave_target(
        _target(stream, stream.write, failed),
        compression=compression,
        predictor="none" if compression == "none" else "horizontal",
        keep="icc",
    )
    tags.write_tiff_metadata(stream, job.metadata)


def _webp(stream: BinaryIO, job: Job, failed: list[OSError]) -> None:
    options = job.options
    image = _image(job)
    content = image.webpsave_buffer(Q=options.quality, lossless=options.lossless, exact=options.lossless, keep="icc")
    stream.write(_webp_with_metadata(content, job.metadata, size=(image.width, image.height)))


def _avif(stream: BinaryIO, job: Job, failed: list[OSError]) -> None:
    image = _image(job).copy()
    exif = tags.exif_with_dpi(job.metadata)
    if exif:  # libvips would write a block of its own making: unknown tags and maker notes would be lost
        image.set_type(pyvips.GValue.blob_type, "exif-data", _placeholder_exif(len(exif)))
    if job.metadata.xmp:
        image.set_type(pyvips.GValue.blob_type, "xmp-data", job.metadata.xmp)
    content = image.heifsave_buffer(
        compression="av1",
        Q=job.options.quality,
        lossless=job.options.lossless,
        bitdepth=12 if job.depth == 16 else 8,
        subsample_mode="off" if job.options.lossless else _chroma(job),
        effort=3,
        keep="all" if exif else "xmp|icc",
    )
    stream.write(_with_placeholder_filled(content, exif) if exif else content)


def _chroma(job: Job) -> str:
    return "off" if job.options.quality >= _FINE_CHROMA else "on"


def _bmp(stream: BinaryIO, job: Job, failed: list[OSError]) -> None:
    image = _opaque(_image(job), job)
    if job.icc is not None:
        image = image.icc_transform("srgb", embedded=True, depth=8)
    image = image.colourspace("srgb")
    stride = (image.width * 3 + 3) // 4 * 4
    sides = [round(value / 0.0254) for value in job.metadata.dpi or (0, 0)]
    header = struct.pack("<IiiHHIIiiII", 40, image.width, image.height, 1, 24, 0, stride * image.height, *sides, 0, 0)
    stream.write(b"BM" + struct.pack("<IHHI", 54 + stride * image.height, 0, 0, 54) + header)
    region = pyvips.Region.new(image)
    for end in range(image.height, 0, -_BMP_ROWS):
        top = max(0, end - _BMP_ROWS)
        rows = np.frombuffer(region.fetch(0, top, image.width, end - top), np.uint8)
        padded = np.zeros((end - top, stride), np.uint8)
        padded[:, : image.width * 3] = rows.reshape(end - top, image.width, 3)[::-1, :, ::-1].reshape(end - top, -1)
        stream.write(padded.tobytes())


def _heic(stream: BinaryIO, job: Job, failed: list[OSError]) -> None:
    heif = importlib.import_module("pillow_heif")
    image = _image(job)
    mode = ("L" if job.samples.shape[2] == 1 else "RGB") + ("" if job.alpha is None else "A")
    if mode == "LA":
        image, mode = image.colourspace("srgb" if job.depth == 8 else "rgb16"), "RGBA"
    if job.depth == 16:
        mode = {"L": "I;16", "RGB": "RGB;16", "RGBA": "RGBA;16"}[mode]
    picture = heif.from_bytes(mode=mode, size=(image.width, image.height), data=bytes(image.write_to_memory()))
    settings = {"exif": tags.exif_with_dpi(job.metadata), "xmp": job.metadata.xmp, "icc_profile": job.icc}
    content = io.BytesIO()
    picture.save(content, quality=job.options.quality, **{key: data for key, data in settings.items() if data})
    stream.write(content.getvalue())


def _jpeg_header(head: bytes, metadata: Metadata) -> bytes | None:
    """The start of a JPEG with a JFIF header and `metadata` put in front; None while `head` is still too short."""
    if len(head) < 20:
        return None
    rest = head[20:] if head[2:4] == b"\xff\xe0" else head[2:]
    unit = (0, 1, 1) if metadata.dpi is None else (1, *(min(65535, max(1, round(value))) for value in metadata.dpi))
    records = metadata.iptc
    resource = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(records)) + records if records else b""
    parts = [
        (b"\xff\xe0", b"JFIF\0\x01\x01" + struct.pack(">BHHBB", *unit, 0, 0)),
        (b"\xff\xe1", b"Exif\0\0" + metadata.exif if metadata.exif else b""),
        (b"\xff\xe1", _XMP_IN_JPEG + metadata.xmp if metadata.xmp else b""),
        (b"\xff\xed", b"Photoshop 3.0\0" + resource + b"\0" * (len(resource) % 2) if resource else b""),
    ]
    segments = b"".join(marker + struct.pack(">H", len(data) + 2) + data for marker, data in parts if data)
    return head[:2] + segments + rest


def _png_header(head: bytes, metadata: Metadata) -> bytes | None:
    """The chunks before a PNG's pixels with `metadata` among them; None while `head` is still too short."""
    place, kept = len(_PNG_SIGNATURE), bytearray(head[: len(_PNG_SIGNATURE)])
    while place + 8 <= len(head):
        length, name = struct.unpack(">I4s", head[place : place + 8])
        if name == b"IDAT":
            return bytes(kept) + _png_chunks(metadata) + head[place:]
        if place + 12 + length > len(head):
            return None
        if name not in (b"pHYs", b"eXIf", b"tIME", b"tEXt", b"iTXt"):
            kept += head[place : place + 12 + length]
        place += 12 + length
    return None


def _png_chunks(metadata: Metadata) -> bytes:
    chunks = []
    if metadata.dpi is not None:
        chunks.append((b"pHYs", struct.pack(">IIB", *(round(value / 0.0254) for value in metadata.dpi), 1)))
    if metadata.exif:
        chunks.append((b"eXIf", metadata.exif))
    if metadata.xmp:
        chunks.append((b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + metadata.xmp))
    return b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


def _webp_with_metadata(content: bytes, metadata: Metadata, *, size: tuple[int, int]) -> bytes:
    """A WebP file's bytes with EXIF and XMP put in; `size` is (width, height)."""
    chunks: dict[bytes, bytes] = {}
    place = 12
    while place + 8 <= len(content):
        name, length = struct.unpack("<4sI", content[place : place + 8])
        chunks[name] = content[place + 8 : place + 8 + length]
        place += 8 + length + length % 2
    for name, data in ((b"EXIF", tags.exif_with_dpi(metadata)), (b"XMP ", metadata.xmp)):
        chunks.pop(name, None)
        if data:
            chunks[name] = data
    lossless = chunks.get(b"VP8L", b"")
    flags = 0x10 if b"ALPH" in chunks or (len(lossless) > 4 and lossless[4] & 0x10) else 0
    flags |= sum(bit for name, bit in ((b"ICCP", 0x20), (b"EXIF", 0x08), (b"XMP ", 0x04)) if name in chunks)
    sides = b"".join(struct.pack("<I", side - 1)[:3] for side in size)
    chunks[b"VP8X"] = struct.pack("<I", flags) + sides
    order = [b"VP8X", b"ICCP", b"ALPH", b"VP8 ", b"VP8L", b"EXIF", b"XMP "]
    body = b"".join(
        name + struct.pack("<I", len(chunks[name])) + chunks[name] + b"\0" * (len(chunks[name]) % 2)
        for name in order
        if name in chunks
    )
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def _placeholder_exif(length: int) -> bytes:
    """An EXIF block that stays recognisable, and longer than `length`, when a library rewrites it."""
    text = _PLACEHOLDER * (length // len(_PLACEHOLDER) + 2)
    return b"Exif\0\0II*\0\x08\0\0\0" + tags.pack({_DESCRIPTION: tags.Entry(2, len(text) + 1, text + b"\0")}, 8)


def _with_placeholder_filled(content: bytes, exif: bytes) -> bytes:
    """`content` with the one rewritten `_placeholder_exif` in it overwritten by `exif`; unchanged if none is there."""
    start = content.rfind(b"Exif\0\0", 0, content.find(_PLACEHOLDER)) + 6
    if start < 6:
        return content
    end = start + tags.extent(content[start:])
    return content[:start] + exif.ljust(end - start, b"\0") + content[end:]


class _HeaderWriter:
    """A stream's write that holds the first bytes back until `rewrite` can return them changed (None: not yet)."""

    def __init__(self, stream: BinaryIO, rewrite: Callable[[bytes], bytes | None]) -> None:
        self._stream, self._rewrite = stream, rewrite
        self._head: bytes | None = b""

    def write(self, data: bytes) -> int:
        """Takes all of `data`; returns its length. Raises OSError."""
        if self._head is None:
            self._stream.write(data)
            return len(data)
        self._head += data
        changed = self._rewrite(self._head)
        if changed is not None:
            self._stream.write(changed)
            self._head = None
        return len(data)


_ENCODERS: dict[str, Callable[[BinaryIO, Job, list[OSError]], None]] = {
    "jpeg": _jpeg,
    "png": _png,
    "tiff": _tiff,
    "webp": _webp,
    "avif": _avif,
    "bmp": _bmp,
    "heic": _heic,
}
