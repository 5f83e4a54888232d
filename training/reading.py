"""Photos as training reads them: listed before they are opened, decoded to 8-bit RGB, cut into equal squares."""

import errno
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from restorer import files
from training.config import ConfigError
from training.squares import SQUARE

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff"})
_MORE = frozenset({".avif", ".heic", ".heif", ".gif", ".dng", ".nef", ".cr2", ".cr3", ".arw", ".orf", ".rw2", ".raf"})
MAX_BYTES = 2 * 2**30  # of a file that is read; no photo of the program's largest size takes more
_ENDS = {b"\xff\xd8\xff": b"\xff\xd9", b"\x89PNG\r\n\x1a\n": b"IEND"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A photo that has not been opened: its name within its place, how its bytes are read, and its file if it is one.

    `read` raises OSError.
    """

    name: str
    read: Callable[[], bytes]
    path: Path | None = None


def entries(place: Path, *, is_wide: bool = False) -> list[Entry]:
    """What looks like a photo in a folder (recursively) or tar, or the single photo, in the order of names.

    `is_wide` adds formats that only the photo library opens. Raises `ConfigError` if the place does not exist or is
    neither.
    """
    known = SUFFIXES | _MORE if is_wide else SUFFIXES
    if place.is_dir():
        found = (path for path in sorted(place.rglob("*")) if path.suffix.lower() in known)
        return [Entry(str(path.relative_to(place)), _reader(path), path) for path in found]
    if not place.is_file():
        raise ConfigError(f"{place} does not exist; name a folder or a tar of photos with --data.")
    if place.suffix.lower() in known:
        return [Entry(place.name, _reader(place), place)]
    try:
        archive = _Archive(place)
        members = sorted(archive.tar.getmembers(), key=lambda item: item.name)
    except (tarfile.TarError, OSError, EOFError) as error:
        raise ConfigError(f"{place} is neither a folder, a tar nor a photo; name another with --data.") from error
    return [archive.entry(one) for one in members if one.isfile() and Path(one.name).suffix.lower() in known]


def _reader(path: Path) -> Callable[[], bytes]:
    def read() -> bytes:
        if not files.is_regular(path):  # a pipe would never end
            raise OSError(errno.EINVAL, "it is no file", str(path))
        if path.stat().st_size > MAX_BYTES:
            raise OSError(errno.EFBIG, "it is too large for a photo", str(path))
        return path.read_bytes()

    return read


def decoded(content: bytes) -> np.ndarray | None:
    """RGB uint8 samples (H, W, 3) of a common photo file, upright; None if it cannot be decoded."""
    if not content:
        return None
    try:
        samples = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error:  # claimed sizes beyond all bounds
        return None
    return None if samples is None else cv2.cvtColor(samples, cv2.COLOR_BGR2RGB)


def opened(entry: Entry, content: bytes) -> np.ndarray | None:
    """As `decoded`, whatever the program's photo library opens if it is there; None for files that were cut short."""
    if any(content.startswith(head) and content.rfind(end) < len(content) // 2 for head, end in _ENDS.items()):
        return None
    samples = decoded(content)
    if samples is not None or entry.path is None:
        return samples
    try:
        from restorer import photo
    except ImportError:
        return None
    try:
        found = photo.load(entry.path).samples
    except photo.PhotoError:
        return None
    shallow = found if found.dtype == np.uint8 else (found >> 8).astype(np.uint8)
    return np.ascontiguousarray(np.broadcast_to(shallow, (*shallow.shape[:2], 3)))


def cut(samples: np.ndarray) -> Iterator[np.ndarray]:
    """Squares (SQUARE, SQUARE, C) that cover the samples (H, W, C), overlapping where they must."""
    samples = _at_least_square(samples)
    height, width = samples.shape[:2]
    for top in _starts(height):
        for left in _starts(width):
            yield samples[top : top + SQUARE, left : left + SQUARE]


def centre(samples: np.ndarray) -> np.ndarray:
    """The square in the middle of the samples (H, W, C)."""
    samples = _at_least_square(samples)
    top, left = (samples.shape[0] - SQUARE) // 2, (samples.shape[1] - SQUARE) // 2
    return samples[top : top + SQUARE, left : left + SQUARE]


class _Archive:
    """A tar that stays open as long as one of its entries is known."""

    def __init__(self, place: Path) -> None:
        self.tar = tarfile.open(place)  # noqa: SIM115  (closed below)

    def __del__(self) -> None:
        if hasattr(self, "tar"):
            self.tar.close()

    def entry(self, member: tarfile.TarInfo) -> Entry:
        """One photo in it; what cannot be read is empty."""

        def read() -> bytes:
            try:
                stream = self.tar.extractfile(member)
                return b"" if stream is None else stream.read()
            except (tarfile.TarError, EOFError, KeyError):
                return b""

        return Entry(member.name, read)


def _starts(length: int) -> list[int]:
    count = -(-length // SQUARE)
    return [round(i * (length - SQUARE) / max(1, count - 1)) for i in range(count)]


def _at_least_square(samples: np.ndarray) -> np.ndarray:
    """The samples, mirrored at their edges until they fill a square."""
    down, right = (max(0, SQUARE - side) for side in samples.shape[:2])
    return np.pad(samples, ((0, down), (0, right), (0, 0)), mode="reflect") if down or right else samples
