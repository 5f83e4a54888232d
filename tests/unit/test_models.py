"""Each network loads its own weights strictly, respects its size rule, and gives a remembered result."""

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from restorer import models, weights
from restorer.models.blocks import centre, drop_padding
from restorer.weights import Mode, ModelCard, WeightsError

CONFIGS: dict[str, dict[str, Any]] = {
    "residual": {"width": 8, "blocks": 2},
    "unet": {"widths": (8, 16, 24), "blocks": 1, "middle": 1},
    "unet-light": {"widths": (8, 16, 24), "blocks": 1, "middle": 1},
    "sharpener": {"width": 8, "blocks": 2},
    "unshaker": {"width": 8, "blocks": 2},
    "deblocker": {"width": 8, "blocks": 2, "units": 16},
}
DEEPER: list[tuple[str, dict[str, Any]]] = [
    ("residual", {"width": 4, "blocks": 1}),
    ("residual", {"width": 4, "blocks": 5}),
    ("unet", {"widths": (4, 4), "blocks": 1, "middle": 1}),
    ("unet-light", {"widths": (4, 4, 4), "blocks": 2, "middle": 2}),
    ("unet", {"widths": (4, 4, 4), "blocks": 2, "middle": 2}),
    ("unet", {"widths": (4, 4, 4, 4), "blocks": 1, "middle": 1}),
    ("deblocker", {"width": 4, "blocks": 3, "units": 8}),
]
# Mean and standard deviation of the output for `_example`: a change of the maths cannot pass unseen.
SNAPSHOTS = {
    "residual": (0.487820, 2.110617),
    "unet": (0.486565, 2.756417),
    "unet-light": (0.492548, 2.614778),
    "sharpener": (0.487595, 3.401678),
    "unshaker": (0.490287, 21.753981),
    "deblocker": (0.510005, 3.830350),
}


_VAE = {"size": 28, "channels": 1, "widths": [8, 8], "blocks": 1, "decoder_blocks": 1, "latent": 2, "grid": 1}


def _network(architecture: str, config: dict[str, Any], *, seed: int = 7) -> Any:
    """A network of random weights whose last layer is large enough to show in the result."""
    torch.manual_seed(seed)
    network: Any = models.ARCHITECTURES[architecture].network(models.configure(architecture, config)).eval()
    with torch.no_grad():
        network.tail.weight.mul_(10.0)
        for parameter in network.parameters():  # what is unheard at first
            if parameter.dim() > 1 and not bool(parameter.any()):
                parameter.normal_(std=0.1)
    return network


def _card(architecture: str, network: Any, **changes: Any) -> ModelCard:
    card = ModelCard(
        name="test",
        title="Test",
        mode=Mode.DENOISE,
        architecture=architecture,
        config=CONFIGS[architecture],
        inputs=("image", "level"),
        multiple_of=network.multiple,
        halo=network.halo,
    )
    return dataclasses.replace(card, **changes)


def _example(height: int, width: int, network: Any) -> torch.Tensor:
    """What the network is shown, made without random numbers: (1, 3 or more, H, W) in 0..1."""
    channels = 3 * getattr(network, "pictures", 1)
    ramp = torch.arange(channels * height * width, dtype=torch.float32).view(1, channels, height, width)
    return torch.sin(ramp * 0.37) * 0.5 + 0.5


def _tensors(network: nn.Module) -> dict[str, np.ndarray]:
    return {name: tensor.numpy() for name, tensor in network.state_dict().items()}


@pytest.mark.parametrize("architecture", CONFIGS)
def test_loads_its_own_weights_strictly(architecture: str, tmp_path: Path) -> None:
    network = _network(architecture, CONFIGS[architecture])
    path = tmp_path / "a.safetensors"
    weights.write(path, _card(architecture, network), _tensors(network))
    loaded = models.load(weights.read(path))
    for name, tensor in network.state_dict().items():
        assert torch.equal(loaded.state_dict()[name], tensor.half().float()), name
    assert not loaded.training
    assert not any(parameter.requires_grad or parameter.is_meta for parameter in loaded.parameters())


