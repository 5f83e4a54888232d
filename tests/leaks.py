"""What a window test must not leave behind: threads, timers and top-level widgets, each named with where it began."""

import contextlib
import gc
import threading
import time
import traceback
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread, QThreadPool, QTimer
from PySide6.QtWidgets import QApplication, QWidget

PATIENCE_S = 2.0  # a thread that was told to end may take this long
_OWN_WINDOWS = {"QTipLabel"}  # made by Qt for itself and kept


@dataclass(slots=True)
class Watch:
    """What was there before a test, and what the test has started since, with the line that did it."""

    threads: frozenset[threading.Thread]
    widgets: frozenset[int]
    started: list[tuple[weakref.ref[QObject], str]] = field(default_factory=list)

    def leaks(self) -> list[str]:
        """One sentence for each thing still alive; waits up to `PATIENCE_S` for what is ending."""
        _settle()
        if not self._found():
            return []
        gc.collect()
        end = time.monotonic() + PATIENCE_S
        while (found := self._found()) and time.monotonic() < end:
            _settle()
            time.sleep(0.02)
        return found

    def _found(self) -> list[str]:
        return [*self._objects(), *self._widgets(), *self._threads()]

    def _objects(self) -> Iterator[str]:
        for reference, place in self.started:
            thing = reference()
            if thing is None or not shiboken6.isValid(thing):
                continue
            if isinstance(thing, QThread) and thing.isRunning():
                yield f"QThread {_label(thing)} still runs; started at {place}"
            if isinstance(thing, QTimer) and thing.isActive() and not _lives_on(thing):
                yield f"QTimer {_label(thing)} is still active; started at {place}"

    def _widgets(self) -> Iterator[str]:
        for widget in _top_level_widgets():
            if shiboken6.getCppPointer(widget)[0] not in self.widgets:
                yield f"top-level widget {_label(widget)} still exists"

    def _threads(self) -> Iterator[str]:
        for thread in _python_threads() - self.threads:
            yield f"Python thread {thread.name} still runs"
        if QThreadPool.globalInstance().activeThreadCount():
            yield "the global QThreadPool still works"


@contextlib.contextmanager
def watching() -> Iterator[Watch]:
    """Records every QThread and QTimer that Python starts inside the block; `Watch.leaks` tells what is left."""
    widgets = frozenset(shiboken6.getCppPointer(widget)[0] for widget in _top_level_widgets())
    watch = Watch(threads=_python_threads(), widgets=widgets)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QThread, "start", _recording(QThread.start, watch))
        patch.setattr(QTimer, "start", _recording(QTimer.start, watch))
        yield watch


def _recording(start: Callable[..., None], watch: Watch) -> Callable[..., None]:
    def record(self: QObject, *arguments: Any) -> None:
        caller = traceback.extract_stack(limit=2)[0]
        watch.started.append((weakref.ref(self), f"{caller.filename}:{caller.lineno}"))
        start(self, *arguments)

    return record


def _settle() -> None:
    if QCoreApplication.instance() is None:
        return
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QCoreApplication.processEvents()


def _top_level_widgets() -> list[QWidget]:
    if not isinstance(QCoreApplication.instance(), QApplication):
        return []
    widgets = [widget for widget in QApplication.topLevelWidgets() if widget.parentWidget() is None]
    return [widget for widget in widgets if widget.metaObject().className() not in _OWN_WINDOWS]


def _python_threads() -> frozenset[threading.Thread]:
    alive = (thread for thread in threading.enumerate() if thread.is_alive())
    return frozenset(thread for thread in alive if not isinstance(thread, threading._DummyThread))


def _lives_on(timer: QTimer) -> bool:
    owner = timer.parent()
    while owner is not None and owner.parent() is not None:
        owner = owner.parent()
    return owner is QCoreApplication.instance()


def _label(thing: QObject) -> str:
    return f"{type(thing).__name__} “{thing.objectName()}”"
