"""The shake of a camera, found in the photo alone: the path that each point of light was drawn along.

Blind estimation from coarse to fine in the manner of Xu, Zheng and Jia 2013 ("Unnatural L0 Sparse Representation for
Natural Image Deblurring") and Cho and Lee 2009 ("Fast Motion Deblurring"): the photo is guessed as flat parts with few
steep edges, the path is what turns the guess into the photo, and both are improved in turns.
"""

import math
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import cv2
import numpy as np
import torch

from restorer.deconvolution import light_of, periodic, spectrum_of

SIDE = 41  # pixels; a path that spans 31 fits with its mean in the centre
WINDOW = 512  # pixels a side of the part of a large photo that is looked at
_OVERVIEW = 1536  # pixels on the longer side of what that part is chosen on
_FEWEST_EDGES, _DECAY = 1e-4, 1.1  # what an edge costs at last, and by how much less in each turn
_STEEPEST = 1e5  # of the weights that draw the guess to its edges
_FAINT = 0.05  # of the brightest point; fainter ones are noise
_ISLAND = 0.1  # of the light; smaller parts that lie apart are noise
_COARSEST = 5  # pixels a side of the first path

_LEAST_REACH = 2.2  # pixels, the standard deviation along a shake that is plain to see
_LEAST_RATIO = 1.5  # of that to the one across it

