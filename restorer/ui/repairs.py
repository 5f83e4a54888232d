"""What the computing thread does for blurred and old photos: the network's part, then the steps of tone."""

import dataclasses
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field

from restorer.compose import Adjustment
from restorer.document import compose
from restorer.ui import jobs
from restorer.ui.jobs import Canvassed, Composition, Models, Restored, Step
from restorer.ui.pyramid import Pyramid
from restorer.weights import Mode


@dataclass(frozen=True, slots=True)
class RepairPlan:
    """How photos are to be sharpened or repaired, as in `repairing.Plan`; models are paths."""

    mode: Mode
    model: str
    vivid_model: str = ""
    blur: str = "auto"
    style: float = 0.0
    tones: Mapping[str, float] = field(default_factory=dict)
    device: str = "auto"
    precision: str = "auto"
    tile: int = 0
    threads: int = 0
    adjustment: Adjustment = field(default_factory=Adjustment)


def repair(composition: Composition, plan: RepairPlan, models: Models) -> Generator[object, None, Restored]:
    """Repairs a photo; gives `Canvassed` once, then `Step`s; raises `RestoreError` or `WeightsError`."""
    from restorer import engine, repairing

    yield Step(0, 0, "Preparing", ())
    samples = composition.samples()
    pyramid = Pyramid.build(samples).copy()  # its own samples: finished tiles are written into it
    yield Canvassed(pyramid)
    wanted = repairing.Plan(plan.mode, plan.model, plan.blur, plan.style, plan.tones, plan.vivid_model)
    options = engine.Options(device=plan.device, precision=plan.precision, tile=plan.tile, threads=plan.threads)
    source = composition.photo.with_samples(samples)
    run = repairing.repair(source, wanted, load=models.load, options=options)
    try:
        edit = yield from jobs.steps(run, pyramid)
    finally:
        run.close()
    edit = dataclasses.replace(edit, adjustment=plan.adjustment)
    steps = repairing.toned(source, (edit,), wanted)
    yield Step(1, 1, "Finishing", ())
    more = tuple((step, jobs.levels_of(step, composition)) for step in steps)
    result = compose(samples, (edit, *steps))
    return Restored(edit, jobs.levels_of(edit, composition), jobs.thumbnail_of(source, result), more)
