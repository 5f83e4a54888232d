"""Figures that ask whether a picture looks photographed, without a trained network: its spectrum and its patches."""

import cv2
import numpy as np

_PATCH = 7  # pixels a side, as in Karras et al. 2018
_PATCHES = 512
_PROJECTIONS = 128
_LEAST = 16  # pixels a side of the coarsest size that is compared
_SIZES = 3


def spectrum_error(restored: np.ndarray, clean: np.ndarray) -> float:
    """How far the radial power spectra of luma lie apart, in dB: the mean over the frequencies; 0 for the same one.

    Both pictures are (H, W, 3) uint8 of one size. Each ring of frequencies counts the same, up to the highest one that
    the shorter side has; a Hann window keeps the edges out. A smoothed picture lacks its outer rings by many dB.
    """
    powers = [_radial_power(picture) for picture in (restored, clean)]
    return float(np.abs(10.0 * np.log10(powers[0] / powers[1])).mean())


def patch_distance(restored: np.ndarray, clean: np.ndarray) -> float:
    """The sliced Wasserstein distance of the pictures' Laplacian patches, in 8-bit steps; 0 for the same patches.

    Karras et al. 2018 (arXiv 1710.10196, section 5), for one pair of pictures (H, W, 3) uint8: patches of 7x7 pixels
    from each band of a Laplacian pyramid, at the same drawn places and along the same drawn directions every time;
    the mean over the bands. Values are not normalised: a picture without texture has small patches, which must show.
    """
    random = np.random.default_rng(0)
    distances = []
    for ours, theirs in zip(_bands(restored), _bands(clean), strict=True):
        places = random.integers(0, np.array(ours.shape[:2]) - _PATCH + 1, (_PATCHES, 2))
        directions = random.normal(size=(_PATCH * _PATCH * 3, _PROJECTIONS)).astype(np.float32)
        directions /= np.linalg.norm(directions, axis=0)
        lines = [np.sort(_patches(band, places) @ directions, axis=0) for band in (ours, theirs)]
        distances.append(float(np.abs(lines[0] - lines[1]).mean()))
    return float(np.mean(distances))


def _radial_power(picture: np.ndarray) -> np.ndarray:
    luma = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float64)
    window = np.outer(np.hanning(luma.shape[0] + 2)[1:-1], np.hanning(luma.shape[1] + 2)[1:-1])
    power = np.abs(np.fft.rfft2((luma - luma.mean()) * window)) ** 2
    down, across = np.fft.fftfreq(luma.shape[0])[:, np.newaxis], np.fft.rfftfreq(luma.shape[1])
    count = max(1, min(luma.shape) // 2)
    ring = np.rint(np.hypot(down, across) * 2 * count).astype(int)
    inside = (ring >= 1) & (ring <= count)
    sums = np.bincount(ring[inside], power[inside], minlength=count + 1)
    sizes = np.bincount(ring[inside], minlength=count + 1)
    rounding = window.size / 12.0 * float((window**2).mean())  # what 8 bit cannot tell from nothing
    return np.asarray(sums[1:] / np.maximum(sizes[1:], 1) + rounding)


def _bands(picture: np.ndarray) -> list[np.ndarray]:
    """The bands of the Laplacian pyramid from fine to coarse, float32 (h, w, 3); the last is what is left."""
    bands: list[np.ndarray] = []
    size: np.ndarray = picture.astype(np.float32)
    while len(bands) < _SIZES - 1 and min(size.shape[:2]) >= 2 * _LEAST:
        smaller = cv2.pyrDown(size)
        bands.append(size - cv2.pyrUp(smaller, dstsize=(size.shape[1], size.shape[0])))
        size = smaller
    return [*bands, size]


def _patches(band: np.ndarray, places: np.ndarray) -> np.ndarray:
    every = np.lib.stride_tricks.sliding_window_view(band, (_PATCH, _PATCH), axis=(0, 1))
    return np.ascontiguousarray(every[places[:, 0], places[:, 1]]).reshape(len(places), -1)
