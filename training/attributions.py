"""Writes `resources/licences/training-photos.md`: where the training photos come from and whom to thank for them."""

import argparse
import json
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).resolve().parent.parent / "resources" / "licences"
_OWED = re.compile(r"\bCC BY\b|\bLGPL\b|\bper image\b")  # licences that ask for attribution, or may
_HEAD = """# Photos that the networks were trained on

Written by `python -m training.attributions` from the lists that come with the photos. No photo is part of this
program; the weights were trained on them, scaled down and cropped. Under each source that asks for attribution, or may
for some of its files, stand the authors its credit file names and the files used, each with the SHA-256 of the file as
it was used, so that every one can be told apart. The names of the files are those of the training set; the data set
keeps no author per file.
"""


@dataclass(frozen=True, slots=True)
class TrainingPhoto:
    """One training photo as its list states it: a relative path, repository, licence, (width, height), SHA-256."""

    path: str
    repository: str
    licence: str
    size: tuple[int, int]
    sha256: str


def read_list(path: Path) -> list[TrainingPhoto]:
    """The photos of one JSON list (path, repo, licence, size, sha256); raises KeyError, ValueError or OSError."""
    entries: list[Mapping[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return [
        TrainingPhoto(entry["path"], entry["repo"], entry["licence"], tuple(entry["size"]), entry["sha256"])
        for entry in entries
    ]


def read_credits(path: Path) -> dict[str, Mapping[str, Any]]:
    """Repository to its credit file (`source`) and the authors that file names (`authors`)."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def render(photos: Iterable[TrainingPhoto], known: Mapping[str, Mapping[str, Any]]) -> str:
    """The whole document as Markdown: a table of sources, then the attributions."""
    by_source: defaultdict[str, list[TrainingPhoto]] = defaultdict(list)
    for photo in photos:
        by_source[photo.repository].append(photo)
    lines = [_HEAD, "| Source | Licence | Photos |", "|---|---|---|"]
    for source, group in sorted(by_source.items()):
        for licence, count in sorted(Counter(photo.licence for photo in group).items()):
            lines.append(f"| [{source}](https://github.com/{source}) | {licence} | {count} |")
    lines.append(f"| all | | {sum(map(len, by_source.values()))} |")
    for source, group in sorted(by_source.items()):
        owed = [photo for photo in group if _OWED.search(photo.licence)]
        if owed:
            lines += _attribution(source, owed, known.get(source, {}))
    return "\n".join(lines) + "\n"


def main() -> None:
    """Writes the attributions of one or more lists of training photos."""
    parser = argparse.ArgumentParser(prog="python -m training.attributions", description=main.__doc__)
    parser.add_argument("lists", nargs="+", type=Path, help="JSON lists that lie beside the training photos")
    parser.add_argument("--out", type=Path, default=_FOLDER / "training-photos.md")
    arguments = parser.parse_args()
    photos = [photo for path in arguments.lists for photo in read_list(path)]
    arguments.out.write_text(render(photos, read_credits(_FOLDER / "credits.toml")), encoding="utf-8")


def _attribution(source: str, photos: Sequence[TrainingPhoto], known: Mapping[str, Any]) -> list[str]:
    lines = ["", f"## {source}", "", f"Source: <https://github.com/{source}>; changes: scaled down and cropped."]
    if known:
        lines += ["", f"Authors, after {known['source']}:", "", *(f"- {author}" for author in known["authors"])]
    for licence in sorted({photo.licence for photo in photos}):
        lines += ["", f"Files under {licence}:", "", "| File | Pixels | SHA-256 |", "|---|---|---|"]
        for photo in sorted((photo for photo in photos if photo.licence == licence), key=lambda photo: photo.path):
            lines.append(f"| {photo.path} | {photo.size[0]} x {photo.size[1]} | `{photo.sha256}` |")
    return lines


if __name__ == "__main__":
    main()
