"""Our engines under measurement: the program's own code, with the truth nowhere in reach."""

from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage.data
import torch

from restorer import engine, holes, models, weights
from restorer.inpainting import Plan
from training.engines import Filling
from training.evaluate_inpaint import measure_inpaint


@pytest.fixture(scope="module")
def inpainter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real weights file of an untrained network that fills holes."""
    config = {"widths": [8, 16], "blocks": 1, "middle": 1}
    torch.manual_seed(0)
    network = models.ARCHITECTURES["unet-inpainter"].network(models.configure("unet-inpainter", config))
    card = weights.ModelCard(
        name="small", title="Small", mode=weights.Mode.INPAINT, architecture="unet-inpainter", config=config,
        inputs=("image", "hole"), multiple_of=network.multiple, halo=network.halo,
    )  # fmt: skip
    path = tmp_path_factory.mktemp("weights") / "small.safetensors"
    weights.write(path, card, {name: tensor.numpy() for name, tensor in network.state_dict().items()})
    return path


@pytest.fixture(scope="module")
def clean() -> np.ndarray:
    return np.ascontiguousarray(skimage.data.astronaut()[20:116, 180:300])


@pytest.fixture(scope="module")
def options() -> engine.Options:
    return engine.Options(device="cpu", precision="fp32", threads=1)


def test_the_thin_engine_is_the_network_over_the_rough_filling(
    inpainter: Path, clean: np.ndarray, options: engine.Options
) -> None:
    hole = cv2.line(np.zeros(clean.shape[:2], np.uint8), (10, 5), (100, 80), 1, 4)
    damaged = np.where(hole[..., np.newaxis] > 0, np.uint8(128), clean)
    filling = Filling(Plan("thin", model=str(inpainter)), options)
    filled = filling(damaged, hole > 0)
    expected = damaged.copy()
    for _ in engine.fill_holes(
        holes.prefill(damaged, hole), expected, hole, engine.load_model(str(inpainter)), options=options
    ):
        pass
    assert np.array_equal(filled.picture, expected)
    assert not np.array_equal(filled.picture, damaged)
    assert (filled.candidates, filled.spread) == ((), None)
    assert filling.models == {str(inpainter): engine.load_model(str(inpainter)).sha256}


def test_it_is_measured_like_any_other_method(inpainter: Path, clean: np.ndarray, options: engine.Options) -> None:
    methods = {"ours": Filling(Plan("thin", model=str(inpainter)), options)}
    first, second = (next(measure_inpaint(methods, [("a.png", clean)], kinds=["dust"])) for _ in range(2))
    assert first.psnr == second.psnr > 10.0
    assert first.altered == 0
    assert first.seconds > 0.0


def test_candidates_of_large_holes_reach_the_measurement(clean: np.ndarray, options: engine.Options) -> None:
    (item,) = measure_inpaint({"ours": Filling(Plan("classic", candidates=3), options)}, [("a.png", clean)],
                              kinds=["holes"])  # fmt: skip
    assert item.altered == 0
    assert item.spread is not None
    assert item.within is not None
    assert item.spread > 0.0
    assert 0.0 < item.within < 1.0


def test_a_model_that_is_not_there_is_refused_before_anything_is_measured(options: engine.Options) -> None:
    with pytest.raises(weights.WeightsError, match="nowhere"):
        Filling(Plan("thin", model="nowhere.safetensors"), options)


@pytest.mark.parametrize("name", ["classic", "neither"])
def test_an_engine_without_a_network_names_no_models(name: str, options: engine.Options) -> None:
    assert Filling(Plan(name), options).models == {}
