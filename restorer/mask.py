"""The damage marked on a photo, changed stroke by stroke; each stroke can be taken back."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

Box = tuple[int, int, int, int]  # top, left, height, width in pixels of the photo
_CELL = 256  # pixels a side of the cells whose old content a gesture keeps
_STRIP = 512  # rows looked through at once for a mark


@dataclass(frozen=True, slots=True, eq=False)
class Stroke:
    """What one gesture changed: the cells of the mask before and after, packed, and what the gesture is called.

    `box` is the smallest around every changed sample. A stroke takes little memory: only cells that it changed are
    held, one value of a flat one, the others deflated.
    """

    text: str
    box: Box
    cells: tuple[tuple[Box, bytes, bytes], ...]

    @property
    def nbytes(self) -> int:
        """Memory of the packed samples."""
        return sum(len(before) + len(after) for _, before, after in self.cells)


class Mask:
    """Damage marked on a photo: `samples` (H, W) uint8, 0 sound, 255 damaged, between where an edge is soft.

    For one thread. `revision` grows with every change.
    """

    def __init__(self, height: int, width: int) -> None:
        self._samples = np.zeros((height, width), np.uint8)
        self.revision = 0
        self._gesture: Gesture | None = None
        self._looked = (-1, True)  # the revision of the last look for marks, and what it found
        self._marked_row = 0  # where that look found one: most likely there still

    @property
    def samples(self) -> np.ndarray:
        """A read-only view (H, W) uint8."""
        view = self._samples.view()
        view.flags.writeable = False
        return view

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width."""
        height, width = self._samples.shape
        return int(height), int(width)

    def is_empty(self) -> bool:
        """True if nothing is marked; looked up once a revision."""
        if self._looked[0] != self.revision:
            self._looked = (self.revision, not self._find_mark())
        return self._looked[1]

    def _find_mark(self) -> bool:
        for top in (self._marked_row, *range(0, len(self._samples), _STRIP)):
            if self._samples[top : top + _STRIP].any():
                self._marked_row = top
                return True
        return False

    @property
    def gesture(self) -> "Gesture | None":
        """The gesture under way, or None."""
        return self._gesture

    @property
    def is_held(self) -> bool:
        """True while a gesture is under way."""
        return self._gesture is not None

    def begin(self, text: str) -> "Gesture":
        """Starts a gesture, for example a brush stroke; one at a time (RuntimeError)."""
        if self._gesture is not None:
            raise RuntimeError("a gesture is under way already")
        self._gesture = Gesture(self, text)
        return self._gesture

    def change(self, text: str, samples: np.ndarray, *, top: int = 0, left: int = 0) -> Stroke | None:
        """Replaces a box by `samples` (h, w) uint8, cut at the mask's edges; None if that changes nothing."""
        gesture = self.begin(text)
        gesture.put(samples, top=top, left=left)
        return gesture.end()

    def take_back(self, stroke: Stroke) -> Box:
        """Undoes a stroke that was the last change; returns the box that changed."""
        for box, before, _ in stroke.cells:
            self._put_packed(box, before)
        self.revision += 1
        return stroke.box

    def do_again(self, stroke: Stroke) -> Box:
        """Redoes a stroke that was taken back last; returns the box that changed."""
        for box, _, after in stroke.cells:
            self._put_packed(box, after)
        self.revision += 1
        return stroke.box

    def bring_back(self, samples: np.ndarray) -> None:
        """Adds the marks in `samples` (H, W) uint8 to those that are there; no stroke. ValueError for a wrong size."""
        if samples.shape != self.shape or samples.dtype != np.uint8:
            raise ValueError(f"a mask {samples.shape} {samples.dtype} does not fit {self.shape}")
        np.maximum(self._samples, samples, out=self._samples)
        self.revision += 1

    def _put_packed(self, box: Box, packed: bytes) -> None:
        top, left, height, width = box
        self._samples[top : top + height, left : left + width] = _unpacked(packed, height, width)


