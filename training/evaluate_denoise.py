"""Measures a denoising network on clean photos by a published protocol, picture by picture."""

import dataclasses
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from restorer import engine, noise
from training.config import ConfigError
from training.figures import psnr, ssim

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


@dataclass(frozen=True, slots=True)
class Conditions:
    """How noisy, by which protocol, and what the network learns of it; raises `ConfigError` for an unknown word."""

    sigmas: tuple[float, ...] = (15.0, 25.0, 50.0)
    protocol: Protocol = "float"
    told: Told = "told"

    def __post_init__(self) -> None:
        if self.protocol not in get_args(Protocol) or self.told not in get_args(Told):
            raise ConfigError("--protocol is float or 8bit; --told is told, unknown or estimated.")


def measure_denoise(
    model: engine.Model, pictures: Iterable[tuple[str, np.ndarray]], conditions: Conditions, *,
    options: engine.Options | None = None,
) -> Iterator[Measurement]:  # fmt: skip
    """Every picture (name, (H, W, 3) uint8) at every sigma (8-bit steps), in the pictures' order.

    The protocol `float` is that of KAIR, DPIR and Restormer: seed 0 for each picture, x/255 + N(0, sigma/255),
    neither clipped nor rounded. `8bit` clips and rounds the noisy picture as a file does. Either way the estimate
    is clamped and rounded to 8 bit and no border is cropped. `told` says what the network learns of the level.
    """
    for name, clean in pictures:
        for sigma in conditions.sigmas:
            noisy = add_white_noise(clean, sigma, protocol=conditions.protocol)
            level = _level(noisy, sigma, conditions.told)
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


def report(rows: Iterable[Measurement], model: engine.Model, conditions: Conditions, *, as_json: bool) -> Iterator[str]:
    """Lines for a person, each as soon as its picture is measured, or one line of JSON at the end."""
    measured = []
    for row in rows:
        measured.append(row)
        if not as_json:
            yield f"{row.image:32s} sigma {row.sigma:4.0f}  {row.psnr:6.2f} dB  SSIM {row.ssim:.4f}"
    table = means(measured)
    if as_json:
        yield json.dumps({"mode": "denoise", "model": model.card.name, "sha256": model.sha256,
                          "protocol": conditions.protocol, "level": conditions.told, "mean": table,
                          "images": [dataclasses.asdict(row) for row in measured]})  # fmt: skip
        return
    for sigma, mean in table.items():
        yield (f"mean of {mean['images']:.0f}  sigma {sigma:.0f}  {mean['psnr']:.3f} dB  SSIM {mean['ssim']:.4f}"
               f"  (noisy {mean['input_psnr']:.2f} dB)  {conditions.protocol}, level {conditions.told}")  # fmt: skip


def _level(noisy: np.ndarray, sigma: float, told: Told) -> float | None:
    if told == "told":
        return sigma
    if told == "unknown":
        return None
    return noise.estimate_sigma(_to_8bit(noisy))


def _to_8bit(image: np.ndarray) -> np.ndarray:
    rounded: np.ndarray = np.round(np.clip(image, 0.0, 1.0) * 255.0).astype(np.uint8)
    return rounded
