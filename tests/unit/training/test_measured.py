"""Noise made from a measurement has its levels, its spectrum and its colours; white noise has not."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch

from restorer import files, measuring
from restorer.measuring import MeasuredNoise, Patch
from tests.unit.test_measuring import banded
from training.config import ConfigError, TrainConfig
from training.loop import task_of
from training.measured import MeasuredDenoising, Synthesis, read
from training.mixtures import Measured

CPU = torch.device("cpu")
MIDDLE = 120.0 / 255.0


@pytest.fixture(scope="module")
def noise() -> MeasuredNoise:
    return measuring.measure(banded(256, 256, mean=120, sigma=10, seed=0), [Patch(0, 0, 256, 256)])


@pytest.fixture
def run(small_run: TrainConfig, noise: MeasuredNoise, tmp_path: Path) -> TrainConfig:
    measuring.write(noise, tmp_path / "noise.json")
    digest = files.sha256_of(tmp_path / "noise.json")
    return dataclasses.replace(small_run, measured=Measured(str(tmp_path / "noise.json"), digest))


def apart(noise: MeasuredNoise, drawn: torch.Tensor) -> tuple[float, float]:
    """How far drawn noise (1, 3, H, W) is from the measurement: the share of rows, and the grain's spectrum in dB."""
    samples = ((drawn[0] + MIDDLE) * 65535.0).round().clamp(0, 65535).numpy().astype(np.uint16)
    again = measuring.measure(samples.transpose(1, 2, 0), [Patch(0, 0, samples.shape[2], samples.shape[1])])
    powers = [np.diagonal(one.grain, axis1=2, axis2=3).real.mean(axis=2) for one in (noise, again)]
    decibels = 10 * np.log10(powers[0] / powers[1])
    return abs(noise.shares[1] - again.shares[1]), float(np.abs(decibels).mean())


def test_made_noise_has_the_measured_levels_and_spectrum(noise: MeasuredNoise) -> None:
    clean = torch.full((1, 3, 256, 256), MIDDLE)
    generator = torch.Generator().manual_seed(1)
    drawn = Synthesis(noise, device=CPU).add(clean, torch.ones(1), generator) - clean
    np.testing.assert_allclose(drawn.std(dim=(0, 2, 3)) * 255, noise.levels[0], rtol=0.08)
    rows, spectrum = apart(noise, drawn)
    assert rows < 0.1
    assert spectrum < 1.5
    made = np.corrcoef(drawn[0].reshape(3, -1).numpy())
    np.testing.assert_allclose(made, noise.correlation, atol=0.06)


def test_white_noise_of_the_same_level_is_told_apart(noise: MeasuredNoise) -> None:
    white = torch.randn(1, 3, 256, 256, generator=torch.Generator().manual_seed(1))
    white *= torch.from_numpy(noise.levels[0]).float().view(1, 3, 1, 1) / 255
    rows, spectrum = apart(noise, white)
    assert rows > 0.3
    assert spectrum > 3.0


@pytest.mark.parametrize("size", [(20, 36), (64, 64), (130, 70)])
def test_noise_of_any_size_has_deviation_one(noise: MeasuredNoise, size: tuple[int, int]) -> None:
    drawn = Synthesis(noise, device=CPU).draw(torch.zeros(24, 3, *size), torch.Generator().manual_seed(2))
    assert drawn.shape == (24, 3, *size)
    assert float(drawn.std()) == pytest.approx(1.0, abs=0.1)
    again = Synthesis(noise, device=CPU).draw(torch.zeros(24, 3, *size), torch.Generator().manual_seed(2))
    assert torch.equal(drawn, again)


def test_levels_follow_brightness_between_what_was_measured(noise: MeasuredNoise) -> None:
    two = dataclasses.replace(
        noise, brightness=np.array([[51.0] * 3, [102.0] * 3]), levels=np.array([[10.0, 20.0, 30.0], [20.0, 40.0, 60.0]])
    )
    values = torch.tensor([0.0, 0.2, 0.3, 0.4, 1.0]).view(1, 1, 1, 5).expand(1, 3, 1, 5)
    levels = Synthesis(two, device=CPU).levels(values) * 255
    expected = torch.tensor([10.0, 10.0, 15.0, 20.0, 20.0])
    for channel in range(3):
        assert torch.allclose(levels[0, channel, 0], expected * (channel + 1), atol=1e-3)


def test_a_grey_measurement_gives_all_channels_one_noise() -> None:
    grey = measuring.measure(banded(96, 96, mean=120, sigma=9, seed=6)[..., :1], [Patch(0, 0, 96, 96)])
    drawn = Synthesis(grey, device=CPU).draw(torch.zeros(2, 3, 40, 40), torch.Generator().manual_seed(0))
    assert torch.equal(drawn[:, 0], drawn[:, 2])


def test_a_run_shows_the_noise_at_its_strengths(run: TrainConfig, noise: MeasuredNoise) -> None:
    task = task_of(dataclasses.replace(run, measured=dataclasses.replace(run.measured, spread=0.0, clipped=0.0)))
    assert isinstance(task, MeasuredDenoising)
    clean = torch.full((64, 3, 64, 64), MIDDLE)
    damaged = task.damage(clean, torch.Generator().manual_seed(0))
    ratio = (damaged.pictures - clean).flatten(1).std(dim=1) * 255 / float(np.sqrt(np.square(noise.levels).mean()))
    assert 0.35 < float(ratio.min()) < 0.8
    assert 1.2 < float(ratio.max()) < 2.0
    told = damaged.told[damaged.told >= 0]
    assert 20 < len(told) < 55  # 0.6 of them
    own = (damaged.pictures - clean).square().mean(dim=(1, 2, 3)).sqrt()[damaged.told >= 0]
    assert torch.allclose(told, own, atol=1e-6)


class Given(torch.nn.Module):
    """Returns what it is shown, or a fixed picture."""

    def __init__(self, picture: torch.Tensor | None = None) -> None:
        super().__init__()
        self.picture = picture

    def forward(self, picture: torch.Tensor, level: torch.Tensor) -> torch.Tensor:
        assert float(level) > 0.02  # what the program estimates
        return picture if self.picture is None else self.picture


def test_held_out_figures_are_those_of_the_measured_noise(run: TrainConfig, noise: MeasuredNoise) -> None:
    task = task_of(run)
    square = torch.full((1, 3, 128, 128), 120, dtype=torch.uint8)
    idle = task.held_out(Given(), square)
    level = float(np.square(noise.levels / 255).mean())
    assert idle["measured"] == pytest.approx(-10 * np.log10(level), abs=0.8)
    assert idle["measured, gain"] == pytest.approx(0.0, abs=1e-4)
    perfect = task.held_out(Given(square.float() / 255), square)
    assert perfect["measured"] == 120.0


def test_another_file_is_refused(run: TrainConfig, tmp_path: Path) -> None:
    assert run.measured is not None
    assert read(run.measured).levels.shape == (1, 3)
    with pytest.raises(ConfigError, match="is not the file it was"):
        task_of(dataclasses.replace(run, measured=dataclasses.replace(run.measured, sha256="0" * 64)))
    with pytest.raises(ConfigError, match="cannot be read"):
        task_of(dataclasses.replace(run, measured=Measured(str(tmp_path / "none.json"), "")))
