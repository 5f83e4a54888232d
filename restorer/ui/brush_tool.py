"""Brush and eraser: strokes with pressure, straight lines, and the size drawn sideways."""

from restorer.brush import Brush, Path
from restorer.mask import Box, Gesture, union
from restorer.ui.mask_view import Preview, Ring
from restorer.ui.tools import Board, Tool, Touch, brush_radius, erases

SIZE_STEP = 1.2  # one notch of the wheel, one press of a key
_STILL = 3.0  # logical pixels that a click with Shift may shake before it counts as a drag


class BrushTool(Tool):
    """Paints marks where the hand goes, and takes them away while it erases.

    A click with Shift paints straight from the last point; a drag with Shift changes the size.
    """

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self._gesture: Gesture | None = None
        self._path: Path | None = None
        self._erase = False
        self._last: tuple[float, float] | None = None
        self._held: Touch | None = None  # pressed with Shift: a line or a drag, not known yet
        self._sizing = False
        self._diameter = 0.0

    @property
    def busy(self) -> bool:
        """True during a stroke."""
        return self._gesture is not None

    @property
    def ring(self) -> float:
        """The brush's radius."""
        return brush_radius(self.board)

    def press(self, touch: Touch) -> None:
        """Begins a stroke, or with Shift waits for what it becomes."""
        self.settle()
        if touch.straight:
            self._held, self._sizing, self._diameter = touch, False, self.board.diameter
            return
        self._begin(touch)
        self._paint(touch)
        self.hover(touch)

    def move(self, touch: Touch) -> None:
        """Goes on with the stroke, or with the size."""
        if self._held is not None:
            sideways = touch.at.x() - self._held.at.x()
            self._sizing |= abs(sideways) > _STILL
            if self._sizing:
                self.board.set_diameter(self._diameter + 2 * sideways * touch.scale)
                self.hover(self._held)
        else:
            self._paint(touch)
            self.hover(touch)

    def release(self, touch: Touch) -> None:
        """Ends the stroke; after a click with Shift, paints the line."""
        held, self._held = self._held, None
        if held is not None and not self._sizing:
            self._begin(held)
            if self._path is not None and self._last is not None:
                self._lay(self._path, *self._last, pressure=1.0)
            self._paint(held)
        self.settle()
        self.hover(touch)

    def hover(self, touch: Touch) -> None:
        """Shows the brush's outline and, within, where its core ends."""
        radius = self.ring
        core = radius * self.board.hardness
        rings = [Ring(touch.x, touch.y, radius)]
        if 1 <= core < radius - 1:
            rings.append(Ring(touch.x, touch.y, core, faint=True))
        self.board.show(Preview(tuple(rings)))

    def resize(self, notches: float) -> None:
        """Makes the brush larger or smaller."""
        self.board.set_diameter(self.board.diameter * SIZE_STEP**notches)

    def cancel(self) -> None:
        """Takes the stroke back."""
        gesture, self._gesture, self._path = self._gesture, None, None
        if gesture is not None:
            self.board.touched(gesture.cancel())
            self.board.tell()

    def settle(self) -> None:
        """Ends the stroke."""
        gesture, self._gesture, self._path = self._gesture, None, None
        if gesture is not None:
            self.board.end(gesture)

    def forget(self) -> None:
        """The next straight line has no start."""
        super().forget()
        self._last = self._held = None

    def _begin(self, touch: Touch) -> None:
        self._erase = erases(self.board, touch)
        self._gesture = self.board.begin("eraser stroke" if self._erase else "brush stroke")
        self._path = Path(Brush(self.ring, self.board.hardness))
        self.board.tell()

    def _paint(self, touch: Touch) -> None:
        if self._path is not None:
            self._lay(self._path, touch.x, touch.y, pressure=touch.pressure)
            self._last = touch.point

    def _lay(self, path: Path, x: float, y: float, *, pressure: float) -> None:
        box: Box | None = None
        for dab in path.to(x, y, pressure=pressure):
            if self._gesture is not None:
                hit = self._gesture.cover(dab.coverage, top=dab.top, left=dab.left, erase=self._erase)
                box = union(box, hit)
        self.board.touched(box)
