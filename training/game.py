"""A generator taught by a discriminator that compares its pictures with real ones."""

from collections.abc import Callable
from pathlib import Path

import torch
from lightning_fabric import Fabric
from torch import nn

from training.config import Game, TrainConfig
from training.duel import Duel
from training.sampled import sampled_distance
from training.small_pictures import Labelled, draw_labelled, load_labelled
from training.tasks import Companion, Moment, Task


class AdversarialGeneration(Task):
    """Pairs of a real and a generated picture of one class; see `duel.Duel`."""

    def __init__(self, config: TrainConfig, game: Game) -> None:
        self._duel = Duel(config, game)
        self._known: Labelled | None = None
        self._spared: Labelled | None = None
        self._labels = torch.zeros(0)

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
        return self._duel.set_up(fabric)

    def loss(
        self, network: nn.Module, clean: torch.Tensor, generator: torch.Generator, *, moment: Moment
    ) -> torch.Tensor:
        """See `Task`; how much more real the discriminator finds the real picture of each pair."""
        del moment
        noise = torch.randn((len(clean), *network.noise_shape), generator=generator, device=clean.device)  # type: ignore[misc]
        made = network(noise, self._labels)
        shown = made.detach().requires_grad_(True)
        loss = self._duel.judge(shown, clean, self._labels, generator)
        # only the gradient by the pictures is needed here, none by the discriminator's own weights
        (gradient,) = torch.autograd.grad(loss, shown, retain_graph=True)
        pull = (made * gradient).sum()
        pulled: torch.Tensor = loss.detach() + (pull - pull.detach())
        return pulled

    def follow(self, backward: Callable[..., None], *, moment: Moment) -> dict[str, torch.Tensor]:
        """See `Task`; one step of the discriminator."""
        return self._duel.follow(backward, moment=moment)

    def score(self, figures: dict[str, float]) -> float:
        """See `Task`."""
        return -figures["sliced Wasserstein"]

    def held_out(self, network: nn.Module, spared: torch.Tensor) -> dict[str, float]:
        """The sliced Wasserstein distance of samples to held-out pictures, lower is better."""
        module = getattr(network, "module", network)
        labels = self._spared.labels[: len(spared)] if self._spared is not None else None
        return {"sliced Wasserstein": sampled_distance(module, spared, labels)}
