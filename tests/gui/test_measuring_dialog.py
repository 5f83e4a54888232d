"""Noise measured on boxes of a scan, by mouse and by keys, and handed to the training dialog."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from pytestqt.qtbot import QtBot

from restorer import measuring
from restorer.ui.window import Window

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "raise()", extend=True)  # of the offscreen platform
SIGMA = 9.0


@pytest.fixture
def banded(tmp_path: Path) -> Path:
    """An even scan of 400 x 300 with horizontal bands of sigma 9 and hardly any grain."""
    random = np.random.default_rng(0)
    rows = random.normal(0, SIGMA, (300, 1, 1))
    samples = 120 + rows + random.normal(0, 1, (300, 400, 3))
    path = tmp_path / "scan.png"
    cv2.imwrite(str(path), np.clip(samples, 0, 255).astype(np.uint8))
    return path


def test_bands_are_measured_on_a_scan(
    window: Window, banded: Path, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RESTORER_DATA_DIR", str(tmp_path / "data"))
    window.table["train"].trigger()
    training = window.training
    assert training.dialog is not None
    training.measure(banded)
    qtbot.waitUntil(lambda: training.measuring is not None)
    dialog = training.measuring
    assert dialog is not None
    assert not dialog.ok.isEnabled()
    target = dialog.picker.target()
    corner = target.topLeft().toPoint() + QPoint(10, 10)
    qtbot.mousePress(dialog.picker, Qt.MouseButton.LeftButton, pos=corner)
    qtbot.mouseMove(dialog.picker, corner + QPoint(60, 50))
    end = target.bottomRight().toPoint() - QPoint(10, 10)
    qtbot.mouseRelease(dialog.picker, Qt.MouseButton.LeftButton, pos=end)
    qtbot.waitUntil(lambda: dialog.noise is not None)
    assert dialog.noise is not None
    assert dialog.noise.levels.mean() == pytest.approx(SIGMA, rel=0.15)
    assert dialog.noise.shares[1] > 0.9
    assert "horizontal" in dialog.told.text()
    dialog.ok.click()
    setup = training.dialog.setup
    assert setup.damage.currentData() == "measured"
    assert setup.measured is not None
    assert measuring.read(setup.measured).shares[1] > 0.9
    assert "horizontal" in setup.hint.text()
    training.dialog.close()


def test_boxes_by_keys_and_what_cannot_be_measured(window: Window, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "plain.png"
    cv2.imwrite(str(path), np.full((200, 240, 3), 90, np.uint8))
    window.table["train"].trigger()
    training = window.training
    training.measure(path)
    qtbot.waitUntil(lambda: training.measuring is not None)
    dialog = training.measuring
    assert dialog is not None
    picker = dialog.picker
    picker.add(QRect(0, 0, 10, 10))
    assert picker.boxes == []
    qtbot.keyClick(picker, Qt.Key.Key_Insert)
    (box,) = picker.boxes
    qtbot.keyClick(picker, Qt.Key.Key_Right)
    qtbot.keyClick(picker, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert picker.boxes == [QRect(box.left() + 8, box.top(), box.width(), box.height() + 8)]
    qtbot.waitUntil(lambda: "has no noise in it" in dialog.told.text())
    assert not dialog.ok.isEnabled()
    qtbot.keyClick(picker, Qt.Key.Key_Delete)
    assert dialog.told.text() == "Nothing marked yet."
    dialog.reject()
    assert training.measuring is None
    training.measure(tmp_path / "missing.png")
    assert training.dialog is not None
    qtbot.waitUntil(lambda: "missing.png" in training.dialog.setup.trouble.text())  # type: ignore[union-attr]
    training.dialog.close()
