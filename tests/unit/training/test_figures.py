"""Figures by hand-computed values: everywhere, and inside holes alone."""

import numpy as np
import pytest
import skimage.data
from skimage.metrics import structural_similarity

from training.figures import detail, psnr, psnr_inside, ssim, ssim_inside


@pytest.fixture(scope="module")
def clean() -> np.ndarray:
    return np.ascontiguousarray(skimage.data.astronaut()[:96, 100:228])


@pytest.fixture(scope="module")
def hole() -> np.ndarray:
    hole = np.zeros((96, 128), bool)
    hole[30:50, 40:90] = True
    return hole


def noisy(clean: np.ndarray, sigma: float) -> np.ndarray:
    values = clean + np.random.default_rng(0).normal(0.0, sigma, clean.shape)
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def test_psnr_by_hand() -> None:
    black = np.zeros((4, 4, 3), np.uint8)
    assert psnr(black, black + 5) == pytest.approx(20 * np.log10(255 / 5))
    assert psnr(black, black) == np.inf


def test_ssim_is_one_for_equal_pictures_and_falls_with_noise(clean: np.ndarray) -> None:
    assert ssim(clean, clean) == pytest.approx(1.0)
    assert 1.0 > ssim(clean, noisy(clean, 10)) > ssim(clean, noisy(clean, 40)) > 0.0


def test_ssim_is_scikit_images(clean: np.ndarray) -> None:
    other = noisy(clean, 20)
    expected = structural_similarity(clean, other, channel_axis=2, data_range=255, gaussian_weights=True, sigma=1.5,
                                     use_sample_covariance=False)  # fmt: skip
    assert ssim(other, clean) == expected


def test_psnr_inside_counts_the_hole_alone() -> None:
    truth = np.full((4, 4, 3), 100, np.uint8)
    filled = truth.copy()
    hole = np.zeros((4, 4), bool)
    hole[1, 1:3] = True
    filled[1, 1], filled[1, 2] = 103, (96, 100, 100)
    filled[3] = 0  # outside
    assert psnr_inside(filled, truth, hole) == pytest.approx(10 * np.log10(255**2 / ((3 * 9 + 16) / 6)))


def test_an_exact_filling_has_the_psnr_of_rounding(clean: np.ndarray, hole: np.ndarray) -> None:
    rounding = (np.linspace(0.0, 1.0, 100_001) - 0.5) ** 2
    assert psnr_inside(clean, clean, hole) == pytest.approx(10 * np.log10(255**2 / rounding.mean()), abs=1e-3)


def test_ssim_inside_sees_damage_in_the_hole_and_none_far_from_it(clean: np.ndarray, hole: np.ndarray) -> None:
    inside, outside = clean.copy(), clean.copy()
    inside[hole] = noisy(clean, 40)[hole]
    outside[70:] = noisy(clean, 40)[70:]
    assert ssim_inside(outside, clean, hole) == pytest.approx(1.0)
    assert ssim_inside(inside, clean, hole) < ssim(inside, clean) < 1.0


def test_detail_by_hand() -> None:
    truth = np.zeros((3, 4, 3), np.uint8)
    truth[1, 1], truth[1, 2] = 10, 20
    hole = np.zeros((3, 4), bool)
    hole[1, 1:3] = True
    filled = truth.copy()
    filled[1, 2] = (15, 20, 10)
    filled[0] = 255  # neighbours outside do not count
    assert detail(filled, truth, hole) == pytest.approx((25 + 100 + 0) / (3 * 100))


def test_detail_is_one_for_the_truth_none_for_a_mean_more_for_noise(clean: np.ndarray, hole: np.ndarray) -> None:
    flat, coarse = clean.copy(), clean.copy()
    flat[hole] = 77
    coarse[hole] = noisy(clean, 60)[hole]
    assert detail(clean, clean, hole) == 1.0
    assert detail(flat, clean, hole) == 0.0
    assert (detail(coarse, clean, hole) or 0.0) > 2.0


def test_detail_is_unknown_where_the_truth_has_none(clean: np.ndarray) -> None:
    lonely = np.zeros(clean.shape[:2], bool)
    lonely[::2, ::2] = True
    assert detail(clean, clean, lonely) is None
    assert detail(clean, np.full_like(clean, 9), np.ones_like(lonely)) is None
