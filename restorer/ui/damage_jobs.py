"""What the worker threads do for damage that is found by itself: look for it, and list it."""

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from restorer import damage
from restorer.damage import DamageMap, Detection
from restorer.photo import PhotoError
from restorer.ui import jobs
from restorer.ui.jobs import Composition, Models, Step


@dataclass(frozen=True, slots=True)
class LookPlan:
    """How damage is to be looked for: by a model, a bundled name or a path, or in the file of an infra-red plane.

    `repair` says that it is filled at once.
    """

    model: str
    repair: bool = False
    device: str = "auto"
    precision: str = "auto"
    tile: int = 0
    threads: int = 0
    infrared: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Looked:
    """The map of the photo as it stood with these edits."""

    map: DamageMap
    composition: Composition


def look(composition: Composition, plan: LookPlan, models: Models) -> Generator[object, None, Looked]:
    """Looks for damage on the photo as it stands; gives `Step`s. Raises `RestoreError` or `WeightsError`."""
    from restorer import engine, repair

    yield Step(0, 0, "Preparing", ())
    source = composition.photo.with_samples(composition.samples())
    options = engine.Options(device=plan.device, precision=plan.precision, tile=plan.tile, threads=plan.threads)
    search = repair.Search(infrared=Path(plan.infrared) if plan.infrared else None, model=plan.model)
    run = repair.look(source, search, load=models.load, options=options)
    try:
        found = yield from jobs.steps(run, None)
    except PhotoError as error:  # of the infra-red plane
        raise engine.RestoreError(str(error)) from error
    finally:
        run.close()
    return Looked(found, composition)


def listed(found: DamageMap, mask: np.ndarray) -> Generator[None, None, list[Detection]]:
    """The pieces of a mask, the largest first; `mask` is one that nobody else changes."""
    yield
    return damage.detections(found.likelihood, mask)
