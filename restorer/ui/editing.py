"""Edits of the photo that is shown: sliders, eyes, deletion, undo and redo, and the views that follow them."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from restorer.document import Document, Edit
from restorer.ui.collection import Collection
from restorer.ui.describe import outcome_of
from restorer.ui.edits import EditsList
from restorer.ui.frames import Frame
from restorer.ui.language import in_own_language
from restorer.ui.panels import MODES, RestorePanel
from restorer.ui.stage import Stage
from restorer.weights import Mode

_ONE_GESTURE = 1.0  # seconds within which two key presses or wheel notches count as one change


class Editing(QObject):
    """Changes the shown frame's document and nothing else; every change can be undone."""

    changed = Signal()  # the document, or which one is shown
    said = Signal(str)
    remarked = Signal(object)  # the box of the mask that an undo or redo, or a fill, has changed

    def __init__(self, collection: Collection, stage: Stage, panel: RestorePanel, edits: EditsList) -> None:
        super().__init__()
        self._collection = collection
        self._stage = stage
        self._panel = panel
        self._edits = edits
        self.settle_marks: Callable[[], object] = lambda: None  # brings a stroke under way to its end
        self._frame: Frame | None = None
        self._last = (-1, 0.0)
        self._drag = False
        panel.adjusted.connect(self._adjust)
        panel.settled.connect(self._settle)
        edits.visibility_wanted.connect(self._set_visible)
        edits.removal_wanted.connect(self.remove)
        edits.chosen.connect(self._on_chosen)
        edits.renamed.connect(self.changed)
        panel.mode_shown.connect(self._on_mode)

    @property
    def document(self) -> Document | None:
        """The document that is shown."""
        return self._frame.document if self._frame is not None else None

    @property
    def frame(self) -> Frame | None:
        """The frame that is shown, once its document is there."""
        return self._frame

    def show(self, frame: Frame | None) -> None:
        """Follows another frame."""
        self._frame = frame
        self._follow()

    def applied(self, frame: Frame) -> None:
        """A restore has put an edit on top of that frame; what a fill has filled is no longer marked."""
        if frame is self._frame and self.document is not None:
            top = self.document.edits[-1] if self.document.edits else None
            if top is not None and top.mask is not None:
                self.remarked.emit(top.box)
            self._redraw()

    def undo(self) -> None:
        """One step back."""
        self.settle_marks()
        if self.document is not None and (text := self.document.undo()) is not None:
            self._show_step(self.document)
            self.said.emit(self.tr("Undone: {step}").format(step=in_own_language(text)))

    def redo(self) -> None:
        """One step forward again."""
        self.settle_marks()
        if self.document is not None and (text := self.document.redo()) is not None:
            self._show_step(self.document)
            self.said.emit(self.tr("Redone: {step}").format(step=in_own_language(text)))

    def _show_step(self, document: Document) -> None:
        """A step of the marks alone leaves the picture as it is; a fill's step changes both."""
        if document.mask_box is not None:
            self.remarked.emit(document.mask_box)
        if document.edits is self._edits.shown:
            self._tell()
        else:
            self._redraw()

    def remove(self, index: int = -1) -> None:
        """Takes an edit away; the chosen one without an index."""
        index = index if index >= 0 else self._edits.current
        if self.document is not None and 0 <= index < len(self.document.edits):
            self.document.remove(index)
            self._redraw()

    def choose(self, index: int, candidate: int) -> None:
        """Takes another way to fill the holes of an edit; shown at once."""
        if self.document is not None and index < len(self.document.edits):
            self.document.choose(index, candidate)
            self._redraw()

    def grown(self, frame: Frame) -> None:
        """An edit of that frame has more candidates."""
        if frame is self._frame:
            self._redraw()

    def marked(self) -> None:
        """The marking of the shown photo has changed."""
        self._tell()

    @property
    def chosen(self) -> int:
        """Index of the edit that is chosen in the list, -1 for none."""
        return self._edits.current if self.document is not None else -1

    def _on_chosen(self, index: int) -> None:
        """The panel follows the kind of edit that a person chooses."""
        edits = self.document.edits if self.document is not None else ()
        if 0 <= index < len(edits) and edits[index].mode in MODES:
            self._panel.show_mode(Mode(edits[index].mode))
        self._show_sliders()
        self.changed.emit()

    def _on_mode(self) -> None:
        """The sliders of a mode are those of its topmost edit, unless another one of it is chosen."""
        if self.document is not None and self._chosen() is None:
            fitting = [n for n, edit in enumerate(self.document.edits) if edit.mode == self._panel.mode.value]
            if fitting:
                self._edits.choose(fitting[-1])
                self._show_sliders()
        self.changed.emit()

    def _set_visible(self, index: int, visible: bool) -> None:
        if self.document is not None:
            self.document.set_visible(index, visible=visible)
            self._redraw()

    def _adjust(self) -> None:
        edit = self._chosen()
        if edit is None or self.document is None:
            return
        index, now = self._edits.current, time.monotonic()
        within = self._drag or now - self._last[1] < _ONE_GESTURE
        merge = within and self._last[0] == index
        self._last = (index, now)
        self._drag = self._panel.held
        self.document.set_adjustment(index, self._panel.adjustment, merge=merge)
        self._stage.adjust(index, self._panel.adjustment)
        self._edits.show_edits(self.document.edits)
        self.said.emit(outcome_of(self.document.edits[index]))
        self._tell()

    def _settle(self) -> None:
        """A drag has ended; parts that lie on what was adjusted are made exact again."""
        if self._drag and self._frame is not None and self._frame.missing_levels():
            self._collection.load(self._frame)
        self._last = (-1, 0.0)
        self._drag = False

    def _chosen(self) -> Edit | None:
        """The edit that the sliders are about: the chosen one, if its page is shown."""
        edits = self.document.edits if self.document is not None else ()
        edit = edits[self._edits.current] if 0 <= self._edits.current < len(edits) else None
        return edit if edit is not None and edit.mode == self._panel.mode.value else None

    def _show_sliders(self) -> None:
        edit = self._chosen()
        if edit is not None:
            self._panel.show_adjustment(edit.adjustment)

    def _redraw(self) -> None:
        """Everything follows the document, zoom and place stay."""
        self._settle()
        self._follow()
        frame = self._frame
        if frame is None:
            return
        self._stage.show_frame(frame)  # as far as what it needs is there
        if frame.missing_levels():
            self._collection.load(frame)  # shown again when it is ready
        self._collection.estimate(frame)

    def _follow(self) -> None:
        self._edits.show_edits(self.document.edits if self.document is not None else ())
        self._show_sliders()
        self._tell()

    def _tell(self) -> None:
        if self._frame is not None:
            self._collection.model.changed(self._frame)
        self.changed.emit()
