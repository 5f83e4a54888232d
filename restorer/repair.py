"""Damage found and filled in one go, without anybody who marks it."""

import dataclasses
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from restorer import damage, detect, infrared, inpainting, model_store
from restorer.damage import DamageMap, Rules
from restorer.edit import Edit
from restorer.engine import Model, Options, Progress, RestoreError
from restorer.photo import Photo, PhotoError
from restorer.weights import Mode

_MOST = 0.5  # of a photo; more than that is no damage but something that the model does not know
_DEFAULTS = Options()

Load = Callable[[str], Model]


@dataclass(frozen=True, slots=True)
class Search:
    """How damage is looked for: by a model, or in an infra-red plane if its file is named; and what of it counts.

    Without a model's name it is the one that a person chose for the mode, else the shipped one.
    """

    rules: Rules = field(default_factory=Rules)
    infrared: Path | None = None
    model: str = ""


def look(
    photo: Photo, search: Search, *, load: Load, options: Options = _DEFAULTS
) -> Generator[Progress, None, DamageMap]:
    """The map of a photo's damage; yields progress. Raises `RestoreError`, `PhotoError` and `WeightsError`."""
    if search.infrared is None:
        name = search.model or model_store.preferred(Mode.DETECT, detect.MODEL)
        return (yield from detect.find(photo, load(name), options=options))
    yield Progress(0, 1, "Reading the infra-red plane.")
    return infrared.find(photo, infrared.load(search.infrared))


def marked(found: DamageMap, rules: Rules) -> tuple[np.ndarray, str]:
    """The mask (H, W) uint8 of a map, 255 damaged, and a sentence about it.

    Raises `RestoreError` if there is nothing, or if more than half of the photo would be replaced.
    """
    mask = damage.found(found.likelihood, rules)
    share = np.count_nonzero(mask) / mask.size
    if share == 0.0:
        raise RestoreError(
            f"No damage was found at sensitivity {rules.sensitivity:g}, so nothing was changed. Raise it, or mark the "
            "damage by hand."
        )
    if share > _MOST:
        raise RestoreError(
            f"{share:.0%} of the photo looks like damage, so nothing was changed. Lower the sensitivity, or mark the "
            "damage by hand."
        )
    pieces = len(damage.detections(found.likelihood, mask))
    places = "1 place" if pieces == 1 else f"{pieces:,} places"
    return mask, f"Damage was found at {places}, {share:.2%} of the photo (by {found.source})."


def repair(
    photo: Photo, search: Search, plan: inpainting.Plan, *, load: Load, options: Options = _DEFAULTS
) -> Generator[Progress, None, Edit]:
    """Looks for damage and fills it, as `look` and `inpainting.fill` do; returns the filling.

    It names both models and says what was found. Raises `RestoreError` and `WeightsError`.
    """
    try:
        found = yield from look(photo, search, load=load, options=options)
    except PhotoError as error:  # of the infra-red plane
        raise RestoreError(str(error)) from error
    mask, sentence = marked(found, search.rules)
    edit = yield from inpainting.fill(photo, mask, plan, load=load, options=options)
    models = dict.fromkeys((found.source, *edit.model.split(" and ")))
    sums = dict.fromkeys((*found.sha256.split(), *edit.sha256.split()))
    return dataclasses.replace(
        edit,
        model=" and ".join(models),
        sha256=" ".join(sums),
        seconds=edit.seconds + found.seconds,
        notices=(sentence, *found.notices, *edit.notices),
    )
