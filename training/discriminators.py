"""The network that tells generated samples from photographed ones, patch by patch; it is trained and never shipped."""

import torch
from torch import nn
from torch.nn import functional

from restorer.models.blocks import conv3x3

_SLOPE = 0.2


class PatchDiscriminator(nn.Module):
    """Scores every 8x8 block of a picture: above 0 it looks photographed, below 0 generated.

    PatchGAN (Isola et al. 2017, arXiv 1611.07004) with a receptive field of 54 px. There is no normalisation, so
    that no picture's score depends on another one's; the gradient penalty keeps it smooth instead
    (Mescheder et al. 2018, arXiv 1801.04406). 1.25 million parameters at `width` 64.
    """

    def __init__(self, width: int = 64) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            [
                nn.Conv2d(4, width, 4, stride=2, padding=1),
                nn.Conv2d(width, 2 * width, 4, stride=2, padding=1),
                nn.Conv2d(2 * width, 4 * width, 4, stride=2, padding=1),
                conv3x3(4 * width, 4 * width),
            ]
        )
        self.score = conv3x3(4 * width, 1)
        for layer in (*self.layers, self.score):
            nn.init.kaiming_normal_(layer.weight, a=_SLOPE, nonlinearity="leaky_relu")
            nn.init.zeros_(layer.bias)
        with torch.no_grad():
            self.score.weight.mul_(0.1)  # scores near 0: nothing is known yet

    def forward(self, picture: torch.Tensor, hole: torch.Tensor) -> tuple[torch.Tensor, list[torch.Tensor]]:
        """Returns scores (B, 1, H/8, W/8) and the features of every layer, (B, C, h, w) from fine to coarse.

        `picture` is (B, 3, H, W) float, nominally 0..1; `hole` is (B, 1, H, W), 1 inside and 0 outside. Height and
        width must be multiples of 8.
        """
        samples = torch.cat((picture * 2.0 - 1.0, hole), dim=1)
        features = [samples.contiguous(memory_format=torch.channels_last)]
        for layer in self.layers:
            features.append(functional.leaky_relu(layer(features[-1]), _SLOPE))
        return self.score(features[-1]), features[1:]


def make(width: int, *, seed: int) -> PatchDiscriminator:
    """A fresh discriminator whose weights depend on `seed` alone; the global generator stays where it was."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return PatchDiscriminator(width).to(memory_format=torch.channels_last)  # type: ignore[call-overload,no-any-return]


def cells(hole: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
    """The hole (B, 1, H, W) on the grid of `like` (B, C, h, w): 1 where a block has a sample of the hole, else 0."""
    stride = hole.shape[2] // like.shape[2]
    return functional.max_pool2d(hole, stride) if stride > 1 else hole
