"""Help: the keys, the words, what the program is made of, and facts about it to copy into a message."""

import dataclasses
import platform
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from restorer import __version__, files
from restorer.parts import Part, parts
from restorer.settings import Settings
from restorer.ui import dialogs
from restorer.ui.action import QT_TRANSLATE_NOOP
from restorer.weights import ModelCard

_CONTEXT = "glossary"
_PRIVATE = ("recent", "save_folder", "screen_profile")  # they name a person's folders
_MOST_TEXT = 2 * 2**20  # characters of a licence that are shown

WORDS: tuple[tuple[str, str], ...] = (
    (
        QT_TRANSLATE_NOOP("glossary", "Edit"),
        QT_TRANSLATE_NOOP("glossary", "One finished restore. It can be weakened, hidden and deleted at any time."),
    ),
    (
        QT_TRANSLATE_NOOP("glossary", "Strength"),
        QT_TRANSLATE_NOOP("glossary", "How much of a result reaches the photo; at 0 every sample is the original's."),
    ),
    (
        QT_TRANSLATE_NOOP("glossary", "Sample"),
        QT_TRANSLATE_NOOP(
            "glossary", "One number of one colour of one pixel: what the program counts when it compares."
        ),
    ),
    (
        QT_TRANSLATE_NOOP("glossary", "Noise level"),
        QT_TRANSLATE_NOOP("glossary", "How far noise moves samples, in steps of 0 to 255. It is estimated by itself."),
    ),
    (
        QT_TRANSLATE_NOOP("glossary", "Mark"),
        QT_TRANSLATE_NOOP("glossary", "Damage that a person painted over. Only what is marked is filled."),
    ),
    (
        QT_TRANSLATE_NOOP("glossary", "Candidate"),
        QT_TRANSLATE_NOOP("glossary", "One of several ways to fill the same hole, made from a seed."),
    ),
    (
        QT_TRANSLATE_NOOP("glossary", "Seed"),
        QT_TRANSLATE_NOOP("glossary", "A number that decides how something is made up; the same seed gives the same."),
    ),
    (
        QT_TRANSLATE_NOOP("glossary", "Invented"),
        QT_TRANSLATE_NOOP("glossary", "Content that was not in the photo: likely, and not what was there."),
    ),
    (
        QT_TRANSLATE_NOOP("glossary", "Model"),
        QT_TRANSLATE_NOOP("glossary", "A trained network in a file, with a card that says what it learned from."),
    ),
)


class Help(QObject):
    """What the Help menu of a window does; `said` tells what was copied."""

    said = Signal(str)

    def __init__(
        self,
        window: QWidget,
        *,
        settings: Callable[[], Settings],
        models: Callable[[], Sequence[tuple[Path, ModelCard]]],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._models = models

    def show_shortcuts(self) -> None:
        """Shows every key."""
        dialogs.run(dialogs.ShortcutsDialog(self._window))

    def show_glossary(self) -> None:
        """Shows what the words mean."""
        dialogs.run(GlossaryDialog(self._window))

    def show_about(self) -> None:
        """Says what this program is and what it is made of."""
        dialogs.run(AboutDialog(self._window))

    def copy_diagnostics(self) -> None:
        """Puts facts for a message about a fault on the clipboard; none of them names a photo or a folder."""
        QGuiApplication.clipboard().setText(diagnostics(self._settings(), self._models()))
        self.said.emit(self.tr("Facts about the program and this computer are on the clipboard."))


class GlossaryDialog(QDialog):
    """The words of the program, each with a sentence."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Words"))
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(16, 8, 16, 8)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(12)
        for row, (word, meaning) in enumerate(WORDS):
            name, text = QLabel(_translated(word)), QLabel(_translated(meaning))
            name.setObjectName("heading")
            text.setWordWrap(True)
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text, row, 1)
        grid.setColumnStretch(1, 1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(page)
        _finish(self, area)
        self.resize(560, 460)


class AboutDialog(QDialog):
    """Name, version, what the program promises, and every part of it with its licence."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About Restorer"))
        self.parts: list[Part] = parts()
        title = QLabel(f"Restorer {__version__}")
        title.setObjectName("heading")
        about = QLabel(
            self.tr(
                "Repairs photographs and can prove what it changed.\nNothing leaves this computer.\nApache License 2.0"
            )
        )
        made = QLabel(self.tr("It is made of these parts:"))
        made.setObjectName("quiet")
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Parts and licences"))
        self.list.addItems([f"{part.name} {part.version} — {part.licence}" for part in self.parts])
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(self.tr("Text of the licence"))
        self.list.currentRowChanged.connect(self._show)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.list)
        split.addWidget(self.text)
        split.setSizes([200, 240])
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(16, 8, 8, 0)
        column.setSpacing(8)
        for widget in (title, about, made):
            column.addWidget(widget)
        column.addWidget(split, 1)
        _finish(self, content)
        self.resize(640, 640)
        self.list.setCurrentRow(0)

    def _show(self, row: int) -> None:
        if 0 <= row < len(self.parts):
            self.text.setPlainText(_text_of(self.parts[row]))


def diagnostics(kept: Settings, models: Sequence[tuple[Path, ModelCard]]) -> str:
    """Versions, system, models and changed settings, a line each, without the name of any photo or folder."""
    loaded = [(name, getattr(sys.modules.get(name), "__version__", "not loaded")) for name in ("numpy", "cv2", "torch")]
    changed = [
        f"{field.name} = {getattr(kept, field.name)!r}"
        for field in dataclasses.fields(kept)
        if field.name not in _PRIVATE and getattr(kept, field.name) != field.default
    ]
    screen = QGuiApplication.primaryScreen()
    lines = [
        f"Restorer {__version__}{' (bundle)' if getattr(sys, 'frozen', False) else ''}",
        f"Python {platform.python_version()}, Qt {qVersion()}, " + ", ".join(f"{name} {one}" for name, one in loaded),
        f"{platform.platform()}, {platform.machine()}, {QGuiApplication.platformName()}",
        f"Screen {screen.size().width()} x {screen.size().height()}, scale {screen.devicePixelRatio():g}",
        "Models: " + (", ".join(f"{card.name} ({card.mode})" for _, card in models) or "none"),
        "Settings: " + ("; ".join(changed) or "as delivered"),
    ]
    return "\n".join(lines) + "\n"


def _text_of(part: Part) -> str:
    contents = []
    for path in part.texts:
        try:
            contents.append(path.read_text(encoding="utf-8", errors="replace")[:_MOST_TEXT])
        except OSError as error:
            contents.append(f"{files.printable(path)}: {error.strerror}")
    return "\n\n".join(contents) or part.licence


def _finish(dialog: QDialog, content: QWidget) -> None:
    buttons = QDialogButtonBox()
    close = QPushButton(dialog.tr("Close"))
    close.clicked.connect(dialog.reject)
    buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(0, 8, 8, 8)
    column.addWidget(content, 1)
    column.addWidget(buttons)


def _translated(text: str) -> str:
    return QCoreApplication.translate(_CONTEXT, text)
