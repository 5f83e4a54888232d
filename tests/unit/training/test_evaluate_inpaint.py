"""Fillings are measured in the holes, every method on the same ones, and nothing of the truth reaches a method."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skimage.data
from typer.testing import CliRunner

from training import masks
from training.__main__ import app
from training.config import ConfigError
from training.evaluate_inpaint import (
    GREY,
    Filled,
    Measurement,
    Setting,
    candidates_apart,
    hole_for,
    means,
    measure_inpaint,
    report,
    single,
)

EXACT = 10 * np.log10(12 * 255**2)  # dB; the error of rounding


@pytest.fixture(scope="module")
def pictures() -> list[tuple[str, np.ndarray]]:
    return [
        ("a.png", np.ascontiguousarray(skimage.data.astronaut()[0:80, 190:290])),
        ("b.png", np.ascontiguousarray(skimage.data.coffee()[100:180, 100:200])),
    ]


def row(method: str = "x", masks: str = "dust", **values: Any) -> Measurement:
    fields = {"image": "a", "psnr": 20.0, "ssim": 0.5, "detail": 0.5, "seconds": 1.0, "cpu_seconds": 2.0,
              "share": 0.1, "altered": 0}  # fmt: skip
    return Measurement(method=method, masks=masks, **(fields | values))


def test_methods_see_grey_in_the_hole_and_the_picture_around_it(pictures: list[tuple[str, np.ndarray]]) -> None:
    seen: list[tuple[np.ndarray, np.ndarray]] = []

    def spoil(picture: np.ndarray, hole: np.ndarray) -> np.ndarray:
        seen.append((picture.copy(), hole.copy()))
        picture[...], hole[...] = 0, False
        return picture

    methods = {"first": single(spoil), "second": single(spoil)}
    rows = list(measure_inpaint(methods, pictures, kinds=["scratch", "freeform"]))
    assert [(item.image, item.masks, item.method) for item in rows] == [
        (name, kind, method)
        for name, _ in pictures for kind in ("scratch", "freeform") for method in ("first", "second")
    ]  # fmt: skip
    clean = dict(pictures)
    for (picture, hole), item in zip(seen, rows, strict=True):
        assert (hole.dtype, hole.any(), hole.all()) == (np.bool_, True, False)
        assert np.array_equal(hole, hole_for(item.image, item.masks, *hole.shape))
        assert (picture[hole] == GREY).all()
        assert np.array_equal(picture[~hole], clean[item.image][~hole])
        assert item.share == hole.mean()


def test_the_truth_has_the_best_figures_and_grey_has_its_own(pictures: list[tuple[str, np.ndarray]]) -> None:
    name, clean = pictures[0]
    methods = {"truth": single(lambda picture, hole: clean), "grey": single(lambda picture, hole: picture)}
    truth, grey = measure_inpaint(methods, pictures[:1], kinds=["holes"])
    assert (truth.psnr, truth.ssim, truth.detail, truth.altered) == (pytest.approx(EXACT), 1.0, 1.0, 0)
    hole = hole_for(name, "holes", *clean.shape[:2])
    error = np.mean((clean[hole].astype(float) - GREY) ** 2)
    assert grey.psnr == pytest.approx(10 * np.log10(255**2 / error))
    assert grey.ssim < 0.5
    assert (grey.detail, grey.altered) == (0.0, 0)
    assert grey.spread is grey.within is None


def test_samples_altered_outside_the_hole_are_counted(pictures: list[tuple[str, np.ndarray]]) -> None:
    _, clean = pictures[1]

    def all_brighter(picture: np.ndarray, hole: np.ndarray) -> np.ndarray:
        picture[..., 0] = picture[..., 0] ^ 1
        return picture

    (item,) = measure_inpaint({"x": single(all_brighter)}, pictures[1:], kinds=["dust"])
    hole = hole_for("b.png", "dust", *clean.shape[:2])
    assert item.altered == (~hole).sum()


@pytest.mark.parametrize("kind", masks.KINDS)
def test_a_picture_has_the_same_hole_wherever_it_lies(kind: str) -> None:
    hole = hole_for("CBSD68/101085.webp", kind, 60, 90)
    assert np.array_equal(hole, hole_for("101085.png", kind, 60, 90))
    assert not np.array_equal(hole, hole_for("101087.png", kind, 60, 90))


def test_candidates_are_measured_by_their_spread() -> None:
    hole = np.zeros((1, 3), bool)
    hole[0, :2] = True
    clean = np.array([[[100, 100, 100], [50, 60, 70], [0, 0, 0]]], np.uint8)
    first = np.array([[[90, 100, 106], [50, 50, 50], [9, 9, 9]]], np.uint8)
    second = np.array([[[100, 100, 100], [60, 50, 50], [0, 0, 0]]], np.uint8)
    spread = np.array([[5, 5, 99]], np.uint8)
    # off the mean of the two by 5, 0, 3 and by 5, 10, 20
    assert candidates_apart(Filled(first, (first, second), spread), clean, hole) == (5.0, pytest.approx(4 / 6))
    assert candidates_apart(Filled(first, (first,), None), clean, hole) == (None, None)


def test_means_are_those_of_the_values_that_there_are() -> None:
    rows = [row(psnr=20.0, altered=3), row(psnr=30.0, detail=None, altered=4), row("y"), row(masks="text", psnr=1.0)]
    rows += [row("z", detail=detail) for detail in (0.2, 0.4, 9.0)]
    table = means(rows)
    assert list(table) == ["dust", "text"]
    assert list(table["dust"]) == ["x", "y", "z"]
    assert table["dust"]["x"] == pytest.approx(
        {"images": 2, "altered": 7, "psnr": 25.0, "ssim": 0.5, "detail": 0.5, "seconds": 1.0, "cpu_seconds": 2.0,
         "share": 0.1}
    )  # fmt: skip
    assert table["text"]["x"]["psnr"] == 1.0
    assert table["dust"]["z"]["detail"] == 0.4  # the median: flat ground does not rule


def test_lines_come_as_they_are_measured_and_end_in_the_means() -> None:
    taken = []

    def measuring() -> Iterator[Measurement]:
        for image in ("one", "two"):
            taken.append(image)
            yield row(image=image)

    lines = report(measuring(), Setting(("dust",)), as_json=False)
    assert next(lines).startswith("one")
    assert taken == ["one"]
    assert [line[:9] for line in lines] == ["two      ", "mean of 2"]
    whole = list(report([row(spread=4.0, within=0.25, altered=9, detail=None)], Setting(("dust",)), as_json=False))
    assert "20.00 dB" in whole[0]
    assert "spread 4.0, truth within 25%" in whole[0]
    assert "9 samples altered outside" in whole[0]
    assert "altered" not in next(report([row()], Setting(("dust",)), as_json=False))


def test_a_kind_that_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(ConfigError, match="--masks coffee is unknown; allowed are scratch, dust"):
        Setting(("dust", "coffee"))


def command(folder: Path, *words: str) -> list[str]:
    return ["evaluate", "--mode", "inpaint", "--images", str(folder), "--crop", "64", *words]


def test_a_part_of_the_pictures_is_measured_as_among_all(photos_folder: Path) -> None:
    results = []
    for words in (("--limit", "2"), ("--limit", "1")):
        run = CliRunner().invoke(
            app,
            command(photos_folder / "photos", "--masks", "text,dust", "--engine", "none", "--peers", "--json", *words),
        )
        assert run.exit_code == 0
        results.append(json.loads(run.stdout, parse_constant=pytest.fail))
    more, fewer = results
    assert (more["mode"], more["engine"], more["crop"], more["models"]) == ("inpaint", "none", 64, {})
    assert more["kinds"] == ["text", "dust"]
    assert more["mean"]["dust"]["OpenCV Telea"]["images"] == 2
    timeless = [
        [{key: value for key, value in image.items() if "seconds" not in key} for image in result["images"]]
        for result in results
    ]
    assert timeless[1] == timeless[0][: len(timeless[1])]
    assert len(timeless[0]) == 2 * len(timeless[1])
    assert fewer["mean"]["text"]["OpenCV Telea"]["psnr"] == next(
        image["psnr"] for image in more["images"] if image["method"] == "OpenCV Telea"
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [(("--engine", "none"), "Nothing is to be measured"), (("--masks", "coffee"), "--masks coffee is unknown")],
)
def test_what_cannot_be_measured_is_one_sentence(photos_folder: Path, words: tuple[str, ...], sentence: str) -> None:
    run = CliRunner().invoke(app, command(photos_folder / "photos", *words))
    assert isinstance(run.exception, ConfigError)
    assert str(run.exception).startswith(sentence)
