"""The same networks for less CPU time: packed weights, ReLU within convolutions, pixels as they lie."""

import copy
from typing import Any

import torch
from torch import nn

from restorer.models.blocks import ResidualBlock, centre, scaled_level
from restorer.models.residual import ResidualDenoiser
from restorer.models.unet import UNetDenoiser

_TOLERANCES = {torch.float32: 1e-5, torch.bfloat16: 2.0**-5}  # of the change, both as root mean squares
_TEST_SIDE = 24  # pixels that the test tile writes, at least


def fuse(network: nn.Module) -> nn.Module:
    """The network itself, or one that computes the same faster if this build of torch proves able to.

    `network` is on the CPU, in fp32 or bf16, its padding dropped; it is left as it is. What replaces a denoiser takes
    and gives the same as it does: in fp32 within 1e-5 of the change, in bf16 within its rounding. The operations are
    torch's own for its compiler and no public interface, so whatever goes wrong, or differs on a test tile, means
    that the network comes back as it was.
    """
    if not isinstance(network, ResidualDenoiser | UNetDenoiser):
        return network
    try:
        with torch.no_grad():
            fused = FusedDenoiser(network)
            return fused if _agree(network, fused) else network
    except Exception:  # noqa: BLE001  (a private interface may fail in any way)
        return network


class FusedConvolution(nn.Conv2d):
    """A convolution with its weights packed once and, if wanted, a ReLU before its result is written."""

    def __init__(self, layer: nn.Conv2d, *, relu: bool = False) -> None:
        super().__init__(
            layer.in_channels, layer.out_channels, layer.kernel_size,  # type: ignore[arg-type]
            stride=layer.stride, padding=layer.padding, bias=layer.bias is not None, device="meta",  # type: ignore[arg-type]
        )  # fmt: skip
        self.weight, self.bias = layer.weight, layer.bias
        self.relu = "relu" if relu else "none"
        pack: Any = torch._C._nn.mkldnn_reorder_conv2d_weight  # its stub asks for lists
        self.packed = pack(layer.weight.detach().to_mkldnn(), self.padding, self.stride, self.dilation, self.groups)

    def forward(self, features: torch.Tensor, bias: torch.Tensor | None = None) -> torch.Tensor:
        """The result (B, C, H, W), channels last; `bias` takes the place of the layer's own."""
        result: torch.Tensor = torch.ops.mkldnn._convolution_pointwise(
            features, self.packed, self.bias if bias is None else bias,
            self.padding, self.stride, self.dilation, self.groups, self.relu, [], "",
        )  # fmt: skip
        return result


class FusedBlock(nn.Module):
    """A `ResidualBlock` without a pass of its own for the ReLU."""

    def __init__(self, block: ResidualBlock) -> None:
        super().__init__()
        self.first = FusedConvolution(block.first, relu=True)
        self.second = FusedConvolution(block.second)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        # the sum is not fused: torch wants the summand dense, and cropping it costs what the fusion saves
        change: torch.Tensor = self.second(self.first(features))
        return change.add_(centre(features, change))


