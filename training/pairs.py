"""Lessons from pairs: a clean and a damaged photo of the same place show by themselves what is to be undone."""

import torch
from torch import nn

from restorer.blurs import AUTO, BLURS
from training.config import TrainConfig
from training.degrade import UNKNOWN, uniform
from training.measured import Estimates
from training.tasks import Damaged, Restoration, decibels

_GRID = 16  # px; what the networks' `multiple` divides
_TOLD = 0.5  # share of the patches whose noise level a denoiser is told
_SPREAD = 0.9  # the level that is told is up to a factor of exp of this off, as the program's own estimate is


class Paired(Restoration):
    """Pairs (B, 6, H, W), the clean photo in the first three planes; nothing is damaged by chance.

    A denoiser is told a level like that of the difference, or none; other networks are told that nothing is known.
    """

    def __init__(self, config: TrainConfig) -> None:
        super().__init__(config)
        self._estimates = Estimates()
        self._is_denoiser = config.mode == "denoise"
        self._nothing = BLURS[AUTO] if config.mode == "deblur" else UNKNOWN

    def damage(self, clean: torch.Tensor, generator: torch.Generator) -> Damaged:
        """See `Restoration`; `clean` holds pairs."""
        truth, pictures = clean[:, :3], clean[:, 3:]
        told = torch.full((len(clean),), self._nothing, device=clean.device)
        if self._is_denoiser:
            level = (pictures - truth).square().mean(dim=(1, 2, 3)).sqrt()
            off = ((2.0 * uniform(len(clean), clean, generator) - 1.0) * _SPREAD).exp()
            told = torch.where(uniform(len(clean), clean, generator) < _TOLD, level * off, told)
        return Damaged(pictures.contiguous(memory_format=torch.channels_last), told, truth)

    def held_out(self, network: nn.Module, spared: torch.Tensor) -> dict[str, float]:
        """PSNR of the damaged photos restored as the program would, and what was gained on them."""
        values, gains = [], []
        for square in spared:
            pair = square[None].float() / 255.0
            rows, columns = (side - side % _GRID for side in pair.shape[2:])
            truth, damaged = pair[:, :3, :rows, :columns], pair[:, 3:, :rows, :columns]
            told = (
                self._estimates.of(damaged)
                if self._is_denoiser
                else torch.full((1,), self._nothing, device=pair.device)
            )
            restored = network(damaged.contiguous(memory_format=torch.channels_last), told).clamp(0.0, 1.0)
            values.append(decibels((restored - truth).square().mean()))
            gains.append(values[-1] - decibels((damaged - truth).square().mean()))
        return {"pairs": sum(values) / len(values), "pairs, gain": sum(gains) / len(gains)}
