"""Where the program's own files lie: weights, icons, sample photos, translations; and a person's models and runs."""

import os
import sys
from pathlib import Path

import platformdirs


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


def user_data() -> Path:
    """Where a person's own models and runs lie: RESTORER_DATA_DIR if set, else the platform's place for user data.

    RESTORER_CONFIG_DIR, if set, holds everything of a person. The folder may not exist yet.
    """
    override = os.environ.get("RESTORER_DATA_DIR") or os.environ.get("RESTORER_CONFIG_DIR")
    return Path(override) if override else platformdirs.user_data_path("restorer", appauthor=False)
