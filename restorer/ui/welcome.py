"""What the canvas shows without a photo: where to drop one, a button to open one, three samples to try."""

import cv2
import numpy as np
from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from restorer.ui import theme
from restorer.ui.theme import GRID
from restorer.weights import Mode

SAMPLE_MODES = {"noisy": Mode.DENOISE, "scratched": Mode.INPAINT, "blurred": Mode.DEBLUR}
SAMPLES = tuple(SAMPLE_MODES)
_PICTURE = QSize(160, 104)
_RADIUS = 6
_ICON_SIDE = 56


class Welcome(QWidget):
    """The empty state. Signals `open_requested`, and `sample_requested` with one of `SAMPLES`."""

    open_requested = Signal()
    sample_requested = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._picture = QLabel(self)
        self._title = QLabel(self.tr("Drop a photo here"), self)
        font = QFont(self.font())
        font.setPixelSize(22)
        self._title.setFont(font)
        self.open_button = QPushButton(self.tr("Open…"), self)
        self.open_button.setObjectName("primary")
        self.open_button.setAccessibleName(self.tr("Open a photo"))
        self.open_button.setToolTip(self.tr("Open photos (Ctrl+O)"))
        self.open_button.setMinimumWidth(30 * GRID)
        self.open_button.clicked.connect(self.open_requested)
        self._hint = QLabel(self.tr("or try a sample"), self)
        captions = (self.tr("Noisy"), self.tr("Scratched"), self.tr("Blurred"))
        self.cards = {name: SampleCard(name, text, self) for name, text in zip(SAMPLES, captions, strict=True)}
        for name, card in self.cards.items():
            card.clicked.connect(lambda _=False, name=name: self.sample_requested.emit(name))
        self._lay_out()
        self._retint()

    def _lay_out(self) -> None:
        self._row = QWidget(self)
        row = QHBoxLayout(self._row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4 * GRID)
        for card in self.cards.values():
            row.addWidget(card)
        column = QVBoxLayout(self)
        column.setSpacing(0)
        column.addStretch(1)
        for widget, gap in (
            (self._picture, 3 * GRID),
            (self._title, 5 * GRID),
            (self.open_button, 10 * GRID),
            (self._hint, 3 * GRID),
            (self._row, 0),
        ):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
            column.addSpacing(gap)
        column.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leaves out what does not fit: first the samples, then the picture."""
        roomy = event.size().height() >= 380 and event.size().width() >= 3 * _PICTURE.width() + 16 * GRID
        self._row.setVisible(roomy)
        self._hint.setVisible(roomy)
        self._picture.setVisible(event.size().height() >= 200)
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follows the scheme."""
        if event.type() == QEvent.Type.PaletteChange:
            self._retint()
        super().changeEvent(event)

    def _retint(self) -> None:
        muted = QColor(theme.colours().muted)
        ratio = self.devicePixelRatioF()
        self._picture.setPixmap(theme.pixmap("photo", side=_ICON_SIDE, colour=muted, ratio=ratio))
        shown = self._hint.palette()
        if shown.color(self._hint.foregroundRole()) != muted:
            shown.setColor(self._hint.foregroundRole(), muted)
            self._hint.setPalette(shown)


