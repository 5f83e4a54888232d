"""A learned prior: a flow from noise to the latents that an encoder gives."""

import math
from itertools import pairwise

import torch
from torch import nn
from torch.nn import functional

from restorer.models.blocks import conv3x3

_STEPS = 12  # of Heun's method, two looks each
_FREQUENCIES = 16


class LatentFlow(nn.Module):
    """Learns the velocity from noise to data on straight lines (flow matching, Lipman et al. 2023, arXiv 2210.02747).

    A residual network on the latent grid, told the time, the class and the place on the grid. Latents are brought to
    mean 0 and variance 1, channel by channel, by running moments that training keeps.
    """

    mean: torch.Tensor
    variance: torch.Tensor

    def __init__(self, latent: int, width: int, *, blocks: int, classes: int) -> None:
        super().__init__()
        self.classes = classes
        self.register_buffer("mean", torch.zeros(latent))
        self.register_buffer("variance", torch.ones(latent))
        self.head = conv3x3(latent + 2, width)
        self.told = nn.Linear(2 * _FREQUENCIES + classes, width)
        self.blocks = nn.ModuleList(_ToldBlock(width) for _ in range(blocks))
        self.tail = conv3x3(width, latent)
        if not self.tail.weight.is_meta:
            nn.init.zeros_(self.tail.weight)
            nn.init.zeros_(self.tail.bias)  # type: ignore[arg-type]

    def forward(self, point: torch.Tensor, time: torch.Tensor, label: torch.Tensor) -> torch.Tensor:
        """Velocity (B, C, h, w) at points between noise (time 0) and latents (time 1); `time` and `label` are (B,)."""
        angles = time[:, None] * (math.pi * 1.3 ** torch.arange(_FREQUENCIES, device=time.device))
        kind = functional.one_hot(label, self.classes).to(point.dtype)
        told = torch.cat((angles.sin(), angles.cos(), kind), dim=1).to(point.dtype)
        condition = functional.silu(self.told(told))
        features = self.head(torch.cat((point, _places(point)), dim=1))
        for block in self.blocks:
            features = block(features, condition)
        velocity: torch.Tensor = self.tail(functional.silu(features))
        return velocity

    def loss(self, latent: torch.Tensor, label: torch.Tensor, noise: torch.Tensor, time: torch.Tensor) -> torch.Tensor:
        """The mean squared error of the velocity at the given times on the lines from `noise` to the latents."""
        target = self.whitened(latent)
        at = time[:, None, None, None]
        velocity = self(torch.lerp(noise, target, at), time, label)
        error: torch.Tensor = (velocity.float() - (target - noise)).square().mean()
        return error

    @torch.no_grad()
    def see(self, latent: torch.Tensor, *, share: float) -> None:
        """Moves the running moments towards those of these latents."""
        self.mean.lerp_(latent.mean(dim=(0, 2, 3)), share)
        about = latent - self.mean[:, None, None]
        self.variance.lerp_(about.square().mean(dim=(0, 2, 3)), share)

    def whitened(self, latent: torch.Tensor) -> torch.Tensor:
        """Latents brought to mean 0 and variance 1."""
        return (latent - self.mean[:, None, None]) / self.variance.clamp_min(1e-6).sqrt()[:, None, None]

    def forth(self, noise: torch.Tensor, label: torch.Tensor) -> torch.Tensor:
        """Latents at the end of the flow from `noise`."""
        point = self._along(noise, label, start=0.0, end=1.0)
        return point * self.variance.clamp_min(1e-6).sqrt()[:, None, None] + self.mean[:, None, None]

    def back(self, latent: torch.Tensor, label: torch.Tensor) -> torch.Tensor:
        """The noise from which the flow leads to `latent`, but for the error of the steps."""
        return self._along(self.whitened(latent), label, start=1.0, end=0.0)

    def _along(self, point: torch.Tensor, label: torch.Tensor, *, start: float, end: float) -> torch.Tensor:
        times = torch.linspace(start, end, _STEPS + 1).tolist()
        for now, then in pairwise(times):
            step = then - now
            first = self(point, torch.full((len(point),), now, device=point.device), label)
            second = self(point + step * first, torch.full((len(point),), then, device=point.device), label)
            point = point + 0.5 * step * (first + second)
        return point


class _ToldBlock(nn.Module):
    """A residual block that a condition shifts and scales, feature by feature."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.condition = nn.Linear(width, 2 * width)
        self.first = conv3x3(width, width)
        self.second = conv3x3(width, width)
        if not self.second.weight.is_meta:
            with torch.no_grad():
                self.second.weight.mul_(0.2)
                self.condition.weight.mul_(0.2)

    def forward(self, features: torch.Tensor, condition: torch.Tensor) -> torch.Tensor:
        shift, scale = self.condition(condition)[:, :, None, None].chunk(2, dim=1)
        change = self.first(functional.silu(features))
        change = self.second(functional.silu(change * (1.0 + scale) + shift))
        changed: torch.Tensor = features + change
        return changed


def _places(like: torch.Tensor) -> torch.Tensor:
    """Two planes (B, 2, h, w) that say how far down and across a place is, -1..1."""
    down = torch.linspace(-1.0, 1.0, like.shape[2], device=like.device, dtype=like.dtype)
    across = torch.linspace(-1.0, 1.0, like.shape[3], device=like.device, dtype=like.dtype)
    planes = torch.stack(torch.meshgrid(down, across, indexing="ij"))
    return planes.expand(len(like), -1, -1, -1)
