"""The optimisers a run may name."""

from collections.abc import Iterable
from typing import Any

import torch
from torch import nn


class Muon(torch.optim.Optimizer):
    """Momentum whose update is orthogonalised for convolution kernels, Adam for biases and the given edges.

    Jordan et al. 2024 ("Muon"), with kernels flattened to (out, in*3*3) and the update scaled to Adam's RMS as in
    Liu et al. 2025 ("Muon is Scalable for LLM Training"), so that Adam's learning rates carry over.
    """

    def __init__(self, matrices: Iterable[nn.Parameter], others: Iterable[nn.Parameter], *, lr: float) -> None:
        groups = [
            {"params": list(matrices), "orthogonal": True},
            {"params": list(others), "orthogonal": False},
        ]
        super().__init__(groups, {"lr": lr, "momentum": 0.95, "betas": (0.9, 0.99), "eps": 1e-8})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]
        """Updates every parameter that has a gradient."""
        for group in self.param_groups:
            update = self._orthogonal_step if group["orthogonal"] else self._adam_step
            for parameter in group["params"]:
                if parameter.grad is not None:
                    update(parameter, parameter.grad, group)

    def _orthogonal_step(self, parameter: torch.Tensor, gradient: torch.Tensor, group: dict[str, Any]) -> None:
        state = self.state[parameter]
        if not state:
            state["momentum"] = torch.zeros_like(parameter)
        momentum = state["momentum"]
        momentum.lerp_(gradient, 1 - group["momentum"])
        blended = gradient.lerp(momentum, group["momentum"])  # Nesterov
        update = orthogonalise(blended.reshape(blended.shape[0], -1))
        scale = 0.2 * max(update.shape) ** 0.5
        parameter.add_(update.reshape(parameter.shape), alpha=-group["lr"] * scale)

    def _adam_step(self, parameter: torch.Tensor, gradient: torch.Tensor, group: dict[str, Any]) -> None:
        state = self.state[parameter]
        if not state:
            state["first"] = torch.zeros_like(parameter)
            state["second"] = torch.zeros_like(parameter)
            state["count"] = torch.zeros(())
        low, high = group["betas"]
        state["count"] += 1
        count = float(state["count"])
        state["first"].lerp_(gradient, 1 - low)
        state["second"].lerp_(gradient.square(), 1 - high)
        deviation = (state["second"] / (1 - high**count)).sqrt_().add_(group["eps"])
        parameter.addcdiv_(state["first"], deviation, value=-group["lr"] / (1 - low**count))


def orthogonalise(matrix: torch.Tensor) -> torch.Tensor:
    """The nearest semi-orthogonal matrix, roughly: five quintic Newton-Schulz steps (Jordan et al. 2024).

    The steps are polynomials of the small Gram matrix, so they are multiplied there and meet the matrix once.
    """
    wide: torch.Tensor = matrix if matrix.shape[0] <= matrix.shape[1] else matrix.T
    wide = wide / (wide.norm() + 1e-7)
    gram = wide @ wide.T
    product = torch.eye(len(gram), dtype=gram.dtype, device=gram.device)
    for _ in range(5):
        step = 2.0315 * gram @ gram - 4.7750 * gram
        step.diagonal().add_(3.4445)
        product = step @ product
        gram = step @ gram @ step
    wide = product @ wide
    return wide if matrix.shape[0] <= matrix.shape[1] else wide.T


def make(name: str, network: nn.Module, *, lr: float) -> torch.optim.Optimizer:
    """The optimiser called `name` (adam, adam-game or muon) over all parameters of `network`.

    adam-game has no momentum, as its aim moves with the opponent's.
    """
    if name == "adam-game":
        return torch.optim.Adam(network.parameters(), lr=lr, betas=(0.0, 0.99))
    if name == "adam":
        return torch.optim.Adam(network.parameters(), lr=lr, betas=(0.9, 0.99))
    edges = {id(parameter) for key, parameter in network.named_parameters() if key.startswith(("head", "tail"))}
    inner = [p for p in network.parameters() if p.ndim == 4 and id(p) not in edges]
    rest = [p for p in network.parameters() if p.ndim != 4 or id(p) in edges]
    return Muon(inner, rest, lr=lr)
