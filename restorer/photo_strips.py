"""A decoder's rows to an upright picture, by way of a file on disk where both at once would be too much memory."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

LARGE = 2**25  # bytes of samples from which on decoder and picture are not to be in memory together
_STRIP_BYTES = 2**20
_ORIENTED: dict[int, Callable[[np.ndarray], np.ndarray]] = {
    # Views of the upright array in which the file's own rows and columns run as stored.
    1: lambda upright: upright,
    2: lambda upright: upright[:, ::-1],
    3: lambda upright: upright[::-1, ::-1],
    4: lambda upright: upright[::-1],
    5: lambda upright: upright.swapaxes(0, 1),
    6: lambda upright: upright[:, ::-1].swapaxes(0, 1),
    7: lambda upright: upright[::-1, ::-1].swapaxes(0, 1),
    8: lambda upright: upright[::-1].swapaxes(0, 1),
}


@dataclass(frozen=True, slots=True)
class Layout:
    """How a decoder's rows are to be laid out: stored size, colours (1 or 3), alpha, sample type, orientation."""

    width: int
    height: int
    colours: int
    has_alpha: bool
    dtype: type[np.unsignedinteger[Any]]
    orientation: int = 1

    @property
    def size(self) -> int:
        """Bytes of all samples, alpha included."""
        return self.width * self.height * (self.colours + self.has_alpha) * np.dtype(self.dtype).itemsize


def filled(layout: Layout, strips: Iterator[np.ndarray]) -> tuple[np.ndarray, np.ndarray | None]:
    """Samples and alpha, upright, from strips of rows (h, W, colours + alpha ...) as stored, top to bottom.

    No memory is touched for them before the first strip comes.
    """
    shape = (layout.height, layout.width) if layout.orientation < 5 else (layout.width, layout.height)
    samples = np.empty((*shape, layout.colours), layout.dtype)
    alpha = np.empty(shape, layout.dtype) if layout.has_alpha else None
    stored = _ORIENTED[layout.orientation](samples)
    stored_alpha = None if alpha is None else _ORIENTED[layout.orientation](alpha)
    top = 0
    for strip in strips:
        stored[top : top + len(strip)] = strip[:, :, : layout.colours]
        if stored_alpha is not None:
            stored_alpha[top : top + len(strip)] = strip[:, :, layout.colours]
        top += len(strip)
    return samples, alpha


def spooled(strips: Iterator[np.ndarray]) -> Iterator[np.ndarray]:
    """The same strips, each given only after the last one was taken and `strips` has let go of its decoder.

    They wait in a file without a name. Where the disk takes no more, the rest comes straight from `strips`.
    """
    try:
        spool = tempfile.TemporaryFile(dir=_spool_folder(), buffering=0)  # noqa: SIM115 (closed below)
    except OSError:
        yield from strips
        return
    with spool:
        shapes, left = [], None
        for strip in strips:
            if not _was_written(spool, strip):
                left = strip
                break
            shapes.append((strip.shape, strip.dtype))
        spool.seek(0)
        for shape, dtype in shapes:
            strip = np.empty(shape, dtype)
            _read_into(spool, strip)
            yield strip
    if left is not None:
        yield left
        yield from strips


def strip_rows(width: int, bands: int, itemsize: int) -> int:
    """How many rows of that many samples make a strip: about a megabyte, at most 256."""
    return max(1, min(256, _STRIP_BYTES // max(1, width * bands * itemsize)))


def _was_written(spool: BinaryIO, strip: np.ndarray) -> bool:
    try:
        return spool.write(np.ascontiguousarray(strip).data.cast("B")) == strip.nbytes
    except OSError:
        return False


def _read_into(spool: BinaryIO, strip: np.ndarray) -> None:
    wanted = strip.data.cast("B")
    done = 0
    while done < len(wanted):
        count = spool.readinto(wanted[done:])  # type: ignore[attr-defined]
        if not count:
            raise OSError("its unpacked rows could not be read back from the temporary folder")
        done += count


def _spool_folder() -> str | None:
    """The folder that TMPDIR names, else /var/tmp, which is on disk where /tmp may be memory; None: the system's."""
    large = Path("/var/tmp")
    return str(large) if sys.platform != "win32" and not os.environ.get("TMPDIR") and large.is_dir() else None
