"""A run in its folder: what it tells, how it obeys, what it keeps, and the sentences in which it fails."""

import dataclasses
import os
import resource
import signal
import threading
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import torch

from restorer import engine, runs, weights
from restorer.runs import Run, RunError
from training import checkpoint, supervision
from training.config import ConfigError
from training.hardware import Hardware
from training.supervision import Left, Request, supervise

CONFIG = """
name = "small"
title = "Small"
mode = "denoise"
architecture = "residual"
network = { width = 8, blocks = 1 }
budget = "40steps"
batch = 2
patch = 32
held_out = 1
evaluate_steps = 20
checkpoint_seconds = 0.0
data = [{ path = "photos" }]
"""


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch, photos_folder: Path) -> None:
    torch.set_num_threads(1)
    monkeypatch.setattr(weights, "bundled", lambda folder=None: {})
    (photos_folder / "small.toml").write_text(CONFIG)


@pytest.fixture
def request_(photos_folder: Path) -> Request:
    folder = photos_folder / "run"
    return Request(photos_folder / "small.toml", folder, (photos_folder,), hardware=Hardware("cpu"), echo="")


def told(request: Request, *names: str) -> list[dict[str, Any]]:
    return [event for event in Run(request.folder).events()[0] if not names or event["event"] in names]


def losses(request: Request) -> list[tuple[int, float]]:
    return [tuple(point) for point in checkpoint.read(request.folder / checkpoint.NAME)[1]["losses"]]


def test_it_tells_what_happens_and_keeps_the_best(request_: Request) -> None:
    supervise(request_)
    kinds = [event["event"] for event in told(request_) if event["event"] != "step"]
    assert kinds[:2] == ["survey", "preview"]
    assert kinds[-1] == "done"
    assert [event["step"] for event in told(request_, "held_out")] == [20, 40]
    assert [event["step"] for event in told(request_, "checkpoint")] == [20, 40]
    assert told(request_, "step")[-1]["step"] == 40
    assert told(request_, "step")[-1]["patches_per_second"] > 0
    assert Run(request_.folder).state() == "done"
    assert Run(request_.folder).config_path.read_text() == CONFIG
    best = max(told(request_, "held_out"), key=lambda event: sum(event["figures"].values()))
    assert told(request_, "best")[-1]["step"] == best["step"]
    card = engine.load_model(str(Run(request_.folder).weights_path)).card
    assert card.training["steps"] == best["step"]
    assert card.training["curve"][-1]["sigma25"] == pytest.approx(best["figures"]["sigma25"], abs=1e-3)
    strip = cv2.imread(str(request_.folder / best["picture"]))
    assert strip.shape == (260, 3 * 260, 3)
    assert cv2.imread(str(request_.folder / told(request_, "preview")[0]["path"])).shape == (2 * 132, 2 * 132, 3)


def test_new_weights_are_compared_with_the_shipped(
    request_: Request, tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "bundled", lambda folder=None: {"tiny": tiny_model})
    monkeypatch.setattr(weights, "read_bundled", lambda name, folder=None: weights.read(tiny_model))
    supervise(request_)
    (verdict,) = told(request_, "verdict")
    best = told(request_, "held_out")[-1]["figures"]
    assert verdict["shipped"] == "tiny"
    assert {row["name"] for row in verdict["rows"]} == set(best)
    for row in verdict["rows"]:
        assert row["unit"] == "dB"
        assert row["new"] == pytest.approx(best[row["name"]], abs=0.02)  # half precision
    gains = [row["new"] - row["shipped"] for row in verdict["rows"]]
    assert verdict["is_better"] == (sum(gains) > 0)
    assert max(map(abs, gains)) > 0.1


def test_what_a_run_starts_from_is_kept_if_nothing_better_comes(request_: Request, tiny_model: Path) -> None:
    start = f'[start]\nweights = "{tiny_model}"\nsha256 = "{weights.read(tiny_model).sha256}"\n'
    rates = "learning_rate = 0.3\nfinal_learning_rate = 0.3\nwarm_up_steps = 0\nema_decay = 0.0\n"
    request_.config.write_text(rates + CONFIG + start)
    supervise(request_)
    first, *later = told(request_, "held_out")
    assert first["step"] == 0
    assert [event["step"] for event in told(request_, "best")] == [0]
    assert max(event["figures"]["sigma25"] for event in later) < first["figures"]["sigma25"]
    kept, known = weights.read(Run(request_.folder).weights_path), weights.read(tiny_model)
    for name, tensor in known.tensors.items():
        assert np.array_equal(kept.tensors[name], tensor), name


