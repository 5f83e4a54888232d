"""Damage found by itself: marks that follow the sensitivity, in one step of undo; pieces to look at and to judge."""

import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from restorer import damage, infrared
from restorer.damage import DamageMap, Detection
from restorer.document import Document, Edit
from restorer.holes import box_of
from restorer.mask import Gesture, Mask, Stroke, union
from restorer.ui import damage_jobs
from restorer.ui.damage_box import DamageBox
from restorer.ui.damage_jobs import Looked, LookPlan
from restorer.ui.frames import Frame
from restorer.ui.marking import Marking
from restorer.ui.stage import Stage
from restorer.ui.worker import Job, Worker
from restorer.weights import Mode, ModelCard

_SETTLE_MS = 350  # without a change, after which the marks become a step and the pieces are listed
_MOST = 0.5  # of the photo; more than that is not filled without being looked at
_SIGHT = 4  # of the longer side of a piece that is jumped to, as much of the photo is seen


@dataclass(eq=False)
class _Finding:
    """What is known of one document: its map, where nothing is to be found, and the marks that came of it."""

    map: DamageMap
    edits: tuple[Edit, ...]  # of the photo as it was looked at
    aside: Mask  # painted: nothing is found there
    rejected: np.ndarray  # (H, W) uint8, 255 where a piece was no damage
    accepted: set[tuple[int, int]] = field(default_factory=set)  # a pixel of each piece that is damage
    stroke: Stroke | None = None
    gesture: Gesture | None = None
    mask: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), np.uint8))
    earlier: np.ndarray | None = None  # marks of a step that can no longer be withdrawn, to be taken away first
    painted: int = 0  # the revision of `aside` that the marks follow
    joins: bool = False  # the marks follow a stroke of `aside` and are one step with it

    def protected(self) -> np.ndarray:
        """Where nothing is to be found, (H, W) uint8."""
        both: np.ndarray = np.maximum(self.aside.samples, self.rejected)
        return both


