"""`restorer measure`: the noise of flat places of a photo, written down for a denoiser to be taught."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from restorer import measuring
from restorer.files import printable, same_file
from restorer.measuring import MeasuredNoise, MeasureError, Patch


def measure(
    name: Annotated[str, typer.Argument(metavar="PHOTO", help="A damaged photo; it is not changed.")],
    patch: Annotated[list[str], typer.Option(metavar="X,Y,W,H", help="A flat place, in pixels; may be given again.")],
    output: Annotated[str, typer.Option("--output", "-o", metavar="NOISE.json", help="Where the measurement goes.")],
) -> None:
    """Measures the noise of flat places, of several brightnesses if possible, so that a denoiser can be taught it."""
    from restorer.photo import PhotoError  # its libraries take long to load, which `restorer --help` must not

    try:
        noise = _measured(Path(name), [_patch(text) for text in patch], Path(output))
    except (PhotoError, MeasureError) as error:
        sys.stderr.write(f"{error}\n")
        raise typer.Exit(1) from error
    for brightness, levels in zip(noise.brightness, noise.levels, strict=True):
        print(f"brightness {brightness.mean():.0f}: sigma {', '.join(f'{level:.1f}' for level in levels)}")
    grain, rows, columns = noise.shares
    print(f"grain {grain:.0%}, horizontal bands {rows:.0%}, vertical bands {columns:.0%}")


def _measured(source: Path, patches: list[Patch], target: Path) -> MeasuredNoise:
    from restorer import photo

    name = printable(target)
    if same_file(source, target):
        raise MeasureError(f"{name} is the photo. Choose another name for the measurement.")
    if target.exists() and target.suffix.lower() != ".json":
        raise MeasureError(f"{name} exists already and is no measurement. Choose a name that ends in .json.")
    noise = measuring.measure(photo.load(source).samples, patches)
    try:
        measuring.write(noise, target)
    except OSError as error:
        raise MeasureError(f"{name} cannot be written: {error.strerror}. Choose another place.") from error
    return noise


def _patch(text: str) -> Patch:
    numbers = text.split(",")
    if len(numbers) != 4 or not all(number.strip().isascii() and number.strip().isdecimal() for number in numbers):
        raise MeasureError(f"“{text}” is not a place. Give left, top, width and height in pixels, as in 40,60,128,96.")
    left, top, width, height = map(int, numbers)
    return Patch(left, top, width, height)
