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

    def render(self, stack: Stack, view: View, *, original: bool, ground: Ground, until: float) -> None:
        """Brings `image` (RGB32, the pane's size in device pixels) up to date.

        Tiles are made until the clock `time.perf_counter` passes `until`, about. If that is not enough, a coarser
        level stands in, `complete` is False, and further calls go on where this one stopped.
        """
        plain = original or stack.shows_original()
        drawn = (stack, stack.revision, plain, ground, view.zoom, view.across, view.down)
        sight = _Sight(stack, view, original=plain, ground=ground)
        if drawn == self._drawn and view == self._view:
            if not self.complete and sight.make(until):
                self.complete = sight.draw(self.image, QRect(0, 0, view.across, view.down), level=sight.level)
            return
        if drawn == self._drawn:
            for rect in self._scroll(view):
                self.complete &= sight.draw(self.image, rect, level=sight.level)
        else:
            self.image = QImage(view.across, view.down, QImage.Format.Format_RGB32)
            level = sight.affordable(until - time.perf_counter())
            self.complete = sight.draw(self.image, QRect(0, 0, view.across, view.down), level=level, make=True)
            self.complete &= level == sight.level
        self._drawn, self._view = drawn, view

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


class _Sight:
    """One stack as one view shows it."""

    def __init__(self, stack: Stack, view: View, *, original: bool, ground: Ground) -> None:
        self.level = view.level(stack.base.levels)
        self._stack, self._view, self._original, self._ground = stack, view, original, ground
        left, top, right, bottom = view.photo_box()
        self._photo = QRect(left, top, right - left, bottom - top)

    def affordable(self, seconds: float) -> int:
        """The finest level, from the view's own on, whose missing tiles can be made in that time."""
        whole = QRect(0, 0, self._view.across, self._view.down)
        last = self._stack.base.levels - 1
        each = self._stack.tile_seconds(original=self._original)
        for level in range(self.level, last):
            region = self._region(whole & self._photo, level)
            if region is None or len(region.missing()) * each <= seconds:
                return level
        return last

    def make(self, until: float) -> bool:
        """Makes missing tiles of the view's own level, from the middle outwards, until the time is over."""
        region = self._region(QRect(0, 0, self._view.across, self._view.down) & self._photo, self.level)
        for row, column in region.missing() if region is not None else []:
            if time.perf_counter() >= until:
                return False
            self._stack.tile(self.level, row, column, original=self._original)
        return True

    def draw(self, image: QImage, rect: QRect, *, level: int, make: bool = False) -> bool:
        """Draws a rectangle of the pane from a level; True if no tile was missing, or all were to be made."""
        painter = QPainter(image)
        painter.fillRect(rect, self._ground.canvas)
        shown = rect & self._photo
        region = self._region(shown, level)
        complete = True
        if region is not None:
            if self._stack.base.has_alpha:
                painter.setBrushOrigin(self._photo.topLeft())
                painter.fillRect(shown, _checkerboard(self._ground))
            complete = region.collect(make=make)
            painter.setClipRect(shown)
            region.paint(painter, shown)
        painter.end()
        return complete

    def _region(self, shown: QRect, level: int) -> "_Region | None":
        if shown.isEmpty():
            return None
        return _Region(self._stack, self._view, shown, level=level, original=self._original)


class _Region:
    """The part of one level that a rectangle of the pane shows."""

    def __init__(self, stack: Stack, view: View, rect: QRect, *, level: int, original: bool) -> None:
        self._stack, self._view, self._level, self._original = stack, view, level, original
        self._scale = view.zoom * (1 << level)
        height, width = stack.base.size(level)
        self._left, self._right = _span(rect.left() - view.left, rect.width(), self._scale, width)
        self._top, self._bottom = _span(rect.top() - view.top, rect.height(), self._scale, height)
        self._image = QImage()

    def missing(self) -> list[tuple[int, int]]:
        """Rows and columns of the tiles that are not kept, from the middle outwards."""
        places = self._places()
        self._stack.reserve(len(places))
        middle_y, middle_x = (self._top + self._bottom) / 2 / TILE - 0.5, (self._left + self._right) / 2 / TILE - 0.5
        places = [place for place in places if self._stack.ready(self._level, *place, original=self._original) is None]
        return sorted(places, key=lambda place: (place[0] - middle_y) ** 2 + (place[1] - middle_x) ** 2)

    def collect(self, *, make: bool) -> bool:
        """Fills the region; tiles not kept are made, or taken from a coarser level, which gives False."""
        alpha = self._stack.base.has_alpha
        kind = QImage.Format.Format_ARGB32_Premultiplied if alpha else QImage.Format.Format_RGB32
        self._image = QImage(self._right - self._left, self._bottom - self._top, kind)
        complete = True
        for row, column in self._places():
            tile = self._stack.ready(self._level, row, column, original=self._original)
            if tile is None and (make or self._level == self._stack.base.levels - 1):
                tile = self._stack.tile(self._level, row, column, original=self._original)
            if tile is not None:
                self._put(row * TILE, column * TILE, pixels_of(tile))
            else:
                complete = False
                self._put(row * TILE, column * TILE, self._stand_in(row, column))
        return complete

    def _places(self) -> list[tuple[int, int]]:
        rows = range(self._top // TILE, (self._bottom - 1) // TILE + 1)
        columns = range(self._left // TILE, (self._right - 1) // TILE + 1)
        return [(row, column) for row in rows for column in columns]

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

    def paint(self, painter: QPainter, rect: QRect) -> None:
        """Draws the region: as it is at 100 %, in whole blocks above, smoothly below and from coarser levels."""
        view = self._view
        if view.zoom >= 1 and self._level == 0:
            painter.drawImage(rect.topLeft(), self._enlarged(rect))
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        corner = view.left + self._left * self._scale, view.top + self._top * self._scale
        painter.setTransform(QTransform(self._scale, 0, 0, self._scale, *corner))
        painter.drawImage(QPoint(0, 0), self._image)
        painter.resetTransform()

    def _enlarged(self, rect: QRect) -> QImage:
        """For each device pixel the photo pixel that its centre lies in."""
        view = self._view
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
