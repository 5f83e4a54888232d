"""Sharpening and old photos in the window: pages, models, steps of tone as edits, sliders that follow the edit."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import skimage.data
from pytestqt.qtbot import QtBot

from restorer import photo, tones, weights
from restorer.document import Document
from restorer.ui.edits import title
from restorer.ui.window import Window
from restorer.weights import Mode
from tests.gui.conftest import open_window, restore, wait_idle, wait_shown
from training.pictures import shaken

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)  # of the offscreen platform


def _with_models(window: Window, folder: Path, tiny: Path, *names: tuple[str, Mode]) -> None:
    """Offers the tiny network under these names."""
    known = weights.read(tiny)
    found = []
    for number, (name, mode) in enumerate(names):
        path = folder / f"{name}.safetensors"
        tensors = {key: tensor * (1 + number) for key, tensor in known.tensors.items()}
        weights.write(path, dataclasses.replace(known.card, name=name, mode=mode), tensors)
        found.append((path, weights.read_card(path)))
    window.panel.set_models(found)
    window.models.changed.emit()


def _document(window: Window) -> Document:
    assert window.editing.document is not None
    return window.editing.document


def test_without_a_model_the_page_says_so_and_nothing_can_be_restored(opened: Window) -> None:
    opened.panel.set_models([])
    for mode, page in ((Mode.DEBLUR, opened.panel.deblurring), (Mode.OLDPHOTO, opened.panel.mending)):
        opened.table[mode.value].trigger()
        assert opened.panel.pages.currentWidget() is page
        assert page.reason.text() == "No model for this is installed."
        assert not opened.table["restore"].isEnabled()
        assert not page.vivid.slider.isEnabled()


def test_a_photo_is_sharpened_with_the_kind_of_blur_that_was_chosen(
    opened: Window, qtbot: QtBot, tmp_path: Path, tiny_model: Path
) -> None:
    _with_models(opened, tmp_path, tiny_model, ("deblur-best", Mode.DEBLUR))
    opened.table["deblur"].trigger()
    page = opened.panel.deblurring
    page.blur.setCurrentIndex(page.blur.findData("motion"))
    assert opened.table["restore"].isEnabled()
    restore(opened, qtbot)
    (edit,) = _document(opened).edits
    assert (edit.mode, edit.name, edit.model) == ("deblur", "deblur motion", "deblur-best")
    assert title(edit) == "Deblur motion"
    page.strength.slider.setValue(40)
    assert _document(opened).edits[0].adjustment.strength == 0.4
    wait_idle(opened, qtbot)


def test_steps_of_tone_follow_as_edits_of_their_own(
    opened: Window, qtbot: QtBot, tmp_path: Path, tiny_model: Path
) -> None:
    _with_models(opened, tmp_path, tiny_model, ("oldphoto-best", Mode.OLDPHOTO))
    opened.table["oldphoto"].trigger()
    page = opened.panel.mending
    page.tones["fading"].number.setValue(80)
    page.tones["low contrast"].number.setValue(30)
    restore(opened, qtbot)
    document = _document(opened)
    assert [title(edit) for edit in document.edits] == ["Old photo", "Fading", "Contrast"]
    assert [edit.adjustment.strength for edit in document.edits] == [1.0, 0.8, 0.3]
    repaired = document.edits[0].result
    assert np.array_equal(document.edits[1].result, tones.unfaded(repaired))
    opened.edits.list.setCurrentRow(1)
    assert page.strength.value == 80  # the sliders are those of the chosen step
    page.strength.number.setValue(10)
    assert document.edits[1].adjustment.strength == 0.1
    opened.table["undo"].trigger()
    opened.table["undo"].trigger()
    assert [title(edit) for edit in document.edits] == ["Old photo", "Fading"]
    wait_idle(opened, qtbot)


def test_vivid_needs_its_model_and_is_marked_as_invented(
    opened: Window, qtbot: QtBot, tmp_path: Path, tiny_model: Path
) -> None:
    names = (("deblur-best", Mode.DEBLUR), ("deblur-vivid", Mode.DEBLUR))
    _with_models(opened, tmp_path, tiny_model, *names)
    opened.table["deblur"].trigger()
    page = opened.panel.deblurring
    assert page.vivid.slider.isEnabled()
    assert Path(page.model).stem == "deblur-best"
    page.vivid.number.setValue(50)
    restore(opened, qtbot)
    (edit,) = _document(opened).edits
    assert edit.is_invented
    assert edit.model == "deblur-best to deblur-vivid, 50%"
    page.vivid.number.setValue(0)
    wait_idle(opened, qtbot)


def test_a_model_that_went_away_is_one_sentence(opened: Window, qtbot: QtBot, tmp_path: Path, tiny_model: Path) -> None:
    _with_models(opened, tmp_path, tiny_model, ("deblur-best", Mode.DEBLUR))
    opened.table["deblur"].trigger()
    Path(opened.panel.deblurring.model).unlink()
    with qtbot.waitSignal(opened.queue.failed) as failed:
        opened.table["restore"].trigger()
    assert "deblur-best" in failed.args[1]
    assert _document(opened).edits == ()
    wait_idle(opened, qtbot)


def test_a_shaken_photo_is_restored_by_itself(qtbot: QtBot, tmp_path: Path) -> None:
    """With the shipped models and nothing chosen: the path is found, and the result is nearer to the truth."""
    clean = np.ascontiguousarray(skimage.data.coffee()[40:320, 150:430])
    path = tmp_path / "shaken.png"
    photo.save(photo.from_rgb(shaken(clean, seed=11, span=25.0)), path)
    window = open_window(qtbot, weights.bundled()["deblur-best"])
    window.resize(1200, 760)
    window.open_paths([path])
    wait_shown(window, qtbot)
    window.table["deblur"].trigger()
    restore(window, qtbot)
    (edit,) = _document(window).edits
    assert (edit.name, edit.model) == ("deblur motion", "deblur-shake")
    truth = clean[20:-20, 20:-20].astype(float)
    before, after = (np.square(one - truth).mean() for one in (_document(window).photo.samples, edit.result))
    assert after < 0.6 * before
    wait_idle(window, qtbot)
