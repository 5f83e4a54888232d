"""Photos for training: read from folders or tars, cut into equal uint8 squares, cropped where they lie."""

import hashlib
import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch

from training import reading, survey
from training.config import ConfigError, Source
from training.reading import centre, cut
from training.squares import SQUARE, Photos, Squares, Storage, cached, key_of

_STORAGE = Storage()
_COLOURS = 3  # planes of a photo; pairs have twice as many


def read_photos(place: Path) -> Iterator[tuple[str, np.ndarray]]:
    """Name and RGB uint8 samples (H, W, 3) of every photo in a folder (recursively) or tar, in name order.

    A file that cannot be decoded is skipped; raises `ConfigError` if the place does not exist.
    """
    for entry in reading.entries(place):
        samples = reading.decoded(entry.read())
        if samples is not None:
            yield entry.name, samples


def read_crops(place: Path, *, crop: int, limit: int) -> Iterator[tuple[str, np.ndarray]]:
    """The first `limit` photos of `read_photos`, each cut to at most `crop` pixels a side around its centre; 0: all.

    Raises `ConfigError` if there is none.
    """
    found = False
    for name, samples in itertools.islice(read_photos(place), limit or None):
        found = True
        height, width = (min(side, crop or side) for side in samples.shape[:2])
        top, left = (samples.shape[0] - height) // 2, (samples.shape[1] - width) // 2
        yield name, np.ascontiguousarray(samples[top : top + height, left : left + width])
    if not found:
        raise ConfigError(f"No photo could be read in {place}; name a folder or a tar of photos with --images.")


def held_out(name: str, *, share: float) -> bool:
    """True for a fixed, name-decided `share` (0..1) of photos, the same on every machine and in every run."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") < share * 2**32


def load_photos(
    sources: Sequence[Source],
    root: Path,
    *,
    device: torch.device,
    held_out_count: int,
    storage: Storage = _STORAGE,
    split: str = "names",
    least: int = 0,
) -> tuple[Photos, torch.Tensor]:
    """All photos of the sources as `Photos`, and (K, 3, SQUARE, SQUARE) uint8 centre crops held out, on `device`.

    Held-out photos are chosen by their names' hash and appear in no training square. A photo smaller than
    SQUARE on a side is enlarged by reflection. Each source is drawn in proportion to its weight x its area. More than
    memory may hold stays in a file of the cache (see `Squares`), decoded once for all runs of these photos.
    With `split` content, and for pairs, `survey.collect` decides instead; `least` is the smallest side it takes.
    Raises `ConfigError` where there are not two photos.
    """
    if not sources:
        raise ConfigError("data is missing; name the folders or tars of photos to learn from.")
    places = [root / source.path for source in sources]
    recipe = repr([*((source.path, source.weight) for source in sources), held_out_count])
    if split == "content" or any(source.kind == "pairs" for source in sources):
        photos = survey.collect(sources, root, held_out_count=held_out_count, storage=storage, least=least)
    else:
        key = key_of([place for place in places if place.exists()], recipe)
        photos = cached(key, storage) or _read(
            sources, places, Squares(storage), key=key, held_out_count=held_out_count
        )
    spared = photos.spared.to(device)
    if not photos.is_streamed:
        squares, probability = photos.squares.to(device), photos.probability.to(device)
        photos = Photos(squares, probability, spared, survey=photos.survey)
    return photos, spared


def _read(
    sources: Sequence[Source], places: Sequence[Path], squares: Squares, *, key: str, held_out_count: int
) -> Photos:
    weights: list[float] = []
    kept: list[tuple[bytes, np.ndarray]] = []
    found = survey.Survey()
    chosen = _spared_name(places[0])
    for source, place in zip(sources, places, strict=True):
        for entry in reading.entries(place):
            name, samples = entry.name, reading.decoded(entry.read())
            if samples is None:
                found.broken.append(name)
                continue
            if (held_out(name, share=0.1) or name == chosen) and source is sources[0]:
                kept.append((hashlib.sha256(name.encode()).digest(), centre(samples)))
                continue
            for square in cut(samples):
                squares.add(square, photo=len(weights))
            weights.append(source.weight * samples.shape[0] * samples.shape[1])
    if not weights or not kept:
        if kept or weights:
            raise ConfigError(
                "One photo could be read from the data; name a folder or a tar of at least two with --data."
            )
        raise ConfigError("No photo could be read from the data; name a folder or a tar of at least two with --data.")
    kept.sort(key=lambda pair: pair[0])
    spared = np.stack([crop for _, crop in kept[:held_out_count]])
    found.photos, found.held_out = len(weights) + len(kept), len(kept)
    found.conclude()
    return squares.finish(key, weights=weights, spared=spared, survey=found.facts())


def _spared_name(place: Path) -> str:
    """The photo that is held out where the names' hashes choose none: the first in their order that can be read.

    It is also the first of those that they choose, if they choose one that can be read.
    """
    entries = sorted(reading.entries(place), key=lambda one: hashlib.sha256(one.name.encode()).digest())
    found = next((entry.name for entry in entries if reading.decoded(entry.read()) is not None), "")
    return "" if held_out(found, share=0.1) else found


def draw_patches(photos: Photos, *, count: int, size: int, generator: torch.Generator) -> torch.Tensor:
    """Random crops (count, C, size, size) float32 in 0..1, flipped and turned at random, made on the device.

    Pairs (C above 3) are turned upside down at most: what a scanner does to rows it does not do to columns.
    """
    device = photos.squares.device
    chosen = torch.multinomial(photos.probability, count, replacement=True, generator=generator)
    corners = torch.randint(0, SQUARE - size + 1, (2, count), generator=generator, device=device)
    span = torch.arange(size, device=device)
    rows = (corners[0][:, None] + span)[:, None, :, None]
    columns = (corners[1][:, None] + span)[:, None, None, :]
    channels = torch.arange(photos.squares.shape[1], device=device)[None, :, None, None]
    patches = photos.squares[chosen[:, None, None, None], channels, rows, columns].float() / 255.0
    turns = torch.randint(0, 8, (count,), generator=generator, device=device).tolist()
    if photos.squares.shape[1] > _COLOURS:
        turns = [turn - turn % 2 for turn in turns]
    return torch.stack([_turned(patch, turn) for patch, turn in zip(patches, turns, strict=True)])


def _turned(patch: torch.Tensor, turn: int) -> torch.Tensor:
    turned = torch.rot90(patch, turn % 4, dims=(1, 2))
    return turned.flip(2) if turn >= 4 else turned
