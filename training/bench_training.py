"""How fast this computer trains: patches in a second, and the share of time in which the network waits for photos."""

import dataclasses
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch

from training import config
from training.config import Source, TrainConfig
from training.hardware import Hardware, name_of
from training.loop import Training
from training.pace import pace
from training.squares import Storage

CONFIGS = Path(__file__).resolve().parent / "configs"
PATCH = 128  # px
BATCHES = {"cuda": 256, "cpu": 8}
_PHOTOS, _SIDE = 12, 640  # photos of the trial, and px of a side
_COARSE = 40  # px between the points that a photo's colours run through


def measure(
    configs: Sequence[Path], *, seconds: float, hardware: Hardware, batch: int = 0, patch: int = PATCH
) -> dict[str, Any]:
    """Trains what each config says for so long on generated photos, in memory and streamed; figures JSON can hold.

    `batch` 0 is what suits the device, precision `auto` bf16-mixed on a GPU and 32-true elsewhere. Nothing is kept.
    Raises `ConfigError`.
    """
    is_cuda = hardware.device in ("auto", "cuda") and torch.cuda.is_available()
    precision = ("bf16-mixed" if is_cuda else "32-true") if hardware.precision == "auto" else hardware.precision
    fabric = dataclasses.replace(hardware, precision=precision).launch()
    count = batch or BATCHES.get(fabric.device.type, BATCHES["cpu"])
    rows = []
    with tempfile.TemporaryDirectory() as name:
        _write_photos(Path(name) / "photos")
        for path in configs:
            run = _trial(config.read(path), seconds=seconds, batch=count, patch=patch)
            for storage in (Storage(), Storage(memory=0, home=Path(name) / "cache")):
                training = Training(run, fabric, data_root=Path(name), out=Path(name), storage=storage)
                figures = dataclasses.asdict(pace(training))
                rows.append({"name": run.name, "is_streamed": storage.memory == 0, **figures})
    return {
        "device": name_of(fabric.device),
        "precision": precision,
        "threads": torch.get_num_threads(),
        "processes": fabric.world_size,
        "batch": count,
        "patch": patch,
        "runs": rows,
    }


def lines(result: dict[str, Any]) -> list[str]:
    """The figures for a person."""
    head = (
        f"{result['device']}, {result['precision']}, {result['threads']} threads, {result['processes']} processes, "
        f"batches of {result['batch']} patches of {result['patch']} px"
    )
    return [head] + [
        f"{row['name']}, photos {'streamed' if row['is_streamed'] else 'in memory'}: "
        f"{row['patches_per_second']:.1f} patches/s, {row['data_wait_share']:.1%} of the time waiting for data"
        for row in result["runs"]
    ]


def _trial(run: TrainConfig, *, seconds: float, batch: int, patch: int) -> TrainConfig:
    return dataclasses.replace(
        run, data=(Source("photos"),), start=None, budget=f"{seconds:g}s", batch=batch, patch=patch, held_out=1
    )


def _write_photos(folder: Path) -> None:
    """Pictures with smooth colours and fine texture, as PNG files."""
    folder.mkdir(parents=True)
    random = np.random.default_rng(0)
    for number in range(_PHOTOS):
        coarse = random.uniform(0, 255, (_SIDE // _COARSE, _SIDE // _COARSE, 3)).astype(np.float32)
        smooth = cv2.resize(coarse, (_SIDE, _SIDE), interpolation=cv2.INTER_CUBIC)
        picture = smooth + random.normal(0, 4, smooth.shape)
        cv2.imwrite(str(folder / f"{number}.png"), np.clip(picture, 0, 255).astype(np.uint8))
