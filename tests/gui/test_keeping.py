"""Work is kept while it is done, comes back with its photo, and is offered by the next start after a crash."""

import os
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from restorer import session
from restorer.compose import Adjustment
from restorer.document import Document
from restorer.settings import Settings
from restorer.ui.dialogs import UnsavedDialog
from restorer.ui.frames import Badge, Frame
from restorer.ui.window import Window
from tests.gui.conftest import WAIT, answer, open_window, restore, wait_idle, wait_shown

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)  # of the offscreen platform

STROKE = np.full((9, 30), 255, np.uint8)


@pytest.fixture
def folder(config_folder: Path) -> Path:
    return config_folder / "sessions"


def document_of(window: Window) -> Document:
    assert window.shown is not None
    assert window.shown.document is not None
    return window.shown.document


def paint(document: Document, *, top: int = 20) -> None:
    """As the brush does it."""
    gesture = document.mask.begin("brush stroke")
    gesture.cover(STROKE, top=top, left=40, erase=False)
    document.keep_stroke(gesture.end())


def wait_kept(window: Window, qtbot: QtBot) -> None:
    """Until everything that is known has been written."""
    qtbot.waitUntil(lambda: all(track.ready for track in window.keeping._tracks.values()), timeout=WAIT)
    window.keeping.look()
    qtbot.waitUntil(lambda: not window.keeping.worker.busy, timeout=WAIT)
    qtbot.wait(20)  # the last signals arrive


def crash(window: Window) -> None:
    """What a kill does to the sessions: the lock is gone, nothing else is done; the window itself goes quietly."""
    keeping = window.keeping
    keeping._timer.stop()
    keeping.worker.finish()
    for held in (keeping._sessions._own, *keeping._sessions._claimed.values()):
        if held is not None:
            os.close(held._descriptor)
            held._descriptor = -1
    keeping._tracks.clear()
    for frame in window.collection.frames:
        if frame.document is not None:
            frame.document.mark_saved()
    window.close()


def shown_again(qtbot: QtBot, model: Path, photo: Path) -> Window:
    window = open_window(qtbot, model)
    window.open_paths([photo])
    wait_shown(window, qtbot)
    wait_kept(window, qtbot)
    wait_idle(window, qtbot)
    return window


def session_names(folder: Path) -> list[str]:
    return [session.outline(path.read_bytes()).facts.name for path in sorted(folder.glob("*.session"))]


# While it is done ---------------------------------------------------------------------------------------------------


def test_nothing_is_kept_of_a_photo_that_is_only_looked_at(opened: Window, folder: Path, qtbot: QtBot) -> None:
    wait_kept(opened, qtbot)
    opened.stage.canvas.set_zoom(2.0)
    wait_kept(opened, qtbot)
    assert session_names(folder) == []


def test_a_stroke_is_kept_by_the_clock_alone(qtbot: QtBot, tiny_model: Path, noisy_photo: Path, folder: Path) -> None:
    window = Window(Settings(), weights_folder=tiny_model.parent, interval=0.1)
    qtbot.addWidget(window)
    window.show()
    window.open_paths([noisy_photo])
    wait_shown(window, qtbot)
    assert session_names(folder) == []
    paint(document_of(window))
    qtbot.waitUntil(lambda: session_names(folder) == ["noisy.png"], timeout=WAIT)
    document_of(window).undo()
    qtbot.waitUntil(lambda: session_names(folder) == [], timeout=WAIT)


def test_a_finished_edit_is_kept_at_once_and_its_samples_once(opened: Window, folder: Path, qtbot: QtBot) -> None:
    wait_kept(opened, qtbot)
    restore(opened, qtbot)
    qtbot.waitUntil(lambda: session_names(folder) == ["noisy.png"], timeout=WAIT)
    (part,) = folder.glob("*.part")
    before = part.stat().st_ino
    document_of(opened).set_adjustment(0, Adjustment(strength=0.5), merge=False)
    wait_kept(opened, qtbot)
    assert [path.stat().st_ino for path in folder.glob("*.part")] == [before]
    (file,) = folder.glob("*.session")
    assert session.outline(file.read_bytes()).edit_count == 1
    assert [path.name for path in Path(str(opened.shown and opened.shown.path)).parent.iterdir()] == ["noisy.png"]


def test_trouble_is_told_once(opened: Window, folder: Path, qtbot: QtBot) -> None:
    wait_kept(opened, qtbot)
    told: list[str] = []
    opened.keeping.noticed.connect(told.append)
    taken = folder / opened.keeping._sessions.name_for(opened.shown.path if opened.shown else None)
    taken.mkdir()  # where the file should go
    for top in (20, 40):
        paint(document_of(opened), top=top)
        wait_kept(opened, qtbot)
    assert len(told) == 1
    assert "noisy.png could not be kept" in told[0]
    taken.rmdir()
    wait_kept(opened, qtbot)
    assert session_names(folder) == ["noisy.png"]
    assert len(told) == 1


