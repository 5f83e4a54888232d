"""What hands do with a tool on the canvas: presses, moves, strokes, the pen; and what they left in the mask."""

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QPointingDevice, QTabletEvent
from PySide6.QtWidgets import QApplication

from restorer.ui.window import Window
from tests.gui.hands import LEFT, NONE, PLAIN

RIGHT = Qt.MouseButton.RightButton
ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
Point = tuple[float, float]


def mask_of(window: Window) -> np.ndarray:
    assert window.marking.document is not None
    return window.marking.document.mask.samples.copy()


def at(window: Window, x: float, y: float) -> QPointF:
    """Where a photo point lies on the canvas."""
    view = window.stage.canvas.view
    assert view is not None
    return QPointF(view.left + x * view.zoom, view.top + y * view.zoom)


def act(
    window: Window, kind: str, x: float, y: float,
    *, button: Qt.MouseButton = LEFT, held: Qt.KeyboardModifier = PLAIN,
) -> None:  # fmt: skip
    canvas, place = window.stage.canvas, at(window, x, y)
    event = {
        "press": QEvent.Type.MouseButtonPress,
        "move": QEvent.Type.MouseMove,
        "release": QEvent.Type.MouseButtonRelease,
        "double": QEvent.Type.MouseButtonDblClick,
    }[kind]
    buttons = NONE if kind == "release" else button
    which = NONE if kind == "move" else button
    QApplication.sendEvent(canvas, QMouseEvent(event, place, canvas.mapToGlobal(place), which, buttons, held))


def stroke(window: Window, *points: Point, button: Qt.MouseButton = LEFT, held: Qt.KeyboardModifier = PLAIN) -> None:
    act(window, "press", *points[0], button=button, held=held)
    for point in points[1:]:
        act(window, "move", *point, button=button, held=held)
    act(window, "release", *points[-1], button=button, held=held)


def pen(window: Window, kind: QEvent.Type, point: Point, *, pressure: float, eraser: bool = False) -> None:
    types = QPointingDevice.PointerType
    device = QPointingDevice(
        "pen", 7, QPointingDevice.DeviceType.Stylus, types.Eraser if eraser else types.Pen,
        QPointingDevice.Capability.Pressure, 1, 2,
    )  # fmt: skip
    place = at(window, *point)
    down = kind != QEvent.Type.TabletRelease
    event = QTabletEvent(
        kind, device, place, QPointF(window.stage.canvas.mapToGlobal(place)), pressure, 0, 0, 0, 0, 0, PLAIN,
        NONE if kind == QEvent.Type.TabletMove else LEFT, LEFT if down else NONE,
    )  # fmt: skip
    QApplication.sendEvent(window.stage.canvas, event)
    assert event.isAccepted()


def capsule(start: Point, end: Point, radius: float) -> np.ndarray:
    down, across = np.mgrid[:160, :192] + 0.5
    way = np.array(end) - start
    share = ((across - start[0]) * way[0] + (down - start[1]) * way[1]) / max(1e-9, float(way @ way))
    share = np.clip(share, 0, 1)
    inside: np.ndarray = np.hypot(across - start[0] - share * way[0], down - start[1] - share * way[1]) <= radius
    return inside


def same(mask: np.ndarray, expected: np.ndarray, *, apart: int = 30) -> bool:
    """Equal but for some pixels on the edge, where a stroke is soft."""
    return int(np.count_nonzero((mask >= 128) != expected)) <= apart


# Brush ------------------------------------------------------------------------------------------------------------
