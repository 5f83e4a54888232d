"""For every pixel of a hole the part of the photo that is most alike: patches compared, tried and kept."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import InitVar, dataclass, field

import cv2
import numpy as np

RADIUS = 3  # pixels; a patch is 7 x 7
FRAME = 8  # pixels of no photo around a level: no shift of that size or less leaves the arrays
_COEFFICIENTS = 22  # of a patch's cosine transform that are compared, those with most energy
_GUIDED = ((0, 0, 0), (0, 1, 0), (1, 0, 0), (1, 1, 0), (0, 2, 0), (2, 0, 0), (0, 0, 1), (0, 0, 2))
_BIAS = 0.4  # how much dearer the parts of the photo are that a seed does not favour
_BIAS_SIDE = 24  # pixels; about the size of such parts
_CHUNK = 1 << 13  # pixels at once
_NONE = np.float32(np.inf)

Report = Callable[[float], None]


class Stopped(Exception):  # noqa: N818  (a signal, not an error)
    """The work was asked to stop."""


@dataclass(slots=True)
class Watch:
    """Who is told how far the work is, and who may stop it."""

    stop: threading.Event | None = None
    progress: Report | None = None

    def check(self) -> None:
        """Raises `Stopped` if the work shall end."""
        if self.stop is not None and self.stop.is_set():
            raise Stopped

    def at(self, done: float) -> None:
        """Tells that a share from 0 to 1 is done."""
        self.check()
        if self.progress is not None:
            self.progress(min(done, 1.0))


@dataclass(slots=True)
class Level:
    """One size of the photo with its frame: (h, w, C) float32 in 8-bit steps, its hole, and where patches may lie."""

    image: np.ndarray
    hole: np.ndarray
    radius: int
    guide: np.ndarray | None
    slopes: np.ndarray
    watch: InitVar[Watch]
    source: np.ndarray = field(init=False)
    targets: np.ndarray = field(init=False)
    target_of: np.ndarray = field(init=False)
    sources: np.ndarray = field(init=False)
    depth: np.ndarray = field(init=False)

    def __post_init__(self, watch: Watch) -> None:
        side = np.ones((2 * self.radius + 1, 2 * self.radius + 1), np.uint8)
        photo = np.zeros(self.hole.shape, np.uint8)
        photo[FRAME:-FRAME, FRAME:-FRAME] = 1
        sound = np.where(self.hole > 0, np.uint8(0), photo)
        watch.check()  # between steps that take long on a large photo
        self.source = cv2.erode(sound, side, borderValue=0) > 0
        watch.check()
        near = cv2.dilate(self.hole, side, borderValue=0) * photo
        self.targets = np.flatnonzero(near)
        watch.check()
        self.target_of = np.full(near.size, -1, np.int64)
        self.target_of[self.targets] = np.arange(len(self.targets))
        watch.check()
        self.sources = np.flatnonzero(self.source)
        watch.check()
        self.depth = cv2.distanceTransform(self.hole, cv2.DIST_L2, 3).ravel()[self.targets]

    @property
    def width(self) -> int:
        """Columns, the frame's too."""
        return int(self.hole.shape[1])


@dataclass(slots=True)
class Table:
    """The numbers by which patches are compared: chosen coefficients of their cosine transforms, one row a pixel."""

    radius: int
    chosen: list[tuple[int, int, int]]
    guide_weight: float
    rows: np.ndarray = field(default_factory=lambda: np.empty(0, np.float32))


def _cosines(count: int) -> np.ndarray:
    """The orthonormal cosine transform (count, count), slowest first."""
    index = np.arange(count)
    scale = np.sqrt(np.where(index == 0, 1.0, 2.0) / count)[:, np.newaxis]
    found: np.ndarray = scale * np.cos(np.pi / count * index[:, np.newaxis] * (index + 0.5))
    return found


