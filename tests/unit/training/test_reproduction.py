"""A run made again is compared with the curve recorded of it, at the step and learning rate of then."""

import json
from pathlib import Path

import pytest
import torch

from restorer import weights
from training import checkpoint, config, export, loop, reproduction
from training.config import ConfigError
from training.hardware import Hardware
from training.reproduction import Comparison, compare, recorded, recorded_curve, reproduce

CONFIGS = Path(config.__file__).parent / "configs"
CONFIG = """
name = "small"
title = "Small"
mode = "denoise"
architecture = "residual"
network = { width = 8, blocks = 1 }
budget = "40steps"
batch = 2
patch = 32
held_out = 2
evaluate_steps = 20
data = [{ path = "photos" }]
"""


@pytest.fixture
def run(photos_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A config whose whole run was recorded."""
    torch.set_num_threads(1)
    path = photos_folder / "small.toml"
    path.write_text(CONFIG)
    list(loop.train(config.read(path), data_root=photos_folder, out=photos_folder / "run", device="cpu"))
    points = checkpoint.read(photos_folder / "run" / checkpoint.NAME)[1]["held_out"]
    curve = [{**point, "share": point["step"] / 40} for point in points]
    (photos_folder / "recorded").mkdir()
    (photos_folder / "recorded" / "small.json").write_text(json.dumps({"curve": curve}))
    monkeypatch.setattr(reproduction, "RECORDED", photos_folder / "recorded")
    return path


def test_the_same_run_reaches_its_curve_exactly(run: Path, photos_folder: Path) -> None:
    seen: list[tuple[int, int]] = []
    hardware = Hardware("cpu")
    step, rows = reproduce(run, data_root=photos_folder, hardware=hardware, tell=lambda *place: seen.append(place))
    assert step == 20
    assert seen[-1] == (20, 20)
    assert [row.name for row in rows] == ["sigma15", "sigma25", "sigma50", "grey"]
    assert all(row.is_reached for row in rows)
    assert [row.measured for row in rows] == pytest.approx([row.recorded for row in rows], abs=1e-4)
    assert reproduce(run, data_root=photos_folder, steps=1000, hardware=hardware)[0] == 40


def test_another_run_does_not_reach_it(run: Path, photos_folder: Path) -> None:
    run.write_text(CONFIG + "learning_rate = 1e-7\nfinal_learning_rate = 1e-7\n")
    _, rows = reproduce(run, data_root=photos_folder, steps=40, hardware=Hardware("cpu"))
    assert not all(row.is_reached for row in rows)


def test_only_decibels_are_judged_and_more_is_no_fault() -> None:
    point = {"step": 5.0, "seconds": 3.0, "share": 0.5, "sigma25": 30.0, "q10, gain": 1.0, "q10, detail": 0.5, "x": 1.0}
    measured = {"sigma25": 29.95, "q10, gain": 0.85, "q10, detail": 0.1, "grey": 3.0}
    assert compare(point, measured) == [
        Comparison("sigma25", 30.0, 29.95, True),
        Comparison("q10, gain", 1.0, 0.85, False),
        Comparison("q10, detail", 0.5, 0.1, None),
    ]
    assert compare({"step": 1, "sigma25": 30.0}, {"sigma25": 33.0})[0].is_reached


def test_a_card_records_the_curve(run: Path, photos_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = photos_folder / "small.safetensors"
    export.export(photos_folder / "run", target)
    (photos_folder / "recorded" / "small.json").unlink()
    with pytest.raises(ConfigError, match="No curve of “small” was recorded"):
        recorded_curve("small")
    monkeypatch.setattr(weights, "bundled", lambda folder=None: {"small": target})
    curve = recorded_curve("small")
    assert [point["step"] for point in curve] == [20, 40]
    assert curve[-1]["share"] == 1.0
    assert export.curve_of([{"step": step} for step in range(1000)])[-1] == {"step": 999}
    assert len(export.curve_of([{"step": step} for step in range(1000)])) == export.CURVE_POINTS


def test_before_the_first_point_there_is_nothing_to_compare(run: Path, photos_folder: Path) -> None:
    with pytest.raises(ConfigError, match="The first recorded point is at step 20"):
        reproduce(run, data_root=photos_folder, steps=5, hardware=Hardware("cpu"))


@pytest.mark.parametrize("name", recorded())
def test_recorded_curves_are_of_committed_runs(name: str) -> None:
    assert config.read(CONFIGS / f"{name}.toml").name == name
    curve = recorded_curve(name)
    steps = [point["step"] for point in curve]
    assert steps == sorted(steps)
    assert 0 < curve[0]["share"] < curve[-1]["share"] == pytest.approx(1.0, abs=0.01)