@pytest.mark.parametrize("architecture", CONFIGS)
@pytest.mark.parametrize("fault", ["missing", "extra", "shape", "renamed"])
def test_weights_that_do_not_fit_are_refused(architecture: str, fault: str, tmp_path: Path) -> None:
    network = _network(architecture, CONFIGS[architecture])
    tensors = _tensors(network)
    if fault == "missing":
        del tensors["head.bias"]
    elif fault == "extra":
        tensors["head.more"] = np.zeros(3)
    elif fault == "shape":
        tensors["tail.weight"] = tensors["tail.weight"][:6]
    else:
        tensors["hexd.bias"] = tensors.pop("head.bias")
    path = tmp_path / "a.safetensors"
    weights.write(path, _card(architecture, network), tensors)
    with pytest.raises(WeightsError, match=r"a\.safetensors does not fit the network its card names"):
        models.load(weights.read(path))


@pytest.mark.parametrize("architecture", CONFIGS)
@pytest.mark.parametrize("change", [{"multiple_of": 1}, {"multiple_of": 64}, {"halo": 1}])
def test_a_card_that_promises_too_much_is_refused(architecture: str, change: dict[str, int], tmp_path: Path) -> None:
    network = _network(architecture, CONFIGS[architecture])
    path = tmp_path / "a.safetensors"
    weights.write(path, _card(architecture, network, **change), _tensors(network))
    with pytest.raises(WeightsError, match="does not describe its network"):
        models.load(weights.read(path))


@pytest.mark.parametrize("architecture", CONFIGS)
def test_respects_its_size_rule(architecture: str) -> None:
    network = _network(architecture, CONFIGS[architecture])
    size = 4 * network.multiple
    with torch.inference_mode():
        assert network(_example(size, 2 * size, network), torch.tensor([0.1])).shape == (1, 3, size, 2 * size)
        with pytest.raises(RuntimeError):
            network(_example(size + 1, size, network), torch.tensor([0.1]))


@pytest.mark.parametrize("architecture", CONFIGS)
def test_gives_the_remembered_result(architecture: str) -> None:
    network = _network(architecture, CONFIGS[architecture])
    with torch.no_grad():
        for index, parameter in enumerate(network.parameters()):  # weights without random numbers
            steps = torch.arange(parameter.numel(), dtype=torch.float32).view(parameter.shape)
            parameter.copy_(torch.cos(steps * 1.3 + index) * 0.1)
        result = network(_example(32, 48, network), torch.tensor([0.1]))
        unknown = network(_example(32, 48, network), torch.tensor([-1.0]))
    assert (float(result.mean()), float(result.std())) == pytest.approx(SNAPSHOTS[architecture], abs=2e-5)
    assert float((result - unknown).abs().max()) > 1e-3  # the level reaches the result


