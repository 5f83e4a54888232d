"""The licences of every part of a bundle, found from where its files came from; a part without one stops the build."""

import importlib.metadata
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import product

_TEXTS = Path(__file__).resolve().parent / "licences"
_NAMES = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)
_LIBRARY_FOLDERS = ("/lib/", "/lib64/", "/usr/lib", "/usr/local/lib")
# What a wheel leaves out although its licence asks for the text: name in the metadata, and the texts beside this file.
_WITHOUT_TEXT = {
    "PySide6_Essentials": ("LGPL-3.0.txt", "GPL-3.0.txt"),
    "shiboken6": ("LGPL-3.0.txt", "GPL-3.0.txt"),
}


class LicenceError(Exception):
    """Parts of a bundle whose licence is not known; the text names them."""


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """One part of a bundle; `texts` are the files that hold its licence."""

    name: str
    version: str
    licence: str
    texts: tuple[Path, ...]


def parts_of(sources: Iterable[Path]) -> list[Part]:
    """The parts that these files came from, sorted by name; raises `LicenceError` naming what came from nowhere."""
    owners = _owners()
    found: dict[str, Part] = {}
    strangers: list[Path] = []
    libraries: set[Path] = set()
    for source in {path.resolve() for path in sources}:
        if owner := owners.get(source):
            if owner.name not in found:
                found[owner.name] = _of_distribution(owner)
        elif source.is_relative_to(product.ROOT):
            continue
        elif source.is_relative_to(Path(sys.base_prefix).resolve()) or source.is_relative_to(_standard_library()):
            found["Python"] = _python()
        elif str(source).startswith(_LIBRARY_FOLDERS):
            libraries.add(source)
        else:
            strangers.append(source)
    for part in _of_system(libraries):
        found[part.name] = part
    starter = importlib.metadata.distribution("pyinstaller")  # its start program is part of every bundle
    found[starter.name] = _of_distribution(starter)
    found[product.TITLE] = Part(product.TITLE, product.VERSION, product.LICENCE, (product.ROOT / "LICENSE",))
    missing = [part.name for part in found.values() if not part.texts] + [str(path) for path in sorted(strangers)]
    if missing:
        raise LicenceError(f"No licence was found for {', '.join(missing)}.")
    return sorted(found.values(), key=lambda part: part.name.lower())


def write(parts: Iterable[Part], folder: Path) -> None:
    """Puts each part's texts into a folder of its own, and `parts.txt`: name, version and licence, tabs between."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    lines = []
    for part in parts:
        home = folder / re.sub(r"[^\w.+-]", "_", part.name)
        home.mkdir()
        for text in part.texts:
            shutil.copyfile(text, _free(home / f"{text.name.removesuffix('.txt')}.txt"))
        lines.append(f"{part.name}\t{part.version}\t{part.licence}\n")
    (folder / "parts.txt").write_text("".join(lines), encoding="utf-8")


def _owners() -> dict[Path, importlib.metadata.Distribution]:
    owners = {}
    for distribution in importlib.metadata.distributions():
        if distribution.name == product.NAME:
            continue
        for file in distribution.files or ():
            owners[Path(str(distribution.locate_file(file))).resolve()] = distribution
    return owners


def _of_distribution(distribution: importlib.metadata.Distribution) -> Part:
    texts = tuple(
        sorted(
            path
            for file in distribution.files or ()
            if _NAMES.search(file.name) or "/licenses/" in file.as_posix()
            if file.suffix not in (".py", ".pyc", ".pyi") and (path := Path(str(file.locate()))).is_file()
        )
    )
    if not texts:
        texts = tuple(_TEXTS / name for name in _WITHOUT_TEXT.get(distribution.name, ()))
    return Part(distribution.name, distribution.version, _expression(distribution), texts)


def _expression(distribution: importlib.metadata.Distribution) -> str:
    """What the metadata says about the licence, short; wheels say it in three places."""
    metadata = distribution.metadata
    stated = metadata.get("License-Expression") or metadata.get("License") or ""
    if stated and "\n" not in stated and len(stated) < 120:
        return stated
    classifiers = [value for value in metadata.get_all("Classifier") or () if value.startswith("License ::")]
    return "; ".join(value.split(" :: ")[-1] for value in classifiers) or "see its text"


def _standard_library() -> Path:
    return Path(sysconfig.get_path("stdlib")).resolve()


def _python() -> Part:
    version = ".".join(map(str, sys.version_info[:3]))
    places = (_standard_library() / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE.txt")
    debian = Path(f"/usr/share/doc/python{sys.version_info.major}.{sys.version_info.minor}/copyright")
    texts = tuple(path for path in (*places, debian) if path.is_file())
    return Part("Python", version, "PSF-2.0", texts[:1])


def _of_system(libraries: set[Path]) -> list[Part]:
    """The Debian packages that these libraries belong to; empty elsewhere, where a bundle takes none."""
    if not libraries:
        return []
    packages: set[str] = set()
    unknown = []
    for library in libraries:
        names = (str(library), str(library).removeprefix("/usr"))
        done = subprocess.run(["dpkg-query", "-S", *names], capture_output=True, text=True, check=False)
        owner = re.match(r"([^:,\s]+)", done.stdout)
        if owner:
            packages.add(owner[1])
        else:
            unknown.append(str(library))
    if unknown:
        raise LicenceError(f"No package owns {', '.join(sorted(unknown))}.")
    return [_of_package(name) for name in sorted(packages)]


def _of_package(name: str) -> Part:
    query = ["dpkg-query", "-W", "-f", "${Version}\n", name]
    version = subprocess.run(query, capture_output=True, text=True, check=True).stdout.split("\n")[0]
    text = Path("/usr/share/doc") / name / "copyright"
    content = text.read_text(encoding="utf-8", errors="replace") if text.is_file() else ""
    stated = dict.fromkeys(re.findall(r"^License:\s*(\S.*)$", content, re.MULTILINE))
    return Part(name, version, " and ".join(list(stated)[:4]) or "see its text", (text,) if content else ())


def _free(path: Path) -> Path:
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free
