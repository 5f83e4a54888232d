"""The holes of a mask: how many there are, which are thin, and a first rough filling."""

import math
from collections.abc import Callable
from typing import NamedTuple

import cv2
import numpy as np

from restorer.mask import Box

THIN_WIDTH = 13.0  # pixels; a hole that is nowhere wider counts as thin
_CELL = 256  # pixels a side of the cells within which small holes are filled together
_BLOCK = 512  # pixels a side that is filled at once, and what is read around it
_MARGIN = 128


class Group(NamedTuple):
    """Holes filled together: their box, their pixels in it (h, w) uint8 of 0 and 1, the longest side of one of them."""

    box: Box
    own: np.ndarray
    side: int


def box_of(hole: np.ndarray) -> Box | None:
    """The smallest box (top, left, height, width) around the marked pixels of (H, W) uint8 or bool; None for none."""
    left, top, width, height = cv2.boundingRect(hole.astype(np.uint8, copy=False))
    return (top, left, height, width) if width else None


def count(hole: np.ndarray) -> int:
    """How many connected holes there are; pixels that touch at a corner are connected."""
    box = box_of(hole)
    if box is None:
        return 0
    part = hole[box[0] : box[0] + box[2], box[1] : box[1] + box[3]]
    return int(cv2.connectedComponents(np.ascontiguousarray(part, np.uint8), connectivity=8)[0]) - 1


