"""What happens when something unforeseen happens: it is written down, and the window stays."""

import contextlib
import faulthandler
import sys
import threading
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TextIO

from PySide6.QtCore import QObject, Signal

from restorer import __version__

FILE_NAME = "crash.log"
LAST_NAME = "crash-last.log"
MAX_BYTES = 1 * 2**20
_FATAL = b"Fatal Python error"  # how faulthandler begins; an exception was told by the window that it happened in


class CrashLog(QObject):
    """Takes over Python's exception hooks and faulthandler until `close`; `happened` tells the window, queued.

    `last` is where the log of a program lies that broke down and could not tell; the next start has none.
    """

    happened = Signal(str)

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.path = folder / FILE_NAME
        self.last = self._set_apart()
        self._stream = self._open()
        self._hook = sys.excepthook
        self._thread_hook = threading.excepthook
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        if self._stream is not None:
            faulthandler.enable(self._stream)
        elif sys.stderr is not None:
            faulthandler.enable()

    def close(self) -> None:
        """Gives the hooks back."""
        sys.excepthook = self._hook
        threading.excepthook = self._thread_hook
        faulthandler.disable()
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    def _set_apart(self) -> Path | None:
        """Moves a log that ends in a breakdown out of the way, so that it is told once."""
        last = self.path.with_name(LAST_NAME)
        with contextlib.suppress(OSError):
            if self.path.stat().st_size <= 2 * MAX_BYTES and _FATAL in self.path.read_bytes():
                self.path.replace(last)
                return last
        return None

    def _open(self) -> TextIO | None:
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            too_large = self.path.exists() and self.path.stat().st_size > MAX_BYTES
            return self.path.open("w" if too_large else "a", encoding="utf-8", errors="backslashreplace")
        return None  # a read-only folder must not keep the window from opening

    def _on_thread_exception(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self._on_exception(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)

    def _on_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        text = "".join(traceback.format_exception(kind, error, trace))
        if self._stream is not None:
            with contextlib.suppress(OSError, ValueError):
                when = datetime.now(tz=UTC).isoformat(timespec="seconds")
                self._stream.write(f"{when} restorer {__version__}\n{text}\n")
                self._stream.flush()
        if sys.stderr is not None:
            with contextlib.suppress(OSError, ValueError):
                sys.stderr.write(text)
        self.happened.emit(kind.__name__)