class Finder(QObject):
    """Orders the search, keeps what it found for each open photo, and turns it into marks."""

    said = Signal(str)
    repairable = Signal()  # what was found is marked and is to be filled now

    def __init__(self, box: DamageBox, marking: Marking, stage: Stage, *, worker: Worker) -> None:
        super().__init__()
        self.order: Callable[[Frame, LookPlan], object] = lambda _frame, _plan: None
        self.machine: Callable[[], tuple[str, str, int, int]] = lambda: ("auto", "auto", 0, 0)
        self.shown: Callable[[], Frame | None] = lambda: None
        self._model = ""
        self._box = box
        self._marking = marking
        self._canvas = stage.canvas
        self._worker = worker
        self._findings: weakref.WeakKeyDictionary[Document, _Finding] = weakref.WeakKeyDictionary()
        self._document: Document | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_SETTLE_MS)
        self._later.timeout.connect(self.settle)
        box.look_wanted.connect(partial(self.look, repair=False))
        box.repair_wanted.connect(partial(self.look, repair=True))
        box.infrared_wanted.connect(self.look_at_plane)
        box.fill_wanted.connect(self._fill)
        box.refused.connect(self._refuse)
        box.rules_changed.connect(self._mark)
        box.rules_settled.connect(self.settle)
        box.aside_wanted.connect(self._set_aside)
        box.chosen.connect(self._jump)
        box.judged.connect(self._judge)
        marking.settle_found = self.settle
        marking.changed.connect(self.follow)
        marking.painted_aside.connect(self._on_aside)

    # Looking ------------------------------------------------------------------------------------------------------

    @property
    def model(self) -> str:
        """The weights file that looks; empty if there is none."""
        return self._model

    def use(self, cards: Sequence[tuple[Path, ModelCard]]) -> None:
        """Takes the model that looks for damage from those that are there."""
        self._model = next((str(path) for path, card in cards if card.mode is Mode.DETECT), "")
        self.follow()

    def look(self, *, repair: bool = False) -> None:
        """Looks for damage on the photo that is shown; a map that is there already serves again.

        One from an infra-red plane serves for repairing alone: who looks once more wants the model's.
        """
        frame, finding = self.shown(), self._finding()
        if frame is None or frame.document is None or not self.model:
            return
        if finding is not None and (repair or finding.map.source != infrared.SOURCE):
            self._mark()
            self.settle()
            self._tell(frame.document, repair=repair)
            return
        device, precision, tile, threads = self.machine()
        self.order(frame, LookPlan(self.model, repair, device, precision, tile, threads))

    def look_at_plane(self, name: str) -> None:
        """Finds the damage of the photo that is shown in the file of its infra-red plane."""
        frame = self.shown()
        if frame is not None and frame.document is not None:
            device, precision, tile, threads = self.machine()
            self.order(frame, LookPlan(self.model, False, device, precision, tile, threads, infrared=name))

    def take(self, frame: Frame, looked: Looked, plan: LookPlan) -> None:
        """Marks what was found on that photo."""
        document = frame.document
        if document is None:
            return
        earlier = self._findings.get(document)
        if earlier is not None and earlier is self._finding():
            self._unmark(document, earlier)
        height, width = document.mask.shape
        self._findings[document] = _Finding(
            looked.map, looked.composition.edits, Mask(height, width), np.zeros((height, width), np.uint8)
        )
        if document is not self._marking.document:
            return
        self._document = None
        self.follow()
        self._mark()
        self.settle()
        self._tell(document, repair=plan.repair)

    def _tell(self, document: Document, *, repair: bool) -> None:
        mask = self._findings[document].mask
        share = np.count_nonzero(mask) / mask.size
        if share == 0:
            self.said.emit(self.tr("No damage was found; raise the sensitivity to see what is less certain."))
        elif repair and share > _MOST:
            self.said.emit(self.tr("More than half of the photo looks like damage; lower the sensitivity."))
        elif repair and self._box.reviewing.isChecked():
            self._box.show_review(True)
            self.said.emit(self.tr("{share} of the photo is marked as damage.").format(share=f"{share:.2%}"))
        elif repair:
            self.repairable.emit()
        else:
            self.said.emit(self.tr("{share} of the photo is marked as damage.").format(share=f"{share:.2%}"))

    def _fill(self) -> None:
        """What was found has been looked through and is to be filled, with what else is marked."""
        self.settle()
        finding = self._finding()
        if finding is None:
            return
        if np.count_nonzero(finding.mask) > _MOST * finding.mask.size:
            self.said.emit(self.tr("More than half of the photo looks like damage; lower the sensitivity."))
            return
        self._box.show_review(False)
        self.repairable.emit()

    def _refuse(self) -> None:
        """What was found is not to be filled: its marks go, the map stays."""
        document, finding = self._marking.document, self._finding()
        self._box.show_review(False)
        if document is not None and finding is not None:
            self._unmark(document, finding)
            self._box.show_found([], found=True)

    def _unmark(self, document: Document, finding: _Finding) -> None:
        """Takes the marks of what was found away: as if they had never been, or else as a step of its own."""
        self.settle()
        marks, finding.mask = finding.mask, np.zeros((0, 0), np.uint8)
        stroke, finding.stroke = finding.stroke, None
        box = document.withdraw(stroke) if stroke is not None and not document.mask.is_held else None
        if box is not None:
            self._canvas.show_marks_changed(box)
            self._marking.tell()
        elif marks.any():
            text = "removal of found damage"
            self._marking.change(document, text, lambda gesture: gesture.cover(marks, top=0, left=0, erase=True))

    def follow(self) -> None:
        """Another photo is shown, an edit came or went, or the keep-away brush has painted."""
        document = self._marking.document
        finding = self._finding()
        key = document if finding is not None else None
        if key is not self._document:
            self._document = key
            self._box.aside.setChecked(False)
            self._box.show_review(False)
            self._box.show_found([], found=finding is not None)
            if finding is not None and finding.mask.size:
                self._list(finding)
        possible = document is not None and bool(self.model)
        self._box.infrared.setEnabled(document is not None)
        self._box.show_possible(
            possible,
            self.tr("Open a photo first.")
            if self.model
            else self.tr("Finding damage comes with its weights, in a later version."),
        )
        if finding is not None and finding.aside.gesture is None and finding.aside.revision != finding.painted:
            finding.painted = finding.aside.revision  # a step back or forward, which has changed the marks as well
            finding.mask = damage.found(finding.map.likelihood, self._box.rules, protected=finding.protected())
            self._list(finding)

    def _on_aside(self) -> None:
        """The keep-away brush has painted: the marks follow, in the same step."""
        finding = self._finding()
        if finding is not None:
            finding.painted, finding.joins = finding.aside.revision, True
            self._mark()

    def _finding(self) -> _Finding | None:
        """What is known of the photo that is shown, if it still is as it was looked at."""
        document = self._marking.document
        finding = self._findings.get(document) if document is not None else None
        return finding if finding is not None and document is not None and document.edits is finding.edits else None

    # Marks --------------------------------------------------------------------------------------------------------

    def _mark(self) -> None:
        """Makes the marks follow the rules; they are not a step yet."""
        document, finding = self._marking.document, self._finding()
        if document is None or finding is None:
            return
        box = None
        if finding.gesture is None:
            if document.mask.is_held:
                self._marking.when_settled(self._mark)
                return
            box = document.withdraw(finding.stroke) if finding.stroke is not None else None
            finding.earlier = finding.mask if box is None and finding.mask.size else None
            finding.stroke, finding.gesture = None, document.mask.begin("marking of found damage")
        mask = damage.found(finding.map.likelihood, self._box.rules, protected=finding.protected())
        box = union(box, finding.gesture.restore())
        for marks, erase in ((finding.earlier, True), (mask, False)):
            around = box_of(marks) if marks is not None else None
            if marks is not None and around is not None:
                top, left, height, width = around
                part = marks[top : top + height, left : left + width]
                box = union(box, finding.gesture.cover(part, top=top, left=left, erase=erase))
        finding.mask = mask
        if not self._box.aside.isChecked():
            self._canvas.show_marks_changed(box)
        self._later.start()

    def settle(self) -> None:
        """Makes the marks a step that can be undone, and lists the pieces."""
        self._later.stop()
        for document, finding in self._findings.items():
            gesture, finding.gesture = finding.gesture, None
            if gesture is None:
                continue
            stroke, joins = gesture.end(), finding.joins
            finding.joins, finding.stroke = False, None
            if not joins or not document.join_aside(stroke):
                document.keep_stroke(stroke)
                finding.stroke = stroke
            if finding is self._finding():
                self._list(finding)
                self._marking.tell()

    def _list(self, finding: _Finding) -> None:
        job = Job(partial(damage_jobs.listed, finding.map, finding.mask), name="damage")
        job.finished.connect(partial(self._on_listed, finding, finding.mask))
        self._worker.submit(job)

    def _on_listed(self, finding: _Finding, mask: np.ndarray, pieces: list[Detection]) -> None:
        if finding is self._finding() and mask is finding.mask:
            accepted = [row for row, piece in enumerate(pieces) if piece.pixel in finding.accepted]
            self._box.show_found(pieces, found=True, accepted=accepted)

    def _set_aside(self, on: bool) -> None:
        """The brush paints where nothing is to be found, or marks again."""
        finding = self._finding()
        self._marking.set_aside(finding.aside if on and finding is not None else None)

    # Pieces -------------------------------------------------------------------------------------------------------

    def next(self) -> None:
        """Goes to the next piece."""
        self._box.choose(self._box.row + 1)

    def previous(self) -> None:
        """Goes to the piece before."""
        self._box.choose(self._box.row - 1)

    def accept(self) -> None:
        """The chosen piece is damage."""
        self._judge(True)

    def reject(self) -> None:
        """The chosen piece is none."""
        self._judge(False)

    def _jump(self, row: int) -> None:
        if 0 <= row < len(self._box.model.pieces):
            top, left, height, width = self._box.model.pieces[row].box
            self._canvas.look_at(left + width / 2, top + height / 2, span=_SIGHT * max(height, width))

    def _judge(self, is_damage: bool) -> None:
        row, finding, document = self._box.row, self._finding(), self._marking.document
        if finding is None or document is None or not 0 <= row < len(self._box.model.pieces):
            return
        piece = self._box.model.pieces[row]
        top, left, height, width = piece.box
        part = np.s_[top : top + height, left : left + width]
        source = finding.mask if not is_damage else damage.found(finding.map.likelihood, self._box.rules)
        own = damage.pixels_of(source, piece) > 0
        was = self._box.model.said(row)
        self._box.model.say(row, is_damage)
        finding.accepted.discard(piece.pixel)
        if is_damage:
            finding.accepted.add(piece.pixel)
        if (was is False) == is_damage or not is_damage:
            finding.rejected[part][own] = 0 if is_damage else 255
            self._change_piece(document, finding, piece, own)
        self._box.choose(row + 1)

    def _change_piece(self, document: Document, finding: _Finding, piece: Detection, own: np.ndarray) -> None:
        """Takes one piece's marks away, or back, as a step of its own."""
        top, left, height, width = piece.box
        erase = bool(finding.rejected[top : top + height, left : left + width][own].any())
        pixels = own.astype(np.uint8) * np.uint8(255)
        finding.mask = finding.mask.copy()
        finding.mask[top : top + height, left : left + width][own] = 0 if erase else 255
        text = "rejection of found damage" if erase else "acceptance of found damage"
        self._marking.change(document, text, lambda gesture: gesture.cover(pixels, top=top, left=left, erase=erase))
