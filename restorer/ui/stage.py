"""The middle of the window: the bars for offers and notices, the canvas and the strip of candidates."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColorSpace, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from restorer.compose import Adjustment
from restorer.ui.bars import NoticeBar
from restorer.ui.candidates import CandidateStrip
from restorer.ui.canvas import WHEEL_STEP, Canvas, Compare
from restorer.ui.frames import Frame
from restorer.ui.patch import Patch
from restorer.ui.pyramid import Layer, Pyramid, Stack
from restorer.ui.welcome import SAMPLES


class Stage(QWidget):
    """Shows one frame as it stands, and a running restore as it grows."""

    def __init__(self, *, screen: QColorSpace | None) -> None:
        super().__init__()
        self.offer = NoticeBar()  # stays until it is answered, whatever is noticed meanwhile
        self.notice = NoticeBar()
        self.canvas = Canvas()
        self.candidates = CandidateStrip()
        self._screen = screen
        self._frame: Frame | None = None
        self._growing: tuple[Frame, Pyramid] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.offer)
        column.addWidget(self.notice)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.candidates)

    def add_bar(self, bar: QWidget) -> None:
        """Puts a bar right above the canvas."""
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(layout.indexOf(self.canvas), bar)

    @property
    def frame(self) -> Frame | None:
        """The frame whose picture is on the canvas."""
        return self._frame

    def on_arrows(self, previous: Callable[[], object], following: Callable[[], object]) -> None:
        """Gives the arrow keys a meaning while the canvas has the focus."""
        for key, act in ((Qt.Key.Key_Left, previous), (Qt.Key.Key_Right, following)):
            shortcut = QShortcut(QKeySequence(key), self.canvas)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(act)

    def zoom_in(self) -> None:
        """One step closer."""
        self.canvas.zoom_by(WHEEL_STEP)

    def zoom_out(self) -> None:
        """One step back."""
        self.canvas.zoom_by(1 / WHEEL_STEP)

    def zoom_to(self, zoom: float) -> None:
        """Shows the photo at this zoom, about the middle."""
        self.canvas.set_zoom(zoom)

    def show_original(self) -> None:
        """Shows the original until `show_result`."""
        self.canvas.show_original(True)

    def show_result(self) -> None:
        """Ends `show_original`."""
        self.canvas.show_original(False)

    def clear(self) -> None:
        """Shows no photo."""
        self._frame = None
        self.canvas.set_stack(None, keep_view=False)

    def show_frame(self, frame: Frame) -> None:
        """Puts a frame on the canvas; keeps zoom and place if it is the one that was there."""
        stack = self._stack_of(frame)
        if stack is None:
            return
        keep = frame is self._frame
        self._frame = frame
        self.canvas.set_stack(stack, keep_view=keep)

    def grow(self, frame: Frame, pyramid: Pyramid) -> None:
        """A restore of that frame writes into this pyramid from now on."""
        self._growing = (frame, pyramid)
        if frame is self._frame:
            self.show_frame(frame)

    def end_growth(self, frame: Frame) -> None:
        """The restore has ended, well or not: the frame shows as its document says."""
        self._growing = None
        if frame is self._frame:
            self.show_frame(frame)

    def refresh_boxes(self, frame: Frame, boxes: tuple[tuple[int, int, int, int], ...]) -> None:
        """Repaints where finished tiles have arrived."""
        if frame is self._frame and self._growing is not None and self._growing[0] is frame:
            for top, left, height, width in boxes:
                self.canvas.refresh_box(top, left, height, width)

    def adjust(self, index: int, adjustment: Adjustment) -> None:
        """Shows an edit with another strength, colour or grain, at once."""
        self.canvas.set_adjustment(index, adjustment)

    def split_once(self) -> None:
        """Opens the split view unless a comparison is open already."""
        if self.canvas.compare is Compare.OFF:
            self.canvas.set_compare(Compare.SPLIT)

    def _stack_of(self, frame: Frame) -> Stack | None:
        if frame.document is None or frame.base is None:
            return None
        layers = []
        for edit in frame.document.edits:
            levels = frame.levels_of(edit)
            if levels is None:
                return None
            marks = levels.marks if edit.is_invented and isinstance(levels, Patch) else None
            layers.append(Layer(levels, edit.adjustment, edit.visible, marks))
        if self._growing is not None and self._growing[0] is frame:
            layers.append(Layer(self._growing[1]))
        return Stack(frame.base, tuple(layers), frame.document.photo.icc, screen=self._screen)


def sample_photos(folder: Path) -> dict[str, Path]:
    """Kind of damage to path, as far as sample photos are installed."""
    found = {kind: sorted(folder.glob(f"{kind}*.*")) for kind in SAMPLES}
    return {kind: paths[0] for kind, paths in found.items() if paths}
