"""`restorer detect` and `--mask auto`: masks where they belong, figures as JSON, and sentences for what does not do."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from restorer import cli, damage, infrared, photo
from restorer.damage import Rules
from tests.originals import Originals
from tests.unit.detector import write_detector


@pytest.fixture
def scan(tmp_path: Path, astronaut: np.ndarray, originals: Originals) -> Path:
    """A scratched portrait, `infrared.png` and a detector of random weights, `own.safetensors`, beside it."""
    samples = np.ascontiguousarray(astronaut[:120, 120:280])
    scratch = cv2.line(np.zeros((120, 160), np.uint8), (10, 10), (140, 100), 255, 3)
    samples[scratch > 0] = 250
    plane = np.full((120, 160), 220, np.uint8)
    plane[scratch > 0] = 60
    cv2.imwrite(str(tmp_path / "infrared.png"), plane)
    cv2.imwrite(str(tmp_path / "scan.png"), samples[..., ::-1])
    write_detector(tmp_path / "own.safetensors")
    originals.add(tmp_path / "infrared.png")
    return originals.add(tmp_path / "scan.png")


def run(*words: str | Path) -> int:
    return cli.main([*map(str, words)])


def test_a_mask_lies_beside_the_photo_and_holds_what_the_map_says(
    scan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plane = scan.parent / "infrared.png"
    assert run("detect", scan, "--infrared", plane) == 0
    target = scan.parent / "scan-mask.png"
    assert capsys.readouterr().out.strip() == str(target)
    expected = damage.found(infrared.find(photo.load(scan), infrared.load(plane)).likelihood, Rules())
    assert np.array_equal(cv2.imread(str(target), cv2.IMREAD_UNCHANGED), expected)
    assert 0 < (expected > 0).mean() < 0.1


def test_figures_are_told_as_json(scan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mask = scan.parent / "m.png"
    words = ("detect", scan, "-o", mask, "--model", scan.parent / "own.safetensors", "--threads", "1", "--json")
    assert run(*words, "--sensitivity", "90", "--min-size", "4") == 0
    told = json.loads(capsys.readouterr().out)
    written = cv2.imread(str(mask), cv2.IMREAD_GRAYSCALE) > 0
    assert told["share"] == pytest.approx(written.mean())
    assert (told["source"], told["sensitivity"]) == ("detect", 90)
    assert len(told["sha256"]) == 64
    assert sum(piece["area"] for piece in told["detections"]) == written.sum() > 0


def test_found_and_filled_in_one_go(scan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = scan.parent / "r.json"
    words = ("--mode", "inpaint", "--engine", "classic", "--mask", "auto", "--infrared", scan.parent / "infrared.png")
    assert run("restore", scan, "-o", scan.parent / "out.png", *words, "--report", report) == 0
    assert "Damage was found at 1 place" in capsys.readouterr().err
    (told,) = json.loads(report.read_text())["photos"]
    assert told["samples_changed_outside"] == 0
    assert told["pixels_invented"] > 100
    assert told["model"].startswith("infra-red")
    before, after = (cv2.imread(str(scan.parent / name)) for name in ("scan.png", "out.png"))
    assert 0.005 < (before != after).any(axis=2).mean() < 0.1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("-o", "scan.png"), "scan.png is the original"),
        (
            ("-o", "scan.png", "--overwrite", "--infrared", "infrared.png"),
            "scan.png is an opened photo; the mask was not written over it",
        ),
        (("--infrared", "small.png"), "The infra-red plane is 8 x 6, the photo 160 x 120 pixels"),
        (("--infrared", "scan.png"), "scan.png holds no infra-red plane"),
        (("--model", "nowhere.safetensors"), "nowhere.safetensors"),
    ],
)
def test_what_does_not_do_is_a_sentence(
    scan: Path, words: tuple[str, ...], sentence: str, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(scan.parent)
    cv2.imwrite("small.png", np.zeros((6, 8), np.uint8))
    assert run("detect", "scan.png", *words) == 1
    told = capsys.readouterr()
    assert sentence in told.err
    assert len(told.err.splitlines()) == 1
    assert not (scan.parent / "scan-mask.png").exists()


def test_nothing_found_is_a_sentence_and_no_file(
    scan: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(scan.parent)
    cv2.imwrite("clean.png", np.full((120, 160), 220, np.uint8))
    words = ("--mode", "inpaint", "--mask", "auto", "--infrared", "clean.png")
    assert run("restore", "scan.png", "-o", "out.png", *words) == 1
    assert "No damage was found at sensitivity 50" in capsys.readouterr().err
    assert not Path("out.png").exists()


def test_the_mode_detect_is_explained(scan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("restore", scan, "--mode", "detect") == 1
    assert "use `restorer detect`" in capsys.readouterr().err
