"""Blending is exact at its ends, right in between, and blind to strips and crops."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from restorer import compose
from restorer.compose import GRAIN_MARGIN, Adjustment, blend, changed_samples

LUMA = np.array([54, 183, 19]) / 256
KERNEL = np.array([math.comb(8, k) for k in range(9)]) / 256

shares = st.one_of(st.sampled_from([0.0, 0.5, 1.0]), st.floats(0, 1))
adjustments = st.builds(Adjustment, strength=shares, colour=shares, grain=shares)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    shape = (draw(st.integers(1, 40)), draw(st.integers(1, 40)), draw(st.sampled_from([1, 3])))
    dtype = draw(st.sampled_from([np.uint8, np.uint16]))
    seed = draw(st.integers(0, 2**32 - 1))
    rng = np.random.default_rng(seed)
    high = int(np.iinfo(dtype).max) + 1
    first = rng.integers(0, high, shape, dtype=dtype)
    if draw(st.booleans()):
        return first, rng.integers(0, high, shape, dtype=dtype)
    near = np.clip(first.astype(int) + rng.integers(-20, 21, shape), 0, high - 1)
    return first, near.astype(dtype)


def random_pair(shape: tuple[int, int, int], dtype: type = np.uint8) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(7)
    high = int(np.iinfo(dtype).max) + 1
    return rng.integers(0, high, shape, dtype=dtype), rng.integers(0, high, shape, dtype=dtype)


def reference(original: np.ndarray, result: np.ndarray, adjustment: Adjustment) -> np.ndarray:
    """The formula written down plainly in float64, before rounding."""
    change = result.astype(np.float64) - original
    luma = change @ LUMA if original.shape[2] == 3 else change[:, :, 0]
    padded = luma
    for axis in (0, 1):
        indices = _reflected(luma.shape[axis])
        rows = np.take(padded, indices, axis=axis)
        length = luma.shape[axis]
        padded = sum(KERNEL[k] * np.take(rows, np.arange(k, k + length), axis=axis) for k in range(9))
    fine = (luma - padded)[:, :, None]
    bright = luma[:, :, None] if original.shape[2] == 3 else change
    colour = change - bright
    return original + adjustment.strength * (bright - adjustment.grain * fine + adjustment.colour * colour)


def _reflected(length: int) -> np.ndarray:
    index = np.arange(-GRAIN_MARGIN, length + GRAIN_MARGIN)
    if length == 1:
        return np.zeros_like(index)
    index = np.abs(index) % (2 * length - 2)
    return np.where(index >= length, 2 * length - 2 - index, index)


@settings(deadline=None)
@given(pairs(), adjustments)
def test_strength_zero_is_the_original_and_the_default_is_the_result(
    pair: tuple[np.ndarray, np.ndarray], adjustment: Adjustment
) -> None:
    original, result = pair
    off = Adjustment(strength=0.0, colour=adjustment.colour, grain=adjustment.grain)
    assert blend(original, result, off).tobytes() == original.tobytes()
    assert blend(original, result, Adjustment()).tobytes() == result.tobytes()


@settings(deadline=None)
@given(pairs(), adjustments)
def test_no_change_stays_no_change(pair: tuple[np.ndarray, np.ndarray], adjustment: Adjustment) -> None:
    original, _ = pair
    assert blend(original, original.copy(), adjustment).tobytes() == original.tobytes()


@settings(max_examples=300, deadline=None)
@given(pairs(), adjustments)
def test_it_is_the_formula(pair: tuple[np.ndarray, np.ndarray], adjustment: Adjustment) -> None:
    original, result = pair
    high = np.iinfo(original.dtype).max
    expected = np.clip(reference(original, result, adjustment), 0, high)
    found = blend(original, result, adjustment)
    assert found.shape == original.shape
    assert found.dtype == original.dtype
    # half a step of rounding, plus shares taken in steps of 1/4096 of the largest change
    assert np.abs(found - expected).max() <= 0.5 + 6 * high / 4096 / 2 + 0.01


@settings(deadline=None)
@given(pairs(), st.floats(0, 1))
def test_strength_stays_between_its_ends(pair: tuple[np.ndarray, np.ndarray], strength: float) -> None:
    original, result = pair
    found = blend(original, result, Adjustment(strength=strength))
    assert (found >= np.minimum(original, result)).all()
    assert (found <= np.maximum(original, result)).all()


@settings(deadline=None)
@given(pairs(), adjustments, st.data())
def test_a_crop_with_margin_equals_the_crop_of_the_whole(
    pair: tuple[np.ndarray, np.ndarray], adjustment: Adjustment, data: st.DataObject
) -> None:
    original, result = pair
    height, width = original.shape[:2]
    top, left = data.draw(st.integers(0, height - 1)), data.draw(st.integers(0, width - 1))
    bottom, right = data.draw(st.integers(top + 1, height)), data.draw(st.integers(left + 1, width))
    first_row, first_column = max(0, top - GRAIN_MARGIN), max(0, left - GRAIN_MARGIN)
    box = np.s_[first_row : bottom + GRAIN_MARGIN, first_column : right + GRAIN_MARGIN]
    crop = blend(original[box], result[box], adjustment)
    inner = crop[top - first_row : bottom - first_row, left - first_column : right - first_column]
    assert inner.tobytes() == blend(original, result, adjustment)[top:bottom, left:right].tobytes()


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_without_margin_a_crop_with_grain_differs(dtype: type) -> None:
    original, result = random_pair((60, 60, 3), dtype)
    adjustment = Adjustment(grain=1.0)
    crop = blend(original[10:50, 10:50], result[10:50, 10:50], adjustment)
    assert changed_samples(crop, blend(original, result, adjustment)[10:50, 10:50]) > 100


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize(
    "adjustment", [Adjustment(0.37), Adjustment(0.81, 0.13), Adjustment(0.77, 0.31, 0.59), Adjustment(1, 0, 1)]
)
def test_strips_and_threads_leave_no_trace(
    dtype: type, channels: int, adjustment: Adjustment, monkeypatch: pytest.MonkeyPatch
) -> None:
    original, result = random_pair((700, 333, channels), dtype)
    monkeypatch.setattr(compose, "_STRIP", 10**9)
    monkeypatch.setattr(compose, "_GRAIN_SIDE", 10**9)
    whole = blend(original, result, adjustment)
    monkeypatch.setattr(compose, "_PARALLEL", 2)
    for strip, side in ((300, 10), (5000, 70)):
        monkeypatch.setattr(compose, "_STRIP", strip)
        monkeypatch.setattr(compose, "_GRAIN_SIDE", side)
        assert blend(original, result, adjustment).tobytes() == whole.tobytes()
    assert changed_samples(whole, original) > whole.size // 2


def test_colour_zero_keeps_the_colour_differences_of_the_original() -> None:
    rng = np.random.default_rng(1)
    original = rng.integers(100, 156, (50, 50, 3), dtype=np.uint8)
    result = rng.integers(100, 156, (50, 50, 3), dtype=np.uint8)
    found = blend(original, result, Adjustment(colour=0.0)).astype(int)
    moved = found - original
    assert (moved.max(axis=2) - moved.min(axis=2)).max() <= 1
    luma_wanted, luma_found = result @ LUMA, found @ LUMA
    assert np.abs(luma_wanted - luma_found).max() <= 0.51
    assert np.abs(luma_wanted - original @ LUMA).max() > 20


def test_grain_gives_back_noise_and_keeps_what_is_coarse() -> None:
    rng = np.random.default_rng(2)
    clean = np.full((200, 200, 3), 120, np.uint8)
    fine = rng.normal(0, 10, (200, 200, 1))
    noisy = np.clip(clean + fine + 15, 0, 255).round().astype(np.uint8)
    found = blend(noisy, clean, Adjustment(grain=1.0)).astype(float)
    assert abs(found.mean() - 120) < 0.3, "the coarse shift of 15 is still taken away"
    assert 8 < found.std() < 10.2, "the fine noise is back"
    half = blend(noisy, clean, Adjustment(grain=0.5)).astype(float)
    assert half.std() == pytest.approx(found.std() / 2, rel=0.05)
    assert blend(noisy, clean, Adjustment()).std() == 0


def test_a_grey_photo_ignores_colour() -> None:
    original, result = random_pair((30, 30, 1))
    assert blend(original, result, Adjustment(colour=0.0)).tobytes() == result.tobytes()


def test_read_only_and_strided_arrays_are_read_and_left_alone() -> None:
    original, result = random_pair((40, 60, 3))
    expected = blend(original[3:30, 5:50].copy(), result[3:30, 5:50].copy(), Adjustment(0.4, 0.4, 0.4))
    original.flags.writeable = result.flags.writeable = False
    before = original.tobytes(), result.tobytes()
    found = blend(original[3:30, 5:50], result[3:30, 5:50], Adjustment(0.4, 0.4, 0.4))
    assert found.tobytes() == expected.tobytes()
    assert (original.tobytes(), result.tobytes()) == before


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 65_500, 3), (65_500, 1, 1), (2, 5, 3)])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_odd_sizes(shape: tuple[int, int, int], dtype: type) -> None:
    original, result = random_pair(shape, dtype)
    found = blend(original, result, Adjustment(0.5, 0.5, 0.5))
    expected = np.clip(reference(original, result, Adjustment(0.5, 0.5, 0.5)), 0, np.iinfo(dtype).max)
    assert np.abs(found - expected).max() <= (0.6 if dtype == np.uint8 else 0.51)


@pytest.mark.parametrize("name", ["strength", "colour", "grain"])
@pytest.mark.parametrize("value", [-0.01, 1.01, math.nan, math.inf])
def test_shares_outside_their_range_are_refused(name: str, value: float) -> None:
    with pytest.raises(ValueError, match=f"{name} must be from 0 to 1"):
        Adjustment(**{name: value})


def test_arrays_that_do_not_fit_are_refused() -> None:
    original = np.zeros((4, 4, 3), np.uint8)
    for other in (np.zeros((4, 5, 3), np.uint8), np.zeros((4, 4, 3), np.uint16)):
        with pytest.raises(ValueError, match="does not fit"):
            blend(original, other, Adjustment())
    for wrong in (np.zeros((4, 4), np.uint8), np.zeros((4, 4, 4), np.uint8), np.zeros((4, 4, 3), np.float32)):
        with pytest.raises(ValueError, match="samples must be"):
            blend(wrong, wrong, Adjustment())


@settings(deadline=None)
@given(hnp.arrays(np.uint16, hnp.array_shapes(min_dims=3, max_dims=3, max_side=20)))
def test_changed_samples_counts(samples: np.ndarray) -> None:
    other = samples.copy()
    count = samples.size // 3
    other.reshape(-1)[:count] ^= 1
    assert changed_samples(samples, other) == count
    assert changed_samples(samples, samples) == 0


def test_changed_samples_of_a_large_photo_and_of_wrong_shapes() -> None:
    samples = np.zeros((3000, 1000, 3), np.uint8)
    other = samples.copy()
    other[::100, ::10, 1] = 9
    assert changed_samples(samples, other) == 30 * 100
    with pytest.raises(ValueError, match="shapes differ"):
        changed_samples(samples, other[:5])


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3])
def test_every_weight_of_a_mask_mixes_as_whole_numbers_do(dtype: type, channels: int) -> None:
    top = np.iinfo(dtype).max
    rng = np.random.default_rng(5)
    before = rng.integers(0, top + 1, (64, 256, channels), dtype=dtype)
    after = rng.integers(0, top + 1, (64, 256, channels), dtype=dtype)
    mask = np.tile(np.arange(256, dtype=np.uint8), (64, 1))
    weight = mask[..., np.newaxis].astype(np.int64)
    wanted = (before * (255 - weight) + after * weight + 127) // 255
    mixed = compose.blend(before[::1, ::-1], after[::1, ::-1], Adjustment(), mask=mask[:, ::-1])
    assert np.array_equal(mixed, wanted[:, ::-1])
    assert np.array_equal(mixed[:, 255], before[:, 0])
    assert np.array_equal(mixed[:, 0], after[:, 255])
