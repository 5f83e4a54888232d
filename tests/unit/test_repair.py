"""Found and filled in one go: what is found changes, nothing else does, and odd photos are a sentence."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from restorer import damage, inpainting, photo, repair
from restorer.damage import DamageMap, Rules
from restorer.document import Document
from restorer.engine import Model, RestoreError
from restorer.photo import Photo
from restorer.repair import Search
from tests.unit.detector import detector
from tests.unit.test_inpainting import ONE, _drained, _inpainter

Load = Callable[[str], Model]


@pytest.fixture(scope="module")
def load() -> Load:
    made = {"detect": detector(), inpainting.THIN_MODEL: _inpainter(inpainting.THIN_MODEL)}
    return made.__getitem__


@pytest.fixture
def scan(tmp_path: Path, astronaut: np.ndarray) -> tuple[Photo, Path, np.ndarray]:
    """A scratched portrait, its infra-red plane in a file, and where the scratch is."""
    samples = np.ascontiguousarray(astronaut[:160, 100:300])
    scratch = cv2.line(np.zeros((160, 200), np.uint8), (10, 10), (180, 140), 255, 3)
    samples[scratch > 0] = 250
    plane = np.full((160, 200), 220, np.uint8)
    plane[scratch > 0] = 60
    cv2.imwrite(str(tmp_path / "infrared.png"), plane)
    return photo.from_rgb(samples), tmp_path / "infrared.png", scratch


def test_what_is_found_in_infra_red_is_filled_and_nothing_else(
    scan: tuple[Photo, Path, np.ndarray], load: Load
) -> None:
    opened, plane, scratch = scan
    plan = inpainting.Plan()
    edit = _drained(repair.repair(opened, Search(infrared=plane), plan, load=load, options=ONE))
    document = Document(opened)
    document.apply(edit)
    changed = (document.composed() != opened.samples).any(axis=2)
    grown = cv2.dilate(scratch, np.ones((3, 3), np.uint8)) > 0
    assert changed[scratch > 0].mean() > 0.9
    assert not changed[~grown].any()
    assert edit.notices[0].startswith("Damage was found at 1 place, ")
    assert edit.model == f"infra-red and {inpainting.THIN_MODEL}"


def test_both_models_are_named(scan: tuple[Photo, Path, np.ndarray], load: Load) -> None:
    opened = scan[0]
    likelihood = _drained(repair.look(opened, Search(), load=load, options=ONE)).likelihood
    sensitivity = next(
        value for value in range(101) if 0.01 < (damage.found(likelihood, Rules(value)) > 0).mean() < 0.4
    )
    edit = _drained(repair.repair(opened, Search(Rules(sensitivity)), inpainting.Plan(), load=load, options=ONE))
    assert edit.model.split(" and ")[0] == "detect"
    assert edit.sha256.startswith("sum of detect")
    assert edit.mask is not None
    assert np.count_nonzero(edit.mask) == np.count_nonzero(damage.found(likelihood, Rules(sensitivity)))


@pytest.mark.parametrize(
    ("value", "sentence"), [(0, "No damage was found at sensitivity 50"), (255, "100% of the photo")]
)
def test_nothing_and_everything_are_a_sentence(value: int, sentence: str) -> None:
    found = DamageMap(np.full((20, 20), value, np.uint8), "detect")
    with pytest.raises(RestoreError, match=sentence):
        repair.marked(found, Rules())


def test_an_infra_red_plane_of_another_size_is_a_sentence(scan: tuple[Photo, Path, np.ndarray], load: Load) -> None:
    other = dataclasses.replace(scan[0], samples=np.zeros((20, 30, 3), np.uint8))
    job = repair.repair(other, Search(infrared=scan[1]), inpainting.Plan(), load=load, options=ONE)
    with pytest.raises(RestoreError, match="The infra-red plane is 200 x 160, the photo 30 x 20 pixels"):
        _drained(job)
