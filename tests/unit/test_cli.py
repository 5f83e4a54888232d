"""The verbs do what they say, refuse what they must, and say it in a sentence."""

import dataclasses
import functools
import hashlib
import json
import os
import signal
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

import restorer
from restorer import cli, compose, photo, resources, weights
from tests.originals import Originals

Run = Callable[..., tuple[int, list[str], list[str]]]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], tiny_model: Path) -> Run:
    """Runs `restorer restore ...` with the tiny model in this process: exit code, output lines, error lines."""

    def go(*arguments: object, model: object = tiny_model, noise: object = 25) -> tuple[int, list[str], list[str]]:
        given = ["restore", *map(str, arguments), "--threads", "1"]
        given += ["--model", str(model)] if model is not None else []
        given += ["--noise", str(noise)] if noise is not None else []
        code = cli.main(given)
        out, err = capfdbinary.readouterr()
        return code, os.fsdecode(out).splitlines(), os.fsdecode(err).splitlines()

    return go


def samples_of(path: Path) -> np.ndarray:
    return photo.load(path).samples


def bundle(monkeypatch: pytest.MonkeyPatch, folder: Path, tiny_model: Path) -> Path:
    """A resources folder with the tiny model as denoise-fast and denoise-best."""
    home = folder / "resources" / "weights"
    home.mkdir(parents=True)
    known = weights.read(tiny_model)
    for name, scale in (("denoise-fast", 1), ("denoise-best", 2)):
        tensors = {key: tensor * scale for key, tensor in known.tensors.items()}
        card = dataclasses.replace(known.card, name=name, title=f"{name} [red]by test[/red]")
        weights.write(home / f"{name}.safetensors", card, tensors)
    weights.write_sums(home)
    monkeypatch.setattr(resources, "folder", lambda name: folder / "resources" / name)
    return home


def test_a_result_lies_beside_its_original(run: Run, noisy_photo: Path) -> None:
    code, out, err = run(noisy_photo)
    result = noisy_photo.with_name("noisy-restored.png")
    assert (code, out, err) == (0, [str(result)], [])
    assert samples_of(result).shape == (160, 192, 3)
    assert compose.changed_samples(samples_of(result), samples_of(noisy_photo)) > 1000
    assert run(noisy_photo)[1] == [str(noisy_photo.with_name("noisy-restored-2.png"))]


def test_a_tile_too_small_is_raised_and_that_is_said(run: Run, clean_photo: Path, tmp_path: Path) -> None:
    arguments = ("--device", "cpu", "--precision", "fp32", "--report", tmp_path / "r.json", "--tile")
    code, _, err = run(clean_photo, *arguments, 64)
    sentence = "A CPU computes tiles of at least 128 pixels; the 64 asked for became 128."
    assert (code, err) == (0, [f"{clean_photo}: {sentence}"])
    assert json.loads((tmp_path / "r.json").read_text())["photos"][0]["notices"] == [sentence]
    assert run(clean_photo, *arguments, 128)[::2] == (0, [])


def test_output_to_a_file_and_to_a_folder(run: Run, noisy_photo: Path, tmp_path: Path) -> None:
    assert run(noisy_photo, "-o", tmp_path / "out.png")[:2] == (0, [str(tmp_path / "out.png")])
    folder = tmp_path / "deep" / "results"
    assert run(noisy_photo, "-o", f"{folder}/")[:2] == (0, [str(folder / "noisy-restored.png")])
    assert run(noisy_photo, "-o", folder)[1] == [str(folder / "noisy-restored-2.png")]


def test_many_photos_go_to_a_folder(run: Run, noisy_photo: Path, clean_photo: Path, tmp_path: Path) -> None:
    code, out, err = run(noisy_photo, clean_photo, noisy_photo, "-o", tmp_path / "new")
    names = ["noisy-restored.png", "clean-restored.png", "noisy-restored-2.png"]
    assert (code, out, err) == (0, [str(tmp_path / "new" / name) for name in names], [])
    assert samples_of(Path(out[0])).tobytes() == samples_of(Path(out[2])).tobytes()


