"""Long use: memory does not climb, open files, threads and widgets stay what they were."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SLOPE = 0.5  # MB for each hundred, after the first third


def soak(kind: str, count: int, folder: Path, model: Path) -> np.ndarray:
    """Rows of done, MB, files, threads of the system, threads of Python, widgets, photos in memory."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "MALLOC_ARENA_MAX": "2"}
    command = [sys.executable, str(HERE / "soaking.py"), kind, str(count), str(folder), str(model)]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=7000, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    return np.array([json.loads(line) for line in ran.stdout.splitlines()], float)


def slope(rows: np.ndarray) -> float:
    """MB a hundred, fitted through what came after the first third."""
    later = rows[len(rows) // 3 :]
    return float(np.polyfit(later[:, 0], later[:, 1], 1)[0]) * 100


@pytest.mark.parametrize(("kind", "count"), [("photos", 40), ("windows", 12)])
def test_a_short_time(tmp_path: Path, tiny_model: Path, kind: str, count: int) -> None:
    rows = soak(kind, count, tmp_path, tiny_model)
    half = len(rows) // 2
    for column, name in ((2, "files"), (4, "threads"), (5, "widgets")):
        assert rows[half:, column].max() <= rows[:half, column].max(), name
    assert rows[:, 6].max() <= 1, "photos in memory"  # megabytes tell only in a long time: the heap comes and goes


@pytest.mark.long
@pytest.mark.timeout(7200)
@pytest.mark.parametrize(("kind", "count"), [("photos", 2000), ("windows", 500)])
def test_a_long_time(tmp_path: Path, tiny_model: Path, kind: str, count: int) -> None:
    rows = soak(kind, count, tmp_path, tiny_model)
    print(f"{kind}: {slope(rows):.2f} MB a hundred; last {rows[-1].tolist()}")
    assert slope(rows) <= SLOPE
    later = rows[len(rows) // 3 :]
    for column, name in ((2, "files"), (3, "threads of the system"), (4, "threads"), (5, "widgets")):
        assert later[:, column].max() <= later[0, column], name


def test_a_leak_is_seen() -> None:
    """The fit can fail: five kilobytes kept of each photo are too much."""
    done = np.arange(50, 2001, 50)
    leaking = np.column_stack([done, 300 + done * 0.0051, np.full((len(done), 4), 5)])
    assert slope(leaking) > SLOPE
    steady = np.column_stack(
        [done, 300 + np.random.default_rng(1).normal(0, 0.5, len(done)), np.full((len(done), 4), 5)]
    )
    assert slope(steady) < SLOPE
