"""A file has one living owner, and anybody's once that owner is gone."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from restorer.owning import Ownership

HOLDER = """
import sys, pathlib
from restorer.owning import Ownership
held = Ownership.take(pathlib.Path(sys.argv[1]))
print("held" if held else "refused", flush=True)
sys.stdin.read()
"""


def holder(path: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", HOLDER, str(path)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_a_second_owner_is_refused_until_the_first_lets_go(tmp_path: Path) -> None:
    path = tmp_path / "a.running"
    first = Ownership.take(path)
    assert first is not None
    assert json.loads(path.read_text())["process"] == os.getpid()
    assert Ownership.take(path) is None
    first.release()
    first.release()
    assert not path.exists()
    second = Ownership.take(path)
    assert second is not None
    second.release()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_a_killed_owner_is_gone_and_a_living_one_is_not(tmp_path: Path, number: signal.Signals) -> None:
    path = tmp_path / "a.running"
    process = holder(path)
    assert process.stdout is not None
    assert process.stdin is not None
    assert process.stdout.readline() == "held\n"
    assert Ownership.take(path) is None
    os.kill(process.pid, number)
    process.wait(timeout=30)
    process.stdin.close()
    process.stdout.close()
    taken = Ownership.take(path)
    assert taken is not None
    taken.release()


def test_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("x")
    (tmp_path / "a.running").symlink_to(precious)
    with pytest.raises(OSError, match=r"a\.running"):
        Ownership.take(tmp_path / "a.running")
    assert precious.read_text() == "x"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"process": -1}', b'{"process": 1e300}', b"[" * 5000])
def test_without_locks_an_unreadable_owner_is_gone(content: bytes) -> None:
    from restorer.owning import _is_running

    assert not _is_running(content)
    assert _is_running(json.dumps({"process": os.getppid()}).encode())
