"""What shows of the marks: a wash and a crisp outline at every zoom, drawn anew only where marks change."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from restorer.mask import Mask
from restorer.ui import theme
from restorer.ui.canvas import Canvas, Compare
from restorer.ui.colour import pixels_of
from restorer.ui.mask_levels import MaskLevels
from restorer.ui.mask_picture import MaskPicture
from restorer.ui.mask_view import Preview, Ring
from restorer.ui.viewport import View
from tests.gui.hands import empty_canvas, shot, stack_of

GREY = 100
ACCENT = QColor(theme.DARK.accent)


@pytest.fixture
def canvas(qtbot: QtBot, qapp: QApplication) -> Canvas:
    """A canvas of 400 x 300 with a grey photo of 200 x 150 at 200 %."""
    made = empty_canvas(qtbot, qapp)
    made.set_stack(stack_of(np.full((150, 200, 3), GREY, np.uint8)), keep_view=False)
    return made


def marked(height: int = 150, width: int = 200, *, box: tuple[int, int, int, int] = (40, 50, 20, 30)) -> Mask:
    mask = Mask(height, width)
    top, left, down, across = box
    mask.change("x", np.full((down, across), 255, np.uint8), top=top, left=left)
    return mask


def washed(channel: int, opacity: float = 0.5) -> float:
    return GREY * (1 - opacity) + ACCENT.getRgb()[channel] * opacity


def test_marks_are_half_of_the_accent_colour_within_a_line_of_one_pixel(canvas: Canvas) -> None:
    canvas.set_mask(marked())
    seen = shot(canvas).astype(int)
    area = seen[80:120, 100:160]
    inner = area[1:-1, 1:-1]
    assert np.abs(inner - [washed(0), washed(1), washed(2)]).max() <= 1
    edge = np.concatenate([area[0], area[-1], area[:, 0], area[:, -1]])
    assert set(np.unique(edge)) == {0, 255}, "black and white dashes"
    outside = seen.copy()
    outside[80:120, 100:160] = GREY
    assert (outside == GREY).all(), "nothing beyond the marks"


def test_the_outline_marches(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.set_mask(marked())
    before = shot(canvas)
    qtbot.waitUntil(lambda: not np.array_equal(shot(canvas)[80, 100:160], before[80, 100:160]), timeout=5000)
    assert np.array_equal(shot(canvas)[82:118, 102:158], before[82:118, 102:158])


def test_hidden_marks_and_a_held_original_show_nothing_and_rest(canvas: Canvas) -> None:
    canvas.set_mask(marked())
    shot(canvas)
    assert canvas._march.isActive()
    canvas.set_marks_visible(False)
    assert (shot(canvas) == GREY).all()
    assert not canvas._march.isActive()
    canvas.set_marks_visible(True)
    assert not (shot(canvas) == GREY).all()
    canvas.show_original(True)
    shot(canvas)
    assert not canvas._march.isActive()
    canvas.show_original(False)
    shot(canvas)
    canvas.hide()
    assert not canvas._march.isActive()


def test_colour_and_opacity_can_be_chosen(canvas: Canvas) -> None:
    canvas.set_mask(marked())
    canvas.set_marks_look("#ff0000", 80)
    assert np.abs(shot(canvas)[100, 130].astype(int) - [GREY * 0.2 + 255 * 0.8, GREY * 0.2, GREY * 0.2]).max() <= 1
    canvas.set_marks_look("", 50)
    assert abs(int(shot(canvas)[100, 130, 2]) - washed(2)) <= 1


@pytest.mark.parametrize("zoom", [0.06, 0.12, 0.3, 0.77, 1.0, 1.7, 4.0, 16.0])
def test_a_change_draws_what_a_whole_picture_draws(zoom: float) -> None:
    mask = Mask(600, 800)
    view = View(800, 600, 400, 300).fitted().at_zoom(zoom, 190, 140)
    kept, colour = MaskPicture(MaskLevels(mask)), QColor("#4c9be8")
    kept.show(view, colour, 50)
    rng = np.random.default_rng(3)
    mask.change("x", np.full((60, 900), 90, np.uint8), top=-3, left=-20)
    kept.refresh((0, 0, 600, 800))
    for _ in range(6):
        top, left, down, across = (
            int(rng.integers(low, high)) for low, high in ((230, 300), (330, 400), (1, 99), (1, 99))
        )
        gesture = mask.begin("x")
        box = gesture.cover(
            np.full((down, across), 200, np.uint8), top=top, left=left, erase=bool(rng.integers(0, 3) == 0)
        )
        gesture.end()
        if box is not None:
            kept.refresh(box)
    fresh = MaskPicture(MaskLevels(mask))
    fresh.show(view, colour, 50)
    assert np.array_equal(pixels_of(kept.image), pixels_of(fresh.image))
    assert np.count_nonzero(pixels_of(fresh.image)) > 0


@given(st.floats(0.02, 0.99), st.integers(0, 99), st.integers(0, 99), st.integers(1, 700), st.integers(1, 900))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_below_100_percent_no_mark_is_lost(zoom: float, y: int, x: int, height: int, width: int) -> None:
    y, x = y * height // 100, x * width // 100
    mask = marked(height, width, box=(y, x, 1, 1))
    view = View(width, height, 300, 200).at_zoom(zoom, 0, 0)
    left, top, right, bottom = view.photo_box()
    plane = MaskLevels(mask).sampled(view, QRect(left, top, right - left, bottom - top))
    ys, xs = np.nonzero(plane)
    assert len(ys) >= 1
    assert ys.max() - ys.min() <= 2
    assert xs.max() - xs.min() <= 2
    expected = min(plane.shape[0] - 1, y * view.zoom), min(plane.shape[1] - 1, x * view.zoom)
    assert abs(ys.mean() - expected[0]) <= 2
    assert abs(xs.mean() - expected[1]) <= 2


def test_above_100_percent_marks_lie_on_the_photo_pixels_themselves() -> None:
    mask = marked(10, 10, box=(3, 4, 1, 1))
    view = View(10, 10, 100, 100).at_zoom(8.0, 0, 0)
    plane = MaskLevels(mask).sampled(view, QRect(0, 0, 100, 100))
    ys, xs = np.nonzero(plane)
    assert (ys.min() - view.top, ys.max() + 1 - view.top) == (24, 32)
    assert (xs.min() - view.left, xs.max() + 1 - view.left) == (32, 40)


def test_levels_hold_the_largest_sample() -> None:
    samples = np.random.default_rng(0).integers(0, 256, (601, 777), np.uint8)
    mask = Mask(601, 777)
    mask.change("x", samples)
    view = View(777, 601, 97, 75, 0.125, 0, 0)
    plane = MaskLevels(mask).sampled(view, QRect(0, 0, 97, 75))
    padded = np.pad(samples, ((0, 7), (0, 7)))[:600, :776]
    assert np.array_equal(plane, padded.reshape(75, 8, 97, 8).max(axis=(1, 3)))


def test_side_by_side_shows_marks_in_both_halves(canvas: Canvas) -> None:
    canvas.set_mask(marked())
    canvas.set_compare(Compare.SIDE)
    canvas.fit()
    canvas._fade.stop()
    seen = shot(canvas)
    assert canvas.view is not None
    for pane in canvas.panes():
        x, y = pane.left() + canvas.view.left + 65 * canvas.zoom, pane.top() + canvas.view.top + 50 * canvas.zoom
        assert abs(int(seen[int(y), int(x), 2]) - washed(2)) <= 1


def test_a_ring_shows_the_brush(canvas: Canvas) -> None:
    assert canvas.view is not None
    canvas.show_preview(Preview((Ring(100, 75, 30),)))
    seen = shot(canvas).astype(int)[..., 0]
    bright = np.argwhere(seen > 180)
    radius = np.hypot(bright[:, 0] + 0.5 - 150, bright[:, 1] + 0.5 - 200)
    assert len(bright) > 150
    assert radius.min() > 58
    assert radius.max() < 62
    canvas.show_preview(Preview())
    assert (shot(canvas) == GREY).all()
    assert canvas.view.photo_point(200, 150) == (100, 75)
    assert QPointF(200, 150) == QPointF(canvas.width() / 2, canvas.height() / 2)
