"""The half-resolution residual network that knows where JPEG's blocks lie."""

from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional

from restorer.models.blocks import ResidualBlock, centre, conv3x3, initialise, level_plane, outstanding

_BLOCK = 8  # px a side
_COARSE = _BLOCK // 2  # half-size samples a block has on a side
_REACH = 4  # px


@dataclass(frozen=True, slots=True)
class DeblockerConfig:
    """Size of a `Deblocker`: feature channels, residual blocks, and units that look at one JPEG block as a whole."""

    width: int = 64
    blocks: int = 5
    units: int = 256


class Deblocker(nn.Module):
    """Estimates the picture before JPEG; made for files whose block grid starts at the corner.

    JPEG's error depends on the place inside the 8x8 block, so beside convolutions, which treat all places alike, two
    small networks see a whole block: at the entrance its 192 samples become features, at the exit features become a
    change of its 192 samples. They are dense, yet cost a tenth of the rest, as they are run once for 64 pixels.
    Height and width must be multiples of `multiple`; each output sample depends on none further away than `halo`.
    """

    multiple = _BLOCK

    def __init__(self, config: DeblockerConfig) -> None:
        super().__init__()
        self.config = config
        width, units = config.width, config.units
        self.head = conv3x3(25, width)
        self.entrance = _whole_block(3 * _BLOCK**2, units, width * _COARSE**2)
        self.body = nn.ModuleList(ResidualBlock(width) for _ in range(config.blocks))
        self.tail = conv3x3(width, 12)
        self.exit = _whole_block(width * _COARSE**2, units, 3 * _BLOCK**2)
        initialise(self, tail=self.tail)
        for network in (self.entrance, self.exit):  # unheard at first, so that a network without them can grow
            last = network[-1]
            assert isinstance(last, nn.Conv2d)
            if not last.weight.is_meta:
                nn.init.zeros_(last.weight)

    @property
    def halo(self) -> int:
        """Receptive-field radius in pixels at most: from one end of a block to the far end of another."""
        body = 4 * self.config.blocks
        return max(self.margin, _REACH + _BLOCK - 1 + max(-(-body // _BLOCK) * _BLOCK, body + 3))

    @property
    def margin(self) -> int:
        """Pixels that the result loses on every side once padding is dropped; input must start at a multiple."""
        samples = 2 * self.config.blocks + 2
        return _BLOCK + 2 * (-(-samples // _COARSE) * _COARSE)

    def forward(self, image: torch.Tensor, level: torch.Tensor) -> torch.Tensor:
        """Returns the estimate, (B, 3, H, W) float, not clipped.

        `image` is (B, 3, H, W) float, nominally 0..1; `level` is (B,), negative = unknown.
        """
        is_padded = self.head.padding != (0, 0)
        middle, standing_out = outstanding(image, reach=_REACH, lost=0 if is_padded else _BLOCK)
        dtype = self.head.weight.dtype
        samples = functional.pixel_unshuffle(middle, 2)
        seen = (samples, level_plane(level, samples), functional.pixel_unshuffle(standing_out, 2))
        features = self.head(torch.cat(seen, dim=1).to(dtype))
        blocks = self.entrance(functional.pixel_unshuffle(standing_out, _BLOCK).to(dtype))
        features = features + centre(functional.pixel_shuffle(blocks, _COARSE), features)
        for block in self.body:
            features = block(features)
        change = functional.pixel_shuffle(self.tail(features), 2)
        lost = 0 if is_padded else self.margin
        whole = image[..., lost : image.shape[2] - lost, lost : image.shape[3] - lost]
        change = centre(change, whole) + self._of_blocks(features, like=whole)
        return whole - change.to(image.dtype)

    def _of_blocks(self, features: torch.Tensor, *, like: torch.Tensor) -> torch.Tensor:
        high, wide = like.shape[2] // 2, like.shape[3] // 2
        top, left = (features.shape[2] - high) // 2, (features.shape[3] - wide) // 2
        inner = features[:, :, top : top + high, left : left + wide]
        return functional.pixel_shuffle(self.exit(functional.pixel_unshuffle(inner, _COARSE)), _BLOCK)


def _whole_block(inputs: int, units: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(inputs, units, 1), nn.ReLU(), nn.Conv2d(units, outputs, 1))
