"""Slow work aside: its progress is told, its result and its errors arrive, and it ends when nobody waits."""

import contextlib
import threading
import time
from collections.abc import Callable

import numpy as np
import pytest

from restorer.engine import RestoreError
from restorer.side_work import SideWork

Report = Callable[[float], None]


def test_shares_and_the_result_arrive() -> None:
    def work(_stop: threading.Event, report: Report) -> np.ndarray:
        report(0.25)
        report(0.75)
        return np.arange(3)

    aside = SideWork(work, "short")
    assert list(dict.fromkeys(aside.shares())) in ([0.25, 0.75], [0.0, 0.25, 0.75])
    np.testing.assert_array_equal(aside.result, [0, 1, 2])


@pytest.mark.parametrize(
    ("raised", "expected", "text"), [(MemoryError(), RestoreError, "^short$"), (KeyError("a"), KeyError, "a")]
)
def test_errors_arrive_and_a_lack_of_memory_is_a_sentence(
    raised: Exception, expected: type[Exception], text: str
) -> None:
    def work(_stop: threading.Event, _report: Report) -> np.ndarray:
        raise raised

    with pytest.raises(expected, match=text):
        list(SideWork(work, "short").shares())


def test_closed_early_it_stops_and_is_waited_for() -> None:
    ended = threading.Event()

    def work(stop: threading.Event, _report: Report) -> np.ndarray:
        assert stop.wait(20.0)
        time.sleep(0.05)
        ended.set()
        return np.empty(0)

    with contextlib.closing(SideWork(work, "short").shares()) as shares:
        assert next(shares) == 0.0
        assert not ended.is_set()
    assert ended.is_set()
