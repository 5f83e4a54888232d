"""The pixel-unshuffled residual U-Net: a wide view for few operations."""

from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import nn
from torch.nn import functional

from restorer.models.blocks import ResidualBlock, centre, conv3x3, initialise, level_plane


@dataclass(frozen=True, slots=True)
class UNetConfig:
    """Size of a `UNetDenoiser`: channels per scale, residual blocks per scale and at the coarsest one."""

    widths: tuple[int, ...] = (32, 64, 128)
    blocks: int = 1
    middle: int = 2


class UNet(nn.Module):
    """A U-Net of plain residual blocks (DRUNet, Zhang et al. 2021) on half-size samples, with additive skips.

    It takes `inputs` planes and gives `outputs`, which a 2x2 pixel-shuffle turns into a picture of twice the size, RGB
    if there are 12. The picture's height and width must be multiples of `multiple`. `is_light` leaves the encoder
    without blocks, so that only the decoder's are paid for.
    """

    def __init__(self, config: UNetConfig, *, inputs: int, outputs: int = 12, is_light: bool = False) -> None:
        super().__init__()
        self.config = config
        self.encoder_blocks = 0 if is_light else config.blocks
        widths = config.widths
        self.head = conv3x3(inputs, widths[0])
        self.encoder = nn.ModuleList(_blocks(width, self.encoder_blocks) for width in widths[:-1])
        self.down = nn.ModuleList(nn.Conv2d(a, b, 2, stride=2) for a, b in pairwise(widths))
        self.middle = _blocks(widths[-1], config.middle)
        self.up = nn.ModuleList(nn.ConvTranspose2d(b, a, 2, stride=2) for a, b in pairwise(widths))
        self.decoder = nn.ModuleList(_blocks(width, config.blocks) for width in widths[:-1])
        self.tail = conv3x3(widths[0], outputs)
        initialise(self, tail=self.tail)

    @property
    def multiple(self) -> int:
        """Height and width must divide by this; tiles must start at multiples of it."""
        return int(2 ** len(self.config.widths))

    @property
    def halo(self) -> int:
        """An upper bound of the receptive-field radius in pixels, a multiple of `multiple`."""
        radius = 2 * 2
        for scale in range(len(self.config.widths) - 1):
            radius += 2 * (self.encoder_blocks + self.config.blocks) * 2 ** (scale + 1)
        coarsest = self.multiple
        radius += 2 * self.config.middle * coarsest + coarsest
        return -(-radius // coarsest) * coarsest

    @property
    def margin(self) -> int:
        """Pixels that the result loses on every side once padding is dropped; input must start at a multiple."""
        lost = 1
        for _ in self.config.widths[:-1]:
            lost += 2 * self.encoder_blocks
            lost = (lost + lost % 2) // 2
        lost += 2 * self.config.middle
        for _ in self.config.widths[:-1]:
            lost = 2 * lost + 2 * self.config.blocks
        return 2 * (lost + 1)

    def planes(self, samples: torch.Tensor) -> torch.Tensor:
        """The planes (B, outputs, h, w) made of `samples` (B, inputs, h, w); h and w divide by `multiple` / 2."""
        return self.after_head(self.head(samples.to(self.head.weight.dtype)), height=samples.shape[2])

    def after_head(self, features: torch.Tensor, *, height: int) -> torch.Tensor:
        """What `planes` makes of the head's `features` for samples of that height."""
        skips = []
        for scale, (blocks, down) in enumerate(zip(self.encoder, self.down, strict=True)):
            features = blocks(features)
            skips.append(features)
            features = down(_on_grid(features, whole=height >> scale))
        features = self.middle(features)
        for blocks, up, skip in zip(reversed(self.decoder), reversed(self.up), reversed(skips), strict=True):
            features = up(features)
            features = blocks(features.add_(centre(skip, features)))
        planes: torch.Tensor = self.tail(features)
        return planes


class UNetDenoiser(UNet):
    """Estimates the clean image; any noise level, told or unknown, with one set of weights."""

    is_light = False

    def __init__(self, config: UNetConfig) -> None:
        super().__init__(config, inputs=13, is_light=self.is_light)

    def forward(self, image: torch.Tensor, level: torch.Tensor) -> torch.Tensor:
        """Returns the clean estimate, (B, 3, H, W) float, not clipped.

        `image` is (B, 3, H, W) float, nominally 0..1; `level` is (B,), sigma in the same unit, negative = unknown.
        """
        samples = functional.pixel_unshuffle(image, 2)
        noise = functional.pixel_shuffle(self.planes(torch.cat((samples, level_plane(level, samples)), dim=1)), 2)
        return centre(image, noise) - noise.to(image.dtype)


class LightUNetDenoiser(UNetDenoiser):
    """A `UNetDenoiser` without blocks in its encoder: two thirds of the time, for little that is lost."""

    is_light = True


class UNetInpainter(UNet):
    """Estimates what lies under a hole that was filled roughly before; made for holes up to about 12 px wide."""

    def __init__(self, config: UNetConfig) -> None:
        super().__init__(config, inputs=16)

    def forward(self, image: torch.Tensor, hole: torch.Tensor) -> torch.Tensor:
        """Returns the estimate, (B, 3, H, W) float, not clipped; meant to be used inside the hole alone.

        `image` is (B, 3, H, W) float, nominally 0..1, its hole filled by `push_pull`; `hole` is (B, 1, H, W), 1 inside
        and 0 outside.
        """
        samples = torch.cat((functional.pixel_unshuffle(image, 2), functional.pixel_unshuffle(hole, 2)), dim=1)
        error = functional.pixel_shuffle(self.planes(samples), 2)
        return centre(image, error) - error.to(image.dtype)


class UNetDetector(UNet):
    """Tells where a photo is damaged: scratches, dust, creases, tears, stains."""

    def __init__(self, config: UNetConfig) -> None:
        super().__init__(config, inputs=12, outputs=4)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        """Returns (B, 1, H, W): the logarithm of the odds that a pixel is damaged. `image` is (B, 3, H, W), 0..1."""
        return functional.pixel_shuffle(self.planes(functional.pixel_unshuffle(image, 2)), 2)


def _on_grid(features: torch.Tensor, *, whole: int) -> torch.Tensor:
    """Cuts one sample off every side if dropped padding left the first one off the 2x2 grid of `whole` samples."""
    if (whole - features.shape[2]) // 2 % 2 == 0:
        return features
    return features[:, :, 1:-1, 1:-1]


def _blocks(width: int, count: int) -> nn.Sequential:
    return nn.Sequential(*(ResidualBlock(width) for _ in range(count)))
