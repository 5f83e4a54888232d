"""An edit of a part of a photo shows as `document.compose` lays it, and nearly so from further away."""

import dataclasses

import cv2
import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from restorer import document
from restorer.compose import Adjustment
from restorer.document import Candidate, Edit
from restorer.ui.patch import Patch, patches_of
from restorer.ui.pyramid import TILE, Layer, Pyramid, Stack
from tests.gui.test_pyramid import rgb_of_tile

SIZE = (900, 1300)
BOX = (128, 192, 320, 448)  # top, left, height, width


def smooth(seed: int, size: tuple[int, int] = SIZE, channels: int = 3) -> np.ndarray:
    """A generated picture with soft shapes and a little noise."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(30, 226, (size[0] // 40 + 2, size[1] // 40 + 2, channels), np.uint8)
    picture = cv2.resize(coarse, (size[1], size[0]), interpolation=cv2.INTER_CUBIC).reshape(*size, channels)
    return np.clip(picture + rng.normal(0, 6, picture.shape), 0, 255).astype(np.uint8)


def spots(box: tuple[int, int, int, int]) -> np.ndarray:
    """A mask with scratches one to three pixels thin, discs and a soft edge."""
    mask = np.zeros(box[2:], np.uint8)
    height, width = mask.shape
    for number in range(6):
        cv2.line(mask, (number * width // 6, 0), (width - number * 30, height - 1), 255, 1 + number % 3)
    cv2.circle(mask, (width // 2, height // 2), min(height, width) // 5, 255, -1)
    mask[: height // 4, : width // 8] = np.linspace(0, 255, width // 8).astype(np.uint8)
    return mask


def scratched(photo: np.ndarray, mask: np.ndarray, box: tuple[int, int, int, int]) -> np.ndarray:
    """The photo with what is marked in the box turned nearly white: the hard case for thin scratches."""
    damaged = photo.copy()
    damaged[box[0] : box[0] + box[2], box[1] : box[1] + box[3]][mask > 0] = 250
    return damaged


def edit_of(photo: np.ndarray, mask: np.ndarray, box: tuple[int, int, int, int], **changes: object) -> Edit:
    """An edit that gives back `photo` where `mask` says."""
    top, left, height, width = box
    made = Edit(
        name="inpaint",
        mode="inpaint",
        result=photo[top : top + height, left : left + width].copy(),
        model="",
        sha256="",
        level=None,
        seed=0,
        device="cpu",
        precision="fp32",
        seconds=0.1,
        adjustment=Adjustment(),
        top=top,
        left=left,
        mask=mask,
    )
    return dataclasses.replace(made, **changes)  # type: ignore[arg-type]


def patch_of(samples: np.ndarray, edits: tuple[Edit, ...], index: int = -1) -> Patch:
    """The patch of one of the edits, on the others below it."""
    edit = edits[index]
    below = document.compose_region(samples, edits[: edits.index(edit)], box=edit.box)
    return patches_of(edit, below, size=(samples.shape[0], samples.shape[1]))[0][1]


def tiles_equal(stack: Stack, whole: np.ndarray, level: int = 0) -> None:
    height, width = whole.shape[:2]
    for row in range(-(-height // TILE)):
        for column in range(-(-width // TILE)):
            there = whole[row * TILE : (row + 1) * TILE, column * TILE : (column + 1) * TILE]
            there = np.repeat(there, 3, axis=2) if there.shape[2] == 1 else there
            assert np.array_equal(rgb_of_tile(stack, level, row, column, original=False), there), (row, column)


ADJUSTMENTS = [
    Adjustment(),
    Adjustment(0.4),
    Adjustment(0.8, feather=7),
    Adjustment(0.9, 0.5, 0.7, cap=9, feather=64),
]


@pytest.mark.parametrize("adjustment", ADJUSTMENTS)
@pytest.mark.parametrize("channels", [1, 3])
def test_full_size_is_what_compose_gives_byte_for_byte(qtbot: QtBot, adjustment: Adjustment, channels: int) -> None:
    photo = smooth(0, channels=channels)
    mask = spots(BOX)
    damaged = scratched(photo, mask, BOX)
    first = edit_of(photo, mask, BOX, adjustment=adjustment)
    corner = (832, 1216, 68, 84)  # reaches the photo's own corner
    second = edit_of(smooth(1, channels=channels), spots(corner), corner, adjustment=adjustment)
    over = edit_of(smooth(2, channels=channels), spots(BOX)[::-1].copy(), BOX, adjustment=Adjustment(0.5, feather=3))
    edits = (first, second, over)
    stack = Stack(
        Pyramid.build(damaged), tuple(Layer(patch_of(damaged, edits, n), edits[n].adjustment) for n in (0, 1, 2))
    )
    tiles_equal(stack, document.compose(damaged, edits))
    for adjusted in ADJUSTMENTS:  # live: the patches are not made again
        edits = (dataclasses.replace(first, adjustment=adjusted), second, over)
        stack.set_adjustment(0, adjusted)
        tiles_equal(stack, document.compose(damaged, edits))


def test_sixteen_bit_is_shown_to_within_one_step(qtbot: QtBot) -> None:
    photo = smooth(0).astype(np.uint16) * 257 + 100
    mask = spots(BOX)
    edits = (edit_of(smooth(1).astype(np.uint16) * 257, mask, BOX, adjustment=Adjustment(0.7, feather=5)),)
    stack = Stack(Pyramid.build(photo), (Layer(patch_of(photo, edits), edits[0].adjustment),))
    whole = Pyramid.build(document.compose(photo, edits)).crop(0, (0, 0, *SIZE))
    shown = rgb_of_tile(stack, 0, 1, 1, original=False).astype(int)
    assert np.abs(shown - whole[TILE : 2 * TILE, TILE : 2 * TILE]).max() <= 1


@pytest.mark.parametrize(
    ("adjustment", "mean", "worst"),
    [
        (Adjustment(), 0.01, 1),
        (Adjustment(0.5), 0.3, 2),
        (Adjustment(1, feather=6), 0.3, 24),
        (Adjustment(0.8, feather=30), 0.3, 16),
        (Adjustment(1, cap=12), 0.3, 8),
    ],
)
@pytest.mark.parametrize("level", [1, 2])
def test_further_away_it_looks_like_the_composed_photo(
    qtbot: QtBot, adjustment: Adjustment, mean: float, worst: int, level: int
) -> None:
    photo, mask = smooth(0), spots(BOX)
    damaged = scratched(photo, mask, BOX)
    edits = (edit_of(photo, mask, BOX, adjustment=adjustment),)
    stack = Stack(Pyramid.build(damaged), (Layer(patch_of(damaged, edits), adjustment),))
    whole = Pyramid.build(document.compose(damaged, edits))
    shown = rgb_of_tile(stack, level, 0, 0, original=False).astype(int)
    error = np.abs(shown - whole.crop(level, (0, 0, TILE, TILE)))
    assert error.mean() <= mean
    assert error.max() <= worst
    untouched = np.abs(Pyramid.build(damaged).crop(level, (0, 0, TILE, TILE)).astype(int) - shown)
    assert untouched.max() > 8  # there is something to see


def test_changes_below_show_around_the_marks(qtbot: QtBot) -> None:
    photo, mask = smooth(0), spots(BOX)
    below = edit_of(255 - photo, np.full(BOX[2:], 255, np.uint8), BOX)
    above = edit_of(photo, mask, BOX)
    layers = (Layer(patch_of(photo, (below, above), 0)), Layer(patch_of(photo, (below, above), 1)))
    stack = Stack(Pyramid.build(photo), layers)
    for strength, allowed in ((1.0, 0.02), (0.3, 0.6)):
        changed = dataclasses.replace(below, adjustment=Adjustment(strength))
        stack.set_adjustment(0, Adjustment(strength))
        whole = Pyramid.build(document.compose(photo, (changed, above)))
        shown = rgb_of_tile(stack, 1, 0, 0, original=False).astype(int)
        assert np.abs(shown - whole.crop(1, (0, 0, TILE, TILE))).mean() < allowed


def test_the_levels_of_a_very_long_photo_meet(qtbot: QtBot) -> None:
    size = (100, 33_000)  # level 7 lies beyond the alignment of parts
    photo = smooth(0, size)
    box = (0, 192, 100, 30_016)
    mask = spots(box)
    damaged = scratched(photo, mask, box)
    edits = (edit_of(photo, mask, box),)
    base = Pyramid.build(damaged)
    stack = Stack(base, (Layer(patch_of(damaged, edits)),))
    whole = Pyramid.build(document.compose(damaged, edits))
    assert base.levels == 8
    for level in (6, 7):
        shown = rgb_of_tile(stack, level, 0, 0, original=False).astype(int)
        there = whole.crop(level, (0, 0, TILE, TILE))
        assert shown.shape == there.shape
        assert np.abs(shown - there).max() <= level


def test_memory_is_that_of_the_box_and_other_tiles_stay(qtbot: QtBot) -> None:
    photo, mask = smooth(0), spots(BOX)
    edits = (edit_of(smooth(1), mask, BOX),)
    patch = patch_of(photo, edits)
    kept = [plane for level in patch._levels for plane in (level.source, level.weight, level.depth)]
    assert sum(plane.nbytes for plane in [*kept, *patch._filled]) < edits[0].result.nbytes
    stack = Stack(Pyramid.build(photo), (Layer(patch),))
    far, near = stack.tile(0, 3, 4, original=False), stack.tile(0, 1, 1, original=False)
    stack.set_adjustment(0, Adjustment(0.5))
    assert stack.ready(0, 3, 4, original=False) is far
    assert stack.ready(0, 1, 1, original=False) is not near


def test_each_candidate_has_a_patch_that_shows_it(qtbot: QtBot) -> None:
    photo, mask = smooth(0), spots(BOX)
    first = edit_of(smooth(1), mask, BOX)
    other = edit_of(smooth(2), mask, BOX)
    both = (Candidate(1, first.result), Candidate(2, other.result))
    spread = np.full(BOX[2:], 40, np.uint8)
    edit = dataclasses.replace(first, candidates=both, spread=spread)
    below = document.compose_region(photo, (), box=edit.box)
    made = patches_of(edit, below, size=SIZE)
    assert [result is one.result for (result, _), one in zip(made, both, strict=True)] == [True, True]
    for (_, patch), plain in zip(made, (first, other), strict=True):
        tiles_equal(Stack(Pyramid.build(photo), (Layer(patch),)), document.compose(photo, (plain,)))
    weight, apart = made[0][1].marks(0, (0, 0, *SIZE))
    assert np.array_equal(weight[128:448, 192:640], mask)
    assert weight.sum() == mask.sum(dtype=int)
    assert set(apart[weight > 0]) == {40}
    coarse, _ = made[0][1].marks(1, (0, 0, 450, 650))
    assert (coarse > 0).sum() >= (mask > 0).sum() / 4
