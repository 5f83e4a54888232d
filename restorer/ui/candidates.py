"""The strip of candidates: the ways to fill the same hole, each with its seed, to be chosen by one click."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QIcon, QImage, QKeyEvent, QPainter, QPalette, QPen, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
)

from restorer.document import Edit

_Index = QModelIndex | QPersistentModelIndex
_CELL = QSize(96, 92)
_PICTURE = QSize(84, 60)
_SEED_PIXELS = 11
_CHOSEN_ROLE = Qt.ItemDataRole.UserRole + 1


class CandidateStrip(QFrame):
    """Shows the candidates of one edit and tells what a person wants; changes nothing itself."""

    chosen = Signal(int)  # index of a candidate
    more_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("below")
        self._edit: Edit | None = None
        self.heading = QLabel()
        self.heading.setObjectName("heading")
        hint = QLabel(self.tr("Click, or ← → and Enter"))
        hint.setObjectName("quiet")
        self.more = QPushButton(self.tr("More"))
        self.more.setToolTip(self.tr("Find further ways to fill these holes."))
        self.more.clicked.connect(self.more_wanted)
        self.list = _CandidateList()
        self.list.setAccessibleName(self.tr("Candidates"))
        self.list.itemClicked.connect(self._on_item)
        self.list.confirmed.connect(self._on_item)
        said = QVBoxLayout()
        said.setSpacing(4)
        said.addWidget(self.heading)
        said.addWidget(hint)
        said.addStretch(1)
        said.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(12)
        row.addLayout(said)
        row.addWidget(self.list, 1)
        self.setFixedHeight(_CELL.height() + 16 + 12)  # and a scroll bar
        self.hide()

    @property
    def edit(self) -> Edit | None:
        """The edit whose candidates are shown."""
        return self._edit

    def show_edit(self, edit: Edit | None) -> bool:
        """Shows the candidates of an edit, or nothing; True if their pictures are not there yet."""
        old, self._edit = self._edit, edit
        if edit is None or not edit.candidates:
            self._edit = None
            self.list.clear()
            self.hide()
            return False
        before = [id(one.result) for one in old.candidates] if old is not None else []
        same = before == [id(one.result) for one in edit.candidates]
        return self._show(edit, same=same)

    def show_pictures(self, edit: Edit, pictures: Sequence[QImage]) -> None:
        """Fills in the pictures of the candidates, if they are still those shown."""
        if self._edit is None or self._edit.mask is not edit.mask:
            return
        for row, picture in enumerate(pictures[: self.list.count()]):
            self.list.item(row).setIcon(QIcon(QPixmap.fromImage(picture)))

    def _show(self, edit: Edit, *, same: bool) -> bool:
        count = len(edit.candidates)
        if not same:
            self.list.clear()
            for one in edit.candidates:
                item = QListWidgetItem(str(one.seed))
                item.setToolTip(self.tr("Seed {seed}").format(seed=one.seed))
                self.list.addItem(item)
        for row, one in enumerate(edit.candidates):
            item = self.list.item(row)
            is_chosen = one.result is edit.result
            item.setData(_CHOSEN_ROLE, is_chosen)
            spoken = self.tr("Seed {seed}, chosen") if is_chosen else self.tr("Seed {seed}")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken.format(seed=one.seed))
            if is_chosen and (not same or not self.list.hasFocus()):
                self.list.setCurrentRow(row)
        self.heading.setText(
            self.tr("1 candidate") if count == 1 else self.tr("{count} candidates").format(count=count)
        )
        self.show()
        return not same

    def _on_item(self, item: QListWidgetItem) -> None:
        self.chosen.emit(self.list.row(item))


class _CandidateList(QListWidget):
    """A row of pictures; arrow keys move among them, Enter confirms one."""

    confirmed = Signal(QListWidgetItem)

    def __init__(self) -> None:
        super().__init__()
        self.setItemDelegate(_CandidateDelegate(self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setObjectName("strip")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space choose; typed letters are the window's."""
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and item is not None:
            self.confirmed.emit(item)
        elif event.text().isprintable() and event.text().strip():
            event.ignore()
        else:
            super().keyPressEvent(event)


class _CandidateDelegate(QStyledItemDelegate):
    """Paints one candidate: picture, seed, a rim in the accent colour around the chosen one."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """All cells are alike."""
        return _CELL

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paints the cell."""
        area = QRect(option.rect.topLeft(), _CELL)  # the view stretches cells to its own height
        palette: QPalette = option.palette
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        rim = QRectF(area).adjusted(1.5, 1.5, -1.5, -1.5)
        if index.data(_CHOSEN_ROLE):
            colour = QColor(palette.color(QPalette.ColorRole.Accent))
            painter.setPen(QPen(colour, 2))
            colour.setAlpha(50)
            painter.setBrush(colour)
            painter.drawRoundedRect(rim, 4, 4)
        focus = QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_Selected
        if option.state & focus == focus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(palette.color(QPalette.ColorRole.WindowText), 1, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(rim.adjusted(2, 2, -2, -2), 3, 3)
        icon = index.data(Qt.ItemDataRole.DecorationRole)
        place = QRect(area.left() + 6, area.top() + 6, _PICTURE.width(), _PICTURE.height())
        if isinstance(icon, QIcon):
            picture = icon.pixmap(icon.availableSizes()[0])
            size = picture.size().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
            painter.drawPixmap(QRect(place.center() - QRect(0, 0, size.width(), size.height()).center(), size), picture)
        font = QFont(painter.font())
        font.setPixelSize(_SEED_PIXELS)
        painter.setFont(font)
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        line = QRect(area.left() + 4, area.bottom() - 22, area.width() - 8, 18)
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, str(index.data(Qt.ItemDataRole.DisplayRole)))
        painter.restore()
