"""A brush of any size and hardness, and the stroke it leaves between the points that a hand gives."""

import functools
import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

MIN_RADIUS = 0.5  # pixels of the photo
_FINE = 32.0  # radius up to which a dab is placed to a quarter of a pixel; larger ones to whole pixels
_PHASES = 4
_RIPPLE = 0.02  # of the soft edge's width: how far the edge of a row of dabs may waver
_WIDEST_STEP = 0.1  # of the diameter
_HARD = 2.0  # pixels of soft edge up to which a brush is drawn as a capsule
_LEAST_POLYGON = 16.0  # radius from which a polygon is exact enough for one
_POLYGON_SPREAD = 0.6  # pixels by which OpenCV draws an antialiased polygon too large
_SHIFT = 8  # fractional bits of a polygon's corners
_KEPT_DABS = 32


@dataclass(frozen=True, slots=True)
class Brush:
    """A round brush: `radius` in pixels of the photo, at least 0.5, and `hardness` from 0 to 1, else ValueError.

    The coverage is whole up to `hardness` of the radius and falls smoothly to nothing at the radius; the edge is
    never narrower than one pixel.
    """

    radius: float
    hardness: float = 1.0

    def __post_init__(self) -> None:
        if not self.radius >= MIN_RADIUS or not math.isfinite(self.radius):
            raise ValueError(f"the radius must be at least {MIN_RADIUS}, not {self.radius}")
        if not 0.0 <= self.hardness <= 1.0:
            raise ValueError(f"the hardness must be from 0 to 1, not {self.hardness}")

    @property
    def edge(self) -> float:
        """Width of the soft edge in pixels."""
        return max(1.0, self.radius * (1.0 - self.hardness))

    @property
    def spacing(self) -> float:
        """Distance of dabs in pixels: a tenth of the diameter, closer where the edge is too hard to hide them."""
        return max(0.5, min(_WIDEST_STEP * 2 * self.radius, math.sqrt(8 * self.radius * _RIPPLE * self.edge)))


@dataclass(frozen=True, slots=True)
class Dab:
    """Coverage (h, w) uint8 to be laid over a mask with its first sample at (`top`, `left`), maybe past its edges."""

    coverage: np.ndarray
    top: int
    left: int


def dab(brush: Brush, *, x: float = 0.5, y: float = 0.5) -> Dab:
    """One touch of the brush centred at (x, y); pixel i spans i to i + 1, so its centre is i + 0.5."""
    half = brush.radius + 0.5
    top, left = math.floor(y - half), math.floor(x - half)
    down = np.arange(top, math.ceil(y + half), dtype=np.float32) + np.float32(0.5 - y)
    across = np.arange(left, math.ceil(x + half), dtype=np.float32) + np.float32(0.5 - x)
    distance = np.sqrt(down[:, np.newaxis] ** 2 + across**2)
    return Dab(_coverage(distance, brush), top, left)


class Path:
    """The way of a brush: each `to` gives the dabs from the last point to the next one.

    Laid over each other by their maximum they are the stroke, the same for many short steps as for one long one
    within `_RIPPLE` of the edge.
    """

    def __init__(self, brush: Brush) -> None:
        self._brush = brush
        self._last: tuple[float, float, float] | None = None
        self._kernel = functools.lru_cache(_KEPT_DABS)(_kernel)

    @property
    def last(self) -> tuple[float, float] | None:
        """The point (x, y) that the path has come to, None before the first."""
        return None if self._last is None else self._last[:2]

    def to(self, x: float, y: float, *, pressure: float = 1.0) -> Iterator[Dab]:
        """The dabs up to (x, y), in pixels of the photo; `pressure` from 0 to 1 is the share of the radius there."""
        radius = max(MIN_RADIUS, self._brush.radius * min(max(pressure, 0.0), 1.0))
        start, self._last = self._last, (x, y, radius)
        if start is None:
            yield self._placed(x, y, radius)
            return
        hard = self._sized(max(start[2], radius)).edge <= _HARD
        if hard and min(start[2], radius) >= _LEAST_POLYGON:
            yield from _capsules(start, self._last)
        else:
            yield from self._row(start, self._last)

    def _row(self, start: tuple[float, float, float], end: tuple[float, float, float]) -> Iterator[Dab]:
        length = math.dist(start[:2], end[:2])
        step = self._sized(min(start[2], end[2])).spacing
        count = max(1, math.ceil(length / step))
        for number in range(1, count + 1):
            share = number / count
            x, y, radius = (one + (other - one) * share for one, other in zip(start, end, strict=True))
            yield self._placed(x, y, radius)

    def _placed(self, x: float, y: float, radius: float) -> Dab:
        """A dab from the few that are kept: radius in steps of 2 %, place to a quarter or a whole pixel."""
        if radius != self._brush.radius:
            radius = max(MIN_RADIUS, math.exp(round(math.log(radius) * 50) / 50))
        phases = _PHASES if radius <= _FINE else 1
        offset = 0.0 if phases > 1 else 0.5
        across, down = round((x - offset) * phases) / phases, round((y - offset) * phases) / phases
        left, top = math.floor(across), math.floor(down)
        made = self._kernel(self._sized(radius), across - left + offset, down - top + offset)
        return Dab(made.coverage, made.top + top, made.left + left)

    def _sized(self, radius: float) -> Brush:
        return Brush(radius, self._brush.hardness)


