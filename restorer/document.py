"""One photo, the edits made to it, and the way back."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from restorer.compose import GRAIN_MARGIN, Adjustment, blend
from restorer.photo import Photo

HISTORY_LIMIT = 100  # steps that can be undone
_ROWS = 256


@dataclass(frozen=True, slots=True, eq=False)
class Edit:
    """One finished restore: its samples as a network gave them, how they came about, and how they are applied.

    `result` is (H, W, C) in the photo's type, computed from the photo as composed below this edit at the time.
    `level` is the noise level told to the network, sigma in 8-bit steps, None if it was told that it is unknown.
    """

    name: str
    mode: str
    result: np.ndarray
    model: str
    sha256: str
    level: float | None
    seed: int
    device: str
    precision: str
    seconds: float
    adjustment: Adjustment
    visible: bool = True
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    """The edits on the other side of a step, what the step is called, and the edit that a slider moved in it."""

    text: str
    other: tuple[Edit, ...]
    moved: int | None = None


class Document:
    """A photo and its edits, for one thread; memory is the photo, the results and at most one composed picture.

    The photo itself never changes. `revision` grows with each change, undo and redo too, and never goes back.
    """

    def __init__(self, photo: Photo) -> None:
        self._photo = photo
        self._edits: tuple[Edit, ...] = ()
        self._saved: tuple[Edit, ...] = self._edits
        self._undo: list[_Step] = []
        self._redo: list[_Step] = []
        self._revision = 0
        self._composed: tuple[int, np.ndarray] | None = None

    @property
    def photo(self) -> Photo:
        """The photo as it was opened."""
        return self._photo

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The edits, lowest first."""
        return self._edits

    @property
    def revision(self) -> int:
        """A number that grows with each change."""
        return self._revision

    @property
    def dirty(self) -> bool:
        """True if what would be saved differs from what was saved last (or opened); undoing back to it is clean."""
        return self._edits is not self._saved

    @property
    def undo_text(self) -> str | None:
        """“Undo denoise”, or None if there is nothing to undo."""
        return f"Undo {self._undo[-1].text}" if self._undo else None

    @property
    def redo_text(self) -> str | None:
        """“Redo denoise”, or None if there is nothing to redo."""
        return f"Redo {self._redo[-1].text}" if self._redo else None

    def apply(self, edit: Edit) -> None:
        """Puts an edit on top; its result becomes read-only. ValueError if the result does not fit the photo."""
        samples = self._photo.samples
        if edit.result.shape != samples.shape or edit.result.dtype != samples.dtype:
            raise ValueError(f"{edit.result.shape} {edit.result.dtype} does not fit {samples.shape} {samples.dtype}")
        edit.result.flags.writeable = False
        self._change((*self.edits, edit), _called(edit))

    def set_adjustment(self, index: int, adjustment: Adjustment, *, merge: bool) -> None:
        """Changes how an edit is applied; with `merge` a run of changes of one edit is one step back.

        Give `merge=False` when a slider is taken and `merge=True` while it moves. IndexError if there is no such edit.
        """
        edit = self._edit(index)
        if edit.adjustment == adjustment:
            return
        edits = self._replaced(index, dataclasses.replace(edit, adjustment=adjustment))
        if merge and self._undo and self._undo[-1].moved == index:
            self._go(edits)
            self._redo.clear()
            return
        self._change(edits, f"adjustment of {_called(edit)}", moved=index)

    def set_visible(self, index: int, *, visible: bool) -> None:
        """Shows or hides an edit, undoably; IndexError if there is no such edit."""
        edit = self._edit(index)
        if edit.visible != visible:
            edits = self._replaced(index, dataclasses.replace(edit, visible=visible))
            self._change(edits, f"{'showing' if visible else 'hiding'} of {_called(edit)}")

    def remove(self, index: int) -> None:
        """Takes an edit away, undoably; IndexError if there is no such edit."""
        edit = self._edit(index)
        self._change(self.edits[:index] + self.edits[index + 1 :], f"removal of {_called(edit)}")

    def undo(self) -> str | None:
        """Goes one step back; returns what was undone (“denoise”), or None if there was nothing."""
        return self._travel(self._undo, self._redo)

    def redo(self) -> str | None:
        """Goes one step forward again; returns what was redone, or None if there was nothing."""
        return self._travel(self._redo, self._undo)

    def mark_saved(self, edits: tuple[Edit, ...] | None = None) -> None:
        """Takes the present state as saved, or, if `edits` is given, only if they are still the present ones.

        A save on another thread hands the edits it has written, so that a change made meanwhile stays unsaved.
        """
        if edits is None or edits is self._edits:
            self._saved = self._edits

    def composed(self) -> np.ndarray:
        """The photo with its visible edits, (H, W, C), computed once a revision; not to be written to."""
        if self._composed is None or self._composed[0] != self._revision:
            self._composed = None  # before the new one is made: two never exist together
            self._composed = (self._revision, compose(self._photo.samples, self.edits))
        return self._composed[1]

    def composed_region(self, top: int, left: int, height: int, width: int) -> np.ndarray:
        """The same samples as that box of `composed()`, without composing the rest; the box is cut to the photo."""
        if self._composed is not None and self._composed[0] == self._revision:
            return self._composed[1][max(0, top) : max(0, top + height), max(0, left) : max(0, left + width)]
        return compose_region(self._photo.samples, self.edits, box=(top, left, height, width))

    def result_photo(self) -> Photo:
        """The photo to be saved: composed samples and everything else as it was opened."""
        return self._photo.with_samples(self.composed()) if _shown(self.edits) else self._photo

    def _edit(self, index: int) -> Edit:
        if not 0 <= index < len(self.edits):
            raise IndexError(f"there is no edit {index}")
        return self.edits[index]

    def _replaced(self, index: int, edit: Edit) -> tuple[Edit, ...]:
        return (*self.edits[:index], edit, *self.edits[index + 1 :])

    def _change(self, edits: tuple[Edit, ...], text: str, *, moved: int | None = None) -> None:
        self._undo.append(_Step(text, self._edits, moved))
        del self._undo[:-HISTORY_LIMIT]
        self._redo.clear()
        self._go(edits)

    def _travel(self, source: list[_Step], target: list[_Step]) -> str | None:
        if not source:
            return None
        step = source.pop()
        target.append(_Step(step.text, self._edits))  # no longer open to merging
        self._go(step.other)
        return step.text

    def _go(self, edits: tuple[Edit, ...]) -> None:
        self._edits = edits
        self._revision += 1


