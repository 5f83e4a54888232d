"""Masks in files: read from any picture or from a photo's transparency, written as a grey PNG."""

from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np

from restorer import files, photo
from restorer.photo import PhotoError, SaveOptions


def load(path: Path, shape: tuple[int, int]) -> tuple[np.ndarray, tuple[str, ...]]:
    """The mask of `shape` (height, width) in a picture file, as `read` gives it, and sentences about it.

    A picture of another size is scaled by nearest neighbour, with a sentence that says so. Raises `PhotoError`.
    """
    plane = read(path)
    height, width = shape
    if plane.shape == shape:
        return plane, ()
    there = f"{plane.shape[1]} × {plane.shape[0]}"
    name = files.printable(Path(path.name))
    notice = f"{name} is {there} pixels and was scaled to the photo's {width} × {height}."
    scaled: np.ndarray = cv2.resize(plane, (width, height), interpolation=cv2.INTER_NEAREST_EXACT)
    return scaled, (notice,)


def read(path: Path) -> np.ndarray:
    """The mask (H, W) uint8 in a picture file, in the picture's own size; raises `PhotoError`.

    White is damaged, black is sound; of colours the brightness counts, and what is transparent is sound.
    """
    opened = photo.load(path)
    plane = _eight_bit(opened.samples[..., 0] if opened.samples.shape[2] == 1 else _brightness(opened.samples))
    return plane if opened.alpha is None else np.minimum(plane, _eight_bit(opened.alpha))


def of_transparency(alpha: np.ndarray) -> np.ndarray:
    """The mask of a photo's alpha (H, W) uint8 or uint16: what is transparent is damaged."""
    return np.uint8(255) - _eight_bit(alpha)


def save(mask: np.ndarray, path: Path, *, originals: Iterable[Path]) -> None:
    """Writes the mask (H, W) uint8 as an 8-bit grey PNG, the old file or the whole new one.

    Never onto one of the `originals`, by whatever name or link. Raises `PhotoError`.
    """
    name = files.printable(path)
    if any(files.same_file(path, original) for original in originals):
        raise PhotoError(f"{name} is an opened photo; the mask was not written over it. Choose another name.")
    photo.save(photo.from_rgb(mask), path, options=SaveOptions(format="png", bit_depth=8))


def _brightness(samples: np.ndarray) -> np.ndarray:
    grey: np.ndarray = cv2.cvtColor(samples, cv2.COLOR_RGB2GRAY)
    return grey


def _eight_bit(plane: np.ndarray) -> np.ndarray:
    if plane.dtype == np.uint8:
        return plane
    scaled: np.ndarray = cv2.convertScaleAbs(plane, alpha=1 / 257)
    return scaled
