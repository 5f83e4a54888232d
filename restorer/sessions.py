"""The folder in which the work on photos is kept: whose it is, what is found there, what nobody needs any more."""

import contextlib
import dataclasses
import errno
import hashlib
import os
import re
import secrets
import time
import weakref
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from restorer import files, packing, session
from restorer.files import printable
from restorer.owning import Ownership
from restorer.session import Outline, Part, Session, SessionError, Source

SUFFIX = ".session"
MAX_REMEMBERED = 4 * 2**30  # bytes of closed photos' work that is kept; beyond them the oldest goes
_PART = ".part"
_RUNNING = ".running"
_OWNER = re.compile(r"[0-9a-f]{1,32}-[0-9a-f]{1,32}")
_FRESH = 600.0  # seconds for which an unneeded part stays: another window may be about to name it in a session
_FULL_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A session left by a program that is gone: its file's name, what it holds, and if its photo is there unchanged."""

    name: str
    outline: Outline
    photo: str  # "same", "changed" or "gone"; "same" for a photo without a file

    @property
    def path(self) -> Path | None:
        """The photo's file, None for a photo without one."""
        return self.outline.facts.source.path if self.outline.facts.source is not None else None


@dataclass(frozen=True, slots=True, eq=False)
class Recalled:
    """What is known of a photo that is being opened: its file, the work kept for it, and if that is of the same file.

    `names` are the sessions that the next one kept of this photo takes the place of.
    """

    source: Source | None
    session: Session | None = None
    is_same: bool = True
    names: tuple[str, ...] = ()
    sentence: str = ""


