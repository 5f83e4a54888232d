"""How a TIFF keeps its samples; planes of one strip each are unpacked here, since libtiff would take them whole."""

import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

import numpy as np
import pyvips

from restorer import photo_metadata as tags
from restorer.photo_formats import MAX_PIXELS, PhotoError, first_directory
from restorer.photo_strips import LARGE, Layout, strip_rows

_PLAIN, _DEFLATE, _OLD_DEFLATE = 1, 8, 32946
_CHUNK = 2**16


def has_huge_strips(directory: tags.Directory) -> bool:
    """True if a TIFF keeps so much in one strip that libtiff's own limit would refuse it, and no more than it shows."""
    width, height, across, down = _block_sizes(directory)
    return 2_000_000 < across * down <= 2 * width * height <= 2 * MAX_PIXELS


def has_large_blocks(layout: Layout, directory: tags.Directory) -> bool:
    """True if a strip or tile of a TIFF is so large that its decoder takes much; libtiff itself cuts an uncompressed
    single strip."""
    _, _, across, down = _block_sizes(directory)
    is_plain = _number(directory, tags.COMPRESSION, 1) == 1
    is_cut = is_plain and tags.TILE_OFFSETS not in directory and not _is_planar(directory)
    return not is_cut and across * down * layout.size > LARGE * layout.width * layout.height


def holds_every_block(stream: BinaryIO) -> bool:
    """True if each strip or tile of a TIFF's first page lies inside the file, so that none would come out black.

    JPEG inside TIFF never counts: its decoder fills what is missing with grey and only warns.
    """
    directory = first_directory(stream)
    width, height, across, down = _block_sizes(directory)
    if min(width, height, across, down) < 1 or _numbers(directory, tags.COMPRESSION)[:1] in ([6], [7]):
        return False
    tiled = tags.TILE_OFFSETS in directory
    offsets = _numbers(directory, tags.TILE_OFFSETS if tiled else tags.STRIP_OFFSETS)
    counts = _numbers(directory, tags.TILE_BYTE_COUNTS if tiled else tags.STRIP_BYTE_COUNTS)
    return len(offsets) == len(counts) == _wanted(directory) and _lie_inside(stream, offsets, counts)


def check_tiles(name: str, directory: tags.Directory) -> None:
    """Raises `PhotoError` if a tiled TIFF says where fewer tiles lie than its first page is large.

    libtiff looks for the missing ones all the same, a row of the photo at a time: a small file that claims to be
    millions of pixels wide keeps it busy for many seconds before it is refused.
    """
    if tags.TILE_OFFSETS not in directory or min(_block_sizes(directory)) < 1:
        return
    there, wanted = len(_numbers(directory, tags.TILE_OFFSETS)), _wanted(directory)
    if there < wanted:
        raise PhotoError(
            f"{name} is damaged or incomplete and cannot be opened ({there:,} of {wanted:,} tiles). "
            "Use another copy of the file."
        )


