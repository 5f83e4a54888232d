"""Every network this program can build, readable at a glance."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import torch
from torch import nn

from restorer.models.residual import ResidualConfig, ResidualDenoiser
from restorer.models.unet import UNetConfig, UNetDenoiser
from restorer.weights import ModelCard, Weights, WeightsError


class Architecture(NamedTuple):
    """How one network is made: its config dataclass, its class, and the largest values a card may ask for."""

    config: type
    network: Callable[[Any], nn.Module]
    limits: Mapping[str, int]


ARCHITECTURES: dict[str, Architecture] = {
    "residual": Architecture(ResidualConfig, ResidualDenoiser, {"width": 256, "blocks": 32}),
    "unet": Architecture(UNetConfig, UNetDenoiser, {"widths": 512, "blocks": 8, "middle": 8}),
}
_MAX_SCALES = 5


def configure(architecture: str, values: Mapping[str, Any]) -> Any:
    """The config dataclass of an architecture, filled from a card or a training file within its limits.

    Raises `WeightsError` for an unknown architecture, an unknown or missing key, a wrong type or a value out of
    bounds, before anything is allocated.
    """
    if architecture not in ARCHITECTURES:
        raise WeightsError(f"The network “{architecture}” is unknown; known are {', '.join(ARCHITECTURES)}.")
    entry = ARCHITECTURES[architecture]
    known = {field.name for field in dataclasses.fields(entry.config)}
    if set(values) != known:
        raise WeightsError(f"A {architecture} network needs exactly {', '.join(sorted(known))}.")
    return entry.config(**{key: _bounded(key, value, entry.limits[key]) for key, value in values.items()})


def build(card: ModelCard) -> nn.Module:
    """The network a card describes, with fresh weights, in training mode; raises `WeightsError`."""
    return ARCHITECTURES[card.architecture].network(configure(card.architecture, card.config))


def load(weights: Weights) -> nn.Module:
    """The network with its weights as float32, in evaluation mode; every tensor must fit. Raises `WeightsError`."""
    network = build(weights.card)
    state = {name: torch.from_numpy(tensor.astype("float32")) for name, tensor in weights.tensors.items()}
    try:
        network.load_state_dict(state, strict=True)
    except RuntimeError as error:
        raise WeightsError(f"{weights.path} does not fit the network its card names.") from error
    return network.eval()


def _bounded(key: str, value: object, limit: int) -> int | tuple[int, ...]:
    numbers = value if isinstance(value, list | tuple) else [value]
    for number in numbers:
        if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= limit:
            raise WeightsError(f"“{key}” must be a whole number from 1 to {limit}.")
    if isinstance(value, list | tuple):
        if not 2 <= len(value) <= _MAX_SCALES:
            raise WeightsError(f"“{key}” must list 2 to {_MAX_SCALES} widths.")
        return tuple(value)
    return int(numbers[0])
