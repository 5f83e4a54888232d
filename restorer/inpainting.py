"""Fills marked holes: an engine for each hole by its width, several candidates for the large ones."""

import contextlib
import dataclasses
import math
import threading
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from restorer import classic, engine, holes, model_store, patches
from restorer.compose import Adjustment
from restorer.document import Candidate, Edit, aligned_box
from restorer.engine import Model, Options, Progress, RestoreError
from restorer.mask import Box
from restorer.patch_search import Watch
from restorer.photo import Photo
from restorer.side_work import Function, SideWork
from restorer.weights import Mode, WeightsError

ENGINES = ("auto", "thin", "large", "classic")
THIN_MODEL = "inpaint-thin"
LARGE_MODEL = THIN_MODEL  # nearer to the truth than what 17 minutes with a discriminator made of it (17.82 dB to 18.01)
MAX_CANDIDATES = 16
WORKING = 256  # pixels on the longer side of what the large engine's network sees
_SHORT = "There is not enough memory to fill this hole. Mark a smaller one."
_DEFAULTS = Options()
_UNITS = 100  # of progress for a large hole and candidate

Load = Callable[[str], Model]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do: one of `ENGINES` (auto: by each hole's width), how many ways to fill large holes, the first's seed.

    `model` names the network, for thin and large holes, if it is not the installed one.
    """

    engine: str = "auto"
    candidates: int = 1
    seed: int = 0
    model: str = ""


def fill(
    photo: Photo, mask: np.ndarray, plan: Plan, *, load: Load, options: Options = _DEFAULTS
) -> Generator[Progress, None, Edit]:
    """Fills what is marked; yields progress as it goes, returns an `Edit` of the box around the holes.

    `mask` (H, W) uint8: every pixel above 0 is filled, without regard to what was there, and is laid over the photo as
    strongly as it is marked. Outside the mask the result holds the photo's own samples. The same photo, mask, plan
    and device give the same bytes; another seed fills large holes in another way. Raises `RestoreError` and
    `WeightsError`.
    """
    hole = _checked(photo, mask, plan)
    start = time.perf_counter()
    job = _Job(photo, plan, load, options)
    yield Progress(0, 1, "Looking at the holes.")
    thin, large = _assigned(hole, plan.engine)
    filled = yield from _fill_thin(job, thin, large)
    box = aligned_box(holes.box_of(hole) or (0, 0, 1, 1), *hole.shape)
    seeds = [plan.seed + number for number in range(plan.candidates if large.any() else 1)]
    candidates = tuple(Candidate(seed, _cut(filled, box).copy()) for seed in seeds)
    yield from _fill_large(job, filled, large, candidates=candidates, corner=box[:2])
    return Edit(
        name="inpaint",
        mode="inpaint",
        result=candidates[0].result,
        model=" and ".join(dict.fromkeys(job.models)) or "none",
        sha256=" ".join(dict.fromkeys(job.sums)),
        level=None,
        seed=plan.seed,
        device=job.device,
        precision=job.precision,
        seconds=time.perf_counter() - start,
        adjustment=Adjustment(),
        notices=tuple(dict.fromkeys(job.notices)),
        top=box[0],
        left=box[1],
        mask=_cut(mask, box).copy(),
        engine=plan.engine if plan.engine != "auto" else _used(thin, large),
        candidates=candidates if large.any() else (),
        spread=spread(candidates) if len(candidates) > 1 else None,
    )


def more(
    photo: Photo, edit: Edit, count: int, *, load: Load, options: Options = _DEFAULTS
) -> Generator[Progress, None, tuple[list[Candidate], np.ndarray]]:
    """Further ways to fill the large holes of an edit made by `fill` from this photo, and the spread of all of them.

    The seeds go on after the highest one there is. Raises `RestoreError` if the edit has no large hole.
    """
    if not edit.candidates or edit.mask is None:
        raise RestoreError("Thin holes are filled in one way only. Choose the engine Large to get several.")
    mask = np.zeros(photo.samples.shape[:2], np.uint8)
    _cut(mask, edit.box)[...] = edit.mask
    first = max(one.seed for one in edit.candidates) + 1
    chosen = edit.engine if edit.engine in ENGINES else "auto"
    plan = Plan(engine=chosen, candidates=count, seed=first)
    fresh = yield from fill(photo, mask, plan, load=load, options=options)
    return list(fresh.candidates), spread((*edit.candidates, *fresh.candidates))


def spread(candidates: Sequence[Candidate]) -> np.ndarray:
    """How far candidates lie apart, (h, w) uint8: their standard deviation in 8-bit steps, the largest channel's."""
    scale = 1.0 if candidates[0].result.dtype == np.uint8 else 1.0 / 257.0
    total = np.zeros(candidates[0].result.shape, np.float32)
    square = np.zeros_like(total)
    base = candidates[0].result.astype(np.float32)
    for one in candidates:  # about the first one, so that float32 is enough
        apart = (one.result.astype(np.float32) - base) * np.float32(scale)
        total += apart
        square += apart * apart
    variance = square / len(candidates) - (total / len(candidates)) ** 2
    deviation: np.ndarray = np.rint(np.sqrt(np.maximum(variance, 0.0)).max(axis=2)).astype(np.uint8)
    return deviation


@dataclass(slots=True)
class _Job:
    """What is to be filled, and what was used on the way."""

    photo: Photo
    plan: Plan
    load: Load
    options: Options
    models: list[str] = dataclasses.field(default_factory=list)
    sums: list[str] = dataclasses.field(default_factory=list)
    notices: list[str] = dataclasses.field(default_factory=list)
    device: str = "cpu"
    precision: str = "fp32"

    def use(self, model: Model) -> Model:
        """Remembers a model for the edit."""
        self.models.append(model.card.name)
        self.sums.append(model.sha256)
        return model


def _checked(photo: Photo, mask: np.ndarray, plan: Plan) -> np.ndarray:
    """The hole (H, W) uint8, 1 inside; raises `RestoreError` for what cannot be filled."""
    height, width = photo.samples.shape[:2]
    if plan.engine not in ENGINES:
        raise RestoreError(f"The engine “{plan.engine}” is unknown. Choose one of {', '.join(ENGINES)}.")
    if not 1 <= plan.candidates <= MAX_CANDIDATES:
        raise RestoreError(f"{plan.candidates} candidates are not possible. Choose 1 to {MAX_CANDIDATES}.")
    if mask.shape != (height, width):
        size = " x ".join(map(str, reversed(mask.shape)))
        raise RestoreError(f"The mask is {size}, the photo {width} x {height} pixels. Use a mask of the photo's size.")
    hole = (mask > 0).astype(np.uint8)
    if not hole.any():
        raise RestoreError("Nothing is marked, so there is nothing to fill. Mark the damage first.")
    if hole.all():
        raise RestoreError(
            "The mask covers the whole photo, so nothing is left to fill it from. Leave some of the photo unmarked, "
            "or use denoise for damage that is everywhere."
        )
    return hole


def _assigned(hole: np.ndarray, chosen: str) -> tuple[np.ndarray, np.ndarray]:
    """What the thin engine fills, and what is filled in several ways."""
    if chosen == "auto":
        return holes.split(hole)
    none = np.zeros_like(hole)
    return (hole, none) if chosen == "thin" else (none, hole)


def _used(thin: np.ndarray, large: np.ndarray) -> str:
    return "auto" if thin.any() and large.any() else "large" if large.any() else "thin"


def _fill_thin(job: _Job, thin: np.ndarray, large: np.ndarray) -> Generator[Progress, None, np.ndarray]:
    """The photo's samples with the thin holes filled; a copy. What lies in large holes is not looked at."""
    if not thin.any():
        return job.photo.samples.copy()
    rough = yield from _rough(job.photo.samples, thin | large)
    result = job.photo.samples.copy()
    model = job.use(job.load(job.plan.model or model_store.preferred(Mode.INPAINT, THIN_MODEL)))
    choice, notices = yield from engine.fill_holes(rough, result, thin, model, options=job.options)
    job.device, job.precision = choice.device, choice.precision
    job.notices.extend(notices)
    return result


def _fill_large(
    job: _Job, filled: np.ndarray, large: np.ndarray, *, candidates: Sequence[Candidate], corner: tuple[int, int]
) -> Generator[Progress, None, None]:
    """Writes each candidate's way to fill the large holes into its result, which starts at `corner` of the photo."""
    found = holes.groups(large)
    total = len(found) * len(candidates) * _UNITS
    clock = _Clock(total)
    for number, (box, own, longest) in enumerate(found):
        area = _surroundings(box, large.shape, side=max(96, longest))
        samples, hole = _cut(filled, area).copy(), np.ascontiguousarray(_cut(large, area))
        structure = yield from _structure(job, samples, hole)
        for place, candidate in enumerate(candidates):
            done = (number * len(candidates) + place) * _UNITS
            work = SideWork(_filler(job, structure, samples, hole, seed=candidate.seed), _SHORT)
            with contextlib.closing(work.shares()) as shares:
                for share in shares:
                    yield clock.at(done + round(share * _UNITS))
            inner = (box[0] - area[0], box[1] - area[1], box[2], box[3])
            target = _cut(candidate.result, (box[0] - corner[0], box[1] - corner[1], box[2], box[3]))
            np.copyto(target, _cut(work.result, inner), where=own[..., np.newaxis] > 0)
            shown = target.copy()
            shown.flags.writeable = False
            yield dataclasses.replace(clock.at(done + _UNITS), tile=box, samples=shown)


def _structure(job: _Job, samples: np.ndarray, hole: np.ndarray) -> Generator[Progress, None, np.ndarray | None]:
    """Colours and edges of the hole's content at full size, seen by the network at working size; None for classic."""
    if job.plan.engine == "classic":
        return None
    try:
        model = job.load(job.plan.model or LARGE_MODEL)
    except WeightsError as error:
        if job.plan.model:
            raise
        job.notices.append(f"The large holes were filled without a network: {error}")
        return classic.navier_stokes(samples, hole)
    factor = min(1.0, WORKING / max(hole.shape))
    size = (max(1, round(hole.shape[1] * factor)), max(1, round(hole.shape[0] * factor)))
    # a working pixel that sees any of the hole is a hole; its colour is the mean of what is known under it
    small_hole = (cv2.resize(hole.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0).astype(np.uint8)
    rough = yield from _rough(samples, hole)
    small = cv2.resize(rough, size, interpolation=cv2.INTER_AREA).reshape(size[1], size[0], -1)
    if small_hole.all():
        return rough
    result = small.copy()
    choice, notices = yield from engine.fill_holes(
        holes.prefill(small, small_hole), result, small_hole, job.use(model), options=job.options
    )
    job.device, job.precision = choice.device, choice.precision
    job.notices.extend(notices)
    whole = cv2.resize(result, hole.shape[::-1], interpolation=cv2.INTER_CUBIC).reshape(samples.shape)
    structure: np.ndarray = np.where(hole[..., np.newaxis] > 0, whole, samples)
    return structure


def _rough(samples: np.ndarray, hole: np.ndarray) -> Generator[Progress, None, np.ndarray]:
    """The samples with their hole filled roughly; holes all over a large photo take longer than a cancel may."""

    def prefill(stop: threading.Event, _report: Callable[[float], None]) -> np.ndarray:
        return holes.prefill(samples, hole, check=Watch(stop).check)

    work = SideWork(prefill, _SHORT)
    with contextlib.closing(work.shares()) as shares:
        for _ in shares:
            yield Progress(0, 1, "Looking at the holes.")
    return work.result


def _filler(job: _Job, structure: np.ndarray | None, samples: np.ndarray, hole: np.ndarray, *, seed: int) -> Function:
    """The slow part of one large hole, for a thread of its own."""

    def work(stop: threading.Event, report: Callable[[float], None]) -> np.ndarray:
        if structure is None:
            return patches.fill(samples, hole, seed=seed, stop=stop, progress=report)
        return patches.transfer(structure, samples, hole, seed=seed, stop=stop, progress=report)

    return work


class _Clock:
    """Progress in units, with the time that is left."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._start = time.monotonic()

    def at(self, done: int) -> Progress:
        """The report for `done` units."""
        share = 100 * done // max(1, self._total)
        if done == 0:
            return Progress(done, self._total, f"Filling: {share} %.")
        left = math.ceil((time.monotonic() - self._start) / done * (self._total - done))
        if left < 120:
            return Progress(done, self._total, f"Filling: {share} %, about {left} s left.")
        return Progress(done, self._total, f"Filling: {share} %, about {-(-left // 60)} min left.")


def _surroundings(box: Box, shape: tuple[int, ...], *, side: int) -> Box:
    """The box with `side` pixels more on every side, cut to the photo."""
    top, left = max(0, box[0] - side), max(0, box[1] - side)
    bottom, right = min(shape[0], box[0] + box[2] + side), min(shape[1], box[1] + box[3] + side)
    return top, left, bottom - top, right - left


def _cut(array: np.ndarray, box: Box) -> np.ndarray:
    top, left, height, width = box
    part: np.ndarray = array[top : top + height, left : left + width]
    return part
