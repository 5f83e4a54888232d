"""Holes filled by patches of the photo's own, coarse to fine, and texture of the photo laid over a smooth filling."""

import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from restorer.classic import continued
from restorer.patch_search import FRAME, RADIUS, Level, Match, Search, Stopped, Watch, chunks

__all__ = ["Stopped", "fill", "transfer"]

_GUIDE_WEIGHT = 0.5  # of the structure's coarse shapes against one sample of a patch
_GUIDE_BLUR = 1.5  # pixels; only what is coarser is compared with a structure
_DETAIL_BLUR = 1.5  # pixels; what is finer counts as detail
_STRUCTURE_SHARE = 0.5  # of a transfer: where patches and structure disagree, between them is nearest to the truth
_DETAIL_GAIN = 0.7  # of the patches' detail that is added to the mean, which has half of it already
_TEXTURE_WEIGHT = 3.0  # of the mean slopes around a pixel, against one sample of its patch
_ROUNDS = 5  # searches and votes a level; the finest has fewer
_FINEST_ROUNDS = 3
_NARROW = 3.0  # pixels; the radius of a hole on the coarsest level
_LEVELS = 10
_SEARCHED = 1 << 20  # pixels; a larger level takes over what the next coarser one has found


def fill(
    samples: np.ndarray, hole: np.ndarray, *, seed: int, stop: threading.Event | None = None,
    progress: Callable[[float], None] | None = None,
) -> np.ndarray:  # fmt: skip
    """The samples with their hole filled by patches of the rest; outside the hole they are the same.

    Patch-based completion (Wexler et al. 2007, "Space-Time Completion") with PatchMatch search (Barnes et al. 2009)
    and texture features (Newson et al. 2014). `samples` (H, W, C) uint8 or uint16, C = 1 or 3; `hole` (H, W), above 0
    inside. The same seed gives the same bytes, another seed favours other parts of the photo. `progress` is told
    shares from 0 to 1; `Stopped` is raised soon after `stop` is set. About 50 microseconds of CPU time a pixel of the
    hole; memory about 150 bytes a pixel up to a megapixel and 40 bytes beyond. Where no patch of 7 x 7 is known whole,
    smaller ones are taken, down to single samples. ValueError if nothing is known.
    """
    watch = Watch(stop, progress)
    return _written(samples, hole, _complete(samples, hole, None, seed=seed, watch=watch))


def transfer(
    structure: np.ndarray, samples: np.ndarray, hole: np.ndarray, *, seed: int, stop: threading.Event | None = None,
    progress: Callable[[float], None] | None = None,
) -> np.ndarray:  # fmt: skip
    """As `fill`, but led by a `structure` like `samples`: the right colours and edges inside the hole, no texture.

    Patches are chosen that look like the structure from afar, so that texture comes from where the photo looks alike
    (the idea of RETHINED, arXiv 2503.14757). The result is the mean of both with the patches' fine detail on top: on
    photos of CBSD68 that came 0.3 dB nearer to the truth than the patches alone with as much detail.
    """
    filled = _complete(samples, hole, structure, seed=seed, watch=Watch(stop, progress))
    detail = filled - cv2.GaussianBlur(filled, (0, 0), _DETAIL_BLUR).reshape(filled.shape)
    scale = np.float32(1.0 if samples.dtype == np.uint8 else 1.0 / 257.0)
    smooth = structure.astype(np.float32) * scale
    mean = filled + np.float32(_STRUCTURE_SHARE) * (smooth - filled)
    return _written(samples, hole, mean + np.float32(_DETAIL_GAIN) * detail)


@dataclass(frozen=True, slots=True, eq=False)
class _Size:
    """The photo at one size: image, hole, structure or None, slopes of its texture."""

    image: np.ndarray
    hole: np.ndarray
    guide: np.ndarray | None
    slopes: np.ndarray


def _complete(
    samples: np.ndarray, hole: np.ndarray, structure: np.ndarray | None, *, seed: int, watch: Watch
) -> np.ndarray:
    """The filled samples as float32 in 8-bit steps."""
    marked = (hole > 0).astype(np.uint8)
    if marked.all():
        raise ValueError("the hole covers everything: there is nothing to fill it from")
    scale = np.float32(1.0 if samples.dtype == np.uint8 else 1.0 / 257.0)
    image = samples.astype(np.float32) * scale
    if not marked.any():
        return image
    watch.check()
    guide = None if structure is None else structure.astype(np.float32) * scale
    watch.check()
    sizes = _sizes(image, marked, guide, watch=watch)
    random = np.random.default_rng(seed)
    level: Level | None = None
    match: Match | None = None
    for number in range(len(sizes) - 1, -1, -1):
        watch.check()
        if not sizes[number].hole.any():
            continue
        radius = _radius(sizes[number].hole)
        if radius < RADIUS and number > 0:  # no whole patch is known at this size
            continue
        finer = _level(sizes[number], radius, has_coarser=level is not None, watch=watch)
        watch.check()
        at = None if level is None or match is None else _taken_over(level, match, finer)
        match = _found(finer, match, at, random, watch, is_finest=number == 0)
        level = finer
        watch.at(0.25**number)
    assert level is not None  # at full size there is a hole, and something that is known
    return level.image[FRAME:-FRAME, FRAME:-FRAME]


