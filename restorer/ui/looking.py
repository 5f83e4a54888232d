"""What a person looks at after a restore: candidates, what has changed and by how much, what was invented."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from restorer import files
from restorer.document import Edit
from restorer.ui import dialogs, filling
from restorer.ui.bars import StatusLine
from restorer.ui.changejobs import ChangeMap, save_changes
from restorer.ui.collection import Collection, composition_of
from restorer.ui.editing import Editing
from restorer.ui.fidelity import Fidelity, Watch
from restorer.ui.frames import Frame
from restorer.ui.jobs import Question, Saved
from restorer.ui.queue import RestoreQueue
from restorer.ui.stage import Stage
from restorer.ui.worker import Job, Priority, Worker


class Looking(QObject):
    """The strip of candidates, the count of changed samples and the overlays, which follow the shown photo's edits."""

    said = Signal(str)
    more_wanted = Signal(object, object)  # Frame, Edit

    def __init__(self, window: QWidget, table: dict[str, QAction], *, stage: Stage, reading: Worker) -> None:
        super().__init__(window)
        self._window = window
        self._table = table
        self._stage = stage
        self._reading = reading
        self._frame: Frame | None = None
        self._pictures: Job | None = None
        self._originals: Callable[[], tuple[Path, ...]] = tuple
        self.watch = Watch(reading, self)
        self.watch.measured.connect(self._on_measured)
        for name in ("show_changes", "show_invented"):
            table[name].setCheckable(True)

    def attach(self, editing: Editing, queue: RestoreQueue, *, status: StatusLine, collection: Collection) -> None:
        """Connects with the other parts of the window."""
        self._editing, self._queue, self._originals = editing, queue, collection.originals
        self.watch.measured.connect(status.show_fidelity)
        strip = self._stage.candidates
        strip.chosen.connect(lambda index: editing.choose(editing.chosen, index))
        strip.more_wanted.connect(self._on_more)
        editing.changed.connect(self.follow)
        queue.changed.connect(self.follow)
        queue.found.connect(lambda frame, _: editing.grown(frame))

    def follow(self) -> None:
        """The photo that is shown, its edits, or which of them is chosen have changed."""
        frame = self._editing.frame
        self._frame = frame
        self.watch.follow(frame)
        edits = frame.document.edits if frame is not None and frame.document is not None else ()
        index = self._editing.chosen
        edit = edits[index] if 0 <= index < len(edits) else None
        strip = self._stage.candidates
        if strip.show_edit(edit) and edit is not None and frame is not None:
            self._ask_pictures(frame, edit)
        strip.more.setEnabled(frame is not None and not self._queue.holds(frame))

    def close(self) -> None:
        """The window is closing."""
        self.watch.close()

    def toggle_changes(self) -> None:
        """Shows or hides the change map."""
        canvas = self._stage.canvas
        canvas.set_changes(not canvas.shows_changes)
        self._table["show_changes"].setChecked(canvas.shows_changes)

    def toggle_invented(self) -> None:
        """Hatches what was invented, or no more."""
        canvas = self._stage.canvas
        canvas.set_invented(not canvas.shows_invented)
        self._table["show_invented"].setChecked(canvas.shows_invented)

    def export_changes(self) -> None:
        """Asks where to, and writes the change map as a 16-bit PNG."""
        frame = self._frame
        if frame is None or frame.document is None:
            return
        own = frame.path
        start = own.with_name(f"{own.stem}-changes.png") if own is not None else Path("changes.png")
        name, _ = QFileDialog.getSaveFileName(
            self._window,
            self.tr("Export change map"),
            str(start),
            "PNG (*.png)",
            options=QFileDialog.Option.DontConfirmOverwrite,  # asked below, which also knows the originals
        )
        if name:
            path = Path(name) if Path(name).suffix.lower() == ".png" else Path(f"{name}.png")
            self.save_changes(frame, path)

    def save_changes(self, frame: Frame, path: Path, *, confirmed: bool = False) -> None:
        """Writes the change map of a photo; asks before it replaces a file, and never replaces an original."""
        order = ChangeMap(composition_of(frame), path, self._originals())
        job = Job(partial(save_changes, order, confirmed=confirmed), name="changes")
        job.finished.connect(partial(self._on_saved, frame))
        job.failed.connect(self._stage.notice.say)
        self._reading.submit(job)

    def _on_saved(self, frame: Frame, result: Saved | Question) -> None:
        if isinstance(result, Saved):
            self.said.emit(self.tr("Change map saved as {path}").format(path=files.printable(result.path)))
        elif dialogs.confirm_replacing(result.path, self._window, is_original=False):
            self.save_changes(frame, result.path, confirmed=True)

    def _on_measured(self, fidelity: Fidelity | None) -> None:
        self._stage.canvas.set_largest_change(fidelity.largest if fidelity is not None else None)

    def _on_more(self) -> None:
        edit = self._stage.candidates.edit
        if self._frame is not None and edit is not None:
            self.more_wanted.emit(self._frame, edit)

    def _ask_pictures(self, frame: Frame, edit: Edit) -> None:
        if self._pictures is not None:
            self._pictures.cancel()
        make = partial(filling.pictures, composition_of(frame), edit)
        job = Job(make, name="candidates", priority=Priority.SOON)
        job.finished.connect(partial(self._on_pictures, edit))
        self._pictures = self._reading.submit(job)

    def _on_pictures(self, edit: Edit, pictures: list[QImage]) -> None:
        self._stage.candidates.show_pictures(edit, pictures)
