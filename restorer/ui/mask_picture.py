"""The marks as a view shows them: a wash of one colour and an outline of one device pixel that marches."""

import math

import cv2
import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage

from restorer.mask import Box
from restorer.ui.colour import pixels_of
from restorer.ui.mask_levels import MaskLevels
from restorer.ui.viewport import View

_DASH = 4  # device pixels
_WHITE, _BLACK = np.uint32(0xFFFFFFFF), np.uint32(0xFF000000)
_CROSS = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))


class MaskPicture:
    """One pane's picture of a mask, kept between paints; a change redraws its own box alone.

    The outline runs along the inside of everything that is marked at all: beyond it no sample will change.
    """

    def __init__(self, levels: MaskLevels) -> None:
        self.levels = levels
        self.image = QImage()
        self._look: tuple[str, int] = ("", 0)
        self._washes = np.zeros(256, np.uint32)
        self._view: View | None = None
        self._edge = np.zeros((0, 0), bool)
        self._places: tuple[np.ndarray, np.ndarray] | None = None
        self._phase = 0

    def show(self, view: View, colour: QColor, opacity: int) -> None:
        """Brings `image` (ARGB32 premultiplied, the pane's size) up to date; `opacity` in percent for a whole mark."""
        look = (colour.name(), opacity)
        if view == self._view and look == self._look:
            return
        if look != self._look:
            self._washes = _washes(colour, opacity)
        if self._view is None or (view.across, view.down) != (self._view.across, self._view.down):
            self.image = QImage(view.across, view.down, QImage.Format.Format_ARGB32_Premultiplied)
            self._edge = np.zeros((view.down, view.across), bool)
        self._look, self._view = look, view
        self._draw(QRect(0, 0, view.across, view.down))

    def refresh(self, box: Box) -> QRect:
        """Redraws a box of the mask that has changed; returns its place in the pane in device pixels."""
        self.levels.update(box)
        view = self._view
        if view is None:
            return QRect()
        top, left, height, width = box
        first_x, first_y = math.floor(left * view.zoom) - 1, math.floor(top * view.zoom) - 1
        last_x, last_y = math.ceil((left + width) * view.zoom) + 1, math.ceil((top + height) * view.zoom) + 1
        rect = QRect(view.left + first_x, view.top + first_y, last_x - first_x, last_y - first_y)
        rect &= QRect(0, 0, view.across, view.down)
        if not rect.isEmpty():
            self._draw(rect)
        return rect

    @property
    def has_outline(self) -> bool:
        """True if some of the outline is in sight."""
        return len(self._outline()[0]) > 0

    def march(self) -> QRect:
        """Moves the dashes of the outline one device pixel on; returns the rectangle that holds them."""
        self._phase += 1
        ys, xs = self._outline()
        if not len(ys):
            return QRect()
        pixels_of(self.image)[ys, xs] = self._dashes(ys, xs)
        left, top = int(xs.min()), int(ys.min())
        return QRect(left, top, int(xs.max()) - left + 1, int(ys.max()) - top + 1)

    def _outline(self) -> tuple[np.ndarray, np.ndarray]:
        if self._places is None:
            ys, xs = np.nonzero(self._edge)
            self._places = (ys, xs)
        return self._places

    def _draw(self, rect: QRect) -> None:
        assert self._view is not None
        around = self.levels.sampled(self._view, rect.adjusted(-1, -1, 1, 1))
        area = np.s_[rect.top() : rect.bottom() + 1, rect.left() : rect.right() + 1]
        target = pixels_of(self.image)[area]
        self._places = None
        if not around.any():
            target[...] = 0
            self._edge[area] = False
            return
        target[...] = self._washes.take(around[1:-1, 1:-1])
        inside = (around > 0).astype(np.uint8)
        core = cv2.erode(inside, _CROSS, borderType=cv2.BORDER_CONSTANT, borderValue=1)
        edge = (inside != core)[1:-1, 1:-1]
        self._edge[area] = edge
        ys, xs = np.nonzero(edge)
        target[ys, xs] = self._dashes(ys + rect.top(), xs + rect.left())

    def _dashes(self, ys: np.ndarray, xs: np.ndarray) -> np.ndarray:
        return np.where((ys + xs + self._phase) // _DASH % 2 == 0, _WHITE, _BLACK)


def _washes(colour: QColor, opacity: int) -> np.ndarray:
    """For each sample of a mask the premultiplied colour that shows it."""
    alpha = np.rint(np.arange(256) * opacity / 100).astype(np.uint32)
    channels = (colour.red(), colour.green(), colour.blue())
    red, green, blue = (np.rint(alpha * value / 255).astype(np.uint32) for value in channels)
    washes: np.ndarray = (alpha << 24) | (red << 16) | (green << 8) | blue
    return washes
