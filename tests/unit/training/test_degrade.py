"""Noise as it is said to be: levels, clipping, grain, what the network is told."""

import pytest
import torch

from training.degrade import UNKNOWN, add_noise, camera_grain, without_colour
from training.mixtures import Noise


def _grey(count: int, value: float = 0.5) -> torch.Tensor:
    return torch.full((count, 3, 64, 64), value)


def test_white_noise_has_the_level_that_is_told() -> None:
    noise = Noise(camera=0.0, clipped=0.0, unknown=0.0)
    noisy, level = add_noise(_grey(64), noise, torch.Generator().manual_seed(0))
    measured = (noisy - 0.5).std(dim=(1, 2, 3))
    torch.testing.assert_close(measured, level, rtol=0.05, atol=0.0005)
    assert float(level.min()) >= 0.0
    assert 40 / 255 < float(level.max()) <= 60 / 255


def test_unclipped_noise_leaves_the_range_and_clipped_noise_is_8_bit() -> None:
    white, _ = add_noise(_grey(32, 0.05), Noise(camera=0.0, clipped=0.0), torch.Generator().manual_seed(1))
    assert float(white.min()) < 0.0
    rounded, _ = add_noise(_grey(32, 0.05), Noise(camera=0.0, clipped=1.0), torch.Generator().manual_seed(1))
    assert float(rounded.min()) == 0.0
    torch.testing.assert_close((rounded * 255).round() / 255, rounded)


def test_unknown_share_is_kept() -> None:
    _, level = add_noise(_grey(400)[:, :, :16, :16], Noise(unknown=0.5), torch.Generator().manual_seed(2))
    share = float((level == UNKNOWN).float().mean())
    assert 0.4 < share < 0.6


def test_grain_has_the_asked_level_and_is_stronger_in_bright_parts() -> None:
    clean = torch.cat((torch.full((128, 3, 64, 32), 0.05), torch.full((128, 3, 64, 32), 0.9)), dim=3)
    sigma = torch.full((128,), 20 / 255)
    grain = camera_grain(clean, sigma, torch.Generator().manual_seed(3))
    torch.testing.assert_close(grain.square().mean(dim=(1, 2, 3)).sqrt(), sigma, rtol=1e-4, atol=0)
    dark, bright = grain[..., :28].std(), grain[..., 36:].std()
    assert float(bright) > 1.3 * float(dark)


def test_grain_is_correlated_between_channels_and_neighbours_unlike_white_noise() -> None:
    grain = camera_grain(_grey(128), torch.full((128,), 0.1), torch.Generator().manual_seed(4))
    white = torch.randn(128, 3, 64, 64, generator=torch.Generator().manual_seed(5)) * 0.1
    assert _channel_correlation(grain) > 0.3 > 0.05 > abs(_channel_correlation(white))
    assert _neighbour_correlation(grain) > 0.1 > 0.05 > abs(_neighbour_correlation(white))


def test_same_generator_state_same_noise() -> None:
    first = add_noise(_grey(8), Noise(), torch.Generator().manual_seed(6))
    second = add_noise(_grey(8), Noise(), torch.Generator().manual_seed(6))
    assert torch.equal(first[0], second[0])
    assert torch.equal(first[1], second[1])


@pytest.mark.parametrize("size", [32, 48, 64])
def test_compressed_patches_keep_their_size(size: int) -> None:
    noisy, _ = add_noise(_grey(8)[:, :, :size, :size], Noise(camera=1.0, jpeg=1.0), torch.Generator().manual_seed(7))
    assert noisy.shape == (8, 3, size, size)
    assert bool(torch.isfinite(noisy).all())


def _channel_correlation(noise: torch.Tensor) -> float:
    return float((noise[:, 0] * noise[:, 1]).mean() / noise.square().mean())


def _neighbour_correlation(noise: torch.Tensor) -> float:
    return float((noise[..., 1:] * noise[..., :-1]).mean() / noise.square().mean())


def test_photos_without_colour_get_noise_without_colour() -> None:
    generator = torch.Generator().manual_seed(0)
    colour = torch.rand(64, 3, 8, 8, generator=generator)
    clean = without_colour(colour, 0.5, generator)
    is_grey = (clean == clean[:, :1]).all(dim=1).flatten(1).all(dim=1)
    assert 20 < int(is_grey.sum()) < 44
    assert torch.equal(clean[~is_grey], colour[~is_grey])
    luma = 0.299 * colour[:, 0] + 0.587 * colour[:, 1] + 0.114 * colour[:, 2]
    assert torch.allclose(clean[is_grey][:, 1], luma[is_grey], atol=1e-6)
    noisy, _ = add_noise(clean, Noise(camera=0.5, jpeg=0.0, grey=0.5), generator)
    added = noisy - clean
    assert float((added[is_grey] - added[is_grey][:, :1]).abs().max()) < 1e-6
    apart = (added[~is_grey][:, 0] - added[~is_grey][:, 1]).abs().flatten(1).mean(dim=1)
    assert float(apart.median()) > 0.01
