"""Draws a stack as one picture of a pane, from tiles, within a time that the person does not notice."""

import time
from dataclasses import dataclass

import cv2
import numpy as np
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPixmap, QTransform

from restorer.ui.colour import pixels_of
from restorer.ui.pyramid import TILE, Stack
from restorer.ui.viewport import View

_APRON = 2  # level pixels read around what is drawn, so that smooth scaling meets no edge inside the photo
_COARSER = 2  # levels: the stand-in for tiles that are not ready costs a sixteenth of them


@dataclass(frozen=True, slots=True)
class Ground:
    """What shows around and under a photo: the canvas colour and the two greys of the checkerboard, its cell in px."""

    canvas: QColor
    light: QColor
    dark: QColor
    cell: int


class Frame:
    """The picture of one pane, kept between paints: a pan draws only the strips that come into sight."""

    def __init__(self) -> None:
        self.image = QImage()
        self.complete = False
        self._drawn: tuple[object, ...] = ()
        self._view: View | None = None
        self._ground: Ground | None = None

    def render(self, stack: Stack, view: View, *, original: bool, ground: Ground, until: float) -> None:
        """Brings `image` (RGB32, the pane's size in device pixels) up to date.

        Tiles not kept yet are made, nearest to the pane's centre first, until the clock `time.perf_counter` passes
        `until`; the rest is drawn from a coarser level and `complete` is False.
        """
        drawn = (stack, stack.revision, original or stack.shows_original(), view.zoom, view.across, view.down)
        whole = QRect(0, 0, view.across, view.down)
        if self.complete and drawn == self._drawn and ground == self._ground and self._view is not None:
            if view == self._view:
                return
            exposed = self._scroll(view)
        else:
            self.image = QImage(view.across, view.down, QImage.Format.Format_RGB32)
            exposed = [whole]
        self._drawn, self._view, self._ground = drawn, view, ground
        self.complete = True
        for rect in exposed:
            self.complete &= self._draw(stack, view, rect, original=original, ground=ground, until=until)

    def _scroll(self, view: View) -> list[QRect]:
        """Moves what is drawn and gives the parts that are not."""
        assert self._view is not None
        dx, dy = view.left - self._view.left, view.top - self._view.top
        across, down = view.across, view.down
        if abs(dx) >= across or abs(dy) >= down:
            return [QRect(0, 0, across, down)]
        moved = QImage(across, down, QImage.Format.Format_RGB32)
        target, source = pixels_of(moved), pixels_of(self.image)
        to_y, to_x = slice(max(0, dy), down + min(0, dy)), slice(max(0, dx), across + min(0, dx))
        from_y, from_x = slice(max(0, -dy), down + min(0, -dy)), slice(max(0, -dx), across + min(0, -dx))
        target[to_y, to_x] = source[from_y, from_x]
        self.image = moved
        exposed = []
        if dx:
            exposed.append(QRect(0 if dx > 0 else across + dx, 0, abs(dx), down))
        if dy:
            exposed.append(QRect(0, 0 if dy > 0 else down + dy, across, abs(dy)))
        return exposed

    def _draw(self, stack: Stack, view: View, rect: QRect, *, original: bool, ground: Ground, until: float) -> bool:
        painter = QPainter(self.image)
        painter.fillRect(rect, ground.canvas)
        left, top, right, bottom = view.photo_box()
        shown = rect & QRect(left, top, right - left, bottom - top)
        complete = True
        if not shown.isEmpty():
            if stack.base.has_alpha:
                painter.setBrushOrigin(left, top)
                painter.fillRect(shown, _checkerboard(ground))
            region = _Region(stack, view, shown, original=original)
            complete = region.collect(until)
            painter.setClipRect(shown)
            region.paint(painter, view, shown)
        painter.end()
        return complete


