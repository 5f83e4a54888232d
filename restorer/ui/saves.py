"""What a person can ask for when saving, and what is said about it."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QWidget

from restorer import files, photo
from restorer.photo import SaveOptions
from restorer.settings import Settings
from restorer.ui import dialogs, jobs
from restorer.ui.bars import NoticeBar, Remedy
from restorer.ui.collection import Collection
from restorer.ui.frames import Frame
from restorer.ui.savedialog import SaveDialog
from restorer.ui.saving import Saver


class Saves(QObject):
    """The commands save, save as and save all; their dialogs and their messages."""

    said = Signal(str)
    changed = Signal()

    def __init__(self, window: QWidget, saver: Saver, collection: Collection, notice: NoticeBar) -> None:
        super().__init__(window)
        self.targets: Callable[[], Sequence[Frame]] = tuple
        self.shown: Callable[[], Frame | None] = lambda: None
        self.settings: Callable[[], Settings] = Settings
        self._window = window
        self._saver = saver
        self._collection = collection
        self._notice = notice
        saver.saved.connect(self._on_saved)
        saver.failed.connect(self._on_failed)
        saver.asked.connect(self._on_asked)

    def save(self) -> None:
        """Saves the selected photos that have changes, beside their originals."""
        self.frames([frame for frame in self.targets() if frame.dirty])

    def save_all(self) -> None:
        """Saves every photo that has changes."""
        self.frames([frame for frame in self._collection.frames if frame.dirty])

    def frames(self, frames: Sequence[Frame]) -> None:
        """Saves these photos."""
        kept = self.settings()
        folder = Path(kept.save_folder) if kept.save_folder else None
        self._saver.save(frames, folder, fallback=pictures_folder(), quality=kept.jpeg_quality)

    def save_as(self) -> None:
        """Asks where and how to save the photo that is shown."""
        frame = self.shown()
        if frame is not None:
            self._save_as(frame)

    def _save_as(self, frame: Frame) -> None:
        if frame.document is None:
            return
        shown = frame.document.photo
        name = frame.save_options.format if frame.save_options is not None else None
        name = name or photo.saved_format(shown)
        dialog = SaveDialog(
            self._suggested(frame, name),
            format_name=name,
            bit_depth=shown.bit_depth,
            quality=self.settings().jpeg_quality,
            parent=self._window,
        )
        if dialog.exec():
            self._saver.save_as(frame, dialog.path, dialog.options)
        dialog.deleteLater()

    def _suggested(self, frame: Frame, name: str) -> Path:
        if frame.saved_path is not None:
            return frame.saved_path
        own = frame.path
        if own is None or jobs.is_sample(own):
            stem = own.stem if own is not None else self.tr("photo")
            return pictures_folder() / f"{stem}-restored{photo.default_suffix(name)}"
        return own.with_name(f"{own.stem}-restored{photo.default_suffix(name)}")

    def _on_saved(self, _frame: Frame, saved: jobs.Saved) -> None:
        self.said.emit(self.tr("Saved as {path}").format(path=files.printable(saved.path)))
        if saved.notices:
            self._notice.say(" ".join(saved.notices))
        self.changed.emit()

    def _on_failed(self, frame: Frame, sentence: str) -> None:
        self._notice.say(sentence, Remedy(self.tr("Save elsewhere…"), lambda: self._save_as(frame)))

    def _on_asked(self, frame: Frame, question: jobs.Question, options: SaveOptions) -> None:
        if dialogs.confirm_replacing(question.path, self._window, is_original=question.is_original):
            self._saver.save_as(frame, question.path, options, confirmed=True)


def pictures_folder() -> Path:
    """Where photos without a folder of their own go."""
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation) or Path.home())
