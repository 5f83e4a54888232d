"""What a first look at a training found: its photos, what the network is shown, and how long it would take."""

import re

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QScrollArea, QVBoxLayout, QWidget

from restorer.runs import Run
from restorer.ui.language import in_own_language
from restorer.ui.picture_strip import PictureStrip
from restorer.ui.run_story import Story

_LOOK_MS = 300
_BUDGET = re.compile(r"(\d+(?:\.\d+)?)\s*(steps|s|m|h)")


class TrialPage(QWidget):
    """Follows a run that was started with `--trial`; `start_wanted` and `back_wanted` tell of its buttons."""

    start_wanted = Signal()
    back_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.run: Run | None = None
        self.story = Story()
        self._offset = 0
        self._budget = ""
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self.status = QLabel()
        self.status.setWordWrap(True)
        self.busy = QProgressBar()
        self.busy.setRange(0, 0)
        self.busy.setAccessibleName(self.tr("Looking"))
        self.found = QLabel()
        self.found.setWordWrap(True)
        self.found.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.preview = PictureStrip(caption=self.tr("What the network will see appears here"))
        self.preview.setAccessibleName(self.tr("Pairs the network learns from: clean, damaged"))
        self.back = QPushButton(self.tr("Back"))
        self.back.clicked.connect(self.back_wanted)
        self.begin = QPushButton(self.tr("Start training"))
        self.begin.setObjectName("primary")
        self.begin.clicked.connect(self.start_wanted)
        listed = QScrollArea()
        listed.setWidgetResizable(True)
        listed.setFrameShape(QScrollArea.Shape.NoFrame)
        listed.setWidget(self.found)
        listed.setMaximumHeight(140)
        buttons = QHBoxLayout()
        buttons.addWidget(self.back)
        buttons.addStretch(1)
        buttons.addWidget(self.begin)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        for widget in (self.status, self.busy, listed):
            column.addWidget(widget)
        column.addWidget(self.preview, 1)
        column.addLayout(buttons)

    def follow(self, run: Run, *, budget: str) -> None:
        """Shows a trial from its beginning; `budget` is what the whole training may take."""
        self.run, self.story, self._budget = run, Story(), budget
        _, self._offset = run.events()  # what an earlier look found
        self.preview.forget()
        self.found.clear()
        self.look()

    @property
    def is_over(self) -> bool:
        """True once the trial has ended, well or not."""
        return bool(self.story.reason or self.story.trouble)

    def look(self) -> None:
        """Reads what is new and shows it."""
        if self.run is None:
            return
        alive = self.run.is_running()
        events, self._offset = self.run.events(after=self._offset)
        self.story.take(events)
        story = self.story
        if not alive and not self.is_over:
            story.trouble = self.tr("The look ended without a word; its log says more: {path}").format(
                path=self.run.log_path
            )
        self.busy.setVisible(not self.is_over)
        self.begin.setEnabled(self.is_over and not story.trouble)
        self.status.setObjectName("alarm" if story.trouble else "heading")
        self.status.style().polish(self.status)
        self.status.setText(in_own_language(story.trouble) or self._sentence())
        self.found.setText("\n".join(self._lines()))
        if story.preview:
            self.preview.show_file(self.run.folder / story.preview)

    def _sentence(self) -> str:
        if self.story.trial is None:
            return self.tr("Looking at the photos, then trying for 20 seconds…")
        speed = self.story.trial["patches_per_second"]
        waits = self.story.trial.get("data_wait_share", 0.0)
        text = self.tr("This computer learns from {speed} patches a second.").format(speed=f"{speed:.1f}")
        text += " " + self._expected(float(self.story.trial.get("steps_per_second") or 0.0))
        if waits > 0.2:
            text += " " + self.tr("A fifth of the time and more goes into reading photos.")
        return text

    def _expected(self, pace: float) -> str:
        """How long the training will take, or what becomes of the time it may take; `pace` is in steps a second."""
        steps, seconds = parts_of(self._budget)
        if steps is not None and pace > 0:
            told = self.tr("The training of {steps} steps will take about {time}.")
            return told.format(steps=f"{steps:,}", time=self._spoken(steps / pace))
        if seconds is not None:
            told = self.tr("The training will take {time}, which is about {steps} steps.")
            return told.format(time=self._spoken(seconds), steps=f"{round(seconds * pace):,}")
        return ""

    def _spoken(self, seconds: float) -> str:
        if seconds < 90:
            return self.tr("{seconds} s").format(seconds=max(1, round(seconds)))
        if seconds < 5400:
            return self.tr("{minutes} min").format(minutes=round(seconds / 60))
        return self.tr("{hours} h").format(hours=f"{seconds / 3600:.1f}")

    def _lines(self) -> list[str]:
        survey = self.story.survey
        if survey is None:
            return []
        counted = self.tr("{photos} photos, {held_out} of them held out to measure by.")
        lines = [counted.format(photos=survey.get("photos", 0), held_out=survey.get("held_out", 0))]
        lines += [in_own_language(str(warning)) for warning in survey.get("warnings", [])]
        return lines

    def showEvent(self, event: QShowEvent) -> None:
        """Begins to look for news."""
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody sees it: looks no more."""
        self._timer.stop()
        super().hideEvent(event)


def parts_of(budget: str) -> tuple[int | None, float | None]:
    """A length of training such as `20000steps` or `2h` as (steps, seconds), or two times None."""
    match = _BUDGET.fullmatch(budget.strip())
    if match is None:
        return None, None
    if match[2] == "steps":
        return int(float(match[1])), None
    return None, float(match[1]) * {"s": 1, "m": 60, "h": 3600}[match[2]]
