"""The list of edits of the photo that is shown: eye, name, strength, delete."""

import re

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QToolButton, QVBoxLayout, QWidget

from restorer.document import Edit
from restorer.ui import theme
from restorer.ui.action import QT_TRANSLATE_NOOP

_ROW_HEIGHT = 32
# How a document calls an edit where a step of it is undone; marked here for lupdate.
NAMES = (
    QT_TRANSLATE_NOOP("Sentence", "denoise"),
    QT_TRANSLATE_NOOP("Sentence", "deblur"),
    QT_TRANSLATE_NOOP("Sentence", "inpaint"),
    QT_TRANSLATE_NOOP("Sentence", "oldphoto"),
    QT_TRANSLATE_NOOP("Sentence", "detect"),
    QT_TRANSLATE_NOOP("Sentence", "generate"),
    QT_TRANSLATE_NOOP("Sentence", "inpaint {0} spot"),
    QT_TRANSLATE_NOOP("Sentence", "inpaint {0} spots"),
    QT_TRANSLATE_NOOP("Sentence", "deblur motion"),
    QT_TRANSLATE_NOOP("Sentence", "deblur defocus"),
    QT_TRANSLATE_NOOP("Sentence", "deblur soft"),
    QT_TRANSLATE_NOOP("Sentence", "fading"),
    QT_TRANSLATE_NOOP("Sentence", "colour cast"),
    QT_TRANSLATE_NOOP("Sentence", "low contrast"),
    QT_TRANSLATE_NOOP("Sentence", "Undo {0}"),
    QT_TRANSLATE_NOOP("Sentence", "Redo {0}"),
)

translate = QCoreApplication.translate


class _EditRow(QWidget):
    """One edit's controls."""

    def __init__(self) -> None:
        super().__init__()
        self.eye = QToolButton()
        self.eye.setCheckable(True)
        self.eye.setObjectName("plain")
        self.name = QLabel()
        self.strength = QLabel()
        self.strength.setObjectName("quiet")
        self.delete = QToolButton()
        self.delete.setObjectName("plain")
        self.delete.setIcon(theme.icon("trash"))
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 4, 0)
        row.setSpacing(4)
        row.addWidget(self.eye)
        row.addWidget(self.name, 1)
        row.addWidget(self.strength)
        row.addWidget(self.delete)

    def show_edit(self, edit: Edit) -> None:
        """Shows an edit's present state."""
        self.eye.setChecked(edit.visible)
        self.eye.setIcon(theme.icon("eye" if edit.visible else "eye-off"))
        self.name.setText(title(edit))
        self.name.setToolTip(origin(edit))
        self.name.setEnabled(edit.visible)
        self.strength.setText(f"{round(edit.adjustment.strength * 100)} %")
        verb = self.tr("Hide {name} (Space)") if edit.visible else self.tr("Show {name} (Space)")
        self.eye.setToolTip(verb.format(name=title(edit)))
        self.eye.setAccessibleName(verb.format(name=title(edit)))
        self.delete.setToolTip(self.tr("Delete {name} (Del)").format(name=title(edit)))
        self.delete.setAccessibleName(self.tr("Delete {name}").format(name=title(edit)))


