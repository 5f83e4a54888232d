"""What the computing thread does for holes: fills them, and finds further candidates for a filled one."""

import dataclasses
from collections.abc import Generator
from dataclasses import dataclass, field

import cv2
import numpy as np
from PySide6.QtGui import QImage

from restorer import holes
from restorer.compose import Adjustment, blend
from restorer.document import Candidate, Edit, compose, compose_region
from restorer.ui import jobs
from restorer.ui.jobs import Canvassed, Composition, Models, Restored, Step
from restorer.ui.pyramid import Pyramid

PICTURE = 112  # pixels on the longer side of a candidate's picture, for dense screens twice what is shown


@dataclass(frozen=True, slots=True)
class FillPlan:
    """How holes are to be filled: the engine of `inpainting.ENGINES`, how many candidates from which seed on.

    `model` is the file of another network than the one that came with the program.
    """

    engine: str = "auto"
    candidates: int = 1
    seed: int = 0
    device: str = "auto"
    precision: str = "auto"
    tile: int = 0
    threads: int = 0
    model: str = ""
    adjustment: Adjustment = field(default_factory=Adjustment)


@dataclass(frozen=True, slots=True, eq=False)
class MorePlan:
    """How many more candidates of an edit are to be found; `model` is the file of the one that found the first."""

    edit: Edit
    count: int
    device: str = "auto"
    precision: str = "auto"
    tile: int = 0
    threads: int = 0
    model: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Further candidates of an edit, and how far all of its candidates lie apart."""

    candidates: list[Candidate]
    spread: np.ndarray


def fill(composition: Composition, plan: FillPlan, models: Models) -> Generator[object, None, Restored]:
    """Fills what the composition's mask marks; gives `Canvassed` once, then `Step`s.

    Raises `RestoreError` or `WeightsError`.
    """
    from restorer import engine, inpainting

    yield Step(0, 0, "Preparing", ())
    samples = composition.samples()
    pyramid = Pyramid.build(samples).copy()  # its own samples: finished tiles are written into it
    yield Canvassed(pyramid)
    options = engine.Options(device=plan.device, precision=plan.precision, tile=plan.tile, threads=plan.threads)
    wanted = inpainting.Plan(engine=plan.engine, candidates=plan.candidates, seed=plan.seed, model=plan.model)
    mask = composition.mask if composition.mask is not None else np.zeros(samples.shape[:2], np.uint8)
    source = composition.photo.with_samples(samples)
    run = inpainting.fill(source, mask, wanted, load=models.load, options=options)
    try:
        edit = yield from jobs.steps(run, pyramid)
    finally:
        run.close()
    spots = holes.count(edit.mask) if edit.mask is not None else 0
    edit = dataclasses.replace(edit, name=f"inpaint {spots} {'spot' if spots == 1 else 'spots'}")
    picture = jobs.thumbnail_of(source, compose(samples, [dataclasses.replace(edit, adjustment=plan.adjustment)]))
    return Restored(edit, jobs.levels_of(edit, composition), picture)


def more(composition: Composition, plan: MorePlan, models: Models) -> Generator[object, None, Found]:
    """Finds further candidates of an edit of the composition; gives `Step`s; raises as `fill` does."""
    from restorer import engine, inpainting

    yield Step(0, 0, "Preparing", ())
    place = next((index for index, other in enumerate(composition.edits) if other.mask is plan.edit.mask), -1)
    if place < 0:
        raise engine.RestoreError("The filled holes are gone, so there is nothing to find more candidates for.")
    below = Composition(composition.photo, composition.edits[:place])
    source = composition.photo.with_samples(below.samples())
    options = engine.Options(device=plan.device, precision=plan.precision, tile=plan.tile, threads=plan.threads)

    def load(name: str) -> engine.Model:
        return models.load(plan.model or name)

    run = inpainting.more(source, composition.edits[place], plan.count, load=load, options=options)
    try:
        candidates, spread = yield from jobs.steps(run, None)
    finally:
        run.close()
    return Found(candidates, spread)


def pictures(composition: Composition, edit: Edit) -> Generator[None, None, list[QImage]]:
    """A small picture of each candidate as it would lie in the photo: its largest hole and some of what is around."""
    assert edit.mask is not None
    place = next((index for index, other in enumerate(composition.edits) if other.mask is edit.mask), 0)
    below = compose_region(composition.photo.samples, composition.edits[:place], box=edit.box)
    yield
    area = _sight(edit.mask)
    factor = min(1.0, PICTURE / max(below[area].shape[:2]))
    made = []
    for one in edit.candidates:
        laid = blend(below[area], one.result[area], Adjustment(), mask=edit.mask[area])
        size = (max(1, round(laid.shape[1] * factor)), max(1, round(laid.shape[0] * factor)))
        small = cv2.resize(laid, size, interpolation=cv2.INTER_AREA).reshape(size[1], size[0], -1)
        made.append(jobs.image_of(small, composition.photo.icc))
        yield
    return made


def _sight(mask: np.ndarray) -> tuple[slice, slice]:
    """The largest hole of a mask and half its size around it."""
    (top, left, height, width), _ = max(holes.components(mask), key=lambda hole: int(np.count_nonzero(hole[1])))
    around = max(height, width) // 2
    return np.s_[max(0, top - around) : top + height + around, max(0, left - around) : left + width + around]
