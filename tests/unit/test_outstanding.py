"""Networks that see what stands out: of surroundings, not of brightness, and tiles give the whole picture's result."""

from typing import Any

import pytest
import torch

from restorer import models
from restorer.models.blocks import drop_padding, outstanding

SIZES = [{"widths": (4, 8), "blocks": 1, "middle": 1}, {"widths": (4, 4, 4), "blocks": 2, "middle": 1}]


def test_a_plain_surface_does_not_stand_out() -> None:
    middle, standing_out = outstanding(torch.full((1, 3, 20, 24), 0.7), reach=4, lost=0)
    assert middle.shape == standing_out.shape == (1, 3, 20, 24)
    assert float(standing_out.abs().max()) < 1e-5


def test_a_speck_stands_out_eight_times() -> None:
    image = torch.full((1, 1, 21, 21), 0.5)
    image[..., 10, 10] = 0.6
    _, standing_out = outstanding(image, reach=4, lost=0)
    assert float(standing_out[0, 0, 10, 10]) == pytest.approx(8 * 0.1 * (1 - 1 / 81), rel=1e-4)
    assert float(standing_out[0, 0, 10, 7]) == pytest.approx(-8 * 0.1 / 81, rel=1e-4)
    assert float(standing_out[0, 0, 10, 4].abs()) < 1e-5


@pytest.mark.parametrize("lost", [4, 8])
def test_what_is_cut_off_changes_nothing_else(lost: int) -> None:
    image = torch.rand(1, 3, 32, 40, generator=torch.Generator().manual_seed(1))
    whole, cut = outstanding(image, reach=4, lost=0), outstanding(image, reach=4, lost=lost)
    for one, other in zip(whole, cut, strict=True):
        torch.testing.assert_close(one[..., lost:-lost, lost:-lost], other)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("architecture", ["outstanding-inpainter", "outstanding-detector"])
@torch.no_grad()
def test_without_padding_the_middle_is_the_same(architecture: str, size: dict[str, Any]) -> None:
    torch.manual_seed(5)
    network: Any = models.ARCHITECTURES[architecture].network(models.configure(architecture, size)).eval()
    for parameter in network.parameters():
        parameter.add_(torch.randn_like(parameter) * 0.05)
    generator = torch.Generator().manual_seed(6)
    high, wide = (-(-side // network.multiple) * network.multiple + 2 * network.halo for side in (20, 30))
    image = torch.rand(1, 3, high, wide, generator=generator)
    beside = (torch.rand(1, 1, high, wide, generator=generator).round(),) if "inpainter" in architecture else ()
    whole = network(image, *beside)
    lost = network.margin
    assert lost <= network.halo
    drop_padding(network)
    torch.testing.assert_close(whole[..., lost:-lost, lost:-lost], network(image, *beside), atol=1e-6, rtol=1e-5)
