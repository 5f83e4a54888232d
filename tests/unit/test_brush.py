"""A brush covers what its radius and hardness say, along any way, fast or slow."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restorer.brush import Brush, Dab, Path, dab

SIDE = 200


def laid(dabs: list[Dab], side: int = SIDE) -> np.ndarray:
    """The dabs over each other on an empty plane, cut at its edges."""
    plane = np.zeros((side, side), np.uint8)
    for one in dabs:
        for row, line in enumerate(one.coverage, one.top):
            if 0 <= row < side:
                first, last = max(0, one.left), min(side, one.left + len(line))
                if first < last:
                    np.maximum(
                        plane[row, first:last], line[first - one.left : last - one.left], out=plane[row, first:last]
                    )
    return plane


def distances(x: float, y: float, side: int = SIDE) -> np.ndarray:
    down, across = np.mgrid[:side, :side] + 0.5
    return np.hypot(across - x, down - y)


def to_segment(start: tuple[float, float], end: tuple[float, float]) -> np.ndarray:
    down, across = np.mgrid[:SIDE, :SIDE] + 0.5
    way = np.array(end) - start
    share = ((across - start[0]) * way[0] + (down - start[1]) * way[1]) / max(1e-9, float(way @ way))
    share = np.clip(share, 0, 1)
    return np.hypot(across - start[0] - share * way[0], down - start[1] - share * way[1])


@given(st.floats(0.5, 70), st.floats(0, 1), st.floats(80, 120), st.floats(80, 120))
@settings(max_examples=30, deadline=None)
def test_a_dab_is_whole_within_and_nothing_beyond(radius: float, hardness: float, x: float, y: float) -> None:
    brush = Brush(radius, hardness)
    plane, distance = laid([dab(brush, x=x, y=y)]), distances(x, y)
    assert (plane[distance >= radius + 0.5] == 0).all()
    assert (plane[distance <= radius - brush.edge - 0.01] == 255).all()
    order = np.argsort(distance, axis=None)
    assert (np.diff(plane.ravel()[order].astype(int)) <= 0).all(), "never more further out"
    assert plane.max() > 60


def test_the_edge_of_a_hard_dab_is_antialiased() -> None:
    plane = laid([dab(Brush(40), x=100, y=100)])
    assert plane.sum() / 255 == pytest.approx(math.pi * 40**2, rel=0.002)
    assert 0 < np.count_nonzero((plane > 0) & (plane < 255)) < 8 * 42


def test_the_smallest_brush_marks_its_own_pixel() -> None:
    plane = laid([dab(Brush(0.5), x=10.5, y=20.5)])
    assert np.argwhere(plane).tolist() == [[20, 10]]
    assert plane[20, 10] == 255


@pytest.mark.parametrize("wrong", [(0.4, 1.0), (math.nan, 1.0), (math.inf, 1.0), (5, 1.1), (5, -0.1)])
def test_impossible_brushes_are_refused(wrong: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="must be"):
        Brush(*wrong)


@pytest.mark.parametrize("radius", [0.5, 3.3, 15, 17, 31.7, 33, 50])
@pytest.mark.parametrize("hardness", [0.0, 0.5, 0.97, 1.0])
def test_a_stroke_covers_what_its_distance_says(radius: float, hardness: float) -> None:
    start, end = (60.3, 71.8), (141.9, 120.2)
    brush, path = Brush(radius, hardness), Path(Brush(radius, hardness))
    plane = laid([*path.to(*start), *path.to(*end)])
    distance = to_segment(start, end)
    assert (plane[distance >= radius + 1.0] == 0).all()
    assert (plane[distance <= radius - brush.edge - 1.0] == 255).all()
    middle = np.abs(distance - (radius - brush.edge / 2)) < 0.1
    if hardness < 1 and radius >= 15:
        assert np.abs(plane[middle].astype(int) - 128).max() <= 128 * 1.5 / brush.edge + 16
    assert path.last == end


def test_many_short_steps_are_one_long_one() -> None:
    for radius in (4.0, 40.0):
        long, short = Path(Brush(radius)), Path(Brush(radius))
        one = laid([*long.to(50, 60), *long.to(150, 130)])
        many = laid([d for share in np.linspace(0, 1, 41) for d in short.to(50 + 100 * share, 60 + 70 * share)])
        apart = np.abs(one.astype(int) - many)
        assert np.count_nonzero(apart > 128) < 0.01 * np.count_nonzero(one)
        assert apart[to_segment((50, 60), (150, 130)) < radius - 1].max() == 0


@pytest.mark.parametrize("hardness", [0.3, 1.0])
def test_pressure_scales_the_radius(hardness: float) -> None:
    path = Path(Brush(40, hardness))
    plane = laid([*path.to(50, 100, pressure=0.1), *path.to(150, 100, pressure=1.0)])
    assert np.count_nonzero(plane[:, 150]) == pytest.approx(80, abs=3)
    assert np.count_nonzero(plane[:, 100]) == pytest.approx(48, abs=4)  # the hull of the two circles there
    assert np.count_nonzero(plane[:, 51]) == pytest.approx(9, abs=3)


def test_a_long_fast_hard_stroke_is_a_few_boxes() -> None:
    path = Path(Brush(300))
    list(path.to(0, 0))
    boxes = list(path.to(6000, 4000))
    assert len(boxes) == 13
    assert sum(box.coverage.size for box in boxes) < 13 * 1200 * 1200
