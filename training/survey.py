"""A person's photos read once: what is broken, double or tiny is left out and told, and some are held out."""

import hashlib
import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from training.config import ConfigError, Source
from training.reading import Entry, cut, entries, opened
from training.squares import Photos, Squares, Storage, cached, key_of

SHARE = 0.1  # of the photos that are held out, more where they are few
_WANTED = 4  # held-out photos that are better than fewer
_MOST = 1 / 3  # share of the photos that is held out at most
_FEW = 10  # photos below which a person is warned
_SMALL = 64  # px of the shorter side below which a photo teaches nothing
_NAMED = 50  # names in a list
_ALIKE_BITS = 8  # of 64 in which the fingerprints of copies differ at most
_ALIKE_STEPS = 2.5  # mean difference of copies at 16 x 16 px, in 8-bit steps


@dataclass(slots=True)
class Survey:
    """What was found among a person's photos; names are of files within their folder, the first fifty of each list."""

    photos: int = 0
    held_out: int = 0
    pairs: int = 0
    broken: list[str] = field(default_factory=list)
    duplicates: list[tuple[str, str]] = field(default_factory=list)
    tiny: list[str] = field(default_factory=list)
    unequal: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def facts(self) -> dict[str, Any]:
        """As the event `survey` tells it; pairs of different sizes stand among the broken."""
        broken = [*self.broken, *self.unequal]
        return {"photos": self.photos, "held_out": self.held_out, "pairs": self.pairs, "broken": broken[:_NAMED],
                "duplicates": [list(pair) for pair in self.duplicates[:_NAMED]], "tiny": self.tiny[:_NAMED],
                "warnings": self.warnings}  # fmt: skip

    def conclude(self) -> None:
        """Puts what a person should know into sentences."""
        if self.broken:
            self.warnings.append(f"{_listed(self.broken)} could not be read and were left out.")
        if self.unequal:
            names = _listed(self.unequal)
            self.warnings.append(f"{names} differ in size between the clean and the damaged photo and were left out.")
        if self.duplicates:
            names = _listed([copy for copy, _ in self.duplicates])
            self.warnings.append(f"{names} are copies of others and were left out.")
        if self.tiny:
            self.warnings.append(f"{_listed(self.tiny)} are too small to learn from and were left out.")
        if self.photos < _FEW:
            self.warnings.append(
                f"There are only {self.photos} photos to learn from and measure with. With twenty or more the result "
                "is better and its measurement can be trusted."
            )


def collect(sources: Sequence[Source], root: Path, *, held_out_count: int, storage: Storage, least: int = 0) -> Photos:
    """Squares of all photos or pairs of the sources, and up to `held_out_count` held-out ones; each is decoded once.

    Which photos are held out is decided by their content: a tenth, more where there are few, at least one and never
    all. Copies, exact or nearly so, count once, so that no held-out photo has a copy among the others. Photos below
    `least` pixels on a side are left out. Raises `ConfigError` with a sentence where nothing can be learned.
    """
    has_pairs = any(source.kind == "pairs" for source in sources)
    recipe = repr([*((*_place(source), source.weight) for source in sources), held_out_count, least, "content"])
    places = [root / place for source in sources for place in _place(source)]
    key = key_of([place for place in places if place.exists()], recipe)
    found = cached(key, storage)
    if found is not None:
        return found
    listed = [(source, item) for source in sources for item in _items(source, root)]
    collector = _Collector(Squares(storage, planes=6 if has_pairs else 3), len(listed), held_out_count, least)
    for source, item in listed:
        collector.look(item, weight=source.weight)
    return collector.finish(key)


@dataclass(frozen=True, slots=True)
class _Item:
    """A photo, or a pair of which this is the clean one."""

    entry: Entry
    damaged: Entry | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    """A photo or pair that was decoded: squares (SQUARE, SQUARE, 3 or 6), its weight, and its content's hash."""

    squares: list[np.ndarray]
    weight: float
    digest: bytes

    @property
    def is_spared(self) -> float:
        """A chance from 0 to 1 decided by the content."""
        return int.from_bytes(self.digest[:4], "big") / 2**32


