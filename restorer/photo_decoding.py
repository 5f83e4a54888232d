"""Photo files to upright samples: one decoder for each format, strip by strip so that little memory is needed."""

import atexit
import importlib
import os
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO

import cv2
import numpy as np
import pyvips
from PIL import BmpImagePlugin, Image

from restorer import files
from restorer import photo_metadata as tags
from restorer.photo_formats import PhotoError, check_content, check_size, first_directory, recognise
from restorer.photo_metadata import Metadata
from restorer.photo_strips import LARGE, Layout, filled, spooled, strip_rows
from restorer.photo_tiff import check_tiles, has_huge_strips, has_large_blocks, holds_every_block, plane_rows

_LOADERS = {
    "jpeg": "jpegload",
    "png": "pngload",
    "tiff": "tiffload",
    "webp": "webpload",
    "avif": "heifload",
    "gif": "gifload",
}
_WIDE: dict[str, type[np.generic]] = {"uint": np.uint32, "int": np.int32, "float": np.float32, "double": np.float64}

pyvips.cache_set_max(0)  # a cached decoder would keep a closed file's pixels
pyvips.block_untrusted_set(True)  # leaves only the loaders that libvips fuzzes


def _quieten_glib() -> None:
    """Sends what the objects under libvips complain of (a height beyond their range) where its own warnings go."""
    levels = pyvips.GLogLevelFlags.LEVEL_CRITICAL | pyvips.GLogLevelFlags.LEVEL_WARNING
    for domain in (b"GLib", b"GLib-GObject"):
        handler = pyvips.glib_lib.g_log_set_handler(domain, levels, pyvips._log_handler_cb, pyvips.ffi.NULL)
        atexit.register(pyvips.glib_lib.g_log_remove_handler, domain, handler)  # no call into Python after its end


_quieten_glib()


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a file holds: samples (H, W, C) upright, alpha (H, W) or None, and the rest as in `Photo`."""

    samples: np.ndarray
    alpha: np.ndarray | None
    icc: bytes | None
    metadata: Metadata
    format: str
    notices: tuple[str, ...]


def decode(stream: BinaryIO, path: Path, *, side: int | None = None) -> Decoded:
    """The photo in `stream`, a regular file open for reading; raises `PhotoError`, or OSError if reading fails.

    With `side` a JPEG may come at 1/2, 1/4 or 1/8 of its size, at least `side` pixels on the longer side.
    """
    name = files.printable(path)
    kind = recognise(stream, path)
    decoders: dict[str, Callable[[BinaryIO, str], Decoded]] = {"bmp": _bmp, "heic": _heic, "raw": _raw}
    if kind is None:
        raise PhotoError(
            f"{name} is not a photo that can be opened. JPEG, PNG, TIFF, WebP, AVIF, BMP and GIF can; "
            "HEIC and camera RAW can with their extras."
        )
    if kind in decoders:
        return decoders[kind](stream, name)
    reading = _Reading(stream)
    try:
        # "error" would fill missing TIFF tiles with black
        return _vips(reading, name, kind=kind, fail_on="warning", side=side)
    except pyvips.Error as error:
        reading.reraise()
        # Scanners write TIFFs with unsorted or doubled fields: a warning, and nothing is wrong with the samples.
        if kind != "jpeg" and not (kind == "tiff" and holds_every_block(stream)):
            raise PhotoError(_damaged(name, error)) from error
    try:
        decoded = _vips(reading, name, kind=kind, fail_on="error", side=side)
    except pyvips.Error as error:
        reading.reraise()
        raise PhotoError(_damaged(name, error)) from error
    notice = "The file is damaged; parts of the photo may look wrong."
    if kind == "tiff":
        notice = "The file strays from the TIFF standard; check that the photo looks right."
    return Decoded(**{**_fields(decoded), "notices": (*decoded.notices, notice)})


class _Reading:
    """A file as libvips reads it: no name to mangle, no memory map that a shrinking file could turn into a fault.

    It must live as long as the images it opened: they call back into it, also from other threads.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self._sources: list[pyvips.SourceCustom] = []
        self._failure: OSError | None = None

    def open(self, kind: str, settings: dict[str, Any]) -> pyvips.Image:
        """The file's first picture, undecoded yet; raises pyvips.Error."""
        self.stream.seek(0)
        source = pyvips.SourceCustom()
        source.on_read(self._read)
        source.on_seek(self._seek)
        self._sources.append(source)
        return getattr(pyvips.Image, f"{_LOADERS[kind]}_source")(source, access="sequential", **settings)

    @property
    def size(self) -> int:
        """Bytes of the whole file."""
        return self.stream.seek(0, os.SEEK_END)

    def forget(self) -> None:
        """Lets go of what was read for pictures that nobody will decode any more."""
        self._sources.clear()

    def reraise(self) -> None:
        """Raises the operating system's error if that is what stopped the decoder."""
        if self._failure is not None:
            raise self._failure

    def _read(self, length: int) -> bytes:
        try:
            return self.stream.read(length)
        except OSError as error:
            self._failure = self._failure or error
        except ValueError:  # closed: nobody is waiting for these bytes
            pass
        return b""

    def _seek(self, offset: int, whence: int) -> int:
        try:
            return self.stream.seek(offset, whence)
        except (OSError, ValueError):  # a position before the start
            return -1