@pytest.mark.parametrize("there", [True, False])
def test_many_photos_do_not_go_to_a_file(run: Run, noisy_photo: Path, tmp_path: Path, there: bool) -> None:
    target = tmp_path / "out.jpg"
    if there:
        target.write_bytes(b"something")
    said = f"{target} is not a folder. With several photos, name a folder after -o."
    assert run(noisy_photo, noisy_photo, "-o", target) == (1, [], [said])
    assert target.exists() == there


@pytest.mark.parametrize("way", ["itself", "symbolic link", "hard link"])
def test_an_original_is_not_replaced(run: Run, noisy_photo: Path, tmp_path: Path, way: str) -> None:
    target = noisy_photo if way == "itself" else tmp_path / "other.png"
    if way == "symbolic link":
        target.symlink_to(noisy_photo)
    elif way == "hard link":
        target.hardlink_to(noisy_photo)
    said = f"{target} is the original. Choose another name, or add --overwrite to replace it."
    assert run(noisy_photo, "-o", target) == (1, [], [said])


def test_an_existing_file_is_replaced_only_when_told(run: Run, noisy_photo: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.png"
    target.write_bytes(b"precious")
    said = f"{target} exists already. Choose another name, or add --overwrite to replace it."
    assert run(noisy_photo, "-o", target) == (1, [], [said])
    assert target.read_bytes() == b"precious"
    assert run(noisy_photo, "-o", target, "--overwrite")[:2] == (0, [str(target)])
    assert samples_of(target).shape == (160, 192, 3)


def test_an_original_can_be_replaced_when_told(run: Run, noisy_photo: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.png"
    copy.write_bytes(noisy_photo.read_bytes())
    before = hashlib.sha256(copy.read_bytes()).hexdigest()
    assert run(copy, "-o", copy, "--overwrite", "--report", tmp_path / "r.json")[:2] == (0, [str(copy)])
    (report,) = json.loads((tmp_path / "r.json").read_text())["photos"]
    assert report["input_sha256"] == before
    assert report["output_sha256"] == hashlib.sha256(copy.read_bytes()).hexdigest() != before


def test_strength_zero_saves_the_same_samples(run: Run, noisy_photo: Path, tmp_path: Path) -> None:
    assert run(noisy_photo, "--strength", 0, "-o", tmp_path / "off.png")[0] == 0
    assert run(noisy_photo, "--strength", 100, "-o", tmp_path / "on.png")[0] == 0
    original = samples_of(noisy_photo)
    assert samples_of(tmp_path / "off.png").tobytes() == original.tobytes()
    assert samples_of(tmp_path / "on.png").tobytes() != original.tobytes()


def test_strength_colour_and_grain_blend_the_result(run: Run, noisy_photo: Path, tmp_path: Path) -> None:
    run(noisy_photo, "-o", tmp_path / "full.png")
    run(noisy_photo, "-o", tmp_path / "part.png", "--strength", 60, "--colour", 30, "--grain", 50)
    expected = compose.blend(
        samples_of(noisy_photo), samples_of(tmp_path / "full.png"), compose.Adjustment(0.6, 0.3, 0.5)
    )
    assert samples_of(tmp_path / "part.png").tobytes() == expected.tobytes()


def test_sixteen_bits_stay_sixteen(run: Run, tmp_path: Path, originals: Originals) -> None:
    source = tmp_path / "scan.tif"
    ramp = np.linspace(0, 65535, 96 * 64 * 3).reshape(64, 96, 3).astype(np.uint16)
    photo.save(photo.from_rgb(ramp), source)
    originals.add(source)
    assert run(source, "-o", tmp_path / "off.tif", "--strength", 0, "--compression", "lzw")[0] == 0
    assert run(source, "-o", tmp_path / "on.tif")[0] == 0
    assert samples_of(tmp_path / "off.tif").tobytes() == ramp.tobytes()
    on = samples_of(tmp_path / "on.tif")
    assert on.dtype == np.uint16
    assert len(np.unique(on)) > 256


@pytest.mark.parametrize(
    ("noise", "level"), [("unknown", None), ("0", 0.0), ("12.5", 12.5), ("auto", pytest.approx(25, abs=5))]
)
def test_the_noise_level_is_told(run: Run, noisy_photo: Path, tmp_path: Path, noise: str, level: float | None) -> None:
    told = noise if noise != "auto" else None
    assert run(noisy_photo, "--report", tmp_path / "r.json", noise=told)[0] == 0
    assert json.loads((tmp_path / "r.json").read_text())["photos"][0]["level"] == level


def test_the_report_says_what_was_done(run: Run, noisy_photo: Path, tmp_path: Path, tiny_model: Path) -> None:
    bad = tmp_path / "empty.jpg"
    bad.write_bytes(b"")
    arguments = [
        noisy_photo,
        bad,
        "-o",
        tmp_path / "out",
        "--report",
        tmp_path / "r.json",
        "--strength",
        50,
        "--seed",
        7,
    ]
    code, out, err = run(*arguments)
    said = f"{bad} is empty (0 bytes). Use another copy of the file."
    assert (code, len(out), err) == (1, 1, [said])
    content = json.loads((tmp_path / "r.json").read_text())
    assert content["failed"] == [{"input": str(bad), "sentence": said}]
    (report,) = content["photos"]
    before, after = samples_of(noisy_photo), samples_of(Path(out[0]))
    expected = {
        "input": str(noisy_photo),
        "input_sha256": hashlib.sha256(noisy_photo.read_bytes()).hexdigest(),
        "output": out[0],
        "output_sha256": hashlib.sha256(Path(out[0]).read_bytes()).hexdigest(),
        "model": "tiny",
        "weights_sha256": hashlib.sha256(tiny_model.read_bytes()).hexdigest(),
        "mode": "denoise",
        "level": 25.0,
        "adjustment": {"strength": 0.5, "colour": 1.0, "grain": 0.0, "cap": 0, "feather": 0},
        "seed": 7,
        "megapixels": 160 * 192 / 1e6,
        "samples_changed": int((before != after).sum()),
        "samples_total": before.size,
        "restorer": restorer.__version__,
    }
    assert {key: report[key] for key in expected} == expected
    assert report["samples_changed"] > 0
    assert report["device"] in ("cpu", "cuda", "mps")
    assert report["precision"] in ("fp32", "bf16", "fp16")
    assert report["seconds"] > 0


def test_a_report_replaces_no_photo(run: Run, noisy_photo: Path, tmp_path: Path) -> None:
    said = f"{noisy_photo} is a photo of this command. Choose another name for the report."
    assert run(noisy_photo, "--report", noisy_photo) == (1, [], [said])
    out = tmp_path / "out.png"
    said = f"{out} is a photo of this command. Choose another name for the report."
    assert run(noisy_photo, "-o", out, "--report", out) == (1, [], [said])
    other = tmp_path / "other.jpg"
    other.write_bytes(b"precious")
    said = f"{other} exists already and is no report. Choose a name that ends in .json."
    assert run(noisy_photo, "--report", other) == (1, [], [said])
    assert other.read_bytes() == b"precious"
    assert sorted(path.name for path in noisy_photo.parent.iterdir()) == ["noisy.png"]


def test_a_report_that_cannot_be_written_is_said(run: Run, noisy_photo: Path, tmp_path: Path) -> None:
    place = tmp_path / "missing" / "r.json"
    code, out, err = run(noisy_photo, "--report", place)
    assert (code, len(out)) == (1, 1), "the photo is saved all the same"
    assert err == [f"The report {place} could not be written: No such file or directory. Choose another place."]


@pytest.mark.parametrize(
    ("name", "arguments", "result"),
    [
        ("a.JPG", [], "a-restored.JPG"),
        ("a.jpeg", [], "a-restored.jpeg"),
        ("a.jpg", ["--format", "tif"], "a-restored.tif"),
        ("a.png", ["--format", "webp", "--quality", "50"], "a-restored.webp"),
        ("a.bmp", [], "a-restored.bmp"),
    ],
)
def test_the_name_fits_the_format(
    run: Run, clean_photo: Path, tmp_path: Path, name: str, arguments: list[str], result: str
) -> None:
    photo.save(photo.load(clean_photo), tmp_path / name)
    code, out, _ = run(tmp_path / name, *arguments)
    assert (code, out) == (0, [str(tmp_path / result)])
    wanted = {".tif": "tiff", ".webp": "webp", ".bmp": "bmp"}.get(Path(result).suffix, "jpeg")
    assert photo.load(tmp_path / result).format == wanted


def test_a_wrong_name_gets_the_right_suffix(run: Run, clean_photo: Path, tmp_path: Path) -> None:
    (tmp_path / "really-a-png.jpg").write_bytes(clean_photo.read_bytes())
    assert run(tmp_path / "really-a-png.jpg")[1] == [str(tmp_path / "really-a-png-restored.png")]


def test_a_format_that_cannot_be_written(run: Run, clean_photo: Path) -> None:
    code, out, err = run(clean_photo, "--format", "gif")
    assert (code, out) == (1, [])
    assert err == ["The photo cannot be saved: GIF cannot be written. Choose PNG (.png) or TIFF (.tif)."]


@pytest.mark.parametrize(
    "wrong",
    [
        ["--noise", "-1"],
        ["--noise", "76"],
        ["--noise", "nan"],
        ["--noise", "much"],
        ["--tile", "0"],
        ["--tile", "-64"],
        ["--tile", "99999"],
        ["--tile", "²"],
        ["--strength", "101"],
        ["--grain", "-1"],
        ["--mode", "fly"],
        ["--device", "moon"],
        ["--quality", "0"],
        ["--compression", "zip"],
        ["--seed", "-1"],
        ["--no-such-option"],
    ],
)
def test_wrong_options_are_usage_errors(run: Run, clean_photo: Path, wrong: list[str]) -> None:
    code, out, err = run(clean_photo, *wrong, noise=None)
    assert (code, out) == (2, [])
    assert wrong[0] in " ".join(err)


def test_no_photo_is_a_usage_error(run: Run) -> None:
    code, out, err = run()
    assert (code, out) == (2, [])
    assert "PHOTO" in " ".join(err)


def test_the_best_installed_model_is_taken(
    run: Run, clean_photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tiny_model: Path
) -> None:
    bundle(monkeypatch, tmp_path, tiny_model)
    for asked, used in ((None, "denoise-best"), ("fast", "denoise-fast"), ("denoise-fast", "denoise-fast")):
        assert run(clean_photo, "--report", tmp_path / "r.json", model=asked)[0] == 0
        assert json.loads((tmp_path / "r.json").read_text())["photos"][0]["model"] == used


def test_a_mode_without_a_model_says_so(
    run: Run, clean_photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tiny_model: Path
) -> None:
    bundle(monkeypatch, tmp_path, tiny_model)
    said = "No model for deblur is installed. Name a .safetensors file with --model."
    assert run(clean_photo, "--mode", "deblur", model=None) == (1, [], [said])


def test_a_model_that_is_not_there(run: Run, clean_photo: Path, tmp_path: Path) -> None:
    code, out, err = run(clean_photo, model="nonsense")
    assert (code, out, len(err)) == (1, [], 1)
    assert err[0].startswith("There is no model called “nonsense”; ")
    code, out, err = run(clean_photo, clean_photo, model=tmp_path / "none.safetensors")
    assert (code, out, len(err)) == (1, [], 1), "said once, not for each photo"
    assert str(tmp_path / "none.safetensors") in err[0]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_between_tiles(
    run: Run, clean_photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    seen: list[int] = []

    def show(_bar: object, _path: Path, progress: object) -> None:
        seen.append(getattr(progress, "done", -1))
        if getattr(progress, "done", 0) == 3:
            os.kill(os.getpid(), number)

    monkeypatch.setattr(cli._Bar, "show", show)
    handlers = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    code, out, err = run(
        clean_photo, clean_photo, "-o", tmp_path / "out", "--tile", 16, "--report", tmp_path / "r.json"
    )
    assert (code, out, err) == (130, [], ["Stopped; 0 of 2 photos were saved."])
    assert list((tmp_path / "out").iterdir()) == []
    assert max(seen) <= 4, "there are 120 tiles"
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == handlers
    assert json.loads((tmp_path / "r.json").read_text())["photos"] == []


def test_models_are_listed(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tiny_model: Path
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    home = bundle(monkeypatch, tmp_path, tiny_model)
    assert cli.main(["models"]) == 0
    out = capfd.readouterr().out
    for word in ("denoise-best", "denoise-fast", "residual", "[red]by test[/red]"):
        assert word in out
    count = sum(tensor.size for tensor in weights.read(tiny_model).tensors.values())
    assert out.count(f"{count:,}") == 2
    assert cli.main(["models", "--json"]) == 0
    listed = json.loads(capfd.readouterr().out)
    assert [card["name"] for card in listed] == ["denoise-best", "denoise-fast"]
    assert [card["sha256"] for card in listed] == [
        hashlib.sha256((home / f"{card['name']}.safetensors").read_bytes()).hexdigest() for card in listed
    ]


def test_a_damaged_model_is_said_and_the_others_listed(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tiny_model: Path
) -> None:
    path = bundle(monkeypatch, tmp_path, tiny_model) / "denoise-best.safetensors"
    path.write_bytes(path.read_bytes()[:-1])
    assert cli.main(["models", "--json"]) == 1
    out, err = capfd.readouterr()
    assert [card["name"] for card in json.loads(out)] == ["denoise-fast"]
    assert err == f"{path} is not the file it should be: its SHA-256 differs. Install the model again.\n"


def test_no_models_is_no_failure(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "folder", lambda name: tmp_path / name)
    assert cli.main(["models"]) == 0
    assert capfd.readouterr().out == "No models are installed. Name a .safetensors file with --model.\n"


@pytest.mark.long
def test_bench_prints_its_figures(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tiny_model: Path
) -> None:
    from restorer import bench

    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(bench, "run", functools.partial(bench.run, rounds=1, megapixels=()))
    assert cli.main(["bench", "--model", str(tiny_model), "--json"]) == 0
    assert "tiny" in json.dumps(json.loads(capfd.readouterr().out))
    assert cli.main(["bench", "--model", str(tiny_model)]) == 0
    assert "tiny" in capfd.readouterr().out


def test_bench_of_a_model_that_is_not_there(capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["bench", "--model", "nonsense"]) == 1
    assert capfd.readouterr().err.startswith("There is no model called “nonsense”; ")


def test_a_sample_is_written_once(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    target = tmp_path / "sample.png"
    assert cli.main(["sample", "-o", str(target)]) == 0
    assert capfd.readouterr().out == f"{target}\n"
    assert photo.load(target).height > 100
    assert cli.main(["sample", "-o", str(target)]) == 1
    assert capfd.readouterr().err.startswith(f"{target} exists already.")
    assert cli.main(["sample", "-o", str(tmp_path)]) == 0
    assert Path(capfd.readouterr().out.strip()).parent == tmp_path


def test_the_version_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--version"]) == 0
    assert capfd.readouterr().out == f"restorer {restorer.__version__}\n"


def test_the_tiny_picture(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "dot.png"
    cv2.imwrite(str(path), np.array([[[1, 2, 3]]], np.uint8))
    assert run(path)[0] == 0
    assert samples_of(tmp_path / "dot-restored.png").shape == (1, 1, 3)
