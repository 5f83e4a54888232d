"""Photos: opened with everything they hold at their own depth, saved with nothing lost that the format can keep."""

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

import numpy as np

from restorer import files
from restorer.photo_decoding import decode
from restorer.photo_encoding import Job, SaveOptions, encode, fits_jpeg
from restorer.photo_formats import FORMATS, MAX_PIXELS, PhotoError, can_write, format_of_suffix, is_installed
from restorer.photo_metadata import Metadata

__all__ = [
    "MAX_PIXELS",
    "Metadata",
    "Photo",
    "PhotoError",
    "SaveOptions",
    "default_suffix",
    "from_rgb",
    "load",
    "load_small",
    "readable_suffixes",
    "save",
    "saved_format",
    "writable_formats",
]

_COMPRESSIONS = ("none", "lzw", "deflate")
_FULL_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True, slots=True, eq=False)
class Photo:
    """A photo whose samples never change; a restore makes a new one by `with_samples`.

    `samples` is (H, W, C) uint8 or uint16, C 1 (grey) or 3 (RGB), upright, C-contiguous, in the colour space of
    `icc` (None: sRGB, or grey of that curve). `alpha` is (H, W) of the same type, or None. `format` is the format
    of the file it came from and `notices` are sentences a person should see. Raises ValueError on other arrays.
    """

    samples: np.ndarray
    alpha: np.ndarray | None = None
    icc: bytes | None = None
    metadata: Metadata = field(default_factory=Metadata)
    path: Path | None = None
    format: str = "png"
    notices: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.samples.dtype not in (np.uint8, np.uint16) or self.samples.ndim != 3:
            raise ValueError("samples must be (H, W, C) of uint8 or uint16")
        if self.samples.shape[2] not in (1, 3) or self.samples.size == 0:
            raise ValueError("samples must have 1 or 3 channels and at least one pixel")
        plane = (self.samples.shape[:2], self.samples.dtype)
        if self.alpha is not None and (self.alpha.shape, self.alpha.dtype) != plane:
            raise ValueError("alpha must have the samples' height, width and type")
        if self.format not in FORMATS:
            raise ValueError(f"{self.format} is not a format")
        object.__setattr__(self, "samples", _frozen(self.samples))
        if self.alpha is not None:
            object.__setattr__(self, "alpha", _frozen(self.alpha))

    @property
    def height(self) -> int:
        """Rows of the upright photo."""
        return int(self.samples.shape[0])

    @property
    def width(self) -> int:
        """Columns of the upright photo."""
        return int(self.samples.shape[1])

    @property
    def bit_depth(self) -> int:
        """8 or 16 bits a sample."""
        return int(self.samples.dtype.itemsize) * 8

    @property
    def megapixels(self) -> float:
        """Pixels in millions."""
        return self.height * self.width / 1e6

    def with_samples(self, samples: np.ndarray) -> "Photo":
        """The same photo with other samples of the same shape and type; raises ValueError on any other."""
        if samples.shape != self.samples.shape or samples.dtype != self.samples.dtype:
            raise ValueError(f"samples must be {self.samples.shape} {self.samples.dtype}")
        return replace(self, samples=samples)


def load(path: Path) -> Photo:
    """The photo in a file, whatever its name ends in: upright, at its own depth, in its own colour space.

    Never blocks on a pipe or device. At its peak 100 megapixels of 8-bit RGB take at most 8 bytes a pixel, of 16 bits
    at most 11; only a lossless WebP takes 7 and the size of its file, a transparent WebP 10 and an AVIF 16. Where the
    decoder can only hold the whole photo, its rows wait in a nameless temporary file. Raises `PhotoError`.
    """
    return _loaded(path, side=None)


def load_small(path: Path, *, side: int) -> Photo:
    """The photo as `load` gives it, but a JPEG may come at 1/2, 1/4 or 1/8 of its size, in less time and memory:
    never with fewer than `side` pixels on the longer side unless it has no more. Raises `PhotoError` as `load` does.
    """
    return _loaded(path, side=side)


def from_rgb(samples: np.ndarray, *, alpha: np.ndarray | None = None) -> Photo:
    """A photo from samples that come from no file (pasted, generated): (H, W), (H, W, 1) or (H, W, 3), copied."""
    whole = samples[:, :, np.newaxis] if samples.ndim == 2 else samples
    return Photo(samples=np.array(whole, order="C"), alpha=None if alpha is None else np.array(alpha, order="C"))


