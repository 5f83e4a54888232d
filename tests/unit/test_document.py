"""A document finds every way back and composes exactly what its edits say."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restorer import document, photo
from restorer.compose import Adjustment, blend
from restorer.document import Document, Edit, compose
from restorer.mask import Mask

RNG = np.random.default_rng(11)
SAMPLES = RNG.integers(0, 256, (70, 90, 3), dtype=np.uint8)
FULL = Adjustment()
HALF = Adjustment(strength=0.5)


def edit(seed: int = 0, *, name: str = "Denoise", adjustment: Adjustment = FULL) -> Edit:
    return Edit(
        name=name,
        mode="denoise",
        result=np.random.default_rng(seed).integers(0, 256, SAMPLES.shape, dtype=np.uint8),
        model="denoise-fast",
        sha256="0" * 64,
        level=25.0,
        seed=0,
        device="cpu",
        precision="fp32",
        seconds=0.5,
        adjustment=adjustment,
    )


@pytest.fixture
def opened() -> Document:
    return Document(photo.from_rgb(SAMPLES.copy()))


def test_a_new_document_is_the_photo(opened: Document) -> None:
    assert opened.composed().tobytes() == SAMPLES.tobytes()
    assert opened.composed() is opened.photo.samples, "no memory for an unedited photo"
    assert opened.result_photo() is opened.photo
    assert (opened.dirty, opened.undo_text, opened.redo_text, opened.edits) == (False, None, None, ())
    assert (opened.undo(), opened.redo(), opened.revision) == (None, None, 0)


def test_a_result_comes_goes_and_comes_back(opened: Document) -> None:
    first = edit(1)
    opened.apply(first)
    assert opened.composed().tobytes() == first.result.tobytes()
    assert (opened.dirty, opened.undo_text) == (True, "Undo denoise")
    assert opened.undo() == "denoise"
    assert opened.composed().tobytes() == SAMPLES.tobytes()
    assert (opened.dirty, opened.undo_text, opened.redo_text) == (False, None, "Redo denoise")
    assert opened.redo() == "denoise"
    assert opened.composed().tobytes() == first.result.tobytes()
    assert opened.edits == (first,)


def test_a_new_change_forgets_what_was_undone(opened: Document) -> None:
    opened.apply(edit(1))
    opened.undo()
    second = edit(2)
    opened.apply(second)
    assert opened.redo_text is None
    assert opened.redo() is None
    assert opened.edits == (second,)


def test_a_slider_run_is_one_step(opened: Document) -> None:
    opened.apply(edit(1))
    opened.set_adjustment(0, Adjustment(0.9), merge=False)
    for strength in (0.8, 0.7, 0.5):
        opened.set_adjustment(0, Adjustment(strength), merge=True)
    assert opened.edits[0].adjustment == HALF
    assert opened.undo_text == "Undo adjustment of denoise"
    opened.undo()
    assert opened.edits[0].adjustment == Adjustment()
    assert opened.undo_text == "Undo denoise"
    opened.redo()
    assert opened.edits[0].adjustment == HALF


def test_runs_of_two_edits_and_separate_runs_are_separate_steps(opened: Document) -> None:
    opened.apply(edit(1))
    opened.apply(edit(2))
    opened.set_adjustment(0, Adjustment(0.9), merge=True)
    opened.set_adjustment(1, Adjustment(0.8), merge=True)
    opened.set_adjustment(1, Adjustment(0.7), merge=False)
    opened.undo()
    assert [entry.adjustment.strength for entry in opened.edits] == [0.9, 0.8]
    opened.undo()
    assert [entry.adjustment.strength for entry in opened.edits] == [0.9, 1.0]
    opened.redo()
    opened.set_adjustment(1, Adjustment(0.1), merge=True)
    opened.undo()
    assert [entry.adjustment.strength for entry in opened.edits] == [0.9, 0.8], "a redone step is closed"


def test_a_merged_change_forgets_what_was_undone(opened: Document) -> None:
    opened.apply(edit(1))
    opened.set_adjustment(0, Adjustment(0.9), merge=False)
    opened.apply(edit(2))
    opened.undo()
    opened.set_adjustment(0, Adjustment(0.8), merge=True)
    assert opened.redo_text is None


def test_setting_what_is_set_is_no_change(opened: Document) -> None:
    opened.apply(edit(1))
    revision = opened.revision
    opened.set_adjustment(0, Adjustment(), merge=False)
    opened.set_visible(0, visible=True)
    assert opened.revision == revision
    assert opened.undo_text == "Undo denoise"


def test_hide_and_remove(opened: Document) -> None:
    opened.apply(edit(1))
    opened.apply(edit(2, name="Deblur", adjustment=HALF))
    opened.set_visible(0, visible=False)
    assert opened.undo_text == "Undo hiding of denoise"
    assert opened.composed().tobytes() == blend(SAMPLES, opened.edits[1].result, HALF).tobytes()
    opened.remove(1)
    assert opened.undo_text == "Undo removal of deblur"
    assert opened.composed().tobytes() == SAMPLES.tobytes()
    assert opened.undo() == "removal of deblur"
    assert opened.undo() == "hiding of denoise"
    assert opened.composed().tobytes() == blend(edit(1).result, edit(2).result, HALF).tobytes()


def test_dirty_follows_the_saved_state(opened: Document) -> None:
    opened.apply(edit(1))
    opened.mark_saved()
    assert not opened.dirty
    opened.set_adjustment(0, HALF, merge=False)
    assert opened.dirty
    opened.undo()
    assert not opened.dirty
    opened.undo()
    assert opened.dirty, "the file holds the edit, the document no longer does"
    opened.redo()
    assert not opened.dirty
    opened.set_adjustment(0, HALF, merge=False)
    opened.mark_saved()
    opened.set_adjustment(0, Adjustment(0.4), merge=True)
    assert opened.dirty


def test_a_change_during_a_save_stays_unsaved(opened: Document) -> None:
    opened.apply(edit(1))
    written = opened.edits
    opened.set_adjustment(0, HALF, merge=False)
    opened.mark_saved(written)
    assert opened.dirty
    opened.mark_saved(opened.edits)
    assert not opened.dirty


def test_revision_only_grows(opened: Document) -> None:
    seen = [opened.revision]
    opened.apply(edit(1))
    seen.append(opened.revision)
    opened.set_adjustment(0, HALF, merge=False)
    seen.append(opened.revision)
    opened.set_adjustment(0, Adjustment(0.2), merge=True)
    seen.append(opened.revision)
    opened.undo()
    seen.append(opened.revision)
    opened.redo()
    seen.append(opened.revision)
    assert seen == sorted(set(seen))


def test_composed_is_computed_once_and_only_if_asked(opened: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def counted(original: np.ndarray, result: np.ndarray, adjustment: Adjustment) -> np.ndarray:
        calls.append(adjustment)
        return blend(original, result, adjustment)

    monkeypatch.setattr(document, "blend", counted)
    opened.apply(edit(1, adjustment=HALF))
    for strength in (0.1, 0.2, 0.3):
        opened.set_adjustment(0, Adjustment(strength), merge=True)
    assert calls == []
    first = opened.composed()
    assert opened.composed() is first
    assert calls == [Adjustment(0.3)]
    opened.set_adjustment(0, Adjustment(), merge=True)
    assert opened.composed() is opened.edits[0].result, "a full result needs no memory of its own"


def test_what_a_full_result_covers_is_not_computed(opened: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    opened.apply(edit(1, adjustment=HALF))
    opened.apply(edit(2))
    opened.apply(edit(3, adjustment=HALF))
    calls = []

    def counted(original: np.ndarray, result: np.ndarray, adjustment: Adjustment) -> np.ndarray:
        calls.append(adjustment)
        return blend(original, result, adjustment)

    monkeypatch.setattr(document, "blend", counted)
    monkeypatch.setattr(document, "_ROWS", 10_000)
    assert opened.composed().tobytes() == blend(edit(2).result, edit(3).result, HALF).tobytes()
    assert calls == [Adjustment(), HALF]


def test_history_is_bounded(opened: Document) -> None:
    opened.apply(edit(1))
    for number in range(document.HISTORY_LIMIT + 20):
        opened.set_visible(0, visible=bool(number % 2))
    steps = 0
    while opened.undo() is not None:
        steps += 1
    assert steps == document.HISTORY_LIMIT
    assert len(opened.edits) == 1


def test_results_are_checked_and_protected(opened: Document) -> None:
    for wrong in (np.zeros((70, 91, 3), np.uint8), np.zeros((70, 90, 3), np.uint16)):
        with pytest.raises(ValueError, match="does not fit"):
            opened.apply(dataclasses.replace(edit(1), result=wrong))
    assert opened.edits == ()
    opened.apply(edit(1))
    with pytest.raises(ValueError, match="read-only"):
        opened.edits[0].result[0, 0, 0] = 1


@pytest.mark.parametrize("index", [-1, 1])
def test_an_edit_that_is_not_there(opened: Document, index: int) -> None:
    opened.apply(edit(1))
    for change in (
        lambda: opened.set_adjustment(index, HALF, merge=False),
        lambda: opened.set_visible(index, visible=False),
        lambda: opened.remove(index),
    ):
        with pytest.raises(IndexError, match="there is no edit"):
            change()
    assert opened.undo_text == "Undo denoise"


def test_the_result_keeps_everything_else(opened: Document) -> None:
    alpha = RNG.integers(0, 256, SAMPLES.shape[:2], dtype=np.uint8)
    opened = Document(dataclasses.replace(photo.from_rgb(SAMPLES.copy(), alpha=alpha), icc=b"profile"))
    opened.apply(edit(1, adjustment=HALF))
    result = opened.result_photo()
    assert result.samples.tobytes() == blend(SAMPLES, edit(1).result, HALF).tobytes()
    assert result.icc == b"profile"
    assert result.alpha is not None
    assert result.alpha.tobytes() == alpha.tobytes()
    assert result.metadata == opened.photo.metadata


def test_kept_work_comes_back_without_a_step_and_fits_or_changes_nothing(opened: Document) -> None:
    marks = np.zeros(SAMPLES.shape[:2], np.uint8)
    marks[3:9] = 200
    first, second = edit(1), edit(2)
    opened.bring_back((first, second), marks, unsaved=True)
    assert opened.edits == (first, second)
    assert opened.composed().tobytes() == second.result.tobytes()
    assert opened.mask.samples.tobytes() == marks.tobytes()
    assert (opened.dirty, opened.undo_text, opened.revision, opened.mask_revision) == (True, None, 1, 1)
    strange = dataclasses.replace(edit(3), result=np.zeros((5, 5, 3), np.uint8))
    for edits, mask in (((first, strange), None), ((), marks[1:])):
        with pytest.raises(ValueError, match="does not fit"):
            opened.bring_back(edits, mask, unsaved=True)
    assert opened.edits == (first, second)


def test_kept_work_that_was_saved_is_clean(opened: Document) -> None:
    opened.bring_back((edit(1),), None, unsaved=False)
    assert not opened.dirty
    opened.set_visible(0, visible=False)
    assert opened.dirty
    opened.undo()
    assert not opened.dirty


def test_kept_work_comes_below_what_was_done_meanwhile(opened: Document) -> None:
    marks = np.zeros(SAMPLES.shape[:2], np.uint8)
    marks[3:9] = 200
    opened.keep_stroke(opened.mask.change("stroke", np.full((4, 90), 255, np.uint8)))
    later = edit(5)
    opened.apply(later)
    opened.bring_back((edit(1),), marks, unsaved=False)
    assert opened.edits[1] is later
    assert opened.dirty
    assert opened.mask.samples[:10, 0].tolist() == [255] * 4 + [200] * 5 + [0]
    assert opened.undo() == "stroke", "the step of the edit would take the kept one away"


def test_starting_afresh_can_be_undone(opened: Document) -> None:
    opened.start_afresh()
    assert opened.undo_text is None
    first = edit(1)
    opened.apply(first)
    opened.keep_stroke(opened.mask.change("stroke", np.full((4, 90), 255, np.uint8)))
    opened.start_afresh()
    assert (opened.edits, opened.is_marked) == ((), False)
    assert (opened.undo(), opened.undo()) == ("removal of the mask", "removal of all edits")
    assert opened.edits == (first,)
    assert opened.is_marked


shares = st.sampled_from([0.0, 0.3, 0.5, 1.0])
adjustments = st.builds(Adjustment, strength=shares, colour=shares, grain=shares)
edit_lists = st.lists(
    st.tuples(st.integers(0, 50), adjustments, st.booleans()).map(
        lambda parts: dataclasses.replace(edit(parts[0], adjustment=parts[1]), visible=parts[2])
    ),
    max_size=4,
)


@settings(max_examples=60, deadline=None)
@given(edit_lists, st.integers(-9, 75), st.integers(-9, 95), st.integers(0, 80), st.integers(0, 99))
def test_a_region_is_that_part_of_the_whole(edits: list[Edit], top: int, left: int, height: int, width: int) -> None:
    plain = SAMPLES
    for entry in edits:
        if entry.visible:
            plain = blend(plain, entry.result, entry.adjustment)
    assert compose(SAMPLES, edits).tobytes() == plain.tobytes()
    opened = Document(photo.from_rgb(SAMPLES.copy()))
    for entry in edits:
        opened.apply(entry)
    region = opened.composed_region(top, left, height, width)
    expected = plain[max(0, top) : max(0, top + height), max(0, left) : max(0, left + width)]
    assert region.shape == expected.shape
    assert region.tobytes() == expected.tobytes()
    opened.composed()
    assert opened.composed_region(top, left, height, width).tobytes() == expected.tobytes()


@given(edit_lists.filter(lambda edits: len(edits) > 1))
@settings(max_examples=20, deadline=None)
def test_rows_leave_no_trace(edits: list[Edit]) -> None:
    whole = compose(SAMPLES, edits)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(document, "_ROWS", 7)
        assert compose(SAMPLES, edits).tobytes() == whole.tobytes()


def filled(seed: int = 3) -> Edit:
    """An edit of the photo's upper left part, which fills 10 x 20 pixels."""
    mask = np.zeros((64, 64), np.uint8)
    mask[5:15, 10:30] = 255
    part = np.random.default_rng(seed).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    return dataclasses.replace(edit(), name="inpaint 1 spot", mode="inpaint", level=None, result=part, mask=mask)


