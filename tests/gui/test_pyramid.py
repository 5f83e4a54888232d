"""Levels are exact means, tiles are what compose says, and the cache holds what it should."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from restorer import compose
from restorer.compose import Adjustment
from restorer.ui.colour import pixels_of
from restorer.ui.pyramid import TILE, Layer, Pyramid, Stack


def noise(height: int, width: int, channels: int = 3, *, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, channels), np.uint8)


def mean_of_level(samples: np.ndarray, level: int) -> np.ndarray:
    """Plain means of blocks, edges repeated."""
    side = 2**level
    height, width = samples.shape[:2]
    padded = np.pad(samples.astype(float), ((0, -height % side), (0, -width % side), (0, 0)), mode="edge")
    blocks = padded.reshape(padded.shape[0] // side, side, padded.shape[1] // side, side, -1)
    return blocks.mean((1, 3))


def rgb_of_tile(stack: Stack, level: int, row: int, column: int, *, original: bool) -> np.ndarray:
    image = stack.tile(level, row, column, original=original)
    pixels = pixels_of(image)
    return np.stack([(pixels >> 16) & 255, (pixels >> 8) & 255, pixels & 255], -1).astype(np.uint8)


@pytest.mark.parametrize("shape", [(1000, 1600), (1024, 700), (513, 2049), (5, 1100), (1100, 1)])
@pytest.mark.parametrize("channels", [1, 3])
def test_levels_are_means_of_the_photo(shape: tuple[int, int], channels: int) -> None:
    samples = noise(*shape, channels)
    pyramid = Pyramid.build(samples)
    assert (pyramid.height, pyramid.width, pyramid.channels) == (*shape, channels)
    assert max(pyramid.size(pyramid.levels - 1)) < 512
    assert max(pyramid.size(pyramid.levels - 2)) >= 512
    for level in range(pyramid.levels):
        height, width = pyramid.size(level)
        assert (height, width) == (-(-shape[0] // 2**level), -(-shape[1] // 2**level))
        crop = pyramid.crop(level, (0, 0, height, width)).astype(float)
        inner = (slice(0, shape[0] // 2**level), slice(0, shape[1] // 2**level))
        error = np.abs(crop - mean_of_level(samples, level))[inner]
        assert error.max(initial=0) <= 0.5 * level + 0.01  # one rounding a level
    assert np.array_equal(pyramid.crop(0, (0, 0, *shape)), samples)


def test_small_photo_has_one_level() -> None:
    pyramid = Pyramid.build(noise(1, 1))
    assert pyramid.levels == 1
    assert pyramid.size(0) == (1, 1)


def test_every_sixteen_bit_value_is_rounded_to_eight() -> None:
    samples = np.arange(65536, dtype=np.uint16).reshape(256, 256, 1)
    shown = Pyramid.build(samples).crop(0, (0, 0, 256, 256))
    assert shown.dtype == np.uint8
    assert np.array_equal(shown, np.rint(samples / 257).astype(np.uint8))


def test_full_size_is_not_copied() -> None:
    samples = noise(600, 600)
    samples.flags.writeable = False
    assert np.shares_memory(Pyramid.build(samples).crop(0, (0, 0, 600, 600)), samples)


def test_build_tells_rows_and_can_be_stopped() -> None:
    told: list[int] = []
    Pyramid.build(noise(1300, 600), rows_done=told.append)
    assert told == [512, 1024, 1300]

    def stop(rows: int) -> None:
        raise InterruptedError(rows)

    with pytest.raises(InterruptedError, match="512"):
        Pyramid.build(noise(1300, 600), rows_done=stop)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1290), st.integers(0, 1090), st.integers(1, 300), st.integers(1, 300), st.booleans())
def test_replacing_a_box_equals_building_anew(top: int, left: int, height: int, width: int, owned: bool) -> None:
    samples = noise(1301, 1099)
    pyramid = Pyramid.build(samples).copy() if owned else Pyramid.build(samples)
    part = noise(min(height, 1301 - top), min(width, 1099 - left), seed=1)
    changed = samples.copy()
    changed[top : top + part.shape[0], left : left + part.shape[1]] = part
    untouched = samples.copy()
    pyramid.replace(top, left, part)
    fresh = Pyramid.build(changed)
    for level in range(fresh.levels):
        box = (0, 0, *fresh.size(level))
        assert np.array_equal(pyramid.crop(level, box), fresh.crop(level, box))
    assert np.array_equal(samples, untouched)  # the photo itself is never written to


def test_sixteen_bit_tiles_are_taken_too() -> None:
    pyramid = Pyramid.build(np.zeros((600, 600, 1), np.uint16))
    pyramid.replace(0, 0, np.full((2, 2, 1), 257 * 200, np.uint16))
    assert pyramid.crop(0, (0, 0, 2, 2)).ravel().tolist() == [200] * 4
    assert pyramid.crop(1, (0, 0, 1, 1)).item() == 200


def test_copy_is_its_own() -> None:
    samples = noise(600, 600)
    first = Pyramid.build(samples)
    second = first.copy()
    second.replace(0, 0, np.zeros((600, 600, 3), np.uint8))
    assert np.array_equal(first.crop(0, (0, 0, 600, 600)), samples)
    assert first.crop(1, (0, 0, 300, 300)).any()
    assert not second.crop(1, (0, 0, 300, 300)).any()


def test_alpha_follows(qtbot: QtBot) -> None:
    alpha = np.zeros((600, 600), np.uint16)
    alpha[:, 300:] = 65535
    pyramid = Pyramid.build(noise(600, 600), alpha)
    assert pyramid.has_alpha
    shown = pyramid.crop_alpha(1, (0, 0, 300, 300))
    assert shown is not None
    assert set(shown[:, :150].ravel()) == {0}
    assert set(shown[:, 150:].ravel()) == {255}
    image = Stack(pyramid).tile(1, 0, 0, original=True)
    assert (image.pixelColor(0, 0).alpha(), image.pixelColor(200, 0).alpha()) == (0, 255)


@pytest.mark.parametrize("adjustment", [Adjustment(0.4), Adjustment(0.8, 0.3), Adjustment(0.9, 0.5, 0.7)])
@pytest.mark.parametrize("channels", [1, 3])
def test_tiles_fold_compose_over_the_layers(qtbot: QtBot, adjustment: Adjustment, channels: int) -> None:
    photo, first, second = (noise(700, 600, channels, seed=seed) for seed in range(3))
    layers = (
        Layer(Pyramid.build(first), adjustment),
        Layer(Pyramid.build(photo), visible=False),
        Layer(Pyramid.build(second), Adjustment(0.5, 1.0, adjustment.grain)),
    )
    stack = Stack(Pyramid.build(photo), layers)
    whole = compose.blend(compose.blend(photo, first, adjustment), second, layers[2].adjustment)
    whole = np.repeat(whole, 3, axis=2) if channels == 1 else whole
    plain = np.repeat(photo, 3, axis=2) if channels == 1 else photo
    for row, column in ((0, 0), (1, 1), (2, 2)):
        box = (slice(row * TILE, (row + 1) * TILE), slice(column * TILE, (column + 1) * TILE))
        assert np.array_equal(rgb_of_tile(stack, 0, row, column, original=False), whole[box])
        assert np.array_equal(rgb_of_tile(stack, 0, row, column, original=True), plain[box])


def test_coarse_levels_look_like_the_blended_photo(qtbot: QtBot) -> None:
    photo = np.full((1024, 1024, 3), 128, np.uint8)
    result = np.clip(128 + np.random.default_rng(0).normal(0, 25, (1024, 1024, 1)), 0, 255).astype(np.uint8)
    result = np.repeat(result, 3, axis=2)
    for adjustment, allowed in ((Adjustment(0.6), 1.0), (Adjustment(1, 1, 1.0), 4.0)):
        stack = Stack(Pyramid.build(photo), (Layer(Pyramid.build(result), adjustment),))
        whole = Pyramid.build(compose.blend(photo, result, adjustment))
        shown = rgb_of_tile(stack, 1, 0, 0, original=False).astype(float)
        error = shown - whole.crop(1, (0, 0, TILE, TILE))
        assert np.sqrt((error**2).mean()) < allowed
        assert np.sqrt(((shown - 128) ** 2).mean()) > 1  # there is something to compare


def test_adjustment_and_new_samples_change_only_result_tiles(qtbot: QtBot) -> None:
    photo, result = noise(600, 600), noise(600, 600, seed=1)
    layer = Pyramid.build(result)
    stack = Stack(Pyramid.build(photo), (Layer(layer),))
    original = stack.tile(0, 0, 0, original=True)
    assert stack.ready(0, 0, 0, original=False) is None
    before = rgb_of_tile(stack, 0, 0, 0, original=False)
    revision = stack.revision
    stack.set_adjustment(0, Adjustment(0.25))
    assert stack.revision > revision
    assert stack.ready(0, 0, 0, original=True) is original
    assert not np.array_equal(rgb_of_tile(stack, 0, 0, 0, original=False), before)
    far = stack.tile(0, 2, 2, original=False)
    layer.replace(10, 10, np.zeros((5, 5, 3), np.uint8))
    stack.invalidate(10, 10, 5, 5)
    assert stack.ready(0, 0, 0, original=False) is None
    assert stack.ready(0, 2, 2, original=False) is far
    expected = compose.blend(photo[10:15, 10:15], np.zeros((5, 5, 3), np.uint8), Adjustment(0.25))
    assert np.array_equal(rgb_of_tile(stack, 0, 0, 0, original=False)[10:15, 10:15], expected)


def test_cache_keeps_to_its_capacity(qtbot: QtBot) -> None:
    stack = Stack(Pyramid.build(noise(2048, 2048)))
    stack.capacity = 4 * TILE * TILE * 4
    kept = [stack.tile(0, row, 0, original=True) for row in range(4)]
    assert stack.ready(0, 0, 0, original=True) is kept[0]  # now the most recently used
    stack.tile(0, 4, 0, original=True)
    assert stack.ready(0, 1, 0, original=True) is None
    assert stack.ready(0, 0, 0, original=True) is kept[0]


def test_nothing_visible_is_the_original(qtbot: QtBot) -> None:
    photo = noise(600, 600)
    stack = Stack(Pyramid.build(photo), (Layer(Pyramid.build(noise(600, 600, seed=1)), visible=False),))
    assert stack.shows_original()
    assert stack.tile(0, 0, 0, original=False) is stack.tile(0, 0, 0, original=True)
