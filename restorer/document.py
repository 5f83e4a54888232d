"""One photo, the damage marked on it, the edits made to it, and the way back."""

import dataclasses
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from restorer.compose import Adjustment, blend, margin_of
from restorer.edit import ALIGNMENT, Candidate, Edit, aligned_box, check_fit
from restorer.mask import Box, Mask, Stroke, union
from restorer.photo import Photo

__all__ = ["ALIGNMENT", "Candidate", "Document", "Edit", "aligned_box", "changes_outside", "compose", "compose_region"]

HISTORY_LIMIT = 300  # steps that can be undone
HISTORY_BYTES = 64 * 2**20  # packed strokes that are kept for it
_ROWS = 256


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    """The other side's edits, what the step is called, the edit that a slider moved in it, what it did to the mask."""

    text: str
    other: tuple[Edit, ...]
    moved: int | None = None
    stroke: Stroke | None = None


@dataclass(slots=True, eq=False)
class _Aside:
    """A stroke of another mask, and what the marks did because of it."""

    mask: Mask
    painted: Stroke
    marks: Stroke | None = None

    @property
    def text(self) -> str:
        return self.painted.text

    @property
    def nbytes(self) -> int:
        return self.painted.nbytes + (self.marks.nbytes if self.marks is not None else 0)


