"""Outside the mask nothing changes: not a sample, at any depth, through filling, saving and opening again."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from restorer import compose, document, photo
from restorer.compose import MAX_FEATHER, Adjustment
from restorer.document import ALIGNMENT, Document, Edit, aligned_box, changes_outside
from restorer.photo import Photo, SaveOptions

sizes = st.tuples(st.integers(1, 150), st.integers(1, 150))
adjustments = st.builds(
    Adjustment,
    strength=st.sampled_from([0.0, 0.37, 1.0]),
    colour=st.sampled_from([0.5, 1.0]),
    grain=st.sampled_from([0.0, 0.8]),
    cap=st.sampled_from([0, 3]),
    feather=st.sampled_from([0, 1, 7, MAX_FEATHER]),
)


def _photo(random: np.random.Generator, size: tuple[int, int], *, dtype: type, channels: int, alpha: bool) -> Photo:
    white = np.iinfo(dtype).max
    samples = random.integers(0, white, (*size, channels), dtype=dtype, endpoint=True)
    opened = photo.from_rgb(samples)
    if alpha:
        opened = dataclasses.replace(opened, alpha=random.integers(0, white, size, dtype=dtype, endpoint=True))
    return opened


def _mask(random: np.random.Generator, size: tuple[int, int]) -> np.ndarray:
    """Soft and hard marks here and there."""
    mask = np.zeros(size, np.uint8)
    for _ in range(random.integers(1, 4)):
        top, left = random.integers(0, size[0]), random.integers(0, size[1])
        mask[top : top + random.integers(1, 60), left : left + random.integers(1, 60)] = random.integers(1, 256)
    return mask


def _edit(random: np.random.Generator, opened: Photo, mask: np.ndarray, adjustment: Adjustment) -> Edit:
    """An edit whose result is wrong everywhere, also outside its mask: only compose stands between it and the photo."""
    rows, columns = np.nonzero(mask)
    around = (int(rows.min()), int(columns.min()), int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1)
    top, left, height, width = aligned_box(around, *mask.shape)
    part = opened.samples[top : top + height, left : left + width]
    white = np.iinfo(part.dtype).max
    return Edit(
        name="inpaint", mode="inpaint", result=white - part, model="m", sha256="0", level=None, seed=0, device="cpu",
        precision="fp32", seconds=0.0, adjustment=adjustment, top=top, left=left,
        mask=mask[top : top + height, left : left + width].copy(),
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1), size=sizes, dtype=st.sampled_from([np.uint8, np.uint16]),
    channels=st.sampled_from([1, 3]), adjustment=adjustments, runs=st.integers(1, 3),
)  # fmt: skip
def test_compose_never_leaves_the_mask(
    seed: int, size: tuple[int, int], dtype: type, channels: int, adjustment: Adjustment, runs: int
) -> None:
    random = np.random.default_rng(seed)
    opened = _photo(random, size, dtype=dtype, channels=channels, alpha=False)
    made, union = Document(opened), np.zeros(size, np.uint8)
    for _ in range(runs):
        mask = _mask(random, size)
        union |= mask
        made.apply(_edit(random, opened, mask, adjustment))
    after = made.composed()
    assert np.array_equal(after[union == 0], opened.samples[union == 0])
    assert changes_outside(opened.samples, made.edits) == (0, int((union == 0).sum()) * channels)
    top, left = random.integers(0, size[0]), random.integers(0, size[1])
    fresh = Document(opened)  # a region composed by itself is the same as cut from the whole
    for edit in made.edits:
        fresh.apply(edit)
    assert np.array_equal(fresh.composed_region(top, left, 40, 50), after[top : top + 40, left : left + 50])


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 2**32 - 1), dtype=st.sampled_from([np.uint8, np.uint16]), alpha=st.booleans(),
    file_format=st.sampled_from(["png", "tiff"]), adjustment=adjustments,
)  # fmt: skip
def test_saved_and_opened_again_it_is_still_so(
    tmp_path: Path, seed: int, dtype: type, alpha: bool, file_format: str, adjustment: Adjustment
) -> None:
    random = np.random.default_rng(seed)
    opened = _photo(random, (61, 83), dtype=dtype, channels=3, alpha=alpha)
    mask = _mask(random, (61, 83))
    made = Document(opened)
    made.apply(_edit(random, opened, mask, adjustment))
    place = tmp_path / f"{seed}.{file_format}"
    photo.save(made.result_photo(), place, options=SaveOptions(format=file_format))
    again = photo.load(place)
    assert again.samples.dtype == dtype
    assert np.array_equal(again.samples[mask == 0], opened.samples[mask == 0])
    assert (again.alpha is None) == (opened.alpha is None)
    if alpha:
        assert np.array_equal(again.alpha, opened.alpha)


def test_one_wrong_sample_in_compose_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: a blend that is off by one sample by one step, once."""
    random = np.random.default_rng(0)
    opened = _photo(random, (90, 110), dtype=np.uint16, channels=3, alpha=False)
    mask = np.zeros((90, 110), np.uint8)
    mask[70:80, 70:90] = 255
    made = Document(opened)
    made.apply(_edit(random, opened, mask, Adjustment()))
    assert changes_outside(opened.samples, made.edits)[0] == 0
    real = compose.blend

    def wrong(original: np.ndarray, *rest: object, **named: object) -> np.ndarray:
        blended = real(original, *rest, **named).copy()  # type: ignore[arg-type]
        blended[0, 0, 1] ^= 1
        return blended

    monkeypatch.setattr(document, "blend", wrong)
    assert changes_outside(opened.samples, made.edits)[0] == 1


