"""How often a tile with a hole is looked at."""

import numpy as np
import pytest

from restorer import engine
from restorer.engine import Model, Options
from restorer.weights import Mode
from tests.unit.test_engine import FP32
from tests.unit.test_engine import _card as card_of
from tests.unit.test_engine import _network as network_of


@pytest.mark.parametrize(("many", "looks"), [(100_000, 8), (9, 8), (8, 4)])
def test_few_holes_are_looked_at_more_often(many: int, looks: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the samples in holes alone, so that the result depends neither on tiles nor on the machine."""
    turned: list[int] = []
    real = engine._turned
    monkeypatch.setattr(engine, "_turned", lambda planes, turn: (turned.append(turn), real(planes, turn))[1])
    monkeypatch.setattr(engine, "_MANY", many)
    config = {"widths": (4, 4), "blocks": 1, "middle": 1}
    network = network_of("unet-inpainter", config)
    model = Model(card_of("unet-inpainter", config, network, mode=Mode.INPAINT), network)
    hole = np.zeros((32, 32), np.uint8)
    hole[4:7, 4:7] = 1
    samples = np.full((32, 32, 3), 90, np.uint8)
    list(engine.fill_holes(samples, samples.copy(), hole, model, options=Options(**FP32)))
    assert turned == [turn for turn in range(looks) for _ in range(2)]
