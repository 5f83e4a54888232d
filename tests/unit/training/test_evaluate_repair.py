"""The measuring of sharpening and of compressed pictures: the same damage every time, gains that are gains."""

import json

import numpy as np
import pytest
import skimage.data

from training import sharpeners
from training.blur import RADIUS
from training.config import ConfigError
from training.evaluate_repair import damages, means, measure, report
from training.export import named_figures
from training.figures import psnr


@pytest.fixture(scope="module")
def clean() -> np.ndarray:
    return np.ascontiguousarray(skimage.data.astronaut()[60:190, 150:290])


@pytest.mark.parametrize("word", ["gauss1.6", "motion", "defocus"])
def test_blur_is_the_same_every_time_and_the_truth_is_the_photos_middle(clean: np.ndarray, word: str) -> None:
    damage = damages("deblur", word)[word]
    damaged, truth = damage("a.jpg", clean)
    assert np.array_equal(truth, clean[RADIUS:-RADIUS, RADIUS:-RADIUS])
    assert np.array_equal(damaged, damage("a.jpg", clean)[0])
    assert 15.0 < psnr(damaged, truth) < 32.0
    if not word.startswith("gauss"):
        assert not np.array_equal(damaged, damage("b.jpg", clean)[0])


def test_sharp_pictures_are_left_alone(clean: np.ndarray) -> None:
    damaged, truth = damages("deblur", "sharp")["sharp"]("a", clean)
    assert np.array_equal(damaged, truth)


def test_the_lower_the_quality_the_worse(clean: np.ndarray) -> None:
    figures = [psnr(*damage("a", clean)) for damage in damages("jpeg", "10,20,40").values()]
    assert figures == sorted(figures)
    assert 22.0 < figures[0] < 30.0


@pytest.mark.parametrize(("mode", "words"), [("deblur", "fog"), ("deblur", "10"), ("jpeg", "motion"), ("jpeg", "0"),
                                             ("jpeg", "")])  # fmt: skip
def test_an_unknown_word_is_one_sentence(mode: str, words: str) -> None:
    with pytest.raises(ConfigError, match=r"is unknown; --blur has|^Nothing is to be measured"):
        damages(mode, words)


def test_a_picture_too_small_for_blur_is_one_sentence() -> None:
    with pytest.raises(ConfigError, match=r"^a\.png is too small to be blurred"):
        damages("deblur", "motion")["motion"]("a.png", np.zeros((50, 50, 3), np.uint8))


def test_gains_are_over_the_damaged_picture(clean: np.ndarray) -> None:
    harm = damages("jpeg", "20")
    damaged, truth = harm["q20"]("a", clean)
    half = np.rint((damaged.astype(np.float32) + truth) / 2).astype(np.uint8)
    ways = {"Restorer": lambda _: half, "nothing": lambda picture: picture}
    rows = list(measure(ways, [("a", clean)], harm))
    table = means(rows)["q20"]
    assert table["Restorer"]["gain"] == pytest.approx(6.02, abs=0.4)  # half the error
    assert table["nothing"]["gain"] == table["nothing"]["luma_gain"] == 0.0
    assert 0.0 < table["Restorer"]["patches"] < table["nothing"]["patches"]
    facts = {"mode": "jpeg", "style": 0.0}
    (line,) = report(iter(rows), facts, as_json=True)
    named = named_figures(json.loads(line), "Set")
    assert list(named) == ["Set, q20, 1 photos"]
    assert named["Set, q20, 1 photos"].startswith(f"{table['Restorer']['psnr']:.2f} dB (+")
    lines = list(report(iter(rows), facts, as_json=False))
    assert len(lines) == 4
    assert "Restorer" in lines[2]


@pytest.mark.parametrize("mode", ["deblur", "jpeg"])
def test_every_other_program_gives_a_picture_of_the_same_size(clean: np.ndarray, mode: str) -> None:
    small = clean[:24, :30]
    for restore in sharpeners.installed(mode).values():
        restored = restore(small)
        assert restored.shape == small.shape
        assert restored.dtype == np.uint8
        assert psnr(restored, small) > 15.0
        assert np.array_equal(restored, restore(small))
