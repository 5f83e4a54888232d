"""Writes a change map in the worker."""

import os
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from restorer import compose, files, photo
from restorer.photo import PhotoError, SaveOptions
from restorer.ui.jobs import Composition, Question, Saved


@dataclass(frozen=True, slots=True, eq=False)
class ChangeMap:
    """Of what to write the change map, where to, and the files that it must not replace."""

    composition: Composition
    path: Path
    originals: tuple[Path, ...]


def save_changes(order: ChangeMap, *, confirmed: bool) -> Generator[None, None, Saved | Question]:
    """Writes how far each pixel moved as 16-bit grey PNG; asks first if that would replace a file.

    Raises `PhotoError`, also where the file to be replaced is one of the originals.
    """
    yield
    if any(files.same_file(order.path, original) for original in order.originals):
        name = files.printable(order.path)
        raise PhotoError(f"{name} is an original and is not replaced. Choose another name for the change map.")
    if not confirmed and os.path.lexists(order.path):
        return Question(order.path, is_original=False)
    before = order.composition.photo.samples
    after = order.composition.samples()
    yield
    made = photo.from_rgb(compose.change_map(before, after))
    yield
    return Saved(order.path, photo.save(made, order.path, options=SaveOptions(format="png", bit_depth=16)))
