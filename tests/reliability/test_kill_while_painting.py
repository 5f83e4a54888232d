"""The program is killed while a person paints: the next start brings back all that is older than the interval."""

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from restorer.settings import Settings
from restorer.ui.crash import FILE_NAME, LAST_NAME
from restorer.ui.window import Window
from tests.reliability.painter import dab

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)  # of the offscreen platform

PAINTER = Path(__file__).with_name("painter.py")
WAIT = 60_000
WRITING = 0.5  # seconds that the writing itself may take on a busy machine
KINDS = ("sigkill", "sigsegv", "sigabrt", "exception")


@dataclass(frozen=True, slots=True)
class Done:
    """One thing the painter did: when, what, with which numbers."""

    when: float
    what: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Loss:
    """What a kill cost: how many of the things done, and the age in seconds of the oldest of them at the kill."""

    done: int
    lost: int
    age: float


def paint_and_kill(photo: Path, log: Path, *, seed: int, kind: str, interval: float) -> float:
    """Lets the painter paint and ends it; returns when, on the clock of the log.

    A "late" kill comes when the person has painted for at least 2.5 seconds more than the others.
    """
    chance = random.Random(seed)
    ending = kind if kind in ("sigsegv", "exception") else ""
    command = [sys.executable, str(PAINTER), str(photo), str(log), str(seed), str(interval), ending]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    root = str(Path(__file__).resolve().parents[2])
    environment = {**os.environ, "PYTHONPATH": root}
    with subprocess.Popen(command, env=environment, **quiet) as process:  # type: ignore[call-overload]
        if kind == "sigsegv":
            assert process.wait(timeout=200) == -signal.SIGSEGV
            return done_in(log)[-1].when
        wait_for(log, process, count=chance.randint(20, 120), what="raised" if kind == "exception" else "")
        time.sleep(chance.uniform(0.0, 0.3) + (2.5 if kind == "late" else 0.0))
        assert process.poll() is None, "the window lives on after an exception in a slot"
        when = time.monotonic()
        os.kill(process.pid, signal.SIGABRT if kind == "sigabrt" else signal.SIGKILL)
        process.wait(timeout=60)
        return when


def wait_for(log: Path, process: "subprocess.Popen[bytes]", *, count: int, what: str) -> None:
    """Until that many things are done, and some more after `what`."""
    deadline = time.monotonic() + 200
    while process.poll() is None and time.monotonic() < deadline:
        done = [one.what for one in done_in(log)] if log.exists() else []
        if what in done:
            done = done[done.index(what) :]
        elif what:
            done = []
        if len(done) >= count:
            return
        time.sleep(0.02)


def done_in(log: Path) -> list[Done]:
    """The whole lines of the log."""
    found = []
    for line in log.read_text().splitlines(keepends=True):
        when, what, *numbers = line.split()
        if line.endswith("\n"):
            found.append(Done(float(when), what, tuple(int(number) for number in numbers)))
    return found


def states(done: list[Done], shape: tuple[int, int]) -> list[np.ndarray]:
    """The mask before the first and after each thing done, from the log alone."""
    mask = np.zeros(shape, np.uint8)
    before, history, found = mask, [], [mask]
    for one in done:
        if one.what == "begin":
            before = mask
        elif one.what in ("mark", "erase"):
            mask = covered(mask, one)
        elif one.what == "end" and not np.array_equal(before, mask):
            history.append(before)
        elif one.what == "cancel":
            mask = before
        elif one.what == "undo":
            mask = history.pop()
        found.append(mask)
    return found


def covered(mask: np.ndarray, one: Done) -> np.ndarray:
    top, left, size = one.numbers
    whole = np.zeros((mask.shape[0] + 400, mask.shape[1] + 400), np.uint8)
    whole[top + 200 : top + 200 + size, left + 200 : left + 200 + size] = dab(size)
    part = whole[200:-200, 200:-200]
    return np.minimum(mask, 255 - part) if one.what == "erase" else np.maximum(mask, part)


def brought_back(qtbot: QtBot, shape: tuple[int, int]) -> np.ndarray:
    """The mask as the next start offers it; all zeros if it offers nothing. Forgotten afterwards."""
    window = Window(Settings())
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: not window.keeping.worker.busy, timeout=WAIT)
    qtbot.wait(30)
    mask = np.zeros(shape, np.uint8)
    if window.stage.offer.button.isVisible():
        window.stage.offer.button.click()
        qtbot.waitUntil(lambda: any(frame.document for frame in window.collection.frames), timeout=WAIT)
        document = window.collection.frames[0].document
        assert document is not None
        qtbot.waitUntil(lambda: document.is_marked, timeout=WAIT)
        mask = document.mask.samples.copy()
        document.start_afresh()
    assert window.close()
    return mask


def kill_once(photo: Path, log: Path, qtbot: QtBot, *, seed: int, kind: str, interval: float) -> Loss:
    """One kill and the start after it; fails if what came back never was on the screen."""
    when = paint_and_kill(photo, log, seed=seed, kind=kind, interval=interval)
    shape = cv2.imread(str(photo)).shape[:2]
    done = [one for one in done_in(log) if one.when <= when and one.what not in ("killed", "raised")]
    mask = brought_back(qtbot, shape)
    matches = [index for index, state in enumerate(states(done, shape)) if np.array_equal(state, mask)]
    assert matches, f"seed {seed}: the mask brought back is none that was painted"
    lost = done[matches[-1] :]
    return Loss(len(done), len(lost), when - lost[0].when if lost else 0.0)


@pytest.mark.parametrize("number", range(6))
def test_a_kill_costs_no_more_than_the_interval(
    clean_photo: Path, tmp_path: Path, config_folder: Path, qtbot: QtBot, number: int
) -> None:
    kind, interval = KINDS[number % len(KINDS)], 1.0
    loss = kill_once(clean_photo, tmp_path / "log", qtbot, seed=number, kind=kind, interval=interval)
    assert loss.done > 10
    assert loss.age <= interval + WRITING
    assert [path.name for path in clean_photo.parent.iterdir()] == ["clean.png"]
    text = "".join(path.read_text() for name in (FILE_NAME, LAST_NAME) if (path := config_folder / name).exists())
    assert ("in a slot, while painting" in text) == (kind == "exception")
    assert ("Fatal Python error" in text) == (kind in ("sigsegv", "sigabrt"))


def test_without_keeping_a_kill_costs_everything(clean_photo: Path, tmp_path: Path, qtbot: QtBot) -> None:
    """The check of the others can fail: with an interval longer than the painting, nothing comes back."""
    loss = kill_once(clean_photo, tmp_path / "log", qtbot, seed=2, kind="late", interval=1000.0)
    assert loss.lost > 10
    assert loss.age > 1.0 + WRITING


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_eighty_kills(clean_photo: Path, tmp_path: Path, qtbot: QtBot) -> None:
    losses = []
    for number in range(80):
        kind = KINDS[number % len(KINDS)]
        losses.append(
            kill_once(clean_photo, tmp_path / f"log{number}", qtbot, seed=100 + number, kind=kind, interval=0.3)
        )
        print(number, kind, losses[-1])
    ages = sorted(loss.age for loss in losses)
    late = sum(age > 0.3 for age in ages)
    print(f"age of the oldest loss in seconds: median {ages[40]:.3f}, 95 % {ages[76]:.3f}, largest {ages[-1]:.3f}")
    print(f"{late} of 80 older than the interval; {sum(loss.done for loss in losses)} things done")
    assert ages[-1] <= 0.3 + WRITING