# Remembered with the photo ------------------------------------------------------------------------------------------


def test_the_mask_is_remembered_with_its_photo(
    opened: Window, qtbot: QtBot, tiny_model: Path, noisy_photo: Path, folder: Path
) -> None:
    wait_kept(opened, qtbot)
    paint(document_of(opened))
    mask = document_of(opened).mask.samples.tobytes()
    assert opened.close()
    assert session_names(folder) == ["noisy.png"]
    assert list(folder.glob("*.running")) == []
    window = shown_again(qtbot, tiny_model, noisy_photo)
    assert not window.stage.offer.isVisible()
    assert document_of(window).mask.samples.tobytes() == mask
    assert not document_of(window).dirty
    assert document_of(window).undo_text is None
    assert window.status.message.text() == "The mask is back as you left it."
    window.status.button.click()
    assert not document_of(window).is_marked
    assert window.status.message.text() == "Mask and edits are dropped; undo brings them back."
    assert document_of(window).undo() == "removal of the mask"
    assert document_of(window).mask.samples.tobytes() == mask
    document_of(window).redo()
    assert window.close()
    assert session_names(folder) == [], "clean and unmarked: nothing to remember"


def test_edits_zoom_and_place_come_back_too(opened: Window, qtbot: QtBot, tiny_model: Path, noisy_photo: Path) -> None:
    wait_kept(opened, qtbot)
    restore(opened, qtbot)
    restore(opened, qtbot)
    document_of(opened).set_adjustment(0, Adjustment(0.5, 0.25, 0.75), merge=False)
    composed = document_of(opened).composed().tobytes()
    paint(document_of(opened))
    opened.edits.list.setCurrentRow(0)
    opened.stage.canvas.set_zoom(16.0)
    opened.stage.canvas.pan(300, -200)
    middle = place_of(opened)
    document_of(opened).mark_saved()
    assert opened.close()
    window = shown_again(qtbot, tiny_model, noisy_photo)
    assert document_of(window).composed().tobytes() == composed
    assert not document_of(window).dirty
    assert window.stage.canvas.zoom == 16.0
    assert place_of(window) == pytest.approx(middle, abs=0.2)
    assert window.edits.current == 0
    assert window.status.message.text() == "Mask and edits are back as you left them."


def test_a_restore_waits_for_what_comes_back(opened: Window, qtbot: QtBot, tiny_model: Path, noisy_photo: Path) -> None:
    wait_kept(opened, qtbot)
    restore(opened, qtbot)
    paint(document_of(opened))
    first = document_of(opened).edits[0].result.tobytes()
    document_of(opened).mark_saved()
    assert opened.close()
    window = open_window(qtbot, tiny_model)
    window.open_paths([noisy_photo])
    qtbot.waitUntil(lambda: window.shown is not None, timeout=WAIT)
    restore(window, qtbot)
    edits = document_of(window).edits
    assert [edit.result.tobytes() == first for edit in edits] == [True, False], "computed from what came back"


def place_of(window: Window) -> tuple[float, float]:
    view = window.stage.canvas.view
    assert view is not None
    return view.photo_point(view.across / 2, view.down / 2)


def test_discarding_forgets_edits_and_mask(opened: Window, folder: Path, qtbot: QtBot) -> None:
    wait_kept(opened, qtbot)
    paint(document_of(opened))
    restore(opened, qtbot)
    wait_kept(opened, qtbot)
    assert session_names(folder) == ["noisy.png"]
    answer(UnsavedDialog, lambda dialog: dialog.discard.click())  # type: ignore[attr-defined]
    assert opened.close()
    assert session_names(folder) == []


def test_closing_one_photo_remembers_its_mask(opened: Window, noisy_photo: Path, qtbot: QtBot) -> None:
    wait_kept(opened, qtbot)
    paint(document_of(opened))
    mask = document_of(opened).mask.samples.tobytes()
    opened.close_photos()
    assert opened.collection.frames == ()
    opened.open_paths([noisy_photo])
    wait_shown(opened, qtbot)
    wait_kept(opened, qtbot)
    assert document_of(opened).mask.samples.tobytes() == mask


def test_a_marked_photo_is_not_let_go_for_memory(opened: Window, qtbot: QtBot) -> None:
    paint(document_of(opened))
    frame = opened.shown
    assert frame is not None
    frame.release()
    assert frame.document is not None
    assert frame.document.is_marked
    other = Frame(frame.path)
    other.document = Document(frame.document.photo)
    other.release()
    assert other.document is None


