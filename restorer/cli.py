"""The command line: restore, detect, generate, bench, sample; models and measure have files of their own."""

import contextlib
import dataclasses
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn
from rich.table import Table

from restorer import __version__, files, measuring_verb, model_verbs, options, resources
from restorer.weights import Mode, WeightsError

if TYPE_CHECKING:  # it takes long to import, which `restorer --help` must not
    from restorer import engine, repair, series

INTERRUPTED = 130  # what shells report after Ctrl+C
_NAME_WIDTH = 20  # with bar and sentence it fits a terminal of 80 columns
_ALIASES = {"jpg": "jpeg", "tif": "tiff", "heif": "heic"}

app = typer.Typer(
    name="restorer",
    help="Repairs photographs. Without a verb, `restorer [PHOTO]...` opens the window; `restorer train` trains.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(model_verbs.app)
app.command()(measuring_verb.measure)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one verb (None: the process's own arguments) and returns its exit code."""
    try:
        app(args=None if arguments is None else list(arguments), prog_name="restorer")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


def _version(value: bool) -> None:  # the form of an option's callback
    if value:
        print(f"restorer {__version__}")
        raise typer.Exit


@app.callback()
def _program(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print it.")] = False,
) -> None:
    pass


@app.command()
def restore(
    photos: Annotated[list[str], typer.Argument(metavar="PHOTO", help="Photos to restore; they are not changed.")],
    output: options.Output = None,
    mode: Annotated[Mode, typer.Option(help="What to repair.")] = Mode.DENOISE,
    noise: options.Noise = "auto",
    mask: options.Mask = None,
    sensitivity: options.Sensitivity = 50.0,
    infrared: options.Infrared = None,
    min_size: options.MinSize = 1,
    engine: options.EngineOption = options.Engine.AUTO,
    candidates: options.Candidates = 1,
    feather: options.Feather = 0,
    blur: options.Blur = options.Blurriness.AUTO,
    style: options.Style = "faithful",
    fading: options.Fading = 0.0,
    cast: options.Cast = 0.0,
    contrast: options.Contrast = 0.0,
    strength: Annotated[float, typer.Option(min=0, max=100, help="Share of the change that is applied.")] = 100.0,
    colour: Annotated[float, typer.Option(min=0, max=100, help="Share of the colour part of the change.")] = 100.0,
    grain: Annotated[float, typer.Option(min=0, max=100, help="Share of the fine grain that is given back.")] = 0.0,
    limit: Annotated[int, typer.Option(min=0, max=255, help="8-bit steps that a sample moves at most; 0: any.")] = 0,
    model: Annotated[str | None, typer.Option(metavar="NAME|FILE", help="See `restorer models`.")] = None,
    device: options.Place = options.Device.AUTO,
    precision: options.Format = options.Precision.AUTO,
    tile: options.Tile = "auto",
    threads: options.Threads = 0,
    seed: options.Seed = 0,
    report: Annotated[str | None, typer.Option(metavar="FILE.json", help="Write what was done to this file.")] = None,
    format: Annotated[str | None, typer.Option(help="jpeg, png, tiff, webp ...; without it that of the photo.")] = None,
    quality: Annotated[int, typer.Option(min=1, max=100, help="Of JPEG, WebP and AVIF files.")] = 95,
    lossless: Annotated[bool, typer.Option("--lossless", help="Keep every sample in WebP and AVIF files.")] = False,
    compression: Annotated[options.Compression, typer.Option(help="Of TIFF files.")] = options.Compression.DEFLATE,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Let -o FILE replace a file.")] = False,
) -> None:  # fmt: skip
    """Restores photos and saves the results beside them or where -o says; exit code 0 only if all were saved."""
    from restorer import series
    from restorer.compose import Adjustment
    from restorer.photo import SaveOptions

    paths = [Path(name) for name in photos]
    try:
        request = series.Request(
            places=series.Places.of(paths, output, overwrite=overwrite), mode=mode, noise=noise, seed=seed,
            model=series.model_name(model, mode) if mode is not Mode.INPAINT else model or "",
            mask=Path(mask) if mask not in (None, "auto") else None,
            search=_search(sensitivity, infrared, min_size) if mask == "auto" else None,
            engine=str(engine), candidates=candidates, blur=str(blur), style=style,
            tones=_tones(fading, cast, contrast),
            adjustment=Adjustment(strength / 100, colour / 100, grain / 100, limit, feather),
            save=SaveOptions(_ALIASES.get(format or "", format), quality, lossless, str(compression)),
            device=str(device), precision=str(precision), tile=tile, threads=threads,
        )  # fmt: skip
        report_path = _report_place(report, paths, request.places)
    except series.SeriesError as error:
        raise typer.Exit(_complain(str(error))) from error
    raise typer.Exit(_restore_all(paths, request, report_path))


def _ends(text: str) -> tuple[int, int]:
    numbers = text.split(",")
    if len(numbers) != 2 or not all(number.strip().isdecimal() and number.isascii() for number in numbers):
        raise typer.BadParameter("give two seeds with a comma between them, as in 3,17")
    return int(numbers[0]), int(numbers[1])


@app.command()
def generate(
    output: Annotated[str, typer.Option("--output", "-o", metavar="FOLDER", help="Where the pictures go.")],
    model: Annotated[str, typer.Option(metavar="NAME|FILE", help="A model for generate; see `restorer models`.")],
    label: Annotated[str, typer.Option("--class", metavar="NAME", help="What to show; without it, anything.")] = "",
    count: Annotated[int, typer.Option(help="How many pictures, from 1 to 1,000,000.")] = 1,
    seed: Annotated[int, typer.Option(help="Seed of the first picture; the others follow it one by one.")] = 0,
    variety: Annotated[float, typer.Option(help="From 0.1 (alike, usual) to 1.5 (varied, odd).")] = 1.0,
    interpolate: Annotated[
        Any, typer.Option(parser=_ends, metavar="A,B", help="Go from the picture of seed A to that of seed B.")
    ] = None,
    frames: Annotated[int, typer.Option(help="With --interpolate: how many pictures on the way.")] = 16,
    grid: Annotated[str | None, typer.Option(metavar="FILE.png", help="All pictures on one sheet, too.")] = None,
    device: options.Place = options.Device.AUTO,
) -> None:
    """Makes pictures that no camera took, and says so in their metadata; prints each path."""
    from restorer import gallery, generating
    from restorer.engine import RestoreError
    from restorer.photo import PhotoError
    from restorer.series import Stop, Stopped

    wish = generating.Wish(label, variety)
    number = count if interpolate is None else frames
    order = gallery.Order(Path(output), wish, seed, number, interpolate, Path(grid) if grid is not None else None)
    stop, written = Stop(), 0
    try:
        with stop.listening():
            for path in gallery.write(generating.load_maker(model, device=str(device)), order, check=stop.check):
                _print_path(path)
                written += 1
    except (WeightsError, RestoreError, PhotoError) as error:
        raise typer.Exit(_complain(str(error))) from error
    except Stopped as error:
        _complain(f"Stopped; {written} of {number} pictures were saved.")
        raise typer.Exit(INTERRUPTED) from error


def _search(sensitivity: float, infrared: str | None, min_size: int) -> "repair.Search":
    from restorer import repair
    from restorer.damage import Rules

    rules = Rules(sensitivity, min_size)
    return repair.Search(rules, Path(infrared) if infrared is not None else None)


@app.command()
def detect(
    photo: Annotated[str, typer.Argument(metavar="PHOTO", help="The photo to look at; it is not changed.")],
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="MASK.png", help="Without it, beside as NAME-mask.png.")
    ] = None,
    sensitivity: options.Sensitivity = 50.0,
    infrared: options.Infrared = None,
    min_size: options.MinSize = 1,
    model: Annotated[
        str | None, typer.Option(metavar="NAME|FILE", help="Another model than the installed one.")
    ] = None,
    device: options.Place = options.Device.AUTO,
    precision: options.Format = options.Precision.AUTO,
    tile: options.Tile = "auto",
    threads: options.Threads = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found, place by place, as JSON.")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Let -o MASK.png replace a file.")] = False,
) -> None:
    """Finds scratches, dust, creases, tears and stains, and writes them as a mask: white is damaged."""
    from restorer import detect, engine, finding
    from restorer.series import SeriesError, Stopped

    wanted = dataclasses.replace(_search(sensitivity, infrared, min_size), model=model or detect.MODEL)
    chosen = engine.Options(str(device), str(precision), tile or 0, threads)
    bar = _Bar()
    job = finding.Finding(Path(photo), output, wanted, chosen, overwrite=overwrite)
    try:
        with job.stop.listening(), bar.shown:
            found = job.run(bar.show)
    except (SeriesError, WeightsError) as error:
        raise typer.Exit(_complain(str(error))) from error
    except Stopped as stopped:
        raise typer.Exit(_complain("Stopped; no mask was written.") and INTERRUPTED) from stopped
    for notice in found.notices:
        _complain(f"{files.printable(Path(photo))}: {notice}")
    if as_json:
        print(found.to_json())
    else:
        _print_path(found.mask)


