"""What the worker threads do for generated pictures: make them, lay one into a photo, write them."""

from collections.abc import Generator, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from restorer import photo, photo_animation, planting
from restorer.document import compose
from restorer.photo import PhotoError
from restorer.ui import jobs
from restorer.ui.filling import FillPlan
from restorer.ui.jobs import Canvassed, Composition, Restored, Step
from restorer.ui.pyramid import Pyramid

if TYPE_CHECKING:
    from restorer.generating import PictureMaker, Point, Sample, Wish


@dataclass(frozen=True, slots=True)
class PlantPlan(FillPlan):
    """Which generated picture is to be laid into the marked holes."""

    what: planting.Plant | None = None


@dataclass(slots=True)
class Makers:
    """The generator that was used last; only the computing thread loads it."""

    _kept: "dict[tuple[str, str], PictureMaker]" = field(default_factory=dict)

    def load(self, name: str, device: str) -> "PictureMaker":
        """The generator of that file; raises `WeightsError` or `RestoreError`."""
        from restorer import generating

        key = (name, device)
        if key not in self._kept:
            self._kept.clear()
            self._kept[key] = generating.load_maker(name, device=device)
        return self._kept[key]


@dataclass(frozen=True, slots=True, eq=False)
class Making:
    """What is to be made: by which model, around a photo or from nothing; `points` are made where torch is there."""

    model: str
    device: str
    label: str
    variety: float
    kind: str  # new, near, between or photo
    seed: int
    count: int
    near: "Point | None" = None
    ends: tuple[int, int] = (0, 0)
    photo: Composition | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Begun:
    """The generator that makes what follows, and what was asked of it."""

    maker: "PictureMaker"
    wish: "Wish"


def make(what: Making, makers: Makers) -> "Generator[Begun | Sample | None, None, None]":
    """Gives `Begun` once, then samples as they come; raises `RestoreError` or `WeightsError`."""
    yield None
    from restorer import generating

    maker = makers.load(what.model, what.device)
    wish = generating.Wish(what.label, what.variety)
    run: Generator[Sample, None, None]
    if what.photo is not None:
        reach = min(1.0, what.variety / 2)
        points = (generating.Point(one.seed, share=reach) for one in generating.points_from(what.seed, what.count))
        run = generating.vary(maker, what.photo.samples(), points, generating.Wish(what.label))
    else:
        run = generating.generate(maker, _points(what), wish)
    yield Begun(maker, wish)
    try:
        yield from run
    finally:
        run.close()


def _points(what: Making) -> "Iterable[Point]":
    from restorer import generating

    if what.near is not None:
        return generating.points_near(what.near, what.seed, what.count)
    if what.kind == "between":
        return generating.points_between(*what.ends, what.count)
    return generating.points_from(what.seed, what.count)


def lay(composition: Composition, plan: PlantPlan) -> Generator[object, None, Restored]:
    """Lays a generated picture into the composition's marked holes."""
    yield Step(0, 0, "Preparing", ())
    samples = composition.samples()
    yield Canvassed(Pyramid.build(samples).copy())
    assert plan.what is not None
    mask = composition.mask if composition.mask is not None else np.zeros(samples.shape[:2], np.uint8)
    edit = planting.plant(samples, mask, plan.what)
    yield Step(1, 1, "", ())
    source = composition.photo.with_samples(samples)
    return Restored(edit, jobs.levels_of(edit, composition), jobs.thumbnail_of(source, compose(samples, [edit])))


def write(samples: "Iterable[Sample]", folder: Path, begun: Begun) -> Generator[None, None, list[Path]]:
    """Writes samples as PNG files of free names into a folder; raises `PhotoError`."""
    written = []
    for sample in samples:
        yield
        written.append(write_one(sample, folder, begun))
    return written


def write_one(sample: "Sample", folder: Path, begun: Begun) -> Path:
    """Writes one sample as a PNG file of a free name; raises `PhotoError`."""
    from restorer import files, generating

    stem = f"{begun.maker.card.name}-{sample.label}" if sample.label else begun.maker.card.name
    path = files.beside(Path(f"{stem}.png"), folder=folder, tag=str(sample.point.seed))
    photo.save(generating.as_photo(sample, begun.maker, begun.wish), path)
    return path


def animate(samples: "list[Sample]", path: Path, begun: Begun) -> Generator[None, None, Path]:
    """Writes samples as one animated WebP; raises `PhotoError`."""
    from restorer import files, generating

    yield
    metadata = generating.as_photo(samples[0], begun.maker, begun.wish).metadata
    try:
        photo_animation.save_animation([sample.picture for sample in samples], path, metadata)
    except OSError as error:
        reason = error.strerror or str(error)
        raise PhotoError(f"{files.printable(path)} cannot be saved: {reason}. Choose another folder.") from error
    return path
