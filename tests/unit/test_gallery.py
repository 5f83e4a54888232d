"""The verb `generate`: files, names, sheets, and one sentence for each mistake."""

from pathlib import Path

import numpy as np
import pytest

from restorer import cli, photo
from tests.generators import write_generator


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(write_generator(tmp_path_factory.mktemp("models"), "gan", name="flora"))


def run(*arguments: str) -> int:
    return cli.main(["generate", "--device", "cpu", *arguments])


def test_writes_pictures_and_a_sheet_and_prints_their_paths(
    model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "all.png"
    out = tmp_path / "out"
    wanted = ["--class", "rose", "--count", "3", "--seed", "5", "--grid", str(sheet)]
    assert run("-o", str(out), "--model", model, *wanted) == 0
    paths = [out / f"flora-rose-{seed}.png" for seed in (5, 6, 7)]
    assert capsys.readouterr().out.splitlines() == [*map(str, paths), str(sheet)]
    assert photo.load(sheet).samples.shape == (34, 34, 3)
    assert np.array_equal(photo.load(sheet).samples[:16, :16], photo.load(paths[0]).samples)
    again = tmp_path / "again"
    assert run("-o", str(again), "--model", model, "--class", "rose", "--seed", "6") == 0
    assert (again / paths[1].name).read_bytes() == paths[1].read_bytes()


def test_frames_between_two_seeds_are_numbered_and_nothing_is_overwritten(model: str, tmp_path: Path) -> None:
    for _ in range(2):
        wanted = ["--interpolate", "1,9", "--frames", "2", "--class", "rose"]
        assert run("-o", str(tmp_path), "--model", model, *wanted) == 0
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["flora-rose-1-9-000000-2.png", "flora-rose-1-9-000000.png", "flora-rose-1-9-000001-2.png",
                     "flora-rose-1-9-000001.png"]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--count", "0"], "The number of pictures must be from 1 to 1,000,000, not 0."),
        (["--count", "1000001"], "The number of pictures must be from 1 to 1,000,000, not 1,000,001."),
        (["--seed", "-1"], "Seeds must be from 0 to 2147483647, not -1."),
        (["--class", "oak"], "The model “flora” knows no class “oak”; choose one of daisy, rose."),
        (["--variety", "9"], "The variety must be from 0.1 to 1.5, not 9."),
        (["--grid", "x.jpg"], "x.jpg is no name for a grid. Choose one that ends in .png."),
        (
            ["--count", "2000", "--grid", "x.png"],
            "A grid holds at most 1,024 pictures. Ask for fewer, or leave --grid out.",
        ),
    ],
)
def test_a_mistake_is_one_sentence_and_writes_nothing(
    model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    assert run("-o", str(tmp_path / "out"), "--model", model, *arguments) == 1
    assert capsys.readouterr().err == f"{sentence}\n"
    assert not (tmp_path / "out").exists()


def test_a_model_of_another_kind_makes_no_pictures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("-o", str(tmp_path / "out"), "--model", "denoise-fast") == 1
    assert "is made for denoise and makes no pictures" in capsys.readouterr().err
