"""The lessons of deblurring and repair, seen from networks that know the truth or do nothing."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import skimage.data
import torch
from torch import nn

from training import blur, loop
from training.config import ConfigError, TrainConfig, parse, to_dict
from training.restoring import HELD_OUT_QUALITIES, Deblurring, Repairing
from training.tasks import Moment, Restoration


class Unchanged(nn.Module):
    """Answers with its input."""

    def forward(self, image: torch.Tensor, told: torch.Tensor) -> torch.Tensor:
        del told
        return image


class Oracle(nn.Module):
    """Answers with that cut of the known pictures, from any corner given, that is most like its input."""

    def __init__(self, squares: torch.Tensor, corner: int) -> None:
        super().__init__()
        self._squares = squares
        self._corner = corner

    def forward(self, image: torch.Tensor, told: torch.Tensor) -> torch.Tensor:
        del told
        height, width = image.shape[2:]
        cuts = [self._squares[:, :, at : at + height, at : at + width] for at in {0, self._corner}]
        cut = torch.cat([one for one in cuts if one.shape[2:] == image.shape[2:]])
        return cut[(cut - image).square().mean(dim=(1, 2, 3)).argmin()][None]


@pytest.fixture(scope="module")
def spared() -> torch.Tensor:
    """Two squares (2, 3, 104, 104) uint8."""
    picture = skimage.data.astronaut()
    squares = np.stack((picture[40:144, 190:294], picture[200:304, 40:144]))
    return torch.from_numpy(np.ascontiguousarray(squares.transpose(0, 3, 1, 2)))


@pytest.fixture(params=["deblur", "oldphoto"])
def lesson(request: pytest.FixtureRequest, small_run: TrainConfig) -> Restoration:
    return loop.LESSONS[request.param](dataclasses.replace(small_run, mode=request.param))


def test_doing_nothing_gains_nothing(lesson: Restoration, spared: torch.Tensor) -> None:
    figures = lesson.held_out(Unchanged(), spared)
    gains = [value for name, value in figures.items() if name.endswith("gain")]
    assert gains == pytest.approx([0.0] * 3, abs=1e-5)
    assert lesson.held_out(Unchanged(), spared) == pytest.approx(figures)


def test_knowing_the_truth_gains_much(lesson: Restoration, spared: torch.Tensor) -> None:
    oracle = Oracle(spared.float() / 255.0, blur.RADIUS if isinstance(lesson, Deblurring) else 0)
    figures = lesson.held_out(oracle, spared)
    assert min(value for name, value in figures.items() if name.endswith("gain")) > 40.0
    details = [value for name, value in figures.items() if name.endswith("detail")]
    assert details == pytest.approx([1.0] * 3)


def test_held_out_blur_takes_detail_and_sharp_pictures_stay(spared: torch.Tensor, small_run: TrainConfig) -> None:
    figures = Deblurring(dataclasses.replace(small_run, mode="deblur")).held_out(Unchanged(), spared)
    assert figures["sharp"] == pytest.approx(120.0)
    assert max(figures[f"{kind}, detail"] for kind in ("motion", "defocus", "soft")) < 0.7


def test_every_quality_is_held_out(spared: torch.Tensor, small_run: TrainConfig) -> None:
    figures = Repairing(dataclasses.replace(small_run, mode="oldphoto")).held_out(Unchanged(), spared)
    assert set(figures) == {f"q{quality}, {name}" for quality in HELD_OUT_QUALITIES for name in ("gain", "detail")}


def test_the_loss_is_that_of_the_damage(lesson: Restoration, spared: torch.Tensor) -> None:
    clean = spared.float() / 255.0
    damaged = lesson.damage(clean, torch.Generator().manual_seed(2))
    value = lesson.loss(Unchanged(), clean, torch.Generator().manual_seed(2), moment=Moment(0, 0.0))
    assert float(value) == pytest.approx(float((damaged.pictures - damaged.truth).abs().mean()))
    assert float(value) > 0.001


@pytest.mark.parametrize("mode", ["deblur", "oldphoto"])
def test_a_run_of_each_ends_with_its_figures(mode: str, small_run: TrainConfig, photos_folder: Path) -> None:
    config = dataclasses.replace(small_run, mode=mode, patch=72, held_out=1, budget="2steps")
    reports = list(loop.train(config, data_root=photos_folder, out=photos_folder / mode, device="cpu"))
    assert reports[-1].step == 2
    assert reports[-1].held_out is not None
    assert all(np.isfinite(value) for value in reports[-1].held_out.values())


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [({"blur": {"noise": -1.0}}, r"^blur\.noise must not be below 0"),
     ({"blur": {"motion": 0.0, "defocus": 0.0, "soft": 0.0}}, r"^blur\.motion, blur\.defocus and blur\.soft must not"),
     ({"ageing": {"worst": 70.0, "best": 60.0}}, r"^ageing\.worst and ageing\.best must be JPEG qualities"),
     ({"ageing": {"rust": 1.0}}, r"^ageing\.rust is not a key here; allowed are jpeg, ")],
)  # fmt: skip
def test_a_wrong_mixture_is_one_sentence(small_run: TrainConfig, changes: dict[str, object], sentence: str) -> None:
    raw = to_dict(small_run) | {"data": [{"path": "photos"}]}
    assert parse(raw) == small_run
    with pytest.raises(ConfigError, match=sentence):
        parse(raw | changes)
