"""The best held-out moment of a run, kept as a weights file, and how it compares with the weights that are shipped."""

import math
from pathlib import Path
from typing import Any

import torch
from torch import nn

from restorer import models, weights
from restorer.runs import BEST
from restorer.weights import WeightsError
from training import curves, export
from training.config import TrainConfig
from training.hardware import name_of
from training.loop import Training
from training.tasks import Task


class Best:
    """Keeps `best.safetensors` in the run's folder, loadable by the program like any installed weights."""

    def __init__(self, training: Training) -> None:
        self._training = training
        self.path = training.out / BEST
        self._score = -math.inf
        if self.path.exists():
            points = map(curves.figures_of, training.progress.held_out)
            self._score = max(map(training.task.score, points), default=-math.inf)

    def offer(self, figures: dict[str, float]) -> float | None:
        """Writes the averaged weights if these figures of theirs are the best so far; then gives the score.

        Raises OSError and `WeightsError`; the file before stays.
        """
        training = self._training
        score = training.task.score(figures)
        if training.config.mode == "judge":
            return None
        # what a discriminator teaches costs decibels: there, the last moment is the one that was aimed at
        if not (score > self._score or (training.config.adversary is not None and math.isfinite(score))):
            return None
        export.write_moment(
            self.path,
            training.config,
            training.average,
            progress=training.progress,
            hardware=name_of(training.fabric.device),
        )
        self._score = score
        return score


@torch.no_grad()
def verdict(task: Task, config: TrainConfig, spared: torch.Tensor, *, best: Path) -> dict[str, Any] | None:
    """The facts of a `verdict`: the figures of the weights at `best` beside those of the best shipped for the mode.

    Both are the weights files as the program would load them, on the same held-out squares. Only networks that are
    shown the same as this run's count. None for generators and judges, and where nothing is shipped. Raises
    `WeightsError` if `best` cannot be read.
    """
    if config.mode in ("generate", "judge"):
        return None
    network = _network(weights.read(best), spared.device)
    ours = task.held_out(network, spared)
    shipped: dict[str, dict[str, float]] = {}
    for name in weights.bundled():
        try:
            known = weights.read_bundled(name)
        except WeightsError:
            continue
        other = _network(known, spared.device) if known.card.mode == config.mode else None
        if other is not None and _pictures(other) == _pictures(network):
            shipped[name] = task.held_out(other, spared)
    if not shipped:
        return None
    name = max(shipped, key=lambda key: task.score(shipped[key]))
    theirs = shipped[name]
    rows = [{"name": key, "new": ours[key], "shipped": theirs[key], "unit": curves.unit_of(key)} for key in ours]
    return {"rows": rows, "is_better": task.score(ours) > task.score(theirs), "shipped": name}


def _network(known: weights.Weights, device: torch.device) -> nn.Module:
    return models.load(known).to(device, memory_format=torch.channels_last)  # type: ignore[call-overload,no-any-return]


def _pictures(network: nn.Module) -> int:
    """How many pictures of a photo the network is shown at once."""
    return int(getattr(network, "pictures", 1))
