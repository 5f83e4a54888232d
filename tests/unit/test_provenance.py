"""A report says what was done, from the files and the samples themselves."""

import hashlib
import json
import os
import sys
from pathlib import Path

import numpy as np
import pytest

import restorer
from restorer import provenance
from restorer.compose import Adjustment
from restorer.document import Edit
from restorer.provenance import Failure, Places, Report, describe, to_json


def report(folder: Path) -> Report:
    before = np.zeros((20, 50, 3), np.uint8)
    after = before.copy()
    after[3, :, 1] = 7
    edit = Edit(
        name="denoise",
        mode="denoise",
        result=after,
        model="denoise-best",
        sha256="ab" * 32,
        level=None,
        seed=3,
        device="cpu",
        precision="fp32",
        seconds=1.23456,
        adjustment=Adjustment(0.5, 0.25, 0.125),
        notices=("Smaller tiles were used.",),
    )
    (folder / "out.png").write_bytes(b"the output")
    return describe(
        edit,
        Places(folder / "in.jpg", "cd" * 32, folder / "out.png"),
        change=(before, after),
        notices=("JPEG holds 8 bits.", "Smaller tiles were used."),
    )


def test_every_field_is_the_measured_one(tmp_path: Path) -> None:
    content = json.loads(to_json([report(tmp_path)]))
    (found,) = content["photos"]
    peak = found.pop("peak_memory_mb")
    assert found == {
        "input": str(tmp_path / "in.jpg"),
        "input_sha256": "cd" * 32,
        "output": str(tmp_path / "out.png"),
        "output_sha256": hashlib.sha256(b"the output").hexdigest(),
        "model": "denoise-best",
        "weights_sha256": "ab" * 32,
        "mode": "denoise",
        "level": None,
        "adjustment": {"strength": 0.5, "colour": 0.25, "grain": 0.125, "cap": 0, "feather": 0},
        "seed": 3,
        "device": "cpu",
        "precision": "fp32",
        "seconds": 1.235,
        "megapixels": 0.001,
        "samples_changed": 50,
        "samples_total": 3000,
        "samples_outside": None,
        "samples_changed_outside": None,
        "pixels_invented": 0,
        "engine": "",
        "others": [],
        "steps": [],
        "notices": ["Smaller tiles were used.", "JPEG holds 8 bits."],
        "restorer": restorer.__version__,
    }
    assert (content["restorer"], content["failed"]) == (restorer.__version__, [])
    if sys.platform == "linux":
        assert 20 < peak < 100_000


def test_of_a_filling_the_report_counts_what_lies_outside_its_mask(tmp_path: Path) -> None:
    (tmp_path / "out.png").write_bytes(b"the output")
    before = np.full((64, 64, 3), 9, np.uint8)
    mask = np.zeros((64, 64), np.uint8)
    mask[:4, :5] = 255
    edit = Edit(
        name="inpaint", mode="inpaint", result=np.zeros_like(before), model="m", sha256="0", level=None, seed=1,
        device="cpu", precision="fp32", seconds=0.0, adjustment=Adjustment(), mask=mask, engine="large",
    )  # fmt: skip
    places = Places(tmp_path / "in.png", "0", tmp_path / "out.png", (tmp_path / "other.png",))
    after = before.copy()
    after[:4, :5] = 0
    found = describe(edit, places, change=(before, after))
    assert (found.samples_changed, found.samples_outside, found.samples_changed_outside) == (60, 64 * 64 * 3 - 60, 0)
    assert (found.pixels_invented, found.engine, found.others) == (20, "large", (str(tmp_path / "other.png"),))
    after[63, 63, 2] = 8
    assert describe(edit, places, change=(before, after)).samples_changed_outside == 1


def test_failures_and_odd_names_are_kept() -> None:
    name = os.fsdecode(b"\xff.jpg")
    content = json.loads(to_json([], [Failure(input=name, sentence=f"{name} is empty.")]).encode("ascii"))
    assert content["failed"] == [{"input": name, "sentence": f"{name} is empty."}]
    assert content["photos"] == []


@pytest.mark.skipif(sys.platform != "linux", reason="VmHWM is Linux's")
def test_the_peak_is_seen() -> None:
    before = provenance.peak_memory_mb()
    assert before is not None
    held = np.ones(int(before * 1e6 / 8) + 20_000_000)
    after = provenance.peak_memory_mb()
    assert after is not None
    assert after > before + 100
    del held
    assert provenance.peak_memory_mb() == pytest.approx(after, rel=0.1)