class EditsList(QWidget):
    """Shows edits and tells what a person wants of them, by index; changes nothing itself."""

    visibility_wanted = Signal(int, bool)
    removal_wanted = Signal(int)
    chosen = Signal(int)
    renamed = Signal()  # the language is another one

    def __init__(self) -> None:
        super().__init__()
        self._edits: tuple[Edit, ...] = ()
        title = QLabel(self.tr("Edits"))
        title.setObjectName("heading")
        self.empty = QLabel(self.tr("What you do to the photo is listed here."))
        self.empty.setObjectName("quiet")
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.list = QListWidget()
        self.list.setObjectName("edits")
        self.list.setAccessibleName(self.tr("Edits"))
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.currentRowChanged.connect(self.chosen)
        self.list.installEventFilter(self)
        title.setBuddy(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 12)
        column.setSpacing(4)
        column.addWidget(title)
        column.addWidget(self.empty, 1)
        column.addWidget(self.list, 1)
        self.show_edits(())

    @property
    def current(self) -> int:
        """Index of the chosen edit, -1 if there is none."""
        return self.list.currentRow()

    @property
    def shown(self) -> tuple[Edit, ...]:
        """The edits that are shown."""
        return self._edits

    def show_edits(self, edits: tuple[Edit, ...]) -> None:
        """Shows these edits; a new one at the end becomes the chosen one."""
        grown = len(edits) > len(self._edits)
        self._edits = edits
        self.list.blockSignals(True)
        while self.list.count() > len(edits):
            self.list.takeItem(self.list.count() - 1)
        while self.list.count() < len(edits):
            self._add_row()
        for index, edit in enumerate(edits):
            self._row(index).show_edit(edit)
            self.list.item(index).setData(Qt.ItemDataRole.AccessibleTextRole, title(edit))
        if edits and (grown or not 0 <= self.list.currentRow() < len(edits)):
            self.list.setCurrentRow(len(edits) - 1)
        self.list.blockSignals(False)
        self.empty.setVisible(not edits)
        self.list.setVisible(bool(edits))

    def choose(self, index: int) -> None:
        """Makes an edit the chosen one without telling it."""
        self.list.blockSignals(True)
        self.list.setCurrentRow(index)
        self.list.blockSignals(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space shows or hides the chosen edit, Delete removes it."""
        if watched is self.list and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            index = self.current
            if event.key() == Qt.Key.Key_Space and index >= 0:
                self.visibility_wanted.emit(index, not self._edits[index].visible)
                return True
            if event.key() == Qt.Key.Key_Delete and index >= 0:
                self.removal_wanted.emit(index)
                return True
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        """Another language: the edits are called otherwise."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.show_edits(self._edits)
            self.renamed.emit()

    def _row(self, index: int) -> _EditRow:
        row = self.list.itemWidget(self.list.item(index))
        assert isinstance(row, _EditRow)
        return row

    def _add_row(self) -> None:
        index = self.list.count()
        item = QListWidgetItem()
        item.setSizeHint(QSize(0, _ROW_HEIGHT))
        self.list.addItem(item)
        row = _EditRow()
        row.eye.clicked.connect(lambda on: self.visibility_wanted.emit(index, on))
        row.delete.clicked.connect(lambda: self.removal_wanted.emit(index))
        self.list.setItemWidget(item, row)


def title(edit: Edit) -> str:
    """An edit's name for the list: "Denoise 14", "Inpaint 3 spots"."""
    names = {
        "denoise": translate("edits", "Denoise"),
        "deblur": translate("edits", "Deblur"),
        "inpaint": translate("edits", "Inpaint"),
        "oldphoto": translate("edits", "Old photo"),
        "generate": translate("edits", "Generate"),
    }
    steps = {
        "fading": translate("edits", "Fading"),
        "colour cast": translate("edits", "Colour cast"),
        "low contrast": translate("edits", "Contrast"),
        "deblur motion": translate("edits", "Deblur motion"),
        "deblur defocus": translate("edits", "Deblur focus"),
        "deblur soft": translate("edits", "Deblur softness"),
    }
    name = steps.get(edit.name) or names.get(edit.mode, edit.name)
    spots = re.fullmatch(r"inpaint (\d+) spots?", edit.name)
    if spots is not None:
        number = int(spots[1])
        return (
            translate("edits", "Inpaint 1 spot")
            if number == 1
            else translate("edits", "Inpaint {count} spots").format(count=number)
        )
    return f"{name} {edit.level:.0f}" if edit.level is not None else name


def origin(edit: Edit) -> str:
    """By what an edit was made, for a tooltip: engine and seed, or the model."""
    engines = {
        "auto": translate("edits", "thin and large engine"),
        "thin": translate("edits", "thin engine"),
        "large": translate("edits", "large engine"),
        "classic": translate("edits", "classic engine"),
        "vivid": translate("edits", "vivid, partly invented"),
        **dict.fromkeys(("fading", "colour cast", "low contrast"), ""),
    }
    parts = [engines.get(edit.engine, edit.engine), "" if edit.model in ("", "none") else edit.model]
    if edit.candidates:
        parts.append(translate("edits", "seed {seed}").format(seed=edit.seed))
    return ", ".join(part for part in parts if part)
