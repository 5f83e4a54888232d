"""A small run on pictures that scikit-image installs."""

from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage.data

from training.config import TrainConfig, parse


@pytest.fixture
def photos_folder(tmp_path: Path) -> Path:
    """A folder `photos` with six PNG crops of two public-domain pictures."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for name, picture in (("astronaut", skimage.data.astronaut()), ("coffee", skimage.data.coffee())):
        for index in range(3):
            crop = np.ascontiguousarray(picture[: 300 + 8 * index, index * 40 : index * 40 + 320, ::-1])
            cv2.imwrite(str(folder / f"{name}-{index}.png"), crop)
    return tmp_path


@pytest.fixture
def small_run() -> TrainConfig:
    """Forty steps of a network of a few thousand parameters."""
    return parse(
        {
            "name": "small",
            "title": "Small",
            "mode": "denoise",
            "architecture": "residual",
            "network": {"width": 8, "blocks": 1},
            "data": [{"path": "photos"}],
            "budget": "40steps",
            "batch": 2,
            "patch": 32,
            "held_out": 2,
            "evaluate_steps": 20,
            "checkpoint_seconds": 0.0,
        }
    )
