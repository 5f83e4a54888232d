"""A photo at every scale, and the layers over it, cut into small images that are ready for the screen."""

import dataclasses
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
from PySide6.QtGui import QColorSpace, QImage

from restorer import compose
from restorer.compose import Adjustment
from restorer.ui.colour import Display

TILE = 256  # pixels a side, at each level's own scale
COARSEST = 512  # the last level is smaller than this on both sides
# What full-size grain leaves of grain blended at a coarser level, by least squares on white and on soft noise.
_GRAIN_SHARES = (1.0, 0.75, 0.45, 0.2)
Box = tuple[int, int, int, int]  # top, left, bottom, right in pixels of a level
_STRIP = 512  # rows of the full photo worked on at once: even, and small beside any cache of the photo


class Pyramid:
    """One photo at full size and at halves of it, down to less than 512 pixels, as 8-bit samples.

    Pixel (y, x) of level k is the mean of the photo's pixels from (y, x) * 2**k on, 2**k a side. The full size is a
    reference to the given samples (also at 16 bit, shown as 8), so a pyramid costs a third of an 8-bit copy.
    """

    def __init__(self, levels: list[np.ndarray], alphas: list[np.ndarray] | None) -> None:
        self._levels = levels
        self._alphas = alphas
        self._own = False

    @classmethod
    def build(
        cls,
        samples: np.ndarray,
        alpha: np.ndarray | None = None,
        *,
        rows_done: Callable[[int], None] | None = None,
    ) -> "Pyramid":
        """The pyramid of samples (H, W, C) and alpha (H, W), uint8 or uint16. Slow work: for the worker's thread.

        `rows_done` is called with the count of rows finished; what it raises ends the work.
        """
        levels = _halvings(samples, rows_done)
        alphas = None if alpha is None else [plane[..., 0] for plane in _halvings(alpha[..., np.newaxis], None)]
        return cls(levels, alphas)

    @property
    def height(self) -> int:
        """Rows of the full photo."""
        return int(self._levels[0].shape[0])

    @property
    def width(self) -> int:
        """Columns of the full photo."""
        return int(self._levels[0].shape[1])

    @property
    def channels(self) -> int:
        """1 for grey, 3 for RGB."""
        return int(self._levels[0].shape[2])

    @property
    def levels(self) -> int:
        """How many levels there are, the full size included."""
        return len(self._levels)

    @property
    def has_alpha(self) -> bool:
        """True if the photo carries transparency."""
        return self._alphas is not None

    def size(self, level: int) -> tuple[int, int]:
        """Height and width of a level."""
        height, width = self._levels[level].shape[:2]
        return int(height), int(width)

    def crop(self, level: int, box: Box) -> np.ndarray:
        """The samples (h, w, C) uint8 of the box (top, left, bottom, right) of a level, cut at its edges."""
        top, left, bottom, right = box
        return eight_bit(self._levels[level][max(0, top) : bottom, max(0, left) : right])

    def crop_alpha(self, level: int, box: Box) -> np.ndarray | None:
        """The transparency (h, w) uint8 of a box as `crop` takes it, or None for a photo without."""
        if self._alphas is None:
            return None
        top, left, bottom, right = box
        return eight_bit(self._alphas[level][max(0, top) : bottom, max(0, left) : right])

    @property
    def area(self) -> Box:
        """The whole photo."""
        return 0, 0, self.height, self.width

    def margin(self, adjustment: Adjustment, level: int) -> int:
        """Pixels of a level around a box that `over` needs to give the same samples for the box."""
        return compose.margin_of(at_level(adjustment, level))

    def over(self, below: np.ndarray, level: int, box: Box, adjustment: Adjustment) -> np.ndarray:
        """The photo of this pyramid laid over the samples of a box as `crop` takes it."""
        return compose.blend(below, self.crop(level, box), at_level(adjustment, level))

    def copy(self) -> "Pyramid":
        """A pyramid of its own 8-bit samples, whose boxes can be replaced cheaply; copies the photo once."""
        other = Pyramid([self.crop(0, (0, 0, *self.size(0)))] + [level.copy() for level in self._levels[1:]], None)
        other._alphas = self._alphas
        if other._levels[0].base is not None or other._levels[0] is self._levels[0]:
            other._levels[0] = other._levels[0].copy()
        other._own = True
        return other

    def replace(self, top: int, left: int, samples: np.ndarray) -> None:
        """Puts finished samples (h, w, C), uint8 or uint16, at (top, left) of the photo and of every level.

        The first call on a pyramid made by `build` copies the photo; take a `copy` in the worker to avoid that.
        """
        if not self._own:
            self._levels = self.copy()._levels
            self._own = True
        bottom, right = top + samples.shape[0], left + samples.shape[1]
        self._levels[0][top:bottom, left:right] = eight_bit(samples)
        for finer, coarser in zip(self._levels, self._levels[1:], strict=False):
            top, left, bottom, right = top // 2, left // 2, (bottom + 1) // 2, (right + 1) // 2
            coarser[top:bottom, left:right] = halved(finer[2 * top : 2 * bottom, 2 * left : 2 * right])