def _sizes(image: np.ndarray, hole: np.ndarray, guide: np.ndarray | None, *, watch: Watch) -> list[_Size]:
    """The photo at full size and at halves of it, until the hole is narrow; what is not known counts for nothing."""
    known = 1.0 - hole.astype(np.float32)
    sizes = [_Size(image, hole, guide, _slopes(image, known, watch=watch))]
    while len(sizes) < _LEVELS:
        watch.check()
        last = sizes[-1]
        framed = cv2.copyMakeBorder(last.hole, 1, 1, 1, 1, cv2.BORDER_CONSTANT)
        if cv2.distanceTransform(framed, cv2.DIST_L2, 3).max() <= _NARROW or min(last.hole.shape) < 32:
            break
        slopes, _ = _halved(last.slopes, known)
        watch.check()
        small, weight = _halved(last.image, known)
        known = (weight >= 0.5).astype(np.float32)
        if not known.any():
            break
        watch.check()
        coarse = None if last.guide is None else _halved(last.guide, np.ones(last.hole.shape, np.float32))[0]
        sizes.append(_Size(small, (known < 0.5).astype(np.uint8), coarse, slopes))
    return sizes


def _radius(hole: np.ndarray) -> int:
    """That of the largest patches, up to `RADIUS`, of which one is known whole; 0 for single samples."""
    known = np.where(hole > 0, np.uint8(0), np.uint8(1))
    for radius in range(RADIUS, 0, -1):
        if cv2.erode(known, np.ones((2 * radius + 1, 2 * radius + 1), np.uint8), borderValue=0).any():
            return radius
    return 0


def _level(size: _Size, radius: int, *, has_coarser: bool, watch: Watch) -> Level:
    """One size made ready for searching: the hole holds the structure, or a smooth filling on the coarsest size."""
    image, inside = size.image.copy(), size.hole > 0
    watch.check()
    hole = cv2.copyMakeBorder(size.hole, FRAME, FRAME, FRAME, FRAME, cv2.BORDER_CONSTANT)
    if has_coarser and hole.size > _SEARCHED:  # nothing is compared at this size
        return Level(_framed(image), hole, radius, None, np.empty(0, np.float32), watch)
    guide = None
    if size.guide is not None:
        image[inside] = size.guide[inside]
        guide = _framed(cv2.GaussianBlur(image, (0, 0), _GUIDE_BLUR).reshape(image.shape))
    elif not has_coarser:
        image = continued(image, size.hole, method=cv2.INPAINT_NS)
    slopes = continued(size.slopes, size.hole, method=cv2.INPAINT_TELEA) * np.float32(_TEXTURE_WEIGHT)
    return Level(_framed(image), hole, radius, guide, _framed(slopes), watch)


