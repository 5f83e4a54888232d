"""Clean patches made into old photos: grain and softness, then JPEG as thrifty as it once was."""

import torch

from training import degrade
from training.degrade import uniform
from training.mixtures import Ageing

_SOFTEST = 1.0  # px


def age_patches(clean: torch.Tensor, mixture: Ageing, generator: torch.Generator) -> torch.Tensor:
    """The patches (B, 3, H, W) in 0..1 as `mixture` says, of 8-bit steps; height and width stay."""
    count = len(clean)

    def some(share: float) -> torch.Tensor:
        return (uniform(count, clean, generator) < share).view(-1, 1, 1, 1)

    aged = torch.where(some(mixture.soft), _softened(clean, generator), clean)
    sigma = uniform(count, clean, generator) * mixture.sigma / 255.0
    aged = torch.where(some(mixture.grain), aged + degrade.camera_grain(clean, sigma, generator), aged)
    aged = degrade.to_8bit(aged)
    compressed = some(mixture.jpeg)
    aged = torch.where(compressed, _compressed(aged, mixture, generator), aged)
    again = compressed & some(mixture.twice)
    if bool(again.any()):
        aged = torch.where(again, _compressed(aged, mixture, generator), aged)
    return aged


def _softened(clean: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    return degrade.gaussian_blur(clean, 0.3 + (_SOFTEST - 0.3) * uniform(len(clean), clean, generator))


def _compressed(pictures: torch.Tensor, mixture: Ageing, generator: torch.Generator) -> torch.Tensor:
    quality = mixture.worst + (mixture.best - mixture.worst) * uniform(len(pictures), pictures, generator)
    at_corner, full = (torch.rand(2, generator=generator, device=pictures.device)).tolist()
    return degrade.compress_anywhere(
        pictures, quality, generator, aligned=at_corner < mixture.aligned, full_chroma=full < mixture.full_chroma
    )
