"""The training loop, readable from top to bottom."""

import contextlib
import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import torch
from lightning_fabric import Fabric
from torch import nn

from restorer import weights
from training import checkpoint, curves, growth, optimisers, sharing
from training.adversarial import Adversarial
from training.adversarial_bound import AdversarialBound
from training.config import Budget, ConfigError, Start, TrainConfig, to_dict
from training.detection import Detection
from training.game import AdversarialGeneration
from training.hardware import Hardware
from training.judging import Judging
from training.measured import MeasuredDenoising
from training.pairs import Paired
from training.restoring import Deblurring, Repairing
from training.shaken import Unshaking
from training.squares import Storage
from training.tasks import Denoising, Inpainting, Moment, Restoration, Task
from training.variational import VariationalBound

LESSONS: Mapping[str, Callable[[TrainConfig], Task]] = MappingProxyType(
    {
        "denoise": lambda config: _denoising_of(config),
        "inpaint": Inpainting,
        "deblur": lambda config: Deblurring(config) if config.shaken is None else Unshaking(config),
        "oldphoto": Repairing,
        "detect": Detection,
        "generate": lambda config: _generation_of(config),
        "judge": Judging,
    }
)
LOSS_EVERY = 20  # steps averaged into one point of the loss curve
_LOSS = "loss"


class DivergenceError(ConfigError):
    """A run whose loss is no number any more; the text says what to change."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a run says: steps done, seconds spent, share of the budget, loss, held-out figures if they were measured.

    `loss` and `parts`, the means of the loss's parts by name, a discriminator's loss among them, are of the last point
    of the curve; `parts` is empty if the loss has one part only.
    """

    step: int
    seconds: float
    share: float
    loss: float
    held_out: dict[str, float] | None
    parts: dict[str, float]


def train(
    config: TrainConfig, *, data_root: Path, out: Path, resume: bool = False, device: str = "auto",
    precision: str = "32-true",
) -> Iterator[Report]:  # fmt: skip
    """Trains as `config` says and reports at each point of the curve; stop pulling to stop, the last checkpoint stays.

    A resumed run goes on bit for bit where its checkpoint was made (on a CPU, with a step budget). The run ends
    annealed whatever its budget is. Raises `ConfigError`.
    """
    task_of(config)  # refuses a mode that is not taught before any photo is read
    training = Training(config, Hardware(device, precision).launch(), data_root=data_root, out=out, resume=resume)
    for report in training.steps():
        if report.held_out is not None or report.step % LOSS_EVERY == 0:
            yield report


