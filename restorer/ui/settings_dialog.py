"""The settings dialog, made from the declared settings: a row for each field, of the kind its limits ask for."""

import dataclasses
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from restorer.settings import Settings, SettingsError
from restorer.ui import language
from restorer.ui.action import QT_TRANSLATE_NOOP

CONTEXT = "settings"
# The declared texts are plain English in a module without Qt; marked here for lupdate, a test keeps the two in step.
TEXTS = (
    QT_TRANSLATE_NOOP("settings", "Look"),
    QT_TRANSLATE_NOOP("settings", "Computing"),
    QT_TRANSLATE_NOOP("settings", "Saving"),
    QT_TRANSLATE_NOOP("settings", "Marks"),
    QT_TRANSLATE_NOOP("settings", "Theme"),
    QT_TRANSLATE_NOOP("settings", "Follow the system, or always dark or light."),
    QT_TRANSLATE_NOOP("settings", "system"),
    QT_TRANSLATE_NOOP("settings", "dark"),
    QT_TRANSLATE_NOOP("settings", "light"),
    QT_TRANSLATE_NOOP("settings", "Language"),
    QT_TRANSLATE_NOOP("settings", "A language code such as de; empty follows the system."),
    QT_TRANSLATE_NOOP("settings", "Screen profile"),
    QT_TRANSLATE_NOOP("settings", "An ICC file of your screen; empty asks the system, then takes sRGB."),
    QT_TRANSLATE_NOOP("settings", "Device"),
    QT_TRANSLATE_NOOP("settings", "Where networks run; automatic takes the fastest."),
    QT_TRANSLATE_NOOP("settings", "auto"),
    QT_TRANSLATE_NOOP("settings", "Precision"),
    QT_TRANSLATE_NOOP(
        "settings", "Number format of the networks; automatic takes a shorter one only where it is faster."
    ),
    QT_TRANSLATE_NOOP("settings", "Threads"),
    QT_TRANSLATE_NOOP("settings", "Processor threads for networks; 0 takes all."),
    QT_TRANSLATE_NOOP("settings", "Tile size"),
    QT_TRANSLATE_NOOP("settings", "Pixels a side computed at once; smaller needs less memory, 0 is automatic."),
    QT_TRANSLATE_NOOP("settings", "JPEG quality"),
    QT_TRANSLATE_NOOP("settings", "Quality of JPEG files saved, 1 to 100."),
    QT_TRANSLATE_NOOP("settings", "Save folder"),
    QT_TRANSLATE_NOOP("settings", "Where results go; empty means beside the original."),
    QT_TRANSLATE_NOOP("settings", "Brush size"),
    QT_TRANSLATE_NOOP("settings", "Diameter of the brush in pixels of the photo."),
    QT_TRANSLATE_NOOP("settings", "Brush hardness"),
    QT_TRANSLATE_NOOP("settings", "Share of the brush that marks fully."),
    QT_TRANSLATE_NOOP("settings", "Tolerance"),
    QT_TRANSLATE_NOOP("settings", "How far the magic wand lets samples differ."),
    QT_TRANSLATE_NOOP("settings", "Contiguous"),
    QT_TRANSLATE_NOOP("settings", "The magic wand takes only what touches the pixel clicked."),
    QT_TRANSLATE_NOOP("settings", "Edge"),
    QT_TRANSLATE_NOOP("settings", "Pixels by which marks grow, shrink and feather."),
    QT_TRANSLATE_NOOP("settings", "Colour of marks"),
    QT_TRANSLATE_NOOP("settings", "A colour such as #ff3030; empty takes the accent colour."),
    QT_TRANSLATE_NOOP("settings", "Opacity of marks"),
    QT_TRANSLATE_NOOP("settings", "How strongly marks cover the photo."),
)


