"""A generator taught by a discriminator that compares its pictures with real ones."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from lightning_fabric import Fabric
from torch import nn
from torch.nn import functional

from training import critics
from training.config import Game, TrainConfig
from training.sampled import sampled_distance
from training.small_pictures import Labelled, draw_labelled, load_labelled
from training.tasks import Companion, Moment, Task

_FINAL = 0.1  # of the discriminator's learning rate, at the end


@dataclass(frozen=True, slots=True)
class _Round:
    """What was shown to the discriminator in one step, in -1..1, with the scores it gave."""

    label: torch.Tensor
    real: torch.Tensor
    fake: torch.Tensor
    real_scores: torch.Tensor
    fake_scores: torch.Tensor


class AdversarialGeneration(Task):
    """Pairs of a real and a generated picture of one class; see `config.Game`.

    The relativistic pairing loss (Jolicoeur-Martineau 2018; Huang et al. 2024, arXiv 2501.05441) asks only which of
    two is more real, so that no generator can win by one good picture. Each picture is judged once a step: the same
    scores teach the generator and then the discriminator.
    """

    def __init__(self, config: TrainConfig, game: Game) -> None:
        self._config = config
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
        self._known: Labelled | None = None
        self._spared: Labelled | None = None
        self._labels = torch.zeros(0)
        self._round: _Round | None = None
        self._parts: dict[str, torch.Tensor] = {}

    def load(self, config: TrainConfig, root: Path, *, device: torch.device) -> torch.Tensor:
        """See `Task`; of small labelled pictures."""
        self._known, self._spared = load_labelled(config, root, device=device)
        return self._spared.pictures[: config.held_out]

    def draw(self, config: TrainConfig, generator: torch.Generator) -> torch.Tensor:
        """See `Task`."""
        assert self._known is not None, "load comes first"
        clean, self._labels = draw_labelled(
            self._known, count=config.batch, generator=generator, is_flipped=config.is_flipped
        )
        return clean

    def set_up(self, fabric: Fabric) -> dict[str, Companion]:
        """See `Task`; the discriminator."""
        _, self._optimiser = fabric.setup(self._network, self._optimiser)
        self._fabric = fabric
        return {"discriminator": Companion(self._network, self._optimiser)}

    def loss(
        self, network: nn.Module, clean: torch.Tensor, generator: torch.Generator, *, moment: Moment
    ) -> torch.Tensor:
        """See `Task`; how much more real the discriminator finds the real picture of each pair."""
        del moment
        assert self._fabric is not None, "set_up comes first"
        shape = network.noise_shape
        noise = torch.randn((len(clean), *shape), generator=generator, device=clean.device)  # type: ignore[misc]
        made = network(noise, self._labels) * 2.0 - 1.0
        shown = made.detach().requires_grad_(True)
        real = critics.changed(clean * 2.0 - 1.0, generator)
        fake = critics.changed(shown, generator)
        with self._fabric.autocast():
            real_scores, fake_scores = self._network(torch.cat((real, fake)), self._labels.repeat(2)).float().chunk(2)
        self._round = _Round(self._labels, real.detach(), fake.detach(), real_scores, fake_scores)
        loss = functional.softplus(real_scores - fake_scores).mean()
        # only the gradient by the pictures is needed here, none by the discriminator's own weights
        (gradient,) = torch.autograd.grad(loss, shown, retain_graph=True)
        pull = (made * gradient).sum()
        pulled: torch.Tensor = loss.detach() + (pull - pull.detach())
        return pulled

    def follow(self, backward: Callable[..., None], *, moment: Moment) -> dict[str, torch.Tensor]:
        """See `Task`; one step of the discriminator, with both penalties at every `penalty_every`-th one."""
        shown, game = self._round, self._game
        assert shown is not None, "loss comes first"
        parameters = list(self._network.parameters())
        self._optimiser.zero_grad()
        share = _FINAL + (1.0 - _FINAL) * 0.5 * (1.0 + math.cos(math.pi * min(1.0, moment.share)))
        for group in self._optimiser.param_groups:
            group["lr"] = game.learning_rate * share
        loss = functional.softplus(shown.fake_scores - shown.real_scores).mean()
        backward(loss, inputs=parameters)
        self._parts = {"discriminator": loss.detach()}
        if game.gamma > 0 and moment.step % game.penalty_every == 0:
            penalty = self._penalty(shown.real, shown.label) + self._penalty(shown.fake, shown.label)
            backward(penalty * (0.5 * game.gamma * game.penalty_every), inputs=parameters)
            self._parts["penalty"] = penalty.detach()
        torch.nn.utils.clip_grad_norm_(parameters, 10.0)
        self._optimiser.step()
        self._round = None
        return self._parts

    def score(self, figures: dict[str, float]) -> float:
        """See `Task`."""
        return -figures["sliced Wasserstein"]

    def held_out(self, network: nn.Module, spared: torch.Tensor) -> dict[str, float]:
        """The sliced Wasserstein distance of samples to held-out pictures, lower is better."""
        module = getattr(network, "module", network)
        labels = self._spared.labels[: len(spared)] if self._spared is not None else None
        return {"sliced Wasserstein": sampled_distance(module, spared, labels)}

    def _penalty(self, pictures: torch.Tensor, label: torch.Tensor) -> torch.Tensor:
        """The squared length of the scores' gradient by the pictures, of half the batch, in full precision."""
        half = max(1, len(pictures) // 2)
        shown = pictures[:half].clone().requires_grad_(True)
        scores = self._network(shown, label[:half])
        (gradient,) = torch.autograd.grad(scores.sum(), shown, create_graph=True)
        penalty: torch.Tensor = gradient.square().sum(dim=(1, 2, 3)).mean()
        return penalty
