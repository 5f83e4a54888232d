"""The training loop, readable from top to bottom."""

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from lightning_fabric import Fabric
from torch import nn

from restorer import models
from training import checkpoint, curves, degrade, losses, optimisers
from training.config import Budget, TrainConfig, to_dict
from training.data import Photos, draw_patches, load_photos

HELD_OUT_SIGMAS = (15, 25, 50)
_LOSS_EVERY = 20  # steps averaged into one point of the loss curve


@dataclass(frozen=True, slots=True)
class Report:
    """What a run says now and then: steps done, seconds spent, share of the budget, loss, held-out PSNR in dB."""

    step: int
    seconds: float
    share: float
    loss: float
    held_out: dict[str, float] | None


def train(
    config: TrainConfig, *, data_root: Path, out: Path, resume: bool = False, device: str = "auto",
    precision: str = "32-true",
) -> Iterator[Report]:  # fmt: skip
    """Trains as `config` says and reports as it goes; stop pulling to stop, the last checkpoint stays.

    A resumed run goes on bit for bit where its checkpoint was made (on a CPU, with a step budget). The run ends
    annealed whatever its budget is. Raises `ConfigError`.
    """
    fabric = Fabric(accelerator=device, devices=1, precision=precision)  # type: ignore[arg-type]
    torch.manual_seed(config.seed)
    network = models.ARCHITECTURES[config.architecture].network(models.configure(config.architecture, config.network))
    network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimiser = optimisers.make(config.optimiser, network, lr=config.learning_rate)
    model, optimiser = fabric.setup(network, optimiser)
    generator = torch.Generator(fabric.device).manual_seed(config.seed)
    average = {name: value.detach().clone() for name, value in network.state_dict().items()}
    photos, spared = load_photos(config.data, data_root, device=fabric.device, held_out_count=config.held_out)
    state: dict[str, Any] = {
        "network": network,
        "average": average,
        "optimiser": optimiser,
        "generator": generator,
        "config": to_dict(config),
    }
    out.mkdir(parents=True, exist_ok=True)
    progress = checkpoint.load(out, **state) if resume else checkpoint.Progress()
    yield from _steps(fabric, model, config, state, progress, photos, spared, out)


def _steps(
    fabric: Fabric, model: nn.Module, config: TrainConfig, state: dict[str, Any], progress: checkpoint.Progress,
    photos: Photos, spared: torch.Tensor, out: Path,
) -> Iterator[Report]:  # fmt: skip
    budget = Budget.parse(config.budget)
    optimiser, generator = state["optimiser"], state["generator"]
    start = time.monotonic() - progress.seconds
    evaluated = saved = progress.seconds
    summed = torch.zeros((), device=fabric.device)
    while (share := _share(budget, progress)) < 1.0:
        for group in optimiser.param_groups:
            group["lr"] = _learning_rate(config, share, progress.step)
        clean = draw_patches(photos, count=config.batch, size=config.patch, generator=generator)
        noisy, level = degrade.add_noise(clean, config.noise, generator)
        estimate = model(noisy.contiguous(memory_format=torch.channels_last), level)
        in_tail = share >= 1.0 - config.mse_tail
        loss = losses.root_mean_square(estimate, clean) if in_tail else losses.absolute(estimate, clean)
        optimiser.zero_grad()
        fabric.backward(loss)
        torch.nn.utils.clip_grad_norm_(model.parameters(), config.clip_norm)
        optimiser.step()
        _average(state["average"], state["network"], config.ema_decay, progress.step)
        summed += loss.detach()
        progress.step += 1
        progress.seconds = time.monotonic() - start
        if progress.step % _LOSS_EVERY == 0:
            progress.losses.append((progress.step, float(summed) / _LOSS_EVERY))
            summed.zero_()
            if not math.isfinite(progress.losses[-1][1]):
                raise FloatingPointError("The loss is no longer finite; lower learning_rate and resume.")
        is_last = _share(budget, progress) >= 1.0
        held_out = None
        if is_last or _is_due(budget, progress, evaluated, config):
            held_out = held_out_psnr(state["network"], state["average"], spared)
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
            yield Report(progress.step, progress.seconds, _share(budget, progress), recent, held_out)


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
def held_out_psnr(network: nn.Module, average: dict[str, torch.Tensor], spared: torch.Tensor) -> dict[str, float]:
    """Mean PSNR in dB of the averaged weights on the held-out squares, white noise of fixed seeds, level told."""
    trained = {name: value.clone() for name, value in network.state_dict().items()}
    network.load_state_dict(average)
    result = {}
    for sigma in HELD_OUT_SIGMAS:
        generator = torch.Generator(spared.device).manual_seed(sigma)
        values = []
        for square in spared:
            clean = square[None].float() / 255.0
            noisy = clean + torch.randn(clean.shape, generator=generator, device=clean.device) * sigma / 255.0
            level = torch.full((1,), sigma / 255.0, device=clean.device)
            estimate = network(noisy.contiguous(memory_format=torch.channels_last), level).clamp(0.0, 1.0)
            values.append(-10.0 * math.log10(float((estimate - clean).square().mean())))
        result[f"sigma{sigma}"] = sum(values) / len(values)
    network.load_state_dict(trained)
    return result
