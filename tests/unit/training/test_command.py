"""`python -m training`: wrong input is one sentence and exit code 1."""

import subprocess
import sys
from pathlib import Path

import pytest


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "training", *words], capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("name = 3", "name must be of type str, not int."), ("colour = 1", "colour is not a key here; allowed are name")],
)
def test_a_wrong_config_is_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(text)
    result = _run("train", str(path))
    assert result.returncode == 1
    assert result.stdout.startswith(sentence)
    assert "Traceback" not in result.stdout + result.stderr


def test_a_run_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    result = _run("export", str(tmp_path / "nothing"), str(tmp_path / "out.safetensors"))
    assert result.returncode == 1
    assert "cannot be resumed from" in result.stdout
    assert not (tmp_path / "out.safetensors").exists()