@pytest.mark.parametrize("size", ["same", "other"])
def test_of_a_photo_that_has_changed_only_the_mask_may_fit(
    opened: Window, qtbot: QtBot, tiny_model: Path, tmp_path: Path, astronaut: np.ndarray, size: str
) -> None:
    photo = write(tmp_path / "own.png", astronaut[:160, :192])
    opened.open_paths([photo])
    qtbot.waitUntil(lambda: opened.stage.frame is not None and opened.stage.frame.path == photo, timeout=WAIT)
    wait_kept(opened, qtbot)
    restore(opened, qtbot)
    paint(document_of(opened))
    mask = document_of(opened).mask.samples.tobytes()
    document_of(opened).mark_saved()
    assert opened.close()
    write(photo, astronaut[100:260, 100:292] if size == "same" else astronaut[:100, :100])
    window = shown_again(qtbot, tiny_model, photo)
    assert document_of(window).edits == ()
    text = window.stage.notice.text.text()
    assert text.startswith("own.png has changed since.")
    if size == "same":
        assert document_of(window).mask.samples.tobytes() == mask
        assert "Its mask was brought back" in text
    else:
        assert not document_of(window).is_marked
        assert "no longer fits" in text


def write(path: Path, samples: np.ndarray) -> Path:
    import cv2

    path.write_bytes(cv2.imencode(".png", samples[..., ::-1])[1].tobytes())
    return path


# After a crash ------------------------------------------------------------------------------------------------------


def test_after_a_crash_work_is_offered_and_brought_back(
    opened: Window, qtbot: QtBot, tiny_model: Path, clean_photo: Path, folder: Path
) -> None:
    opened.open_paths([clean_photo])
    qtbot.waitUntil(lambda: opened.stage.frame is not None and opened.stage.frame.name == "clean.png", timeout=WAIT)
    wait_kept(opened, qtbot)
    paint(document_of(opened))
    mask = document_of(opened).mask.samples.tobytes()
    opened.strip.previous_frame()
    wait_shown(opened, qtbot)
    restore(opened, qtbot)
    composed = document_of(opened).composed().tobytes()
    wait_kept(opened, qtbot)
    crash(opened)
    window = open_window(qtbot, tiny_model)
    bar = window.stage.offer
    qtbot.waitUntil(bar.isVisible, timeout=WAIT)
    assert bar.text.text() == "Restorer ended unexpectedly. 2 photos with unsaved work can be brought back."
    assert (bar.button.text(), bar.other.text()) == ("Bring back", "Discard")
    bar.button.click()
    assert not bar.isVisible()
    qtbot.waitUntil(lambda: len(window.collection.frames) == 2, timeout=WAIT)
    qtbot.waitUntil(lambda: all(frame.document for frame in window.collection.frames), timeout=WAIT)
    wait_kept(window, qtbot)
    by_name = {frame.name: frame.document for frame in window.collection.frames}
    noisy, clean = by_name["noisy.png"], by_name["clean.png"]
    assert noisy is not None
    assert clean is not None
    assert noisy.composed().tobytes() == composed
    assert noisy.dirty
    assert [frame.badge for frame in window.collection.frames if frame.name == "noisy.png"] == [Badge.UNSAVED]
    assert clean.mask.samples.tobytes() == mask
    assert len(session_names(folder)) == 2, "each once: this window's"
    assert {session.outline(path.read_bytes()).facts.owner for path in folder.glob("*.session")} == {
        window.keeping._sessions._token
    }


def test_discarding_what_is_offered(opened: Window, qtbot: QtBot, tiny_model: Path, folder: Path) -> None:
    wait_kept(opened, qtbot)
    paint(document_of(opened))
    wait_kept(opened, qtbot)
    crash(opened)
    window = open_window(qtbot, tiny_model)
    qtbot.waitUntil(window.stage.offer.isVisible, timeout=WAIT)
    assert window.stage.offer.text.text() == (
        "Restorer ended unexpectedly. Unsaved work on noisy.png can be brought back."
    )
    window.stage.offer.other.click()
    qtbot.waitUntil(lambda: session_names(folder) == [], timeout=WAIT)
    assert window.collection.frames == ()


def test_an_offer_that_is_not_answered_is_made_again(
    opened: Window, qtbot: QtBot, tiny_model: Path, clean_photo: Path
) -> None:
    wait_kept(opened, qtbot)
    paint(document_of(opened))
    wait_kept(opened, qtbot)
    crash(opened)
    for _ in range(2):
        window = shown_again(qtbot, tiny_model, clean_photo)
        assert window.stage.offer.isVisible(), "another photo is opened meanwhile: the offer stays"
        assert window.close()