class Document:
    """A photo and its edits, for one thread; memory is the photo, the results and at most one composed picture.

    The photo itself never changes. `revision` grows with each change, undo and redo too, and never goes back.
    """

    def __init__(self, photo: Photo) -> None:
        self._photo = photo
        self._edits: tuple[Edit, ...] = ()
        self._saved: tuple[Edit, ...] = self._edits
        self._undo: list[_Step | Stroke | _Aside] = []
        self._redo: list[_Step | Stroke | _Aside] = []
        self._revision = 0
        self._mask: Mask | None = None
        self._mask_box: Box | None = None
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
    def mask(self) -> Mask:
        """The damage marked on the photo; made when first asked for. Hand finished strokes to `keep_stroke`."""
        if self._mask is None:
            self._mask = Mask(*self._photo.samples.shape[:2])
        return self._mask

    @property
    def is_marked(self) -> bool:
        """True if damage is marked."""
        return self._mask is not None and not self._mask.is_empty()

    @property
    def mask_revision(self) -> int:
        """A number that grows with each change of the mask."""
        return self._mask.revision if self._mask is not None else 0

    @property
    def mask_box(self) -> Box | None:
        """Where the last `undo` or `redo` changed the mask; None if it did not. The edits may have changed besides."""
        return self._mask_box

    @property
    def is_being_marked(self) -> bool:
        """True while a gesture is under way on the mask."""
        return self._mask is not None and self._mask.is_held

    @property
    def revision(self) -> int:
        """A number that grows with each change of the edits."""
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

    @property
    def stroke_bytes(self) -> int:
        """Memory of the strokes that can be undone."""
        return sum(step.nbytes for step in self._undo if not isinstance(step, _Step))

    def keep_stroke(self, stroke: Stroke | None) -> None:
        """Puts a finished stroke of `mask` among the steps that can be undone; None is no step."""
        if stroke is not None:
            self._redo.clear()
            self._undo.append(stroke)
            self._forget_oldest()

    def keep_aside(self, mask: Mask, stroke: Stroke | None) -> None:
        """Puts a finished stroke of another mask of the photo's size among the steps; None is no step."""
        if stroke is not None:
            self._redo.clear()
            self._undo.append(_Aside(mask, stroke))
            self._forget_oldest()

    def join_aside(self, stroke: Stroke | None) -> bool:
        """Makes a finished stroke of `mask` part of the step before, if that is one of another mask and has none."""
        last = self._undo[-1] if self._undo else None
        if not isinstance(last, _Aside) or last.marks is not None:
            return False
        last.marks = stroke
        self._forget_oldest()
        return True

    def withdraw(self, stroke: Stroke) -> Box | None:
        """Takes a stroke back as if it had never been, if it was the last step; returns the box that changed."""
        if not self._undo or self._undo[-1] is not stroke:
            return None
        self._undo.pop()
        return self.mask.take_back(stroke)

    def results(self) -> Iterator[np.ndarray]:
        """The results, candidates among them, that are applied or that undo and redo can bring back."""
        states = [step.other for step in (*self._undo, *self._redo) if isinstance(step, _Step)]
        for edit in itertools.chain(self._edits, *states):
            yield from (edit.result, *(one.result for one in edit.candidates))

    def apply(self, edit: Edit, *, unmark: bool = False) -> None:
        """Puts an edit on top; its arrays become read-only. ValueError if they do not fit the photo or each other.

        With `unmark` what the edit's mask covers is no longer marked, in the same step: one step back takes the edit
        away and brings the marking back. RuntimeError if a gesture is under way on the mask.
        """
        check_fit(edit, self._photo.samples)
        for array in (edit.result, edit.mask, edit.spread, *(one.result for one in edit.candidates)):
            if array is not None:
                array.flags.writeable = False
        stroke = None
        if unmark and edit.mask is not None and self.is_marked:
            gesture = self.mask.begin(_called(edit))
            gesture.cover((edit.mask > 0) * np.uint8(255), top=edit.top, left=edit.left, erase=True)
            stroke = gesture.end()
        self._change((*self.edits, edit), _called(edit), stroke=stroke)

    def bring_back(self, edits: Sequence[Edit], mask: np.ndarray | None, *, unsaved: bool) -> None:
        """Puts edits and marks kept from an earlier start below what has been done since; there is nothing to undo.

        ValueError, and nothing has changed, if one of them does not fit the photo.
        """
        if mask is not None and mask.shape != self._photo.samples.shape[:2]:
            raise ValueError(f"a mask {mask.shape} does not fit {self._photo.samples.shape}")
        for edit in edits:
            check_fit(edit, self._photo.samples)
        if mask is not None:
            self.mask.bring_back(mask)
        if edits:
            was_clean = not self.dirty
            self._undo = [step for step in self._undo if not isinstance(step, _Step)]
            self._redo.clear()
            self._go((*edits, *self._edits))
            if was_clean and not unsaved:
                self._saved = self._edits

    def start_afresh(self) -> None:
        """Takes every edit and every mark away, undoably: first the edits, then the marks."""
        if self._edits:
            self._change((), "removal of all edits")
        if self.is_marked:
            self.keep_stroke(self.mask.change("removal of the mask", np.zeros(self.mask.shape, np.uint8)))

    def choose(self, index: int, candidate: int) -> None:
        """Takes another of an edit's candidates, undoably; IndexError if there is no such edit or candidate."""
        edit = self._edit(index)
        if not 0 <= candidate < len(edit.candidates):
            raise IndexError(f"there is no candidate {candidate}")
        chosen = edit.candidates[candidate]
        if chosen.result is not edit.result:
            changed = dataclasses.replace(edit, result=chosen.result, seed=chosen.seed)
            self._change(self._replaced(index, changed), f"choice of {_called(edit)}")

    def add_candidates(self, index: int, fresh: Sequence[Candidate], *, spread: np.ndarray) -> None:
        """Offers further candidates of an edit and the new spread; no step, as nothing is chosen by it.

        IndexError if there is no such edit, ValueError if a candidate does not fit.
        """
        edit = dataclasses.replace(self._edit(index), candidates=(*self._edit(index).candidates, *fresh), spread=spread)
        check_fit(edit, self._photo.samples)
        for array in (spread, *(one.result for one in fresh)):
            array.flags.writeable = False
        self._go(self._replaced(index, edit))

    def set_adjustment(self, index: int, adjustment: Adjustment, *, merge: bool) -> None:
        """Changes how an edit is applied; with `merge` a run of changes of one edit is one step back.

        Give `merge=False` when a slider is taken and `merge=True` while it moves. IndexError if there is no such edit.
        """
        edit = self._edit(index)
        if edit.adjustment == adjustment:
            return
        edits = self._replaced(index, dataclasses.replace(edit, adjustment=adjustment))
        last = self._undo[-1] if self._undo else None
        if merge and isinstance(last, _Step) and last.moved == index:
            self._go(edits)
            self._redo.clear()
            return
        self._change(edits, f"adjustment of {_called(edit)}", moved=index)

    def set_visible(self, index: int, *, visible: bool) -> None:
        """Shows or hides an edit, undoably; IndexError if there is no such edit."""
        edit = self._edit(index)
        if edit.visible != visible:
            edits = self._replaced(index, dataclasses.replace(edit, visible=visible))
            self._change(edits, f"showing of {_called(edit)}" if visible else f"hiding of {_called(edit)}")

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

    def _change(
        self, edits: tuple[Edit, ...], text: str, *, moved: int | None = None, stroke: Stroke | None = None
    ) -> None:
        self._undo.append(_Step(text, self._edits, moved, stroke))
        self._forget_oldest()
        self._redo.clear()
        self._go(edits)

    def _forget_oldest(self) -> None:
        del self._undo[:-HISTORY_LIMIT]
        held = 0
        for place in range(len(self._undo) - 1, -1, -1):
            step = self._undo[place]
            held += step.nbytes if not isinstance(step, _Step) else step.stroke.nbytes if step.stroke is not None else 0
            if held > HISTORY_BYTES:
                del self._undo[: place + 1]
                return

    def _travel(self, source: list[_Step | Stroke | _Aside], target: list[_Step | Stroke | _Aside]) -> str | None:
        if not source:
            return None
        step = source.pop()
        back = source is self._undo
        stroke = step if isinstance(step, Stroke) else step.marks if isinstance(step, _Aside) else step.stroke
        self._mask_box = _gone(self.mask, stroke, back=back)
        if isinstance(step, _Aside):
            self._mask_box = union(self._mask_box, _gone(step.mask, step.painted, back=back))
        if not isinstance(step, _Step):
            target.append(step)
            return step.text
        target.append(_Step(step.text, self._edits, stroke=step.stroke))  # no longer open to merging
        self._go(step.other)
        return step.text

    def _go(self, edits: tuple[Edit, ...]) -> None:
        self._edits = edits
        self._revision += 1


