"""Boxes marked on flat places of a scan, and the noise measured there."""

from collections.abc import Generator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from restorer import measuring, photo
from restorer.measuring import LEAST_SIDE, Patch
from restorer.ui import theme
from restorer.ui.language import in_own_language
from restorer.ui.worker import Job, Worker

Scan = tuple[np.ndarray, QImage]  # samples, and a picture of them
Measured = tuple[tuple[Patch, ...], measuring.MeasuredNoise]
_SHOWN = 2000  # px; the longest side that is drawn, the samples measured are the photo's own


class PatchPicker(QWidget):
    """A picture on which boxes are drawn with the mouse; `changed` tells that there are more or fewer.

    With the keyboard: arrows move the last box, with Shift they size it, Insert adds one in the middle, Delete takes
    the last away.
    """

    changed = Signal()

    def __init__(self, image: QImage, *, size: QSize) -> None:
        super().__init__()
        self._image, self._full = image, size
        self.boxes: list[QRect] = []  # in the photo's pixels
        self._from: QPointF | None = None
        self._drawn = QRect()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(self.tr("The scan; draw boxes on flat places"))
        self.setMinimumSize(QSize(320, 240))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """Most of a small screen."""
        return QSize(800, 540)

    def target(self) -> QRectF:
        """Where the picture is drawn."""
        scale = min(self.width() / self._full.width(), self.height() / self._full.height())
        width, height = self._full.width() * scale, self._full.height() * scale
        return QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)

    def add(self, box: QRect) -> None:
        """Adds a box if it is large enough to be measured."""
        box = box.normalized().intersected(QRect(0, 0, self._full.width(), self._full.height()))
        if min(box.width(), box.height()) >= LEAST_SIDE:
            self.boxes.append(box)
            self.changed.emit()
        self.update()

    def remove_last(self) -> None:
        """Takes the last box away."""
        if self.boxes:
            self.boxes.pop()
            self.changed.emit()
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begins a box."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._from = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draws it larger."""
        if self._from is not None:
            self._drawn = self._box(self._from, event.position())
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ends it."""
        if self._from is not None:
            box, self._from, self._drawn = self._box(self._from, event.position()), None, QRect()
            self.add(box)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Boxes without a mouse."""
        moves = {Qt.Key.Key_Left: (-8, 0), Qt.Key.Key_Right: (8, 0), Qt.Key.Key_Up: (0, -8), Qt.Key.Key_Down: (0, 8)}
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_last()
        elif event.key() == Qt.Key.Key_Insert:
            side = max(LEAST_SIDE, min(self._full.width(), self._full.height()) // 8)
            self.add(QRect((self._full.width() - side) // 2, (self._full.height() - side) // 2, side, side))
        elif event.key() in moves and self.boxes:
            across, down = moves[Qt.Key(event.key())]
            box = self.boxes.pop()
            is_sizing = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            changed = box.adjusted(0, 0, across, down) if is_sizing else box.translated(across, down)
            self.boxes.append(changed if self._fits(changed) else box)
            self.changed.emit()
            self.update()
        else:
            super().keyPressEvent(event)

    def _fits(self, box: QRect) -> bool:
        whole = QRect(0, 0, self._full.width(), self._full.height())
        return whole.contains(box) and min(box.width(), box.height()) >= LEAST_SIDE

    def _box(self, one: QPointF, other: QPointF) -> QRect:
        target = self.target()
        scale = self._full.width() / target.width()
        corners = [((point - target.topLeft()) * scale).toPoint() for point in (one, other)]
        return QRect(corners[0], corners[1]).normalized()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the picture and the boxes."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        target = self.target()
        painter.drawImage(target, self._image)
        scale = target.width() / self._full.width()
        for box in [*self.boxes, *([self._drawn] if not self._drawn.isNull() else [])]:
            place = QRectF(
                target.left() + box.left() * scale, target.top() + box.top() * scale,
                box.width() * scale, box.height() * scale,
            )  # fmt: skip
            painter.setPen(QPen(QColor("#000000"), 3))
            painter.drawRect(place)
            painter.setPen(QPen(QColor(theme.colours().accent), 1))
            painter.drawRect(place)


class MeasuringDialog(QDialog):
    """Asks for flat places of one scan; `noise` is what was measured there, None until something can be.

    `opened` is what `scan` gives; the worker measures.
    """

    def __init__(self, opened: Scan, parent: QWidget, *, worker: Worker) -> None:
        super().__init__(parent)
        self._worker = worker
        self.setWindowTitle(self.tr("Measure noise"))
        self._samples, image = opened
        self.noise: measuring.MeasuredNoise | None = None
        height, width = self._samples.shape[:2]
        hint = QLabel(
            self.tr("Draw boxes where the scan should be even: sky, a wall, the border. Several brightnesses are best.")
        )
        hint.setWordWrap(True)
        self.picker = PatchPicker(image, size=QSize(width, height))
        self.picker.changed.connect(self.measure)
        self.told = QLabel(self.tr("Nothing marked yet."))
        self.told.setObjectName("quiet")
        self.told.setWordWrap(True)
        self.undo = QPushButton(self.tr("Remove the last box"))
        self.undo.clicked.connect(self.picker.remove_last)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(self.undo, QDialogButtonBox.ButtonRole.ResetRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok.setEnabled(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(hint)
        column.addWidget(self.picker, 1)
        column.addWidget(self.told)
        column.addWidget(buttons)

    def measure(self) -> None:
        """Measures the boxes and says what was found, or why nothing was."""
        self.noise = None
        self.ok.setEnabled(False)
        patches = self.patches
        if not patches:
            self.told.setText(self.tr("Nothing marked yet."))
            return
        self.told.setText(self.tr("Measuring…"))
        job = Job(partial(noise_of, self._samples, patches), name="measure")
        job.finished.connect(self._on_measured)
        job.failed.connect(partial(self._on_failed, patches))
        self._worker.submit(job)

    @property
    def patches(self) -> tuple[Patch, ...]:
        """The boxes as they are now."""
        return tuple(Patch(box.left(), box.top(), box.width(), box.height()) for box in self.picker.boxes)

    def _on_measured(self, measured: Measured) -> None:
        if measured[0] == self.patches:  # the boxes may have changed meanwhile
            self.noise = measured[1]
            self.told.setText(self.sentence(self.noise))
            self.ok.setEnabled(True)

    def _on_failed(self, patches: tuple[Patch, ...], sentence: str) -> None:
        if patches == self.patches:
            self.told.setText(in_own_language(sentence))

    def sentence(self, noise: measuring.MeasuredNoise) -> str:
        """What was measured, in one line."""
        grain, rows, columns = noise.shares
        told = self.tr("Noise of sigma {sigma}: {grain} % grain, {rows} % horizontal and {columns} % vertical banding.")
        sigma = "/".join(f"{level:.1f}" for level in noise.levels.mean(axis=0))
        return told.format(sigma=sigma, grain=round(100 * grain), rows=round(100 * rows), columns=round(100 * columns))


def scan(path: Path) -> Generator[Any, None, Scan]:
    """Reads a photo to be measured: its samples, and a picture of at most 2000 px a side; for a worker."""
    yield None
    samples = photo.load(path).samples
    step = -(-max(samples.shape[:2]) // _SHOWN)
    small = samples[::step, ::step]
    shown = (small >> 8).astype(np.uint8) if small.dtype == np.uint16 else small
    colours = np.ascontiguousarray(np.repeat(shown, 3, axis=2) if shown.shape[2] == 1 else shown[..., :3])
    height, width = colours.shape[:2]
    return samples, QImage(colours.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def noise_of(samples: np.ndarray, patches: tuple[Patch, ...]) -> Generator[Any, None, Measured]:
    """Measures patches of a photo; for a worker."""
    yield None
    return patches, measuring.measure(samples, patches)
