"""How fast a generator makes pictures on this computer."""

import time
from typing import Any

from restorer import generating
from restorer.generating import PictureMaker

SAMPLES = 64


def measure(maker: PictureMaker, *, samples: int = SAMPLES) -> dict[str, Any]:
    """Milliseconds a picture, by the clock with all cores and in processor time of all threads together.

    The first picture, which prepares what the others use, is made before and does not count.
    """
    list(generating.generate(maker, generating.points_from(0, 1)))
    wall, spent = time.perf_counter(), time.process_time()
    made = list(generating.generate(maker, generating.points_from(1, samples)))
    seconds, busy = time.perf_counter() - wall, time.process_time() - spent
    return {
        "model": maker.card.name,
        "device": maker.device,
        "samples": len(made),
        "side": maker.side,
        "ms_each": 1000.0 * seconds / len(made),
        "cpu_ms_each": 1000.0 * busy / len(made),
    }


def line(figures: dict[str, Any]) -> str:
    """The figures as a line for a person."""
    return (
        f"{figures['model']}: {figures['samples']} pictures of {figures['side']} px on {figures['device']}, "
        f"{figures['ms_each']:.1f} ms each ({figures['cpu_ms_each']:.1f} ms of processor time)"
    )
