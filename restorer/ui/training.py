"""Training in the window: the dialog when it is wanted, noise measured on a scan, and what becomes of new weights."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from restorer import measuring, runs
from restorer.ui.measuring_dialog import MeasuringDialog, Scan, scan
from restorer.ui.opening import photo_filter
from restorer.ui.training_dialog import TrainingDialog
from restorer.ui.worker import Job, Worker

MEASURED_NAME = "measured-noise.json"


class Training(QObject):
    """Owns the training dialog of a window; made when it is first asked for. `open_photos` gives open files' paths."""

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
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    def choose_scan(self) -> None:
        """Asks for a scan whose noise is to be measured."""
        name, _ = QFileDialog.getOpenFileName(self.dialog, self.tr("A scan with the noise"), "", photo_filter())
        if name:
            self.measure(Path(name))

    def measure(self, path: Path) -> None:
        """Reads a scan, then asks for flat places of it."""
        job = Job(partial(scan, path), name="measure")
        job.finished.connect(self._ask)
        job.failed.connect(self._complain)
        self._reading.submit(job)

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
                self._complain(f"{path}: {error.strerror}.")
            else:
                self.dialog.setup.take_measured(path, dialog.sentence(dialog.noise))
        dialog.deleteLater()

    def _complain(self, sentence: str) -> None:
        if self.dialog is not None:
            self.dialog.setup.complain(sentence)
