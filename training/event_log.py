"""What happens in a run, told as it happens: a line of JSON each, in the run's folder and on the output."""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from restorer import runs


class EventLog:
    """Appends to a run's `progress.jsonl`, each line flushed whole; see `restorer.runs` for what reads it.

    `echo` prints the same lines on the output (`json`), a sentence for a person (`text`), or nothing (empty). A disk
    that is full or gone takes nothing from the run: the event is then only printed. Without a folder nothing is kept,
    as in all processes of a run but its first.
    """

    def __init__(self, folder: Path | None, *, echo: str = "") -> None:
        self._path = None if folder is None else folder / runs.EVENTS
        self._echo = echo

    def write(self, event: str, **facts: Any) -> None:
        """Tells one event; `facts` are what JSON can hold, numbers that are not finite become null."""
        line = json.dumps(_finite({"event": event, "time": round(time.time(), 3), **facts}))
        if self._path is not None:
            try:
                _append(self._path, line)
            except OSError as error:
                sys.stderr.write(f"{self._path} could not be written: {error.strerror}.\n")
        if self._echo == "json":
            _say(line)
        elif self._echo == "text" and (sentence := told(event, facts)):
            _say(sentence)


def told(event: str, facts: dict[str, Any]) -> str:
    """One line for a person; empty for what is told too often or shown by pictures alone."""
    where = f"step {facts.get('step')}"
    if event == "held_out":
        figures = ", ".join(f"{name} {value:.2f}" for name, value in facts["figures"].items())
        return f"{where}, {_clock(facts['seconds'])}, {facts['share']:.0%}: {figures}"
    if event == "step":
        return f"{where}, {_clock(facts['seconds'])}, {facts['share']:.0%}: loss {facts['loss']:.5f}"
    if event == "survey":
        head = f"{facts['photos']} photos, {facts['held_out']} of them held out, {facts['squares']} squares"
        return "\n".join([head, *facts["warnings"]])
    if event == "trial":
        return f"{facts['patches_per_second']:.1f} patches/s, {facts['data_wait_share']:.1%} of it waiting for data"
    if event == "verdict":
        rows = [f"{row['name']}: {row['new']:.2f}, was {row['shipped']:.2f} {row['unit']}" for row in facts["rows"]]
        return "\n".join([f"Beside {facts['shipped']}, on the held-out photos:", *rows])
    if event == "done":
        return f"Done; the best weights are {facts['weights']}." if facts["weights"] else ""
    if event == "paused":
        return f"Paused at {where}; write run into the file control of its folder to go on."
    return f"Goes on from {where}." if event == "resumed" else ""


def _append(path: Path, line: str) -> None:
    """The line as one write; first ends a line that a killed process left half written."""
    with path.open("ab+") as stream:
        start = b""
        if stream.seek(0, os.SEEK_END) > 0:
            stream.seek(-1, os.SEEK_END)
            start = b"" if stream.read(1) == b"\n" else b"\n"
        stream.write(start + line.encode() + b"\n")


def _say(text: str) -> None:
    try:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except OSError:  # a reader that has gone away takes nothing from the run
        pass


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(entry) for entry in value]
    if isinstance(value, float):
        return value if abs(value) < float("inf") else None
    return value


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"
