"""A training run that is killed goes on bit for bit where its last checkpoint was made."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import cv2
import numpy as np
import skimage.data

from training import checkpoint

CONFIG = """
name = "small"
title = "Small"
mode = "denoise"
architecture = "residual"
network = { width = 8, blocks = 1 }
budget = "1200steps"
optimiser = "muon"
batch = 2
patch = 32
held_out = 1
evaluate_steps = 1200
checkpoint_seconds = 0.0
data = [{ path = "photos" }]
"""


def _command(root: Path, out: str, *more: str) -> list[str]:
    return [sys.executable, "-m", "training", "train", str(root / "small.toml"), "--data", str(root), "--out",
            str(root / out), "--device", "cpu", "--threads", "1", *more]  # fmt: skip


def _prepare(root: Path) -> None:
    (root / "photos").mkdir()
    picture = np.ascontiguousarray(skimage.data.astronaut()[:256, :256, ::-1])
    cv2.imwrite(str(root / "photos" / "a.png"), picture)
    cv2.imwrite(str(root / "photos" / "b.png"), picture[::-1])
    (root / "small.toml").write_text(CONFIG)


def test_killed_at_random_moments_it_resumes_to_the_same_curve(tmp_path: Path) -> None:
    _prepare(tmp_path)
    subprocess.run(_command(tmp_path, "whole"), check=True, capture_output=True, timeout=240)
    delays = np.random.default_rng(7).uniform(0.05, 0.8, size=3)
    file = tmp_path / "killed" / checkpoint.NAME
    kills = 0
    for number, delay in enumerate(delays):
        steps = checkpoint.read(file)[1]["step"] if file.exists() else 0
        job = subprocess.Popen(_command(tmp_path, "killed", *(["--resume"] if number else [])),
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
        deadline = time.monotonic() + 120
        while job.poll() is None and time.monotonic() < deadline:
            if file.exists() and checkpoint.read(file)[1]["step"] > steps:
                break
            time.sleep(0.02)
        time.sleep(delay)
        if job.poll() is None:
            os.kill(job.pid, signal.SIGKILL)
            kills += 1
        job.wait(timeout=60)
    assert kills >= 1
    assert checkpoint.read(file)[1]["step"] < 1200 or kills < len(delays)
    subprocess.run(_command(tmp_path, "killed", "--resume"), check=True, capture_output=True, timeout=240)
    whole, whole_run = checkpoint.read(tmp_path / "whole" / checkpoint.NAME)
    killed, killed_run = checkpoint.read(file)
    assert len(whole_run["losses"]) == 60
    assert killed_run["losses"] == whole_run["losses"]
    for name, value in whole.items():
        assert value.equal(killed[name]), name
