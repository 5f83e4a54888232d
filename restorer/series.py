"""Photos restored one after the other: where each result goes, and what became of each photo."""

import contextlib
import dataclasses
import os
import signal
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from restorer import files, fitting, mask_file, model_store, provenance, weights
from restorer import photo as photos
from restorer.blurs import AUTO
from restorer.compose import Adjustment
from restorer.document import Document, Edit
from restorer.noise import estimate_sigma
from restorer.photo import Photo, PhotoError, SaveOptions
from restorer.photo_formats import format_of_suffix
from restorer.provenance import Failure, Report
from restorer.weights import Mode

if TYPE_CHECKING:  # it imports torch, which takes seconds: not before a photo needs it
    from restorer import engine, repair, repairing

Watch = Callable[[Path, "engine.Progress | None"], None]


class SeriesError(Exception):
    """Something that keeps a photo, or all of them, from being restored; the text is a sentence for the person."""


class Stopped(Exception):  # noqa: N818  (a signal, not an error)
    """The person pressed Ctrl+C."""


class Stop:
    """Within `listening`, Ctrl+C and a terminate signal only set a flag, so that nothing is torn in the middle."""

    def __init__(self) -> None:
        self.asked = False

    def check(self) -> None:
        """Raises `Stopped` if the person wants to stop."""
        if self.asked:
            raise Stopped

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Listens for the signals, in the main thread, and gives them back at the end."""

        def ask(*_: object) -> None:
            self.asked = True

        before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


@dataclass(frozen=True, slots=True)
class Places:
    """Where results go: one file, a folder, or beside the originals (both None)."""

    file: Path | None = None
    folder: Path | None = None

    @classmethod
    def of(cls, originals: Sequence[Path], output: str | None, *, overwrite: bool) -> "Places":
        """What an output name means for these photos; makes the folder it names.

        Raises `SeriesError` if it names an original or another file that exists, unless `overwrite`.
        """
        if output is None:
            return cls()
        path, name = Path(output), files.printable(Path(output))
        if _is_folder(path) or output.endswith(("/", os.sep)) or (len(originals) > 1 and _is_new_folder(path)):
            return cls(folder=_made(path))
        if len(originals) > 1:
            raise SeriesError(f"{name} is not a folder. With several photos, name a folder after -o.")
        if any(files.same_file(path, original) for original in originals) and not overwrite:
            raise SeriesError(f"{name} is the original. Choose another name, or add --overwrite to replace it.")
        if _is_special(path):
            raise SeriesError(f"{name} is not a file but a pipe, socket or device. Choose another name.")
        if os.path.lexists(path) and not overwrite:
            raise SeriesError(f"{name} exists already. Choose another name, or add --overwrite to replace it.")
        return cls(file=path)

    def target(self, photo: Photo, original: Path, *, options: SaveOptions) -> Path:
        """Where this photo's result goes, a free name unless it was told; raises PhotoError or `SeriesError`."""
        chosen = photos.saved_format(photo, path=self.file, options=options)
        place = self.file
        if place is None:
            suffix = original.suffix if format_of_suffix(original) == chosen else photos.default_suffix(chosen)
            place = files.beside(original, folder=self.folder, suffix=suffix)
        folder = files.printable(place.parent)
        if not _is_folder(place.parent):
            raise SeriesError(f"{files.printable(place)} cannot be saved: there is no folder {folder}. Make it first.")
        if not os.access(place.parent, os.W_OK | os.X_OK):
            name = files.printable(original)
            raise SeriesError(f"{name} was not restored: the folder {folder} is write-protected. Choose another by -o.")
        return place