def test_opening_the_photo_itself_brings_its_work_back(
    opened: Window, qtbot: QtBot, tiny_model: Path, noisy_photo: Path, folder: Path
) -> None:
    wait_kept(opened, qtbot)
    paint(document_of(opened))
    mask = document_of(opened).mask.samples.tobytes()
    wait_kept(opened, qtbot)
    crash(opened)
    window = shown_again(qtbot, tiny_model, noisy_photo)
    assert document_of(window).mask.samples.tobytes() == mask
    window.stage.offer.other.click()
    wait_kept(window, qtbot)
    assert session_names(folder) == ["noisy.png"], "it is this window's work now"


def test_a_pasted_photo_comes_back_with_its_samples(
    window: Window, qtbot: QtBot, tiny_model: Path, folder: Path
) -> None:
    image = QImage(80, 60, QImage.Format.Format_RGB32)
    image.fill(QColor(10, 200, 30))
    window.collection.add_picture(image)
    wait_shown(window, qtbot)
    wait_kept(window, qtbot)
    paint(document_of(window))
    wait_kept(window, qtbot)
    crash(window)
    again = open_window(qtbot, tiny_model)
    qtbot.waitUntil(again.stage.offer.isVisible, timeout=WAIT)
    again.stage.offer.button.click()
    wait_shown(again, qtbot)
    wait_kept(again, qtbot)
    assert again.shown is not None
    assert again.shown.name == "Pasted photo"
    assert np.unique(document_of(again).photo.samples.reshape(-1, 3), axis=0).tolist() == [[10, 200, 30]]
    assert document_of(again).mask.samples[20:29, 40:70].min() == 255
    assert len(session_names(folder)) == 1
    assert again.close()
    assert session_names(folder) == [], "without a file there is nothing to remember it with"


def test_work_on_a_photo_that_is_gone_is_kept_until_it_is_back(
    window: Window, qtbot: QtBot, tiny_model: Path, tmp_path: Path, astronaut: np.ndarray, folder: Path
) -> None:
    photo = write(tmp_path / "own.png", astronaut[:100, :120])
    window.open_paths([photo])
    wait_shown(window, qtbot)
    wait_kept(window, qtbot)
    paint(document_of(window))
    wait_kept(window, qtbot)
    crash(window)
    content = photo.read_bytes()
    photo.unlink()
    again = open_window(qtbot, tiny_model)
    qtbot.waitUntil(again.stage.offer.isVisible, timeout=WAIT)
    assert again.stage.offer.text.text() == "Restorer ended unexpectedly. own.png cannot be found."
    assert again.stage.offer.button.text() == "Keep"
    again.stage.offer.button.click()
    assert again.close()
    photo.write_bytes(content)
    third = shown_again(qtbot, tiny_model, photo)
    assert not third.stage.offer.isVisible()
    assert document_of(third).is_marked


def test_a_second_window_steals_nothing(
    opened: Window, qtbot: QtBot, tiny_model: Path, noisy_photo: Path, folder: Path
) -> None:
    wait_kept(opened, qtbot)
    paint(document_of(opened))
    wait_kept(opened, qtbot)
    second = shown_again(qtbot, tiny_model, noisy_photo)
    assert not second.stage.offer.isVisible()
    assert not document_of(second).is_marked
    paint(document_of(second), top=90)
    wait_kept(second, qtbot)
    assert session_names(folder) == ["noisy.png", "noisy.png"]


def test_the_log_of_a_breakdown_is_shown_with_the_offer(qtbot: QtBot, tiny_model: Path, config_folder: Path) -> None:
    window = Window(Settings(), weights_folder=tiny_model.parent)
    window.keeping.crash_log = config_folder / "crash-last.log"
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(window.stage.offer.isVisible, timeout=WAIT)
    text = window.stage.offer.text.text()
    assert text == f"Restorer ended unexpectedly. Details are in {config_folder / 'crash-last.log'}."
    assert not window.stage.offer.button.isVisible()


def test_a_damaged_session_is_told_and_the_window_opens(
    opened: Window, qtbot: QtBot, tiny_model: Path, noisy_photo: Path, folder: Path
) -> None:
    wait_kept(opened, qtbot)
    paint(document_of(opened))
    assert opened.close()
    (file,) = folder.glob("*.session")
    file.write_bytes(file.read_bytes()[:-1])
    window = open_window(qtbot, tiny_model)
    qtbot.waitUntil(window.stage.notice.isVisible, timeout=WAIT)
    assert "is damaged (its checksum is wrong)" in window.stage.notice.text.text()
    assert [path.suffix for path in folder.glob("*.bad")] == [".bad"]
