"""What the tests of the canvas share: photos, hands, and pictures of what is shown."""

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from restorer.ui import theme
from restorer.ui.canvas import Canvas
from restorer.ui.pyramid import Layer, Pyramid, Stack

LEFT, MIDDLE, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.NoButton
CONTROL = Qt.KeyboardModifier.ControlModifier
PLAIN = Qt.KeyboardModifier.NoModifier


def empty_canvas(qtbot: QtBot, qapp: QApplication) -> Canvas:
    """An empty canvas of 400 x 300, dark."""
    theme.apply(qapp, "dark")
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(400, 300)
    canvas.show()
    return canvas


def noise(height: int, width: int, channels: int = 3, *, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, channels), np.uint8)


def pixels(image: QImage) -> np.ndarray:
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return rows[..., 2::-1].copy()


def shot(canvas: Canvas) -> np.ndarray:
    """The canvas as it looks when every tile is made, (H, W, 3)."""
    canvas.draw_fully()
    return pixels(canvas.grab().toImage())


def stack_of(photo: np.ndarray, *results: np.ndarray, alpha: np.ndarray | None = None) -> Stack:
    return Stack(Pyramid.build(photo, alpha), tuple(Layer(Pyramid.build(result)) for result in results))


def wheel(canvas: Canvas, at: QPointF, *, angle: int = 120, held: Qt.KeyboardModifier = PLAIN) -> None:
    place = QPointF(canvas.mapToGlobal(at.toPoint()))
    phase = Qt.ScrollPhase.NoScrollPhase
    QApplication.sendEvent(canvas, QWheelEvent(at, place, QPoint(), QPoint(0, angle), NONE, held, phase, False))


def mouse(canvas: Canvas, kind: QEvent.Type, at: QPointF, button: Qt.MouseButton) -> None:
    moving = kind == QEvent.Type.MouseMove
    pressed = NONE if kind == QEvent.Type.MouseButtonRelease else button
    place = QPointF(canvas.mapToGlobal(at.toPoint()))
    QApplication.sendEvent(canvas, QMouseEvent(kind, at, place, NONE if moving else button, pressed, PLAIN))


def drag(canvas: Canvas, start: QPointF, end: QPointF, button: Qt.MouseButton) -> None:
    mouse(canvas, QEvent.Type.MouseButtonPress, start, button)
    mouse(canvas, QEvent.Type.MouseMove, end, button)
    mouse(canvas, QEvent.Type.MouseButtonRelease, end, button)


def key(canvas: Canvas, code: Qt.Key, *, down: bool) -> None:
    kind = QEvent.Type.KeyPress if down else QEvent.Type.KeyRelease
    QApplication.sendEvent(canvas, QKeyEvent(kind, code, PLAIN))


def photo_point(canvas: Canvas, at: QPointF) -> tuple[float, float]:
    assert canvas.view is not None
    return canvas.view.photo_point(at.x(), at.y())
