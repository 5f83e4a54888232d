"""A photo view that can show where and how far the result differs, and what in it was invented."""

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QWidget

from restorer.ui import overlays
from restorer.ui.changes import ChangeStack, heat_colours
from restorer.ui.fidelity import largest_text
from restorer.ui.invented import hatching, spread_colours
from restorer.ui.photo_view import Compare, PhotoView
from restorer.ui.pyramid import Stack
from restorer.ui.theme import GRID

_FULL = 255 * 257  # as far as a sample can move, in 16-bit steps


class ChangeView(PhotoView):
    """A `PhotoView` with two overlays on the side of the result: the change map, and hatching over what was invented.

    Both are computed for what is in sight, at the level that is shown.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._changes = self._invented = False
        self._largest: int | None = None
        self._heat: ChangeStack | None = None
        self._hatched: tuple[tuple[object, ...], QImage | None] = ((), None)

    @property
    def shows_changes(self) -> bool:
        """True while the change map shows."""
        return self._changes

    @property
    def shows_invented(self) -> bool:
        """True while what was invented is hatched."""
        return self._invented

    def set_stack(self, stack: Stack | None, *, keep_view: bool) -> None:
        """Shows another stack; see `PhotoView.set_stack`. The overlays stay on or off."""
        super().set_stack(stack, keep_view=keep_view)
        self._heat, self._hatched = None, ((), None)

    def set_changes(self, on: bool) -> None:
        """Shows the change map instead of the result."""
        self._changes = on
        self._heat = None
        self._eagerly()

    def set_invented(self, on: bool) -> None:
        """Hatches what was invented."""
        self._invented = on
        self.update()

    def set_largest_change(self, largest: int | None) -> None:
        """How far any sample of the photo moved, in 16-bit steps, for colours and legend; None if it is not known."""
        if largest != self._largest:
            self._largest = largest
            self.update()

    def _face(self, *, original: bool) -> Stack:
        stack = super()._face(original=original)
        if original or not self._changes or self._held:
            return stack
        wanted = (stack, stack.revision, (self._largest or _FULL) / 257)
        if self._heat is None or self._heat.made_from != wanted:
            self._heat = ChangeStack(stack, wanted[2])
        return self._heat

    def _paint_over_photo(self, painter: QPainter) -> None:
        super()._paint_over_photo(painter)
        if self._held:
            return
        if self._invented:
            self._paint_hatching(painter)
        self._paint_legends(painter)

    def _paint_hatching(self, painter: QPainter) -> None:
        if self._stack is None or self._view is None:
            return
        key = (self._stack, self._stack.revision, self._view, self.devicePixelRatioF())
        if self._hatched[0] != key:
            self._hatched = (key, hatching(self._stack, self._view, self.devicePixelRatioF()))
        image = self._hatched[1]
        if image is None:
            return
        pane = self.panes()[-1]
        part = QRect(0, 0, pane.width(), pane.height())
        if self.compare == Compare.SPLIT:
            part.setLeft(self._split_column())
        painter.save()
        self._in_device_pixels(painter)
        painter.drawImage(part.topLeft() + pane.topLeft(), image, part)
        painter.restore()

    def _paint_legends(self, painter: QPainter) -> None:
        ratio = self.devicePixelRatioF()
        pane = self.panes()[-1]
        area = QRectF(QPointF(pane.topLeft()) / ratio, pane.size().toSizeF() / ratio)
        if self.compare == Compare.SPLIT:
            area.setLeft(self._split_column() / ratio)
        height = QFontMetricsF(painter.font()).height() + 2 * GRID
        if self._changes:
            known = "…" if self._largest is None else largest_text(self._largest)
            text = self.tr("Largest change: {steps} of 255").format(steps=known)
            overlays.paint_legend(painter, text, area, colours=heat_colours(32))
            area.setBottom(area.bottom() - height - GRID)
        if self._invented:
            text = self.tr("Invented here: candidates agree … differ")
            overlays.paint_legend(painter, text, area, colours=spread_colours(32))
