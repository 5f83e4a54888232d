"""Pairs of a true shake and the one that was found in a photo: what a network has to cope with, collected once."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import safetensors
import torch
from safetensors.numpy import save

from restorer import files, shake
from training import blur, blurring, data, degrade
from training.config import ConfigError, Source

CROP = (321, 481)  # pixels of a photo after blurring, the size of many a test picture
_SPAN = (10.0, 31.0)  # pixels
_NOISE = (1.0, 4.0)  # 8-bit steps
_LEAST_EDGES = 4.0  # 8-bit steps, the standard deviation of what is left without a soft blur: skies teach nothing


@dataclass(frozen=True, slots=True)
class Shakes:
    """True and found kernels, two tensors (N, S, S) float32, S = `shake.SIDE`, each of sum 1."""

    true: torch.Tensor
    found: torch.Tensor


def collect(
    sources: Sequence[Source], root: Path, *, count: int, seed: int, tell: Callable[[int], None] | None = None
) -> Shakes:
    """`count` shakes drawn and found again in photos of the sources, none of them held out; about 5 s of CPU each.

    The same photos, count and seed give the same pairs. `tell` hears how many are done. Raises `ConfigError` if the
    photos hold no parts that are large enough.
    """
    random = np.random.default_rng(seed)
    generator = torch.Generator().manual_seed(seed)
    true, found = [], []
    for clean in itertools.islice(_parts(sources, root, random), count):
        kernel, seen = _shaken(clean, random, generator)
        true.append(kernel)
        found.append(torch.from_numpy(shake.find(seen).kernel))
        if tell is not None:
            tell(len(true))
    if len(true) < count:
        raise ConfigError(
            f"The photos hold only {len(true)} parts of {CROP[1]} x {CROP[0]} pixels with enough in them."
        )
    return Shakes(torch.stack(true), torch.stack(found))


def write(path: Path, shakes: Shakes) -> None:
    """Keeps them as half-precision safetensors; raises OSError."""
    content = save({"true": shakes.true.half().numpy(), "found": shakes.found.half().numpy()})
    path.parent.mkdir(parents=True, exist_ok=True)
    files.replace_bytes(path, content)


def read(path: Path) -> Shakes:
    """What `write` kept; raises `ConfigError`."""
    try:
        with safetensors.safe_open(str(path), "pt") as file:
            true, found = (file.get_tensor(name).float() for name in ("true", "found"))
    except (OSError, safetensors.SafetensorError) as error:
        raise ConfigError(f"{path} does not hold shakes: {error}. Collect them again.") from error
    if (
        true.shape != found.shape
        or true.shape[1:] != (shake.SIDE, shake.SIDE)
        or not torch.isfinite(true + found).all()
    ):
        raise ConfigError(f"{path} does not hold shakes of {shake.SIDE} pixels. Collect them again.")
    return Shakes(true, found)


def _parts(sources: Sequence[Source], root: Path, random: np.random.Generator) -> Iterator[np.ndarray]:
    """Parts of photos, round after round, each time another one; sometimes of a photo made smaller."""
    height, width = (side + 2 * blur.RADIUS for side in CROP)
    met = True
    while met:
        met = False
        met = False
        for source in sources:
            for name, samples in data.read_photos(root / source.path):
                if data.held_out(name, share=0.1) or random.random() > 0.5 * source.weight:
                    continue
                scale = float(random.choice([1.0, 0.5]))
                if min(samples.shape[:2]) * scale < max(height, width):
                    scale = 1.0
                if min(samples.shape[:2]) < max(height, width):
                    continue
                small = cv2.resize(samples, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
                top = int(random.integers(small.shape[0] - height + 1))
                left = int(random.integers(small.shape[1] - width + 1))
                part = np.ascontiguousarray(small[top : top + height, left : left + width])
                grey = part.mean(axis=2, dtype=np.float32)
                if np.std(grey - cv2.GaussianBlur(grey, (0, 0), 4.0)) < _LEAST_EDGES:
                    continue
                met = True
                yield part


def _shaken(
    clean: np.ndarray, random: np.random.Generator, generator: torch.Generator
) -> tuple[torch.Tensor, np.ndarray]:
    """The true kernel and the photo (h, w, 3) uint8 that it leaves, with noise, 8 bit."""
    span = torch.tensor([random.uniform(*_SPAN)], dtype=torch.float32)
    kernels = blur.shake_kernels(span, generator)
    planes = torch.from_numpy(clean).permute(2, 0, 1)[None].float() / 255.0
    seen = blurring.optics(planes, kernels, gain=torch.ones(1), in_light=torch.ones(1) > 0)
    noise = torch.randn(seen.shape, generator=generator) * random.uniform(*_NOISE) / 255.0
    samples = (degrade.to_8bit(seen + noise) * 255.0).round().to(torch.uint8)
    return kernels[0], samples[0].permute(1, 2, 0).contiguous().numpy()
