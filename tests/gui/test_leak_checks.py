"""The leak checks see what they are there for, and nothing in a test that cleans up."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QObject, QThread, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from tests import leaks

ROOT = Path(__file__).resolve().parents[2]
LEAKY = """
from PySide6.QtCore import QTimer

KEPT = []


def test_leaves_a_timer(qapp):
    timer = QTimer()
    timer.setObjectName("forgotten")
    timer.start(60_000)
    KEPT.append(timer)


def test_leaves_nothing(qapp):
    QTimer().start(60_000)
"""


class Sleeper(QThread):
    """Runs until it is asked to end."""

    def run(self) -> None:
        while not self.isInterruptionRequested():
            self.msleep(5)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaks, "PATIENCE_S", 0.05)


def test_clean_block_has_no_leaks(qapp: QApplication) -> None:
    with leaks.watching() as watch:
        thread = Sleeper()
        thread.start()
        thread.requestInterruption()
        assert thread.wait(2000)
        timer = QTimer()
        timer.start(60_000)
        timer.stop()
        window = QWidget()
        window.show()
        window.close()
        window.deleteLater()
        worker = threading.Thread(target=int)
        worker.start()
        worker.join()
    assert watch.leaks() == []


def test_running_qthread_is_named_with_its_line(qapp: QApplication) -> None:
    thread = Sleeper(objectName="lost")
    with leaks.watching() as watch:
        thread.start()
    found = watch.leaks()
    thread.requestInterruption()
    assert thread.wait(2000)
    assert len(found) == 1
    assert found[0].startswith("QThread Sleeper “lost” still runs; started at ")
    assert "test_leak_checks.py:" in found[0]
    assert watch.leaks() == []


def test_active_timer_is_named(qapp: QApplication) -> None:
    owner = QObject()
    timer = QTimer(owner, objectName="tick")
    with leaks.watching() as watch:
        timer.start(60_000)
    found = watch.leaks()
    timer.stop()
    assert len(found) == 1
    assert found[0].startswith("QTimer QTimer “tick” is still active")


def test_timer_of_the_application_may_live_on(qapp: QApplication) -> None:
    timer = QTimer(QCoreApplication.instance())
    with leaks.watching() as watch:
        timer.start(60_000)
    assert watch.leaks() == []
    timer.stop()
    timer.deleteLater()


def test_top_level_widget_is_named_and_its_child_is_not(qapp: QApplication) -> None:
    with leaks.watching() as watch:
        window = QWidget(objectName="orphan")
        child = QWidget(window)
    assert watch.leaks() == ["top-level widget QWidget “orphan” still exists"]
    assert child.parentWidget() is window
    window.deleteLater()
    del child, window
    assert watch.leaks() == []


def test_python_thread_is_named(qapp: QApplication) -> None:
    release = threading.Event()
    thread = threading.Thread(target=release.wait, name="reader")
    with leaks.watching() as watch:
        thread.start()
    assert watch.leaks() == ["Python thread reader still runs"]
    release.set()
    thread.join()
    assert watch.leaks() == []


def test_a_leaky_test_fails_and_a_clean_one_passes(tmp_path: Path) -> None:
    leaky = tmp_path / "test_leaky.py"
    leaky.write_text(LEAKY)
    command = [sys.executable, "-m", "pytest", "-q", "-c", str(ROOT / "pyproject.toml"), "-p", "tests.conftest"]
    done = subprocess.run([*command, str(leaky)], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "2 passed, 1 error" in done.stdout
    assert "Left behind: QTimer QTimer “forgotten” is still active; started at " in done.stdout
