"""Noise measured on flat patches: levels, what channels and rows share, sentences for what cannot be measured."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from restorer import measuring
from restorer.measuring import MeasureError, Patch

BANDS = np.array([12.0, 9.6, 7.2])


def grain(height: int, width: int, *, random: np.random.Generator) -> np.ndarray:
    """Coloured: blurred by 0.8 px, 0.64 of its variance common to all channels; deviation 1."""
    drawn = random.normal(0, 1, (height, width, 4))
    drawn = cv2.GaussianBlur(drawn, (0, 0), 0.8)
    drawn /= drawn.std()
    mixed: np.ndarray = 0.6 * drawn[..., :3] + 0.8 * drawn[..., 3:]
    return mixed


def banded(height: int, width: int, *, mean: float, sigma: float, seed: int) -> np.ndarray:
    """A flat surface with coloured grain of `sigma` and horizontal bands of `BANDS`, 8 bit."""
    random = np.random.default_rng(seed)
    bands = random.normal(0, 1, (height, 1, 1)) * BANDS
    falling = np.linspace(-6, 6, width)[:, np.newaxis]  # light that falls off
    picture = mean + falling + sigma * grain(height, width, random=random) + bands
    return np.clip(np.rint(picture), 0, 255).astype(np.uint8)


def test_levels_bands_and_colour_are_found() -> None:
    noise = measuring.measure(banded(256, 256, mean=120, sigma=10, seed=0), [Patch(0, 0, 256, 256)])
    np.testing.assert_allclose(noise.levels[0], np.hypot(10, BANDS), rtol=0.1)
    np.testing.assert_allclose(noise.brightness[0], 120, atol=2)
    expected = np.mean(BANDS**2 / (BANDS**2 + 100))
    assert noise.shares[1] == pytest.approx(expected, abs=0.08)
    assert noise.shares[2] == 0.0
    assert noise.correlation[0, 1] == pytest.approx(
        (64 + BANDS[0] * BANDS[1]) / np.prod(np.hypot(10, BANDS[:2])), abs=0.06
    )


def test_white_noise_shares_nothing_with_its_neighbours() -> None:
    random = np.random.default_rng(1)
    flat = np.clip(np.rint(random.normal(128, 12, (200, 200, 3))), 0, 255).astype(np.uint8)
    noise = measuring.measure(flat, [Patch(10, 10, 180, 180)])
    assert noise.shares[1:] == (0.0, 0.0)
    assert np.abs(noise.correlation - np.eye(3)).max() < 0.05
    diagonal = np.diagonal(noise.grain, axis1=2, axis2=3).real
    fast, slow = diagonal[8:24, 8:].mean(), diagonal[1:8, 1:8].mean()
    assert fast / slow == pytest.approx(1.0, abs=0.15)


def test_patches_of_several_brightnesses_tell_how_noise_depends_on_it() -> None:
    photo = np.concatenate([banded(96, 96, mean=mean, sigma=sigma, seed=2) for mean, sigma in ((180, 20), (90, 8))])
    noise = measuring.measure(photo, [Patch(0, 0, 96, 96), Patch(0, 96, 96, 96), Patch(0, 97, 60, 60)])
    assert noise.brightness.shape == (2, 3)
    assert (noise.levels[1] > 1.3 * noise.levels[0]).all()


@pytest.mark.parametrize("kind", ["grey", "16 bit"])
def test_grey_and_16_bit_photos_are_measured_in_8_bit_steps(kind: str) -> None:
    plain = banded(128, 128, mean=120, sigma=10, seed=3)
    photo = plain[..., :1] if kind == "grey" else plain.astype(np.uint16) * 257
    noise = measuring.measure(photo, [Patch(0, 0, 128, 128)])
    expected = measuring.measure(plain, [Patch(0, 0, 128, 128)]).levels[:, : photo.shape[2]]
    np.testing.assert_allclose(noise.levels, expected, rtol=1e-9)


def test_a_measurement_survives_its_file(tmp_path: Path) -> None:
    noise = measuring.measure(banded(128, 128, mean=120, sigma=10, seed=4), [Patch(0, 0, 128, 128)])
    measuring.write(noise, tmp_path / "noise.json")
    again = measuring.read(tmp_path / "noise.json")
    for name in ("brightness", "levels", "grain", "rows", "columns"):
        np.testing.assert_allclose(getattr(again, name), getattr(noise, name), rtol=1e-4, atol=1e-9)


@pytest.mark.parametrize(
    ("patch", "value", "sentence"),
    [
        (Patch(0, 0, 23, 60), 120, "0,0,23,60 is too small; 24 pixels a side"),
        (Patch(80, 0, 60, 60), 120, "80,0,60,60 is not inside the photo of 100 x 90"),
        (Patch(-1, 0, 60, 60), 120, "-1,0,60,60 is not inside"),
        (Patch(0, 0, 60, 60), 120, "has no noise in it"),
        (Patch(0, 0, 60, 60), 255, "is black or white in places"),
    ],
)
def test_what_cannot_be_measured_is_one_sentence(patch: Patch, value: int, sentence: str) -> None:
    flat = np.full((90, 100, 3), value, np.uint8)
    with pytest.raises(MeasureError, match=sentence):
        measuring.measure(flat, [patch])
    with pytest.raises(MeasureError, match="at least one flat patch"):
        measuring.measure(flat, [])


def test_a_file_that_is_no_measurement_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "noise.json"
    noise = measuring.measure(banded(64, 64, mean=120, sigma=10, seed=5), [Patch(0, 0, 64, 64)])
    measuring.write(noise, path)
    sound = json.loads(path.read_text())
    wrong = [b"", b"[]", b"{" * 9000, b"\xff", path.read_bytes()[:-40]]
    for key in sound:
        wrong += [json.dumps({name: value for name, value in sound.items() if name != key}).encode()]
        wrong += [json.dumps({**sound, key: value}).encode() for value in (None, "x", [[-1.0] * 3], float("nan"), [])]
    for content in wrong:
        path.write_bytes(content)
        with pytest.raises(MeasureError, match=r"noise\.json is not a measured noise"):
            measuring.read(path)
    with pytest.raises(MeasureError, match="cannot be read"):
        measuring.read(tmp_path / "missing.json")
    with pytest.raises(MeasureError, match="is not a measured noise"):
        measuring.read(tmp_path)
