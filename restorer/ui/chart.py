"""A chart of a few curves over the steps of a run: axes with ticks and units, a legend, the colours of the theme."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from restorer.ui import theme

# Told apart by the colour-blind too (after Okabe and Ito 2008), and by their dashes where there is no colour at all.
_ON_DARK = ("#56b4e9", "#e69f00", "#3fbf95", "#f0e442", "#e08fc0", "#c8c8c8")
_ON_LIGHT = ("#0067a8", "#a85a00", "#007a59", "#6e6600", "#a83f7f", "#555555")
_DASHES: tuple[tuple[float, ...], ...] = ((), (6, 3), (2, 2), (8, 3, 2, 3), (12, 4), (1, 3))
_FAINT = 70  # opacity of the single values behind a smoothed curve
_SETTLING = 0.02  # share of the first points that may leave the frame at the top: a fresh network's loss says nothing
_MARK = 3.0  # pixels from the middle of a point to its edge


@dataclass(frozen=True, slots=True)
class Curve:
    """A named curve: places across (ascending) and values; `window` above 1 smooths over so many points."""

    name: str
    across: Sequence[float] = field(default_factory=tuple)
    values: Sequence[float] = field(default_factory=tuple)
    window: int = 1
    marked: bool = False  # each value has a point of its own


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where the plot lies in the widget and what its edges stand for."""

    area: QRectF
    across: tuple[float, float]
    values: tuple[float, float]

    def point(self, across: float, value: float) -> QPointF:
        x = (across - self.across[0]) / (self.across[1] - self.across[0])
        y = (value - self.values[0]) / (self.values[1] - self.values[0])
        return QPointF(self.area.left() + x * self.area.width(), self.area.bottom() - y * self.area.height())


