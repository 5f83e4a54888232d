"""Weights files round-trip with their card; the bundled ones are found and checked."""

import dataclasses
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save

from restorer import resources, weights
from restorer.weights import Mode, ModelCard, WeightsError

CARD = ModelCard(
    name="small",
    title="Small — für Tests",
    mode=Mode.DENOISE,
    architecture="residual",
    config={"width": 8, "blocks": 1},
    inputs=("image", "noise level"),
    multiple_of=2,
    halo=12,
    data=({"source": "made up", "licence": "CC0"},),
    licence="Apache-2.0",
    training={"steps": 3},
    figures={"CBSD68": {"25": 31.5}},
)
TENSORS = {"a": np.array([[1.5, -2.0]], np.float32), "b": np.array(0.25, np.float16)}


def raw_card(**changes: Any) -> dict[str, Any]:
    return {**json.loads(json.dumps(dataclasses.asdict(CARD))), **changes}


def with_card(path: Path, card: object) -> Path:
    path.write_bytes(save({"a": np.zeros(2, np.float16)}, metadata={"card": json.dumps(card)}))
    return path


def test_card_and_tensors_survive(tmp_path: Path) -> None:
    path = tmp_path / "small.safetensors"
    digest = weights.write(path, CARD, TENSORS)
    assert digest == hashlib.sha256(path.read_bytes()).hexdigest()
    found = weights.read(path, expected_sha256=digest)
    assert found.card == CARD
    assert weights.read_card(path) == CARD
    assert (found.sha256, found.path) == (digest, path)
    assert {name: tensor.dtype for name, tensor in found.tensors.items()} == {"a": np.float16, "b": np.float16}
    assert {name: tensor.tolist() for name, tensor in found.tensors.items()} == {"a": [[1.5, -2.0]], "b": 0.25}


def test_what_half_precision_cannot_hold_is_not_written(tmp_path: Path) -> None:
    with np.errstate(over="ignore"), pytest.raises(WeightsError, match="b holds values that are not finite in half"):
        weights.write(tmp_path / "x.safetensors", CARD, {"b": np.array([1e6], np.float32)})
    assert list(tmp_path.iterdir()) == []


def test_the_card_is_read_without_the_tensors(tmp_path: Path) -> None:
    path = tmp_path / "small.safetensors"
    weights.write(path, CARD, TENSORS)
    content = path.read_bytes()
    path.write_bytes(content[:-4])
    assert weights.read_card(path) == CARD
    with pytest.raises(WeightsError, match="is damaged"):
        weights.read(path)


@pytest.mark.parametrize("key", [field.name for field in dataclasses.fields(ModelCard) if field.name != "classes"])
def test_a_card_without_a_key_is_refused(tmp_path: Path, key: str) -> None:
    card = raw_card()
    del card[key]
    path = with_card(tmp_path / "x.safetensors", card)
    with pytest.raises(WeightsError, match=f"has a model card without “{key}”"):
        weights.read_card(path)
    assert weights.read_card(with_card(tmp_path / "y.safetensors", raw_card())) == CARD


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("name", 3, "“name” must be a short text"),
        ("name", "x" * 5000, "“name” must be a short text"),
        ("mode", "fly", "'fly' is not a valid Mode"),
        ("mode", ["denoise"], "“mode” must be a short text"),
        ("config", [], "“config” must be a table"),
        ("inputs", "image", "“inputs” must be a list of short texts"),
        ("inputs", [1], "“inputs” must be a list of short texts"),
        ("multiple_of", True, "“multiple_of” must be a whole number from 1 to 256"),
        ("multiple_of", 0, "“multiple_of” must be a whole number from 1 to 256"),
        ("multiple_of", 2.0, "“multiple_of” must be a whole number from 1 to 256"),
        ("halo", -1, "“halo” must be a whole number from 0 to 1024"),
        ("halo", 10**9, "“halo” must be a whole number from 0 to 1024"),
        ("data", {}, "“data” must be a list of tables"),
        ("data", ["ab"], "“data” must be a list of tables"),
        ("training", None, "“training” must be a table"),
        ("format", 2, "“format” must be a whole number from 1 to 1"),
    ],
)
def test_a_card_with_a_wrong_value_is_refused(tmp_path: Path, key: str, value: object, said: str) -> None:
    path = with_card(tmp_path / "x.safetensors", raw_card(**{key: value}))
    with pytest.raises(WeightsError, match=said) as caught:
        weights.read(path)
    assert str(caught.value).startswith(f"{path} has a model card that cannot be used: ")


