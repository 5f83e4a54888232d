"""The training dialog drives a real run: a look first, the training itself, its end, and what cannot be trained."""

import json
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage.data
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from restorer import recipes, runs
from restorer.recipes import Source
from restorer.ui.training_dialog import TrainingDialog
from restorer.ui.training_setup import SENTENCES

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)  # of the offscreen platform
PATIENCE = 120_000  # ms; a process of its own has to import torch


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Six photos of 128 px."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for number in range(6):
        part = skimage.data.astronaut()[40 * number : 40 * number + 128, 60 * number : 60 * number + 128]
        cv2.imwrite(str(folder / f"{number}.png"), part[..., ::-1])
    return folder


@pytest.fixture
def dialog(qtbot: QtBot, tmp_path: Path) -> Iterator[TrainingDialog]:
    parent = QWidget()
    qtbot.addWidget(parent)
    made = TrainingDialog(parent, open_photos=list, folder=tmp_path / "runs")
    made.show()
    yield made
    for run in runs.list_runs(tmp_path / "runs"):
        if run.is_running():
            run.command("stop")
            qtbot.waitUntil(lambda run=run: not run.is_running(), timeout=PATIENCE)


def set_up(dialog: TrainingDialog, photos: Path, *, budget: str, name: str = "Mine") -> None:
    page = dialog.setup
    page.what.setCurrentIndex([choice.name for choice in page.choices].index("denoise-fast"))
    page.add_sources([Source(photos)])
    page.budget.setCurrentText(budget)
    page.name.setText(name)


def test_a_look_and_then_the_training(dialog: TrainingDialog, photos: Path, qtbot: QtBot, tmp_path: Path) -> None:
    set_up(dialog, photos, budget="3steps")
    dialog.trial_seconds = 2
    dialog.setup.look.click()
    assert dialog.pages.currentWidget() is dialog.trial
    qtbot.waitUntil(lambda: dialog.trial.is_over, timeout=PATIENCE)
    assert dialog.trial.story.trouble == ""
    assert dialog.trial.story.trial is not None
    assert dialog.trial.story.trial["patches_per_second"] > 0
    assert "6" in dialog.trial.found.text().split()[0]
    assert not dialog.trial.preview.image.isNull()
    dialog.trial.begin.click()
    assert dialog.pages.currentWidget() is dialog.view
    assert [path.name for path in (tmp_path / "runs").iterdir()] == ["Mine"]
    qtbot.waitUntil(lambda: dialog.view.state == "done", timeout=PATIENCE)
    dialog.view.look()
    story = dialog.view.story
    assert (story.step, story.reason) == (3, "budget")
    assert Path(story.weights).is_file()
    assert dialog.view.held_out.curves[0].across[-1] == 3
    assert not dialog.view.pictures.strip.image.isNull()
    assert dialog.view.table.table.rowCount() == len(story.verdict["rows"] if story.verdict else []) > 0
    with qtbot.waitSignal(dialog.install_wanted) as asked:
        dialog.view.install.click()
    assert asked.args == [Path(story.weights), story.verdict]


