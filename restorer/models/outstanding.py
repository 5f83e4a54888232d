"""U-Nets with a second look at the picture: what stands out from its surroundings."""

import torch
from torch.nn import functional

from restorer.models.blocks import centre, outstanding
from restorer.models.unet import UNet, UNetConfig

_REACH = 4  # px


class OutstandingUNet(UNet):
    """A `UNet` that sees planes and, beside them, how its picture stands out; see `blocks.outstanding`."""

    def __init__(self, config: UNetConfig, *, inputs: int, outputs: int = 12) -> None:
        super().__init__(config, inputs=inputs + 12, outputs=outputs)

    @property
    def halo(self) -> int:
        """See `UNet`."""
        return super().halo + self.multiple

    @property
    def margin(self) -> int:
        """See `UNet`; the surroundings need less, but the grid must stay."""
        return super().margin + self.multiple

    def planes_of(self, image: torch.Tensor, *beside: torch.Tensor) -> torch.Tensor:
        """The planes made of a picture (B, 3, H, W) and what lies beside it (B, C, H, W), twice as high and wide."""
        lost = 0 if self.head.padding != (0, 0) else self.multiple
        middle, standing_out = outstanding(image, reach=_REACH, lost=lost)
        seen = (middle, *(centre(one, middle) for one in beside), standing_out)
        samples = torch.cat([functional.pixel_unshuffle(one, 2) for one in seen], dim=1)
        return functional.pixel_shuffle(self.planes(samples), 2)


class OutstandingInpainter(OutstandingUNet):
    """As `UNetInpainter`, but it also sees what stands out."""

    def __init__(self, config: UNetConfig) -> None:
        super().__init__(config, inputs=16)

    def forward(self, image: torch.Tensor, hole: torch.Tensor) -> torch.Tensor:
        """See `UNetInpainter`."""
        error = self.planes_of(image, hole)
        return centre(image, error) - error.to(image.dtype)


class OutstandingDetector(OutstandingUNet):
    """As `UNetDetector`, but it also sees what stands out."""

    def __init__(self, config: UNetConfig) -> None:
        super().__init__(config, inputs=12, outputs=4)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        """See `UNetDetector`."""
        return self.planes_of(image)
