"""Holes are filled by the engine that fits them, the same way every time, and never beyond their edge."""

import contextlib
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, TypeVar

import cv2
import numpy as np
import pytest
import torch

from restorer import inpainting, models, photo, weights
from restorer.document import Document, Edit
from restorer.engine import Model, Options, RestoreError
from restorer.inpainting import Plan, fill, more, spread
from restorer.photo import Photo
from restorer.weights import Mode, ModelCard, WeightsError

Load = Callable[[str], Model]
Result = TypeVar("Result")
ONE = Options(device="cpu", threads=1)


def _inpainter(name: str) -> Model:
    config = {"widths": (8, 12), "blocks": 1, "middle": 1}
    torch.manual_seed(1)
    architecture = "unet-inpainter"
    network = models.ARCHITECTURES[architecture].network(models.configure(architecture, config)).eval()
    card = ModelCard(
        name=name, title="Test", mode=Mode.INPAINT, architecture=architecture, config=config,
        inputs=("image", "hole"), multiple_of=int(network.multiple), halo=int(network.halo),  # type: ignore[arg-type]
    )  # fmt: skip
    return Model(card, network, sha256=f"sum of {name}")


@pytest.fixture(scope="module")
def load() -> Load:
    made = {name: _inpainter(name) for name in (inpainting.THIN_MODEL, inpainting.LARGE_MODEL)}
    return made.__getitem__


@pytest.fixture
def portrait(astronaut: np.ndarray) -> Photo:
    return photo.from_rgb(np.ascontiguousarray(astronaut[0:190, 130:330]))


@pytest.fixture
def scratch() -> np.ndarray:
    return cv2.line(np.zeros((190, 200), np.uint8), (10, 20), (180, 150), 255, 5)


@pytest.fixture
def hole() -> np.ndarray:
    return cv2.circle(np.zeros((190, 200), np.uint8), (100, 90), 20, 255, -1)


def _run(opened: Photo, mask: np.ndarray, plan: Plan, load: Load, options: Options = ONE) -> Edit:
    return _drained(fill(opened, mask, plan, load=load, options=options))


def _drained(job: Generator[Any, None, Result]) -> Result:
    while True:
        try:
            next(job)
        except StopIteration as end:
            result: Result = end.value
            return result


def _composed(opened: Photo, edit: Edit) -> np.ndarray:
    made = Document(opened)
    made.apply(edit)
    return made.composed()


def test_a_scratch_is_thin_a_hole_is_large_and_both_are_both(
    portrait: Photo, scratch: np.ndarray, hole: np.ndarray, load: Load
) -> None:
    plan = Plan(candidates=2)
    thin, large = _run(portrait, scratch, plan, load), _run(portrait, hole, plan, load)
    assert (thin.engine, thin.model, thin.candidates, thin.spread) == ("thin", "inpaint-thin", (), None)
    assert (large.engine, large.model, [one.seed for one in large.candidates]) == ("large", "inpaint-thin", [0, 1])
    both = cv2.line(hole.copy(), (5, 5), (60, 5), 255, 3)
    edit = _run(portrait, both, plan, load)
    assert (edit.engine, edit.model) == ("auto", "inpaint-thin")
    assert edit.is_invented
    changed = (_composed(portrait, edit) != portrait.samples).any(axis=2)
    assert changed[both > 0].mean() > 0.9
    assert not changed[both == 0].any()


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3])
def test_what_was_under_the_mask_is_not_looked_at(
    portrait: Photo, scratch: np.ndarray, load: Load, dtype: type, channels: int
) -> None:
    samples = portrait.samples[..., :channels].astype(dtype) * (1 if dtype == np.uint8 else 257)
    damaged = samples.copy()
    damaged[scratch > 0] = np.iinfo(dtype).max
    first = _run(photo.from_rgb(samples), scratch, Plan(engine="thin"), load)
    second = _run(photo.from_rgb(damaged), scratch, Plan(engine="thin"), load)
    inside = first.mask > 0  # type: ignore[operator]
    assert first.result.dtype == dtype
    assert np.array_equal(first.result[inside], second.result[inside])
    top, left, height, width = first.box
    outside = np.s_[top : top + height, left : left + width]
    assert np.array_equal(first.result[~inside], samples[outside][~inside])