@dataclass(frozen=True, slots=True)
class Request:
    """What to do with each photo; `noise` is "auto", "unknown" or sigma in 8-bit steps, the rest as in the engine.

    For inpainting `mask` is the file of the mask, or `search` says how the damage is looked for; `engine` and
    `candidates` are as in `inpainting.Plan`; of several candidates the first is saved where the result goes and each
    other one beside it, named by its seed. For deblurring and old photos `blur`, `style` and `tones` are as in
    `repairing.Plan`. Raises `SeriesError` for what the mode does not have: it would be left out without a word.
    """

    places: Places
    model: str
    mode: Mode = Mode.DENOISE
    mask: Path | None = None
    search: "repair.Search | None" = None
    engine: str = "auto"
    candidates: int = 1
    blur: str = AUTO
    style: float = 0.0
    tones: Mapping[str, float] = field(default_factory=dict)
    noise: float | str = "auto"
    adjustment: Adjustment = field(default_factory=Adjustment)
    save: SaveOptions = field(default_factory=SaveOptions)
    device: str = "auto"
    precision: str = "auto"
    tile: int = 0
    threads: int = 0
    seed: int = 0

    def __post_init__(self) -> None:
        if self.tones and self.mode is not Mode.OLDPHOTO:
            raise SeriesError("Fading, cast and contrast belong to old photos. Add --mode oldphoto.")
        if self.style > 0 and self.mode not in (Mode.DEBLUR, Mode.OLDPHOTO):
            raise SeriesError("Only deblurring and old photos have a vivid style. Add --mode deblur or oldphoto.")


@dataclass(slots=True)
class Series:
    """Photos restored one after the other, with one model; `watch` is told of progress, and of its end by None."""

    request: Request
    watch: Watch
    stop: Stop = field(default_factory=Stop)
    reports: list[Report] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    _models: "dict[str, engine.Model]" = field(default_factory=dict)

    def restore(self, path: Path) -> Report | Failure:
        """Restores one photo and saves it, or says why not; raises WeightsError and `Stopped`."""
        self.stop.check()
        name = files.printable(path)
        try:
            report = self._restored(path)
        except (PhotoError, SeriesError) as error:
            sentence = str(error)
        except MemoryError:
            sentence = f"There is not enough memory for {name}. Close other programs or try --tile 128."
        except OSError as error:
            sentence = f"{name} was not restored: {error.strerror or error}. Try another copy or folder."
        else:
            self.reports.append(report)
            return report
        failure = Failure(input=str(path), sentence=sentence)
        self.failures.append(failure)
        return failure

    def _restored(self, path: Path) -> Report:
        photo = photos.load(path)
        digest = files.sha256_of(path)
        target = self.request.places.target(photo, path, options=self.request.save)
        document = Document(photo)
        document.apply(dataclasses.replace(self._edit(photo, path), adjustment=self.request.adjustment))
        steps = self._toned(document)
        self.stop.check()
        result = document.result_photo()
        notices = [*photo.notices, *photos.save(result, target, options=self.request.save)]
        others = self._save_others(document, target)
        report = provenance.describe(
            document.edits[0],
            provenance.Places(path, digest, target, others),
            change=(photo.samples, result.samples),
            notices=notices,
        )
        return dataclasses.replace(report, steps=steps)

    def _toned(self, document: Document) -> tuple[str, ...]:
        """Applies the steps of tone that were asked for; returns what they were."""
        if not self.request.tones:
            return ()
        from restorer import repairing

        steps = repairing.toned(document.photo, document.edits, self._repair())
        for edit in steps:
            document.apply(edit)
        return tuple(f"{edit.name} {edit.adjustment.strength:.0%}" for edit in steps)

    def _repair(self) -> "repairing.Plan":
        from restorer import repairing

        asked = self.request
        return repairing.Plan(asked.mode, asked.model, asked.blur, asked.style, asked.tones)

    def _save_others(self, document: Document, target: Path) -> list[Path]:
        """Saves the candidates that were not chosen beside the result, under free names; returns where they lie."""
        edit, saved = document.edits[0], []
        for number, candidate in enumerate(edit.candidates):
            if candidate.seed == edit.seed:
                continue
            self.stop.check()
            document.choose(0, number)
            place = files.beside(target, tag=f"seed{candidate.seed}", suffix=target.suffix)
            photos.save(document.result_photo(), place, options=self.request.save)
            saved.append(place)
            document.undo()
        return saved

    def _edit(self, photo: Photo, path: Path) -> Edit:
        from restorer import engine

        try:
            with contextlib.closing(self._job(photo, path)) as job:
                while True:
                    self.stop.check()
                    self.watch(path, next(job))
        except StopIteration as end:
            edit: Edit = end.value
            return edit
        except engine.RestoreError as error:
            raise SeriesError(f"{files.printable(path)} was not restored: {error}") from error
        finally:
            self.watch(path, None)

    def _job(self, photo: Photo, path: Path) -> "Generator[engine.Progress, None, Edit]":
        """The restore of one photo, not begun yet."""
        from restorer import engine, inpainting, repair, repairing

        request = self.request
        options = engine.Options(
            device=request.device,
            precision=request.precision,
            tile=request.tile,
            threads=request.threads,
            seed=request.seed,
        )
        if request.mode is Mode.INPAINT:
            plan = inpainting.Plan(request.engine, request.candidates, request.seed, request.model)
            if request.search is not None:
                return repair.repair(photo, request.search, plan, load=self._load, options=options)
            mask = _mask(request.mask, photo, path)
            return inpainting.fill(photo, mask, plan, load=self._load, options=options)
        if request.mode in repairing.MODES:
            return repairing.repair(photo, self._repair(), load=self._load, options=options)
        level = _level(photo, request.noise, most=engine.MAX_LEVEL)
        name = request.model
        if name == fitting.AUTO:
            name = fitting.denoiser(photo.samples, weights.bundled())
        return engine.restore(photo, None, self._load(name), level=level, options=options)

    def _load(self, name: str) -> "engine.Model":
        """The model of that name or file, read once."""
        from restorer import engine

        if name not in self._models:
            self._models[name] = engine.load_model(name)
        return self._models[name]