class FusedDenoiser(nn.Module):
    """A denoiser that reads interleaved pixels as they are, and writes them so.

    Two pixels side by side count as 6 channels, two rows one above the other as one step of the head's kernel: that
    is the 2x2 pixel-unshuffle and the head's 3x3 convolution in one. The constant plane of the level becomes part of
    the head's bias, which is exact as no sample is padded.
    """

    def __init__(self, network: ResidualDenoiser | UNetDenoiser) -> None:
        super().__init__()
        self.network = copy.deepcopy(network)
        self.level_weight = network.head.weight[:, 12].float().sum(dim=(1, 2))
        self.level_bias = _bias(network.head).float()
        self.network.head = FusedConvolution(_head_of_pixels(network.head))
        self.network.tail = _tail_of_pixels(network.tail)
        _replace(self.network)

    def forward(self, image: torch.Tensor, level: torch.Tensor) -> torch.Tensor:
        """As the denoiser's own: `image` (B, 3, H, W) float32 and `level` (B,) give (B, 3, H', W'), interleaved."""
        return torch.cat([self._one(image[i], level[i : i + 1]) for i in range(len(image))])

    def _one(self, image: torch.Tensor, level: torch.Tensor) -> torch.Tensor:
        height, width = image.shape[1:]
        head = self.network.head
        pixels = image.permute(1, 2, 0).to(head.weight.dtype).contiguous()
        pairs = pixels.view(1, height, width // 2, 6).permute(0, 3, 1, 2)
        bias = (self.level_bias + scaled_level(level) * self.level_weight).to(head.weight.dtype)
        noise = self.network.after_head(head(pairs, bias), height=height // 2)
        rows, columns = 2 * noise.shape[2], 2 * noise.shape[3]
        samples = noise[0].permute(1, 2, 0).reshape(rows // 2, columns // 2, 2, 2, 3).transpose(1, 2)
        top, left = (height - rows) // 2, (width - columns) // 2
        middle = image[:, top : top + rows, left : left + columns].permute(1, 2, 0)
        estimate = middle.reshape(rows // 2, 2, columns // 2, 2, 3) - samples
        return estimate.reshape(1, rows, columns, 3).permute(0, 3, 1, 2)


def _replace(module: nn.Module) -> None:
    """Puts fused layers in place of the convolutions and blocks below `module`."""
    for name, child in module.named_children():
        if isinstance(child, FusedConvolution):
            continue
        if isinstance(child, ResidualBlock):
            setattr(module, name, FusedBlock(child))
        elif isinstance(child, nn.Conv2d):
            setattr(module, name, FusedConvolution(child))
        else:
            _replace(child)


def _head_of_pixels(head: nn.Conv2d) -> nn.Conv2d:
    """The head as a 6x3 convolution of pairs of pixels with a step of two rows; its input 12, the level, is left out.

    Channels of the pixel-unshuffle are (colour, row, column), those of a pair are (column, colour).
    """
    weight = head.weight[:, :12].reshape(-1, 3, 2, 2, 3, 3)  # (out, colour, row, column, kernel row, kernel column)
    pairs = nn.Conv2d(6, head.out_channels, (6, 3), stride=(2, 1), device="meta")
    pairs.weight = nn.Parameter(weight.permute(0, 3, 1, 4, 2, 5).reshape(-1, 6, 6, 3), requires_grad=False)
    pairs.bias = nn.Parameter(_bias(head), requires_grad=False)
    return pairs


def _tail_of_pixels(tail: nn.Conv2d) -> nn.Conv2d:
    """The tail with its results in the order (row, column, colour)."""
    order = torch.arange(12).view(3, 4).T.reshape(-1)
    reordered = copy.deepcopy(tail)
    reordered.weight = nn.Parameter(tail.weight[order], requires_grad=False)
    reordered.bias = nn.Parameter(_bias(tail)[order], requires_grad=False)
    return reordered


def _bias(layer: nn.Conv2d) -> torch.Tensor:
    return layer.weight.new_zeros(layer.out_channels) if layer.bias is None else layer.bias


def _agree(network: Any, fused: nn.Module) -> bool:
    """Compares both on a small tile; values that are no numbers never agree."""
    side = -(-(2 * network.margin + _TEST_SIDE) // network.multiple) * network.multiple
    drawn = torch.rand((1, side, side, 3), generator=torch.Generator().manual_seed(0)).permute(0, 3, 1, 2)
    level = torch.full((1,), 0.1)
    plain, other = network(drawn, level), fused(drawn, level)
    change, difference = plain - centre(drawn, plain), other - plain
    tolerance = _TOLERANCES[network.head.weight.dtype]
    return bool(difference.square().mean().sqrt() <= tolerance * change.square().mean().sqrt())
