"""Lines and blotches drawn from a seed, as coverages from which damage, and what looks like it, is made."""

from collections.abc import Sequence

import cv2
import numpy as np

_SHIFT = 4  # fractional bits of the points given to OpenCV


def path(
    shape: Sequence[int], random: np.random.Generator, *, length: float, bend: float, angle: float | None = None
) -> np.ndarray:
    """Points (N, 2) of a line around a random place of a picture (height, width), x first, some outside of it.

    It runs at `angle`, in radians from the x axis (None: any), and turns by about `bend` radians at each of its steps;
    `length` is in sides of the picture.
    """
    height, width = shape[:2]
    steps = max(4, round(length * max(height, width) / 8))
    start = random.uniform(0, 2 * np.pi) if angle is None else angle
    angles = start + np.cumsum(random.normal(0, bend, steps) * 0.5)
    moves = np.stack((np.cos(angles), np.sin(angles)), axis=1) * (length * max(height, width) / steps)
    points = np.concatenate((np.zeros((1, 2)), np.cumsum(moves, axis=0)))
    middle = points[random.integers(len(points))]
    placed: np.ndarray = points - middle + (random.uniform(0, width), random.uniform(0, height))
    return placed


def line(shape: Sequence[int], points: np.ndarray, width: int, *, blur: float) -> np.ndarray:
    """Coverage (height, width) float32, 0..1, of a line through `points`, then blurred by `blur` px.

    It is a quarter of a pixel narrower than `width`, a whole number from 1.
    """
    height, wide = shape[:2]
    layer = np.zeros((2 * height, 2 * wide), np.uint8)  # OpenCV's smooth lines are twice as wide as they are called
    thickness = width if width < 3 else 2 * width - 3
    cv2.polylines(layer, [_fixed(points * 2 + 0.5)], False, 255, thickness, cv2.LINE_AA, _SHIFT)
    return softened(cv2.resize(layer, (wide, height), interpolation=cv2.INTER_AREA), blur)


def area(shape: Sequence[int], outline: np.ndarray, *, blur: float) -> np.ndarray:
    """Coverage (height, width) float32, 0..1, of the polygon `outline` (N, 2), then blurred by `blur` px."""
    layer = np.zeros(shape[:2], np.uint8)
    cv2.fillPoly(layer, [_fixed(outline)], 255, cv2.LINE_AA, _SHIFT)
    return softened(layer, blur)


def softened(layer: np.ndarray, blur: float) -> np.ndarray:
    """A uint8 layer as float32 in 0..1, blurred by a Gaussian of `blur` px; below 0.2 px it changes nothing."""
    coverage = layer.astype(np.float32) / 255.0
    return coverage if blur < 0.2 else cv2.GaussianBlur(coverage, (0, 0), blur)


def patchy(shape: Sequence[int], random: np.random.Generator, *, grain: float) -> np.ndarray:
    """A smooth random field (height, width) float32 of mean 0 and deviation about 0.6, in blobs of `grain` px."""
    height, width = shape[:2]
    rows, columns = (max(2, round(side / grain) + 1) for side in (height, width))
    coarse = random.normal(0, 1, (rows, columns)).astype(np.float32)
    return cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)


def blend(picture: np.ndarray, coverage: np.ndarray, colour: Sequence[float] | np.ndarray) -> np.ndarray:
    """The picture (H, W, 3) float32 with a colour, or a picture of colours, laid over it by `coverage` (H, W)."""
    share = coverage[..., np.newaxis]
    laid: np.ndarray = picture + share * (np.asarray(colour, np.float32) - picture)
    return laid


def _fixed(points: np.ndarray) -> np.ndarray:
    fixed: np.ndarray = np.round(points * 2**_SHIFT).astype(np.int32)
    return fixed
