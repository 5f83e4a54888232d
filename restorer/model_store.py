"""The models of this computer: those that came with the program and a person's own; which one a mode takes."""

import dataclasses
import json
import math
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from restorer import files, resources, weights
from restorer.files import printable
from restorer.weights import Mode, ModelCard, Weights, WeightsError

_ENABLED = "enabled.json"
_MAX_ENABLED_BYTES = 64 * 2**10
_RESERVED = {"auto", "none", "con", "prn", "aux", "nul"}  # they mean something else here, or to Windows


@dataclass(frozen=True, slots=True)
class Entry:
    """One model: `name` is what `--model` takes; `trouble` says what is wrong with its file, then `card` is None."""

    name: str
    path: Path
    card: ModelCard | None
    is_own: bool
    is_enabled: bool = False
    trouble: str = ""


def folder() -> Path:
    """Where a person's own models lie; it may not exist yet."""
    return resources.user_data() / "models"


def own() -> dict[str, Path]:
    """Name to path of a person's own models, sorted; one with the name of a shipped model is not among them."""
    shipped = weights.bundled()
    return {name: path for name, path in weights.bundled(folder()).items() if name not in shipped}


def entries() -> list[Entry]:
    """All models, the shipped ones first; a damaged file is listed with what is wrong."""
    chosen = enabled()
    found = []
    for is_own, places in ((False, weights.bundled()), (True, own())):
        for name, path in places.items():
            try:
                card = weights.read_card(path)
            except WeightsError as error:
                found.append(Entry(name, path, None, is_own, trouble=str(error)))
            else:
                found.append(Entry(name, path, card, is_own, is_enabled=chosen.get(card.mode) == name))
    return found


def enabled() -> dict[Mode, str]:
    """The person's choice of a model for each mode, only where there is one and its file is there."""
    path = folder() / _ENABLED
    try:
        with path.open("rb") as stream:
            raw = json.loads(stream.read(_MAX_ENABLED_BYTES))
    except (OSError, ValueError, RecursionError):
        return {}
    known = weights.bundled().keys() | own().keys()
    modes = {str(mode): mode for mode in Mode}
    pairs = raw.items() if isinstance(raw, dict) else ()
    return {modes[key]: name for key, name in pairs if key in modes and isinstance(name, str) and name in known}


def enable(mode: Mode, name: str | None) -> None:
    """Makes a mode take this model unless another one is named; None gives the choice back to the program.

    Raises `WeightsError` if there is no such model or it is for another mode, OSError if the choice cannot be kept.
    """
    chosen = {str(key): value for key, value in enabled().items() if key is not mode}
    if name is not None:
        card = weights.read_card(_path_of(name))
        if card.mode is not mode:
            raise WeightsError(f"The model “{name}” is for {card.mode}. Choose one for {mode}.")
        chosen[str(mode)] = name
    folder().mkdir(parents=True, exist_ok=True)
    files.replace_bytes(folder() / _ENABLED, json.dumps(chosen, sort_keys=True).encode())


def preferred(mode: Mode, otherwise: str) -> str:
    """The model a person chose for a mode, as a name or, of their own ones, a path; else `otherwise`."""
    name = enabled().get(mode)
    if name is None:
        return otherwise
    return str(own()[name]) if name in own() else name


def read(name_or_path: str) -> Weights:
    """The weights of that name, shipped or a person's own, or of a file; raises `WeightsError`.

    A file must have the SHA-256 that SHA256SUMS beside it gives; for those with a name that is a must.
    """
    if name_or_path not in weights.bundled() and name_or_path in own():
        return weights.read_bundled(name_or_path, folder=folder())
    path = Path(name_or_path)
    if name_or_path in weights.bundled() or (not path.suffix and not path.exists()):
        return weights.read_bundled(name_or_path)
    return weights.read(path, expected_sha256=weights.read_sums(path.parent).get(path.name))


def install(
    path: Path,
    *,
    verdict: Mapping[str, Any] | None = None,
    insists: bool = False,
    fits: Callable[[Weights], object] | None = None,
) -> str:
    """Takes a weights file among a person's own models, checked whole; returns the name it has there, its card too.

    With a verdict (`is_better`, `shipped`, `rows`) that says the shipped model is better it is refused with the
    figures, unless the person `insists`; `fits`, such as `models.load`, may refuse it by a `WeightsError`. Another
    model of the same name stays: the new one gets a name of its own, unless it is the same. Raises `WeightsError`
    with a sentence, OSError if it cannot be written.
    """
    known = weights.read(path)
    if verdict and verdict.get("is_better") is not True and not insists:
        raise WeightsError(_worse(known.card.name, verdict))
    if fits is not None:
        fits(known)
    there = next((name for name, place in own().items() if _is_same(place, known)), None)
    if there is not None:
        return there
    name = _free_name(known.card)
    target = folder() / f"{name}.safetensors"
    folder().mkdir(parents=True, exist_ok=True)
    weights.write(target, dataclasses.replace(known.card, name=name), known.tensors)
    _keep_sum(target, files.sha256_of(target))
    return name


