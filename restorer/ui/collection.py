"""From dropped paths to frames in the strip, thumbnails, pyramids and noise levels, all off the window's thread."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from restorer.document import Document, Edit
from restorer.photo import Photo
from restorer.ui import jobs
from restorer.ui.frames import Frame, FrameModel
from restorer.ui.pyramid import Pyramid
from restorer.ui.worker import Job, Priority, Worker

KEPT_BYTES = 1_000_000_000  # photos that could be read again are let go beyond this
_BACKGROUND = 300  # thumbnails made ahead of being seen; the rest wait until they are scrolled to
_NAMED = 4


class Arrival:
    """One drop or open: how many photos came, which of them are still unread, which were refused."""

    def __init__(self) -> None:
        self.count = 0
        self.gathered = False
        self.unread: set[Frame] = set()
        self.refused: list[str] = []
        self.named: list[str] = []


class Collection(QObject):
    """Owns the frames. Every signal carries the frame it is about."""

    added = Signal(object)  # the first frame of an arrival, new or already open
    loaded = Signal(object)  # its document is there
    showable = Signal(object)  # its pyramids are there too
    load_failed = Signal(object, str)
    estimated = Signal(object)
    refused = Signal(str)  # one line about everything of one arrival that could not be opened

    def __init__(self, worker: Worker) -> None:
        super().__init__()
        self.model = FrameModel()
        self.visible: Callable[[], Sequence[Frame]] = tuple
        self.busy: Callable[[Frame], bool] = lambda _: False
        self._worker = worker
        self._known: dict[str, Frame] = {}
        self._arrivals: list[Arrival] = []
        self._unseen: deque[Frame] = deque()
        self._ahead = 0
        self._thumbnail_job: Job | None = None
        self._loads: dict[Frame, Job] = {}
        self._estimate_job: Job | None = None
        self._shown: Frame | None = None
        self._recent: list[Frame] = []

    @property
    def frames(self) -> tuple[Frame, ...]:
        """All frames in the order of the strip."""
        return self.model.frames

    def add_paths(self, paths: Iterable[Path], *, refused: Sequence[str] = ()) -> None:
        """Opens files and what lies in folders; what cannot be opened is told once, in one line, afterwards."""
        arrival = Arrival()
        arrival.refused += refused
        arrival.named += refused
        arrival.count += len(refused)
        self._arrivals.append(arrival)
        job = Job(partial(jobs.gather, list(paths)), name="gather")
        job.progressed.connect(partial(self._take, arrival))
        job.failed.connect(partial(self._refuse, arrival, ""))
        job.ended.connect(partial(self._gathered, arrival))
        self._worker.submit(job)

    def add_picture(self, image: QImage) -> None:
        """Opens a picture that has no file, from the clipboard or a drag."""
        frame = Frame(None, name=self.tr("Pasted photo"))
        job = Job(partial(jobs.paste, image), name="paste")
        job.finished.connect(partial(self._on_pasted, frame))
        job.failed.connect(self.refused)
        self._worker.submit(job)

    def add_photo(self, photo: Photo, *, name: str) -> None:
        """Opens a photo that has no file and was kept from an earlier start."""
        frame = Frame(None, name=name)
        job = Job(partial(jobs.show_photo, photo), name="show")
        job.finished.connect(partial(self._on_pasted, frame))
        job.failed.connect(self.refused)
        self._worker.submit(job)

    def show(self, frame: Frame | None) -> None:
        """Has this frame's document, pyramids and noise level made; cancels that of one no longer looked at."""
        previous, self._shown = self._shown, frame
        if previous is not None and previous is not frame and previous in self._loads and not self.busy(previous):
            self._loads[previous].cancel()
        if frame is None:
            return
        self._touch(frame)
        self.load(frame)

    def load(self, frame: Frame) -> None:
        """Makes what the frame lacks; ends in `loaded` and `showable`, or `load_failed`."""
        running = self._loads.get(frame)
        if running is not None and not running.stopped:
            return
        if frame.document is None:
            self._open(frame)
        elif frame.base is None or frame.missing_levels():
            self._build(frame)
        else:
            self.loaded.emit(frame)
            self.showable.emit(frame)

    def estimate(self, frame: Frame) -> None:
        """Asks for the noise level of the frame as it stands; ends in `estimated`, or in nothing if it failed."""
        if frame.document is None:
            return
        if self._estimate_job is not None:
            self._estimate_job.cancel()
        composition = composition_of(frame)
        job = Job(partial(jobs.estimate, composition), name="estimate", priority=Priority.SOON)
        job.finished.connect(partial(self._on_estimate, frame, composition.edits))
        self._estimate_job = self._worker.submit(job)

    def remove(self, frame: Frame) -> None:
        """Takes a frame out of the strip and forgets it."""
        if frame in self._loads:
            self._loads[frame].cancel()
        self._known = {key: other for key, other in self._known.items() if other is not frame}
        self._recent = [other for other in self._recent if other is not frame]
        self.model.remove(frame)
        self._examined(frame)

    def originals(self) -> tuple[Path, ...]:
        """The files that the open photos came from: no save may hit one unasked."""
        return tuple(frame.path for frame in self.frames if frame.path is not None)

    def pump(self) -> None:
        """Starts the next thumbnail if none is being made: cells that can be seen first."""
        if self._thumbnail_job is not None:
            return
        frame = self._next_unseen()
        if frame is None or frame.path is None:
            return
        frame.thumbnail_asked = True
        job = Job(partial(jobs.thumbnail, frame.path), name="thumbnail", priority=Priority.IDLE)
        job.finished.connect(partial(self._on_thumbnail, frame))
        job.failed.connect(partial(self._on_failed, frame))
        job.ended.connect(self._on_thumbnail_ended)
        self._thumbnail_job = self._worker.submit(job)

    def _take(self, arrival: Arrival, chunk: tuple[list[Path], list[str]]) -> None:
        paths, sentences = chunk
        arrival.count += len(paths) + len(sentences)
        arrival.refused += sentences
        arrival.named += sentences
        fresh = []
        first: Frame | None = None
        for path in paths:
            key = os.path.abspath(path)  # noqa: PTH100 - Path.absolute keeps ".."
            frame = self._known.get(key)
            if frame is None:
                frame = self._known[key] = Frame(path)
                fresh.append(frame)
                arrival.unread.add(frame)
            first = first or frame
        began = not arrival.gathered and first is not None and arrival.count == len(paths) + len(arrival.refused)
        self._unseen.extend(fresh)
        self.model.append(fresh)
        if began:
            self.added.emit(first)
        self.pump()

    def _gathered(self, arrival: Arrival) -> None:
        arrival.gathered = True
        self._close_arrivals()

    def _refuse(self, arrival: Arrival, name: str, sentence: str) -> None:
        arrival.refused.append(sentence)
        arrival.named.append(name or sentence)

    def _next_unseen(self) -> Frame | None:
        for frame in self.visible():
            if not frame.thumbnail_asked and frame.thumbnail is None:
                return frame
        while self._unseen and self._ahead < _BACKGROUND:
            frame = self._unseen.popleft()
            if not frame.thumbnail_asked and frame.thumbnail is None and self.model.row(frame) >= 0:
                self._ahead += 1
                return frame
        return None

    def _on_thumbnail(self, frame: Frame, image: QImage) -> None:
        if frame.thumbnail is None:
            frame.thumbnail = image
            self.model.changed(frame)
        self._examined(frame)

    def _on_thumbnail_ended(self) -> None:
        self._thumbnail_job = None
        self.pump()

    def _open(self, frame: Frame) -> None:
        if frame.path is None:
            return
        frame.thumbnail_asked = True
        job = Job(partial(jobs.open_photo, frame.path), name="open")
        job.finished.connect(partial(self._on_opened, frame))
        job.failed.connect(partial(self._on_failed, frame))
        self._track(frame, job)

    def _build(self, frame: Frame) -> None:
        assert frame.document is not None
        edits, composition = frame.missing_levels(), composition_of(frame)
        job = Job(partial(jobs.pyramids, composition, edits, base=frame.base is None), name="pyramids")
        job.finished.connect(partial(self._on_built, frame, composition, edits))
        job.failed.connect(partial(self.load_failed.emit, frame))
        self._track(frame, job)

    def _track(self, frame: Frame, job: Job) -> None:
        self._loads[frame] = job
        job.ended.connect(partial(self._untrack, frame, job))
        self._worker.submit(job)

    def _untrack(self, frame: Frame, job: Job) -> None:
        if self._loads.get(frame) is job:
            del self._loads[frame]
        if job.stopped and frame is self._shown and frame.base is None and self.model.row(frame) >= 0:
            self.load(frame)  # cancelled when the person looked away, who has come back since

    def _on_opened(self, frame: Frame, opened: jobs.Opened) -> None:
        frame.document = Document(opened.photo)
        frame.base = opened.base
        frame.thumbnail = opened.thumbnail
        self._examined(frame)
        self._ready(frame)

    def _on_pasted(self, frame: Frame, opened: jobs.Opened) -> None:
        self.model.append([frame])
        frame.thumbnail_asked = True
        self._on_opened(frame, opened)
        self.added.emit(frame)

    def _on_built(
        self,
        frame: Frame,
        composition: jobs.Composition,
        edits: Sequence[Edit],
        built: tuple[Pyramid | None, list[jobs.Results]],
    ) -> None:
        self._loads.pop(frame, None)  # the edits may have changed since: then it is ordered again
        base, made = built
        if base is not None:
            frame.base = base
        for edit, results in zip(edits, made, strict=True):
            frame.hold(edit, results, edits=composition.edits)
        self._ready(frame)

    def _ready(self, frame: Frame) -> None:
        self.model.changed(frame)
        self._touch(frame)
        self.loaded.emit(frame)
        if frame.base is not None and not frame.missing_levels():
            self.showable.emit(frame)
        else:
            self.load(frame)

    def _on_failed(self, frame: Frame, sentence: str) -> None:
        """A photo that never could be opened leaves the strip; one that was seen stays and says why."""
        frame.sentence = sentence
        for arrival in self._arrivals:
            if frame in arrival.unread:
                self._refuse(arrival, frame.name, sentence)
        expected = any(frame in arrival.unread for arrival in self._arrivals)
        self.load_failed.emit(frame, sentence)
        if frame.thumbnail is None:
            self.remove(frame)
        else:
            self._examined(frame)
        if not expected:
            self.refused.emit(sentence)

    def _on_estimate(self, frame: Frame, edits: tuple[Edit, ...], sigma: float) -> None:
        if frame.document is not None and _same_results(frame.document.edits, edits):
            frame.estimate = sigma
            self.estimated.emit(frame)

    def _examined(self, frame: Frame) -> None:
        for arrival in self._arrivals:
            arrival.unread.discard(frame)
        self._close_arrivals()

    def _close_arrivals(self) -> None:
        ended = [arrival for arrival in self._arrivals if arrival.gathered and self._is_read(arrival)]
        self._arrivals = [arrival for arrival in self._arrivals if arrival not in ended]
        for arrival in ended:
            if arrival.refused:
                self.refused.emit(self._line(arrival))

    def _is_read(self, arrival: Arrival) -> bool:
        """True once nothing of the arrival is still to be read ahead; photos beyond that are told of when seen."""
        return not arrival.unread or (self._ahead >= _BACKGROUND and not self._unseen_of(arrival))

    def _unseen_of(self, arrival: Arrival) -> bool:
        return any(frame.thumbnail_asked for frame in arrival.unread)

    def _line(self, arrival: Arrival) -> str:
        if arrival.count == 1 or len(arrival.refused) == 1:
            return arrival.refused[0]
        names = ", ".join(arrival.named[:_NAMED])
        more = len(arrival.named) - _NAMED
        if more > 0:
            names += " " + self.tr("and {count} more").format(count=more)
        text = self.tr("{count} of {total} could not be opened: {names}.")
        return text.format(count=len(arrival.refused), total=arrival.count, names=names)

    def _touch(self, frame: Frame) -> None:
        self._recent = [other for other in self._recent if other is not frame] + [frame]
        kept = 0
        for other in reversed(self._recent.copy()):
            kept += _bytes_of(other)
            if kept > KEPT_BYTES and other is not self._shown and other is not frame and not self.busy(other):
                other.release()
                self._recent.remove(other)


def composition_of(frame: Frame, *, marked: bool = False) -> jobs.Composition:
    """The frame's photo and edits as they are now, `marked` with a copy of its mask; the frame has a document."""
    document = frame.document
    assert document is not None
    return jobs.Composition(document.photo, document.edits, document.mask.samples.copy() if marked else None)


def _same_results(first: Sequence[Edit], second: Sequence[Edit]) -> bool:
    visible = [edit.result for edit in first if edit.visible], [edit.result for edit in second if edit.visible]
    return len(visible[0]) == len(visible[1]) and all(a is b for a, b in zip(*visible, strict=True))


def _bytes_of(frame: Frame) -> int:
    if frame.document is None:
        return 0
    return frame.document.photo.samples.nbytes * (4 + 4 * len(frame.document.edits)) // 3
