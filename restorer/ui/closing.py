"""Leaving: asks once about unsaved photos, stops what runs, then lets go."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QWidget

from restorer.ui.dialogs import DISCARD, SAVE_ALL, UnsavedDialog
from restorer.ui.frames import Frame
from restorer.ui.saving import Saver


class Closing(QObject):
    """Decides whether photos may go. `save` starts saving frames; `leave` is called again once they are saved."""

    def __init__(self, window: QWidget, saver: Saver, *, save: Callable[[Sequence[Frame]], None]) -> None:
        super().__init__(window)
        self._window = window
        self._saver = saver
        self._save = save
        self._then: Callable[[], object] | None = None
        saver.ended.connect(self._on_saved)
        saver.failed.connect(self._on_trouble)
        saver.asked.connect(self._on_trouble)

    def may_leave(self, frames: Callable[[], Sequence[Frame]], *, leave: Callable[[], object]) -> bool:
        """True if nothing unsaved is among the frames or a person discards it; asks again about what came meanwhile."""
        asked: list[tuple[Frame, int]] = []
        while True:
            now = [(frame, frame.document.revision) for frame in frames() if frame.document is not None and frame.dirty]
            if not now or now == asked:
                return True
            asked = now
            answer = self._ask([frame for frame, _ in now])
            if answer == SAVE_ALL:
                self._then = leave
                self._save([frame for frame, _ in now])
            if answer != DISCARD:
                return False

    def _ask(self, frames: Sequence[Frame]) -> int:
        dialog = UnsavedDialog(frames, self._window)
        answer = dialog.exec()
        dialog.deleteLater()
        return answer if answer in (SAVE_ALL, DISCARD) else QDialog.DialogCode.Rejected

    def _on_saved(self) -> None:
        then, self._then = self._then, None
        if then is not None:
            then()

    def _on_trouble(self, *_: object) -> None:
        self._then = None  # the photo that could not be saved keeps the window open
