"""The photos of the window, opened or not, in the order of the film strip."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QImage

from restorer import files
from restorer.compose import Adjustment
from restorer.document import Document, Edit
from restorer.photo import SaveOptions
from restorer.ui.language import in_own_language
from restorer.ui.pyramid import Levels, Pyramid

FRAME_ROLE = Qt.ItemDataRole.UserRole + 1
_Index = QModelIndex | QPersistentModelIndex


_Below = tuple[tuple[np.ndarray, Adjustment], ...]  # the visible edits that a result lies on


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """What shows a result, and what lay below the result and which spread it had when that was made."""

    result: np.ndarray
    levels: Levels
    below: _Below
    spread: np.ndarray | None


class Badge(enum.Enum):
    """What the film strip says about a photo, most urgent first."""

    RUNNING = "running"
    QUEUED = "queued"
    FAILED = "failed"
    UNSAVED = "unsaved"
    DONE = "done"
    NONE = ""


class Run(enum.Enum):
    """How far the last restore of a photo has come."""

    NEVER = enum.auto()
    QUEUED = enum.auto()
    RUNNING = enum.auto()
    DONE = enum.auto()
    FAILED = enum.auto()


class Frame:
    """One photo of the strip: a path or a pasted picture, and once shown its document and pyramids.

    Only the window's thread touches a frame; jobs get what they need as arguments.
    """

    def __init__(self, path: Path | None, *, name: str = "") -> None:
        self.path = path
        self.name = name or (files.printable(Path(path.name)) if path is not None else "")
        self.document: Document | None = None
        self.base: Pyramid | None = None
        self.thumbnail: QImage | None = None
        self.thumbnail_asked = False
        self.estimate: float | None = None
        self.run = Run.NEVER
        self.share = 0.0
        self.sentence = ""
        self.saved_path: Path | None = None
        self.save_options: SaveOptions | None = None
        self._held: list[_Held] = []

    @property
    def dirty(self) -> bool:
        """True if the photo has changes that no file holds."""
        return self.document is not None and self.document.dirty

    @property
    def badge(self) -> Badge:
        """The most urgent thing to know."""
        urgent = {Run.RUNNING: Badge.RUNNING, Run.QUEUED: Badge.QUEUED, Run.FAILED: Badge.FAILED}
        if self.run in urgent:
            return urgent[self.run]
        if self.dirty:
            return Badge.UNSAVED
        return Badge.DONE if self.saved_path is not None else Badge.NONE

    def levels_of(self, edit: Edit) -> Levels | None:
        """What shows that edit's result, if it is still held; what has changed below it since may be lacking."""
        held = self._held_of(edit)
        return held.levels if held is not None else None

    def hold(self, edit: Edit, made: Iterable[tuple[np.ndarray, Levels]], *, edits: tuple[Edit, ...]) -> None:
        """Keeps what shows an edit's results for as long as undo or redo can bring them back.

        `edits` are those of the photo when it was made, the edit among them or still to come.
        """
        place = next((index for index, other in enumerate(edits) if other.result is edit.result), len(edits))
        fresh = [_Held(result, levels, _below(edit, edits[:place]), edit.spread) for result, levels in made]
        alive = {id(result) for result in self.document.results()} if self.document is not None else set()
        alive -= {id(held.result) for held in fresh}
        self._held = [held for held in self._held if id(held.result) in alive] + fresh

    def missing_levels(self) -> tuple[Edit, ...]:
        """The edits that cannot be shown, or not exactly, before something is built."""
        edits = self.document.edits if self.document is not None else ()
        return tuple(edit for place, edit in enumerate(edits) if not self._is_fresh(edit, edits[:place]))

    def _held_of(self, edit: Edit) -> _Held | None:
        return next((held for held in self._held if held.result is edit.result), None)

    def _is_fresh(self, edit: Edit, below: tuple[Edit, ...]) -> bool:
        held, wanted = self._held_of(edit), _below(edit, below)
        if held is None or held.spread is not edit.spread or len(held.below) != len(wanted):
            return False
        return all(a[0] is b[0] and a[1] == b[1] for a, b in zip(held.below, wanted, strict=True))

    def release(self) -> None:
        """Drops what can be made again from the file or the document."""
        self._held = []
        self.base = None
        if self.document is None or self.path is None:
            return
        if not self.document.edits and not self.dirty and not self.document.is_marked:
            self.document = None


def _below(edit: Edit, below: tuple[Edit, ...]) -> _Below:
    """What an edit's levels depend on besides the edit; those of an edit of the whole photo on nothing."""
    return () if edit.mask is None else tuple((other.result, other.adjustment) for other in below if other.visible)


class FrameModel(QAbstractListModel):
    """The strip's frames as a Qt model; `FRAME_ROLE` gives the frame itself."""

    def __init__(self) -> None:
        super().__init__()
        self._frames: list[Frame] = []

    @property
    def frames(self) -> tuple[Frame, ...]:
        """All frames in order."""
        return tuple(self._frames)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Number of frames."""
        return 0 if parent.isValid() else len(self._frames)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name, tooltip and frame of a row."""
        if not index.isValid() or index.row() >= len(self._frames):
            return None
        frame = self._frames[index.row()]
        if role == FRAME_ROLE:
            return frame
        if role == Qt.ItemDataRole.DisplayRole:
            return frame.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return in_own_language(frame.sentence) or (
                files.printable(frame.path) if frame.path is not None else frame.name
            )
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(frame)
        return None

    def _spoken(self, frame: Frame) -> str:
        words = {
            Badge.RUNNING: self.tr("running"),
            Badge.QUEUED: self.tr("waiting"),
            Badge.FAILED: self.tr("failed"),
            Badge.UNSAVED: self.tr("unsaved"),
            Badge.DONE: self.tr("done"),
        }
        return f"{frame.name}, {words[frame.badge]}" if frame.badge in words else frame.name

    def append(self, frames: Iterable[Frame]) -> None:
        """Adds frames at the end."""
        added = list(frames)
        if not added:
            return
        self.beginInsertRows(QModelIndex(), len(self._frames), len(self._frames) + len(added) - 1)
        self._frames.extend(added)
        self.endInsertRows()

    def remove(self, frame: Frame) -> None:
        """Takes a frame out; does nothing if it is not there."""
        row = self.row(frame)
        if row < 0:
            return
        self.beginRemoveRows(QModelIndex(), row, row)
        del self._frames[row]
        self.endRemoveRows()

    def row(self, frame: Frame) -> int:
        """The row of a frame, -1 if it is not in the strip."""
        return next((row for row, other in enumerate(self._frames) if other is frame), -1)

    def changed(self, frame: Frame) -> None:
        """Has the strip repaint a frame."""
        row = self.row(frame)
        if row >= 0:
            index = self.index(row)
            self.dataChanged.emit(index, index)
