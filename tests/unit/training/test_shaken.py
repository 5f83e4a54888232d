"""The lesson of undoing shake, seen from networks that do nothing and from one that knows the truth."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import skimage.data
import torch
from torch import nn

from restorer import deconvolution, files, models, weights
from training import best, blur, export, loop, shakes
from training.config import ConfigError, TrainConfig
from training.mixtures import Shaken
from training.shaken import Unshaking, taken_back


class Picture(nn.Module):
    """Answers with one of the three pictures it is shown."""

    def __init__(self, which: int) -> None:
        super().__init__()
        self._which = which

    def forward(self, image: torch.Tensor, told: torch.Tensor) -> torch.Tensor:
        del told
        return image[:, 3 * self._which : 3 * self._which + 3]


@pytest.fixture
def run(small_run: TrainConfig, tmp_path: Path) -> TrainConfig:
    path = tmp_path / "shakes.safetensors"
    kernels = blur.shake_kernels(torch.tensor([10.0, 20.0]), torch.Generator().manual_seed(0))
    shakes.write(path, shakes.Shakes(kernels, kernels.roll(2, dims=1)))
    shaken = Shaken(bank=str(path), sha256=files.sha256_of(path), window=48)
    network = {"width": 8, "blocks": 1}
    return dataclasses.replace(
        small_run, mode="deblur", architecture="unshaker", network=network, patch=240, shaken=shaken
    )


@pytest.fixture(scope="module")
def squares() -> torch.Tensor:
    """One square (1, 3, 240, 240) uint8."""
    picture = skimage.data.astronaut()[20:260, 150:390]
    return torch.from_numpy(np.ascontiguousarray(picture.transpose(2, 0, 1)[None]))


def test_the_lesson_of_a_run_with_shakes(run: TrainConfig) -> None:
    assert isinstance(loop.LESSONS["deblur"](run), Unshaking)
    assert not isinstance(loop.LESSONS["deblur"](dataclasses.replace(run, shaken=None)), Unshaking)


def test_what_the_network_is_shown(run: TrainConfig, squares: torch.Tensor) -> None:
    lesson = Unshaking(run)
    clean = squares.expand(8, -1, -1, -1).float() / 255.0
    first, again = (lesson.damage(clean, torch.Generator().manual_seed(5)) for _ in range(2))
    assert first.pictures.shape == (8, 9, 48, 48)
    assert first.truth.shape == (8, 3, 48, 48)
    assert torch.equal(first.pictures, again.pictures)
    steps = first.pictures * 255.0
    torch.testing.assert_close(steps, steps.round(), atol=1e-3, rtol=0)
    places = {picture.sum().item() for picture in first.truth}
    assert len(places) > 4, "windows lie in many places"
    network = lesson.build(run)
    loss = lesson.reconstruction(network(first.pictures, first.told), first, moment=loop.Moment(0, 0.0))
    assert loss.isfinite()


def test_knowing_the_shake_gains_and_doing_nothing_does_not(run: TrainConfig, squares: torch.Tensor) -> None:
    lesson = Unshaking(run)
    nothing = lesson.held_out(Picture(0), squares)
    assert list(nothing.values()) == pytest.approx([0.0, 0.0], abs=1e-5)
    taken = lesson.held_out(Picture(2), squares)
    assert taken["shake known, gain"] > 0.3
    assert taken["shake known, gain"] > taken["shake found, gain"]
    assert lesson.held_out(Picture(2), squares) == taken


def test_it_is_taken_back_as_the_program_does(squares: torch.Tensor) -> None:
    kernels = blur.shake_kernels(torch.tensor([12.0]), torch.Generator().manual_seed(1))
    lesson = taken_back(squares.float() / 255.0, kernels)[0].permute(1, 2, 0) * 255.0
    samples = squares[0].permute(1, 2, 0).contiguous().numpy()
    program = deconvolution.taken_back(samples, kernels[0].numpy()).astype(np.float32)
    apart = np.abs(lesson.numpy() - program)[20:-20, 20:-20]
    assert np.percentile(apart, 99) <= 1.01


def test_another_bank_is_refused(run: TrainConfig) -> None:
    assert run.shaken is not None
    wrong = dataclasses.replace(run, shaken=dataclasses.replace(run.shaken, sha256="0" * 64))
    with pytest.raises(ConfigError, match="is not the file of shakes that the run names"):
        Unshaking(wrong)


def test_a_verdict_compares_networks_that_are_shown_the_same(
    run: TrainConfig, squares: torch.Tensor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sharpener cannot be shown three pictures, nor an unshaker one."""
    made = {}
    for name, architecture in (("deblur-best", "sharpener"), ("deblur-shake", "unshaker")):
        config = dataclasses.replace(run, name=name, architecture=architecture)
        network = models.ARCHITECTURES[architecture].network(models.configure(architecture, config.network))
        tensors = {key: tensor.numpy() for key, tensor in network.state_dict().items()}
        made[name] = tmp_path / f"{name}.safetensors"
        weights.write(made[name], export.card_of(config, training={}), tensors)
    monkeypatch.setattr(weights, "bundled", lambda folder=None: made)
    monkeypatch.setattr(weights, "read_bundled", lambda name: weights.read(made[name]))
    shaken = best.verdict(Unshaking(run), run, squares, best=made["deblur-shake"])
    plain = dataclasses.replace(run, shaken=None, architecture="sharpener")
    sharpened = best.verdict(loop.LESSONS["deblur"](plain), plain, squares, best=made["deblur-best"])
    assert shaken is not None
    assert sharpened is not None
    assert (shaken["shipped"], sharpened["shipped"]) == ("deblur-shake", "deblur-best")
    assert [row["name"] for row in shaken["rows"]] == ["shake found, gain", "shake known, gain"]
