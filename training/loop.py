"""The training loop, readable from top to bottom."""

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
from training import checkpoint, curves, optimisers
from training.adversarial import Adversarial
from training.config import Budget, ConfigError, Start, TrainConfig, to_dict
from training.detection import Detection
from training.game import AdversarialGeneration
from training.judging import Judging
from training.restoring import Deblurring, Repairing
from training.tasks import Denoising, Inpainting, Moment, Restoration, Task
from training.variational import VariationalBound

LESSONS: Mapping[str, Callable[[TrainConfig], Task]] = MappingProxyType(
    {
        "denoise": Denoising,
        "inpaint": Inpainting,
        "deblur": Deblurring,
        "oldphoto": Repairing,
        "detect": Detection,
        "generate": lambda config: _generation_of(config),
        "judge": Judging,
    }
)
_LOSS_EVERY = 20  # steps averaged into one point of the loss curve


@dataclass(frozen=True, slots=True)
class Report:
    """What a run says now and then: steps done, seconds spent, share of the budget, loss, held-out figures.

    `parts` are the means of the loss's parts since the last report, by name, a discriminator's loss among them; empty
    if the loss has one part only.
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
    """Trains as `config` says and reports as it goes; stop pulling to stop, the last checkpoint stays.

    A resumed run goes on bit for bit where its checkpoint was made (on a CPU, with a step budget). The run ends
    annealed whatever its budget is. Raises `ConfigError`.
    """
    fabric = Fabric(accelerator=device, devices=1, precision=precision)  # type: ignore[arg-type]
    task = task_of(config)  # refuses a mode that is not taught before any photo is read
    torch.manual_seed(config.seed)
    network = task.build(config)
    if config.start is not None:
        network.load_state_dict(_start(config.start, config))
    network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimiser = optimisers.make(config.optimiser, network, lr=config.learning_rate)
    model, optimiser = fabric.setup(network, optimiser)
    companions = task.set_up(fabric)
    generator = torch.Generator(fabric.device).manual_seed(config.seed)
    average = {name: value.detach().clone() for name, value in network.state_dict().items()}
    spared = task.load(config, data_root, device=fabric.device)
    state: dict[str, Any] = {
        "network": network,
        "average": average,
        "optimiser": optimiser,
        "generator": generator,
        "config": to_dict(config),
        "companions": companions,
    }
    out.mkdir(parents=True, exist_ok=True)
    progress = checkpoint.load(out, **state) if resume else checkpoint.Progress()
    yield from _steps(fabric, model, config, task, state, progress, spared, out)


def task_of(config: TrainConfig) -> Task:
    """What a run teaches; raises `ConfigError` for a mode that is not taught."""
    if config.mode not in LESSONS:
        raise ConfigError(f"mode “{config.mode}” cannot be trained; allowed are {', '.join(LESSONS)}.")
    lesson = LESSONS[config.mode](config)
    if config.adversary is None:
        return lesson
    if not isinstance(lesson, Restoration):
        raise ConfigError(f"mode “{config.mode}” is not taught against a discriminator; leave the adversary table out.")
    return Adversarial(lesson, config, config.adversary)


def _generation_of(config: TrainConfig) -> Task:
    if config.variational is not None and config.architecture in ("vae", "vae-prior"):
        return VariationalBound(config, config.variational)
    if config.game is not None and config.architecture == "gan":
        return AdversarialGeneration(config, config.game)
    raise ConfigError(f"architecture “{config.architecture}” is not taught by the table of this run.")


def _steps(
    fabric: Fabric, model: nn.Module, config: TrainConfig, task: Task, state: dict[str, Any],
    progress: checkpoint.Progress, spared: torch.Tensor, out: Path,
) -> Iterator[Report]:  # fmt: skip
    budget = Budget.parse(config.budget)
    optimiser, generator = state["optimiser"], state["generator"]
    start = time.monotonic() - progress.seconds
    evaluated = saved = progress.seconds
    summed = torch.zeros((), device=fabric.device)
    parts = _Parts()
    while (share := _share(budget, progress)) < 1.0:
        for group in optimiser.param_groups:
            group["lr"] = _learning_rate(config, share, progress.step)
        clean = task.draw(config, generator)
        moment = Moment(progress.step, share)
        loss = task.loss(model, clean, generator, moment=moment)
        optimiser.zero_grad()
        fabric.backward(loss)
        torch.nn.utils.clip_grad_norm_(model.parameters(), config.clip_norm)
        optimiser.step()
        parts.add(task.follow(fabric.backward, moment=moment))
        _average(state["average"], state["network"], config.ema_decay, progress.step)
        summed += loss.detach()
        progress.step += 1
        progress.seconds = time.monotonic() - start
        if progress.step % _LOSS_EVERY == 0:
            progress.losses.append((progress.step, float(summed) / _LOSS_EVERY))
            summed.zero_()
            parts.close(progress)
            if not math.isfinite(progress.losses[-1][1]):
                raise FloatingPointError("The loss is no longer finite; lower learning_rate and resume.")
        is_last = _share(budget, progress) >= 1.0
        held_out = None
        if is_last or _is_due(budget, progress, evaluated, config):
            held_out = measure(task, state["network"], state["average"], spared)
            progress.held_out.append({"step": progress.step, "seconds": progress.seconds, **held_out})
            evaluated = progress.seconds
        # only on the loss grid, so that a resumed loss curve has no half-filled point
        if is_last or (progress.seconds - saved > config.checkpoint_seconds and progress.step % _LOSS_EVERY == 0):
            checkpoint.save(out, progress=progress, **state)
            saved = progress.seconds
        if held_out is not None:
            curves.write(out, progress)
        if held_out is not None or progress.step % _LOSS_EVERY == 0:
            recent = progress.losses[-1][1] if progress.losses else float(loss.detach())
            yield Report(progress.step, progress.seconds, _share(budget, progress), recent, held_out, parts.means)


class _Parts:
    """The parts of the loss, summed from one point of the curve to the next."""

    def __init__(self) -> None:
        self.means: dict[str, float] = {}
        self._seen: dict[str, list[torch.Tensor]] = {}

    def add(self, parts: dict[str, torch.Tensor]) -> None:
        for name, value in parts.items():
            self._seen.setdefault(name, []).append(value)

    def close(self, progress: checkpoint.Progress) -> None:
        """Puts the means of the steps that had a part on the curve."""
        self.means = {name: float(torch.stack(values).mean()) for name, values in self._seen.items()}
        self._seen.clear()
        if self.means:
            progress.parts.append({"step": progress.step, **self.means})


def _start(start: Start, config: TrainConfig) -> dict[str, torch.Tensor]:
    """The tensors of the weights that a run begins with; raises `ConfigError` if they are not of its network."""
    try:
        known = weights.read(_place_of(start), expected_sha256=start.sha256)
    except weights.WeightsError as error:
        raise ConfigError(f"start: {error}") from error
    if known.card.architecture != config.architecture or dict(known.card.config) != config.network:
        raise ConfigError(f"start: {start.weights} holds another network than this run trains.")
    return {name: torch.from_numpy(tensor.astype("float32")) for name, tensor in known.tensors.items()}


def _place_of(start: Start) -> Path:
    return weights.bundled().get(start.weights, Path(start.weights))


def _share(budget: Budget, progress: checkpoint.Progress) -> float:
    if budget.steps is not None:
        return progress.step / budget.steps
    assert budget.seconds is not None
    return progress.seconds / budget.seconds


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
    trained = {name: value.clone() for name, value in network.state_dict().items()}
    network.load_state_dict(average)
    figures = task.held_out(network, spared)
    network.load_state_dict(trained)
    return figures