class Sessions:
    """The sessions in a folder, for one thread and one running program; all methods raise `SessionError`.

    One small file a photo holds the mask and what the edits are; the edits' samples lie in files named by their
    content, each written once. A file is always whole: the old one or the new one.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._token = f"{os.getpid():x}-{secrets.token_hex(6)}"
        self._own: Ownership | None = None
        self._claimed: dict[str, Ownership] = {}
        self._digests: dict[int, tuple[weakref.ref[np.ndarray], str]] = {}
        self._swept = 0.0

    # Starting and leaving -----------------------------------------------------------------------------------------

    def begin(self) -> tuple[tuple[Found, ...], tuple[str, ...]]:
        """The work that programs which are gone have left, claimed by this one, and sentences on damaged files."""
        self._hold()
        outlines, notices = self._outlines()
        left = tuple(
            Found(path.name, outline, _photo_now(outline.facts.source))
            for path, outline in sorted(outlines, key=lambda pair: pair[1].facts.written)
            if outline.facts.owner and self._claims(outline.facts.owner)
        )
        self._clear_owners()
        self.sweep()
        return left, notices

    def end(self) -> None:
        """Gives up everything held: what is still claimed is offered again by the next start."""
        with contextlib.suppress(SessionError):
            self.sweep()
        for held in (*self._claimed.values(), *([self._own] if self._own is not None else [])):
            held.release()
        self._claimed.clear()
        self._own = None

    # One photo ----------------------------------------------------------------------------------------------------

    def name_for(self, path: Path | None) -> str:
        """The name under which this program keeps the work on a photo: a hash of its path, and whose it is."""
        return f"{_key_of(path) if path is not None else secrets.token_hex(16)}-{self._token}{SUFFIX}"

    def recall(self, path: Path) -> Recalled:
        """What is known of the photo at `path`; the newest work that no other running program holds."""
        try:
            source = session.source_of(path)
        except OSError as error:
            raise SessionError(f"{printable(path)} cannot be read again: {error.strerror}.") from error
        outlines, notices = self._outlines(f"{_key_of(path)}-*{SUFFIX}")
        known = [pair for pair in outlines if not pair[1].facts.owner or self._claims(pair[1].facts.owner)]
        known.sort(key=lambda pair: pair[1].facts.written)
        names = tuple(place.name for place, _ in known)
        for place, outline in reversed(known):
            try:
                kept, notice = self.read(place.name)
            except SessionError as error:
                notices = (*notices, str(error))
                continue
            notices = (*notices, notice) if notice else notices
            same = outline.facts.source is not None and outline.facts.source.is_same(source)
            return Recalled(source, kept, same, names, " ".join(notices))
        return Recalled(source, None, True, (), " ".join(notices))

    def read(self, name: str) -> tuple[Session, str]:
        """The session of that name and a sentence about what of it is damaged; a damaged file is set aside.

        A mask survives the loss of an edit's samples, which lie in other files.
        """
        place, notice = self._folder / name, ""
        try:
            content = session.content_of(place)
            try:
                return session.read(content, self._get), ""
            except (session.PartError, OSError) as error:
                notice = _set_aside(place, str(error), keep=True)
                return session.read(content, None), notice
        except ValueError as error:
            raise SessionError(notice or _set_aside(place, str(error))) from error
        except OSError as error:
            raise SessionError(f"{printable(place)} cannot be read ({error.strerror}).") from error
        except MemoryError as error:
            raise SessionError(f"There is too little memory to bring back {printable(place)}. Close photos.") from error

    def keep(self, work: Session, name: str, *, owned: bool, instead: Iterable[str] = ()) -> None:
        """Writes the work on a photo, in place of the sessions `instead`; not `owned`: remembered, not unsaved."""
        self._hold()
        facts = dataclasses.replace(work.facts, owner=self._token if owned else "", written=time.time())
        try:
            with files.replacing(self._folder / name) as stream:
                session.write(dataclasses.replace(work, facts=facts), stream, self._put)
        except OSError as error:
            raise SessionError(_trouble(error, facts.name, self._folder)) from error
        except (ValueError, MemoryError) as error:
            raise SessionError(f"The work on {facts.name} could not be kept ({error}). Save the photo.") from error
        self.remove(other for other in instead if other != name)
        if time.monotonic() - self._swept > _FRESH:
            self.sweep()

    def remember(self, name: str) -> None:
        """Makes the work of a program that is gone into work that is remembered with its photo."""
        place = self._folder / name
        try:
            files.replace_bytes(place, session.disowned(session.content_of(place)))
        except (OSError, ValueError) as error:
            raise SessionError(f"{printable(place)} could not be kept ({error}).") from error

    def remove(self, names: Iterable[str]) -> None:
        """Forgets sessions; one that is gone already is none."""
        for name in names:
            try:
                (self._folder / name).unlink(missing_ok=True)
            except OSError as error:
                where = printable(self._folder / name)
                raise SessionError(f"{where} could not be removed ({error.strerror}).") from error

    # What nobody needs --------------------------------------------------------------------------------------------

    def sweep(self) -> None:
        """Removes parts that no session names, old temporary files, and remembered work beyond `MAX_REMEMBERED`."""
        self._swept = time.monotonic()
        outlines, _ = self._outlines()
        with contextlib.suppress(OSError):
            self._forget_oldest(outlines)
            needed = {part for path, outline in outlines if path.exists() for part in outline.parts}
            for place in self._folder.iterdir():
                is_part = place.suffix == _PART and place.stem not in needed
                if (is_part or place.name.endswith(files.TEMPORARY_SUFFIX)) and _age(place) > _FRESH:
                    place.unlink(missing_ok=True)

    def _forget_oldest(self, outlines: list[tuple[Path, Outline]]) -> None:
        held = 0
        remembered = [pair for pair in outlines if not pair[1].facts.owner]
        for path, outline in sorted(remembered, key=lambda pair: -pair[1].facts.written):
            held += _size(path) + sum(_size(self._part(part)) for part in outline.parts)
            if held > MAX_REMEMBERED:
                path.unlink(missing_ok=True)

    def _outlines(self, pattern: str = f"*{SUFFIX}") -> tuple[list[tuple[Path, Outline]], tuple[str, ...]]:
        """All sessions that can be read, and sentences on those that were set aside."""
        found, notices = [], []
        for place in sorted(self._folder.glob(pattern)):
            try:
                found.append((place, session.outline(session.content_of(place))))
            except FileNotFoundError:
                continue
            except ValueError as error:
                notices.append(_set_aside(place, str(error)))
            except (OSError, MemoryError) as error:
                notices.append(f"{printable(place)} cannot be read ({error}).")
        return found, tuple(notices)

    # Whose it is --------------------------------------------------------------------------------------------------

    def _hold(self) -> None:
        if self._own is not None:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._own = Ownership.take(self._folder / f"{self._token}{_RUNNING}")
        except OSError as error:
            where = printable(self._folder)
            raise SessionError(f"Unsaved work cannot be kept in {where} ({error.strerror}). Save often.") from error

    def _claims(self, owner: str) -> bool:
        """True if that owner is this program, or one that is gone, whose work is this one's from now on."""
        if owner == self._token or owner in self._claimed:
            return True
        if not _OWNER.fullmatch(owner):
            return True
        with contextlib.suppress(OSError):
            taken = Ownership.take(self._folder / f"{owner}{_RUNNING}")
            if taken is not None:
                self._claimed[owner] = taken
                return True
        return False

    def _clear_owners(self) -> None:
        """Removes the files of programs that are gone and have left nothing."""
        for place in self._folder.glob(f"*{_RUNNING}"):
            if place.stem != self._token and place.stem not in self._claimed:
                with contextlib.suppress(OSError):
                    taken = Ownership.take(place)
                    if taken is not None:
                        taken.release()

    # Parts --------------------------------------------------------------------------------------------------------

    def _part(self, digest: str) -> Path:
        return self._folder / f"{digest}{_PART}"

    def _put(self, array: np.ndarray) -> str:
        """Writes an array unless it is there, and returns its digest; an array is never changed once it was given."""
        held, digest = self._digests.get(id(array), (None, ""))
        if held is None or held() is not array:
            digest = packing.digest(array)
            self._digests = {key: pair for key, pair in self._digests.items() if pair[0]() is not None}
            self._digests[id(array)] = (weakref.ref(array), digest)
        place = self._part(digest)
        if place.exists():
            os.utime(place)  # not swept before the session that names it is written
            return digest
        with files.replacing(place) as stream:
            for block in packing.pack(array):
                stream.write(block)
        return digest

    def _get(self, part: Part) -> np.ndarray:
        try:
            with self._part(part.digest).open("rb") as stream:
                size = os.fstat(stream.fileno()).st_size
                array = packing.unpack(stream, part.shape, np.dtype(part.dtype), size=size)
        except FileNotFoundError as error:
            raise session.PartError("a result is missing") from error
        except ValueError as error:
            raise session.PartError(f"a result is damaged: {error}") from error
        if packing.digest(array) != part.digest:
            raise session.PartError("a result is damaged: its checksum is wrong")
        self._digests[id(array)] = (weakref.ref(array), part.digest)
        return array