def save(photo: Photo, path: Path, *, options: SaveOptions = SaveOptions()) -> tuple[str, ...]:  # noqa: B008 (frozen)
    """Writes the photo so that `path` is the old file or the whole new one; returns notices on what was not kept.

    Format, depth, profile and metadata are the photo's own unless `options` or the name's suffix ask otherwise
    (`saved_format`). Orientation is written as 1, since samples are upright. Raises `PhotoError`.
    """
    chosen = saved_format(photo, path=path, options=options)
    _check_options(photo, path, chosen, options)
    metadata, notices = _fitting_metadata(photo, chosen)
    notices += _fitting_notices(photo, path, chosen, options)
    job = Job(photo.samples, photo.alpha, photo.icc, metadata, _depth(photo, chosen, options), options)
    name = files.printable(path)
    try:
        with files.replacing(path) as stream:
            encode(stream, job, format=chosen)
    except OSError as error:
        raise PhotoError(f"{name} cannot be saved: {_writing_trouble(error, path)}") from error
    except ValueError as error:
        raise PhotoError(
            f"{name} cannot be saved as {FORMATS[chosen].title}: {error}. Choose another format."
        ) from error
    except MemoryError as error:
        raise PhotoError(f"{name} cannot be saved: there is not enough memory. Close other programs.") from error
    return notices


def saved_format(photo: Photo, *, path: Path | None = None, options: SaveOptions = SaveOptions()) -> str:  # noqa: B008
    """The format `save` writes: `options.format`, else what the name's suffix says, else the photo's own; for one
    that cannot be written, TIFF or PNG. Raises `PhotoError` if an unwritable one was asked for by name or option.
    """
    asked = options.format or (format_of_suffix(path) if path is not None else None)
    if asked is not None:
        if asked not in FORMATS or not can_write(asked):
            title = FORMATS[asked].title if asked in FORMATS else asked
            what = files.printable(path) if path is not None else "The photo"
            raise PhotoError(f"{what} cannot be saved: {title} cannot be written. Choose PNG (.png) or TIFF (.tif).")
        return asked
    return photo.format if can_write(photo.format) else FORMATS[photo.format].instead


def readable_suffixes() -> tuple[str, ...]:
    """Suffixes of files that can be opened here, with the dot, in lower case; HEIC and RAW only with their extras."""
    return tuple(suffix for name, known in FORMATS.items() if is_installed(name) for suffix in known.suffixes)


def writable_formats() -> tuple[str, ...]:
    """Names of the formats `save` can write here."""
    return tuple(name for name in FORMATS if can_write(name))


def default_suffix(format: str) -> str:
    """The usual suffix of a format, with the dot: ".jpg" for "jpeg"."""
    return FORMATS[format].suffixes[0]


def _loaded(path: Path, *, side: int | None) -> Photo:
    name = files.printable(path)
    try:
        with _opened(path) as stream:
            decoded = decode(stream, path, side=side)
    except MemoryError as error:
        raise PhotoError(
            f"There is too little memory to open {name}. Close other programs or make it smaller."
        ) from error
    except OSError as error:
        raise PhotoError(_reading_trouble(error, name)) from error
    return Photo(
        samples=decoded.samples,
        alpha=decoded.alpha,
        icc=decoded.icc,
        metadata=decoded.metadata,
        path=path,
        format=decoded.format,
        notices=decoded.notices,
    )


def _frozen(array: np.ndarray) -> np.ndarray:
    view = np.ascontiguousarray(array).view()
    view.setflags(write=False)
    return view


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    name = files.printable(path)
    try:
        _check_kind(path.stat(), name)
    except ValueError as error:  # a zero byte in the name
        raise PhotoError(f"{name} is not a name that a file can have.") from error
    # Not blocking, should a pipe take the name between the look and the opening.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    with os.fdopen(os.open(path, flags), "rb") as stream:
        _check_kind(os.fstat(stream.fileno()), name)
        yield stream


def _check_kind(status: os.stat_result, name: str) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise PhotoError(f"{name} is a folder. Choose a photo inside it.")
    if not stat.S_ISREG(status.st_mode):
        raise PhotoError(f"{name} is not a file but a pipe, socket or device. Choose a photo.")
    if status.st_size == 0:
        raise PhotoError(f"{name} is empty (0 bytes). Use another copy of the file.")


def _reading_trouble(error: OSError, name: str) -> str:
    gone = f"{name} does not exist. Choose another photo."
    refused = f"{name} cannot be read: you have no permission. Ask its owner or choose another photo."
    known = {
        errno.ENOENT: gone,
        errno.ENOTDIR: gone,
        errno.EACCES: refused,
        errno.EPERM: refused,
        errno.ELOOP: f"{name} is a link that leads to itself. Choose another photo.",
        errno.ENAMETOOLONG: f"{name} cannot be read: its name is too long. Move or rename it.",
    }
    reason = error.strerror or error
    return known.get(error.errno or 0, f"{name} cannot be read: {reason}. Use another copy of the file.")


