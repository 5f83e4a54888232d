"""Shapes drawn round damage: lasso, polygon, rectangle and ellipse."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPolygonF

from restorer import selection
from restorer.ui.mask_view import Preview
from restorer.ui.tools import Board, Tool, Touch, erases

_CLOSE = 6.0  # logical pixels from the first corner within which a click closes a polygon

_Point = tuple[float, float]


def path_of(points: Sequence[_Point]) -> QPainterPath:
    """A line through points of the photo."""
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in points]))
    return path


class LassoTool(Tool):
    """Marks what a line drawn by hand encloses."""

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self._points: list[_Point] = []
        self._erase = False

    @property
    def busy(self) -> bool:
        """True while the line is drawn."""
        return bool(self._points)

    def press(self, touch: Touch) -> None:
        """Begins the line."""
        self._points = [touch.point]
        self._erase = erases(self.board, touch)
        self.board.tell()

    def move(self, touch: Touch) -> None:
        """Goes on with it."""
        if self._points and touch.point != self._points[-1]:
            self._points.append(touch.point)
            self.board.show(Preview(path=path_of(self._points)))

    def release(self, touch: Touch) -> None:
        """Closes the line and marks what is inside."""
        self.move(touch)
        points, self._points = self._points, []
        self.board.show(Preview())
        self.board.cover("lasso", selection.polygon(points, self.board.shape), erase=self._erase)
        self.board.tell()

    def cancel(self) -> None:
        """Forgets the line."""
        if self._points:
            self._points = []
            self.board.show(Preview())
            self.board.tell()


class PolygonTool(Tool):
    """Marks what straight lines from click to click enclose.

    Enter, a double click or a click on the first corner closes it; Backspace takes the last corner away.
    """

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self._corners: list[_Point] = []
        self._end: _Point | None = None
        self._erase = False

    @property
    def busy(self) -> bool:
        """True from the first corner on."""
        return bool(self._corners)

    def press(self, touch: Touch) -> None:
        """Sets a corner."""
        if len(self._corners) >= 3 and math.dist(touch.point, self._corners[0]) <= _CLOSE * touch.scale:
            self.finish()
            return
        if not self._corners:
            self._erase = erases(self.board, touch)
        self._corners.append(touch.point)
        self._end = None
        self._show()
        self.board.tell()

    def hover(self, touch: Touch) -> None:
        """The line to the next corner follows the hand."""
        self._end = touch.point
        if self._corners:
            self._show()

    def move(self, touch: Touch) -> None:
        """A corner stays where the button went down."""
        self.hover(touch)

    def double(self, touch: Touch) -> None:
        """Closes the polygon: the first press of the double click has set the last corner."""
        if self._corners:
            self.finish()
        else:
            self.press(touch)

    def finish(self) -> None:
        """Closes the polygon and marks what is inside."""
        corners, self._corners = self._corners, []
        self.board.show(Preview())
        if corners:
            self.board.cover("polygon", selection.polygon(corners, self.board.shape), erase=self._erase)
            self.board.tell()

    def step_back(self) -> None:
        """Takes the last corner away."""
        if self._corners:
            self._corners.pop()
            self._show()
            self.board.tell()

    def cancel(self) -> None:
        """Forgets the corners."""
        if self._corners:
            self._corners = []
            self.board.show(Preview())
            self.board.tell()

    def _show(self) -> None:
        points = [*self._corners] if self._end is None else [*self._corners, self._end]
        self.board.show(Preview(path=path_of(points) if self._corners else QPainterPath()))


class BoxTool(Tool):
    """Marks a rectangle, or the ellipse in it, from corner to corner; with Shift as high as wide."""

    def __init__(self, board: Board, *, round_: bool) -> None:
        super().__init__(board)
        self._round = round_
        self._start: _Point | None = None
        self._erase = False

    @property
    def busy(self) -> bool:
        """True while it is drawn."""
        return self._start is not None

    def press(self, touch: Touch) -> None:
        """Sets the first corner."""
        self._start = touch.point
        self._erase = erases(self.board, touch)
        self.board.tell()

    def move(self, touch: Touch) -> None:
        """Shows what will be marked."""
        if self._start is None:
            return
        path, rect = QPainterPath(), QRectF(QPointF(*self._start), QPointF(*self._end(touch))).normalized()
        if self._round:
            path.addEllipse(rect)
        else:
            path.addRect(rect)
        self.board.show(Preview(path=path))

    def release(self, touch: Touch) -> None:
        """Marks it; a click without a drag marks nothing."""
        start, end = self._start, self._end(touch)
        self._start = None
        self.board.show(Preview())
        if start is not None and start != end:
            shape = selection.ellipse if self._round else selection.rectangle
            text = "ellipse" if self._round else "rectangle"
            self.board.cover(text, shape(start, end, shape=self.board.shape), erase=self._erase)
        self.board.tell()

    def cancel(self) -> None:
        """Forgets it."""
        if self._start is not None:
            self._start = None
            self.board.show(Preview())
            self.board.tell()

    def _end(self, touch: Touch) -> _Point:
        if not touch.straight or self._start is None:
            return touch.point
        across, down = touch.x - self._start[0], touch.y - self._start[1]
        side = max(abs(across), abs(down))
        return self._start[0] + math.copysign(side, across), self._start[1] + math.copysign(side, down)


class WandTool(Tool):
    """Marks what is alike to the pixel that is clicked."""

    def press(self, touch: Touch) -> None:
        """Picks the pixel under the hand."""
        height, width = self.board.shape
        x, y = math.floor(touch.x), math.floor(touch.y)
        if 0 <= x < width and 0 <= y < height:
            self.board.pick(x, y, erase=erases(self.board, touch))
