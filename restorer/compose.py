"""The only way a result reaches a photo: mask and feather, share of the change, of its colour part, grain, a cap.

The change is `result - original`, split by the Rec. 709 luma weights into brightness and colour. Each step below is
either exact in its number format or one correctly rounded operation a sample, so the samples depend neither on strip
or crop nor on the processor.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import cv2
import numpy as np

MAX_FEATHER = 64  # pixels
GRAIN_MARGIN = 4  # pixels on each side that a crop needs for grain to come out as in the whole
_LUMA = np.array([54, 183, 19], dtype=np.float64) / 256  # Rec. 709 in 256ths, so that products stay exact
_KERNEL = np.array([1, 8, 28, 56, 70, 56, 28, 8, 1], dtype=np.float64) / 256  # binomial: a Gaussian of sigma 1.41 px
_STEPS = 4096  # shares are taken in steps of this fraction
_STRIP = 1 << 18  # samples a block: few enough for the caches, enough to make calls cheap
_PARALLEL = 16  # blocks from which threads pay
_GRAIN_SIDE = 768  # pixels across a block that also reads GRAIN_MARGIN around itself

_Block = tuple[slice, slice]


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What can change after one run, without running again; shares from 0 to 1, anything else is a ValueError.

    `strength` is the share of the whole change that is applied. `colour` is the share of the colour part of the
    change; the brightness part follows `strength` alone. `grain` is the share of the fine brightness part (finer
    than a Gaussian of about 1.5 px) that is given back. `cap` is how far a sample may move at most, in 8-bit steps
    (257 of 16 bit), 0 = without limit. `feather` is the number of pixels, counted inwards from the edge of the mask,
    over which the result fades in; outside the mask nothing changes whatever it is.
    """

    strength: float = 1.0
    colour: float = 1.0
    grain: float = 0.0
    cap: int = 0
    feather: int = 0

    def __post_init__(self) -> None:
        for name in ("strength", "colour", "grain"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise ValueError(f"{name} must be from 0 to 1, not {getattr(self, name)}")
        if not 0 <= self.cap <= 255 or not 0 <= self.feather <= MAX_FEATHER:
            raise ValueError(f"cap must be from 0 to 255 and feather from 0 to {MAX_FEATHER}")


def margin_of(adjustment: Adjustment) -> int:
    """Pixels on each side that a crop needs for an adjustment to come out as in the whole."""
    return max(GRAIN_MARGIN if adjustment.grain > 0 else 0, adjustment.feather + 1 if adjustment.feather else 0)


def blend(
    original: np.ndarray, result: np.ndarray, adjustment: Adjustment, *, mask: np.ndarray | None = None
) -> np.ndarray:
    """The samples after `adjustment`; strength 0 gives `original` and `Adjustment()` gives `result`, byte for byte.

    Both arrays are (H, W, C), uint8 or uint16, C = 1 or 3, of one shape and type, else ValueError; so is what comes
    back, which may be one of the two itself and must not be written to. Where `mask` (H, W) uint8 is 0 the samples are
    the original's, where it is 255 (and feather 0) they are what they would be without a mask, between they are mixed.
    A crop blended with `margin_of` more pixels on the sides where the photo goes on equals the crop of the blended
    photo. Extra memory: a few strips of rows.
    """
    if mask is None:
        return _adjusted(original, result, adjustment)
    if mask.shape != original.shape[:2] or mask.dtype != np.uint8:
        raise ValueError(f"a mask {mask.shape} {mask.dtype} does not fit {original.shape}")
    blended = _adjusted(original, result, adjustment)
    return _masked(original, blended, _weight(mask, adjustment.feather))


def change_map(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """How far each pixel moved, (H, W) uint16: the largest channel's difference, 8-bit photos in steps of 257."""
    if before.shape != after.shape or before.dtype != after.dtype:
        raise ValueError(f"{after.shape} {after.dtype} does not fit {before.shape} {before.dtype}")
    moved = np.empty(before.shape[:2], np.uint16)
    rows = max(1, _STRIP // max(1, before.shape[1] * before.shape[2]))
    for top in range(0, len(before), rows):
        apart = cv2.absdiff(before[top : top + rows], after[top : top + rows]).reshape(before[top : top + rows].shape)
        moved[top : top + rows] = apart.max(axis=2)
    return moved if before.dtype == np.uint16 else moved * np.uint16(257)


def _adjusted(original: np.ndarray, result: np.ndarray, adjustment: Adjustment) -> np.ndarray:
    _check(original, result)
    strength, colour, grain = (_stepped(adjustment.strength), _stepped(adjustment.colour), _stepped(adjustment.grain))
    if original.shape[2] == 1:
        colour = 1.0  # a grey photo has brightness only
    if strength == 0.0:
        return original
    if strength == 1.0 and colour == 1.0 and grain == 0.0:
        return _capped(original, result, adjustment.cap)
    blended = np.empty(original.shape, original.dtype)
    before, after, out = _image(original), _image(result), _image(blended)

    def work(block: _Block) -> None:
        if grain > 0:
            _blend_grain(before, after, out, block=block, shares=(strength, colour, grain))
        elif colour < 1:
            _blend_colour(before[block], after[block], out[block], strength=strength, colour=colour)
        else:
            _blend_strength(before[block], after[block], out[block], strength=strength)

    _for_each(_blocks(original.shape, side=_GRAIN_SIDE if grain > 0 else 0), work)
    return _capped(original, blended, adjustment.cap)


def _capped(original: np.ndarray, blended: np.ndarray, cap: int) -> np.ndarray:
    """The samples moved by at most `cap` 8-bit steps from the original, exactly; 0 is no limit."""
    if cap == 0:
        return blended
    limit = cap if original.dtype == np.uint8 else cap * 257
    capped = np.empty_like(original)
    rows = max(1, _STRIP // max(1, original.shape[1] * original.shape[2]))
    for top in range(0, len(original), rows):
        before = original[top : top + rows].astype(np.int32)
        capped[top : top + rows] = before + np.clip(blended[top : top + rows].astype(np.int32) - before, -limit, limit)
    return capped


def _weight(mask: np.ndarray, feather: int) -> np.ndarray:
    """The mask, fading in over `feather` pixels from the nearest sound one; 0 stays 0. (H, W) uint8."""
    if feather == 0:
        return mask
    marked = np.ascontiguousarray(mask > 0, np.uint8)
    if marked.all():  # no sound pixel: within the photo's edges there is nothing to fade from
        return mask
    depth = cv2.distanceTransform(marked, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    share = np.minimum(depth / np.float32(feather + 1), np.float32(1.0))
    weight: np.ndarray = np.rint(mask * share).astype(np.uint8)
    return weight


def _masked(original: np.ndarray, blended: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """original + (blended - original) x weight / 255, rounded; exact integers, so 0 and 255 give one or the other."""
    mixed = original.copy()
    rows = max(1, _STRIP // max(1, original.shape[1] * original.shape[2]))
    for top in range(0, len(original), rows):
        part = np.s_[top : top + rows]
        share = weight[part]
        cv2.copyTo(_image(blended[part]), (share == 255).view(np.uint8), _image(mixed[part]))
        soft = (share > 0) & (share < 255)  # few pixels, as a rule
        if soft.any():
            some = share[soft][:, np.newaxis].astype(np.uint32)
            mixed[part][soft] = (original[part][soft] * (255 - some) + blended[part][soft] * some + 127) // 255
    return mixed


def changed_samples(before: np.ndarray, after: np.ndarray) -> int:
    """How many samples differ between two arrays of one shape (else ValueError)."""
    if before.shape != after.shape:
        raise ValueError(f"shapes differ: {before.shape} and {after.shape}")
    rows = max(1, (1 << 20) // max(1, before[0].size if len(before) else 1))
    return sum(
        int(np.count_nonzero(before[top : top + rows] != after[top : top + rows]))
        for top in range(0, len(before), rows)
    )


def _check(original: np.ndarray, result: np.ndarray) -> None:
    if original.shape != result.shape or original.dtype != result.dtype:
        raise ValueError(f"{result.shape} {result.dtype} does not fit {original.shape} {original.dtype}")
    if original.ndim != 3 or original.shape[2] not in (1, 3) or original.dtype not in (np.uint8, np.uint16):
        raise ValueError(f"samples must be (H, W, 1 or 3), uint8 or uint16, not {original.shape} {original.dtype}")


def _stepped(share: float) -> float:
    return round(share * _STEPS) / _STEPS


def _image(samples: np.ndarray) -> np.ndarray:
    """The samples as OpenCV wants them: a plane if there is one channel."""
    return samples[:, :, 0] if samples.shape[2] == 1 else samples


def _blocks(shape: tuple[int, ...], *, side: int) -> list[_Block]:
    """The photo cut into whole rows, or into blocks not wider than `side` where each needs a margin."""
    height, width, channels = shape
    across = min(side, width) if side else width
    down = max(1, _STRIP // max(1, across * channels))
    return [
        (slice(top, min(height, top + down)), slice(left, min(width, left + across)))
        for top in range(0, height, down)
        for left in range(0, width, max(1, across))
    ]


def _for_each(blocks: list[_Block], work: Callable[[_Block], None]) -> None:
    """Blocks write to places of their own, so they may run side by side: numpy and OpenCV let go of the lock."""
    if len(blocks) < _PARALLEL:
        for block in blocks:
            work(block)
        return
    with ThreadPoolExecutor(min(8, os.cpu_count() or 1), thread_name_prefix="blend") as pool:
        list(pool.map(work, blocks))


def _working(dtype: np.dtype) -> tuple[type, int]:
    """The float type that holds differences and their luma exactly, and OpenCV's name for it."""
    return (np.float32, cv2.CV_32F) if dtype == np.uint8 else (np.float64, cv2.CV_64F)


def _blend_strength(original: np.ndarray, result: np.ndarray, blended: np.ndarray, *, strength: float) -> None:
    """original + strength x change; at 8 bit every product and sum is exact in float32, at 16 bit in float64."""
    if original.dtype == np.uint8:
        cv2.addWeighted(result, strength, original, 1.0 - strength, 0.0, dst=blended)
        return
    change: np.ndarray = cv2.subtract(result, original, dtype=cv2.CV_64F)
    change *= strength
    _add(original, change, blended)


def _blend_colour(
    original: np.ndarray, result: np.ndarray, blended: np.ndarray, *, strength: float, colour: float
) -> None:
    """original + strength x (brightness + colour x colour part), as one 3 x 3 matrix on the change, exact."""
    real, depth = _working(original.dtype)
    kept = _stepped(strength * colour)
    matrix = kept * np.eye(3) + np.round((strength - kept) * _STEPS * _LUMA) / _STEPS
    matrix[:, 1] += strength - matrix.sum(axis=1)  # each row adds up to strength: grey changes stay grey
    change = cv2.subtract(result, original, dtype=depth)
    _add(original, cv2.transform(change, matrix.astype(real)), blended)


def _blend_grain(
    original: np.ndarray, result: np.ndarray, blended: np.ndarray, *, block: _Block, shares: tuple[float, float, float]
) -> None:
    """original + strength x ((1 - grain) x brightness + grain x blurred brightness + colour x colour part)."""
    strength, colour, grain = shares
    real, depth = _working(original.dtype)
    first, last = ([max(0, part.start - GRAIN_MARGIN) for part in block], [part.stop + GRAIN_MARGIN for part in block])
    area = (slice(first[0], last[0]), slice(first[1], last[1]))
    inner = tuple(slice(part.start - start, part.stop - start) for part, start in zip(block, first, strict=True))
    change: np.ndarray = cv2.subtract(result[area], original[area], dtype=depth)
    is_grey = change.ndim == 2
    luma = change if is_grey else cv2.transform(change, _LUMA.reshape(1, 3).astype(real))
    brightness = _blurred(luma)[inner] * real(strength * grain)
    brightness += luma[inner] * real(strength * (1.0 - grain) - strength * colour)
    change = change[inner] * real(strength * colour)
    change += brightness if is_grey else cv2.merge([brightness] * 3)
    _add(original[block], change, blended[block])


def _blurred(luma: np.ndarray) -> np.ndarray:
    """The luma under the binomial kernel, reflected at the edges; the sums of both passes are exact."""
    kernel = _KERNEL.astype(luma.dtype)
    one = np.ones(1, luma.dtype)
    across: np.ndarray = cv2.sepFilter2D(luma, -1, kernel, one, borderType=cv2.BORDER_REFLECT_101)
    if luma.dtype == np.float32:
        across += np.float32(1.5 * 2**15)  # rounds to 256ths (at most 16 bits), so the second pass is exact too
        across -= np.float32(1.5 * 2**15)
    return cv2.sepFilter2D(across, -1, one, kernel, borderType=cv2.BORDER_REFLECT_101)


def _add(original: np.ndarray, change: np.ndarray, blended: np.ndarray) -> None:
    cv2.add(original, change, dst=blended, dtype=cv2.CV_8U if original.dtype == np.uint8 else cv2.CV_16U)