def test_a_run_goes_on_without_its_dialog_and_is_found_again(
    dialog: TrainingDialog, photos: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    set_up(dialog, photos, budget="100000steps", name="Long")
    dialog.setup.begin.click()
    qtbot.waitUntil(lambda: dialog.view.story.step > 0, timeout=PATIENCE)
    dialog.close()
    run = runs.Run(tmp_path / "runs" / "Long")
    assert run.is_running()
    parent = QWidget()
    qtbot.addWidget(parent)
    again = TrainingDialog(parent, open_photos=list, folder=tmp_path / "runs")
    again.show()
    again.list.setCurrentRow(1)
    assert again.list.currentItem().text() == "Long"
    assert again.view.state == "running"
    again.view.pause.click()
    qtbot.waitUntil(lambda: again.view.state == "paused", timeout=PATIENCE)
    again.view.look()
    assert again.view.resume.isVisible()
    assert not again.view.pause.isVisible()
    step = again.view.story.step
    again.view.resume.click()
    qtbot.waitUntil(lambda: again.view.state == "running" and again.view.story.step > step, timeout=PATIENCE)
    again.view.stop.click()
    qtbot.waitUntil(lambda: again.view.state == "done", timeout=PATIENCE)
    assert again.view.story.reason == "stopped"
    assert Path(again.view.story.weights).is_file()


def test_a_killed_run_can_be_resumed(dialog: TrainingDialog, qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "runs" / "Killed"
    folder.mkdir(parents=True)
    (folder / runs.CONFIG).write_text("name = 'x'\n", encoding="utf-8")
    told = '{"event":"step","time":1,"step":40,"seconds":4,"share":0.4,"loss":0.5,"patches_per_second":80}\n'
    (folder / runs.EVENTS).write_text(told, encoding="utf-8")
    dialog.fill(chosen=folder)
    assert dialog.view.state == "interrupted"
    assert "40" in dialog.view.status.text()
    assert dialog.view.resume.isVisible()
    assert not dialog.view.install.isVisible()


def test_what_cannot_be_trained_is_said_on_the_page(dialog: TrainingDialog, tmp_path: Path) -> None:
    dialog.setup.begin.click()
    assert dialog.setup.trouble.text() == "There is nothing to learn from. Add a folder, a tar or photos."
    assert dialog.pages.currentWidget() is dialog.setup
    set_up(dialog, tmp_path / "gone", budget="10m")
    dialog.setup.begin.click()
    assert "does not exist" in dialog.setup.trouble.text()
    set_up(dialog, tmp_path, budget="soon")
    dialog.setup.places.item(0).setSelected(True)
    dialog.setup.remove.click()
    dialog.setup.begin.click()
    assert "is not a length of training" in dialog.setup.trouble.text()
    assert not (tmp_path / "runs").exists()


def test_pairs_and_measured_noise_ask_for_what_they_need(dialog: TrainingDialog, tmp_path: Path) -> None:
    set_up(dialog, tmp_path, budget="10m")
    page = dialog.setup
    assert not page.measure.isVisible()
    page.damage.setCurrentIndex(page.damage.findData("pairs"))
    assert page.add_pairs.isVisible()
    assert not page.add_folder.isVisible()
    page.begin.click()
    assert "“Add pairs…”" in page.trouble.text()
    page.damage.setCurrentIndex(page.damage.findData("measured"))
    assert page.measure.isVisible()
    page.begin.click()
    assert "No noise was measured yet" in page.trouble.text()


def test_folders_may_be_dropped(dialog: TrainingDialog, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path)), QUrl("https://example.org/a.png")])
    for _ in range(2):
        dialog.setup.dropEvent(
            QDropEvent(
                QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.NoModifier,
            )
        )  # fmt: skip
    assert dialog.setup.sources == (Source(tmp_path),)


def test_a_photo_strip_keeps_its_last_picture(dialog: TrainingDialog, tmp_path: Path) -> None:
    strip = dialog.view.pictures.strip
    cv2.imwrite(str(tmp_path / "a.png"), np.full((4, 6, 3), 200, np.uint8))
    strip.show_file(tmp_path / "a.png")
    strip.show_file(tmp_path / "missing.png")
    assert (strip.image.width(), strip.image.height()) == (6, 4)
    strip.forget()
    assert strip.image.isNull()


def told(folder: Path, *events: dict[str, object]) -> Path:
    """A run's folder with these events, and pictures of one grey for each held-out one."""
    (folder / "pictures").mkdir(parents=True)
    (folder / runs.CONFIG).write_text("name = 'x'\n", encoding="utf-8")
    for event in events:
        if event.get("picture"):
            shade = np.full((6, 9, 3), 10 + int(str(event["step"])), np.uint8)
            cv2.imwrite(str(folder / str(event["picture"])), shade)
    lines = "".join(json.dumps({"time": 1, "seconds": 1, "share": 0.5, **event}) + "\n" for event in events)
    (folder / runs.EVENTS).write_text(lines, encoding="utf-8")
    return folder


def held_out(step: int, **figures: float) -> dict[str, object]:
    return {"event": "held_out", "step": step, "figures": figures, "picture": f"pictures/{step}.png"}


def test_earlier_pictures_can_be_looked_at_while_it_learns(dialog: TrainingDialog, tmp_path: Path) -> None:
    folder = told(tmp_path / "runs" / "A", held_out(0, pairs=24.0), held_out(50, pairs=25.0))
    dialog.fill(chosen=folder)
    history = dialog.view.pictures
    assert "step 50" in history.caption.text()
    assert history.strip.image.pixelColor(4, 3).red() == 60
    history.slider.setValue(0)
    assert history.strip.image.pixelColor(4, 3).red() == 10
    with (folder / runs.EVENTS).open("a", encoding="utf-8") as stream:
        stream.write(json.dumps({"time": 2, "seconds": 2, "share": 0.9, **held_out(90, pairs=26.0)}) + "\n")
    cv2.imwrite(str(folder / "pictures" / "90.png"), np.full((6, 9, 3), 100, np.uint8))
    dialog.view.look()
    assert "step 0" in history.caption.text(), "what a person looks at stays"
    history.slider.setValue(2)
    assert history.strip.image.pixelColor(4, 3).red() == 100