def test_full_marks_take_the_result_and_half_marks_half_of_it() -> None:
    opened = photo.from_rgb(np.full((64, 64, 3), 100, np.uint8))
    mask = np.zeros((64, 64), np.uint8)
    mask[10:20, 10:20], mask[30:40, 30:40] = 255, 128
    edit = Edit(
        name="inpaint", mode="inpaint", result=np.full((64, 64, 3), 200, np.uint8), model="m", sha256="0", level=None,
        seed=0, device="cpu", precision="fp32", seconds=0.0, adjustment=Adjustment(), mask=mask,
    )  # fmt: skip
    made = Document(opened)
    made.apply(edit)
    after = made.composed()
    assert (after[10:20, 10:20] == 200).all()
    assert (after[30:40, 30:40] == 150).all()
    made.set_adjustment(0, Adjustment(feather=3), merge=False)
    row = made.composed()[15, 8:22, 0]
    assert row.tolist() == [100, 100, 125, 150, 175, 200, 200, 200, 200, 175, 150, 125, 100, 100]


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_the_cap_is_the_most_a_sample_moves(dtype: type) -> None:
    random = np.random.default_rng(1)
    before = random.integers(0, np.iinfo(dtype).max, (40, 50, 3), dtype=dtype, endpoint=True)
    after = random.integers(0, np.iinfo(dtype).max, (40, 50, 3), dtype=dtype, endpoint=True)
    step = 1 if dtype == np.uint8 else 257
    moved = compose.blend(before, after, Adjustment(cap=5)).astype(int) - before
    assert np.abs(moved).max() == 5 * step
    assert np.array_equal(np.sign(moved), np.sign(after.astype(int) - before))
    free = compose.blend(before, after, Adjustment()).astype(int) - before
    assert np.abs(free).max() > 100 * step


def test_change_map_shows_the_largest_channel_at_16_bit() -> None:
    before = np.zeros((3, 4, 3), np.uint8)
    after = before.copy()
    after[1, 2] = (3, 0, 9)
    expected = np.zeros((3, 4), np.uint16)
    expected[1, 2] = 9 * 257
    assert np.array_equal(compose.change_map(before, after), expected)
    assert np.array_equal(compose.change_map(before.astype(np.uint16), after.astype(np.uint16)), expected // 257)


def test_edits_that_do_not_fit_are_refused() -> None:
    opened = photo.from_rgb(np.zeros((200, 200, 3), np.uint8))
    mask = np.full((64, 64), 255, np.uint8)
    good = Edit(
        name="inpaint", mode="inpaint", result=np.zeros((64, 64, 3), np.uint8), model="m", sha256="0", level=None,
        seed=0, device="cpu", precision="fp32", seconds=0.0, adjustment=Adjustment(), top=ALIGNMENT, mask=mask,
    )  # fmt: skip
    Document(opened).apply(good)
    for wrong in (
        dataclasses.replace(good, top=3),
        dataclasses.replace(good, top=3 * ALIGNMENT),
        dataclasses.replace(good, mask=mask[:-1]),
        dataclasses.replace(good, mask=None),
        dataclasses.replace(good, result=np.zeros((64, 64, 3), np.uint16)),
        dataclasses.replace(good, spread=np.zeros((64, 63), np.uint8)),
    ):
        with pytest.raises(ValueError, match="does not fit"):
            Document(opened).apply(wrong)
