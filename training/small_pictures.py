"""Small labelled pictures for generators: from photos in class folders or the idx files of MNIST, one uint8 tensor."""

import gzip
import struct
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch

from training.config import ConfigError, Source, TrainConfig
from training.data import held_out, read_photos

HELD_OUT_SHARE = 0.1
_IDX_IMAGES, _IDX_LABELS = 2051, 2049


@dataclass(frozen=True, slots=True)
class Labelled:
    """Pictures (N, C, S, S) uint8 with class numbers (N,) and drawing probabilities (N,), on one device."""

    pictures: torch.Tensor
    labels: torch.Tensor
    probability: torch.Tensor


@dataclass(frozen=True, slots=True)
class _Picture:
    name: str
    label: str
    is_held_out: bool
    samples: np.ndarray


def load_labelled(config: TrainConfig, root: Path, *, device: torch.device) -> tuple[Labelled, Labelled]:
    """The training and the held-out pictures of a run's sources, brought to `patch` pixels a side.

    Grey or colour as `network.channels` says. Of photos a tenth is held out, decided by their names; of idx files the
    test set. Raises `ConfigError` if there is none, or for a class that the run does not name.
    """
    kept: tuple[list[_Picture], list[_Picture]] = ([], [])
    weights: tuple[list[float], list[float]] = ([], [])
    for source in config.data:
        for picture in read_labelled(root / source.path, source, size=config.patch):
            kept[picture.is_held_out].append(picture)
            weights[picture.is_held_out].append(source.weight)
    _even_out(kept, weights)
    if not kept[0] or not kept[1]:
        raise ConfigError("Too few pictures could be read from the data; name the folder of the sources with --data.")
    channels = int(config.network.get("channels", 3))
    return (
        _labelled(kept[0], weights[0], config.classes, channels, device),
        _labelled(kept[1], weights[1], config.classes, channels, device),
    )


def _even_out(kept: tuple[list[_Picture], list[_Picture]], weights: tuple[list[float], list[float]]) -> None:
    """Where chance has put all pictures on one side, the other gets the last of them."""
    for full, empty in ((0, 1), (1, 0)):
        if not kept[empty] and len(kept[full]) > 1:
            kept[empty].append(kept[full].pop())
            weights[empty].append(weights[full].pop())


def read_labelled(place: Path, source: Source, *, size: int) -> Iterator[_Picture]:
    """Every picture of a source as (size, size, 1 or 3) uint8 samples: the largest centred square, made smaller."""
    if place.is_file() and (idx := _idx_members(place)):
        yield from _digits(place, idx, size=size)
        return
    for name, samples in read_photos(place):
        label = source.label or Path(name).parent.name
        yield _Picture(name, label, held_out(name, share=HELD_OUT_SHARE), square(samples, size=size))


def square(samples: np.ndarray, *, size: int) -> np.ndarray:
    """The largest centred square of (H, W, C) uint8 samples at `size` pixels a side, by area where it gets smaller."""
    side = min(samples.shape[:2])
    top, left = (samples.shape[0] - side) // 2, (samples.shape[1] - side) // 2
    cut = np.ascontiguousarray(samples[top : top + side, left : left + side])
    if side == size:
        return cut
    way = cv2.INTER_AREA if side > size else cv2.INTER_CUBIC
    resized: np.ndarray = cv2.resize(cut, (size, size), interpolation=way)
    return resized.reshape(size, size, -1)


def draw_labelled(
    known: Labelled, *, count: int, generator: torch.Generator, is_flipped: bool
) -> tuple[torch.Tensor, torch.Tensor]:
    """Pictures (count, C, S, S) float32 in 0..1, mirrored half of the time if so wished, and their class numbers."""
    chosen = torch.multinomial(known.probability, count, replacement=True, generator=generator)
    pictures = known.pictures[chosen].float() / 255.0
    if is_flipped:
        turned = torch.rand(count, generator=generator, device=pictures.device) < 0.5
        pictures = torch.where(turned[:, None, None, None], pictures.flip(3), pictures)
    return pictures, known.labels[chosen]


def _labelled(
    pictures: list[_Picture], weights: list[float], classes: tuple[str, ...], channels: int, device: torch.device
) -> Labelled:
    for picture in pictures:
        if classes and picture.label not in classes:
            raise ConfigError(f"{picture.name} is of the class “{picture.label}”; classes are {', '.join(classes)}.")
    stack = np.stack([_of_channels(picture.samples, channels) for picture in pictures])
    labels = [classes.index(picture.label) if classes else 0 for picture in pictures]
    probability = torch.tensor(weights, dtype=torch.float32)
    return Labelled(
        torch.from_numpy(np.ascontiguousarray(stack.transpose(0, 3, 1, 2))).to(device),
        torch.tensor(labels).to(device),
        (probability / probability.sum()).to(device),
    )


def _of_channels(samples: np.ndarray, channels: int) -> np.ndarray:
    if samples.shape[2] == channels:
        return samples
    if channels == 1:
        return cv2.cvtColor(samples, cv2.COLOR_RGB2GRAY)[..., np.newaxis]
    return np.repeat(samples, 3, axis=2)


def _idx_members(place: Path) -> list[str]:
    if not tarfile.is_tarfile(place):
        return []
    with tarfile.open(place) as archive:
        return sorted(name for name in archive.getnames() if name.endswith("-ubyte.gz"))


def _digits(place: Path, members: list[str], *, size: int) -> Iterator[_Picture]:
    """The pictures of the idx files (LeCun et al. 1998); those named t10k are held out."""
    with tarfile.open(place) as archive:
        for name in (member for member in members if "images" in member):
            pictures = _idx(archive, place, name, magic=_IDX_IMAGES)
            labels = _idx(archive, place, name.replace("images-idx3", "labels-idx1"), magic=_IDX_LABELS)
            for index, (samples, label) in enumerate(zip(pictures, labels, strict=True)):
                fitted = square(samples[..., np.newaxis], size=size)
                yield _Picture(f"{name}#{index}", str(label), "t10k" in name, fitted)


def _idx(archive: tarfile.TarFile, place: Path, name: str, *, magic: int) -> np.ndarray:
    try:
        stream = archive.extractfile(name)
        content = b"" if stream is None else gzip.decompress(stream.read())
        found, *_ = struct.unpack(">I", content[:4])
        sides = struct.unpack(f">{content[3]}I", content[4 : 4 + 4 * content[3]])
        values = np.frombuffer(content, np.uint8, offset=4 + 4 * content[3]).reshape(sides)
    except (KeyError, OSError, EOFError, ValueError, struct.error) as error:
        raise ConfigError(f"{name} in {place} cannot be read: {error}.") from error
    if found != magic:
        raise ConfigError(f"{name} in {place} is not an idx file of the expected kind.")
    return values
