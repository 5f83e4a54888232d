"""Which photos are unshaken, by which network, and that a photo without shake goes another way."""

import contextlib
import threading
from collections.abc import Generator
from typing import Any

import numpy as np
import pytest
import skimage.data
import torch

from restorer import deconvolution, models, repairing, shake, unshaking, weights
from restorer.document import Edit
from restorer.engine import Model, Options, Progress
from restorer.photo import Photo, from_rgb
from restorer.repairing import Plan, repair, same_mean
from restorer.shake import Shake
from restorer.weights import Mode, ModelCard
from tests.unit.test_deconvolution import line, shaken

CPU = Options(device="cpu", precision="fp32", threads=1)
CONFIG = {"width": 4, "blocks": 1}


def _model(name: str, architecture: str) -> Model:
    """A network that changes nothing: an unshaker gives the last of its pictures."""
    torch.manual_seed(1)
    network: Any = models.ARCHITECTURES[architecture].network(models.configure(architecture, CONFIG)).eval()
    torch.nn.init.zeros_(network.tail.weight)
    card = ModelCard(
        name=name, title="Test", mode=Mode.DEBLUR, architecture=architecture, config=CONFIG,
        inputs=("image", "kind of blur"), multiple_of=network.multiple, halo=network.halo,
    )  # fmt: skip
    return Model(card, network, sha256="0" * 64)


@pytest.fixture(scope="module")
def known() -> dict[str, Model]:
    named = {"deblur-best": "sharpener", "deblur-shake": "unshaker", "mine": "sharpener", "my-unshaker": "unshaker"}
    return {name: _model(name, architecture) for name, architecture in named.items()}


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> dict[str, np.ndarray]:
    """What is found in every photo, a long level path until a test says otherwise; and the models are installed."""
    answer = {"kernel": line(15)}
    monkeypatch.setattr(shake, "find", lambda samples, check=None: Shake(answer["kernel"]))
    monkeypatch.setattr(weights, "bundled", lambda folder=None: {"deblur-best": None, "deblur-shake": None})
    return answer


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


def _repaired(photo: Photo, known: dict[str, Model], options: Options = CPU, **asked: Any) -> Edit:
    return _finished(repair(photo, Plan(Mode.DEBLUR, **asked), load=known.__getitem__, options=options))


@pytest.mark.usefixtures("found")
@pytest.mark.parametrize("blur", ["auto", "motion"])
def test_a_shake_is_taken_back(photo: Photo, known: dict[str, Model], blur: str) -> None:
    edit = _repaired(photo, known, blur=blur)
    assert (edit.name, edit.model, edit.engine, edit.notices) == ("deblur motion", "deblur-shake", "", ())
    pictures = deconvolution.taken_back(photo.samples, line(15))
    np.testing.assert_array_equal(edit.result, same_mean(photo.samples, pictures[..., 6:]))
    assert not np.array_equal(edit.result, photo.samples)


@pytest.mark.usefixtures("found")
@pytest.mark.parametrize(
    ("asked", "model"),
    [
        ({"blur": "defocus"}, "deblur-best"),
        ({"blur": "soft"}, "deblur-best"),
        ({"model": "mine"}, "mine"),
        ({"model": "mine", "blur": "motion"}, "mine"),
        ({"model": "deblur-best"}, "deblur-shake"),
        ({"model": "my-unshaker", "blur": "soft"}, "my-unshaker"),
    ],
)
def test_who_is_asked(photo: Photo, known: dict[str, Model], asked: dict[str, str], model: str) -> None:
    """A person's own sharpener stays alone, a named unshaker always looks for shake."""
    edit = _repaired(photo, known, **asked)
    assert edit.model == model
    assert np.array_equal(edit.result, photo.samples) == (known[model].card.architecture == "sharpener")


@pytest.mark.parametrize(
    ("length", "auto", "motion"), [(15, "shake", "shake"), (7, "best", "shake"), (1, "best", "best")]
)
def test_what_is_not_plain_is_left_alone_unless_it_was_named(
    photo: Photo, known: dict[str, Model], found: dict[str, np.ndarray], length: int, auto: str, motion: str
) -> None:
    found["kernel"] = line(length)
    assert _repaired(photo, known).model == f"deblur-{auto}"
    named = _repaired(photo, known, blur="motion")
    assert named.model == f"deblur-{motion}"
    is_told = "No shake was found in the photo; it was sharpened." in named.notices
    assert is_told == (motion == "best")
    assert not _repaired(photo, known).notices


@pytest.mark.usefixtures("found")
def test_there_is_no_vivid_way(photo: Photo, known: dict[str, Model], monkeypatch: pytest.MonkeyPatch) -> None:
    edit = _repaired(photo, known, blur="motion", style=0.5)
    assert edit.notices == ("Shake is taken back in the faithful way; there is no vivid one.",)
    assert not edit.is_invented
    monkeypatch.setattr(repairing, "between", lambda first, second, share: first)
    vivid = _repaired(photo, known | {"deblur-vivid": known["mine"]}, style=0.5, vivid="deblur-vivid")
    assert vivid.model == "deblur-best", "what is not named is not looked for"


@pytest.mark.usefixtures("found")
def test_without_the_unshaker_photos_are_sharpened(
    photo: Photo, known: dict[str, Model], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "bundled", lambda folder=None: {"deblur-best": None})
    assert _repaired(photo, known, blur="motion").model == "deblur-best"


@pytest.mark.usefixtures("found")
@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_grey_photos_of_any_depth_keep_their_form(photo: Photo, known: dict[str, Model], depth: type) -> None:
    grey = photo.samples[..., 1:2].astype(depth) * depth(257 if depth is np.uint16 else 1)
    result = _repaired(Photo(grey), known).result
    assert (result.shape, result.dtype) == (grey.shape, grey.dtype)
    assert len(np.unique(result)) > (5000 if depth is np.uint16 else 100)


@pytest.mark.usefixtures("found")
def test_tiles_and_threads_do_not_show(photo: Photo, known: dict[str, Model]) -> None:
    large = from_rgb(np.tile(photo.samples, (3, 3, 1))[:420, :400])
    one, other = (
        _repaired(large, known, Options(device="cpu", precision="fp32", threads=threads, tile=tile)).result
        for threads, tile in ((1, 1024), (2, 128))
    )
    np.testing.assert_array_equal(one, other)


def test_it_works_from_end_to_end(known: dict[str, Model], monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is told: the path is found in the photo."""
    monkeypatch.setattr(weights, "bundled", lambda folder=None: {"deblur-best": None, "deblur-shake": None})
    seen, truth = shaken(skimage.data.astronaut()[60:300, 100:360], line(13))
    edit = _repaired(from_rgb(seen), known)
    assert edit.model == "deblur-shake"
    inner = np.s_[40:-40, 40:-40]
    before, after = (np.square(one[inner].astype(float) - truth[inner]).mean() for one in (seen, edit.result))
    assert after < before


def test_closing_stops_the_search_soon(photo: Photo) -> None:
    job = unshaking.find(photo)
    with contextlib.closing(job):
        assert next(job).sentence == "Looking for the shake."
    assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("restorer-")]