@pytest.mark.parametrize(("architecture", "config"), [*CONFIGS.items(), *DEEPER])
def test_no_sample_further_than_the_halo_matters(architecture: str, config: dict[str, Any]) -> None:
    network = _network(architecture, config)
    side = 2 * -(-(network.halo + network.multiple) // network.multiple) * network.multiple + 2 * network.multiple
    image = _example(side, side, network).requires_grad_()
    result = network(image, torch.tensor([0.1]))
    reach = 0
    for offset in range(network.multiple):  # each place on the network's grid sees a different window
        row = column = side // 2 + offset
        (gradient,) = torch.autograd.grad(result[0, 1, row, column], image, retain_graph=True)
        rows, columns = np.nonzero(gradient[0].abs().sum(dim=0).numpy())
        reach = max(reach, int(np.abs(rows - row).max()), int(np.abs(columns - column).max()))
    assert reach <= network.halo
    assert reach > network.halo - 2 * network.multiple  # the bound is not idly large


@pytest.mark.parametrize(("architecture", "config"), [*CONFIGS.items(), *DEEPER])
@pytest.mark.parametrize("level", [0.1, -1.0])
def test_without_padding_the_inner_samples_stay_the_same(
    architecture: str, config: dict[str, Any], level: float
) -> None:
    network = _network(architecture, config)
    multiple, margin = network.multiple, network.margin
    side = -(-2 * margin // multiple) * multiple + 8 * multiple
    image, told = _example(side, side + multiple, network), torch.tensor([level])
    with torch.inference_mode():
        padded = network(image, told)
        drop_padding(network)
        bare = network(image, told)
    assert bare.shape[2:] == (side - 2 * margin, side + multiple - 2 * margin)
    torch.testing.assert_close(bare, centre(padded, bare), rtol=1e-5, atol=1e-5)
    assert margin <= network.halo


@pytest.mark.parametrize("architecture", CONFIGS)
def test_half_precision_keeps_input_and_result_in_single(architecture: str) -> None:
    network = _network(architecture, CONFIGS[architecture])
    image, told = _example(64, 64, network), torch.tensor([0.1])
    with torch.inference_mode():
        single = network(image, told)
        half = network.to(torch.bfloat16)(image, told)
    assert half.dtype == torch.float32
    assert 0 < float((single - half).abs().max()) < 0.1 * float((single - image[:, -3:]).abs().max())


@pytest.mark.parametrize("architecture", CONFIGS)
def test_it_can_be_trained(architecture: str) -> None:
    network = _network(architecture, CONFIGS[architecture]).train()
    network(_example(32, 32, network), torch.tensor([0.1])).square().mean().backward()
    assert all(parameter.grad is not None and parameter.grad.isfinite().all() for parameter in network.parameters())
    assert float(network.head.weight.grad.abs().max()) > 0


@pytest.mark.parametrize(
    ("architecture", "config", "sentence"),
    [
        ("resnet", {}, f"The network “resnet” is unknown; known are {', '.join(models.ARCHITECTURES)}."),
        ("vae", _VAE | {"size": 30}, "“size” must be a multiple of 4 for so many scales, not 30."),
        ("vae", _VAE | {"grid": 3}, "“grid” must be 1 or 7, not 3."),
        ("residual", {"width": 8}, "A residual network needs exactly blocks, width."),
        ("residual", {"width": 8, "blocks": 1, "more": 1}, "A residual network needs exactly blocks, width."),
        ("residual", {"width": [8, 8], "blocks": 1}, "“width” must be a whole number from 1 to 256."),
        ("residual", {"width": True, "blocks": 1}, "“width” must be a whole number from 1 to 256."),
        ("residual", {"width": 8.0, "blocks": 1}, "“width” must be a whole number from 1 to 256."),
        ("residual", {"width": "8", "blocks": 1}, "“width” must be a whole number from 1 to 256."),
        ("residual", {"width": 0, "blocks": 1}, "“width” must be a whole number from 1 to 256."),
        ("residual", {"width": 10**6, "blocks": 1}, "“width” must be a whole number from 1 to 256."),
        ("residual", {"width": 8, "blocks": None}, "“blocks” must be a whole number from 1 to 32."),
        ("unet", {"widths": 8, "blocks": 1, "middle": 1}, "“widths” must list 2 to 5 whole numbers."),
        ("unet", {"widths": [8], "blocks": 1, "middle": 1}, "“widths” must list 2 to 5 whole numbers."),
        ("unet", {"widths": [8] * 6, "blocks": 1, "middle": 1}, "“widths” must list 2 to 5 whole numbers."),
        ("unet", {"widths": [8, 513], "blocks": 1, "middle": 1}, "“widths” must be a whole number from 1 to 512."),
        ("unet", {"widths": [8, [8]], "blocks": 1, "middle": 1}, "“widths” must be a whole number from 1 to 512."),
        ("unet", {"widths": [8, 8], "blocks": [1], "middle": 1}, "“blocks” must be a whole number from 1 to 8."),
    ],
)
def test_a_config_of_wrong_type_or_size_is_refused(architecture: str, config: dict[str, Any], sentence: str) -> None:
    with pytest.raises(WeightsError) as caught:
        models.configure(architecture, config)
    assert str(caught.value) == sentence


def test_lists_of_a_card_become_tuples() -> None:
    assert models.configure("unet", {"widths": [8, 16], "blocks": 1, "middle": 2}).widths == (8, 16)
