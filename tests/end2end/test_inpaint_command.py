"""Filling from the command line, with the shipped weights, as a person types it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.originals import Originals


def _run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "restorer", "restore", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=240, env={**os.environ})


@pytest.fixture
def torn(tmp_path: Path, astronaut: np.ndarray, originals: Originals) -> Path:
    """A 16-bit TIFF portrait with a scratch and a hole, and `mask.png` beside it."""
    clean = np.ascontiguousarray(astronaut[20:180, 130:330])
    mask = cv2.line(np.zeros((160, 200), np.uint8), (0, 20), (150, 150), 255, 4)
    cv2.circle(mask, (160, 50), 18, 255, -1)
    damaged = clean.astype(np.uint16) * 257 + 3
    damaged[mask > 0] = 65535
    cv2.imwrite(str(tmp_path / "mask.png"), mask)
    cv2.imwrite(str(tmp_path / "photo.tif"), damaged[..., ::-1])
    originals.add(tmp_path / "mask.png")
    return originals.add(tmp_path / "photo.tif")


def test_holes_are_filled_and_nothing_else(torn: Path) -> None:
    folder = torn.parent
    plan = ("--mode", "inpaint", "--mask", "mask.png", "--seed", "5")
    first = _run("photo.tif", "-o", "one.tif", *plan, "--candidates", "2", "--report", "one.json", folder=folder)
    assert (first.returncode, first.stderr) == (0, "")
    again = _run("photo.tif", "-o", "two.tif", *plan, folder=folder)
    assert again.returncode == 0
    pictures = {
        name: cv2.imread(str(folder / name), cv2.IMREAD_UNCHANGED)
        for name in ("photo.tif", "one.tif", "one-seed6.tif", "two.tif")
    }
    sound = cv2.imread(str(folder / "mask.png"), cv2.IMREAD_GRAYSCALE) == 0
    for name in ("one.tif", "one-seed6.tif"):
        assert pictures[name].dtype == np.uint16
        assert np.array_equal(pictures[name][sound], pictures["photo.tif"][sound])
        assert (pictures[name][~sound] != 65535).any(axis=1).mean() > 0.99
    assert np.array_equal(pictures["one.tif"], pictures["two.tif"])
    assert not np.array_equal(pictures["one.tif"], pictures["one-seed6.tif"])
    (report,) = json.loads((folder / "one.json").read_text())["photos"]
    assert report["samples_changed_outside"] == 0
    assert report["samples_outside"] == int(sound.sum()) * 3
    assert report["pixels_invented"] == int((~sound).sum())
    assert (report["mode"], report["engine"], report["seed"]) == ("inpaint", "auto", 5)
    assert [Path(name).name for name in report["others"]] == ["one-seed6.tif"]


@pytest.mark.parametrize(
    ("mask", "sentence"),
    [
        (None, "Name a mask with --mask MASK.png"),
        (np.zeros((160, 200), np.uint8), "is all black, so there is nothing to fill"),
        (np.full((160, 200), 255, np.uint8), "The mask covers the whole photo"),
        (np.full((16, 20), 255, np.uint8), "is 20 x 16, photo.tif is 200 x 160 pixels"),
    ],
)
def test_a_mask_that_does_not_do_is_a_sentence(torn: Path, mask: np.ndarray | None, sentence: str) -> None:
    plan = ["--mode", "inpaint"]
    if mask is not None:
        cv2.imwrite(str(torn.parent / "other.png"), mask)
        plan += ["--mask", "other.png"]
    done = _run("photo.tif", "-o", "out.tif", *plan, folder=torn.parent)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (torn.parent / "out.tif").exists()