class Training:
    """A run in memory: the network, its average, the optimiser, the chances, and how far it is.

    Photos that the memory of `storage` cannot hold are read from a file as they are drawn. Raises `ConfigError`.
    """

    def __init__(
        self, config: TrainConfig, fabric: Fabric, *, data_root: Path, out: Path, resume: bool = False,
        storage: Storage | None = None,
    ) -> None:  # fmt: skip
        self.config, self.fabric, self.out = config, fabric, out
        self.task = task_of(config)
        if storage is not None:
            self.task.storage = storage
        _check_sharing(self.task, config, fabric)
        torch.manual_seed(config.seed)
        network = self.task.build(config)
        if config.start is not None:
            growth.grow(network, _start(config.start, config))
        self.network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        optimiser = optimisers.make(config.optimiser, self.network, lr=config.learning_rate)
        model, self._optimiser = fabric.setup(self.network, optimiser)
        self._model = sharing.spread(model, fabric, batch=config.batch)
        companions = self.task.set_up(fabric)
        self._generator = torch.Generator(fabric.device).manual_seed(config.seed)
        self.average = {name: value.detach().clone() for name, value in self.network.state_dict().items()}
        self.spared = self.task.load(config, data_root, device=fabric.device)
        self._state: dict[str, Any] = {
            "network": self.network,
            "average": self.average,
            "optimiser": self._optimiser,
            "generator": self._generator,
            "config": to_dict(config),
            "companions": companions,
        }
        self.progress = checkpoint.load(out, **self._state) if resume else checkpoint.Progress()
        self._means = _Means(self.progress.pending)
        self._budget = Budget.parse(config.budget)
        self._begin = 0.0
        self.worked = 0.0  # seconds spent on steps by this process
        self.waited = 0.0  # of those, on drawing patches
        self.saved_at = -1  # the step of the last checkpoint
        out.mkdir(parents=True, exist_ok=True)

    @property
    def share(self) -> float:
        """The part of the budget that is spent, from 0 on."""
        if self._budget.steps is not None:
            return self.progress.step / self._budget.steps
        assert self._budget.seconds is not None
        return self.progress.seconds / self._budget.seconds

    @property
    def is_first(self) -> bool:
        """True in the process that measures and writes files."""
        return self.fabric.global_rank == 0

    def steps(self, *, is_kept: bool = True) -> Iterator[Report]:
        """Every step of what is left of the budget; if `is_kept`, measures and saves checkpoints when they are due.

        Raises `DivergenceError` once the loss is no number any more, OSError if a file cannot be written; the
        checkpoint before stays.
        """
        self.task.begin(self.progress.step)
        try:
            yield from self._steps(is_kept=is_kept)
        finally:
            self.task.end()

    def _steps(self, *, is_kept: bool) -> Iterator[Report]:
        progress, config = self.progress, self.config
        evaluated = saved = progress.seconds
        self._begin = time.monotonic() - progress.seconds
        while self.share < 1.0:
            self._step()
            if not is_kept:
                yield Report(progress.step, progress.seconds, self.share, self.recent_loss(), None, self._means.parts)
                continue
            is_last = self.share >= 1.0
            is_point = progress.step % LOSS_EVERY == 0
            held_out = None
            if is_last or _is_due(self._budget, progress, evaluated, config):
                held_out = self.measure()
                evaluated = progress.seconds
            if is_last or (progress.seconds - saved > config.checkpoint_seconds and is_point):
                self.save()
                saved = progress.seconds
            if held_out is not None and self.is_first:
                curves.write(self.out, progress)
            yield Report(progress.step, progress.seconds, self.share, self.recent_loss(), held_out, self._means.parts)

    def measure(self) -> dict[str, float]:
        """The held-out figures of the averaged weights, put on the curve; empty in all processes but the first."""
        figures = {}
        if self.is_first:
            figures = measure(self.task, self.network, self.average, self.spared)
            point = {"step": self.progress.step, "seconds": self.progress.seconds, **figures}
            self.progress.held_out.append(point)
        return figures

    def save(self) -> None:
        """Writes the checkpoint, whatever the step; raises `DivergenceError` instead of keeping what is no number."""
        if not self.is_first:
            return
        if not all(bool(value.isfinite().all()) for value in self.network.state_dict().values()):
            raise self._divergence()
        self.progress.pending = self._means.pending()
        checkpoint.save(self.out, progress=self.progress, **self._state)
        self.saved_at = self.progress.step

    def rest(self, seconds: float) -> None:
        """Takes a pause of that length out of the run's time."""
        self._begin += seconds

    def recent_loss(self) -> float:
        """The last point of the loss curve; before the first, the mean so far."""
        return self.progress.losses[-1][1] if self.progress.losses else self._means.loss()

    def _step(self) -> None:
        progress, config, before = self.progress, self.config, time.monotonic()
        for group in self._optimiser.param_groups:
            group["lr"] = _learning_rate(config, self.share, progress.step)
        clean = self.task.draw(config, self._generator)
        self.waited += time.monotonic() - before
        moment = Moment(progress.step, self.share)
        loss = self.task.loss(self._model, clean, self._generator, moment=moment)
        self._optimiser.zero_grad()
        self.fabric.backward(loss)
        torch.nn.utils.clip_grad_norm_(self._model.parameters(), config.clip_norm)
        self._optimiser.step()
        self._means.add({_LOSS: loss.detach(), **self.task.follow(self.fabric.backward, moment=moment)})
        _average(self.average, self.network, config.ema_decay, progress.step)
        progress.step += 1
        (progress.seconds,) = sharing.agreed(self.fabric, time.monotonic() - self._begin)
        if progress.step % LOSS_EVERY == 0:
            self._means.close(progress)
            if not math.isfinite(progress.losses[-1][1]):
                raise self._divergence()
        self.worked += time.monotonic() - before

    def _divergence(self) -> DivergenceError:
        rate = self.config.learning_rate
        return DivergenceError(
            f"The loss is no longer a number, somewhere before step {self.progress.step}: the learning rate is too "
            f"high. Set learning_rate to {rate / 3:.1g} instead of {rate:g} and resume; what was saved before is kept."
        )


def _check_sharing(task: Task, config: TrainConfig, fabric: Fabric) -> None:
    if fabric.world_size > 1 and not isinstance(task, Restoration | Detection):
        raise ConfigError(f"“{config.name}” is taught in one process only: it trains two networks. Use --devices 1.")


def task_of(config: TrainConfig) -> Task:
    """What a run teaches; raises `ConfigError` for a mode that is not taught."""
    if config.mode not in LESSONS:
        raise ConfigError(f"mode “{config.mode}” cannot be trained; allowed are {', '.join(LESSONS)}.")
    has_pairs = any(source.kind == "pairs" for source in config.data)
    lesson = Paired(config) if has_pairs else LESSONS[config.mode](config)
    if config.adversary is None:
        return lesson
    if not isinstance(lesson, Restoration):
        raise ConfigError(f"mode “{config.mode}” is not taught against a discriminator; leave the adversary table out.")
    return Adversarial(lesson, config, config.adversary)


