"""Tiles cannot be seen: every shipped network gives the same photo whole and in tiles."""

from collections.abc import Generator
from typing import Any

import cv2
import numpy as np
import pytest
import skimage.data

from restorer import deconvolution, engine, unshaking, weights
from restorer.engine import Options, load_model
from restorer.model import Model
from restorer.photo import Photo, from_rgb
from restorer.weights import Mode
from tests.unit.test_deconvolution import line

NAMES = [name for name in weights.bundled() if weights.read_bundled(name).card.mode is not Mode.GENERATE]


@pytest.fixture(scope="module")
def photo() -> Photo:
    picture = cv2.resize(skimage.data.coffee(), (320, 260), interpolation=cv2.INTER_AREA)
    noise = np.random.default_rng(0).normal(0, 8, picture.shape)
    return from_rgb(np.clip(picture + noise, 0, 255).astype(np.uint8))


def _finished(job: Generator[Any, None, Any]) -> tuple[int, Any]:
    """The number of tiles and the result."""
    total = 0
    while True:
        try:
            total = next(job).total
        except StopIteration as end:
            return total, end.value


def _answer(model: Model, photo: Photo, tile: int) -> tuple[int, np.ndarray]:
    options = Options(device="cpu", precision="fp32", tile=tile, threads=1)
    if model.card.mode is Mode.DETECT:
        total, found = _finished(engine.map_damage(photo.samples, model, options=options))
        return total, found[0]
    if model.card.mode is Mode.INPAINT:
        hole = np.zeros(photo.samples.shape[:2], np.uint8)
        cv2.line(hole, (3, 7), (310, 250), 1, 4)
        result = photo.samples.copy()
        total, _ = _finished(engine.fill_holes(photo.samples, result, hole, model, options=options))
        return total, result
    pictures = None
    if model.card.architecture == unshaking.ARCHITECTURE:
        pictures = deconvolution.taken_back(photo.samples, line(9))
    total, edit = _finished(engine.run_model(photo, model, level=10.0, options=options, pictures=pictures))
    return total, edit.result


@pytest.mark.parametrize("name", NAMES)
def test_tiles_do_not_show(photo: Photo, name: str) -> None:
    model = load_model(name)
    whole, one = _answer(model, photo, 2048)
    parts, tiled = _answer(model, photo, 128)
    assert (whole, parts > 2) == (1, True)
    assert int(np.abs(one.astype(np.int32) - tiled).max()) <= 1


def test_a_margin_that_is_too_small_shows(photo: Photo, monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison can fail: padded tiles without a margin differ from the whole photo at their edges."""
    monkeypatch.setattr("restorer.model.drop_padding", lambda network: None)
    monkeypatch.setattr(Model, "margin", property(lambda model: 0))
    model = load_model("denoise-fast")
    (_, one), (_, tiled) = _answer(model, photo, 2048), _answer(model, photo, 128)
    assert int(np.abs(one.astype(np.int32) - tiled).max()) > 1
