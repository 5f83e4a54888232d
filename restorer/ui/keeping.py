"""Work on photos is kept while it is done, comes back with its photo, and is offered after a crash."""

import os
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QModelIndex, QObject, QTimer, Signal

from restorer import files
from restorer.document import Document
from restorer.photo import Photo
from restorer.session import Facts, Place, Session, Source
from restorer.sessions import Found, Recalled, Sessions
from restorer.ui.bars import Remedy
from restorer.ui.collection import Collection
from restorer.ui.editing import Editing
from restorer.ui.edits import EditsList
from restorer.ui.frames import FRAME_ROLE, Frame
from restorer.ui.stage import Stage
from restorer.ui.worker import Job, Worker

INTERVAL = 30.0  # seconds: nothing finished is older than this and not on disk, but for the time of writing
_EVERY = 2 / 3  # of the interval: leaves time for the writing
_NAMED = 3

_T = TypeVar("_T")
_State = tuple[int, int, bool, Place | None]


@dataclass(slots=True, eq=False)
class _Track:
    """What is known of one open photo: the file of its session, and what that file holds."""

    document: Document
    name: str
    source: Source | None = None
    ready: bool = False  # it has been looked up whether there is work of an earlier start
    instead: tuple[str, ...] = ()
    state: _State | None = None
    on_disk: bool = False
    writing: bool = False
    again: bool = False
    chosen: int = -1
    place: Place | None = None
    line: str = ""  # to be said when the photo is first seen


