"""What every tool that marks damage has in common: touches, and the board it works on."""

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPointF

from restorer.brush import MIN_RADIUS
from restorer.mask import Box, Gesture
from restorer.selection import Patch
from restorer.ui.mask_view import Preview


@dataclass(frozen=True, slots=True)
class Touch:
    """Where a hand is and how: photo coordinates (pixel i spans i to i + 1), logical pixels of the canvas beside.

    `scale` is photo pixels per logical pixel, `erase` that marks are to be taken away (Alt, the right button, the
    other end of a pen), `straight` that Shift is held.
    """

    x: float
    y: float
    at: QPointF
    scale: float = 1.0
    pressure: float = 1.0
    erase: bool = False
    straight: bool = False

    @property
    def point(self) -> tuple[float, float]:
        """(x, y) in pixels of the photo."""
        return self.x, self.y


class Board(Protocol):
    """What a tool may do to the photo that is shown."""

    erasing: bool

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width of the photo."""

    @property
    def diameter(self) -> float:
        """The brush's diameter in pixels of the photo."""

    @property
    def hardness(self) -> float:
        """The brush's hardness from 0 to 1."""

    def set_diameter(self, diameter: float) -> None:
        """Makes the brush larger or smaller."""

    def begin(self, text: str) -> Gesture:
        """Starts a change of the mask."""

    def touched(self, box: Box | None) -> None:
        """Says that a gesture has changed that box."""

    def end(self, gesture: Gesture) -> None:
        """Ends a gesture and keeps it as a step that can be undone."""

    def cover(self, text: str, patch: Patch | None, *, erase: bool) -> None:
        """Marks a patch, or takes marks away there, as one step."""

    def pick(self, x: int, y: int, *, erase: bool) -> None:
        """Marks what is alike to a pixel."""

    def show(self, preview: Preview) -> None:
        """Shows what the tool is about to do."""

    def tell(self) -> None:
        """Says that the tool has become busy, or has ceased to be."""


class Tool:
    """One tool in the hand. While `busy`, `cancel` takes back what it has begun."""

    def __init__(self, board: Board) -> None:
        self.board = board

    @property
    def busy(self) -> bool:
        """True while something is begun and not finished."""
        return False

    @property
    def ring(self) -> float:
        """Radius in photo pixels of the ring that stands for the cursor, 0 for a cross."""
        return 0.0

    def press(self, touch: Touch) -> None:
        """A button went down, or the pen."""

    def move(self, touch: Touch) -> None:
        """The button is down and the hand moved."""

    def release(self, touch: Touch) -> None:
        """The button went up."""

    def hover(self, touch: Touch) -> None:
        """The hand moved without a button."""

    def leave(self) -> None:
        """The hand has left the photo."""
        if not self.busy:
            self.board.show(Preview())

    def double(self, touch: Touch) -> None:
        """The second press of a double click."""
        self.press(touch)

    def resize(self, notches: float) -> None:
        """The wheel was turned with Alt held."""

    def finish(self) -> None:
        """Enter: completes what is begun, if the tool needs to be told."""

    def step_back(self) -> None:
        """Backspace: takes the last part of what is begun away."""

    def cancel(self) -> None:
        """Takes back what is begun."""

    def settle(self) -> None:
        """Brings a change of the mask that is under way to its end; other things begun stay."""

    def forget(self) -> None:
        """Another photo is shown: nothing of the last one counts."""
        self.cancel()
        self.board.show(Preview())


def erases(board: Board, touch: Touch) -> bool:
    """Whether marks are to be taken away: the tool's own way, turned round by what is held."""
    return board.erasing or touch.erase


def brush_radius(board: Board) -> float:
    """The brush's radius in pixels of the photo."""
    return max(MIN_RADIUS, board.diameter / 2)
