"""What nobody foresaw: written down, told, and the window lives."""

import faulthandler
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from restorer.ui.crash import FILE_NAME, MAX_BYTES, CrashLog


@pytest.fixture
def crashes(tmp_path: Path, qtbot: QtBot) -> Iterator[CrashLog]:
    made = CrashLog(tmp_path / "config")
    yield made
    made.close()
    faulthandler.enable(file=sys.__stderr__)


def raise_in_slot() -> None:
    raise ValueError("inside a slot")


def test_an_exception_in_a_slot_is_logged_and_told(crashes: CrashLog, qtbot: QtBot) -> None:
    with qtbot.waitSignal(crashes.happened, timeout=2000) as told:
        QTimer.singleShot(0, raise_in_slot)
    assert told.args == ["ValueError"]
    text = crashes.path.read_text()
    assert "inside a slot" in text
    assert "raise_in_slot" in text
    assert faulthandler.is_enabled()


def test_an_exception_in_a_thread_is_told_in_this_one(crashes: CrashLog, qtbot: QtBot) -> None:
    with qtbot.waitSignal(crashes.happened, timeout=2000):
        thread = threading.Thread(target=raise_in_slot)
        thread.start()
        thread.join()
    assert "inside a slot" in crashes.path.read_text()


def test_the_hooks_are_given_back(tmp_path: Path, qtbot: QtBot) -> None:
    before = sys.excepthook, threading.excepthook
    log = CrashLog(tmp_path)
    assert sys.excepthook != before[0]
    log.close()
    faulthandler.enable(file=sys.__stderr__)
    assert (sys.excepthook, threading.excepthook) == before


def test_a_log_that_has_grown_too_large_begins_anew(tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(b"x" * (MAX_BYTES + 1))
    CrashLog(tmp_path).close()
    faulthandler.enable(file=sys.__stderr__)
    assert path.read_bytes() == b""


def test_a_folder_that_cannot_be_made_does_not_keep_the_window_shut(tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "file").write_text("")
    log = CrashLog(tmp_path / "file" / "config")
    log.close()
    faulthandler.enable(file=sys.__stderr__)
    assert not log.path.exists()
