"""Noise measured on flat patches of a damaged photo: how strong, how alike in the channels, shared with whom."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from restorer import files
from restorer.files import printable

LEAST_SIDE = 24  # px of a patch
MAX_BYTES = 8 * 2**20
_SIDES = (64, 32, 16)  # of a block whose spectrum is taken; the largest of which a patch has three in each direction
_LONGEST = 256  # rows or columns in which what a whole row or column shares is followed
_CLIPPED = 0.02  # share of samples at either end of the range that a patch may have
_FAINT = 0.02  # share of the variance below which rows or columns share nothing
_PARTS = ("grain", "rows", "columns")
_SAME = 2.0  # 8-bit steps of brightness by which two patches must differ to be told apart


class MeasureError(Exception):
    """A noise that cannot be measured or read; the text is a sentence for the person saying what to do."""


@dataclass(frozen=True, slots=True)
class Patch:
    """A box of a photo, in pixels from its top left corner."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, eq=False)
class MeasuredNoise:
    """Stationary Gaussian noise: three parts that add up to variance 1 in each channel, and how strong it is.

    `brightness` (K, C), rising in each channel, and `levels` (K, C) are the means of what was measured and the noise's
    sigmas there, in 8-bit steps. Power spectra are cross-spectral density matrices over the channels, complex, their
    mean over all frequencies being the part's covariance: `grain` (N, N//2 + 1, C, C) at the frequencies of `rfft2`,
    `rows` and `columns` (L//2 + 1, C, C) at those of `rfft`: what each whole row or column has in common, as
    horizontal or vertical banding. C is 1 for a grey photo, whose noise is the same in all channels, otherwise 3.
    """

    brightness: np.ndarray
    levels: np.ndarray
    grain: np.ndarray
    rows: np.ndarray
    columns: np.ndarray

    def __post_init__(self) -> None:
        _check(self)

    @property
    def shares(self) -> tuple[float, float, float]:
        """The shares of the variance that are grain, common to rows, and common to columns; the sum is 1."""
        parts = [float(np.trace(_covariance(part))) for part in self._parts]
        total = sum(parts)
        return parts[0] / total, parts[1] / total, parts[2] / total

    @property
    def correlation(self) -> np.ndarray:
        """How alike the channels' noise is, (C, C): 1 on the diagonal, 0 for noise of their own."""
        sums = [_covariance(part) for part in self._parts]
        covariance = sums[0] + sums[1] + sums[2]
        deviation = np.sqrt(np.diagonal(covariance))
        correlation: np.ndarray = covariance / np.outer(deviation, deviation)
        return correlation

    @property
    def _parts(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        return self.grain, self.rows, self.columns


def measure(samples: np.ndarray, patches: Sequence[Patch]) -> MeasuredNoise:
    """The noise of patches that show one even colour each; those of several brightnesses tell how it depends on it.

    `samples` is (H, W, C) uint8 or uint16, C 1 or 3. A surface of second order is taken off each patch, as light falls
    off; spectra are Welch's (1967), of overlapping Hann windows, after what whole rows and columns share has been set
    apart, for whose own spectrum the part that the grain leaves in a mean is subtracted. Raises `MeasureError` for a
    patch that is too small, outside of the photo, clipped or without any noise.
    """
    if not patches:
        raise MeasureError("Mark at least one flat patch, such as a piece of sky, wall or unexposed film.")
    cut = [_cut(samples, patch) for patch in patches]
    means = np.stack([part.mean(axis=(0, 1)) for part in cut])
    rests = [part - _surface(part) for part in cut]
    sigmas = np.stack([np.sqrt(np.square(rest).mean(axis=(0, 1))) for rest in rests])
    for patch, sigma in zip(patches, sigmas, strict=True):
        if (sigma < 0.05).any():
            raise MeasureError(f"The patch {_told(patch)} has no noise in it. Mark one where the noise shows.")
    even = [rest / sigma for rest, sigma in zip(rests, sigmas, strict=True)]
    shortest = min(min(rest.shape[:2]) for rest in even)
    side = next((side for side in _SIDES if side * 2 <= shortest), _SIDES[-1])
    grain, rows, columns = _spectra(even, side)
    brightness, levels = _merged(means, sigmas)
    return MeasuredNoise(brightness, levels, *_normalised(grain, rows, columns))


def write(noise: MeasuredNoise, path: Path) -> None:
    """Writes the measurement as JSON in one step; raises OSError."""
    content: dict[str, Any] = {"format": 1, "brightness": _plain(noise.brightness), "levels": _plain(noise.levels)}
    for name in _PARTS:
        part = getattr(noise, name)
        content[name] = {"real": _plain(part.real), "imaginary": _plain(part.imag)}
    files.replace_bytes(path, json.dumps(content).encode("ascii"))


def read(path: Path) -> MeasuredNoise:
    """The measurement in a file of `write`; raises `MeasureError`."""
    name = printable(path)
    try:
        if not files.is_regular(path) or path.stat().st_size > MAX_BYTES:
            raise MeasureError(f"{name} is not a measured noise. Choose a file of `restorer measure`.")
        raw = json.loads(path.read_bytes())
        if raw["format"] != 1:
            raise ValueError("another format")
        spectra = [np.array(raw[part]["real"]) + 1j * np.array(raw[part]["imaginary"]) for part in _PARTS]
        return MeasuredNoise(np.array(raw["brightness"], np.float64), np.array(raw["levels"], np.float64), *spectra)
    except OSError as error:
        raise MeasureError(f"{name} cannot be read: {error.strerror}. Choose another file.") from error
    except (ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        raise MeasureError(f"{name} is not a measured noise, or is damaged. Measure it again.") from error


def _cut(samples: np.ndarray, patch: Patch) -> np.ndarray:
    """The patch (h, w, C) float64 in 8-bit steps."""
    height, width = samples.shape[:2]
    right, bottom = patch.left + patch.width, patch.top + patch.height
    if patch.left < 0 or patch.top < 0 or right > width or bottom > height:
        raise MeasureError(f"The patch {_told(patch)} is not inside the photo of {width} x {height} pixels.")
    if min(patch.width, patch.height) < LEAST_SIDE:
        raise MeasureError(f"The patch {_told(patch)} is too small; {LEAST_SIDE} pixels a side are needed at least.")
    white = np.iinfo(samples.dtype).max
    part = samples[patch.top : bottom, patch.left : right]
    if ((part == 0) | (part == white)).mean() > _CLIPPED:
        raise MeasureError(f"The patch {_told(patch)} is black or white in places, which hides noise. Mark another.")
    return part.astype(np.float64) * (255.0 / white)


def _told(patch: Patch) -> str:
    return f"{patch.left},{patch.top},{patch.width},{patch.height}"


def _surface(part: np.ndarray) -> np.ndarray:
    """The surface of second order nearest to the patch, each channel's own."""
    height, width, channels = part.shape
    down, across = np.meshgrid(np.linspace(-1, 1, height), np.linspace(-1, 1, width), indexing="ij")
    terms = np.stack([np.ones_like(down), down, across, down * down, down * across, across * across], axis=-1)
    terms = terms.reshape(-1, 6)
    factors, *_ = np.linalg.lstsq(terms, part.reshape(-1, channels), rcond=None)
    surface: np.ndarray = (terms @ factors).reshape(part.shape)
    return surface


def _spectra(patches: Sequence[np.ndarray], side: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Full cross-spectra of grain (side, side, C, C), rows and columns (L, C, C), of patches of deviation 1."""
    grains, banded = [], []
    for patch in patches:
        rows, columns = patch.mean(axis=1, keepdims=True), patch.mean(axis=0, keepdims=True)
        grains.append(_grain(patch - rows - columns + patch.mean(axis=(0, 1)), side))
        banded.append((rows[:, 0], columns[0]))
    sizes = np.array([patch.shape[0] * patch.shape[1] for patch in patches], np.float64)
    grain: np.ndarray = np.einsum("k,kxyab->xyab", sizes / sizes.sum(), np.stack(grains))
    # what the means took along of the grain itself is put back from the frequencies beside
    grain[:, 0] = (grain[:, 1] + grain[:, -1]) / 2
    grain[0, :] = (grain[1, :] + grain[-1, :]) / 2
    bands = []
    for axis in (0, 1):
        profiles = [profile[axis] for profile in banded]
        length = 2 ** int(math.log2(min(_LONGEST, min(len(profile) for profile in profiles))))
        power: np.ndarray = np.einsum(
            "k,kyab->yab", sizes / sizes.sum(), np.stack([_series(profile, length) for profile in profiles])
        )
        slow = grain[:, 0] if axis == 0 else grain[0, :]
        counts = np.array([patch.shape[1 - axis] for patch in patches], np.float64)
        left = float((sizes / counts).sum() / sizes.sum())
        bands.append(_without(power, _stretched(slow, length) * left))
    return grain, bands[0], bands[1]


def _grain(rest: np.ndarray, side: int) -> np.ndarray:
    window = np.outer(np.hanning(side + 1)[:-1], np.hanning(side + 1)[:-1])
    window /= np.sqrt(np.square(window).sum())
    sums, count = np.zeros((side, side, rest.shape[2], rest.shape[2]), np.complex128), 0
    for top in _starts(rest.shape[0], side):
        for left in _starts(rest.shape[1], side):
            block = rest[top : top + side, left : left + side] * window[..., np.newaxis]
            values = np.fft.fft2(block, axes=(0, 1))
            sums += values[..., :, np.newaxis] * values[..., np.newaxis, :].conj()
            count += 1
    return sums / count


def _series(profile: np.ndarray, length: int) -> np.ndarray:
    window = np.hanning(length + 1)[:-1]
    window /= np.sqrt(np.square(window).sum())
    sums, count = np.zeros((length, profile.shape[1], profile.shape[1]), np.complex128), 0
    for start in _starts(len(profile), length):
        values = np.fft.fft(profile[start : start + length] * window[:, np.newaxis], axis=0)
        sums += values[:, :, np.newaxis] * values[:, np.newaxis, :].conj()
        count += 1
    return sums / count


def _starts(length: int, side: int) -> list[int]:
    count = max(1, math.ceil((length - side) / (side / 2)) + 1)
    return [round(index * (length - side) / max(1, count - 1)) for index in range(count)]


def _stretched(series: np.ndarray, length: int) -> np.ndarray:
    """A spectrum (N, C, C) at the frequencies of another length."""
    if length == len(series):
        return series
    own, wanted = np.arange(len(series) + 1) / len(series), np.arange(length) / length
    flat = np.concatenate([series, series[:1]]).reshape(len(series) + 1, -1)
    parts = [np.interp(wanted, own, column.real) + 1j * np.interp(wanted, own, column.imag) for column in flat.T]
    return np.stack(parts, axis=1).reshape(length, *series.shape[1:])


def _without(power: np.ndarray, known: np.ndarray) -> np.ndarray:
    """The spectrum less a part of it, nowhere below zero; nothing where next to nothing is left."""
    values, vectors = np.linalg.eigh(power - known)
    left: np.ndarray = (vectors * np.maximum(values, 0.0)[..., np.newaxis, :]) @ vectors.conj().swapaxes(-1, -2)
    share = float(np.trace(left, axis1=-2, axis2=-1).real.mean()) / power.shape[-1]
    return left if share >= _FAINT else np.zeros_like(left)


def _normalised(grain: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Half spectra whose parts have variance 1 together in each channel."""
    variance = grain.mean(axis=(0, 1)) + rows.mean(axis=0) + columns.mean(axis=0)
    scale = 1.0 / np.sqrt(np.diagonal(variance).real)
    halved = (grain[:, : grain.shape[0] // 2 + 1], rows[: len(rows) // 2 + 1], columns[: len(columns) // 2 + 1])
    scaled = [part * np.outer(scale, scale) for part in halved]
    return scaled[0], scaled[1], scaled[2]


def _merged(means: np.ndarray, sigmas: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rising brightness and the levels there; patches of nearly the same brightness count as one."""
    order = np.argsort(means.mean(axis=1), kind="stable")
    groups: list[list[int]] = []
    for index in order:
        if groups and (means[index] - means[groups[-1][0]] < _SAME).any():
            groups[-1].append(int(index))
        else:
            groups.append([int(index)])
    brightness = np.stack([means[group].mean(axis=0) for group in groups])
    levels = np.stack([np.sqrt(np.square(sigmas[group]).mean(axis=0)) for group in groups])
    return brightness, levels


def _covariance(half: np.ndarray) -> np.ndarray:
    """The mean (C, C) over all frequencies of a half spectrum, whose inner ones stand for two."""
    axis = half.ndim - 3
    count = half.shape[axis]
    weight = np.full(count, 2.0)
    weight[0] = weight[-1] = 1.0
    mean: np.ndarray = np.tensordot(weight / weight.sum(), half.real, axes=(0, axis))
    return mean if mean.ndim == 2 else mean.mean(axis=0)


def _plain(values: np.ndarray) -> Any:
    """Nested lists of numbers of five digits: more was not measured."""
    flat = [float(f"{value:.5g}") for value in values.ravel()]
    return np.array(flat).reshape(values.shape).tolist()


def _check(noise: MeasuredNoise) -> None:
    """Raises ValueError for arrays that are no measurement."""
    channels = noise.levels.shape[-1]
    side = noise.grain.shape[0]
    sound = channels in (1, 3) and noise.levels.ndim == 2 and 1 <= len(noise.levels) <= 64
    sound = sound and noise.brightness.shape == noise.levels.shape and side in _SIDES
    sound = sound and noise.grain.shape == (side, side // 2 + 1, channels, channels)
    for part in (noise.rows, noise.columns):
        sound = sound and 9 <= len(part) <= _LONGEST // 2 + 1 and part.shape[1:] == (channels, channels)
    arrays = (noise.brightness, noise.levels, noise.grain, noise.rows, noise.columns)
    sound = sound and all(bool(np.isfinite(array).all()) and float(np.abs(array).max()) < 1e9 for array in arrays)
    sound = sound and not ((noise.levels <= 0).any() or (noise.brightness < 0).any())
    if not sound or (np.diff(noise.brightness, axis=0) <= 0).any():
        raise ValueError("not a measured noise")
