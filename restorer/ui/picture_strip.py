"""A strip of pictures from a file that is replaced now and then, as large as there is room; and one with a past."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QSlider, QVBoxLayout, QWidget

from restorer.ui import theme


class PictureStrip(QWidget):
    """Shows what `show_file` read last, whole and in its proportions; a file that is gone changes nothing."""

    def __init__(self, *, caption: str = "") -> None:
        super().__init__()
        self._image = QImage()
        self._path = Path()
        self._caption = caption
        self.setAccessibleName(self.tr("Held-out pictures: damaged, restored, true"))
        self.setMinimumSize(QSize(120, 90))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def forget(self) -> None:
        """Shows nothing again."""
        self._image, self._path = QImage(), Path()
        self.update()

    def show_file(self, path: Path) -> None:
        """Shows the picture in a file; the same path is read once."""
        if path == self._path:
            return
        image = QImage(str(path))
        if image.isNull():
            return
        self._image, self._path = image, path
        self.update()

    @property
    def image(self) -> QImage:
        """What is shown; null at first."""
        return self._image

    def sizeHint(self) -> QSize:
        """The picture's own size, or room for one."""
        return self._image.size() if not self._image.isNull() else QSize(400, 160)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the picture, never enlarged to blocks of more than twice its size."""
        painter = QPainter(self)
        if self._image.isNull():
            painter.setPen(QColor(theme.colours().muted))
            text = self._caption or self.tr("Pictures appear after the first measurement")
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, text)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size, room = self._image.size(), self.size()
        scale = min(room.width() / size.width(), room.height() / size.height(), 2.0)
        width, height = size.width() * scale, size.height() * scale
        target = QRectF((room.width() - width) / 2, (room.height() - height) / 2, width, height)
        painter.drawImage(target, self._image)


class PictureHistory(QWidget):
    """The held-out pictures of a run: the newest, unless a person went back to an earlier one by the slider."""

    def __init__(self) -> None:
        super().__init__()
        self._pictures: list[tuple[int, Path]] = []
        self.caption = QLabel()
        self.caption.setObjectName("quiet")
        self.strip = PictureStrip()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setPageStep(1)
        self.slider.setAccessibleName(self.tr("Earlier held-out pictures"))
        self.slider.setToolTip(self.tr("Earlier held-out pictures"))
        self.slider.valueChanged.connect(self._show)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.caption)
        column.addWidget(self.strip, 1)
        column.addWidget(self.slider)
        self.forget()

    def forget(self) -> None:
        """Shows nothing again."""
        self._pictures = []
        self.strip.forget()
        self.caption.clear()
        self.slider.setRange(0, 0)
        self.slider.setEnabled(False)

    def show_pictures(self, pictures: Mapping[int, str], folder: Path) -> None:
        """Takes the pictures by their steps, as paths in `folder`; stays at an earlier one that is looked at."""
        follows = self.slider.value() == self.slider.maximum()
        self._pictures = [(step, folder / name) for step, name in pictures.items()]
        self.slider.setRange(0, max(0, len(self._pictures) - 1))
        self.slider.setEnabled(len(self._pictures) > 1)
        if follows:
            self.slider.setValue(self.slider.maximum())
        self._show()

    def _show(self) -> None:
        if self._pictures:
            step, path = self._pictures[self.slider.value()]
            self.caption.setText(self.tr("Damaged, restored, true; step {steps}").format(steps=step))
            self.strip.show_file(path)
