"""The bench: its figures are what they say, and can be printed and stored."""

import json
import math
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import torch

from restorer import bench, devices, engine, models, precision, weights
from restorer.engine import Model, Options
from restorer.fused import FusedDenoiser
from restorer.weights import Mode, ModelCard

_CONFIGS: dict[str, dict[str, Any]] = {
    "residual": {"width": 8, "blocks": 1},
    "unet": {"widths": (8, 16), "blocks": 1, "middle": 1},
}


def _network(architecture: str) -> Any:
    torch.manual_seed(2)
    return models.ARCHITECTURES[architecture].network(models.configure(architecture, _CONFIGS[architecture])).eval()


def _card(architecture: str, network: Any) -> ModelCard:
    return ModelCard("small", "Small", Mode.DENOISE, architecture, _CONFIGS[architecture], ("image", "level"),
                     network.multiple, network.halo)  # fmt: skip


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("weights") / "small.safetensors"
    network = _network("residual")
    weights.write(path, _card("residual", network), {n: t.numpy() for n, t in network.state_dict().items()})
    return path


@pytest.fixture(scope="module")
def result(file: Path) -> dict[str, Any]:
    return bench.run([str(file)], rounds=1, megapixels=(1,))


def test_the_figures_belong_together(result: dict[str, Any], file: Path) -> None:
    entry, nlm = result["models"][0], result["nlm"]
    assert (entry["model"], entry["device"], entry["precision"]) == (str(file), "cpu", "fp32")
    assert entry["times_nlm"] == pytest.approx(nlm["cpu_s_per_mp"] / entry["cpu_s_per_mp"])
    assert entry["gflops"] == pytest.approx(entry["gflop_per_mp"] / entry["cpu_s_per_mp"])
    assert entry["share_of_roofline"] == pytest.approx(entry["gflops"] / result["roofline_gflops"])
    assert all(entry[key] > 0 for key in ("wall_s_per_mp", "all_cores_wall_s_per_mp", "gflop_per_mp"))
    assert result["picture"]["psnr_noisy"] == pytest.approx(20.9, abs=0.5)  # sigma 25, clipped
    assert nlm["psnr"] > result["picture"]["psnr_noisy"] + 4  # OpenCV was given a strength that suits it
    assert result["machine"]["cores"] == devices.cores()
    assert json.loads(json.dumps(result)) == result


def test_the_peak_of_a_child_holds_at_least_photo_and_result(result: dict[str, Any]) -> None:
    assert [(entry["megapixels"], entry["peak_mb"] > 2 * 3) for entry in result["memory"]] == [(1, True)]
    assert result["memory"][0]["peak_mb"] < 1500


def test_the_table_has_a_row_for_each(result: dict[str, Any], file: Path) -> None:
    rows = bench.table(result)
    assert len({len(row) for row in rows}) == 1
    choices = bench._choices()
    assert choices[0] == precision.Choice("cpu", "fp32")
    names = [f"{file} {choice.device} {choice.precision}" for choice in choices]
    assert [row[0] for row in rows[1:]] == [*names, "OpenCV NLM colour"]
    assert rows[1][1] == f"{result['models'][0]['cpu_s_per_mp']:.2f}"
    assert rows[-1][-1] == ""
    assert bench.memory(result) == [f"{file}: 1 megapixels in {result['memory'][0]['peak_mb']:.0f} MB"]


def test_without_models_opencv_is_still_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "bundled", dict)
    monkeypatch.setattr(bench, "_SIDE", 128)
    result = bench.run(rounds=1)
    assert (result["models"], result["memory"]) == ([], [])
    assert len(bench.table(result)) == 2


@pytest.mark.parametrize("architecture", _CONFIGS)
def test_operations_are_counted_as_by_hand(architecture: str) -> None:
    network = _network(architecture)
    model = Model(_card(architecture, network), network)
    side, margin = 128, network.margin
    read = side + 2 * (-(-margin // network.multiple) * network.multiple)
    samples = np.zeros((side, side, 3), dtype=np.float32)
    options = Options(device="cpu", precision="fp32", threads=1)
    counted = bench._gflop(
        model, precision.Choice("cpu", "fp32"), lambda: engine.run_network(samples, model, 5.0, options)
    )
    size, by_hand = read // 2, 0.0

    def conv(inputs: int, outputs: int) -> None:
        nonlocal size, by_hand
        size -= 2
        by_hand += 2 * 9 * inputs * outputs * size**2

    conv(12 if isinstance(model.on(precision.Choice("cpu", "fp32")), FusedDenoiser) else 13, 8)
    conv(8, 8)
    conv(8, 8)
    if architecture == "unet":
        lost = (read // 2 - size) // 2
        size = (size - 2 * (lost % 2)) // 2
        by_hand += 2 * 4 * 8 * 16 * size**2
        conv(16, 16)
        conv(16, 16)
        by_hand += 2 * 4 * 8 * 16 * size**2
        size *= 2
        conv(8, 8)
        conv(8, 8)
    conv(8, 12)
    assert counted == pytest.approx(by_hand / 1e9, rel=1e-9)


def test_the_picture_is_one_megapixel_of_photo_or_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    clean, origin = bench._picture()
    assert clean.shape == (1024, 1024, 3)
    assert origin == "scikit-image astronaut, mirrored"
    np.testing.assert_array_equal(clean[:512, 511], clean[:512, 512])  # mirrored, so no edge appears
    monkeypatch.setitem(__import__("sys").modules, "skimage.data", None)
    other, origin = bench._picture()
    assert other.shape == (1024, 1024, 3)
    assert origin != "scikit-image astronaut, mirrored"
    drawn = bench._drawn()
    assert drawn.std() > 20
    assert math.isfinite(cv2.PSNR(drawn, np.roll(drawn, 1, axis=0)))
