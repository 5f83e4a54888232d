"""Holes are counted, told apart by width, and filled from what lies around them."""

import cv2
import numpy as np
import pytest

from restorer import holes


def _disc(radius: int, *, size: int = 64) -> np.ndarray:
    return cv2.circle(np.zeros((size, size), np.uint8), (size // 2, size // 2), radius, 1, -1)


def test_connected_holes_are_counted_corner_to_corner() -> None:
    hole = np.zeros((20, 30), np.uint8)
    assert holes.count(hole) == 0
    hole[3, 3] = hole[4, 4] = 1  # one, by the corner
    hole[10:12, 20:25] = 255
    assert holes.count(hole) == 2
    assert holes.box_of(hole) == (3, 3, 9, 22)
    assert [box for box, _ in holes.components(hole)] == [(10, 20, 2, 5), (3, 3, 2, 2)]


def test_interlocked_holes_with_one_box_are_two() -> None:
    hole = np.zeros((9, 9), np.uint8)
    hole[0, :] = hole[:, 8] = 1
    hole[2:, 0] = hole[8, :7] = 1
    hole[0, 0] = 0
    found = holes.components(hole)
    assert len(found) == 2
    total = np.zeros_like(hole)
    for (top, left, height, width), own in found:
        total[top : top + height, left : left + width] += own
    assert np.array_equal(total, hole)


def test_width_decides_between_thin_and_large() -> None:
    hole = np.zeros((200, 300), np.uint8)
    cv2.line(hole, (10, 10), (280, 60), 1, 9)  # a long scratch
    hole[120:180, 200:270] = 1  # a hole
    hole[190:, :40] = 1  # as wide as 10 pixels at the photo's edge
    thin, large = holes.split(hole)
    assert np.array_equal(thin | large, hole)
    assert not (thin & large).any()
    assert large.sum() == 60 * 70
    assert thin[195, 20] == 1
    assert large[150, 230] == 1


@pytest.mark.parametrize(("radius", "is_thin"), [(5, True), (6, True), (9, False)])
def test_thin_ends_at_about_13_pixels(radius: int, is_thin: bool) -> None:
    thin, large = holes.split(_disc(radius))
    assert (bool(thin.any()), bool(large.any())) == (is_thin, not is_thin)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_prefill_keeps_what_is_known_and_continues_it(dtype: type) -> None:
    white = np.iinfo(dtype).max
    ramp = np.linspace(0, white, 96)[np.newaxis, :, np.newaxis] * np.ones((80, 1, 3))
    samples = np.rint(ramp).astype(dtype)
    hole = np.zeros((80, 96), np.uint8)
    hole[30:38, 40:48] = 1
    damaged = samples.copy()
    damaged[hole > 0] = white
    filled = holes.prefill(damaged, hole)
    assert np.array_equal(filled[hole == 0], samples[hole == 0])
    apart = np.abs(filled[hole > 0].astype(float) - samples[hole > 0]).max()
    assert apart < 0.06 * white
    assert np.abs(damaged[hole > 0].astype(float) - samples[hole > 0]).max() > 0.4 * white  # the negative control


def test_prefill_fills_a_hole_wider_than_its_blocks() -> None:
    samples = np.full((1400, 40, 1), 77, np.uint8)
    hole = np.ones((1400, 40), np.uint8)
    hole[0] = 0
    samples[1:] = 0
    assert (holes.prefill(samples, hole) == 77).all()


def test_prefill_is_the_prefill_of_training() -> None:
    torch = pytest.importorskip("torch")
    from restorer.models import prefill

    random = np.random.default_rng(0)
    for shape in ((64, 64, 3), (75, 51, 3), (33, 128, 1)):
        picture = random.random(shape, dtype=np.float32)
        hole = (random.random(shape[:2]) < 0.6).astype(np.float32)
        hole[5:30, 10:30] = 1
        ours = holes.push_pull(picture, 1 - hole)
        theirs = prefill.push_pull(torch.from_numpy(picture).permute(2, 0, 1)[None], torch.from_numpy(hole)[None, None])
        np.testing.assert_allclose(ours, theirs[0].permute(1, 2, 0).numpy(), atol=1e-6)


def test_small_holes_of_a_neighbourhood_are_one_group() -> None:
    hole = np.zeros((600, 600), np.uint8)
    hole[10, 20] = hole[30:33, 40] = hole[250, 200] = 1  # one cell
    hole[300, 300] = 1  # another one
    hole[100:140, 90:120] = 1  # large: by itself, though in the first cell
    found = holes.groups(hole)
    assert [(group.box, group.side) for group in found] == [
        ((100, 90, 40, 30), 40), ((10, 20, 241, 181), 3), ((300, 300, 1, 1), 1),
    ]  # fmt: skip
    again = np.zeros_like(hole)
    for (top, left, height, width), own, _ in found:
        assert not (again[top : top + height, left : left + width] & own).any()
        again[top : top + height, left : left + width] |= own
    assert np.array_equal(again, hole)
    assert holes.groups(np.zeros((5, 5), np.uint8)) == []
