"""The commands on all marks of a photo: clear, invert, fill, move their edge, take them from and to files."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from restorer import files, photo, selection
from restorer.document import Document
from restorer.mask import Box, Gesture
from restorer.selection import Patch
from restorer.ui import mask_jobs
from restorer.ui.collection import Collection
from restorer.ui.frames import Frame
from restorer.ui.marking import Marking
from restorer.ui.saves import pictures_folder
from restorer.ui.worker import Job, Make, Worker


class Masks(QObject):
    """Changes the marks of the photo that is shown; what takes long is done by the worker, on a copy."""

    def __init__(self, window: QWidget, marking: Marking, collection: Collection, *, worker: Worker) -> None:
        super().__init__(window)
        self.shown: Callable[[], Frame | None] = lambda: None
        self._window = window
        self._marking = marking
        self._collection = collection
        self._worker = worker

    def fill(self) -> None:
        """Marks everything."""
        document = self._settled()
        if document is not None:
            everything = Patch(np.full(document.mask.shape, 255, np.uint8), 0, 0)
            self._put(document, "marking of everything", everything)

    def clear(self) -> None:
        """Takes every mark away."""
        document = self._settled()
        box = selection.bounds(document.mask.samples) if document is not None else None
        if document is not None and box is not None:
            self._put(document, "clearing of the marks", Patch(np.zeros(box[2:], np.uint8), box[0], box[1]))

    def invert(self) -> None:
        """Marks what is sound, and the other way round."""
        document = self._settled()
        if document is not None:
            self._put(document, "inversion of the marks", Patch(255 - document.mask.samples, 0, 0))

    def grow(self) -> None:
        """Moves the edge of the marks outwards."""
        self._reshape("growth of the marks", selection.grown)

    def shrink(self) -> None:
        """Moves the edge of the marks inwards."""
        self._reshape("shrinking of the marks", selection.shrunk)

    def feather(self) -> None:
        """Softens the edge of the marks."""
        self._reshape("feathering of the marks", selection.feathered)

    # Files --------------------------------------------------------------------------------------------------------

    def choose_import(self) -> None:
        """Asks for a picture to take the marks from."""
        suffixes = " ".join(f"*{suffix} *{suffix.upper()}" for suffix in photo.readable_suffixes())
        filters = f"{self.tr('Pictures')} ({suffixes});;{self.tr('All files')} (*)"
        folder = str(self._suggested().parent)
        name, _ = QFileDialog.getOpenFileName(self._window, self.tr("Import a mask"), folder, filters)
        if name:
            self.import_from(Path(name))

    def import_from(self, path: Path) -> None:
        """Replaces the marks by those in a picture: white is damaged."""
        document = self._settled()
        if document is not None:
            make = partial(mask_jobs.read, path, document.mask.shape)
            self._submit(make, partial(self._on_read, document))

    def mark_transparent(self) -> None:
        """Marks what is transparent in the photo, besides what is marked already."""
        document = self._settled()
        if document is not None and document.photo.alpha is not None:
            make = partial(mask_jobs.transparent, document.photo.alpha)
            self._submit(make, partial(self._on_transparent, document))

    def choose_export(self) -> None:
        """Asks where the marks are to be written."""
        title, filters = self.tr("Export the mask"), f"{self.tr('PNG picture')} (*.png)"
        name, _ = QFileDialog.getSaveFileName(self._window, title, str(self._suggested()), filters)
        if name:
            path = Path(name)
            self.export_to(path if path.suffix else path.with_name(f"{path.name}.png"))

    def export_to(self, path: Path) -> None:
        """Writes the marks as a grey PNG; never over a photo that is open."""
        document = self._settled()
        if document is not None:
            make = partial(mask_jobs.write, document.mask.samples.copy(), path, self._collection.originals())
            self._submit(make, self._on_written)

    def _suggested(self) -> Path:
        frame = self.shown()
        path = frame.path if frame is not None else None
        if path is None:
            return pictures_folder() / "mask.png"
        return path.with_name(f"{path.stem}-mask.png")

    def _on_read(self, document: Document, read: tuple[np.ndarray, tuple[str, ...]]) -> None:
        mask, notices = read
        self._put(document, "import of a mask", Patch(mask, 0, 0))
        if notices:
            self._marking.told.emit(" ".join(notices))

    def _on_transparent(self, document: Document, patch: Patch | None) -> None:
        if patch is None:
            self._marking.said.emit(self.tr("Nothing in the photo is transparent."))
            return

        def act(gesture: Gesture) -> Box | None:
            return gesture.cover(patch.samples, top=patch.top, left=patch.left, erase=False)

        self._marking.change(document, "marking of what is transparent", act)

    def _on_written(self, path: Path) -> None:
        self._marking.said.emit(self.tr("Saved as {path}").format(path=files.printable(path)))

    # Changes ------------------------------------------------------------------------------------------------------

    def _settled(self) -> Document | None:
        self._marking.settle()
        return self._marking.document

    def _put(self, document: Document, text: str, patch: Patch) -> None:
        def act(gesture: Gesture) -> Box | None:
            return gesture.put(patch.samples, top=patch.top, left=patch.left)

        self._marking.change(document, text, act)

    def _reshape(self, text: str, change: Callable[[np.ndarray, int], Patch | None]) -> None:
        document = self._settled()
        if document is None or not document.is_marked:
            return
        pixels = self._marking.options.reach.value()
        self._order(document, text, lambda mask: change(mask, pixels))

    def _order(self, document: Document, text: str, change: mask_jobs.Change) -> None:
        revision = document.mask.revision

        def finish(patch: Patch | None) -> None:
            if document.mask.revision != revision:  # painted on meanwhile: the copy is out of date
                self._marking.when_settled(partial(self._order, document, text, change))
            elif patch is not None:
                self._put(document, text, patch)

        self._submit(partial(mask_jobs.reshape, document.mask.samples.copy(), change), finish)

    def _submit(self, make: Make, finished: Callable[..., object]) -> None:
        job = Job(make, name="marks")
        job.finished.connect(finished)
        job.failed.connect(self._marking.told)
        self._worker.submit(job)
