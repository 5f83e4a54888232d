"""What a run told, put together: curves, restarts, ends."""

import pytest

from restorer.ui.run_story import Story


def step(number: int, **more: object) -> dict[str, object]:
    facts = {"seconds": number / 10, "share": number / 100, "loss": 1.0 / (number + 1), "patches_per_second": 80.0}
    return {"event": "step", "step": number, **facts, **more}


def held_out(number: int, value: float) -> dict[str, object]:
    facts = {"seconds": number / 10, "share": number / 100, "picture": f"pictures/{number}.png"}
    return {"event": "held_out", "step": number, "figures": {"sigma25": value}, **facts}


def test_curves_and_the_time_that_is_left() -> None:
    story = Story()
    assert story.seconds_left is None
    story.take([step(10), step(20), held_out(20, 28.5), {"event": "best", "step": 20, "figure": 28.5}])
    assert (story.loss.steps, story.figures["sigma25"].values) == ([10, 20], [28.5])
    assert (story.picture, story.best_step) == ("pictures/20.png", 20)
    assert story.seconds_left == pytest.approx(8.0)


def test_what_came_after_the_checkpoint_happens_again() -> None:
    story = Story()
    story.take([step(10), held_out(10, 27.0), step(20), held_out(20, 28.0), {"event": "resumed", "step": 10}])
    assert (story.loss.steps, story.figures["sigma25"].steps, story.step) == ([10], [10], 10)
    story.take([step(20, loss=None), held_out(20, 28.5)])
    assert (story.loss.steps, story.figures["sigma25"].values) == ([10], [27.0, 28.5])


def test_pauses_ends_and_failures() -> None:
    story = Story()
    story.take([step(5), {"event": "paused", "step": 5}])
    assert story.is_paused
    story.take([{"event": "resumed", "step": 5}, {"event": "failed", "message": "The disk is full."}])
    assert (story.is_paused, story.trouble) == (False, "The disk is full.")
    story.take([{"event": "resumed", "step": 5}, step(6), {"event": "done", "reason": "budget", "weights": None}])
    assert (story.trouble, story.reason, story.weights) == ("", "budget", "")


def test_events_of_another_version_are_passed_over() -> None:
    story = Story()
    story.take([{"event": "nova"}, {}, {"event": "step"}, {"event": "held_out", "step": "x"}, step(3)])
    assert story.loss.steps == [3]
