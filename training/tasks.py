"""What a run teaches: from clean patches to a loss, and the figures it is followed by, one class for each mode."""

import functools
import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from lightning_fabric import Fabric
from torch import nn

from restorer import models
from restorer.models.prefill import push_pull
from training import data, degrade, losses, masks
from training.ahead import Ahead
from training.config import TrainConfig
from training.squares import Photos, Storage

HELD_OUT_SIGMAS = (15, 25, 50)
_FLOOR = 8.0  # 8-bit steps: flat patches are filled well by anything and would outweigh all others
_HELD_OUT_MASKS = 3  # of each kind for every held-out square


@dataclass(frozen=True, slots=True)
class Moment:
    """Where in its run a step is: the steps before it and the share of the budget spent, 0..1."""

    step: int
    share: float


@dataclass(frozen=True, slots=True)
class Companion:
    """A network that a task trains beside the restoration network, with its own optimiser."""

    network: nn.Module
    optimiser: torch.optim.Optimizer


class Task(ABC):
    """One mode's lesson."""

    storage: Storage = Storage()  # where photos may lie

    _photos: Photos | None = None
    _ahead: Ahead | None = None

    def build(self, config: TrainConfig) -> nn.Module:
        """The network that is taught, with fresh weights drawn from the global generator."""
        return models.ARCHITECTURES[config.architecture].network(models.configure(config.architecture, config.network))

    def load(self, config: TrainConfig, root: Path, *, device: torch.device) -> torch.Tensor:
        """Reads the run's photos onto `device`; returns held-out ones (K, C, H, W) uint8. Raises `ConfigError`."""
        photos, spared = data.load_photos(
            config.data, root, device=device, held_out_count=config.held_out, storage=self.storage,
            split=config.split, least=config.patch,
        )  # fmt: skip
        self._photos = photos
        if photos.is_streamed:
            draw = functools.partial(data.draw_patches, photos, count=config.batch, size=config.patch)
            self._ahead = Ahead(lambda generator: draw(generator=generator), seed=config.seed)
        return spared

    def draw(self, config: TrainConfig, generator: torch.Generator) -> torch.Tensor:
        """A batch of clean patches (B, C, H, W) in 0..1 on the generator's device, from what `load` read.

        Drawn by `generator`, or ahead, from chances of the step alone, if there are more photos than memory holds.
        """
        assert self._photos is not None, "load comes first"
        if self._ahead is not None:
            return self._ahead.take().to(generator.device)
        return data.draw_patches(self._photos, count=config.batch, size=config.patch, generator=generator)

    def set_up(self, fabric: Fabric) -> dict[str, Companion]:
        """Brings further networks that the lesson needs to the device and names them; they are part of checkpoints.

        Called once, before the first step.
        """
        return {}

    def begin(self, step: int) -> None:
        """Called once before the first draw: the steps done before, so that what is drawn ahead goes on from there."""
        if self._ahead is not None:
            self._ahead.begin(step)

    def end(self) -> None:
        """Called after the last draw."""
        if self._ahead is not None:
            self._ahead.end()

    def examples(self, clean: torch.Tensor, generator: torch.Generator) -> "Damaged | None":
        """Clean squares as `draw` gives them and as the network is shown them, for people; None if it is shown none."""
        return None

    def estimate(self, network: nn.Module, damaged: "Damaged") -> torch.Tensor:
        """What the network makes of `examples`, (B, 3, H, W) in 0..1; outside of a hole the picture stays."""
        pictures = damaged.pictures.contiguous(memory_format=torch.channels_last)
        seen: torch.Tensor = network(pictures, damaged.told).clamp(0.0, 1.0)
        return seen if damaged.hole is None else torch.where(damaged.hole > 0, seen, damaged.pictures)

    def survey(self) -> dict[str, Any]:
        """What `load` found, for people: counts, names of what was broken or doubtful, warnings as sentences."""
        squares = len(self._photos.squares) if self._photos is not None else 0
        found = dict(self._photos.survey) if self._photos is not None else {}
        return {"photos": 0, "held_out": 0, "pairs": 0, "squares": squares, "broken": [], "duplicates": [],
                "tiny": [], "warnings": []} | found  # fmt: skip

    def score(self, figures: dict[str, float]) -> float:
        """Held-out figures as one number by which moments of a run are compared, the higher the better.

        The mean of all decibels that depend on the network.
        """
        names = [name for name in figures if not name.endswith(("detail", "push-pull"))]
        return sum(figures[name] for name in names) / max(1, len(names))

    @abstractmethod
    def loss(
        self, network: nn.Module, clean: torch.Tensor, generator: torch.Generator, *, moment: Moment
    ) -> torch.Tensor:
        """The loss of clean patches (B, 3, H, W) in 0..1, damaged by chances drawn from `generator` alone."""

    def follow(self, backward: Callable[..., None], *, moment: Moment) -> dict[str, torch.Tensor]:
        """Trains the companions on what `loss` saw last; returns the parts of the step's losses by name."""
        return {}

    @abstractmethod
    def held_out(self, network: nn.Module, spared: torch.Tensor) -> dict[str, float]:
        """Figures on held-out squares (K, 3, H, W) uint8, the same damage every time.

        In dB, higher is better; those whose name ends in `detail` are ratios, best at 1.
        """


