"""A classifier of real pictures, whose judgement and features measure generators; trained here and never shipped."""

from itertools import pairwise
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional

from restorer.models.blocks import ResidualBlock, conv3x3, initialise
from training import checkpoint
from training.config import ConfigError, TrainConfig, parse
from training.critics import changed
from training.sampled import chunks_of
from training.small_pictures import Labelled, draw_labelled, load_labelled
from training.tasks import Moment, Task

_CHUNK = 250
_SMOOTHING = 0.1
_WIDTHS = (64, 96, 128, 192)


class Judge(nn.Module):
    """Tells classes of small pictures apart; `features` are what it looks at last, one vector a picture."""

    def __init__(self, *, channels: int, classes: int) -> None:
        super().__init__()
        self.channels = channels
        self.head = conv3x3(4 * channels, _WIDTHS[0])
        self.layers = nn.ModuleList(ResidualBlock(width) for width in _WIDTHS)
        self.down = nn.ModuleList(nn.Conv2d(a, b, 2, stride=2) for a, b in pairwise(_WIDTHS))
        initialise(self, tail=self.head, tail_gain=1.0)
        self.tail = nn.Linear(_WIDTHS[-1], classes)

    def features(self, picture: torch.Tensor) -> torch.Tensor:
        """Features (B, 192) of pictures (B, channels, S, S) in 0..1."""
        values = self.head(functional.pixel_unshuffle(picture * 2.0 - 1.0, 2))
        for scale, block in enumerate(self.layers):
            if scale:
                values = self.down[scale - 1](torch.relu(values))
            values = block(values)
        return torch.relu(values).float().mean(dim=(2, 3))

    def forward(self, picture: torch.Tensor) -> torch.Tensor:
        """Logits (B, classes)."""
        logits: torch.Tensor = self.tail(self.features(picture))
        return logits


class Judging(Task):
    """Classes of changed pictures, by cross-entropy with smoothed labels."""

    def __init__(self, config: TrainConfig) -> None:
        if len(config.classes) < 2:
            raise ConfigError("A judge run needs classes, two or more.")
        self._config = config
        self._known: Labelled | None = None
        self._spared: Labelled | None = None
        self._labels = torch.zeros(0)

    def build(self, config: TrainConfig) -> nn.Module:
        """See `Task`."""
        return Judge(channels=int(config.network.get("channels", 3)), classes=len(config.classes))

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

    def loss(
        self, network: nn.Module, clean: torch.Tensor, generator: torch.Generator, *, moment: Moment
    ) -> torch.Tensor:
        """See `Task`."""
        del moment
        shown = changed(clean * 2.0 - 1.0, generator) * 0.5 + 0.5
        logits = network(shown.contiguous(memory_format=torch.channels_last))
        return functional.cross_entropy(logits.float(), self._labels, label_smoothing=_SMOOTHING)

    def held_out(self, network: nn.Module, spared: torch.Tensor) -> dict[str, float]:
        """Share of the held-out pictures whose class is told right, in percent."""
        assert self._spared is not None, "load comes first"
        chosen = [network(chunk.float() / 255.0).argmax(dim=1) for chunk in chunks_of(spared, _CHUNK)]
        right = torch.cat(chosen) == self._spared.labels[: len(spared)]
        return {"right, %": 100.0 * float(right.float().mean())}


def read_judge(run: Path) -> tuple[Judge, tuple[str, ...]]:
    """The judge of a finished run's folder, ready to use, and the classes it knows; raises `ConfigError`."""
    tensors, state = checkpoint.read(run / checkpoint.NAME)
    config = parse(state["config"])
    if config.mode != "judge":
        raise ConfigError(f"{run} is the run of a {config.mode} network, not of a judge.")
    judge = Judge(channels=int(config.network.get("channels", 3)), classes=len(config.classes))
    prefix = "average."
    averaged = {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}
    judge.load_state_dict(averaged)
    return judge.requires_grad_(False).eval(), config.classes
