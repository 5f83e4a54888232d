"""What the worker does for marks: each function is a generator that it pulls."""

from collections.abc import Callable, Generator, Sequence
from pathlib import Path

import numpy as np

from restorer import mask_file, selection
from restorer.selection import Patch
from restorer.ui.jobs import Composition

Change = Callable[[np.ndarray], Patch | None]


def pick(
    composition: Composition, at: tuple[int, int], *, tolerance: int, contiguous: bool
) -> Generator[None, None, Patch | None]:
    """What in the photo as it stands is alike to the pixel (x, y)."""
    yield
    samples = composition.samples()
    yield
    return selection.alike(samples, at, tolerance=tolerance, contiguous=contiguous)


def reshape(mask: np.ndarray, change: Change) -> Generator[None, None, Patch | None]:
    """The marks after a change such as growing; `mask` is a copy that nobody else changes."""
    yield
    return change(mask)


def read(path: Path, shape: tuple[int, int]) -> Generator[None, None, tuple[np.ndarray, tuple[str, ...]]]:
    """The mask in a picture file at the photo's size, and what is to be said about it; raises `PhotoError`."""
    yield
    return mask_file.load(path, shape)


def transparent(alpha: np.ndarray) -> Generator[None, None, Patch | None]:
    """The marks of what is transparent; None if nothing is."""
    yield
    mask = mask_file.of_transparency(alpha)
    return Patch(mask, 0, 0) if mask.any() else None


def write(mask: np.ndarray, path: Path, originals: Sequence[Path]) -> Generator[None, None, Path]:
    """Writes the mask as a grey PNG, never onto an original; raises `PhotoError`."""
    yield
    mask_file.save(mask, path, originals=originals)
    return path
