"""What nobody foresaw: written down, told, and the window lives."""

import faulthandler
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from restorer.ui.crash import FILE_NAME, LAST_NAME, MAX_BYTES, CrashLog


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


BREAKDOWN = """
import faulthandler, pathlib, sys
from restorer.ui.crash import CrashLog
log = CrashLog(pathlib.Path(sys.argv[1]))
faulthandler._sigsegv()
"""


def test_a_breakdown_is_told_once_by_the_next_start(tmp_path: Path, qtbot: QtBot) -> None:
    done = subprocess.run([sys.executable, "-c", BREAKDOWN, str(tmp_path)], timeout=60, check=False)
    assert done.returncode == -11
    first = CrashLog(tmp_path)
    assert first.last == tmp_path / LAST_NAME
    assert "Segmentation fault" in first.last.read_text()
    first.close()
    second = CrashLog(tmp_path)
    assert second.last is None
    second.close()
    faulthandler.enable(file=sys.__stderr__)


def test_an_exception_that_was_told_is_not_told_again(tmp_path: Path, qtbot: QtBot) -> None:
    log = CrashLog(tmp_path)
    with qtbot.waitSignal(log.happened, timeout=2000):
        QTimer.singleShot(0, raise_in_slot)
    log.close()
    again = CrashLog(tmp_path)
    again.close()
    faulthandler.enable(file=sys.__stderr__)
    assert again.last is None
    assert "inside a slot" in again.path.read_text()
