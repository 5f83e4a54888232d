"""What the view shows, pixel for pixel: at every zoom, compared, and as results change."""

import os
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from restorer import compose
from restorer.compose import Adjustment
from restorer.ui import theme
from restorer.ui.canvas import Canvas, Compare
from restorer.ui.pyramid import Layer, Pyramid, Stack
from restorer.ui.viewport import View
from tests.gui.hands import (
    LEFT,
    NONE,
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


# Pixels -----------------------------------------------------------------------------------------------------------


def test_actual_size_shows_the_photo_s_own_pixels(canvas: Canvas) -> None:
    photo = noise(1300, 1500)
    canvas.set_stack(stack_of(photo), keep_view=False)
    canvas.actual_size()
    view = canvas.view
    assert view is not None
    assert canvas.zoom == 1.0
    assert np.array_equal(shot(canvas), photo[-view.top : 300 - view.top, -view.left : 400 - view.left])


def test_small_photo_lies_in_the_middle_of_canvas_colour(canvas: Canvas) -> None:
    photo = noise(200, 160)
    canvas.set_stack(stack_of(photo), keep_view=False)
    assert canvas.zoom == 1.0  # enlarged by whole factors only
    picture = shot(canvas)
    assert np.array_equal(picture[50:250, 120:280], photo)
    picture[50:250, 120:280] = QColor(theme.DARK.canvas).getRgb()[:3]
    assert (picture == np.array(QColor(theme.DARK.canvas).getRgb()[:3])).all()


@pytest.mark.parametrize("zoom", [2.0, 3.0, 2.5, 11.7])
def test_above_actual_size_every_pixel_is_the_nearest(canvas: Canvas, zoom: float) -> None:
    photo = noise(400, 500)
    canvas.set_stack(stack_of(photo), keep_view=False)
    canvas.set_zoom(zoom)
    view = canvas.view
    assert view is not None
    rows = np.floor((np.arange(300) + 0.5 - view.top) / zoom).astype(int)
    columns = np.floor((np.arange(400) + 0.5 - view.left) / zoom).astype(int)
    assert np.array_equal(shot(canvas), photo[rows][:, columns])


@pytest.mark.parametrize("zoom", [0.8, 0.5, 0.37, 0.25])
def test_below_actual_size_it_is_smooth(canvas: Canvas, zoom: float) -> None:
    photo = cv2.GaussianBlur(noise(1600, 2000), (0, 0), 4)
    photo = cv2.normalize(photo, np.empty_like(photo), 0, 255, cv2.NORM_MINMAX)
    canvas.set_stack(stack_of(photo), keep_view=False)
    canvas.set_zoom(zoom)
    view = canvas.view
    assert view is not None
    matrix = np.array([[zoom, 0, view.left + zoom / 2 - 0.5], [0, zoom, view.top + zoom / 2 - 0.5]])
    expected = cv2.warpAffine(photo, matrix, (400, 300), flags=cv2.INTER_LINEAR).astype(float)
    picture = shot(canvas).astype(float)
    inner = (slice(4, -4), slice(4, -4))
    assert np.sqrt(((picture - expected)[inner] ** 2).mean()) < 4
    shifted = np.roll(picture, 2, axis=1)
    assert np.sqrt(((shifted - expected)[inner] ** 2).mean()) > 8  # a photo in the wrong place would not pass


def test_one_bit_black_is_black(canvas: Canvas) -> None:
    photo = np.where(noise(300, 400, 1) > 127, 255, 0).astype(np.uint8)
    canvas.set_stack(stack_of(photo), keep_view=False)
    assert np.array_equal(shot(canvas), np.repeat(photo, 3, axis=2))


def test_sixteen_bit_shows_at_eight(canvas: Canvas) -> None:
    photo = np.random.default_rng(0).integers(0, 65536, (300, 400, 3), np.uint16)
    canvas.set_stack(stack_of(photo), keep_view=False)
    assert np.array_equal(shot(canvas), np.rint(photo / 257).astype(np.uint8))


def test_checkerboard_shows_only_under_transparency(canvas: Canvas) -> None:
    photo = np.full((300, 400, 3), (200, 30, 30), np.uint8)
    alpha = np.full((300, 400), 255, np.uint8)
    alpha[:, 200:] = 0
    canvas.set_stack(stack_of(photo, alpha=alpha), keep_view=False)
    picture = shot(canvas)
    assert np.array_equal(picture[:, :200], photo[:, :200])
    assert {tuple(value) for value in picture[:, 200:].reshape(-1, 3)} == {(0x9A,) * 3, (0x80,) * 3}
    assert (picture[0, 200] != picture[0, 208]).all()
    canvas.set_stack(stack_of(photo), keep_view=False)
    assert np.array_equal(shot(canvas), photo)


def test_panned_strips_equal_a_fresh_drawing(canvas: Canvas) -> None:
    photo = cv2.GaussianBlur(noise(2500, 3000), (0, 0), 2)
    for zoom in (1.0, 0.45, 1.7):
        stack = stack_of(photo)
        canvas.set_stack(stack, keep_view=False)
        canvas.set_zoom(zoom)
        shot(canvas)
        for dx, dy in ((-13, 7), (30, 0), (0, -45), (111, 64), (-390, 0), (500, 20)):
            canvas.pan(dx, dy)
            panned = shot(canvas).astype(int)
            canvas.set_stack(stack, keep_view=True)
            assert np.abs(panned - shot(canvas)).max() <= 1
        assert panned.std() > 2


def test_late_tiles_come_from_a_coarser_level_first(canvas: Canvas, monkeypatch: pytest.MonkeyPatch) -> None:
    photo = cv2.GaussianBlur(noise(1500, 2000), (0, 0), 3)
    monkeypatch.setattr("restorer.ui.photo_view._EAGER_SECONDS", 0.0)
    monkeypatch.setattr("restorer.ui.photo_view._PAINT_SECONDS", 0.0)
    canvas.set_stack(stack_of(photo), keep_view=False)
    canvas.set_zoom(1.0)
    late = pixels(canvas.grab().toImage()).astype(float)
    full = shot(canvas).astype(float)
    assert not np.array_equal(late, full)
    assert np.sqrt(((late - full) ** 2).mean()) < 0.6 * full.std()  # coarse, but the same place


def test_late_tiles_arrive_by_themselves(canvas: Canvas, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    photo = noise(1500, 2000)
    monkeypatch.setattr("restorer.ui.photo_view._EAGER_SECONDS", 0.0)
    canvas.set_stack(stack_of(photo), keep_view=False)
    canvas.set_zoom(1.0)
    canvas.repaint()
    view = canvas.view
    assert view is not None
    expected = photo[-view.top : 300 - view.top, -view.left : 400 - view.left]
    qtbot.waitUntil(lambda: np.array_equal(pixels(canvas.grab().toImage()), expected))


# Results and comparison -------------------------------------------------------------------------------------------


def test_split_shows_original_left_and_result_right(canvas: Canvas) -> None:
    photo, result = noise(300, 400), noise(300, 400, seed=1)
    canvas.set_stack(stack_of(photo, result), keep_view=False)
    assert np.array_equal(shot(canvas), result)
    canvas.set_compare(Compare.SPLIT)
    canvas.set_split(0.25)
    picture = shot(canvas)
    below = slice(100, 200)  # free of labels and handles
    assert np.array_equal(picture[below, :95], photo[below, :95])
    assert np.array_equal(picture[below, 105:], result[below, 105:])
    assert (picture[below, 100] > 200).all()  # the line itself


def test_split_line_is_dragged_and_centred_again(canvas: Canvas) -> None:
    canvas.set_stack(stack_of(noise(300, 400), noise(300, 400, seed=1)), keep_view=False)
    canvas.set_compare(Compare.SPLIT)
    line = canvas.split_line()
    assert line is not None
    assert line.x() == 200
    assert (line.top(), line.bottom()) == (0, 300)
    drag(canvas, QPointF(203, 150), QPointF(90, 150), LEFT)
    assert canvas.split_line().x() == 90  # type: ignore[union-attr]
    assert canvas.view == View(400, 300, 400, 300)  # the photo was not moved
    drag(canvas, QPointF(90, 150), QPointF(-50, 150), LEFT)
    assert canvas.split_line().x() == 0  # type: ignore[union-attr]
    mouse(canvas, QEvent.Type.MouseButtonDblClick, QPointF(2, 150), LEFT)
    assert canvas.split_line().x() == 200  # type: ignore[union-attr]


def test_side_by_side_is_linked(canvas: Canvas) -> None:
    photo, result = noise(900, 600), noise(900, 600, seed=1)
    canvas.set_stack(stack_of(photo, result), keep_view=False)
    canvas.set_compare(Compare.SIDE)
    first, second = canvas.panes()
    assert (first.width(), first.height()) == (second.width(), second.height()) == (199, 300)
    canvas.actual_size(QPointF(50, 60))
    view = canvas.view
    assert view is not None
    picture = shot(canvas)
    rows, columns = slice(-view.top, 300 - view.top), slice(-view.left, 199 - view.left)
    below = slice(60, 300)
    assert np.array_equal(picture[below, 0:199], photo[rows, columns][below])
    assert np.array_equal(picture[below, 201:400], result[rows, columns][below])
    before = photo_point(canvas, QPointF(30, 40))
    wheel(canvas, QPointF(201 + 30, 40))  # the same point of the other pane
    assert photo_point(canvas, QPointF(30, 40)) == pytest.approx(before, abs=1)


def test_panorama_lies_above_itself(canvas: Canvas) -> None:
    canvas.set_stack(stack_of(noise(200, 1600)), keep_view=False)
    canvas.set_compare(Compare.SIDE)
    first, second = canvas.panes()
    assert (first.x(), first.width(), first.height()) == (second.x(), 400, 149)
    assert second.y() == 151


def test_compare_cycles_and_tells(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.set_stack(stack_of(noise(300, 400)), keep_view=False)
    told = []
    canvas.compared.connect(told.append)
    for _ in range(3):
        canvas.cycle_compare()
    assert told == [Compare.SPLIT, Compare.SIDE, Compare.OFF]
    assert canvas.zoom == 1.0


def test_labels_show_and_fade(canvas: Canvas, qtbot: QtBot) -> None:
    photo = np.full((300, 400, 3), 128, np.uint8)
    canvas.set_stack(stack_of(photo, photo), keep_view=False)
    canvas.set_compare(Compare.SPLIT)
    corner = (slice(8, 28), slice(8, 50))
    assert (shot(canvas)[corner] < 100).any()
    qtbot.waitUntil(lambda: bool((shot(canvas)[corner] == 128).all()), timeout=8000)


def test_backslash_held_shows_the_original(canvas: Canvas) -> None:
    photo, result = noise(300, 400), noise(300, 400, seed=1)
    canvas.set_stack(stack_of(photo, result), keep_view=False)
    key(canvas, Qt.Key.Key_Backslash, down=True)
    assert np.array_equal(shot(canvas)[60:], photo[60:])
    key(canvas, Qt.Key.Key_Backslash, down=False)
    assert np.array_equal(shot(canvas), result)
    canvas.show_original(True)
    assert np.array_equal(shot(canvas)[60:], photo[60:])


def test_adjustment_is_live(canvas: Canvas) -> None:
    photo, result = noise(300, 400), noise(300, 400, seed=1)
    canvas.set_stack(stack_of(photo, result), keep_view=False)
    for adjustment in (Adjustment(0.5), Adjustment(0.7, 0.2), Adjustment(0.9, 1.0, 0.6), Adjustment(0.0)):
        canvas.set_adjustment(0, adjustment)
        assert np.array_equal(shot(canvas), compose.blend(photo, result, adjustment))


def test_arriving_tiles_show_at_once(canvas: Canvas) -> None:
    photo = noise(300, 400)
    growing = Pyramid.build(photo)
    canvas.set_stack(Stack(Pyramid.build(photo), (Layer(growing),)), keep_view=False)
    assert np.array_equal(shot(canvas), photo)
    growing.replace(100, 120, np.zeros((50, 60, 3), np.uint8))
    canvas.refresh_box(100, 120, 50, 60)
    expected = photo.copy()
    expected[100:150, 120:180] = 0
    assert np.array_equal(shot(canvas), expected)


def test_loupe_magnifies_under_the_mouse(canvas: Canvas) -> None:
    photo = noise(1200, 1600)
    canvas.set_stack(stack_of(photo), keep_view=False)
    assert canvas.zoom == 0.25
    plain = shot(canvas)
    canvas.toggle_loupe()
    mouse(canvas, QEvent.Type.MouseMove, QPointF(200, 150), NONE)
    picture = shot(canvas)
    assert np.array_equal(picture[140:160, 190:210], photo[590:610, 790:810])  # 100 %
    assert np.array_equal(picture[:20], plain[:20])
    canvas.toggle_loupe()
    assert np.array_equal(shot(canvas), plain)


_SCALED = """
import sys
import numpy as np
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from restorer.ui.canvas import Canvas
from restorer.ui.pyramid import Pyramid, Stack
app = QApplication(sys.argv)
photo = np.random.default_rng(0).integers(0, 256, (1200, 1600, 3), np.uint8)
window = QWidget()
window.resize(500, 400)
canvas = Canvas(window)
canvas.setGeometry(53, 21, 404, 300)  # at no whole device pixel when the ratio is 1.25
window.show()
canvas.set_stack(Stack(Pyramid.build(photo)), keep_view=False)
canvas.actual_size()
canvas.draw_fully()
ratio, view = canvas.devicePixelRatioF(), canvas.view
image = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
shown = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[..., 2::-1]
left, top = round(53 * ratio), round(21 * ratio)
height, width = view.down - 2, view.across - 2  # the last device pixel may be a part of the neighbour's
expected = photo[-view.top : height - view.top, -view.left : width - view.left]
assert (view.across, view.down) == (round(404 * ratio), round(300 * ratio)), view
assert view.zoom == 1.0
assert np.array_equal(shown[top : top + height, left : left + width], expected), "resampled"
print(ratio)
"""


@pytest.mark.parametrize("ratio", ["2", "1.25", "1.5"])
def test_actual_size_is_exact_on_dense_screens(ratio: str) -> None:
    root = Path(__file__).resolve().parents[2]
    path = os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")])
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": ratio, "PYTHONPATH": path}
    ran = subprocess.run([sys.executable, "-c", _SCALED], env=environment, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    assert float(ran.stdout) == float(ratio)
