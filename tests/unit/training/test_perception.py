"""Figures of texture: nought for the truth, more for a smear, and no worse for other texture of the same kind."""

import cv2
import numpy as np
import pytest
import skimage.data

from training.perception import patch_distance, spectrum_error


@pytest.fixture(scope="module")
def clean() -> np.ndarray:
    return np.ascontiguousarray(skimage.data.astronaut()[60:190, 150:280])


def test_the_truth_is_nothing_apart(clean: np.ndarray) -> None:
    assert spectrum_error(clean, clean) == 0.0
    assert patch_distance(clean, clean) == 0.0


def test_the_more_smeared_the_further_apart(clean: np.ndarray) -> None:
    smears = [cv2.GaussianBlur(clean, (0, 0), sigma) for sigma in (0.6, 1.2, 2.4)]
    spectra = [spectrum_error(smear, clean) for smear in smears]
    patches = [patch_distance(smear, clean) for smear in smears]
    assert spectra == sorted(spectra)
    assert patches == sorted(patches)
    assert spectra[0] > 1.0
    assert patches[0] > 0.1


def test_texture_of_the_same_kind_counts_as_alike_where_psnr_punishes_it() -> None:
    first, second = (np.random.default_rng(seed).normal(128, 20, (128, 128, 3)) for seed in (0, 1))
    one, other = (np.clip(np.rint(noise), 0, 255).astype(np.uint8) for noise in (first, second))
    flat = np.full_like(one, 128)
    assert patch_distance(other, one) < 0.2 * patch_distance(flat, one)
    assert spectrum_error(other, one) < 0.1 * spectrum_error(flat, one)
    assert np.square(one.astype(float) - other).mean() > np.square(one.astype(float) - 128).mean()


def test_small_pictures_have_figures_too() -> None:
    small = np.random.default_rng(2).integers(0, 256, (9, 12, 3), dtype=np.uint8)
    assert np.isfinite(spectrum_error(small, 255 - small))
    assert patch_distance(small, small // 2) > 0