def _tones(fading: float, cast: float, contrast: float) -> dict[str, float]:
    """The steps of tone that were asked for, as shares of 1."""
    asked = {"fading": fading / 100, "colour cast": cast / 100, "low contrast": contrast / 100}
    return {name: share for name, share in asked.items() if share > 0}


def _restore_all(paths: Sequence[Path], request: "series.Request", report: Path | None) -> int:
    from restorer.provenance import Failure
    from restorer.series import Series, Stopped

    bar = _Bar()
    run = Series(request, bar.show)
    code = 0
    with run.stop.listening(), bar.shown:
        try:
            for path in paths:
                outcome = run.restore(path)
                if isinstance(outcome, Failure):
                    code = _complain(outcome.sentence)
                    continue
                _print_path(Path(outcome.output))
                for notice in outcome.notices:
                    _complain(f"{files.printable(path)}: {notice}")
        except WeightsError as error:
            code = _complain(str(error))
        except Stopped:
            _complain(f"Stopped; {len(run.reports)} of {len(paths)} photos were saved.")
            code = INTERRUPTED
        if report is not None and not _write_report(run, report):
            code = code or 1
    return code


class _Bar:
    """A progress bar on the error output if a person is looking at it; otherwise nothing."""

    def __init__(self) -> None:
        columns = (TextColumn("{task.description}", markup=False), BarColumn(14), TextColumn("{task.fields[sentence]}"))
        self.shown = Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())
        self._task: TaskID | None = None

    def show(self, path: Path, progress: "engine.Progress | None") -> None:
        """Moves the bar, or takes it away when `progress` is None."""
        if progress is None:
            if self._task is not None:
                self.shown.remove_task(self._task)
            self._task = None
            return
        is_first = self._task is None
        if self._task is None:
            name = files.printable(Path(path.name))
            name = name if len(name) <= _NAME_WIDTH else f"…{name[1 - _NAME_WIDTH :]}"
            self._task = self.shown.add_task(name, total=None, sentence="")
        done, total = progress.done, progress.total
        self.shown.update(self._task, completed=done, total=total, sentence=progress.sentence, refresh=is_first)