def test_figures_of_one_scale_share_the_axis_and_runs_show_how_they_stand(
    dialog: TrainingDialog, tmp_path: Path
) -> None:
    figures = {"pairs": 24.0, "pairs, gain": 0.5, "dust": 20.0, "dust, push-pull": 19.0, "dust, detail": 0.4}
    told(tmp_path / "runs" / "Done", held_out(1, **figures), {"event": "done", "reason": "budget", "weights": "x"})
    told(tmp_path / "runs" / "Failed", held_out(1, **{"motion, gain": 0.5}), {"event": "failed", "message": "Full."})
    names = {}
    for name in ("Done", "Failed"):
        dialog.fill(chosen=tmp_path / "runs" / name)
        names[name] = [curve.name for curve in dialog.view.held_out.curves]
    assert names == {"Done": ["pairs", "dust"], "Failed": ["motion, gain"]}
    assert dialog.view.status.text() == "Full."
    tips = {dialog.list.item(row).text(): dialog.list.item(row).toolTip() for row in range(1, dialog.list.count())}
    assert tips == {"Done": "Done: done", "Failed": "Failed: failed"}


def test_worse_weights_are_not_what_is_suggested(dialog: TrainingDialog, tmp_path: Path) -> None:
    for name, is_better in (("Better", True), ("Worse", False)):
        rows = [{"name": "pairs", "new": 25.0, "shipped": 24.0, "unit": "dB"}]
        verdict = {"event": "verdict", "rows": rows, "is_better": is_better, "shipped": "denoise-film"}
        ended = {"event": "done", "reason": "budget", "weights": "x"}
        dialog.fill(chosen=told(tmp_path / "runs" / name, held_out(1, pairs=25.0), verdict, ended))
        assert dialog.view.install.isVisible()
        assert (dialog.view.install.objectName() == "primary") is is_better
        assert ("not better" in dialog.view.table.heading.text()) is not is_better


@pytest.mark.parametrize(
    ("budget", "sentence"),
    [
        ("600steps", "The training of 600 steps will take about 5 min."),
        ("10m", "The training will take 10 min, which is about 1,200 steps."),
        ("8h", "The training will take 8.0 h, which is about 57,600 steps."),
    ],
)
def test_a_look_tells_how_long_it_will_take(dialog: TrainingDialog, tmp_path: Path, budget: str, sentence: str) -> None:
    trial = {"event": "trial", "steps_per_second": 2.0, "patches_per_second": 16.0, "data_wait_share": 0.0}
    run = runs.Run(told(tmp_path / "runs" / "Look"))
    lock = run.take()  # as the process that looks does
    dialog.trial.follow(run, budget=budget)
    with (run.folder / runs.EVENTS).open("a", encoding="utf-8") as stream:
        stream.write(json.dumps({"time": 1, **trial}) + "\n")
        stream.write(json.dumps({"time": 1, "event": "done", "reason": "trial", "weights": ""}) + "\n")
    dialog.trial.look()
    lock.release()
    assert dialog.trial.status.text() == f"This computer learns from 16.0 patches a second. {sentence}"


def test_a_long_run_is_read_bit_by_bit(dialog: TrainingDialog, tmp_path: Path, qtbot: QtBot) -> None:
    steps = [{"event": "step", "step": number, "loss": 0.5, "parts": {}} for number in range(1, 8001)]
    folder = told(tmp_path / "runs" / "Long", *steps, {"event": "done", "reason": "budget", "weights": "x"})
    dialog.fill(chosen=folder)
    assert 0 < dialog.view.story.step < 8000
    qtbot.waitUntil(lambda: dialog.view.story.step == 8000)
    qtbot.waitUntil(lambda: len(dialog.view.loss.curves) == 1 and dialog.view.state == "done")
    assert list(dialog.view.loss.curves[0].across) == list(range(1, 8001))


def test_every_sentence_about_what_can_be_trained_is_marked_for_translation() -> None:
    assert {choice.sentence for choice in recipes.choices()} == set(SENTENCES)
