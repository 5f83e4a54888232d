"""The parts the program is made of, with version and licence: of a bundle as listed in it, else as installed."""

import importlib.metadata
import re
from dataclasses import dataclass
from pathlib import Path

from restorer import resources

_PROGRAM = "restorer"
_REQUIREMENT = re.compile(r"[\w.-]+")


@dataclass(frozen=True, slots=True)
class Part:
    """One part: `texts` are the files that hold its licence, empty where the installation keeps none."""

    name: str
    version: str
    licence: str
    texts: tuple[Path, ...] = ()


def parts() -> list[Part]:
    """Every part, sorted by name; never fails, and is empty if nothing is known."""
    folder = resources.folder("licences") / "parts"
    try:
        lines = (folder / "parts.txt").read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return sorted(_installed().values(), key=lambda part: part.name.lower())
    listed = [line.split("\t") for line in lines if line.count("\t") == 2]
    return [Part(name, version, licence, _texts(folder / _safe(name))) for name, version, licence in listed]


def _safe(name: str) -> str:
    return re.sub(r"[^\w.+-]", "_", name)


def _texts(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(folder.glob("*.txt")))


def _installed() -> dict[str, Part]:
    """The program's requirements and theirs, as the environment's metadata has them; extras are left out."""
    found: dict[str, Part] = {}
    waiting = [_PROGRAM]
    while waiting:
        name = waiting.pop()
        key = re.sub(r"[-_.]+", "-", name).lower()
        if key in found:
            continue
        try:
            distribution = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        metadata = distribution.metadata
        stated = next((metadata[key] for key in ("License-Expression", "License") if key in metadata), "")
        short = stated.splitlines()[0][:80] if stated else ""
        files = [
            file for file in distribution.files or () if re.search(r"licen[cs]e|copying", file.name, re.IGNORECASE)
        ]
        texts = tuple(path for file in files if (path := Path(str(file.locate()))).is_file() and path.suffix != ".py")
        found[key] = Part(distribution.name, distribution.version, short, texts)
        wanted = [entry for entry in distribution.requires or () if "extra ==" not in entry]
        waiting += [match[0] for entry in wanted if (match := _REQUIREMENT.match(entry))]
    return found