def test_a_fill_and_the_end_of_its_marking_are_one_step(opened: Document) -> None:
    mark = np.zeros((70, 90), np.uint8)
    mark[5:15, 10:30] = 255
    mark[60:64, 80:84] = 200  # painted after the fill was ordered
    opened.keep_stroke(opened.mask.change("brush stroke", mark))
    opened.apply(filled(), unmark=True)
    left = mark.copy()
    left[5:15, 10:30] = 0
    assert np.array_equal(opened.mask.samples, left)
    assert opened.undo_text == "Undo inpaint 1 spot"
    for _ in range(2):
        assert opened.undo() == "inpaint 1 spot"
        assert opened.mask_box is not None
        assert opened.mask_box[:2] <= (5, 10)
        assert opened.edits == ()
        assert np.array_equal(opened.mask.samples, mark)
        assert opened.redo() == "inpaint 1 spot"
        assert len(opened.edits) == 1
        assert np.array_equal(opened.mask.samples, left)
    opened.undo()
    assert opened.undo() == "brush stroke"
    assert not opened.is_marked


def test_a_fill_of_a_photo_without_marks_is_a_plain_step(opened: Document) -> None:
    opened.apply(filled(), unmark=True)
    assert not opened.is_marked
    assert opened.undo() == "inpaint 1 spot"
    assert opened.mask_box is None
    assert not opened.is_marked


