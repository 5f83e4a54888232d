"""Runs the real program and paints on the photo it opens until something kills it; the tests start this file.

Arguments: photo, log, seed, interval, how it ends ("" waits to be killed, "sigsegv" breaks down by itself, "exception"
raises in a slot and goes on). One line of the log is one thing that was done: time, what, and its numbers.
"""

import faulthandler
import os
import random
import sys
import time
from pathlib import Path
from typing import TextIO

import numpy as np
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from restorer.mask import Gesture
from restorer.ui import app
from restorer.ui.window import Window

DABS = 6


def dab(size: int) -> np.ndarray:
    """A round coverage of that many pixels across, soft at its edge."""
    rows, columns = np.mgrid[:size, :size] - (size - 1) / 2
    return np.clip((size / 2 - np.hypot(rows, columns)) * 128, 0, 255).astype(np.uint8)


class Painter(QObject):
    """Paints at random moments as the brush does: begin, cover several times, end or cancel; sometimes undo."""

    def __init__(self, log: TextIO, seed: int, ending: str) -> None:
        super().__init__()
        self._log = log
        self._random = random.Random(seed)
        self._ending = ending
        self._gesture: Gesture | None = None
        self._left = 0
        self._erase = False
        self._last = self._random.randint(20, 120)
        self._done = 0
        self._parent = os.getppid()
        QTimer.singleShot(50, self.paint)

    def paint(self) -> None:
        """One step, and the next one later; none if the test is gone."""
        if os.getppid() != self._parent:
            os._exit(0)
        QTimer.singleShot(self._random.randint(1, 40), self.paint)
        window = next((one for one in QApplication.topLevelWidgets() if isinstance(one, Window)), None)
        if window is None or window.shown is None or window.shown.document is None:
            return
        if self._ending == "sigsegv" and self._done > self._last:
            self.write("killed")
            faulthandler._sigsegv()
        if self._ending == "exception" and self._done > self._last:
            self._ending = ""
            self.write("raised")
            raise ValueError("in a slot, while painting")
        self.step(window)

    def step(self, window: Window) -> None:
        """Begins, goes on with or ends a stroke, or takes one back."""
        assert window.shown is not None
        document = window.shown.document
        assert document is not None
        if self._gesture is None:
            if self._random.random() < 0.1 and document.undo() is not None:
                self.write("undo")
                return
            self._gesture = document.mask.begin("brush stroke")
            self._left = self._random.randint(1, DABS)
            self._erase = self._random.random() < 0.25
            self.write("begin")
        elif self._left > 0:
            self._left -= 1
            top, left, size = (self._random.randint(-10, 180) for _ in range(3))
            self._gesture.cover(dab(abs(size) // 4 + 3), top=top, left=left, erase=self._erase)
            self.write("erase" if self._erase else "mark", top, left, abs(size) // 4 + 3)
        elif self._random.random() < 0.1:
            self._gesture.cancel()
            self._gesture = None
            self.write("cancel")
        else:
            document.keep_stroke(self._gesture.end())
            self._gesture = None
            self.write("end")

    def write(self, what: str, *numbers: int) -> None:
        """Tells what has just been done."""
        self._done += 1
        self._log.write(" ".join(str(part) for part in (time.monotonic(), what, *numbers)) + "\n")
        self._log.flush()


if __name__ == "__main__":
    photo, log_name, seed, interval, ending = sys.argv[1:]
    application = app.application()
    with Path(log_name).open("w") as stream:
        painter = Painter(stream, int(seed), ending)
        sys.exit(app.main([photo], interval=float(interval)))
