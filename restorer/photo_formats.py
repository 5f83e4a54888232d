"""What a photo format is called, is known by and can hold; how large a photo may be."""

import importlib.util
import os
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from restorer import photo_metadata as tags

MAX_PIXELS = 300_000_000
_BYTES_PER_PIXEL = 8  # what opening a photo may take at its peak
_SMALL = 4_000_000  # pixels: opened in no time, however little of them the file holds
# More pixels than a byte of a whole file can stand for. JPEG: a block of 64 takes a bit at least, so 512, and as much
# again to be safe (a blank page in arithmetic coding, which no camera writes, could need less). GIF: a code of 12 bits
# stands for a run of 4,096 at most, so 2,731.
_MOST_PER_BYTE = {"jpeg": 1024, "gif": 4096}
_RAW_SUFFIXES = (".dng", ".cr2", ".cr3", ".nef", ".nrw", ".arw", ".raf", ".orf", ".rw2", ".pef", ".srw")
_RAW_HEADS = (b"FUJIFILMCCD-RAW", b"IIRO", b"IIRS", b"MMOR", b"IIU\0")
_TIFF_HEADS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx")


class PhotoError(Exception):
    """A photo that cannot be opened or saved; the text is a sentence for the person, naming the file."""


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: its name for people, suffixes (the usual one first) and what a file of it can hold.

    `depths` are bits a sample, `side` the longest side in pixels, `extra` the module that reads it where the
    program's own libraries do not.
    """

    title: str
    suffixes: tuple[str, ...]
    depths: tuple[int, ...] = (8,)
    side: int = 2**31 - 1
    alpha: bool = True
    icc: bool = True
    exif: bool = True
    iptc: bool = False
    writable: bool = True
    extra: str | None = None
    instead: str = "png"


FORMATS = {
    "jpeg": Format("JPEG", (".jpg", ".jpeg", ".jpe", ".jfif"), side=65_500, alpha=False, iptc=True),
    "png": Format("PNG", (".png",), depths=(8, 16)),
    "tiff": Format("TIFF", (".tif", ".tiff"), depths=(8, 16), iptc=True),
    "webp": Format("WebP", (".webp",), side=16_383),
    "avif": Format("AVIF", (".avif",), depths=(8, 16), side=65_535),
    "bmp": Format("BMP", (".bmp", ".dib"), alpha=False, icc=False, exif=False),
    "gif": Format("GIF", (".gif",), writable=False),
    "heic": Format(
        "HEIC", (".heic", ".heif", ".hif"), depths=(8, 16), side=16_384, extra="pillow_heif", instead="tiff"
    ),
    "raw": Format("Camera RAW", _RAW_SUFFIXES, depths=(16,), writable=False, extra="rawpy", instead="tiff"),
}


def is_installed(name: str) -> bool:
    """True if the program can read that format here; HEIC and RAW need an extra package."""
    extra = FORMATS[name].extra
    return extra is None or importlib.util.find_spec(extra) is not None


def can_write(name: str) -> bool:
    """True if the program can write that format here."""
    return FORMATS[name].writable and is_installed(name)


def format_of_suffix(path: Path) -> str | None:
    """The format that the name's suffix stands for, None if for none."""
    suffix = path.suffix.lower()
    return next((name for name, known in FORMATS.items() if suffix in known.suffixes), None)


def recognise(stream: BinaryIO, path: Path) -> str | None:
    """The format by content ("jpeg", "raw" ...), None if it is none of ours; the name only tells RAW from TIFF."""
    stream.seek(0)
    head = stream.read(64)
    stream.seek(0)
    if head[4:8] == b"ftyp":
        return _box_format(head)
    for kind, starts in (
        ("jpeg", (b"\xff\xd8\xff",)),
        ("png", (b"\x89PNG\r\n\x1a\n",)),
        ("gif", (b"GIF87a", b"GIF89a")),
        ("raw", _RAW_HEADS),
        ("bmp", (b"BM",)),
    ):
        if head.startswith(starts):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head.startswith(_TIFF_HEADS):
        raw = path.suffix.lower() in _RAW_SUFFIXES or head[8:10] == b"CR" or tags.DNG_VERSION in first_directory(stream)
        return "raw" if raw else "tiff"
    return None


def _box_format(head: bytes) -> str | None:
    brands = [head[8:12], *(head[place : place + 4] for place in range(16, min(64, int.from_bytes(head[:4])), 4))]
    if b"crx " in brands:
        return "raw"
    if any(brand in (b"avif", b"avis") for brand in brands):
        return "avif"
    return "heic" if any(brand in _HEIC_BRANDS for brand in brands) else None


def first_directory(stream: BinaryIO) -> tags.Directory:
    """The first directory of a TIFF file; empty if it cannot be read."""
    try:
        reader = tags.TiffReader(stream)
        return reader.directory(reader.first)[0]
    except (ValueError, struct.error, OverflowError):
        return {}
    finally:
        stream.seek(0)


def check_size(name: str, width: int, height: int) -> None:
    """Raises `PhotoError` if a photo of that size is over the limit or would not fit the memory that is free."""
    pixels = width * height
    if pixels > MAX_PIXELS:
        raise PhotoError(
            f"{name} has {pixels / 1e6:,.0f} megapixels; at most {MAX_PIXELS // 10**6} can be opened. "
            "Make it smaller in another program."
        )
    free = free_memory()
    if free is not None and pixels * _BYTES_PER_PIXEL > free:
        raise PhotoError(
            f"{name} needs about {pixels * _BYTES_PER_PIXEL / 2**30:.1f} GB of memory to open, and "
            f"{free / 2**30:.1f} GB is free. Close other programs or make it smaller."
        )


def check_content(name: str, kind: str, *, pixels: int, size: int) -> None:
    """Raises `PhotoError` if a JPEG or GIF of `size` bytes can hold next to nothing of a photo of so many pixels.

    Decoders fill what is missing with grey, which for a damaged header of a small file takes many seconds.
    """
    most = _MOST_PER_BYTE.get(kind)
    if most is not None and pixels > max(_SMALL, most * size):
        raise PhotoError(
            f"{name} is damaged or incomplete and cannot be opened ({pixels / 1e6:,.0f} megapixels in {size:,} bytes). "
            "Use another copy of the file."
        )


def free_memory() -> int | None:
    """Bytes this process may still take before the machine or its limits refuse; None where that is not known."""
    known = [value for value in (_machine_memory(), _group_memory(), _address_space()) if value is not None]
    return min(known, default=None)


def _machine_memory() -> int | None:
    try:
        with Path("/proc/meminfo").open(encoding="ascii") as lines:
            found = next((line for line in lines if line.startswith("MemAvailable:")), None)
            return int(found.split()[1]) * 1024 if found else None
    except (OSError, ValueError):
        pass
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return None


def _group_memory() -> int | None:
    folder = Path("/sys/fs/cgroup")
    try:
        limit, used = ((folder / name).read_text().strip() for name in ("memory.max", "memory.current"))
        cached = [
            line for line in (folder / "memory.stat").read_text().splitlines() if line.startswith("inactive_file")
        ]
        return max(0, int(limit) - int(used) + sum(int(line.split()[1]) for line in cached))
    except (OSError, ValueError, IndexError):  # no control groups, or "max": no limit
        return None


def _address_space() -> int | None:
    try:
        import resource

        limit = resource.getrlimit(resource.RLIMIT_AS)[0]
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (ImportError, OSError, ValueError):
        return None
    return None if limit == resource.RLIM_INFINITY else max(0, limit - pages * resource.getpagesize())
