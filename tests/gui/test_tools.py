"""Tools mark what hands ask for: real events on the real window, the samples of the mask looked at."""

import threading
from collections.abc import Generator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from restorer.ui.window import Window
from restorer.ui.worker import Job
from tests.gui.conftest import WAIT, wait_idle, wait_shown
from tests.gui.hands import LEFT, MIDDLE, PLAIN, wheel
from tests.gui.painting import ALT, RIGHT, SHIFT, act, at, capsule, mask_of, pen, same, stroke

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)  # of the offscreen platform


def test_a_stroke_marks_along_its_way_and_undo_is_exact(marking: Window, qtbot: QtBot) -> None:
    view = marking.stage.canvas.view
    stroke(marking, (40, 50), (90, 60), (140, 50))
    first = mask_of(marking)
    assert same(first, capsule((40, 50), (90, 60), 10) | capsule((90, 60), (140, 50), 10))
    stroke(marking, (100, 20), (100, 140))
    second = mask_of(marking)
    assert marking.table["undo"].text() == "Undo brush stroke"
    marking.table["undo"].trigger()
    assert np.array_equal(mask_of(marking), first)
    assert marking.status.message.text() == "Undone: brush stroke"
    assert marking.table["redo"].isEnabled()
    marking.table["undo"].trigger()
    assert not mask_of(marking).any()
    assert not marking.table["mask_clear"].isEnabled()
    marking.table["redo"].trigger()
    marking.table["redo"].trigger()
    assert np.array_equal(mask_of(marking), second)
    assert marking.stage.canvas.view == view, "zoom and place stay"
    assert not marking.isWindowModified(), "marks alone are nothing to save"


def test_painting_past_the_border(marking: Window) -> None:
    stroke(marking, (-30, 80), (400, 80))
    mask = mask_of(marking)
    assert (mask[72:88] == 255).all()
    assert not mask[:69].any()
    assert not mask[92:].any()
    stroke(marking, (-500, -500), (-400, -500))
    assert np.array_equal(mask_of(marking), mask)


@pytest.mark.parametrize("way", ["alt", "right", "eraser", "swap"])
def test_ways_to_erase(marking: Window, way: str, qtbot: QtBot) -> None:
    marking.table["mask_all"].trigger()
    if way == "eraser":
        marking.table["tool_eraser"].trigger()
    if way == "swap":
        qtbot.keyClick(marking.stage.canvas, Qt.Key.Key_X)
        assert marking.table["tool_eraser"].isChecked()
    stroke(marking, (40, 50), (90, 60), button=RIGHT if way == "right" else LEFT, held=ALT if way == "alt" else PLAIN)
    assert same(mask_of(marking), ~capsule((40, 50), (90, 60), 10))
    assert marking.table["undo"].text() == "Undo eraser stroke"
    stroke(marking, (40, 50), (90, 60))
    assert mask_of(marking)[55, 65] == (0 if way in ("eraser", "swap") else 255), "for that one stroke only"


def test_a_click_with_shift_is_a_straight_line(marking: Window) -> None:
    stroke(marking, (30, 30))
    stroke(marking, (150, 120), held=SHIFT)
    assert same(mask_of(marking), capsule((30, 30), (150, 120), 10))
    stroke(marking, (150, 30), held=SHIFT)
    assert same(mask_of(marking), capsule((30, 30), (150, 120), 10) | capsule((150, 120), (150, 30), 10), apart=50)


def test_shift_and_a_drag_change_the_size_and_paint_nothing(marking: Window) -> None:
    stroke(marking, (30, 30), (45, 30), held=SHIFT)
    assert marking.marking.diameter == 20 + 2 * 15  # the outline follows the mouse
    assert not mask_of(marking).any()


def test_keys_and_wheel_change_the_brush(marking: Window, qtbot: QtBot) -> None:
    canvas, options = marking.stage.canvas, marking.marking.options
    qtbot.keyClick(canvas, Qt.Key.Key_BracketRight)
    assert options.size_control.value == 24
    qtbot.keyClick(canvas, Qt.Key.Key_BracketLeft)
    assert options.size_control.value == 20
    qtbot.keyClick(canvas, Qt.Key.Key_BracketLeft, SHIFT)
    assert options.hardness.value == 90
    wheel(canvas, QPointF(100, 100), held=ALT)
    assert options.size_control.value == 24
    assert canvas.zoom == 2.0
    for _ in range(40):
        marking.marking.shrink_brush()
    assert options.size_control.value == 1
    marking.marking.grow_brush()
    assert options.size_control.value == 2


