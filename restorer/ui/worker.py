"""One thread that pulls generators, and the jobs it pulls."""

import contextlib
import enum
import heapq
import itertools
import sys
import threading
from collections.abc import Callable, Generator
from typing import Any

from PySide6.QtCore import SIGNAL, QCoreApplication, QObject, QThread, Signal

Make = Callable[[], Generator[Any, None, Any]]

# Recognised by name, so that the window can be up before the modules that define them are imported.
_SENTENCES = frozenset(
    f"{kind}Error" for kind in ("Photo", "Weights", "Settings", "Restore", "Series", "Session", "Measure")
)

_SWITCH_S = 0.001  # the window's thread gets the interpreter back five times sooner than by Python's default


class Priority(enum.IntEnum):
    """Which waiting job runs first; equal ones run in the order they came."""

    NOW = 0
    SOON = 1
    IDLE = 2


class _Event(enum.Enum):
    STARTED = enum.auto()
    PROGRESSED = enum.auto()
    FINISHED = enum.auto()
    FAILED = enum.auto()
    CANCELLED = enum.auto()


_SIGNALS = tuple(
    SIGNAL(signature)
    for signature in (
        "started()", "progressed(PyObject)", "finished(PyObject)", "failed(QString)", "cancelled()", "ended()",
    )
)  # fmt: skip


class Job(QObject):
    """One generator to be pulled: `make` runs in the worker's thread, every signal arrives in the window's.

    Ends in exactly one of `finished` (the generator's return value), `failed` (a sentence) or `cancelled`,
    followed by `ended`. After a failure `error` is the exception.
    """

    started = Signal()
    progressed = Signal(object)
    finished = Signal(object)
    failed = Signal(str)
    cancelled = Signal()
    ended = Signal()

    def __init__(self, make: Make, *, name: str, priority: Priority = Priority.NOW) -> None:
        super().__init__()
        self.make: Make | None = make
        self.name = name
        self.priority = priority
        self.error: BaseException | None = None
        self._stopped = threading.Event()

    @property
    def stopped(self) -> bool:
        """True once `cancel` was called."""
        return self._stopped.is_set()

    def forget_listeners(self) -> None:
        """Disconnects everything; called when the job has ended.

        A listener often holds the job, and through Qt the job holds its listeners, with a whole photo among them:
        Python's collector does not see such a circle.
        """
        for signature in _SIGNALS:
            QObject.disconnect(self, signature, None, None)  # type: ignore[call-overload]

    def cancel(self) -> None:
        """Asks for an end: the generator is not pulled again and is closed. Does nothing once the job has ended."""
        self._stopped.set()


class Worker(QThread):
    """Runs submitted jobs one after the other on one thread, and survives whatever they raise."""

    _reported = Signal(object, object, object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._waiting: list[tuple[int, int, Job]] = []
        self._numbers = itertools.count()
        self._changed = threading.Condition()
        self._current: Job | None = None
        self._closing = False
        self._reported.connect(self._dispatch)  # queued: the worker object lives in the window's thread

    def submit(self, job: Job) -> Job:
        """Puts the job in line and starts the thread if it does not run yet; returns the job."""
        with self._changed:
            if self._closing:
                job.cancel()
            heapq.heappush(self._waiting, (job.priority, next(self._numbers), job))
            self._changed.notify()
        if not self.isRunning() and not self._closing:
            self.start()
        return job

    @property
    def busy(self) -> bool:
        """True while a job runs or waits."""
        with self._changed:
            return self._current is not None or bool(self._waiting)

    def cancel(self) -> None:
        """Cancels the running job and all that wait."""
        with self._changed:
            for _, _, job in self._waiting:
                job.cancel()
            if self._current is not None:
                self._current.cancel()

    def stop(self) -> None:
        """Cancels everything and returns when the thread has ended; at most one step of the running job passes."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self.cancel()
        self.requestInterruption()
        self.wait()

    def finish(self) -> None:
        """Returns when everything submitted so far has been done and the thread has ended."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self.wait()

    def run(self) -> None:
        """The thread: pulls jobs until `stop` or `finish`."""
        sys.setswitchinterval(_SWITCH_S)
        while (job := self._next()) is not None:
            self._pull(job)
            with self._changed:
                self._current = None

    def _next(self) -> Job | None:
        with self._changed:
            while not self._waiting and not self._closing:
                self._changed.wait()
            if not self._waiting:
                return None
            self._current = heapq.heappop(self._waiting)[2]
            return self._current

    def _pull(self, job: Job) -> None:
        generator: Generator[Any, None, Any] | None = None
        try:
            if not job.stopped and job.make is not None:
                self._reported.emit(job, _Event.STARTED, None)
                generator = job.make()
                while not job.stopped:
                    self._reported.emit(job, _Event.PROGRESSED, next(generator))
            self._reported.emit(job, _Event.CANCELLED, None)
        except StopIteration as end:
            event = _Event.CANCELLED if job.stopped else _Event.FINISHED
            self._reported.emit(job, event, end.value)
        except BaseException as error:  # noqa: BLE001 - SystemExit from a job must not end the window either
            job.error = error.with_traceback(None) if _is_sentence(error) else _logged(error)
            self._reported.emit(job, _Event.FAILED, _sentence(error))
        finally:
            job.make = None  # the closure may hold a whole photo
            if generator is not None:
                with contextlib.suppress(BaseException):
                    generator.close()

    def _dispatch(self, job: Job, event: _Event, value: object) -> None:
        if event is _Event.STARTED:
            job.started.emit()
            return
        if event is _Event.PROGRESSED:
            if not job.stopped:
                job.progressed.emit(value)
            return
        try:
            self._end(job, event, value)
        finally:
            job.ended.emit()
            job.forget_listeners()

    def _end(self, job: Job, event: _Event, value: object) -> None:
        if event is _Event.FINISHED:
            job.finished.emit(value)
        elif event is _Event.FAILED:
            job.failed.emit(value)
        else:
            job.cancelled.emit()


def _is_sentence(error: BaseException) -> bool:
    return type(error).__name__ in _SENTENCES and type(error).__module__.startswith("restorer.")


def _logged(error: BaseException) -> BaseException:
    """The error without its frames (they hold photos); one that nobody foresaw goes to the exception hook first."""
    if isinstance(error, Exception) and not isinstance(error, MemoryError | OSError):
        sys.excepthook(type(error), error, error.__traceback__)
    return error.with_traceback(None)


def _sentence(error: BaseException) -> str:
    if _is_sentence(error):
        return str(error)
    if isinstance(error, MemoryError):
        return QCoreApplication.translate("worker", "Memory ran out. Close other photos or programs, then try again.")
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or 'A file'} cannot be used: {error.strerror}."
    text = QCoreApplication.translate("worker", "Something unexpected went wrong ({kind}). Your photos are unchanged.")
    return text.format(kind=type(error).__name__)
