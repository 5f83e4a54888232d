"""Looking for damage tile by tile: the same map whatever the tiles, stoppable, and sensible on odd photos."""

from collections.abc import Generator

import numpy as np
import pytest

from restorer import detect, photo
from restorer.damage import DamageMap
from restorer.engine import Model, Options, Progress, RestoreError, map_damage
from tests.unit.detector import detector
from tests.unit.test_inpainting import ONE, Result, _drained, _inpainter


@pytest.fixture(scope="module")
def model() -> Model:
    return detector()


def looked(samples: np.ndarray, model: Model, options: Options = ONE) -> DamageMap:
    return _drained(detect.find(photo.from_rgb(samples), model, options=options))


def test_the_map_does_not_depend_on_tiles_and_threads(astronaut: np.ndarray, model: Model) -> None:
    samples = astronaut[:300, :290]
    whole = looked(samples, model)
    assert (whole.likelihood.shape, whole.likelihood.dtype) == ((300, 290), np.uint8)
    assert int(whole.likelihood.max()) - int(whole.likelihood.min()) > 20
    tiled = looked(samples, model, Options(device="cpu", tile=128, threads=2))
    assert np.array_equal(whole.likelihood, tiled.likelihood)
    assert (whole.source, whole.sha256, whole.device) == ("detect", "sum of detect", "cpu")


def test_16_bit_and_grey_photos_give_what_their_8_bit_colour_twins_give(astronaut: np.ndarray, model: Model) -> None:
    samples = np.ascontiguousarray(astronaut[:96, :96])
    deep = looked(samples.astype(np.uint16) * 257, model)
    assert np.array_equal(deep.likelihood, looked(samples, model).likelihood)
    grey = np.ascontiguousarray(samples[..., :1])
    coloured = looked(np.repeat(grey, 3, axis=2), model)
    assert np.array_equal(looked(grey, model).likelihood, coloured.likelihood)


def _kept(job: Generator[Progress, None, Result], seen: list[Progress]) -> Generator[None, None, Result]:
    while True:
        try:
            seen.append(next(job))
        except StopIteration as end:
            result: Result = end.value
            return result
        yield


def test_progress_names_the_work_and_shows_its_part_of_the_map(astronaut: np.ndarray, model: Model) -> None:
    seen: list[Progress] = []
    job = map_damage(astronaut[:200, :300], model, options=Options(device="cpu", tile=128, threads=1))

    def followed() -> Generator[None, None, np.ndarray]:
        found, _, _ = yield from _kept(job, seen)
        return found

    found = _drained(followed())
    finished = [report for report in seen if report.tile is not None]
    assert len(finished) == 6
    assert finished[0].sentence.startswith("Looking for damage: 1 of 6 tiles")
    for report in finished:
        top, left, height, width = report.tile or (0, 0, 0, 0)
        assert report.samples is not None
        assert np.array_equal(report.samples[..., 0], found[top : top + height, left : left + width])


@pytest.mark.parametrize("shape", [(1, 1), (1, 70), (5, 3)])
def test_tiny_photos_have_a_map(shape: tuple[int, int], model: Model) -> None:
    assert looked(np.full((*shape, 3), 200, np.uint8), model).likelihood.shape == shape


def test_a_model_for_something_else_is_refused() -> None:
    with pytest.raises(RestoreError, match=r"is made for inpaint\. Choose a model for detect"):
        looked(np.zeros((20, 20, 3), np.uint8), _inpainter("inpaint-thin"))
