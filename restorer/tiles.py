"""Geometry of tiles: a grid first, then one shape for all; a tile reads further than it writes. Pure functions."""

from dataclasses import dataclass

import numpy as np

LEAST = 128  # pixels; below, margins cost more than small tiles save, and kernels for small planes round differently


@dataclass(frozen=True, slots=True)
class Tile:
    """A box that is written and the larger box that is read for it, both in pixels of the photo.

    The read box may lie outside the photo on any side; the photo counts as a plane that reflection extends
    without end.
    """

    top: int
    left: int
    height: int
    width: int
    read_top: int
    read_left: int
    read_height: int
    read_width: int


def grid(height: int, width: int, *, target: int, halo: int, multiple: int) -> list[Tile]:
    """Tiles that together write each pixel of a height x width photo exactly once, row by row.

    No tile writes more than `target` (rounded up to `multiple`) on a side; all read the same height and width,
    a multiple of `multiple`; every read box starts at a multiple of `multiple` and reaches at least `halo`
    beyond the written box on every side. The room for writing is at least `LEAST` or `target` on a side, also for
    a photo smaller than that. The number of rows and columns is chosen first and the shape from it,
    so that little is read twice. Raises ValueError for sizes under 1.
    """
    if min(height, width, target, multiple) < 1 or halo < 0:
        raise ValueError(f"no grid for {height} x {width} with target {target}, halo {halo}, multiple {multiple}")
    margin = _round_up(halo, multiple)
    step_down, step_right = _step(height, target, multiple), _step(width, target, multiple)
    return [
        Tile(
            top=top,
            left=left,
            height=min(step_down, height - top),
            width=min(step_right, width - left),
            read_top=top - margin,
            read_left=left - margin,
            read_height=step_down + 2 * margin,
            read_width=step_right + 2 * margin,
        )
        for top in range(0, height, step_down)
        for left in range(0, width, step_right)
    ]


def read(samples: np.ndarray, tile: Tile) -> np.ndarray:
    """The samples (H, W, C) of the tile's read box, C-contiguous, same dtype.

    Outside the photo they come by reflection that does not repeat the border sample, as often as it takes; a
    photo one pixel wide or high repeats that pixel.
    """
    height, width = samples.shape[:2]
    bottom, right = tile.read_top + tile.read_height, tile.read_left + tile.read_width
    if tile.read_top >= 0 and tile.read_left >= 0 and bottom <= height and right <= width:
        return np.ascontiguousarray(samples[tile.read_top : bottom, tile.read_left : right])
    rows = _reflected(tile.read_top, tile.read_height, height)
    columns = _reflected(tile.read_left, tile.read_width, width)
    near = samples[:, columns.min() : columns.max() + 1]
    box: np.ndarray = np.take(near[rows], columns - columns.min(), axis=1)  # an axis at a time: a quarter of the time
    return box


def _step(length: int, target: int, multiple: int) -> int:
    largest = _round_up(target, multiple)
    count = -(-length // largest)
    return max(_round_up(-(-length // count), multiple), min(largest, _round_up(LEAST, multiple)))


def _round_up(value: int, multiple: int) -> int:
    return -(-value // multiple) * multiple


def _reflected(start: int, count: int, length: int) -> np.ndarray:
    """Indices start..start+count-1 of an endless line, folded into 0..length-1."""
    period = max(1, 2 * (length - 1))
    folded = np.arange(start, start + count) % period
    return np.minimum(folded, period - folded) if length > 1 else np.zeros(count, dtype=np.intp)
