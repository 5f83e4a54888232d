"""A variational autoencoder whose pictures a discriminator judges too: sharper where the bound alone leaves a mean."""

from collections.abc import Callable

import torch
from lightning_fabric import Fabric
from torch import nn

from training.config import Game, TrainConfig, Variational
from training.duel import Duel
from training.tasks import Companion, Moment
from training.variational import VariationalBound, plain


class AdversarialBound(VariationalBound):
    """The bound, and a game about reconstructions and samples in equal parts (VAE-GAN, Larsen et al. 2016).

    The pull of the game is `game.weight` times as strong as that of the bound, by the length of their gradients by the
    decoder's values, step by step (Esser et al. 2021, arXiv 2012.09841). It moves the decoder and, through
    reconstructions, the encoder; the learned prior follows the encoder as before.
    """

    def __init__(self, config: TrainConfig, variational: Variational, game: Game) -> None:
        super().__init__(config, variational)
        self._duel = Duel(config, game)
        self._weight = game.weight

    def set_up(self, fabric: Fabric) -> dict[str, Companion]:
        """See `Task`; the discriminator."""
        super().set_up(fabric)
        return self._duel.set_up(fabric)

    def loss(
        self, network: nn.Module, clean: torch.Tensor, generator: torch.Generator, *, moment: Moment
    ) -> torch.Tensor:
        """See `Task`; the bound, with the gradient of the game laid on it."""
        assert self._fabric is not None, "set_up comes first"
        vae = plain(network)
        bound = super().loss(network, clean, generator, moment=moment)
        assert self._values is not None
        rebuilt, half = self._values, max(1, len(clean) // 2)
        noise = torch.randn((half, *vae.noise_shape), generator=generator, device=clean.device)
        with torch.no_grad():
            latent = vae.latents(noise, self._labels[:half])
        with self._fabric.autocast():
            drawn = vae.decode(latent)
        values = torch.cat((drawn, rebuilt[half:]))
        shown = values.detach().requires_grad_(True)
        loss = self._duel.judge(torch.sigmoid(shown), clean, self._labels, generator)
        (gradient,) = torch.autograd.grad(loss, shown, retain_graph=True)
        (held,) = torch.autograd.grad(bound, rebuilt, retain_graph=True)
        share = self._weight * held.norm() / gradient.norm().clamp_min(1e-12)
        pull = (values * gradient).sum() * share.detach()
        self._parts["adversarial"] = loss.detach()
        pulled: torch.Tensor = bound + (pull - pull.detach())
        return pulled

    def follow(self, backward: Callable[..., None], *, moment: Moment) -> dict[str, torch.Tensor]:
        """See `Task`; one step of the discriminator."""
        return {**self._parts, **self._duel.follow(backward, moment=moment)}