def test_the_pen_presses_and_its_other_end_erases(marking: Window) -> None:
    kinds = QEvent.Type
    pen(marking, kinds.TabletPress, (40, 80), pressure=0.4)
    pen(marking, kinds.TabletMove, (140, 80), pressure=0.4)
    pen(marking, kinds.TabletRelease, (140, 80), pressure=0)
    assert same(mask_of(marking), capsule((40, 80), (140, 80), 4))
    pen(marking, kinds.TabletPress, (90, 80), pressure=1, eraser=True)
    pen(marking, kinds.TabletRelease, (90, 80), pressure=0, eraser=True)
    assert same(mask_of(marking), capsule((40, 80), (140, 80), 4) & ~capsule((90, 80), (90, 80), 10))


def test_space_and_the_middle_button_still_pan(marking: Window, qtbot: QtBot) -> None:
    canvas = marking.stage.canvas
    canvas.set_zoom(8.0)
    view = canvas.view
    stroke(marking, (90, 80), (95, 80), button=MIDDLE)
    assert canvas.view != view
    view = canvas.view
    qtbot.keyPress(canvas, Qt.Key.Key_Space)
    stroke(marking, (90, 80), (95, 80))
    qtbot.keyRelease(canvas, Qt.Key.Key_Space)
    assert canvas.view != view
    assert not mask_of(marking).any()


def test_the_hand_is_the_way_it_was(marking: Window) -> None:
    marking.table["tool_hand"].trigger()
    canvas = marking.stage.canvas
    canvas.set_zoom(8.0)
    view = canvas.view
    stroke(marking, (90, 80), (95, 80))
    assert canvas.view != view
    assert not mask_of(marking).any()
    assert not marking.marking.options.isVisible()


def test_marks_side_by_side_are_painted_in_either_half(marking: Window) -> None:
    from restorer.ui.canvas import Compare

    canvas = marking.stage.canvas
    canvas.set_compare(Compare.SIDE)
    canvas.fit()
    second = canvas.panes()[1].topLeft()
    place = at(marking, 96, 80) + QPointF(second)
    for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
        QApplication.sendEvent(canvas, QMouseEvent(kind, place, canvas.mapToGlobal(place), LEFT, LEFT, PLAIN))
    assert same(mask_of(marking), capsule((96, 80), (96, 80), 10))


# Shapes -----------------------------------------------------------------------------------------------------------


def test_lasso_and_box(marking: Window) -> None:
    marking.table["tool_lasso"].trigger()
    stroke(marking, (20, 20), (60, 20), (60, 50), (20, 50))
    assert np.array_equal(np.argwhere(mask_of(marking)).min(0), (20, 20))
    assert mask_of(marking).sum() == 255 * 40 * 30
    assert marking.table["undo"].text() == "Undo lasso"
    marking.table["tool_rectangle"].trigger()
    stroke(marking, (50, 40), (100, 60), button=RIGHT)
    assert mask_of(marking).sum() == 255 * (40 * 30 - 10 * 10)
    marking.table["tool_ellipse"].trigger()
    stroke(marking, (100, 100), (140, 110), held=SHIFT)
    assert mask_of(marking)[100:140, 100:140].sum() / 255 == pytest.approx(np.pi * 20**2, rel=0.01)
    before = mask_of(marking)
    stroke(marking, (10, 10))
    assert np.array_equal(mask_of(marking), before), "a click is no box"


@pytest.mark.parametrize("end", ["enter", "double", "first"])
def test_polygon(marking: Window, qtbot: QtBot, end: str) -> None:
    marking.table["tool_polygon"].trigger()
    corners = [(20.0, 20.0), (120.0, 20.0), (120.0, 90.0), (5.0, 150.0)]
    for corner in corners:
        stroke(marking, corner)
    qtbot.keyClick(marking.stage.canvas, Qt.Key.Key_Backspace)
    stroke(marking, (20, 90))
    assert not mask_of(marking).any()
    if end == "enter":
        qtbot.keyClick(marking.stage.canvas, Qt.Key.Key_Return)
    elif end == "double":
        act(marking, "double", 20, 90)
        act(marking, "release", 20, 90)
    else:
        stroke(marking, (21, 21))
    expected = np.zeros((160, 192), np.uint8)
    expected[20:90, 20:120] = 255
    assert np.array_equal(mask_of(marking), expected)
    assert not marking.marking.busy


def test_wand(marking: Window, qtbot: QtBot) -> None:
    assert marking.marking.document is not None
    samples = marking.marking.document.photo.samples
    marking.table["tool_wand"].trigger()
    options = marking.marking.options
    options.tolerance.set_value(30)
    options.contiguous.setChecked(False)
    stroke(marking, (50.5, 60.5))
    wait_idle(marking, qtbot)
    qtbot.waitUntil(lambda: bool(mask_of(marking).any()), timeout=WAIT)
    expected = (np.abs(samples.astype(int) - samples[60, 50]) <= 30).all(axis=2)
    assert np.array_equal(mask_of(marking) == 255, expected)
    options.contiguous.setChecked(True)
    stroke(marking, (50.5, 60.5), held=ALT)
    qtbot.waitUntil(lambda: not mask_of(marking)[60, 50], timeout=WAIT)
    assert 0 < np.count_nonzero(mask_of(marking)) < expected.sum(), "only what touches was taken away"