def test_threads_and_runs_give_the_same_bytes(portrait: Photo, scratch: np.ndarray, load: Load) -> None:
    first = _run(portrait, scratch, Plan(), load)
    for options in (ONE, Options(device="cpu", threads=3), Options(device="cpu", threads=2, tile=160)):
        assert _run(portrait, scratch, Plan(), load, options).result.tobytes() == first.result.tobytes()


def test_a_seed_is_a_filling_and_another_seed_another(portrait: Photo, hole: np.ndarray, load: Load) -> None:
    first, again = _run(portrait, hole, Plan(seed=3), load), _run(portrait, hole, Plan(seed=3), load)
    other = _run(portrait, hole, Plan(seed=4), load)
    assert first.result.tobytes() == again.result.tobytes()
    inside = first.mask > 0  # type: ignore[operator]
    assert np.abs(first.result[inside].astype(int) - other.result[inside]).mean() > 1.0
    pair = _run(portrait, hole, Plan(seed=3, candidates=2), load)
    assert [one.result.tobytes() for one in pair.candidates] == [first.result.tobytes(), other.result.tobytes()]


def test_more_goes_on_with_the_next_seeds(portrait: Photo, hole: np.ndarray, load: Load) -> None:
    pair = _run(portrait, hole, Plan(seed=3, candidates=2, engine="classic"), load)
    fresh, deviation = _drained(more(portrait, pair, 1, load=load, options=ONE))
    assert [one.seed for one in fresh] == [5]
    three = _run(portrait, hole, Plan(seed=3, candidates=3, engine="classic"), load)
    assert fresh[0].result.tobytes() == three.candidates[2].result.tobytes()
    assert np.array_equal(deviation, three.spread)
    with pytest.raises(RestoreError, match="in one way only"):
        next(more(portrait, _run(portrait, hole, Plan(engine="thin"), load), 1, load=load))


@pytest.mark.parametrize("engine", ["classic", "large"])
def test_a_narrow_rest_is_enough(portrait: Photo, load: Load, engine: str) -> None:
    """No patch of the usual size is known whole in a strip of 4 pixels."""
    mask = np.full((190, 200), 255, np.uint8)
    mask[:, 98:102] = 0
    edit = _run(portrait, mask, Plan(engine=engine), load)
    changed = (_composed(portrait, edit) != portrait.samples).any(axis=2)
    assert changed[mask > 0].mean() > 0.9
    assert not changed[mask == 0].any()


def test_spread_is_the_standard_deviation_in_8_bit_steps() -> None:
    from restorer.document import Candidate

    values = np.zeros((2, 2, 3, 3), np.uint16)
    values[1, 0, 0] = (20 * 257, 0, 8 * 257)
    deviation = spread([Candidate(seed, value) for seed, value in enumerate(values)])
    assert deviation.tolist() == [[10, 0, 0], [0, 0, 0]]


@pytest.mark.parametrize(
    ("mask", "plan", "sentence"),
    [
        (np.zeros((190, 200), np.uint8), Plan(), "Nothing is marked"),
        (np.ones((190, 200), np.uint8), Plan(), "covers the whole photo"),
        (np.ones((19, 20), np.uint8), Plan(), r"The mask is 20 x 19, the photo 200 x 190 pixels"),
        (np.eye(190, 200, dtype=np.uint8), Plan(engine="magic"), "The engine “magic” is unknown"),
        (np.eye(190, 200, dtype=np.uint8), Plan(candidates=0), "0 candidates are not possible"),
    ],
)
def test_what_cannot_be_filled_is_a_sentence(
    portrait: Photo, load: Load, mask: np.ndarray, plan: Plan, sentence: str
) -> None:
    with pytest.raises(RestoreError, match=sentence):
        next(fill(portrait, mask, plan, load=load))


