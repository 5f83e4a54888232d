"""The fused denoisers: equal to the plain ones, dropped at the first doubt, stopped as quickly."""

import copy
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from restorer import engine, fused, models, precision
from restorer.engine import Model, Options
from restorer.fused import FusedConvolution, FusedDenoiser, fuse
from restorer.model import Stopped
from restorer.models.blocks import drop_padding
from restorer.weights import Mode, ModelCard

CONFIGS: dict[str, dict[str, Any]] = {
    "residual": {"width": 16, "blocks": 2},
    "unet": {"widths": (16, 32, 32), "blocks": 1, "middle": 1},
    "unet-light": {"widths": (16, 32, 32), "blocks": 1, "middle": 1},
}
GAINS = {"residual": 20.0, "unet": 2.0, "unet-light": 2.0}  # of the tail: the networks then change samples by about 1
FORMATS = {"fp32": torch.float32, "bf16": torch.bfloat16}


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """Networks this small only lose by more threads."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def _whole(architecture: str) -> Any:
    torch.manual_seed(5)
    network: Any = models.ARCHITECTURES[architecture].network(models.configure(architecture, CONFIGS[architecture]))
    with torch.no_grad():
        for layer in network.modules():
            if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d) and layer.bias is not None:
                layer.bias.normal_(0.0, 0.05)
        network.tail.weight.mul_(GAINS[architecture])
    return network.requires_grad_(False).eval()


def _plain(architecture: str, dtype: torch.dtype = torch.float32) -> Any:
    """A network as the engine makes it ready for the CPU, but not fused."""
    network = _whole(architecture)
    drop_padding(network)
    return network.to(dtype).to(memory_format=torch.channels_last)


def _model(architecture: str) -> Model:
    network = _whole(architecture)
    card = ModelCard("small", "Small", Mode.DENOISE, architecture, CONFIGS[architecture], ("image", "level"),
                     network.multiple, network.halo)  # fmt: skip
    return Model(card, network)


def _image(network: Any, rows: int, columns: int) -> torch.Tensor:
    """Interleaved samples; the network writes at least so many rows and columns of them."""
    height, width = (
        -(-(2 * network.margin + length) // network.multiple) * network.multiple for length in (rows, columns)
    )
    drawn = torch.rand((1, height, width, 3), generator=torch.Generator().manual_seed(rows + columns))
    return drawn.permute(0, 3, 1, 2)


@pytest.mark.parametrize("level", [-1.0, 0.0, 0.2])
@pytest.mark.parametrize("size", [(8, 8), (40, 24), (24, 120)])
@pytest.mark.parametrize("architecture", CONFIGS)
def test_fp32_equals_the_plain_network(architecture: str, size: tuple[int, int], level: float) -> None:
    plain = _plain(architecture)
    faster = fuse(plain)
    assert isinstance(faster, FusedDenoiser)
    image, levels = _image(plain, *size), torch.tensor([level])
    expected = plain(image, levels)
    result = faster(image, levels)
    assert result.shape == expected.shape
    assert result.dtype == torch.float32
    np.testing.assert_allclose(result, expected, rtol=0, atol=1e-5)
    assert (expected - models.blocks.centre(image, expected)).abs().max() > 0.3  # there was something to compare


@pytest.mark.parametrize("size", [(8, 8), (40, 120)])
@pytest.mark.parametrize("architecture", CONFIGS)
def test_bf16_is_as_close_to_fp32_as_the_plain_network(architecture: str, size: tuple[int, int]) -> None:
    plain, exact = _plain(architecture, torch.bfloat16), _plain(architecture)
    faster = fuse(plain)
    assert isinstance(faster, FusedDenoiser)
    image, level = _image(plain, *size), torch.tensor([0.1])
    expected = exact(image, level)
    errors = [(network(image, level) - expected).square().mean().sqrt() for network in (plain, faster)]
    assert 0 < errors[1] <= 1.15 * errors[0]
    assert plain.head.weight.dtype == faster.network.head.weight.dtype == torch.bfloat16


@pytest.mark.parametrize("architecture", CONFIGS)
def test_grey_planes_and_several_pictures_at_once(architecture: str) -> None:
    plain = _plain(architecture)
    faster = fuse(plain)
    image, level = _image(plain, 16, 16), torch.tensor([0.1, -1.0])
    grey = image[:, :1].expand(-1, 3, -1, -1)  # as the engine gives them: without memory of their own
    pair = torch.cat((image, image.flip(2)))
    np.testing.assert_allclose(faster(grey, level[:1]), plain(grey, level[:1]), rtol=0, atol=1e-5)
    np.testing.assert_allclose(faster(pair, level), plain(pair, level), rtol=0, atol=1e-5)


def test_the_network_itself_is_left_as_it_is() -> None:
    plain = _plain("unet")
    before = copy.deepcopy(plain.state_dict())
    layers = [type(layer) for layer in plain.modules()]
    faster = fuse(plain)
    faster(_image(plain, 16, 16), torch.tensor([0.1]))
    assert [type(layer) for layer in plain.modules()] == layers
    assert all(torch.equal(before[name], tensor) for name, tensor in plain.state_dict().items())


# --- doubt ----------------------------------------------------------------------------------------------------


def _wrong_order(tail: nn.Conv2d) -> nn.Conv2d:
    return copy.deepcopy(tail)  # results in the order of the pixel-shuffle, which is not that of pixels


def _slightly_wrong(tail: nn.Conv2d, *, correct: Any = fused._tail_of_pixels) -> Any:
    result = correct(tail)
    result.weight[0, 0, 0, 0] *= 1.5
    return result


def _nan(tail: nn.Conv2d, *, correct: Any = fused._tail_of_pixels) -> Any:
    result = correct(tail)
    result.bias[3] = torch.nan
    return result


def _missing(_tail: nn.Conv2d) -> nn.Conv2d:
    raise AttributeError("_convolution_pointwise")


@pytest.mark.parametrize("fault", [_wrong_order, _slightly_wrong, _nan, _missing])
@pytest.mark.parametrize("architecture", CONFIGS)
def test_a_mismatch_means_the_plain_network(architecture: str, fault: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = _plain(architecture)
    monkeypatch.setattr(fused, "_tail_of_pixels", fault)
    assert fuse(plain) is plain


@pytest.mark.parametrize("architecture", CONFIGS)
def test_results_in_the_wrong_order_are_seen_in_bf16_too(architecture: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = _plain(architecture, torch.bfloat16)
    monkeypatch.setattr(fused, "_tail_of_pixels", _wrong_order)
    assert fuse(plain) is plain


def test_without_the_private_operations_the_engine_still_restores(monkeypatch: pytest.MonkeyPatch) -> None:
    samples = np.random.default_rng(1).random((40, 50, 3), dtype=np.float32)
    options = Options(device="cpu", precision="fp32")
    expected = engine.run_network(samples, _model("unet"), 10.0, options)
    monkeypatch.delattr(torch._C._nn, "mkldnn_reorder_conv2d_weight")
    model = _model("unet")
    assert not isinstance(model.on(precision.Choice("cpu", "fp32")), FusedDenoiser)
    np.testing.assert_allclose(engine.run_network(samples, model, 10.0, options), expected, rtol=0, atol=1e-5)


def test_other_networks_stay_plain() -> None:
    network = models.UNetInpainter(models.UNetConfig(widths=(8, 16)))
    assert fuse(network) is network


# --- in the engine --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("architecture", CONFIGS)
def test_any_tile_size_and_thread_count_gives_the_same_bytes(architecture: str, name: str) -> None:
    model = _model(architecture)
    samples = np.random.default_rng(2).random((150, 290, 3), dtype=np.float32)
    assert isinstance(model.on(precision.Choice("cpu", name)), FusedDenoiser)

    def result(*, tile: int, threads: int) -> np.ndarray:
        options = Options(device="cpu", precision=name, tile=tile, threads=threads)
        return engine.run_network(samples, model, 10.0, options)

    first = result(tile=512, threads=1)
    np.testing.assert_array_equal(result(tile=128, threads=3), first)
    np.testing.assert_array_equal(result(tile=200, threads=2), first)


@pytest.mark.parametrize("architecture", CONFIGS)
def test_a_stop_is_heeded_before_each_convolution(architecture: str) -> None:
    model = _model(architecture)
    network: Any = model.on(precision.Choice("cpu", "bf16"))
    layers = [layer for layer in network.modules() if isinstance(layer, nn.Conv2d)]
    assert all(isinstance(layer, FusedConvolution) for layer in layers)
    image, level = _image(_plain(architecture), 8, 8), torch.tensor([0.1])
    ran: list[nn.Module] = []
    for layer in layers:
        layer.register_forward_hook(lambda module, *_: ran.append(module))
    for layer in layers[:-1]:  # the last in the list is the tail
        stop = threading.Event()
        hook = layer.register_forward_hook(lambda *_, stop=stop: stop.set())
        with torch.inference_mode(), model.stoppable(stop), pytest.raises(Stopped):
            network(image, level)
        hook.remove()
        assert ran[-1] is layer  # no convolution ran after the one that set the stop
    assert layers[-1] is network.network.tail
