"""A detector of random weights for tests: small, quick, and the same every time."""

from pathlib import Path
from typing import Any

import torch

from restorer import models, weights
from restorer.engine import Model
from restorer.weights import Mode, ModelCard

CONFIG: dict[str, Any] = {"widths": (8, 12), "blocks": 1, "middle": 1}


def _parts() -> tuple[ModelCard, Any]:
    torch.manual_seed(3)
    network: Any = models.ARCHITECTURES["unet-detector"].network(models.configure("unet-detector", CONFIG)).eval()
    with torch.no_grad():
        network.tail.weight.mul_(12.0)  # likelihoods all over the scale
        network.tail.bias.fill_(-3.0)
    card = ModelCard(
        name="detect", title="Test", mode=Mode.DETECT, architecture="unet-detector", config=CONFIG,
        inputs=("image",), multiple_of=int(network.multiple), halo=int(network.halo),
    )  # fmt: skip
    return card, network


def detector() -> Model:
    """The detector, ready to run."""
    card, network = _parts()
    return Model(card, network, sha256="sum of detect")


def write_detector(path: Path) -> Path:
    """The detector as a weights file."""
    card, network = _parts()
    weights.write(path, card, {name: tensor.numpy() for name, tensor in network.state_dict().items()})
    return path
