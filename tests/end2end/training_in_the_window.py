"""Drives the real window: a model is trained on damaged photos, judged, installed, and used on a new photo.

`training_in_the_window.py --photos FOLDER --budget 10m --out SHOTS [--how pairs|measured] [--model denoise-fast]`
takes 31 clean photos: 30 to learn from, the last to be restored at the end. They get noise that no shipped network
was taught: strong horizontal banding and coloured grain. Pictures of each step go to SHOTS, dark and light; the last
line of the output is JSON. Exit code 0 only if the new weights gain what they should on the held-out photos, and are
better than the shipped ones on the new photo too. Nothing is read from or written to a person's own settings.
"""

import argparse
import hashlib
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractButton

COUNT = 30
SIDE = 512  # px at most
BANDS, GRAIN = 20.0, 14.0  # sigmas in 8-bit steps
LEAST_GAIN = 1.5  # dB over the shipped weights on the held-out photos
FLAT = ((60, 70, 80), (128, 120, 110), (190, 195, 185))  # a test card to measure the noise on
Damage = Callable[[np.ndarray], np.ndarray]


def damaged(clean: np.ndarray, *, seed: int) -> np.ndarray:
    """Horizontal banding of a few rows' width, not alike in the channels, and soft coloured grain; (H, W, 3) uint8."""
    random = np.random.default_rng(seed)
    height, width = clean.shape[:2]
    common, own = random.normal(0, 1, (height + 1, 1, 1)), random.normal(0, 1, (height + 1, 1, 3))
    rows = 0.85 * common + 0.53 * own
    bands = (rows[1:] + rows[:-1]) / np.sqrt(2) * BANDS
    grain = cv2.GaussianBlur(random.normal(0, 1, (height, width, 3)), (0, 0), 0.9)
    grain = grain / grain.std() * GRAIN
    result: np.ndarray = np.clip(np.rint(clean + bands + grain), 0, 255).astype(np.uint8)
    return result


def decibels(one: np.ndarray, other: np.ndarray) -> float:
    """PSNR of 8-bit samples."""
    return float(10 * np.log10(255.0**2 / np.square(one.astype(float) - other).mean()))


class Material:
    """The photos of one trial as files: clean, damaged, a damaged new one, and a test card with the noise."""

    def __init__(self, photos: Path, home: Path) -> None:
        self.clean, self.damaged = home / "clean", home / "damaged"
        self.new, self.card = home / "new" / "scan.png", home / "card.png"
        for folder in (self.clean, self.damaged, self.new.parent):
            folder.mkdir(parents=True, exist_ok=True)
        found = [picture for path in sorted(photos.rglob("*")) if (picture := _read(path)) is not None]
        if len(found) <= COUNT:
            raise SystemExit(f"{photos} holds {len(found)} photos; {COUNT + 1} are needed.")
        for number, picture in enumerate(found[:COUNT]):
            cv2.imwrite(str(self.clean / f"{number:02}.png"), picture)
            cv2.imwrite(str(self.damaged / f"{number:02}.png"), damaged(picture, seed=number))
        self.truth = found[COUNT]
        cv2.imwrite(str(self.new), damaged(self.truth, seed=COUNT))
        card = np.repeat(np.array(FLAT, np.uint8)[np.newaxis], 256, axis=0).repeat(256, axis=1)
        cv2.imwrite(str(self.card), damaged(card, seed=COUNT + 1))


