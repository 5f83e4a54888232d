"""Shapes, the wand and the edge of marks: exactly the pixels that their definitions name."""

import math

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restorer import selection
from restorer.selection import Patch

SHAPE = (60, 80)


def whole(patch: Patch | None, shape: tuple[int, int] = SHAPE) -> np.ndarray:
    plane = np.zeros(shape, np.uint8)
    if patch is not None:
        height, width = patch.samples.shape
        plane[patch.top : patch.top + height, patch.left : patch.left + width] = patch.samples
    return plane


def spots(seed: int = 0, shape: tuple[int, int] = SHAPE) -> np.ndarray:
    plane = np.zeros(shape, np.uint8)
    for y, x in np.random.default_rng(seed).integers(0, shape, (4, 2)):
        plane[max(0, y - 4) : y + 5, max(0, x - 6) : x + 3] = 255
    return plane


def disc_grown(mask: np.ndarray, pixels: int) -> np.ndarray:
    down, across = np.mgrid[-pixels : pixels + 1, -pixels : pixels + 1]
    kernel = (down**2 + across**2 <= pixels**2).astype(np.uint8)
    return cv2.dilate(mask, kernel, borderType=cv2.BORDER_CONSTANT, borderValue=0)


def test_a_polygon_takes_the_pixels_whose_centres_it_encloses() -> None:
    square = selection.polygon([(10, 5), (20, 5), (20, 15), (10, 15)], SHAPE)
    assert square is not None
    assert (square.top, square.left, square.samples.shape) == (5, 10, (10, 10))
    assert (square.samples == 255).all()
    triangle = whole(selection.polygon([(10.2, 50.7), (70.1, 40.3), (35.8, 3.9)], SHAPE))
    down, across = np.mgrid[:60, :80] + 0.5
    inside = np.ones(SHAPE, bool)
    corners = [(10.2, 50.7), (70.1, 40.3), (35.8, 3.9)]
    for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1], strict=True):
        inside &= (x1 - x0) * (down - y0) - (y1 - y0) * (across - x0) <= 0
    assert np.array_equal(triangle > 0, inside)


def test_a_polygon_that_runs_round_twice_has_no_hole() -> None:
    corners = [(10, 10), (50, 10), (50, 50), (10, 50)] * 2
    assert (whole(selection.polygon(corners, SHAPE))[10:50, 10:50] == 255).all()


def test_shapes_are_cut_at_the_edges_and_may_lie_beside() -> None:
    assert whole(selection.polygon([(-50, -50), (500, -50), (500, 500), (-50, 500)], SHAPE)).min() == 255
    assert selection.polygon([(-9, -9), (-2, -9), (-2, -2)], SHAPE) is None
    assert selection.polygon([(3, 3), (9, 9)], SHAPE) is None
    assert selection.rectangle((90, 5), (120, 9), shape=SHAPE) is None
    corner = selection.rectangle((70.5, 55.2), (900, 900), shape=SHAPE)
    assert corner is not None
    assert (corner.top, corner.left, corner.samples.shape) == (55, 70, (5, 10))


def test_an_ellipse_fills_its_rectangle() -> None:
    plane = whole(selection.ellipse((60, 50), (10, 20), shape=SHAPE)) > 0
    down, across = np.mgrid[:60, :80] + 0.5
    assert np.array_equal(plane, ((across - 35) / 25) ** 2 + ((down - 35) / 15) ** 2 <= 1)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("contiguous", [True, False])
def test_the_wand_takes_what_is_alike(dtype: type, channels: int, contiguous: bool) -> None:
    step = 257 if dtype == np.uint16 else 1
    samples = np.full((60, 80, channels), 100 * step, dtype)
    samples[10:20, 10:20, -1] = 120 * step
    samples[10:20, 40:50, -1] = 125 * step
    samples[20, 20] = 120 * step  # touches by a corner only
    expected = np.zeros(SHAPE, bool)
    expected[10:20, 10:20] = True
    if not contiguous:
        expected[10:20, 40:50] = True
        expected[20, 20] = channels == 1
    found = whole(selection.alike(samples, (12, 15), tolerance=5, contiguous=contiguous))
    assert np.array_equal(found == 255, expected)
    narrow = whole(selection.alike(samples, (12, 15), tolerance=4, contiguous=False))
    assert not narrow[10:20, 40:50].any()
    assert selection.alike(samples, (80, 15), tolerance=5, contiguous=contiguous) is None


@given(st.integers(0, 50), st.integers(1, 12))
@settings(max_examples=15, deadline=None)
def test_growing_and_shrinking_are_exact(seed: int, pixels: int) -> None:
    mask = spots(seed)
    assert np.array_equal(whole(selection.grown(mask, pixels)), disc_grown(mask, pixels))
    assert np.array_equal(whole(selection.shrunk(mask, pixels)), 255 - disc_grown(255 - mask, pixels))


def test_growing_keeps_what_is_marked_and_faint_marks_grow() -> None:
    faint = np.zeros(SHAPE, np.uint8)
    faint[30, 40] = 9
    assert np.count_nonzero(whole(selection.grown(faint, 1))) == 5
    assert selection.grown(np.zeros(SHAPE, np.uint8), 3) is None
    assert selection.shrunk(np.zeros(SHAPE, np.uint8), 3) is None
    assert selection.feathered(np.zeros(SHAPE, np.uint8), 3) is None


def test_feathering_is_a_gaussian() -> None:
    mask = np.zeros((80, 120), np.uint8)
    mask[:, 60:] = 255
    soft = whole(selection.feathered(mask, 4), mask.shape)
    profile = soft[40, 40:80].astype(float) / 255
    expected = np.array([(1 + math.erf((x + 0.5 - 60) / (4 * math.sqrt(2)))) / 2 for x in range(40, 80)])
    assert np.abs(profile - expected).max() < 0.01
    assert (soft == soft[40]).all(), "the photo's edge is no edge of the marks"
