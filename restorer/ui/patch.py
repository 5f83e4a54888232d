"""The levels of an edit that covers a part of a photo: what it adds, where it counts, how deep it lies."""

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from restorer import compose
from restorer.compose import MAX_FEATHER, Adjustment
from restorer.document import Edit
from restorer.ui.pyramid import COARSEST, Box, at_level, eight_bit, halved

_DEPTH_STEPS = 3  # depths are kept in thirds of a pixel: MAX_FEATHER + 1 of them fit a byte


@dataclass(frozen=True, slots=True, eq=False)
class _Level:
    """What a coarse level keeps, its corner and planes of (h, w, C or 1) uint8; the same for all candidates.

    `source` is the photo below the edit, `weight` the mean of the mask, `depth` the mean distance of marked pixels
    from the nearest sound one in thirds of a pixel, `spread` the mean of the candidates' spread.
    """

    top: int
    left: int
    source: np.ndarray
    weight: np.ndarray
    depth: np.ndarray
    spread: np.ndarray | None


class Patch:
    """An edit of a part of a photo at each level, in memory of its box only; made by `patches_of`.

    At full size a patch lies over a photo exactly as `document.compose` lays the edit. Further away it adds the mean of
    what the edit changes, exact while the photo below is what it was when the patch was made, and nearly so otherwise.
    """

    def __init__(self, edit: Edit, result: np.ndarray, levels: Sequence[_Level], filled: Sequence[np.ndarray]) -> None:
        assert edit.mask is not None
        self._edit = dataclasses.replace(edit, result=result, candidates=())
        self._mask = edit.mask
        self._levels = levels
        self._filled = filled

    @property
    def area(self) -> Box:
        """Where it can show: top, left, bottom and right in pixels of the photo."""
        top, left, height, width = self._edit.box
        return top, left, top + height, left + width

    def margin(self, adjustment: Adjustment, level: int) -> int:
        """Pixels of a level around a box that `over` needs to give the same samples for the box."""
        return compose.margin_of(_plain(adjustment, level))

    def over(self, below: np.ndarray, level: int, box: Box, adjustment: Adjustment) -> np.ndarray:
        """The patch laid over the samples (h, w, C) uint8 of the box (top, left, bottom, right) of a level."""
        place = self._overlap(level, box)
        if place is None:
            return below
        inside, part = place
        laid = below.copy()
        if level == 0:
            result = eight_bit(self._edit.result[part])
            laid[inside] = compose.blend(below[inside], result, adjustment, mask=self._mask[part])
        else:
            laid[inside] = self._coarse(below[inside], level, part, adjustment)
        return laid

    def marks(self, level: int, box: Box) -> tuple[np.ndarray, np.ndarray]:
        """How much of each pixel of a box of a level the mask covers, and the spread there; two (h, w) uint8."""
        weight = np.zeros((max(0, box[2] - box[0]), max(0, box[3] - box[1])), np.uint8)
        spread = np.zeros_like(weight)
        place = self._overlap(level, box)
        if place is not None:
            inside, part = place
            kept = self._levels[level - 1] if level else None
            weight[inside] = self._mask[part] if kept is None else kept.weight[part][..., 0]
            apart = self._edit.spread if kept is None else kept.spread
            if apart is not None:
                spread[inside] = apart[part].reshape(spread[inside].shape)
        return weight, spread

    def _overlap(self, level: int, box: Box) -> tuple[tuple[slice, slice], tuple[slice, slice]] | None:
        """Where in a box of a level it lies, and which part of it that is; None where nothing is marked."""
        top, left, _, _ = self._edit.box
        mask = self._mask
        if level:
            kept = self._levels[level - 1]
            top, left, mask = kept.top, kept.left, kept.weight
        start, stop = max(top, box[0]), min(top + mask.shape[0], box[2])
        begin, end = max(left, box[1]), min(left + mask.shape[1], box[3])
        part = np.s_[start - top : stop - top, begin - left : end - left]
        if start >= stop or begin >= end or not mask[part].any():
            return None
        return np.s_[start - box[0] : stop - box[0], begin - box[1] : end - box[1]], part

    def _coarse(self, below: np.ndarray, level: int, part: tuple[slice, slice], adjustment: Adjustment) -> np.ndarray:
        kept, target = self._levels[level - 1], self._filled[level - 1][part]
        source, weight = kept.source[part], kept.weight[part][..., 0]
        if not np.array_equal(below, source):  # what lies below has changed since: it shows where the mask does not
            moved = cv2.subtract(below, source, dtype=cv2.CV_32F).reshape(below.shape)
            moved = moved * (1 - weight[..., np.newaxis] / np.float32(255))
            target = cv2.add(target, moved, dtype=cv2.CV_8U).reshape(below.shape)
        share = None
        if adjustment.feather:
            faded = kept.depth[part][..., 0] * np.float32(255 / (_DEPTH_STEPS * (adjustment.feather + 1)))
            share = np.rint(np.minimum(faded, 255)).astype(np.uint8)
        if adjustment.cap:  # a pixel that is marked in part moves by that part of the cap at most
            reach = np.uint8(adjustment.cap) * (weight[..., np.newaxis] / np.float32(255))
            moved = cv2.subtract(target, below, dtype=cv2.CV_32F).reshape(below.shape)
            wanted = np.clip(moved * np.float32(adjustment.strength), -reach, reach)
            target = cv2.add(below, wanted, dtype=cv2.CV_8U).reshape(below.shape)
            adjustment = dataclasses.replace(adjustment, strength=1.0)
        return compose.blend(below, target, _plain(adjustment, level), mask=share)


