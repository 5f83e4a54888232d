"""Save as: where, in which format, how well."""

from pathlib import Path

from PySide6.QtCore import Qt
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
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from restorer import photo
from restorer.photo import SaveOptions

_TITLES = {"jpeg": "JPEG", "png": "PNG", "tiff": "TIFF", "webp": "WebP", "avif": "AVIF", "bmp": "BMP", "gif": "GIF"}
_WITH_QUALITY = ("jpeg", "webp", "avif")
_WITH_LOSSLESS = ("webp", "avif")
_WITH_DEPTH = ("png", "tiff")


class SaveDialog(QDialog):
    """Chooses a file name and what its format needs to know; touches no file itself."""

    def __init__(self, suggested: Path, *, format_name: str, bit_depth: int, quality: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Save as"))
        self._bit_depth = bit_depth
        self.place = QLineEdit(str(suggested))
        self.browse = QPushButton(self.tr("Browse…"))
        self.kind = QComboBox()
        for name in photo.writable_formats():
            self.kind.addItem(_TITLES.get(name, name.upper()), name)
        self.quality = QSpinBox()
        self.quality.setRange(1, 100)
        self.quality.setValue(quality)
        self.lossless = QCheckBox(self.tr("Lossless"))
        self.compression = QComboBox()
        for text, value in ((self.tr("Deflate"), "deflate"), ("LZW", "lzw"), (self.tr("None"), "none")):
            self.compression.addItem(text, value)
        self.bits = QComboBox()
        self.bits.addItem(self.tr("8 bit"), 8)
        self.bits.addItem(self.tr("16 bit"), 16)
        self.bits.setCurrentIndex(self.bits.findData(bit_depth))
        self.note = QLabel()
        self.note.setObjectName("quiet")
        self.note.setWordWrap(True)
        self.form = QFormLayout()
        self._lay_out()
        self.kind.setCurrentIndex(max(0, self.kind.findData(format_name)))
        self._show_options()
        self.kind.currentIndexChanged.connect(self._on_format)
        self.lossless.toggled.connect(self._show_options)
        self.browse.clicked.connect(self._choose)
        self.place.textChanged.connect(lambda text: self.agree.setEnabled(bool(text.strip())))
        self.resize(560, self.sizeHint().height())
        self.place.setFocus()
        stem = len(str(suggested)) - len(suggested.suffix)
        self.place.setSelection(len(str(suggested.parent)) + 1, stem - len(str(suggested.parent)) - 1)

    @property
    def path(self) -> Path:
        """The file to write."""
        return Path(self.place.text().strip()).expanduser()

    @property
    def options(self) -> SaveOptions:
        """What was chosen for the format."""
        name = str(self.kind.currentData())
        return SaveOptions(
            format=name,
            quality=self.quality.value(),
            lossless=name in _WITH_LOSSLESS and self.lossless.isChecked(),
            compression=str(self.compression.currentData()),
            bit_depth=int(self.bits.currentData()) if name in _WITH_DEPTH else None,
        )

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.place, 1)
        row.addWidget(self.browse)
        self.form.setVerticalSpacing(8)
        self.form.setHorizontalSpacing(12)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        self.form.addRow(self.tr("File"), row)
        for text, field in (
            (self.tr("Format"), self.kind),
            (self.tr("Quality"), self.quality),
            ("", self.lossless),
            (self.tr("Compression"), self.compression),
            (self.tr("Depth"), self.bits),
        ):
            field.setAccessibleName(text or self.lossless.text())
            self.form.addRow(text, field)
        self.place.setAccessibleName(self.tr("File"))
        buttons = QDialogButtonBox()
        self.agree = buttons.addButton(self.tr("Save"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addLayout(self.form)
        column.addWidget(self.note)
        column.addStretch(1)
        column.addWidget(buttons)

    def _on_format(self) -> None:
        wanted = photo.default_suffix(str(self.kind.currentData()))
        typed = self.place.text().strip()
        if typed:
            self.place.setText(str(Path(typed).with_suffix(wanted)))
        self._show_options()

    def _show_options(self) -> None:
        name = str(self.kind.currentData())
        lossy = name in _WITH_QUALITY and not (name in _WITH_LOSSLESS and self.lossless.isChecked())
        self.form.setRowVisible(self.quality, lossy)
        self.form.setRowVisible(self.lossless, name in _WITH_LOSSLESS)
        self.form.setRowVisible(self.compression, name == "tiff")
        self.form.setRowVisible(self.bits, name in _WITH_DEPTH)
        shrinks = self._bit_depth == 16 and name not in _WITH_DEPTH
        self.note.setText(self.tr("This format is written with 8 bits; the photo has 16.") if shrinks else "")

    def _choose(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, self.windowTitle(), self.place.text(), options=QFileDialog.Option.DontConfirmOverwrite
        )
        if name:
            self.place.setText(name)
