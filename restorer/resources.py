"""Where the program's own files lie: weights, icons, sample photos, translations."""

import sys
from pathlib import Path


def folder(name: str) -> Path:
    """The folder `resources/<name>` of a source tree, an installed package or a frozen program.

    The first place that exists is given; if none does, the one in the source tree, which may then be missing.
    """
    places = [home / name for home in _homes()]
    return next((place for place in places if place.is_dir()), places[0])


def _homes() -> list[Path]:
    package = Path(__file__).resolve().parent
    homes = [package.parent / "resources", package / "resources", Path(sys.prefix) / "share" / "restorer" / "resources"]
    frozen = getattr(sys, "_MEIPASS", None)
    return [Path(frozen) / "resources", *homes] if frozen else homes
