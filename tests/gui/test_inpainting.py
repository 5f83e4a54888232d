"""Filling holes in the window: mark, fill, adjust, choose, undo; and what happens when something is gone."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from restorer import document, photo
from restorer.compose import Adjustment
from restorer.document import Document, Edit
from restorer.ui import filling as jobs_of_filling
from restorer.ui.candidates import CandidateStrip
from restorer.ui.edits import origin, title
from restorer.ui.frames import Run
from restorer.ui.window import Window
from restorer.weights import Mode
from tests.gui.conftest import WAIT, mark, restore, wait_idle
from tests.gui.hands import pixels

pytestmark = [
    pytest.mark.qt_log_ignore("propagateSizeHints", extend=True),  # of the offscreen platform
    pytest.mark.usefixtures("filling"),
]
SPOTS = ((20, 30, 24, 30), (90, 110, 20, 40))  # top, left, height, width


@pytest.fixture
def marked(opened: Window, qtbot: QtBot) -> Window:
    """The window in the inpaint mode, the classic engine chosen, two spots marked."""
    opened.table["inpaint"].trigger()
    page = opened.panel.inpainting
    page.engine.setCurrentIndex(page.engine.findData("classic"))
    mark(opened, *SPOTS)
    return opened


def document_of(window: Window) -> Document:
    assert window.editing.document is not None
    return window.editing.document


def fill(window: Window, qtbot: QtBot, *, candidates: int = 1) -> Edit:
    window.panel.inpainting.candidates.slider.setValue(candidates)
    restore(window, qtbot)
    return document_of(window).edits[-1]


def inside(edit: Edit, shape: tuple[int, ...]) -> np.ndarray:
    """Where an edit's mask lies in the photo."""
    assert edit.mask is not None
    where = np.zeros(shape[:2], bool)
    where[edit.top : edit.top + edit.mask.shape[0], edit.left : edit.left + edit.mask.shape[1]] = edit.mask > 0
    return where


def shown(window: Window) -> np.ndarray:
    """The canvas at 100 % without a comparison."""
    from restorer.ui.canvas import Compare

    canvas = window.stage.canvas
    canvas.set_compare(Compare.OFF)
    canvas.actual_size()
    canvas.draw_fully()
    assert canvas.view is not None
    left, top = canvas.view.left, canvas.view.top
    return pixels(canvas.grab().toImage())[top : top + canvas.view.height, left : left + canvas.view.width]


def test_nothing_can_be_filled_before_something_is_marked(opened: Window, qtbot: QtBot) -> None:
    opened.table["inpaint"].trigger()
    button = opened.panel.restore_button.button
    assert not opened.table["restore"].isEnabled()
    assert button.text().startswith("Fill")
    assert opened.table["restore"].text() == "Fill"
    assert opened.panel.inpainting.reason.text() == "Mark the damage with the brush (B) first."
    mark(opened, SPOTS[0])
    assert button.isEnabled()
    assert opened.panel.inpainting.reason.text() == ""
    opened.table["undo"].trigger()
    assert not button.isEnabled()
    opened.table["denoise"].trigger()
    assert button.isEnabled()
    assert button.text().startswith("Restore")
    assert opened.table["restore"].text() == "Restore"


def test_a_fill_changes_what_was_marked_and_nothing_else(marked: Window, noisy_photo: Path, qtbot: QtBot) -> None:
    before = photo.load(noisy_photo).samples
    edit = fill(marked, qtbot)
    after = document_of(marked).composed()
    where = inside(edit, before.shape)
    assert where.sum() == 24 * 30 + 20 * 40
    assert np.array_equal(after[~where], before[~where])
    assert (after[where] != before[where]).mean() > 0.8
    assert np.array_equal(shown(marked), after)
    assert marked.status.message.text().startswith("Filled in ")
    assert title(edit) == "Inpaint 2 spots"
    assert origin(edit).startswith("classic engine")
    row = marked.edits.list.itemWidget(marked.edits.list.item(0))
    assert row.name.text() == "Inpaint 2 spots"  # type: ignore[attr-defined]