def export(name: str, target: Path, *, overwrite: bool = False) -> None:
    """Writes a model's file, card and all, byte for byte to `target`; raises `WeightsError` or OSError.

    A file that exists is replaced only with `overwrite`, and one that is no weights file or is installed never.
    """
    verify(name)
    if target.suffix.lower() != ".safetensors":
        raise WeightsError(f"{printable(target)} does not end in .safetensors. Choose a name that does.")
    if any(files.same_file(target, place) for place in (*weights.bundled().values(), *own().values())):
        raise WeightsError(f"{printable(target)} is an installed model. Choose another place.")
    if os.path.lexists(target) and not overwrite:
        raise WeightsError(f"{printable(target)} exists already. Choose another name.")
    files.replace_bytes(target, _path_of(name).read_bytes())


def remove(name: str) -> None:
    """Deletes one of a person's own models; raises `WeightsError` for one that came with the program, or OSError."""
    if name in weights.bundled():
        raise WeightsError(f"The model “{name}” came with the program and stays. Choose another one instead of it.")
    path = _path_of(name)
    mode = next((mode for mode, chosen in enabled().items() if chosen == name), None)
    path.unlink()
    _keep_sum(path, None)
    if mode is not None:
        enable(mode, None)


def verify(name: str) -> str:
    """Reads a model whole and compares it with its SHA-256 on record, which is returned; raises `WeightsError`."""
    return weights.read_bundled(name, folder=None if name in weights.bundled() else folder()).sha256


def _path_of(name: str) -> Path:
    places = {**own(), **weights.bundled()}
    if name not in places:
        known = ", ".join(sorted(places))
        raise WeightsError(f"There is no model called “{printable(Path(name))}”; known are {known}.")
    return places[name]


def _free_name(card: ModelCard) -> str:
    """The card's name as a file may have it, which no model has, in capitals or not."""
    stem = re.sub(r"[^\w.-]+", "-", card.name).strip(".-")[:64] or str(card.mode)
    taken = {name.lower() for name in (*weights.bundled(), *own())} | _RESERVED
    for name in (stem, f"{stem}-own", *(f"{stem}-own-{number}" for number in range(2, 1000))):
        if name.lower() not in taken and not os.path.lexists(folder() / f"{name}.safetensors"):
            return name
    raise WeightsError(f"There are too many models called “{stem}”. Remove some.")


def _is_same(place: Path, known: Weights) -> bool:
    """Whether a file holds these weights already, whatever name its card has."""
    try:
        there = weights.read(place, expected_sha256=weights.read_sums(folder()).get(place.name))
    except WeightsError:
        return False
    if dataclasses.replace(there.card, name=known.card.name) != known.card or set(there.tensors) != set(known.tensors):
        return False
    return all(np.array_equal(half, known.tensors[name].astype(np.float16)) for name, half in there.tensors.items())


def _keep_sum(path: Path, digest: str | None) -> None:
    """Records or forgets the SHA-256 of one file; the others' stay as recorded, so that changed files stay noticed."""
    try:
        sums = weights.read_sums(folder())
    except WeightsError:  # the others are then unlisted, which reading them says
        sums = {}
    sums.pop(path.name, None)
    if digest is not None:
        sums[path.name] = digest
    lines = [f"{known}  {name}\n" for name, known in sorted(sums.items())]
    files.replace_bytes(folder() / "SHA256SUMS", "".join(lines).encode())


def _worse(name: str, verdict: Mapping[str, Any]) -> str:
    # a figure that was no number is null in the run's file
    rows = [row | {"new": math.nan if row["new"] is None else row["new"]} for row in verdict.get("rows", ())]
    rows = [row for row in rows if row["shipped"] is not None and not row["new"] >= row["shipped"]]
    told = ", ".join(f"{row['name']} {row['new']:.2f} instead of {row['shipped']:.2f} {row['unit']}" for row in rows)
    shipped = f"{verdict.get('shipped')} ({told})" if told else verdict.get("shipped")
    return (
        f"“{name}” was not installed: on the held-out photos it is not better than {shipped}. "
        "Train it longer or on more photos."
    )
