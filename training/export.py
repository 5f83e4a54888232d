"""Turns a finished run into a weights file that the program ships, and writes measured figures on its card."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from restorer import models, weights
from restorer.weights import Mode, ModelCard
from training import checkpoint
from training.config import parse

LICENCE = "Apache-2.0"


def export(run: Path, target: Path, *, hardware: str = "") -> str:
    """Writes the averaged weights of the run's checkpoint with a card; returns the SHA-256."""
    tensors, state = checkpoint.read(run / checkpoint.NAME)
    config = parse(state["config"])
    network = models.ARCHITECTURES[config.architecture].network(models.configure(config.architecture, config.network))
    card = ModelCard(
        name=config.name,
        title=config.title,
        mode=Mode(config.mode),
        architecture=config.architecture,
        config=config.network,
        inputs=("image", "noise level"),
        multiple_of=int(network.multiple),  # type: ignore[arg-type]
        halo=int(network.halo),  # type: ignore[arg-type]
        data=tuple({"source": Path(source.path).stem, "licence": source.licence} for source in config.data),
        licence=LICENCE,
        training={"config": state["config"], "steps": state["step"], "seconds": round(state["seconds"]),
                  "patches": state["step"] * config.batch, "hardware": hardware},
    )  # fmt: skip
    prefix = "average."
    averaged = {name.removeprefix(prefix): value.numpy() for name, value in tensors.items() if name.startswith(prefix)}
    return weights.write(target, card, averaged)


def write_figures(path: Path, figures: Mapping[str, Any]) -> str:
    """Puts measured figures on the card of a weights file, beside those already there; returns the new SHA-256."""
    known = weights.read(path)
    card = dataclasses.replace(known.card, figures={**known.card.figures, **figures})
    return weights.write(path, card, known.tensors)