def patches_of(edit: Edit, below: np.ndarray, *, size: tuple[int, int]) -> list[tuple[np.ndarray, Patch]]:
    """A patch for the edit's result and for each of its candidates' results, beside the result it is of.

    `below` (h, w, C), in the photo's type, is the photo of `size` (height, width) as composed below the edit, in the
    edit's box. Slow work: for the worker's thread.
    """
    assert edit.mask is not None
    results = [edit.result, *(one.result for one in edit.candidates if one.result is not edit.result)]
    below = eight_bit(below)
    filled = [compose.blend(below, eight_bit(result), Adjustment(), mask=edit.mask) for result in results]
    levels: list[_Level] = []
    coarse: list[list[np.ndarray]] = [[] for _ in results]
    for kept, pictures in _halvings(edit, below, filled, size):
        levels.append(kept)
        for pile, picture in zip(coarse, pictures, strict=True):
            pile.append(picture)
    return [(result, Patch(edit, result, levels, pile)) for result, pile in zip(results, coarse, strict=True)]


def _halvings(
    edit: Edit, source: np.ndarray, filled: Sequence[np.ndarray], size: tuple[int, int]
) -> Iterator[tuple[_Level, list[np.ndarray]]]:
    """Each coarser level of the photo: what is kept of it, and the filled pictures."""
    assert edit.mask is not None
    top, left, _, _ = edit.box
    weight = edit.mask[..., np.newaxis].astype(np.float32)
    depth = _depth(edit.mask)[..., np.newaxis] * weight
    spread = None if edit.spread is None else edit.spread[..., np.newaxis]
    while max(size) >= COARSEST:
        room = _room(top, left, source.shape[:2], size)
        wide = _grown(source, room)
        filled = [halved(_put(wide, room, picture)) for picture in filled]
        source = halved(wide)
        weight, depth = halved(_grown(weight, room, 0)), halved(_grown(depth, room, 0))
        spread = None if spread is None else halved(_grown(spread, room, 0))
        top, left, size = top // 2, left // 2, ((size[0] + 1) // 2, (size[1] + 1) // 2)
        mean = np.rint(depth / np.maximum(weight, 1e-3) * _DEPTH_STEPS).astype(np.uint8)
        share = np.ceil(np.minimum(weight, 255)).astype(np.uint8)  # what is marked at all stays marked
        yield _Level(top, left, source, share, mean, spread), filled


def _depth(mask: np.ndarray) -> np.ndarray:
    """About how far each pixel is from the nearest sound one, as far as feathers reach; (h, w) float32."""
    marked = np.ascontiguousarray(mask > 0, np.uint8)
    if marked.all():
        return np.full(mask.shape, MAX_FEATHER + 1, np.float32)
    return np.minimum(cv2.distanceTransform(marked, cv2.DIST_L2, 5), np.float32(MAX_FEATHER + 1))


def _room(top: int, left: int, shape: tuple[int, int], size: tuple[int, int]) -> Box:
    """Rows above, columns left, rows below, columns right that are lacking for halves of whole pairs.

    At the photo's own edge nothing is lacking. A part of the photo starts at multiples of `document.ALIGNMENT`, so only
    levels beyond that, of very long photos, lack anything.
    """
    bottom, right = top + shape[0], left + shape[1]
    return top % 2, left % 2, bottom % 2 * (bottom < size[0]), right % 2 * (right < size[1])


def _grown(plane: np.ndarray, room: Box, value: int | None = None) -> np.ndarray:
    """The plane with room around it, its edge repeated or a value."""
    if not any(room):
        return plane
    kind = cv2.BORDER_REPLICATE if value is None else cv2.BORDER_CONSTANT
    top, left, bottom, right = room
    grown = cv2.copyMakeBorder(plane, top, bottom, left, right, kind, value=[value or 0] * 4)
    return grown.reshape(grown.shape[0], grown.shape[1], plane.shape[2])


def _put(wide: np.ndarray, room: Box, picture: np.ndarray) -> np.ndarray:
    """The picture on what was grown: nothing has changed outside it."""
    if not any(room):
        return picture
    whole = wide.copy()
    whole[room[0] : room[0] + picture.shape[0], room[1] : room[1] + picture.shape[1]] = picture
    return whole


def _plain(adjustment: Adjustment, level: int) -> Adjustment:
    """The adjustment for a level; coarse levels bring feather and cap themselves."""
    return adjustment if level == 0 else dataclasses.replace(at_level(adjustment, level), cap=0, feather=0)
