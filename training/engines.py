"""The program's own ways to fill holes, as methods that are measured."""

import dataclasses
import functools
from collections.abc import Generator

import numpy as np

from restorer import document, engine, inpainting, photo, weights
from training.evaluate_inpaint import Filled


class Filling:
    """An engine of ours, run through the code of the window and the command line; a `Method`.

    `models` are the weights it may use, name to SHA-256; they are read before any clock. Raises `RestoreError` and
    `WeightsError`.
    """

    def __init__(self, plan: inpainting.Plan, options: engine.Options) -> None:
        self._plan = plan
        self._options = options
        large = plan.model or inpainting.LARGE_MODEL
        wanted = {
            "auto": (inpainting.THIN_MODEL, large),
            "thin": (plan.model or inpainting.THIN_MODEL,),
            "large": (large,),
        }.get(plan.engine, ())
        self._load = functools.cache(engine.load_model)
        there = [name for name in wanted if name == plan.model or name in weights.bundled()]
        self.models = {name: self._load(name).sha256 for name in there}

    def __call__(self, picture: np.ndarray, hole: np.ndarray) -> Filled:
        """The picture as it is saved, and as it would be with each of the candidates."""
        mask = hole.astype(np.uint8) * 255
        edit = _finished(
            inpainting.fill(photo.from_rgb(picture), mask, self._plan, load=self._load, options=self._options)
        )
        ways = [dataclasses.replace(edit, result=candidate.result) for candidate in edit.candidates]
        candidates = tuple(document.compose(picture, [way]) for way in ways)
        return Filled(document.compose(picture, [edit]), candidates, _whole(edit, hole.shape))


def _whole(edit: document.Edit, shape: tuple[int, ...]) -> np.ndarray | None:
    """The spread as large as the picture."""
    if edit.spread is None:
        return None
    top, left, height, width = edit.box
    spread = np.zeros(shape, np.uint8)
    spread[top : top + height, left : left + width] = edit.spread
    return spread


def _finished(job: Generator[engine.Progress, None, document.Edit]) -> document.Edit:
    while True:
        try:
            next(job)
        except StopIteration as end:
            edit: document.Edit = end.value
            return edit
