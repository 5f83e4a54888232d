"""The film strip: thumbnails of the open photos with badges, several can be selected."""

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QKeyEvent, QPainter, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from restorer.ui.frames import FRAME_ROLE, Badge, Frame, FrameModel

_Index = QModelIndex | QPersistentModelIndex
CELL = QSize(120, 104)
HEIGHT = CELL.height() + 16  # and a scroll bar
_PICTURE = QSize(108, 72)
_BADGE = 16
_NAME_PIXELS = 11
_COLOURS = {
    Badge.UNSAVED: "#d99a2b",
    Badge.DONE: "#4c9a5b",
    Badge.FAILED: "#c8504b",
    Badge.QUEUED: "#8a8a8a",
    Badge.RUNNING: "#4a90d9",
}


class FrameDelegate(QStyledItemDelegate):
    """Paints one frame: picture, name, badge."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """All cells are alike."""
        return CELL

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paints the cell."""
        frame = index.data(FRAME_ROLE)
        if not isinstance(frame, Frame):
            return
        area = QRect(option.rect.topLeft(), CELL)  # the view stretches cells to its own height
        palette: QPalette = option.palette
        selected = QStyle.StateFlag.State_Selected in option.state
        focused = QStyle.StateFlag.State_HasFocus in option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if selected:
            colour = QColor(palette.color(QPalette.ColorRole.Highlight))
            painter.setPen(QPen(colour, 2) if focused else QPen(colour, 1))
            colour.setAlpha(70)
            painter.setBrush(colour)
            painter.drawRoundedRect(QRectF(area).adjusted(1.5, 1.5, -1.5, -1.5), 4, 4)
        picture = QRect(area.left() + 6, area.top() + 6, _PICTURE.width(), _PICTURE.height())
        shown = _paint_picture(painter, picture, frame.thumbnail, palette)
        _paint_name(painter, area, frame, palette)
        _paint_badge(painter, shown, frame)
        painter.restore()


class FilmStrip(QListView):
    """A row of frames. `shown` tells the frame to show, `wanted` that the visible cells have changed."""

    shown = Signal(object)
    selection_changed = Signal()
    wanted = Signal()

    def __init__(self, frames: FrameModel) -> None:
        super().__init__()
        self.setModel(frames)
        self.setItemDelegate(FrameDelegate(self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setFixedHeight(HEIGHT)
        self.setObjectName("strip")
        self.setAccessibleName(self.tr("Film strip"))
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(50)
        self._settle.timeout.connect(self.wanted)
        self.horizontalScrollBar().valueChanged.connect(lambda _: self._settle.start())
        frames.rowsInserted.connect(lambda: self._settle.start())
        frames.rowsRemoved.connect(self._on_removed)

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Tells which frame is to be shown."""
        super().currentChanged(current, previous)
        self.shown.emit(current.data(FRAME_ROLE) if current.isValid() else None)

    def selectionChanged(self, *arguments: object) -> None:
        """Tells that another set of frames is selected."""
        super().selectionChanged(*arguments)  # type: ignore[arg-type]
        self.selection_changed.emit()

    def _on_removed(self) -> None:
        self._settle.start()
        if self.currentIndex().isValid() and not self.selectedIndexes():
            self.selectionModel().select(self.currentIndex(), QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def selected(self) -> tuple[Frame, ...]:
        """The selected frames in the order of the strip."""
        rows = sorted(index.row() for index in self.selectedIndexes())
        return tuple(self.model().index(row, 0).data(FRAME_ROLE) for row in rows)

    def visible_frames(self) -> tuple[Frame, ...]:
        """The frames whose cells can be seen now."""
        count = self.model().rowCount()
        if not count:
            return ()
        offset = self.horizontalOffset()
        first = max(0, offset // CELL.width())
        last = min(count - 1, (offset + self.viewport().width()) // CELL.width())
        return tuple(self.model().index(row, 0).data(FRAME_ROLE) for row in range(first, last + 1))

    def next_frame(self) -> None:
        """Shows the following photo."""
        self.go(self.currentIndex().row() + 1)

    def previous_frame(self) -> None:
        """Shows the photo before."""
        self.go(self.currentIndex().row() - 1)

    def go(self, row: int) -> None:
        """Shows and selects one row, kept within the strip."""
        count = self.model().rowCount()
        if count:
            index = self.model().index(min(max(row, 0), count - 1), 0)
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A wider strip shows more cells."""
        super().resizeEvent(event)
        self._settle.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leaves typed letters to the window: the strip is not searched by name."""
        if event.text().isprintable() and event.text().strip():
            event.ignore()
            return
        super().keyPressEvent(event)


def _paint_picture(painter: QPainter, area: QRect, image: QImage | None, palette: QPalette) -> QRect:
    if image is None:
        painter.setPen(Qt.PenStyle.NoPen)
        colour = QColor(palette.color(QPalette.ColorRole.WindowText))
        colour.setAlpha(24)
        painter.setBrush(colour)
        painter.drawRoundedRect(area, 3, 3)
        return area
    size = image.size().scaled(area.size(), Qt.AspectRatioMode.KeepAspectRatio)
    box = QRect(area.center() - QRect(0, 0, size.width(), size.height()).center(), size)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(box, image)
    return box


def _paint_name(painter: QPainter, area: QRect, frame: Frame, palette: QPalette) -> None:
    line = QRect(area.left() + 6, area.top() + 80, area.width() - 12, 20)
    font = QFont(painter.font())
    font.setPixelSize(_NAME_PIXELS)
    painter.setFont(font)
    metrics = QFontMetrics(font)
    painter.setPen(palette.color(QPalette.ColorRole.WindowText))
    text = metrics.elidedText(frame.name, Qt.TextElideMode.ElideMiddle, line.width())
    painter.drawText(line, Qt.AlignmentFlag.AlignCenter, text)


def _paint_badge(painter: QPainter, picture: QRect, frame: Frame) -> None:
    badge = frame.badge
    if badge is Badge.NONE:
        return
    box = QRectF(picture.right() - _BADGE - 2, picture.top() + 3, _BADGE, _BADGE)
    painter.setPen(QPen(QColor(0, 0, 0, 120), 1))
    painter.setBrush(QColor(_COLOURS[badge]))
    painter.drawEllipse(box)
    painter.setPen(QPen(Qt.GlobalColor.white, 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    centre = box.center()
    if badge is Badge.DONE:
        painter.drawPolyline([centre + QPointF(-3.5, 0), centre + QPointF(-1, 2.8), centre + QPointF(3.8, -2.8)])
    elif badge is Badge.FAILED:
        painter.drawLine(centre + QPointF(0, -4), centre + QPointF(0, 1))
        painter.drawPoint(centre + QPointF(0, 4))
    elif badge is Badge.RUNNING:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawArc(box.adjusted(3.5, 3.5, -3.5, -3.5), 90 * 16, -round(360 * 16 * max(frame.share, 0.08)))
    elif badge is Badge.QUEUED:
        for x in (-3.5, 0.0, 3.5):
            painter.drawPoint(centre + QPointF(x, 0))
    else:
        painter.setBrush(Qt.GlobalColor.white)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(centre, 2.5, 2.5)