def _vips(reading: _Reading, name: str, *, kind: str, fail_on: str, side: int | None) -> Decoded:
    directory = first_directory(reading.stream) if kind == "tiff" else {}
    settings = {"fail_on": fail_on} | ({"unlimited": has_huge_strips(directory)} if kind == "tiff" else {})
    image = reading.open(kind, settings)
    check_size(name, image.width, image.height)
    check_content(name, kind, pixels=image.width * image.height, size=reading.size)
    check_tiles(name, directory)
    if side is not None and kind == "jpeg":
        image = reading.open(kind, settings | {"shrink": _shrink(image, side)})
    fields = set(image.get_fields())
    notices = list(_page_notices(image, fields, kind))
    icc = bytes(image.get("icc-profile-data")) if "icc-profile-data" in fields else None
    metadata = _metadata(image, fields, reading.stream, directory, kind=kind)
    orientation = _orientation(metadata, directory, kind=kind)
    if image.interpretation in ("cmyk", "lab", "labs", "xyz"):
        image, icc = _to_srgb(image), None
        notices.append("The photo was in print or Lab colours and has been converted to sRGB.")
    if image.format in _WIDE:
        image, sentence = _scaled(image, reading.open(kind, settings), name)
        notices.append(sentence)
    layout, extra = _layout(image, name, orientation)
    notices += extra
    if kind == "webp" and not layout.has_alpha and not notices and layout.size > LARGE:
        strips = _webp_rows(reading, layout, settings)
    else:
        strips = _strips(reading, image, layout=layout, directory=directory, kind=kind)
    del image  # from here on only its strips keep the decoder
    samples, alpha = filled(layout, strips)
    if kind == "gif" and alpha is not None and bool((alpha == 255).all()):
        alpha = None
    metadata = tags.upright(metadata, width=samples.shape[1], height=samples.shape[0])
    return Decoded(samples, alpha, icc, metadata, kind, tuple(notices))


