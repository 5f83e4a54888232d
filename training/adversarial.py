"""A lesson judged by a discriminator: first what is likeliest, then what looks photographed."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from lightning_fabric import Fabric
from torch import nn

from training import discriminators, losses
from training.config import Adversary, TrainConfig
from training.discriminators import cells
from training.tasks import Companion, Damaged, Moment, Restoration, Task


@dataclass(frozen=True, slots=True)
class _Judgement:
    """Scores and features of the photos and of the composites, with the photos (B, 3, H, W) and holes they are of."""

    clean: torch.Tensor
    hole: torch.Tensor
    real: torch.Tensor
    fake: torch.Tensor
    real_features: list[torch.Tensor]
    fake_features: list[torch.Tensor]


class Adversarial(Task):
    """A restoration with a second part in which a discriminator joins in; see `config.Adversary`.

    The discriminator sees composites, photographed outside the hole and generated inside, and counts only blocks
    with a sample of the hole as generated (LaMa, Suvorov et al. 2021, arXiv 2109.07161); where there is no hole, the
    whole picture is generated. It draws no chances: with all weights 0 the run is that of the lesson alone, bit for
    bit. Each picture is judged once a step: the same scores teach the generator and then the discriminator.
    """

    def __init__(self, lesson: Restoration, config: TrainConfig, adversary: Adversary) -> None:
        self._lesson = lesson
        self._config = config
        self._adversary = adversary
        self._network: nn.Module = discriminators.make(adversary.width, seed=config.seed)
        self._optimiser: torch.optim.Optimizer = torch.optim.Adam(
            self._network.parameters(), lr=adversary.learning_rate, betas=(0.5, 0.99)
        )
        self._fabric: Fabric | None = None
        self._judgement: _Judgement | None = None
        self._parts: dict[str, torch.Tensor] = {}

    def set_up(self, fabric: Fabric) -> dict[str, Companion]:
        """See `Task`."""
        # the wrapped module is not used: it forbids `torch.autograd.grad`
        _, self._optimiser = fabric.setup(self._network, self._optimiser)
        self._fabric = fabric
        return {"discriminator": Companion(self._network, self._optimiser)}

    def loss(
        self, network: nn.Module, clean: torch.Tensor, generator: torch.Generator, *, moment: Moment
    ) -> torch.Tensor:
        """See `Task`; the reconstruction, and from `begin` on what the discriminator says of the composite."""
        damaged = self._lesson.damage(clean, generator)
        estimate = network(damaged.pictures, damaged.told)
        loss = self._lesson.reconstruction(estimate, damaged, moment=moment)
        truth, hole = damaged.truth, _generated(damaged)
        composite = torch.where(hole > 0, estimate, truth)
        if self._adversary.frequency > 0:
            loss = loss + self._adversary.frequency * losses.frequency(composite, truth, weight=hole)
        self._judgement, self._parts = None, {}
        if moment.share < self._adversary.begin:
            return loss
        self._parts["reconstruction"] = loss.detach()
        shown = composite.detach().requires_grad_(True)
        self._judgement = self._judge(shown, truth, hole)
        gain = min(1.0, (moment.share - self._adversary.begin) / self._adversary.fade)
        weighted = self._adversary.weight > 0 or self._adversary.matching > 0
        if gain == 0.0 or not weighted:
            return loss
        fooled = gain * self._fooled(self._judgement)
        # only the gradient by the composite is needed here, none by the discriminator's own weights
        (gradient,) = torch.autograd.grad(fooled, shown, retain_graph=True)
        pull = (composite * gradient).sum()
        return loss + fooled.detach() + (pull - pull.detach())

    def follow(self, backward: Callable[..., None], *, moment: Moment) -> dict[str, torch.Tensor]:
        """See `Task`; one step of the discriminator, with the gradient penalty at every `r1_every`-th one."""
        judged, adversary = self._judgement, self._adversary
        if judged is None:
            return {}
        parameters = list(self._network.parameters())
        self._optimiser.zero_grad()
        for group in self._optimiser.param_groups:
            group["lr"] = adversary.learning_rate * _annealed(moment.share, begin=adversary.begin)
        loss = losses.hinge_of_discriminator(judged.real, judged.fake, cells(judged.hole, judged.real))
        backward(loss, inputs=parameters)
        self._parts["discriminator"] = loss.detach()
        if adversary.r1 > 0 and moment.step % adversary.r1_every == 0:
            penalty = self._penalty(judged.clean, judged.hole)
            backward(penalty * (0.5 * adversary.r1 * adversary.r1_every), inputs=parameters)
            self._parts["penalty"] = penalty.detach()
        torch.nn.utils.clip_grad_norm_(parameters, self._config.clip_norm)
        self._optimiser.step()
        self._judgement = None
        return self._parts

    def examples(self, clean: torch.Tensor, generator: torch.Generator) -> Damaged | None:
        """See `Task`; those of the lesson."""
        return self._lesson.examples(clean, generator)

    def score(self, figures: dict[str, float]) -> float:
        """See `Task`; that of the lesson."""
        return self._lesson.score(figures)

    def held_out(self, network: nn.Module, spared: torch.Tensor) -> dict[str, float]:
        """See `Task`; the figures of the lesson."""
        return self._lesson.held_out(network, spared)

    def _judge(self, composite: torch.Tensor, clean: torch.Tensor, hole: torch.Tensor) -> _Judgement:
        assert self._fabric is not None, "set_up comes first"
        with self._fabric.autocast():
            real, real_features = self._network(clean, hole)
            fake, fake_features = self._network(composite, hole)
        return _Judgement(clean, hole, real.float(), fake.float(), real_features, fake_features)

    def _fooled(self, judged: _Judgement) -> torch.Tensor:
        """The generator's part of the game."""
        adversarial = losses.hinge_of_generator(judged.fake, cells(judged.hole, judged.fake))
        self._parts["adversarial"] = adversarial.detach()
        loss = self._adversary.weight * adversarial
        if self._adversary.matching > 0:
            real = [layer.detach() for layer in judged.real_features]
            generated = [cells(judged.hole, layer) for layer in real]
            matching = losses.feature_matching(judged.fake_features, real, generated)
            self._parts["matching"] = matching.detach()
            loss = loss + self._adversary.matching * matching
        return loss

    def _penalty(self, clean: torch.Tensor, hole: torch.Tensor) -> torch.Tensor:
        """In full precision: a gradient of a gradient loses too much in 16 bits."""
        pictures = clean.detach().requires_grad_(True)
        scores, _ = self._network(pictures, hole)
        return losses.gradient_penalty(scores, pictures)


def _generated(damaged: Damaged) -> torch.Tensor:
    """Where the network's answer counts, (B, 1, H, W), 1 or 0."""
    return torch.ones_like(damaged.truth[:, :1]) if damaged.hole is None else damaged.hole


def _annealed(share: float, *, begin: float) -> float:
    """A cosine from 1 at `begin` to 0 at the end of the budget."""
    return 0.5 * (1.0 + math.cos(math.pi * min(1.0, (share - begin) / (1.0 - begin))))
