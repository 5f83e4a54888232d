"""Mixtures of blur: shares, what the network is told, and sharp pictures that are their own truth."""

import dataclasses

import pytest
import skimage.data
import torch

from restorer.blurs import BLURS
from training import blur
from training.blurring import KINDS, blur_patches, optics
from training.mixtures import Blur

ONE_KIND = Blur(motion=0.0, defocus=0.0, soft=0.0, sharp=0.0, noise=0.0, jpeg=0.0, told=1.0)


@pytest.fixture(scope="module")
def clean() -> torch.Tensor:
    picture = torch.from_numpy(skimage.data.astronaut()[100:200, 180:280].transpose(2, 0, 1).copy())
    return (picture[None].float() / 255.0).repeat(16, 1, 1, 1)


def _generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("kind", KINDS[:3])
def test_each_kind_blurs_and_is_told_by_its_level(clean: torch.Tensor, kind: str) -> None:
    mixture = dataclasses.replace(ONE_KIND, **{kind: 1.0})
    blurred = blur_patches(clean, mixture, _generator())
    assert blurred.pictures.shape == blurred.truth.shape == (16, 3, 60, 60)
    assert torch.equal(blurred.truth, blur.inner(clean))
    error = (blurred.pictures - blurred.truth).square().mean(dim=(1, 2, 3)).sqrt() * 255
    assert float(error.median()) > 5.0
    assert set(blurred.told.tolist()) == {BLURS[kind]}
    untold = blur_patches(clean, dataclasses.replace(mixture, told=0.0), _generator())
    assert set(untold.told.tolist()) == {BLURS["auto"]}


def test_a_sharp_picture_is_its_own_truth_whatever_its_noise_and_name(clean: torch.Tensor) -> None:
    mixture = dataclasses.replace(ONE_KIND, sharp=1.0, motion=1e-9, defocus=1e-9, soft=1e-9, noise=4.0, jpeg=0.5)
    blurred = blur_patches(clean, mixture, _generator())
    assert torch.equal(blurred.pictures, blurred.truth)
    error = (blurred.pictures - blur.inner(clean)).square().mean(dim=(1, 2, 3)).sqrt() * 255
    assert 0.2 < float(error.median()) < 6.0
    assert len(set(blurred.told.tolist())) > 1


def test_pictures_are_8_bit_and_noise_has_its_limit(clean: torch.Tensor) -> None:
    mixture = dataclasses.replace(ONE_KIND, soft=1.0, sigma=0.5, noise=4.0)
    pictures = blur_patches(clean * 0 + 0.5, mixture, _generator()).pictures
    steps = pictures * 255
    torch.testing.assert_close(steps, steps.round(), atol=1e-4, rtol=0)
    deviation = steps.std(dim=(1, 2, 3))
    assert 1.5 < float(deviation.max()) < 4.3


def test_blur_in_light_is_brighter_than_blur_of_file_values() -> None:
    """A black and white edge blurs to half the light, which a file writes as 188, not 128."""
    edge = torch.zeros(2, 3, 81, 81)
    edge[..., 40:] = 1.0
    edge[..., 40] = 0.0
    kernels = blur.gaussian_kernels(torch.full((2,), 2.0))
    seen = optics(edge, kernels, gain=torch.ones(2), in_light=torch.tensor([True, False]))
    middle = 255 * seen[:, 0, 20, 20:22].mean(dim=1)
    assert 175 < float(middle[0]) < 192
    assert float(middle[1]) == pytest.approx(127.5, abs=1.0)


def test_the_generator_alone_decides(clean: torch.Tensor) -> None:
    one, same, other = (blur_patches(clean, Blur(), _generator(seed)) for seed in (4, 4, 5))
    assert torch.equal(one.pictures, same.pictures)
    assert not torch.equal(one.pictures, other.pictures)
