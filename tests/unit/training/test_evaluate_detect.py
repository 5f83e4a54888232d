"""Figures of a detector: counted over pixels, the same every time, and none of them can be had for nothing."""

import json

import numpy as np
import pytest

from restorer.damage import Rules
from restorer.engine import Options
from tests.unit.detector import detector
from training import evaluate_detect
from training.evaluate_detect import Measurement, measure_detect, report, summary
from training.export import named_figures

ONE = Options(device="cpu", threads=1)


@pytest.fixture
def pictures(astronaut: np.ndarray) -> list[tuple[str, np.ndarray]]:
    return [("a.png", np.ascontiguousarray(astronaut[:64, 200:280])), ("b.png", astronaut[100:164, 200:280].copy())]


def test_counts_become_shares() -> None:
    rows = [Measurement("a", 30, 40, 50, 1, 2, 1000), Measurement("b", 0, 0, 10, 0, 0, 1000)]
    total = summary(rows)
    assert total == {
        "images": 2, "iou": 30 / 70, "precision": 0.75, "recall": 0.5, "damaged": 0.03, "false_clean": 0.0005,
        "false_aged": 0.001,
    }  # fmt: skip


def test_the_same_photo_is_worn_in_the_same_way(pictures: list[tuple[str, np.ndarray]]) -> None:
    first = list(measure_detect(detector(), pictures, Rules(60), options=ONE))
    again = list(measure_detect(detector(), reversed(pictures), Rules(60), options=ONE))
    assert first == again[::-1]
    assert all(row.damaged < row.pixels and row.both <= min(row.found, row.damaged) for row in first)
    assert sum(row.damaged for row in first) > 0


def test_sensitivity_finds_more_right_and_wrong(pictures: list[tuple[str, np.ndarray]]) -> None:
    low, high = (
        summary(list(measure_detect(detector(), pictures, Rules(value), options=ONE))) for value in (5.0, 95.0)
    )
    assert high["recall"] > low["recall"]
    assert high["false_clean"] > low["false_clean"]


def test_the_report_can_be_read_by_people_and_programs(pictures: list[tuple[str, np.ndarray]]) -> None:
    rows = list(measure_detect(detector(), pictures, Rules(60), options=ONE))
    lines = list(report(rows, detector(), Rules(60), as_json=False))
    assert len(lines) == 3
    assert lines[-1].startswith("all of 2")
    (line,) = report(rows, detector(), Rules(60), as_json=True)
    result = json.loads(line)
    assert result["mean"] == pytest.approx(summary(rows))
    assert (result["mode"], result["model"], result["sensitivity"]) == ("detect", "detect", 60)
    figures = named_figures(result, "CBSD68")
    assert list(figures) == ["CBSD68, drawn damage, 2 photos, sensitivity 60", "CBSD68, undamaged, 2 photos"]
    assert figures["CBSD68, undamaged, 2 photos"].startswith("false marks ")


def test_the_kinds_are_those_that_can_be_drawn() -> None:
    from training import damage

    assert tuple(evaluate_detect.KINDS) == damage.KINDS
