"""Curves on disk: a picture, numbers, and events that are not written twice."""

import json
from pathlib import Path

import cv2
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from training import curves
from training.checkpoint import Progress


def test_picture_numbers_and_events(tmp_path: Path) -> None:
    progress = Progress(40, 3.0, [(20, 0.25), (40, 0.125)], [{"step": 40, "seconds": 3.0, "sigma25": 28.5,
                                                                   "holes, detail": 0.25}],
                        [{"step": 20, "discriminator": 2.5}])  # fmt: skip
    curves.write(tmp_path, progress)
    assert json.loads((tmp_path / "curve.json").read_text())["losses"] == [[20, 0.25], [40, 0.125]]
    picture = cv2.imread(str(tmp_path / "curves.png"))
    assert picture.shape[0] > 300
    assert picture.std() > 5
    progress.losses.append((60, 0.0625))
    curves.write(tmp_path, progress)
    events = EventAccumulator(str(tmp_path / "tensorboard")).Reload()
    assert [(event.step, event.value) for event in events.Scalars("loss")] == [(20, 0.25), (40, 0.125), (60, 0.0625)]
    assert [(event.step, event.value) for event in events.Scalars("held-out PSNR/sigma25")] == [(40, 28.5)]
    assert [(event.step, event.value) for event in events.Scalars("held-out/holes, detail")] == [(40, 0.25)]
    assert [(event.step, event.value) for event in events.Scalars("loss of/discriminator")] == [(20, 2.5)]


def test_an_empty_run_has_an_empty_picture(tmp_path: Path) -> None:
    curves.write(tmp_path, Progress())
    assert cv2.imread(str(tmp_path / "curves.png")) is not None
