"""Finds damage on a photo by itself: a map made once, from which `damage` takes masks at any sensitivity."""

import time
from collections.abc import Generator

from restorer import engine
from restorer.damage import DamageMap
from restorer.engine import Model, Options, Progress
from restorer.photo import Photo

MODEL = "detect"
_DEFAULTS = Options()


def find(photo: Photo, model: Model, *, options: Options = _DEFAULTS) -> Generator[Progress, None, DamageMap]:
    """Looks for scratches, dust, creases, tears and stains; yields progress as it goes and returns the map.

    The same photo, model and precision give the same map, whatever the tiles and threads are. Closing the generator
    stops it within one layer of a tile. Raises `RestoreError`.
    """
    start = time.perf_counter()
    likelihood, choice, notices = yield from engine.map_damage(photo.samples, model, options=options)
    return DamageMap(
        likelihood=likelihood,
        source=model.card.name,
        sha256=model.sha256,
        device=choice.device,
        precision=choice.precision,
        seconds=time.perf_counter() - start,
        notices=notices,
    )
