"""A training run as it learns: its curves, a strip of held-out pictures, and what a person can do with it."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QSplitter, QVBoxLayout, QWidget

from restorer import runs
from restorer.runs import Run, RunError
from restorer.ui.chart import Chart, Curve
from restorer.ui.language import in_own_language
from restorer.ui.picture_strip import PictureHistory
from restorer.ui.run_story import Series, Story
from restorer.ui.verdict_table import VerdictTable

_LOOK_MS = 500
_AT_ONCE = 256 * 2**10  # bytes of events read in one go
_SMOOTH = 25  # points of the loss that are averaged
_RATIO = "detail"  # the end of the names of figures that are ratios, not dB
_BESIDE = "push-pull"  # and of those that do not change as the network learns
_GAIN = ", gain"  # and of those that are another figure less a constant


class RunView(QWidget):
    """Shows one run and commands it; looks for news while it is shown, and leaves the run alone when it is not.

    `install_wanted` and `export_wanted` carry the weights' path and the verdict (a dict, empty if there is none).
    """

    install_wanted = Signal(Path, dict)
    export_wanted = Signal(Path, dict)
    state_changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.run: Run | None = None
        self.story = Story()
        self._offset = 0
        self._drawn = 0  # up to where events are on the curves
        self._shown_state = ""
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self.title, self.status = QLabel(), QLabel()
        self.title.setObjectName("heading")
        self.status.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)  # on the bar it could not be read in either colour
        self.bar.setFixedHeight(12)
        self.bar.setAccessibleName(self.tr("Share of the training that is done"))
        self.loss = Chart(self.tr("Loss"), unit="", across=self.tr("step"))
        self.held_out = Chart(self.tr("Held-out photos"), unit="dB", across=self.tr("step"))
        self.pictures = PictureHistory()
        self.table = VerdictTable()
        self.told = QLabel()
        self.told.setObjectName("quiet")
        self.told.setWordWrap(True)
        self._make_buttons()
        self._lay_out()

    def _make_buttons(self) -> None:
        self.pause = QPushButton(self.tr("Pause"))
        self.pause.clicked.connect(self._pause)
        self.resume = QPushButton(self.tr("Resume"))
        self.resume.clicked.connect(self._resume)
        self.stop = QPushButton(self.tr("Stop and keep the best"))
        self.stop.clicked.connect(lambda: self._command("stop"))
        self.log = QPushButton(self.tr("Open log"))
        self.log.clicked.connect(self._open_log)
        self.export = QPushButton(self.tr("Export…"))
        self.export.clicked.connect(lambda: self.export_wanted.emit(*self._offered()))
        self.install = QPushButton(self.tr("Install"))
        self.install.setObjectName("primary")
        self.install.clicked.connect(lambda: self.install_wanted.emit(*self._offered()))

    def _lay_out(self) -> None:
        charts = QWidget()
        stack = QVBoxLayout(charts)
        stack.setContentsMargins(0, 0, 8, 0)
        stack.setSpacing(12)
        stack.addWidget(self.held_out)
        stack.addWidget(self.loss)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.setChildrenCollapsible(False)
        halves.addWidget(charts)
        halves.addWidget(self.pictures)
        halves.setStretchFactor(0, 1)
        halves.setStretchFactor(1, 1)
        halves.setSizes([400, 400])
        buttons = QHBoxLayout()
        for button in (self.pause, self.resume, self.stop, self.log):
            buttons.addWidget(button)
        buttons.addStretch(1)
        for button in (self.export, self.install):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        for widget in (self.title, self.bar, self.status):
            column.addWidget(widget)
        column.addWidget(halves, 1)
        column.addWidget(self.table)
        column.addWidget(self.told)
        column.addLayout(buttons)

    def follow(self, run: Run | None, *, title: str = "") -> None:
        """Shows another run from its beginning, or none."""
        self.run, self.story, self._offset, self._shown_state = run, Story(), 0, ""
        self._drawn = 0
        self.title.setText(title)
        self.pictures.forget()
        self.told.clear()
        self.look()

    @property
    def state(self) -> str:
        """One of `runs.STATES`, by what was read so far and whether the process lives."""
        return self._state(alive=self.run is not None and self.run.is_running())

    def _state(self, *, alive: bool) -> str:
        story = self.story
        if alive:
            return "paused" if story.is_paused else "running"
        if story.trouble:
            return "failed"
        if story.reason:
            return "new" if story.reason == runs.TRIAL else "done"
        return "interrupted" if self._offset else "new"

    def look(self) -> None:
        """Reads what is new and shows it."""
        if self.run is None:
            self._show(alive=False)
            return
        alive = self.run.is_running()  # first: what a process wrote before it ended is read below
        before = self._offset
        events, self._offset = self.run.events(after=before, most=_AT_ONCE)
        self.story.take(events)
        if self._offset - before > _AT_ONCE // 2:  # a long run's past is read bit by bit, between what a person does
            QTimer.singleShot(0, self, self.look)
            return
        self._show(alive=alive)
        if self._offset != self._drawn:
            self._drawn = self._offset
            self._draw(self.run.folder)

    def _show(self, *, alive: bool) -> None:
        state, story = self._state(alive=alive), self.story
        self.bar.setValue(round(1000 * min(1.0, story.share)))
        self.status.setObjectName("alarm" if state == "failed" else "quiet")
        self.status.style().polish(self.status)
        self.status.setText(self._sentence(state))
        self.pause.setVisible(state == "running")
        self.resume.setVisible(state in ("paused", "interrupted", "failed"))
        self.stop.setVisible(state in ("running", "paused"))
        self.log.setVisible(self.run is not None and self.run.log_path.exists())
        has_weights = self.run is not None and state == "done" and bool(story.weights)
        self.export.setVisible(has_weights)
        self.install.setVisible(has_weights)
        is_better = story.verdict is None or bool(story.verdict.get("is_better"))
        self.install.setObjectName("primary" if is_better else "")  # worse weights are not what is suggested
        self.install.style().polish(self.install)
        self.table.show_verdict(story.verdict if state == "done" else None)
        if state != self._shown_state:
            self._shown_state = state
            self.state_changed.emit(state)

    def _sentence(self, state: str) -> str:
        story = self.story
        if state == "failed":
            return in_own_language(story.trouble)
        if state == "interrupted":
            told = self.tr("The training ended without a word, at step {step}. Resume goes on from what was saved.")
            return told.format(step=story.step)
        if state == "done":
            told = self.tr("Done after {steps} steps; the best were those of step {best}.")
            return told.format(steps=story.step, best=story.step if story.best_step is None else story.best_step)
        if state == "new" or not story.step:
            return self.tr("Reading the photos…") if state == "running" else self.tr("Not begun yet.")
        if state == "paused":
            return self.tr("Paused at step {step}.").format(step=story.step)
        return self._pace()

    def _pace(self) -> str:
        story = self.story
        told = self.tr("Step {step}, {done} % done, {speed} patches a second").format(
            step=story.step, done=round(100 * min(1.0, story.share)), speed=f"{story.patches_per_second:.1f}"
        )
        left = story.seconds_left
        if left is None:
            return told
        minutes = max(1, round(left / 60))
        rest = self.tr("about {minutes} min left").format(minutes=minutes)
        return f"{told}, {rest}"

    def _draw(self, folder: Path) -> None:
        story = self.story
        loss = Curve(self.tr("Loss"), story.loss.steps, story.loss.values, window=_SMOOTH)
        self.loss.show_curves([loss])
        shown = [Curve(name, one.steps, one.values, marked=True) for name, one in _levels(story.figures).items()]
        self.held_out.show_curves(shown)
        self.pictures.show_pictures(story.pictures, folder)

    def _pause(self) -> None:
        self._command("pause")
        self.pause.setEnabled(False)  # until it obeys, within a step
        QTimer.singleShot(1500, self.pause, lambda: self.pause.setEnabled(True))

    def _resume(self) -> None:
        """Lets a paused run go on, or starts the process of one that ended again."""
        if self.run is None:
            return
        if self.run.is_running():
            self._command("run")
            return
        try:
            self.run = runs.start(self.run.folder, ["--resume"])
        except RunError as error:
            self._complain(str(error))
            return
        self.story.trouble = self.story.reason = ""
        self.look()

    def _command(self, word: str) -> None:
        if self.run is None:
            return
        try:
            self.run.command(word)
        except OSError as error:
            self._complain(f"{self.run.folder} cannot be used: {error.strerror}.")

    def say(self, sentence: str) -> None:
        """Shows what became of a wish, until the next one."""
        self.told.setText(in_own_language(sentence))

    def _complain(self, sentence: str) -> None:
        self.status.setObjectName("alarm")
        self.status.style().polish(self.status)
        self.status.setText(in_own_language(sentence))

    def _open_log(self) -> None:
        if self.run is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.run.log_path)))

    def _offered(self) -> tuple[Path, dict[str, Any]]:
        return Path(self.story.weights), self.story.verdict or {}

    def showEvent(self, event: QShowEvent) -> None:
        """Begins to look for news."""
        super().showEvent(event)
        self.look()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody sees it: looks no more."""
        self._timer.stop()
        super().hideEvent(event)


def _levels(figures: dict[str, Series]) -> dict[str, Series]:
    """The figures that share one axis; a gain is left out where the figure itself is there."""
    return {
        name: series
        for name, series in figures.items()
        if not name.endswith((_RATIO, _BESIDE))
        and (not name.endswith(_GAIN) or name.removesuffix(_GAIN) not in figures)
    }
