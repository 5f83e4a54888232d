"""A model of one's own, from the first click to a saved photo in the real window; the measures by which it counts."""

import itertools
import json
import os
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage.data

from tests.end2end import training_in_the_window as script

ROOT = Path(__file__).resolve().parents[2]
SIDE = 212


def write_photos(folder: Path, *, most: int = 100) -> None:
    """Pieces that do not overlap, of the colour pictures that scikit-image installs, one of each in turn."""
    data = skimage.data
    pictures = (data.astronaut(), data.chelsea(), data.rocket(), data.coffee(), data.immunohistochemistry(),
                data.retina()[200:1200, 200:1200], data.hubble_deep_field())  # fmt: skip
    folder.mkdir()
    rounds = itertools.zip_longest(*(pieces(picture) for picture in pictures))
    found = [piece for some in rounds for piece in some if piece is not None]
    for number, piece in enumerate(found[:most]):
        cv2.imwrite(str(folder / f"{number:03}.png"), piece)


def pieces(picture: np.ndarray) -> list[np.ndarray]:
    """Squares that do not overlap, BGR."""
    rows, columns = (range(0, side - SIDE + 1, SIDE) for side in picture.shape[:2])
    return [picture[top : top + SIDE, left : left + SIDE, ::-1] for top in rows for left in columns]


def test_the_damage_is_banded_and_coloured() -> None:
    clean = np.full((256, 256, 3), 128, np.uint8)
    noise = script.damaged(clean, seed=1).astype(float) - 128
    assert np.array_equal(script.damaged(clean, seed=1).astype(float) - 128, noise)
    rows, columns = noise.mean(axis=1), noise.mean(axis=0)
    assert rows.std() == pytest.approx(script.BANDS, rel=0.2)
    assert columns.std() < 0.2 * rows.std()  # bands lie across
    rest = (noise - rows[:, np.newaxis]).reshape(-1, 3)
    assert rest.std() == pytest.approx(script.GRAIN, rel=0.1)
    assert abs(np.corrcoef(rest.T)[0, 1]) < 0.1  # each channel has a grain of its own


def test_the_gain_is_that_of_the_worst_psnr() -> None:
    rows = [
        {"name": "pairs", "new": 30.0, "shipped": 28.0, "unit": "dB"},
        {"name": "pairs, gain", "new": 9.0, "shipped": 1.0, "unit": "dB"},
        {"name": "detail", "new": 9.0, "shipped": 9.9, "unit": ""},
    ]
    assert script.gain({"rows": rows}) == pytest.approx(2.0)
    worse = {"name": "sigma 25", "new": 27.0, "shipped": 28.0, "unit": "dB"}
    assert script.gain({"rows": [*rows, worse]}) == pytest.approx(-1.0)


def test_too_few_photos_are_said(tmp_path: Path) -> None:
    write_photos(tmp_path / "photos", most=3)
    with pytest.raises(SystemExit, match="holds 3 photos; 31 are needed"):
        script.Material(tmp_path / "photos", tmp_path / "home")


@pytest.mark.long
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("how", ["pairs", "measured"])
def test_a_model_of_ones_own(tmp_path: Path, how: str) -> None:
    write_photos(tmp_path / "photos")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, str(ROOT / "tests" / "end2end" / "training_in_the_window.py"), "--how", how]
    command += ["--photos", str(tmp_path / "photos"), "--budget", "10m", "--out", str(tmp_path / "shots")]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=7000, check=False)
    assert ran.returncode == 0, f"{ran.stdout}{ran.stderr}"
    result = json.loads(ran.stdout.splitlines()[-1])
    assert result["gain"] >= script.LEAST_GAIN
    assert result["new photo, own"] > result["new photo, shipped"] > 0
    assert Path(result["saved"]).is_file()
    assert len(list((tmp_path / "shots").glob("*-dark.png"))) >= 10
