"""The chart: round ticks, long curves thinned without losing their extremes, colours of both themes, a readout."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from restorer.ui import chart, theme
from restorer.ui.chart import Chart, Curve, ticks
from tests.gui.hands import pixels

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)  # of the offscreen platform


@pytest.mark.parametrize(
    ("low", "high", "marks"),
    [
        (0, 10, [0, 5, 10]),
        (25.13, 34.45, [26, 28, 30, 32, 34]),
        (0.0, 0.045, [0, 0.01, 0.02, 0.03, 0.04]),
        (-1, 1, [-1, -0.5, 0, 0.5, 1]),
        (17, 9300, [2000, 4000, 6000, 8000]),
    ],
)
def test_ticks_are_round_and_few(low: float, high: float, marks: list[float]) -> None:
    assert ticks(low, high, most=5) == pytest.approx(marks)


def test_ticks_are_never_fewer_than_two() -> None:
    random = np.random.default_rng(0)
    for _ in range(200):
        low = float(random.normal(0, 100))
        high = low + float(10 ** random.uniform(-4, 4))
        found = ticks(low, high, most=5)
        assert 2 <= len(found) <= 5
        assert low - 1e-9 * abs(low) <= found[0] < found[-1] <= high + 1e-9 * abs(high)


def test_a_long_curve_keeps_its_extremes() -> None:
    values = np.zeros(100_000)
    values[54_321], values[98_765] = 7.0, -3.0
    across, kept = chart._thinned(Curve("loss", range(100_000), values), most=400)
    assert len(kept) <= 400
    assert dict(zip(across.tolist(), kept.tolist(), strict=True))[54_321] == 7.0
    assert kept.min() == -3.0


def test_smoothing_is_the_mean_of_the_last_values() -> None:
    assert chart._smooth(np.array([4.0, 2.0, 0.0, 6.0]), 2).tolist() == [4.0, 3.0, 1.0, 3.0]


@pytest.mark.parametrize("mode", ["dark", "light"])
def test_curves_show_in_their_colours_and_the_mouse_reads_them(qtbot: QtBot, qapp: QApplication, mode: str) -> None:
    theme.apply(qapp, mode)
    shown = Chart("Held-out photos", unit="dB", across="step")
    qtbot.addWidget(shown)
    shown.resize(400, 240)
    shown.show()
    assert not has(shown.grab().toImage(), chart._pen(0).color()), "nothing is measured yet"
    shown.show_curves([Curve("sigma15", [0, 50, 100], [30, 32, 33], marked=True), Curve("grey", [], [])])
    assert [curve.name for curve in shown.curves] == ["sigma15"]
    assert shown.accessibleDescription() == "sigma15 33 dB"
    plain = shown.grab().toImage()
    assert has(plain, chart._pen(0).color())
    place = QPointF(200, 100)
    move = QMouseEvent(
        QEvent.Type.MouseMove, place, place, Qt.MouseButton.NoButton, Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    shown.mouseMoveEvent(move)
    assert (pixels(shown.grab().toImage()) != pixels(plain)).any()
    shown.leaveEvent(QEvent(QEvent.Type.Leave))
    assert (pixels(shown.grab().toImage()) == pixels(plain)).all()


def has(image: QImage, colour: QColor) -> bool:
    wanted = np.array([colour.red(), colour.green(), colour.blue()])
    return bool((np.abs(pixels(image).astype(int) - wanted).max(axis=2) <= 2).any())