def _chosen(level: Level) -> list[tuple[int, int, int]]:
    """The (row, column, colour) frequencies with most energy in patches of the photo: as many as are compared."""
    side, channels = 2 * level.radius + 1, level.image.shape[2]
    places = level.sources[:: max(1, len(level.sources) // 2000)]
    offset = np.arange(-level.radius, level.radius + 1)
    offsets = (offset[:, np.newaxis] * level.width + offset).ravel()
    patches = level.image.reshape(-1, channels)[places[:, np.newaxis] + offsets].reshape(-1, side, side, channels)
    basis, colours = _cosines(side), _cosines(channels)
    spectra = np.einsum("ui,vj,wc,nijc->nuvw", basis, basis, colours, patches, optimize=True)
    energy = np.square(spectra, dtype=np.float64).mean(axis=0)
    order = np.argsort(-energy, axis=None, kind="stable")[:_COEFFICIENTS]
    rows, columns, colours_of = np.unravel_index(order, energy.shape)
    return list(zip(rows.tolist(), columns.tolist(), colours_of.tolist(), strict=True))


def _planes(image: np.ndarray, side: int, chosen: Sequence[tuple[int, int, int]]) -> Iterator[np.ndarray]:
    """One filtered plane (h, w) for each chosen coefficient."""
    basis, colours = _cosines(side), _cosines(image.shape[2])
    mixed = [np.ascontiguousarray(image @ colours[number].astype(np.float32)) for number in range(image.shape[2])]
    for row, column, colour in chosen:
        if max(row, column) < side and colour < len(mixed):
            yield cv2.sepFilter2D(mixed[colour], cv2.CV_32F, basis[column], basis[row], borderType=cv2.BORDER_REFLECT)


def _described(level: Level, table: Table, area: tuple[slice, slice]) -> np.ndarray:
    """Rows of numbers for the pixels of an area, (n, K) float32."""
    planes = list(_planes(level.image[area], 2 * table.radius + 1, table.chosen))
    planes += [level.slopes[area][..., number] for number in range(2)]
    if level.guide is not None:
        weight = np.float32(table.guide_weight)
        planes += [plane * weight for plane in _planes(level.guide[area], 2 * table.radius + 1, _GUIDED)]
    return np.stack([plane.ravel() for plane in planes], axis=1)


@dataclass(slots=True)
class Match:
    """For every target the pixel whose patch stands for its own, and how far the two are apart."""

    at: np.ndarray
    apart: np.ndarray


class Search:
    """Finds for every target of a level a source whose patch is alike (PatchMatch, Barnes et al. 2009).

    Propagation and random search are done for all targets at once: a target tries what its neighbours have found,
    near and up to eight pixels away, then places around its own.
    """

    def __init__(self, level: Level, random: np.random.Generator, guide_weight: float) -> None:
        self.level, self.random = level, random
        self.table = Table(level.radius, _chosen(level), guide_weight)
        self.table.rows = _described(level, self.table, np.s_[:, :])
        self.bias = _drawn_bias(level, random)
        self.wanted = self.table.rows[level.targets]

    def look(self) -> None:
        """Takes the level's present picture of the hole as what is wanted."""
        level, reach = self.level, 2 * self.level.radius
        rows, columns = np.divmod(level.targets, level.width)
        top, left = max(0, rows.min() - reach), max(0, columns.min() - reach)
        bottom, right = rows.max() + reach + 1, columns.max() + reach + 1
        part = _described(level, self.table, np.s_[top:bottom, left:right])
        right = min(right, level.width)
        self.wanted = part[(rows - top) * (right - left) + columns - left]

    def measure(self, which: np.ndarray | slice, at: np.ndarray) -> np.ndarray:
        """How far the patches at `at` are from those of the targets `which`; infinite for places that are no source."""
        valid = self.level.source.ravel()[at]
        apart = self.table.rows[at]
        apart -= self.wanted[which]
        distance = np.einsum("nk,nk->n", apart, apart)
        distance *= self.bias[at]
        return np.where(valid, distance, _NONE)

    def start(self, at: np.ndarray | None = None) -> Match:
        """A match from given places, or from random ones; places that are no source are drawn anew."""
        level = self.level
        drawn = level.sources[self.random.integers(0, len(level.sources), len(level.targets))]
        at = drawn if at is None else np.where(level.source.ravel()[at], at, drawn)
        match = Match(at, np.empty(len(at), np.float32))
        self.refresh(match)
        return match

    def refresh(self, match: Match) -> None:
        """Measures a match again."""
        for which in chunks(len(match.at)):
            match.apart[which] = self.measure(which, match.at[which])

    def improve(self, match: Match, watch: Watch, *, steps: tuple[int, ...], radius: int) -> None:
        """One round of propagation by steps and of random search within `radius`."""
        for step in steps:
            for shift in (step, -step, step * self.level.width, -step * self.level.width):
                before = match.at.copy()
                for which in chunks(len(match.at)):
                    watch.check()
                    neighbour = self.level.target_of[self.level.targets[which] + shift]
                    known = neighbour >= 0
                    at = before[neighbour] - shift
                    known &= (at >= 0) & (at < self.level.source.size)
                    self._try(match, which, np.where(known, at, match.at[which]))
        while radius >= 1:
            for which in chunks(len(match.at)):
                watch.check()
                self._try(match, which, self._around(match.at[which], radius))
            radius //= 2

    def _around(self, at: np.ndarray, radius: int) -> np.ndarray:
        height, width = self.level.hole.shape
        rows, columns = np.divmod(at, width)
        moves = self.random.integers(-radius, radius + 1, (2, len(at)))
        rows, columns = np.clip(rows + moves[0], 0, height - 1), np.clip(columns + moves[1], 0, width - 1)
        found: np.ndarray = rows * width + columns
        return found

    def _try(self, match: Match, which: slice, at: np.ndarray) -> None:
        apart = self.measure(which, at)
        better = apart < match.apart[which]
        match.at[which] = np.where(better, at, match.at[which])
        match.apart[which] = np.where(better, apart, match.apart[which])


def _drawn_bias(level: Level, random: np.random.Generator) -> np.ndarray:
    """A smooth random surface from 1 to 1 + `_BIAS`: what a seed favours; (n,) float32."""
    height, width = level.hole.shape
    coarse = random.random((max(2, height // _BIAS_SIDE + 2), max(2, width // _BIAS_SIDE + 2)), dtype=np.float32)
    surface: np.ndarray = 1.0 + np.float32(_BIAS) * cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)
    return surface.ravel()


def chunks(count: int) -> Iterator[slice]:
    """Slices of at most some thousand places, so that little memory is needed beside the arrays."""
    for start in range(0, count, _CHUNK):
        yield slice(start, min(count, start + _CHUNK))
