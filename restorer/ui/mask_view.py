"""A photo view with the marks of damage over it, and with what the tool in hand is about to do."""

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPainterPath, QPen, QTransform
from PySide6.QtWidgets import QWidget

from restorer.mask import Box, Mask
from restorer.ui import theme
from restorer.ui.change_view import ChangeView
from restorer.ui.mask_levels import MaskLevels
from restorer.ui.mask_picture import MaskPicture

MARCH_MS = 120  # milliseconds between two steps of the outline
_MARGIN = 4  # device pixels around a preview that its lines may reach


@dataclass(frozen=True, slots=True)
class Ring:
    """A circle of the photo: centre and radius in its pixels, strong for a brush's size, faint for its core."""

    x: float
    y: float
    radius: float
    faint: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """What a tool shows of itself: rings and a path, in pixels of the photo."""

    rings: tuple[Ring, ...] = ()
    path: QPainterPath = field(default_factory=QPainterPath)

    def bounds(self) -> QRectF:
        """The rectangle of the photo that holds everything."""
        rect = self.path.boundingRect()
        for ring in self.rings:
            around = QRectF(ring.x - ring.radius, ring.y - ring.radius, 2 * ring.radius, 2 * ring.radius)
            rect = rect.united(around)
        return rect


class MaskView(ChangeView):
    """A `PhotoView` that shows one `Mask` over the photo, if it is given one and the marks are not hidden."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marks: MaskPicture | None = None
        self._marks_visible = True
        self._marks_colour = ""
        self._marks_opacity = 50
        self._preview = Preview()
        self._march = QTimer(self)
        self._march.setInterval(MARCH_MS)
        self._march.timeout.connect(self._on_march)

    def set_mask(self, mask: Mask | None) -> None:
        """Shows another mask, or none; the same again is no work."""
        if mask is not (self._marks.levels.mask if self._marks is not None else None):
            self._marks = MaskPicture(MaskLevels(mask)) if mask is not None else None
            self.update()

    def show_marks_changed(self, box: Box | None) -> None:
        """Shows what has changed in a box of the mask; None is no change."""
        if self._marks is not None and box is not None:
            self._update_device(self._marks.refresh(box))

    @property
    def marks_visible(self) -> bool:
        """False while the marks are hidden."""
        return self._marks_visible

    def set_marks_visible(self, visible: bool) -> None:
        """Shows or hides the marks; hidden ones stay as they are."""
        self._marks_visible = visible
        self.update()

    def set_marks_look(self, colour: str, opacity: int) -> None:
        """Shows marks in that colour (“#rrggbb”, else the accent) with that opacity in percent."""
        self._marks_colour, self._marks_opacity = colour, opacity
        self.update()

    def show_preview(self, preview: Preview) -> None:
        """Shows what a tool is about to do in place of what it was."""
        before, self._preview = self._preview, preview
        for shown in (before, preview):
            if self._view is not None and not shown.bounds().isNull():
                area = self._to_pane().mapRect(shown.bounds()).toAlignedRect()
                self._update_device(area.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN))

    def hideEvent(self, event: QHideEvent) -> None:
        """Stops the outline."""
        self._march.stop()
        super().hideEvent(event)

    # Painting -----------------------------------------------------------------------------------------------------

    def _paint_over_photo(self, painter: QPainter) -> None:
        super()._paint_over_photo(painter)
        painter.save()
        self._in_device_pixels(painter)
        self._paint_marks_of_damage(painter)
        self._paint_preview(painter)
        painter.restore()

    def _paint_marks_of_damage(self, painter: QPainter) -> None:
        marks = self._marks
        if marks is None or self._view is None or not self._marks_visible or self._held:
            self._march.stop()
            return
        named = QColor.fromString(self._marks_colour)
        marks.show(self._view, named if named.isValid() else QColor(theme.colours().accent), self._marks_opacity)
        for pane in self.panes():
            painter.drawImage(pane.topLeft(), marks.image)
        if not marks.has_outline:
            self._march.stop()
        elif not self._march.isActive() and self.isVisible():
            self._march.start()

    def _paint_preview(self, painter: QPainter) -> None:
        if self._view is None or self._preview.bounds().isNull():
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        place = self._to_pane()
        for pane in self.panes():
            painter.save()
            painter.setClipRect(pane, Qt.ClipOperation.IntersectClip)
            painter.translate(pane.topLeft())
            for ring in self._preview.rings:
                _paint_ring(painter, place.map(QPointF(ring.x, ring.y)), ring.radius * self.zoom, faint=ring.faint)
            _paint_path(painter, place.map(self._preview.path))
            painter.restore()

    def _to_pane(self) -> QTransform:
        assert self._view is not None
        return QTransform(self.zoom, 0, 0, self.zoom, self._view.left, self._view.top)

    def _update_device(self, rect: QRect) -> None:
        """Repaints a rectangle of each pane, given in device pixels of the pane."""
        ratio = self.devicePixelRatioF()
        for pane in self.panes():
            shown = rect.translated(pane.topLeft()) & pane
            if not shown.isEmpty():
                whole = QRectF(shown.x() / ratio, shown.y() / ratio, shown.width() / ratio, shown.height() / ratio)
                self.update(whole.toAlignedRect().adjusted(-1, -1, 1, 1))

    def _on_march(self) -> None:
        if self._marks is not None:
            self._update_device(self._marks.march())


def _paint_ring(painter: QPainter, centre: QPointF, radius: float, *, faint: bool) -> None:
    """A bright line with a dark flank, to be seen on any photo."""
    painter.setPen(QPen(QColor(0, 0, 0, 70 if faint else 150), 3))
    painter.drawEllipse(centre, radius, radius)
    painter.setPen(QPen(QColor(255, 255, 255, 130 if faint else 240), 1))
    painter.drawEllipse(centre, radius, radius)


def _paint_path(painter: QPainter, path: QPainterPath) -> None:
    if path.isEmpty():
        return
    painter.setPen(QPen(QColor(0, 0, 0, 200), 1))
    painter.drawPath(path)
    dashes = QPen(QColor(255, 255, 255, 240), 1)
    dashes.setDashPattern([4, 4])
    painter.setPen(dashes)
    painter.drawPath(path)
