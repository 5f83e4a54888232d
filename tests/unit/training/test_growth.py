"""A network that grew computes what the smaller one did, and its new parts can learn."""

from typing import Any

import pytest
import torch
from torch import nn

from restorer import models
from training import growth
from training.config import ConfigError

UNET = {"widths": (4, 8), "blocks": 1, "middle": 1}
PAIRS = [
    (("residual", {"width": 4, "blocks": 1}), ("residual", {"width": 6, "blocks": 3})),
    (("unet", UNET), ("unet", {"widths": (6, 10), "blocks": 2, "middle": 2})),
    (("unet-inpainter", UNET), ("outstanding-inpainter", {"widths": (4, 10), "blocks": 2, "middle": 1})),
    (("unet-detector", UNET), ("outstanding-detector", {"widths": (6, 8), "blocks": 1, "middle": 2})),
    (("residual", {"width": 4, "blocks": 1}), ("deblocker", {"width": 6, "blocks": 2, "units": 8})),
]


def _network(architecture: str, config: dict[str, Any], *, seed: int) -> nn.Module:
    torch.manual_seed(seed)
    network: nn.Module = models.ARCHITECTURES[architecture].network(models.configure(architecture, config)).eval()
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.05)
    return network


def _asked(architecture: str) -> tuple[torch.Tensor, ...]:
    generator = torch.Generator().manual_seed(3)
    image = torch.rand(1, 3, 48, 64, generator=generator)
    if architecture.endswith("detector"):
        return (image,)
    if architecture.endswith("inpainter"):
        return image, (torch.rand(1, 1, 48, 64, generator=generator) > 0.8).float()
    return image, torch.tensor([-1.0])


@pytest.mark.parametrize(("small", "large"), PAIRS)
@torch.no_grad()
def test_a_grown_network_starts_as_the_smaller_one(small: Any, large: Any) -> None:
    known = _network(*small, seed=1)
    torch.manual_seed(2)
    network = models.ARCHITECTURES[large[0]].network(models.configure(*large)).eval()
    asked = _asked(small[0])
    wanted = known(*asked)
    assert float((network(*asked) - wanted).abs().max()) > 1e-3
    growth.grow(network, known.state_dict())
    torch.testing.assert_close(network(*asked), wanted, atol=2e-6, rtol=1e-5)


@pytest.mark.parametrize(("small", "large"), PAIRS)
def test_what_is_new_can_learn(small: Any, large: Any) -> None:
    known = _network(*small, seed=1)
    torch.manual_seed(2)
    network = models.ARCHITECTURES[large[0]].network(models.configure(*large))
    growth.grow(network, known.state_dict())
    network(*_asked(small[0])).square().mean().backward()
    old = known.state_dict()
    blocks = [name for name in network.state_dict() if name.endswith("second.weight") and name not in old]
    for name, parameter in network.named_parameters():
        if name in blocks or name in ("entrance.2.weight", "exit.2.weight"):
            assert parameter.grad is not None
            assert float(parameter.grad.abs().max()) > 0, name


def test_a_network_does_not_shrink() -> None:
    known = _network("residual", {"width": 6, "blocks": 1}, seed=1)
    network = _network("residual", {"width": 4, "blocks": 1}, seed=2)
    before = {name: value.clone() for name, value in network.state_dict().items()}
    with pytest.raises(ConfigError, match=r"^start: the tensor head\.weight has no place in the network"):
        growth.grow(network, known.state_dict())
    for name, value in network.state_dict().items():
        torch.testing.assert_close(value, before[name], atol=0, rtol=0)


def test_another_kind_of_network_has_no_place() -> None:
    known = _network("unet", UNET, seed=1)
    network = _network("residual", {"width": 8, "blocks": 2}, seed=2)
    with pytest.raises(ConfigError, match=r"has no place"):
        growth.grow(network, known.state_dict())
