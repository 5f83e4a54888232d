"""Losses by hand-computed values."""

import math

import pytest
import torch

from training.losses import absolute, logarithmic, root_mean_square


def test_absolute_is_the_mean_absolute_error() -> None:
    assert float(absolute(torch.tensor([1.0, -2.0, 3.0]), torch.zeros(3))) == pytest.approx(2.0)


def test_root_mean_square_is_the_mean_of_each_pictures_rms() -> None:
    estimate = torch.stack((torch.full((3, 4, 4), 0.1), torch.full((3, 4, 4), 0.3)))
    assert float(root_mean_square(estimate, torch.zeros_like(estimate))) == pytest.approx(0.2, rel=1e-5)


def test_root_mean_square_has_a_finite_gradient_at_zero() -> None:
    estimate = torch.zeros(1, 3, 4, 4, requires_grad=True)
    root_mean_square(estimate, torch.zeros(1, 3, 4, 4)).backward()
    assert estimate.grad is not None
    assert bool(torch.isfinite(estimate.grad).all())


def test_absolute_inside_a_mask_counts_its_samples_alone() -> None:
    clean = torch.zeros(2, 3, 2, 2)
    estimate = torch.full((2, 3, 2, 2), 9.0)
    weight = torch.zeros(2, 1, 2, 2)
    weight[0, 0, 0, 0] = weight[0, 0, 1, 1] = weight[1, 0, 0, 1] = 1.0
    estimate[0, :, 0, 0] = torch.tensor([0.1, -0.2, 0.3])
    estimate[0, :, 1, 1] = 0.4
    estimate[1, :, 0, 1] = 0.5
    assert float(absolute(estimate, clean, weight=weight)) == pytest.approx((0.6 + 1.2 + 1.5) / 9)


def test_absolute_inside_an_empty_mask_is_nothing() -> None:
    estimate = torch.ones(1, 3, 2, 2)
    assert float(absolute(estimate, torch.zeros_like(estimate), weight=torch.zeros(1, 1, 2, 2))) == 0.0


def test_logarithmic_counts_a_decibel_alike_in_every_picture() -> None:
    clean = torch.zeros(2, 3, 4, 4)
    estimate = torch.stack((torch.full((3, 4, 4), 0.1), torch.full((3, 4, 4), 0.2)))
    floor = (1 / 255) ** 2
    expected = 0.02 * (math.log(0.01 + floor) + math.log(0.04 + floor)) / 2
    assert float(logarithmic(estimate, clean)) == pytest.approx(expected, rel=1e-5)


def test_logarithmic_inside_a_mask_by_hand() -> None:
    clean = torch.zeros(1, 3, 2, 2)
    estimate = torch.full((1, 3, 2, 2), 9.0)
    weight = torch.zeros(1, 1, 2, 2)
    weight[..., 0, 0] = weight[..., 0, 1] = 1.0
    estimate[0, :, 0, 0], estimate[0, :, 0, 1] = 0.1, 0.3
    expected = 0.02 * math.log((0.01 + 0.09) / 2 + (8 / 255) ** 2)
    assert float(logarithmic(estimate, clean, weight=weight, floor=8.0)) == pytest.approx(expected, rel=1e-5)


def test_logarithmic_flattens_below_its_floor() -> None:
    clean = torch.zeros(1, 3, 4, 4)
    gains = {
        floor: float(logarithmic(clean + 0.02, clean, floor=floor) - logarithmic(clean + 0.01, clean, floor=floor))
        for floor in (0.1, 8.0)
    }
    assert gains[0.1] == pytest.approx(0.02 * math.log(4), rel=0.01)
    assert gains[8.0] < 0.25 * gains[0.1]
