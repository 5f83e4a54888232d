"""The sample photos: what they claim to be, small, and the ones that are committed."""

from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage.data

from training import samples

FOLDER = Path(__file__).resolve().parents[3] / "resources" / "samples"


def test_noise_has_the_sigma_of_the_file_name_and_is_clipped() -> None:
    grey = np.full((256, 256, 3), 128, np.uint8)
    difference = samples.noisy(grey, seed=0).astype(float) - 128
    assert difference.std() == pytest.approx(25.0, rel=0.01)
    assert abs(difference.mean()) < 0.2
    white = samples.noisy(np.full((64, 64, 3), 255, np.uint8), seed=0)
    assert white.max() == 255
    assert 0.4 < (white == 255).mean() < 0.6


def test_same_seed_gives_the_same_damage() -> None:
    chelsea = skimage.data.chelsea()
    for damage in (samples.noisy, samples.scratched, samples.blurred):
        first, again, other = damage(chelsea, seed=1), damage(chelsea, seed=1), damage(chelsea, seed=2)
        assert first.shape == chelsea.shape
        assert np.array_equal(first, again)
        assert not np.array_equal(first, other)


def test_scratches_touch_few_samples_and_blur_keeps_the_mean() -> None:
    coffee = skimage.data.coffee()
    touched = (samples.scratched(coffee, seed=1) != coffee).any(axis=2).mean()
    assert 0.01 < touched < 0.15
    assert samples.blurred(coffee, seed=1).mean() == pytest.approx(coffee.mean(), abs=0.5)
    assert samples.blurred(coffee, seed=1).std() < coffee.std()


def test_committed_samples_are_what_the_script_makes() -> None:
    made = samples.make_samples()
    assert {path.name for path in FOLDER.iterdir()} == {*made, "README.md"}
    for name, content in made.items():
        committed = FOLDER / name
        assert committed.stat().st_size <= 250_000
        wanted = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
        found = cv2.imread(str(committed), cv2.IMREAD_COLOR)
        # another release of the JPEG encoder may round differently
        assert np.abs(found.astype(int) - wanted.astype(int)).mean() < 0.5


def test_readme_names_every_sample() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert [name for name in samples.make_samples() if f"`{name}`" not in text] == []