def test_one_undo_takes_the_fill_away_and_brings_the_marking_back(marked: Window, qtbot: QtBot) -> None:
    marking = document_of(marked).mask.samples.copy()
    boxes: list[tuple[int, int, int, int]] = []
    marked.editing.remarked.connect(boxes.append)
    edit = fill(marked, qtbot)
    assert boxes == [edit.box]
    assert not document_of(marked).is_marked
    assert not marked.table["restore"].isEnabled()
    assert marked.table["undo"].text() == "Undo inpaint 2 spots"
    marked.table["undo"].trigger()
    assert document_of(marked).edits == ()
    assert np.array_equal(document_of(marked).mask.samples, marking)
    assert marked.table["restore"].isEnabled()
    marked.table["redo"].trigger()
    assert len(document_of(marked).edits) == 1
    assert not document_of(marked).is_marked
    assert len(boxes) == 3, "the overlay of the marks has to follow"
    for top, left, height, width in boxes[1:]:
        assert top <= 20
        assert left <= 30
        assert top + height >= 110
        assert left + width >= 150


def test_what_is_painted_while_a_job_runs_stays_marked(marked: Window, qtbot: QtBot) -> None:
    frame = marked.shown
    assert frame is not None
    qtbot.waitUntil(lambda: marked.queue.is_complete(frame), timeout=WAIT)  # else the job begins, and looks, later
    marked.table["restore"].trigger()
    gesture = document_of(marked).mask.begin("brush stroke")  # a stroke that is under way when the job ends
    gesture.cover(np.full((10, 10), 255, np.uint8), top=140, left=5, erase=False)
    assert marked.queue.running is not None
    wait_idle_job(marked, qtbot)
    qtbot.wait(100)
    assert document_of(marked).edits == (), "steps follow in order: the stroke comes first"
    with qtbot.waitSignal(marked.queue.ended, timeout=WAIT):
        document_of(marked).keep_stroke(gesture.end())
    edit = document_of(marked).edits[0]
    assert inside(edit, document_of(marked).photo.samples.shape).sum() == 24 * 30 + 20 * 40
    left = document_of(marked).mask.samples
    assert (left[140:150, 5:15] == 255).all()
    assert (left > 0).sum() == 100
    marked.table["undo"].trigger()
    assert (document_of(marked).mask.samples > 0).sum() == 24 * 30 + 20 * 40 + 100
    marked.table["undo"].trigger()
    assert (document_of(marked).mask.samples > 0).sum() == 24 * 30 + 20 * 40


def wait_idle_job(window: Window, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.computing.busy, timeout=WAIT)


@pytest.mark.parametrize("adjustment", [Adjustment(0.35), Adjustment(1, feather=6), Adjustment(0.7, feather=3)])
def test_strength_and_feather_are_live(marked: Window, qtbot: QtBot, adjustment: Adjustment) -> None:
    edit = fill(marked, qtbot)
    page = marked.panel.inpainting
    page.strength.slider.setValue(round(adjustment.strength * 100))
    page.feather.slider.setValue(adjustment.feather)
    kept = document_of(marked).edits[0]
    assert kept.adjustment == adjustment
    wanted = document.compose(document_of(marked).photo.samples, [dataclasses.replace(edit, adjustment=adjustment)])
    assert np.array_equal(shown(marked), wanted)


def test_the_limit_is_a_live_slider_of_denoising(opened: Window, qtbot: QtBot) -> None:
    restore(opened, qtbot)
    limit = opened.panel.denoising.cap
    assert limit.number.text() == "off"
    limit.slider.setValue(3)
    after = shown(opened).astype(int)
    before = document_of(opened).photo.samples.astype(int)
    assert document_of(opened).edits[0].adjustment == Adjustment(cap=3)
    assert np.abs(after - before).max() == 3
    limit.slider.setValue(0)
    assert np.abs(shown(opened).astype(int) - before).max() > 3


