"""What `restorer bench --train` measures, and that it leaves nothing behind."""

from pathlib import Path

import pytest
import torch

from restorer import __main__
from training import bench_training, squares
from training.hardware import Hardware

CONFIG = """
name = "small"
title = "Small"
mode = "denoise"
architecture = "residual"
network = { width = 8, blocks = 1 }
data = [{ path = "elsewhere" }]
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    torch.set_num_threads(1)
    (tmp_path / "small.toml").write_text(CONFIG)
    return tmp_path / "small.toml"


def test_training_is_measured_in_memory_and_streamed(config: Path) -> None:
    result = bench_training.measure([config], seconds=0.3, hardware=Hardware("cpu", "auto"), batch=2, patch=32)
    assert (result["device"], result["precision"], result["batch"], result["patch"]) == ("cpu", "32-true", 2, 32)
    assert [(row["name"], row["is_streamed"]) for row in result["runs"]] == [("small", False), ("small", True)]
    for row in result["runs"]:
        assert row["patches_per_second"] == pytest.approx(2 * row["steps_per_second"])
        assert row["patches_per_second"] > 0.5
        assert 0 < row["data_wait_share"] < 1
    assert "small, photos streamed: " in bench_training.lines(result)[2]
    assert not squares.folder().exists()


def test_the_verb_leads_here(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["bench", "--train", str(config), "--seconds", "0.1", "--device", "cpu", "--batch", "2"]
    assert __main__.main([*arguments, "--patch", "32"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3
    config.write_text("name = 3")
    assert __main__.main(arguments) == 1
    assert capsys.readouterr().err == "name must be of type str, not int.\n"