class _Collector:
    """Takes photos one by one; those it has decided on are squares, only few stay whole."""

    def __init__(self, squares: Squares, listed: int, held_out_count: int, least: int) -> None:
        self._squares, self._count, self._least = squares, max(1, held_out_count), max(_SMALL, least)
        self._listed = listed
        self._share = max(SHARE, min(_MOST, _WANTED / max(1, listed)))
        self._weights: list[float] = []
        self._spared: list[tuple[int, int, _Read]] = []  # a heap, those to be given up first at its top
        self._reserve: _Read | None = None  # would be held out if no other were
        self._known = _Fingerprints()
        self._seen_spared = 0
        self.survey = Survey()

    def look(self, item: _Item, *, weight: float) -> None:
        """Reads one photo or pair and decides on it; what cannot be used is listed."""
        found = self._opened(item)
        if found is None:
            return
        samples, digest = found
        name = item.entry.name
        if min(samples.shape[:2]) < self._least:
            self.survey.tiny.append(name)
            return
        if (copy := self._known.add(samples[..., :3], digest, name)) is not None:
            self.survey.duplicates.append((name, copy))
            return
        self.survey.photos += 1
        read = _Read(list(cut(samples)), weight * samples.shape[0] * samples.shape[1], digest)
        if read.is_spared < self._share:
            self._spare(read)
        elif self._reserve is None:
            self._reserve = read
        elif read.is_spared < self._reserve.is_spared and not self._spared:
            self._learn(self._reserve)
            self._reserve = read
        else:
            self._learn(read)

    def finish(self, key: str) -> Photos:
        """All that was taken; raises `ConfigError` if that is nothing to learn from."""
        self._check()
        if self._reserve is not None:
            (self._learn if self._spared else self._spare)(self._reserve)
        while not self._weights:  # all were to be held out
            self._learn(heapq.heappop(self._spared)[2])
        self.survey.held_out = self.survey.photos - len(self._weights)
        self.survey.pairs = self.survey.photos if self._squares.planes == 6 else 0
        self.survey.conclude()
        reads = [read for *_, read in sorted(self._spared, key=lambda entry: entry[:2], reverse=True)]
        each = math.ceil(self._count / len(reads))
        spared = [square for read in reads for square in _spread(read.squares, each)][: self._count]
        facts = self.survey.facts() | {"squares": len(self._squares)}
        return self._squares.finish(key, weights=self._weights, spared=np.stack(spared), survey=facts)

    def _learn(self, read: _Read) -> None:
        for square in read.squares:
            self._squares.add(square, photo=len(self._weights))
        self._weights.append(read.weight)

    def _spare(self, read: _Read) -> None:
        self._seen_spared += 1
        is_few = self._listed <= 2 * _FEW
        whole = read if is_few else _Read(_spread(read.squares, self._count), read.weight, read.digest)
        heapq.heappush(self._spared, (-int.from_bytes(read.digest[:6], "big"), self._seen_spared, whole))
        if is_few and len(self._spared) > max(1, int(self._listed * _MOST)):
            self._learn(heapq.heappop(self._spared)[2])
        elif len(self._spared) > self._count:
            heapq.heappop(self._spared)

    def _opened(self, item: _Item) -> tuple[np.ndarray, bytes] | None:
        pictures, digest = [], b""
        for entry in (item.entry, item.damaged):
            if entry is None:
                continue
            try:
                content = entry.read()
            except OSError:
                content = b""
            digest = digest or hashlib.sha256(content).digest()
            samples = opened(entry, content) if content else None
            if samples is None:
                self.survey.broken.append(entry.name)
                return None
            pictures.append(samples)
        if len({picture.shape for picture in pictures}) > 1:
            self.survey.unequal.append(item.entry.name)
            return None
        return np.concatenate(pictures, axis=2), digest

    def _check(self) -> None:
        survey = self.survey
        if survey.photos >= 2:
            return
        told = _too_few_pairs if self._squares.planes == 6 else _too_few_photos
        raise ConfigError(told(survey, is_empty=not self._listed, least=self._least))


def _too_few_photos(survey: Survey, *, is_empty: bool, least: int) -> str:
    """Why there are fewer than two photos that can be used."""
    if is_empty:
        return "There is no photo in the data; name a folder or a tar of photos with --data."
    if survey.photos == 0 and survey.tiny:
        return f"All photos are smaller than {least} pixels on a side ({_listed(survey.tiny)}). Take larger ones."
    if survey.photos == 0:
        return f"No photo could be read from the data ({_listed(survey.broken)}). Take other files."
    if survey.duplicates:
        return "All photos are copies of one. Add at least one other photo."
    return "There is only one photo that can be used. At least two are needed: to learn from and to measure with."


