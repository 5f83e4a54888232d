"""Batches drawn ahead in a thread, so that nobody waits for the disk."""

import queue
import threading
from collections.abc import Callable

import torch

_DEPTH = 4  # batches that wait
_PATIENCE = 0.2  # seconds between two looks whether it is over


class Ahead:
    """Gives batch after batch from a step on; each depends on the seed and its step alone, so a resumed run goes on.

    `draw` makes a batch by the given generator, in a thread of its own.
    """

    def __init__(self, draw: Callable[[torch.Generator], torch.Tensor], *, seed: int) -> None:
        self._draw, self._seed = draw, seed
        self._waiting: queue.Queue[torch.Tensor | Exception] = queue.Queue(_DEPTH)
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self, step: int) -> None:
        """The next batch is that of this step, the steps done before."""
        self.end()
        self._over, self._waiting = threading.Event(), queue.Queue(_DEPTH)
        self._thread = threading.Thread(
            target=self._work, args=(step, self._over, self._waiting), name="ahead", daemon=True
        )
        self._thread.start()

    def take(self) -> torch.Tensor:
        """The next batch; raises what drawing it raised."""
        if self._thread is None:
            self.begin(0)
        batch = self._waiting.get()
        if isinstance(batch, Exception):
            raise batch
        return batch

    def end(self) -> None:
        """Ends the thread."""
        self._over.set()
        if self._thread is not None:
            self._thread.join()
        self._thread = None

    def _work(self, step: int, over: threading.Event, waiting: "queue.Queue[torch.Tensor | Exception]") -> None:
        while not over.is_set():
            try:
                made: torch.Tensor | Exception = self._draw(generator_of(self._seed, step))
            except Exception as error:  # noqa: BLE001  (told where the batch is taken)
                made = error
            while not over.is_set():
                try:
                    waiting.put(made, timeout=_PATIENCE)
                    break
                except queue.Full:
                    continue
            if isinstance(made, Exception):
                return
            step += 1


def generator_of(seed: int, step: int) -> torch.Generator:
    """The chances of one step of a run."""
    return torch.Generator().manual_seed((seed * 1_000_003 + step) * 2_654_435_761 % 2**63)
