"""Saving: beside the original, to the same file again, onto an original only when confirmed."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from restorer import photo
from restorer.ui.frames import Badge
from restorer.ui.savedialog import SaveDialog
from restorer.ui.window import Window
from tests.gui.conftest import WAIT, answer, restore, wait_idle, wait_shown
from tests.originals import Originals

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)  # of the offscreen platform


def test_save_goes_beside_the_original_and_to_the_same_file_again(
    opened: Window, noisy_photo: Path, qtbot: QtBot, originals: Originals
) -> None:
    originals.add(noisy_photo)
    restore(opened, qtbot)
    document = opened.editing.document
    assert document is not None
    with qtbot.waitSignal(opened.saver.saved, timeout=WAIT):
        opened.table["save"].trigger()
    target = noisy_photo.with_name("noisy-restored.png")
    assert np.array_equal(photo.load(target).samples, document.composed())
    assert not opened.isWindowModified()
    assert opened.shown is not None
    assert opened.shown.badge is Badge.DONE
    assert str(target) in opened.status.message.text()
    opened.panel.strength.slider.setValue(50)
    assert opened.isWindowModified()
    with qtbot.waitSignal(opened.saver.saved, timeout=WAIT):
        opened.table["save"].trigger()
    assert np.array_equal(photo.load(target).samples, document.composed())
    assert sorted(path.name for path in noisy_photo.parent.iterdir()) == ["noisy-restored.png", "noisy.png"]


def test_a_result_that_was_opened_as_a_photo_is_an_original(opened: Window, noisy_photo: Path, qtbot: QtBot) -> None:
    restore(opened, qtbot)
    with qtbot.waitSignal(opened.saver.saved, timeout=WAIT):
        opened.table["save"].trigger()
    target = noisy_photo.with_name("noisy-restored.png")
    before = target.read_bytes()
    opened.open_paths([target])
    qtbot.waitUntil(lambda: opened.shown is not None and opened.shown.path == target, timeout=WAIT)
    wait_shown(opened, qtbot)
    opened.strip.go(0)
    wait_shown(opened, qtbot)
    opened.panel.strength.slider.setValue(50)
    with qtbot.waitSignal(opened.saver.saved, timeout=WAIT) as saved:
        opened.table["save"].trigger()
    assert saved.args[1].path.name == "noisy-restored-2.png"
    assert target.read_bytes() == before


@pytest.mark.parametrize("agree", [False, True])
def test_the_original_is_replaced_only_when_chosen_and_confirmed(
    window: Window, tmp_path: Path, noisy_photo: Path, qtbot: QtBot, agree: bool
) -> None:
    own = tmp_path / "own.png"
    shutil.copy(noisy_photo, own)
    before = own.read_bytes()
    window.open_paths([own])
    wait_shown(window, qtbot)
    restore(window, qtbot)

    def choose(dialog: object) -> None:
        assert isinstance(dialog, SaveDialog)
        dialog.place.setText(str(own))
        dialog.accept()

    def confirm(box: object) -> None:
        assert isinstance(box, QMessageBox)
        assert "original" in box.text()
        next(button for button in box.buttons() if (button.text() == "Replace") is agree).click()

    answer(SaveDialog, choose)
    asked = answer(QMessageBox, confirm)
    window.table["save_as"].trigger()
    qtbot.waitUntil(lambda: bool(asked), timeout=WAIT)
    wait_idle(window, qtbot)
    assert (own.read_bytes() != before) is agree
    assert window.isWindowModified() is not agree


def test_a_save_that_fails_says_so_and_keeps_the_changes(
    window: Window, tmp_path: Path, noisy_photo: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    shutil.copy(noisy_photo, folder / "a.png")
    window.open_paths([folder / "a.png"])
    wait_shown(window, qtbot)
    restore(window, qtbot)
    shutil.rmtree(folder)
    with qtbot.waitSignal(window.saver.failed, timeout=WAIT):
        window.table["save"].trigger()
    assert window.stage.notice.isVisible()
    assert window.stage.notice.button.text() == "Save elsewhere…"
    assert window.isWindowModified()