def _shrink(image: pyvips.Image, side: int) -> int:
    """By how much the JPEG decoder itself may shrink: 8, 4, 2 or 1."""
    longer, shorter = max(image.width, image.height), min(image.width, image.height)
    return next((factor for factor in (8, 4, 2) if longer // factor >= side and shorter >= factor), 1)


def _strips(
    reading: _Reading, image: pyvips.Image, *, layout: Layout, directory: tags.Directory, kind: str
) -> Iterator[np.ndarray]:
    """The image's rows; those of a large one that its decoder can only hold whole come when the decoder is gone."""
    strips = _vips_rows(image, layout.dtype)
    if layout.size <= LARGE:
        return strips
    if kind == "tiff":
        planes = plane_rows(reading.stream, layout, directory)
        if planes is not None:
            return planes
        is_whole = has_large_blocks(layout, directory)
    else:
        is_whole = kind not in ("jpeg", "png") or "interlaced" in image.get_fields()
    return spooled(strips) if is_whole else strips


def _webp_rows(reading: _Reading, layout: Layout, settings: dict[str, Any]) -> Iterator[np.ndarray]:
    """The rows of a still WebP without alpha from OpenCV, which makes no RGBA of them as libvips does.

    Both use libwebp, so the values are the same. What OpenCV does not take is left to libvips to judge.
    """
    reading.forget()  # it keeps the whole file
    reading.stream.seek(0)
    content = np.frombuffer(reading.stream.read(), np.uint8)
    try:
        whole = cv2.imdecode(content, cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)
    except cv2.error:
        whole = None
    del content
    if whole is None or whole.shape != (layout.height, layout.width, 3):
        yield from spooled(_vips_rows(reading.open("webp", settings), layout.dtype))
        return
    rows = strip_rows(layout.width, 3, 1)
    for top in range(0, layout.height, rows):
        yield whole[top : top + rows, :, ::-1]


def _page_notices(image: pyvips.Image, fields: set[str], kind: str) -> Iterator[str]:
    pages = int(image.get("n-pages")) if "n-pages" in fields else 1
    if pages > 1:
        frames = f"The first of {pages:,} frames was opened."
        known = {"tiff": f"The first of {pages:,} pages was opened.", "gif": frames, "webp": frames}
        yield known.get(kind, f"The first of {pages:,} pictures was opened.")


def _metadata(
    image: pyvips.Image, fields: set[str], stream: BinaryIO, directory: tags.Directory, *, kind: str
) -> Metadata:
    if kind == "tiff":
        return tags.tiff_metadata(directory)
    blobs = {name: bytes(image.get(name)) for name in ("exif-data", "xmp-data", "iptc-data") if name in fields}
    exif = blobs.get("exif-data", b"").removeprefix(b"Exif\0\0") or None
    if exif and kind == "avif":
        exif = tags.without_padding(exif)
    iptc = blobs.get("iptc-data")
    dpi = None
    if kind == "jpeg":
        stream.seek(0)
        dpi = tags.jpeg_dpi(stream.read(20))
    elif kind == "png":  # libvips would say 72 where nothing is said
        dpi = tags.png_dpi(stream)
    return Metadata(
        exif=exif,
        xmp=blobs.get("xmp-data") or None,
        iptc=tags.iptc_of_photoshop(iptc) if iptc else None,
        dpi=dpi or tags.dpi_of(tags.exif_directory(exif)),
    )


def _orientation(metadata: Metadata, directory: tags.Directory, *, kind: str) -> int:
    if kind == "avif":  # turned by its own boxes while decoding; EXIF only repeats that
        return 1
    return tags.orientation_of(directory if kind == "tiff" else tags.exif_directory(metadata.exif))


def _to_srgb(image: pyvips.Image) -> pyvips.Image:
    if image.interpretation != "cmyk":
        return image.colourspace("srgb")
    depth = 16 if image.format == "ushort" else 8
    converted = image.icc_transform(
        "srgb",
        embedded=True,
        input_profile="cmyk",
        intent="relative",
        black_point_compensation=True,
        depth=depth,
    )
    return converted.extract_band(0, n=3)


def _scaled(image: pyvips.Image, again: pyvips.Image, name: str) -> tuple[pyvips.Image, str]:
    """Samples wider than 16 bits brought to 16, and the sentence that says so; `again` is read to find their range."""
    ends = [(float(strip.min()), float(strip.max())) for strip in _vips_rows(again, _WIDE[again.format])]
    low, high = (float(end) for end in (np.min(ends, axis=0)[0], np.max(ends, axis=0)[1]))
    if not (np.isfinite(low) and np.isfinite(high) and high > 0 and low > -high):
        raise PhotoError(
            f"{name} holds samples that are not brightness (from {low:g} to {high:g}). Save it with 8 or 16 bits first."
        )
    white = max(high, 1.0)
    sentence = f"The photo's samples from 0 to {white:g} were scaled to 16 bits."
    if low < 0:
        sentence += " Those below 0 became black."
    return (image * (65535.0 / white) + 0.5).cast("ushort"), sentence


def _layout(image: pyvips.Image, name: str, orientation: int) -> tuple[Layout, tuple[str, ...]]:
    dtypes: dict[str, type[np.unsignedinteger[Any]]] = {"uchar": np.uint8, "ushort": np.uint16}
    if image.format not in dtypes:
        raise PhotoError(
            f"{name} holds samples of a kind ({image.format}) that photos do not have. Save it as 16 bits."
        )
    colours = 3 if image.bands >= 3 else 1
    has_alpha = image.bands > colours
    extra = image.bands - colours - has_alpha
    notices = (f"{extra} extra channels of the file were left out.",) if extra else ()
    return Layout(image.width, image.height, colours, has_alpha, dtypes[image.format], orientation), notices


def _vips_rows(image: pyvips.Image, dtype: type[np.generic]) -> Iterator[np.ndarray]:
    region = pyvips.Region.new(image)
    rows = strip_rows(image.width, image.bands, np.dtype(dtype).itemsize)
    for top in range(0, image.height, rows):
        count = min(rows, image.height - top)
        strip = region.fetch(0, top, image.width, count)
        yield np.frombuffer(strip, dtype).reshape(count, image.width, image.bands)


def _bmp(stream: BinaryIO, name: str) -> Decoded:
    try:
        picture = BmpImagePlugin.BmpImageFile(stream)  # Image.open would warn at limits of its own
        check_size(name, *picture.size)
        picture.load()
    except (OSError, SyntaxError, ValueError, struct.error, OverflowError, IndexError) as error:
        raise PhotoError(_damaged(name, error)) from error
    has_alpha = picture.mode == "RGBA"
    mode = {"1": "L", "L": "L", "RGBA": "RGBA"}.get(picture.mode, "RGB")
    layout = Layout(*picture.size, 1 if mode == "L" else 3, has_alpha, np.uint8)
    samples, alpha = filled(layout, _pillow_rows(picture, mode))
    dpi = picture.info.get("dpi")
    stated = (round(float(dpi[0]), 2), round(float(dpi[1]), 2)) if dpi and dpi[0] > 0 and dpi[1] > 0 else None
    return Decoded(samples, alpha, None, Metadata(dpi=stated), "bmp", ())


def _pillow_rows(picture: Image.Image, mode: str) -> Iterator[np.ndarray]:
    width, height = picture.size
    rows = strip_rows(width, 4, 1)
    for top in range(0, height, rows):
        strip = picture.crop((0, top, width, min(height, top + rows)))
        array = np.asarray(strip if strip.mode == mode else strip.convert(mode))
        yield array.reshape(array.shape[0], width, -1)


def _extra(module: str, name: str, *, what: str, extra: str) -> ModuleType:
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise PhotoError(
            f'{name} is a {what} photo; to open it, add what reads {what}: pip install "restorer[{extra}]".'
        ) from error


def _heic(stream: BinaryIO, name: str) -> Decoded:
    heif = _extra("pillow_heif", name, what="HEIC", extra="heic")
    try:
        container = heif.open_heif(stream, convert_hdr_to_8bit=False, bgr_mode=False)
        check_size(name, *container.size)
        whole = np.asarray(container)
    except (OSError, ValueError, SyntaxError, RuntimeError, EOFError) as error:
        raise PhotoError(_damaged(name, error)) from error
    bands = whole.reshape(*whole.shape[:2], -1)
    colours = 3 if bands.shape[2] >= 3 else 1
    dtype = np.uint16 if whole.dtype == np.uint16 else np.uint8
    layout = Layout(bands.shape[1], bands.shape[0], colours, bands.shape[2] > colours, dtype)
    samples, alpha = filled(layout, iter([bands]))
    info = container.info
    exif = (info.get("exif") or b"").removeprefix(b"Exif\0\0") or None
    metadata = Metadata(exif=exif, xmp=info.get("xmp") or None, dpi=tags.dpi_of(tags.exif_directory(exif)))
    notices = (f"The first of {len(container)} pictures was opened.",) if len(container) > 1 else ()
    metadata = tags.upright(metadata, width=layout.width, height=layout.height)
    return Decoded(samples, alpha, info.get("icc_profile") or None, metadata, "heic", notices)


def _raw(stream: BinaryIO, name: str) -> Decoded:
    rawpy = _extra("rawpy", name, what="camera RAW", extra="raw")
    try:
        with rawpy.imread(stream) as raw:
            check_size(name, raw.sizes.width, raw.sizes.height)
            samples = raw.postprocess(output_bps=16, use_camera_wb=True)
    except (rawpy.LibRawError, OSError, ValueError) as error:
        raise PhotoError(_damaged(name, error)) from error
    exif = tags.tiff_metadata(first_directory(stream)) if stream else Metadata()
    metadata = tags.upright(exif, width=samples.shape[1], height=samples.shape[0])
    notice = "The camera RAW file was developed with its own white balance to 16-bit sRGB."
    return Decoded(np.ascontiguousarray(samples), None, None, metadata, "raw", (notice,))


def _fields(decoded: Decoded) -> dict[str, Any]:
    return {name: getattr(decoded, name) for name in Decoded.__slots__}


def _damaged(name: str, error: Exception) -> str:
    said = error.args[0] if error.args and isinstance(error.args[0], bytes) else str(error).encode()  # LibRaw: bytes
    lines = said.decode(errors="replace").strip().splitlines()
    if not lines:
        return f"{name} is damaged or incomplete and cannot be opened. Use another copy of the file."
    detail = lines[-1].strip().rstrip(".")
    return f"{name} is damaged or incomplete and cannot be opened ({detail}). Use another copy of the file."
