"""A variational autoencoder taught by the evidence lower bound, and its learned prior beside it."""

import math
from collections.abc import Callable
from pathlib import Path

import torch
from lightning_fabric import Fabric
from torch import nn
from torch.nn import functional

from restorer.models.vae import VAE, PriorVAE
from training.config import TrainConfig, Variational
from training.sampled import chunks_of, sampled_distance
from training.small_pictures import Labelled, draw_labelled, load_labelled
from training.tasks import Companion, Moment, Task

_CHUNK = 250  # held-out pictures looked at together
_SEEN = 0.01  # share of a batch in the running moments of the latents


class VariationalBound(Task):
    """Reconstruction and divergence, one sample of the latents a picture; see `config.Variational`.

    A learned prior sees the latents and does not move them: it learns what the encoder gives.
    """

    def __init__(self, config: TrainConfig, variational: Variational) -> None:
        self._config = config
        self._variational = variational
        self._fabric: Fabric | None = None
        self._known: Labelled | None = None
        self._spared: Labelled | None = None
        self._labels = torch.zeros(0)
        self._values: torch.Tensor | None = None
        self._parts: dict[str, torch.Tensor] = {}

    def load(self, config: TrainConfig, root: Path, *, device: torch.device) -> torch.Tensor:
        """See `Task`; of small labelled pictures."""
        self._known, self._spared = load_labelled(config, root, device=device)
        return self._spared.pictures[: config.held_out]

    def draw(self, config: TrainConfig, generator: torch.Generator) -> torch.Tensor:
        """See `Task`; binarised by chance if the likelihood is Bernoulli's."""
        assert self._known is not None, "load comes first"
        clean, self._labels = draw_labelled(
            self._known, count=config.batch, generator=generator, is_flipped=config.is_flipped
        )
        if self._variational.likelihood == "bernoulli":
            clean = torch.bernoulli(clean, generator=generator)
        return clean

    def set_up(self, fabric: Fabric) -> dict[str, Companion]:
        """See `Task`; nothing is taught beside."""
        self._fabric = fabric
        return {}

    def loss(
        self, network: nn.Module, clean: torch.Tensor, generator: torch.Generator, *, moment: Moment
    ) -> torch.Tensor:
        """See `Task`; nats a picture divided by its samples, and the prior's error."""
        assert self._fabric is not None, "set_up comes first"
        vae = plain(network)
        with self._fabric.autocast():
            mean, log_variance = vae.encode(clean.contiguous(memory_format=torch.channels_last))
        noise = torch.randn(mean.shape, generator=generator, device=mean.device)
        latent = mean + noise * (0.5 * log_variance).exp()
        with self._fabric.autocast():
            values = self._values = vae.decode(latent)
        reconstruction = nats_of(values, clean, likelihood=self._variational.likelihood).mean()
        divergence = divergences(mean, log_variance).mean(dim=0)
        beta = self._variational.beta * min(1.0, moment.share / max(self._variational.warm_up, 1e-9))
        counted = divergence.clamp_min(self._variational.free_bits).sum()
        self._parts = {"reconstruction": reconstruction.detach(), "divergence": divergence.detach().sum()}
        loss = (reconstruction + beta * counted) / clean[0].numel()
        if isinstance(vae, PriorVAE):
            loss = loss + self._prior_loss(vae, latent.detach(), generator)
        return loss

    def _prior_loss(self, vae: PriorVAE, latent: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
        assert self._fabric is not None, "set_up comes first"
        vae.prior.see(latent, share=_SEEN)
        draws = self._variational.prior_draws
        latent, labels = latent.repeat(draws, 1, 1, 1), self._labels.repeat(draws)
        noise = torch.randn(latent.shape, generator=generator, device=latent.device)
        # the middle of the line is hardest: logit-normal times (Esser et al. 2024, arXiv 2403.03206)
        time = torch.sigmoid(torch.randn(len(latent), generator=generator, device=latent.device))
        with self._fabric.autocast():
            loss = vae.prior.loss(latent, labels, noise, time)
        self._parts["prior"] = loss.detach()
        return loss

    def follow(self, backward: Callable[..., None], *, moment: Moment) -> dict[str, torch.Tensor]:
        """See `Task`; only reports the parts of the loss."""
        return self._parts

    def score(self, figures: dict[str, float]) -> float:
        """See `Task`."""
        return -figures["negative ELBO, nats"]

    def held_out(self, network: nn.Module, spared: torch.Tensor) -> dict[str, float]:
        """Negative ELBO in nats a picture and bits a sample, PSNR (dB) of reconstructions, and how samples lie."""
        vae = plain(network)
        figures = bound_of(vae, spared, likelihood=self._variational.likelihood)
        labels = self._spared.labels[: len(spared)] if self._spared is not None else None
        figures["sliced Wasserstein"] = sampled_distance(vae, spared, labels)
        return figures


def nats_of(values: torch.Tensor, clean: torch.Tensor, *, likelihood: str) -> torch.Tensor:
    """Negative log-likelihood (B,) in nats of pictures in 0..1, given the decoder's values before the sigmoid.

    Gaussian: a density over 0..1, of one variance for all samples, the one that suits this batch best.
    """
    if likelihood == "bernoulli":
        nats = functional.binary_cross_entropy_with_logits(values, clean, reduction="none")
        return nats.sum(dim=(1, 2, 3))
    square = (torch.sigmoid(values) - clean).square()
    variance = square.mean().clamp_min(1e-6)
    return 0.5 * (square / variance + (2.0 * math.pi * variance).log()).sum(dim=(1, 2, 3))


def divergences(mean: torch.Tensor, log_variance: torch.Tensor) -> torch.Tensor:
    """Nats by which each latent's distribution (B, C, h, w) is away from N(0, 1)."""
    return 0.5 * (mean.square() + log_variance.exp() - 1.0 - log_variance)


@torch.no_grad()
def bound_of(vae: VAE, pictures: torch.Tensor, *, likelihood: str) -> dict[str, float]:
    """Negative ELBO with the prior N(0, 1), in nats a picture and bits a sample, and the PSNR of reconstructions.

    `pictures` is (N, C, S, S) uint8. Bernoulli: binarised by chance with seed 0, the same every time. Gaussian: one
    variance for the whole set; bits are those of 8-bit samples. Reconstructions are made from the mean.
    """
    generator = torch.Generator(pictures.device).manual_seed(0)
    values, latents, cleans, nats = [], [], [], 0.0
    for chunk in chunks_of(pictures, _CHUNK):
        clean = chunk.float() / 255.0
        if likelihood == "bernoulli":
            clean = torch.bernoulli(clean, generator=generator)
        mean, log_variance = vae.encode(clean)
        noise = torch.randn(mean.shape, generator=generator, device=mean.device)
        values.append(vae.decode(mean + noise * (0.5 * log_variance).exp()))
        nats += float(divergences(mean, log_variance).sum())
        cleans.append(clean)
        latents.append(mean)
    clean = torch.cat(cleans)
    nats = (nats + float(nats_of(torch.cat(values), clean, likelihood=likelihood).sum())) / len(clean)
    rebuilt = torch.cat([torch.sigmoid(vae.decode(mean)) for mean in latents])
    error = (rebuilt - clean).square().mean(dim=(1, 2, 3)).clamp_min(1e-12)
    levels = 8.0 if likelihood == "gaussian" else 0.0
    return {
        "reconstruction, dB": float((-10.0 * error.log10()).mean()),
        "negative ELBO, nats": nats,
        "bits per dimension": nats / clean[0].numel() / math.log(2.0) + levels,
    }


def plain(network: nn.Module) -> VAE:
    """The network itself: the wrapper around it in training lets only `forward` through."""
    module = getattr(network, "module", network)
    assert isinstance(module, VAE)
    return module