def _writing_trouble(error: OSError, path: Path) -> str:
    folder = files.printable(path.parent)
    if error.errno in _FULL_DISK:
        return f"the disk is full; choose another folder than {folder}."
    known = {
        errno.EROFS: f"the folder {folder} is read-only; choose another folder.",
        errno.EACCES: f"the file or the folder {folder} is write-protected; choose another folder.",
        errno.EPERM: f"the file or the folder {folder} is write-protected; choose another folder.",
        errno.ENOENT: f"the folder {folder} does not exist; choose another folder.",
        errno.ENOTDIR: f"{folder} is not a folder; choose another folder.",
        errno.EISDIR: "it is a folder; choose another name.",
        errno.ENAMETOOLONG: "the name is too long; choose a shorter one.",
        errno.ELOOP: "it is a link that leads to itself; choose another name.",
        errno.EBUSY: "another program is saving it; try again when that is done.",
    }
    reason = (error.strerror or str(error) or "the system refused").lower()
    return known.get(error.errno or 0, f"{reason}; choose another folder than {folder}.")


def _check_options(photo: Photo, path: Path, chosen: str, options: SaveOptions) -> None:
    name, known = files.printable(path), FORMATS[chosen]
    if not 1 <= options.quality <= 100:
        raise PhotoError(f"{name} cannot be saved: the quality must be from 1 to 100, not {options.quality}.")
    if options.compression not in _COMPRESSIONS:
        raise PhotoError(f"{name} cannot be saved: the compression must be one of {', '.join(_COMPRESSIONS)}.")
    if options.bit_depth not in (None, *known.depths):
        depths = " or ".join(str(depth) for depth in known.depths)
        raise PhotoError(f"{name} cannot be saved: {known.title} holds {depths} bits a sample.")
    if max(photo.height, photo.width) > known.side:
        raise PhotoError(
            f"{name} cannot be saved: {known.title} holds at most {known.side:,} pixels a side. Choose PNG or TIFF."
        )


def _fitting_metadata(photo: Photo, chosen: str) -> tuple[Metadata, tuple[str, ...]]:
    """The photo's metadata as far as the format can hold it, and a sentence about the rest."""
    known, metadata = FORMATS[chosen], photo.metadata
    lost: tuple[str, ...] = ()
    if chosen == "jpeg":
        metadata, lost = fits_jpeg(metadata)
    if not known.exif:
        lost += tuple(name.upper() for name in ("exif", "xmp") if getattr(metadata, name))
        metadata = replace(metadata, exif=None, xmp=None)
    if not known.iptc and metadata.iptc:
        lost += ("IPTC",)
        metadata = replace(metadata, iptc=None)
    return metadata, (f"{known.title} cannot hold this photo's {' and '.join(lost)}; left out.",) if lost else ()


def _fitting_notices(photo: Photo, path: Path, chosen: str, options: SaveOptions) -> tuple[str, ...]:
    known, notices = FORMATS[chosen], []
    if options.format is None and format_of_suffix(path) != photo.format and not can_write(photo.format):
        notices.append(f"{FORMATS[photo.format].title} cannot be written; the photo was saved as {known.title}.")
    if format_of_suffix(path) not in (None, chosen):
        notices.append(f"The file holds {known.title} although its name ends in {path.suffix}.")
    if photo.bit_depth == 16 and _depth(photo, chosen, options) == 8:
        if options.bit_depth:
            notices.append("The photo's 16 bits a sample were saved as 8.")
        else:
            notices.append(f"The photo's 16 bits a sample were saved as 8: {known.title} holds no more.")
    if photo.bit_depth == 16 and _depth(photo, chosen, options) == 16 and chosen in ("avif", "heic"):
        notices.append(f"{known.title} holds at most 12 bits a sample; the photo's 16 were rounded.")
    if photo.alpha is not None and not known.alpha:
        notices.append(f"{known.title} holds no transparency; what was transparent is now white.")
    if photo.icc is not None and not known.icc:
        notices.append(f"{known.title} holds no colour profile; the colours were converted to sRGB.")
    return tuple(notices)


def _depth(photo: Photo, chosen: str, options: SaveOptions) -> int:
    return options.bit_depth or min(photo.bit_depth, max(FORMATS[chosen].depths))
