"""Pictures of what a run does: what the network is shown, and what it makes of held-out photos."""

from pathlib import Path

import cv2
import numpy as np
import torch
from torch import nn

from restorer import files
from training.sampled import sampled, to_8bit
from training.tasks import Damaged, Task

_ROWS = 3  # held-out photos in a strip
_SHOWN = 6  # patches in a preview
_SIDE = 128  # px a side to which small patches are enlarged
_GRID = 16  # px; what the networks' `multiple` divides
_SAMPLES = 8
_GAP = 4  # px of grey between pictures


@torch.no_grad()
def strip(task: Task, network: nn.Module, spared: torch.Tensor) -> np.ndarray | None:
    """Rows of degraded | restored | clean of the first held-out squares (K, C, H, W) uint8; samples of a generator.

    (H, W, 3) uint8 RGB, the same damage every time; None if the task has nothing to show.
    """
    if hasattr(network, "noise_shape"):
        labels = torch.zeros(_SAMPLES, dtype=torch.long, device=spared.device)
        return _beside([[_coloured(picture) for picture in sampled(network, labels, seed=0)]])
    generator = torch.Generator(spared.device).manual_seed(0)
    clean = spared[:_ROWS].float() / 255.0
    damaged = task.examples(clean, generator)
    if damaged is None:
        return None
    damaged = _even(damaged)
    columns = [to_8bit(part) for part in (damaged.pictures[:, :3], task.estimate(network, damaged), damaged.truth)]
    return _beside([list(row) for row in zip(*columns, strict=True)])


@torch.no_grad()
def preview(task: Task, clean: torch.Tensor) -> np.ndarray | None:
    """Rows of clean | degraded of a drawn batch (B, C, H, W) in 0..1, as the network is shown them.

    (H, W, 3) uint8 RGB, small patches enlarged by whole factors; None if the task shows its network nothing.
    """
    damaged = task.examples(clean, torch.Generator(clean.device).manual_seed(0))
    if damaged is None:
        return None
    pairs = zip(to_8bit(damaged.truth[:_SHOWN]), to_8bit(damaged.pictures[:_SHOWN, :3]), strict=True)
    return _beside([[_enlarged(truth), _enlarged(seen)] for truth, seen in pairs])


def write(picture: np.ndarray, path: Path) -> None:
    """The RGB picture as a PNG file; raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _, content = cv2.imencode(".png", np.ascontiguousarray(picture[..., ::-1]))
    files.replace_bytes(path, content.tobytes())


def _even(damaged: Damaged) -> Damaged:
    """Without the last rows and columns that are too many for a network's grid."""
    rows, columns = (side - side % _GRID for side in damaged.pictures.shape[2:])

    def cut(part: torch.Tensor) -> torch.Tensor:
        return part[:, :, :rows, :columns] if part.ndim == 4 else part

    hole = None if damaged.hole is None else cut(damaged.hole)
    return Damaged(cut(damaged.pictures), cut(damaged.told), cut(damaged.truth), hole)


def _beside(rows: list[list[np.ndarray]]) -> np.ndarray:
    """Pictures of one size in rows, with gaps between."""
    lines = [cv2.hconcat([_framed(_coloured(picture)) for picture in row]) for row in rows]
    return np.asarray(cv2.vconcat(lines))


def _framed(picture: np.ndarray) -> np.ndarray:
    return cv2.copyMakeBorder(picture, 0, _GAP, 0, _GAP, cv2.BORDER_CONSTANT, value=(128, 128, 128))


def _coloured(picture: np.ndarray) -> np.ndarray:
    return np.repeat(picture, 3, axis=2) if picture.shape[2] == 1 else np.ascontiguousarray(picture)


def _enlarged(picture: np.ndarray) -> np.ndarray:
    factor = max(1, -(-_SIDE // picture.shape[0]))
    return picture.repeat(factor, axis=0).repeat(factor, axis=1)
