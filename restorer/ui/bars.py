"""The quiet places where the window speaks: a bar above the photo and the status line below it."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from restorer.ui import theme
from restorer.ui.fidelity import Fidelity, sentence_of
from restorer.ui.language import in_own_language

_ZOOMS = (12.5, 25, 50, 100, 200, 400, 800)


@dataclass(frozen=True, slots=True)
class Remedy:
    """The one thing a person can do about a notice."""

    text: str
    act: Callable[[], object]


class NoticeBar(QFrame):
    """One sentence above the photo with at most two actions; a newer notice replaces an older one."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("notice")
        self.setAccessibleName(self.tr("Notice"))
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.button, self.other = QPushButton(), QPushButton()
        self.button.clicked.connect(lambda: self._act(0))
        self.other.clicked.connect(lambda: self._act(1))
        close = QToolButton()
        close.setObjectName("plain")
        close.setIcon(theme.icon("close"))
        close.setToolTip(self.tr("Close this notice"))
        close.setAccessibleName(self.tr("Close this notice"))
        close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(8)
        row.addWidget(self.text, 1)
        row.addWidget(self.button)
        row.addWidget(self.other)
        row.addWidget(close)
        self._remedies: tuple[Remedy | None, Remedy | None] = (None, None)
        self.hide()

    def say(self, sentence: str, remedy: Remedy | None = None, other: Remedy | None = None) -> None:
        """Shows the sentence, in the person's language, until it is closed or replaced."""
        sentence = in_own_language(sentence)
        self._remedies = (remedy, other)
        self.text.setText(sentence)
        self.text.setAccessibleName(sentence)
        for button, what in ((self.button, remedy), (self.other, other)):
            button.setVisible(what is not None)
            button.setText(what.text if what is not None else "")
        self.show()

    def _act(self, which: int) -> None:
        remedy, self._remedies = self._remedies[which], (None, None)
        self.hide()
        if remedy is not None:
            remedy.act()


class StatusLine(QWidget):
    """Size, depth and profile on the left, the last message, then on the right what has changed and the zoom."""

    zoom_wanted = Signal(float)  # a factor, 0 = fit

    def __init__(self, fit: QAction) -> None:
        super().__init__()
        self.facts = QLabel()
        self.message = QLabel()
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.fidelity = QLabel()
        self.zoom = QToolButton()
        self.zoom.setObjectName("plain")
        self.zoom.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.zoom.setToolTip(self.tr("Zoom"))
        self.zoom.setAccessibleName(self.tr("Zoom"))
        self.zoom.setMenu(self._zoom_menu(fit))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 2, 8, 2)
        row.setSpacing(16)
        self.button = QToolButton()
        self.button.setObjectName("plain")
        self.button.clicked.connect(self._act)
        self._remedy: Remedy | None = None
        row.addWidget(self.facts)
        row.addWidget(self.message, 1)
        row.addWidget(self.button)
        row.addWidget(self.fidelity)
        row.addWidget(self.zoom)
        self.setFixedHeight(28)
        self.show_zoom(None)
        self.show_fidelity(None)
        self.say("")

    def say(self, message: str, remedy: Remedy | None = None) -> None:
        """Replaces the message, said in the person's language, and what can be done about it."""
        message = in_own_language(message)
        self._remedy = remedy
        self.message.setText(message)
        self.message.setToolTip(message)
        self.button.setVisible(remedy is not None)
        self.button.setText(remedy.text if remedy is not None else "")

    def _act(self) -> None:
        remedy = self._remedy
        self.say("")
        if remedy is not None:
            remedy.act()

    def show_fidelity(self, fidelity: Fidelity | None) -> None:
        """Says how many samples have changed, in red if any did where none may; nothing for None."""
        is_broken = fidelity is not None and fidelity.is_broken
        self.fidelity.setVisible(fidelity is not None)
        self.fidelity.setText(sentence_of(fidelity) if fidelity is not None else "")
        self.fidelity.setObjectName("alarm" if is_broken else "quiet")
        self.fidelity.style().polish(self.fidelity)
        alarm = self.tr(
            "Samples changed that nobody marked. Do not save this result; undo the last edit and report it."
        )
        self.fidelity.setToolTip(alarm if is_broken else self.tr("Counted on the samples of the whole photo."))

    def show_facts(self, facts: str) -> None:
        """Says what is shown; empty for nothing."""
        self.facts.setText(facts)

    def show_zoom(self, zoom: float | None) -> None:
        """Shows the zoom factor; None hides it."""
        self.zoom.setVisible(zoom is not None)
        if zoom is not None:
            percent = zoom * 100
            self.zoom.setText(f"{percent:.0f} %  ▾" if percent >= 10 else f"{percent:.1f} %  ▾")

    def _zoom_menu(self, fit: QAction) -> QMenu:
        menu = QMenu(self)
        menu.addAction(fit)
        for percent in _ZOOMS:
            action = menu.addAction(f"{percent:g} %")
            action.triggered.connect(lambda _=False, factor=percent / 100: self.zoom_wanted.emit(factor))
        return menu
