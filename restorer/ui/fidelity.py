"""What the edits have changed of a photo, counted on the samples themselves after each change."""

from collections.abc import Generator
from dataclasses import dataclass
from functools import partial

import numpy as np
from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from restorer import compose
from restorer.document import changes_outside, compose_region
from restorer.ui.collection import composition_of
from restorer.ui.frames import Frame
from restorer.ui.jobs import Composition
from restorer.ui.worker import Job, Priority, Worker

_REST_MS = 250  # after the last change, before anything is counted
_ROWS = 512


@dataclass(frozen=True, slots=True)
class Fidelity:
    """Samples changed outside every mask and samples there, samples changed in all and samples in all.

    `largest` is the furthest that any sample moved, in 16-bit steps. `outside` is None where an edit has no mask.
    """

    changed: int
    outside: int | None
    moved: int
    total: int
    largest: int

    @property
    def is_broken(self) -> bool:
        """True if something changed where nothing may."""
        return self.outside is not None and self.changed > 0


def measure(composition: Composition) -> Generator[None, None, Fidelity]:
    """Composes the photo in strips and counts what differs from it."""
    yield
    samples, edits = composition.photo.samples, composition.edits
    moved = largest = 0
    for top in range(0, len(samples), _ROWS):
        rows = samples[top : top + _ROWS]
        after = compose_region(samples, edits, box=(top, 0, _ROWS, samples.shape[1]))
        moved += compose.changed_samples(rows, after)
        largest = max(largest, int(compose.change_map(rows, after).max(initial=0)))
        yield
    changed, outside = changes_outside(samples, edits)
    masked = all(edit.mask is not None for edit in edits if edit.visible)
    return Fidelity(changed, outside if masked else None, moved, samples.size, largest)


def sentence_of(fidelity: Fidelity) -> str:
    """What the status line says: "0 of 23,961,600 samples changed outside the mask"."""
    if fidelity.outside is None:
        text = QCoreApplication.translate("fidelity", "{changed} of {total} samples changed")
        return text.format(changed=f"{fidelity.moved:,}", total=f"{fidelity.total:,}")
    text = QCoreApplication.translate("fidelity", "{changed} of {total} samples changed outside the mask")
    return text.format(changed=f"{fidelity.changed:,}", total=f"{fidelity.outside:,}")


class Watch(QObject):
    """Has the shown photo counted again whenever its edits have changed and then rested for a moment."""

    measured = Signal(object)  # Fidelity, or None while it is not known

    def __init__(self, worker: Worker, parent: QObject) -> None:
        super().__init__(parent)
        self._worker = worker
        self._closed = False
        self._frame: Frame | None = None
        self._job: Job | None = None
        self._counted: tuple[Frame, int] | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._count)

    def follow(self, frame: Frame | None) -> None:
        """This frame is shown, and something about it may have changed."""
        document = frame.document if frame is not None else None
        if frame is None or document is None or not any(edit.visible for edit in document.edits):
            self._forget()
        elif self._counted != (frame, document.revision) and not self._closed:
            if self._counted is None or self._counted[0] is not frame:
                self.measured.emit(None)
            self._frame, self._counted = frame, (frame, document.revision)
            self._rest.start()

    def close(self) -> None:
        """Counts no more, whatever still changes: the worker is about to end."""
        self._closed = True
        self._stop()

    def _stop(self) -> None:
        self._rest.stop()
        if self._job is not None:
            self._job.cancel()

    def _forget(self) -> None:
        self._stop()
        self._frame = self._job = None
        if self._counted is not None:
            self._counted = None
            self.measured.emit(None)

    def _count(self) -> None:
        frame = self._frame
        if frame is None or frame.document is None:
            return
        if self._job is not None:
            self._job.cancel()
        job = Job(partial(measure, composition_of(frame)), name="fidelity", priority=Priority.IDLE)
        job.finished.connect(partial(self._on_measured, (frame, frame.document.revision)))
        self._job = self._worker.submit(job)

    def _on_measured(self, counted: tuple[Frame, int], fidelity: Fidelity) -> None:
        if counted == self._counted:
            self.measured.emit(fidelity)


def largest_text(largest: int) -> str:
    """The largest change in 8-bit steps: "31", "0.4"."""
    steps = np.float64(largest) / 257
    return f"{steps:.0f}" if steps >= 10 or largest % 257 == 0 else f"{steps:.1f}"
