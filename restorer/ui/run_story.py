"""What a training run has told so far, put together from its events for showing."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Series:
    """Values over steps, in the order they were told."""

    steps: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)

    def add(self, step: int, value: float) -> None:
        """Puts a value at its end."""
        self.steps.append(step)
        self.values.append(value)

    def cut(self, step: int) -> None:
        """Forgets what came after `step`."""
        while self.steps and self.steps[-1] > step:
            self.steps.pop()
            self.values.pop()


@dataclass(slots=True)
class Story:
    """Everything known of a run; `take` makes it follow further events. Holds no files and asks no process."""

    loss: Series = field(default_factory=Series)
    figures: dict[str, Series] = field(default_factory=dict)
    step: int = 0
    seconds: float = 0.0
    share: float = 0.0
    patches_per_second: float = 0.0
    survey: dict[str, Any] | None = None
    preview: str = ""
    trial: dict[str, Any] | None = None
    pictures: dict[int, str] = field(default_factory=dict)  # by their steps, ascending
    best_step: int | None = None
    verdict: dict[str, Any] | None = None
    is_paused: bool = False
    reason: str = ""
    weights: str = ""
    trouble: str = ""

    @property
    def picture(self) -> str:
        """The last held-out picture's path in the run's folder; empty before the first."""
        return next(reversed(self.pictures.values()), "")

    @property
    def seconds_left(self) -> float | None:
        """How long the rest of the budget takes at the pace so far; None before the first step."""
        if self.share <= 0.0 or self.seconds <= 0.0:
            return None
        return self.seconds * max(0.0, 1.0 - self.share) / self.share

    def take(self, events: list[dict[str, Any]]) -> None:
        """Follows events in their order; one that is not understood is passed over."""
        for event in events:
            method = _FOLLOWERS.get(event.get("event", ""))
            if method is None:
                continue
            try:
                method(self, event)
            except (KeyError, TypeError, ValueError):  # written by another version, or by a hand
                continue

    def _survey(self, event: dict[str, Any]) -> None:
        self.survey = event

    def _preview(self, event: dict[str, Any]) -> None:
        self.preview = str(event["path"])

    def _trial(self, event: dict[str, Any]) -> None:
        self.trial = event

    def _step(self, event: dict[str, Any]) -> None:
        self._move(event)
        self.patches_per_second = float(event.get("patches_per_second") or 0.0)
        if event["loss"] is not None:
            self.loss.add(self.step, float(event["loss"]))

    def _held_out(self, event: dict[str, Any]) -> None:
        self._move(event)
        for name, value in event["figures"].items():
            if value is not None:
                self.figures.setdefault(name, Series()).add(self.step, float(value))
        if event.get("picture"):
            self.pictures[self.step] = str(event["picture"])

    def _move(self, event: dict[str, Any]) -> None:
        self.step, self.seconds, self.share = int(event["step"]), float(event["seconds"]), float(event["share"])
        self.is_paused = False
        self.reason = self.trouble = ""

    def _best(self, event: dict[str, Any]) -> None:
        self.best_step = int(event["step"])

    def _paused(self, event: dict[str, Any]) -> None:
        self.is_paused = True

    def _resumed(self, event: dict[str, Any]) -> None:
        """What came after the checkpoint happens again."""
        step = int(event["step"])
        self.is_paused = False
        self.reason = self.trouble = ""
        for series in (self.loss, *self.figures.values()):
            series.cut(step)
        self.pictures = {at: path for at, path in self.pictures.items() if at <= step}
        self.step = min(self.step, step)

    def _verdict(self, event: dict[str, Any]) -> None:
        self.verdict = event

    def _done(self, event: dict[str, Any]) -> None:
        self.reason = str(event["reason"])
        self.weights = str(event.get("weights") or "")
        self.is_paused = False

    def _failed(self, event: dict[str, Any]) -> None:
        self.trouble = str(event["message"])
        self.is_paused = False


_FOLLOWERS = {
    "survey": Story._survey,
    "preview": Story._preview,
    "trial": Story._trial,
    "step": Story._step,
    "held_out": Story._held_out,
    "best": Story._best,
    "paused": Story._paused,
    "resumed": Story._resumed,
    "verdict": Story._verdict,
    "done": Story._done,
    "failed": Story._failed,
}
