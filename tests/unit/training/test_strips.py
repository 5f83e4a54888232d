"""What a person sees of a run: what the network is shown, and what it makes of held-out photos, in every mode."""

from pathlib import Path

import numpy as np
import pytest
import skimage.data
import torch

from training import config, strips
from training.loop import task_of

CONFIGS = Path(strips.__file__).parent / "configs"


@pytest.fixture
def squares() -> torch.Tensor:
    picture = np.ascontiguousarray(skimage.data.astronaut()[:160, 160:320].transpose(2, 0, 1))
    return torch.from_numpy(picture)[None]


@pytest.mark.parametrize("name", ["denoise-grey", "inpaint-thin", "deblur-best", "oldphoto-best", "detect"])
def test_held_out_photos_before_and_after(name: str, squares: torch.Tensor) -> None:
    run = config.read(CONFIGS / f"{name}.toml")
    task = task_of(run)
    torch.manual_seed(0)
    network = task.build(run)
    strip = strips.strip(task, network, squares)
    assert strip is not None
    height, width = strip.shape[:2]
    assert width == 3 * height
    side = height - 4
    seen, made, clean = (strip[:side, i * height : i * height + side].astype(float) for i in range(3))
    assert np.abs(seen - clean).mean() > 0.1
    assert np.abs(made - seen).mean() > 0.001 or name == "denoise-grey"  # fresh weights of a denoiser change nothing
    assert np.array_equal(strip, strips.strip(task, network, squares))
    shown = strips.preview(task, squares.float() / 255.0)
    assert shown is not None
    truth, degraded = shown[:, : shown.shape[1] // 2], shown[:, shown.shape[1] // 2 :]
    assert np.abs(truth.astype(float) - degraded).mean() > 0.1


def test_a_generator_shows_samples() -> None:
    run = config.read(CONFIGS / "vae-digits.toml")
    task = task_of(run)
    strip = strips.strip(task, task.build(run), torch.zeros(1, 1, run.patch, run.patch, dtype=torch.uint8))
    assert strip is not None
    assert strip.shape == (run.patch + 4, 8 * (run.patch + 4), 3)
    assert strips.preview(task, torch.zeros(2, 1, run.patch, run.patch)) is None


def test_a_picture_is_written_as_it_is(tmp_path: Path) -> None:
    import cv2

    picture = np.random.default_rng(0).integers(0, 256, (20, 30, 3), dtype=np.uint8)
    strips.write(picture, tmp_path / "pictures" / "a.png")
    assert np.array_equal(cv2.imread(str(tmp_path / "pictures" / "a.png"))[..., ::-1], picture)