class Levels(Protocol):
    """What a layer shows at each level of a photo."""

    @property
    def area(self) -> Box:
        """Where it can show: top, left, bottom and right in pixels of the photo."""

    def margin(self, adjustment: Adjustment, level: int) -> int:
        """Pixels of a level around a box that `over` needs to give the same samples for the box."""

    def over(self, below: np.ndarray, level: int, box: Box, adjustment: Adjustment) -> np.ndarray:
        """The layer laid over the samples (h, w, C) uint8 of the box (top, left, bottom, right) of a level."""


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """One result over a photo: its levels, how much of it shows, and whether it shows at all."""

    levels: Levels
    adjustment: Adjustment = dataclasses.field(default_factory=Adjustment)
    visible: bool = True
    marks: Callable[[int, Box], tuple[np.ndarray, np.ndarray]] | None = None  # where its content was invented


class Stack:
    """A photo and its results, handed out as small screen images that are made when asked for and then kept.

    The images kept never take more than `capacity` bytes; the least recently used go first. `revision` rises with
    every change of what the results look like. Every layer has the base's size and channels.
    """

    def __init__(
        self,
        base: Pyramid,
        layers: tuple[Layer, ...] = (),
        icc: bytes | None = None,
        *,
        screen: QColorSpace | None = None,
    ) -> None:
        self.base = base
        self.revision = 0
        self.capacity = 96 * 2**20
        self._layers = layers
        self._display = Display(icc, channels=base.channels, screen=screen)
        self._kept: OrderedDict[tuple[bool, int, int, int], QImage] = OrderedDict()
        self._bytes = 0
        self._seconds = {True: 0.0002, False: 0.0005}  # for one tile, of the original and of the result

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The results from the lowest to the highest."""
        return self._layers

    @property
    def notice(self) -> str | None:
        """A sentence if the photo's colour profile could not be used."""
        return self._display.notice

    def set_adjustment(self, index: int, adjustment: Adjustment) -> None:
        """Shows layer `index` with another adjustment from the next `tile` on."""
        layer = dataclasses.replace(self._layers[index], adjustment=adjustment)
        self._layers = (*self._layers[:index], layer, *self._layers[index + 1 :])
        top, left, bottom, right = layer.levels.area  # what lies elsewhere stays as it is
        self.invalidate(top, left, bottom - top, right - left)

    def invalidate(self, top: int, left: int, height: int, width: int) -> None:
        """Forgets the result images that show any pixel of a box of the photo: a layer's pyramid has changed there."""

        def touched(key: tuple[bool, int, int, int]) -> bool:
            original, level, row, column = key
            side = TILE << level
            reach = 2 + sum(layer.levels.margin(layer.adjustment, level) for layer in self._layers) << level
            down = (row + 1) * side > top - reach and row * side < top + height + reach
            across = (column + 1) * side > left - reach and column * side < left + width + reach
            return not original and down and across

        self._forget(touched)

    def shows_original(self) -> bool:
        """True if no layer shows, so that result and original are the same picture."""
        return not any(layer.visible for layer in self._layers)

    def reserve(self, tiles: int) -> None:
        """Lets the images of that many tiles, original and result, be kept at once, whatever `capacity` said."""
        self.capacity = max(self.capacity, 3 * tiles * TILE * TILE * 4)

    def tile_seconds(self, *, original: bool) -> float:
        """How long one tile has taken lately."""
        return self._seconds[original or self.shows_original()]

    def ready(self, level: int, row: int, column: int, *, original: bool) -> QImage | None:
        """The image that `tile` would give if it is kept already, else None."""
        key = (original or self.shows_original(), level, row, column)
        image = self._kept.get(key)
        if image is not None:
            self._kept.move_to_end(key)
        return image

    def tile(self, level: int, row: int, column: int, *, original: bool) -> QImage:
        """The image of one tile in the screen's colours: RGB32, or premultiplied ARGB32 if the photo has alpha.

        Tiles are 256 pixels a side at the level's scale, smaller at the right and lower edge.
        """
        image = self.ready(level, row, column, original=original)
        if image is None:
            begun = time.perf_counter()
            plain = original or self.shows_original()
            height, width = self.base.size(level)
            top, left = row * TILE, column * TILE
            box = (top, left, min(top + TILE, height), min(left + TILE, width))
            image = self._image(level, box, original=plain)
            self._keep((plain, level, row, column), image)
            self._seconds[plain] += 0.1 * (time.perf_counter() - begun - self._seconds[plain])
        return image

    def marks(self, level: int, box: Box) -> tuple[np.ndarray, np.ndarray]:
        """How much of each pixel of a box of a level is invented, and how far candidates lie apart there.

        Two (h, w) uint8, the larger value where parts overlap: what `Patch.marks` gives, as far as it shows.
        """
        weight = np.zeros((max(0, box[2] - box[0]), max(0, box[3] - box[1])), np.uint8)
        spread = np.zeros_like(weight)
        for layer in self._layers:
            if layer.visible and layer.marks is not None and layer.adjustment.strength > 0:
                for total, one in zip((weight, spread), layer.marks(level, box), strict=True):
                    np.maximum(total, one, out=total)
        return weight, spread

    def _image(self, level: int, box: Box, *, original: bool) -> QImage:
        samples = self.base.crop(level, box) if original else self.folded(level, box)
        return self._display.image(samples, self.base.crop_alpha(level, box))

    def folded(self, level: int, box: Box) -> np.ndarray:
        """The box of the base with each visible layer blended over it, read wider where a blend looks around."""
        visible = [layer for layer in self._layers if layer.visible]
        margin = sum(layer.levels.margin(layer.adjustment, level) for layer in visible)
        top, left, bottom, right = box
        height, width = self.base.size(level)
        wide = (max(0, top - margin), max(0, left - margin), min(height, bottom + margin), min(width, right + margin))
        samples = self.base.crop(level, wide)
        for layer in visible:
            samples = layer.levels.over(samples, level, wide, layer.adjustment)
        return samples[top - wide[0] : bottom - wide[0], left - wide[1] : right - wide[1]]

    def _keep(self, key: tuple[bool, int, int, int], image: QImage) -> None:
        self._kept[key] = image
        self._bytes += image.sizeInBytes()
        while self._bytes > self.capacity and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
            self._bytes -= dropped.sizeInBytes()

    def _forget(self, stale: Callable[[tuple[bool, int, int, int]], bool]) -> None:
        self.revision += 1
        for key in [key for key in self._kept if stale(key)]:
            self._bytes -= self._kept.pop(key).sizeInBytes()


