"""A person trains a denoiser on their own scanner's noise, in the real window, from setting it up to using it.

`training_in_the_window.py --photos FOLDER --budget 10m --out SHOTS`: the first photos of the folder get strong
horizontal bands and coloured grain, which no shipped network was shown; the network is fine-tuned on the pairs, put
beside the shipped one, installed, and used on one more photo. Prints one JSON line of figures and leaves a picture of
each step. Steps are clicks on the window's own widgets; only file dialogs are passed over.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

BANDS, GRAIN = 14.0, 9.0  # sigmas in 8-bit steps
SIDE = 640  # px a side at most


def scanned(clean: np.ndarray, *, seed: int) -> np.ndarray:
    """A scan (H, W, 3) uint8 of a clean picture: rows brighter and darker, and blurred grain of a colour of its own."""
    random = np.random.default_rng(seed)
    bands = random.normal(0, BANDS, (len(clean), 1, 1))
    grain = cv2.GaussianBlur(random.normal(0, 1, clean.shape), (0, 0), 0.8)
    mixing = np.array([[1.0, 0.7, 0.2], [0.1, 1.0, 0.3], [0.5, 0.1, 1.0]])
    grain = grain @ mixing.T
    return np.clip(np.rint(clean + bands + grain / grain.std() * GRAIN), 0, 255).astype(np.uint8)


def prepare(photos: Path, folder: Path, *, count: int) -> tuple[Path, np.ndarray]:
    """`count` pairs in `folder`/clean and `folder`/damaged; returns one more damaged photo and its clean samples."""
    paths = sorted(path for path in photos.rglob("*") if path.suffix.lower() in {".png", ".jpg", ".jpeg", ".webp"})
    pictures = [picture for path in paths if (picture := cv2.imread(str(path))) is not None]
    if len(pictures) <= count:
        raise SystemExit(f"{photos} holds {len(pictures)} photos; {count + 1} are needed.")
    for name in ("clean", "damaged"):
        (folder / name).mkdir(parents=True)
    for number, picture in enumerate(pictures[: count + 1]):
        clean = picture[:SIDE, :SIDE]
        if number == count:
            path = folder / "another.png"
            cv2.imwrite(str(path), scanned(clean, seed=number))
            return path, clean
        cv2.imwrite(str(folder / "clean" / f"{number:02}.png"), clean)
        cv2.imwrite(str(folder / "damaged" / f"{number:02}.png"), scanned(clean, seed=number))
    raise AssertionError


class Person:
    """Clicks through the window and takes pictures of it."""

    def __init__(self, out: Path) -> None:
        from PySide6.QtWidgets import QApplication

        from restorer import settings
        from restorer.ui import app as program
        from restorer.ui import theme
        from restorer.ui.window import Window

        self.app: QApplication = program.application()
        theme.apply(self.app, "dark")
        self.window = Window(settings.Settings())
        self.window.resize(1280, 800)
        self.window.show()
        self.out = out
        out.mkdir(parents=True, exist_ok=True)
        self.wait(lambda: bool(self.window.models.cards), seconds=120)

    def wait(self, condition: Callable[[], object], *, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not condition():
            self.app.processEvents()
            time.sleep(0.01)
            if time.monotonic() > end:
                raise SystemExit("Waited in vain.")

    def shot(self, name: str) -> None:
        self.app.processEvents()
        dialog = self.window.training.dialog
        widget = dialog if dialog is not None and dialog.isVisible() else self.window
        widget.grab().save(str(self.out / f"{name}.png"))

    def train(self, pairs: Path, *, model: str, budget: str, seconds: float) -> dict[str, object]:
        """Sets a training up, looks first, trains, and gives the verdict."""
        from restorer.recipes import Source

        self.window.table["train"].trigger()
        dialog = self.window.training.dialog
        assert dialog is not None
        page = dialog.setup
        page.what.setCurrentIndex([choice.name for choice in page.choices].index(model))
        page.damage.setCurrentIndex(page.damage.findData("pairs"))
        page.add_sources([Source(pairs / "clean", pairs / "damaged")])
        page.name.setText("My scanner")
        page.budget.setCurrentText(budget)
        self.shot("1-set-up")
        page.look.click()
        self.wait(lambda: dialog.trial.is_over, seconds=240)
        self.shot("2-looked")
        if dialog.trial.story.trouble:
            raise SystemExit(dialog.trial.story.trouble)
        dialog.trial.begin.click()
        view = dialog.view
        self.wait(lambda: view.story.share > 0.3, seconds=seconds)
        self.shot("3-learning")
        self.wait(lambda: view.state in ("done", "failed"), seconds=seconds)
        view.look()
        self.shot("4-verdict")
        if view.story.trouble or view.story.verdict is None:
            raise SystemExit(view.story.trouble or "There is no verdict.")
        if not view.story.verdict["is_better"]:
            raise SystemExit(f"Not better, so not installed: {json.dumps(view.story.verdict)}")
        view.install.click()
        self.wait(lambda: "Installed" in view.told.text(), seconds=60)
        self.shot("5-installed")
        dialog.close()
        return {**view.story.verdict, "steps": view.story.step, "seconds": round(view.story.seconds)}

    def restore(self, photo: Path, *, name: str) -> np.ndarray:
        """Opens a photo, denoises it with the model that is chosen, saves it, and gives what was saved."""
        window = self.window
        window.open_paths([photo])
        self.wait(lambda: window.shown is not None and window.shown is window.stage.frame, seconds=60)
        self.wait(lambda: window.table["restore"].isEnabled(), seconds=60)
        before = set(photo.parent.iterdir())
        window.table["restore"].trigger()
        self.wait(lambda: window.shown is not None and window.shown.dirty, seconds=600)
        self.wait(lambda: not window.queue.running, seconds=600)
        self.shot(name)
        window.table["save"].trigger()
        self.wait(lambda: set(photo.parent.iterdir()) - before, seconds=60)
        self.wait(lambda: not window.saver.busy, seconds=60)
        (saved,) = set(photo.parent.iterdir()) - before
        picture = cv2.imread(str(saved))
        assert picture is not None
        saved.unlink()
        window.close_photos()
        return picture


def decibels(picture: np.ndarray, truth: np.ndarray) -> float:
    error = np.mean((picture.astype(float) - truth.astype(float)) ** 2)
    return float(10 * np.log10(255**2 / error))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--budget", default="10m")
    parser.add_argument("--model", default="denoise-best")
    parser.add_argument("--count", type=int, default=30)
    parser.add_argument("--patience", type=float, default=3600.0, help="seconds the training may take in all")
    asked = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        os.environ["RESTORER_CONFIG_DIR"] = str(folder / "person")
        another, clean = prepare(asked.photos, folder / "photos", count=asked.count)
        person = Person(asked.out)
        noisy = cv2.imread(str(another))
        assert noisy is not None
        shipped = person.restore(another, name="0-shipped")
        told = person.train(folder / "photos", model=asked.model, budget=asked.budget, seconds=asked.patience)
        own = person.restore(another, name="6-used")
        figures = {"noisy": decibels(noisy, clean), "shipped": decibels(shipped, clean), "own": decibels(own, clean)}
        print(json.dumps({"verdict": told, "another photo": figures}))
        person.window.close()
    sys.exit(0)


if __name__ == "__main__":
    main()
