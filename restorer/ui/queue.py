"""Restoring one photo after the other; one failure does not stop the rest."""

import dataclasses
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from restorer.document import Document, Edit
from restorer.ui import damage_jobs, filling, imagining, jobs
from restorer.ui.collection import Collection, composition_of
from restorer.ui.damage_jobs import Looked, LookPlan
from restorer.ui.filling import FillPlan, Found, MorePlan
from restorer.ui.frames import Frame, Run
from restorer.ui.worker import Job, Make, Priority, Worker

Order = jobs.Plan | FillPlan | MorePlan | LookPlan
_GESTURE_MS = 40  # between two looks whether a stroke under way has ended


class RestoreQueue(QObject):
    """Photos that wait for a restore and the one that runs. Signals carry the frame they are about."""

    changed = Signal()  # what runs or waits has changed
    canvassed = Signal(object, object)  # Frame, Pyramid that fills up
    stepped = Signal(object, object)  # Frame, jobs.Step
    restored = Signal(object, object)  # Frame, Edit as applied
    found = Signal(object, int)  # Frame, index of the edit that has more candidates now
    looked = Signal(object, object, object)  # Frame, damage_jobs.Looked, damage_jobs.LookPlan
    failed = Signal(object, str)
    cancelled = Signal(object)
    ended = Signal(int, int)  # photos done, photos failed since the queue was empty

    def __init__(self, worker: Worker, collection: Collection) -> None:
        super().__init__()
        self.running: Frame | None = None
        self.plan: Order = jobs.Plan("")
        self.is_complete: Callable[[Frame], bool] = lambda _: True  # False while work kept for it may still come back
        self._worker = worker
        self._collection = collection
        self._models = jobs.Models()
        self._waiting: deque[tuple[Frame, Order]] = deque()
        self._job: Job | None = None
        self._done = 0
        self._failed = 0
        collection.loaded.connect(self.go_on)
        collection.load_failed.connect(self._on_load_failed)

    @property
    def waiting(self) -> int:
        """How many photos come after the running one."""
        return len(self._waiting)

    def holds(self, frame: Frame) -> bool:
        """True if the frame runs or waits."""
        return frame is self.running or any(frame is other for other, _ in self._waiting)

    def add(self, frames: Sequence[Frame], plan: Order) -> None:
        """Puts photos in line, each once."""
        for frame in frames:
            if not self.holds(frame):
                self._waiting.append((frame, plan))
                self._mark(frame, Run.QUEUED)
        self.changed.emit()
        if self.running is None:
            self._start_next()

    def prepare(self, model: str) -> None:
        """Reads the model in the background, so that the first restore need not; what fails is told when it is used."""
        self._worker.submit(Job(partial(jobs.load_model, model, self._models), name="prepare", priority=Priority.IDLE))

    def cancel(self) -> None:
        """Stops the running restore and forgets those that wait; nothing is applied."""
        for frame, _ in self._waiting:
            self._mark(frame, Run.NEVER)
        self._waiting.clear()
        if self._job is not None:
            self._job.cancel()
        elif self.running is not None:  # still being opened
            self._on_cancelled(self.running)
        self.changed.emit()

    def drop(self, frame: Frame) -> None:
        """Forgets one photo, running or not: it is about to be closed."""
        self._waiting = deque(pair for pair in self._waiting if pair[0] is not frame)
        if frame is self.running and self._job is not None:
            self._job.cancel()
        elif frame is self.running:
            self._on_cancelled(frame)
        self.changed.emit()

    def _start_next(self) -> None:
        if not self._waiting:
            self.running = None
            self._job = None
            done, failed = self._done, self._failed
            self._done = self._failed = 0
            self.changed.emit()
            self.ended.emit(done, failed)
            return
        frame, self.plan = self._waiting.popleft()
        self.running = frame
        frame.share = 0.0
        frame.sentence = ""
        self._mark(frame, Run.RUNNING)
        self.changed.emit()
        if frame.document is None:
            self._collection.load(frame)
        else:
            self.go_on(frame)

    def _submit(self, frame: Frame) -> None:
        composition = composition_of(frame, marked=isinstance(self.plan, FillPlan))
        job = Job(_made(self.plan, composition, self._models), name="restore")
        job.progressed.connect(partial(self._on_progress, frame))
        job.finished.connect(partial(self._on_finished, frame, composition))
        job.failed.connect(partial(self._on_failed, frame))
        job.cancelled.connect(partial(self._on_cancelled, frame))
        self._job = self._worker.submit(job)

    def go_on(self, frame: Frame) -> None:
        """Begins with the frame if it is the one to be restored and everything about it is there."""
        if frame is self.running and self._job is None and frame.document is not None and self.is_complete(frame):
            self._submit(frame)

    def _on_load_failed(self, frame: Frame, sentence: str) -> None:
        if frame is self.running and self._job is None:
            self._on_failed(frame, sentence)
        elif self.holds(frame):
            self._waiting = deque(pair for pair in self._waiting if pair[0] is not frame)
            self._failed += 1

    def _on_progress(self, frame: Frame, progress: object) -> None:
        if isinstance(progress, jobs.Canvassed):
            self.canvassed.emit(frame, progress.pyramid)
        elif isinstance(progress, jobs.Step):
            frame.share = progress.done / max(1, progress.total)
            self._collection.model.changed(frame)
            self.stepped.emit(frame, progress)

    def _on_finished(
        self, frame: Frame, composition: jobs.Composition, result: jobs.Restored | filling.Found | Looked
    ) -> None:
        document = frame.document
        if document is not None and document.is_being_marked:  # a stroke under way ends first: steps follow in order
            QTimer.singleShot(_GESTURE_MS, self, partial(self._on_finished, frame, composition, result))
            return
        self._done += 1
        plan = self.plan
        self._mark(frame, Run.DONE)
        self.running = self._job = None
        if isinstance(result, Found):
            self._add(frame, plan, result)
        elif isinstance(result, Looked):
            self.looked.emit(frame, result, plan)
        else:
            self._apply(frame, plan, composition, result)
        self._start_next()

    def _apply(self, frame: Frame, plan: Order, composition: jobs.Composition, result: jobs.Restored) -> None:
        assert not isinstance(plan, MorePlan | LookPlan)
        edit = dataclasses.replace(result.edit, adjustment=plan.adjustment)
        if frame.document is not None:
            frame.hold(edit, result.levels, edits=composition.edits)
            frame.document.apply(edit, unmark=isinstance(plan, FillPlan))
            frame.thumbnail = result.thumbnail
            self._collection.model.changed(frame)
        self.restored.emit(frame, edit)

    def _add(self, frame: Frame, plan: Order, found: Found) -> None:
        assert isinstance(plan, MorePlan)
        index = _place(frame.document, plan.edit)
        if frame.document is not None and index >= 0:
            frame.document.add_candidates(index, found.candidates, spread=found.spread)
        self.found.emit(frame, index)

    def _on_failed(self, frame: Frame, sentence: str) -> None:
        self._failed += 1
        frame.sentence = sentence
        self._mark(frame, Run.FAILED)
        self.running = self._job = None
        self.failed.emit(frame, sentence)
        self._start_next()

    def _on_cancelled(self, frame: Frame) -> None:
        self._mark(frame, Run.NEVER)
        self.running = self._job = None
        self.cancelled.emit(frame)
        self._start_next()

    def _mark(self, frame: Frame, run: Run) -> None:
        frame.run = run
        self._collection.model.changed(frame)


def _made(plan: Order, composition: jobs.Composition, models: jobs.Models) -> Make:
    """What the worker is to pull for an order."""
    if isinstance(plan, imagining.PlantPlan):
        return partial(imagining.lay, composition, plan)
    if isinstance(plan, FillPlan):
        return partial(filling.fill, composition, plan, models)
    if isinstance(plan, MorePlan):
        return partial(filling.more, composition, plan, models)
    if isinstance(plan, LookPlan):
        return partial(damage_jobs.look, composition, plan, models)
    return partial(jobs.restore, composition, plan, models)


def _place(document: Document | None, wanted: Edit) -> int:
    """Where an edit stands whatever was chosen or moved in it since, -1 if it is gone."""
    edits = document.edits if document is not None else ()
    return next((index for index, edit in enumerate(edits) if edit.mask is wanted.mask is not None), -1)
