"""Files that are either the old bytes or the new bytes, and names that never hit an original."""

import contextlib
import errno
import hashlib
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

if sys.platform != "win32":  # there, an open file cannot be replaced or removed by another process anyway
    import fcntl

TEMPORARY_SUFFIX = ".restorer-tmp"
_NAME_LIMIT = 255  # bytes; the limit of every common file system
_SUFFIX_LIMIT = 32  # bytes; what follows the last dot of a longer "suffix" is part of the name
_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Gives a file whose content becomes `path` in one step when the block ends well; else `path` is untouched.

    The bytes are written beside `path`, flushed, fsynced and renamed over it, then the folder is fsynced, so a
    crash or a full disk leaves the old bytes or the new ones. At most one temporary file a target can remain
    after a kill; the next save of the same target takes it over. A target that exists keeps its mode; one that is
    not a regular file, or that is write-protected, is refused. Two processes cannot save one target at a time.
    Raises OSError.
    """
    target = _followed(path)
    mode = _replaceable_mode(target)
    temporary = temporary_beside(target)
    descriptor = _claimed(temporary)
    try:
        with os.fdopen(descriptor, "w+b") as stream:
            if mode is not None:
                with contextlib.suppress(OSError):  # file systems without modes
                    temporary.chmod(mode)
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
            if sys.platform != "win32":  # renamed while the lock is held, so that no other save can take the name over
                temporary.replace(target)
        if sys.platform == "win32":
            temporary.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(target.parent)


def replace_bytes(path: Path, content: bytes) -> None:
    """Makes `content` the whole of `path` by `replacing`."""
    with replacing(path) as stream:
        stream.write(content)


def temporary_beside(path: Path) -> Path:
    """The one temporary name that belongs to `path`, in the same folder and within the name limit."""
    name = f".{path.name}{TEMPORARY_SUFFIX}"
    if len(os.fsencode(name)) > _NAME_LIMIT:
        name = f".{hashlib.sha256(os.fsencode(path.name)).hexdigest()[:32]}{TEMPORARY_SUFFIX}"
    return path.with_name(name)


def beside(original: Path, *, folder: Path | None = None, suffix: str | None = None, tag: str = "restored") -> Path:
    """A free name for a result: `scan.tif` gives `scan-restored.tif`, then `scan-restored-2.tif`; never `original`.

    `suffix` (".png") replaces the original's. The stem is shortened so that name and temporary name stay legal.
    """
    home = folder if folder is not None else original.parent
    stem, own = original.stem, original.suffix
    if len(os.fsencode(own)) > _SUFFIX_LIMIT:
        stem, own = original.name, ""
    ending = suffix if suffix is not None else own
    for number in range(1, 1_000_000):
        extra = f"-{tag}" if number == 1 else f"-{tag}-{number}"
        candidate = home / (_shortened(stem, extra + ending) + extra + ending)
        if not os.path.lexists(candidate):
            return candidate
    raise FileExistsError(f"No free name beside {printable(original)} is left.")


def sha256_of(path: Path) -> str:
    """The SHA-256 of the file's bytes, as 64 hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def is_regular(path: Path) -> bool:
    """True if `path` is a regular file, symbolic links followed; never blocks on a FIFO or a device."""
    return stat.S_ISREG(path.stat().st_mode)


def same_file(first: Path, second: Path) -> bool:
    """True if both names reach the same file now, by links of either kind; False if either is missing."""
    try:
        return first.samefile(second)
    except (OSError, ValueError):
        return False


def printable(path: Path) -> str:
    """`path` as text that any terminal, window or JSON file can hold on one line.

    Bytes that are not UTF-8 and characters that do not print (line ends, escape, direction marks) are shown as
    `\\x..` or `\\u....`; every other name is shown as it is.
    """
    text = os.fsencode(path).decode("utf-8", errors="backslashreplace")
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in text
    )


def _followed(path: Path) -> Path:
    if not path.is_symlink():
        return path
    try:
        return path.resolve()
    except RuntimeError as error:  # how Python before 3.13 reports a loop of links
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path)) from error


def _replaceable_mode(target: Path) -> int | None:
    """The permission bits of an existing target, None if there is none; raises OSError if it must not be replaced."""
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "Not a regular file", str(target))
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
    return stat.S_IMODE(mode)


def _claimed(temporary: Path) -> int:
    """An empty file of that name that no other process is writing; raises OSError (EBUSY if one is)."""
    for _ in range(16):
        if sys.platform == "win32":
            temporary.unlink(missing_ok=True)
            return os.open(temporary, _FLAGS | os.O_EXCL, 0o666)
        descriptor = os.open(temporary, _FLAGS, 0o666)
        try:
            if _is_ours(descriptor, temporary):
                os.ftruncate(descriptor, 0)
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)
    raise OSError(errno.EBUSY, "Another program is saving it", str(temporary))


def _is_ours(descriptor: int, temporary: Path) -> bool:
    """True once the lock is held and the name still leads to this file alone."""
    try:
        if sys.platform != "win32":
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise OSError(errno.EBUSY, "Another program is saving it", str(temporary)) from error
    except OSError:
        pass  # a network file system without locks
    held = os.fstat(descriptor)
    if held.st_nlink > 1 or not stat.S_ISREG(held.st_mode):  # planted, or linked to something worth keeping
        temporary.unlink(missing_ok=True)
        return False
    try:
        named = temporary.lstat()
    except FileNotFoundError:  # the one who held the lock before has just renamed it
        return False
    return (named.st_dev, named.st_ino) == (held.st_dev, held.st_ino)


def _shortened(stem: str, ending: str) -> str:
    room = max(0, _NAME_LIMIT - len(os.fsencode(ending)) - len(os.fsencode("." + TEMPORARY_SUFFIX)))
    while len(os.fsencode(stem)) > room:
        stem = stem[:-1]
    return stem


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):  # some network file systems refuse; the rename itself has happened
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
