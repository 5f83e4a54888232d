"""The window: puts the parts together, takes what is dropped, orders restores, and leaves tidily."""

import dataclasses
from collections.abc import Callable, Generator, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QImage,
    QKeyEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from restorer import resources, settings
from restorer.settings import Settings
from restorer.ui import actions, arrivals, colour, jobs, memory
from restorer.ui.bars import StatusLine
from restorer.ui.closing import Closing
from restorer.ui.collection import Collection
from restorer.ui.describe import facts_of
from restorer.ui.editing import Editing
from restorer.ui.edits import EditsList
from restorer.ui.filmstrip import FilmStrip
from restorer.ui.finder import Finder
from restorer.ui.frames import Frame
from restorer.ui.generation import Generation
from restorer.ui.help import Help
from restorer.ui.keeping import INTERVAL, Keeping
from restorer.ui.looking import Looking
from restorer.ui.looks import Looks
from restorer.ui.marking import Marking
from restorer.ui.masks import Masks
from restorer.ui.menus import Menus
from restorer.ui.modelshelf import Models
from restorer.ui.opening import Opening
from restorer.ui.panels import MODES, WIDTH, RestorePanel
from restorer.ui.preferences import Preferences
from restorer.ui.queue import RestoreQueue
from restorer.ui.restoring import Restoring
from restorer.ui.saves import Saves
from restorer.ui.saving import Saver
from restorer.ui.stage import Stage, sample_photos
from restorer.ui.training import Training
from restorer.ui.welcome import SAMPLE_MODES
from restorer.ui.worker import Job, Priority, Worker

MINIMUM = (760, 520)


