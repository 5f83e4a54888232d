"""The network that tells generated pictures from real ones, and the changes both are shown with; never shipped."""

from itertools import pairwise

import torch
from torch import nn
from torch.nn import functional

from restorer.models.blocks import ResidualBlock, conv3x3, initialise
from training.config import Game

_SLOPE = 0.2
_MOVED = 0.125  # of the picture's side, at most
_CUT = 0.4


class Critic(nn.Module):
    """One score a picture: above 0 it looks real, below 0 generated, given its class.

    Residual blocks without normalisation (R3GAN, Huang et al. 2024, arXiv 2501.05441); the class enters as a
    projection (Miyato and Koyama 2018, arXiv 1802.05637).
    """

    def __init__(self, game: Game, *, size: int, channels: int, classes: int) -> None:
        super().__init__()
        widths = game.widths
        coarsest = size >> len(widths)
        self.head = conv3x3(4 * channels, widths[0])
        self.stages = nn.ModuleList(
            nn.Sequential(*(ResidualBlock(width) for _ in range(game.blocks))) for width in widths
        )
        self.down = nn.ModuleList(nn.Conv2d(a, b, 2, stride=2) for a, b in pairwise(widths))
        self.gather = nn.Conv2d(widths[-1], widths[-1], coarsest)
        self.tail = nn.Conv2d(widths[-1], 1, 1)
        initialise(self, tail=self.tail)
        self.kinds = nn.Embedding(classes, widths[-1])
        nn.init.zeros_(self.kinds.weight)

    def forward(self, picture: torch.Tensor, label: torch.Tensor) -> torch.Tensor:
        """Scores (B,) of pictures (B, channels, size, size) in -1..1 with class numbers (B,)."""
        features = self.head(functional.pixel_unshuffle(picture, 2).contiguous(memory_format=torch.channels_last))
        for scale, blocks in enumerate(self.stages):
            if scale:
                features = self.down[scale - 1](functional.leaky_relu(features, _SLOPE))
            features = blocks(features)
        features = functional.leaky_relu(self.gather(functional.leaky_relu(features, _SLOPE)), _SLOPE)
        match = (self.kinds(label) * features.flatten(1)).sum(dim=1)
        scores: torch.Tensor = self.tail(features).flatten() + match
        return scores


def make(game: Game, *, size: int, channels: int, classes: int, seed: int) -> Critic:
    """A fresh critic whose weights depend on `seed` alone; the global generator stays where it was."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        critic = Critic(game, size=size, channels=channels, classes=classes)
    return critic.to(memory_format=torch.channels_last)  # type: ignore[call-overload,no-any-return]


def changed(picture: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Pictures (B, C, S, S) in -1..1 with brightness, saturation and contrast changed, moved, and a square cut out.

    DiffAugment (Zhao et al. 2020, arXiv 2006.10738): what is done can be differentiated and is done to real and to
    generated pictures alike, so that a few thousand pictures cannot be learned by heart. All chances are drawn from
    `generator`.
    """
    count, _, size, _ = picture.shape
    device = picture.device

    def drawn(*shape: int) -> torch.Tensor:
        return torch.rand(shape, generator=generator, device=device)

    picture = picture + (drawn(count, 1, 1, 1) - 0.5)
    grey = picture.mean(dim=1, keepdim=True)
    picture = grey + (picture - grey) * (drawn(count, 1, 1, 1) * 2.0)
    middle = picture.mean(dim=(1, 2, 3), keepdim=True)
    picture = middle + (picture - middle) * (drawn(count, 1, 1, 1) + 0.5)
    return _cut(_moved(picture, drawn(2, count)), drawn(2, count), size=size)


def _moved(picture: torch.Tensor, chances: torch.Tensor) -> torch.Tensor:
    count, channels, size, _ = picture.shape
    reach = round(size * _MOVED)
    padded = functional.pad(picture, (reach, reach, reach, reach))
    starts = (chances * (2 * reach + 1)).long()
    span = torch.arange(size, device=picture.device)
    rows = (starts[0][:, None] + span)[:, None, :, None]
    columns = (starts[1][:, None] + span)[:, None, None, :]
    number = torch.arange(count, device=picture.device)[:, None, None, None]
    plane = torch.arange(channels, device=picture.device)[None, :, None, None]
    return padded[number, plane, rows, columns]


def _cut(picture: torch.Tensor, chances: torch.Tensor, *, size: int) -> torch.Tensor:
    side = round(size * _CUT)
    starts = (chances * size).long() - side // 2
    span = torch.arange(size, device=picture.device)
    inside = [(span >= start[:, None]) & (span < start[:, None] + side) for start in starts]
    hole = (inside[0][:, None, :, None] & inside[1][:, None, None, :]).to(picture.dtype)
    cut: torch.Tensor = picture * (1.0 - hole)
    return cut
