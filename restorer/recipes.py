"""What a person can train, and the file a training run is described by; the committed runs are the templates."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from restorer import files, weights
from restorer.files import printable
from restorer.toml_writing import to_toml
from restorer.weights import Mode, WeightsError

Start = Literal["shipped", "scratch"]
BEST, FILM = "denoise-best", "denoise-film"
CONFIG_NAME = "config.toml"
NOISE_NAME = "noise.json"
FINE_TUNING_MINUTES = 10
_GENTLER = 0.4  # share of the learning rate that weights which know something already are taught with
_LOOKS = 25  # held-out measurements in one run
_SENTENCES = {
    "denoise-best": "Removes noise: the best network, for white noise or for the noise of your own scanner or camera.",
    "denoise-fast": "Removes noise: a quick network for large photos and old computers.",
    "denoise-film": "Removes film grain and the noise of compressed photos.",
    "denoise-grey": "Removes noise from black-and-white photos.",
    "deblur-best": "Sharpens soft and out-of-focus photos.",
    "deblur-shake": "Takes the shake of a camera back.",
    "deblur-vivid": "Sharpens soft photos vividly: invents fine detail that may not have been there.",
    "oldphoto-best": "Repairs the blocks and smears of old JPEG files.",
    "oldphoto-vivid": "Repairs old JPEG files vividly: invents fine detail that may not have been there.",
    "inpaint-thin": "Fills scratches, dust and other thin damage.",
    "detect": "Finds scratches, dust, creases, tears and stains.",
    "vae-photos": "Makes small colour pictures like yours; each folder of pictures is a class.",
    "vae-digits": "Makes very small grey pictures, such as digits.",
}
_PAIRED = (Mode.DENOISE, Mode.DEBLUR, Mode.OLDPHOTO)
_ONLY_FROM_SCRATCH = ("vae-photos",)  # its network has an input for each class of its own pictures
# the first needs shakes that were collected; a discriminator goes on from what has been learned without one
_ONLY_SHIPPED = ("deblur-shake", "deblur-vivid", "oldphoto-vivid")


class RecipeError(Exception):
    """A training that cannot be set up; the text is a sentence for the person saying what to change."""


@dataclass(frozen=True, slots=True)
class Source:
    """Photos to learn from: a folder, a tar or a single photo.

    With `damaged`, `path` holds the clean photos of pairs and `damaged` their damaged versions, of the same names or
    in the same order. `label` is the class of all pictures where a run has classes; without it folders name them.
    """

    path: Path
    damaged: Path | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One kind and size of network a person can train; `name` is that of the shipped weights and of the template.

    `title` is the card's, `sentence` says what it is for, both in English. `starts` lists what a run can begin with,
    the recommended first; `degradations` how its damage can be described: "own" is the template's mixture, "measured"
    a file of `measuring.write`, "pairs" clean and damaged photos. `scratch_minutes` is what the shipped weights took.
    """

    name: str
    mode: Mode
    title: str
    sentence: str
    starts: tuple[Start, ...]
    degradations: tuple[Literal["own", "measured", "pairs"], ...]
    scratch_minutes: int

    def minutes(self, start: Start) -> int:
        """Minutes on one processor core that a run with this start is worth."""
        return min(FINE_TUNING_MINUTES, self.scratch_minutes) if start == "shipped" else self.scratch_minutes


def choices() -> list[Choice]:
    """What can be trained, in the order a person should see it; empty if the templates are not installed."""
    installed = weights.bundled()
    found = []
    for name, sentence in _SENTENCES.items():
        is_missing = name in _ONLY_SHIPPED and name not in installed
        if is_missing or not (_templates() / f"{name}.toml").is_file():
            continue
        template = _template(name)
        mode = Mode(template["mode"])
        can_go_on = name in installed and name not in _ONLY_FROM_SCRATCH
        starts: tuple[Start, ...] = ("shipped", "scratch") if can_go_on else ("scratch",)
        starts = ("shipped",) if name in _ONLY_SHIPPED else starts
        damages: list[Literal["own", "measured", "pairs"]] = ["own"]
        damages += ["measured"] if mode is Mode.DENOISE else []
        damages += ["pairs"] if mode in _PAIRED else []
        minutes = sum(int(re.sub(r"\D", "", part["budget"])) for part in _parts(name))
        found.append(Choice(name, mode, template["title"], sentence, starts, tuple(damages), minutes))
    return found


