"""The canvas: the photo view as mouse, wheel, touchpad and keys move it, and the empty state before a photo."""

import math

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QInputDevice,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from restorer.ui.change_view import ChangeView
from restorer.ui.photo_view import Compare
from restorer.ui.pyramid import Stack
from restorer.ui.welcome import Welcome

__all__ = ["Canvas", "Compare"]

WHEEL_STEP = 1.25  # zoom of one notch
_NOTCH = 120  # eighths of a degree, by Qt's convention
_GRASP = 8  # logical pixels on each side of the split line that take hold of it


class Canvas(ChangeView):
    """A `PhotoView` under a person's hands.

    The wheel zooms at the cursor; dragging with Space, the middle or the left button pans, as do two fingers; double
    click goes to fit and to 100 %; the split line is dragged; `\\` held shows the original. Signals besides the
    view's: `pointed` with the photo pixel (x, y) under the mouse or (-1, -1), and from the empty state
    `open_requested` and `sample_requested` ("noisy", "scratched" or "blurred").
    """

    pointed = Signal(int, int)
    open_requested = Signal()
    sample_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drag_from: QPointF | None = None
        self._space = self._splitting = False
        self._pointed = (-1, -1)
        self.welcome = Welcome(self)
        self.welcome.open_requested.connect(self.open_requested)
        self.welcome.sample_requested.connect(self.sample_requested)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 120)

    def set_stack(self, stack: Stack | None, *, keep_view: bool) -> None:
        """Shows another stack, or the empty state for None; see `PhotoView.set_stack`."""
        super().set_stack(stack, keep_view=keep_view)
        self.welcome.setVisible(stack is None)
        if stack is None:
            self._let_go()
        self._tell_pointed()
        self._show_cursor()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The empty state covers the whole canvas."""
        super().resizeEvent(event)
        self.welcome.resize(event.size())

    # Mouse --------------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Takes hold of the split line or of the photo."""
        left = event.button() == Qt.MouseButton.LeftButton
        if self.view is None or not (left or event.button() == Qt.MouseButton.MiddleButton):
            event.ignore()
            return
        if left and not self._space and self._on_split(event.position()):
            self._splitting = True
            self._follow_split(event.position())
        else:
            self._drag_from = event.position()
        self._show_cursor()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drags what is held and says what is pointed at."""
        self._cursor = event.position()
        if self._splitting:
            self._follow_split(event.position())
        elif self._drag_from is not None:
            moved = event.position() - self._drag_from
            self._drag_from = event.position()
            self.pan(moved.x(), moved.y())
        if self.loupe:
            self.update()
        self._tell_pointed()
        self._show_cursor()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lets go."""
        self._let_go()
        self._show_cursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Goes to 100 % about the point, or back to fit; on the split line, puts the line in the middle."""
        if event.button() != Qt.MouseButton.LeftButton or self.view is None:
            self.mousePressEvent(event)
        elif self._on_split(event.position()) and not self._space:
            self.set_split(0.5)
        elif math.isclose(self.zoom, 1.0) and not self.view.is_fitted():
            self.fit()
        elif self.view.is_fitted() or self.zoom < 1.0:
            self.actual_size(event.position())
        else:
            self.fit()

    def enterEvent(self, event: QEnterEvent) -> None:
        """The labels of a comparison show again when the mouse comes back."""
        super().enterEvent(event)
        if self.compare != Compare.OFF and self.view is not None:
            self._fade.show()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at any more."""
        self._cursor = None
        self._tell_pointed()
        if self.loupe:
            self.update()
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Wheel and Ctrl + wheel zoom at the cursor; two fingers on a touchpad pan; Shift + wheel pans sideways."""
        if self.view is None:
            event.ignore()
            return
        held = event.modifiers()
        control = bool(held & Qt.KeyboardModifier.ControlModifier)
        if not control and _from_touchpad(event):
            turned = event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta() / 2
            self.pan(turned.x(), turned.y())
        elif held & Qt.KeyboardModifier.ShiftModifier:
            turned = event.angleDelta()
            self.pan((turned.x() or turned.y()) / 2, 0)
        elif event.angleDelta().y():
            self.zoom_by(WHEEL_STEP ** (event.angleDelta().y() / _NOTCH), event.position())
        self._cursor = event.position()
        self._tell_pointed()
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Adds two fingers drawn apart, which the touchpads of some systems tell."""
        if isinstance(event, QNativeGestureEvent) and self.view is not None:
            kind = event.gestureType()
            if kind == Qt.NativeGestureType.ZoomNativeGesture:
                self.set_zoom(self.zoom * (1 + event.value()), event.position())
                return True
            if kind == Qt.NativeGestureType.SmartZoomNativeGesture:
                self.actual_size(event.position()) if self.view.is_fitted() else self.fit()
                return True
        return super().event(event)

    # Keys ---------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space makes the mouse pan, `\\` shows the original, each for as long as it is held."""
        if not self._hold(event, held=True):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Ends what a held key began."""
        if not self._hold(event, held=False):
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A key let go elsewhere counts as let go."""
        self._space = False
        self.show_original(False)
        self._show_cursor()
        super().focusOutEvent(event)

    def _hold(self, event: QKeyEvent, *, held: bool) -> bool:
        if self.view is None or event.key() not in (Qt.Key.Key_Space, Qt.Key.Key_Backslash):
            return False
        if not event.isAutoRepeat():
            if event.key() == Qt.Key.Key_Space:
                self._space = held
                self._show_cursor()
            else:
                self.show_original(held)
        return True

    # What the hands hold ------------------------------------------------------------------------------------------

    def _on_split(self, at: QPointF) -> bool:
        line = self.split_line()
        return line is not None and abs(at.x() - line.center().x()) <= _GRASP

    def _follow_split(self, at: QPointF) -> None:
        self.set_split(at.x() / max(1, self.width()))

    def _let_go(self) -> None:
        self._drag_from = None
        self._splitting = False

    def _show_cursor(self) -> None:
        if self.view is None:
            shape = Qt.CursorShape.ArrowCursor
        elif self._splitting or (self._cursor is not None and not self._space and self._on_split(self._cursor)):
            shape = Qt.CursorShape.SplitHCursor
        elif self._drag_from is not None:
            shape = Qt.CursorShape.ClosedHandCursor
        else:
            shape = Qt.CursorShape.OpenHandCursor if self._space else Qt.CursorShape.ArrowCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)

    def _tell_pointed(self) -> None:
        point = (-1, -1)
        if self.view is not None and self._cursor is not None:
            x, y = self.view.photo_point(*self._in_pane(self._cursor))
            if 0 <= x < self.view.width and 0 <= y < self.view.height:
                point = (math.floor(x), math.floor(y))
        if point != self._pointed:
            self._pointed = point
            self.pointed.emit(*point)


def _from_touchpad(event: QWheelEvent) -> bool:
    device = event.device()
    return device is not None and device.type() == QInputDevice.DeviceType.TouchPad
