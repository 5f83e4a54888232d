"""A strip of pictures from a file that is replaced now and then, as large as there is room."""

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

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
