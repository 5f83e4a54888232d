"""Where hands take the photo, and what the canvas shows before there is one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QPointingDevice, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from restorer.ui import theme
from restorer.ui.canvas import Canvas, Compare
from restorer.ui.viewport import MAX_ZOOM, View
from tests.gui.hands import (
    CONTROL,
    LEFT,
    MIDDLE,
    NONE,
    PLAIN,
    drag,
    empty_canvas,
    key,
    mouse,
    noise,
    photo_point,
    pixels,
    shot,
    stack_of,
    wheel,
)


@pytest.fixture
def canvas(qtbot: QtBot, qapp: QApplication) -> Canvas:
    """An empty canvas of 400 x 300, dark."""
    return empty_canvas(qtbot, qapp)


# Zoom and place ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("held", [PLAIN, CONTROL])
def test_wheel_keeps_the_point_under_the_cursor(canvas: Canvas, held: Qt.KeyboardModifier) -> None:
    canvas.set_stack(stack_of(noise(1200, 1600)), keep_view=False)
    at = QPointF(321, 77)
    before = photo_point(canvas, at)
    zooms = [canvas.zoom]
    for _ in range(12):
        wheel(canvas, at, held=held)
        zooms.append(canvas.zoom)
        assert photo_point(canvas, at) == pytest.approx(before, abs=1 + 0.5 / canvas.zoom)
    assert zooms == sorted(zooms)
    assert 1.0 in zooms  # the way up stops at 100 %
    for _ in range(14):
        wheel(canvas, at, angle=-120, held=held)
    assert canvas.zoom <= 0.25


def test_zoom_has_bounds(canvas: Canvas) -> None:
    canvas.set_stack(stack_of(noise(1200, 1600)), keep_view=False)
    canvas.zoom_by(1e9)
    canvas.zoom_by(1e9)
    canvas.zoom_by(1e9)
    assert canvas.zoom == MAX_ZOOM
    for _ in range(3):
        canvas.zoom_by(1e-9)
    assert canvas.zoom == pytest.approx(0.25 / 4)
    assert canvas.view is not None
    left, top, right, bottom = canvas.view.photo_box()
    assert (left + right, top + bottom) == pytest.approx((400, 300), abs=1)  # centred


def test_two_fingers_pan(canvas: Canvas) -> None:
    canvas.set_stack(stack_of(noise(1200, 1600)), keep_view=False)
    canvas.actual_size()
    view = canvas.view
    assert view is not None
    pad = QPointingDevice(
        "pad", 1, QPointingDevice.DeviceType.TouchPad, QPointingDevice.PointerType.Finger,
        QPointingDevice.Capability.PixelScroll, 2, 0,
    )  # fmt: skip
    at = QPointF(50, 50)
    event = QWheelEvent(
        at, at, QPoint(-30, 12), QPoint(-60, 24), NONE, PLAIN, Qt.ScrollPhase.ScrollUpdate, False,
        Qt.MouseEventSource.MouseEventNotSynthesized, pad,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)
    assert canvas.zoom == 1.0
    assert (canvas.view.left - view.left, canvas.view.top - view.top) == (-30, 12)  # type: ignore[union-attr]


@pytest.mark.parametrize("way", ["middle", "space", "left"])
def test_dragging_pans(canvas: Canvas, way: str) -> None:
    canvas.set_stack(stack_of(noise(1200, 1600), noise(1200, 1600)), keep_view=False)
    canvas.actual_size()
    canvas.set_compare(Compare.SPLIT if way == "space" else Compare.OFF)
    if way == "space":
        key(canvas, Qt.Key.Key_Space, down=True)
        assert canvas.cursor().shape() == Qt.CursorShape.OpenHandCursor
    view = canvas.view
    drag(canvas, QPointF(200, 150), QPointF(140, 190), MIDDLE if way == "middle" else LEFT)
    key(canvas, Qt.Key.Key_Space, down=False)
    assert view is not None
    assert canvas.view == View(1600, 1200, 400, 300, 1.0, view.left - 60, view.top + 40)
    assert canvas.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_double_click_toggles_fit_and_actual_size(canvas: Canvas) -> None:
    canvas.set_stack(stack_of(noise(1200, 1600)), keep_view=False)
    fitted, at = canvas.view, QPointF(100, 60)
    before = photo_point(canvas, at)
    mouse(canvas, QEvent.Type.MouseButtonDblClick, at, LEFT)
    assert canvas.zoom == 1.0
    assert photo_point(canvas, at) == pytest.approx(before, abs=1)
    mouse(canvas, QEvent.Type.MouseButtonDblClick, at, LEFT)
    assert canvas.view == fitted


def test_fit_follows_the_canvas_and_other_zooms_stay(canvas: Canvas) -> None:
    canvas.set_stack(stack_of(noise(1200, 1600)), keep_view=False)
    canvas.resize(800, 600)
    assert canvas.zoom == 0.5
    canvas.set_zoom(0.7)
    middle = photo_point(canvas, QPointF(400, 300))
    canvas.resize(500, 400)
    assert canvas.zoom == 0.7
    assert photo_point(canvas, QPointF(250, 200)) == pytest.approx(middle, abs=1)


def test_new_stack_keeps_or_leaves_the_view(canvas: Canvas) -> None:
    photo = noise(1200, 1600)
    canvas.set_stack(stack_of(photo), keep_view=False)
    canvas.set_zoom(0.8, QPointF(10, 10))
    view = canvas.view
    canvas.set_stack(stack_of(photo, photo), keep_view=True)
    assert canvas.view == view
    canvas.set_stack(stack_of(noise(600, 1600)), keep_view=True)
    assert canvas.zoom == 0.25
    canvas.set_zoom(0.8)
    canvas.set_stack(stack_of(noise(600, 1600)), keep_view=False)
    assert canvas.zoom == 0.25


@pytest.mark.parametrize("shape", [(1, 1), (1, 20000), (20000, 1), (3, 2)])
def test_odd_shapes_are_shown(canvas: Canvas, shape: tuple[int, int]) -> None:
    photo = np.full((*shape, 3), (250, 240, 10), np.uint8)
    canvas.set_stack(stack_of(photo, photo), keep_view=False)
    canvas.set_split(0.3)
    for compare in Compare:
        canvas.set_compare(compare)
        assert (shot(canvas) == (250, 240, 10)).all(-1).any()
    for factor in (3.0, 0.01, 1e6):
        canvas.zoom_by(factor)
        shot(canvas)


def test_signals_tell_zoom_and_pixel(canvas: Canvas) -> None:
    zooms, points = [], []
    canvas.zoomed.connect(zooms.append)
    canvas.pointed.connect(lambda x, y: points.append((x, y)))
    canvas.set_stack(stack_of(noise(150, 200)), keep_view=False)
    assert zooms == [2.0]
    mouse(canvas, QEvent.Type.MouseMove, QPointF(101, 50), NONE)
    mouse(canvas, QEvent.Type.MouseMove, QPointF(399, 299), NONE)
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    assert points == [(50, 25), (199, 149), (-1, -1)]


@given(
    st.integers(1, 9000), st.integers(1, 9000), st.integers(1, 3000), st.integers(1, 3000),
    st.floats(0.01, 40), st.floats(0, 1), st.floats(0, 1),
)  # fmt: skip
def test_view_never_loses_the_photo(
    width: int, height: int, across: int, down: int, zoom: float, along: float, below: float
) -> None:
    fitted = View(width, height, across, down).fitted()
    for view in (fitted, fitted.at_zoom(zoom, along * across, below * down), fitted.panned(1e6, -1e6)):
        left, top, right, bottom = view.photo_box()
        assert left <= across // 2 + 1
        assert right >= across / 2 - 1
        assert top <= down // 2 + 1
        assert bottom >= down / 2 - 1
        assert 0 < view.zoom <= MAX_ZOOM


# Empty state and the rest -----------------------------------------------------------------------------------------


def test_empty_state_offers_open_and_samples(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.resize(900, 700)
    assert canvas.welcome.isVisible()
    with qtbot.waitSignal(canvas.open_requested):
        qtbot.mouseClick(canvas.welcome.open_button, LEFT)
    for name in ("noisy", "scratched", "blurred"):
        card = canvas.welcome.cards[name]
        assert card.isVisible()
        with qtbot.waitSignal(canvas.sample_requested) as asked:
            qtbot.mouseClick(card, LEFT)
        assert asked.args == [name]
        with qtbot.waitSignal(canvas.sample_requested):
            qtbot.keyClick(card, Qt.Key.Key_Space)
    canvas.set_stack(stack_of(noise(10, 10)), keep_view=False)
    assert not canvas.welcome.isVisible()
    canvas.set_stack(None, keep_view=False)
    assert canvas.welcome.isVisible()
    assert canvas.zoom == 1.0


def test_empty_state_leaves_out_what_does_not_fit(canvas: Canvas) -> None:
    canvas.resize(300, 250)
    assert not canvas.welcome.cards["noisy"].isVisible()
    assert canvas.welcome.open_button.isVisible()


def test_everything_has_an_accessible_name(canvas: Canvas) -> None:
    assert canvas.accessibleName() == "Photo"
    assert canvas.accessibleDescription() == "No photo is open."
    assert canvas.welcome.open_button.accessibleName() == "Open a photo"
    assert canvas.welcome.cards["blurred"].accessibleName() == "Sample photo: Blurred"
    canvas.set_stack(stack_of(noise(30, 40)), keep_view=False)
    assert canvas.accessibleDescription() == "40 by 30 pixels"


def test_drag_lights_the_canvas(canvas: Canvas) -> None:
    plain = pixels(canvas.grab().toImage())
    canvas.set_drop_highlight(True)
    lit = pixels(canvas.grab().toImage())
    assert tuple(lit[0, 0]) == QColor(theme.DARK.accent).getRgb()[:3]
    assert lit[150, 20, 2] > plain[150, 20, 2] + 10  # blue rises everywhere
    canvas.set_drop_highlight(False)
    assert np.array_equal(pixels(canvas.grab().toImage()), plain)