def _wanted(directory: tags.Directory) -> int:
    """The number of strips or tiles that a first page of its size has; its sizes must be known."""
    width, height, across, down = _block_sizes(directory)
    planes = _number(directory, tags.SAMPLES_PER_PIXEL, 1) if _is_planar(directory) else 1
    return -(-width // across) * -(-height // down) * planes


def _lie_inside(stream: BinaryIO, offsets: list[int], counts: list[int]) -> bool:
    size = stream.seek(0, 2)
    stream.seek(0)
    return all(offset > 0 < count and offset + count <= size for offset, count in zip(offsets, counts, strict=False))


def _block_sizes(directory: tags.Directory) -> tuple[int, int, int, int]:
    """Width and height of a TIFF's first page and of its strips or tiles, in pixels; 0 where it does not say."""
    width, height = _number(directory, tags.WIDTH, 0), _number(directory, tags.HEIGHT, 0)
    across = _number(directory, tags.TILE_WIDTH, width)
    down = _number(directory, tags.TILE_HEIGHT, min(height, _number(directory, tags.ROWS_PER_STRIP, height)))
    return width, height, across, down


def _number(directory: tags.Directory, tag: int, default: int) -> int:
    return next(iter(_numbers(directory, tag)), default)


def _numbers(directory: tags.Directory, tag: int) -> list[int]:
    entry = directory.get(tag)
    return entry.numbers() if isinstance(entry, tags.Entry) else []


def _is_planar(directory: tags.Directory) -> bool:
    return _number(directory, tags.PLANAR_CONFIGURATION, 1) == 2


def plane_rows(stream: BinaryIO, layout: Layout, directory: tags.Directory) -> Iterator[np.ndarray] | None:
    """Rows (h, W, C) of a TIFF whose colours lie apart, one uncompressed or deflated strip each, as libtiff gives them.

    None if it is laid out otherwise, has more than the colours or is cut. The iterator raises pyvips.Error if a strip
    is damaged or too short.
    """
    wanted = {
        tags.SAMPLES_PER_PIXEL: [layout.colours],
        tags.BITS_PER_SAMPLE: [8 * np.dtype(layout.dtype).itemsize] * layout.colours,
        tags.PLANAR_CONFIGURATION: [2],
        tags.PHOTOMETRIC: [2],
    }
    usual = {tags.FILL_ORDER: [1], tags.SAMPLE_FORMAT: [1] * layout.colours}
    fits = all(_numbers(directory, tag) == values for tag, values in wanted.items())
    fits &= all(_numbers(directory, tag) in ([], values) for tag, values in usual.items())
    offsets, counts = _numbers(directory, tags.STRIP_OFFSETS), _numbers(directory, tags.STRIP_BYTE_COUNTS)
    compression, predictor = _number(directory, tags.COMPRESSION, 1), _number(directory, tags.PREDICTOR, 1)
    fits &= len(offsets) == len(counts) == layout.colours and tags.TILE_OFFSETS not in directory
    fits &= compression in (_PLAIN, _DEFLATE, _OLD_DEFLATE) and predictor in ((1,) if compression == _PLAIN else (1, 2))
    if not fits or not _lie_inside(stream, offsets, counts):
        return None
    stored = np.dtype(layout.dtype).newbyteorder(">" if stream.read(2) == b"MM" else "<")
    planes = [_Plane(stream, *place, is_packed=compression != _PLAIN) for place in zip(offsets, counts, strict=True)]
    return _joined(planes, layout, stored=stored, predictor=predictor)


class _Plane:
    """One plane's bytes, read and inflated in pieces."""

    def __init__(self, stream: BinaryIO, offset: int, length: int, *, is_packed: bool) -> None:
        self._stream = stream
        self._place, self._end = offset, offset + length
        self._inflator = zlib.decompressobj() if is_packed else None

    def take(self, length: int) -> bytes:
        """The next bytes; raises pyvips.Error if there are fewer or they are damaged."""
        taken = bytearray()
        while len(taken) < length:
            piece = self._inflated(length - len(taken)) if self._inflator else self._read(length - len(taken))
            taken += piece
        return bytes(taken)

    def _inflated(self, most: int) -> bytes:
        assert self._inflator is not None
        try:
            return self._inflator.decompress(self._inflator.unconsumed_tail or self._read(_CHUNK), most)
        except zlib.error as error:
            raise pyvips.Error(str(error)) from error

    def _read(self, most: int) -> bytes:
        self._stream.seek(self._place)
        piece = self._stream.read(min(most, self._end - self._place))
        if not piece:
            raise pyvips.Error("a strip ends early")
        self._place += len(piece)
        return piece


def _joined(planes: list[_Plane], layout: Layout, *, stored: np.dtype[Any], predictor: int) -> Iterator[np.ndarray]:
    rows = strip_rows(layout.width, len(planes), stored.itemsize)
    for top in range(0, layout.height, rows):
        count = min(rows, layout.height - top)
        strip = np.empty((count, layout.width, len(planes)), layout.dtype)
        for channel, plane in enumerate(planes):
            values = np.frombuffer(plane.take(count * layout.width * stored.itemsize), stored)
            values = values.reshape(count, layout.width)
            # TIFF 6.0, section 14: differences to the left neighbour, modulo the range of a sample
            strip[:, :, channel] = values if predictor == 1 else np.cumsum(values, axis=1, dtype=layout.dtype)
        yield strip
