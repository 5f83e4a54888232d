"""`restorer restore` for blurred and old photos: the mode's model, what it is told, steps of tone, refusals."""

import dataclasses
import json
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from restorer import cli, photo, resources, weights

Run = Callable[..., tuple[int, list[str], list[str]]]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Runs `restorer restore ...` in this process: exit code, output lines, error lines."""

    def go(*arguments: object) -> tuple[int, list[str], list[str]]:
        code = cli.main(["restore", *map(str, arguments), "--threads", "1"])
        out, err = capfdbinary.readouterr()
        return code, os.fsdecode(out).splitlines(), os.fsdecode(err).splitlines()

    return go


def samples_of(path: Path) -> np.ndarray:
    return photo.load(path).samples


def repair_bundle(monkeypatch: pytest.MonkeyPatch, folder: Path, tiny_model: Path, *modes: weights.Mode) -> None:
    """A resources folder with the tiny model as the best of these modes."""
    home = folder / "resources" / "weights"
    home.mkdir(parents=True)
    known = weights.read(tiny_model)
    for mode in modes:
        card = dataclasses.replace(known.card, name=f"{mode}-best", mode=mode)
        weights.write(home / f"{mode}-best.safetensors", card, known.tensors)
    weights.write_sums(home)
    monkeypatch.setattr(resources, "folder", lambda name: folder / "resources" / name)


def test_a_blurred_photo_is_sharpened_by_the_deblurring_model(
    run: Run, clean_photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tiny_model: Path
) -> None:
    repair_bundle(monkeypatch, tmp_path, tiny_model, weights.Mode.DEBLUR)
    common = (clean_photo, "-o", tmp_path / "r.png", "--overwrite", "--report", tmp_path / "r.json")
    results = []
    for blur in ("auto", "motion"):
        assert run(*common, "--mode", "deblur", "--blur", blur)[0] == 0
        results.append(samples_of(tmp_path / "r.png"))
    told = json.loads((tmp_path / "r.json").read_text())["photos"][0]
    assert (told["mode"], told["model"], told["level"], told["steps"]) == ("deblur", "deblur-best", None, [])
    assert not np.array_equal(*results)
    assert run(*common, "--mode", "deblur", "--strength", "0")[0] == 0
    assert np.array_equal(samples_of(tmp_path / "r.png"), samples_of(clean_photo))


def test_an_old_photo_gets_the_steps_that_were_asked_for(
    run: Run, clean_photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tiny_model: Path
) -> None:
    repair_bundle(monkeypatch, tmp_path, tiny_model, weights.Mode.OLDPHOTO)
    common = (clean_photo, "-o", tmp_path / "r.png", "--overwrite", "--mode", "oldphoto", "--strength", "0")
    assert run(*common)[0] == 0
    assert np.array_equal(samples_of(tmp_path / "r.png"), samples_of(clean_photo))
    more = ("--fading", "100", "--contrast", "50", "--report", tmp_path / "r.json")
    assert run(*common, *more)[0] == 0
    assert json.loads((tmp_path / "r.json").read_text())["photos"][0]["steps"] == ["fading 100%", "low contrast 50%"]
    assert samples_of(tmp_path / "r.png").std() > samples_of(clean_photo).std()


@pytest.mark.parametrize("style", ["loud", "1.2", "-0.1", "nan"])
def test_a_style_that_is_none_is_refused(run: Run, clean_photo: Path, style: str) -> None:
    code, out, err = run(clean_photo, "--mode", "oldphoto", "--style", style)
    assert (code, out) == (2, [])
    assert "faithful, vivid, or a number from 0 to 1" in " ".join(" ".join(err).replace("│", " ").split())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(("--fading", "50"), "Fading, cast and contrast belong to old photos. Add --mode oldphoto."),
     (("--style", "vivid"), "Only deblurring and old photos have a vivid style. Add --mode deblur or oldphoto.")],
)  # fmt: skip
def test_what_a_mode_does_not_have_is_refused(
    run: Run, clean_photo: Path, arguments: tuple[str, ...], said: str
) -> None:
    assert run(clean_photo, *arguments) == (1, [], [said])


def test_no_vivid_model_says_so(
    run: Run, clean_photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tiny_model: Path
) -> None:
    repair_bundle(monkeypatch, tmp_path, tiny_model, weights.Mode.DEBLUR)
    code, out, err = run(clean_photo, "--mode", "deblur", "--style", "vivid")
    assert (code, out, len(err)) == (1, [], 1)
    assert err[0].endswith("was not restored: No vivid model for deblur is installed. Choose the style faithful.")