@dataclass(frozen=True, slots=True)
class Damaged:
    """Pictures (B, 3, H, W) as a network sees them, what it is told of each, and the truth (B, 3, H, W).

    Told is a level (B,) or a hole (B, 1, H, W); `hole`, 1 inside, says where the truth is asked for, None =
    everywhere.
    """

    pictures: torch.Tensor
    told: torch.Tensor
    truth: torch.Tensor
    hole: torch.Tensor | None = None


class Restoration(Task):
    """A lesson in which pictures are damaged by chance and the network gives the truth back."""

    def __init__(self, config: TrainConfig) -> None:
        self._config = config

    @abstractmethod
    def damage(self, clean: torch.Tensor, generator: torch.Generator) -> Damaged:
        """What becomes of clean patches (B, 3, H, W) in 0..1 by chances drawn from `generator` alone."""

    def examples(self, clean: torch.Tensor, generator: torch.Generator) -> Damaged | None:
        """See `Task`."""
        return self.damage(clean, generator)

    def reconstruction(self, estimate: torch.Tensor, damaged: Damaged, *, moment: Moment) -> torch.Tensor:
        """The loss that the config names, over all samples."""
        if self._config.loss == "psnr":
            return losses.logarithmic(estimate, damaged.truth)
        in_tail = moment.share >= 1.0 - self._config.mse_tail
        return (losses.root_mean_square if in_tail else losses.absolute)(estimate, damaged.truth)

    def loss(
        self, network: nn.Module, clean: torch.Tensor, generator: torch.Generator, *, moment: Moment
    ) -> torch.Tensor:
        """See `Task`."""
        damaged = self.damage(clean, generator)
        return self.reconstruction(network(damaged.pictures, damaged.told), damaged, moment=moment)


class Denoising(Restoration):
    """Noise of many kinds and levels, told or not; see `mixtures.Noise`."""

    def damage(self, clean: torch.Tensor, generator: torch.Generator) -> Damaged:
        """See `Restoration`."""
        if self._config.noise.grey > 0:
            clean = degrade.without_colour(clean, self._config.noise.grey, generator)
        noisy, level = degrade.add_noise(clean, self._config.noise, generator)
        return Damaged(noisy.contiguous(memory_format=torch.channels_last), level, clean)

    def held_out(self, network: nn.Module, spared: torch.Tensor) -> dict[str, float]:
        """White noise of fixed seeds, not clipped, level told."""
        figures = {}
        for sigma in HELD_OUT_SIGMAS:
            generator = torch.Generator(spared.device).manual_seed(sigma)
            values = []
            for square in spared:
                clean = square[None].float() / 255.0
                noisy = clean + torch.randn(clean.shape, generator=generator, device=clean.device) * sigma / 255.0
                level = torch.full((1,), sigma / 255.0, device=clean.device)
                estimate = network(noisy.contiguous(memory_format=torch.channels_last), level).clamp(0.0, 1.0)
                values.append(decibels((estimate - clean).square().mean()))
            figures[f"sigma{sigma}"] = sum(values) / len(values)
        return figures | {"grey": self._grey(network, spared)}

    def _grey(self, network: nn.Module, spared: torch.Tensor) -> float:
        """PSNR of squares without colour at sigma 25, their noise without colour too."""
        generator = torch.Generator(spared.device).manual_seed(0)
        values = []
        for square in spared:
            clean = degrade.without_colour(square[None].float() / 255.0, 1.0, generator)
            drawn = torch.randn(clean[:, :1].shape, generator=generator, device=clean.device)
            noisy = (clean + drawn * 25.0 / 255.0).contiguous(memory_format=torch.channels_last)
            level = torch.full((1,), 25.0 / 255.0, device=clean.device)
            values.append(decibels((network(noisy, level).clamp(0.0, 1.0) - clean).square().mean()))
        return sum(values) / len(values)


