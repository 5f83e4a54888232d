"""What a run teaches, seen from networks that know the truth, know nothing, or are wrong by a known amount."""

import dataclasses
import math
from collections.abc import Iterator

import numpy as np
import pytest
import skimage.data
import torch
from torch import nn

from restorer import holes
from training import masks
from training.config import ConfigError, TrainConfig, parse
from training.loop import task_of
from training.restoring import Deblurring, Repairing
from training.tasks import HELD_OUT_SIGMAS, Denoising, Inpainting, Moment, gradient_energy

EARLY, LAST = Moment(0, 0.0), Moment(99, 1.0)
BEST = 120.0  # dB; no held-out figure can be higher


class Oracle(nn.Module):
    """Answers with the clean picture most like its input, plus what it is told to be wrong by in and around holes."""

    def __init__(self, clean: torch.Tensor, *, wrong: float = 0.0, elsewhere: float = 0.0) -> None:
        super().__init__()
        self._clean = clean
        self._wrong = wrong
        self._elsewhere = elsewhere
        self.holes: list[torch.Tensor] = []

    def forward(self, image: torch.Tensor, condition: torch.Tensor) -> torch.Tensor:
        hole = condition if condition.ndim == 4 else torch.zeros_like(image[:, :1])
        self.holes.append(hole)
        apart = (image[:, None] - self._clean[None]).square() * (1 - hole[:, None])
        nearest = apart.sum(dim=(2, 3, 4)).argmin(dim=1)
        return self._clean[nearest] + self._wrong * hole + self._elsewhere * (1 - hole)


