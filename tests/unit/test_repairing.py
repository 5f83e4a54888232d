"""Sharpening and repair: the right network, told the right thing, nothing tinted, tiles unseen, steps that come off."""

import dataclasses
from collections.abc import Generator
from typing import Any

import numpy as np
import pytest
import skimage.data
import torch

from restorer import models, repairing, unshaking, weights
from restorer.document import Document, Edit, compose
from restorer.engine import Model, Options, Progress, RestoreError
from restorer.model import between
from restorer.photo import Photo, from_rgb
from restorer.repairing import Plan, repair, same_mean, styled, toned
from restorer.weights import Mode, ModelCard, WeightsError

CONFIG: dict[str, Any] = {"widths": [4, 4, 4, 6], "blocks": 1, "middle": 1}
CPU = Options(device="cpu", precision="fp32", threads=1)


def _model(mode: Mode = Mode.DEBLUR, *, seed: int = 3, config: dict[str, Any] = CONFIG) -> Model:
    torch.manual_seed(seed)
    network: Any = models.ARCHITECTURES["unet-light"].network(models.configure("unet-light", config)).eval()
    card = ModelCard(
        name=f"{mode}-best", title="Best", mode=mode, architecture="unet-light", config=config,
        inputs=("image", "kind of blur"), multiple_of=network.multiple, halo=network.halo,
    )  # fmt: skip
    return Model(card, network, sha256=f"{seed:064d}")


