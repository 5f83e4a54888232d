"""What is drawn over the photo: the split line, labels that fade, the loupe's rim, the light of a drag."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QFontMetricsF, QLinearGradient, QPainter, QPainterPath, QPen, QPolygonF

from restorer.ui.theme import GRID

HANDLE_RADIUS = 9.0
_HANDLE_INSET = 40.0
_SHADE = QColor(0, 0, 0, 110)
_WHITE = QColor(255, 255, 255, 235)
_LABEL_SECONDS = 2.0
_LABEL_FULL_SHARE = 0.75


class Fade(QVariantAnimation):
    """An opacity that is full when shown and fades by itself after a while."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.opacity = 0.0
        self.setDuration(round(_LABEL_SECONDS * 1000))
        self.setStartValue(1.0)
        self.setKeyValueAt(_LABEL_FULL_SHARE, 1.0)
        self.setEndValue(0.0)
        self.valueChanged.connect(self._take)

    def show(self) -> None:
        """Full from now on for a second and a half, then gone within half a second."""
        self.stop()
        self.opacity = 1.0
        self.start()

    def _take(self, value: float) -> None:
        self.opacity = float(value)


def handle_places(line: QRectF) -> tuple[QPointF, QPointF]:
    """The centres of a split line's two handles: near its ends, so that the middle of the photo stays free."""
    inset = min(_HANDLE_INSET, line.height() / 4)
    return QPointF(line.center().x(), line.top() + inset), QPointF(line.center().x(), line.bottom() - inset)


def paint_split(painter: QPainter, line: QRectF) -> None:
    """A bright line with dark flanks, to be seen on any photo, and its two handles."""
    painter.fillRect(line.adjusted(-line.width(), 0, line.width(), 0), _SHADE)
    painter.fillRect(line, _WHITE)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for centre in handle_places(line):
        painter.setPen(QPen(_SHADE, 1))
        painter.setBrush(_WHITE)
        painter.drawEllipse(centre, HANDLE_RADIUS, HANDLE_RADIUS)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#333333"))
        for way in (-1, 1):
            tip, back = centre.x() + way * 6, centre.x() + way * 2.5
            arrow = [QPointF(tip, centre.y()), QPointF(back, centre.y() - 3.5), QPointF(back, centre.y() + 3.5)]
            painter.drawPolygon(QPolygonF(arrow))
    painter.restore()


def paint_label(painter: QPainter, text: str, area: QRectF, *, opacity: float, at_right: bool = False) -> None:
    """A small label in an upper corner of `area`; nothing where the area is too narrow for it."""
    metrics = QFontMetricsF(painter.font())
    width, height = metrics.horizontalAdvance(text) + 4 * GRID, metrics.height() + 2 * GRID
    if opacity <= 0 or width + 4 * GRID > area.width() or height + 4 * GRID > area.height():
        return
    left = area.right() - width - 2 * GRID if at_right else area.left() + 2 * GRID
    chip = QRectF(round(left), round(area.top()) + 2 * GRID, round(width), round(height))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(opacity)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(24, 24, 24, 190))
    painter.drawRoundedRect(chip, GRID, GRID)
    painter.setPen(QColor("#f2f2f2"))
    painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


def loupe_path(area: QRectF) -> QPainterPath:
    """The loupe's shape."""
    path = QPainterPath()
    path.addEllipse(area)
    return path


def paint_loupe_rim(painter: QPainter, area: QRectF) -> None:
    """The ring around the loupe."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(_SHADE, 4))
    painter.drawEllipse(area)
    painter.setPen(QPen(_WHITE, 2))
    painter.drawEllipse(area)
    painter.restore()


def paint_drop_light(painter: QPainter, area: QRectF, accent: QColor) -> None:
    """Lights the whole canvas while something is dragged over it."""
    wash = QColor(accent)
    wash.setAlphaF(0.14)
    painter.fillRect(area, wash)
    painter.save()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(accent, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap, Qt.PenJoinStyle.MiterJoin))
    painter.drawRect(area.adjusted(1, 1, -1, -1))
    painter.restore()


def paint_legend(painter: QPainter, text: str, area: QRectF, *, colours: Sequence[QColor]) -> None:
    """A line of text with a bar of colours in the lower left corner; nothing where the area is too narrow for it."""
    metrics = QFontMetricsF(painter.font())
    bar = 16 * GRID
    width, height = metrics.horizontalAdvance(text) + bar + 6 * GRID, metrics.height() + 2 * GRID
    if width + 4 * GRID > area.width() or height + 4 * GRID > area.height():
        return
    chip = QRectF(round(area.left()) + 2 * GRID, round(area.bottom() - height) - 2 * GRID, round(width), round(height))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(24, 24, 24, 215))
    painter.drawRoundedRect(chip, GRID, GRID)
    ramp = QLinearGradient(chip.left() + 2 * GRID, 0, chip.left() + 2 * GRID + bar, 0)
    for number, colour in enumerate(colours):
        ramp.setColorAt(number / max(1, len(colours) - 1), colour)
    painter.fillRect(QRectF(chip.left() + 2 * GRID, chip.center().y() - GRID, bar, 2 * GRID), ramp)
    painter.setPen(QColor("#f2f2f2"))
    rest = chip.adjusted(bar + 4 * GRID, 0, -2 * GRID, 0)
    painter.drawText(rest, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
    painter.restore()