class Keeping(QObject):
    """Writes the work on the open photos on a thread of its own; only copies and what never changes go there.

    A photo is worth keeping while it has unsaved edits or marks. Nothing is written beside an original.
    """

    said = Signal(str, object)  # a quiet line, and a Remedy or None
    noticed = Signal(str)
    completed = Signal(object)  # Frame: work kept for it has come back, or there is none

    def __init__(self, folder: Path, collection: Collection, stage: Stage, editing: Editing, edits: EditsList) -> None:
        super().__init__()
        self.crash_log: Path | None = None  # what the program wrote when it broke down last time, not yet told
        self.worker = Worker("keeping", self)
        self._sessions = Sessions(folder)
        self._collection = collection
        self._stage = stage
        self._editing = editing
        self._edits = edits
        self._tracks: dict[Frame, _Track] = {}
        self._offered: tuple[Found, ...] = ()
        self._wanted: set[str] = set()
        self._pasted: list[tuple[Photo, Session, str]] = []
        self._trouble = ""
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        collection.loaded.connect(self._on_loaded)
        collection.showable.connect(self._on_showable)
        collection.model.rowsInserted.connect(self._on_inserted)

    def begin(self, *, interval: float = INTERVAL) -> None:
        """Looks for work of a program that ended unexpectedly, and looks after the open photos from now on."""
        self._do(self._sessions.begin, self._on_begun)
        self._timer.start(max(1, round(interval * 1000 * _EVERY)))

    def holds(self, frame: Frame) -> bool:
        """True while a photo is being brought back: it must not be given up because another one is looked at."""
        if not self._wanted or frame.document is not None or frame.path is None:
            return False
        return _key(frame.path) in self._wanted

    def is_complete(self, frame: Frame) -> bool:
        """True once it is known whether there is work of an earlier start, and that has come back."""
        track = self._tracks.get(frame)
        return track is not None and track.document is frame.document and track.ready

    # While it is done ---------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Has everything written that has changed since it was written last."""
        for frame, track in list(self._tracks.items()):
            if track.ready and not track.writing and track.state != self._state(frame, track):
                self._keep(frame, track)

    def keep(self, frame: Frame) -> None:
        """Has the work on this photo written at once: an edit has been finished."""
        track = self._tracks.get(frame)
        if track is None or not track.ready:
            return
        if track.writing:
            track.again = True
        else:
            self._keep(frame, track)

    def _keep(self, frame: Frame, track: _Track) -> None:
        document = track.document
        track.state = self._state(frame, track)
        if not (document.dirty or document.is_marked):
            self._forget(track)
            return
        track.writing = track.on_disk = True
        instead, track.instead = track.instead, ()
        work = self._work(frame, track)
        job = self._do(partial(self._sessions.keep, work, track.name, owned=True, instead=instead), self._on_kept)
        job.failed.connect(partial(self._on_not_kept, track, instead))
        job.ended.connect(partial(self._on_written, frame, track))

    def _on_kept(self, _: object) -> None:
        self._trouble = ""

    def _on_not_kept(self, track: _Track, instead: tuple[str, ...], _sentence: str) -> None:
        track.state = None  # tried again the next time
        track.instead = instead

    def _on_written(self, frame: Frame, track: _Track) -> None:
        track.writing = False
        if track.again and self._tracks.get(frame) is track:
            track.again = False
            self._keep(frame, track)

    def _forget(self, track: _Track) -> None:
        names = (*track.instead, *((track.name,) if track.on_disk else ()))
        track.on_disk, track.instead = False, ()
        if names:
            self._do(partial(self._sessions.remove, names))

    def _state(self, frame: Frame, track: _Track) -> _State:
        document = track.document
        return document.revision, document.mask_revision, document.dirty, self._place(frame, track)

    def _place(self, frame: Frame, track: _Track) -> Place | None:
        """Where the person looks; None if the whole photo shows; as it was for a photo that is not on the canvas."""
        view = self._stage.canvas.view
        if frame is self._stage.frame and view is not None:
            middle = view.photo_point(view.across / 2, view.down / 2)
            track.place = None if view.is_fitted() else Place(view.zoom, *middle)
            track.chosen = self._edits.current
        return track.place

    def _work(self, frame: Frame, track: _Track) -> Session:
        document = track.document
        photo = document.photo
        facts = Facts(
            name=frame.name,
            shape=photo.samples.shape,
            bits=photo.bit_depth,
            source=track.source,
            unsaved=document.dirty,
            chosen=track.chosen,
            place=track.place,
        )
        mask = document.mask.samples.copy() if document.is_marked else None
        if track.source is not None:
            return Session(facts, mask, document.edits)
        return Session(facts, mask, document.edits, photo.samples, photo.alpha)

    # Coming back with its photo -----------------------------------------------------------------------------------

    def _on_loaded(self, frame: Frame) -> None:
        document = frame.document
        known = self._tracks.get(frame)
        if document is None or (known is not None and known.document is document):
            return
        track = self._tracks[frame] = _Track(document, self._sessions.name_for(frame.path))
        track.state = self._state(frame, track)  # a stroke may be made before the rest is known
        kept = next((pair for pair in self._pasted if pair[0] is document.photo), None)
        if kept is not None:
            self._pasted.remove(kept)
            self._recall(frame, track, Recalled(None, kept[1], True, (kept[2],)))
        elif frame.path is None:
            self._recall(frame, track, Recalled(None))
        else:
            self._wanted.discard(_key(frame.path))
            job = self._do(partial(self._sessions.recall, frame.path), partial(self._recall, frame, track))
            job.failed.connect(lambda _: self._recall(frame, track, Recalled(None)))

    def _recall(self, frame: Frame, track: _Track, found: Recalled) -> None:
        if self._tracks.get(frame) is not track:
            return
        track.ready, track.source = True, found.source
        kept, sentence = found.session, found.sentence
        untouched = track.state == self._state(frame, track)
        if kept is not None and self._bring_back(track, kept, found.is_same):
            track.instead = found.names
            track.chosen, track.place = kept.facts.chosen, kept.facts.place
            track.line = self._line(track.document)
            self._editing.applied(frame)
            self._collection.model.changed(frame)
            self._on_showable(frame)
            track.state = self._state(frame, track) if untouched else None
            if kept.facts.owner:
                self._keep(frame, track)  # it is this window's now
        elif kept is not None and kept.facts.owner:
            for name in found.names:
                self._do(partial(self._sessions.remember, name))
        if kept is not None and not found.is_same:
            sentence = f"{sentence} {self._changed(frame, kept)}"
        if sentence.strip():
            self.noticed.emit(sentence.strip())
        self.completed.emit(frame)

    def _bring_back(self, track: _Track, kept: Session, is_same: bool) -> bool:
        """True if anything fits: all of it for the same file, only the marks for one that has changed."""
        edits = kept.edits if is_same else ()
        if kept.mask is None and not edits:
            return False
        try:
            track.document.bring_back(edits, kept.mask, unsaved=kept.facts.unsaved)
        except ValueError:
            return False
        return True

    def _line(self, document: Document) -> str:
        if document.is_marked and document.edits:
            return self.tr("Mask and edits are back as you left them.")
        return self.tr("The mask is back as you left it.") if document.is_marked else self.tr("The edits are back.")

    def _changed(self, frame: Frame, kept: Session) -> str:
        if frame.document is not None and frame.document.is_marked:
            text = self.tr("{name} has changed since. Its mask was brought back; edits kept with it were left out.")
            return text.format(name=frame.name) if kept.edits else self.tr("{name} has changed since; check its mask.")
        return self.tr("{name} has changed since. The work kept for it no longer fits and was left out.").format(
            name=frame.name
        )

    def _on_showable(self, frame: Frame) -> None:
        """Once such a photo is seen: zoom, place and chosen edit, and a line that says what has come back."""
        track = self._tracks.get(frame)
        if track is None or not track.line or frame is not self._stage.frame:
            return
        line, track.line = track.line, ""
        if 0 <= track.chosen < self._edits.list.count():
            self._edits.list.setCurrentRow(track.chosen)
        canvas, place = self._stage.canvas, track.place
        if place is not None and canvas.view is not None:
            canvas.set_zoom(place.zoom)
            view, ratio = canvas.view, canvas.devicePixelRatioF()
            x, y = view.left + place.x * view.zoom, view.top + place.y * view.zoom
            canvas.pan((view.across / 2 - x) / ratio, (view.down / 2 - y) / ratio)
        self.said.emit(line, Remedy(self.tr("Start afresh"), partial(self.start_afresh, frame)))

    def start_afresh(self, frame: Frame) -> None:
        """Drops mask and edits of a photo, undoably."""
        if frame.document is not None:
            frame.document.start_afresh()
            self._editing.applied(frame)
            self._collection.model.changed(frame)
            self.said.emit(self.tr("Mask and edits are dropped; undo brings them back."), None)

    # After a crash ------------------------------------------------------------------------------------------------

    def _on_begun(self, begun: tuple[tuple[Found, ...], tuple[str, ...]]) -> None:
        self._offered, notices = begun
        for notice in notices:
            self.noticed.emit(notice)
        there = [found for found in self._offered if found.photo != "gone"]
        parts = [self.tr("Restorer ended unexpectedly.")]
        if len(there) == 1:
            text = self.tr("Unsaved work on {name} can be brought back.")
            parts.append(text.format(name=there[0].outline.facts.name))
        elif there:
            parts.append(self.tr("{count} photos with unsaved work can be brought back.").format(count=len(there)))
        for kind, text in (
            ("changed", self.tr("{names} changed since.")),
            ("gone", self.tr("{names} cannot be found.")),
        ):
            names = [found.outline.facts.name for found in self._offered if found.photo == kind]
            if names:
                more = self.tr(" and {count} more").format(count=len(names) - _NAMED) if len(names) > _NAMED else ""
                parts.append(text.format(names=", ".join(names[:_NAMED]) + more))
        if self.crash_log is not None:
            parts.append(self.tr("Details are in {log}.").format(log=files.printable(self.crash_log)))
        if self._offered:
            back = Remedy(self.tr("Bring back") if there else self.tr("Keep"), self.bring_back)
            self._stage.offer.say(" ".join(parts), back, Remedy(self.tr("Discard"), self.discard))
        elif self.crash_log is not None:
            self._stage.offer.say(" ".join(parts))

    def bring_back(self) -> None:
        """Opens the photos that were open with unsaved work; work on a photo that is gone is kept until it is back."""
        offered, self._offered = self._offered, ()
        paths = []
        for found in offered:
            if found.path is None:
                self._do(partial(self._sessions.read, found.name), partial(self._on_pasted, found))
            elif found.photo == "gone":
                self._do(partial(self._sessions.remember, found.name))
            elif _key(found.path) in {_key(frame.path) for frame in self._tracks if frame.path is not None}:
                continue  # opened meanwhile, and so brought back
            else:
                self._wanted.add(_key(found.path))
                paths.append(found.path)
        if paths:
            self._collection.add_paths(paths)

    def discard(self) -> None:
        """Forgets the work that was offered."""
        offered, self._offered = self._offered, ()
        opened = {name for track in self._tracks.values() for name in track.instead}
        self._do(partial(self._sessions.remove, [found.name for found in offered if found.name not in opened]))

    def _on_inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        model = self._collection.model
        for row in range(first, last + 1) if self._wanted else ():
            frame: Frame = model.index(row).data(FRAME_ROLE)
            if self.holds(frame):
                self._collection.load(frame)

    def _on_pasted(self, found: Found, read: tuple[Session, str]) -> None:
        kept, sentence = read
        if sentence:
            self.noticed.emit(sentence)
        if kept.samples is not None:
            photo = Photo(kept.samples, kept.alpha)
            self._pasted.append((photo, kept, found.name))
            self._collection.add_photo(photo, name=kept.facts.name)

    # Leaving ------------------------------------------------------------------------------------------------------

    def let_go(self, frames: Sequence[Frame]) -> None:
        """These photos are closed in order: marks are remembered with their photo, everything else is forgotten.

        What is unsaved now was discarded by the person, marks included.
        """
        for frame in frames:
            track = self._tracks.pop(frame, None)
            if track is None or not track.ready:
                continue
            if track.document.dirty or not track.document.is_marked or track.source is None:
                self._forget(track)
            elif track.on_disk or track.state != self._state(frame, track):
                self._place(frame, track)
                work = self._work(frame, track)
                keep = partial(self._sessions.keep, work, track.name, owned=False, instead=track.instead)
                self._do(keep)

    def leave(self, frames: Sequence[Frame]) -> None:
        """The window closes in order: as `let_go`, and returns when everything is on disk."""
        self._timer.stop()
        self.let_go(frames)
        self._do(self._sessions.end)
        self.worker.finish()

    def _do(self, work: Callable[[], _T], finished: Callable[[_T], object] | None = None) -> Job:
        def make() -> Generator[Any, None, _T]:
            yield
            return work()

        job = Job(make, name="keep")
        if finished is not None:
            job.finished.connect(finished)
        job.failed.connect(self._on_failed)
        return self.worker.submit(job)

    def _on_failed(self, sentence: str) -> None:
        if sentence != self._trouble:  # once, not each time it is tried again
            self._trouble = sentence
            self.noticed.emit(sentence)


def _key(path: Path) -> str:
    return os.path.abspath(path)  # noqa: PTH100 - Path.absolute keeps ".."
