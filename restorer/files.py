"""Files that are either the old bytes or the new bytes, and names that never hit an original."""

import contextlib
import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

TEMPORARY_SUFFIX = ".restorer-tmp"
_NAME_LIMIT = 255  # bytes; the limit of every common file system


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Gives a file whose content becomes `path` in one step when the block ends well; else `path` is untouched.

    The bytes are written beside `path`, flushed, fsynced and renamed over it, then the folder is fsynced, so a
    crash or a full disk leaves the old bytes or the new ones. At most one temporary file a target can remain
    after a kill; the next save of the same target takes it over. Raises OSError.
    """
    target = path.resolve() if path.is_symlink() else path
    temporary = temporary_beside(target)
    mode = _mode_for(target)
    descriptor = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(descriptor, "w+b") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(mode)
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
    ending = suffix if suffix is not None else original.suffix
    for number in range(1, 1_000_000):
        extra = f"-{tag}" if number == 1 else f"-{tag}-{number}"
        candidate = home / (_shortened(original.stem, extra + ending) + extra + ending)
        if not os.path.lexists(candidate):
            return candidate
    raise FileExistsError(f"No free name beside {original} is left.")


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
    except OSError:
        return False


def _shortened(stem: str, ending: str) -> str:
    room = _NAME_LIMIT - len(os.fsencode(ending)) - len(os.fsencode("." + TEMPORARY_SUFFIX))
    while len(os.fsencode(stem)) > room:
        stem = stem[:-1]
    return stem


def _mode_for(target: Path) -> int:
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):  # some network file systems refuse; the rename itself has happened
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
