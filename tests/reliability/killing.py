"""A program for test_training_kill: a run that is killed again and again, until it is done.

Run as `killing.py CONFIG DATA FOLDER KILLS SEED`. Each life is a child that trains as `restorer train` does, forked
from this process, which has imported everything and started no thread. Half of the kills come at a random moment, half
as soon as the temporary file of a checkpoint is there. Prints one JSON line for each life: the kind of moment, the last
step it had done, the step of the checkpoint it left, whether a temporary file was left.
"""

import json
import mmap
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch

from restorer import files
from training import checkpoint
from training.hardware import Hardware
from training.loop import Training
from training.supervision import Request, supervise

STEPS = (5, 50)  # of a life before it is killed
DELAY = 0.02  # seconds more, at most
_PATIENCE = 300.0


def live(request: Request, steps: mmap.mmap) -> int:
    """One life; it ends by itself or is killed. `steps` tells the process outside how far it is."""
    own_step = Training._step

    def step(training: Training) -> None:
        own_step(training)
        steps[:8] = training.progress.step.to_bytes(8, "little")

    Training._step = step  # type: ignore[method-assign]
    child = os.fork()
    if child:
        Training._step = own_step  # type: ignore[method-assign]
        return child
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    code = 1
    try:
        torch.set_num_threads(1)
        supervise(request)
        code = 0
    finally:
        os._exit(code)


def done(steps: mmap.mmap) -> int:
    """The steps that the life has told of."""
    return int.from_bytes(steps[:8], "little")


def until(child: int, condition: Any) -> bool:
    """True once the condition holds; False if the child has ended before."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if condition():
            return True
        if os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            return False
        time.sleep(0.0002)
    raise TimeoutError("a life did not get on")


def main() -> None:
    config, data, folder, kills, seed = sys.argv[1:6]
    random, target = np.random.default_rng(int(seed)), Path(folder) / checkpoint.NAME
    temporary, steps = files.temporary_beside(target), mmap.mmap(-1, 8)
    for number in range(int(kills) + 1):
        request = Request(Path(config), Path(folder), (Path(data),), number > 0, hardware=Hardware("cpu"))
        steps[:8] = bytes(8)
        child, moment = live(request, steps), ("random", "checkpoint")[number % 2]
        if number < int(kills):
            until(child, lambda: done(steps) > 0)
            last = done(steps) + int(random.integers(*STEPS))
            until(child, lambda last=last: done(steps) >= last)
            if moment == "checkpoint":
                until(child, temporary.exists)
            else:
                time.sleep(random.uniform(0.0, DELAY))
            os.kill(child, signal.SIGKILL)
        status = os.waitpid(child, 0)[1]
        killed = os.WIFSIGNALED(status)
        saved = checkpoint.read(target)[1]["step"] if target.exists() else 0
        print(json.dumps([moment if killed else "end", done(steps), saved, temporary.exists(), status]), flush=True)
        if not killed:
            break


if __name__ == "__main__":
    main()