class Inpainting(Restoration):
    """Holes drawn by `masks`, filled by push-pull, and the difference learned inside them; see `TrainConfig.holes`."""

    def __init__(self, config: TrainConfig) -> None:
        super().__init__(config)
        self._kinds = tuple(config.holes)
        self._shares = np.array([config.holes[kind] for kind in self._kinds]) / sum(config.holes.values())

    def damage(self, clean: torch.Tensor, generator: torch.Generator) -> Damaged:
        """The patches with their holes roughly filled, and the holes."""
        random = np.random.default_rng(int(torch.randint(2**31, (), generator=generator, device=clean.device)))
        kinds = random.choice(self._kinds, size=len(clean), p=self._shares)
        size = clean.shape[2:]
        hole = _holes([self._drawn(kind, *size, random=random) for kind in kinds], clean)
        return Damaged(push_pull(clean, hole).contiguous(memory_format=torch.channels_last), hole, clean, hole)

    def reconstruction(self, estimate: torch.Tensor, damaged: Damaged, *, moment: Moment) -> torch.Tensor:
        """The loss that the config names, over the samples in the holes."""
        if self._config.loss == "psnr":
            return losses.logarithmic(estimate, damaged.truth, weight=damaged.hole, floor=_FLOOR)
        return losses.absolute(estimate, damaged.truth, weight=damaged.hole)

    def _drawn(self, kind: str, height: int, width: int, *, random: np.random.Generator) -> np.ndarray:
        """Thin damage is drawn twice: more samples to learn from, and nearly the same surroundings for each."""
        drawn = masks.draw(kind, height, width, random=random)
        return drawn | masks.draw(kind, height, width, random=random) if kind in masks.THIN else drawn

    def held_out(self, network: nn.Module, spared: torch.Tensor) -> dict[str, float]:
        """PSNR inside the hole by kind of mask, beside that of the push-pull fill alone, and `detail`.

        `detail` is the gradient energy of the result over that of the truth, inside the holes of all squares: below
        1 the result is smoother than the photo, and 0 is a flat patch.
        """
        figures = {}
        for kind in self._kinds:
            random = np.random.default_rng(0)
            ours: list[float] = []
            rough: list[float] = []
            energies = torch.zeros(2, dtype=torch.float64)
            for square in spared:
                clean = square[None].float() / 255.0
                for _ in range(_HELD_OUT_MASKS):
                    hole = _holes([masks.draw(kind, *clean.shape[2:], random=random)], clean)
                    image = push_pull(clean, hole)
                    estimate = network(image.contiguous(memory_format=torch.channels_last), hole).clamp(0.0, 1.0)
                    for values, picture in ((ours, estimate), (rough, image)):
                        error = ((picture - clean).square() * hole).sum() / (hole.sum() * 3)
                        values.append(decibels(error))
                    energies += torch.tensor([gradient_energy(estimate, hole), gradient_energy(clean, hole)])
            figures[kind] = sum(ours) / len(ours)
            figures[f"{kind}, push-pull"] = sum(rough) / len(rough)
            figures[f"{kind}, detail"] = float(energies[0] / energies[1].clamp_min(1e-12))
        return figures


def gradient_energy(picture: torch.Tensor, hole: torch.Tensor) -> float:
    """The sum of squared differences of neighbours, down and across, of which both lie in the hole.

    `picture` is (B, C, H, W), `hole` (B, 1, H, W), 1 inside and 0 outside.
    """
    energy = 0.0
    for axis in (2, 3):
        length = picture.shape[axis] - 1
        both = hole.narrow(axis, 0, length) * hole.narrow(axis, 1, length)
        energy += float((picture.diff(dim=axis).square() * both).sum())
    return energy


def _holes(drawn: list[np.ndarray], like: torch.Tensor) -> torch.Tensor:
    return torch.from_numpy(np.stack(drawn)[:, None]).to(like)


def decibels(error: torch.Tensor) -> float:
    """A mean square error of samples in 0..1 as PSNR, at most 120."""
    return -10.0 * math.log10(max(float(error), 1e-12))
