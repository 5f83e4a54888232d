"""What a detector is taught, seen from networks that know the truth, find everything or find nothing."""

import dataclasses
from collections.abc import Iterator

import numpy as np
import pytest
import skimage.data
import torch
from torch import nn

from restorer import models
from training import detection, losses
from training.config import ConfigError, TrainConfig, parse, to_dict
from training.loop import task_of
from training.mixtures import Damage
from training.tasks import Moment

EARLY = Moment(0, 0.0)


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> Iterator[None]:
    """Pictures as small as these take longer on several threads."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def detector(small_run: TrainConfig) -> TrainConfig:
    network = {"widths": [8, 16], "blocks": 1, "middle": 1}
    recipe = Damage({"scratch": 0.7, "dust": 0.5})
    return dataclasses.replace(small_run, mode="detect", architecture="unet-detector", network=network, damage=recipe)


@pytest.fixture(scope="module")
def clean() -> torch.Tensor:
    square = skimage.data.astronaut()[:64, 200:264].astype(np.float32) / np.float32(255)
    return torch.from_numpy(square).permute(2, 0, 1)[None].repeat(2, 1, 1, 1)


class Always(nn.Module):
    """Gives every pixel the same odds."""

    def __init__(self, odds: float) -> None:
        super().__init__()
        self._odds = odds

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return torch.full_like(image[:, :1], self._odds)


def test_the_loss_is_nothing_for_the_truth_and_large_for_its_opposite() -> None:
    mask = torch.zeros(2, 1, 8, 8)
    mask[0, :, 2:4] = 1.0
    assert float(losses.overlap((mask * 2 - 1) * 30.0, mask)) < 1e-3
    assert float(losses.overlap((1 - mask * 2) * 30.0, mask)) > 20.0
    nothing = torch.zeros_like(mask)
    assert float(losses.overlap(nothing - 30.0, nothing)) < 1e-3


def test_a_network_learns_to_find_damage(detector: TrainConfig, clean: torch.Tensor) -> None:
    task = task_of(detector)
    torch.manual_seed(0)
    network = models.ARCHITECTURES["unet-detector"].network(models.configure("unet-detector", detector.network))
    optimiser = torch.optim.Adam(network.parameters(), lr=3e-3)
    seen = []
    for _ in range(15):
        loss = task.loss(network, clean, torch.Generator().manual_seed(1), moment=EARLY)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        seen.append(float(loss.detach()))
    assert seen[-1] < 0.9 * seen[0]


def test_held_out_figures_of_all_and_of_nothing(detector: TrainConfig, clean: torch.Tensor) -> None:
    spared = (clean[:1] * 255).round().to(torch.uint8)
    task = detection.Detection(detector)
    everything, nothing = task.held_out(Always(9.0), spared), task.held_out(Always(-9.0), spared)
    assert everything["recall"] == 1.0
    assert everything["IoU"] == pytest.approx(everything["precision"])
    assert 0.0 < everything["IoU"] < 0.5
    assert everything["false marks, %"] == 100.0
    assert nothing == {"IoU": 0.0, "precision": 0.0, "recall": 0.0, "false marks, %": 0.0}
    assert task.held_out(Always(9.0), spared) == everything  # the same damage every time


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ({}, "damage.kinds is missing; give likelihoods of scratch, dust, crease, tear, stain."),
        ({"kinds": {"fire": 0.5}}, "damage.kinds.fire is not a key here; allowed are scratch, dust,"),
        ({"kinds": {"dust": 1.5}}, "damage.kinds.dust must be a likelihood above 0, at most 1."),
        ({"kinds": {"dust": True}}, "damage.kinds.dust must be a likelihood above 0, at most 1."),
        ({"kinds": {"dust": 0.5}, "undamaged": 1.0}, "damage.undamaged must be a share from 0 to below 1"),
    ],
)
def test_a_recipe_that_cannot_be_drawn_is_refused(
    detector: TrainConfig, table: dict[str, object], sentence: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(to_dict(detector) | {"damage": table})
    assert str(caught.value).startswith(sentence)
