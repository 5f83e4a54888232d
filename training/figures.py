"""Figures by which a restored picture is compared with the truth: everywhere, or inside the holes that were filled."""

import math

import numpy as np
from skimage.metrics import structural_similarity

_ROUNDING = 1.0 / 12.0  # mean square error of rounding to 8 bit; an exact filling counts as good as that


def psnr(restored: np.ndarray, clean: np.ndarray) -> float:
    """PSNR in dB of two uint8 pictures over all samples; infinite if they are equal."""
    error = float(np.mean((restored.astype(np.float64) - clean.astype(np.float64)) ** 2))
    return math.inf if error == 0 else 20.0 * math.log10(255.0 / math.sqrt(error))


def ssim(restored: np.ndarray, clean: np.ndarray) -> float:
    """SSIM of Wang et al. 2004 (Gaussian window, sigma 1.5, range 255), the mean over the colour channels.

    As published, windows that reach over the picture's edge do not count.
    """
    return _similarity(restored, clean)[0]


def psnr_inside(restored: np.ndarray, clean: np.ndarray, hole: np.ndarray) -> float:
    """PSNR in dB of two uint8 pictures (H, W, 3) over the samples in a hole (H, W) bool with at least one pixel.

    Finite, so that it can be averaged: at most 58.9 dB, the error of rounding to 8 bit.
    """
    apart = restored[hole].astype(np.float64) - clean[hole].astype(np.float64)
    return 10.0 * math.log10(255.0**2 / max(float(np.mean(apart**2)), _ROUNDING))


def ssim_inside(restored: np.ndarray, clean: np.ndarray, hole: np.ndarray) -> float:
    """The mean of the SSIM map over the pixels of a hole (H, W) bool and the colour channels, windows as in `ssim`."""
    return float(_similarity(restored, clean)[1][hole].mean())


def detail(restored: np.ndarray, clean: np.ndarray, hole: np.ndarray) -> float | None:
    """Gradient energy of the restored picture over the clean one's in a hole (H, W) bool; 1: as much texture.

    The energy is the sum of the squared differences of neighbours, beside and below, of which both lie in the hole.
    PSNR ranks blurred fillings first; this shows that they are. None where the truth is flat or no two pixels touch.
    """
    truth = _gradient_energy(clean, hole)
    return _gradient_energy(restored, hole) / truth if truth > 0 else None


def _gradient_energy(picture: np.ndarray, hole: np.ndarray) -> float:
    samples = picture.astype(np.float64)
    across = np.diff(samples, axis=1)[hole[:, 1:] & hole[:, :-1]]
    down = np.diff(samples, axis=0)[hole[1:] & hole[:-1]]
    return float((across**2).sum() + (down**2).sum())


def _similarity(first: np.ndarray, second: np.ndarray) -> tuple[float, np.ndarray]:
    """SSIM and its map, (H, W, 3)."""
    value, pixels = structural_similarity(first, second, channel_axis=2, data_range=255, gaussian_weights=True,
                                          sigma=1.5, use_sample_covariance=False, full=True)  # fmt: skip
    return float(value), np.asarray(pixels)
