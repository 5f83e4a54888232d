"""Many photos: one after the other, one failure does not stop the rest."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from restorer import photo
from restorer.ui.frames import Badge, Run
from restorer.ui.window import Window
from tests.gui.conftest import WAIT, restore, wait_idle, wait_shown

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)  # of the offscreen platform


@pytest.fixture
def photos(tmp_path: Path, noisy_photo: Path) -> list[Path]:
    made = [tmp_path / f"photo-{number}.png" for number in range(4)]
    for path in made:
        shutil.copy(noisy_photo, path)
    return made


def test_all_selected_photos_are_restored(window: Window, photos: list[Path], qtbot: QtBot) -> None:
    window.open_paths(photos)
    wait_shown(window, qtbot)
    wait_idle(window, qtbot)
    window.table["select_all"].trigger()
    assert window.panel.restore_button.button.text().startswith("Restore 4 photos")
    ends: list[tuple[int, int]] = []
    window.queue.ended.connect(lambda done, failed: ends.append((done, failed)))
    restore(window, qtbot)
    assert ends == [(4, 0)]
    results = [frame.document.edits[0].result for frame in window.collection.frames if frame.document is not None]
    assert len(results) == 4
    assert all(np.array_equal(result, results[0]) for result in results)
    assert all(frame.badge is Badge.UNSAVED for frame in window.collection.frames)
    assert window.status.message.text() == "4 photos restored."


def test_one_failure_does_not_stop_the_rest(window: Window, photos: list[Path], qtbot: QtBot) -> None:
    window.open_paths(photos)
    wait_shown(window, qtbot)
    wait_idle(window, qtbot)
    photos[2].unlink()  # read again only when its turn comes
    window.table["select_all"].trigger()
    failures: list[str] = []
    window.queue.failed.connect(lambda frame, sentence: failures.append(f"{frame.name}: {sentence}"))
    restore(window, qtbot)
    assert [frame.run for frame in window.collection.frames] == [Run.DONE, Run.DONE, Run.FAILED, Run.DONE]
    assert len(failures) == 1
    assert failures[0].startswith("photo-2.png")
    assert "photo-2.png" in window.stage.notice.text.text()
    assert window.status.message.text() == "1 of 4 photos could not be restored; the others are done."


def test_a_model_that_is_damaged_is_one_sentence_and_the_photo_stays(
    opened: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    broken = tmp_path / "broken.safetensors"
    broken.write_bytes(b"\x80\x04not a weights file")
    opened.panel.model.setItemData(0, str(broken))
    with qtbot.waitSignal(opened.queue.failed, timeout=WAIT) as failed:
        opened.table["restore"].trigger()
    assert "broken.safetensors" in failed.args[1]
    frame = opened.shown
    assert frame is not None
    assert frame.document is not None
    assert frame.document.edits == ()
    assert frame.badge is Badge.FAILED
    assert opened.table["restore"].isEnabled()


def test_escape_cancels_the_running_and_the_waiting(window: Window, photos: list[Path], qtbot: QtBot) -> None:
    window.open_paths(photos)
    wait_shown(window, qtbot)
    wait_idle(window, qtbot)
    window.table["select_all"].trigger()
    window.table["restore"].trigger()
    assert window.queue.running is window.collection.frames[0]
    assert window.queue.waiting == 3
    assert [frame.badge for frame in window.collection.frames] == [Badge.RUNNING] + [Badge.QUEUED] * 3
    assert window.table["cancel"].isEnabled()
    with qtbot.waitSignal(window.queue.ended, timeout=WAIT):
        window.table["cancel"].trigger()
    assert [frame.badge for frame in window.collection.frames] == [Badge.NONE] * 4
    assert all(frame.document is None or frame.document.edits == () for frame in window.collection.frames)
    assert "Cancelled" in window.status.message.text()
    assert window.panel.restore_button.currentIndex() == 0


def test_a_photo_is_never_in_line_twice(window: Window, photos: list[Path], qtbot: QtBot) -> None:
    window.open_paths(photos[:2])
    wait_shown(window, qtbot)
    window.table["select_all"].trigger()
    window.table["restore"].trigger()
    window.restoring.restore()
    assert window.queue.waiting <= 1
    with qtbot.waitSignal(window.queue.ended, timeout=WAIT) as ended:
        pass
    assert ended.args == [2, 0]


def test_closing_a_photo_that_runs_cancels_it(opened: Window, qtbot: QtBot) -> None:
    opened.table["restore"].trigger()
    with qtbot.waitSignal(opened.queue.ended, timeout=WAIT):
        opened.table["close"].trigger()
    assert opened.collection.frames == ()
    assert opened.shown is None


def test_the_level_that_was_set_is_the_level_that_is_told(opened: Window, qtbot: QtBot) -> None:
    opened.panel.noise.slider.setValue(31)
    restore(opened, qtbot)
    assert opened.editing.document is not None
    assert opened.editing.document.edits[0].level == 31.0


def test_the_automatic_level_is_the_estimate(opened: Window, noisy_photo: Path, qtbot: QtBot) -> None:
    from restorer import noise

    # idle is not enough: the finished estimate still has to reach the window's thread
    qtbot.waitUntil(lambda: opened.panel.estimate.text() != "", timeout=WAIT)
    sigma = noise.estimate_sigma(photo.load(noisy_photo).samples)
    assert opened.panel.estimate.text() == f"estimated {sigma:.1f}"
    restore(opened, qtbot)
    assert opened.editing.document is not None
    assert opened.editing.document.edits[0].level == pytest.approx(sigma)