class Unchanged(nn.Module):
    """Answers with its input."""

    def forward(self, image: torch.Tensor, condition: torch.Tensor) -> torch.Tensor:
        del condition
        return image


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> Iterator[None]:
    """Pictures as small as these take longer on several threads."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def spared() -> torch.Tensor:
    """Two squares (2, 3, 80, 80) uint8."""
    picture = skimage.data.astronaut()
    squares = np.stack((picture[40:120, 190:270], picture[200:280, 40:120]))
    return torch.from_numpy(np.ascontiguousarray(squares.transpose(0, 3, 1, 2)))


@pytest.fixture(scope="module")
def clean(spared: torch.Tensor) -> torch.Tensor:
    return spared[:, :, :64, :64].float() / 255.0


def config(mode: str = "inpaint", loss: str = "absolute", **holes: float) -> TrainConfig:
    raw = {"name": "x", "title": "X", "mode": mode, "architecture": "x", "network": {}, "data": [], "loss": loss}
    return parse(raw | ({"holes": holes or {"scratch": 1.0, "holes": 1.0}} if mode == "inpaint" else {}))


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_the_mode_decides_the_task() -> None:
    assert isinstance(task_of(config()), Inpainting)
    assert isinstance(task_of(config("denoise")), Denoising)
    assert isinstance(task_of(config("deblur")), Deblurring)
    assert isinstance(task_of(config("oldphoto")), Repairing)
    with pytest.raises(ConfigError, match="mode “generate” cannot be trained; allowed are denoise, inpaint, deblur"):
        task_of(config("generate"))


def test_a_perfect_inpainter_has_the_best_figures_there_are(spared: torch.Tensor) -> None:
    figures = Inpainting(config()).held_out(Oracle(spared.float() / 255.0), spared)
    assert figures["scratch"] == figures["holes"] == pytest.approx(BEST)
    assert figures["scratch, push-pull"] < 40.0  # the figures beside it do not know the truth


def test_push_pulls_figures_are_those_of_push_pull(spared: torch.Tensor) -> None:
    figures = Inpainting(config(dust=1.0)).held_out(Unchanged(), spared)
    assert figures["dust"] == pytest.approx(figures["dust, push-pull"], abs=1e-5)
    random = np.random.default_rng(0)
    values = []
    for square in spared.numpy().transpose(0, 2, 3, 1).astype(np.float32) / 255.0:
        for _ in range(3):
            hole = masks.draw("dust", 80, 80, random=random)
            rough = holes.push_pull(square, (1 - hole).astype(np.float32))  # the product's own, in numpy
            values.append(-10 * math.log10(np.mean((rough - square)[hole > 0] ** 2)))
    assert figures["dust, push-pull"] == pytest.approx(np.mean(values), abs=1e-3)


def test_held_out_figures_measure_the_hole_alone(spared: torch.Tensor) -> None:
    # grey squares, so that no answer is clipped
    grey = torch.full_like(spared[:1], 128)
    network = Oracle(grey.float() / 255.0, wrong=0.1, elsewhere=0.4)
    assert Inpainting(config(text=1.0)).held_out(network, grey)["text"] == pytest.approx(20.0, abs=1e-3)


def test_held_out_figures_are_the_same_every_time(spared: torch.Tensor) -> None:
    lesson = Inpainting(config())
    assert lesson.held_out(Unchanged(), spared) == pytest.approx(lesson.held_out(Unchanged(), spared), abs=1e-5)


@pytest.mark.parametrize(
    ("loss", "expected"),
    [("absolute", 0.1), ("psnr", 0.02 * math.log(0.01 + (8 / 255) ** 2))],
)
def test_the_loss_is_that_of_the_holes(clean: torch.Tensor, loss: str, expected: float) -> None:
    lesson = Inpainting(config(loss=loss))
    value = lesson.loss(Oracle(clean, wrong=0.1, elsewhere=5.0), clean, generator(), moment=EARLY)
    assert float(value) == pytest.approx(expected, rel=1e-4)


def test_a_perfect_inpainter_has_no_loss_and_push_pull_has_some(clean: torch.Tensor) -> None:
    lesson = Inpainting(config())
    assert float(lesson.loss(Oracle(clean), clean, generator(), moment=EARLY)) == pytest.approx(0.0, abs=1e-7)
    assert float(lesson.loss(Unchanged(), clean, generator(), moment=EARLY)) > 0.005


def test_the_generator_alone_decides_the_damage(clean: torch.Tensor) -> None:
    lesson = Inpainting(config())
    seen = []
    for seed in (1, 1, 2):
        network = Oracle(clean)
        lesson.loss(network, clean, generator(seed), moment=EARLY)
        seen.append(network.holes[0])
    assert torch.equal(seen[0], seen[1])
    assert not torch.equal(seen[0], seen[2])


def test_kinds_come_as_often_as_their_shares_say(clean: torch.Tensor) -> None:
    """Free-form strokes cover more than a tenth of a patch, dust far less."""
    network = Oracle(clean)
    many = clean[:1].expand(16, -1, -1, -1)
    lesson = Inpainting(config(freeform=3.0, dust=1.0))
    for seed in range(4):
        lesson.loss(network, many, generator(seed), moment=EARLY)
    cover = torch.cat(network.holes).mean(dim=(1, 2, 3))
    assert 0.6 < float((cover > 0.14).float().mean()) < 0.9


def test_a_perfect_denoiser_has_the_best_figures_and_none_has_those_of_the_noise(spared: torch.Tensor) -> None:
    lesson = Denoising(config("denoise"))
    perfect = lesson.held_out(Oracle(spared.float() / 255.0), spared)
    idle = lesson.held_out(Unchanged(), spared)
    for sigma in HELD_OUT_SIGMAS:
        assert perfect[f"sigma{sigma}"] == pytest.approx(BEST)
        expected = 20 * math.log10(255 / sigma)
        assert expected - 0.1 < idle[f"sigma{sigma}"] < expected + 1.2  # the estimate is clipped to 0..1


@pytest.mark.parametrize("loss", ["absolute", "psnr"])
def test_the_denoising_loss_is_that_of_every_sample(clean: torch.Tensor, loss: str) -> None:
    lesson = Denoising(config("denoise", loss))
    value = lesson.loss(Oracle(clean, elsewhere=0.2), clean, generator(), moment=EARLY)
    expected = 0.2 if loss == "absolute" else 0.02 * math.log(0.04 + (1 / 255) ** 2)
    assert float(value) == pytest.approx(expected, rel=1e-4)


def test_the_tail_of_a_denoising_run_counts_squares(clean: torch.Tensor) -> None:
    lesson = Denoising(config("denoise"))
    values = [float(lesson.loss(Unchanged(), clean, generator(), moment=moment)) for moment in (EARLY, LAST)]
    assert values[1] > 1.1 * values[0]  # of noise the root mean square is 1.25 times the mean error


def test_gradient_energy_counts_neighbours_inside_the_hole_alone() -> None:
    picture = torch.zeros(1, 1, 4, 4)
    picture[..., 1, 1], picture[..., 1, 2] = 1.0, 4.0
    hole = torch.zeros(1, 1, 4, 4)
    hole[..., 1:3, 1:3] = 1
    across, down = (4.0 - 1.0) ** 2, 1.0**2 + 4.0**2
    assert gradient_energy(picture, hole) == pytest.approx(across + down)
    assert gradient_energy(picture, 1 - hole) == 0.0


def test_a_rough_fill_has_its_own_psnr_and_little_detail(small_run: TrainConfig) -> None:
    config = dataclasses.replace(small_run, mode="inpaint", holes={"holes": 1.0})
    noise = torch.randint(0, 256, (1, 3, 64, 64), generator=torch.Generator().manual_seed(0))
    figures = Inpainting(config).held_out(Unchanged(), noise.to(torch.uint8))
    assert figures["holes"] == pytest.approx(figures["holes, push-pull"])
    assert 8.0 < figures["holes"] < 12.0  # white noise against its mean: 10.8 dB
    assert 0.0 < figures["holes, detail"] < 0.2