class Chart(QWidget):
    """Shows curves; the values under the mouse are named beside it. Holds what it is given and computes nothing."""

    def __init__(self, title: str, *, unit: str, across: str) -> None:
        super().__init__()
        self._title, self._unit, self._across = title, unit, across
        self._curves: tuple[Curve, ...] = ()
        self._mouse: float | None = None
        self.setMouseTracking(True)
        self.setAccessibleName(title)
        self.setMinimumSize(220, 150)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """Wide enough for its ticks."""
        return QSize(340, 200)

    def show_curves(self, curves: Sequence[Curve]) -> None:
        """Replaces the curves; what was last is part of the accessible description."""
        self._curves = tuple(curve for curve in curves if len(curve.values))
        last = [f"{curve.name} {_written(curve.values[-1])} {self._unit}".strip() for curve in self._curves]
        self.setAccessibleDescription(", ".join(last))
        self.update()

    @property
    def curves(self) -> tuple[Curve, ...]:
        """The curves that are shown."""
        return self._curves

    def set_title(self, title: str, *, unit: str) -> None:
        """Names the chart anew."""
        self._title, self._unit = title, unit
        self.setAccessibleName(title)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Shows the values at this place."""
        self._mouse = event.position().x()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Shows the plain curves again."""
        self._mouse = None
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the chart."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = theme.colours()
        metrics = QFontMetricsF(self.font())
        line = metrics.height()
        painter.setPen(QColor(colours.text))
        painter.drawText(QPointF(0, metrics.ascent()), f"{self._title} ({self._unit})" if self._unit else self._title)
        if not self._curves:
            painter.setPen(QColor(colours.muted))
            painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, self.tr("Nothing measured yet"))
            return
        top = line + 4 + self._legend(painter, metrics, line + 4)
        frame = self._frame(metrics, top)
        if frame.area.height() < line or frame.area.width() < line:
            return
        self._grid(painter, metrics, frame)
        painter.save()
        painter.setClipRect(frame.area.adjusted(-3, -3, 3, 3))
        for number, curve in enumerate(self._curves):
            self._draw(painter, frame, curve, number)
        painter.restore()
        self._readout(painter, metrics, frame)

    def _legend(self, painter: QPainter, metrics: QFontMetricsF, top: float) -> float:
        """Paints names beside pieces of their curves, in as many lines as they need; returns their height."""
        if len(self._curves) < 2:
            return 4.0
        left, y = 0.0, top
        for number, curve in enumerate(self._curves):
            width = 26 + metrics.horizontalAdvance(curve.name)
            if left and left + width > self.width():
                left, y = 0.0, y + metrics.height()
            middle = y + metrics.height() / 2
            painter.setPen(_pen(number))
            painter.drawLine(QPointF(left, middle), QPointF(left + 20, middle))
            painter.setPen(QColor(theme.colours().text))
            painter.drawText(QPointF(left + 26, y + metrics.ascent()), curve.name)
            left += width + 14
        return y + metrics.height() - top + 6

    def _frame(self, metrics: QFontMetricsF, top: float) -> _Frame:
        across, values = _limits(self._curves)
        marks = ticks(*values, most=5)
        left = max(metrics.horizontalAdvance(_written(mark)) for mark in marks) + 8
        area = QRectF(left, top, self.width() - left - 8, self.height() - top - 2 * metrics.height() - 8)
        return _Frame(area, across, (min(values[0], marks[0]), max(values[1], marks[-1])))

    def _grid(self, painter: QPainter, metrics: QFontMetricsF, frame: _Frame) -> None:
        colours, area = theme.colours(), frame.area
        painter.setPen(QPen(QColor(colours.muted), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        for mark in ticks(*frame.values, most=5):
            y = frame.point(frame.across[0], mark).y()
            faint = QColor(colours.muted)
            faint.setAlpha(_FAINT)
            painter.setPen(QPen(faint, 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(colours.muted))
            width = metrics.horizontalAdvance(_written(mark))
            painter.drawText(QPointF(area.left() - width - 6, y + metrics.ascent() / 2 - 1), _written(mark))
        base = area.bottom() + metrics.height()
        for mark in ticks(*frame.across, most=max(2, int(area.width() // 80))):
            x = frame.point(mark, frame.values[0]).x()
            painter.drawLine(QPointF(x, area.bottom()), QPointF(x, area.bottom() + 3))
            width = metrics.horizontalAdvance(_written(mark))
            place = min(x - width / 2, self.width() - width)
            painter.drawText(QPointF(place, base + 2), _written(mark))
        painter.drawText(
            QRectF(area.left(), base + 4, area.width(), metrics.height()), Qt.AlignmentFlag.AlignCenter, self._across
        )

    def _draw(self, painter: QPainter, frame: _Frame, curve: Curve, number: int) -> None:
        across, values = _thinned(curve, most=int(2 * frame.area.width()) + 2)
        points = [frame.point(x, y) for x, y in zip(across, values, strict=True)]
        if curve.window > 1:
            faint = _pen(number)
            colour = faint.color()
            colour.setAlpha(_FAINT)
            painter.setPen(QPen(colour, 1))
            painter.drawPolyline(QPolygonF(points))
            shift = max(1, round(curve.window * len(values) / max(1, len(curve.values))))
            points = [frame.point(x, y) for x, y in zip(across, _smooth(values, shift), strict=True)]
        painter.setPen(_pen(number))
        if len(points) > 1:
            painter.drawPolyline(QPolygonF(points))
        if curve.marked or len(points) == 1:
            painter.setBrush(_pen(number).color())
            painter.setPen(Qt.PenStyle.NoPen)
            for point in points:
                painter.drawEllipse(point, _MARK, _MARK)
            painter.setBrush(Qt.BrushStyle.NoBrush)

    def _readout(self, painter: QPainter, metrics: QFontMetricsF, frame: _Frame) -> None:
        area = frame.area
        if self._mouse is None or not area.left() <= self._mouse <= area.right():
            return
        share = (self._mouse - area.left()) / area.width()
        wanted = frame.across[0] + share * (frame.across[1] - frame.across[0])
        nearest = [(curve, int(np.argmin(np.abs(np.asarray(curve.across) - wanted)))) for curve in self._curves]
        place = nearest[0][0].across[nearest[0][1]]
        lines = [f"{self._across} {_written(place)}"]
        lines += [f"{curve.name}  {_written(curve.values[index])}" for curve, index in nearest]
        width = max(metrics.horizontalAdvance(text) for text in lines) + 12
        x = frame.point(place, frame.values[0]).x()
        colours = theme.colours()
        painter.setPen(QPen(QColor(colours.muted), 1))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        left = x + 8 if x + 8 + width < self.width() else x - 8 - width
        box = QRectF(left, area.top() + 2, width, metrics.height() * len(lines) + 8)
        painter.setBrush(QColor(colours.button))
        painter.drawRect(box)
        painter.setPen(QColor(colours.text))
        for number, text in enumerate(lines):
            painter.drawText(QPointF(left + 6, box.top() + 4 + metrics.ascent() + number * metrics.height()), text)


def ticks(low: float, high: float, *, most: int) -> list[float]:
    """Round numbers (1, 2 or 5 times a power of ten apart) from at or above `low` to at or below `high`, up to `most`.

    `low` below `high`; where fewer than two round numbers would lie between them, these two themselves.
    """
    power = 10.0 ** math.floor(math.log10((high - low) / most))
    for factor in (1, 2, 5, 10, 20, 50):
        step = factor * power
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first < most:
            break
    marks = [number * step for number in range(first, last + 1)]
    return marks if len(marks) > 1 else [low, high]


def _limits(curves: Sequence[Curve]) -> tuple[tuple[float, float], tuple[float, float]]:
    """The range across and of the values, never empty; the few first values of long curves do not count upwards."""
    across = (min(curve.across[0] for curve in curves), max(curve.across[-1] for curve in curves))
    low = min(float(np.min(curve.values)) for curve in curves)
    counted = [curve.values[int(_SETTLING * len(curve.values)) :] for curve in curves]
    high = max(float(np.max(values)) for values in counted)
    room = 0.05 * (high - low) or max(0.05 * abs(high), 1e-3)
    return (across[0], max(across[1], across[0] + 1.0)), (low - room, high + room)


def _thinned(curve: Curve, *, most: int) -> tuple[np.ndarray, np.ndarray]:
    """The curve with at most about `most` points: lowest and highest of each stretch, in order."""
    across, values = np.asarray(curve.across, float), np.asarray(curve.values, float)
    if len(values) <= most:
        return across, values
    kept = set()
    for part in np.array_split(np.arange(len(values)), most // 2):
        kept |= {int(part[np.argmin(values[part])]), int(part[np.argmax(values[part])])}
    order = sorted(kept)
    return across[order], values[order]


def _smooth(values: np.ndarray, window: int) -> np.ndarray:
    """Means over the last `window` values, over fewer at the beginning."""
    sums = np.concatenate(([0.0], np.cumsum(values)))
    ends = np.arange(1, len(values) + 1)
    starts = np.maximum(0, ends - window)
    means: np.ndarray = (sums[ends] - sums[starts]) / (ends - starts)
    return means


def _pen(number: int) -> QPen:
    shades = _ON_DARK if theme.colours() is theme.DARK else _ON_LIGHT
    pen = QPen(QColor(shades[number % len(shades)]), 1.8)
    if dashes := _DASHES[number % len(_DASHES)]:
        pen.setDashPattern(list(dashes))
    return pen


def _written(value: float) -> str:
    """A number as short as its ticks allow."""
    if value and (abs(value) >= 1e5 or abs(value) < 1e-3):
        return f"{value:.3g}"
    return f"{value:,.4f}".rstrip("0").rstrip(".") if abs(value) < 10 else f"{value:,.2f}".rstrip("0").rstrip(".")