def _too_few_pairs(survey: Survey, *, is_empty: bool, least: int) -> str:
    """Why there are fewer than two pairs that can be used."""
    if is_empty:
        return "There is no pair in the data; name a folder or a tar of pairs with --data."
    if survey.photos == 0 and survey.unequal:
        return f"All pairs differ in size ({_listed(survey.unequal)}). Both photos of a pair must have the same."
    if survey.photos == 0 and survey.tiny:
        return f"All pairs are smaller than {least} pixels on a side ({_listed(survey.tiny)}). Take larger ones."
    if survey.photos == 0:
        return f"No pair could be read from the data ({_listed(survey.broken)}). Take other files."
    if survey.duplicates:
        return "All pairs are copies of one. Add at least one other pair."
    return "There is only one pair that can be used. At least two are needed: to learn from and to measure with."


class _Fingerprints:
    """Tells copies: the same bytes, or the same picture saved or scaled otherwise."""

    def __init__(self) -> None:
        self._digests: dict[bytes, str] = {}
        self._names: list[str] = []
        self._bits = np.zeros(64, np.uint64)
        self._small = np.zeros((64, 16, 16, 3), np.uint8)

    def add(self, samples: np.ndarray, digest: bytes, name: str) -> str | None:
        """The name of the photo of which these samples (H, W, 3) uint8 are a copy, or None; then they are kept."""
        if digest in self._digests:
            return self._digests[digest]
        bits, small = _fingerprint(samples)
        count = len(self._names)
        near = np.flatnonzero(np.bitwise_count(self._bits[:count] ^ bits) <= _ALIKE_BITS)
        if near.size:
            apart = np.abs(self._small[near].astype(np.int16) - small).mean(axis=(1, 2, 3))
            if float(apart.min()) <= _ALIKE_STEPS:
                return self._names[int(near[int(apart.argmin())])]
        if count == len(self._bits):
            self._bits = np.concatenate([self._bits, np.zeros_like(self._bits)])
            self._small = np.concatenate([self._small, np.zeros_like(self._small)])
        self._bits[count], self._small[count] = bits, small
        self._names.append(name)
        self._digests[digest] = name
        return None


def _fingerprint(samples: np.ndarray) -> tuple[np.uint64, np.ndarray]:
    """64 bits of which neighbour is brighter (Krawetz's difference hash), and the picture at 16 x 16 px."""
    grey = cv2.resize(cv2.cvtColor(samples, cv2.COLOR_RGB2GRAY), (9, 8), interpolation=cv2.INTER_AREA)
    bits = np.packbits(grey[:, 1:] > grey[:, :-1]).view(np.uint64)[0]
    return bits, np.asarray(cv2.resize(samples, (16, 16), interpolation=cv2.INTER_AREA))


def _items(source: Source, root: Path) -> list[_Item]:
    """What a source offers, pairs by equal names or, if there is none, by their order; raises `ConfigError`."""
    places = [entries(root / place, is_wide=True) for place in _place(source)]
    if len(places) == 1:
        return [_Item(entry) for entry in places[0]]
    clean, damaged = places
    by_name = {_stem(entry): entry for entry in damaged}
    paired = [_Item(entry, by_name[_stem(entry)]) for entry in clean if _stem(entry) in by_name]
    if paired:
        return paired
    if len(clean) != len(damaged):
        raise ConfigError(
            f"{source.clean} has {len(clean)} photos and {source.damaged} has {len(damaged)}, and no names are equal. "
            "Give both photos of a pair the same name."
        )
    return [_Item(one, other) for one, other in zip(clean, damaged, strict=True)]


def _stem(entry: Entry) -> str:
    return str(Path(entry.name).with_suffix("")).lower()


def _place(source: Source) -> list[str]:
    return [source.clean, source.damaged] if source.kind == "pairs" else [source.path]


def _spread(squares: list[np.ndarray], count: int) -> list[np.ndarray]:
    """So many of the squares, from all over the photo; one comes from its middle."""
    if len(squares) <= count:
        return squares
    return [squares[int((index + 0.5) * len(squares) / count)] for index in range(count)]


def _listed(names: Sequence[str]) -> str:
    """A few of the names and how many more there are."""
    shown = ", ".join(names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more"