def _denoising_of(config: TrainConfig) -> Task:
    return Denoising(config) if config.measured is None else MeasuredDenoising(config, config.measured)


def _generation_of(config: TrainConfig) -> Task:
    if config.variational is not None and config.architecture in ("vae", "vae-prior"):
        if config.game is not None:
            return AdversarialBound(config, config.variational, config.game)
        return VariationalBound(config, config.variational)
    if config.game is not None and config.variational is None and config.architecture == "gan":
        return AdversarialGeneration(config, config.game)
    raise ConfigError(f"architecture “{config.architecture}” is not taught by the table of this run.")


class _Means:
    """The loss and its parts, gathered from one point of the curve to the next; `pending` is what `pending` gave."""

    def __init__(self, pending: Mapping[str, list[float]]) -> None:
        self.parts: dict[str, float] = {}
        self._seen = {name: [torch.tensor(value) for value in values] for name, values in pending.items()}

    def add(self, parts: dict[str, torch.Tensor]) -> None:
        for name, value in parts.items():
            self._seen.setdefault(name, []).append(value)

    def close(self, progress: checkpoint.Progress) -> None:
        """Puts the means of the steps that had a part on the curve."""
        means = {name: _mean(values) for name, values in self._seen.items()}
        self._seen.clear()
        progress.losses.append((progress.step, means.pop(_LOSS)))
        self.parts = means
        if means:
            progress.parts.append({"step": progress.step, **means})

    def loss(self) -> float:
        """The mean so far; not a number before the first step."""
        return _mean(self._seen[_LOSS]) if _LOSS in self._seen else math.nan

    def pending(self) -> dict[str, list[float]]:
        """What is not on the curve yet, exactly."""
        return {name: [float(value) for value in values] for name, values in self._seen.items()}


def _mean(values: list[torch.Tensor]) -> float:
    return float(torch.stack([value.to(values[-1].device) for value in values]).mean())


def _start(start: Start, config: TrainConfig) -> dict[str, torch.Tensor]:
    """The tensors of the weights that a run begins with; raises `ConfigError` if they are not of its network."""
    try:
        known = weights.read(_place_of(start), expected_sha256=start.sha256)
    except weights.WeightsError as error:
        raise ConfigError(f"start: {error}") from error
    if not start.grows and (
        known.card.architecture != config.architecture or dict(known.card.config) != config.network
    ):
        raise ConfigError(f"start: {start.weights} holds another network than this run trains.")
    return {name: torch.from_numpy(tensor.astype("float32")) for name, tensor in known.tensors.items()}


def _place_of(start: Start) -> Path:
    return weights.bundled().get(start.weights, Path(start.weights))


def _is_due(budget: Budget, progress: checkpoint.Progress, evaluated: float, config: TrainConfig) -> bool:
    if budget.steps is not None:
        return progress.step % config.evaluate_steps == 0
    return progress.seconds - evaluated >= config.evaluate_seconds


def _learning_rate(config: TrainConfig, share: float, step: int) -> float:
    cosine = 0.5 * (1.0 + math.cos(math.pi * min(1.0, share)))
    rate = config.final_learning_rate + (config.learning_rate - config.final_learning_rate) * cosine
    return rate * min(1.0, (step + 1) / max(1, config.warm_up_steps))


@torch.no_grad()
def _average(average: dict[str, torch.Tensor], network: nn.Module, decay: float, step: int) -> None:
    """Moves the exponential moving average; early on it follows faster, as it has seen little."""
    weight = 1.0 - min(decay, (1.0 + step) / (10.0 + step))
    current = network.state_dict()
    torch._foreach_lerp_(list(average.values()), [current[name] for name in average], weight)


@torch.no_grad()
def measure(task: Task, network: nn.Module, average: dict[str, torch.Tensor], spared: torch.Tensor) -> dict[str, float]:
    """The task's held-out figures of the averaged weights; the network keeps its own."""
    with averaged(network, average):
        return task.held_out(network, spared)


@contextlib.contextmanager
def averaged(network: nn.Module, average: dict[str, torch.Tensor]) -> Iterator[nn.Module]:
    """The network with the averaged weights, for as long as the block lasts."""
    trained = {name: value.clone() for name, value in network.state_dict().items()}
    network.load_state_dict(average)
    try:
        with torch.no_grad():
            yield network
    finally:
        network.load_state_dict(trained)
