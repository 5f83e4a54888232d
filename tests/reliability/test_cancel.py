"""Closing a restore at any moment takes less than a second and leaves no thread behind."""

import threading
import time
from typing import Any

import numpy as np
import pytest
import torch

from restorer import engine, models
from restorer.engine import Model, Options
from restorer.photo import Photo
from restorer.weights import Mode, ModelCard

CANCELS = 200
_CONFIG = {"width": 64, "blocks": 6}  # the size of the model that takes longest


@pytest.fixture(scope="module")
def model() -> Model:
    torch.manual_seed(1)
    network: Any = models.ARCHITECTURES["residual"].network(models.configure("residual", _CONFIG))
    card = ModelCard("test", "Test", Mode.DENOISE, "residual", _CONFIG, ("image", "level"), 2, network.halo)
    return Model(card, network)


def _tile_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("restorer-tiles")]


def test_200_cancels_at_random_moments_all_return_within_a_second(model: Model) -> None:
    """The consumer pulls as a window does: it looks for a wish to stop after each report, then closes."""
    generator = np.random.default_rng(11)
    source = Photo(samples=generator.integers(0, 256, (3000, 4000, 3), dtype=np.uint8))
    before = source.samples.copy()
    waits = []
    for _ in range(CANCELS):
        run = engine.restore(source, None, model, level=25.0, options=Options(tile=int(generator.choice([0, 512]))))
        wish = time.monotonic() + float(generator.uniform(0.0, 0.25))
        for _ in run:
            if time.monotonic() >= wish:
                break
        run.close()
        waits.append(time.monotonic() - wish)
        assert _tile_threads() == []
    print(f"cancel: median {1000 * float(np.median(waits)):.0f} ms, worst {1000 * max(waits):.0f} ms of {CANCELS}")
    assert max(waits) < 1.0
    np.testing.assert_array_equal(source.samples, before)


def test_a_dropped_generator_ends_its_threads_too(model: Model) -> None:
    source = Photo(samples=np.zeros((1000, 1000, 3), dtype=np.uint8))
    run = engine.restore(source, None, model, level=25.0)
    while not _tile_threads():
        next(run)
    del run  # as after an exception in the consumer
    assert _tile_threads() == []