def split(hole: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The thin holes and the others, two (H, W) uint8 of 0 and 1, by the width of each connected hole.

    The width is twice the radius of the largest disc that fits in.
    """
    thin, large = np.zeros(hole.shape, np.uint8), np.zeros(hole.shape, np.uint8)
    box = box_of(hole)
    if box is None:
        return thin, large
    area = np.s_[box[0] : box[0] + box[2], box[1] : box[1] + box[3]]
    marked = np.ascontiguousarray(hole[area] > 0, np.uint8)
    amount, labels = cv2.connectedComponents(marked, connectivity=8)
    # a frame of sound pixels: a hole that touches the photo's edge is as wide as what is seen of it
    depth = cv2.distanceTransform(cv2.copyMakeBorder(marked, 1, 1, 1, 1, cv2.BORDER_CONSTANT), cv2.DIST_L2, 5)
    depth = depth[1:-1, 1:-1]
    wide = np.zeros(amount, bool)
    wide[labels[depth > THIN_WIDTH / 2 + 0.5]] = True
    wide[0] = False
    large[area] = wide[labels]
    thin[area] = marked & ~large[area] & 1
    return thin, large


def components(hole: np.ndarray) -> list[tuple[Box, np.ndarray]]:
    """Each connected hole's box and its own pixels in it (h, w) uint8 of 0 and 1; larger ones first."""
    box = box_of(hole)
    if box is None:
        return []
    part = np.ascontiguousarray(hole[box[0] : box[0] + box[2], box[1] : box[1] + box[3]] > 0, np.uint8)
    amount, labels, stats, _ = cv2.connectedComponentsWithStats(part, connectivity=8)
    order = sorted(range(1, amount), key=lambda label: -int(stats[label][4]))
    found = []
    for label in order:
        left, top, width, height, _ = (int(value) for value in stats[label])
        own = (labels[top : top + height, left : left + width] == label).astype(np.uint8)
        found.append(((box[0] + top, box[1] + left, height, width), own))
    return found


def groups(hole: np.ndarray) -> list[Group]:
    """The connected holes, larger ones first, small ones of the same neighbourhood together.

    To fill a hole by patches costs about as much for a pixel as for hundreds: what costs is to look through its
    surroundings. Which holes are together depends on nothing but the mask.
    """
    alone: list[Group] = []
    cells: dict[tuple[int, int], list[tuple[Box, np.ndarray]]] = {}
    for box, own in components(hole):
        if max(box[2:]) > THIN_WIDTH:
            alone.append(Group(box, own, max(box[2:])))
        else:
            cells.setdefault((box[0] // _CELL, box[1] // _CELL), []).append((box, own))
    return alone + [_together(members) for members in cells.values()]


def _together(members: list[tuple[Box, np.ndarray]]) -> Group:
    top, left = min(box[0] for box, _ in members), min(box[1] for box, _ in members)
    bottom, right = max(box[0] + box[2] for box, _ in members), max(box[1] + box[3] for box, _ in members)
    own = np.zeros((bottom - top, right - left), np.uint8)
    for box, part in members:
        place = own[box[0] - top : box[0] - top + box[2], box[1] - left : box[1] - left + box[3]]
        np.maximum(place, part, out=place)
    return Group((top, left, bottom - top, right - left), own, max(max(box[2:]) for box, _ in members))


def prefill(samples: np.ndarray, hole: np.ndarray, *, check: Callable[[], None] | None = None) -> np.ndarray:
    """A copy of (H, W, C) uint8 or uint16 whose hole (H, W), above 0 inside, holds means of what lies around it.

    Push-pull (Gortler et al. 1996, "The Lumigraph"): known samples averaged over ever larger squares until every gap
    has some, then each finer size filled smoothly from the coarser one. Works in blocks that depend on nothing but the
    photo's size, so the result does too. `check` is called before each block; what it raises ends the work. Memory: the
    copy and some megabytes.
    """
    filled = samples.copy()
    height, width = hole.shape
    for top in range(0, height, _BLOCK):
        for left in range(0, width, _BLOCK):
            inner = np.s_[top : top + _BLOCK, left : left + _BLOCK]
            if not hole[inner].any():
                continue
            if check is not None:
                check()
            margin = _MARGIN
            while True:
                first, start = max(0, top - margin), max(0, left - margin)
                area = np.s_[first : top + _BLOCK + margin, start : left + _BLOCK + margin]
                known = (hole[area] == 0).astype(np.float32)
                if known.any() or margin > max(height, width):
                    break
                margin *= 4
            rough = push_pull(samples[area].astype(np.float32), known)
            part = rough[top - first : top - first + _BLOCK, left - start : left - start + _BLOCK]
            part = np.rint(np.clip(part, 0, np.iinfo(samples.dtype).max))
            np.copyto(filled[inner], part, casting="unsafe", where=hole[inner][..., np.newaxis] > 0)
    return filled


def push_pull(samples: np.ndarray, known: np.ndarray) -> np.ndarray:
    """The samples (H, W, C) float32 with what is not `known` (H, W) float32, 1 or 0, filled smoothly.

    The same numbers, but for rounding, as `models.prefill.push_pull`, by which the networks were trained.
    """
    height, width = known.shape
    if max(height, width) < 2 or known.all():
        seen: np.ndarray = samples * known[..., np.newaxis]
        return seen
    half = (math.ceil(width / 2), math.ceil(height / 2))
    even = (height % 2, width % 2)
    weight = _halved(known, half, even)
    total = _halved(samples * known[..., np.newaxis], half, even)
    gaps = (weight > 0).astype(np.float32)
    coarse = push_pull(total / np.maximum(weight, 1e-6)[..., np.newaxis], gaps)
    fine = cv2.resize(coarse, (2 * half[0], 2 * half[1]), interpolation=cv2.INTER_LINEAR)
    fine = fine.reshape(2 * half[1], 2 * half[0], -1)[:height, :width]
    result: np.ndarray = np.where(known[..., np.newaxis] > 0, samples, fine)
    return result


def _halved(planes: np.ndarray, size: tuple[int, int], odd: tuple[int, int]) -> np.ndarray:
    channels = planes.shape[2:]
    if any(odd):
        planes = cv2.copyMakeBorder(planes, 0, odd[0], 0, odd[1], cv2.BORDER_CONSTANT)
    half = cv2.resize(planes, size, interpolation=cv2.INTER_AREA)
    return np.reshape(half, (size[1], size[0], *channels))
