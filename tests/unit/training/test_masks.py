"""Drawn damage: each kind's widths and amount, the same from the same seed, never nothing and never everything."""

import cv2
import numpy as np
import pytest

from training import masks

SEEDS = range(8)


def drawn(kind: str, seed: int, *, height: int = 256, width: int = 256) -> np.ndarray:
    return masks.draw(kind, height, width, random=np.random.default_rng(seed))


def widest(mask: np.ndarray) -> float:
    """Pixels across the largest disc that fits in."""
    framed = cv2.copyMakeBorder(mask, 1, 1, 1, 1, cv2.BORDER_CONSTANT)
    return 2.0 * float(cv2.distanceTransform(framed, cv2.DIST_L2, 5).max()) - 1.0


def share_wider_than(mask: np.ndarray, width: int) -> float:
    """The share of the mask that lies in discs of this width which fit in."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width))
    framed = cv2.copyMakeBorder(mask, width, width, width, width, cv2.BORDER_CONSTANT)
    return float(cv2.morphologyEx(framed, cv2.MORPH_OPEN, disc).sum() / mask.sum())


def test_widths_are_measured_as_they_are_meant() -> None:
    for width in (1, 5, 11):
        bar = np.zeros((40, 60), np.uint8)
        bar[20 : 20 + width, 5:50] = 1
        assert widest(bar) == pytest.approx(width, abs=0.5)
        assert share_wider_than(bar, width + 2) == 0.0


@pytest.mark.parametrize("kind", masks.KINDS)
def test_the_seed_decides(kind: str) -> None:
    assert np.array_equal(drawn(kind, 3), drawn(kind, 3))
    assert not np.array_equal(drawn(kind, 3), drawn(kind, 4))


@pytest.mark.parametrize("kind", masks.KINDS)
@pytest.mark.parametrize(("height", "width"), [(3, 3), (8, 200), (33, 97), (256, 256)])
def test_never_nothing_and_never_everything(kind: str, height: int, width: int) -> None:
    for seed in SEEDS:
        mask = drawn(kind, seed, height=height, width=width)
        assert (mask.shape, mask.dtype) == ((height, width), np.uint8)
        assert set(np.unique(mask)) == {0, 1}
        assert mask.mean() < 0.6


def test_a_stroke_broader_than_the_picture_becomes_one_pixel() -> None:
    expected = np.zeros((3, 3), np.uint8)
    expected[1, 1] = 1
    assert np.array_equal(drawn("freeform", 0, height=3, width=3), expected)


@pytest.mark.parametrize(
    ("kind", "least", "most"),
    [("scratch", 0.01, 0.15), ("dust", 0.004, 0.03), ("text", 0.01, 0.20), ("freeform", 0.10, 0.35),
     ("holes", 0.01, 0.40)],
)  # fmt: skip
def test_each_kind_covers_what_it_should(kind: str, least: float, most: float) -> None:
    for seed in SEEDS:
        assert least < drawn(kind, seed).mean() < most


def test_scratches_are_lines_of_up_to_12_pixels() -> None:
    shares = [share_wider_than(drawn("scratch", seed), 17) for seed in SEEDS]  # broader only where two cross
    assert max(shares) == 0.0
    assert np.median([share_wider_than(drawn("scratch", seed), 13) for seed in SEEDS]) < 0.3


def test_dust_is_many_specks_of_up_to_7_pixels() -> None:
    for seed in SEEDS:
        mask = drawn("dust", seed)
        assert widest(mask) < 8
        assert share_wider_than(mask, 9) == 0.0
        assert cv2.connectedComponents(mask)[0] - 1 >= 20


def test_text_is_thin_strokes() -> None:
    # letters that overlap are broader than their strokes
    assert np.median([share_wider_than(drawn("text", seed), 7) for seed in SEEDS]) < 0.7
    assert np.median([share_wider_than(drawn("text", seed), 13) for seed in SEEDS]) < 0.1


@pytest.mark.parametrize("kind", ["freeform", "holes"])
def test_freeform_strokes_and_holes_are_broad(kind: str) -> None:
    for seed in SEEDS:
        mask = drawn(kind, seed)
        assert share_wider_than(mask, 9) > 0.95
        assert widest(mask) > 20
    assert kind not in masks.THIN


def test_holes_are_at_most_three_of_at_most_128_pixels() -> None:
    for seed in SEEDS:
        count, _, stats, _ = cv2.connectedComponentsWithStats(drawn("holes", seed, height=512, width=512))
        assert 1 <= count - 1 <= 3
        assert widest(drawn("holes", seed, height=512, width=512)) <= 129
        assert stats[1:, cv2.CC_STAT_WIDTH].max() <= 3 * 129


def test_specks_grow_in_number_with_the_area() -> None:
    small = np.mean([cv2.connectedComponents(drawn("dust", seed))[0] for seed in SEEDS])
    large = np.mean([cv2.connectedComponents(drawn("dust", seed, height=512, width=512))[0] for seed in SEEDS])
    assert 3.0 < large / small < 5.0


def test_another_kind_is_refused() -> None:
    with pytest.raises(KeyError):
        drawn("coffee", 0)
