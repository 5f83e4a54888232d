"""A mask at halved sizes that lose no mark, and what of it each device pixel of a view covers."""

import math

import numpy as np
from PySide6.QtCore import QRect

from restorer.mask import Box, Mask
from restorer.ui.viewport import View

_COARSEST = 256  # the last level is not longer than this
_SLACK = 1e-6  # of a pixel, against rounding at the borders of device pixels


class MaskLevels:
    """A mask and its halves down to less than 256 samples; a sample of a half is the largest of the four below it.

    Level 0 is the mask itself, not a copy, so the levels cost a third of it. `update` follows a change.
    """

    def __init__(self, mask: Mask) -> None:
        self.mask = mask
        self._levels = [mask.samples]
        while max(self._levels[-1].shape) > _COARSEST:
            height, width = self._levels[-1].shape
            self._levels.append(np.zeros(((height + 1) // 2, (width + 1) // 2), np.uint8))
        if not mask.is_empty():
            self.update((0, 0, *mask.shape))

    def update(self, box: Box) -> None:
        """Brings the halves of a box of the mask up to date."""
        top, left, bottom, right = box[0], box[1], box[0] + box[2], box[1] + box[3]
        for finer, coarser in zip(self._levels, self._levels[1:], strict=False):
            top, left, bottom, right = top // 2, left // 2, (bottom + 1) // 2, (right + 1) // 2
            coarser[top:bottom, left:right] = _halved(finer[2 * top : 2 * bottom, 2 * left : 2 * right])

    def sampled(self, view: View, rect: QRect) -> np.ndarray:
        """The largest sample under each device pixel of a rectangle of the pane, (h, w) uint8; 0 beside the photo.

        From 100 % on that is the sample under the device pixel's middle.
        """
        plane = np.zeros((rect.height(), rect.width()), np.uint8)
        box = view.photo_box()
        shown = rect & QRect(box[0], box[1], box[2] - box[0], box[3] - box[1])
        if shown.isEmpty():
            return plane
        level = 0 if view.zoom >= 1 else min(len(self._levels) - 1, math.floor(-math.log2(view.zoom) + _SLACK))
        samples = self._levels[level]
        scale = view.zoom * (1 << level)
        rows = _taps(shown.top() - view.top, shown.height(), scale, samples.shape[0])
        columns = _taps(shown.left() - view.left, shown.width(), scale, samples.shape[1])
        area = samples[rows[0][0] : rows[-1][-1] + 1, columns[0][0] : columns[-1][-1] + 1]
        if not area.any():
            return plane
        tall = _largest(area, [tap - rows[0][0] for tap in rows], axis=0)
        top, left = shown.top() - rect.top(), shown.left() - rect.left()
        plane[top : top + shown.height(), left : left + shown.width()] = _largest(
            tall, [tap - columns[0][0] for tap in columns], axis=1
        )
        return plane


def _taps(offset: int, length: int, scale: float, limit: int) -> list[np.ndarray]:
    """For each of `length` device pixels the samples it touches: the first ones, the next ones, and so on."""
    pixels = np.arange(offset, offset + length)
    if scale >= 1:
        return [np.clip(np.floor((pixels + 0.5) / scale), 0, limit - 1).astype(np.intp)]
    first = np.clip(np.floor(pixels / scale + _SLACK), 0, limit - 1).astype(np.intp)
    last = np.clip(np.ceil((pixels + 1) / scale - _SLACK) - 1, first, limit - 1).astype(np.intp)
    return [np.minimum(first + step, last) for step in range(int((last - first).max()) + 1)]


def _largest(samples: np.ndarray, taps: list[np.ndarray], *, axis: int) -> np.ndarray:
    found: np.ndarray = samples.take(taps[0], axis)
    for tap in taps[1:]:
        np.maximum(found, samples.take(tap, axis), out=found)
    return found


def _halved(part: np.ndarray) -> np.ndarray:
    height, width = part.shape
    if height % 2 or width % 2:
        part = np.pad(part, ((0, height % 2), (0, width % 2)), mode="edge")
    rows = np.maximum(part[::2], part[1::2])
    halved: np.ndarray = np.maximum(rows[:, ::2], rows[:, 1::2])
    return halved
