"""Damage found in the window: marks that follow the sensitivity, pieces judged one by one, repair in one go."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from restorer import damage, photo
from restorer.damage import Rules
from restorer.document import Document
from restorer.ui.damage_box import DamageBox
from restorer.ui.window import Window
from tests.gui.conftest import WAIT, mark, open_window, wait_idle, wait_shown
from tests.gui.painting import stroke
from tests.unit.detector import write_detector

pytestmark = [
    pytest.mark.qt_log_ignore("propagateSizeHints", extend=True),  # of the offscreen platform
    pytest.mark.usefixtures("filling"),
]
SPOT = (40, 60, 10, 12)  # top, left, height, width


@pytest.fixture
def ready(qtbot: QtBot, tiny_model: Path, noisy_photo: Path) -> Window:
    """A window with a detector of random weights, on the inpaint page of the noisy photo."""
    write_detector(tiny_model.parent / "detect.safetensors")
    window = open_window(qtbot, tiny_model)
    window.open_paths([noisy_photo])
    wait_shown(window, qtbot)
    window.table["inpaint"].trigger()
    page = window.panel.inpainting
    page.engine.setCurrentIndex(page.engine.findData("classic"))
    return window


def box_of(window: Window) -> DamageBox:
    return window.panel.inpainting.damage


def document_of(window: Window) -> Document:
    assert window.editing.document is not None
    return window.editing.document


def mask_of(window: Window) -> np.ndarray:
    return document_of(window).mask.samples > 0


def found(window: Window, sensitivity: float, least: int = 1) -> np.ndarray:
    finding = window.finder._finding()
    assert finding is not None
    return damage.found(finding.map.likelihood, Rules(sensitivity, least)) > 0


def look(window: Window, qtbot: QtBot, *, sensitivity: int = 40) -> None:
    box_of(window).sensitivity.set_value(sensitivity)
    with qtbot.waitSignal(window.queue.looked, timeout=WAIT):
        box_of(window).search.click()
    settled(window, qtbot)


def settled(window: Window, qtbot: QtBot) -> None:
    window.finder.settle()
    wait_idle(window, qtbot)
    qtbot.waitUntil(lambda: bool(box_of(window).model.pieces) or not mask_of(window).any(), timeout=WAIT)


def test_without_a_model_the_button_says_why(opened: Window) -> None:
    opened.table["inpaint"].trigger()
    assert not box_of(opened).search.isEnabled()
    assert "with its weights" in box_of(opened).search.toolTip()


def test_what_is_found_is_marked_in_one_step(ready: Window, qtbot: QtBot) -> None:
    look(ready, qtbot)
    assert np.array_equal(mask_of(ready), found(ready, 40))
    assert 0 < mask_of(ready).mean() < 1
    assert document_of(ready).undo_text == "Undo marking of found damage"
    pieces = box_of(ready).model.pieces
    assert sum(piece.area for piece in pieces) == mask_of(ready).sum()
    assert pieces[0].area == max(piece.area for piece in pieces)
    ready.table["undo"].trigger()
    assert not mask_of(ready).any()
    assert document_of(ready).undo_text is None


def test_the_marks_follow_the_sliders_live_and_stay_one_step(ready: Window, qtbot: QtBot) -> None:
    mark(ready, SPOT)
    look(ready, qtbot)
    spot = np.zeros(mask_of(ready).shape, bool)
    spot[40:50, 60:72] = True
    for value in (80, 30, 0, 90):
        box_of(ready).sensitivity.slider.setValue(value)
        assert np.array_equal(mask_of(ready), found(ready, value) | spot)  # at once, before anything settles
    box_of(ready).least.number.setValue(3)
    assert np.array_equal(mask_of(ready), found(ready, 90, 3) | spot)
    assert 0 < found(ready, 90, 3).sum() < found(ready, 90).sum()
    settled(ready, qtbot)
    ready.table["undo"].trigger()
    assert np.array_equal(mask_of(ready), spot)


def test_a_slider_goes_on_after_something_else_was_done(ready: Window, qtbot: QtBot) -> None:
    look(ready, qtbot, sensitivity=60)
    mark(ready, SPOT)
    box_of(ready).sensitivity.slider.setValue(5)
    left = mask_of(ready)
    assert not (left & ~found(ready, 5))[:40].any()
    assert np.array_equal(left & found(ready, 5), found(ready, 5))


def test_painting_ends_what_follows_the_slider(ready: Window, qtbot: QtBot) -> None:
    look(ready, qtbot)
    box_of(ready).sensitivity.slider.setValue(45)
    ready.stage.canvas.set_zoom(2.0)
    ready.table["tool_brush"].trigger()
    stroke(ready, (50.0, 50.0), (70.0, 60.0))
    assert document_of(ready).undo_text == "Undo brush stroke"
    ready.table["undo"].trigger()
    assert np.array_equal(mask_of(ready), found(ready, 45))


def test_pieces_are_gone_through_and_judged(ready: Window, qtbot: QtBot) -> None:
    look(ready, qtbot)
    before, box = mask_of(ready), box_of(ready)
    ready.table["damage_next"].trigger()
    assert box.row == 0
    first = box.model.pieces[0]
    view = ready.stage.canvas.view
    assert view is not None
    x, _ = view.photo_point(view.across / 2, view.down / 2)
    assert abs(x - (first.box[1] + first.box[3] / 2)) < 3 or view.zoom * view.width <= view.across
    ready.table["damage_reject"].trigger()
    assert before.sum() - mask_of(ready).sum() == first.area
    assert (box.row, box.model.said(0)) == (1, False)
    ready.table["damage_accept"].trigger()
    assert box.model.said(1) is True
    ready.table["damage_previous"].trigger()
    ready.table["damage_previous"].trigger()
    ready.table["damage_accept"].trigger()
    assert np.array_equal(mask_of(ready), before)
    ready.table["damage_previous"].trigger()
    ready.table["damage_reject"].trigger()
    ready.table["undo"].trigger()
    assert np.array_equal(mask_of(ready), before)


def test_what_was_rejected_stays_away(ready: Window, qtbot: QtBot) -> None:
    look(ready, qtbot)
    box = box_of(ready)
    box.choose(0)
    own = damage.pixels_of(mask_of(ready).astype(np.uint8), box.model.pieces[0]) > 0
    top, left, height, width = box.model.pieces[0].box
    box.buttons["reject"].click()
    box.sensitivity.slider.setValue(20)
    assert not mask_of(ready)[top : top + height, left : left + width][own].any()


def test_the_keep_away_brush_protects(ready: Window, qtbot: QtBot) -> None:
    look(ready, qtbot, sensitivity=70)
    ready.stage.canvas.set_zoom(2.0)
    ready.table["tool_brush"].trigger()
    ready.marking.options.size_control.set_value(30)
    before = mask_of(ready)
    box_of(ready).aside.setChecked(True)
    stroke(ready, (60.0, 60.0), (100.0, 80.0))
    finding = ready.finder._finding()
    assert finding is not None
    painted = finding.aside.samples > 0
    assert painted.sum() > 500
    assert np.array_equal(mask_of(ready), before & ~painted)
    box_of(ready).aside.setChecked(False)
    stroke(ready, (60.0, 60.0), (100.0, 80.0))
    assert mask_of(ready)[painted].mean() > 0.5  # the brush marks again


def test_keeping_away_is_one_step_and_can_be_done_again(ready: Window, qtbot: QtBot) -> None:
    look(ready, qtbot, sensitivity=70)
    ready.stage.canvas.set_zoom(2.0)
    ready.table["tool_brush"].trigger()
    ready.marking.options.size_control.set_value(30)
    before = mask_of(ready)
    box_of(ready).aside.setChecked(True)
    stroke(ready, (60.0, 60.0), (100.0, 80.0))
    finding = ready.finder._finding()
    assert finding is not None
    painted = finding.aside.samples > 0
    ready.table["undo"].trigger()
    assert not finding.aside.samples.any()
    assert np.array_equal(mask_of(ready), before)
    assert document_of(ready).undo_text == "Undo marking of found damage"
    ready.table["redo"].trigger()
    assert np.array_equal(finding.aside.samples > 0, painted)
    assert np.array_equal(mask_of(ready), before & ~painted)
    ready.table["undo"].trigger()
    box_of(ready).sensitivity.slider.setValue(60)  # what follows the slider follows the mask as it is now
    assert np.array_equal(mask_of(ready), found(ready, 60))


def repair(window: Window, qtbot: QtBot) -> None:
    box_of(window).sensitivity.set_value(25)
    with qtbot.waitSignal(window.queue.looked, timeout=WAIT):
        box_of(window).repair.click()
    settled(window, qtbot)


def test_repair_all_waits_for_a_look_and_then_fills(ready: Window, qtbot: QtBot) -> None:
    box = box_of(ready)
    assert box.fill.isHidden()
    repair(ready, qtbot)
    assert not box.fill.isHidden()
    assert not document_of(ready).edits
    assert ready.queue.running is None  # nothing runs until a person says so
    box.choose(0)
    box.buttons["reject"].click()
    marked = mask_of(ready)
    assert 0 < marked.sum() < found(ready, 25).sum()
    with qtbot.waitSignal(ready.queue.restored, timeout=WAIT):
        box.fill.click()
    (edit,) = document_of(ready).edits
    assert edit.mask is not None
    assert np.count_nonzero(edit.mask) == marked.sum()
    assert box.fill.isHidden()


def test_what_repair_all_found_can_be_refused(ready: Window, qtbot: QtBot) -> None:
    mark(ready, SPOT)
    before, box = mask_of(ready), box_of(ready)
    repair(ready, qtbot)
    assert mask_of(ready).sum() > before.sum()
    box.refuse.click()
    assert np.array_equal(mask_of(ready), before)
    assert (box.fill.isHidden(), box.list.isHidden(), document_of(ready).edits) == (True, True, ())
    box.sensitivity.slider.setValue(30)  # the map is still there
    assert np.array_equal(mask_of(ready), before | found(ready, 30))


def test_what_was_judged_is_refused_as_a_step(ready: Window, qtbot: QtBot) -> None:
    repair(ready, qtbot)
    box_of(ready).choose(0)
    box_of(ready).buttons["reject"].click()
    left = mask_of(ready)
    box_of(ready).refuse.click()
    assert not mask_of(ready).any()
    ready.table["undo"].trigger()
    assert np.array_equal(mask_of(ready), left)


def test_repair_all_looks_and_fills(ready: Window, qtbot: QtBot) -> None:
    before = document_of(ready).composed().copy()
    box_of(ready).reviewing.setChecked(False)
    box_of(ready).sensitivity.set_value(25)
    with qtbot.waitSignal(ready.queue.restored, timeout=WAIT):
        box_of(ready).repair.click()
    document = document_of(ready)
    (edit,) = document.edits
    assert edit.mask is not None
    changed = (document.composed() != before).any(axis=2)
    where = np.zeros(changed.shape, bool)
    where[edit.top : edit.top + edit.mask.shape[0], edit.left : edit.left + edit.mask.shape[1]] = edit.mask > 0
    assert changed.any()
    assert not (changed & ~where).any()
    assert not mask_of(ready).any()
    assert ready.finder._finding() is None  # the photo is another one now
    ready.table["undo"].trigger()
    assert ready.finder._finding() is not None
    assert np.array_equal(mask_of(ready), where)


def plane_beside(path: Path) -> tuple[Path, np.ndarray]:
    """An infra-red plane of the photo with a dark scratch, and where the scratch is."""
    height, width = photo.load(path).samples.shape[:2]
    plane = np.random.default_rng(3).normal(200.0, 2.0, (height, width))
    scratch = np.zeros((height, width), bool)
    scratch[20:60, 30:33] = True
    plane[scratch] = 60.0
    target = path.parent / "infra-red.png"
    cv2.imwrite(str(target), np.rint(plane).astype(np.uint8))
    return target, scratch


def test_an_infra_red_plane_takes_the_place_of_the_model(
    ready: Window, qtbot: QtBot, noisy_photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look(ready, qtbot)
    path, scratch = plane_beside(noisy_photo)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    with qtbot.waitSignal(ready.queue.looked, timeout=WAIT):
        box_of(ready).infrared.click()
    settled(ready, qtbot)
    marks = mask_of(ready)
    assert (marks & scratch).sum() / (marks | scratch).sum() > 0.9  # what the model had found is gone
    with qtbot.waitSignal(ready.queue.looked, timeout=WAIT):
        box_of(ready).search.click()
    settled(ready, qtbot)
    assert np.array_equal(mask_of(ready), found(ready, 40))
    assert not np.array_equal(mask_of(ready), marks)


def test_a_plane_of_another_size_is_a_sentence(ready: Window, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "small.png"
    cv2.imwrite(str(path), np.full((40, 50), 200, np.uint8))
    with qtbot.waitSignal(ready.queue.failed, timeout=WAIT):
        box_of(ready).infrared_wanted.emit(str(path))
    wait_idle(ready, qtbot)
    assert "The infra-red plane is 50 x 40" in ready.stage.notice.text.text()
    assert not mask_of(ready).any()


def test_looking_can_be_stopped(ready: Window, qtbot: QtBot) -> None:
    box_of(ready).search.click()
    assert ready.queue.running is not None
    ready.table["cancel"].trigger()
    wait_idle(ready, qtbot)
    assert not mask_of(ready).any()
    assert document_of(ready).undo_text is None
