"""Whose something is: a file that one running program holds, and that anybody can take once that program is gone."""

import contextlib
import json
import os
import sys
import time
from pathlib import Path

if sys.platform != "win32":  # there, an open file cannot be removed by another process: that is the lock
    import fcntl

_MAX_BYTES = 4096


class Ownership:
    """A file held by this program until `release`, or until the program ends in whatever way.

    The system itself gives the lock back when a process dies, so a number used again for another process, or one
    seen from within a container, misleads nobody. The file tells people the process and when it started.
    """

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self._descriptor = descriptor

    @classmethod
    def take(cls, path: Path) -> "Ownership | None":
        """Holds `path`, made if it is missing; None if another running program holds it. Raises OSError."""
        if sys.platform == "win32":
            try:
                path.unlink(missing_ok=True)
            except PermissionError:
                return None
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
        try:
            if not _locked(descriptor, path):
                os.close(descriptor)
                return None
            os.ftruncate(descriptor, 0)
            os.write(descriptor, json.dumps({"process": os.getpid(), "started": time.time()}).encode())
        except BaseException:
            os.close(descriptor)
            raise
        return cls(path, descriptor)

    def release(self) -> None:
        """Gives the file up and removes it; does nothing the second time."""
        if self._descriptor < 0:
            return
        descriptor, self._descriptor = self._descriptor, -1
        if sys.platform == "win32":
            os.close(descriptor)
        with contextlib.suppress(OSError):
            self.path.unlink()
        if sys.platform != "win32":  # removed while it is locked, so that nobody takes a file that is about to go
            os.close(descriptor)


def is_held(path: Path) -> bool:
    """True if a running program, this one too, holds `path` now; for a moment of asking nobody else can take it."""
    if sys.platform == "win32":
        try:
            path.unlink(missing_ok=True)  # works only where nobody has it open
        except PermissionError:
            return True
        return False
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # a file system without locks: the number of the process has to do
        return _is_running(os.pread(descriptor, _MAX_BYTES, 0))
    finally:
        os.close(descriptor)
    return False


def _locked(descriptor: int, path: Path) -> bool:
    """True once the lock is held and the name still leads to this file."""
    if sys.platform != "win32":
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            named, held = path.stat(), os.fstat(descriptor)
        except (BlockingIOError, FileNotFoundError):  # held, or its owner has just given it up
            return False
        except OSError:  # a file system without locks: the number of the process has to do
            return not _is_running(os.pread(descriptor, _MAX_BYTES, 0))
        if (named.st_dev, named.st_ino) != (held.st_dev, held.st_ino):
            return False
    return True


def _is_running(content: bytes) -> bool:
    """True if the process that the file names is still there."""
    try:
        process = json.loads(content or b"{}").get("process")
        if not isinstance(process, int) or process <= 0 or process == os.getpid():
            return False
        os.kill(process, 0)
    except PermissionError:
        return True
    except (ValueError, AttributeError, RecursionError, ProcessLookupError, OverflowError):
        return False
    return True
