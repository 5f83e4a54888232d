"""Leaving: asked once about what is unsaved, stopped first if something runs."""

import shutil
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from restorer.ui.dialogs import UnsavedDialog
from restorer.ui.window import Window
from tests.gui.conftest import WAIT, answer, open_window, restore, wait_idle, wait_shown

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)  # of the offscreen platform


def test_closing_a_clean_window_asks_nothing(opened: Window) -> None:
    assert opened.close()
    assert not opened.reading.isRunning()
    assert not opened.computing.isRunning()


def test_cancel_keeps_the_window(opened: Window, qtbot: QtBot) -> None:
    restore(opened, qtbot)
    seen = answer(UnsavedDialog, lambda dialog: dialog.cancel.click())  # type: ignore[attr-defined]
    assert not opened.close()
    assert len(seen) == 1
    assert opened.isVisible()
    assert opened.isWindowModified()


def test_discard_closes_without_writing(opened: Window, noisy_photo: Path, qtbot: QtBot) -> None:
    restore(opened, qtbot)
    answer(UnsavedDialog, lambda dialog: dialog.discard.click())  # type: ignore[attr-defined]
    assert opened.close()
    assert [path.name for path in noisy_photo.parent.iterdir()] == ["noisy.png"]


def test_save_all_saves_and_then_closes(opened: Window, noisy_photo: Path, qtbot: QtBot) -> None:
    restore(opened, qtbot)
    answer(UnsavedDialog, lambda dialog: dialog.save_all.click())  # type: ignore[attr-defined]
    opened.close()
    qtbot.waitUntil(lambda: not opened.isVisible(), timeout=WAIT)
    assert noisy_photo.with_name("noisy-restored.png").is_file()


def test_save_all_that_fails_keeps_the_window(window: Window, tmp_path: Path, noisy_photo: Path, qtbot: QtBot) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    shutil.copy(noisy_photo, folder / "a.png")
    window.open_paths([folder / "a.png"])
    wait_shown(window, qtbot)
    restore(window, qtbot)
    shutil.rmtree(folder)
    answer(UnsavedDialog, lambda dialog: dialog.save_all.click())  # type: ignore[attr-defined]
    window.close()
    qtbot.waitUntil(lambda: window.stage.notice.isVisible(), timeout=WAIT)
    wait_idle(window, qtbot)
    assert window.isVisible()
    assert window.isWindowModified()


def test_closing_during_a_job_stops_it_first(qtbot: QtBot, tiny_model: Path, noisy_photo: Path) -> None:
    for pause in (0, 5, 20, 60):
        window = open_window(qtbot, tiny_model)
        window.open_paths([noisy_photo])
        wait_shown(window, qtbot)
        window.table["restore"].trigger()
        qtbot.wait(pause)
        for frame in window.collection.frames:
            if frame.document is not None:
                frame.document.mark_saved()
        assert window.close()
        assert not window.computing.isRunning()
        assert not window.reading.isRunning()