class Gesture:
    """A change of a mask under way: paints at once, and becomes one `Stroke` when it ends."""

    def __init__(self, mask: Mask, text: str) -> None:
        self._mask = mask
        self._text = text
        self._kept: dict[tuple[int, int], np.ndarray] = {}

    def cover(self, coverage: np.ndarray, *, top: int, left: int, erase: bool) -> Box | None:
        """Lays `coverage` (h, w) uint8 over the mask at (top, left): marks, or takes marks away; returns the box hit.

        Marks grow to at least the coverage and, erasing, shrink to at most its complement, so that overlapping dabs of
        one stroke do not add up.
        """
        part, box = self._open(coverage, top=top, left=left)
        if part is None or box is None:
            return None
        place = self._mask._samples[box[0] : box[0] + box[2], box[1] : box[1] + box[3]]
        if erase:
            np.minimum(place, 255 - part, out=place)
        else:
            np.maximum(place, part, out=place)
        return box

    def put(self, samples: np.ndarray, *, top: int, left: int) -> Box | None:
        """Replaces a box by `samples` (h, w) uint8, cut at the mask's edges; returns the box hit."""
        part, box = self._open(samples, top=top, left=left)
        if part is None or box is None:
            return None
        self._mask._samples[box[0] : box[0] + box[2], box[1] : box[1] + box[3]] = part
        return box

    def restore(self) -> Box | None:
        """Puts back everything the gesture has changed so far; it can go on. Returns the box that changed."""
        box = self._touched()
        for (row, column), old in self._kept.items():
            self._mask._samples[row : row + old.shape[0], column : column + old.shape[1]] = old
        self._kept.clear()
        self._mask.revision += 1
        return box

    def end(self) -> Stroke | None:
        """Ends the gesture; None if nothing has changed."""
        self._mask._gesture = None
        boxes, cells = [], []
        for (row, column), old in self._kept.items():
            new = self._mask._samples[row : row + old.shape[0], column : column + old.shape[1]]
            if not np.array_equal(old, new):
                left, top, width, height = cv2.boundingRect((old != new).astype(np.uint8))
                boxes.append((row + top, column + left, height, width))
                cells.append(((row, column, *old.shape), _packed(old), _packed(new)))
        self._kept.clear()
        box = _around(iter(boxes))
        return None if box is None else Stroke(self._text, box, tuple(cells))

    def cancel(self) -> Box | None:
        """Ends the gesture as if it had never begun; returns the box that changed back."""
        self._mask._gesture = None
        return self.restore()

    def _open(self, samples: np.ndarray, *, top: int, left: int) -> tuple[np.ndarray | None, Box | None]:
        """The part of `samples` that lies on the mask and its box, whose old content is kept."""
        height, width = self._mask.shape
        first, last = max(0, top), min(height, top + samples.shape[0])
        start, stop = max(0, left), min(width, left + samples.shape[1])
        if first >= last or start >= stop:
            return None, None
        for row in range(first // _CELL * _CELL, last, _CELL):
            for column in range(start // _CELL * _CELL, stop, _CELL):
                if (row, column) not in self._kept:
                    self._kept[row, column] = self._mask._samples[row : row + _CELL, column : column + _CELL].copy()
        self._mask.revision += 1
        return samples[first - top : last - top, start - left : stop - left], (first, start, last - first, stop - start)

    def _touched(self) -> Box | None:
        return _around((row, column, old.shape[0], old.shape[1]) for (row, column), old in self._kept.items())


def union(one: Box | None, other: Box | None) -> Box | None:
    """The smallest box around both; None is nothing."""
    return _around(box for box in (one, other) if box is not None)


def _around(boxes: Iterator[Box]) -> Box | None:
    edges = [(top, left, top + height, left + width) for top, left, height, width in boxes]
    if not edges:
        return None
    top, left = min(edge[0] for edge in edges), min(edge[1] for edge in edges)
    return top, left, max(edge[2] for edge in edges) - top, max(edge[3] for edge in edges) - left


def _packed(samples: np.ndarray) -> bytes:
    """The one value of a flat cell, else its samples deflated."""
    if samples.min() == samples.max():
        return bytes([int(samples[0, 0])])
    return zlib.compress(np.ascontiguousarray(samples).tobytes(), 1)


def _unpacked(packed: bytes, height: int, width: int) -> np.ndarray | int:
    if len(packed) == 1:
        return packed[0]
    return np.frombuffer(zlib.decompress(packed), np.uint8).reshape(height, width)
