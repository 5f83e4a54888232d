"""One batch on several processes, with the mathematics of one."""

from typing import Any

import torch
from lightning_fabric import Fabric
from torch import distributed, nn

from training.config import ConfigError


class Shared(nn.Module):
    """A network of which each process computes its share of the pictures, while all see the whole result.

    Every process is given the same batch, drawn from the same chances. Its network sees an equal part of it; the
    estimates are gathered, so that the loss, whatever it is, is that of the whole batch. Backwards, each process has
    the gradient of its part, and the mean that data-parallel training takes of them becomes their sum.
    """

    def __init__(self, model: nn.Module, fabric: Fabric) -> None:
        super().__init__()
        self.model = model
        self._rank, self._count = fabric.global_rank, fabric.world_size

    def forward(self, *given: torch.Tensor) -> torch.Tensor:
        """What the network gives for the whole batch; every argument has the batch as its first axis."""
        own = self.model(*(whole.chunk(self._count)[self._rank] for whole in given))
        gathered: torch.Tensor = _Gather.apply(own, self._rank, self._count)  # type: ignore[no-untyped-call]
        return gathered


class _Gather(torch.autograd.Function):
    @staticmethod
    def forward(context: Any, own: torch.Tensor, rank: int, count: int) -> torch.Tensor:
        context.place = (rank, count)
        own = own.contiguous()
        parts = [torch.empty_like(own) for _ in range(count)]
        distributed.all_gather(parts, own)
        return torch.cat(parts)

    @staticmethod
    def backward(context: Any, *gradients: torch.Tensor) -> tuple[torch.Tensor, None, None]:
        rank, count = context.place
        return gradients[0].chunk(count)[rank] * count, None, None


def spread(model: nn.Module, fabric: Fabric, *, batch: int) -> nn.Module:
    """The model, `Shared` where there are several processes; raises `ConfigError` if the batch has no equal parts."""
    if fabric.world_size == 1:
        return model
    if batch % fabric.world_size:
        raise ConfigError(
            f"batch {batch} cannot be shared by {fabric.world_size} processes; make it a multiple of their number."
        )
    return Shared(model, fabric)


def agreed(fabric: Fabric, *numbers: float) -> list[float]:
    """The numbers of the first process, the same in all of them."""
    if fabric.world_size == 1:
        return list(numbers)
    told = torch.tensor(numbers, dtype=torch.float64, device=fabric.device)
    distributed.broadcast(told, src=0)
    values: list[float] = told.tolist()
    return values
