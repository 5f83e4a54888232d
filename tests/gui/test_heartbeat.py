"""The window's thread stays free while a photo is opened, restored and saved."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt, QTimer
from pytestqt.qtbot import QtBot

from restorer import photo
from restorer.ui.window import Window
from tests.gui.conftest import WAIT, restore, wait_idle, wait_shown

LARGEST_GAP_S = 0.050  # for 99 of 100 beats


def queued() -> float:
    """Seconds that this thread has waited for a processor so far; 0 where the system does not say."""
    try:
        return int(Path("/proc/thread-self/schedstat").read_text(encoding="ascii").split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0


@contextmanager
def heartbeat(window: Window) -> Iterator[list[float]]:
    """Beats every 5 ms inside the block and notes the seconds between two beats.

    Time in which this thread could have run but other programs had the processor is not counted.
    """
    gaps: list[float] = []
    timer = QTimer(window)
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    last = [time.perf_counter(), queued()]

    def beat() -> None:
        now, waited = time.perf_counter(), queued()
        gaps.append(now - last[0] - (waited - last[1]))
        last[:] = [now, waited]

    timer.timeout.connect(beat)
    timer.start(5)
    yield gaps
    timer.stop()


def test_the_window_answers_during_a_restore(
    window: Window, tmp_path: Path, astronaut: np.ndarray, qtbot: QtBot
) -> None:
    path = tmp_path / "large.png"
    photo.save(photo.from_rgb(np.tile(astronaut, (3, 3, 1))), path)
    window.warm_up()
    qtbot.waitUntil(lambda: not window.computing.busy, timeout=WAIT)
    window.open_paths([path])
    wait_shown(window, qtbot)
    wait_idle(window, qtbot)
    with heartbeat(window) as gaps:
        restore(window, qtbot)
        with qtbot.waitSignal(window.saver.saved, timeout=WAIT):
            window.table["save"].trigger()
    assert len(gaps) > 20
    assert np.percentile(gaps, 99) <= LARGEST_GAP_S


def test_the_heartbeat_hears_a_blocked_window(window: Window, qtbot: QtBot) -> None:
    with heartbeat(window) as gaps:
        qtbot.wait(50)
        time.sleep(0.2)
        qtbot.wait(50)
    assert max(gaps) > 0.15
