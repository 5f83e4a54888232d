"""From a map of damage to masks and lists: monotone, exact, and never where it is protected."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restorer import damage
from restorer.damage import Rules


def map_of(seed: int, height: int = 40, width: int = 60) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width)).astype(np.uint8)


@pytest.fixture
def spots() -> np.ndarray:
    """A line, a block, and a pixel of its own, (30, 40)."""
    likelihood = np.zeros((30, 40), np.uint8)
    likelihood[5, 3:23] = 255
    likelihood[12:18, 30:36] = 204
    likelihood[25, 10] = 255
    return likelihood


def test_the_threshold_falls_evenly_and_never_reaches_nothing() -> None:
    levels = [damage.threshold(sensitivity) for sensitivity in range(101)]
    assert all(later <= earlier for earlier, later in itertools.pairwise(levels))
    assert damage.threshold(50) == round(0.6 * 255)
    assert levels[0] > 240
    assert 1 <= levels[-1] < 25


@given(seed=st.integers(0, 50), low=st.floats(0, 100), high=st.floats(0, 100))
@settings(max_examples=20, deadline=None)
def test_more_sensitive_finds_all_that_was_found_and_perhaps_more(seed: int, low: float, high: float) -> None:
    low, high = sorted((low, high))
    less, more = (damage.found(map_of(seed), Rules(value)) for value in (low, high))
    assert not ((less > 0) & (more == 0)).any()
    assert set(np.unique(more)) <= {0, 255}


def test_the_least_likelihood_itself_counts() -> None:
    likelihood = np.array([[152, 153, 154]], np.uint8)
    assert damage.found(likelihood, Rules(50)).tolist() == [[0, 255, 255]]


@given(seed=st.integers(0, 50), sensitivity=st.floats(20, 100), least=st.integers(1, 30), grow=st.integers(0, 3))
@settings(max_examples=20, deadline=None)
def test_nothing_is_found_where_it_is_protected(seed: int, sensitivity: float, least: int, grow: int) -> None:
    protected = (map_of(seed + 100) > 200).astype(np.uint8)
    mask = damage.found(map_of(seed), Rules(sensitivity, least, grow), protected=protected)
    assert not mask[protected > 0].any()


def test_small_pieces_are_left_out_and_others_stay_as_they_are(spots: np.ndarray) -> None:
    everything = damage.found(spots, Rules(50))
    assert int((everything > 0).sum()) == 20 + 36 + 1
    for least, left in ((2, 56), (20, 56), (21, 36), (36, 36), (37, 0)):
        kept = damage.found(spots, Rules(50, least))
        assert int((kept > 0).sum()) == left
        assert not ((kept > 0) & (everything == 0)).any()


def test_a_ring_counts_with_what_it_encloses() -> None:
    likelihood = np.zeros((12, 12), np.uint8)
    likelihood[2:10, 2:10] = 255
    likelihood[4:8, 4:8] = 0
    likelihood[5, 5] = 255
    assert int((damage.found(likelihood, Rules(50, 64)) > 0).sum()) == 48 + 1
    assert not damage.found(likelihood, Rules(50, 65)).any()


def test_growth_is_a_disc(spots: np.ndarray) -> None:
    grown = damage.found(spots, Rules(50, grow=1))
    assert grown[24:27, 9:12].tolist() == [[0, 255, 0], [255, 255, 255], [0, 255, 0]]
    assert int((grown[3:8, :26] > 0).sum()) == 20 * 3 + 2


def test_detections_are_listed_by_size_with_their_likelihood(spots: np.ndarray) -> None:
    mask = damage.found(spots, Rules(50))
    pieces = damage.detections(spots, mask)
    assert [(piece.box, piece.area) for piece in pieces] == [
        ((12, 30, 6, 6), 36), ((5, 3, 1, 20), 20), ((25, 10, 1, 1), 1),
    ]  # fmt: skip
    assert [piece.score for piece in pieces] == pytest.approx([0.8, 1.0, 1.0])
    assert [piece.pixel for piece in pieces] == [(12, 30), (5, 3), (25, 10)]
    assert damage.detections(spots, np.zeros_like(mask)) == []


def test_a_detection_knows_its_own_pixels_where_boxes_overlap() -> None:
    likelihood = np.zeros((20, 20), np.uint8)
    likelihood[2:18, 2] = likelihood[17, 2:18] = 255  # an L around a block
    likelihood[5:9, 8:12] = 255
    mask = damage.found(likelihood, Rules())
    corner, block = damage.detections(likelihood, mask)
    own = damage.pixels_of(mask, corner)
    assert int((own > 0).sum()) == corner.area == 31
    assert not own[5 - 2 : 9 - 2, 8 - 2 : 12 - 2].any()
    assert int((damage.pixels_of(mask, block) > 0).sum()) == 16
    assert not damage.pixels_of(np.zeros_like(mask), block).any()


def test_more_pieces_than_16_bits_can_number() -> None:
    likelihood = np.zeros((600, 600), np.uint8)
    likelihood[::2, ::2] = 255
    pieces = damage.detections(likelihood, damage.found(likelihood, Rules()))
    assert len(pieces) == 90_000
    assert {piece.area for piece in pieces} == {1}


def test_a_map_cannot_be_written_to() -> None:
    found = damage.DamageMap(map_of(1), "detect")
    with pytest.raises(ValueError, match="read-only"):
        found.likelihood[0, 0] = 1