def test_without_a_network_large_holes_are_filled_all_the_same(portrait: Photo, hole: np.ndarray) -> None:
    def none(name: str) -> Model:
        raise WeightsError(f"There is no model called “{name}”; none are installed.")

    edit = _run(portrait, hole, Plan(), none)
    assert edit.model == "none"
    assert any("without a network" in notice for notice in edit.notices)
    inside = edit.mask > 0  # type: ignore[operator]
    assert len(np.unique(edit.result[inside], axis=0)) > 50
    with pytest.raises(WeightsError):
        _run(portrait, cv2.line(np.zeros_like(hole), (9, 9), (80, 40), 255, 3), Plan(), none)


def test_closing_ends_the_threads(portrait: Photo, hole: np.ndarray, load: Load) -> None:
    import threading

    with contextlib.closing(fill(portrait, hole, Plan(candidates=8), load=load, options=ONE)) as job:
        for _ in range(4):
            next(job)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("restorer-")]


def test_holes_all_over_a_large_photo_can_be_given_up_at_once(load: Load) -> None:
    import time

    opened = photo.from_rgb(np.zeros((3000, 3000, 3), np.uint8))
    mask = np.zeros((3000, 3000), np.uint8)
    mask[::40] = 255
    job = fill(opened, mask, Plan(engine="thin"), load=load, options=ONE)
    sentences = [next(job).sentence, next(job).sentence]
    begun = time.monotonic()
    job.close()
    assert time.monotonic() - begun < 1.0
    assert sentences == ["Looking at the holes."] * 2


def test_the_shipped_thin_model_beats_push_pull(astronaut: np.ndarray) -> None:
    if inpainting.THIN_MODEL not in weights.bundled():
        pytest.fail("the weights of the thin engine are not installed")
    from restorer import engine, holes

    clean = np.ascontiguousarray(astronaut[60:316, 100:356])
    mask = np.zeros((256, 256), np.uint8)
    for points in (((0, 10), (255, 200)), ((30, 255), (120, 0)), ((200, 20), (240, 250))):
        cv2.line(mask, *points, 255, 4)
    damaged = clean.copy()
    damaged[mask > 0] = 128
    edit = _run(photo.from_rgb(damaged), mask, Plan(), engine.load_model)
    ours = _composed(photo.from_rgb(damaged), edit)
    rough = holes.prefill(damaged, mask)

    def error(picture: np.ndarray) -> float:
        return float(np.square(picture[mask > 0].astype(float) - clean[mask > 0]).mean())

    assert error(ours) < 0.85 * error(rough)


def test_the_model_may_be_a_file(portrait: Photo, scratch: np.ndarray, tmp_path: Path, load: Load) -> None:
    asked: list[str] = []

    def listening(name: str) -> Model:
        asked.append(name)
        return load(inpainting.THIN_MODEL)

    _run(portrait, scratch, Plan(engine="thin", model="mine.safetensors"), listening)
    assert asked == ["mine.safetensors"]


def test_specks_are_filled_together(portrait: Photo, load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    specks = np.zeros((190, 200), np.uint8)
    specks[5::20, 7::20] = 255
    filled = inpainting.patches.fill
    calls: list[int] = []

    def counted(samples: np.ndarray, marked: np.ndarray, **rest: Any) -> np.ndarray:
        calls.append(int(marked.sum()))
        return filled(samples, marked, **rest)

    monkeypatch.setattr(inpainting.patches, "fill", counted)
    broken = portrait.samples.copy()
    broken[specks > 0] = 255 - broken[specks > 0]
    edit = _run(photo.from_rgb(broken), specks, Plan(engine="classic"), load)
    assert calls == [100]  # to look through the surroundings of each would take a minute for a hundred
    composed = _composed(photo.from_rgb(broken), edit).astype(int)
    apart = np.abs(composed - portrait.samples)[specks > 0].mean()
    assert apart < 0.3 * np.abs(broken.astype(int) - portrait.samples)[specks > 0].mean()
