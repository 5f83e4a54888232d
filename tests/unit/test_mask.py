"""A mask changes by gestures, each a stroke that can be taken back and done again byte for byte."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restorer import photo
from restorer.document import Document
from restorer.mask import Mask, Stroke

Placed = tuple[int, int, int, int, int, bool]


def noise(height: int, width: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width), np.uint8)


def test_covers_mark_at_least_and_erase_at_most() -> None:
    mask = Mask(10, 10)
    gesture = mask.begin("brush stroke")
    half = np.full((4, 4), 128, np.uint8)
    assert gesture.cover(half, top=1, left=1, erase=False) == (1, 1, 4, 4)
    assert gesture.cover(half, top=2, left=2, erase=False) == (2, 2, 4, 4)
    assert set(np.unique(mask.samples)) == {0, 128}, "dabs of one stroke do not add up"
    assert gesture.cover(np.full((2, 2), 200, np.uint8), top=1, left=1, erase=True) == (1, 1, 2, 2)
    assert (mask.samples[1:3, 1:3] == 55).all()
    stroke = gesture.end()
    assert stroke is not None
    assert (stroke.text, stroke.box) == ("brush stroke", (1, 1, 5, 5))


def test_what_lies_outside_is_cut_or_nothing() -> None:
    mask = Mask(10, 12)
    gesture = mask.begin("x")
    assert gesture.cover(np.full((8, 8), 255, np.uint8), top=-5, left=8, erase=False) == (0, 8, 3, 4)
    assert gesture.cover(np.full((8, 8), 255, np.uint8), top=10, left=0, erase=False) is None
    assert gesture.put(np.zeros((2, 2), np.uint8), top=0, left=-2) is None
    assert np.count_nonzero(mask.samples) == 12
    assert gesture.cancel() == (0, 0, 10, 12)
    assert mask.is_empty()


def test_one_gesture_at_a_time_and_nothing_is_no_stroke() -> None:
    mask = Mask(10, 10)
    gesture = mask.begin("x")
    assert mask.gesture is gesture
    with pytest.raises(RuntimeError, match="under way"):
        mask.begin("y")
    assert gesture.end() is None
    assert mask.gesture is None
    assert mask.change("clearing", np.zeros((10, 10), np.uint8)) is None


def test_a_restored_gesture_goes_on() -> None:
    mask = Mask(300, 300)
    mask.change("x", noise(300, 300))
    before = mask.samples.copy()
    gesture = mask.begin("rectangle")
    gesture.put(np.full((200, 200), 255, np.uint8), top=10, left=20)
    gesture.restore()
    assert np.array_equal(mask.samples, before)
    gesture.put(np.full((5, 5), 255, np.uint8), top=10, left=20)
    stroke = gesture.end()
    assert stroke is not None
    assert stroke.box[2] <= 5
    assert mask.take_back(stroke) == stroke.box
    assert np.array_equal(mask.samples, before)


def test_emptiness_is_told_after_every_change() -> None:
    mask = Mask(2000, 30)
    assert mask.is_empty()
    stroke = mask.change("x", np.full((1, 1), 1, np.uint8), top=1999, left=29)
    assert stroke is not None
    assert not mask.is_empty()
    mask.take_back(stroke)
    assert mask.is_empty()
    mask.do_again(stroke)
    assert not mask.is_empty()
    mask.change("x", np.zeros((2000, 30), np.uint8))
    assert mask.is_empty()


def test_samples_are_a_view_that_cannot_be_written() -> None:
    mask = Mask(4, 4)
    with pytest.raises(ValueError, match="read-only"):
        mask.samples[0, 0] = 1


@given(
    st.lists(
        st.tuples(
            st.integers(-40, 620), st.integers(-40, 620), st.integers(1, 300), st.integers(1, 300),
            st.integers(0, 3), st.booleans(),
        ),
        min_size=1, max_size=6,
    )
)  # fmt: skip
@settings(max_examples=15, deadline=None)
def test_strokes_come_back_byte_for_byte(placed: list[Placed]) -> None:
    document = Document(photo.from_rgb(np.zeros((600, 590, 1), np.uint8)))
    mask, states, kept = document.mask, [], 0
    for number, (top, left, height, width, seed, erase) in enumerate(placed):
        states.append(mask.samples.copy())
        gesture = mask.begin(f"stroke {number}")
        gesture.cover(noise(height, width, seed), top=top, left=left, erase=erase)
        stroke = gesture.end()
        document.keep_stroke(stroke)
        kept += stroke is not None
        if stroke is None:
            assert np.array_equal(states.pop(), mask.samples)
    last = mask.samples.copy()
    for state in reversed(states):
        before = mask.samples.copy()
        assert document.undo() is not None
        assert np.array_equal(mask.samples, state)
        assert document.mask_box is not None
        assert changed_only_within(before, state, document.mask_box)
    assert document.undo() is None
    for _ in range(kept):
        assert document.redo() is not None
    assert np.array_equal(mask.samples, last)


def changed_only_within(before: np.ndarray, after: np.ndarray, box: tuple[int, int, int, int]) -> bool:
    changed = before != after
    top, left, height, width = box
    inside = changed[top : top + height, left : left + width]
    return bool(changed.sum() == inside.sum() and inside[0].any() and inside[:, 0].any())


def test_strokes_of_a_large_mask_are_small() -> None:
    mask = Mask(4000, 6000)
    strokes: list[Stroke | None] = [mask.change("filling", np.full((4000, 6000), 255, np.uint8))]
    gesture = mask.begin("eraser stroke")
    for step in range(0, 3900, 10):  # from corner to corner
        gesture.cover(np.full((60, 60), 255, np.uint8), top=step, left=step, erase=True)
    strokes.append(gesture.end())
    sizes = [stroke.nbytes for stroke in strokes if stroke is not None]
    assert sizes[0] == 2 * 16 * 24, "flat cells are one byte"
    assert sizes[1] < 60_000
    noisy = mask.change("import of a mask", noise(4000, 6000))
    assert noisy is not None
    assert noisy.nbytes > 24e6, "the negative control: noise does not pack"