def _found(
    level: Level, before: Match | None, at: np.ndarray | None, random: np.random.Generator, watch: Watch, *,
    is_finest: bool,
) -> Match:  # fmt: skip
    """The match of a level, whose hole is filled by its votes on the way."""
    if at is not None and level.hole.size > _SEARCHED:
        # too large to compare patches: what the coarser level has found is copied at this size
        match = Match(_valid(level, at, random), np.ones(len(at), np.float32))
        _vote(level, match, watch, is_sharp=True)
        return match
    search = Search(level, random, _GUIDE_WEIGHT)
    match = search.start(at)
    if at is None:
        for _ in range(3):
            search.improve(match, watch, steps=(8, 4, 2, 1), radius=max(level.hole.shape) // 2)
    elif level.guide is None:
        match.apart[:] = 1.0
        _vote(level, match, watch, is_sharp=False)
        search.look()
        search.refresh(match)
    rounds = _FINEST_ROUNDS if is_finest else _ROUNDS
    for turn in range(rounds):
        for _ in range(2):
            steps = (4, 1) if turn == 0 else (1,)
            search.improve(match, watch, steps=steps, radius=8 if is_finest else 32)
        _vote(level, match, watch, is_sharp=is_finest and turn == rounds - 1)
        search.look()
        search.refresh(match)
    return match


def _taken_over(coarse: Level, match: Match, fine: Level) -> np.ndarray:
    """For each target of the finer level the place that the coarser one's match means there; 0 where there is none."""
    rows, columns = (part - FRAME for part in np.divmod(fine.targets, fine.width))
    height, width = (side - 2 * FRAME for side in coarse.hole.shape)
    there = (np.clip(rows // 2, 0, height - 1) + FRAME) * coarse.width + np.clip(columns // 2, 0, width - 1) + FRAME
    target = coarse.target_of[there]
    found_rows, found_columns = np.divmod(match.at[target], coarse.width)
    at = ((found_rows - FRAME) * 2 + rows % 2 + FRAME) * fine.width + (found_columns - FRAME) * 2 + columns % 2 + FRAME
    taken: np.ndarray = np.where(target >= 0, np.clip(at, 0, fine.hole.size - 1), 0)
    return taken


def _valid(level: Level, at: np.ndarray, random: np.random.Generator) -> np.ndarray:
    drawn = level.sources[random.integers(0, len(level.sources), len(at))]
    return np.where(level.source.ravel()[at], at, drawn)


def _vote(level: Level, match: Match, watch: Watch, *, is_sharp: bool) -> None:
    """Writes into the hole what the patches over each pixel say (Wexler et al. 2007): their mean, or the best one's.

    Patches that fit better weigh more, and so do those that lie nearer to the edge of the hole.
    """
    flat = level.image.reshape(-1, level.image.shape[2])
    pixels = np.flatnonzero(level.hole)
    scale = 2.0 * max(float(np.percentile(match.apart, 75)), 1e-3)
    watch.check()
    weight = np.exp(-np.maximum(match.apart / scale, 0.0)) * np.float32(1.3) ** -level.depth + np.float32(1e-12)
    voted = np.empty((len(pixels), flat.shape[1]), np.float32)
    for which in chunks(len(pixels)):
        watch.check()
        voted[which] = _voted(level, match, pixels[which], weight, is_sharp=is_sharp)
    flat[pixels] = voted
    level.image = _framed(level.image[FRAME:-FRAME, FRAME:-FRAME])


def _voted(level: Level, match: Match, pixels: np.ndarray, weight: np.ndarray, *, is_sharp: bool) -> np.ndarray:
    flat = level.image.reshape(-1, level.image.shape[2])
    total = np.zeros((len(pixels), flat.shape[1]), np.float32)
    counted = np.zeros(len(pixels), np.float32)
    reach = range(-level.radius, level.radius + 1)
    for row, column in itertools.product(reach, reach):
        offset = row * level.width + column
        target = level.target_of[pixels - offset]
        colour = flat[match.at[target] + offset]
        share = np.where(target >= 0, weight[target], np.float32(0.0)).astype(np.float32)
        if is_sharp:
            better = share > counted
            counted = np.where(better, share, counted)
            total = np.where(better[:, np.newaxis], colour, total)
        else:
            total += colour * share[:, np.newaxis]
            counted += share
    return total if is_sharp else total / np.maximum(counted, np.float32(1e-12))[:, np.newaxis]


def _framed(image: np.ndarray) -> np.ndarray:
    framed = cv2.copyMakeBorder(image, FRAME, FRAME, FRAME, FRAME, cv2.BORDER_REFLECT)
    return framed.reshape(image.shape[0] + 2 * FRAME, image.shape[1] + 2 * FRAME, -1)


def _halved(planes: np.ndarray, known: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Half the size, means of what is known; and the share that is known."""
    odd = (planes.shape[0] % 2, planes.shape[1] % 2)
    size = ((planes.shape[1] + 1) // 2, (planes.shape[0] + 1) // 2)

    def shrunk(plane: np.ndarray) -> np.ndarray:
        padded = cv2.copyMakeBorder(plane, 0, odd[0], 0, odd[1], cv2.BORDER_REPLICATE)
        small: np.ndarray = cv2.resize(padded, size, interpolation=cv2.INTER_AREA).reshape(size[1], size[0], -1)
        return small

    weight = shrunk(known)
    return shrunk(planes * known[..., np.newaxis]) / np.maximum(weight, np.float32(1e-6)), weight[..., 0]


def _slopes(image: np.ndarray, known: np.ndarray, *, watch: Watch) -> np.ndarray:
    """How much neighbours differ on average around each pixel, across and down, (H, W, 2) float32."""
    grey = image[..., 0] if image.shape[2] == 1 else image @ np.full(image.shape[2], 1 / image.shape[2], np.float32)
    both = np.empty((*known.shape, 2), np.float32)
    for number, axis in enumerate((1, 0)):
        watch.check()
        first = grey[:, :1] if axis == 1 else grey[:1]
        steps = np.abs(np.diff(grey, axis=axis, prepend=first))
        watch.check()
        pairs = known * np.roll(known, 1, axis)
        watch.check()
        counted = np.maximum(cv2.blur(pairs, (9, 9)), np.float32(1e-3))
        watch.check()
        np.divide(cv2.blur(steps * pairs, (9, 9)), counted, out=both[..., number])
    return both


def _written(samples: np.ndarray, hole: np.ndarray, filled: np.ndarray) -> np.ndarray:
    """The samples with the filled ones in the hole, rounded to their type."""
    scale = 1.0 if samples.dtype == np.uint8 else 257.0
    rounded = np.rint(np.clip(filled * np.float32(scale), 0.0, np.iinfo(samples.dtype).max)).astype(samples.dtype)
    return np.where((hole > 0)[..., np.newaxis], rounded, samples)
