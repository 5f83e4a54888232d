"""The distance of two sets of pictures: nothing between equals, more the more they differ, the same every time."""

import numpy as np
import pytest
import skimage.data

from training.sliced_wasserstein import sliced_wasserstein


def crops(seed: int, *, count: int = 24) -> np.ndarray:
    """Crops (count, 32, 32, 3) uint8 of a photo at random places."""
    random = np.random.default_rng(seed)
    photo = skimage.data.coffee()
    corners = random.integers(0, 360, (count, 2))
    return np.stack([photo[top : top + 32, left : left + 32] for top, left in corners])


def test_crops_of_one_photo_are_nearer_than_blurred_ones_at_the_finest_scale() -> None:
    real, other = crops(0), crops(1)
    near = sliced_wasserstein(real, other, seed=0)
    noise = np.random.default_rng(2).normal(0, 60, other.shape)
    far = sliced_wasserstein(real, np.clip(other + noise, 0, 255).astype(np.uint8), seed=0)
    assert list(near) == [32, 16]
    assert far[32] > 2 * near[32]


def test_the_same_seed_gives_the_same_number_and_sets_may_differ_in_size() -> None:
    real, other = crops(0), crops(1, count=40)
    assert sliced_wasserstein(real, other, seed=3) == sliced_wasserstein(real, other, seed=3)
    assert sliced_wasserstein(real, other, seed=3) != sliced_wasserstein(real, other, seed=4)


def test_grey_pictures_have_a_distance_too() -> None:
    grey = crops(0)[..., :1]
    assert sliced_wasserstein(grey, 255 - grey, seed=0)[16] > 0


def test_pictures_of_two_sizes_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="one shape"):
        sliced_wasserstein(crops(0), crops(0)[:, :16], seed=0)
