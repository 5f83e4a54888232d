"""The status line counts what has changed, the change map shows it, the hatching shows what was invented."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from restorer import compose, document, photo
from restorer.document import Candidate
from restorer.ui.bars import StatusLine
from restorer.ui.canvas import Canvas, Compare
from restorer.ui.changejobs import ChangeMap, save_changes
from restorer.ui.changes import ChangeStack, heats
from restorer.ui.colour import pixels_of
from restorer.ui.fidelity import Fidelity, largest_text, measure, sentence_of
from restorer.ui.invented import SURE, UNSURE, hatching
from restorer.ui.jobs import Composition, Question, Saved
from restorer.ui.patch import patches_of
from restorer.ui.pyramid import Layer, Pyramid, Stack
from restorer.ui.viewport import View
from restorer.ui.window import Window
from tests.gui.conftest import WAIT, mark, restore
from tests.gui.hands import noise, shot
from tests.gui.test_patch import edit_of
from tests.originals import Originals

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)  # of the offscreen platform
SIZE = (300, 400)
BOX = (64, 128, 64, 128)


def square() -> np.ndarray:
    """A mask of the box with a marked square of 30 x 40 at (10, 20)."""
    mask = np.zeros(BOX[2:], np.uint8)
    mask[10:40, 20:60] = 255
    return mask


def end_of(generator: object) -> object:
    try:
        while True:
            next(generator)  # type: ignore[call-overload]
    except StopIteration as end:
        return end.value


def test_samples_are_counted_outside_the_mask() -> None:
    base = np.full((*SIZE, 3), 100, np.uint8)
    edit = edit_of(np.full((*SIZE, 3), 130, np.uint8), square(), BOX)
    counted = end_of(measure(Composition(photo.from_rgb(base), (edit,))))
    assert counted == Fidelity(0, (300 * 400 - 1200) * 3, 3600, 360_000, 30 * 257)
    assert not counted.is_broken  # type: ignore[attr-defined]
    assert sentence_of(counted) == "0 of 356,400 samples changed outside the mask"  # type: ignore[arg-type]
    whole = dataclasses.replace(edit, result=np.full((*SIZE, 3), 101, np.uint8), mask=None, top=0, left=0)
    counted = end_of(measure(Composition(photo.from_rgb(base), (whole, edit))))
    assert counted == Fidelity(0, None, 360_000, 360_000, 30 * 257)
    assert sentence_of(counted) == "360,000 of 360,000 samples changed"  # type: ignore[arg-type]
    assert [largest_text(number) for number in (0, 257, 100, 31 * 257, 8000)] == ["0", "1", "0.4", "31", "31"]


def test_a_broken_promise_is_red(window: Window) -> None:
    status = window.status
    assert isinstance(status, StatusLine)
    window.resize(1280, 800)
    status.show_fidelity(Fidelity(7, 1000, 8, 3000, 257))
    assert status.fidelity.text() == "7 of 1,000 samples changed outside the mask"
    assert "undo the last edit" in status.fidelity.toolTip()
    colour = status.fidelity.palette().color(status.fidelity.foregroundRole())
    assert colour.red() > colour.green() + 80
    status.show_fidelity(Fidelity(0, 1000, 8, 3000, 257))
    colour = status.fidelity.palette().color(status.fidelity.foregroundRole())
    assert abs(colour.red() - colour.green()) < 5
    status.show_fidelity(None)
    assert status.fidelity.isHidden()


@pytest.mark.usefixtures("filling")
def test_the_status_line_follows_the_edits(opened: Window, qtbot: QtBot) -> None:
    opened.table["inpaint"].trigger()
    page = opened.panel.inpainting
    page.engine.setCurrentIndex(page.engine.findData("classic"))
    mark(opened, (20, 30, 24, 30))
    assert opened.status.fidelity.isHidden()
    restore(opened, qtbot)
    label = opened.status.fidelity
    total = (160 * 192 - 24 * 30) * 3
    qtbot.waitUntil(lambda: label.text() == f"0 of {total:,} samples changed outside the mask", timeout=WAIT)
    opened.table["denoise"].trigger()
    restore(opened, qtbot)
    qtbot.waitUntil(lambda: label.text().endswith(f" of {160 * 192 * 3:,} samples changed"), timeout=WAIT)
    opened.table["undo"].trigger()
    qtbot.waitUntil(lambda: label.text().startswith("0 of "), timeout=WAIT)
    opened.table["undo"].trigger()
    assert label.isHidden()


def stack_of(spread: int = 0) -> tuple[np.ndarray, np.ndarray, Stack]:
    before = noise(*SIZE)
    after = before.copy()
    after[:, 160:] = 255 - before[:, 160:]
    edit = edit_of(after, square(), BOX)
    both = (Candidate(0, edit.result), Candidate(1, edit.result.copy()))
    edit = dataclasses.replace(edit, candidates=both, spread=np.full(BOX[2:], spread, np.uint8))
    below = document.compose_region(before, (), box=edit.box)
    patch = patches_of(edit, below, size=SIZE)[0][1]
    return before, document.compose(before, [edit]), Stack(Pyramid.build(before), (Layer(patch, marks=patch.marks),))


def test_the_change_map_is_heat_where_samples_moved(qtbot: QtBot) -> None:
    before, after, stack = stack_of()
    moved = compose.change_map(before, after) // 257
    assert moved.any()
    image = ChangeStack(stack, float(moved.max())).tile(0, 0, 0, original=False)
    heat = pixels_of(image)
    there = moved[:256, :256]
    grey = (heat >> 16 & 255 == heat >> 8 & 255) & (heat >> 8 & 255 == heat & 255)
    assert grey[there == 0].all()
    assert (heat[there == moved.max()] == heats()[255]).all()
    assert not grey[there > 0].any()


def test_the_canvas_shows_the_map_on_the_side_of_the_result(qtbot: QtBot) -> None:
    before, after, stack = stack_of()
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(SIZE[1], SIZE[0])
    canvas.show()
    canvas.set_stack(stack, keep_view=False)
    canvas.actual_size()
    plain = shot(canvas)
    assert np.array_equal(plain, after)
    canvas.set_largest_change(255 * 257)
    canvas.set_changes(True)
    changed = shot(canvas)[:200]
    assert not np.array_equal(changed, after[:200])
    assert (changed[0] == changed[0][:, :1]).all(), "where nothing moved the photo shows dark and grey"
    canvas.set_compare(Compare.SPLIT)
    canvas.set_split(0.25)
    canvas._fade.stop()
    canvas._fade.opacity = 0.0
    split = shot(canvas)
    assert np.array_equal(split[150:200, :90], before[150:200, :90])
    canvas.set_compare(Compare.OFF)
    canvas.show_original(True)
    assert np.array_equal(shot(canvas)[100:], before[100:])
    canvas.show_original(False)
    canvas.set_changes(False)
    assert np.array_equal(shot(canvas), after)


@pytest.mark.parametrize(("spread", "colour"), [(0, SURE), (32, UNSURE), (200, UNSURE)])
@pytest.mark.parametrize("zoom", [1.0, 3.0])
def test_hatching_lies_on_what_was_invented_only(
    qtbot: QtBot, spread: int, colour: tuple[int, int, int], zoom: float
) -> None:
    _, _, stack = stack_of(spread)
    view = View(SIZE[1], SIZE[0], 600, 500, zoom, left=10, top=-20)
    image = hatching(stack, view, 1.0)
    assert image is not None
    alpha = pixels_of(image) >> 24
    rows = slice(max(0, int((64 + 10) * zoom) - 20), min(500, int((64 + 40) * zoom) - 20))
    columns = slice(int((128 + 20) * zoom) + 10, min(600, int((128 + 60) * zoom) + 10))
    inner = alpha[rows, columns].copy()
    assert inner.min() > 0
    assert inner.max() > 5 * inner.min(), "there are lines"
    alpha[rows, columns] = 0
    assert not alpha.any()
    line = np.unravel_index(int(inner.argmax()), inner.shape)
    at = image.pixelColor(columns.start + int(line[1]), rows.start + int(line[0]))
    assert np.abs(np.array([at.red(), at.green(), at.blue()]) - colour).max() <= 3


def test_nothing_is_hatched_where_nothing_was_invented_or_nothing_of_it_shows(qtbot: QtBot) -> None:
    _, _, stack = stack_of()
    view = View(SIZE[1], SIZE[0], SIZE[1], SIZE[0])
    assert hatching(stack, view, 1.0) is not None
    stack.set_adjustment(0, compose.Adjustment(strength=0.0))
    assert hatching(stack, view, 1.0) is None
    assert hatching(Stack(stack.base, (Layer(stack.base),)), view, 1.0) is None


def test_the_keys_switch_the_overlays(opened: Window, qtbot: QtBot) -> None:
    canvas = opened.stage.canvas
    for name, on in (("show_changes", "shows_changes"), ("show_invented", "shows_invented")):
        opened.table[name].trigger()
        assert getattr(canvas, on)
        assert opened.table[name].isChecked()
        opened.table[name].trigger()
        assert not getattr(canvas, on)
        assert not opened.table[name].isChecked()
    assert [opened.table[name].shortcut().toString() for name in ("show_changes", "show_invented")] == ["D", "I"]


def test_the_change_map_is_written_as_sixteen_bit_png(tmp_path: Path, originals: Originals) -> None:
    before = np.full((20, 30, 3), 100, np.uint8)
    after = before.copy()
    after[3, 4] = (100, 131, 90)
    edit = edit_of(after, np.full((20, 30), 255, np.uint8), (0, 0, 20, 30))
    own = tmp_path / "own.png"
    photo.save(photo.from_rgb(before), own)
    originals.add(own)
    path = tmp_path / "changes.png"
    order = ChangeMap(Composition(photo.load(own), (edit,)), path, (own,))
    assert end_of(save_changes(order, confirmed=False)) == Saved(path, ())
    read = photo.load(path)
    assert read.samples.dtype == np.uint16
    assert read.samples.shape == (20, 30, 1)
    assert read.samples[3, 4, 0] == 31 * 257
    assert np.count_nonzero(read.samples) == 1
    assert end_of(save_changes(order, confirmed=False)) == Question(path, is_original=False)
    with pytest.raises(photo.PhotoError, match="is an original and is not replaced"):
        end_of(save_changes(dataclasses.replace(order, path=own), confirmed=True))


def test_the_window_writes_the_map_and_says_where(opened: Window, tmp_path: Path, qtbot: QtBot) -> None:
    restore(opened, qtbot)
    assert opened.shown is not None
    path = tmp_path / "map.png"
    with qtbot.waitSignal(opened.looking.said, timeout=WAIT) as said:
        opened.looking.save_changes(opened.shown, path)
    assert said.args[0].endswith("map.png")
    document_ = opened.editing.document
    assert document_ is not None
    wanted = compose.change_map(document_.photo.samples, document_.composed())
    assert np.array_equal(photo.load(path).samples[..., 0], wanted)


def test_nothing_is_counted_once_the_window_has_closed(opened: Window, qtbot: QtBot) -> None:
    restore(opened, qtbot)
    document_ = opened.editing.document
    assert document_ is not None
    document_.mark_saved()
    assert opened.looking.watch._rest.isActive() or opened.status.fidelity.isVisible()
    opened.close()
    document_.remove(0)
    document_.undo()
    opened.looking.follow()
    assert not opened.looking.watch._rest.isActive()