def compose(samples: np.ndarray, edits: Sequence[Edit]) -> np.ndarray:
    """The samples with the visible edits folded over them, lowest first; may be one of the inputs itself."""
    shown = _shown(edits)
    if len(shown) < 2:
        return blend(samples, shown[0].result, shown[0].adjustment) if shown else samples
    composed = np.empty(samples.shape, samples.dtype)
    for top in range(0, len(samples), _ROWS):  # by rows, so that no half-composed picture is held
        composed[top : top + _ROWS] = compose_region(samples, shown, box=(top, 0, _ROWS, samples.shape[1]))
    return composed


def compose_region(samples: np.ndarray, edits: Sequence[Edit], *, box: tuple[int, int, int, int]) -> np.ndarray:
    """The same samples as `compose(...)` in the box (top, left, height, width), cut to the photo."""
    shown = _shown(edits)
    margin = GRAIN_MARGIN * sum(edit.adjustment.grain > 0 for edit in shown)
    top, left = max(0, box[0]), max(0, box[1])
    bottom, right = max(top, box[0] + box[2]), max(left, box[1] + box[3])
    first_row, first_column = max(0, top - margin), max(0, left - margin)
    area = np.s_[first_row : bottom + margin, first_column : right + margin]
    composed = samples[area]
    for edit in shown:
        composed = blend(composed, edit.result[area], edit.adjustment)
    return composed[top - first_row : bottom - first_row, left - first_column : right - first_column]


def _shown(edits: Sequence[Edit]) -> list[Edit]:
    """The visible edits from the last one that covers everything below it."""
    shown: list[Edit] = []
    for edit in edits:
        if edit.visible and edit.adjustment == Adjustment():
            shown = [edit]
        elif edit.visible:
            shown.append(edit)
    return shown


def _called(edit: Edit) -> str:
    return edit.name[:1].lower() + edit.name[1:]
