"""A training run that is killed goes on bit for bit where its last checkpoint was made."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage.data

from restorer import files, runs, weights
from restorer.runs import Run
from training import checkpoint, loop

HERE = Path(__file__).resolve().parent
CONFIG = """
name = "small"
title = "Small"
mode = "denoise"
architecture = "residual"
network = {{ width = 8, blocks = 1 }}
budget = "{steps}steps"
optimiser = "muon"
batch = 2
patch = 32
held_out = 1
evaluate_steps = 5000
checkpoint_seconds = 0.0
data = [{{ path = "photos" }}]
"""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="lives are forked")


@dataclass(frozen=True)
class Life:
    """How one life of a run ended: at a `random` moment, during a `checkpoint`, or by itself (`end`)."""

    moment: str
    reached: int
    saved: int
    has_temporary: bool
    status: int


def _prepare(root: Path, *, steps: int) -> None:
    (root / "photos").mkdir()
    picture = np.ascontiguousarray(skimage.data.astronaut()[:256, :256, ::-1])
    cv2.imwrite(str(root / "photos" / "a.png"), picture)
    cv2.imwrite(str(root / "photos" / "b.png"), picture[::-1])
    (root / "small.toml").write_text(CONFIG.format(steps=steps))


def _lives(root: Path, name: str, *, kills: int) -> list[Life]:
    command = [sys.executable, "-W", "ignore", str(HERE / "killing.py"), str(root / "small.toml"), str(root)]
    ran = subprocess.run([*command, str(root / name), str(kills), "7"], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return [Life(*json.loads(line)) for line in ran.stdout.splitlines()]


def _survives(root: Path, *, steps: int, kills: int) -> list[Life]:
    """A run that is killed so often ends as one that is not, and no kill takes more than an interval."""
    _prepare(root, steps=steps)
    assert [life.moment for life in _lives(root, "whole", kills=0)] == ["end"]
    lives = _lives(root, "killed", kills=kills)
    assert lives[-1].moment == "end"
    assert lives[-1].status == 0
    for life in lives[:-1]:
        assert 0 <= life.reached - life.saved <= loop.LOSS_EVERY, life
    whole, whole_run = checkpoint.read(root / "whole" / checkpoint.NAME)
    killed, killed_run = checkpoint.read(root / "killed" / checkpoint.NAME)
    assert len(whole_run["losses"]) == steps // loop.LOSS_EVERY
    assert killed_run["losses"] == whole_run["losses"]
    for name, value in whole.items():
        assert value.equal(killed[name]), name
    best, other_best = (weights.read(root / name / runs.BEST) for name in ("whole", "killed"))
    for name, tensor in best.tensors.items():
        assert np.array_equal(tensor, other_best.tensors[name]), name
    assert Run(root / "killed").state() == "done"
    assert not files.temporary_beside(root / "killed" / checkpoint.NAME).exists()
    return lives


def test_killed_at_random_moments_and_in_a_checkpoint_it_resumes_to_the_same_curve(tmp_path: Path) -> None:
    lives = _survives(tmp_path, steps=160, kills=3)
    assert len(lives) == 4


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_fifty_kills_half_of_them_in_a_checkpoint(tmp_path: Path) -> None:
    lives = _survives(tmp_path, steps=2000, kills=50)
    killed = lives[:-1]
    assert len(killed) == 50
    in_checkpoint = [life for life in killed if life.has_temporary]
    print(f"{len(killed)} kills, {len(in_checkpoint)} with a checkpoint half written, at most "
          f"{max(life.reached - life.saved for life in killed)} steps lost")  # fmt: skip
    assert len(in_checkpoint) >= 20