@pytest.mark.parametrize("card", [[], 3, "text", None])
def test_a_card_that_is_no_table_is_refused(tmp_path: Path, card: object) -> None:
    with pytest.raises(WeightsError, match="it must be a table"):
        weights.read_card(with_card(tmp_path / "x.safetensors", card))


def test_foreign_weights_are_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "foreign.safetensors"
    path.write_bytes(save({"a": np.zeros(2, np.float16)}))
    with pytest.raises(WeightsError) as caught:
        weights.read(path)
    assert str(caught.value) == f"{path} has no model card. Weights of other programs have to be converted first."


def bundle(folder: Path) -> Path:
    for name in ("denoise-fast", "denoise-best"):
        weights.write(folder / f"{name}.safetensors", dataclasses.replace(CARD, name=name), TENSORS)
    (folder / "notes.txt").write_text("not a model", encoding="utf-8")
    weights.write_sums(folder)
    return folder


def test_bundled_models_are_found_by_name(tmp_path: Path) -> None:
    bundle(tmp_path)
    assert weights.bundled(tmp_path) == {
        "denoise-best": tmp_path / "denoise-best.safetensors",
        "denoise-fast": tmp_path / "denoise-fast.safetensors",
    }
    assert weights.read_bundled("denoise-best", folder=tmp_path).card.name == "denoise-best"
    assert weights.bundled(tmp_path / "missing") == {}


def test_a_name_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"There is no model called “x”; none are installed."):
        weights.read_bundled("x", folder=tmp_path)
    bundle(tmp_path)
    with pytest.raises(WeightsError, match=r"There is no model called “x”; known are denoise-best, denoise-fast."):
        weights.read_bundled("x", folder=tmp_path)


def test_a_bundled_model_must_be_listed(tmp_path: Path) -> None:
    bundle(tmp_path)
    (tmp_path / "SHA256SUMS").write_text("", encoding="utf-8")
    with pytest.raises(WeightsError, match="is not listed in SHA256SUMS"):
        weights.read_bundled("denoise-best", folder=tmp_path)


def test_sums_are_those_of_coreutils(tmp_path: Path) -> None:
    bundle(tmp_path)
    digest = hashlib.sha256((tmp_path / "denoise-best.safetensors").read_bytes()).hexdigest()
    assert (tmp_path / "SHA256SUMS").read_text(encoding="utf-8").splitlines()[
        0
    ] == f"{digest}  denoise-best.safetensors"
    (tmp_path / "SHA256SUMS").write_text(f"{digest} *a b.safetensors\n\n", encoding="utf-8")
    assert weights.read_sums(tmp_path) == {"a b.safetensors": digest}


@pytest.mark.parametrize("content", [b"nonsense\n", b"\xff\xfe\n", b"abc  x.safetensors\n"])
def test_damaged_sums_are_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "SHA256SUMS").write_bytes(content)
    with pytest.raises(WeightsError, match="Install the models again"):
        weights.read_sums(tmp_path)


def test_resources_lie_beside_the_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert resources.folder("weights") == Path(weights.__file__).parent.parent / "resources" / "weights"
    assert resources.folder("no such thing").name == "no such thing"
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    (tmp_path / "share" / "restorer" / "resources" / "only-installed").mkdir(parents=True)
    assert resources.folder("only-installed") == tmp_path / "share/restorer/resources/only-installed"
    (tmp_path / "resources" / "weights").mkdir(parents=True)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resources.folder("weights") == tmp_path / "resources" / "weights"
