"""The few dialogs: what to do with unsaved photos, the shortcuts."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from restorer import files
from restorer.ui import actions
from restorer.ui.frames import Frame

SAVE_ALL = 2
DISCARD = 3


class UnsavedDialog(QDialog):
    """Asks once about all unsaved photos and shows them; `exec` gives SAVE_ALL, DISCARD or Rejected."""

    def __init__(self, frames: Sequence[Frame], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Unsaved photos"))
        count = len(frames)
        sentence = (
            self.tr("{name} has changes that are not saved.").format(name=frames[0].name)
            if count == 1
            else self.tr("{count} photos have changes that are not saved.").format(count=count)
        )
        label = QLabel(sentence)
        label.setWordWrap(True)
        self.pictures = _pictures(frames)
        self.pictures.setAccessibleName(self.tr("Unsaved photos"))
        buttons = QDialogButtonBox()
        self.save_all = QPushButton(self.tr("Save") if count == 1 else self.tr("Save all"))
        self.discard = QPushButton(self.tr("Discard"))
        self.cancel = QPushButton(self.tr("Cancel"))
        buttons.addButton(self.save_all, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.discard, QDialogButtonBox.ButtonRole.DestructiveRole)
        buttons.addButton(self.cancel, QDialogButtonBox.ButtonRole.RejectRole)
        self.save_all.setDefault(True)
        self.save_all.clicked.connect(lambda: self.done(SAVE_ALL))
        self.discard.clicked.connect(lambda: self.done(DISCARD))
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(label)
        column.addWidget(self.pictures)
        column.addWidget(buttons)
        self.setMinimumWidth(420)


class ShortcutsDialog(QDialog):
    """Every key of the program, from the table of actions."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(16, 8, 16, 8)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(4)
        self.lines = shortcut_lines()
        for row, (keys, text) in enumerate(self.lines):
            label = QLabel(text)
            if not keys:
                label.setObjectName("heading")
                grid.setRowMinimumHeight(row, 28)
                grid.addWidget(label, row, 0, 1, 2, Qt.AlignmentFlag.AlignBottom)
                continue
            grid.addWidget(label, row, 0)
            grid.addWidget(QLabel(keys), row, 1)
        grid.setColumnStretch(0, 1)
        area = QScrollArea()
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(page)
        area.setAccessibleName(self.windowTitle())
        _finish(self, area)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.resize(max(520, page.sizeHint().width() + 48), 560)


def run(dialog: QDialog) -> None:
    """Shows a dialog until it is closed."""
    dialog.exec()
    dialog.deleteLater()


def shortcut_lines() -> list[tuple[str, str]]:
    """(keys, what they do) for the shortcuts page; a line with empty keys is a heading."""
    lines: list[tuple[str, str]] = []
    for menu in actions.MENUS:
        rows = [row for row in actions.ROWS if row.menu == menu and row.shortcuts]
        if rows:
            lines.append(("", actions.translated(menu).replace("&", "")))
            lines += [(actions.keys_text(row), actions.translated(row.text).rstrip("…")) for row in rows]
    lines.append(("", actions.translated("On the photo and in the panel")))
    lines += [(actions.translated(keys), actions.translated(text)) for keys, text in actions.GESTURES]
    return lines


def confirm_replacing(path: Path, parent: QWidget, *, is_original: bool) -> bool:
    """Asks before a file is replaced; an original gets a sentence of its own and the safe answer by default."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning if is_original else QMessageBox.Icon.Question)
    box.setWindowTitle(box.tr("Replace the original?") if is_original else box.tr("Replace the file?"))
    if is_original:
        box.setText(
            box.tr("{name} is the original photo. Replacing it cannot be undone.").format(
                name=files.printable(Path(path.name))
            )
        )
    else:
        box.setText(
            box.tr("{name} exists already in {folder}.").format(
                name=files.printable(Path(path.name)), folder=files.printable(path.parent)
            )
        )
    replace = box.addButton(box.tr("Replace"), QMessageBox.ButtonRole.DestructiveRole)
    cancel = box.addButton(box.tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(cancel)
    box.setEscapeButton(cancel)
    box.exec()
    agreed = box.clickedButton() is replace
    box.deleteLater()
    return agreed


def _pictures(frames: Sequence[Frame]) -> QListWidget:
    pictures = QListWidget()
    pictures.setViewMode(QListWidget.ViewMode.IconMode)
    pictures.setIconSize(QSize(112, 84))
    pictures.setGridSize(QSize(128, 116))
    pictures.setMovement(QListWidget.Movement.Static)
    pictures.setSelectionMode(QListWidget.SelectionMode.NoSelection)
    pictures.setMinimumHeight(128 if len(frames) <= 3 else 248)
    for frame in frames:
        item = QListWidgetItem(frame.name)
        if frame.thumbnail is not None:
            item.setIcon(QIcon(QPixmap.fromImage(frame.thumbnail)))
        item.setToolTip(files.printable(frame.path) if frame.path is not None else frame.name)
        pictures.addItem(item)
    return pictures


def _finish(dialog: QDialog, content: QWidget) -> None:
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())
    buttons.rejected.connect(dialog.reject)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(0, 8, 8, 8)
    column.addWidget(content, 1)
    column.addWidget(buttons)