def _report_place(report: str | None, originals: Sequence[Path], places: "series.Places") -> Path | None:
    from restorer.series import SeriesError

    if report is None:
        return None
    path, name = Path(report), files.printable(Path(report))
    others = [*originals, *([places.file] if places.file else [])]
    if any(files.same_file(path, other) or path.absolute() == other.absolute() for other in others):
        raise SeriesError(f"{name} is a photo of this command. Choose another name for the report.")
    if os.path.lexists(path) and path.suffix.lower() != ".json":
        raise SeriesError(f"{name} exists already and is no report. Choose a name that ends in .json.")
    return path


def _write_report(run: "series.Series", path: Path) -> bool:
    from restorer import provenance

    try:
        files.replace_bytes(path, provenance.to_json(run.reports, run.failures).encode("ascii"))
    except OSError as error:
        reason = error.strerror or str(error)
        _complain(f"The report {files.printable(path)} could not be written: {reason}. Choose another place.")
        return False
    return True


@app.command()
def bench(
    model: Annotated[
        list[str] | None, typer.Option(metavar="NAME|FILE", help="Measure this model; may be given again.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Measures the speed and memory of this computer, for each model and number format; takes minutes.

    `restorer bench --train` measures how fast it trains instead.
    """
    from restorer import bench as measuring

    try:
        result = measuring.run(model or None)
    except WeightsError as error:
        raise typer.Exit(_complain(str(error))) from error
    if as_json:
        print(json.dumps(result, indent=2))
        return
    head, *rows = measuring.table(result)
    table = Table()
    for title in head:
        table.add_column(title, no_wrap=not title)
    for row in rows:
        table.add_row(*map(escape, row))
    Console().print(table)
    for line in measuring.memory(result):
        print(line)


@app.command()
def sample(
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE|FOLDER", help="Where to put it.")
    ] = None,
) -> None:
    """Writes a noisy sample photo to try things on, and prints where it lies."""
    source = next(iter(sorted(resources.folder("samples").glob("noisy-*.png"))), None)
    if source is None:
        raise typer.Exit(_complain("No sample photo is installed. Take a photo of your own."))
    from restorer.series import Places, SeriesError

    try:
        places = Places.of([source], output, overwrite=False)
        place = places.file or files.beside(source, folder=places.folder or Path(), tag="sample")
        files.replace_bytes(place, source.read_bytes())
    except (SeriesError, OSError) as error:
        reason = str(error) if isinstance(error, SeriesError) else f"The sample was not written: {error.strerror}."
        raise typer.Exit(_complain(reason)) from error
    _print_path(place)


def _complain(sentence: str) -> int:
    """Writes a sentence to the error output; returns the exit code 1."""
    sys.stderr.write(f"{sentence}\n")
    return 1


def _print_path(path: Path) -> None:
    """One path a line, byte for byte unless a person is reading."""
    with contextlib.suppress(OSError):  # a reader that has gone away takes nothing from the photos
        if sys.stdout.isatty():
            print(files.printable(path), flush=True)
            return
        sys.stdout.flush()
        sys.stdout.buffer.write(os.fsencode(path) + os.linesep.encode())
        sys.stdout.buffer.flush()