def _read(path: Path) -> np.ndarray | None:
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR) if path.is_file() else None
    if picture is None or min(picture.shape[:2]) < 128:
        return None
    top, left = (max(0, (side - SIDE) // 2) for side in picture.shape[:2])
    return np.ascontiguousarray(picture[top : top + SIDE, left : left + SIDE])


class Person:
    """Somebody at the window: waits, clicks, answers file dialogs, and takes pictures of what is seen."""

    def __init__(self, shots: Path, *, patience: float) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtWidgets import QApplication

        from restorer.settings import Settings
        from restorer.ui import app as program
        from restorer.ui import theme
        from restorer.ui.window import Window

        QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
        self.app = program.application()
        theme.apply(self.app, "dark")
        self._shots, self._patience, self._number = shots, patience, 0
        self.window = Window(Settings(theme="dark"))
        self.window.show()
        self.until(lambda: bool(self.window.models.cards), "the models are listed")

    def until(self, condition: Callable[[], bool], what: str) -> None:
        """Goes on once it is so; SystemExit after too long a time."""
        end = time.monotonic() + self._patience
        while not condition():
            self.app.processEvents()
            time.sleep(0.005)
            if time.monotonic() > end:
                self.shot("too-late")
                raise SystemExit(f"It did not happen in {self._patience:.0f} s that {what}.")

    def click(self, button: "QAbstractButton") -> None:
        """Presses a button as a mouse does; SystemExit if it cannot be pressed."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        if not (button.isVisible() and button.isEnabled()):
            raise SystemExit(f"“{button.text()}” cannot be pressed.")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def choose(self, act: Callable[[], object], *answers: Path) -> None:
        """Does what asks for files or folders, and answers one dialog after the other."""
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QLineEdit

        left = list(answers)
        timer = QTimer(interval=50)

        def answer() -> None:
            dialog = QApplication.activeModalWidget()
            if not isinstance(dialog, QFileDialog) or not left:
                return
            dialog.findChild(QLineEdit, "fileNameEdit").setText(str(left[0]))
            box = dialog.findChild(QDialogButtonBox)
            for button in box.buttons():
                if box.buttonRole(button) == QDialogButtonBox.ButtonRole.AcceptRole:
                    button.click()
            if not dialog.isVisible():
                left.pop(0)

        timer.timeout.connect(answer)
        timer.start()
        act()
        timer.stop()
        if left:
            raise SystemExit(f"Nothing asked for {left[0]}.")

    def shot(self, name: str) -> None:
        """Pictures of every window that is seen, dark and light."""
        from PySide6.QtWidgets import QApplication

        from restorer.ui import theme

        self._number += 1
        for mode in ("light", "dark"):
            theme.apply(self.app, mode)
            for _ in range(5):
                self.app.processEvents()
            seen = [one for one in QApplication.topLevelWidgets() if one.isVisible() and one.width() > 200]
            for widget in seen:
                kind = type(widget).__name__.lower()
                widget.grab().save(str(self._shots / f"{self._number:02}-{name}-{kind}-{mode}.png"))


def set_up(person: Person, material: Material, given: argparse.Namespace) -> None:
    """Says in the dialog what is to be learned from what."""
    from restorer.recipes import Source

    dialog = person.window.training.dialog
    assert dialog is not None
    page = dialog.setup
    person.shot("empty")
    page.what.setCurrentIndex(page.what.findData(given.model))
    page.damage.setCurrentIndex(page.damage.findData(given.how))
    if given.how == "pairs":
        person.choose(lambda: person.click(page.add_pairs), material.clean, material.damaged)
    else:
        measure_card(person, material)
        person.choose(lambda: person.click(page.add_folder), material.clean)
    damaged_folder = material.damaged if given.how == "pairs" else None
    if page.sources != (Source(material.clean, damaged_folder),):
        raise SystemExit(f"The dialog understood {page.sources}.")
    page.budget.setCurrentText(given.budget)
    page.name.setText("Banded scans")
    person.shot("set-up")


def measure_card(person: Person, material: Material) -> None:
    """Draws boxes on the test card."""
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtTest import QTest

    training = person.window.training
    assert training.dialog is not None
    person.choose(lambda: person.click(training.dialog.setup.measure), material.card)
    person.until(lambda: training.measuring is not None, "the card is shown")
    dialog = training.measuring
    assert dialog is not None
    picker = dialog.picker
    for part in range(len(FLAT)):
        target = picker.target()
        left, width = target.left() + target.width() * part / len(FLAT), target.width() / len(FLAT)
        corners = [QPoint(round(left + width * x), round(target.top() + target.height() * x)) for x in (0.06, 0.94)]
        QTest.mousePress(picker, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, corners[0])
        QTest.mouseMove(picker, corners[1])
        QTest.mouseRelease(picker, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, corners[1])
    person.until(lambda: dialog.ok.isEnabled(), "the noise is measured")
    person.shot("measured")
    person.click(dialog.ok)


def train(person: Person, *, seconds: int) -> dict[str, Any]:
    """Looks first, trains, pauses, goes on, closes the dialog, comes back, waits; the verdict."""
    training = person.window.training
    dialog = training.dialog
    assert dialog is not None
    view = dialog.view
    dialog.trial_seconds = seconds
    person.click(dialog.setup.look)
    person.until(lambda: dialog.trial.is_over, "the look is over")
    person.shot("look")
    if dialog.trial.story.trouble:
        raise SystemExit(dialog.trial.story.trouble)
    person.click(dialog.trial.begin)

    def tells(condition: Callable[[], bool]) -> Callable[[], bool]:
        return lambda: condition() or view.state in ("done", "failed", "interrupted")

    person.until(tells(lambda: any(len(one.values) > 2 for one in view.story.figures.values())), "it learns")
    person.shot("learning")
    if view.state == "running":
        person.click(view.pause)
        person.until(tells(lambda: view.state == "paused"), "it pauses")
        person.shot("paused")
        person.until(tells(lambda: view.resume.isVisible()), "it can be resumed")
        person.click(view.resume)
        person.until(tells(lambda: view.state == "running"), "it goes on")
    dialog.close()
    person.window.table["train"].trigger()
    person.until(lambda: dialog.isVisible(), "the dialog comes back")
    person.until(lambda: view.state in ("done", "failed", "interrupted"), "the training ends")
    view.look()
    person.shot("verdict")
    if view.state != "done" or view.story.verdict is None:
        raise SystemExit(f"The training is {view.state}: {view.status.text()}")
    return view.story.verdict


def gain(verdict: dict[str, Any]) -> float:
    """What the new weights are better by on the held-out photos: the least of the rows that are a PSNR."""
    rows = [row for row in verdict["rows"] if row["unit"] == "dB" and not row["name"].endswith("gain")]
    return min(float(row["new"]) - float(row["shipped"]) for row in rows)


def install(person: Person) -> Path:
    """Takes the new weights in; their place among the installed."""
    training = person.window.training
    assert training.dialog is not None
    found: list[Path] = []
    training.installed.connect(found.append)
    person.click(training.dialog.view.install)
    person.until(lambda: bool(found), "the weights are installed")
    person.until(lambda: person.window.panel.model_name == str(found[0]), "they are chosen")
    person.shot("installed")
    training.dialog.close()
    models = person.window.models
    person.window.table["models"].trigger()
    person.until(lambda: models.dialog is not None and models.dialog.isVisible(), "the models are shown")
    person.shot("models")
    if models.dialog is not None:
        models.dialog.reject()
    return found[0]


def restore(person: Person, model: str) -> np.ndarray:
    """The photo that is shown as this model restores it; (H, W, 3) BGR."""
    window = person.window
    window.panel.model.setCurrentIndex(window.panel.model.findData(model))
    ended: list[bool] = []
    connection = window.queue.ended.connect(lambda *_: ended.append(True))
    window.table["restore"].trigger()
    person.until(lambda: bool(ended), "the photo is restored")
    window.queue.ended.disconnect(connection)
    assert window.shown is not None
    assert window.shown.document is not None
    composed: np.ndarray = window.shown.document.composed()[..., ::-1]
    return composed


def use(person: Person, material: Material, *, own: Path, shipped: Path) -> dict[str, Any]:
    """Opens the new photo, restores it with either model, saves what the own one made; PSNRs and the file."""
    window = person.window
    sum_before = hashlib.sha256(material.new.read_bytes()).hexdigest()
    window.open_paths([material.new])
    person.until(lambda: window.stage.frame is not None and window.stage.frame is window.shown, "the photo is shown")
    theirs = restore(person, str(shipped))
    person.shot("shipped")
    window.table["undo"].trigger()
    ours = restore(person, str(own))
    person.shot("own")
    frame = window.shown
    assert frame is not None
    window.table["save"].trigger()
    person.until(lambda: frame.saved_path is not None, "the photo is saved")
    person.shot("saved")
    saved = cv2.imread(str(frame.saved_path), cv2.IMREAD_COLOR)
    return {
        "new photo": decibels(cv2.imread(str(material.new)), material.truth),
        "new photo, shipped": decibels(theirs, material.truth),
        "new photo, own": decibels(ours, material.truth),
        "saved": str(frame.saved_path),
        "is saved as shown": bool(np.array_equal(saved, ours)),
        "is original untouched": hashlib.sha256(material.new.read_bytes()).hexdigest() == sum_before,
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Everything, one after the other; 0 only if the new weights are as good as they should be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--budget", default="10m")
    parser.add_argument("--how", choices=("pairs", "measured"), default="pairs")
    parser.add_argument("--model", default="denoise-fast")
    parser.add_argument("--look", type=int, default=20, help="seconds of the first look")
    parser.add_argument("--least", type=float, default=LEAST_GAIN, help="dB over the shipped weights")
    parser.add_argument("--patience", type=float, default=5400.0, help="seconds that any one step may take")
    given = parser.parse_args(arguments)
    out = given.out.absolute()
    out.mkdir(parents=True, exist_ok=True)
    for name in ("RESTORER_CONFIG_DIR", "RESTORER_DATA_DIR"):
        os.environ[name] = str(out / "home")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    material = Material(given.photos, out / "photos")
    person = Person(out, patience=given.patience)
    person.shot("window")
    person.window.table["train"].trigger()
    set_up(person, material, given)
    verdict = train(person, seconds=given.look)
    result = {"gain": gain(verdict), "shipped": verdict["shipped"], "rows": verdict["rows"]}
    if result["gain"] >= given.least:
        from restorer import weights

        own = install(person)
        result |= use(person, material, own=own, shipped=weights.bundled()[verdict["shipped"]])
        result["weights"] = str(own)
    person.window.close()
    print(json.dumps(result))
    is_good = result["gain"] >= given.least and result["new photo, own"] > result["new photo, shipped"]
    return 0 if is_good and result["is saved as shown"] and result["is original untouched"] else 1


if __name__ == "__main__":
    sys.exit(main())
