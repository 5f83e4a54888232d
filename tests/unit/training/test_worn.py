"""Worn photos: masks are empty without damage and true with it; grain and scan stay small."""

import numpy as np
import skimage.data

from training import worn
from training.mixtures import Damage

KINDS = {"scratch": 0.6, "dust": 0.5}


def photo() -> np.ndarray:
    return skimage.data.astronaut()[:128, 100:228].astype(np.float32) / np.float32(255)


def test_the_seed_decides() -> None:
    first, again = (worn.wear(photo(), Damage(KINDS), random=np.random.default_rng(5)) for _ in range(2))
    assert np.array_equal(first.picture, again.picture)
    assert np.array_equal(first.mask, again.mask)
    other = worn.wear(photo(), Damage(KINDS), random=np.random.default_rng(6))
    assert not np.array_equal(first.picture, other.picture)


def test_an_undamaged_photo_has_an_empty_mask_whatever_is_in_the_scene() -> None:
    recipe = Damage(KINDS, undamaged=1.0, lookalikes=4.0)
    for seed in range(4):
        one = worn.wear(photo(), recipe, random=np.random.default_rng(seed))
        assert one.mask.sum() == 0
        assert float(np.abs(one.picture - photo()).max()) > 0.2  # the lines are there
    damaged = [worn.wear(photo(), Damage(KINDS, undamaged=0.0), random=np.random.default_rng(s)) for s in range(4)]
    assert all(0.0 < one.mask.mean() < 0.5 for one in damaged)


def test_the_mask_is_where_the_picture_differs_from_its_undamaged_self() -> None:
    pixels, missed = 0, 0
    for seed in range(6):
        damaged = worn.wear(
            photo(), Damage({"scratch": 1.0}, undamaged=0.0, lookalikes=0.0), random=np.random.default_rng(seed)
        )
        far = np.abs(damaged.picture - photo()).max(axis=2)
        pixels += int(damaged.mask.sum())
        missed += int((far[damaged.mask > 0] < 2 / 255).sum())
    assert pixels > 500
    assert missed < 0.1 * pixels


def test_samples_are_those_of_an_8_bit_file() -> None:
    picture = worn.wear(photo(), Damage(KINDS), random=np.random.default_rng(2)).picture
    assert picture.dtype == np.float32
    np.testing.assert_allclose(picture * 255.0, np.rint(picture * 255.0), atol=1e-4)
    assert 0.0 <= float(picture.min()) <= float(picture.max()) <= 1.0


def test_ageing_says_how_much_grain_it_added() -> None:
    flat = np.full((64, 64, 3), 0.5, np.float32)
    seen = 0
    for seed in range(12):
        aged, grain = worn.age(flat, random=np.random.default_rng(seed))
        assert abs(float((aged - aged.mean(axis=(0, 1))).std()) - grain) < 0.004
        seen += grain > 0
    assert 0 < seen < 12
