"""A program for test_soak: many photos restored, or many windows opened and closed, in one process that is watched.

`soaking.py photos|windows COUNT FOLDER MODEL` prints one JSON line a look: how many are done, resident memory in MB,
open files, threads, for windows widgets, and how many photos are in memory.
"""

import gc
import json
import re
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

SHAPES = ((96, 128), (160, 192), (120, 80))


def look(done: int, widgets: int = 0) -> None:
    gc.collect()
    status = Path("/proc/self/status").read_text(encoding="ascii")
    resident = re.search(r"VmRSS:\s*(\d+)", status)
    threads = re.search(r"Threads:\s*(\d+)", status)
    assert resident is not None
    assert threads is not None
    files = len(list(Path("/proc/self/fd").iterdir()))
    named = len([one for one in threading.enumerate() if not one.daemon])
    alive = sum(type(one).__name__ == "Photo" for one in gc.get_objects())
    row = [done, int(resident[1]) / 1024, files, int(threads[1]), named, widgets, alive]
    print(json.dumps(row), flush=True)


def photos(count: int, folder: Path, model: Path) -> None:
    """Restores the same few photos again and again through the series of the command line."""
    from restorer import photo, series
    from restorer.compose import Adjustment
    from restorer.photo import SaveOptions
    from restorer.weights import Mode

    paths = []
    for number, shape in enumerate(SHAPES):
        path = folder / f"{number}.{('png', 'jpg', 'tif')[number]}"
        samples = np.random.default_rng(number).integers(0, 256, (*shape, 3), dtype=np.uint8)
        photo.save(photo.from_rgb(samples), path)
        paths.append(path)
    request = series.Request(
        places=series.Places(folder=folder / "out"), model=str(model), mode=Mode.DENOISE, noise=25.0,
        adjustment=Adjustment(), save=SaveOptions(), threads=2,
    )  # fmt: skip
    (folder / "out").mkdir()
    run = series.Series(request, lambda *_: None)
    for done in range(1, count + 1):
        report = run.restore(paths[done % len(paths)])
        for made in (folder / "out").iterdir():
            made.unlink()
        assert type(report).__name__ == "Report", report
        run.reports.clear()
        if done % max(1, count // 40) == 0:
            look(done)


def windows(count: int, folder: Path, model: Path) -> None:
    """In one window, opens a photo, looks closer, marks, undoes, and closes the photo, again and again."""
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    from restorer import photo
    from restorer.settings import Settings
    from restorer.ui import app as program
    from restorer.ui import theme
    from restorer.ui.window import Window

    app = program.application()
    theme.apply(app, "dark")
    path = folder / "photo.png"
    photo.save(photo.from_rgb(np.random.default_rng(1).integers(0, 256, (160, 192, 3), dtype=np.uint8)), path)

    def until(condition: Callable[[], bool]) -> None:
        end = time.monotonic() + 60
        while not condition():
            app.processEvents()
            time.sleep(0.001)
            assert time.monotonic() < end

    window = Window(Settings(), weights_folder=model.parent)
    window.show()
    until(lambda: bool(window.models.cards))
    for done in range(1, count + 1):
        window.open_paths([path])
        until(lambda: window.stage.frame is not None and window.shown is window.stage.frame)
        window.stage.canvas.set_zoom(1.0 + done % 3)
        window.table["mask_all"].trigger()
        window.grab()
        window.table["undo"].trigger()
        until(lambda: not window.reading.busy)
        window.close_photos()
        until(lambda: not window.collection.frames and window.stage.frame is None)
        if done % max(1, count // 40) == 0:
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            look(done, len(QApplication.allWidgets()))
    window.close()


if __name__ == "__main__":
    {"photos": photos, "windows": windows}[sys.argv[1]](int(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4]))
