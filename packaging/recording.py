"""Records a portrait being repaired by hand in the real window: python packaging/recording.py OUT.webp [FOLDER].

Needs a display (Xvfb will do) and the development tools. The portrait is NASA's public-domain picture of Eileen Collins
that scikit-image installs, scratched by this script, so that the truth is known; the gain is printed. FOLDER gets every
step as a PNG.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import skimage.data
from PIL import Image
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtWidgets import QApplication

from restorer.settings import Settings
from restorer.ui import app as program
from restorer.ui import theme
from restorer.ui.canvas import Compare
from restorer.ui.window import Window

SIZE = (1280, 800)
FRAME = (960, 600)
Line = list[tuple[float, float]]
SCRATCHES: tuple[tuple[Line, int], ...] = (
    ([(130, 0), (150, 120), (140, 260), (165, 400), (160, 511)], 3),
    ([(262, 20), (255, 150), (270, 300)], 4),
    ([(0, 215), (120, 205), (300, 190), (511, 160)], 2),
    ([(360, 330), (420, 420), (505, 470)], 5),
    ([(60, 330), (110, 345), (190, 330)], 3),
)
HOLE: Line = [(30, 430), (50, 470), (85, 465), (70, 430), (45, 455)]


def main(target: Path, folder: Path) -> None:
    """Writes the recording and prints what the repair gained."""
    clean = skimage.data.astronaut()
    damaged, scratched, torn = damage(clean)
    application = program.application()
    theme.apply(application, "dark")
    with tempfile.TemporaryDirectory() as home:
        photo = Path(home, "portrait.png")
        cv2.imwrite(str(photo), damaged[..., ::-1])
        window = Window(Settings())
        window.resize(*SIZE)
        window.show()
        frames = [*perform(window, photo, folder)]
        document = window.editing.document
        assert document is not None
        repaired = document.composed().copy()
        print(window.status.fidelity.text())
        document.mark_saved()
        window.close()
    for name, mask in (("scratches", scratched), ("tear", torn)):
        print(
            f"{name}: {decibels(damaged, clean, mask):.2f} dB damaged, "
            f"{decibels(repaired, clean, mask):.2f} dB repaired"
        )
    pictures = [Image.fromarray(one).resize(FRAME, Image.Resampling.LANCZOS) for one, _ in frames]
    durations = [milliseconds for _, milliseconds in frames]
    pictures[0].save(
        target, save_all=True, append_images=pictures[1:], duration=durations, loop=0, quality=82, method=6
    )
    print(f"{target}: {target.stat().st_size / 1e6:.2f} MB, {len(pictures)} pictures")


def damage(clean: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The scratched and torn portrait, and where it is scratched and torn."""
    scratched, torn = np.zeros(clean.shape[:2], np.uint8), np.zeros(clean.shape[:2], np.uint8)
    for line, width in SCRATCHES:
        cv2.polylines(scratched, [np.array(line, np.int32)], False, 1, width, cv2.LINE_8)
    cv2.polylines(torn, [np.array(HOLE, np.int32)], False, 1, 34, cv2.LINE_8)
    damaged = clean.copy()
    damaged[scratched > 0] = (236, 230, 216)
    damaged[torn > 0] = (244, 240, 232)
    return damaged, scratched, torn


def perform(window: Window, photo: Path, folder: Path) -> list[tuple[np.ndarray, int]]:
    """Does what a person would do; pictures with the time each is shown, in milliseconds."""
    frames: list[tuple[np.ndarray, int]] = []

    def look(name: str, milliseconds: int) -> None:
        settle(window)
        frames.append((picture(window), milliseconds))
        folder.mkdir(parents=True, exist_ok=True)
        Image.fromarray(frames[-1][0]).save(folder / f"{len(frames):02d}-{name}.png")

    wait(lambda: bool(window.models.cards))
    window.open_paths([photo])
    wait(lambda: window.stage.frame is not None)
    window.table["inpaint"].trigger()
    window.table["tool_brush"].trigger()
    look("opened", 1200)
    for line, width in SCRATCHES:
        window.marking.options.size_control.set_value(width + 4)
        stroke(window, line)
        look("painted", 450)
    window.table["restore"].trigger()
    wait(lambda: window.queue.running is None)
    window.stage.canvas.set_compare(Compare.OFF)
    look("scratches-filled", 1500)
    window.marking.options.size_control.set_value(40)
    stroke(window, HOLE)
    look("tear-painted", 900)
    window.panel.inpainting.candidates.set_value(4)
    window.table["restore"].trigger()
    wait(lambda: window.queue.running is None)
    wait(lambda: not window.reading.busy)
    look("four-candidates", 1600)
    window.stage.candidates.chosen.emit(2)
    look("third-chosen", 1200)
    window.table["tool_hand"].trigger()
    window.stage.canvas.set_compare(Compare.SPLIT)
    for share in (0.7, 0.5, 0.28):
        window.stage.canvas.set_split(share)
        look("compared", 900)
    return frames


def stroke(window: Window, line: Sequence[tuple[float, float]]) -> None:
    """Press, drag and release of the left button along a line of the photo."""
    canvas, view = window.stage.canvas, window.stage.canvas.view
    assert view is not None
    ratio = canvas.devicePixelRatioF()
    steps = [point for a, b in pairwise(line) for point in np.linspace(a, b, 12)]
    places = [QPointF((view.left + x * view.zoom) / ratio, (view.top + y * view.zoom) / ratio) for x, y in steps]
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    kinds = [QEvent.Type.MouseButtonPress, *[QEvent.Type.MouseMove] * (len(places) - 1), QEvent.Type.MouseButtonRelease]
    for kind, place in zip(kinds, [*places, places[-1]], strict=True):
        which = none if kind == QEvent.Type.MouseMove else left
        held = none if kind == QEvent.Type.MouseButtonRelease else left
        event = QMouseEvent(kind, place, canvas.mapToGlobal(place), which, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(canvas, event)


def picture(window: Window) -> np.ndarray:
    """The window as it looks, (H, W, 3) uint8."""
    image = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).copy()


def settle(window: Window) -> None:
    """Lets the window draw what is new."""
    until = time.monotonic() + 0.8
    while time.monotonic() < until:
        QApplication.processEvents()
        time.sleep(0.01)
    window.stage.canvas.draw_fully()
    QApplication.processEvents()


def wait(condition: Callable[[], bool], *, seconds: float = 300.0) -> None:
    """Handles events until the condition holds; RuntimeError if it never does."""
    until = time.monotonic() + seconds
    while not condition():
        QApplication.processEvents()
        time.sleep(0.01)
        if time.monotonic() > until:
            raise RuntimeError("the window did not get there")


def decibels(picture_: np.ndarray, clean: np.ndarray, mask: np.ndarray) -> float:
    """PSNR of the samples in the mask."""
    error = np.square(picture_[mask > 0].astype(float) - clean[mask > 0]).mean()
    return float(10 * np.log10(255**2 / error))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else Path(tempfile.mkdtemp()))
