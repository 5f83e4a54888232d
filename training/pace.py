"""How fast a run is on this computer, and how much of that time it waits for its photos."""

from dataclasses import dataclass

from training.loop import Training


@dataclass(frozen=True, slots=True)
class Pace:
    """Steps and patches in a second, the share of it spent on drawing patches, and how many seconds were looked at."""

    steps_per_second: float
    patches_per_second: float
    data_wait_share: float
    seconds: float


def pace(training: Training) -> Pace:
    """Takes the run's steps for as long as its budget, keeping nothing.

    The first step, which also prepares what later ones find ready, counts only if there is no other.
    """
    seen: list[tuple[int, float, float]] = []
    for report in training.steps(is_kept=False):
        seen = [*seen[:1], (report.step, training.worked, training.waited)]
    last = seen[-1]
    first = seen[0] if len(seen) > 1 else (training.progress.step - 1, 0.0, 0.0)
    steps, seconds, waited = (after - before for after, before in zip(last, first, strict=True))
    seconds = max(seconds, 1e-9)
    return Pace(steps / seconds, steps * training.config.batch / seconds, waited / seconds, seconds)
