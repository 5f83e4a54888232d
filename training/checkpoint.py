"""A run on disk: one safetensors file with everything that decides what comes next. Never pickle."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load as load_tensors
from safetensors.torch import save as save_tensors
from torch import nn

from restorer import files
from training.config import ConfigError
from training.tasks import Companion

NAME = "checkpoint.safetensors"
_FORMAT = 1
_DECISIVE = ("architecture", "network", "optimiser", "batch", "patch", "seed", "adversary", "variational", "game")


@dataclass(slots=True)
class Progress:
    """Where a run stands: steps done, seconds spent, the curves so far; `parts` are the loss's, if it has any.

    `pending` are the losses by name since the last point of the curve.
    """

    step: int = 0
    seconds: float = 0.0
    losses: list[tuple[int, float]] = field(default_factory=list)
    held_out: list[dict[str, float]] = field(default_factory=list)
    parts: list[dict[str, float]] = field(default_factory=list)
    pending: dict[str, list[float]] = field(default_factory=dict)


def save(
    folder: Path, *, network: nn.Module, average: dict[str, torch.Tensor], optimiser: torch.optim.Optimizer,
    generator: torch.Generator, progress: Progress, config: dict[str, Any], companions: Mapping[str, Companion],
) -> None:  # fmt: skip
    """Writes the run's state to `folder` in one step; the file before it stays whole until the new one is."""
    tensors = _tensors(network, optimiser)
    for title, companion in companions.items():
        own = _tensors(companion.network, companion.optimiser)
        tensors |= {f"{title}.{name}": value for name, value in own.items()}
    tensors |= {f"average.{name}": value for name, value in average.items()}
    tensors["generator"] = generator.get_state()
    state = {
        "step": progress.step,
        "seconds": progress.seconds,
        "losses": progress.losses,
        "held_out": progress.held_out,
        "parts": progress.parts,
        "pending": progress.pending,
        "config": config,
        "format": _FORMAT,
    }
    # contiguous: channels_last tensors would otherwise be refused
    plain = {name: value.detach().cpu().contiguous() for name, value in tensors.items()}
    files.replace_bytes(folder / NAME, save_tensors(plain, metadata={"run": json.dumps(state)}))


def load(
    folder: Path, *, network: nn.Module, average: dict[str, torch.Tensor], optimiser: torch.optim.Optimizer,
    generator: torch.Generator, config: dict[str, Any], companions: Mapping[str, Companion],
) -> Progress:  # fmt: skip
    """Puts the state `save` wrote back; raises `ConfigError` if it is missing, damaged or of another run."""
    path = folder / NAME
    tensors, state = read(path)
    if state.get("format", _FORMAT) != _FORMAT:
        raise ConfigError(f"{path} was written by another version of this program; use a new --out folder.")
    try:
        _check_run(path, state["config"], config)
        _restore(tensors, network, optimiser)
        for title, companion in companions.items():
            _restore(_part(tensors, f"{title}."), companion.network, companion.optimiser)
        with torch.no_grad():
            for name, value in _part(tensors, "average.").items():
                average[name].copy_(value)
        generator.set_state(tensors["generator"])
        losses = [(int(step), float(loss)) for step, loss in state["losses"]]
        step, seconds, held_out = int(state["step"]), float(state["seconds"]), list(state["held_out"])
    except (KeyError, ValueError, TypeError, AttributeError, RuntimeError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ConfigError(f"{path} cannot be resumed from ({reason}); start again with a new --out folder.") from error
    parts, pending = list(state.get("parts", [])), dict(state.get("pending", {}))
    return Progress(step, seconds, losses, held_out, parts, pending)


def _check_run(path: Path, saved: Mapping[str, Any], config: Mapping[str, Any]) -> None:
    for key in (*_DECISIVE, "classes"):
        if (saved.get(key) or None) != (config.get(key) or None):
            raise ConfigError(f"{path} belongs to another run: its {key} differs. Use a new --out folder.")


def read(path: Path) -> tuple[dict[str, torch.Tensor], dict[str, Any]]:
    """Tensors and run state of a checkpoint file; raises `ConfigError`."""
    try:
        content = path.read_bytes()
        header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
        return load_tensors(content), json.loads(header["__metadata__"]["run"])
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise ConfigError(f"{path} cannot be resumed from ({error}); start again with a new --out folder.") from error


def _tensors(network: nn.Module, optimiser: torch.optim.Optimizer) -> dict[str, torch.Tensor]:
    tensors = {f"network.{name}": value for name, value in network.state_dict().items()}
    for index, state in optimiser.state_dict()["state"].items():
        tensors |= {f"optimiser.{index}.{key}": torch.as_tensor(value) for key, value in state.items()}
    return tensors


def _restore(tensors: dict[str, torch.Tensor], network: nn.Module, optimiser: torch.optim.Optimizer) -> None:
    network.load_state_dict(_part(tensors, "network."), strict=True)
    restored: dict[int, dict[str, torch.Tensor]] = {}
    for name, value in _part(tensors, "optimiser.").items():
        index, key = name.split(".", 1)
        restored.setdefault(int(index), {})[key] = value
    optimiser.load_state_dict({"state": restored, "param_groups": optimiser.state_dict()["param_groups"]})


def _part(tensors: dict[str, torch.Tensor], prefix: str) -> dict[str, torch.Tensor]:
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}
