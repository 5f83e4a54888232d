"""What a run computes on: a device or several, in one process or many, on one machine or many."""

import os
import sys
from dataclasses import dataclass

import torch
from lightning_fabric import Fabric
from lightning_fabric.utilities.exceptions import MisconfigurationException

from training.config import ConfigError


@dataclass(frozen=True, slots=True)
class Hardware:
    """As `lightning_fabric.Fabric` takes it: `devices` processes on each of `nodes` machines."""

    device: str = "auto"
    precision: str = "32-true"
    devices: int = 1
    nodes: int = 1
    strategy: str = "auto"

    def launch(self) -> Fabric:
        """The processes, started; those of torchrun and Slurm are found. Raises `ConfigError`."""
        if self.devices * self.nodes > 1 and getattr(sys, "frozen", False):
            raise ConfigError("The packaged program trains in one process; several need the Python package.")
        try:
            fabric = Fabric(
                accelerator=self.device,
                devices=self.devices,
                num_nodes=self.nodes,
                strategy=self.strategy,
                precision=self.precision,  # type: ignore[arg-type]
            )
            fabric.launch()
        except (MisconfigurationException, ValueError, RuntimeError) as error:
            raise ConfigError(f"The run cannot begin on {self._words()}: {str(error).splitlines()[0]}") from error
        return fabric

    def _words(self) -> str:
        return f"device {self.device}, precision {self.precision}, strategy {self.strategy}, {self.devices} devices"


def is_first() -> bool:
    """True in the process that writes files: the only one, or the first of those that torchrun, Slurm or we started."""
    for name in ("RANK", "SLURM_PROCID"):
        if name in os.environ:
            return int(os.environ[name]) == 0
    return all(int(os.environ.get(name, "0")) == 0 for name in ("NODE_RANK", "LOCAL_RANK"))


def name_of(device: torch.device) -> str:
    """What the device is called by its maker, where that is known."""
    return torch.cuda.get_device_name(device) if device.type == "cuda" else device.type
