"""A discriminator that compares generated pictures with real ones, and learns from what it said."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from lightning_fabric import Fabric
from torch import nn
from torch.nn import functional

from training import critics
from training.config import Game, TrainConfig
from training.tasks import Companion, Moment

_FINAL = 0.1  # of the discriminator's learning rate, at the end


@dataclass(frozen=True, slots=True)
class _Round:
    """What was shown to the discriminator in one step, in -1..1, with the scores it gave."""

    label: torch.Tensor
    real: torch.Tensor
    fake: torch.Tensor
    real_scores: torch.Tensor
    fake_scores: torch.Tensor


class Duel:
    """The discriminator's side of a game; see `config.Game`.

    The relativistic pairing loss (Jolicoeur-Martineau 2018; Huang et al. 2024, arXiv 2501.05441) asks only which of
    two is more real, so that no generator can win by one good picture. Each picture is judged once a step: the same
    scores teach the generator and then the discriminator.
    """

    def __init__(self, config: TrainConfig, game: Game) -> None:
        self._game = game
        self._network: nn.Module = critics.make(
            game,
            size=config.patch,
            channels=int(config.network["channels"]),
            classes=max(1, len(config.classes)),
            seed=config.seed,
        )
        self._optimiser: torch.optim.Optimizer = torch.optim.Adam(
            self._network.parameters(), lr=game.learning_rate, betas=(0.0, 0.99)
        )
        self._fabric: Fabric | None = None
        self._round: _Round | None = None

    def set_up(self, fabric: Fabric) -> dict[str, Companion]:
        """Brings the discriminator to the device and names it, for checkpoints."""
        _, self._optimiser = fabric.setup(self._network, self._optimiser)
        self._fabric = fabric
        return {"discriminator": Companion(self._network, self._optimiser)}

    def judge(
        self, made: torch.Tensor, real: torch.Tensor, label: torch.Tensor, generator: torch.Generator
    ) -> torch.Tensor:
        """The generator's loss: how much more real the discriminator finds the real picture of each pair.

        Both are (B, C, S, S) in 0..1 and of the classes `label` (B,); chances are drawn from `generator`.
        """
        assert self._fabric is not None, "set_up comes first"
        real = critics.changed(real * 2.0 - 1.0, generator)
        fake = critics.changed(made * 2.0 - 1.0, generator)
        with self._fabric.autocast():
            real_scores, fake_scores = self._network(torch.cat((real, fake)), label.repeat(2)).float().chunk(2)
        self._round = _Round(label, real.detach(), fake.detach(), real_scores, fake_scores)
        return functional.softplus(real_scores - fake_scores).mean()

    def follow(self, backward: Callable[..., None], *, moment: Moment) -> dict[str, torch.Tensor]:
        """One step of the discriminator, with both penalties at every `penalty_every`-th one; returns its losses."""
        shown, game = self._round, self._game
        assert shown is not None, "judge comes first"
        parameters = list(self._network.parameters())
        self._optimiser.zero_grad()
        share = _FINAL + (1.0 - _FINAL) * 0.5 * (1.0 + math.cos(math.pi * min(1.0, moment.share)))
        for group in self._optimiser.param_groups:
            group["lr"] = game.learning_rate * share
        loss = functional.softplus(shown.fake_scores - shown.real_scores).mean()
        backward(loss, inputs=parameters)
        parts = {"discriminator": loss.detach()}
        if game.gamma > 0 and moment.step % game.penalty_every == 0:
            penalty = self._penalty(shown.real, shown.label) + self._penalty(shown.fake, shown.label)
            backward(penalty * (0.5 * game.gamma * game.penalty_every), inputs=parameters)
            parts["penalty"] = penalty.detach()
        torch.nn.utils.clip_grad_norm_(parameters, 10.0)
        self._optimiser.step()
        self._round = None
        return parts

    def _penalty(self, pictures: torch.Tensor, label: torch.Tensor) -> torch.Tensor:
        """The squared length of the scores' gradient by the pictures, of half the batch, in full precision."""
        half = max(1, len(pictures) // 2)
        shown = pictures[:half].clone().requires_grad_(True)
        scores = self._network(shown, label[:half])
        (gradient,) = torch.autograd.grad(scores.sum(), shown, create_graph=True)
        penalty: torch.Tensor = gradient.square().sum(dim=(1, 2, 3)).mean()
        return penalty
