"""Saving in the worker: beside the original, or where a person said."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from restorer.document import Edit
from restorer.photo import SaveOptions
from restorer.ui import jobs
from restorer.ui.collection import Collection, composition_of
from restorer.ui.frames import Frame
from restorer.ui.worker import Job, Make, Worker


class Saver(QObject):
    """Writes frames; a document becomes clean only if what was written is what it still holds."""

    saved = Signal(object, object)  # Frame, jobs.Saved
    failed = Signal(object, str)
    asked = Signal(object, object, object)  # Frame, jobs.Question, SaveOptions
    ended = Signal()  # nothing is left to be saved

    def __init__(self, worker: Worker, collection: Collection) -> None:
        super().__init__()
        self._worker = worker
        self._collection = collection
        self._pending = 0

    @property
    def busy(self) -> bool:
        """True while something is being written."""
        return self._pending > 0

    def save(self, frames: Sequence[Frame], folder: Path | None, *, fallback: Path, quality: int) -> None:
        """Writes each frame beside its original or into `folder`, under a free name; photos without a file go to
        `fallback`. A frame saved before in this window goes to the same file again."""
        for frame in frames:
            if frame.document is None:
                continue
            options = frame.save_options or SaveOptions(quality=quality)
            make = partial(
                jobs.save_beside,
                composition_of(frame),
                frame.saved_path,
                jobs.Places(folder, fallback, self._collection.originals()),
                options,
            )
            self._submit(frame, make, options)

    def save_as(self, frame: Frame, path: Path, options: SaveOptions, *, confirmed: bool = False) -> None:
        """Writes to the path a person chose; asks first where that replaces a file."""
        if frame.document is None:
            return
        make = partial(
            jobs.save,
            composition_of(frame),
            path,
            options,
            originals=self._collection.originals(),
            confirmed=confirmed,
        )
        self._submit(frame, make, options)

    def _submit(self, frame: Frame, make: Make, options: SaveOptions) -> None:
        assert frame.document is not None
        job = Job(make, name="save")
        job.finished.connect(partial(self._on_finished, frame, frame.document.edits, options))
        job.failed.connect(partial(self.failed.emit, frame))
        job.ended.connect(self._on_ended)
        self._pending += 1
        self._worker.submit(job)

    def _on_finished(
        self, frame: Frame, edits: tuple[Edit, ...], options: SaveOptions, result: jobs.Saved | jobs.Question
    ) -> None:
        if isinstance(result, jobs.Question):
            self.asked.emit(frame, result, options)
            return
        if frame.document is not None:
            frame.document.mark_saved(edits)
        frame.saved_path = result.path
        frame.save_options = options
        self._collection.model.changed(frame)
        self.saved.emit(frame, result)

    def _on_ended(self) -> None:
        self._pending -= 1
        if self._pending == 0:
            self.ended.emit()