def at_level(adjustment: Adjustment, level: int) -> Adjustment:
    """The adjustment that makes a level look like the blended photo seen from further away."""
    if adjustment.grain == 0 or level == 0:
        return adjustment
    share = _GRAIN_SHARES[level] if level < len(_GRAIN_SHARES) else 0.0
    return dataclasses.replace(adjustment, grain=adjustment.grain * share)


def _halvings(samples: np.ndarray, rows_done: Callable[[int], None] | None) -> list[np.ndarray]:
    levels = [samples]
    while max(levels[-1].shape[:2]) >= COARSEST:
        levels.append(_half_of(levels[-1], rows_done if len(levels) == 1 else None))
    return levels


def _half_of(plane: np.ndarray, rows_done: Callable[[int], None] | None) -> np.ndarray:
    """Half the plane, in strips of rows: little memory beside the result, and a point to stop at."""
    height, width, channels = plane.shape
    half = np.empty(((height + 1) // 2, (width + 1) // 2, channels), np.uint8)
    for top in range(0, height, _STRIP):
        bottom = min(height, top + _STRIP)
        half[top // 2 : (bottom + 1) // 2] = halved(eight_bit(plane[top:bottom]))
        if rows_done is not None:
            rows_done(bottom)
    return half


def halved(box: np.ndarray) -> np.ndarray:
    """Means of 2 x 2 pixels of (H, W, C); an odd last row or column counts as if it were there twice."""
    height, width, channels = box.shape
    if height % 2 or width % 2:
        box = cv2.copyMakeBorder(box, 0, height % 2, 0, width % 2, cv2.BORDER_REPLICATE)
    size = ((width + 1) // 2, (height + 1) // 2)
    half: np.ndarray = cv2.resize(box, size, interpolation=cv2.INTER_AREA)
    return half.reshape(size[1], size[0], channels)


def eight_bit(samples: np.ndarray) -> np.ndarray:
    """The samples at 8 bit, 16-bit ones divided by 257 and rounded; 8-bit ones unchanged, not copied."""
    if samples.dtype == np.uint8:
        return samples
    scaled: np.ndarray = cv2.convertScaleAbs(samples, alpha=1 / 257)
    return scaled.reshape(samples.shape)
