"""Damaged photos, weights, sessions and settings by the thousand: opened or refused in a sentence, never else."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MOST_SECONDS = 2.0  # processor time of the slowest file
MOST_MEGABYTES = 3 * 1024


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: a quarter of a million files are written here."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else tmp_path) as name:
        yield Path(name)


def sweep(kind: str, folder: Path, count: int, *, seed: int) -> tuple[int, int]:
    """How many of `count` damaged files opened and how many were refused; fails on anything else."""
    command = [sys.executable, "-W", "error", str(HERE / "mutating.py"), kind, str(folder), str(count), str(seed)]
    ran = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=7200, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, ""), f"seed {seed}: {ran.stderr}"
    opened, refused, slowest, which, peak = json.loads(ran.stdout)
    assert opened + refused == count
    assert slowest < MOST_SECONDS, f"number {which} of seed {seed}"
    assert peak < MOST_MEGABYTES
    return opened, refused


@pytest.mark.parametrize(
    ("kind", "count"), [("photo", 1500), ("weights", 400), ("session", 400), ("settings", 400)], ids=lambda value: value
)
def test_damaged_files(place: Path, kind: str, count: int) -> None:
    opened, refused = sweep(kind, place, count, seed=1)
    assert min(opened, refused) > count // 100, "damage of both kinds was met"


@pytest.mark.long
@pytest.mark.timeout(7300)
@pytest.mark.parametrize(
    ("kind", "count"),
    [("photo", 200_000), ("weights", 20_000), ("session", 20_000), ("settings", 20_000)],
    ids=lambda value: value,
)
def test_very_many_damaged_files(place: Path, kind: str, count: int) -> None:
    opened, refused = sweep(kind, place, count, seed=2)
    assert min(opened, refused) > count // 100


def test_what_escapes_turns_it_red(place: Path) -> None:
    """The check can fail: a reader that raises something else is seen."""
    script = (
        "import sys; sys.argv[0] = 'mutating'; sys.path.insert(0, sys.argv.pop(1)); import mutating\n"
        "def broken(folder): return [b'abc' * 9], lambda content: content.decode('ascii'), (KeyError,)\n"
        "mutating.KINDS['broken'] = broken; mutating.main()"
    )
    command = [sys.executable, "-c", script, str(HERE), "broken", str(place), "50", "1"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 1
    assert "UnicodeDecodeError" in ran.stderr