def _kernel(brush: Brush, x: float, y: float) -> Dab:
    if brush.radius <= _FINE:
        return dab(brush, x=x, y=y)
    side = math.ceil(brush.radius + 0.5)  # a quarter is computed, the rest mirrored about the middle pixel
    reach = np.arange(side + 1, dtype=np.float32) ** 2
    quarter = _coverage(np.sqrt(reach[:, np.newaxis] + reach), brush)
    half = np.concatenate([quarter[:, :0:-1], quarter], axis=1)
    return Dab(np.concatenate([half[:0:-1], half], axis=0), -side, -side)


def _coverage(distance: np.ndarray, brush: Brush) -> np.ndarray:
    """Coverage (h, w) uint8 at distances from the centre: a smooth step as wide as the edge."""
    middle = brush.radius - (brush.edge / 2 if brush.edge > 1 else 0)
    share = (np.float32(middle + brush.edge / 2) - distance) / np.float32(brush.edge)
    np.clip(share, 0.0, 1.0, out=share)
    if brush.edge > 1:
        share *= share * (3 - 2 * share)
    share *= 255
    coverage: np.ndarray = np.rint(share, out=share).astype(np.uint8)
    return coverage


def _capsules(start: tuple[float, float, float], end: tuple[float, float, float]) -> Iterator[Dab]:
    """The hull of two circles, cut into pieces along its way so that no box is much larger than what it covers."""
    length = math.dist(start[:2], end[:2])
    pieces = max(1, math.ceil(length / (2 * max(start[2], end[2]))))
    points = [
        tuple(one + (other - one) * number / pieces for one, other in zip(start, end, strict=True))
        for number in range(pieces + 1)
    ]
    for one, other in itertools.pairwise(points):
        yield _capsule(one, other)


def _capsule(one: tuple[float, ...], other: tuple[float, ...]) -> Dab:
    corners = np.concatenate([_circle(*one), _circle(*other)])
    left, top = (math.floor(value) - 1 for value in corners.min(axis=0))
    right, bottom = (math.ceil(value) + 2 for value in corners.max(axis=0))
    hull = cv2.convexHull((corners - (left + 0.5, top + 0.5)).astype(np.float32))
    coverage = np.zeros((bottom - top, right - left), np.uint8)
    fixed = np.rint(hull * (1 << _SHIFT)).astype(np.int32)
    cv2.fillConvexPoly(coverage, fixed, 255, lineType=cv2.LINE_AA, shift=_SHIFT)
    return Dab(coverage, top, left)


def _circle(x: float, y: float, radius: float) -> np.ndarray:
    """Points (n, 2) on a circle, dense enough that the polygon stays within a tenth of a pixel."""
    count = max(24, math.ceil(math.pi / math.sqrt(0.2 / radius)))
    angles = np.linspace(0, 2 * np.pi, count, endpoint=False)
    reach = radius - _POLYGON_SPREAD
    return np.stack([x + reach * np.cos(angles), y + reach * np.sin(angles)], axis=1)
