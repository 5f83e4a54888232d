"""The noise estimator against noise of known strength on photos that scikit-image installs."""

import cv2
import numpy as np
import pytest
import skimage.data

from restorer import noise

PICTURES = ["astronaut", "coffee", "chelsea", "camera", "rocket"]


def _picture(name: str) -> np.ndarray:
    samples = getattr(skimage.data, name)()
    return samples if samples.ndim == 3 else samples[..., np.newaxis]


def _grain(shape: tuple[int, ...], *, blur: float = 0.0, seed: int = 1) -> np.ndarray:
    """Standard normal noise, blurred by a Gaussian of `blur` pixels, brought back to a root-mean-square of 1."""
    grain = np.random.default_rng(seed).standard_normal(shape)
    if blur:
        grain = cv2.GaussianBlur(grain, (0, 0), blur).reshape(shape)
    return grain / np.sqrt(np.square(grain).mean())


def _to_8bit(samples: np.ndarray) -> np.ndarray:
    return np.rint(np.clip(samples, 0, 255)).astype(np.uint8)


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("sigma", [5, 15, 25, 50])
def test_white_noise_clipped_to_8_bit(name: str, sigma: int) -> None:
    clean = _picture(name)
    noisy = _to_8bit(clean + sigma * _grain(clean.shape))
    assert noise.estimate_sigma(noisy) == pytest.approx(sigma, rel=0.08, abs=0.6)


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("sigma", [5, 15, 25, 50])
def test_white_noise_unclipped_in_16_bit(name: str, sigma: int) -> None:
    clean = _picture(name) * 0.2 + 102.0  # in the middle of the range, with room on both sides
    samples = np.rint(257.0 * (clean + sigma * _grain(clean.shape)))
    noisy = np.clip(samples, 0, 65535).astype(np.uint16)
    assert noise.estimate_sigma(noisy) == pytest.approx(sigma, rel=0.06)


@pytest.mark.parametrize("name", PICTURES)
def test_a_clean_photo_has_little(name: str) -> None:
    assert noise.estimate_sigma(_picture(name)) < 2.0


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize(("blur", "tolerance"), [(0.5, 0.10), (0.8, 0.22)])
def test_blurred_noise_is_not_taken_for_picture(name: str, blur: float, tolerance: float) -> None:
    clean = _picture(name)
    for sigma in (5, 15, 50):
        noisy = _to_8bit(clean + sigma * _grain(clean.shape, blur=blur))
        assert noise.estimate_sigma(noisy) == pytest.approx(sigma, rel=tolerance, abs=0.6)


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("sigma", [5, 15, 25])
def test_noise_that_grows_with_brightness(name: str, sigma: int) -> None:
    clean = _picture(name)
    grain = _grain(clean.shape) * np.sqrt(0.2 + 1.6 * clean / 255.0)
    noisy = _to_8bit(clean + sigma * grain / np.sqrt(np.square(grain).mean()))
    assert noise.estimate_sigma(noisy) == pytest.approx(sigma, rel=0.2)


def test_both_depths_agree() -> None:
    clean = _picture("coffee")
    noisy = _to_8bit(clean + 15 * _grain(clean.shape))
    assert noise.estimate_sigma(noisy.astype(np.uint16) * 257) == pytest.approx(noise.estimate_sigma(noisy), rel=0.01)


def test_repeats_give_the_same_number_and_leave_the_photo() -> None:
    noisy = _to_8bit(_picture("rocket") + 20 * _grain(_picture("rocket").shape))
    before = noisy.copy()
    assert noise.estimate_sigma(noisy) == noise.estimate_sigma(noisy)
    np.testing.assert_array_equal(noisy, before)


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 700, 1), (7, 9, 3)])
def test_photos_too_small_to_tell_count_as_clean(shape: tuple[int, ...]) -> None:
    assert noise.estimate_sigma(np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)) == 0.0


@pytest.mark.parametrize("value", [0, 100, 255])
def test_flat_photos_are_clean(value: int) -> None:
    assert noise.estimate_sigma(np.full((40, 50, 3), value, dtype=np.uint8)) == 0.0


def test_smallest_measurable_photo() -> None:
    samples = _to_8bit(128 + 20 * _grain((8, 8, 3)))
    assert 5 < noise.estimate_sigma(samples) < 40


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("sigma", [10, 25, 50])
def test_white_noise_is_told_from_grain(name: str, sigma: int) -> None:
    clean = _picture(name)
    assert noise.is_white(_to_8bit(clean + sigma * _grain(clean.shape)))
    assert not noise.is_white(_to_8bit(clean + sigma * _grain(clean.shape, blur=0.6)))
    if clean.shape[2] == 3:
        shared = 0.8 * _grain(clean.shape) + 0.6 * _grain((*clean.shape[:2], 1), seed=2)
        assert not noise.is_white(_to_8bit(clean + sigma * shared))


@pytest.mark.parametrize("quality", [80, 95])
def test_jpeg_leaves_no_white_noise(quality: int) -> None:
    clean = _picture("coffee")
    noisy = _to_8bit(clean + 20 * _grain(clean.shape))
    _, content = cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert noise.is_white(noisy)
    assert not noise.is_white(np.asarray(cv2.imdecode(content, cv2.IMREAD_COLOR)))


def test_equal_channels_are_one() -> None:
    noisy = _to_8bit(_picture("camera") + 20 * _grain((512, 512, 1)))
    assert noise.is_white(np.repeat(noisy, 3, axis=2))


def test_next_to_no_noise_and_tiny_photos_count_as_white() -> None:
    ramp = np.repeat(np.arange(256, dtype=np.uint8)[:, np.newaxis, np.newaxis], 64, axis=1)
    assert noise.is_white(ramp)
    assert noise.is_white(ramp[:5])
