"""Layers that two networks share."""

import torch
from torch import nn
from torch.nn import functional

from restorer.weights import WeightsError

OUTSTANDING_GAIN = 8.0


def conv3x3(inputs: int, outputs: int) -> nn.Conv2d:
    """A 3x3 convolution that keeps height and width."""
    return nn.Conv2d(inputs, outputs, kernel_size=3, padding=1)


def drop_padding(network: nn.Module) -> None:
    """Makes every 3x3 convolution of `network` return only the samples it saw all neighbours of.

    The result then shrinks by the network's `margin` on every side and equals, sample for sample, what the
    padded network gives there: tiles read a margin anyway, and no time goes into samples that are thrown away.
    """
    for module in network.modules():
        if isinstance(module, nn.Conv2d) and module.kernel_size == (3, 3):
            module.padding = (0, 0)


def centre(planes: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
    """The middle of `planes` (B, C, H, W) as high and wide as `like`; `planes` itself if the sizes agree."""
    top, left = (planes.shape[2] - like.shape[2]) // 2, (planes.shape[3] - like.shape[3]) // 2
    if top == 0 and left == 0:
        return planes
    return planes[:, :, top : top + like.shape[2], left : left + like.shape[3]]


class ResidualBlock(nn.Module):
    """Adds conv-ReLU-conv to its input; the shape (B, width, H, W) is unchanged while padding is on.

    Zhang et al., "Plug-and-Play Image Restoration with Deep Denoiser Prior" (DRUNet): no normalisation.
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = conv3x3(width, width)
        self.second = conv3x3(width, width)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        # in place, as further buffers of this size cost a fifth of the time
        change: torch.Tensor = self.second(torch.relu_(self.first(features)))
        return change.add_(centre(features, change))


def outstanding(image: torch.Tensor, *, reach: int, lost: int) -> tuple[torch.Tensor, torch.Tensor]:
    """The middle of `image` (B, C, H, W), and what stands out there from the means of its surroundings, times 8.

    Nearly all of a picture's energy is brightness, which most lessons turn out not to depend on; what does matter is
    small beside it, and a network that is shown it separately learns several times as fast. Surroundings reach `reach`
    px on every side; `lost` px (at least `reach`) are cut off all around, or none if it is 0: then reflections stand
    in for what lies outside.
    """
    framed = image if lost else functional.pad(image, [reach] * 4, mode="reflect")
    surroundings = functional.avg_pool2d(framed, 2 * reach + 1, stride=1)
    middle = image[..., lost : image.shape[2] - lost, lost : image.shape[3] - lost]
    return middle, (middle - centre(surroundings, middle)) * OUTSTANDING_GAIN


def scaled_level(level: torch.Tensor) -> torch.Tensor:
    """Noise levels as the networks see them: by 4, so that a sigma of 60/255 comes near 1; unknown (negative) is -1."""
    return torch.where(level < 0, torch.full_like(level, -1.0), level * 4.0)


def level_plane(level: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
    """A constant plane (B, 1, H, W) holding each sample's noise level, laid beside `like` (B, C, H, W).

    `level` is (B,) in units of the image range 0..1, as `scaled_level` takes it.
    """
    plane = scaled_level(level).to(like.dtype).view(-1, 1, 1, 1)
    return plane.expand(like.shape[0], 1, like.shape[2], like.shape[3])


def initialise(network: nn.Module, *, tail: nn.Conv2d, residual_gain: float = 0.2, tail_gain: float = 0.1) -> None:
    """Draws He-normal weights and zero biases; scales each residual block's last convolution and `tail` by the gains.

    He et al. 2015. Small gains keep a deep network without normalisation close to the identity at first. A network
    on the meta device has no values to draw and is left alone.
    """
    if tail.weight.is_meta:
        return
    for module in network.modules():
        if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
            if module.bias is not None:
                nn.init.zeros_(module.bias)
    with torch.no_grad():
        for module in network.modules():
            if isinstance(module, ResidualBlock):
                module.second.weight.mul_(residual_gain)
        tail.weight.mul_(tail_gain)


def check_sides(size: int, widths: tuple[int, ...], *, grid: int = 1) -> None:
    """Raises `WeightsError` unless pictures of `size` halve once for every width, down to `grid` unless it is 1."""
    coarsest = size >> len(widths)
    if coarsest < 1 or coarsest << len(widths) != size:
        raise WeightsError(f"“size” must be a multiple of {1 << len(widths)} for so many scales, not {size}.")
    if grid not in (1, coarsest):
        raise WeightsError(f"“grid” must be 1 or {coarsest}, not {grid}.")