def _gone(mask: Mask, stroke: Stroke | None, *, back: bool) -> Box | None:
    """Takes a stroke back or does it again; the box that changed."""
    return None if stroke is None else mask.take_back(stroke) if back else mask.do_again(stroke)


def compose(samples: np.ndarray, edits: Sequence[Edit]) -> np.ndarray:
    """The samples with the visible edits folded over them, lowest first; may be one of the inputs itself."""
    shown = _shown(edits)
    if not shown:
        return samples
    if len(shown) == 1 and shown[0].mask is None:
        return blend(samples, shown[0].result, shown[0].adjustment)
    composed = np.empty(samples.shape, samples.dtype)
    for top in range(0, len(samples), _ROWS):  # by rows, so that no half-composed picture is held
        composed[top : top + _ROWS] = compose_region(samples, shown, box=(top, 0, _ROWS, samples.shape[1]))
    return composed


def compose_region(samples: np.ndarray, edits: Sequence[Edit], *, box: Box) -> np.ndarray:
    """The same samples as `compose(...)` in the box (top, left, height, width), cut to the photo."""
    shown = _shown(edits)
    margin = sum(margin_of(edit.adjustment) for edit in shown)
    top, left = max(0, box[0]), max(0, box[1])
    bottom, right = max(top, box[0] + box[2]), max(left, box[1] + box[3])
    first_row, first_column = max(0, top - margin), max(0, left - margin)
    composed = samples[first_row : bottom + margin, first_column : right + margin]
    is_own = False
    for edit in shown:
        if edit.mask is None:
            area = np.s_[first_row : bottom + margin, first_column : right + margin]
            composed = blend(composed, edit.result[area], edit.adjustment)
            is_own = False
            continue
        inside, part = _overlap(edit, first_row, first_column, composed)
        if inside is None:
            continue
        if not is_own:
            composed, is_own = composed.copy(), True
        composed[inside] = blend(composed[inside], edit.result[part], edit.adjustment, mask=edit.mask[part])
    return composed[top - first_row : bottom - first_row, left - first_column : right - first_column]


def changes_outside(samples: np.ndarray, edits: Sequence[Edit]) -> tuple[int, int]:
    """How many samples outside every visible edit's mask differ once composed, and how many samples lie there.

    Counted on the composed samples themselves, not derived from the masks. An edit without a mask covers everything.
    """
    shown = [edit for edit in edits if edit.visible]
    if any(edit.mask is None for edit in shown):
        return 0, 0
    changed = outside = 0
    for top in range(0, len(samples), _ROWS):
        rows = samples[top : top + _ROWS]
        sound = np.ones(rows.shape[:2], bool)
        for edit in shown:
            inside, part = _overlap(edit, top, 0, rows)
            if inside is not None and edit.mask is not None:
                sound[inside] &= edit.mask[part] == 0
        after = compose_region(samples, shown, box=(top, 0, _ROWS, samples.shape[1]))
        outside += int(np.count_nonzero(sound)) * samples.shape[2]
        changed += int(np.count_nonzero((rows != after) & sound[..., np.newaxis]))
    return changed, outside


_Part = tuple[slice, slice]


def _overlap(edit: Edit, first_row: int, first_column: int, area: np.ndarray) -> tuple[_Part | None, _Part]:
    """Where an edit lies in an area that starts there, and which part of the edit that is; (None, ...) for nowhere."""
    top, left, height, width = edit.box
    start, stop = max(top, first_row), min(top + height, first_row + area.shape[0])
    begin, end = max(left, first_column), min(left + width, first_column + area.shape[1])
    part = np.s_[start - top : stop - top, begin - left : end - left]
    if start >= stop or begin >= end:
        return None, part
    return np.s_[start - first_row : stop - first_row, begin - first_column : end - first_column], part


def _shown(edits: Sequence[Edit]) -> list[Edit]:
    """The visible edits from the last one that covers everything below it."""
    shown: list[Edit] = []
    for edit in edits:
        if edit.visible and edit.mask is None and edit.adjustment == Adjustment():
            shown = [edit]
        elif edit.visible:
            shown.append(edit)
    return shown


def _called(edit: Edit) -> str:
    return edit.name[:1].lower() + edit.name[1:]