def _commanding(request: Request, *words: str) -> threading.Thread:
    """Commands the words one after the other, each when the one before is obeyed."""

    def act() -> None:
        run = Run(request.folder)
        for word in words:
            end = time.monotonic() + 60
            awaited = {"pause": "step", "run": "paused", "stop": "step"}[word]
            while not told(request, awaited) and time.monotonic() < end:
                time.sleep(0.01)
            time.sleep(0.3 if word == "run" else 0.0)
            run.command(word)

    thread = threading.Thread(target=act)
    thread.start()
    return thread


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tells and looks at every step."""
    monkeypatch.setattr(supervision, "_TOLD_EVERY", 0.0)
    monkeypatch.setattr(supervision, "_ASKED_EVERY", 0.0)
    monkeypatch.setattr(supervision, "_RESTED", 0.02)


@pytest.mark.usefixtures("eager")
def test_a_pause_changes_nothing_and_takes_no_time_of_the_run(request_: Request) -> None:
    whole = dataclasses.replace(request_, folder=request_.folder.with_name("whole"))
    supervise(whole)
    thread = _commanding(request_, "pause", "run")
    supervise(request_)
    thread.join()
    (paused,), (resumed,) = told(request_, "paused"), told(request_, "resumed")
    assert paused["step"] == resumed["step"]
    assert resumed["time"] - paused["time"] > 0.25
    after = next(event for event in told(request_, "step") if event["step"] > paused["step"])
    before = [event for event in told(request_, "step") if event["step"] == paused["step"]][-1]
    assert after["seconds"] - before["seconds"] < resumed["time"] - before["time"]
    assert losses(request_) == losses(whole)
    assert not (request_.folder / runs.CONTROL).exists() or Run(request_.folder).commanded() == "run"


@pytest.mark.usefixtures("eager")
def test_a_run_that_was_killed_while_it_paused_goes_on_with_the_same_curve(
    request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At a step that is not on the curve: what was averaged so far is in the checkpoint."""

    class Killed(BaseException):
        pass

    def sleep(seconds: float) -> None:
        raise Killed

    whole = dataclasses.replace(request_, folder=request_.folder.with_name("whole"))
    supervise(whole)
    request_.folder.mkdir()
    Run(request_.folder).command("pause")
    with monkeypatch.context() as patch:
        patch.setattr(supervision.time, "sleep", sleep)
        with pytest.raises(Killed):
            supervise(request_)
    saved = checkpoint.read(request_.folder / checkpoint.NAME)[1]
    assert (saved["step"], len(saved["pending"]["loss"])) == (1, 1)
    assert Run(request_.folder).state() == "interrupted"
    Run(request_.folder).command("run")
    supervise(dataclasses.replace(request_, resume=True))
    assert [event["step"] for event in told(request_, "resumed")] == [1]
    assert losses(request_) == losses(whole)


@pytest.mark.usefixtures("eager")
def test_stop_keeps_the_best_and_can_be_resumed(request_: Request) -> None:
    request_.folder.mkdir()
    Run(request_.folder).command("stop")
    supervise(request_)
    (done,) = told(request_, "done")
    assert (done["reason"], done["weights"]) == ("stopped", str(Run(request_.folder).weights_path))
    assert [event["step"] for event in told(request_, "held_out", "best")] == [1, 1]
    assert Run(request_.folder).state() == "done"
    assert engine.load_model(done["weights"]).card.name == "small"
    supervise(dataclasses.replace(request_, resume=True))
    assert told(request_, "done")[-1]["reason"] == "budget"
    assert [step for step, _ in losses(request_)] == [20, 40]


@pytest.mark.usefixtures("eager")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_process_that_is_asked_to_end_saves_first(request_: Request, number: signal.Signals) -> None:
    whole = dataclasses.replace(request_, folder=request_.folder.with_name("whole"))
    supervise(whole)

    def ask() -> None:
        while not told(request_, "step"):
            time.sleep(0.01)
        os.kill(os.getpid(), number)

    handlers = [signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT)]
    thread = threading.Thread(target=ask)
    thread.start()
    with pytest.raises(Left):
        supervise(request_)
    thread.join()
    assert [signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT)] == handlers
    assert told(request_)[-1]["event"] == "checkpoint"
    assert told(request_)[-1]["step"] == checkpoint.read(request_.folder / checkpoint.NAME)[1]["step"] < 40
    assert Run(request_.folder).state() == "interrupted"
    supervise(dataclasses.replace(request_, resume=True))
    assert losses(request_) == losses(whole)


def test_a_trial_keeps_nothing(request_: Request) -> None:
    supervise(dataclasses.replace(request_, trial=0.2))
    assert [event["event"] for event in told(request_)] == ["survey", "preview", "trial", "done"]
    trial = told(request_, "trial")[0]
    assert trial["patches_per_second"] == pytest.approx(2 * trial["steps_per_second"])
    assert 0 < trial["data_wait_share"] < 1
    assert told(request_, "done")[0]["reason"] == "trial"
    assert sorted(path.name for path in request_.folder.iterdir()) == ["preview.png", "progress.jsonl"]
    assert Run(request_.folder).state() == "new"


