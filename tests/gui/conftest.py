"""A real window with a tiny real network, and what window tests do with it."""

import importlib.util
import sys
import types
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from restorer.settings import Settings
from restorer.ui.window import Window

WAIT = 60_000  # milliseconds: the first restore of a run imports torch, and machines may be busy


@pytest.fixture
def window(qtbot: QtBot, tiny_model: Path) -> Window:
    """A window that is shown, whose only model is the tiny one."""
    return open_window(qtbot, tiny_model)


def open_window(qtbot: QtBot, model: Path) -> Window:
    """A window whose models lie beside `model`; at the end of the test it is closed without a question."""
    made = Window(Settings(), weights_folder=model.parent)
    qtbot.addWidget(made, before_close_func=_settle)
    made.show()
    qtbot.waitUntil(lambda: bool(made.models.cards), timeout=WAIT)
    return made


def _settle(window: Window) -> None:
    window.computing.stop()
    window.reading.stop()
    for frame in window.collection.frames:
        if frame.document is not None:
            frame.document.mark_saved()


@pytest.fixture
def opened(window: Window, noisy_photo: Path, qtbot: QtBot) -> Window:
    """The window with the noisy photo in it."""
    window.open_paths([noisy_photo])
    wait_shown(window, qtbot)
    return window


@pytest.fixture
def marking(opened: Window) -> Window:
    """The window with a photo of 192 x 160 at 200 % and a hard brush of 20 pixels."""
    opened.stage.canvas.set_zoom(2.0)
    opened.marking.options.size_control.set_value(20)
    opened.marking.options.hardness.set_value(100)
    opened.table["tool_brush"].trigger()
    return opened


def wait_shown(window: Window, qtbot: QtBot) -> None:
    """Until the chosen photo is on the canvas."""
    qtbot.waitUntil(lambda: window.stage.frame is not None and window.stage.frame is window.shown, timeout=WAIT)


def wait_idle(window: Window, qtbot: QtBot) -> None:
    """Until nothing runs, waits, loads or is saved."""

    def idle() -> bool:
        return window.queue.running is None and not window.reading.busy and not window.saver.busy

    qtbot.waitUntil(idle, timeout=WAIT)


def restore(window: Window, qtbot: QtBot) -> None:
    """Restores what is selected, to the end."""
    with qtbot.waitSignal(window.queue.ended, timeout=WAIT):
        window.table["restore"].trigger()


def drop(window: Window, mime: QMimeData) -> None:
    """What Qt does when a drag ends over the window."""
    where, action = QPointF(200, 200), Qt.DropAction.CopyAction
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dragEnterEvent(QDragEnterEvent(where.toPoint(), action, mime, buttons, keys))
    window.dropEvent(QDropEvent(where, action, mime, buttons, keys))


def mime_of(*paths: Path) -> QMimeData:
    """A drag of files."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def answer(kind: type, act: Callable[[object], None]) -> list[object]:
    """When the next modal dialog of that kind is up, acts on it; returns the list that it is put into."""
    seen: list[object] = []
    timer = QTimer(QApplication.instance())
    timer.setInterval(10)

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, kind):
            timer.stop()
            timer.deleteLater()
            seen.append(dialog)
            act(dialog)

    timer.timeout.connect(look)
    timer.start()
    return seen


@pytest.fixture
def filling(monkeypatch: pytest.MonkeyPatch) -> None:
    """Filling works where the texture engine is not there yet: OpenCV fills, with noise by the seed."""
    if importlib.util.find_spec("restorer.patches") is None:
        monkeypatch.setitem(sys.modules, "restorer.patches", _texture())
        monkeypatch.setitem(sys.modules, "restorer.classic", types.ModuleType("restorer.classic"))


def _texture() -> types.ModuleType:
    def fill(samples: np.ndarray, hole: np.ndarray, *, seed: int, stop: object, progress: object) -> np.ndarray:
        eight = samples if samples.dtype == np.uint8 else (samples // 257).astype(np.uint8)
        smooth = cv2.inpaint(eight, hole, 3, cv2.INPAINT_TELEA).reshape(samples.shape).astype(float)
        noisy = np.clip(smooth + np.random.default_rng(seed).normal(0, 8, samples.shape), 0, 255)
        made = noisy * (1 if samples.dtype == np.uint8 else 257)
        return np.where(hole[..., np.newaxis] > 0, np.rint(made), samples).astype(samples.dtype)

    module = types.ModuleType("restorer.patches")
    module.fill = fill  # type: ignore[attr-defined]
    return module


def mark(window: Window, *boxes: tuple[int, int, int, int]) -> None:
    """Marks boxes (top, left, height, width) of the shown photo as a brush does, one stroke each."""
    document = window.editing.document
    assert document is not None
    for top, left, height, width in boxes:
        gesture = document.mask.begin("brush stroke")
        gesture.cover(np.full((height, width), 255, np.uint8), top=top, left=left, erase=False)
        document.keep_stroke(gesture.end())
    window.editing.marked()
