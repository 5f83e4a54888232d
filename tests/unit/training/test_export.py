"""From a run to a weights file the program loads."""

from pathlib import Path

import numpy as np
import pytest

from restorer import models, weights
from training import checkpoint, loop
from training.config import TrainConfig
from training.export import export, write_figures


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


def test_figures_are_added_without_touching_the_tensors(exported: Path) -> None:
    before = weights.read(exported)
    write_figures(exported, {"set A": {"sigma 25": "30.00 dB"}})
    digest = write_figures(exported, {"set B": {"sigma 25": "31.00 dB"}})
    after = weights.read(exported, expected_sha256=digest)
    assert after.card.figures == {"set A": {"sigma 25": "30.00 dB"}, "set B": {"sigma 25": "31.00 dB"}}
    for name, tensor in before.tensors.items():
        np.testing.assert_array_equal(after.tensors[name], tensor)
