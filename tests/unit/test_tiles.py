"""Tiles cover a photo exactly once, read one shape, and read by reflection."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restorer import tiles

SIZES = st.integers(1, 700)


@given(height=SIZES, width=SIZES, target=st.integers(1, 300), halo=st.integers(0, 80), power=st.integers(0, 4))
def test_each_pixel_is_written_once_and_all_tiles_read_one_shape(
    height: int, width: int, target: int, halo: int, power: int
) -> None:
    multiple = 2**power
    target = max(target, height // 20, width // 20)  # keeps the number of tiles small
    grid = tiles.grid(height, width, target=target, halo=halo, multiple=multiple)
    written = np.zeros((height, width), dtype=np.int32)
    for tile in grid:
        written[tile.top : tile.top + tile.height, tile.left : tile.left + tile.width] += 1
        assert tile.height >= 1
        assert tile.width >= 1
        assert max(tile.height, tile.width) <= target + multiple - 1
        assert tile.read_top % multiple == 0
        assert tile.read_left % multiple == 0
        assert tile.top - tile.read_top >= halo
        assert tile.left - tile.read_left >= halo
        assert tile.read_top + tile.read_height - (tile.top + tile.height) >= halo
        assert tile.read_left + tile.read_width - (tile.left + tile.width) >= halo
    assert (written == 1).all()
    assert {(tile.read_height % multiple, tile.read_width % multiple) for tile in grid} == {(0, 0)}
    assert len({(tile.read_height, tile.read_width) for tile in grid}) == 1


def test_the_grid_is_chosen_before_the_shape() -> None:
    grid = tiles.grid(1000, 1030, target=512, halo=10, multiple=2)
    assert len(grid) == 2 * 3
    assert {(tile.height, tile.width) for tile in grid} == {(500, 344), (500, 342)}  # not 512, 512 and a sliver


@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (7, 1), (2, 3), (5, 9), (40, 30)])
def test_reading_equals_an_endless_numpy_reflection(shape: tuple[int, int]) -> None:
    samples = np.random.default_rng(1).integers(0, 65536, (*shape, 3), dtype=np.uint16)
    margin = 64
    plane = np.pad(samples, ((margin, margin), (margin, margin), (0, 0)), mode="reflect")
    for tile in tiles.grid(*shape, target=16, halo=20, multiple=4):
        top, left = tile.read_top + margin, tile.read_left + margin
        expected = plane[top : top + tile.read_height, left : left + tile.read_width]
        result = tiles.read(samples, tile)
        assert result.dtype == np.uint16
        assert result.flags.c_contiguous
        np.testing.assert_array_equal(result, expected)


def test_a_tile_inside_the_photo_reads_the_photo() -> None:
    samples = np.arange(100 * 100 * 3, dtype=np.uint16).reshape(100, 100, 3)
    middle = next(t for t in tiles.grid(100, 100, target=20, halo=8, multiple=4) if (t.top, t.left) == (40, 40))
    result = tiles.read(samples, middle)
    np.testing.assert_array_equal(result, samples[32:68, 32:68])
    result[:] = 0  # a copy: the photo stays
    assert samples[40, 40, 0] == (40 * 100 + 40) * 3


def test_impossible_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match="no grid"):
        tiles.grid(0, 10, target=64, halo=4, multiple=2)
