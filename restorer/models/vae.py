"""The variational autoencoder: pictures to a latent distribution and back, with a standard or a learned prior."""

from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import nn
from torch.nn import functional

from restorer.models.blocks import ResidualBlock, check_sides, conv3x3, initialise
from restorer.models.prior import LatentFlow

_MAX_LOG_VARIANCE = 6.0


@dataclass(frozen=True, slots=True)
class VAEConfig:
    """Size of a `VAE`: picture side and channels, channels per scale, blocks, latent channels and the grid's side.

    `grid` is 1 for a latent vector, or the side of the coarsest scale for one latent vector at each of its places.
    """

    size: int = 28
    channels: int = 1
    widths: tuple[int, ...] = (32, 64)
    blocks: int = 1
    decoder_blocks: int = 1
    latent: int = 10
    grid: int = 1

    def __post_init__(self) -> None:
        """Raises `WeightsError` if the scales do not fit the picture's side."""
        check_sides(self.size, self.widths, grid=self.grid)


@dataclass(frozen=True, slots=True)
class PriorVAEConfig:
    """Size of a `PriorVAE`: that of its `VAE`, the classes it knows, and the channels and blocks of its prior."""

    size: int = 64
    channels: int = 3
    widths: tuple[int, ...] = (64, 96, 128)
    blocks: int = 1
    decoder_blocks: int = 2
    latent: int = 8
    grid: int = 8
    classes: int = 1
    prior_width: int = 128
    prior_blocks: int = 5

    def __post_init__(self) -> None:
        """Raises `WeightsError` if the scales do not fit the picture's side."""
        check_sides(self.size, self.widths, grid=self.grid)


class VAE(nn.Module):
    """Encoder to mean and log-variance, decoder from a latent (Kingma and Welling 2014, arXiv 1312.6114).

    Residual blocks on half-size samples, as in the restoration networks, and no normalisation. The decoder gives
    values of an unlimited range: a sigmoid makes pictures of them, or logits of a Bernoulli distribution.
    """

    is_variational = True
    halo = 0

    def __init__(self, config: VAEConfig | PriorVAEConfig) -> None:
        super().__init__()
        self.config = config
        widths, planes = config.widths, 4 * config.channels
        self.coarsest = config.size >> len(widths)
        window = 1 if config.grid > 1 else self.coarsest
        self.head = conv3x3(planes, widths[0])
        self.encoder = nn.ModuleList(_blocks(width, config.blocks) for width in widths)
        self.down = nn.ModuleList(nn.Conv2d(a, b, 2, stride=2) for a, b in pairwise(widths))
        self.to_latent = nn.Conv2d(widths[-1], 2 * config.latent, window)
        self.from_latent = nn.ConvTranspose2d(config.latent, widths[-1], window)
        self.decoder = nn.ModuleList(_blocks(width, config.decoder_blocks) for width in widths)
        self.up = nn.ModuleList(nn.ConvTranspose2d(b, a, 2, stride=2) for a, b in pairwise(widths))
        self.tail = conv3x3(widths[0], planes)
        initialise(self, tail=self.tail)

    @property
    def multiple(self) -> int:
        """Height and width of the pictures, which it takes and gives at this size alone."""
        return self.config.size

    @property
    def noise_shape(self) -> tuple[int, int, int]:
        """Channels, height and width of the noise that a picture is made of."""
        side = self.coarsest if self.config.grid > 1 else 1
        return self.config.latent, side, side

    def encode(self, picture: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Mean and log-variance (B, latent, h, w) of the latents of pictures (B, channels, size, size) in 0..1."""
        features = self.head(functional.pixel_unshuffle(picture * 2.0 - 1.0, 2))
        for scale, blocks in enumerate(self.encoder):
            features = blocks(features if scale == 0 else self.down[scale - 1](torch.relu(features)))
        mean, spread = self.to_latent(features).float().chunk(2, dim=1)
        return mean, _MAX_LOG_VARIANCE * torch.tanh(spread / _MAX_LOG_VARIANCE)

    def decode(self, latent: torch.Tensor) -> torch.Tensor:
        """Values (B, channels, size, size) before the sigmoid, from latents (B, latent, h, w)."""
        features = self.from_latent(latent)
        for scale in reversed(range(len(self.decoder))):
            features = self.decoder[scale](features)
            if scale:
                features = self.up[scale - 1](features)
        values: torch.Tensor = functional.pixel_shuffle(self.tail(features), 2).float()
        return values

    def latents(self, noise: torch.Tensor, label: torch.Tensor) -> torch.Tensor:
        """Latents from standard normal noise (B, *noise_shape); here the noise itself, as the prior is N(0, 1)."""
        del label
        return noise

    def noises(self, latent: torch.Tensor, label: torch.Tensor) -> torch.Tensor:
        """The noise that `latents` would make of a latent."""
        del label
        return latent

    def forward(self, noise: torch.Tensor, label: torch.Tensor) -> torch.Tensor:
        """Pictures (B, channels, size, size) in 0..1 from noise (B, *noise_shape) and class numbers (B,)."""
        return torch.sigmoid(self.decode(self.latents(noise, label)))


class PriorVAE(VAE):
    """A `VAE` whose latents are drawn from what the encoder gives, learned by a flow, instead of from N(0, 1)."""

    def __init__(self, config: PriorVAEConfig) -> None:
        super().__init__(config)
        self.prior = LatentFlow(config.latent, config.prior_width, blocks=config.prior_blocks, classes=config.classes)

    def latents(self, noise: torch.Tensor, label: torch.Tensor) -> torch.Tensor:
        """Latents from standard normal noise, along the flow."""
        return self.prior.forth(noise, label)

    def noises(self, latent: torch.Tensor, label: torch.Tensor) -> torch.Tensor:
        """The noise at the other end of the flow, but for the error of its steps."""
        return self.prior.back(latent, label)


def _blocks(width: int, count: int) -> nn.Sequential:
    return nn.Sequential(*(ResidualBlock(width) for _ in range(count)))