def test_a_locked_seed_stays_and_another_is_new_each_time(marked: Window, qtbot: QtBot) -> None:
    page = marked.panel.inpainting
    page.seed.setValue(77)
    page.seed.lock.click()
    first = fill(marked, qtbot)
    marked.table["undo"].trigger()
    second = fill(marked, qtbot)
    assert (first.seed, second.seed) == (77, 77)
    assert np.array_equal(first.result, second.result)
    marked.table["undo"].trigger()
    page.seed.lock.click()
    third = fill(marked, qtbot)
    assert third.seed == page.seed.value() != 77
    assert not np.array_equal(first.result, third.result)


def test_candidates_are_chosen_by_click_and_by_keys(marked: Window, qtbot: QtBot) -> None:
    edit = fill(marked, qtbot, candidates=3)
    strip = marked.stage.candidates
    assert strip.isVisible()
    assert strip.heading.text() == "3 candidates"
    assert [strip.list.item(row).text() for row in range(3)] == [str(one.seed) for one in edit.candidates]
    qtbot.waitUntil(lambda: not strip.list.item(2).icon().isNull(), timeout=WAIT)
    area = strip.list.visualItemRect(strip.list.item(2))
    qtbot.mouseClick(strip.list.viewport(), Qt.MouseButton.LeftButton, pos=area.center())
    assert document_of(marked).edits[0].result is edit.candidates[2].result
    only = [dataclasses.replace(edit, result=edit.candidates[2].result)]
    assert np.array_equal(shown(marked), document.compose(document_of(marked).photo.samples, only))
    strip.list.setFocus()
    qtbot.keyClick(strip.list, Qt.Key.Key_Left)
    assert document_of(marked).edits[0].result is edit.candidates[2].result, "moving is not choosing"
    qtbot.keyClick(strip.list, Qt.Key.Key_Return)
    assert document_of(marked).edits[0].result is edit.candidates[1].result
    assert np.array_equal(
        shown(marked)[inside(edit, (160, 192))],
        document_of(marked).composed()[inside(edit, (160, 192))],
    )
    marked.table["undo"].trigger()
    assert document_of(marked).edits[0].result is edit.candidates[2].result


def test_more_candidates_come_when_asked_for(marked: Window, qtbot: QtBot) -> None:
    edit = fill(marked, qtbot, candidates=2)
    strip = marked.stage.candidates
    with qtbot.waitSignal(marked.queue.found, timeout=WAIT):
        strip.more.click()
        assert not strip.more.isEnabled()
    grown = document_of(marked).edits[0]
    assert len(grown.candidates) == 5
    assert len({one.seed for one in grown.candidates}) == 5
    assert grown.result is edit.result, "nothing was chosen by it"
    assert grown.spread is not None
    assert grown.spread.shape == grown.result.shape[:2]
    assert strip.list.count() == 5
    assert marked.status.message.text() == "5 candidates to choose from"
    assert marked.table["undo"].text() == "Undo inpaint 2 spots"


def test_looking_for_more_can_be_cancelled(marked: Window, qtbot: QtBot) -> None:
    fill(marked, qtbot, candidates=2)
    marked.stage.candidates.more.click()
    with qtbot.waitSignal(marked.queue.ended, timeout=WAIT):
        marked.table["cancel"].trigger()
    assert len(document_of(marked).edits[0].candidates) == 2
    assert marked.stage.candidates.more.isEnabled()


def test_the_panel_follows_the_edit_that_is_chosen(marked: Window, qtbot: QtBot) -> None:
    fill(marked, qtbot, candidates=2)
    marked.table["denoise"].trigger()
    restore(marked, qtbot)
    assert [edit.mode for edit in document_of(marked).edits] == ["inpaint", "denoise"]
    assert not marked.stage.candidates.isVisible()
    marked.edits.list.setCurrentRow(0)  # as a click does
    assert marked.panel.mode is Mode.INPAINT
    assert marked.stage.candidates.isVisible()
    marked.panel.inpainting.strength.slider.setValue(40)
    assert [edit.adjustment.strength for edit in document_of(marked).edits] == [0.4, 1.0]
    marked.table["denoise"].trigger()
    assert marked.edits.current == 1
    marked.panel.strength.slider.setValue(70)
    assert [edit.adjustment.strength for edit in document_of(marked).edits] == [0.4, 0.7]


