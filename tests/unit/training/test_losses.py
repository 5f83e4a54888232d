"""Losses by hand-computed values."""

import pytest
import torch

from training.losses import absolute, root_mean_square


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
