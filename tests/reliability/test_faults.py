"""Every call of a save fails once, in five ways: the file is the old one or the new one, and a failure is told."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.reliability.faulting import FAULTS

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
KINDS = ("photo", "weights", "session", "settings", "checkpoint")

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("cc") is None, reason="needs Linux and a C compiler"
)


@dataclass(frozen=True)
class Outcome:
    """What came of one save in which one call failed."""

    call: int
    fault: str
    ended: str
    reached: bool
    which: int | None
    temporary: int


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("shim") / "faults.so"
    command = ["cc", "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o", str(path), str(HERE / "faults.c")]
    subprocess.run([*command, "-ldl"], check=True)
    return path


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: the calls are the same, and hundreds of fsyncs take no time."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else tmp_path) as name:
        yield Path(name)


def outcomes(kind: str, folder: Path, shim: Path) -> list[Outcome]:
    environment = {**os.environ, "LD_PRELOAD": str(shim), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-W", "ignore::DeprecationWarning", str(HERE / "faulting.py"), kind, str(folder)]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=200, check=False)
    assert ran.returncode == 0, ran.stderr
    return [Outcome(*json.loads(line)) for line in ran.stdout.splitlines()]


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_call_fails_the_file_is_old_or_new(place: Path, shim: Path, kind: str) -> None:
    tried = outcomes(kind, place, shim)
    hit = [one for one in tried if one.reached]
    for fault in FAULTS:
        assert len([one for one in hit if one.fault == fault]) >= 5, f"a save makes more calls than that: {tried}"
    assert [one for one in tried if one.which not in (0, 1)] == [], "damaged"
    assert {one.ended for one in tried} <= {"saved", "told", "killed"}, "something escaped"
    assert [one for one in tried if one.ended == "saved" and one.which != 1] == [], "a failure was not told"
    assert max(one.temporary for one in tried) <= (2 if kind == "session" else 1)  # a session has two files
    assert [one for one in tried if one.ended == "told" and one.temporary] == []
    assert {one.ended for one in hit if one.fault == "SIGKILL"} == {"killed"}
    assert {one.ended for one in hit if one.fault == "ENOSPC"} >= {"told"}


def test_the_same_faults_do_damage_a_naive_saver(place: Path, shim: Path) -> None:
    tried = outcomes("naive", place, shim)
    assert [one for one in tried if one.which not in (0, 1)]
