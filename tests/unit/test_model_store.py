"""A person's own models beside the shipped ones: they come, are chosen, checked, and go."""

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from restorer import cli, inpainting, model, model_store, models, repair, series, weights
from restorer.photo import from_rgb
from restorer.weights import Mode, WeightsError

BETTER = {"is_better": True, "shipped": "denoise-best", "rows": []}
WORSE = {
    "is_better": False,
    "shipped": "denoise-best",
    "rows": [
        {"name": "sigma25", "new": 28.0, "shipped": 30.5, "unit": "dB"},
        {"name": "grey", "new": 29.0, "shipped": 20.5, "unit": "dB"},
    ],
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for user data of its own."""
    monkeypatch.setenv("RESTORER_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data" / "models"


def named(source: Path, target: Path, **changes: object) -> Path:
    """A copy of a weights file with another card."""
    known = weights.read(source)
    weights.write(target, dataclasses.replace(known.card, **changes), known.tensors)  # type: ignore[arg-type]
    return target


def test_nothing_is_there_at_first(home: Path) -> None:
    assert model_store.own() == {}
    assert model_store.enabled() == {}
    assert [entry.is_own for entry in model_store.entries()] == [False] * len(weights.bundled())
    assert not home.exists()


def test_a_model_comes_and_goes(tiny_model: Path, tmp_path: Path, home: Path) -> None:
    source = named(tiny_model, tmp_path / "x.safetensors", name="denoise-mine")
    assert model_store.install(source, verdict=BETTER) == "denoise-mine"
    assert (home / "denoise-mine.safetensors").read_bytes() == source.read_bytes()
    assert model_store.verify("denoise-mine") == weights.read(source).sha256
    assert model.load_model("denoise-mine").card.name == "denoise-mine"
    model_store.export("denoise-mine", tmp_path / "out.safetensors")
    assert (tmp_path / "out.safetensors").read_bytes() == source.read_bytes()
    model_store.remove("denoise-mine")
    assert model_store.own() == {}
    assert weights.read_sums(home) == {}
    with pytest.raises(WeightsError, match="There is no model called “denoise-mine”"):
        model.load_model("denoise-mine")


def test_worse_weights_are_refused_with_the_figures_unless_one_insists(tiny_model: Path, home: Path) -> None:
    with pytest.raises(WeightsError, match=r"sigma25 28\.00 instead of 30\.50 dB") as refused:
        model_store.install(tiny_model, verdict=WORSE)
    assert "grey" not in str(refused.value)
    assert not home.exists()
    assert model_store.install(tiny_model, verdict=WORSE, insists=True) == "tiny"


def test_a_shipped_name_is_not_taken(tiny_model: Path, tmp_path: Path, home: Path) -> None:
    source = named(tiny_model, tmp_path / "x.safetensors", name="denoise-best")
    assert model_store.install(source) == "denoise-best-own"
    (home / "denoise-fast.safetensors").write_bytes(source.read_bytes())
    assert list(model_store.own()) == ["denoise-best-own"]
    assert model.load_model("denoise-fast").card.architecture == "unet-light"
    with pytest.raises(WeightsError, match="came with the program and stays"):
        model_store.remove("denoise-best")


def test_the_choice_of_a_mode_reaches_every_way_to_restore(tiny_model: Path, tmp_path: Path) -> None:
    model_store.install(named(tiny_model, tmp_path / "a.safetensors", name="denoise-mine"))
    model_store.install(named(tiny_model, tmp_path / "b.safetensors", name="fill", mode=Mode.INPAINT))
    assert series.model_name(None, Mode.DENOISE) == "auto"
    model_store.enable(Mode.DENOISE, "denoise-mine")
    model_store.enable(Mode.INPAINT, "fill")
    assert model_store.enabled() == {Mode.DENOISE: "denoise-mine", Mode.INPAINT: "fill"}
    assert series.model_name(None, Mode.DENOISE) == str(model_store.own()["denoise-mine"])
    assert series.model_name("fast", Mode.DENOISE) == "denoise-fast"
    assert model_store.preferred(Mode.INPAINT, inpainting.THIN_MODEL) == str(model_store.own()["fill"])
    assert model_store.preferred(Mode.DEBLUR, "deblur-best") == "deblur-best"
    model_store.enable(Mode.DENOISE, "denoise-fast")
    assert model_store.preferred(Mode.DENOISE, "") == "denoise-fast"
    model_store.remove("fill")
    assert model_store.enabled() == {Mode.DENOISE: "denoise-fast"}
    model_store.enable(Mode.DENOISE, None)
    assert model_store.enabled() == {}
    with pytest.raises(WeightsError, match=r"is for denoise\. Choose one for deblur"):
        model_store.enable(Mode.DEBLUR, "denoise-mine")


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'{"denoise": 3, "x": "tiny"}', b"[" * 50_000])
def test_a_damaged_choice_is_no_choice(tiny_model: Path, home: Path, content: bytes) -> None:
    model_store.install(tiny_model)
    (home / "enabled.json").write_bytes(content)
    assert model_store.enabled() == {}
    model_store.enable(Mode.DENOISE, "tiny")
    assert model_store.enabled() == {Mode.DENOISE: "tiny"}


def test_damaged_and_foreign_files(tiny_model: Path, tmp_path: Path, home: Path) -> None:
    foreign = tmp_path / "foreign.safetensors"
    foreign.write_bytes(b"\x80\x04cposix\nsystem\n")
    with pytest.raises(WeightsError, match="not a weights file"):
        model_store.install(foreign)
    assert not home.exists()
    model_store.install(tiny_model)
    path = home / "tiny.safetensors"
    path.write_bytes(path.read_bytes()[:-1] + b"\x01")
    with pytest.raises(WeightsError, match="its SHA-256 differs"):
        model_store.verify("tiny")
    with pytest.raises(WeightsError, match="its SHA-256 differs"):
        model.load_model("tiny")
    path.write_bytes(b"nothing")
    (entry,) = [entry for entry in model_store.entries() if entry.is_own]
    assert entry.card is None
    assert "tiny.safetensors is not a weights file" in entry.trouble


def test_the_verbs(tiny_model: Path, tmp_path: Path, home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["models", "import", str(tiny_model)]) == 0
    assert capfd.readouterr().out == "tiny\n"
    assert cli.main(["models", "enable", "tiny", "--mode", "denoise"]) == 0
    assert model_store.enabled() == {Mode.DENOISE: "tiny"}
    assert cli.main(["models"]) == 0
    assert "tiny *" in capfd.readouterr().out
    assert cli.main(["models", "verify", "tiny"]) == 0
    assert capfd.readouterr().out.strip() == weights.read(tiny_model).sha256
    assert cli.main(["models", "export", "tiny", "-o", str(tmp_path / "out.safetensors")]) == 0
    assert (tmp_path / "out.safetensors").read_bytes() == tiny_model.read_bytes()
    assert cli.main(["models", "enable", "", "--mode", "denoise"]) == 0
    assert model_store.enabled() == {}
    assert cli.main(["models", "remove", "tiny"]) == 0
    assert model_store.own() == {}
    capfd.readouterr()
    assert cli.main(["models", "remove", "denoise-best"]) == 1
    assert capfd.readouterr().err.startswith("The model “denoise-best” came with the program")
    assert cli.main(["models", "import", str(tmp_path / "missing.safetensors")]) == 1
    assert "missing.safetensors" in capfd.readouterr().err
    assert cli.main(["models", "export", "denoise-fast", "-o", str(tmp_path / "no" / "out.safetensors")]) == 1
    assert "cannot be written" in capfd.readouterr().err


def test_another_model_of_the_same_name_stays(tiny_model: Path, tmp_path: Path, home: Path) -> None:
    first = named(tiny_model, tmp_path / "a.safetensors", name="mine")
    other = named(tiny_model, tmp_path / "b.safetensors", name="Mine", title="Another")
    assert [model_store.install(place) for place in (first, other, first)] == ["mine", "Mine-own", "mine"]
    assert (home / "mine.safetensors").read_bytes() == first.read_bytes()
    assert {entry.name: entry.card.name for entry in model_store.entries() if entry.is_own and entry.card} == {
        "Mine-own": "Mine-own",
        "mine": "mine",
    }


def test_a_shipped_name_on_the_card_hides_nothing(tiny_model: Path, tmp_path: Path) -> None:
    name = model_store.install(named(tiny_model, tmp_path / "x.safetensors", name="denoise-best"))
    names = [entry.card.name for entry in model_store.entries() if entry.card is not None]
    assert (name, names.count("denoise-best"), names.count(name)) == ("denoise-best-own", 1, 1)
    assert model_store.install(named(tiny_model, tmp_path / "y.safetensors", name="auto", title="Other")) == "auto-own"


def test_a_changed_file_stays_noticed_whatever_else_comes_and_goes(
    tiny_model: Path, tmp_path: Path, home: Path
) -> None:
    model_store.install(tiny_model)
    path = home / "tiny.safetensors"
    path.write_bytes(path.read_bytes()[:-1] + b"\x01")
    model_store.install(named(tiny_model, tmp_path / "x.safetensors", name="other"))
    model_store.remove("other")
    with pytest.raises(WeightsError, match="its SHA-256 differs"):
        model_store.verify("tiny")


def test_export_replaces_no_photo_no_model_and_nothing_unasked(tiny_model: Path, tmp_path: Path) -> None:
    photo, target = tmp_path / "photo.jpg", tmp_path / "x.safetensors"
    for place in (photo, target):
        place.write_bytes(b"precious")
    refusals = {
        photo: "does not end in",
        target: "exists already",
        weights.bundled()["denoise-fast"]: "is an installed",
    }
    for place, reason in refusals.items():
        before = place.read_bytes()
        with pytest.raises(WeightsError, match=reason):
            model_store.export("denoise-best", place, overwrite=place != target)
        assert place.read_bytes() == before
    model_store.export("denoise-best", target, overwrite=True)
    assert target.read_bytes() == weights.bundled()["denoise-best"].read_bytes()


@pytest.mark.parametrize(
    ("verdict", "reason"),
    [
        ({**WORSE, "rows": [{"name": "grey", "new": None, "shipped": 20.5, "unit": "dB"}]}, "grey nan instead of 20"),
        (
            {**WORSE, "rows": [{"name": "grey", "new": 1.0, "shipped": None, "unit": "dB"}]},
            r"than denoise-best\. Train",
        ),
        ({"shipped": "x", "rows": []}, "not better than x"),
    ],
)
def test_a_verdict_without_numbers_refuses_too(tiny_model: Path, verdict: dict[str, Any], reason: str) -> None:
    with pytest.raises(WeightsError, match=reason):
        model_store.install(tiny_model, verdict=verdict)


def test_a_file_that_fits_no_network_is_not_taken(tiny_model: Path, tmp_path: Path, home: Path) -> None:
    odd = tmp_path / "odd.safetensors"
    weights.write(odd, weights.read(tiny_model).card, {"a": np.zeros(2, np.float32)})
    with pytest.raises(WeightsError, match="does not fit the network"):
        model_store.install(odd, fits=models.load)
    assert cli.main(["models", "import", str(odd)]) == 1
    assert not home.exists()


def test_a_named_detector_comes_before_the_chosen_one(tiny_model: Path) -> None:
    model_store.enable(Mode.DETECT, "detect")
    asked: list[str] = []

    def load(name: str) -> model.Model:
        asked.append(name)
        raise WeightsError(name)

    for search in (repair.Search(model="other"), repair.Search()):
        with pytest.raises(WeightsError):
            next(repair.look(from_rgb(np.zeros((32, 32, 3), np.uint8)), search, load=load))
    assert asked == ["other", "detect"]