def _key_of(path: Path) -> str:
    return hashlib.sha256(os.fsencode(os.path.abspath(path))).hexdigest()[:32]  # noqa: PTH100 - Path keeps ".."


def _photo_now(source: Source | None) -> str:
    if source is None:
        return "same"
    try:
        status = source.path.stat()
        if (status.st_size, status.st_mtime_ns) == (source.size, source.modified_ns):
            return "same"
        return "same" if session.source_of(source.path).is_same(source) else "changed"
    except (OSError, ValueError):
        return "gone"


def _age(place: Path) -> float:
    return time.time() - place.stat().st_mtime


def _size(place: Path) -> int:
    try:
        return place.stat().st_size
    except OSError:
        return 0


def _trouble(error: OSError, name: str, folder: Path) -> str:
    reason = "the disk is full" if error.errno in _FULL_DISK else (error.strerror or "the system refused").lower()
    return f"The work on {name} could not be kept in {printable(folder)}: {reason}. Free space there or save the photo."


def _set_aside(place: Path, reason: str, *, keep: bool = False) -> str:
    """Keeps the file as `.bad`, and with `keep` in its place as well; returns the sentence about it."""
    aside = place.with_name(place.name + ".bad")
    with contextlib.suppress(OSError):
        if keep:
            files.replace_bytes(aside, place.read_bytes())
        else:
            place.replace(aside)
        return f"Work kept in {printable(place)} is damaged ({reason}); it was set aside as {aside.name}."
    return f"Work kept in {printable(place)} is damaged ({reason}) and could not be set aside."
