"""Losses by hand-computed values."""

import math

import pytest
import torch

from training.losses import (
    absolute,
    feature_matching,
    frequency,
    gradient_penalty,
    hinge_of_discriminator,
    hinge_of_generator,
    logarithmic,
    root_mean_square,
)


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


def _corner() -> torch.Tensor:
    generated = torch.zeros(1, 1, 4, 4)
    generated[..., :2, :2] = 1
    return generated


def test_labels_outside_the_hole_are_never_fake() -> None:
    composite = torch.zeros(1, 1, 4, 4, requires_grad=True)
    real = torch.zeros(1, 1, 4, 4, requires_grad=True)
    hinge_of_discriminator(real, composite, _corner()).backward()
    assert composite.grad is not None
    assert real.grad is not None
    inside = _corner() > 0
    assert bool((composite.grad[inside] > 0).all())  # descent lowers these scores: fake
    assert bool((composite.grad[~inside] < 0).all())  # and raises these: real
    assert bool((real.grad < 0).all())


def test_hinge_of_the_discriminator_by_hand() -> None:
    real, composite = torch.full((1, 1, 4, 4), 0.5), torch.full((1, 1, 4, 4), -0.25)
    inside = (1 - 0.5) + (1 - 0.25)
    outside = (1 - 0.5) + (1 + 0.25)
    assert float(hinge_of_discriminator(real, composite, _corner())) == pytest.approx(inside + 0.5 * outside)
    sure = torch.where(_corner() > 0, -1.0, 1.0)
    assert float(hinge_of_discriminator(torch.ones(1, 1, 4, 4), sure, _corner())) == 0.0


def test_the_generator_is_judged_inside_the_hole_alone() -> None:
    scores = torch.where(_corner() > 0, 0.5, 9.0)
    assert float(hinge_of_generator(scores, _corner())) == pytest.approx(-0.5)
    assert float(hinge_of_generator(scores, torch.zeros(1, 1, 4, 4))) == 0.0


def test_features_are_compared_inside_the_hole_alone() -> None:
    fine = torch.where(_corner() > 0, 0.25, 7.0).expand(1, 3, 4, 4)
    coarse = torch.full((1, 5, 1, 1), -0.75)
    real = [torch.zeros_like(fine), torch.zeros_like(coarse)]
    weights = [_corner(), torch.ones(1, 1, 1, 1)]
    assert float(feature_matching([fine, coarse], real, weights)) == pytest.approx((0.25 + 0.75) / 2)
    assert float(feature_matching(real, real, weights)) == 0.0


def test_the_gradient_penalty_of_a_linear_score_is_its_squared_slope() -> None:
    pictures = torch.rand(2, 3, 8, 8, requires_grad=True)
    scores = 3.0 * pictures[:, :1]
    assert float(gradient_penalty(scores, pictures).detach()) == pytest.approx(9.0)
    assert float(gradient_penalty(0.0 * scores, pictures).detach()) == 0.0


def test_the_fourier_loss_does_not_depend_on_the_size_of_the_hole() -> None:
    noise = torch.randn(1, 3, 64, 64, generator=torch.Generator().manual_seed(0)) * 0.1
    values = []
    for side in (16, 32, 64):
        hole = torch.zeros(1, 1, 64, 64)
        hole[..., :side, :side] = 1
        values.append(float(frequency(noise * hole, torch.zeros_like(noise), weight=hole)))
    assert values == pytest.approx([0.0886] * 3, rel=0.05)  # of complex normal values: sigma x root of pi / 4
    clean = torch.zeros(1, 3, 8, 8, requires_grad=True)
    loss = frequency(clean, torch.zeros(1, 3, 8, 8), weight=torch.ones(1, 1, 8, 8))
    loss.backward()
    assert float(loss.detach()) < 1e-5
    assert clean.grad is not None
    assert bool(torch.isfinite(clean.grad).all())


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
