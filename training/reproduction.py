"""Trains a committed run for a while again and compares it with the curve that was recorded when it was made."""

import dataclasses
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from restorer import weights
from restorer.weights import WeightsError
from training import config, curves
from training.config import ConfigError
from training.hardware import Hardware
from training.loop import Training

RECORDED = Path(__file__).resolve().parent / "recorded"
TOLERANCE = 0.1  # dB


@dataclass(frozen=True, slots=True)
class Comparison:
    """One held-out figure, then and now; None in `is_reached` if it is not counted in decibels."""

    name: str
    recorded: float
    measured: float
    is_reached: bool | None


def recorded_curve(name: str) -> list[dict[str, float]]:
    """The held-out points of the run of that name: those of this folder, else those on the card of shipped weights.

    Each has `step`, `seconds`, figures, and the `share` of the budget spent. Raises `ConfigError` if there are none.
    """
    path = RECORDED / f"{name}.json"
    try:
        if path.is_file():
            return _with_shares(json.loads(path.read_text(encoding="utf-8"))["curve"])
        card = weights.read_card(weights.bundled()[name])
        return _with_shares(card.training["curve"])
    except (KeyError, ValueError, OSError, WeightsError) as error:
        raise ConfigError(f"No curve of “{name}” was recorded; there are {', '.join(recorded())}.") from error


def recorded() -> list[str]:
    """The names of the runs whose curves lie in this folder."""
    return sorted(path.stem for path in RECORDED.glob("*.json"))


def reproduce(
    path: Path, *, data_root: Path, steps: int = 0, hardware: Hardware, tell: Callable[[int, int], None] | None = None
) -> tuple[int, list[Comparison]]:
    """Trains the config to its last recorded point within `steps` (0: the first); gives the step and the comparison.

    The learning rate falls as it did then, when that point was the recorded share of the budget. `tell` is called with
    the steps done and to do. Nothing is kept. Raises `ConfigError`.
    """
    run = config.read(path)
    point = _point(recorded_curve(run.name), steps)
    goal = int(point["step"])
    run = dataclasses.replace(run, budget=f"{max(goal, round(goal / point['share']))}steps")
    with tempfile.TemporaryDirectory() as folder:
        training = Training(run, hardware.launch(), data_root=data_root, out=Path(folder))
        for report in training.steps(is_kept=False):
            if tell is not None:
                tell(report.step, goal)
            if report.step >= goal:
                break
        measured = training.measure()
    return goal, compare(point, measured)


def compare(point: Mapping[str, float], measured: Mapping[str, float]) -> list[Comparison]:
    """What both points have; a figure in decibels is reached if it is not more than `TOLERANCE` below."""
    then = {name: value for name, value in curves.figures_of(dict(point)).items() if name in measured}
    return [
        Comparison(
            name, value, measured[name], measured[name] >= value - TOLERANCE if curves.unit_of(name) == "dB" else None
        )
        for name, value in then.items()
    ]


def _point(curve: Sequence[Mapping[str, float]], steps: int) -> Mapping[str, float]:
    within = [point for point in curve if point["step"] <= steps]
    if steps and not within:
        raise ConfigError(f"The first recorded point is at step {curve[0]['step']:.0f}; train at least as long.")
    return within[-1] if within else curve[0]


def _with_shares(curve: Sequence[Mapping[str, Any]]) -> list[dict[str, float]]:
    """The points with their share of the time; a run's last point is its end, and step 0 is what it began with."""
    total = curve[-1]["seconds"]
    return [{"share": point["seconds"] / total, **point} for point in curve if point["step"] > 0]
