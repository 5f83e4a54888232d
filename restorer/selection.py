"""Marks made at one stroke, by shape, by likeness or from marks that are there: each a patch to be put on a mask."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from restorer.mask import Box

MAX_REACH = 256  # pixels by which marks grow, shrink or soften at most
_MARKED = 128  # of 255, from which a pixel of a soft edge counts as within
_STRIP = 1 << 20  # pixels worked on at once

_Point = tuple[float, float]  # x, y


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """Samples (h, w) uint8 that lie at (`top`, `left`) of a mask."""

    samples: np.ndarray
    top: int
    left: int


def bounds(mask: np.ndarray) -> Box | None:
    """The smallest box around everything marked in (H, W) uint8; None if nothing is."""
    left, top, width, height = cv2.boundingRect(mask)
    return (top, left, height, width) if width else None


def polygon(points: Sequence[_Point], shape: tuple[int, int]) -> Patch | None:
    """Every pixel of a mask of that height and width whose centre is enclosed by the points (x, y); None if none is.

    The outline closes itself; what it runs round more than once counts as within (nonzero winding).
    """
    if len(points) < 3:
        return None
    height, width = shape
    xs, ys = np.array(points, np.float64).T
    top, bottom = max(0, math.ceil(ys.min() - 0.5)), min(height, math.floor(ys.max() - 0.5) + 1)
    left, right = max(0, math.ceil(xs.min() - 0.5)), min(width, math.floor(xs.max() - 0.5) + 1)
    if top >= bottom or left >= right:
        return None
    samples = np.empty((bottom - top, right - left), np.uint8)
    rows = max(1, _STRIP // samples.shape[1])
    for first in range(0, len(samples), rows):
        strip = samples[first : first + rows]
        turns = np.zeros((len(strip), samples.shape[1] + 1), np.int16)
        _add_crossings(turns, xs - left, ys - top - first)
        strip[...] = (np.cumsum(turns, axis=1, dtype=np.int16)[:, :-1] != 0) * np.uint8(255)
    return _tight(samples, top, left)


def _add_crossings(turns: np.ndarray, xs: np.ndarray, ys: np.ndarray) -> None:
    """Adds +1 or -1 at the first pixel of each row whose centre lies beyond an edge."""
    rows, columns = turns.shape
    for x0, y0, x1, y1 in zip(xs, ys, np.roll(xs, -1), np.roll(ys, -1), strict=True):
        way = 1 if y1 > y0 else -1
        low, high = min(y0, y1), max(y0, y1)
        first, last = max(0, math.ceil(low - 0.5)), min(rows, math.ceil(high - 0.5))
        if first < last:
            row = np.arange(first, last)
            crossing = x0 + (row + 0.5 - y0) * ((x1 - x0) / (y1 - y0))
            column = np.clip(np.ceil(crossing - 0.5), 0, columns - 1).astype(np.intp)
            turns[row, column] += np.int16(way)


def rectangle(start: _Point, end: _Point, *, shape: tuple[int, int]) -> Patch | None:
    """Every pixel that the rectangle between two corners (x, y) touches; None if it lies beside the mask."""
    left, right = _span(start[0], end[0], shape[1])
    top, bottom = _span(start[1], end[1], shape[0])
    if left >= right or top >= bottom:
        return None
    return Patch(np.full((bottom - top, right - left), 255, np.uint8), top, left)


def ellipse(start: _Point, end: _Point, *, shape: tuple[int, int]) -> Patch | None:
    """Every pixel whose centre lies in the ellipse that fills the rectangle between two corners (x, y)."""
    box = rectangle(start, end, shape=shape)
    if box is None:
        return None
    half_width, half_height = max(0.5, abs(end[0] - start[0]) / 2), max(0.5, abs(end[1] - start[1]) / 2)
    across = (np.arange(box.samples.shape[1]) + 0.5 + box.left - (start[0] + end[0]) / 2) / half_width
    down = (np.arange(box.samples.shape[0]) + 0.5 + box.top - (start[1] + end[1]) / 2) / half_height
    half = np.sqrt(np.clip(1 - down**2, 0, None))[:, np.newaxis]
    inside = (np.abs(across) <= half) & (np.abs(down) <= 1)[:, np.newaxis]
    return _tight(inside.astype(np.uint8) * np.uint8(255), box.top, box.left)


def alike(samples: np.ndarray, at: tuple[int, int], *, tolerance: int, contiguous: bool) -> Patch | None:
    """Every pixel whose channels all lie within `tolerance` of those at the pixel (x, y), as a magic wand finds them.

    `samples` is (H, W, C) uint8 or uint16; the tolerance counts in 8-bit steps (257 of 16 bit). With `contiguous` only
    what touches the pixel, sides and not corners. None for a pixel outside.
    """
    x, y = at
    height, width = samples.shape[:2]
    if not (0 <= x < width and 0 <= y < height):
        return None
    reach = tolerance * (257 if samples.dtype == np.uint16 else 1)
    colour = samples[y, x].astype(np.int64)
    top_value = np.iinfo(samples.dtype).max
    low = tuple(int(value) for value in np.clip(colour - reach, 0, top_value))
    high = tuple(int(value) for value in np.clip(colour + reach, 0, top_value))
    near = cv2.inRange(samples[:, :, 0] if samples.shape[2] == 1 else samples, low, high)
    if not contiguous:
        return _tight(near, 0, 0)
    filled = np.zeros((height + 2, width + 2), np.uint8)
    flags = 4 | cv2.FLOODFILL_MASK_ONLY | (255 << 8)
    _, _, _, (left, top, across, down) = cv2.floodFill(near, filled, (x, y), 0, flags=flags)
    return Patch(filled[top + 1 : top + 1 + down, left + 1 : left + 1 + across].copy(), top, left)


def grown(mask: np.ndarray, pixels: int) -> Patch | None:
    """The marks grown by a disc of that radius, exactly (Euclidean distance); None if nothing is marked.

    Of a soft edge the pixels from half coverage on grow.
    """
    box = bounds(mask)
    if box is None:
        return None
    area = _widened(box, pixels, mask.shape)
    part = mask[area]
    far = (part < _MARKED).astype(np.uint8)
    if far.all():  # only faint marks: they grow all the same
        far = (part == 0).astype(np.uint8)
    distance = cv2.distanceTransform(far, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    within = (distance <= pixels + 1e-3).astype(np.uint8) * np.uint8(255)
    return Patch(np.maximum(part, within), area[0].start, area[1].start)


def shrunk(mask: np.ndarray, pixels: int) -> Patch | None:
    """The marks without what lies within that distance of a sound pixel, exactly; None if nothing is marked.

    What reaches the photo's edge does not shrink from there. Of a soft edge the pixels below half coverage are sound.
    """
    box = bounds(mask)
    if box is None:
        return None
    area = _widened(box, 1, mask.shape)
    part = mask[area]
    within = (part >= _MARKED).astype(np.uint8)
    if within.all():
        return Patch(part.copy(), area[0].start, area[1].start)
    distance = cv2.distanceTransform(within, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return Patch(np.where(distance > pixels + 1e-3, part, 0).astype(np.uint8), area[0].start, area[1].start)


def feathered(mask: np.ndarray, pixels: int) -> Patch | None:
    """The marks under a Gaussian of that sigma, inside and outside of the edge; None if nothing is marked."""
    box = bounds(mask)
    if box is None:
        return None
    area = _widened(box, 3 * pixels + 1, mask.shape)
    part = np.ascontiguousarray(mask[area])
    soft = cv2.GaussianBlur(part, (0, 0), float(pixels), borderType=cv2.BORDER_REPLICATE)
    return Patch(soft, area[0].start, area[1].start)


def _span(one: float, other: float, limit: int) -> tuple[int, int]:
    low, high = math.floor(min(one, other)), math.ceil(max(one, other))
    return max(0, low), min(limit, max(high, low + 1))


def _widened(box: Box, by: int, shape: tuple[int, ...]) -> tuple[slice, slice]:
    top, left, height, width = box
    rows = slice(max(0, top - by), min(shape[0], top + height + by))
    return rows, slice(max(0, left - by), min(shape[1], left + width + by))


def _tight(samples: np.ndarray, top: int, left: int) -> Patch | None:
    box = bounds(samples)
    if box is None:
        return None
    row, column, height, width = box
    return Patch(samples[row : row + height, column : column + width], top + row, left + column)
