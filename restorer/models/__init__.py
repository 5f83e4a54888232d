"""Every network this program can build, readable at a glance."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import torch
from torch import nn

from restorer.models.deblocker import Deblocker, DeblockerConfig
from restorer.models.gan import GANConfig, GANGenerator
from restorer.models.outstanding import OutstandingDetector, OutstandingInpainter
from restorer.models.residual import ResidualConfig, ResidualDenoiser
from restorer.models.sharpener import Sharpener, SharpenerConfig
from restorer.models.unet import LightUNetDenoiser, UNetConfig, UNetDenoiser, UNetDetector, UNetInpainter
from restorer.models.unshaker import Unshaker
from restorer.models.vae import VAE, PriorVAE, PriorVAEConfig, VAEConfig
from restorer.weights import ModelCard, Weights, WeightsError


class Architecture(NamedTuple):
    """How one network is made: its config dataclass, its class, and the largest values a card may ask for."""

    config: type
    network: Callable[[Any], nn.Module]
    limits: Mapping[str, int]


_UNET_LIMITS = {"widths": 512, "blocks": 8, "middle": 8}
_PICTURE_LIMITS = {"size": 256, "channels": 3, "widths": 512, "blocks": 8, "classes": 1000}
_VAE_LIMITS = {**_PICTURE_LIMITS, "decoder_blocks": 8, "latent": 256, "grid": 64}
_PRIOR_LIMITS = {**_VAE_LIMITS, "prior_width": 512, "prior_blocks": 16}
ARCHITECTURES: dict[str, Architecture] = {
    "residual": Architecture(ResidualConfig, ResidualDenoiser, {"width": 256, "blocks": 32}),
    "sharpener": Architecture(SharpenerConfig, Sharpener, {"width": 256, "blocks": 32}),
    "unshaker": Architecture(SharpenerConfig, Unshaker, {"width": 256, "blocks": 32}),
    "deblocker": Architecture(DeblockerConfig, Deblocker, {"width": 256, "blocks": 32, "units": 1024}),
    "unet": Architecture(UNetConfig, UNetDenoiser, _UNET_LIMITS),
    "unet-light": Architecture(UNetConfig, LightUNetDenoiser, _UNET_LIMITS),
    "unet-inpainter": Architecture(UNetConfig, UNetInpainter, _UNET_LIMITS),
    "outstanding-inpainter": Architecture(UNetConfig, OutstandingInpainter, _UNET_LIMITS),
    "unet-detector": Architecture(UNetConfig, UNetDetector, _UNET_LIMITS),
    "outstanding-detector": Architecture(UNetConfig, OutstandingDetector, _UNET_LIMITS),
    "vae": Architecture(VAEConfig, VAE, _VAE_LIMITS),
    "vae-prior": Architecture(PriorVAEConfig, PriorVAE, _PRIOR_LIMITS),
    "gan": Architecture(GANConfig, GANGenerator, {**_PICTURE_LIMITS, "noise": 1024}),
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
    known = {field.name: field.default for field in dataclasses.fields(entry.config)}
    if set(values) != set(known):
        raise WeightsError(f"A {architecture} network needs exactly {', '.join(sorted(known))}.")
    return entry.config(**{key: _bounded(key, value, known[key], entry.limits[key]) for key, value in values.items()})


def build(card: ModelCard) -> nn.Module:
    """The network a card describes, with fresh weights, in training mode; raises `WeightsError`."""
    config = configure(card.architecture, card.config)  # first: it refuses an unknown architecture
    return ARCHITECTURES[card.architecture].network(config)


def load(weights: Weights) -> nn.Module:
    """The network with its weights as float32, in evaluation mode; every tensor must fit. Raises `WeightsError`.

    The card is compared with the tensors before memory is taken, and its `multiple_of` and `halo` with what the
    network needs.
    """
    try:
        with torch.device("meta"):
            network = build(weights.card)
    except WeightsError as error:
        raise WeightsError(f"{weights.path} has a model card that cannot be used. {error}") from error
    state = {name: torch.from_numpy(tensor.astype("float32")) for name, tensor in weights.tensors.items()}
    try:
        network.load_state_dict(state, strict=True, assign=True)
    except RuntimeError as error:
        raise WeightsError(
            f"{weights.path} does not fit the network its card names. Install the model again."
        ) from error
    if weights.card.multiple_of != network.multiple or weights.card.halo < int(network.halo):  # type: ignore[arg-type]
        raise WeightsError(
            f"{weights.path} has a model card that does not describe its network. Install the model again."
        )
    return network.requires_grad_(False).eval()


def _bounded(key: str, value: object, default: object, limit: int) -> int | tuple[int, ...]:
    if not isinstance(default, tuple):
        return _whole(key, value, limit)
    if not isinstance(value, list | tuple) or not 2 <= len(value) <= _MAX_SCALES:
        raise WeightsError(f"“{key}” must list 2 to {_MAX_SCALES} whole numbers.")
    return tuple(_whole(key, number, limit) for number in value)


def _whole(key: str, value: object, limit: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= limit:
        raise WeightsError(f"“{key}” must be a whole number from 1 to {limit}.")
    return value
