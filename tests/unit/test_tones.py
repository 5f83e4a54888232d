"""Steps of tone: what was taken from a photo comes back, and a sound photo stays nearly as it is."""

import cv2
import numpy as np
import pytest
import skimage.data

from restorer import tones
from restorer.tones import STEPS, balanced, contrasted, unfaded


@pytest.fixture(scope="module")
def picture() -> np.ndarray:
    """A photo from black to white without a cast, (200, 200, 3) uint8."""
    chosen = skimage.data.astronaut()[:200, 100:300].astype(np.float32)
    low, high = np.percentile(cv2.cvtColor(chosen, cv2.COLOR_RGB2GRAY), (0.5, 99.5))
    return np.clip((chosen - low) / (high - low) * 255, 0, 255).astype(np.uint8)


def _apart(first: np.ndarray, second: np.ndarray) -> float:
    return float(np.abs(first.astype(np.float64) - second).mean())


def test_a_faded_photo_gets_its_range_back(picture: np.ndarray) -> None:
    faded = np.rint(picture * 0.5 + 80).astype(np.uint8)
    restored = unfaded(faded)
    assert _apart(restored, picture) < 0.2 * _apart(faded, picture)
    luma = cv2.cvtColor(restored, cv2.COLOR_RGB2GRAY)
    assert np.percentile(luma, 0.5) <= 2
    assert np.percentile(luma, 99.5) >= 253


def test_a_cast_is_taken_away(picture: np.ndarray) -> None:
    shares = picture / 255.0
    cast = np.rint(255 * shares ** np.array([0.8, 1.0, 1.3])).astype(np.uint8)
    before, after = (abs(float(np.mean(one[..., 0]) - np.mean(one[..., 2]))) for one in (cast, balanced(cast)))
    natural = abs(float(picture[..., 0].mean() - picture[..., 2].mean()))
    assert after < before
    assert after < natural + 12
    assert _apart(balanced(cast), picture) < 0.6 * _apart(cast, picture)


def test_contrast_grows_around_the_middle_which_stays(picture: np.ndarray) -> None:
    flat = np.rint(picture * 0.4 + 70).astype(np.uint8)
    steeper = contrasted(flat)
    assert 1.2 < steeper.std() / flat.std() < 1.7
    luma = [np.median(cv2.cvtColor(one, cv2.COLOR_RGB2GRAY)) for one in (flat, steeper)]
    assert abs(luma[0] - luma[1]) <= 2


@pytest.mark.parametrize("name", STEPS)
def test_16_bit_comes_out_as_8_bit_does_but_finer(picture: np.ndarray, name: str) -> None:
    deep = picture.astype(np.uint16) * 257
    restored = STEPS[name](deep)
    assert restored.dtype == np.uint16
    assert _apart(restored / 257.0, STEPS[name](picture)) < 0.6


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize(("height", "width", "channels"), [(1, 1, 3), (1, 7, 1), (5, 1, 3)])
def test_tiny_photos_keep_their_shape(name: str, height: int, width: int, channels: int) -> None:
    tiny = np.full((height, width, channels), 90, np.uint8)
    restored = STEPS[name](tiny)
    assert restored.shape == tiny.shape
    assert restored.dtype == np.uint8


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("value", [0, 255])
def test_black_stays_black_and_white_white(name: str, value: int) -> None:
    flat = np.full((16, 16, 3), value, np.uint8)
    assert np.array_equal(STEPS[name](flat), flat)


def test_a_grey_photo_has_no_cast(picture: np.ndarray) -> None:
    grey = picture[..., :1]
    assert balanced(grey) is grey
    alike = np.repeat(grey, 3, axis=2)
    assert np.array_equal(balanced(alike), alike)


def test_a_sound_photo_is_hardly_stretched(picture: np.ndarray) -> None:
    assert _apart(unfaded(picture), picture) < 4.0


def test_curves_never_fall(picture: np.ndarray) -> None:
    ramp = np.arange(256, dtype=np.uint8).reshape(1, 256, 1).repeat(3, axis=2)
    for step in (unfaded, balanced, contrasted):
        assert np.all(np.diff(step(ramp).astype(np.int32), axis=1) >= 0)
    assert list(tones.STEPS) == ["fading", "colour cast", "low contrast"]
