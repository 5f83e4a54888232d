"""Squares of photos: in memory while they fit, else in a file of the user's cache that is read where it is needed."""

import contextlib
import hashlib
import json
import math
import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import platformdirs
import torch

from restorer import files

if sys.platform != "win32":
    import fcntl

SQUARE = 256  # px; photos are stored as overlapping squares so that one tensor holds them all
BYTES = 3 * SQUARE * SQUARE  # of one
_FREE = 0.5  # of the free disk that may be taken


@dataclass(frozen=True, slots=True)
class Photos:
    """Squares (N, 3, SQUARE, SQUARE) uint8 RGB with a drawing probability each (sum 1), and held-out ones apart.

    On one device, or, if they are streamed, in a file. Squares of pairs have six planes, the clean photo's first.
    `survey` is what was found when they were read, for people; see `survey.Survey`.
    """

    squares: torch.Tensor
    probability: torch.Tensor
    spared: torch.Tensor
    is_streamed: bool = False
    survey: Mapping[str, Any] = field(default_factory=dict)


def folder() -> Path:
    """Where the cache lies: below RESTORER_CACHE_DIR or RESTORER_CONFIG_DIR if set, else in the platform's place."""
    override = os.environ.get("RESTORER_CACHE_DIR") or os.environ.get("RESTORER_CONFIG_DIR")
    home = Path(override) if override else platformdirs.user_cache_path("restorer", appauthor=False)
    return home / "squares"


@dataclass(frozen=True, slots=True)
class Storage:
    """Where squares may lie: bytes of memory, and of the cache's folder for all runs together; None: the usual one."""

    memory: int = 2 * 2**30
    disk: int = 16 * 2**30
    home: Path | None = None

    @property
    def place(self) -> Path:
        """The folder of the cache."""
        return self.home if self.home is not None else folder()


