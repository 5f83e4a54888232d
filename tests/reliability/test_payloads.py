"""Ten payloads at every door where a file comes in: none runs, each is refused in a sentence."""

import hashlib
import importlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from restorer import engine, photo, settings
from restorer.photo import PhotoError
from restorer.runs import Run
from restorer.session import SessionError
from restorer.sessions import Sessions
from restorer.settings import Settings
from restorer.ui.window import Window
from restorer.weights import WeightsError
from tests.reliability.payloads import payloads
from training import checkpoint
from training.config import ConfigError
from training.hardware import Hardware
from training.supervision import Request, supervise

CONFIG = """
name = "small"
title = "Small"
mode = "denoise"
architecture = "residual"
network = { width = 8, blocks = 1 }
budget = "1steps"
batch = 1
patch = 32
data = [{ path = "photos" }]
"""
NAMES = tuple(payloads(Path("x")))
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    return tmp_path / "canary"


@pytest.mark.parametrize("name", ["eval", "exec", "system", "reduce"])
def test_the_canary_sings(canary: Path, name: str) -> None:
    """Without this the tests below could pass with payloads that do nothing."""
    importlib.import_module("pick" + "le").loads(payloads(canary)[name])
    assert canary.exists()


@pytest.mark.parametrize("name", NAMES)
def test_no_payload_runs_in_the_engine_the_training_the_photos_or_the_work(
    tmp_path: Path, canary: Path, name: str
) -> None:
    content = payloads(canary)[name]
    model = tmp_path / "model.safetensors"
    model.write_bytes(content)
    with pytest.raises(WeightsError, match="weights file"):
        engine.load_model(str(model))
    run = tmp_path / "run" / checkpoint.NAME
    run.parent.mkdir()
    run.write_bytes(content)
    with pytest.raises(ConfigError, match="cannot be resumed from"):
        checkpoint.read(run)
    (tmp_path / "photo.tif").write_bytes(content)
    with pytest.raises(PhotoError):
        photo.load(tmp_path / "photo.tif")
    sessions = tmp_path / "sessions"
    sessions.mkdir()
    (sessions / "a.session").write_bytes(content)
    with pytest.raises(SessionError):
        Sessions(sessions).read("a.session")
    (tmp_path / "settings.toml").write_bytes(content)
    kept, notices = settings.load(tmp_path / "settings.toml")
    assert (kept, len(notices)) == (Settings(), 1)
    assert not canary.exists()


def test_no_payload_runs_in_training_as_a_checkpoint_or_as_what_it_starts_from(
    tmp_path: Path, canary: Path, noisy_photo: Path, astronaut: np.ndarray
) -> None:
    photo.save(photo.from_rgb(astronaut[256:, 256:].copy()), noisy_photo.with_name("other.png"))
    run, model = tmp_path / "run", tmp_path / "model.safetensors"
    run.mkdir()
    config = tmp_path / "small.toml"
    (run / "progress.jsonl").touch()
    for name, content in payloads(canary).items():
        model.write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        start = f'[start]\nweights = "{model}"\nsha256 = "{digest}"\n'
        (run / checkpoint.NAME).unlink(missing_ok=True)
        for text, sentence in ((CONFIG + start, "start: "), (CONFIG, "cannot be resumed from")):
            config.write_text(text)
            request = Request(config, run, (noisy_photo.parent,), resume=True, hardware=Hardware("cpu"), echo="")
            with pytest.raises(ConfigError, match=sentence):
                supervise(request)
            assert sentence in Run(run).events()[0][-1]["message"], name
            (run / checkpoint.NAME).write_bytes(content)
    assert len([event for event in Run(run).events()[0] if event["event"] == "failed"]) == 2 * len(NAMES)
    assert not canary.exists()


def test_no_payload_runs_in_the_window(tmp_path: Path, canary: Path, qtbot: QtBot) -> None:
    folder = tmp_path / "models"
    folder.mkdir()
    for name, content in payloads(canary).items():
        (folder / f"{name}.safetensors").write_bytes(content)
    window = Window(Settings(), weights_folder=folder)
    qtbot.addWidget(window)
    refusals: list[str] = []
    window.models.failed.connect(refusals.append)
    for name in NAMES:
        window.models.add(folder / f"{name}.safetensors")
    qtbot.waitUntil(lambda: len(refusals) >= len(NAMES) and not window.reading.busy, timeout=60_000)
    assert window.models.cards == []
    assert not canary.exists()
    window.close()


def test_no_payload_runs_on_the_command_line(tmp_path: Path, canary: Path, clean_photo: Path) -> None:
    """One process for all: each as the model of a restore, and as its photo."""
    script = (
        "import sys\nfrom restorer import cli\n"
        "print([cli.main(['restore', *line.split('|')]) for line in sys.argv[1:]])"
    )
    lines = []
    for name, content in payloads(canary).items():
        model = tmp_path / f"{name}.safetensors".replace(" ", "-")
        model.write_bytes(content)
        lines += [f"{clean_photo}|--model|{model}|-o|{tmp_path / 'out.png'}", f"{model}|-o|{tmp_path / 'out.png'}"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", script, *lines]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert ran.stdout.strip() == str([1] * len(lines)), ran.stderr
    assert "Traceback" not in ran.stderr
    assert len(ran.stderr.splitlines()) == len(lines)
    assert not canary.exists()
    assert not (tmp_path / "out.png").exists()
