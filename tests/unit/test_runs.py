"""Runs on disk: events as they are written, commands, states, one living process, a start that outlives its parent."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from restorer import runs
from restorer.owning import is_held
from restorer.runs import Run, RunError

TRAINER = """
import json, os, sys, time
from pathlib import Path
from restorer.runs import Run
run = Run(Path(sys.argv[1]))
lock = run.take()
print("output", sys.argv[2:], flush=True)
print("error", file=sys.stderr, flush=True)
step = 0
while run.commanded() != "stop" and step < 2000:
    step += 1
    with (run.folder / "progress.jsonl").open("a") as stream:
        stream.write(json.dumps({"event": "step", "time": 0, "step": step}) + "\\n")
    time.sleep(0.01)
print("ended", os.getsid(0), flush=True)
"""

PARENT = """
import sys
from pathlib import Path
from restorer import runs
trainer, folder = Path(sys.argv[1]), Path(sys.argv[2])
runs._program = lambda: [sys.executable, str(trainer), str(folder)]
run = runs.start(folder, ["--resume"])
print(run.is_running(), run._process.pid, flush=True)
"""


def write(run: Run, *events: dict[str, object], end: str = "\n") -> None:
    with (run.folder / runs.EVENTS).open("a", encoding="utf-8", newline="") as stream:
        stream.write("\n".join(json.dumps(event) for event in events) + end)


def wait_for(condition: object, *, seconds: float = 60.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.02)
    return False


def test_a_half_written_line_is_left_for_the_next_time(tmp_path: Path) -> None:
    run = Run(tmp_path)
    assert run.events() == ([], 0)
    write(run, {"event": "step", "step": 1}, {"event": "step", "step": 2}, end="\n")
    with (tmp_path / runs.EVENTS).open("ab") as stream:
        stream.write(b'{"event": "st')
    found, offset = run.events()
    assert [event["step"] for event in found] == [1, 2]
    assert run.events(after=offset) == ([], offset)
    with (tmp_path / runs.EVENTS).open("ab") as stream:
        stream.write(b'ep", "step": 3}\n')
    found, offset = run.events(after=offset)
    assert [event["step"] for event in found] == [3]
    assert offset == (tmp_path / runs.EVENTS).stat().st_size


@pytest.mark.parametrize("line", [b"\x00" * 40, b'{"event": "st', b"[1]", b'{"event": 3}', b"", b"[" * 100_000])
def test_a_line_that_is_no_event_is_passed_over(tmp_path: Path, line: bytes) -> None:
    run = Run(tmp_path)
    write(run, {"event": "step", "step": 1})
    with (tmp_path / runs.EVENTS).open("ab") as stream:
        stream.write(line + b"\n")
    write(run, {"event": "step", "step": 2})
    assert [event["step"] for event in run.events()[0]] == [1, 2]


def test_a_file_that_began_anew_is_read_from_its_start(tmp_path: Path) -> None:
    run = Run(tmp_path)
    write(run, *({"event": "step", "step": step} for step in range(9)))
    _, offset = run.events()
    (tmp_path / runs.EVENTS).unlink()
    assert run.events(after=offset) == ([], offset)
    write(run, {"event": "survey"})
    assert [event["event"] for event in run.events(after=offset)[0]] == ["survey"]


def test_commands_are_one_of_three_words(tmp_path: Path) -> None:
    run = Run(tmp_path)
    assert run.commanded() == "run"
    for word in runs.WORDS:
        run.command(word)
        assert run.commanded() == word
        assert (tmp_path / runs.CONTROL).read_bytes() == word.encode()
    with pytest.raises(ValueError, match=r"“halt” is not a command; allowed are run, pause, stop"):
        run.command("halt")
    for damaged in (b"\xff\xfe", b"stopping", b"s" * 100_000):
        (tmp_path / runs.CONTROL).write_bytes(damaged)
        assert run.commanded() == "run"
    run.forget_command()
    run.forget_command()
    assert not (tmp_path / runs.CONTROL).exists()


@pytest.mark.parametrize(
    ("events", "state"),
    [
        ([], "new"),
        ([{"event": "survey"}], "interrupted"),
        ([{"event": "step"}], "interrupted"),
        ([{"event": "paused"}], "interrupted"),
        ([{"event": "step"}, {"event": "done", "reason": "budget"}], "done"),
        ([{"event": "failed", "message": "x"}], "failed"),
        ([{"event": "failed", "message": "x"}, {"event": "resumed"}], "interrupted"),
        ([{"event": "trial"}, {"event": "done", "reason": "trial"}], "new"),
        ([{"event": "done", "reason": "trial"}, {"event": "step"}], "interrupted"),
    ],
)
def test_states_without_a_process(tmp_path: Path, events: list[dict[str, object]], state: str) -> None:
    run = Run(tmp_path)
    if events:
        write(run, *events)
    assert run.state() == state
    assert state in runs.STATES


def test_the_state_of_a_long_run_is_read_from_its_end(tmp_path: Path) -> None:
    run = Run(tmp_path)
    write(run, {"event": "failed", "message": "x"}, *({"event": "best", "step": step} for step in range(9000)))
    write(run, {"event": "step", "step": 9001})
    assert (tmp_path / runs.EVENTS).stat().st_size > 2 * runs._RECENT
    assert run.state() == "interrupted"
    assert len(run._recent()) < 9000
    write(run, {"event": "done", "reason": "budget"})
    assert run.state() == "done"


def test_states_with_a_process(tmp_path: Path) -> None:
    run = Run(tmp_path)
    lock = run.take()
    assert run.state() == "running"
    write(run, {"event": "step"}, {"event": "paused"})
    assert run.state() == "paused"
    write(run, {"event": "resumed"})
    assert run.state() == "running"
    lock.release()
    assert run.state() == "interrupted"


def test_two_processes_never_share_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "_PATIENCE", 0.1)
    run = Run(tmp_path / "deep" / "run")
    lock = run.take()
    with pytest.raises(RunError, match=r"run is in use by another training"):
        Run(run.folder).take()
    lock.release()
    Run(run.folder).take().release()


def test_a_folder_that_is_a_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RunError, match="cannot be used for a run"):
        Run(tmp_path / "file").take()


@pytest.mark.parametrize("process", [os.getpid(), os.getppid(), 2**22 + 1], ids=["ours", "another's", "nobody's"])
def test_a_lock_left_behind_misleads_nobody_even_if_its_number_is_used_again(tmp_path: Path, process: int) -> None:
    run = Run(tmp_path)
    (tmp_path / runs.LOCK).write_text(json.dumps({"process": process, "started": 0}))
    assert not run.is_running()
    run.take().release()


def test_asking_does_not_take_the_lock_away(tmp_path: Path) -> None:
    assert not is_held(tmp_path / runs.LOCK)
    assert not (tmp_path / runs.LOCK).exists()
    run = Run(tmp_path)
    lock = run.take()
    for _ in range(3):
        assert Run(tmp_path).is_running()
    lock.release()
    assert not run.is_running()


def test_a_started_run_outlives_its_parent_and_obeys(tmp_path: Path) -> None:
    folder, trainer = tmp_path / "run", tmp_path / "trainer.py"
    folder.mkdir()
    (folder / runs.CONFIG).write_text('name = "a"\n')
    (folder / runs.CONTROL).write_text("stop")  # of an earlier life
    trainer.write_text(TRAINER, encoding="utf-8")
    command = [sys.executable, "-c", PARENT, str(trainer), str(folder)]
    parent = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    is_running, child = parent.stdout.split()
    assert is_running == "True"
    run = Run(folder)
    assert wait_for(lambda: len(run.events()[0]) > 3)  # the parent has ended before it wrote the first
    assert run.state() == "running"
    with pytest.raises(RunError, match="is in use by another training"):
        runs.start(folder)
    run.command("stop")
    assert wait_for(lambda: not run.is_running())
    log = run.log_path.read_text().splitlines()
    assert set(log) == {f"output ['train', {str(run.config_path)!r}, '--out', {str(folder)!r}, '--resume']", "error",
                        f"ended {child}"}  # fmt: skip


def test_a_killed_run_is_noticed_by_who_started_it_and_by_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / runs.CONFIG).touch()
    (tmp_path / "trainer.py").write_text(TRAINER, encoding="utf-8")
    monkeypatch.setattr(runs, "_program", lambda: [sys.executable, str(tmp_path / "trainer.py"), str(tmp_path)])
    run = runs.start(tmp_path)
    assert run.state() == "running"  # though it may not have begun to write
    assert wait_for(lambda: len(run.events()[0]) > 1)
    assert run._process is not None
    if sys.platform != "win32":
        assert os.getpriority(os.PRIO_PROCESS, run._process.pid) == min(19, os.getpriority(os.PRIO_PROCESS, 0) + 5)
    os.kill(run._process.pid, signal.SIGKILL)
    assert wait_for(lambda: not run.is_running())
    assert [Run(tmp_path).state(), run.state()] == ["interrupted", "interrupted"]


def test_a_run_that_was_not_set_up_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"has no config\.toml; set the run up again"):
        runs.start(tmp_path)


def test_the_frozen_program_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    assert runs._program() == [sys.executable, "-m", "restorer"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert runs._program() == [sys.executable]


def test_runs_are_listed_the_last_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert runs.list_runs(tmp_path / "nowhere") == []
    for age, name in enumerate(("new", "old")):
        (tmp_path / name).mkdir()
        (tmp_path / name / runs.CONFIG).touch()
        os.utime(tmp_path / name / runs.CONFIG, (1e9 - age, 1e9 - age))
    (tmp_path / "not a run").mkdir()
    assert [run.folder.name for run in runs.list_runs(tmp_path)] == ["new", "old"]
    monkeypatch.setenv("RESTORER_DATA_DIR", str(tmp_path))
    assert runs.runs_folder() == tmp_path / "runs"


def test_paths_of_a_run(tmp_path: Path) -> None:
    run = Run(tmp_path)
    assert (run.config_path, run.weights_path) == (tmp_path / "config.toml", tmp_path / "best.safetensors")
