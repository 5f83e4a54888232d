"""What the computer has to compute with, and how its devices are set."""

import contextlib
import os

import torch


def cores() -> int:
    """The number of CPU cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def deterministic(device: str) -> contextlib.AbstractContextManager[None]:
    """Within it, the same input gives the same bytes on this device."""
    if device != "cuda":
        return contextlib.nullcontext()
    return torch.backends.cudnn.flags(enabled=True, benchmark=False, deterministic=True, allow_tf32=False)


def empty_cache(device: str) -> None:
    """Gives memory that torch keeps for later back to the device."""
    if device == "cuda":
        torch.cuda.empty_cache()
    elif device == "mps":
        torch.mps.empty_cache()
