"""Recipes offer every mode, and what they write is a run that the training accepts."""

import dataclasses
import json
import tomllib
from pathlib import Path

import pytest

from restorer import recipes, weights
from restorer.recipes import Choice, RecipeError, Source
from restorer.weights import Mode
from training import config as configs

CHOICES = {choice.name: choice for choice in recipes.choices()}


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "my photos"
    (folder / "roses").mkdir(parents=True)
    return folder


def written(choice: Choice, photos: Path, *, start: recipes.Start = "scratch", budget: str = "10m") -> Path:
    return recipes.write(
        choice, start=start, sources=[Source(photos)], degradation=None, budget=budget, folder=photos.parent / "My run"
    )


def test_every_mode_can_be_trained_and_all_sizes_of_denoisers() -> None:
    assert {choice.mode for choice in CHOICES.values()} == set(Mode)
    denoisers = [name for name, choice in CHOICES.items() if choice.mode is Mode.DENOISE]
    assert denoisers == ["denoise-best", "denoise-fast", "denoise-film", "denoise-grey"]
    assert set(weights.bundled()) <= set(CHOICES)


@pytest.mark.parametrize("name", CHOICES)
def test_what_is_written_is_a_run_of_the_training(photos: Path, name: str) -> None:
    choice = CHOICES[name]
    for start in choice.starts:
        run = configs.read(written(choice, photos, start=start))
        template = configs.read(Path(configs.__file__).parent / "configs" / f"{name}.toml")
        assert (run.mode, run.budget, run.title) == (choice.mode, "10m", "My run")
        assert run.name == f"{choice.mode}-my-run"
        assert [source.path for source in run.data] == [str(photos)]
        assert run.split == "content"
        assert (run.noise, run.ageing, run.holes) == (template.noise, template.ageing, template.holes)
        if start == "shipped":
            shipped = weights.read_bundled(name)
            assert run.start == configs.Start(name, shipped.sha256)
            assert (run.architecture, run.network) == (shipped.card.architecture, dict(shipped.card.config))
            assert run.learning_rate < template.learning_rate
        else:
            assert (run.start, run.architecture) == (None, template.architecture)
            assert {**run.network, "classes": 0} == {**template.network, "classes": 0}
            assert run.learning_rate >= template.learning_rate


def test_classes_are_the_labels_or_the_folders(photos: Path, tmp_path: Path) -> None:
    sources = [Source(photos), Source(tmp_path, label="others")]
    place = recipes.write(
        CHOICES["vae-photos"],
        start="scratch",
        sources=sources,
        degradation=None,
        budget="9steps",
        folder=tmp_path / "r",
    )
    run = configs.read(place)
    assert run.classes == ("roses", "others")
    assert run.network["classes"] == 2


def test_pairs_and_measured_noise_are_written(photos: Path, tmp_path: Path) -> None:
    pairs = [Source(photos, damaged=tmp_path)]
    run = configs.read(
        recipes.write(
            CHOICES["deblur-best"], start="shipped", sources=pairs, degradation=None, budget="1h", folder=tmp_path / "a"
        )
    )
    assert run.data == (configs.Source(kind="pairs", clean=str(photos), damaged=str(tmp_path)),)
    noise = tmp_path / "measured.json"
    noise.write_text(json.dumps({"a": 1}), encoding="utf-8")
    place = recipes.write(
        CHOICES["denoise-best"],
        start="shipped",
        sources=[Source(photos)],
        degradation=noise,
        budget="1h",
        folder=tmp_path / "b",
    )
    start = configs.read(place).start
    assert start is not None
    assert (start.weights, start.sha256) == ("denoise-film", weights.read_bundled("denoise-film").sha256)
    measured = configs.read(place).measured
    assert measured is not None
    assert Path(measured.file).read_bytes() == noise.read_bytes()
    assert Path(measured.file).parent == place.parent


def test_short_runs_look_at_their_held_out_photos_often(photos: Path) -> None:
    assert configs.read(written(CHOICES["denoise-best"], photos, budget="10m")).evaluate_seconds == 24.0
    assert configs.read(written(CHOICES["denoise-best"], photos, budget="100steps")).evaluate_steps == 4


def test_a_shipped_name_is_never_taken(photos: Path) -> None:
    assert recipes.weights_name(CHOICES["denoise-best"], Path("Best")) == "denoise-best-own"
    assert recipes.weights_name(CHOICES["denoise-best"], Path("Фото")) == "denoise-own"


@pytest.mark.parametrize(
    ("name", "changes", "sentence"),
    [
        ("denoise-best", {"sources": []}, "nothing to learn from"),
        ("denoise-best", {"sources": [Source(Path("nowhere"))]}, "nowhere does not exist"),
        ("denoise-best", {"budget": "soon"}, "“soon” is not a length of training"),
        ("denoise-best", {"budget": "0m"}, "“0m” is not a length of training"),
        ("vae-photos", {"start": "shipped"}, "can only be trained from scratch"),
        ("inpaint-thin", {"sources": [Source(Path(), damaged=Path())]}, "makes its own damage"),
        ("deblur-best", {"sources": [Source(Path(), damaged=Path()), Source(Path())]}, "cannot be mixed"),
        ("deblur-best", {"degradation": Path("noise.json")}, "Only denoising learns measured noise"),
        (
            "denoise-best",
            {"degradation": Path("n"), "sources": [Source(Path(), damaged=Path())]},
            "Pairs show their own",
        ),
    ],
)
def test_what_cannot_be_trained_is_one_sentence(
    tmp_path: Path, name: str, changes: dict[str, object], sentence: str
) -> None:
    plan: dict[str, object] = {"start": "scratch", "sources": [Source(tmp_path)], "degradation": None, "budget": "1m"}
    with pytest.raises(RecipeError, match=sentence):
        recipes.write(CHOICES[name], folder=tmp_path / "run", **{**plan, **changes})  # type: ignore[arg-type]
    assert not (tmp_path / "run" / recipes.CONFIG_NAME).exists()


def test_without_shipped_weights_only_scratch_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "bundled", dict)
    found = recipes.choices()
    assert {choice.starts for choice in found} == {("scratch",)}
    assert dataclasses.replace(found[0], starts=CHOICES[found[0].name].starts) == CHOICES[found[0].name]


def test_minutes_of_fine_tuning_are_few() -> None:
    assert CHOICES["inpaint-thin"].minutes("scratch") == 96 + 50  # a first network, and the one it grew into
    assert (CHOICES["denoise-best"].minutes("scratch"), CHOICES["denoise-best"].minutes("shipped")) == (100, 10)
    assert tomllib.loads(f"x = {CHOICES['vae-digits'].minutes('shipped')}") == {"x": 8}
