"""The generator of a generative adversarial network: noise and a class to a picture in one pass."""

from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import nn
from torch.nn import functional

from restorer.models.blocks import ResidualBlock, check_sides, conv3x3, initialise


@dataclass(frozen=True, slots=True)
class GANConfig:
    """Size of a `GANGenerator`: picture side and channels, classes, noise values, channels per scale, blocks."""

    size: int = 64
    channels: int = 3
    classes: int = 1
    noise: int = 128
    widths: tuple[int, ...] = (64, 96, 160, 256)
    blocks: int = 1

    def __post_init__(self) -> None:
        """Raises `WeightsError` if the scales do not fit the picture's side."""
        check_sides(self.size, self.widths)


class GANGenerator(nn.Module):
    """Residual blocks from the coarsest grid to half the picture's size, with skip-layer excitation, not normalised.

    The plain backbone of R3GAN (Huang et al. 2024, arXiv 2501.05441); skip-layer excitation (FastGAN, Liu et al. 2021,
    arXiv 2101.04775): channels of the finest scale are weighted by what the coarsest one holds. The class is an
    embedding beside the noise.
    """

    is_variational = False
    halo = 0

    def __init__(self, config: GANConfig) -> None:
        super().__init__()
        self.config = config
        widths = config.widths
        self.coarsest = config.size >> len(widths)
        self.kinds = nn.Embedding(config.classes, config.noise)
        self.from_noise = nn.Linear(2 * config.noise, widths[-1] * self.coarsest**2)
        self.stages = nn.ModuleList(_blocks(width, config.blocks) for width in widths)
        self.up = nn.ModuleList(nn.Conv2d(b, a, 1) for a, b in pairwise(widths))
        self.excite = nn.Sequential(
            nn.Conv2d(widths[-1], widths[0], self.coarsest), nn.SiLU(), nn.Conv2d(widths[0], widths[0], 1)
        )
        self.tail = conv3x3(widths[0], 4 * config.channels)
        initialise(self, tail=self.tail, tail_gain=0.3)
        if not self.tail.weight.is_meta:
            nn.init.kaiming_normal_(self.from_noise.weight, nonlinearity="linear")

    @property
    def multiple(self) -> int:
        """Height and width of the pictures."""
        return self.config.size

    @property
    def noise_shape(self) -> tuple[int, int, int]:
        """Channels, height and width of the noise that a picture is made of."""
        return self.config.noise, 1, 1

    def forward(self, noise: torch.Tensor, label: torch.Tensor) -> torch.Tensor:
        """Pictures (B, channels, size, size), nominally 0..1, from noise (B, *noise_shape) and class numbers (B,)."""
        told = torch.cat((noise.flatten(1), self.kinds(label)), dim=1)
        features = self.from_noise(told).view(len(noise), -1, self.coarsest, self.coarsest)
        features = features.contiguous(memory_format=torch.channels_last)
        weight = torch.sigmoid(self.excite(features)) * 2.0
        for scale in reversed(range(len(self.stages))):
            features = self.stages[scale](features)
            if scale:
                features = functional.interpolate(self.up[scale - 1](features), scale_factor=2.0, mode="bilinear")
        values = functional.pixel_shuffle(self.tail(features * weight), 2).float()
        return torch.tanh(values) * 0.5 + 0.5


def _blocks(width: int, count: int) -> nn.Sequential:
    return nn.Sequential(*(ResidualBlock(width) for _ in range(count)))