class _Region:
    """The part of one level that a rectangle of the pane shows."""

    def __init__(self, stack: Stack, view: View, rect: QRect, *, original: bool) -> None:
        self._stack, self._original = stack, original
        self._level = view.level(stack.base.levels)
        self._scale = view.zoom * (1 << self._level)
        height, width = stack.base.size(self._level)
        self._left, self._right = _span(rect.left() - view.left, rect.width(), self._scale, width)
        self._top, self._bottom = _span(rect.top() - view.top, rect.height(), self._scale, height)
        kind = QImage.Format.Format_ARGB32_Premultiplied if stack.base.has_alpha else QImage.Format.Format_RGB32
        self._image = QImage(self._right - self._left, self._bottom - self._top, kind)

    def collect(self, until: float) -> bool:
        """Fills the region from tiles; True if every tile came from its own level."""
        stack, level, original = self._stack, self._level, self._original
        middle_y, middle_x = (self._top + self._bottom) / 2 / TILE - 0.5, (self._left + self._right) / 2 / TILE - 0.5
        rows = range(self._top // TILE, (self._bottom - 1) // TILE + 1)
        columns = range(self._left // TILE, (self._right - 1) // TILE + 1)
        places = [(row, column) for row in rows for column in columns]
        places.sort(key=lambda place: (place[0] - middle_y) ** 2 + (place[1] - middle_x) ** 2)
        stack.reserve(len(places))
        complete = True
        for row, column in places:
            tile = stack.ready(level, row, column, original=original)
            if tile is None and (time.perf_counter() < until or level == stack.base.levels - 1):
                tile = stack.tile(level, row, column, original=original)
            if tile is not None:
                self._put(row * TILE, column * TILE, pixels_of(tile))
            else:
                complete = False
                self._put(row * TILE, column * TILE, self._stand_in(row, column))
        return complete

    def _stand_in(self, row: int, column: int) -> np.ndarray:
        """One tile's place, enlarged from a coarser level."""
        coarse = min(self._level + _COARSER, self._stack.base.levels - 1)
        shift = coarse - self._level
        row_there, column_there = row >> shift, column >> shift
        tile = self._stack.tile(coarse, row_there, column_there, original=self._original)
        part = TILE >> shift
        top, left = row * part - row_there * TILE, column * part - column_there * TILE
        crop = pixels_of(tile)[top : top + part, left : left + part]
        height, width = crop.shape
        bytes_of = np.ascontiguousarray(crop).view(np.uint8).reshape(height, width, 4)
        size = (width << shift, height << shift)
        large = cv2.resize(bytes_of, size, interpolation=cv2.INTER_LINEAR)
        return np.ascontiguousarray(large).view(np.uint32)[..., 0]

    def _put(self, top: int, left: int, tile: np.ndarray) -> None:
        """Copies what of a tile at (top, left) of the level lies in the region."""
        height, width = tile.shape
        first_y, last_y = max(top, self._top), min(top + height, self._bottom)
        first_x, last_x = max(left, self._left), min(left + width, self._right)
        target = pixels_of(self._image)
        target[first_y - self._top : last_y - self._top, first_x - self._left : last_x - self._left] = tile[
            first_y - top : last_y - top, first_x - left : last_x - left
        ]

    def paint(self, painter: QPainter, view: View, rect: QRect) -> None:
        """Draws the region: as it is at 100 %, in whole even blocks above, smoothly below."""
        if view.zoom >= 1:
            painter.drawImage(rect.topLeft(), self._enlarged(view, rect))
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        corner = view.left + self._left * self._scale, view.top + self._top * self._scale
        painter.setTransform(QTransform(self._scale, 0, 0, self._scale, *corner))
        painter.drawImage(QPoint(0, 0), self._image)
        painter.resetTransform()

    def _enlarged(self, view: View, rect: QRect) -> QImage:
        """For each device pixel the photo pixel that its centre lies in."""
        source = pixels_of(self._image)
        columns = np.floor((np.arange(rect.left(), rect.right() + 1) + 0.5 - view.left) / view.zoom).astype(np.intp)
        rows = np.floor((np.arange(rect.top(), rect.bottom() + 1) + 0.5 - view.top) / view.zoom).astype(np.intp)
        columns = np.clip(columns - self._left, 0, source.shape[1] - 1)
        rows = np.clip(rows - self._top, 0, source.shape[0] - 1)
        image = QImage(rect.width(), rect.height(), self._image.format())
        pixels_of(image)[...] = source.take(rows, 0).take(columns, 1)
        return image


def _span(offset: int, length: int, scale: float, limit: int) -> tuple[int, int]:
    """First and last-plus-one level pixel of `length` device pixels that start `offset` into the photo."""
    first = int(np.floor(offset / scale)) - _APRON
    last = int(np.ceil((offset + length) / scale)) + _APRON
    first = min(max(0, first), limit - 1)
    return first, max(first + 1, min(limit, last))


def _checkerboard(ground: Ground) -> QBrush:
    square = QPixmap(2 * ground.cell, 2 * ground.cell)
    square.fill(ground.light)
    painter = QPainter(square)
    painter.fillRect(0, 0, ground.cell, ground.cell, ground.dark)
    painter.fillRect(ground.cell, ground.cell, ground.cell, ground.cell, ground.dark)
    painter.end()
    brush = QBrush(square)
    brush.setStyle(Qt.BrushStyle.TexturePattern)
    return brush
