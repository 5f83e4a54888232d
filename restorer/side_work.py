"""Slow work on a thread of its own, whose progress can be waited for and which stops when nobody waits."""

import queue
import threading
from collections.abc import Callable, Generator

import numpy as np

from restorer.engine import RestoreError

Function = Callable[[threading.Event, Callable[[float], None]], np.ndarray]
"""Makes an array; told how to see that it shall stop, and whom to tell its share done, 0 to 1."""

_BEAT_SECONDS = 0.1


class SideWork:
    """One run of a function on a thread of its own; `short` is the sentence for a person if memory does not do."""

    def __init__(self, function: Function, short: str) -> None:
        self._function = function
        self._short = short
        self._told: queue.SimpleQueue[float | np.ndarray | BaseException] = queue.SimpleQueue()
        self._stop = threading.Event()
        self.result = np.empty(0)

    def shares(self) -> Generator[float, None, None]:
        """The share done, 0 to 1, at least every 0.1 s until `result` is there; raises what the function raises.

        Closed early, it tells the function to stop and waits for it. Out of memory is a `RestoreError`.
        """
        thread = threading.Thread(target=self._run, name="restorer-aside")
        thread.start()
        share = 0.0
        try:
            while True:
                try:
                    told = self._told.get(timeout=_BEAT_SECONDS)
                except queue.Empty:
                    yield share
                    continue
                if isinstance(told, np.ndarray):
                    self.result = told
                    return
                if isinstance(told, MemoryError):
                    raise RestoreError(self._short) from told
                if isinstance(told, BaseException):
                    raise told
                share = told
                yield share
        finally:
            self._stop.set()
            thread.join()

    def _run(self) -> None:
        try:
            self._told.put(self._function(self._stop, self._told.put))
        except BaseException as error:  # noqa: BLE001  (raised again by the thread that waits)
            self._told.put(error)
