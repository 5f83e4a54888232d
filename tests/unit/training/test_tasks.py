"""The figures that inpainting is followed by."""

import dataclasses

import pytest
import torch
from torch import nn

from training.config import TrainConfig
from training.tasks import Inpainting, gradient_energy


class _Rough(nn.Module):
    """Leaves the rough fill as it is."""

    def forward(self, image: torch.Tensor, hole: torch.Tensor) -> torch.Tensor:
        return image


def test_gradient_energy_counts_neighbours_inside_the_hole_alone() -> None:
    picture = torch.zeros(1, 1, 4, 4)
    picture[..., 1, 1], picture[..., 1, 2] = 1.0, 4.0
    hole = torch.zeros(1, 1, 4, 4)
    hole[..., 1:3, 1:3] = 1
    across, down = (4.0 - 1.0) ** 2, 1.0**2 + 4.0**2
    assert gradient_energy(picture, hole) == pytest.approx(across + down)
    assert gradient_energy(picture, 1 - hole) == 0.0


def test_a_rough_fill_has_its_own_psnr_and_little_detail(small_run: TrainConfig) -> None:
    config = dataclasses.replace(small_run, mode="inpaint", holes={"holes": 1.0})
    noise = torch.randint(0, 256, (1, 3, 64, 64), generator=torch.Generator().manual_seed(0))
    figures = Inpainting(config).held_out(_Rough(), noise.to(torch.uint8))
    assert figures["holes"] == pytest.approx(figures["holes, push-pull"])
    assert 8.0 < figures["holes"] < 12.0  # white noise against its mean: 10.8 dB
    assert 0.0 < figures["holes, detail"] < 0.2