def _mask(place: Path | None, photo: Photo, path: Path) -> np.ndarray:
    """The mask (H, W) uint8 in a file, of the photo's size; raises PhotoError or `SeriesError`."""
    if place is None:
        raise SeriesError("Inpainting needs to know what is damaged. Name a mask with --mask MASK.png.")
    marked = mask_file.read(place)
    name, height, width = files.printable(place), *photo.samples.shape[:2]
    if marked.shape != (height, width):
        size = f"{marked.shape[1]} x {marked.shape[0]}"
        raise SeriesError(
            f"The mask {name} is {size}, {files.printable(path)} is {width} x {height} pixels. Use a mask of that size."
        )
    if not marked.any():
        raise SeriesError(f"The mask {name} is all black, so there is nothing to fill. Paint the damage white in it.")
    return marked


def model_name(asked: str | None, mode: Mode) -> str:
    """The model asked for ("best" is short for "denoise-best"), else the best installed one of the mode.

    For denoising that is `fitting.AUTO`: which one is best depends on the photo. Raises `SeriesError` if none was
    asked for and none is installed.
    """
    if mode is Mode.DETECT:
        raise SeriesError("To find damage use `restorer detect`; to find and fill it, --mode inpaint --mask auto.")
    installed = weights.bundled()
    if asked is not None:
        return f"{mode}-{asked}" if f"{mode}-{asked}" in installed else asked
    if chosen := model_store.preferred(mode, ""):
        return chosen
    if mode is Mode.DENOISE and fitting.BEST in installed:
        return fitting.AUTO
    candidates = [f"{mode}-best", *(name for name in installed if name.startswith(f"{mode}-"))]
    found = next((name for name in candidates if name in installed), None)
    if found is None:
        raise SeriesError(f"No model for {mode} is installed. Name a .safetensors file with --model.")
    return found


def _level(photo: Photo, noise: float | str, *, most: float) -> float | None:
    if noise == "unknown":
        return None
    if noise != "auto":
        return float(noise)
    return min(float(estimate_sigma(photo.samples)), most)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name that is too long, a folder that may not be entered
        return False


def _is_special(path: Path) -> bool:
    try:
        return not files.is_regular(path)
    except OSError:  # nothing there, or nothing that can be looked at: saving will tell
        return False


def _is_new_folder(path: Path) -> bool:
    """False for `-o result.jpg` with several photos: nobody means a folder of that name."""
    return not os.path.lexists(path) and format_of_suffix(path) is None


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        name = files.printable(folder)
        raise SeriesError(f"The folder {name} could not be made: {error.strerror}. Choose another.") from error
    return folder
