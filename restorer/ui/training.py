"""Training in the window: the dialog when it is wanted, and what becomes of finished weights."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from restorer import runs
from restorer.ui.training_dialog import TrainingDialog


class Training(QObject):
    """Owns the training dialog of a window; made when it is first asked for."""

    def __init__(self, window: QWidget, *, open_photos: Callable[[], Sequence[Path]]) -> None:
        super().__init__(window)
        self._window = window
        self._open_photos = open_photos
        self.dialog: TrainingDialog | None = None

    def show(self) -> None:
        """Shows the dialog, in front."""
        if self.dialog is None:
            self.dialog = TrainingDialog(self._window, open_photos=self._open_photos, folder=runs.runs_folder())
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()
