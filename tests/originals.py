"""Input photos that a test must leave as they were: bytes, time, mode and inode."""

import hashlib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What shows that a file was written, replaced or touched."""

    sha256: str
    modified_ns: int
    mode: int
    inode: int

    @classmethod
    def of(cls, path: Path) -> "Fingerprint":
        """The fingerprint of a file as it is now; raises OSError."""
        status = path.stat()
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        return cls(digest, status.st_mtime_ns, status.st_mode, status.st_ino)


class Originals:
    """The files that must not change, with their fingerprints from when they were added."""

    def __init__(self) -> None:
        self._before: dict[Path, Fingerprint] = {}

    def add(self, path: Path) -> Path:
        """Guards `path` from now on; returns it."""
        self._before[path] = Fingerprint.of(path)
        return path

    def changes(self) -> list[str]:
        """One sentence for each guarded file that is gone or differs."""
        found = []
        for path, before in self._before.items():
            if not path.exists():
                found.append(f"{path} is gone")
            elif (now := Fingerprint.of(path)) != before:
                found.append(f"{path} was {before} and is {now}")
        return found
