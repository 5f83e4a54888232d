"""The grid of generated pictures over the canvas, and the slider along a line between two of them."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QMimeData, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QAction, QIcon, QImage, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from restorer.ui import theme

if TYPE_CHECKING:
    from restorer.generating import Sample

_PICTURE = 96  # pixels a side in the grid
_FRAME = 320  # and of a frame of the line
_SAMPLE_ROLE = Qt.ItemDataRole.UserRole + 1


class Gallery(QFrame):
    """Shows samples and tells what a person wants with them; makes and saves nothing itself."""

    opened = Signal(object)  # Sample
    chosen_changed = Signal()
    save_wanted = Signal()
    copy_wanted = Signal()
    frames_wanted = Signal()
    animation_wanted = Signal()
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("below")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.heading = QLabel()
        self.heading.setObjectName("heading")
        self.list = _SampleList()
        self.list.itemActivated.connect(lambda item: self.opened.emit(item.data(_SAMPLE_ROLE)))
        self.list.itemSelectionChanged.connect(self._on_selection)
        self.line = LineBar()
        self.line.frames_wanted.connect(self.frames_wanted)
        self.line.animation_wanted.connect(self.animation_wanted)
        self.open, self.save, self.copy = (QPushButton(text) for text in self._texts())
        self.open.clicked.connect(self._open_chosen)
        self.save.clicked.connect(self.save_wanted)
        self.copy.clicked.connect(self.copy_wanted)
        close = QToolButton()
        close.setIcon(theme.icon("close"))
        close.setObjectName("plain")
        close.setToolTip(self.tr("Back to the photo"))
        close.setAccessibleName(close.toolTip())
        close.clicked.connect(self.closed)
        row = QHBoxLayout()
        row.addWidget(self.heading, 1)
        for button in (self.open, self.save, self.copy, close):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.addLayout(row)
        column.addWidget(self.list, 1)
        column.addWidget(self.line)
        self._on_selection()
        self.hide()

    def set_writer(self, write: "Callable[[Sample, Path], Path | None]") -> None:
        """Gives what puts a sample into a folder as a file, for a drag to the file manager."""
        self.list.write = write

    @property
    def samples(self) -> "list[Sample]":
        """All samples that are shown."""
        return [self.list.item(row).data(_SAMPLE_ROLE) for row in range(self.list.count())]

    @property
    def chosen(self) -> "list[Sample]":
        """The chosen samples, in the order of the grid."""
        rows = sorted(self.list.row(item) for item in self.list.selectedItems())
        return [self.list.item(row).data(_SAMPLE_ROLE) for row in rows]

    def begin(self, title: str) -> None:
        """Empties the grid and the line for a new run."""
        self.heading.setText(title)
        self.list.clear()
        self.line.clear()

    def add(self, sample: "Sample") -> None:
        """Puts one more sample at the end of the grid."""
        text = str(sample.point.seed if sample.point.toward is None else sample.point)
        item = QListWidgetItem(QIcon(pixmap_of(sample.picture, _PICTURE)), text)
        item.setData(_SAMPLE_ROLE, sample)
        item.setToolTip(self.tr("Seed {seed} {kind}").format(seed=sample.point, kind=sample.label).strip())
        self.list.addItem(item)

    def _texts(self) -> tuple[str, str, str]:
        return self.tr("Open"), self.tr("Save…"), self.tr("Copy")

    def _open_chosen(self) -> None:
        for sample in self.chosen:
            self.opened.emit(sample)

    def _on_selection(self) -> None:
        count = len(self.list.selectedItems())
        self.open.setEnabled(count > 0)
        self.save.setEnabled(count > 0)
        self.copy.setEnabled(count == 1)
        self.chosen_changed.emit()


class LineBar(QWidget):
    """The pictures on the way between two samples: a slider goes along them."""

    frames_wanted = Signal()
    animation_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.frames: list[Sample] = []
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setFixedHeight(_FRAME)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(self.tr("Place on the line"))
        self.slider.setToolTip(self.tr("From one picture to the other."))
        self.slider.valueChanged.connect(self._show)
        self.export_frames = QPushButton(self.tr("Export frames…"))
        self.export_frames.clicked.connect(self.frames_wanted)
        self.export_animation = QPushButton(self.tr("Export animation…"))
        self.export_animation.clicked.connect(self.animation_wanted)
        row = QHBoxLayout()
        row.addWidget(self.slider, 1)
        row.addWidget(self.export_frames)
        row.addWidget(self.export_animation)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.picture)
        column.addLayout(row)
        self.hide()

    def clear(self) -> None:
        """Forgets the line."""
        self.frames = []
        self.hide()

    def add(self, sample: "Sample") -> None:
        """One more picture of the line; the first shows it."""
        self.frames.append(sample)
        self.slider.setRange(0, len(self.frames) - 1)
        if len(self.frames) == 1:
            self.slider.setValue(0)
            self._show(0)
            self.show()

    def _show(self, place: int) -> None:
        if place < len(self.frames):
            self.picture.setPixmap(pixmap_of(self.frames[place].picture, _FRAME))


class _SampleList(QListWidget):
    """Pictures in rows as wide as there is room; what is dragged out are files."""

    def __init__(self) -> None:
        super().__init__()
        self.write: Callable[[Sample, Path], Path | None] = lambda _sample, _folder: None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setIconSize(QSize(_PICTURE, _PICTURE))
        self.setGridSize(QSize(_PICTURE + 16, _PICTURE + 28))
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setDragDropMode(QListView.DragDropMode.DragOnly)
        self.setDragEnabled(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setObjectName("strip")
        self.setAccessibleName(self.tr("Generated pictures"))

    def mimeData(self, items: Sequence[QListWidgetItem]) -> QMimeData:
        """The chosen pictures as files in a temporary folder, which lasts as long as the grid."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="restorer-")
        written = [self.write(item.data(_SAMPLE_ROLE), Path(self._folder.name)) for item in items]
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in written if path is not None])
        return mime

    def forget(self) -> None:
        """Takes away what drags have left in the temporary folder."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None


def image_of(picture: np.ndarray) -> QImage:
    """A picture (S, S, 1 or 3) uint8 sRGB as an image of its own."""
    rgb = np.ascontiguousarray(np.broadcast_to(picture, (*picture.shape[:2], 3)))
    return QImage(rgb.data, rgb.shape[1], rgb.shape[0], rgb.strides[0], QImage.Format.Format_RGB888).copy()


def pixmap_of(picture: np.ndarray, side: int) -> QPixmap:
    """The picture at `side` pixels, smoothly."""
    whole = QPixmap.fromImage(image_of(picture))
    return whole.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)


def shortcut(text: str, key: str, widget: QWidget) -> QAction:
    """An action that a key starts while the widget has the keyboard."""
    action = QAction(text, widget)
    action.setShortcut(key)
    action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    widget.addAction(action)
    return action
