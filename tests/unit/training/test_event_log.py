"""Events are whole lines, whatever was there before, and a lost disk takes nothing from the run."""

import json
from pathlib import Path

import pytest

from restorer import runs
from restorer.runs import Run
from training.event_log import EventLog, told


def test_events_are_read_as_they_were_written(tmp_path: Path) -> None:
    log = EventLog(tmp_path)
    log.write("step", step=1, loss=0.5, parts={})
    log.write("done", reason="budget", weights=None)
    found, _ = Run(tmp_path).events()
    assert [(event["event"], event.get("loss"), event.get("reason")) for event in found] == [
        ("step", 0.5, None),
        ("done", None, "budget"),
    ]
    assert all(event["time"] > 1e9 for event in found)


def test_a_line_that_a_killed_process_left_half_written_takes_no_other_with_it(tmp_path: Path) -> None:
    (tmp_path / runs.EVENTS).write_bytes(b'{"event": "step", "ste')
    EventLog(tmp_path).write("resumed", step=20)
    assert [event["event"] for event in Run(tmp_path).events()[0]] == ["resumed"]


def test_what_is_no_number_is_null(tmp_path: Path) -> None:
    EventLog(tmp_path).write("held_out", figures={"a": float("nan"), "b": [float("inf"), 1.0]})
    line = (tmp_path / runs.EVENTS).read_text()
    assert json.loads(line, parse_constant=lambda word: pytest.fail(word))["figures"] == {"a": None, "b": [None, 1.0]}


def test_a_folder_that_is_gone_is_no_failure_of_the_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    EventLog(tmp_path / "gone", echo="json").write("step", step=3)
    said = capsys.readouterr()
    assert json.loads(said.out)["step"] == 3
    assert "could not be written" in said.err


def test_a_person_reads_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    log = EventLog(None, echo="text")
    log.write("held_out", step=20, seconds=3725.0, share=0.5, figures={"sigma25": 30.123}, picture=None)
    log.write("best", step=20, figure=30.1)
    assert capsys.readouterr().out == "step 20, 1:02:05, 50%: sigma25 30.12\n"
    assert told("survey", {"photos": 3, "held_out": 1, "squares": 9, "warnings": ["Too few."]}).endswith("\nToo few.")
    rows = [{"name": "sigma25", "new": 31.0, "shipped": 30.0, "unit": "dB"}]
    assert told("verdict", {"shipped": "a", "rows": rows}).endswith("\nsigma25: 31.00, was 30.00 dB")