def test_a_loss_that_is_no_number_stops_the_run_and_keeps_what_was(request_: Request) -> None:
    supervise(dataclasses.replace(request_, budget="20steps"))
    kept = (request_.folder / checkpoint.NAME).read_bytes(), Run(request_.folder).weights_path.read_bytes()
    wild = request_.config.read_text() + "learning_rate = 1e30\nfinal_learning_rate = 1e30\nwarm_up_steps = 0\n"
    request_.config.write_text(wild)
    with pytest.raises(ConfigError, match="no longer a number, somewhere before step 40"):
        supervise(dataclasses.replace(request_, resume=True))
    (failed,) = told(request_, "failed")
    assert "Set learning_rate to 3e+29 instead of 1e+30 and resume" in failed["message"]
    assert Run(request_.folder).state() == "failed"
    assert ((request_.folder / checkpoint.NAME).read_bytes(), Run(request_.folder).weights_path.read_bytes()) == kept
    request_.config.write_text(CONFIG)
    supervise(dataclasses.replace(request_, resume=True))
    assert Run(request_.folder).state() == "done"


def test_a_disk_that_is_full_leaves_the_checkpoint_before(request_: Request) -> None:
    supervise(dataclasses.replace(request_, budget="20steps"))
    kept = (request_.folder / checkpoint.NAME).read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(kept) - 1000, limits[1]))
    try:
        with pytest.raises(ConfigError, match="the disk is full"):
            supervise(dataclasses.replace(request_, resume=True))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert "make room and resume" in told(request_, "failed")[0]["message"]
    assert (request_.folder / checkpoint.NAME).read_bytes() == kept
    supervise(dataclasses.replace(request_, resume=True))
    assert [step for step, _ in losses(request_)] == [20, 40]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("width = 8", "width = 12"), "belongs to another run: its network differs"),
        (('architecture = "residual"', 'architecture = "sharpener"'), "another run: its architecture differs"),
        (("batch = 2", "batch = 4"), "belongs to another run: its batch differs"),
        (("batch = 2", "batch = two"), "cannot be read as TOML"),
        (("batch = 2", "batches = 2"), "batches is not a key here; allowed are name"),
    ],
)
def test_what_does_not_fit_is_one_sentence(request_: Request, change: tuple[str, str], sentence: str) -> None:
    supervise(dataclasses.replace(request_, budget="1steps"))
    kept = (request_.folder / checkpoint.NAME).read_bytes()
    request_.config.write_text(CONFIG.replace(*change))
    with pytest.raises(ConfigError, match=sentence):
        supervise(dataclasses.replace(request_, resume=True))
    assert sentence in told(request_, "failed")[0]["message"]
    assert (request_.folder / checkpoint.NAME).read_bytes() == kept


def test_a_folder_without_photos_is_one_sentence(request_: Request, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for place, sentence in (("empty", "No photo could be read"), ("nowhere", "nowhere does not exist")):
        with pytest.raises(ConfigError, match=sentence):
            supervise(dataclasses.replace(request_, data=(tmp_path / place,)))
        assert sentence in told(request_, "failed")[-1]["message"]


def test_runs_do_not_go_over_one_another(request_: Request, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "_PATIENCE", 0.1)
    supervise(dataclasses.replace(request_, budget="1steps"))
    with pytest.raises(ConfigError, match="holds a run already; add --resume"):
        supervise(request_)
    lock = Run(request_.folder).take()
    with pytest.raises(RunError, match="in use by another training"):
        supervise(dataclasses.replace(request_, resume=True))
    lock.release()
    with pytest.raises(ConfigError, match="holds no run to resume"):
        supervise(dataclasses.replace(request_, resume=True, folder=request_.folder.with_name("other")))


def test_a_wrong_config_leaves_no_folder(request_: Request) -> None:
    request_.config.write_text("name = 3")
    with pytest.raises(ConfigError, match="name must be of type str"):
        supervise(request_)
    assert not request_.folder.exists()


def test_photos_of_the_command_line_take_the_place_of_the_configs(request_: Request, photos_folder: Path) -> None:
    wanted, root = supervision._wanted(request_)
    assert (wanted.data[0].path, root) == ("photos", photos_folder)
    wanted, root = supervision._wanted(dataclasses.replace(request_, data=(photos_folder / "photos",) * 2))
    assert [source.path for source in wanted.data] == [str(photos_folder / "photos")] * 2
    supervise(dataclasses.replace(request_, data=(photos_folder / "photos",), budget="1steps"))
    assert told(request_, "survey")[0]["squares"] > 5
