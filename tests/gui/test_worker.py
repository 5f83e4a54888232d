"""The worker: generators pulled on one thread, ended in exactly one way."""

import gc
import threading
import time
import weakref
from collections.abc import Generator
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from restorer.photo import PhotoError
from restorer.ui.worker import Job, Make, Priority, Worker


@pytest.fixture
def worker(qtbot: QtBot) -> Generator[Worker, None, None]:
    made = Worker("test")
    yield made
    made.stop()


def counting(count: int, *, log: list[str] | None = None, pause: float = 0.0) -> Make:
    def make() -> Generator[int, None, str]:
        try:
            for number in range(count):
                yield number
                time.sleep(pause)
            return threading.current_thread().name
        finally:
            if log is not None:
                log.append("closed")

    return make


def raising(error: BaseException) -> Make:
    def make() -> Generator[int, None, None]:
        yield 1
        raise error

    return make


def run(worker: Worker, qtbot: QtBot, make: Make, **more: Any) -> tuple[Job, list[tuple[str, Any]]]:
    job = Job(make, name="job", **more)
    heard: list[tuple[str, Any]] = []
    job.progressed.connect(lambda value: heard.append(("progressed", value)))
    job.finished.connect(lambda value: heard.append(("finished", value)))
    job.failed.connect(lambda value: heard.append(("failed", value)))
    job.cancelled.connect(lambda: heard.append(("cancelled", None)))
    with qtbot.waitSignal(job.ended, timeout=5000):
        worker.submit(job)
    return job, heard


def test_progress_and_result_arrive_in_order_in_this_thread(worker: Worker, qtbot: QtBot) -> None:
    threads: list[int] = []
    job = Job(counting(3), name="job")
    values: list[int] = []
    job.progressed.connect(lambda value: (values.append(value), threads.append(threading.get_ident())))
    with qtbot.waitSignal(job.finished, timeout=5000) as ended:
        worker.submit(job)
    assert values == [0, 1, 2]
    assert set(threads) == {threading.get_ident()}
    assert ended.args[0] != threading.current_thread().name


def test_a_sentence_of_ours_is_told_as_it_is(worker: Worker, qtbot: QtBot) -> None:
    job, heard = run(worker, qtbot, raising(PhotoError("a.jpg is damaged. Choose another file.")))
    assert heard == [("progressed", 1), ("failed", "a.jpg is damaged. Choose another file.")]
    assert isinstance(job.error, PhotoError)
    assert job.error.__traceback__ is None


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (MemoryError(), "Memory ran out"),
        (OSError(28, "No space left on device", "x.png"), "x.png cannot be used: No space left on device."),
        (KeyboardInterrupt(), "KeyboardInterrupt"),
        (SystemExit(3), "SystemExit"),
    ],
)
def test_whatever_is_raised_the_next_job_works(worker: Worker, qtbot: QtBot, error: BaseException, words: str) -> None:
    _, heard = run(worker, qtbot, raising(error))
    assert heard[-1][0] == "failed"
    assert words in heard[-1][1]
    assert run(worker, qtbot, counting(1))[1][-1][0] == "finished"


def test_an_unforeseen_error_is_also_given_to_the_exception_hook(
    worker: Worker, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[type[BaseException]] = []
    monkeypatch.setattr("sys.excepthook", lambda kind, *_: seen.append(kind))
    _, heard = run(worker, qtbot, raising(ValueError("inside")))
    assert seen == [ValueError]
    assert "ValueError" in heard[-1][1]
    assert "inside" not in heard[-1][1]


def test_cancel_closes_the_generator_and_tells_nothing_more(worker: Worker, qtbot: QtBot) -> None:
    log: list[str] = []
    job = Job(counting(1000, log=log, pause=0.005), name="job")
    job.progressed.connect(lambda value: job.cancel() if value == 3 else None)
    ends: list[str] = []
    job.finished.connect(lambda _: ends.append("finished"))
    with qtbot.waitSignal(job.cancelled, timeout=5000):
        worker.submit(job)
    qtbot.wait(20)
    assert log == ["closed"]
    assert ends == []


def test_a_waiting_job_that_is_cancelled_never_begins(worker: Worker, qtbot: QtBot) -> None:
    begun: list[str] = []

    def make() -> Generator[int, None, None]:
        begun.append("begun")
        yield 1

    first, second = Job(counting(5, pause=0.01), name="first"), Job(make, name="second")
    worker.submit(first)
    worker.submit(second)
    second.cancel()
    with qtbot.waitSignal(second.cancelled, timeout=5000):
        pass
    assert begun == []


def test_the_urgent_job_overtakes_the_idle_one(worker: Worker, qtbot: QtBot) -> None:
    order: list[str] = []
    jobs = [
        Job(counting(4, pause=0.01), name="running"),
        Job(counting(1), name="idle", priority=Priority.IDLE),
        Job(counting(1), name="soon", priority=Priority.SOON),
        Job(counting(1), name="now"),
    ]
    for job in jobs:
        job.finished.connect(lambda _, name=job.name: order.append(name))
    with qtbot.waitSignals([job.ended for job in jobs], timeout=5000):
        for job in jobs:
            worker.submit(job)
    assert order == ["running", "now", "soon", "idle"]


def test_stop_joins_the_thread_and_later_jobs_do_not_begin(qtbot: QtBot) -> None:
    for _ in range(20):
        worker = Worker("short")
        log: list[str] = []
        worker.submit(Job(counting(10_000, log=log, pause=0.001), name="job"))
        qtbot.wait(2)
        worker.stop()
        assert worker.isFinished() or not worker.isRunning()
        assert log in (["closed"], [])
        late = Job(counting(1), name="late")
        worker.submit(late)
        assert late.stopped
        assert not worker.isRunning()


def test_finish_does_what_was_submitted_and_ends_the_thread(worker: Worker, qtbot: QtBot) -> None:
    done: list[int] = []

    def noting(number: int) -> Make:
        def make() -> Generator[None, None, None]:
            yield
            time.sleep(0.02)
            done.append(number)

        return make

    for number in range(4):
        worker.submit(Job(noting(number), name="job"))
    worker.finish()
    assert done == [0, 1, 2, 3]
    assert not worker.isRunning()
    late = worker.submit(Job(noting(9), name="late"))
    assert late.stopped
    assert done == [0, 1, 2, 3]


class _Held:
    """Something large that a listener holds, beside the job it listens to."""

    def __init__(self, job: Job) -> None:
        self.job, self.samples = job, np.zeros(10)


def _listen(job: Job) -> "weakref.ref[_Held]":
    held = _Held(job)
    job.finished.connect(lambda value, held=held: held.samples.fill(value is None))
    job.ended.connect(lambda held=held: held.samples.fill(1))
    return weakref.ref(held)


@pytest.mark.parametrize("make", [counting(2), raising(PhotoError("No."))])
def test_a_job_that_ended_holds_nothing(worker: Worker, qtbot: QtBot, make: Make) -> None:
    job = Job(make, name="job")
    held = _listen(job)
    with qtbot.waitSignal(job.ended):
        worker.submit(job)
    qtbot.waitUntil(lambda: not worker.busy)
    del job
    gc.collect()
    assert held() is None


def test_a_job_that_never_ran_does_hold_its_listeners(qtbot: QtBot) -> None:
    """The circle is real: without the worker's care the collector leaves it alone."""
    job = Job(counting(2), name="job")
    held = _listen(job)
    kept = weakref.ref(job)
    del job
    gc.collect()
    assert held() is not None
    remaining = kept()
    assert remaining is not None
    remaining.forget_listeners()
    del remaining
    gc.collect()
    assert held() is None