class Window(QMainWindow):
    """The one window. `weights_folder` replaces the installed models (None: those that came with the program);
    `interval` is the number of seconds within which finished work is on disk."""

    def __init__(self, kept: Settings, *, weights_folder: Path | None = None, interval: float = INTERVAL) -> None:
        super().__init__()
        self._settings = kept
        self.reading = Worker("reading", self)
        self.computing = Worker("computing", self)
        self.collection = Collection(self.reading)
        self.queue = RestoreQueue(self.computing, self.collection)
        self.saver = Saver(self.reading, self.collection)
        self.shown: Frame | None = None  # the chosen photo; on the canvas once it is open
        self._pinned = False  # the original shows by the menu
        self._left = False
        self._samples = sample_photos(resources.folder("samples"))
        self.table = actions.make(self)
        self._build()
        self.editing = Editing(self.collection, self.stage, self.panel, self.edits)
        self.marking = Marking(self.stage, self.editing, self.table, worker=self.reading)
        self.finder = Finder(self.panel.inpainting.damage, self.marking, self.stage, worker=self.reading)
        self.masks = Masks(self, self.marking, self.collection, worker=self.reading)
        self.saves = Saves(self, self.saver, self.collection, self.stage.notice)
        self.restoring = Restoring(self.queue, self.panel, self.stage)
        self.looking = Looking(self, self.table, stage=self.stage, reading=self.reading)
        self.opening = Opening(self, self.collection, self.reading)
        self.models = Models(self, self.panel, reading=self.reading, computing=self.computing)
        self.generation = Generation(self, self.stage, self.panel, queue=self.queue, collection=self.collection)
        self.training = Training(self, reading=self.reading, open_photos=self.collection.originals)
        self.training.installed.connect(self.models.take_installed)
        self.closing = Closing(self, self.saver, save=self.saves.frames)
        self.preferences = Preferences(self, current=self._current, keep=self._keep)
        self.help = Help(self, settings=self._current, models=lambda: self.models.cards)
        self._connect()
        sessions = settings.folder() / "sessions"
        self.keeping = Keeping(sessions, self.collection, self.stage, self.editing, self.edits)
        self._connect_keeping()
        actions.connect(self.table, self)
        self.looks = Looks(self, self.table, chosen=kept.theme, keep=self.preferences.keep_theme)
        self.preferences.attach(self.looks, self.marking, self.panel)
        self.help.said.connect(self.status.say)
        memory.recall(self, self.stage.canvas)
        self._update()
        self.keeping.begin(interval=interval)
        self.models.find(weights_folder)
        for kind, path in self._samples.items():
            self._submit(partial(jobs.thumbnail, path), partial(self._on_sample, kind), priority=Priority.IDLE)

    # Opening ------------------------------------------------------------------------------------------------------

    def warm_up(self) -> None:
        """Has torch imported while the person looks at the first photo."""
        self.models.warm_up()

    def open_paths(self, paths: Iterable[Path]) -> None:
        """Opens files and folders as if they were dropped."""
        listed = list(paths)
        if listed:
            self.collection.add_paths(listed)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Lights the canvas for anything that may bring a photo."""
        if arrivals.takes(event.mimeData()):
            self.stage.canvas.set_drop_highlight(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Puts the light out."""
        self.stage.canvas.set_drop_highlight(False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Opens what was dropped."""
        self.stage.canvas.set_drop_highlight(False)
        event.acceptProposedAction()
        self.opening.take(event.mimeData())

    # What is shown ------------------------------------------------------------------------------------------------

    def _on_added(self, frame: Frame) -> None:
        self.strip.go(self.collection.model.row(frame))

    def _on_current(self, frame: Frame | None) -> None:
        self.shown = frame
        self.collection.show(frame)
        if frame is None:
            self.stage.clear()
            self.editing.show(None)
        elif frame is not self.stage.frame:
            self.editing.show(None)
            self.status.say(self.tr("Opening {name}").format(name=frame.name))
        self._update()

    def _on_showable(self, frame: Frame) -> None:
        if frame is not self.shown or frame.document is None:
            return
        fresh = frame is not self.stage.frame
        self.stage.show_frame(frame)
        self.editing.show(frame)
        if fresh:
            self.status.say("")
            self._greet(frame)
        self._update()

    def _greet(self, frame: Frame) -> None:
        """What belongs to a photo that has just come into view."""
        assert frame.document is not None
        if frame.document.photo.notices:
            self.stage.notice.say(" ".join(frame.document.photo.notices))
        elif frame.sentence:
            self.stage.notice.say(frame.sentence)
        else:
            self.stage.notice.hide()
        if frame.estimate is None:
            self.collection.estimate(frame)
        if frame.path is not None and not jobs.is_sample(frame.path):
            self._keep(settings.with_recent(self._settings, frame.path))

    def _on_restored(self, frame: Frame) -> None:
        self.editing.applied(frame)
        if frame is self.stage.frame and memory.is_first_split():
            self.stage.split_once()

    def _on_load_failed(self, frame: Frame, _sentence: str) -> None:
        if frame is self.shown:
            self.status.say("")

    def _targets(self) -> list[Frame]:
        """What an action on photos is about: the selected ones, else the one shown."""
        selected = list(self.strip.selected())
        return selected or ([self.shown] if self.shown is not None else [])

    def _remove(self, frames: Sequence[Frame]) -> None:
        self.keeping.let_go(frames)
        for frame in frames:
            self.queue.drop(frame)
            self.collection.remove(frame)
        self._update()

    def close_photos(self) -> None:
        """Closes the selected photos, asking about unsaved ones."""
        frames = self._targets()
        if self.closing.may_leave(lambda: frames, leave=partial(self._remove, frames)):
            self._remove(frames)

    def _update(self) -> None:
        """Everything that depends on what is shown, selected and running."""
        document = self.editing.document
        frames = self.collection.frames
        restorable = self.restoring.possible()
        facts = actions.Facts(
            photo=document is not None,
            frames=bool(frames),
            ready=bool(restorable),
            running=self.queue.running is not None or self.generation.running,
            edits=document is not None and bool(document.edits),
            dirty=any(frame.dirty for frame in self._targets()),
            any_dirty=any(frame.dirty for frame in frames),
            undo=document is not None and document.undo_text is not None,
            redo=document is not None and document.redo_text is not None,
            marked=document is not None and document.is_marked,
            marking=self.marking.busy,
            tool=document is not None and self.marking.tool is not None,
            alpha=document is not None and document.photo.alpha is not None,
        )
        actions.update(self.table, facts)
        actions.set_text(self.table, "undo", (document.undo_text if document else None) or self.tr("Undo"))
        actions.set_text(self.table, "redo", (document.redo_text if document else None) or self.tr("Redo"))
        self.panel.show_possible(len(restorable), self.restoring.reason())
        self.generation.follow()
        actions.set_text(self.table, "restore", self.panel.restore_button.verb)
        self.panel.show_estimate(self.shown.estimate if self.shown is not None else None)
        self.strip.setVisible(bool(frames))
        self.status.show_facts(facts_of(document.photo) if document is not None else "")
        self.status.show_zoom(self.stage.canvas.zoom if self.stage.frame is not None else None)
        name = self.shown.name if self.shown is not None else ""
        self.setWindowTitle(f"{name}[*]" if name else "Restorer[*]")
        self.setWindowModified(self.shown is not None and self.shown.dirty)

    # Building -----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.setMinimumSize(*MINIMUM)
        self.resize(1280, 800)
        self.setAcceptDrops(True)
        self.menus = Menus(self, self.table, recent=lambda: self._settings.recent, reopen=self.open_paths)
        profile = Path(self._settings.screen_profile) if self._settings.screen_profile else None
        self.stage = Stage(screen=colour.screen_space(profile))
        self.panel = RestorePanel(self.table)
        self.edits = EditsList()
        self.strip = FilmStrip(self.collection.model)
        self.status = StatusLine(self.table["fit"])
        upper = QWidget()
        row = QHBoxLayout(upper)
        row.addWidget(self.menus.toolbar)
        row.addWidget(self.stage, 1)
        row.addWidget(self._side())
        below = QFrame()
        below.setObjectName("below")
        lower = QVBoxLayout(below)
        lower.addWidget(self.strip)
        lower.addWidget(self.status)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.addWidget(upper, 1)
        column.addWidget(below)
        for layout in (row, lower, column):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        self.setCentralWidget(whole)

    def _side(self) -> QWidget:
        side = QFrame()
        side.setObjectName("side")
        side.setFixedWidth(WIDTH)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.panel)
        column.addWidget(self.edits, 1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidgetResizable(True)
        area.setWidget(inner)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        around = QVBoxLayout(side)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(area)
        return side

    def _connect(self) -> None:
        collection, stage = self.collection, self.stage
        collection.visible = self.strip.visible_frames
        collection.added.connect(self._on_added)
        collection.showable.connect(self._on_showable)
        collection.load_failed.connect(self._on_load_failed)
        collection.refused.connect(stage.notice.say)
        collection.estimated.connect(lambda _: self._update())
        self.strip.shown.connect(self._on_current)
        self.strip.selection_changed.connect(self._update)
        self.strip.wanted.connect(collection.pump)
        self.editing.changed.connect(self._update)
        self.editing.said.connect(self.status.say)
        self.marking.changed.connect(self._update)
        self.saves.said.connect(self.status.say)
        self.saves.changed.connect(self._update)
        self.saves.targets = self.restoring.targets = self._targets
        self.saves.shown = self.opening.shown = self.masks.shown = self.generation.shown = lambda: self.shown
        self.generation.work_on(reading=self.reading, computing=self.computing)
        self.generation.said.connect(self.status.say)
        self.generation.changed.connect(self._update)
        self.generation.failed.connect(stage.notice.say)
        self.opening.said.connect(self.status.say)
        self.opening.failed.connect(stage.notice.say)
        self.models.changed.connect(self._update)
        self.models.failed.connect(stage.notice.say)
        self.models.ready.connect(self.queue.prepare)
        self.saves.settings = self.restoring.settings = self.opening.settings = self.models.settings = self._current
        self.marking.follow_settings(self._current, self._keep)
        self.looking.attach(self.editing, self.queue, status=self.status, collection=collection)
        self.looking.said.connect(self.status.say)
        self.looking.more_wanted.connect(self.restoring.more)
        self.restoring.said.connect(self.status.say)
        self._connect_finder()
        self.restoring.changed.connect(self._update)
        self.restoring.restored.connect(self._on_restored)
        stage.canvas.zoomed.connect(self.status.show_zoom)
        stage.canvas.open_requested.connect(self.opening.choose_photos)
        stage.canvas.sample_requested.connect(self._open_sample)
        stage.on_arrows(self.strip.previous_frame, self.strip.next_frame)
        self.status.zoom_wanted.connect(stage.zoom_to)
        self.panel.preferred.connect(self._on_preferred)
        self.menus.menus[actions.VIEW].triggered.connect(self._on_view_menu)
        for mode in MODES:
            self.table[mode.value].triggered.connect(partial(self.panel.show_mode, mode))

    def _connect_finder(self) -> None:
        self.finder.shown = lambda: self.shown
        self.finder.machine = self.restoring.machine
        self.finder.order = lambda frame, plan: self.queue.add([frame], plan)
        self.finder.said.connect(self.status.say)
        self.finder.repairable.connect(self.restoring.restore)
        self.queue.looked.connect(self.finder.take)
        self.editing.changed.connect(self.finder.follow)
        self.models.changed.connect(lambda: self.finder.use(self.models.cards))

    def _connect_keeping(self) -> None:
        self.keeping.said.connect(self.status.say)
        self.keeping.noticed.connect(self.stage.notice.say)
        self.queue.restored.connect(lambda frame, _: self.keeping.keep(frame))
        self.keeping.completed.connect(self.queue.go_on)
        self.queue.is_complete = self.keeping.is_complete
        self.collection.busy = lambda frame: self.queue.holds(frame) or self.keeping.holds(frame)

    # Smaller things -----------------------------------------------------------------------------------------------

    def _submit(
        self,
        make: Callable[[], Generator[Any, None, Any]],
        finished: Callable[[Any], object],
        *,
        priority: Priority = Priority.NOW,
    ) -> None:
        job = Job(make, name="small", priority=priority)
        job.finished.connect(finished)
        job.failed.connect(self.stage.notice.say)
        self.reading.submit(job)

    def _on_preferred(self) -> None:
        device, precision = self.panel.device.currentData(), self.panel.precision.currentData()
        self._keep(dataclasses.replace(self._settings, device=str(device), precision=str(precision)))

    def _on_sample(self, kind: str, picture: QImage) -> None:
        self.stage.canvas.welcome.cards[kind].set_picture(picture)

    def _open_sample(self, kind: str) -> None:
        if kind in self._samples:
            self.table[SAMPLE_MODES[kind].value].trigger()
            self.open_paths([self._samples[kind]])

    def _current(self) -> Settings:
        return self._settings

    def _keep(self, kept: Settings) -> None:
        if kept != self._settings:
            self._settings = kept
            self._submit(partial(jobs.keep_settings, kept), lambda _: None)

    def cancel(self) -> None:
        """Takes back what a tool has begun, else stops what runs."""
        if not self.marking.cancel():
            self.restoring.cancel()
            self.generation.stop()

    def report_crash(self, kind: str, log: Path) -> None:
        """Says that something unforeseen happened; nothing was saved or lost by it."""
        text = self.tr("Something unexpected went wrong ({kind}). Your photos are unchanged; details are in {log}.")
        self.stage.notice.say(text.format(kind=kind, log=log))

    def toggle_full_screen(self) -> None:
        """Fills the screen, or goes back."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _on_view_menu(self, action: QAction) -> None:
        """From the menu nothing is held: the original shows until the entry is chosen again."""
        if action is self.table["original"]:
            self._pinned = not self._pinned
            if not self._pinned:
                self.stage.show_result()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Letting go of the key of `original` ends it; the canvas does so itself while it has the keyboard."""
        if event.key() == Qt.Key.Key_Backslash and not event.isAutoRepeat():
            self._pinned = False
            self.stage.show_result()
        super().keyReleaseEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """A key held while the window loses the keyboard counts as let go."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.stage.show_result()

    # Leaving ------------------------------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """Asks about unsaved photos, stops what runs, joins the threads."""
        if self._left:
            return
        if not self.closing.may_leave(lambda: self.collection.frames, leave=self.close):
            event.ignore()
            return
        self._left = True
        self.hide()
        memory.keep(self, self.stage.canvas)
        self.finder.settle()
        self.marking.close()
        self.looking.close()
        self.generation.close()
        self.queue.cancel()
        self.computing.stop()
        self.reading.stop()
        self.keeping.leave(self.collection.frames)
