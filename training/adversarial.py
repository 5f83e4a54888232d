"""Inpainting judged by a discriminator: first what is likeliest, then what looks photographed."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from lightning_fabric import Fabric
from torch import nn

from training import discriminators, losses
from training.config import Adversary, TrainConfig
from training.tasks import Companion, Inpainting, Moment


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the discriminator judges: photos and composites (B, 3, H, W), holes (B, 1, H, W)."""

    clean: torch.Tensor
    composite: torch.Tensor
    hole: torch.Tensor


class AdversarialInpainting(Inpainting):
    """`Inpainting` with a second part in which a discriminator joins in; see `config.Adversary`.

    The discriminator sees composites, photographed outside the hole and generated inside, and counts only blocks
    with a sample of the hole as generated (LaMa, Suvorov et al. 2021, arXiv 2109.07161). It draws no chances: with
    all weights 0 the run is that of `Inpainting`, bit for bit.
    """

    def __init__(self, config: TrainConfig, adversary: Adversary) -> None:
        super().__init__(config)
        self._adversary = adversary
        self._network: nn.Module = discriminators.make(adversary.width, seed=config.seed)
        self._judge = self._network  # in the precision of the run, once it is set up
        self._optimiser: torch.optim.Optimizer = torch.optim.Adam(
            self._network.parameters(), lr=adversary.learning_rate, betas=(0.5, 0.99)
        )
        self._shown: _Shown | None = None
        self._parts: dict[str, torch.Tensor] = {}

    def set_up(self, fabric: Fabric) -> dict[str, Companion]:
        """See `Task`."""
        self._judge, self._optimiser = fabric.setup(self._network, self._optimiser)
        return {"discriminator": Companion(self._network, self._optimiser)}

    def loss(
        self, network: nn.Module, clean: torch.Tensor, generator: torch.Generator, *, moment: Moment
    ) -> torch.Tensor:
        """See `Task`; the reconstruction, and from `begin` on what the discriminator says of the composite."""
        image, hole = self.damage(clean, generator)
        estimate = network(image, hole)
        loss = self.reconstruction(estimate, clean, hole)
        composite = torch.where(hole > 0, estimate, clean)
        if self._adversary.frequency > 0:
            loss = loss + self._adversary.frequency * losses.frequency(composite, clean, weight=hole)
        self._shown, self._parts = None, {}
        if moment.share >= self._adversary.begin:
            self._shown = _Shown(clean, composite.detach(), hole)
            self._parts["reconstruction"] = loss.detach()
            loss = loss + self._judged(composite, clean, hole, moment)
        return loss

    def _judged(
        self, composite: torch.Tensor, clean: torch.Tensor, hole: torch.Tensor, moment: Moment
    ) -> torch.Tensor | float:
        """The generator's part of the game; the discriminator gets no gradient from it."""
        adversary = self._adversary
        gain = min(1.0, (moment.share - adversary.begin) / adversary.fade)
        if gain == 0.0 or (adversary.weight == 0.0 and adversary.matching == 0.0):
            return 0.0
        self._network.requires_grad_(False)
        scores, features = self._judge(composite, hole)
        fooled = losses.hinge_of_generator(scores.float(), discriminators.cells(hole, scores))
        self._parts["adversarial"] = fooled.detach()
        loss = adversary.weight * fooled
        if adversary.matching > 0:
            with torch.no_grad():
                _, known = self._judge(clean, hole)
            generated = [discriminators.cells(hole, layer) for layer in features]
            matching = losses.feature_matching(features, known, generated)
            self._parts["matching"] = matching.detach()
            loss = loss + adversary.matching * matching
        return gain * loss

    def follow(self, backward: Callable[[torch.Tensor], None], *, moment: Moment) -> dict[str, torch.Tensor]:
        """See `Task`; one step of the discriminator, with the gradient penalty at every `r1_every`-th one."""
        if self._shown is None:
            return {}
        adversary = self._adversary
        clean, composite, hole = self._shown.clean, self._shown.composite, self._shown.hole
        self._network.requires_grad_(True)
        self._optimiser.zero_grad()
        for group in self._optimiser.param_groups:
            group["lr"] = adversary.learning_rate * _annealed(moment.share, begin=adversary.begin)
        scores, _ = self._judge(torch.cat((clean, composite)), torch.cat((hole, hole)))
        real, fake = scores.float().chunk(2)
        loss = losses.hinge_of_discriminator(real, fake, discriminators.cells(hole, real))
        backward(loss)
        self._parts["discriminator"] = loss.detach()
        if adversary.r1 > 0 and moment.step % adversary.r1_every == 0:
            penalty = self._penalty(clean, hole)
            backward(penalty * (0.5 * adversary.r1 * adversary.r1_every))
            self._parts["penalty"] = penalty.detach()
        torch.nn.utils.clip_grad_norm_(self._network.parameters(), self._config.clip_norm)
        self._optimiser.step()
        self._shown = None
        return self._parts

    def _penalty(self, clean: torch.Tensor, hole: torch.Tensor) -> torch.Tensor:
        """In full precision: a gradient of a gradient loses too much in 16 bits."""
        pictures = clean.detach().requires_grad_(True)
        scores, _ = self._network(pictures, hole)
        return losses.gradient_penalty(scores, pictures)


def _annealed(share: float, *, begin: float) -> float:
    """A cosine from 1 at `begin` to 0 at the end of the budget."""
    return 0.5 * (1.0 + math.cos(math.pi * min(1.0, (share - begin) / (1.0 - begin))))
