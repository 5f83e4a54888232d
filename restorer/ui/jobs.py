"""What the worker threads do: every function here is a generator that one of them pulls."""

import os
import time
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import cv2
import numpy as np
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColorSpace, QImage

from restorer import files, fitting, model_store, noise, photo, resources, settings, weights
from restorer.compose import Adjustment, blend
from restorer.document import Edit, compose, compose_region
from restorer.photo import Photo, PhotoError, SaveOptions
from restorer.settings import Settings
from restorer.ui import colour
from restorer.ui.patch import patches_of
from restorer.ui.pyramid import Levels, Pyramid
from restorer.weights import Mode, ModelCard, WeightsError

if TYPE_CHECKING:
    from restorer.engine import Model

THUMBNAIL = 192  # pixels on the longer side: twice the strip's size, for dense screens
_GATHER_CHUNK = 200
_MODELS_KEPT = 2  # a fill needs one for thin and one for large holes
Results = list[tuple[np.ndarray, Levels]]  # a result and what shows it
_End = TypeVar("_End")
_STEP_INTERVAL = 1 / 30  # seconds between two repaints of a running job


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A photo ready to be shown."""

    photo: Photo
    base: Pyramid
    thumbnail: QImage


@dataclass(frozen=True, slots=True, eq=False)
class Composition:
    """A photo and its edits as they were when the job was ordered, and a copy of its mask where that is needed."""

    photo: Photo
    edits: tuple[Edit, ...]
    mask: np.ndarray | None = None

    def samples(self) -> np.ndarray:
        """The photo with its visible edits, full size; (H, W, C) in the photo's dtype."""
        return compose(self.photo.samples, self.edits)


@dataclass(frozen=True, slots=True)
class Plan:
    """How photos are to be restored. `level` is sigma in 8-bit steps, None = estimate it from the photo."""

    model: str
    level: float | None = None
    unknown: bool = False  # tell the network nothing about the noise
    device: str = "auto"
    precision: str = "auto"
    tile: int = 0
    threads: int = 0
    seed: int = 0
    adjustment: Adjustment = field(default_factory=Adjustment)


@dataclass(frozen=True, slots=True, eq=False)
class Canvassed:
    """A restore has begun: this pyramid fills up as tiles finish."""

    pyramid: Pyramid


