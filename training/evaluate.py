"""Measures a network on a folder of clean photos by a published protocol, picture by picture."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from skimage.metrics import structural_similarity

from restorer import engine, noise
from training.data import read_photos

Protocol = Literal["float", "8bit"]
Told = Literal["told", "unknown", "estimated"]


@dataclass(frozen=True, slots=True)
class Measurement:
    """One picture at one noise level: PSNR in dB over all RGB samples, SSIM, the same for the noisy input."""

    image: str
    sigma: float
    psnr: float
    ssim: float
    input_psnr: float
    level: float | None


def measure_denoise(
    model: engine.Model, images: Path, *, sigmas: Sequence[float], protocol: Protocol = "float", told: Told = "told",
    options: engine.Options | None = None,
) -> Iterator[Measurement]:  # fmt: skip
    """Every picture of the folder at every sigma (8-bit steps), in name order.

    The protocol `float` is that of KAIR, DPIR and Restormer: seed 0 for each picture, x/255 + N(0, sigma/255),
    neither clipped nor rounded. `8bit` clips and rounds the noisy picture as a file does. Either way the estimate
    is clamped and rounded to 8 bit and no border is cropped. `told` says what the network learns of the level.
    """
    for name, clean in read_photos(images):
        for sigma in sigmas:
            noisy = add_white_noise(clean, sigma, protocol=protocol)
            level = _level(noisy, sigma, told)
            estimate = engine.run_network(noisy, model, level, options or engine.Options())
            restored = _to_8bit(estimate)
            yield Measurement(name, sigma, psnr(restored, clean), ssim(restored, clean), psnr(_to_8bit(noisy), clean),
                              level)  # fmt: skip


def add_white_noise(clean: np.ndarray, sigma: float, *, protocol: Protocol) -> np.ndarray:
    """The noisy picture (H, W, 3) float32 on the 0..1 scale, from uint8; the same one every time."""
    random = np.random.RandomState(0)  # the published protocol names this generator
    noisy = clean / 255.0 + random.normal(0, sigma / 255.0, clean.shape)
    if protocol == "8bit":
        noisy = np.round(np.clip(noisy, 0.0, 1.0) * 255.0) / 255.0
    return noisy.astype(np.float32)


def psnr(first: np.ndarray, second: np.ndarray) -> float:
    """PSNR in dB of two uint8 pictures over all samples; infinite if they are equal."""
    error = float(np.mean((first.astype(np.float64) - second.astype(np.float64)) ** 2))
    return math.inf if error == 0 else 20.0 * math.log10(255.0 / math.sqrt(error))


def ssim(first: np.ndarray, second: np.ndarray) -> float:
    """SSIM of Wang et al. 2004 (Gaussian window, sigma 1.5, range 255), the mean over the colour channels."""
    value = structural_similarity(first, second, channel_axis=2, data_range=255, gaussian_weights=True, sigma=1.5,
                                  use_sample_covariance=False)  # fmt: skip
    return float(value)


def means(measurements: Sequence[Measurement]) -> dict[float, dict[str, float]]:
    """Mean PSNR, SSIM and input PSNR by sigma, the mean of the pictures' values."""
    table: dict[float, dict[str, float]] = {}
    for sigma in sorted({item.sigma for item in measurements}):
        rows = [item for item in measurements if item.sigma == sigma]
        table[sigma] = {
            "psnr": sum(item.psnr for item in rows) / len(rows),
            "ssim": sum(item.ssim for item in rows) / len(rows),
            "input_psnr": sum(item.input_psnr for item in rows) / len(rows),
            "images": len(rows),
        }
    return table


def _level(noisy: np.ndarray, sigma: float, told: Told) -> float | None:
    if told == "told":
        return sigma
    if told == "unknown":
        return None
    return noise.estimate_sigma(_to_8bit(noisy))


def _to_8bit(image: np.ndarray) -> np.ndarray:
    rounded: np.ndarray = np.round(np.clip(image, 0.0, 1.0) * 255.0).astype(np.uint8)
    return rounded
