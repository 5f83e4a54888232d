"""Manifolds that can be seen through, copies that must be found, and the report of a whole generator."""

import json
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage.data
import torch

from restorer import weights
from training import nearness
from training.__main__ import main
from training.config import ConfigError, parse
from training.evaluate_generate import Setting, measure_generate
from training.export import export, named_figures
from training.loop import train


def crops(seed: int, count: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    corners = random.integers(0, 380, (count, 2))
    return np.stack([skimage.data.coffee()[top : top + 16, left : left + 16] for top, left in corners])


def test_precision_and_recall_of_sets_whose_answer_is_known() -> None:
    random = np.random.default_rng(0)
    real = random.normal(0, 1, (200, 4))
    same = random.normal(0, 1, (200, 4))
    narrow = random.normal(0, 0.1, (200, 4))
    far = random.normal(50, 1, (200, 4))
    precision, recall = nearness.precision_recall(real, same)
    assert min(precision, recall) > 0.6
    precision, recall = nearness.precision_recall(real, narrow)
    assert precision > 0.9
    assert recall < 0.2  # a collapsed generator
    assert nearness.precision_recall(real, far) == (0.0, 0.0)


def test_a_copy_is_found_mirrored_or_not() -> None:
    known, made = crops(0, 30), crops(1, 5)
    made[2] = known[17]
    made[3] = known[4][:, ::-1]
    found = nearness.nearest(made, known)
    assert (found.index[2], found.index[3]) == (17, 4)
    assert found.distance[2] == found.distance[3] == 0.0
    assert found.distance[[0, 1, 4]].min() > 0.5
    sheet = nearness.pairs_sheet(made, known, found, count=3)
    assert sheet.shape == (256, 3 * 128 + 8, 3)
    assert np.array_equal(sheet[:128, :128], sheet[128:, :128])


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> Iterator[None]:
    """Pictures as small as these take longer on several threads."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Weights of a tiny generator and a judge, both really trained for a moment, and their pictures in classes."""
    place = tmp_path_factory.mktemp("measured")
    for number, picture in enumerate(crops(3, 120)):
        path = place / "pictures" / ("dark", "light")[number % 2] / f"{number}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(path), (picture // 2 + 120 * (number % 2))[..., ::-1])
    shared = {"title": "X", "data": [{"path": "pictures"}], "batch": 8, "patch": 16, "warm_up_steps": 1,
              "classes": ["dark", "light"], "budget": "20steps"}  # fmt: skip
    network = {"size": 16, "channels": 3, "widths": [8, 8], "blocks": 1, "decoder_blocks": 1, "latent": 2, "grid": 4,
               "classes": 2, "prior_width": 8, "prior_blocks": 1}  # fmt: skip
    runs = {
        "vae": {"mode": "generate", "architecture": "vae-prior", "network": network, "variational": {}},
        "judge": {"mode": "judge", "architecture": "judge", "network": {}, "optimiser": "muon"},
    }
    for name, own in runs.items():
        list(train(parse({"name": name, **shared, **own}), data_root=place, out=place / name, device="cpu"))
    export(place / "vae", place / "vae.safetensors")
    return place


def test_a_generator_is_measured_from_its_card_alone(folder: Path) -> None:
    setting = Setting(str(folder / "vae.safetensors"), folder / "pictures", 40, folder / "judge", folder / "sheet.png")
    result = measure_generate(setting)
    figures = result.figures
    assert 4 <= result.samples == result.pictures <= 30  # the held-out tenth of 120
    assert figures["sliced Wasserstein of training pictures"] < figures["sliced Wasserstein, prior N(0, 1)"]
    assert 0 <= figures["class as asked, %"] <= 100
    assert figures["class of held-out pictures told right, %"] > 60
    assert figures["samples nearer than any held-out picture"] <= result.samples
    assert 0.0 <= figures["precision"] <= 1.0
    assert 0.0 <= figures["recall"] <= 1.0
    assert cv2.imread(str(folder / "sheet.png")).shape[0] == 256
    assert measure_generate(setting).figures == figures
    named = named_figures(json.loads(json.dumps({"mode": "generate", "samples": 4, "figures": {"recall": 0.5}})), "F")
    assert named == {"F, 4 samples, recall": "0.500"}


def test_a_judge_is_not_exported_and_others_are_not_measured(folder: Path) -> None:
    with pytest.raises(ConfigError, match="not shipped"):
        export(folder / "judge", folder / "judge.safetensors")
    with pytest.raises(ConfigError, match="not for generate"):
        measure_generate(Setting("denoise-fast", folder / "pictures"))
    assert weights.read_card(folder / "vae.safetensors").classes == ("dark", "light")


def test_the_command_prints_json(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ["evaluate", "--mode", "generate", "--model", str(folder / "vae.safetensors"), "--json"]
    monkeypatch.setattr("sys.argv", ["training", *arguments, "--images", str(folder / "pictures")])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 0
    assert json.loads(capsys.readouterr().out)["model"] == "vae"
