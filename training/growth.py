"""A larger network that starts with all that a smaller one of its kind has learned."""

from collections.abc import Mapping

import torch
from torch import nn

from restorer.models.blocks import ResidualBlock
from training.config import ConfigError


@torch.no_grad()
def grow(network: nn.Module, known: Mapping[str, torch.Tensor]) -> None:
    """Puts the tensors of a smaller network into `network`, freshly initialised; at first both compute the same.

    As in Chen et al. 2016 (Net2Net): known kernels are kept in the first channels, which do not listen to the new
    ones yet, and residual blocks that are new add nothing. Further inputs of the first layer start unheard. Raises
    `ConfigError` if a tensor of the smaller one has no larger place here.
    """
    state = network.state_dict()
    for name, tensor in known.items():
        if name not in state or any(old > new for old, new in zip(tensor.shape, state[name].shape, strict=True)):
            raise ConfigError(f"start: the tensor {name} has no place in the network of this run.")
    for path, module in network.named_modules():
        if isinstance(module, nn.Conv2d | nn.ConvTranspose2d) and f"{path}.weight" in known:
            _embed(module, known[f"{path}.weight"], known[f"{path}.bias"])
        elif isinstance(module, ResidualBlock) and f"{path}.second.weight" not in known:
            module.second.weight.zero_()


def _embed(module: nn.Conv2d | nn.ConvTranspose2d, weight: torch.Tensor, bias: torch.Tensor) -> None:
    own = module.weight.transpose(0, 1) if isinstance(module, nn.ConvTranspose2d) else module.weight
    weight = weight.transpose(0, 1) if isinstance(module, nn.ConvTranspose2d) else weight
    outputs, inputs = weight.shape[:2]
    own[:outputs] = 0.0
    own[:outputs, :inputs] = weight
    assert module.bias is not None
    module.bias[:outputs] = bias