def test_edits_hide_and_go_in_any_order(marked: Window, qtbot: QtBot) -> None:
    fill(marked, qtbot)
    mark(marked, (40, 40, 12, 12))
    fill(marked, qtbot)
    mark(marked, (100, 20, 9, 9))
    fill(marked, qtbot)
    names = [title(edit) for edit in document_of(marked).edits]
    assert names == ["Inpaint 2 spots", "Inpaint 1 spot", "Inpaint 1 spot"]
    row = marked.edits.list.itemWidget(marked.edits.list.item(0))
    row.eye.click()  # type: ignore[attr-defined]
    wait_idle(marked, qtbot)
    assert np.array_equal(shown(marked), document_of(marked).composed())
    row = marked.edits.list.itemWidget(marked.edits.list.item(1))
    row.delete.click()  # type: ignore[attr-defined]
    wait_idle(marked, qtbot)
    assert len(document_of(marked).edits) == 2
    assert np.array_equal(shown(marked), document_of(marked).composed())
    marked.table["undo"].trigger()
    marked.table["undo"].trigger()
    wait_idle(marked, qtbot)
    assert len(document_of(marked).edits) == 3
    assert np.array_equal(shown(marked), document_of(marked).composed())
    assert marked.shown is not None
    qtbot.waitUntil(lambda: marked.shown is not None and marked.shown.missing_levels() == (), timeout=WAIT)


def test_a_photo_closed_while_it_is_filled_breaks_nothing(marked: Window, qtbot: QtBot) -> None:
    with qtbot.waitSignal(marked.queue.ended, timeout=WAIT) as ended:
        marked.table["restore"].trigger()
        frame = marked.queue.running
        assert frame is not None
        assert frame.document is not None
        frame.document.mark_saved()
        marked.table["close"].trigger()
    assert marked.collection.frames == ()
    assert ended.args == [0, 0]
    assert not marked.stage.candidates.isVisible()


def test_a_file_deleted_while_it_is_filled_breaks_nothing(marked: Window, tmp_path: Path, qtbot: QtBot) -> None:
    frame = marked.shown
    assert frame is not None
    assert frame.path is not None
    gone = tmp_path / "gone.png"
    frame.path = gone  # as if the file had been moved away while the photo is open
    edit = fill(marked, qtbot)
    assert frame.run is Run.DONE
    assert document_of(marked).edits == (edit,)


def test_a_mask_of_another_size_is_a_sentence_in_the_bar(
    marked: Window, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    real = jobs_of_filling.fill

    def other(composition: object, *rest: object) -> object:
        return real(dataclasses.replace(composition, mask=np.full((5, 5), 255, np.uint8)), *rest)  # type: ignore

    monkeypatch.setattr(jobs_of_filling, "fill", other)
    with qtbot.waitSignal(marked.queue.failed, timeout=WAIT):
        marked.table["restore"].trigger()
    assert "The mask is 5 x 5" in marked.stage.notice.text.text()
    assert document_of(marked).edits == ()
    assert document_of(marked).is_marked


def test_a_strip_without_candidates_is_hidden(qtbot: QtBot, marked: Window) -> None:
    strip = CandidateStrip()
    qtbot.addWidget(strip)
    assert not strip.show_edit(None)
    edit = fill(marked, qtbot, candidates=2)
    assert strip.show_edit(edit), "its pictures are to be made"
    assert not strip.show_edit(edit), "they are there"
    assert not strip.show_edit(dataclasses.replace(edit, candidates=()))
    assert strip.isHidden()


def test_tools_are_above_the_canvas_and_candidates_below(marked: Window, qtbot: QtBot) -> None:
    fill(marked, qtbot, candidates=2)
    marked.table["tool_brush"].trigger()
    wait_idle(marked, qtbot)
    marked.grab()  # lays out what has appeared
    options, canvas = marked.marking.options, marked.stage.canvas
    assert options.isVisible()
    assert options.geometry().bottom() < canvas.geometry().top()
    assert canvas.geometry().bottom() < marked.stage.candidates.geometry().top()
