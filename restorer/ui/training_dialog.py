"""The dialog for training: set a run up, look first, follow it; earlier runs are there whenever it is opened."""

import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QSplitter, QStackedWidget, QWidget

from restorer import runs
from restorer.recipes import RecipeError
from restorer.runs import Run, RunError
from restorer.ui import theme
from restorer.ui.run_view import RunView
from restorer.ui.training_setup import SetupPage
from restorer.ui.trial_page import TrialPage

_FOLDER = Qt.ItemDataRole.UserRole


class TrainingDialog(QDialog):
    """Non-modal; closing it or the window leaves a run going. `open_photos` gives the paths of the open photos.

    `install_wanted` and `export_wanted` carry weights and verdict, as from `RunView`; `measure_wanted` asks for a file
    of measured noise, to be given to `setup.take_measured`.
    """

    install_wanted = Signal(Path, dict)
    export_wanted = Signal(Path, dict)
    measure_wanted = Signal()

    def __init__(self, parent: QWidget, *, open_photos: Callable[[], Sequence[Path]], folder: Path) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Train your own model"))
        self._folder = folder
        self.trial_seconds = 20
        self._pending: Run | None = None  # set up and looked at, not begun
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Trainings"))
        self.list.setMinimumWidth(180)
        self.list.setSpacing(2)
        self.setup = SetupPage(open_photos=open_photos)
        self.trial = TrialPage()
        self.view = RunView()
        self.pages = QStackedWidget()
        for page in (self.setup, self.trial, self.view):
            self.pages.addWidget(page)
        halves = QSplitter()
        halves.setChildrenCollapsible(False)
        halves.addWidget(self.list)
        halves.addWidget(self.pages)
        halves.setStretchFactor(1, 1)
        halves.setSizes([200, 800])
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 8, 8, 8)
        row.addWidget(halves)
        self.resize(1000, 700)
        self._connect()
        self.fill()

    def _connect(self) -> None:
        self.list.currentItemChanged.connect(self._on_item)
        self.setup.look_wanted.connect(self.look_first)
        self.setup.start_wanted.connect(self.begin)
        self.setup.measure_wanted.connect(self.measure_wanted)
        self.trial.start_wanted.connect(self.begin_pending)
        self.trial.back_wanted.connect(self._back)
        self.view.install_wanted.connect(self.install_wanted)
        self.view.export_wanted.connect(self.export_wanted)
        self.view.state_changed.connect(self._on_state)

    def fill(self, *, chosen: Path | None = None) -> None:
        """Lists what is on disk, the newest first below the row for a new one; chooses a run's row, or the first."""
        self.list.blockSignals(True)
        self.list.clear()
        new = QListWidgetItem(theme.icon("add"), self.tr("New training…"))
        self.list.addItem(new)
        for run in runs.list_runs(self._folder):
            if self._pending is None or run.folder != self._pending.folder:
                item = QListWidgetItem(run.folder.name)
                item.setData(_FOLDER, str(run.folder))
                self._mark(item, run.state())
                self.list.addItem(item)
        self.list.blockSignals(False)
        rows = [self.list.item(row).data(_FOLDER) for row in range(self.list.count())]
        self.list.setCurrentRow(rows.index(str(chosen)) if str(chosen) in rows else 0)
        self._on_item()

    def _mark(self, item: QListWidgetItem, state: str) -> None:
        """Shows beside a run how it stands."""
        told = {
            "running": ("play", self.tr("running")),
            "paused": ("pause", self.tr("paused")),
            "interrupted": ("warning", self.tr("interrupted")),
            "done": ("done", self.tr("done")),
            "failed": ("error", self.tr("failed")),
        }
        name, word = told.get(state, ("photos", self.tr("not begun")))
        item.setIcon(theme.icon(name))
        item.setToolTip(f"{item.text()}: {word}")
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{item.text()}, {word}")

    def _on_state(self, state: str) -> None:
        for row in range(self.list.count()):
            item = self.list.item(row)
            if self.view.run is not None and item.data(_FOLDER) == str(self.view.run.folder):
                self._mark(item, state)

    def look_first(self) -> None:
        """Writes the run and tries it for a moment."""
        run = self._written()
        if run is None:
            return
        self._pending = self._started(run, ["--trial", str(self.trial_seconds)])
        if self._pending is None:
            return
        self.trial.follow(self._pending, budget=self.setup.budget.currentText())
        self.pages.setCurrentWidget(self.trial)

    def begin(self) -> None:
        """Writes the run and starts it."""
        run = self._written()
        if run is not None and (started := self._started(run, [])) is not None:
            self._pending = None
            self._follow(started)

    def begin_pending(self) -> None:
        """Starts what was looked at."""
        if self._pending is None:
            return
        run, self._pending = self._pending, None
        started = self._started(Run(run.folder), [])
        if started is not None:
            self._follow(started)

    def _written(self) -> Run | None:
        """The run as it is set up, in a folder of its own; that of a look is used again. None after a complaint."""
        folder = self._pending.folder if self._pending is not None else self._fresh_folder()
        if self._pending is not None and self._pending.is_running():
            self.setup.complain(self.tr("The look at the photos is not over yet; wait a moment."))
            return None
        if self._pending is not None and folder.name != self._plain_name():
            folder = self._fresh_folder()
        try:
            self.setup.write(folder)
        except RecipeError as error:
            self.setup.complain(str(error))
            return None
        except OSError as error:
            self.setup.complain(f"{folder} cannot be written: {error.strerror}.")
            return None
        self.setup.complain("")
        return Run(folder)

    def _plain_name(self) -> str:
        name = re.sub(r"[^\w .-]+", " ", self.setup.name.text()).strip(" .")[:60]
        return name or time.strftime("%Y-%m-%d %H.%M")

    def _fresh_folder(self) -> Path:
        name, number = self._plain_name(), 1
        folder = self._folder / name
        while folder.exists():
            number += 1
            folder = self._folder / f"{name} {number}"
        return folder

    def _started(self, run: Run, arguments: list[str]) -> Run | None:
        try:
            return runs.start(run.folder, arguments)
        except RunError as error:
            self.setup.complain(str(error))
            self.pages.setCurrentWidget(self.setup)
            return None

    def _follow(self, run: Run) -> None:
        self.fill(chosen=run.folder)
        self.view.follow(run, title=run.folder.name)
        self.pages.setCurrentWidget(self.view)

    def _back(self) -> None:
        """From the look to the set-up; a look that still runs is ended."""
        if self._pending is not None and self._pending.is_running():
            self._pending.command("stop")
        self.pages.setCurrentWidget(self.setup)

    def _on_item(self) -> None:
        item = self.list.currentItem()
        folder = item.data(_FOLDER) if item is not None else None
        if folder is None:
            looked = self._pending is not None and self.pages.currentWidget() is self.trial
            self.pages.setCurrentWidget(self.trial if looked else self.setup)
            return
        if self.view.run is None or str(self.view.run.folder) != folder:
            self.view.follow(Run(Path(folder)), title=Path(folder).name)
        self.pages.setCurrentWidget(self.view)

    def showEvent(self, event: QShowEvent) -> None:
        """Looks for runs that were begun elsewhere."""
        super().showEvent(event)
        current = self.view.run.folder if self.view.run is not None and self.pages.currentIndex() == 2 else None
        self.fill(chosen=current)