class SettingsDialog(QDialog):
    """Shows every setting that has a group; `chosen` is what the person made of them, kept by whoever asked."""

    def __init__(self, kept: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Settings"))
        self._kept = kept
        self.editors: dict[str, QWidget] = {}
        self._values: dict[str, Callable[[], Any]] = {}
        form = QFormLayout()
        form.setContentsMargins(16, 12, 16, 12)
        form.setHorizontalSpacing(16)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        group = ""
        for field in dataclasses.fields(kept):
            if "group" not in field.metadata:
                continue
            if field.metadata["group"] != group:
                group = field.metadata["group"]
                heading = QLabel(_translated(group))
                heading.setObjectName("heading")
                heading.setMinimumHeight(28)
                heading.setAlignment(Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft)
                form.addRow(heading)
            self._add(form, field, getattr(kept, field.name))
        self.trouble = QLabel()
        self.trouble.setObjectName("alarm")
        self.trouble.setWordWrap(True)
        self.trouble.hide()
        self._lay_out(form)

    @property
    def chosen(self) -> Settings:
        """The settings as the dialog shows them; raises `SettingsError` for a text that is no such value."""
        return dataclasses.replace(self._kept, **{name: value() for name, value in self._values.items()})

    def accept(self) -> None:
        """Closes, unless a text is wrong: then says which."""
        try:
            _ = self.chosen
        except SettingsError as error:
            self.trouble.setText(language.in_own_language(str(error)))
            self.trouble.show()
            return
        super().accept()

    def reset(self) -> None:
        """Shows the defaults; nothing is kept before the dialog is accepted."""
        for name, editor in self.editors.items():
            _show(editor, getattr(Settings(), name))

    def _lay_out(self, form: QFormLayout) -> None:
        page = QWidget()
        page.setLayout(form)
        area = QScrollArea()
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(page)
        self.buttons = QDialogButtonBox()
        for text, role, slot in (
            (self.tr("Keep"), QDialogButtonBox.ButtonRole.AcceptRole, self.accept),
            (self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole, self.reject),
            (self.tr("Defaults"), QDialogButtonBox.ButtonRole.ResetRole, self.reset),
        ):
            button = QPushButton(text)
            button.clicked.connect(slot)
            self.buttons.addButton(button, role)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 8, 8)
        column.addWidget(area, 1)
        column.addWidget(self.trouble)
        column.addWidget(self.buttons)
        self.resize(max(520, page.sizeHint().width() + 48), 620)

    def _add(self, form: QFormLayout, field: "dataclasses.Field[Any]", value: object) -> None:
        editor, row, read = self._editor(field)
        label = QLabel(_translated(field.metadata["label"]))
        label.setBuddy(editor)
        editor.setAccessibleName(label.text())
        for widget in (label, editor):
            widget.setToolTip(_translated(field.metadata["help"]))
        editor.setAccessibleDescription(editor.toolTip())
        _show(editor, value)
        self.editors[field.name], self._values[field.name] = editor, read
        form.addRow(label, row)

    def _editor(self, field: "dataclasses.Field[Any]") -> tuple[QWidget, QWidget, Callable[[], Any]]:
        """The widget, what stands in the row (more than the widget where a button belongs to it), and its value."""
        if field.name == "language":
            return _choice(language.offered())
        if "choices" in field.metadata:
            return _choice([(choice, _translated(choice)) for choice in field.metadata["choices"]])
        if isinstance(field.default, bool):
            box = QCheckBox()
            return box, box, box.isChecked
        if "range" in field.metadata:
            number = QSpinBox()
            number.setRange(*field.metadata["range"])
            return number, number, number.value
        line = QLineEdit()
        if "browse" not in field.metadata:
            return line, line, lambda: line.text().strip()
        row = QWidget()
        within = QHBoxLayout(row)
        within.setContentsMargins(0, 0, 0, 0)
        button = QPushButton(self.tr("Choose…"))
        button.setAccessibleName(f"{_translated(field.metadata['label'])}: {button.text()}")
        button.clicked.connect(lambda: self._browse(line, field.metadata["browse"]))
        within.addWidget(line, 1)
        within.addWidget(button)
        return line, row, lambda: line.text().strip()

    def _browse(self, line: QLineEdit, kind: str) -> None:
        if kind == "folder":
            chosen = QFileDialog.getExistingDirectory(self, self.tr("Choose a folder"), line.text())
        else:
            filters = f"{self.tr('Profiles')} (*.icc *.icm)"
            chosen, _ = QFileDialog.getOpenFileName(self, self.tr("Choose a profile"), line.text(), filters)
        if chosen:
            line.setText(chosen)


def _choice(entries: "list[tuple[str, str]]") -> tuple[QWidget, QWidget, Callable[[], Any]]:
    box = QComboBox()
    for value, text in entries:
        box.addItem(text, value)
    return box, box, lambda: str(box.currentData())


def _show(editor: QWidget, value: object) -> None:
    if isinstance(editor, QComboBox):
        if editor.findData(value) < 0:  # kept by hand in the file, and honoured
            editor.addItem(str(value), value)
        editor.setCurrentIndex(editor.findData(value))
    elif isinstance(editor, QCheckBox):
        editor.setChecked(bool(value))
    elif isinstance(editor, QSpinBox) and isinstance(value, int):
        editor.setValue(value)
    elif isinstance(editor, QLineEdit):
        editor.setText(str(value))


def _translated(text: str) -> str:
    return QCoreApplication.translate(CONTEXT, text)
