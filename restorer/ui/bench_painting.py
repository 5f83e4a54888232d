"""How soon a brush stroke shows: `python -m restorer.ui.bench_painting [--megapixels 24 100] [--strokes 500]`."""

import argparse
import math
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from restorer import photo
from restorer.document import Document
from restorer.settings import Settings
from restorer.ui import theme
from restorer.ui.app import application
from restorer.ui.frames import Frame
from restorer.ui.pyramid import Pyramid
from restorer.ui.window import Window

_EVENTS = 12  # moves of the mouse in a stroke
_KEPT = 200  # strokes whose memory is told


@dataclass(frozen=True, slots=True)
class Painting:
    """Milliseconds from event to painted canvas of the moves and of the ends of strokes, and bytes for undo."""

    moves: np.ndarray
    ends: np.ndarray
    undo_bytes: int


def measure(megapixels: float, strokes: int, *, zoom: float | None) -> Painting:
    """Paints strokes across a window of 1280 x 800 with a photo of that size, fitted or at a zoom."""
    window = _window(megapixels)
    canvas = window.stage.canvas
    if zoom is not None:
        canvas.set_zoom(zoom)
    window.table["tool_brush"].trigger()
    canvas.draw_fully()
    canvas.repaint()
    rng = np.random.default_rng(0)
    moves, ends = [], []
    kept = 0
    for number in range(strokes):
        window.marking.options.size_control.set_value(max(1, round(rng.uniform(8, 120) / canvas.zoom)))
        window.marking.options.hardness.set_value(int(rng.choice([0, 50, 80, 100])))
        points = list(_points(canvas.width(), canvas.height(), rng))
        _send(window, QEvent.Type.MouseButtonPress, points[0])
        moves += [_timed(window, QEvent.Type.MouseMove, point) for point in points[1:]]
        ends.append(_timed(window, QEvent.Type.MouseButtonRelease, points[-1]))
        if number < _KEPT and window.marking.document is not None:
            kept = window.marking.document.stroke_bytes
    window.close()
    return Painting(np.array(moves), np.array(ends), kept)


def main(arguments: Sequence[str]) -> int:
    """Measures and prints a table."""
    parser = argparse.ArgumentParser(prog="python -m restorer.ui.bench_painting")
    parser.add_argument("--megapixels", type=float, nargs="+", default=[24, 100])
    parser.add_argument("--strokes", type=int, default=500)
    chosen = parser.parse_args(arguments)
    theme.apply(application(), "dark")
    lines = ["photo  zoom   event to painted, ms (median p95 max)   end of stroke   undo of the first strokes"]
    for megapixels in chosen.megapixels:
        for zoom in (None, 1.0):
            lines.append(_line(megapixels, zoom, measure(megapixels, chosen.strokes, zoom=zoom)))
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def _line(megapixels: float, zoom: float | None, painting: Painting) -> str:
    shown = "fit  " if zoom is None else f"{zoom:.0%} "
    megabytes = painting.undo_bytes / 2**20
    return f"{megapixels:g} MP  {shown}  {_spread(painting.moves)}   {_spread(painting.ends)}   {megabytes:.1f} MiB"


def _spread(times: np.ndarray) -> str:
    median, high = np.percentile(times, [50, 95])
    return f"{median:6.2f} {high:6.2f} {times.max():6.2f}"


def _window(megapixels: float) -> Window:
    """A window that shows a photo without a file; what is in it does not matter."""
    width = round(math.sqrt(megapixels * 1e6 * 1.5))
    samples = np.full((round(megapixels * 1e6 / width), width, 3), 128, np.uint8)
    window = Window(Settings())
    window.resize(1280, 800)
    window.show()
    frame = Frame(None, name="bench")
    frame.document = Document(photo.from_rgb(samples))
    frame.base = Pyramid.build(samples)
    window.stage.show_frame(frame)
    window.editing.show(frame)
    QApplication.processEvents()
    return window


def _points(across: int, down: int, rng: np.random.Generator) -> Iterator[QPointF]:
    """A hand's way: mostly gentle, one in four across the whole canvas."""
    x, y, angle = rng.uniform(0, across), rng.uniform(0, down), rng.uniform(0, 2 * math.pi)
    step = rng.choice([6, 15, 30, 90])
    for _ in range(_EVENTS):
        yield QPointF(x, y)
        angle += rng.normal(0, 0.3)
        x, y = x + step * math.cos(angle), y + step * math.sin(angle)


def _timed(window: Window, kind: QEvent.Type, point: QPointF) -> float:
    began = time.perf_counter()
    _send(window, kind, point)
    QApplication.sendPostedEvents(window.stage.canvas)  # the paint that the event has asked for
    QApplication.sendPostedEvents(window, QEvent.Type.UpdateRequest.value)
    return (time.perf_counter() - began) * 1000


def _send(window: Window, kind: QEvent.Type, point: QPointF) -> None:
    canvas, button = window.stage.canvas, Qt.MouseButton.LeftButton
    buttons = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else button
    which = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else button
    place = canvas.mapToGlobal(point)
    QApplication.sendEvent(canvas, QMouseEvent(kind, point, place, which, buttons, Qt.KeyboardModifier.NoModifier))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