def test_results_are_known_as_long_as_something_brings_them_back(opened: Document) -> None:
    first, second = filled(1), filled(2)
    opened.apply(first)
    opened.apply(second)
    opened.undo()
    assert {id(result) for result in opened.results()} == {id(first.result), id(second.result)}
    opened.apply(filled(4))  # nothing can redo the second one any more
    known = {id(result) for result in opened.results()}
    assert id(first.result) in known
    assert id(second.result) not in known


def test_a_gesture_under_way_is_told(opened: Document) -> None:
    assert not opened.is_being_marked
    gesture = opened.mask.begin("brush stroke")
    assert opened.is_being_marked
    gesture.end()
    assert not opened.is_being_marked


def test_a_stroke_of_another_mask_is_a_step_together_with_the_marks_that_follow() -> None:
    document = Document(photo.from_rgb(SAMPLES.copy()))
    other = Mask(*document.mask.shape)
    document.keep_stroke(document.mask.change("marks", np.full((4, 4), 255, np.uint8)))
    document.keep_aside(other, other.change("brush stroke", np.full((2, 2), 255, np.uint8), top=6, left=6))
    assert document.join_aside(document.mask.change("following", np.zeros((2, 2), np.uint8)))
    assert not document.join_aside(None)  # it has its marks
    assert document.undo() == "brush stroke"
    assert (int(other.samples.sum()), int((document.mask.samples > 0).sum())) == (0, 16)
    assert document.mask_box == (0, 0, 8, 8)
    assert document.redo() == "brush stroke"
    assert (int((other.samples > 0).sum()), int((document.mask.samples > 0).sum())) == (4, 12)
    assert document.undo() == "brush stroke"
    assert document.undo() == "marks"
    assert not document.is_marked
