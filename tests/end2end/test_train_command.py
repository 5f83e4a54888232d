"""`restorer train` as a process of its own: started, paused, told to stop, and its weights used on a photo."""

import runpy
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from restorer import photo, runs
from restorer.runs import Run
from tests.originals import Originals

ROOT = Path(__file__).resolve().parents[2]
CONFIG = """
name = "own"
title = "Own"
mode = "denoise"
architecture = "residual"
network = { width = 8, blocks = 1 }
budget = "2h"
batch = 2
patch = 32
held_out = 1
data = [{ path = "PHOTOS" }]
"""


@pytest.fixture
def two_photos(tmp_path: Path, astronaut: np.ndarray) -> Path:
    """A folder to learn from: one photo is learned, the other held out."""
    folder = tmp_path / "album"
    folder.mkdir()
    photo.save(photo.from_rgb(astronaut[:256, :256].copy()), folder / "a.png")
    photo.save(photo.from_rgb(astronaut[256:, 256:].copy()), folder / "b.png")
    return folder


def wait_for(condition: Callable[[], object], run: Run) -> None:
    end = time.monotonic() + 200
    while not condition():
        assert time.monotonic() < end, run.log_path.read_text() + str(run.events())
        time.sleep(0.05)


def kinds(run: Run) -> list[str]:
    return [event["event"] for event in run.events()[0]]


def restorer(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "restorer", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)


def test_a_run_started_by_the_window_obeys_it_and_gives_weights_that_restore(
    tmp_path: Path, two_photos: Path, noisy_photo: Path, originals: Originals
) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / runs.CONFIG).write_text(CONFIG.replace("PHOTOS", str(two_photos)))
    run = runs.start(folder, ["--device", "cpu", "--threads", "1", "--progress", "json"])
    try:
        wait_for(lambda: "step" in kinds(run), run)
        run.command("pause")
        wait_for(lambda: run.state() == "paused", run)
        reopened = Run(folder)  # as a window that was closed meanwhile
        assert reopened.state() == "paused"
        reopened.command("stop")
        wait_for(lambda: not run.is_running(), run)
    finally:
        run.command("stop")
    done = reopened.events()[0][-1]
    assert (done["event"], done["reason"], done["weights"]) == ("done", "stopped", str(run.weights_path))
    assert run.log_path.read_text().splitlines()[-1].startswith('{"event": "done"')
    target = tmp_path / "restored.png"
    restored = restorer("restore", str(noisy_photo), "-o", str(target), "--model", str(run.weights_path))
    assert restored.returncode == 0, restored.stderr
    assert not np.array_equal(photo.load(target).samples, photo.load(noisy_photo).samples)


def test_it_trains_without_what_a_bundle_leaves_out(tmp_path: Path, two_photos: Path) -> None:
    """Curves as pictures and for TensorBoard are for developers."""
    (tmp_path / "small.toml").write_text(CONFIG.replace("PHOTOS", str(two_photos)))
    excluded = runpy.run_path(str(ROOT / "packaging" / "slim.py"))["EXCLUDED_MODULES"]
    code = (
        "import sys\n"
        "from importlib.machinery import PathFinder\n"
        f"excluded, find = {tuple(excluded)!r}, PathFinder.find_spec\n"
        "def find_spec(name, path=None, target=None):\n"
        "    is_out = any(f'{name}.'.startswith(f'{one}.') for one in excluded)\n"
        "    return None if is_out else find(name, path, target)\n"
        "PathFinder.find_spec = staticmethod(find_spec)\n"
        "from restorer import __main__, weights\n"
        "weights.bundled = lambda folder=None: {}\n"
        "sys.exit(__main__.main())\n"
    )
    words = ["train", str(tmp_path / "small.toml"), "--out", str(tmp_path / "run"), "--budget", "2steps"]
    command = [sys.executable, "-c", code, *words, "--device", "cpu", "--threads", "1"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert ran.returncode == 0, ran.stderr
    assert Run(tmp_path / "run").state() == "done"
    left = {path.name for path in (tmp_path / "run").iterdir()}
    assert {"curve.json", "best.safetensors", "checkpoint.safetensors"} <= left
    assert not {"curves.png", "tensorboard"} & left


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("batch = 2", "batch = true"), "batch must be of type int, not bool."),
        (("batch = 2", "batches = 2"), "batches is not a key here; allowed are name, title, mode"),
        (("name", "= name"), "small.toml cannot be read as TOML"),
    ],
)
def test_a_wrong_config_is_one_sentence_on_the_error_output(
    tmp_path: Path, change: tuple[str, str], sentence: str
) -> None:
    (tmp_path / "small.toml").write_text(CONFIG.replace(*change))
    ran = restorer("train", str(tmp_path / "small.toml"), "--out", str(tmp_path / "run"))
    assert (ran.returncode, ran.stdout) == (1, "")
    assert sentence in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    assert not (tmp_path / "run").exists()