Check = Callable[[], None]


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to look: in light, in which the blur arose, or in the file's values, in which noise is even; what an edge
    costs at first, how smooth the path is (smaller values follow the noise), the turns at each size, and the pixels
    around the photo in which it is made periodic."""

    in_light: bool
    edges: float
    smoothness: float
    turns: int
    margin: int


# None of them is best on every photo, and their mistakes differ: on ten photos of CBSD68 a path found in light has a
# correlation of 0.77 to 0.80 with the true one, the median of all five 0.85.
_WAYS = (
    _Way(in_light=True, edges=8e-3, smoothness=10.0, turns=5, margin=60),
    _Way(in_light=True, edges=16e-3, smoothness=20.0, turns=5, margin=60),
    _Way(in_light=True, edges=16e-3, smoothness=10.0, turns=5, margin=41),
    _Way(in_light=False, edges=8e-3, smoothness=10.0, turns=5, margin=60),
    _Way(in_light=False, edges=16e-3, smoothness=20.0, turns=5, margin=41),
)


@dataclass(frozen=True, slots=True)
class Shake:
    """A path as a kernel (SIDE, SIDE) float32, none of it negative, of sum 1, its mean in the centre."""

    kernel: np.ndarray

    @property
    def span(self) -> float:
        """Pixels along the longer side of what holds 95 % of the light in each direction."""
        return max(_spread(self.kernel.sum(axis=0)), _spread(self.kernel.sum(axis=1)))

    @property
    def is_plain(self) -> bool:
        """True if it is long and thin, as no lens out of focus, no soft print and no sharp photo is explained."""
        row, column = np.indices(self.kernel.shape) - SIDE // 2
        across = float((self.kernel * column * column).sum())
        down = float((self.kernel * row * row).sum())
        both = float((self.kernel * row * column).sum())
        middle, half = (across + down) / 2.0, math.hypot((across - down) / 2.0, both)
        longer, shorter = math.sqrt(middle + half), math.sqrt(max(middle - half, 0.0))
        return longer > _LEAST_REACH and longer > _LEAST_RATIO * shorter


def find(samples: np.ndarray, *, check: Check | None = None) -> Shake:
    """The path that explains a photo (H, W, 1 or 3) uint8 or uint16 best, whatever blurred it; a point for a sharp one.

    Of a large photo the part with most edges is looked at. The same photo gives the same path. Five to ten seconds of
    processor time, on as many threads as there are processors; `check` is called often, in those threads, and what it
    raises ends the work. Where the path lies is not known from a photo, nor asked: its mean is called its centre.
    """
    part = _part_with_edges(samples)

    def one(way: _Way) -> np.ndarray:
        torch.set_num_threads(1)  # counts for the thread that calls it
        return _looked(_grey(part, in_light=way.in_light), way, check=check)

    with ThreadPoolExecutor(min(len(_WAYS), os.cpu_count() or 1), thread_name_prefix="restorer-shake") as pool:
        found = list(pool.map(one, _WAYS))
    return Shake(_centred(_agreed(found)))


def _looked(grey: np.ndarray, way: _Way, *, check: Check | None) -> np.ndarray:
    """The path as it is found in one way."""
    cost, kernel = way.edges, None
    for side in reversed(_sides()):
        scale = side / SIDE
        small = grey if side == SIDE else _scaled(grey, scale)
        photo = periodic(torch.from_numpy(small), max(8, math.ceil(way.margin * scale)))
        kernel = _point(side) if kernel is None else _resized(kernel, side)
        for _ in range(way.turns):
            guess = _guessed(photo, spectrum_of(torch.from_numpy(kernel), photo.shape), cost, check=check)
            kernel = _explained(guess, photo, side, smoothness=way.smoothness)
            cost = max(cost / _DECAY, _FEWEST_EDGES)
    assert kernel is not None
    return kernel


def _agreed(kernels: list[np.ndarray]) -> np.ndarray:
    """The median of paths, each moved by whole pixels to where it fits the first one best."""
    first = torch.fft.rfft2(torch.from_numpy(kernels[0]), s=(2 * SIDE, 2 * SIDE))
    moved = []
    for kernel in kernels:
        other = torch.fft.rfft2(torch.from_numpy(kernel), s=(2 * SIDE, 2 * SIDE))
        fit = int(torch.fft.irfft2(first * other.conj(), s=(2 * SIDE, 2 * SIDE)).argmax())
        row, column = ((step + SIDE) % (2 * SIDE) - SIDE for step in divmod(fit, 2 * SIDE))
        moved.append(np.roll(kernel, (row, column), axis=(0, 1)))
    return _cleaned(np.median(np.stack(moved), axis=0))


def _sides() -> list[int]:
    """Sizes of the path from the finest to the coarsest, each smaller by the square root of two."""
    sides = [SIDE]
    while sides[-1] > _COARSEST:
        sides.append(int(sides[-1] / math.sqrt(2)) | 1)
    return sides


def _grey(samples: np.ndarray, *, in_light: bool) -> np.ndarray:
    """The mean of the channels, 0..1 float32."""
    white = int(np.iinfo(samples.dtype).max)
    values = light_of(white)[samples] if in_light else samples
    grey: np.ndarray = values.mean(axis=2, dtype=np.float32) / np.float32(1.0 if in_light else white)
    return grey


def _part_with_edges(samples: np.ndarray) -> np.ndarray:
    """The window of a large photo in which most is steep, where neither black nor white hides the shake."""
    if max(samples.shape[:2]) <= WINDOW:
        return samples
    scale = min(1.0, _OVERVIEW / max(samples.shape[:2]))  # where edges are shows from afar, and a cancel need not wait
    size = (max(1, round(samples.shape[1] * scale)), max(1, round(samples.shape[0] * scale)))
    small = cv2.resize(samples, size, interpolation=cv2.INTER_AREA).reshape(size[1], size[0], -1)
    soft = cv2.GaussianBlur(_grey(small, in_light=False), (0, 0), 2.0)
    steep = np.hypot(cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1))
    steep[(soft < 0.02) | (soft > 0.98)] = 0.0
    total = cv2.integral(np.minimum(steep, 0.2))
    height, width = min(WINDOW, samples.shape[0]), min(WINDOW, samples.shape[1])
    best, place = -1.0, (0, 0)
    for top in _starts(samples.shape[0], height):
        for left in _starts(samples.shape[1], width):
            first, last = round(top * scale), round((top + height) * scale)
            start, end = round(left * scale), round((left + width) * scale)
            inside = total[last, end] - total[first, end] - total[last, start] + total[first, start]
            if inside > best:
                best, place = float(inside), (top, left)
    return np.ascontiguousarray(samples[place[0] : place[0] + height, place[1] : place[1] + width])


def _starts(length: int, part: int) -> list[int]:
    """Where parts of a length begin, half of one apart, the last at the end."""
    return sorted({*range(0, length - part + 1, max(1, part // 2)), length - part})


def _guessed(photo: torch.Tensor, blur: torch.Tensor, cost: float, *, check: Check | None) -> torch.Tensor:
    """The photo with few edges that gives `photo` (h, w) under the blur of that spectrum (Xu et al. 2013, section 3).

    Half-quadratic splitting: slopes that are worth their cost are kept, and drawn to ever more strongly.
    """
    height, width = photo.shape
    across, down = _slope_spectra(height, width)
    seen = blur.conj() * torch.fft.rfft2(photo)
    power, slopes = blur.abs().square(), across.abs().square() + down.abs().square()
    guess, weight = photo, 2.0 * cost
    while weight < _STEEPEST:
        if check is not None:
            check()
        right, below = _slopes(guess)
        kept = (right.square() + below.square()) >= cost / weight
        drawn = across.conj() * torch.fft.rfft2(right * kept) + down.conj() * torch.fft.rfft2(below * kept)
        guess = torch.fft.irfft2((seen + weight * drawn) / (power + weight * slopes), s=(height, width))
        weight *= 2.0
    return guess


def _explained(guess: torch.Tensor, photo: torch.Tensor, side: int, *, smoothness: float) -> np.ndarray:
    """The path (side, side) that turns the slopes of the guess into those of the photo, by least squares."""
    above, below = torch.zeros(()), torch.zeros(())
    for sharp, blurred in zip(_slopes(guess), _slopes(photo), strict=True):
        spectrum = torch.fft.rfft2(sharp)
        above = above + spectrum.conj() * torch.fft.rfft2(blurred)
        below = below + spectrum.abs().square()
    whole = torch.fft.irfft2(above / (below + smoothness), s=photo.shape)
    kernel = whole.roll((side // 2, side // 2), dims=(0, 1))[:side, :side].clamp_min(0.0).numpy()
    return _rolled(_cleaned(kernel))


def _cleaned(kernel: np.ndarray) -> np.ndarray:
    """Without faint points and small parts that lie apart, its sum 1; a point if nothing is left."""
    kernel = np.where(kernel < _FAINT * kernel.max(), np.float32(0.0), kernel)
    if not kernel.any():
        return _point(len(kernel))
    count, labels = cv2.connectedComponents((kernel > 0).astype(np.uint8), connectivity=8)
    light = np.bincount(labels.ravel(), weights=kernel.ravel(), minlength=count)
    islands = light < _ISLAND * light.sum()
    islands[int(np.argmax(light))] = False
    kernel = np.where(islands[labels], np.float32(0.0), kernel)
    cleaned: np.ndarray = kernel / kernel.sum()
    return cleaned


def _mean_place(kernel: np.ndarray) -> tuple[float, float]:
    """Row and column of the mean, from the centre."""
    steps = np.arange(len(kernel), dtype=np.float32) - len(kernel) // 2
    return float(kernel.sum(axis=1) @ steps), float(kernel.sum(axis=0) @ steps)


def _rolled(kernel: np.ndarray) -> np.ndarray:
    """Moved by whole pixels, so that nothing grows out of the frame while it is improved."""
    row, column = _mean_place(kernel)
    rolled: np.ndarray = np.roll(kernel, (-round(row), -round(column)), axis=(0, 1))
    return rolled


def _centred(kernel: np.ndarray) -> np.ndarray:
    """Moved so that the mean lies in the centre, to a hundredth of a pixel."""
    for _ in range(3):  # what is pushed over the rim moves the mean again
        row, column = _mean_place(kernel)
        move = np.array([[1, 0, -column], [0, 1, -row]], np.float32)
        kernel = cv2.warpAffine(kernel, move, kernel.shape[::-1], flags=cv2.INTER_LINEAR)
        kernel = kernel / kernel.sum()
    return kernel


def _resized(kernel: np.ndarray, side: int) -> np.ndarray:
    larger = np.maximum(cv2.resize(kernel, (side, side), interpolation=cv2.INTER_LINEAR), np.float32(0.0))
    resized: np.ndarray = larger / larger.sum()
    return resized


def _scaled(grey: np.ndarray, scale: float) -> np.ndarray:
    size = (max(16, round(grey.shape[1] * scale)), max(16, round(grey.shape[0] * scale)))
    return cv2.resize(grey, size, interpolation=cv2.INTER_AREA)


def _point(side: int) -> np.ndarray:
    """Nearly a point: two pixels, so that the first guess has an edge to go by."""
    kernel = np.zeros((side, side), np.float32)
    kernel[side // 2, side // 2 - 1 : side // 2 + 1] = 0.5
    return kernel


def _slopes(planes: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """To the next column and to the next row, around the end."""
    return planes.roll(-1, dims=-1) - planes, planes.roll(-1, dims=-2) - planes


def _slope_spectra(height: int, width: int) -> tuple[torch.Tensor, torch.Tensor]:
    point = torch.zeros(height, width)
    point[0, 0] = 1.0
    across, down = _slopes(point)
    return torch.fft.rfft2(across), torch.fft.rfft2(down)


def _spread(line: np.ndarray) -> float:
    """Pixels between the places where 2.5 % and 97.5 % of the light are passed."""
    passed = np.cumsum(line) / max(float(line.sum()), 1e-12)
    return float(np.interp(0.975, passed, np.arange(len(line))) - np.interp(0.025, passed, np.arange(len(line))))
