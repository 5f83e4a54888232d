"""The measuring protocol: the noise of the published tables, the program's own code path."""

from pathlib import Path

import numpy as np
import pytest
import skimage.data

from restorer import engine
from training.data import read_photos
from training.evaluate_denoise import Conditions, add_white_noise, means, measure_denoise


@pytest.fixture(scope="module")
def clean() -> np.ndarray:
    return np.ascontiguousarray(skimage.data.astronaut()[:96, 100:228])


def test_published_noise_is_the_legacy_generators_and_leaves_the_range(clean: np.ndarray) -> None:
    noisy = add_white_noise(clean, 50.0, protocol="float")
    np.random.seed(0)
    expected = clean / 255.0 + np.random.normal(0, 50.0 / 255.0, clean.shape)
    np.testing.assert_allclose(noisy, expected, atol=1e-6)
    assert noisy.min() < 0.0
    assert noisy.max() > 1.0


def test_8_bit_noise_is_clipped_and_rounded(clean: np.ndarray) -> None:
    noisy = add_white_noise(clean, 50.0, protocol="8bit")
    assert noisy.min() == 0.0
    assert noisy.max() == 1.0
    np.testing.assert_allclose(np.rint(noisy * 255), noisy * 255, atol=1e-4)


@pytest.mark.parametrize(("told", "level"), [("told", 25.0), ("unknown", None)])
def test_every_picture_is_measured_at_every_level(
    photos_folder: Path, tiny_model: Path, told: str, level: float | None
) -> None:
    model = engine.load_model(str(tiny_model))
    pictures = read_photos(photos_folder / "photos")
    rows = list(measure_denoise(model, pictures, Conditions(sigmas=(15, 25), told=told)))  # type: ignore[arg-type]
    assert len(rows) == 12
    assert [row.image for row in rows[::2]] == sorted(row.image for row in rows[::2])
    assert {row.level for row in rows if row.sigma == 25} == {level}
    table = means(rows)
    assert table[25]["images"] == 6
    assert table[25]["psnr"] == pytest.approx(np.mean([row.psnr for row in rows if row.sigma == 25]))
    assert table[25]["input_psnr"] == pytest.approx(20.17, abs=0.6)  # 20 log10(255 / 25), a little more by clamping
