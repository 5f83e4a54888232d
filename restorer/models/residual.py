"""The half-resolution residual denoiser: the most quality for a second of CPU time."""

from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional

from restorer.models.blocks import ResidualBlock, centre, conv3x3, initialise, level_plane


@dataclass(frozen=True, slots=True)
class ResidualConfig:
    """Size of a `ResidualDenoiser`: feature channels and residual blocks."""

    width: int = 64
    blocks: int = 6


class ResidualDenoiser(nn.Module):
    """Estimates the clean image; any noise level, told or unknown, with one set of weights.

    Works on 2x2 pixel-unshuffled samples as FFDNet does (Zhang et al. 2018) with residual blocks between.
    Height and width must be multiples of `multiple`. Each output sample depends on no input sample further
    away than `halo`.
    """

    multiple = 2

    def __init__(self, config: ResidualConfig) -> None:
        super().__init__()
        self.config = config
        self.head = conv3x3(13, config.width)
        self.body = nn.ModuleList(ResidualBlock(config.width) for _ in range(config.blocks))
        self.tail = conv3x3(config.width, 12)
        initialise(self, tail=self.tail)

    @property
    def halo(self) -> int:
        """Receptive-field radius in pixels: the margin, and one for the other pixel of the same 2x2 sample."""
        return self.margin + 1

    @property
    def margin(self) -> int:
        """Pixels that the result loses on every side once padding is dropped; input must start at a multiple.

        Head, tail and two convolutions a block, each 2 px wide.
        """
        return 2 * (2 * self.config.blocks + 2)

    def forward(self, image: torch.Tensor, level: torch.Tensor) -> torch.Tensor:
        """Returns the clean estimate, (B, 3, H, W) float, not clipped.

        `image` is (B, 3, H, W) float, nominally 0..1; `level` is (B,), sigma in the same unit, negative = unknown.
        """
        samples = functional.pixel_unshuffle(image, 2)
        features = torch.cat((samples, level_plane(level, samples)), dim=1)
        planes = self.after_head(self.head(features.to(self.head.weight.dtype)), height=samples.shape[2])
        noise = functional.pixel_shuffle(planes, 2)
        return centre(image, noise) - noise.to(image.dtype)

    def after_head(self, features: torch.Tensor, *, height: int) -> torch.Tensor:
        """The 12 planes of noise made of the head's `features` for samples of that height."""
        del height  # of use where samples are paired
        for block in self.body:
            features = block(features)
        planes: torch.Tensor = self.tail(features)
        return planes
