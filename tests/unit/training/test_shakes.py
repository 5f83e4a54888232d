"""Shakes are collected from photos, the same each time, and a file of them is checked."""

import dataclasses
from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage.data
import torch

from restorer.shake import SIDE
from training import blur, shakes
from training.config import ConfigError, Source
from training.shakes import Shakes


@pytest.fixture(scope="module")
def pairs() -> Shakes:
    kernels = blur.shake_kernels(torch.tensor([15.0, 25.0, 30.0]), torch.Generator().manual_seed(0))
    return Shakes(kernels, kernels.roll(1, dims=2))


def test_what_is_kept_is_read_again(tmp_path: Path, pairs: Shakes) -> None:
    path = tmp_path / "a" / "shakes.safetensors"
    shakes.write(path, pairs)
    known = shakes.read(path)
    torch.testing.assert_close(known.true, pairs.true, atol=1e-3, rtol=0)
    torch.testing.assert_close(known.found, pairs.found, atol=1e-3, rtol=0)


def test_another_file_is_refused(tmp_path: Path, pairs: Shakes) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"nothing of the kind")
    with pytest.raises(ConfigError, match=r"does not hold shakes: .* Collect them again"):
        shakes.read(path)
    shakes.write(path, Shakes(pairs.true[:, :9, :9], pairs.found[:, :9, :9]))
    with pytest.raises(ConfigError, match="does not hold shakes of 41 pixels"):
        shakes.read(path)
    shakes.write(path, dataclasses.replace(pairs, found=pairs.found * torch.nan))
    with pytest.raises(ConfigError, match="does not hold shakes"):
        shakes.read(path)


def test_shakes_are_collected_from_photos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shakes, "CROP", (80, 120))
    cv2.imwrite(str(tmp_path / "coffee.png"), skimage.data.coffee()[..., ::-1])
    cv2.imwrite(str(tmp_path / "flat.png"), np.full((300, 400, 3), 90, np.uint8))
    told: list[int] = []
    source = Source(path="", weight=2.0)
    made = shakes.collect([source], tmp_path, count=2, seed=3, tell=told.append)
    assert told == [1, 2]
    assert made.true.shape == made.found.shape == (2, SIDE, SIDE)
    torch.testing.assert_close(made.true.sum(dim=(1, 2)), torch.ones(2))
    torch.testing.assert_close(made.found.sum(dim=(1, 2)), torch.ones(2), atol=1e-3, rtol=0)
    assert not torch.equal(made.true[0], made.true[1])
    again = shakes.collect([source], tmp_path, count=1, seed=3)
    assert torch.equal(again.true[0], made.true[0])
    assert torch.equal(again.found[0], made.found[0])


def test_flat_photos_teach_nothing(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "flat.png"), np.full((600, 700, 3), 90, np.uint8))
    with pytest.raises(ConfigError, match="hold only 0 parts of 481 x 321 pixels"):
        shakes.collect([Source(path="", weight=2.0)], tmp_path, count=1, seed=0)
