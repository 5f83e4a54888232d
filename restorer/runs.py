"""Runs of training as folders on disk: what happened in them, what they are told, whether one is alive."""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from restorer import files, resources
from restorer.files import printable
from restorer.owning import Ownership, is_held

CONFIG, EVENTS, CONTROL, LOCK, BEST, LOG, PICTURES = (
    "config.toml",
    "progress.jsonl",
    "control",
    "lock",
    "best.safetensors",
    "log.txt",
    "pictures",
)
WORDS = ("run", "pause", "stop")
STATES = ("new", "running", "paused", "interrupted", "done", "failed")
TRIAL = "trial"  # the reason of a `done` after which a run has not begun yet
_PATIENCE = 2.0  # seconds; whoever asks whether a lock is held holds it for a moment
_RECENT = 2**17  # bytes at the end of the events; no event is longer
_MAX_WORD = 64  # bytes of the control file that are read


class RunError(Exception):
    """A run that cannot be started; the text is a sentence for the person, naming the folder."""


class _Detached(subprocess.Popen[bytes]):
    """A process that nobody waits for: letting go of it is no mistake."""

    def __del__(self) -> None:
        pass


class Run:
    """One run's folder; reading it never disturbs the process that trains there, and needs no such process.

    Files: `config.toml`, the run as it was asked for; `progress.jsonl`, one event a line, a JSON object with `event`
    and `time` (Unix seconds); `control`, one of `WORDS`; `lock`, held by the process that trains; `best.safetensors`,
    the weights of the best held-out moment; `log.txt`, what the process said; `pictures`, those named in events.
    """

    def __init__(self, folder: Path, *, process: "subprocess.Popen[bytes] | None" = None) -> None:
        self.folder = folder
        self._process = process

    @property
    def config_path(self) -> Path:
        """The run as it was asked for."""
        return self.folder / CONFIG

    @property
    def weights_path(self) -> Path:
        """The weights of the best held-out moment so far; missing before the first."""
        return self.folder / BEST

    @property
    def log_path(self) -> Path:
        """What a detached process wrote on its output and error output."""
        return self.folder / LOG

    def events(self, *, after: int = 0, most: int = -1) -> tuple[list[dict[str, Any]], int]:
        """The whole events from byte `after` of the file on, and where to read on; none if there is no file.

        No more than `most` bytes are read at once, -1 for all; no event is as long as 64 KiB.

        A last line without its end is left for the next time. A line that is no event, as a killed process or a
        computer without power leaves it, is passed over. After a `resumed` event, what was told of later steps than
        its `step` happens again.
        """
        try:
            with (self.folder / EVENTS).open("rb") as stream:
                if os.fstat(stream.fileno()).st_size < after:  # another run began in this folder
                    after = 0
                stream.seek(after)
                content = stream.read(most)
        except OSError:
            return [], after
        whole, end, _ = content.rpartition(b"\n")
        found = [event for line in whole.split(b"\n") if (event := _event(line)) is not None]
        return found, after + len(whole) + len(end)

    def command(self, word: str) -> None:
        """Tells the process to `run`, `pause` or `stop`; it obeys at its next step. Raises OSError."""
        if word not in WORDS:
            raise ValueError(f"“{word}” is not a command; allowed are {', '.join(WORDS)}.")
        files.replace_bytes(self.folder / CONTROL, word.encode())

    def commanded(self) -> str:
        """What the process is told to do; `run` if nobody said anything that is understood."""
        try:
            with (self.folder / CONTROL).open("rb") as stream:
                word = stream.read(_MAX_WORD).decode("ascii", errors="replace").strip()
        except OSError:
            return "run"
        return word if word in WORDS else "run"

    def forget_command(self) -> None:
        """Takes back whatever was commanded."""
        (self.folder / CONTROL).unlink(missing_ok=True)

    def is_running(self) -> bool:
        """True while a process trains in this folder or is about to; a dead process is never taken for a live one."""
        if self._process is not None and self._process.poll() is None:
            return True
        return is_held(self.folder / LOCK)

    def state(self) -> str:
        """One of `STATES`; `interrupted` is a run whose process is gone without a word, which can be resumed."""
        events = self._recent()
        told = [event for event in events if event["event"] in ("paused", "resumed", "step", "done", "failed")]
        last = told[-1] if told else {"event": ""}
        if self.is_running():
            return "paused" if last["event"] == "paused" else "running"
        if last["event"] == "failed":
            return "failed"
        if last["event"] == "done":
            return "new" if last.get("reason") == TRIAL else "done"
        return "interrupted" if events or self.log_path.exists() else "new"

    def _recent(self) -> list[dict[str, Any]]:
        """The last events, as far as anybody asks how a run stands; all of them where a few are long."""
        try:
            size = (self.folder / EVENTS).stat().st_size
        except OSError:
            return []
        return self.events(after=max(0, size - _RECENT))[0] or self.events()[0]

    def take(self) -> Ownership:
        """Makes this process the one that trains here, until it ends or gives the lock back.

        Raises `RunError` if another process trains here or the folder cannot be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            end = time.monotonic() + _PATIENCE
            while (lock := Ownership.take(self.folder / LOCK)) is None:
                if time.monotonic() > end:
                    raise RunError(
                        f"{printable(self.folder)} is in use by another training; wait for it or choose another folder."
                    )
                time.sleep(0.05)
        except OSError as error:
            raise RunError(f"{printable(self.folder)} cannot be used for a run: {error.strerror}.") from error
        return lock


def start(folder: Path, arguments: Sequence[str] = ()) -> Run:
    """Trains what `folder/config.toml` says, in a process of its own that outlives this one; comes back at once.

    The process lets others go first, so that painting stays smooth meanwhile.
    `arguments` are further ones of `restorer train`, for example `--resume`. Raises `RunError`.
    """
    run = Run(folder)
    if not run.config_path.is_file():
        raise RunError(f"{printable(folder)} has no {CONFIG}; set the run up again.")
    if run.is_running():
        raise RunError(f"{printable(folder)} is in use by another training; wait for it or choose another folder.")
    try:
        run.forget_command()
        with run.log_path.open("ab") as log:
            process = _Detached(
                [*_program(), "train", str(run.config_path), "--out", str(folder), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=_environment(),
                start_new_session=True,
                creationflags=_DETACHED,
            )
    except OSError as error:
        raise RunError(f"The training in {printable(folder)} cannot be started: {error.strerror}.") from error
    if sys.platform != "win32":
        with contextlib.suppress(OSError):  # it has ended already
            os.setpriority(os.PRIO_PROCESS, process.pid, os.getpriority(os.PRIO_PROCESS, 0) + _NICE)
    return Run(folder, process=process)


def list_runs(root: Path) -> list[Run]:
    """The runs in the folders of `root`, the last begun first; none if there is no such folder."""
    try:
        folders = [entry for entry in root.iterdir() if (entry / CONFIG).is_file()]
    except OSError:
        return []
    return [Run(entry) for entry in sorted(folders, key=lambda entry: (-_age(entry), entry.name))]


def runs_folder() -> Path:
    """Where the window keeps its runs; see `resources.user_data`."""
    return resources.user_data() / "runs"


# Windows has no sessions: there a child keeps the console of its parent unless it gets none. DETACHED_PROCESS,
# CREATE_NEW_PROCESS_GROUP, BELOW_NORMAL_PRIORITY_CLASS
_DETACHED = 0x00000008 | 0x00000200 | 0x00004000 if sys.platform == "win32" else 0
_NICE = 5  # steps by which the process lets others go first


def _program() -> list[str]:
    """What starts this program again: itself where it is frozen."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "restorer"]


def _environment() -> dict[str, str]:
    """This process's environment; a source tree is found by the child wherever it starts."""
    home = Path(__file__).resolve().parents[1]
    if getattr(sys, "frozen", False) or home.name in ("site-packages", "dist-packages"):
        return dict(os.environ)
    known = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(home), *([known] if known else [])])}


def _event(line: bytes) -> dict[str, Any] | None:
    try:
        event = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return event if isinstance(event, dict) and isinstance(event.get("event"), str) else None


def _age(folder: Path) -> float:
    try:
        return (folder / CONFIG).stat().st_mtime
    except OSError:
        return 0.0
