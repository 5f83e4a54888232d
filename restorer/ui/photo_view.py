"""Shows a stack of photo and results at any zoom, alone or compared with the original."""

import enum
import time

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from restorer.compose import Adjustment
from restorer.ui import overlays, theme
from restorer.ui.pyramid import Stack
from restorer.ui.renderer import Frame, Ground
from restorer.ui.viewport import View

_GAP = 2  # logical pixels between two panes
_LOUPE_SIDE = 240
_CHECKER_CELL = 8
_PAINT_SECONDS = 0.010  # for new tiles in one paint: panning stays at 60 Hz
_EAGER_SECONDS = 0.030  # in the first paint after a change that the person waits for


class Compare(enum.Enum):
    """How the original shows beside the result."""

    OFF = "off"
    SPLIT = "split"
    SIDE = "side"


class PhotoView(QWidget):
    """Shows one `Stack`, or the plain canvas colour without one.

    At zoom 1.0 one photo pixel is one physical screen pixel on every screen. Signals: `zoomed` with the zoom and
    `compared` with the `Compare` chosen.
    """

    zoomed = Signal(float)
    compared = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stack: Stack | None = None
        self._view: View | None = None
        self._fitting = True
        self._frames = {False: Frame(), True: Frame()}
        self._loupe_frame = Frame()
        self._compare = Compare.OFF
        self._split = 0.5
        self._held = self._loupe = self._drop_light = False
        self._seconds = _EAGER_SECONDS
        self._cursor: QPointF | None = None
        self._fade = overlays.Fade(self)
        self._fade.valueChanged.connect(self._faded)
        self._shown_opacity = 0.0
        self._refine = QTimer(self)
        self._refine.setSingleShot(True)
        self._refine.timeout.connect(self.update)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._describe()

    # What is shown ------------------------------------------------------------------------------------------------

    def set_stack(self, stack: Stack | None, *, keep_view: bool) -> None:
        """Shows another stack, fitted; with `keep_view` at the same zoom and place if its photo has the same size."""
        self._stack = stack
        self._frames = {False: Frame(), True: Frame()}
        self._loupe_frame = Frame()
        self._describe()
        if stack is None:
            self._view = None
        else:
            old, new = self._view, View(stack.base.width, stack.base.height, *self._pane_size())
            if not keep_view or old is None or (old.width, old.height) != (new.width, new.height):
                self._fitting = True
                self._set_view(new.fitted())
        self._eagerly()

    def set_adjustment(self, layer_index: int, adjustment: Adjustment) -> None:
        """Shows a layer with another strength, colour or grain at once; only what is in sight is computed."""
        if self._stack is not None:
            self._stack.set_adjustment(layer_index, adjustment)
            self._eagerly()

    def refresh_box(self, top: int, left: int, height: int, width: int) -> None:
        """Shows new samples that have arrived in a layer's pyramid in this box of the photo."""
        if self._stack is not None:
            self._stack.invalidate(top, left, height, width)
            self.update()

    def draw_fully(self) -> None:
        """Makes every tile in sight now, however long it takes; for pictures of the window."""
        self._render(float("inf"))
        self.update()

    def set_drop_highlight(self, on: bool) -> None:
        """Lights the whole canvas while something that could be opened is dragged over the window."""
        self._drop_light = on
        self.update()

    # Zoom and place -----------------------------------------------------------------------------------------------

    @property
    def zoom(self) -> float:
        """Device pixels per photo pixel; 1.0 without a photo."""
        return 1.0 if self._view is None else self._view.zoom

    @property
    def view(self) -> View | None:
        """Where the photo lies in each pane, None without a photo."""
        return self._view

    def fit(self) -> None:
        """Shows the whole photo, and keeps showing it whole when the canvas changes its size."""
        if self._view is not None:
            self._fitting = True
            self._set_view(self._view.fitted())

    def actual_size(self, at: QPointF | None = None) -> None:
        """Shows one photo pixel per physical screen pixel, about `at` or the middle."""
        self.set_zoom(1.0, at)

    def set_zoom(self, zoom: float, at: QPointF | None = None) -> None:
        """Shows this zoom about a point of the canvas, or the middle of the pane."""
        if self._view is not None:
            self._fitting = False
            self._set_view(self._view.at_zoom(zoom, *self._in_pane(at)))

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zooms about a point of the canvas, or the middle; a step across 100 % or fit stops there once."""
        if self._view is not None:
            self._set_view(self._view.stepped(factor, *self._in_pane(at)))
            self._fitting = self._view.is_fitted()

    def look_at(self, x: float, y: float, *, span: float) -> None:
        """Puts a photo point in the middle of the pane; comes closer, to 200 % at most, until `span` pixels fill it."""
        if self._view is not None:
            view = self._view
            wanted = min(2.0, min(view.across, view.down) / max(1.0, span))
            self._fitting = False
            closer = view.at_zoom(max(view.zoom, wanted), view.across / 2, view.down / 2)
            dx = view.across / 2 - (closer.left + x * closer.zoom)
            self._set_view(closer.panned(dx, view.down / 2 - (closer.top + y * closer.zoom)))

    def pan(self, dx: float, dy: float) -> None:
        """Moves the photo by logical pixels."""
        if self._view is not None:
            ratio = self.devicePixelRatioF()
            self._fitting = False
            self._set_view(self._view.panned(dx * ratio, dy * ratio))

    def _set_view(self, view: View) -> None:
        changed = self._view is None or view.zoom != self._view.zoom
        if view != self._view:
            self._view = view
            self.update()
        if changed:
            self._seconds = _EAGER_SECONDS
            self.zoomed.emit(view.zoom)

    # Comparing ----------------------------------------------------------------------------------------------------

    @property
    def compare(self) -> Compare:
        """How the original shows now."""
        return self._compare

    def set_compare(self, compare: Compare) -> None:
        """Shows the original in a split, side by side and linked, or not; zoom and place stay."""
        if compare != self._compare:
            self._compare = compare
            self._reframe()
            self.compared.emit(compare)
        if compare != Compare.OFF:
            self._fade.show()
        self.update()

    def cycle_compare(self) -> None:
        """Split, then side by side, then off."""
        order = [Compare.OFF, Compare.SPLIT, Compare.SIDE]
        self.set_compare(order[(order.index(self._compare) + 1) % len(order)])

    def show_original(self, held: bool) -> None:
        """Shows the original everywhere for as long as the key is held."""
        self._held = held
        self.update()

    def toggle_loupe(self) -> None:
        """Shows or hides the loupe under the mouse."""
        self._loupe = not self._loupe
        self.update()

    @property
    def loupe(self) -> bool:
        """True while the loupe is on."""
        return self._loupe

    def set_split(self, share: float) -> None:
        """Puts the split line at this share of the canvas's width."""
        self._split = min(max(share, 0.0), 1.0)
        self._fade.show()
        self.update()

    # Geometry -----------------------------------------------------------------------------------------------------

    def _device_size(self) -> tuple[int, int]:
        ratio = self.devicePixelRatioF()
        return max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio))

    def _pane_size(self) -> tuple[int, int]:
        first = self.panes()[0]
        return first.width(), first.height()

    def panes(self) -> list[QRect]:
        """The parts that show the photo, in device pixels: one, or two beside or above each other, original first.

        Side by side takes whichever way shows the photo larger.
        """
        across, down = self._device_size()
        gap = max(1, round(_GAP * self.devicePixelRatioF()))
        if self._compare != Compare.SIDE or self._stack is None:
            return [QRect(0, 0, across, down)]
        wide, high = max(1, (across - gap) // 2), max(1, (down - gap) // 2)
        width, height = self._stack.base.width, self._stack.base.height
        if min(wide / width, down / height) >= min(across / width, high / height):
            return [QRect(0, 0, wide, down), QRect(wide + gap, 0, wide, down)]
        return [QRect(0, 0, across, high), QRect(0, high + gap, across, high)]

    def _in_pane(self, at: QPointF | None) -> tuple[float, float]:
        """A point of the canvas in device pixels of the pane it lies in; the pane's middle for None."""
        panes = self.panes()
        if at is None:
            return panes[0].width() / 2, panes[0].height() / 2
        point = at * self.devicePixelRatioF()
        pane = next((pane for pane in reversed(panes) if QRectF(pane).contains(point)), panes[0])
        return point.x() - pane.left(), point.y() - pane.top()

    def _reframe(self) -> None:
        if self._view is None:
            return
        view = self._view.resized(*self._pane_size())
        self._set_view(view.fitted() if self._fitting else view)

    def split_line(self) -> QRectF | None:
        """The split line in logical pixels, as long as the photo in sight; None without a split."""
        if self._compare != Compare.SPLIT or self._view is None or self._held:
            return None
        ratio = self.devicePixelRatioF()
        _, top, _, bottom = self._view.photo_box()
        top, bottom = max(0, top), min(self._view.down, bottom)
        return QRectF(self._split_column() / ratio, top / ratio, 1, (bottom - top) / ratio)

    def _split_column(self) -> int:
        return round(self._split * self._device_size()[0])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps a fitted photo fitted and any other centred where it was."""
        super().resizeEvent(event)
        self._reframe()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stops what moves by itself."""
        self._fade.stop()
        self._refine.stop()
        super().hideEvent(event)

    # Painting -----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws panes, comparison, loupe and drag light; tiles that are late are drawn by a paint of their own."""
        painter = QPainter(self)
        scheme = theme.colours()
        painter.fillRect(self.rect(), QColor(scheme.canvas))
        if self._stack is not None and self._view is not None:
            late = not self._render(time.perf_counter() + self._seconds)
            self._seconds = _PAINT_SECONDS
            self._paint_panes(painter)
            self._paint_over_photo(painter)
            self._paint_marks(painter)
            if self._loupe and self._cursor is not None:
                late |= not self._paint_loupe(painter, self._cursor)
            if late:
                self._refine.start(0)
        if self._drop_light:
            overlays.paint_drop_light(painter, QRectF(self.rect()), QColor(scheme.accent))
        painter.end()

    def _paint_over_photo(self, painter: QPainter) -> None:
        """For what a kind of view shows between the photo and the marks of a comparison."""

    def _wanted(self) -> list[bool]:
        """For each pane, or each side of the split, whether the original shows there."""
        if self._held:
            return [True, True]
        return [False, False] if self._compare == Compare.OFF else [True, False]

    def _render(self, until: float) -> bool:
        if self._stack is None or self._view is None:
            return True
        ground = self._ground()
        frames = [(original, self._frames[original]) for original in sorted(set(self._wanted()))]
        for original, frame in frames:
            frame.render(self._face(original=original), self._view, original=original, ground=ground, until=until)
        return all(frame.complete for _, frame in frames)

    def _face(self, *, original: bool) -> Stack:
        """What is drawn where the original or the result shows; a kind of view may draw something else."""
        assert self._stack is not None
        return self._stack

    def _ground(self) -> Ground:
        light, dark = (QColor("#9a9a9a"), QColor("#808080"))
        cell = max(1, round(_CHECKER_CELL * self.devicePixelRatioF()))
        return Ground(QColor(theme.colours().canvas), light, dark, cell)

    def _in_device_pixels(self, painter: QPainter) -> None:
        """Makes the painter's unit one device pixel and its origin a whole one, also at 125 % and the like."""
        ratio = self.devicePixelRatioF()
        place = painter.deviceTransform()
        painter.scale(1 / ratio, 1 / ratio)
        painter.translate(round(place.dx()) - place.dx(), round(place.dy()) - place.dy())

    def _paint_panes(self, painter: QPainter) -> None:
        painter.save()
        self._in_device_pixels(painter)
        first, second = (self._frames[original].image for original in self._wanted())
        panes = self.panes()
        if len(panes) == 2:
            painter.drawImage(panes[0].topLeft(), first)
            painter.drawImage(panes[1].topLeft(), second)
        elif self._compare == Compare.SPLIT:
            column, size = self._split_column(), panes[0].size()
            painter.drawImage(QPoint(0, 0), first, QRect(0, 0, column, size.height()))
            rest = QRect(column, 0, size.width() - column, size.height())
            painter.drawImage(rest.topLeft(), second, rest)
        else:
            painter.drawImage(QPoint(0, 0), second)
        painter.restore()

    def _paint_marks(self, painter: QPainter) -> None:
        line = self.split_line()
        if line is not None:
            overlays.paint_split(painter, line)
        ratio = self.devicePixelRatioF()
        areas = [QRectF(QPointF(rect.topLeft()) / ratio, rect.size().toSizeF() / ratio) for rect in self._photo_areas()]
        before, after = self.tr("Before"), self.tr("After")
        if self._held:
            for area in areas:
                overlays.paint_label(painter, self.tr("Original"), area, opacity=1.0)
        elif len(areas) == 2:
            overlays.paint_label(painter, before, areas[0], opacity=self._fade.opacity)
            overlays.paint_label(painter, after, areas[1], opacity=self._fade.opacity)
        elif line is not None:
            left, right = QRectF(areas[0]), QRectF(areas[0])
            left.setRight(line.left())
            right.setLeft(line.right())
            overlays.paint_label(painter, before, left, opacity=self._fade.opacity)
            overlays.paint_label(painter, after, right, opacity=self._fade.opacity, at_right=True)

    def _photo_areas(self) -> list[QRect]:
        """What each pane shows of the photo, in device pixels."""
        assert self._view is not None
        left, top, right, bottom = self._view.photo_box()
        photo = QRect(left, top, right - left, bottom - top)
        return [pane & photo.translated(pane.topLeft()) for pane in self.panes()]

    def _paint_loupe(self, painter: QPainter, cursor: QPointF) -> bool:
        assert self._stack is not None
        assert self._view is not None
        ratio = self.devicePixelRatioF()
        side = round(_LOUPE_SIDE * ratio)
        x, y = self._view.photo_point(*self._in_pane(cursor))
        zoom = 1.0 if self._view.zoom < 0.5 else max(2.0, 2 * round(self._view.zoom))
        left, top = round(side / 2 - x * zoom), round(side / 2 - y * zoom)
        view = View(self._view.width, self._view.height, side, side, zoom, left, top)
        until = time.perf_counter() + _PAINT_SECONDS
        original = self._original_at(cursor)
        face = self._face(original=original)
        self._loupe_frame.render(face, view, original=original, ground=self._ground(), until=until)
        corner = QPoint(round(cursor.x() * ratio) - side // 2, round(cursor.y() * ratio) - side // 2)
        area = QRectF(QPointF(corner) / ratio, QRectF(0, 0, side / ratio, side / ratio).size())
        painter.save()
        painter.setClipPath(overlays.loupe_path(area))
        self._in_device_pixels(painter)
        painter.drawImage(corner, self._loupe_frame.image)
        painter.restore()
        overlays.paint_loupe_rim(painter, area)
        return self._loupe_frame.complete

    def _original_at(self, at: QPointF) -> bool:
        first, second = self._wanted()
        point = at * self.devicePixelRatioF()
        panes = self.panes()
        if len(panes) == 2:
            return first if not QRectF(panes[1]).contains(point) else second
        return first if self._compare == Compare.SPLIT and point.x() < self._split_column() else second

    def _eagerly(self) -> None:
        self._seconds = _EAGER_SECONDS
        self.update()

    def _faded(self) -> None:
        if self._fade.opacity != self._shown_opacity:
            self._shown_opacity = self._fade.opacity
            self.update()

    def _describe(self) -> None:
        self.setAccessibleName(self.tr("Photo"))
        if self._stack is None:
            self.setAccessibleDescription(self.tr("No photo is open."))
        else:
            text = self.tr("{0} by {1} pixels")
            self.setAccessibleDescription(text.format(self._stack.base.width, self._stack.base.height))
