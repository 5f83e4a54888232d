"""The ways in: files, folders, the clipboard, drags; and the way out to the clipboard."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from restorer import photo
from restorer.settings import Settings
from restorer.ui import arrivals, jobs
from restorer.ui.collection import Collection, composition_of
from restorer.ui.frames import Frame
from restorer.ui.worker import Job, Worker


class Opening(QObject):
    """The commands open, open folder, paste and copy."""

    said = Signal(str)
    failed = Signal(str)

    def __init__(self, window: QWidget, collection: Collection, worker: Worker) -> None:
        super().__init__(window)
        self.settings: Callable[[], Settings] = Settings
        self.shown: Callable[[], Frame | None] = lambda: None
        self._window = window
        self._collection = collection
        self._worker = worker

    def choose_photos(self) -> None:
        """Asks for photos to open."""
        names, _ = QFileDialog.getOpenFileNames(self._window, self.tr("Open"), self._folder(), photo_filter())
        if names:
            self._collection.add_paths([Path(name) for name in names])

    def choose_folder(self) -> None:
        """Asks for a folder of photos."""
        name = QFileDialog.getExistingDirectory(self._window, self.tr("Open folder"), self._folder())
        if name:
            self._collection.add_paths([Path(name)])

    def paste(self) -> None:
        """Opens what is on the clipboard."""
        if not self.take(QGuiApplication.clipboard().mimeData()):
            self.said.emit(self.tr("There is no photo on the clipboard."))

    def copy(self) -> None:
        """Puts the photo as it stands on the clipboard."""
        frame = self.shown()
        if frame is None or frame.document is None:
            return
        job = Job(partial(jobs.copy_image, composition_of(frame)), name="copy")
        job.finished.connect(self._on_copied)
        job.failed.connect(self.failed)
        self._worker.submit(job)

    def take(self, mime: QMimeData) -> bool:
        """Opens what a drag or the clipboard holds; False if that is nothing at all."""
        arrived = arrivals.from_mime(mime)
        if arrived.picture is not None:
            self._collection.add_picture(arrived.picture)
        elif arrived.paths or arrived.refused:
            self._collection.add_paths(arrived.paths, refused=arrived.refused)
        return bool(arrived.picture is not None or arrived.paths or arrived.refused)

    def _on_copied(self, image: QImage) -> None:
        QGuiApplication.clipboard().setImage(image)
        self.said.emit(self.tr("Copied."))

    def _folder(self) -> str:
        recent = self.settings().recent
        return str(Path(recent[0]).parent) if recent else ""


def photo_filter() -> str:
    """The kinds of files that a dialog for photos offers."""
    suffixes = " ".join(f"*{suffix} *{suffix.upper()}" for suffix in photo.readable_suffixes())
    photos, everything = (
        QCoreApplication.translate("Opening", "Photos"),
        QCoreApplication.translate("Opening", "All files"),
    )
    return f"{photos} ({suffixes});;{everything} (*)"
