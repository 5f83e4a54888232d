"""The button that starts a restore and shows how far it is."""

import time

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QStackedWidget, QToolButton, QWidget

from restorer.ui import theme
from restorer.weights import Mode


class RestoreButton(QStackedWidget):
    """The button that starts a restore and, while one runs, shows its progress with time left and a cross.

    `stop_wanted` tells of the cross; the action `cancel` has more to do and only lends its words.
    """

    stop_wanted = Signal()

    def __init__(self, restore: QAction, cancel: QAction) -> None:
        super().__init__()
        self._mode = Mode.DENOISE
        self._photos = 1
        self._keys = restore.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self.button = QPushButton()
        self.button.setObjectName("primary")
        self.button.setDefault(True)
        self.button.clicked.connect(restore.trigger)
        restore.changed.connect(lambda: self._follow(restore))
        self.bar = QProgressBar()
        self.bar.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.cross = QToolButton()
        self.cross.setObjectName("cross")
        self.cross.setIcon(theme.icon("close"))
        self.cross.setToolTip(cancel.toolTip())
        self.cross.setAccessibleName(cancel.text())
        self.cross.clicked.connect(self.stop_wanted)
        running = QWidget()
        row = QHBoxLayout(running)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.bar, 1)
        row.addWidget(self.cross)
        for widget in (self.button, self.bar):
            widget.setFixedHeight(36)
        self.cross.setFixedSize(36, 36)
        self.addWidget(self.button)
        self.addWidget(running)
        self.setFixedHeight(36)
        self._began = 0.0
        self._done_at_start = 0
        self.set_count(1)
        self._follow(restore)

    def set_verb(self, mode: Mode) -> None:
        """Says what a click does in that mode."""
        self._mode = mode
        self.set_count(self._photos)

    def set_count(self, photos: int) -> None:
        """Says how many photos a click restores."""
        self._photos = photos
        if self._mode is Mode.INPAINT:
            text = self.tr("Fill") if photos <= 1 else self.tr("Fill {count} photos").format(count=photos)
        else:
            text = self.tr("Restore") if photos <= 1 else self.tr("Restore {count} photos").format(count=photos)
        self.button.setText(f"{text}    {self._keys}")
        self.button.setToolTip(f"{text} ({self._keys})")
        self.button.setAccessibleName(text)

    @property
    def verb(self) -> str:
        """What a click does, in a word or two."""
        return self.button.accessibleName()

    def show_idle(self) -> None:
        """Becomes the button again."""
        self.setCurrentIndex(0)

    def show_busy(self, sentence: str) -> None:
        """A restore runs whose length is not known yet."""
        self.setCurrentIndex(1)
        self.bar.setRange(0, 0)
        self.bar.setFormat(sentence)
        self.bar.setToolTip(sentence)
        self._began = 0.0

    def show_progress(self, done: int, total: int, *, waiting: int = 0) -> None:
        """Share done and time left, counted from the first call after `show_busy`."""
        self.setCurrentIndex(1)
        now = time.monotonic()
        if not self._began:
            self._began, self._done_at_start = now, done
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done)
        parts = [f"{100 * done // max(1, total)} %"]
        if done > self._done_at_start:
            left = (now - self._began) / (done - self._done_at_start) * (total - done)
            parts.append(self.tr("{time} left").format(time=duration(left)))
        if waiting:
            parts.append(self.tr("{count} more").format(count=waiting))
        self.bar.setFormat(" · ".join(parts))
        self.bar.setToolTip(self.bar.text())

    def _follow(self, action: QAction) -> None:
        self.button.setEnabled(action.isEnabled())


def duration(seconds: float) -> str:
    """A time left in the two units that matter: "8 s", "2 min 05 s", "1 h 10 min"."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"
