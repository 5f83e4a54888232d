"""Generated pictures written to disk one by one, from the command line."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from restorer import files, generating
from restorer import photo as photos
from restorer.engine import RestoreError
from restorer.generating import PictureMaker, Point, Sample, Wish
from restorer.photo import PhotoError

GRID_LIMIT = 1024  # pictures on one sheet


@dataclass(frozen=True, slots=True)
class Order:
    """What to make and where it goes: a folder, and perhaps one sheet of all pictures."""

    folder: Path
    wish: Wish
    seed: int = 0
    count: int = 1
    ends: tuple[int, int] | None = None  # seeds to go between, `count` frames
    sheet: Path | None = None

    def points(self) -> Iterator[Point]:
        """The places of the pictures; raises `RestoreError`."""
        if self.ends is not None:
            return generating.points_between(*self.ends, self.count)
        return generating.points_from(self.seed, self.count)


def write(maker: PictureMaker, order: Order, *, check: Callable[[], None]) -> Iterator[Path]:
    """Writes the pictures as PNG files and gives each one's path; then the sheet's, if one was asked for.

    Names are free ones, made of model, class and seed or frame. `check` is called after each picture and may raise
    to stop; what has been written stays. Raises `RestoreError` or `PhotoError`.
    """
    points = order.points()
    generating.check_wish(maker, order.wish)
    _check_places(order)
    shown: list[np.ndarray] = []
    run = generating.generate(maker, points, order.wish)
    try:
        for number, sample in enumerate(run):
            path = _free(order, maker, sample, number)
            photos.save(generating.as_photo(sample, maker, order.wish), path)
            if order.sheet is not None:
                shown.append(sample.picture)
            yield path
            check()
    finally:
        run.close()
        if order.sheet is not None and shown:
            _write_sheet(order, maker, shown)
    if order.sheet is not None:
        yield order.sheet


def _check_places(order: Order) -> None:
    if order.sheet is not None and order.count > GRID_LIMIT:
        raise RestoreError(f"A grid holds at most {GRID_LIMIT:,} pictures. Ask for fewer, or leave --grid out.")
    if order.sheet is not None and order.sheet.suffix.lower() != ".png":
        raise RestoreError(f"{files.printable(order.sheet)} is no name for a grid. Choose one that ends in .png.")
    if order.sheet is not None and order.sheet.exists():
        raise RestoreError(f"{files.printable(order.sheet)} exists already. Choose another name for the grid.")
    try:
        order.folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        name = files.printable(order.folder)
        raise RestoreError(f"The folder {name} cannot be made: {error.strerror}. Choose another by -o.") from error


def _free(order: Order, maker: PictureMaker, sample: Sample, number: int) -> Path:
    stem = f"{maker.card.name}-{sample.label}" if sample.label else maker.card.name
    tag = f"{sample.point.seed}" if order.ends is None else f"{order.ends[0]}-{order.ends[1]}-{number:06d}"
    try:
        return files.beside(Path(f"{stem}.png"), folder=order.folder, tag=tag)
    except OSError as error:
        raise PhotoError(f"No free name is left in {files.printable(order.folder)}. Choose another by -o.") from error


def _write_sheet(order: Order, maker: PictureMaker, shown: list[np.ndarray]) -> None:
    assert order.sheet is not None
    first = next(order.points())
    sheet = Sample(first, order.wish.label, generating.grid_of(shown))
    photos.save(generating.as_photo(sheet, maker, order.wish), order.sheet)
