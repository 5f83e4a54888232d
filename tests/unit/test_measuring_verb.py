"""`restorer measure`, by its command line."""

from pathlib import Path

import cv2
import pytest

from restorer import cli, measuring
from tests.unit.test_measuring import banded


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "scan.png"
    cv2.imwrite(str(path), banded(128, 160, mean=120, sigma=10, seed=1)[..., ::-1])
    return path


def test_noise_is_measured_on_patches(scan: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before, target = scan.read_bytes(), tmp_path / "noise.json"
    assert cli.main(["measure", str(scan), "--patch", "0,0,120,120", "--patch", "20, 8,90,110", "-o", str(target)]) == 0
    noise = measuring.read(target)
    assert noise.levels[0, 0] > noise.levels[0, 2] > 10
    out = capfd.readouterr().out.splitlines()
    assert out[0].startswith("brightness 1")
    assert out[1].startswith("grain ")
    assert scan.read_bytes() == before


@pytest.mark.parametrize(
    ("patch", "output", "sentence"),
    [
        ("0,0,120", "n.json", "“0,0,120” is not a place"),
        ("-1,0,60,60", "n.json", "“-1,0,60,60” is not a place"),
        ("0,0,9,9", "n.json", "too small"),
        ("100,0,90,60", "n.json", "not inside the photo of 160 x 128"),
        ("0,0,60,60", "scan.png", "is the photo"),
        ("0,0,60,60", "other.txt", "no measurement"),
        ("0,0,60,60", "none/n.json", "cannot be written"),
    ],
)
def test_what_cannot_be_measured_is_one_sentence(
    scan: Path, patch: str, output: str, sentence: str, capfd: pytest.CaptureFixture[str]
) -> None:
    (scan.parent / "other.txt").write_text("kept")
    before = scan.read_bytes()
    assert cli.main(["measure", str(scan), f"--patch={patch}", "-o", str(scan.parent / output)]) == 1
    error = capfd.readouterr().err
    assert sentence in error
    assert error.count("\n") == 1
    assert scan.read_bytes() == before
    assert (scan.parent / "other.txt").read_text() == "kept"
    assert not (scan.parent / "n.json").exists()


def test_what_is_no_photo_is_one_sentence(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert (
        cli.main(["measure", str(tmp_path / "none.tif"), "--patch", "0,0,60,60", "-o", str(tmp_path / "n.json")]) == 1
    )
    assert capfd.readouterr().err.count("\n") == 1
