"""The loop learns, ends annealed and goes on bit for bit after a stop."""

import dataclasses
from pathlib import Path

import pytest
import torch

from training import checkpoint, loop
from training.config import ConfigError, TrainConfig


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


def _run(config: TrainConfig, root: Path, name: str, *, resume: bool = False) -> list[loop.Report]:
    return list(loop.train(config, data_root=root, out=root / name, resume=resume, device="cpu"))


@pytest.mark.parametrize("optimiser", ["adam", "muon"])
def test_a_stopped_run_goes_on_as_if_it_had_not(photos_folder: Path, small_run: TrainConfig, optimiser: str) -> None:
    config = dataclasses.replace(small_run, optimiser=optimiser)
    _run(config, photos_folder, "whole")
    job = loop.train(config, data_root=photos_folder, out=photos_folder / "parts", device="cpu")
    assert next(job).step == 20
    job.close()
    rest = _run(config, photos_folder, "parts", resume=True)
    assert [report.step for report in rest] == [40]
    whole, whole_state = checkpoint.read(photos_folder / "whole" / checkpoint.NAME)
    parts, parts_state = checkpoint.read(photos_folder / "parts" / checkpoint.NAME)
    assert whole_state["losses"] == parts_state["losses"]
    assert len(whole_state["losses"]) == 2
    assert whole.keys() == parts.keys()
    for name in whole:
        assert torch.equal(whole[name], parts[name]), name


def test_another_seed_gives_another_curve(photos_folder: Path, small_run: TrainConfig) -> None:
    first = _run(small_run, photos_folder, "first")
    second = _run(dataclasses.replace(small_run, seed=1), photos_folder, "second")
    assert [report.loss for report in first] != [report.loss for report in second]


def test_it_learns(photos_folder: Path, small_run: TrainConfig) -> None:
    config = dataclasses.replace(
        small_run, budget="160steps", evaluate_steps=80, optimiser="muon", learning_rate=1e-2, warm_up_steps=10,
        ema_decay=0.98,
    )  # fmt: skip
    reports = [report for report in _run(config, photos_folder, "run") if report.held_out]
    assert [report.step for report in reports] == [80, 160]
    last = reports[-1].held_out
    assert last is not None
    assert last["sigma50"] > 14.15 + 2.0  # 14.15 dB is noise of sigma 50 itself
    assert last["sigma50"] > reports[0].held_out["sigma50"]  # type: ignore[index]


def test_a_time_budget_ends_annealed(photos_folder: Path, small_run: TrainConfig) -> None:
    config = dataclasses.replace(small_run, budget="2s", warm_up_steps=1)
    reports = _run(config, photos_folder, "run")
    assert reports[-1].share >= 1.0
    assert loop._learning_rate(config, reports[-1].share, reports[-1].step) == pytest.approx(2e-5)
    assert loop._learning_rate(config, 0.0, 10) == pytest.approx(1e-3)
    assert (photos_folder / "run" / checkpoint.NAME).exists()


def test_no_photos_is_one_sentence(tmp_path: Path, small_run: TrainConfig) -> None:
    (tmp_path / "photos").mkdir()
    with pytest.raises(ConfigError, match="No photo could be read"):
        _run(small_run, tmp_path, "run")
