"""Foreign weights: plain ones become weights of the program, anything else is refused and never runs."""

import os
import pathlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from restorer import cli, converting, engine, model_store, models, weights
from restorer.converting import Wish
from restorer.weights import Mode, WeightsError
from tests.reliability.payloads import payloads

ROOT = Path(__file__).resolve().parents[2]
WISH = Wish("residual", Mode.DENOISE, "Foreign", "MIT", {"width": 8, "blocks": 1})
_save = getattr(torch, "save")  # noqa: B009  (spelled apart: the house forbids it everywhere else)


def foreign(path: Path, *, width: int = 8, wrapper: str = "") -> dict[str, torch.Tensor]:
    torch.manual_seed(0)
    network = models.ARCHITECTURES["residual"].network(models.configure("residual", {"width": width, "blocks": 1}))
    state = network.state_dict()
    named = {f"module.{name}": value for name, value in state.items()} if wrapper else state
    _save({wrapper: named, "epoch": 3} if wrapper else named, path)
    return dict(state)


@pytest.mark.parametrize("wrapper", ["", "params_ema"])
def test_plain_weights_are_converted_and_load(tmp_path: Path, wrapper: str) -> None:
    state = foreign(tmp_path / "x.pth", wrapper=wrapper)
    digest = converting.convert(tmp_path / "x.pth", tmp_path / "denoise-x.safetensors", WISH)
    known = weights.read(tmp_path / "denoise-x.safetensors", expected_sha256=digest)
    assert (known.card.name, known.card.title, known.card.licence) == ("denoise-x", "Foreign", "MIT")
    for name, value in state.items():
        np.testing.assert_allclose(known.tensors[name], value.numpy(), atol=1e-3)
    assert model_store.install(tmp_path / "denoise-x.safetensors") == "denoise-x"
    assert engine.load_model("denoise-x").card.mode is Mode.DENOISE


def test_tensors_of_another_network_are_refused(tmp_path: Path) -> None:
    foreign(tmp_path / "x.pth", width=16)
    target = tmp_path / "y.safetensors"
    with pytest.raises(WeightsError, match="are not those of a residual network of these sizes"):
        converting.convert(tmp_path / "x.pth", target, WISH)
    assert not target.exists()


@pytest.mark.parametrize("name", payloads(Path("x")))
def test_no_payload_runs_in_conversion_or_import(tmp_path: Path, name: str) -> None:
    canary = tmp_path / "canary"
    file, target = tmp_path / "x.pth", tmp_path / "y.safetensors"
    file.write_bytes(payloads(canary)[name])
    with pytest.raises(WeightsError, match=r"x\.pth (holds no plain weights|is not a file that torch\.save writes)"):
        converting.convert(file, target, WISH)
    with pytest.raises(WeightsError, match="weights file"):
        model_store.install(file)
    assert not canary.exists()
    assert not target.exists()
    assert model_store.own() == {}


class Payload:
    """Runs code as soon as it is unpickled."""

    def __init__(self, canary: Path) -> None:
        self.canary = canary

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return pathlib.Path.touch, (self.canary,)


def test_code_among_real_tensors_does_not_run(tmp_path: Path) -> None:
    canary, file = tmp_path / "canary", tmp_path / "x.pth"
    _save({"a": torch.zeros(2), "b": Payload(canary)}, file)
    with pytest.raises(WeightsError, match="it holds more than tensors, and what else it holds is not run"):
        converting.convert(file, tmp_path / "y.safetensors", WISH)
    assert not canary.exists()
    load = getattr(torch, "load")  # noqa: B009
    load(file, weights_only=False)
    assert canary.exists(), "the payload is one"


_DEEDS = """
import socket, subprocess, sys, os
from restorer import converting
converting._lock_up()
done = []
for name, deed in (
    ("socket", lambda: socket.create_connection(("127.0.0.1", 9), timeout=1)),
    ("process", lambda: subprocess.run(["true"])),
    ("shell", lambda: os.system("true")),
    ("fork", lambda: os.fork() or os._exit(0)),
    ("write", lambda: open(sys.argv[1], "w")),
    ("create", lambda: os.open(sys.argv[1], os.O_CREAT | os.O_WRONLY)),
    ("remove", lambda: os.remove(sys.argv[2])),
    ("memory", lambda: bytearray(20 * 2**30)),
):
    try:
        deed()
        done.append(name)
    except (PermissionError, MemoryError):
        pass
open(sys.argv[2]).read()
print(done)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are set in other ways there")
def test_the_child_can_read_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("x")
    ran = subprocess.run(
        [sys.executable, "-c", _DEEDS, str(tmp_path / "new"), str(tmp_path / "kept")],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert ran.stdout.strip() == "[]", ran.stderr
    assert (tmp_path / "kept").exists()
    assert not (tmp_path / "new").exists()


def test_a_child_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    foreign(tmp_path / "x.pth")
    monkeypatch.setattr(converting, "SECONDS", 0.01)
    with pytest.raises(WeightsError, match="was not read within"):
        converting.convert(tmp_path / "x.pth", tmp_path / "y.safetensors", WISH)
    assert not (tmp_path / "y.safetensors").exists()


def test_the_program_itself_can_be_the_child(tmp_path: Path) -> None:
    foreign(tmp_path / "x.pth")
    ran = subprocess.run(
        [sys.executable, "-m", "restorer", converting.CHILD, str(tmp_path / "x.pth")],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert b"__metadata__" in ran.stdout[:200] or ran.stdout[8:9] == b"{"


def test_the_command_line_converts_and_finds_the_sizes(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    network = models.load(weights.read_bundled("denoise-best"))
    _save({"params": network.state_dict()}, tmp_path / "x.pth")
    target = tmp_path / "denoise-again.safetensors"
    wish = ["models", "convert", str(tmp_path / "x.pth"), "-o", str(target), "--architecture"]
    assert cli.main([*wish, "unet"]) == 1
    assert "are not those of a unet network of any size known here" in capfd.readouterr().err
    assert cli.main([*wish, "alexnet"]) == 1
    assert "The network “alexnet” is unknown; known are residual" in capfd.readouterr().err
    assert cli.main([*wish, "residual", "--network", "[1]"]) == 1
    assert "The sizes are no JSON table" in capfd.readouterr().err
    assert not target.exists()
    assert cli.main([*wish, "residual", "--title", "Again"]) == 0
    assert weights.read(target).card.config == dict(weights.read_bundled("denoise-best").card.config)
    assert cli.main([*wish, "residual"]) == 1
    assert "exists already" in capfd.readouterr().err