@dataclass(frozen=True, slots=True)
class Step:
    """How far a restore is; `boxes` (top, left, height, width) have new samples in the pyramid."""

    done: int
    total: int
    sentence: str
    boxes: tuple[tuple[int, int, int, int], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Restored:
    """A finished restore, and the edits that follow it as steps of their own."""

    edit: Edit
    levels: Results
    thumbnail: QImage
    more: tuple[tuple[Edit, Results], ...] = ()


@dataclass(frozen=True, slots=True)
class Saved:
    """A photo that was written, and what a person should know about it."""

    path: Path
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A save that did not happen yet because `path` exists, and whether it is an original."""

    path: Path
    is_original: bool


@dataclass(frozen=True, slots=True)
class Places:
    """Where results go: `folder` (None = beside the original), `fallback` for photos without a folder of their own."""

    folder: Path | None
    fallback: Path
    originals: tuple[Path, ...]


class Models:
    """The networks that were used last, so that each is read from disk once; only the restoring thread touches them."""

    def __init__(self) -> None:
        self._models: dict[str, Model] = {}

    def load(self, name: str) -> "Model":
        """The model of that name or path; raises `WeightsError`."""
        from restorer import engine

        model = self._models.pop(name, None) or engine.load_model(name)
        self._models[name] = model
        while len(self._models) > _MODELS_KEPT:
            del self._models[next(iter(self._models))]
        return model


def open_photo(path: Path) -> Generator[None, None, Opened]:
    """Decodes a photo and builds what the canvas and the strip show; raises `PhotoError`."""
    yield
    opened = photo.load(path)
    yield
    return _shown(opened)


def paste(image: QImage) -> Generator[None, None, Opened]:
    """Makes a photo of a picture from the clipboard or a drag."""
    yield
    alpha = image.hasAlphaChannel()
    rgba = image.convertToFormat(QImage.Format.Format_RGBA8888)
    samples = np.frombuffer(rgba.constBits(), np.uint8).reshape(rgba.height(), rgba.bytesPerLine() // 4, 4)
    samples = samples[:, : rgba.width()].copy()
    yield
    return _shown(
        photo.from_rgb(np.ascontiguousarray(samples[..., :3]), alpha=samples[..., 3].copy() if alpha else None)
    )


def show_photo(kept: Photo) -> Generator[None, None, Opened]:
    """Builds what the canvas and the strip show of a photo that is in memory already."""
    yield
    return _shown(kept)


def thumbnail(path: Path) -> Generator[None, None, QImage]:
    """A small picture of a photo that is not open; raises `PhotoError` as opening would."""
    yield
    opened = photo.load_small(path, side=2 * THUMBNAIL)  # room for a smooth reduction
    yield
    return thumbnail_of(opened, opened.samples)


def estimate(composition: Composition) -> Generator[None, None, float]:
    """The noise level of a photo as it stands, sigma in 8-bit steps."""
    yield
    samples = composition.samples()
    yield
    return noise.estimate_sigma(samples)


def pyramids(
    composition: Composition, wanted: Sequence[Edit], *, base: bool
) -> Generator[None, None, tuple[Pyramid | None, list[Results]]]:
    """What a photo and those of its edits that are wanted need to be shown, and no longer or not yet have."""
    yield
    shown = composition.photo
    made = Pyramid.build(shown.samples, shown.alpha) if base else None
    built: list[Results] = []
    for edit in wanted:
        yield
        built.append(levels_of(edit, composition))
    return made, built


def levels_of(edit: Edit, composition: Composition) -> Results:
    """What shows an edit's result and those of its candidates, above the edits of the composition below it."""
    if edit.mask is None:
        return [(edit.result, Pyramid.build(edit.result))]
    place = next((index for index, other in enumerate(composition.edits) if other is edit), len(composition.edits))
    samples = composition.photo.samples
    below = compose_region(samples, composition.edits[:place], box=edit.box)
    return list(patches_of(edit, below, size=(samples.shape[0], samples.shape[1])))


def gather(paths: Iterable[Path]) -> Generator[tuple[list[Path], list[str]], None, None]:
    """Resolves dropped paths in chunks: (photos, sentences on what is none); folders give the photos inside them."""
    suffixes = frozenset(suffix.lower() for suffix in photo.readable_suffixes())
    found: list[Path] = []
    for path in paths:
        sentence = ""
        if path.is_dir():
            before = len(found)
            for inner in _photos_in(path, suffixes):
                found.append(inner)
                if len(found) >= _GATHER_CHUNK:
                    yield found, []
                    found, before = [], -1
            sentence = _without_photos(path) if len(found) == before else ""
        elif path.exists():
            found.append(path)
        else:
            sentence = _missing(path)
        if sentence or len(found) >= _GATHER_CHUNK:
            yield found, [sentence] if sentence else []
            found = []
    yield found, []


def _without_photos(path: Path) -> str:
    text = QCoreApplication.translate("Collection", "{name} (no photos inside)")
    return text.format(name=files.printable(Path(path.name)))


def _missing(path: Path) -> str:
    return QCoreApplication.translate("Collection", "{name} (not found)").format(name=files.printable(Path(path.name)))


def restore(composition: Composition, plan: Plan, models: Models) -> Generator[object, None, Restored]:
    """Restores a photo; gives `Canvassed` once, then `Step`s; raises `RestoreError` or `WeightsError`."""
    from restorer import engine

    yield Step(0, 0, "Preparing", ())
    samples = composition.samples()
    yield Step(0, 0, "Reading the model", ())
    name = plan.model if plan.model != fitting.AUTO else fitting.denoiser(samples, weights.bundled())
    model = models.load(name)
    yield Step(0, 0, "Preparing", ())
    pyramid = Pyramid.build(samples).copy()  # its own samples: finished tiles are written into it
    yield Canvassed(pyramid)
    level = None
    if not plan.unknown:
        level = plan.level if plan.level is not None else noise.estimate_sigma(samples)
    options = engine.Options(
        device=plan.device, precision=plan.precision, tile=plan.tile, threads=plan.threads, seed=plan.seed
    )
    source = composition.photo.with_samples(samples)
    run = engine.restore(source, None, model, level=level, options=options)
    try:
        edit = yield from steps(run, pyramid)
    finally:
        run.close()
    result = blend(samples, edit.result, plan.adjustment)
    return Restored(edit, levels_of(edit, composition), thumbnail_of(source, result))


def save(
    composition: Composition,
    path: Path,
    options: SaveOptions,
    *,
    originals: Sequence[Path],
    confirmed: bool,
) -> Generator[None, None, Saved | Question]:
    """Writes the composition to `path`; asks first if that would replace a file and `confirmed` is False."""
    yield
    if not confirmed and os.path.lexists(path):
        return Question(path, any(files.same_file(path, original) for original in originals))
    yield
    notices = photo.save(composition.photo.with_samples(composition.samples()), path, options=options)
    return Saved(path, notices)


def save_beside(
    composition: Composition, previous: Path | None, places: Places, options: SaveOptions
) -> Generator[None, None, Saved | Question]:
    """Writes to `previous` (this window's own earlier result) or to a free name, by default beside the original.

    Never onto an original. Raises `PhotoError`.
    """
    yield
    originals = places.originals
    if previous is not None and not any(files.same_file(previous, original) for original in originals):
        return (yield from save(composition, previous, options, originals=originals, confirmed=True))
    own = composition.photo.path
    folder = places.folder
    if own is None or (folder is None and is_sample(own)):
        folder = places.fallback
    suffix = _suffix(composition.photo, options)
    try:
        path = files.beside(own if own is not None else Path(f"photo{suffix}"), folder=folder, suffix=suffix)
    except OSError as error:
        where = files.printable(own or places.fallback)
        raise PhotoError(f"No free name was found beside {where}: {error}. Save it elsewhere.") from error
    return (yield from save(composition, path, options, originals=originals, confirmed=False))


Found = tuple[list[tuple[Path, ModelCard]], dict[Mode, str]]


def installed_models(folder: Path | None) -> Generator[None, None, Found]:
    """Paths and cards of the models of this computer (or those that lie in `folder`); raises `WeightsError`.

    Beside them the path that a person chose for a mode, where there is one. A person's own model that is damaged is
    left out; the dialog of models says so.
    """
    yield
    if folder is not None:
        return [(path, weights.read_card(path)) for path in weights.bundled(folder).values()], {}
    found = model_store.entries()
    for entry in found:
        if entry.card is None and not entry.is_own:
            raise WeightsError(entry.trouble)
    known = [(entry, entry.card) for entry in found if entry.card is not None]
    chosen = {card.mode: str(entry.path) for entry, card in known if entry.is_enabled}
    return [(entry.path, card) for entry, card in known], chosen


def read_model(path: Path) -> Generator[None, None, tuple[Path, ModelCard]]:
    """The card of a weights file that a person chose; raises `WeightsError`."""
    yield
    return path, weights.read_card(path)


def load_model(name: str, models: Models) -> Generator[None, None, None]:
    """Reads a model ahead of its first use; raises `WeightsError`."""
    yield
    models.load(name)


def warm_up() -> Generator[None, None, tuple[str, ...]]:
    """Imports torch; returns the devices this computer has, "cpu" first."""
    yield
    import torch

    yield
    found = ["cpu"]
    if torch.cuda.is_available():
        found.append("cuda")
    if torch.backends.mps.is_available():
        found.append("mps")
    return tuple(found)


def is_sample(path: Path) -> bool:
    """True for a sample photo of the program, whose folder takes no results."""
    return path.parent == resources.folder("samples")


def copy_image(composition: Composition) -> Generator[None, None, QImage]:
    """The photo as it stands as an sRGB picture for the clipboard."""
    yield
    return image_of(composition.samples(), composition.photo.icc)


def keep_settings(kept: Settings) -> Generator[None, None, None]:
    """Writes the settings; raises `SettingsError`."""
    yield
    settings.save(kept)


def _suffix(source: Photo, options: SaveOptions) -> str:
    wanted = photo.saved_format(source, options=options)
    own = source.path.suffix if source.path is not None else ""
    return own if wanted == source.format and own.lower() in photo.readable_suffixes() else photo.default_suffix(wanted)


def steps(run: Generator[Any, None, _End], pyramid: Pyramid | None) -> Generator[Step, None, _End]:
    """Writes finished tiles into the pyramid and reports at a rate that the eye can follow; returns what `run` does."""
    boxes: list[tuple[int, int, int, int]] = []
    reported = 0.0
    while True:
        try:
            progress = next(run)
        except StopIteration as end:
            ended: _End = end.value
            return ended
        if pyramid is not None and progress.tile is not None and progress.samples is not None:
            pyramid.replace(progress.tile[0], progress.tile[1], progress.samples)
            boxes.append(progress.tile)
        now = time.monotonic()
        if now - reported >= _STEP_INTERVAL or progress.done == progress.total:
            reported = now
            yield Step(progress.done, progress.total, progress.sentence, tuple(boxes))
            boxes = []


def _shown(opened: Photo) -> Opened:
    return Opened(opened, Pyramid.build(opened.samples, opened.alpha), thumbnail_of(opened, opened.samples))


def thumbnail_of(source: Photo, samples: np.ndarray) -> QImage:
    """A small sRGB picture of samples (H, W, C) in a photo's colours, for the film strip."""
    height, width = samples.shape[:2]
    factor = min(1.0, THUMBNAIL / max(height, width))
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    small = cv2.resize(samples, size, interpolation=cv2.INTER_AREA).reshape(size[1], size[0], -1)
    return image_of(small, source.icc)


def image_of(samples: np.ndarray, icc: bytes | None) -> QImage:
    """An sRGB picture of samples (H, W, C), uint8 or uint16, in the colours of a profile."""
    shape = samples.shape
    if samples.dtype == np.uint16:
        samples = cv2.convertScaleAbs(samples, alpha=1 / 257).reshape(shape)
    display = colour.Display(icc, channels=shape[2], screen=QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    return display.image(samples)


def _photos_in(folder: Path, suffixes: frozenset[str]) -> Iterable[Path]:
    for home, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(home, name)
            if not name.startswith(".") and path.suffix.lower() in suffixes:
                yield path
