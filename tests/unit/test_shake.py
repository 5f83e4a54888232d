"""A shake is found in the photo alone; what is sharp, soft or out of focus is not taken for one."""

import cv2
import numpy as np
import pytest
import torch
from skimage import data

from restorer import shake
from restorer.patch_search import Stopped
from restorer.shake import SIDE, Shake, find
from tests.unit.test_deconvolution import line, shaken


def alike(one: np.ndarray, other: np.ndarray) -> float:
    """The correlation of two paths at the shift at which it is highest; 1 if they are equal."""
    first, second = (np.fft.rfft2(kernel, s=(2 * SIDE, 2 * SIDE)) for kernel in (one, other))
    shifted = np.fft.irfft2(first * second.conj())
    return float(shifted.max() / (np.linalg.norm(one) * np.linalg.norm(other)))


@pytest.fixture(scope="module")
def diagonal() -> np.ndarray:
    kernel = cv2.warpAffine(line(15), cv2.getRotationMatrix2D((20, 20), 35, 1.0), (SIDE, SIDE))
    made: np.ndarray = kernel / kernel.sum()
    return made


@pytest.fixture(scope="module")
def photo() -> np.ndarray:
    return cv2.resize(data.astronaut(), (300, 300), interpolation=cv2.INTER_AREA)


def test_a_shake_is_found(photo: np.ndarray, diagonal: np.ndarray) -> None:
    found = find(shaken(photo, diagonal)[0])
    mirrored = np.ascontiguousarray(diagonal[:, ::-1])
    assert alike(found.kernel, diagonal) > max(0.6, alike(found.kernel, mirrored) + 0.1)
    assert found.is_plain
    assert 9.0 < found.span < 20.0


def test_what_is_found_is_a_kernel_with_its_mean_in_the_centre(photo: np.ndarray) -> None:
    kernel = find(photo[:120, :160]).kernel
    steps = np.arange(SIDE) - SIDE // 2
    assert kernel.shape == (SIDE, SIDE)
    assert kernel.dtype == np.float32
    assert kernel.min() >= 0.0
    assert kernel.sum() == pytest.approx(1.0, abs=1e-4)
    assert abs(float(kernel.sum(axis=0) @ steps)) < 0.02
    assert abs(float(kernel.sum(axis=1) @ steps)) < 0.02


@pytest.mark.parametrize("sigma", [0.0, 2.0])
def test_sharp_and_soft_photos_have_none(photo: np.ndarray, sigma: float) -> None:
    part = photo[40:200, 60:220]
    assert not find(cv2.GaussianBlur(part, (0, 0), sigma) if sigma else part).is_plain


def test_the_same_photo_gives_the_same_path(photo: np.ndarray) -> None:
    part = photo[:64, :64]
    np.testing.assert_array_equal(find(part).kernel, find(part).kernel)


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros((64, 64, 3), np.uint8),
        np.full((1, 1, 1), 7, np.uint16),
        np.random.default_rng(0).integers(0, 255, (50, 3, 3)).astype(np.uint8),
    ],
    ids=["black", "a pixel", "narrow noise"],
)
def test_photos_with_nothing_in_them(samples: np.ndarray) -> None:
    kernel = find(samples).kernel
    assert np.isfinite(kernel).all()
    assert kernel.sum() == pytest.approx(1.0, abs=1e-4)


def test_the_part_with_most_edges_is_looked_at() -> None:
    samples = np.full((1100, 1500, 1), 120, np.uint8)
    samples[600:1000, 900:1300, 0] = np.random.default_rng(0).integers(60, 180, (400, 400))
    part = shake._part_with_edges(samples)
    assert part.shape == (shake.WINDOW, shake.WINDOW, 1)
    assert part.std() > 2.0 * samples.std()


def test_a_check_ends_the_search(photo: np.ndarray) -> None:
    def check() -> None:
        raise Stopped

    with pytest.raises(Stopped):
        find(photo[:64, :64], check=check)


@pytest.mark.parametrize(("kernel", "is_plain"), [(line(15), True), (line(5), False), (line(1), False)])
def test_plain_ones_are_long_and_thin(kernel: np.ndarray, is_plain: bool) -> None:
    assert Shake(kernel).is_plain is is_plain


def test_a_disc_is_no_shake() -> None:
    disc = cv2.circle(np.zeros((SIDE, SIDE), np.float32), (20, 20), 8, 1.0, -1)
    assert not Shake(disc / disc.sum()).is_plain


def test_the_span_is_that_of_the_longer_side() -> None:
    assert Shake(line(21)).span == pytest.approx(20.0, abs=1.0)
    assert Shake(np.ascontiguousarray(line(21).T)).span == pytest.approx(20.0, abs=1.0)


def test_torch_threads_of_the_caller_stay(photo: np.ndarray) -> None:
    before = torch.get_num_threads()
    find(photo[:64, :64])
    assert torch.get_num_threads() == before
