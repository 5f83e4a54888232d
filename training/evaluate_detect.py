"""Measures a detector: drawn damage on photos against its mask, and what is found on photos that have none."""

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from restorer import damage, detect, photo
from restorer.damage import Rules
from restorer.engine import Model, Options
from training.mixtures import Damage
from training.worn import wear

# how often each kind is drawn, as the shipped detector was taught
KINDS = {"scratch": 0.6, "dust": 0.5, "crease": 0.2, "tear": 0.06, "stain": 0.04}
_UNDAMAGED = Damage(KINDS, undamaged=1.0, lookalikes=0.0)


@dataclass(frozen=True, slots=True)
class Measurement:
    """One photo: pixels found and damaged, found, damaged on its worn copy, and found on the photo itself and aged.

    `false_clean` are those on the photo as it is, `false_aged` those on a copy that was aged, with nothing drawn on it.
    """

    image: str
    both: int
    found: int
    damaged: int
    false_clean: int
    false_aged: int
    pixels: int


def measure_detect(
    model: Model, pictures: Iterable[tuple[str, np.ndarray]], rules: Rules, *, options: Options
) -> Iterator[Measurement]:
    """Every picture (name, (H, W, 3) uint8) worn by a seed that its name decides, looked at through the program's code.

    The masks are those that the program would fill.
    """
    recipe = Damage(KINDS, undamaged=0.0)
    for name, clean in pictures:
        picture = clean.astype(np.float32) / np.float32(255.0)
        worn = wear(picture, recipe, random=_seeded(name, "worn"))
        aged = wear(picture, _UNDAMAGED, random=_seeded(name, "aged"))
        mask = _found(worn.picture, model, rules, options)
        truth = worn.mask > 0
        yield Measurement(
            image=name,
            both=int((mask & truth).sum()),
            found=int(mask.sum()),
            damaged=int(truth.sum()),
            false_clean=int(_found(picture, model, rules, options).sum()),
            false_aged=int(_found(aged.picture, model, rules, options).sum()),
            pixels=truth.size,
        )


def summary(rows: Sequence[Measurement]) -> dict[str, Any]:
    """Over all pixels of all photos: IoU, precision, recall, and the share marked where nothing is damaged."""
    both, found, damaged, clean, aged, pixels = (
        sum(getattr(row, name) for row in rows)
        for name in ("both", "found", "damaged", "false_clean", "false_aged", "pixels")
    )
    return {
        "images": len(rows),
        "iou": both / max(1, found + damaged - both),
        "precision": both / max(1, found),
        "recall": both / max(1, damaged),
        "damaged": damaged / max(1, pixels),
        "false_clean": clean / max(1, pixels),
        "false_aged": aged / max(1, pixels),
    }


def report(rows: Iterable[Measurement], model: Model, rules: Rules, *, as_json: bool) -> Iterator[str]:
    """Lines for a person, each as soon as it is measured, or one line of JSON at the end."""
    measured = []
    for row in rows:
        measured.append(row)
        if not as_json:
            yield _line(f"{row.image:24.24s}", summary([row]))
    total = summary(measured)
    if as_json:
        yield json.dumps({
            "mode": "detect", "model": model.card.name, "sha256": model.sha256, "sensitivity": rules.sensitivity,
            "min_size": rules.min_size, "mean": total, "images": [dataclasses.asdict(row) for row in measured],
        })  # fmt: skip
        return
    yield _line(f"all of {total['images']:<17d}", total)


def _seeded(name: str, kind: str) -> np.random.Generator:
    """The same for a photo wherever it lies and whatever lies beside it."""
    digest = hashlib.sha256(f"{kind} {Path(name).stem}".encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "big"))


def _line(start: str, row: dict[str, Any]) -> str:
    return (f"{start} IoU {row['iou']:.3f}  precision {row['precision']:.3f}  recall {row['recall']:.3f}  "
            f"false marks {row['false_clean']:.4%}, aged {row['false_aged']:.4%}")  # fmt: skip


def _found(picture: np.ndarray, model: Model, rules: Rules, options: Options) -> np.ndarray:
    samples = np.rint(picture * 255.0).astype(np.uint8)
    job = detect.find(photo.from_rgb(samples), model, options=options)
    while True:
        try:
            next(job)
        except StopIteration as end:
            return damage.found(end.value.likelihood, rules) > 0
