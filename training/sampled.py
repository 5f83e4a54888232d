"""Pictures drawn from a generator while it is taught, compared with held-out ones."""

import numpy as np
import torch
from torch import nn

from training.sliced_wasserstein import sliced_wasserstein

_SAMPLED = 400
_CHUNK = 50


@torch.no_grad()
def sampled(network: nn.Module, labels: torch.Tensor, *, seed: int) -> np.ndarray:
    """One picture (N, S, S, C) uint8 for each class number of `labels` (N,), from noise drawn by `seed`."""
    generator = torch.Generator(labels.device).manual_seed(seed)
    noise = torch.randn((len(labels), *network.noise_shape), generator=generator, device=labels.device)  # type: ignore[misc]
    pairs = zip(chunks_of(noise, _CHUNK), chunks_of(labels, _CHUNK), strict=True)
    made = [network(some, kinds) for some, kinds in pairs]
    return to_8bit(torch.cat(made))


def chunks_of(tensor: torch.Tensor, count: int) -> list[torch.Tensor]:
    """The tensor cut along its first axis into parts of `count`, the last one perhaps shorter."""
    return [tensor[start : start + count] for start in range(0, len(tensor), count)]


def to_8bit(pictures: torch.Tensor) -> np.ndarray:
    """Pictures (N, C, S, S) in 0..1 as (N, S, S, C) uint8."""
    rounded: np.ndarray = (pictures.clamp(0.0, 1.0) * 255.0).round().byte().permute(0, 2, 3, 1).cpu().numpy()
    return rounded


def sampled_distance(network: nn.Module, spared: torch.Tensor, labels: torch.Tensor | None) -> float:
    """Mean over the scales of the sliced Wasserstein distance of samples to held-out pictures (N, C, S, S) uint8."""
    spared = spared[:_SAMPLED]
    kinds = torch.zeros(len(spared), dtype=torch.long, device=spared.device) if labels is None else labels[:_SAMPLED]
    made = sampled(network, kinds, seed=0)
    distances = sliced_wasserstein(made, spared.permute(0, 2, 3, 1).cpu().numpy(), seed=0)
    return sum(distances.values()) / len(distances)
