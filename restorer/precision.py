"""Which device computes, and in which number format: half precision only where it is known to be sound and faster."""

import functools
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import torch
from torch.nn import functional

DEVICES = ("auto", "cpu", "cuda", "mps")
PRECISIONS = ("auto", "fp32", "bf16", "fp16")
_DTYPES = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}
_TIMED_SIDE = 96  # pixels; with 64 channels one convolution takes about 5 ms in fp32 on one core
_TIMED_RUNS = 3
_TIMED_TURNS = 3  # of both formats, so that a moment of other work does not decide


@dataclass(frozen=True, slots=True)
class Choice:
    """A device ("cpu", "cuda", "mps") and a precision ("fp32", "bf16", "fp16") that go together here."""

    device: str
    precision: str

    @property
    def dtype(self) -> torch.dtype:
        """The number format of the network's body; its input, outer skip and output stay float32."""
        return _DTYPES[self.precision]


def choose(device: str = "auto", *, precision: str = "auto") -> Choice:
    """The device and precision to use for what a person asked for.

    Auto prefers CUDA, then MPS, then the CPU; fp16 on a CUDA device that has fast fp16, bf16 on a CPU where
    `is_bf16_faster` says so, else fp32. Raises ValueError with a sentence if what was asked for by name is not
    to be had here.
    """
    if device not in DEVICES:
        raise ValueError(f"The device “{device}” is unknown. Choose one of {', '.join(DEVICES)}.")
    if precision not in PRECISIONS:
        raise ValueError(f"The precision “{precision}” is unknown. Choose one of {', '.join(PRECISIONS)}.")
    available = available_devices()
    if device == "auto":
        device = available[0]
    elif device not in available:
        raise ValueError(f"The device “{device}” is not available on this computer. Choose auto or cpu.")
    if device == "cpu" and precision == "fp16":
        raise ValueError("A CPU cannot restore in fp16. Choose the precision auto, fp32 or bf16.")
    return Choice(device=device, precision=_automatic(device) if precision == "auto" else precision)


def available_devices() -> tuple[str, ...]:
    """The devices of this computer, fastest kind first; "cpu" is always the last."""
    cuda = ("cuda",) if torch.cuda.is_available() else ()
    mps = ("mps",) if torch.backends.mps.is_available() else ()
    return (*cuda, *mps, "cpu")


@functools.cache
def is_bf16_faster() -> bool:
    """True if this CPU has bf16 instructions and a convolution timed once a process is 1.2 times as fast in bf16.

    Both checks are needed: without the instructions bf16 is far slower than fp32, and some CPUs that have them
    gain nothing. Takes about 0.1 s the first time.
    """
    if not _has_bf16_instructions():
        return False
    with ThreadPoolExecutor(1, thread_name_prefix="precision") as pool:
        return pool.submit(_times_say_so).result()


def _times_say_so() -> bool:
    torch.set_num_threads(1)  # in a thread of its own; several would wait for each other on a busy machine
    times = [(_convolution_seconds(torch.bfloat16), _convolution_seconds(torch.float32)) for _ in range(_TIMED_TURNS)]
    shorter, longer = min(turn[0] for turn in times), min(turn[1] for turn in times)
    return 1.2 * shorter < longer


def _automatic(device: str) -> str:
    if device == "cuda":
        return "fp16" if torch.cuda.get_device_capability()[0] >= 7 else "fp32"
    if device == "cpu" and is_bf16_faster():
        return "bf16"
    return "fp32"


def _has_bf16_instructions() -> bool:
    """Asks torch by names that are not part of its public interface, so a missing one counts as no."""
    checks = ("_is_amx_tile_supported", "_is_avx512_bf16_supported")
    return any(bool(getattr(torch.cpu, name, bool)()) for name in checks)


def _convolution_seconds(dtype: torch.dtype) -> float:
    planes = torch.zeros(1, 64, _TIMED_SIDE, _TIMED_SIDE, dtype=dtype).to(memory_format=torch.channels_last)
    kernel = torch.zeros(64, 64, 3, 3, dtype=dtype).to(memory_format=torch.channels_last)
    best = float("inf")
    with torch.inference_mode():
        for _ in range(_TIMED_RUNS):
            start = time.thread_time()  # what other programs do meanwhile must not decide what bytes come out
            functional.conv2d(planes, kernel, padding=1)
            best = min(best, time.thread_time() - start)
    return best