def write(
    choice: Choice, *, start: Start, sources: Sequence[Source], degradation: Path | None, budget: str, folder: Path
) -> Path:
    """Writes `folder`/config.toml, the run as `training.config.read` takes it, and returns its path; makes the folder.

    `degradation` is a file of `measuring.write`, which is copied beside it, or None for the template's own mixture
    or for pairs. `budget` is as in 10m, 2h or 20000steps. The folder's name becomes the weights' name and title.
    Raises `RecipeError` with a sentence, OSError if the folder cannot be written.
    """
    _check(choice, start, sources, degradation)
    tables = _template(choice.name)
    tables |= {"name": weights_name(choice, folder), "title": folder.name, "budget": budget, "split": "content"}
    tables |= _pace(budget)
    if tables.pop("start", None):
        tables["learning_rate"] = _parts(choice.name)[0]["learning_rate"]
    if start == "shipped":
        tables |= _shipped(choice.name, is_measured=degradation is not None)
        tables["learning_rate"] = tables["learning_rate"] * _GENTLER
    tables["data"] = [_source_table(source) for source in sources]
    if choice.mode is Mode.GENERATE and tables.get("classes"):
        tables["classes"] = _classes(sources)
        tables["network"]["classes"] = len(tables["classes"])
    folder.mkdir(parents=True, exist_ok=True)
    if degradation is not None:
        target = folder / NOISE_NAME
        files.replace_bytes(target, degradation.read_bytes())
        tables["measured"] = {"file": str(target.absolute()), "sha256": files.sha256_of(target)}
    try:
        text = to_toml(tables)
    except ValueError as error:
        raise RecipeError("A folder's name is not readable text. Rename it, or copy the photos to another.") from error
    files.replace_bytes(folder / CONFIG_NAME, text.encode("utf-8"))
    return folder / CONFIG_NAME


def weights_name(choice: Choice, folder: Path) -> str:
    """The name of the weights a run in this folder makes: never one of the shipped."""
    plain = re.sub(r"[^a-z0-9]+", "-", folder.name.lower()).strip("-")[:48]
    name = f"{choice.mode}-{plain or 'own'}"
    return f"{name}-own" if name in weights.bundled() else name


def _check(choice: Choice, start: Start, sources: Sequence[Source], degradation: Path | None) -> None:
    if start not in choice.starts:
        raise RecipeError(f"“{choice.title}” for {choice.mode} can only be trained from {choice.starts[0]} weights.")
    if not sources:
        raise RecipeError("There is nothing to learn from. Add a folder, a tar or photos.")
    pairs = [source for source in sources if source.damaged is not None]
    if pairs and "pairs" not in choice.degradations:
        raise RecipeError(f"Training for {choice.mode} makes its own damage. Take clean photos instead of pairs.")
    if pairs and len(pairs) < len(sources):
        raise RecipeError("Pairs and single photos cannot be mixed in one training. Leave one kind out.")
    if degradation is not None and "measured" not in choice.degradations:
        raise RecipeError("Only denoising learns measured noise. Choose a denoiser, or the usual damage.")
    if degradation is not None and pairs:
        raise RecipeError("Pairs show their own damage. Leave out the measured noise, or take clean photos alone.")
    for place in [place for source in sources for place in (source.path, source.damaged) if place is not None]:
        if not place.exists():
            raise RecipeError(f"{printable(place)} does not exist. Choose another folder.")


def _source_table(source: Source) -> dict[str, Any]:
    place = str(source.path.absolute())
    if source.damaged is not None:
        return {"kind": "pairs", "clean": place, "damaged": str(source.damaged.absolute())}
    table = {"path": place, "licence": "own"}
    return {**table, "label": source.label} if source.label else table


def _classes(sources: Sequence[Source]) -> list[str]:
    """The labels of the sources, or for one without a label its folders' names, as the training reads them."""
    found: dict[str, None] = {}
    for source in sources:
        if source.label:
            found[source.label] = None
            continue
        inner = sorted(path.name for path in source.path.iterdir() if path.is_dir()) if source.path.is_dir() else []
        found |= dict.fromkeys(inner or [""])
    return list(found)


def _shipped(name: str, *, is_measured: bool) -> dict[str, Any]:
    """Start and network of shipped weights: the template may have gone on to another network since they were made.

    For measured noise the weights for film, if they are of the same network, are nearer to the aim than those for
    white noise: with coloured grain and bands they gained 3.4 dB where those gained 0.3.
    """
    try:
        known = weights.read_bundled(name)
        if is_measured and name == BEST and FILM in weights.bundled():
            film = weights.read_bundled(FILM)
            is_same = (film.card.architecture, film.card.config) == (known.card.architecture, known.card.config)
            name, known = (FILM, film) if is_same else (name, known)
    except WeightsError as error:
        raise RecipeError(str(error)) from error
    start = {"weights": name, "sha256": known.sha256}
    return {"start": start, "architecture": known.card.architecture, "network": dict(known.card.config)}


def _pace(budget: str) -> Mapping[str, int | float]:
    """How often a run looks at its held-out photos, so that short runs have a curve too."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(steps|s|m|h)", budget.strip())
    if match is None or float(match[1]) <= 0:
        raise RecipeError(f"“{printable(Path(budget))}” is not a length of training. Write 10m, 2h or 20000steps.")
    if match[2] == "steps":
        return {"evaluate_steps": max(1, int(float(match[1])) // _LOOKS)}
    seconds = float(match[1]) * {"s": 1, "m": 60, "h": 3600}[match[2]]
    return {"evaluate_seconds": max(10.0, min(300.0, seconds / _LOOKS))}


def _template(name: str) -> dict[str, Any]:
    return tomllib.loads((_templates() / f"{name}.toml").read_text(encoding="utf-8"))


def _parts(name: str) -> list[dict[str, Any]]:
    """The runs behind shipped weights: for some, a smaller network came first and grew."""
    first = f"{name}-first"
    return [_template(part) for part in (first, name) if (_templates() / f"{part}.toml").is_file()]


def _templates() -> Path:
    """Beside this package, in a source tree, an installation and the frozen program alike."""
    return Path(__file__).resolve().parent.parent / "training" / "configs"
