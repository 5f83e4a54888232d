"""Training in the window: the dialog when it is wanted, noise measured on a scan, and what becomes of new weights."""

from collections.abc import Callable, Generator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QMessageBox, QWidget

from restorer import files, measuring, model_store, runs
from restorer.ui.measuring_dialog import MeasuringDialog, Scan, scan
from restorer.ui.opening import photo_filter
from restorer.ui.training_dialog import TrainingDialog
from restorer.ui.worker import Job, Make, Worker

MEASURED_NAME = "measured-noise.json"


class Training(QObject):
    """Owns the training dialog of a window; made when it is first asked for. `open_photos` gives open files' paths."""

    installed = Signal(Path)  # a person's own model, now among the installed

    def __init__(self, window: QWidget, *, reading: Worker, open_photos: Callable[[], Sequence[Path]]) -> None:
        super().__init__(window)
        self._window = window
        self._reading = reading
        self._open_photos = open_photos
        self.dialog: TrainingDialog | None = None
        self.measuring: MeasuringDialog | None = None

    def show(self) -> None:
        """Shows the dialog, in front."""
        if self.dialog is None:
            self.dialog = TrainingDialog(self._window, open_photos=self._open_photos, folder=runs.runs_folder())
            self.dialog.measure_wanted.connect(self.choose_scan)
            self.dialog.install_wanted.connect(self.install)
            self.dialog.export_wanted.connect(self.choose_target)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    def install(self, weights: Path, verdict: dict[str, Any]) -> None:
        """Takes new weights among the installed; asks first, with the figures, if the shipped ones are better."""
        insists = bool(verdict) and not verdict["is_better"]
        if insists and not self._confirmed(verdict):
            return
        self._do(partial(_installed, weights, verdict, insists=insists), self._on_installed)

    def _confirmed(self, verdict: dict[str, Any]) -> bool:
        rows = [f"{row['name']}: {row['new']:.2f} / {row['shipped']:.2f} {row['unit']}" for row in verdict["rows"]]
        box = QMessageBox(self.dialog)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(self.tr("Not better"))
        text = self.tr("On the held-out photos the new model is not better than {name}. Install it all the same?")
        box.setText(text.format(name=verdict["shipped"]))
        box.setInformativeText("\n".join([self.tr("New / there already:"), *rows]))
        install = box.addButton(self.tr("Install all the same"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.exec()
        return box.clickedButton() is install

    def _on_installed(self, found: tuple[str, Path]) -> None:
        name, path = found
        if self.dialog is not None:
            self.dialog.view.say(self.tr("Installed as “{name}”, and chosen for its mode's page.").format(name=name))
        self.installed.emit(path)

    def choose_target(self, weights: Path, _verdict: dict[str, Any]) -> None:
        """Asks where a copy of new weights should go."""
        kinds = f"{self.tr('Weights')} (*.safetensors)"
        name, _ = QFileDialog.getSaveFileName(self.dialog, self.tr("Export a model"), weights.parent.name, kinds)
        if name:
            self.export(weights, Path(name).with_suffix(".safetensors"))

    def export(self, weights: Path, target: Path) -> None:
        """Copies new weights, card and all."""
        self._do(partial(_exported, weights, target), self._on_exported)

    def _on_exported(self, target: Path) -> None:
        if self.dialog is not None:
            self.dialog.view.say(self.tr("Written: {path}").format(path=target))

    def _do(self, make: Make, finished: Callable[..., object]) -> None:
        job = Job(make, name="training")
        job.finished.connect(finished)
        job.failed.connect(self._complain)
        self._reading.submit(job)

    def choose_scan(self) -> None:
        """Asks for a scan whose noise is to be measured."""
        name, _ = QFileDialog.getOpenFileName(self.dialog, self.tr("A scan with the noise"), "", photo_filter())
        if name:
            self.measure(Path(name))

    def measure(self, path: Path) -> None:
        """Reads a scan, then asks for flat places of it."""
        self._do(partial(scan, path), self._ask)

    def _ask(self, opened: Scan) -> None:
        assert self.dialog is not None
        self.measuring = MeasuringDialog(opened, self.dialog, worker=self._reading)
        self.measuring.finished.connect(self._take)
        self.measuring.open()

    def _take(self, result: int) -> None:
        dialog, self.measuring = self.measuring, None
        if dialog is None or self.dialog is None:
            return
        if result == QDialog.DialogCode.Accepted and dialog.noise is not None:
            path = runs.runs_folder() / MEASURED_NAME
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                measuring.write(dialog.noise, path)
            except OSError as error:
                self._complain(f"{path} cannot be written: {error.strerror}.")
            else:
                self.dialog.setup.take_measured(path, dialog.sentence(dialog.noise))
        dialog.deleteLater()

    def _complain(self, sentence: str) -> None:
        if self.dialog is not None:
            self.dialog.setup.complain(sentence)
            self.dialog.view.say(sentence)


def _installed(weights: Path, verdict: dict[str, Any], *, insists: bool) -> Generator[Any, None, tuple[str, Path]]:
    yield None
    name = model_store.install(weights, verdict=verdict, insists=insists)
    return name, model_store.own()[name]


def _exported(weights: Path, target: Path) -> Generator[Any, None, Path]:
    yield None
    files.replace_bytes(target, weights.read_bytes())
    return target
