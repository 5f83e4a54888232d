"""What a run teaches: from clean patches to a loss, and the figures it is followed by, one class for each mode."""

import math
from collections.abc import Callable
from typing import Protocol

import numpy as np
import torch
from torch import nn

from restorer.models.prefill import push_pull
from training import degrade, losses, masks
from training.config import ConfigError, TrainConfig

HELD_OUT_SIGMAS = (15, 25, 50)
_FLOOR = 8.0  # 8-bit steps: flat patches are filled well by anything and would outweigh all others
_HELD_OUT_MASKS = 3  # of each kind for every held-out square


class Task(Protocol):
    """One mode's lesson."""

    def loss(
        self, network: nn.Module, clean: torch.Tensor, generator: torch.Generator, *, in_tail: bool
    ) -> torch.Tensor:
        """The loss of clean patches (B, 3, H, W) in 0..1, damaged by chances drawn from `generator` alone."""
        ...

    def held_out(self, network: nn.Module, spared: torch.Tensor) -> dict[str, float]:
        """Figures (dB, higher is better) on held-out squares (K, 3, H, W) uint8, the same damage every time."""
        ...


class Denoising:
    """Noise of many kinds and levels, told or not; see `config.Noise`."""

    def __init__(self, config: TrainConfig) -> None:
        self._config = config

    def loss(
        self, network: nn.Module, clean: torch.Tensor, generator: torch.Generator, *, in_tail: bool
    ) -> torch.Tensor:
        """See `Task`."""
        noisy, level = degrade.add_noise(clean, self._config.noise, generator)
        estimate = network(noisy.contiguous(memory_format=torch.channels_last), level)
        if self._config.loss == "psnr":
            return losses.logarithmic(estimate, clean)
        return losses.root_mean_square(estimate, clean) if in_tail else losses.absolute(estimate, clean)

    def held_out(self, network: nn.Module, spared: torch.Tensor) -> dict[str, float]:
        """White noise of fixed seeds, not clipped, level told."""
        figures = {}
        for sigma in HELD_OUT_SIGMAS:
            generator = torch.Generator(spared.device).manual_seed(sigma)
            values = []
            for square in spared:
                clean = square[None].float() / 255.0
                noisy = clean + torch.randn(clean.shape, generator=generator, device=clean.device) * sigma / 255.0
                level = torch.full((1,), sigma / 255.0, device=clean.device)
                estimate = network(noisy.contiguous(memory_format=torch.channels_last), level).clamp(0.0, 1.0)
                values.append(_decibels((estimate - clean).square().mean()))
            figures[f"sigma{sigma}"] = sum(values) / len(values)
        return figures


class Inpainting:
    """Holes drawn by `masks`, filled by push-pull, and the difference learned inside them; see `config.Holes`."""

    def __init__(self, config: TrainConfig) -> None:
        self._config = config
        self._kinds = tuple(config.holes)
        self._shares = np.array([config.holes[kind] for kind in self._kinds]) / sum(config.holes.values())

    def loss(
        self, network: nn.Module, clean: torch.Tensor, generator: torch.Generator, *, in_tail: bool
    ) -> torch.Tensor:
        """See `Task`; the loss is that of the samples in the holes."""
        random = np.random.default_rng(int(torch.randint(2**31, (), generator=generator, device=clean.device)))
        kinds = random.choice(self._kinds, size=len(clean), p=self._shares)
        size = clean.shape[2:]
        hole = _holes([self._drawn(kind, *size, random=random) for kind in kinds], clean)
        image = push_pull(clean, hole).contiguous(memory_format=torch.channels_last)
        estimate = network(image, hole)
        if self._config.loss == "psnr":
            return losses.logarithmic(estimate, clean, weight=hole, floor=_FLOOR)
        return losses.absolute(estimate, clean, weight=hole)

    def _drawn(self, kind: str, height: int, width: int, *, random: np.random.Generator) -> np.ndarray:
        """Thin damage is drawn twice: more samples to learn from, and nearly the same surroundings for each."""
        drawn = masks.draw(kind, height, width, random=random)
        return drawn | masks.draw(kind, height, width, random=random) if kind in masks.THIN else drawn

    def held_out(self, network: nn.Module, spared: torch.Tensor) -> dict[str, float]:
        """PSNR inside the hole by kind of mask, beside that of the push-pull fill alone."""
        figures = {}
        for kind in self._kinds:
            random = np.random.default_rng(0)
            ours: list[float] = []
            rough: list[float] = []
            for square in spared:
                clean = square[None].float() / 255.0
                for _ in range(_HELD_OUT_MASKS):
                    hole = _holes([masks.draw(kind, *clean.shape[2:], random=random)], clean)
                    image = push_pull(clean, hole)
                    estimate = network(image.contiguous(memory_format=torch.channels_last), hole).clamp(0.0, 1.0)
                    for values, picture in ((ours, estimate), (rough, image)):
                        error = ((picture - clean).square() * hole).sum() / (hole.sum() * 3)
                        values.append(_decibels(error))
            figures[kind] = sum(ours) / len(ours)
            figures[f"{kind}, push-pull"] = sum(rough) / len(rough)
        return figures


def task(config: TrainConfig) -> Task:
    """The lesson of a run; raises `ConfigError` for a mode that is not taught."""
    lessons: dict[str, Callable[[TrainConfig], Task]] = {"denoise": Denoising, "inpaint": Inpainting}
    if config.mode not in lessons:
        raise ConfigError(f"mode “{config.mode}” cannot be trained; allowed are {', '.join(lessons)}.")
    return lessons[config.mode](config)


def _holes(drawn: list[np.ndarray], like: torch.Tensor) -> torch.Tensor:
    return torch.from_numpy(np.stack(drawn)[:, None]).to(like)


def _decibels(error: torch.Tensor) -> float:
    return -10.0 * math.log10(max(float(error), 1e-12))