class SampleCard(QAbstractButton):
    """A small picture with its kind of damage, and its name under it."""

    def __init__(self, name: str, caption: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._image = _sample_picture(name)
        self.setText(caption)
        self.setAccessibleName(self.tr("Sample photo: {0}").format(caption))
        self.setToolTip(self.tr("Open this sample photo"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFixedSize(self.sizeHint())

    def set_picture(self, image: QImage) -> None:
        """Shows another picture, cut to the card's shape."""
        self._image = image
        self.update()

    def sizeHint(self) -> QSize:
        """The picture and a line of text."""
        line = QFontMetrics(self.font()).height()
        return QSize(_PICTURE.width() + 2 * GRID, _PICTURE.height() + line + 5 * GRID)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Picture, caption, and the accent around both under the mouse or with the keyboard's focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        scheme = theme.colours()
        place = QRect(GRID, GRID, _PICTURE.width(), _PICTURE.height())
        shape = QPainterPath()
        shape.addRoundedRect(place, _RADIUS, _RADIUS)
        painter.save()
        painter.setClipPath(shape)
        painter.drawImage(place, self._image, _cut(self._image.size(), place.size()))
        painter.restore()
        lit = self.underMouse() or self.hasFocus()
        painter.setPen(QPen(QColor(scheme.accent if lit else scheme.line), 2 if lit else 1))
        painter.setBrush(QColor(0, 0, 0, 60) if self.isDown() else Qt.BrushStyle.NoBrush)
        painter.drawPath(shape)
        painter.setPen(QColor(scheme.text if lit else scheme.muted))
        below = QRect(0, place.bottom() + 2 * GRID, self.width(), self.height() - place.bottom() - 2 * GRID)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, self.text())
        painter.end()


def _cut(picture: QSize, place: QSize) -> QRect:
    """The largest part of a picture with the place's proportions, from its middle."""
    part = place.scaled(picture, Qt.AspectRatioMode.KeepAspectRatio)
    return QRect((picture.width() - part.width()) // 2, (picture.height() - part.height()) // 2, *part.toTuple())


def _sample_picture(name: str) -> QImage:
    """A landscape of a few shapes, damaged as the name says; the same on every run."""
    scene = _landscape(2 * _PICTURE.width(), 2 * _PICTURE.height())
    generator = np.random.default_rng(7)
    if name == "noisy":
        scene = scene + cv2.GaussianBlur(generator.normal(0, 60, scene.shape), (0, 0), 0.9)
    elif name == "blurred":
        scene = cv2.GaussianBlur(scene, (0, 0), 7)
    else:
        _scratch(scene, generator)
    pixels = np.ascontiguousarray(np.clip(scene, 0, 255).astype(np.uint8))
    height, width = pixels.shape[:2]
    return QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def _landscape(width: int, height: int) -> np.ndarray:
    across, down = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    sky = np.array([150.0, 176.0, 200.0]) + down[..., None] * np.array([80.0, 44.0, 8.0])
    scene: np.ndarray = np.where((across - 0.72) ** 2 * 2.4 + (down - 0.3) ** 2 < 0.012, 250.0, 0)[..., None]
    scene = np.maximum(sky, scene * np.array([1.0, 0.95, 0.82]))
    for base, height_of, waves, shade in (
        (0.62, 0.16, 5.0, (112.0, 128.0, 142.0)),
        (0.72, 0.10, 8.0, (84.0, 104.0, 96.0)),
        (0.86, 0.06, 4.0, (58.0, 74.0, 60.0)),
    ):
        ridge = base - height_of * np.abs(np.sin(across * waves + base * 9)) - 0.02 * np.sin(across * 31)
        scene[down > ridge] = shade
    return scene


def _scratch(scene: np.ndarray, generator: np.random.Generator) -> None:
    height, width = scene.shape[:2]
    for share in (0.08, 0.2, 0.24, 0.41, 0.55, 0.83, 0.9):
        rows = np.arange(-8, height + 16, 8)
        slope = generator.uniform(-0.25, 0.25)
        columns = share * width + slope * rows + np.cumsum(generator.normal(0, 0.5, rows.size))
        line = np.stack([columns, rows], 1).round().astype(np.int32)
        start = int(generator.integers(0, rows.size // 3))
        end = int(generator.integers(2 * rows.size // 3, rows.size))
        cv2.polylines(scene, [line[start:end]], False, (236, 232, 224), 2, cv2.LINE_8)
    for _ in range(14):
        spot = (int(generator.uniform(0, width)), int(generator.uniform(0, height)))
        cv2.circle(scene, spot, int(generator.uniform(1, 5)), (238, 234, 226), -1)
