"""Two processes that share each batch learn what one process learns from the whole of it, on a CPU by gloo."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage.data

from restorer.runs import Run
from training import checkpoint

ROOT = Path(__file__).resolve().parents[2]
STEPS = 50
CONFIG = """
name = "small"
title = "Small"
mode = "{mode}"
architecture = "{architecture}"
network = {network}
budget = "{budget}"
optimiser = "{optimiser}"
batch = 4
patch = 32
held_out = 1
evaluate_steps = 5000
data = [{{ path = "photos" }}]
{more}
"""
SCRIPT = """
import sys
from restorer import weights
from training import command, loop
loop.LOSS_EVERY = 1  # every step is a point of the curve
weights.bundled = lambda folder=None: {}
sys.exit(command.main(["train", *sys.argv[1:]]))
"""
RESIDUAL = {"mode": "denoise", "architecture": "residual", "network": "{ width = 8, blocks = 1 }", "more": ""}
INPAINTER = {
    "mode": "inpaint",
    "architecture": "unet-inpainter",
    "network": "{ widths = [8, 16], blocks = 1, middle = 1 }",
    "more": "[holes]\nscratch = 1.0",
}
DETECTOR = {
    "mode": "detect",
    "architecture": "unet-detector",
    "network": "{ widths = [8, 16], blocks = 1, middle = 1 }",
    "more": "[damage]\nkinds = { scratch = 0.9 }",
}


def _prepare(root: Path, **values: str) -> None:
    (root / "photos").mkdir()
    picture = np.ascontiguousarray(skimage.data.astronaut()[:256, :256, ::-1])
    cv2.imwrite(str(root / "photos" / "a.png"), picture)
    cv2.imwrite(str(root / "photos" / "b.png"), picture[::-1])
    (root / "small.toml").write_text(CONFIG.format(**values))
    (root / "script.py").write_text(SCRIPT)


def _command(root: Path, name: str, *more: str) -> list[str]:
    return [str(root / "script.py"), str(root / "small.toml"), "--data", str(root), "--out", str(root / name),
            "--device", "cpu", "--threads", "1", *more]  # fmt: skip


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}


def _run(*command: str) -> None:
    ran = subprocess.run(
        [sys.executable, *command], env=_environment(), capture_output=True, text=True, timeout=280, check=False
    )
    assert ran.returncode == 0, ran.stderr


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _losses(root: Path, name: str) -> list[float]:
    return [loss for _, loss in checkpoint.read(root / name / checkpoint.NAME)[1]["losses"]]


def _compare(root: Path) -> float:
    """The largest difference of the losses of one process and of two, which is below 1e-5."""
    one, two = _losses(root, "one"), _losses(root, "two")
    assert len(one) == len(two) == STEPS
    assert len(set(one)) > STEPS / 2
    difference = max(abs(ours - theirs) for ours, theirs in zip(one, two, strict=True))
    assert difference < 1e-5
    return difference


def test_two_processes_lose_what_one_loses(tmp_path: Path) -> None:
    _prepare(tmp_path, budget=f"{STEPS}steps", optimiser="muon", **RESIDUAL)
    _run(*_command(tmp_path, "one"))
    _run(*_command(tmp_path, "two", "--devices", "2", "--strategy", "ddp"))
    _compare(tmp_path)
    assert [event["event"] for event in Run(tmp_path / "two").events()[0]].count("done") == 1


@pytest.mark.long
@pytest.mark.parametrize("optimiser", ["adam", "muon"])
@pytest.mark.parametrize("lesson", [RESIDUAL, INPAINTER, DETECTOR], ids=lambda lesson: lesson["mode"])
def test_so_it_is_in_every_mode_and_with_torchrun(tmp_path: Path, lesson: dict[str, str], optimiser: str) -> None:
    _prepare(tmp_path, budget=f"{STEPS}steps", optimiser=optimiser, **lesson)
    _run(*_command(tmp_path, "one"))
    started = ("-m", "torch.distributed.run", "--nproc-per-node", "2", "--master-port", str(_free_port()))
    _run(*started, *_command(tmp_path, "two", "--devices", "2", "--strategy", "ddp"))
    print(f"{lesson['mode']}, {optimiser}: at most {_compare(tmp_path):.1e} apart")


@pytest.mark.long
def test_all_processes_pause_and_stop_together(tmp_path: Path) -> None:
    _prepare(tmp_path, budget="10m", optimiser="adam", **RESIDUAL)
    command = _command(tmp_path, "two", "--devices", "2", "--strategy", "ddp", "--progress", "json")
    job = subprocess.Popen([sys.executable, *command], env=_environment(), stdout=subprocess.DEVNULL)
    run = Run(tmp_path / "two")

    def wait_for(event: str) -> None:
        end = time.monotonic() + 200
        while not any(found["event"] == event for found in run.events()[0]):
            assert time.monotonic() < end, event
            assert job.poll() is None or event == "done", event
            time.sleep(0.1)

    wait_for("step")
    run.command("pause")
    wait_for("paused")
    time.sleep(2.0)
    assert run.state() == "paused"
    run.command("run")
    wait_for("resumed")
    run.command("stop")
    wait_for("done")
    assert job.wait(timeout=60) == 0
    assert run.state() == "done"


def test_a_batch_without_equal_parts_is_one_sentence(tmp_path: Path) -> None:
    from lightning_fabric import Fabric
    from torch import nn

    from training import sharing
    from training.config import ConfigError

    class Two:
        world_size = 2

    with pytest.raises(ConfigError, match="batch 3 cannot be shared by 2 processes"):
        sharing.spread(nn.Identity(), Two(), batch=3)  # type: ignore[arg-type]
    network = nn.Identity()
    assert sharing.spread(network, Fabric(accelerator="cpu", devices=1), batch=3) is network