def test_a_wand_waits_for_the_stroke_under_way(marking: Window, qtbot: QtBot) -> None:
    marking.marking.pick(100, 100, erase=False)
    act(marking, "press", 20, 20)
    wait_idle(marking, qtbot)
    QApplication.processEvents()
    assert mask_of(marking)[100, 100] == 0
    act(marking, "release", 20, 20)
    assert mask_of(marking)[100, 100] == 255
    assert marking.table["undo"].text() == "Undo magic wand"


# Escape, and what is under way ------------------------------------------------------------------------------------


def test_escape_takes_back_the_stroke_then_the_polygon_then_the_job(marking: Window, qtbot: QtBot) -> None:
    assert not marking.table["cancel"].isEnabled()
    gate = hold(marking)
    marking.table["restore"].trigger()
    assert marking.queue.running is not None
    act(marking, "press", 30, 30)
    act(marking, "move", 90, 90)
    assert mask_of(marking).any(), "painting while a restore runs"
    qtbot.keyClick(marking.stage.canvas, Qt.Key.Key_Escape)
    assert not mask_of(marking).any()
    assert marking.queue.running is not None
    act(marking, "move", 120, 90)
    act(marking, "release", 120, 90)
    assert not mask_of(marking).any()
    assert marking.table["undo"].text() == "Undo"
    marking.table["tool_polygon"].trigger()
    stroke(marking, (20, 20))
    qtbot.keyClick(marking.stage.canvas, Qt.Key.Key_Escape)
    assert not marking.marking.busy
    assert marking.queue.running is not None
    with qtbot.waitSignal(marking.queue.ended, timeout=WAIT):
        qtbot.keyClick(marking.stage.canvas, Qt.Key.Key_Escape)
        gate.set()
    assert marking.marking.document is not None
    assert marking.marking.document.edits == ()


def test_the_cross_stops_the_job_and_leaves_the_polygon(marking: Window, qtbot: QtBot) -> None:
    gate = hold(marking)
    marking.table["restore"].trigger()
    marking.table["tool_polygon"].trigger()
    stroke(marking, (20, 20))
    with qtbot.waitSignal(marking.queue.ended, timeout=WAIT):
        qtbot.mouseClick(marking.panel.restore_button.cross, LEFT)
        gate.set()
    assert marking.marking.busy


def hold(window: Window) -> threading.Event:
    """Keeps the computing thread busy, so that a restore lasts, until the event is set."""
    gate = threading.Event()

    def waiting() -> Generator[None, None, None]:
        while not gate.wait(0.01):
            yield

    window.computing.submit(Job(waiting, name="hold"))
    return gate


def test_undo_during_a_stroke_ends_it_first(marking: Window) -> None:
    stroke(marking, (120, 120))
    before = mask_of(marking)
    act(marking, "press", 30, 30)
    marking.table["undo"].trigger()
    act(marking, "move", 60, 60)
    act(marking, "release", 60, 60)
    assert np.array_equal(mask_of(marking), before)
    assert marking.table["redo"].text() == "Redo brush stroke"
    assert marking.marking.document is not None
    assert marking.marking.document.mask.gesture is None


def test_another_photo_has_marks_of_its_own(marking: Window, clean_photo: Path, qtbot: QtBot) -> None:
    stroke(marking, (30, 30), (60, 30))
    first = mask_of(marking)
    frame = marking.shown
    act(marking, "press", 90, 90)  # under way while the photo changes: kept
    marking.open_paths([clean_photo])
    qtbot.waitUntil(lambda: marking.shown is not frame, timeout=WAIT)
    wait_shown(marking, qtbot)
    act(marking, "release", 90, 90)
    assert not mask_of(marking).any()
    stroke(marking, (100, 100), held=SHIFT)
    assert same(mask_of(marking), capsule((100, 100), (100, 100), 10)), "no line from the other photo"
    assert frame is not None
    frame.release()
    marking.strip.previous_frame()
    wait_shown(marking, qtbot)
    assert marking.shown is frame
    assert np.array_equal(mask_of(marking) | first, mask_of(marking))
    assert mask_of(marking)[90, 90] == 255
    marking.close_photos()
    assert marking.marking.document is None or marking.shown is not frame


def test_without_a_photo_tools_do_nothing(window: Window) -> None:
    for name in ("brush", "lasso", "wand"):
        window.table[f"tool_{name}"].trigger()
        canvas, place = window.stage.canvas, QPointF(50, 50)
        QApplication.sendEvent(
            canvas, QMouseEvent(QEvent.Type.MouseButtonPress, place, canvas.mapToGlobal(place), LEFT, LEFT, PLAIN)
        )
    assert window.marking.document is None
    assert not window.marking.busy


# Commands ---------------------------------------------------------------------------------------------------------
