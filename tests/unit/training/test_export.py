"""From a run to a weights file the program loads."""

from pathlib import Path

import numpy as np
import pytest

from restorer import models, weights
from training import checkpoint, loop
from training.config import ConfigError, TrainConfig
from training.export import OURS, export, named_figures, write_figures


@pytest.fixture
def exported(photos_folder: Path, small_run: TrainConfig) -> Path:
    list(loop.train(small_run, data_root=photos_folder, out=photos_folder / "run", device="cpu"))
    export(photos_folder / "run", photos_folder / "small.safetensors", hardware="a test")
    return photos_folder / "small.safetensors"


def test_the_file_holds_the_averaged_weights_and_a_true_card(exported: Path) -> None:
    read = weights.read(exported)
    assert (read.card.name, read.card.architecture) == ("small", "residual")
    assert (read.card.multiple_of, read.card.halo) == (2, 9)
    assert read.card.training["steps"] == 40
    assert read.card.training["patches"] == 80
    assert read.card.data == ({"source": "photos", "licence": ""},)
    tensors, _ = checkpoint.read(exported.parent / "run" / checkpoint.NAME)
    for name, tensor in read.tensors.items():
        assert tensor.dtype == np.float16
        np.testing.assert_array_equal(tensor, tensors[f"average.{name}"].numpy().astype(np.float16))
    assert not models.load(read).training
    curves = exported.parent / "run" / "curves.png"
    assert exported.with_suffix(".png").read_bytes() == curves.read_bytes()


def test_figures_are_added_without_touching_the_tensors(exported: Path) -> None:
    before = weights.read(exported)
    write_figures(exported, {"set A": {"sigma 25": "30.00 dB"}})
    digest = write_figures(exported, {"set B": {"sigma 25": "31.00 dB"}})
    after = weights.read(exported, expected_sha256=digest)
    assert after.card.figures == {"set A": {"sigma 25": "30.00 dB"}, "set B": {"sigma 25": "31.00 dB"}}
    for name, tensor in before.tensors.items():
        np.testing.assert_array_equal(after.tensors[name], tensor)


def test_figures_of_noise_are_named_by_level_and_protocol() -> None:
    mean = {"25.0": {"psnr": 30.178, "ssim": 0.85012, "input_psnr": 20.2, "images": 68}}
    result = {"protocol": "8bit", "level": "told", "mean": mean}
    expected = {"CBSD68, white noise sigma 25 (8bit), level told": "30.18 dB, SSIM 0.8501"}
    assert named_figures(result, "CBSD68") == expected
    assert named_figures(result | {"mode": "denoise"}, "CBSD68") == expected


def test_figures_of_fillings_are_ours_alone() -> None:
    ours = {"images": 24, "psnr": 24.126, "ssim": 0.7551, "detail": 0.446}
    result = {"mode": "inpaint", "engine": "thin", "crop": 256,
              "mean": {"scratch": {OURS: ours, "OpenCV Telea": ours | {"psnr": 22.0}},
                       "dust": {OURS: {key: value for key, value in ours.items() if key != "detail"}}}}  # fmt: skip
    assert named_figures(result, "CBSD68") == {
        "CBSD68, 256 px, scratch masks, 24 photos, in the holes, engine thin": "24.13 dB, SSIM 0.7551, detail 0.45",
        "CBSD68, 256 px, dust masks, 24 photos, in the holes, engine thin": "24.13 dB, SSIM 0.7551",
    }
    assert "CBSD68, scratch masks, 24 photos, in the holes, engine thin" in named_figures(
        result | {"crop": 0}, "CBSD68"
    )


def test_figures_of_other_programs_are_not_put_on_a_card() -> None:
    result = {"mode": "inpaint", "engine": "none", "crop": 0, "mean": {"dust": {"OpenCV Telea": {}}}}
    with pytest.raises(ConfigError, match="figures of other programs only"):
        named_figures(result, "CBSD68")