class Squares:
    """Collects the squares of photos one by one, within the bounds of a storage.

    Beyond its memory they go to a file. Beyond its disk every second square is given up, again and again, so that all
    photos stay represented; which ones depends on nothing but their order.
    """

    def __init__(self, storage: Storage, *, planes: int = 3) -> None:
        self._planes, self._bytes = planes, planes * SQUARE * SQUARE
        self._memory, self._disk, self._home = storage.memory, storage.disk, storage.place
        self._kept: list[np.ndarray] = []
        self._photos: list[int] = []  # of each kept square
        self._stride, self._seen = 1, 0
        self._stream: BinaryIO | None = None

    def __len__(self) -> int:
        return len(self._photos)

    @property
    def planes(self) -> int:
        """Planes of a square: 3, or 6 of pairs."""
        return self._planes

    def add(self, square: np.ndarray, *, photo: int) -> None:
        """One (SQUARE, SQUARE, planes) uint8 square of the photo with that number; raises OSError."""
        self._seen += 1
        if (self._seen - 1) % self._stride:
            return
        planes = np.ascontiguousarray(square.transpose(2, 0, 1))
        self._photos.append(photo)
        if self._stream is None:
            self._kept.append(planes)
            if len(self) * self._bytes > self._memory:
                self._spill()
            return
        self._stream.write(planes.tobytes())
        if len(self) * self._bytes > self._disk:
            self._thin()

    def finish(
        self, key: str, *, weights: Sequence[float], spared: np.ndarray, survey: Mapping[str, Any] | None = None
    ) -> "Photos":
        """What was collected; `cached` finds what went to a file by `key`. Raises OSError.

        `weights` are of the photos, by their numbers; a photo's is shared by the squares that are kept of it. `spared`
        (K, SQUARE, SQUARE, planes) are the held-out squares.
        """
        counts = Counter(self._photos)
        shares = torch.tensor([weights[photo] / counts[photo] for photo in self._photos], dtype=torch.float32)
        shares /= shares.sum()
        held_out = np.ascontiguousarray(spared.transpose(0, 3, 1, 2))
        if self._stream is None:
            squares = torch.from_numpy(np.stack(self._kept))
            return Photos(squares, shares, torch.from_numpy(held_out), survey=dict(survey or {}))
        self._stream.write(held_out.tobytes())
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._stream.close()
        target = self._home / f"{key}.squares"
        self._part.replace(target)
        facts = {"count": len(self), "spared": len(held_out), "planes": self._planes, "survey": dict(survey or {}),
                 "probability": shares.tolist()}  # fmt: skip
        files.replace_bytes(target.with_suffix(".json"), json.dumps(facts).encode())
        return _mapped(target, facts)

    @property
    def _part(self) -> Path:
        return self._home / f"{os.getpid()}.part"

    def _spill(self) -> None:
        self._home.mkdir(parents=True, exist_ok=True)
        _make_room(self._home, self._disk)
        self._disk = min(self._disk, int(shutil.disk_usage(self._home).free * _FREE))
        self._stream = self._part.open("w+b")
        _hold(self._stream.fileno())
        for planes in self._kept:
            self._stream.write(planes.tobytes())
        self._kept.clear()

    def _thin(self) -> None:
        """Keeps every second square of the file, in its place."""
        assert self._stream is not None
        for place in range(0, len(self), 2):
            self._stream.seek(place * self._bytes)
            content = self._stream.read(self._bytes)
            self._stream.seek(place // 2 * self._bytes)
            self._stream.write(content)
        self._photos = self._photos[::2]
        self._stream.truncate(len(self) * self._bytes)
        self._stream.seek(len(self) * self._bytes)
        self._stride *= 2


def key_of(places: Iterable[Path], recipe: str) -> str:
    """A name for what `recipe` makes of folders and tars: it changes with the name, size or time of any file."""
    digest = hashlib.sha256(f"{SQUARE} {recipe}".encode())
    for place in places:
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            try:
                facts = path.stat()
            except OSError:  # such as a link whose file is gone
                facts = path.lstat()
            digest.update(f"{path}\0{facts.st_size}\0{facts.st_mtime_ns}\0".encode(errors="surrogateescape"))
    return digest.hexdigest()[:32]


def cached(key: str, storage: Storage) -> Photos | None:
    """What a run before left under `key`; None if there is nothing that is whole."""
    target = storage.place / f"{key}.squares"
    try:
        facts = json.loads(target.with_suffix(".json").read_bytes())
        if target.stat().st_size != (facts["count"] + facts["spared"]) * _planes(facts) * SQUARE * SQUARE:
            return None
        os.utime(target)  # it was used now
        return _mapped(target, facts)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _mapped(path: Path, facts: dict[str, Any]) -> Photos:
    """The file as tensors whose pages are read when they are touched and given up when memory is short."""
    count, total = facts["count"], facts["count"] + facts["spared"]
    shape = (total, _planes(facts), SQUARE, SQUARE)
    squares = torch.from_file(str(path), shared=False, size=math.prod(shape), dtype=torch.uint8).view(shape)
    probability = torch.tensor(facts["probability"], dtype=torch.float32)
    survey = facts.get("survey", {})
    return Photos(squares[:count], probability, squares[count:].clone(), is_streamed=True, survey=survey)


def _planes(facts: dict[str, Any]) -> int:
    return int(facts.get("planes", 3))


def _make_room(home: Path, limit: int) -> None:
    """Removes the files that were not used for longest until the rest leaves half of the limit."""
    found = sorted(home.glob("*.squares"), key=lambda path: path.stat().st_mtime, reverse=True)
    total = 0
    for part in home.glob("*.part"):
        _sweep(part)
    for path in found:
        total += path.stat().st_size
        if total > limit // 2:
            path.with_suffix(".json").unlink(missing_ok=True)
            path.unlink(missing_ok=True)


def _hold(descriptor: int) -> bool:
    """True if this process alone has the open file from now on, until it is closed or the process ends."""
    if sys.platform != "win32":  # there, a file that is open cannot be removed anyway
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
    return True


def _sweep(part: Path) -> None:
    """Removes what a process that was killed left half written."""
    with contextlib.suppress(OSError):
        descriptor = os.open(part, os.O_RDWR)
        try:
            is_left = _hold(descriptor)
        finally:
            os.close(descriptor)
        if is_left:
            part.unlink()