@pytest.fixture(autouse=True)
def _no_unshaker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shake is not looked for here; see test_unshaking."""
    monkeypatch.setattr(unshaking, "MODEL", "not-installed")


@pytest.fixture(scope="module")
def model() -> Model:
    return _model()


@pytest.fixture(scope="module")
def photo() -> Photo:
    return from_rgb(np.ascontiguousarray(skimage.data.astronaut()[40:200, 160:330]))


def _finished(job: Generator[Progress, None, Edit]) -> Edit:
    while True:
        try:
            next(job)
        except StopIteration as end:
            edit: Edit = end.value
            return edit


def _repaired(photo: Photo, model: Model, options: Options = CPU, **asked: Any) -> Edit:
    plan = Plan(**{"mode": model.card.mode, **asked})
    return _finished(repair(photo, plan, load=lambda name: model, options=options))


def test_a_repair_says_what_it_was(photo: Photo, model: Model) -> None:
    edit = _repaired(photo, model, blur="motion")
    assert (edit.name, edit.mode, edit.level, edit.engine) == ("deblur motion", "deblur", None, "")
    assert (edit.model, edit.sha256) == ("deblur-best", model.sha256)
    assert edit.result.shape == photo.samples.shape
    assert not edit.is_invented
    assert not np.array_equal(edit.result, photo.samples)


def test_the_kind_of_blur_reaches_the_network(photo: Photo, model: Model) -> None:
    results = [_repaired(photo, model, blur=blur).result for blur in ("auto", "motion", "defocus", "soft")]
    assert len({result.tobytes() for result in results}) == 4


def test_no_channel_becomes_brighter_or_darker(photo: Photo, model: Model) -> None:
    edit = _repaired(photo, model)
    means = [one.reshape(-1, 3).mean(axis=0) for one in (photo.samples, edit.result)]
    assert np.abs(means[0] - means[1]).max() < 0.6
    tinted = np.clip(photo.samples + np.array([6, 0, -4]), 0, 255).astype(np.uint8)
    assert np.abs(same_mean(photo.samples, tinted).reshape(-1, 3).mean(axis=0) - means[0]).max() < 0.6
    assert same_mean(photo.samples, photo.samples) is photo.samples


def test_tiles_cannot_be_seen(photo: Photo, model: Model) -> None:
    """The whole photo as one tile, against many."""
    large = from_rgb(np.tile(photo.samples, (3, 3, 1))[:420, :400])
    whole, tiled = (_repaired(large, model, dataclasses.replace(CPU, tile=tile)).result for tile in (1024, 128))
    assert np.abs(whole.astype(np.int32) - tiled).max() <= 1


@pytest.mark.parametrize(
    "samples",
    [np.zeros((1, 1, 3), np.uint8), np.zeros((40, 40, 3), np.uint8), np.full((3, 50, 1), 65535, np.uint16),
     np.random.default_rng(0).integers(0, 256, (33, 47, 3), dtype=np.uint8)],
    ids=["one pixel", "black", "white stripe of 16 bit", "noise"],
)  # fmt: skip
def test_odd_photos_come_back_in_their_own_form(samples: np.ndarray, model: Model, photo: Photo) -> None:
    result = _repaired(dataclasses.replace(photo, samples=samples), model).result
    assert (result.shape, result.dtype) == (samples.shape, samples.dtype)
    unit = np.iinfo(samples.dtype).max / 255
    assert abs(float(result.mean()) - float(samples.mean())) < 12 * unit  # random weights: clipped, but not lost


def test_a_model_of_another_mode_is_refused(photo: Photo, model: Model) -> None:
    with pytest.raises(
        RestoreError, match=r"^The model “deblur-best” is made for deblur\. Choose a model for oldphoto"
    ):
        _repaired(photo, model, mode=Mode.OLDPHOTO)


def test_between_two_networks_lies_a_network() -> None:
    first, second = _model(seed=3), _model(seed=4)
    halfway = between(first, second, 0.25)
    weight = halfway._network.head.weight
    expected = 0.75 * first._network.head.weight + 0.25 * second._network.head.weight
    torch.testing.assert_close(weight, expected)
    assert halfway.card.name == "deblur-best to deblur-best, 25%"
    other = _model(config={**CONFIG, "middle": 2})
    with pytest.raises(WeightsError, match="are different networks, so nothing lies between them"):
        between(first, other, 0.5)


def test_vivid_is_marked_as_invented(photo: Photo, monkeypatch: pytest.MonkeyPatch) -> None:
    faithful, vivid = _model(seed=3), _model(seed=4)
    monkeypatch.setattr(weights, "bundled", lambda folder=None: {"deblur-vivid": None})
    known = {"deblur-best": faithful, "deblur-vivid": vivid}
    edit = _finished(repair(photo, Plan(Mode.DEBLUR, style=1.0), load=known.__getitem__, options=CPU))
    assert edit.is_invented
    # at the end of the slider it is the vivid network, but for the correction of the mean
    assert np.array_equal(edit.result, _repaired(photo, vivid).result)
    assert styled(Plan(Mode.DEBLUR), load=known.__getitem__) is faithful


def test_without_a_vivid_model_only_faithful_can_be_had(
    photo: Photo, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "bundled", lambda folder=None: {"deblur-best": None})
    with pytest.raises(RestoreError, match=r"^No vivid model for deblur is installed\. Choose the style faithful"):
        _repaired(photo, model, style=0.5)


def test_steps_of_tone_are_edits_that_come_off_one_by_one(photo: Photo) -> None:
    faded = photo.with_samples(np.rint(photo.samples * 0.5 + 70).astype(np.uint8))
    document = Document(faded)
    plan = Plan(Mode.OLDPHOTO, tones={"fading": 1.0, "low contrast": 0.4})
    steps = toned(faded, (), plan)
    assert [(edit.name, edit.adjustment.strength) for edit in steps] == [("fading", 1.0), ("low contrast", 0.4)]
    for edit in steps:
        document.apply(edit)
    both = document.result_photo().samples
    document.set_visible(1, visible=False)
    only = document.result_photo().samples
    assert np.array_equal(only, repairing.tones.unfaded(faded.samples))
    assert only.std() < both.std()
    document.set_visible(0, visible=False)
    assert np.array_equal(document.result_photo().samples, faded.samples)
    assert np.array_equal(steps[1].result, repairing.tones.contrasted(compose(faded.samples, steps[:1])))


@pytest.mark.parametrize(
    "asked",
    [{"mode": Mode.DENOISE}, {"style": 1.5}, {"blur": "fog"}, {"tones": {"rust": 1.0}}, {"tones": {"fading": 2.0}}],
)
def test_a_plan_that_means_nothing_is_refused(asked: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"no (repair|steps)"):
        Plan(**{"mode": Mode.DEBLUR, **asked})
