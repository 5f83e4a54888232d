"""The window as a person uses it: drop, look, restore, adjust, undo, save, leave."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, Qt, QTimer, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from restorer import photo, settings
from restorer.compose import Adjustment
from restorer.ui.canvas import Compare
from restorer.ui.frames import Badge
from restorer.ui.window import Window
from tests.gui.conftest import WAIT, drop, mime_of, open_window, restore, wait_idle, wait_shown

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)  # of the offscreen platform


# Opening ----------------------------------------------------------------------------------------------------------


def test_a_dropped_photo_is_shown(window: Window, noisy_photo: Path, qtbot: QtBot) -> None:
    drop(window, mime_of(noisy_photo))
    wait_shown(window, qtbot)
    assert window.stage.frame is not None
    assert window.stage.frame.path == noisy_photo
    assert window.status.facts.text() == "192 × 160 · 8-bit · sRGB"
    assert window.windowTitle() == "noisy.png[*]"
    assert not window.isWindowModified()
    assert window.strip.isVisible()


def test_an_empty_list_of_addresses_is_no_drop_at_all(window: Window, qtbot: QtBot) -> None:
    mime = QMimeData()
    mime.setUrls([])
    drop(window, mime)
    wait_idle(window, qtbot)
    assert window.collection.frames == ()
    assert not window.stage.notice.isVisible()


@pytest.mark.parametrize("kind", ["text", "http", "missing"])
def test_what_is_no_photo_is_one_sentence(window: Window, tmp_path: Path, qtbot: QtBot, kind: str) -> None:
    mime = QMimeData()
    if kind == "text":
        mime.setText("hello\nthere")
    elif kind == "http":
        mime.setUrls([QUrl("https://example.org/a.jpg")])
    else:
        mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "missing.jpg"))])
    with qtbot.waitSignal(window.collection.refused, timeout=WAIT) as refused:
        drop(window, mime)
    words = {"text": "hello there", "http": "https://example.org/a.jpg", "missing": "missing.jpg"}
    assert words[kind] in refused.args[0]
    assert window.stage.notice.isVisible()
    assert window.collection.frames == ()


def test_folders_and_files_together_and_one_line_about_the_rest(
    window: Window, tmp_path: Path, noisy_photo: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "folder" / "inner"
    folder.mkdir(parents=True)
    shutil.copy(noisy_photo, folder / "a.png")
    (folder / "notes.txt").write_text("not looked at: no photo by its name")
    (tmp_path / "empty").mkdir()
    (tmp_path / "zero.jpg").write_bytes(b"")
    (tmp_path / "text.jpg").write_text("text")
    told: list[str] = []
    window.collection.refused.connect(told.append)
    names = ("folder", "empty", "zero.jpg", "text.jpg")
    drop(window, mime_of(noisy_photo, *(tmp_path / name for name in names)))
    qtbot.waitUntil(lambda: bool(told), timeout=WAIT)
    wait_idle(window, qtbot)
    assert [frame.name for frame in window.collection.frames] == ["noisy.png", "a.png"]
    assert len(told) == 1
    assert told[0].startswith("3 of 5 could not be opened: ")
    assert all(name in told[0] for name in ("empty", "zero.jpg", "text.jpg"))


def test_a_thousand_files_do_not_freeze_the_window(window: Window, tmp_path: Path, qtbot: QtBot) -> None:
    paths = []
    for number in range(1000):
        path = tmp_path / f"{number:04d}.png"
        path.write_bytes(b"")
        paths.append(path)
    shutil.copy(Path(photo.__file__).parents[1] / "resources" / "samples" / "scratched-chelsea.jpg", paths[3])
    gaps: list[float] = []
    last = [time.perf_counter()]

    def beat() -> None:
        now = time.perf_counter()
        gaps.append(now - last[0])
        last[0] = now

    timer = QTimer(window)
    timer.timeout.connect(beat)
    timer.start(5)
    with qtbot.waitSignal(window.collection.added, timeout=WAIT):
        drop(window, mime_of(*paths))
    wait_shown(window, qtbot)
    qtbot.wait(300)
    timer.stop()
    assert max(gaps) < 0.25
    assert window.stage.frame is not None
    assert window.stage.frame.name == "0003.png"


def test_the_same_photo_is_opened_once(opened: Window, noisy_photo: Path, qtbot: QtBot) -> None:
    drop(opened, mime_of(noisy_photo, noisy_photo))
    wait_idle(opened, qtbot)
    assert len(opened.collection.frames) == 1


def test_a_fifo_does_not_block(window: Window, tmp_path: Path, qtbot: QtBot) -> None:
    import os

    fifo = tmp_path / "photo.jpg"
    os.mkfifo(fifo)
    with qtbot.waitSignal(window.collection.refused, timeout=WAIT) as refused:
        drop(window, mime_of(fifo))
    assert "photo.jpg" in refused.args[0]


def test_paste_opens_a_picture_and_copy_gives_it_back(window: Window, qtbot: QtBot) -> None:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(0xFF336699)
    QGuiApplication.clipboard().setImage(image)
    window.table["paste"].trigger()
    wait_shown(window, qtbot)
    assert window.shown is not None
    assert window.shown.document is not None
    assert window.shown.document.photo.samples[0, 0].tolist() == [0x33, 0x66, 0x99]
    QGuiApplication.clipboard().clear()
    window.table["copy"].trigger()
    qtbot.waitUntil(lambda: not QGuiApplication.clipboard().image().isNull(), timeout=WAIT)
    assert QGuiApplication.clipboard().image().pixel(0, 0) == 0xFF336699


def test_recent_photos_are_kept_and_offered(opened: Window, noisy_photo: Path, qtbot: QtBot) -> None:
    wait_idle(opened, qtbot)
    assert settings.load()[0].recent == (str(noisy_photo),)
    opened.menus.recent_menu.aboutToShow.emit()
    assert noisy_photo.name in opened.menus.recent_menu.actions()[0].text()


def test_the_samples_open_by_one_click(window: Window, qtbot: QtBot) -> None:
    window.stage.canvas.welcome.cards["noisy"].click()
    wait_shown(window, qtbot)
    assert window.shown is not None
    assert window.shown.name.startswith("noisy")
    assert settings.load()[0].recent == ()


# Restoring and looking --------------------------------------------------------------------------------------------


def test_a_restore_shows_its_tiles_its_outcome_and_the_split_view_once(opened: Window, qtbot: QtBot) -> None:
    boxes: list[tuple[int, int, int, int]] = []
    opened.queue.stepped.connect(lambda _, step: boxes.extend(step.boxes))
    restore(opened, qtbot)
    assert sum(height * width for _, _, height, width in boxes) == 192 * 160
    assert opened.status.message.text().startswith("Denoised in ")
    assert opened.status.message.text().endswith(" s on CPU, strength 100 %")
    assert opened.stage.canvas.compare is Compare.SPLIT
    assert opened.edits.list.count() == 1
    assert opened.shown is not None
    assert opened.shown.badge is Badge.UNSAVED
    assert opened.isWindowModified()
    opened.stage.canvas.set_compare(Compare.OFF)
    restore(opened, qtbot)
    assert opened.stage.canvas.compare is Compare.OFF


def test_sliders_work_live_and_one_drag_is_one_undo_step(opened: Window, qtbot: QtBot) -> None:
    restore(opened, qtbot)
    document = opened.editing.document
    assert document is not None
    slider = opened.panel.strength.slider
    slider.setSliderDown(True)
    for value in (90, 70, 40):
        slider.setValue(value)
        assert document.edits[0].adjustment == Adjustment(strength=value / 100)
    slider.setSliderDown(False)
    assert opened.status.message.text().endswith("strength 40 %")
    opened.panel.colour.slider.setValue(50)
    assert opened.table["undo"].text().startswith("Undo adjustment")
    opened.table["undo"].trigger()
    assert document.edits[0].adjustment == Adjustment(strength=0.4)
    assert opened.panel.colour.value == 100
    opened.table["undo"].trigger()
    assert document.edits[0].adjustment == Adjustment()
    assert opened.panel.strength.value == 100
    opened.table["undo"].trigger()
    assert document.edits == ()
    assert opened.edits.list.count() == 0
    assert not opened.table["undo"].isEnabled()
    assert not opened.isWindowModified()
    opened.table["redo"].trigger()
    assert len(document.edits) == 1


def test_strength_set_before_a_run_is_applied_to_it(opened: Window, qtbot: QtBot) -> None:
    opened.panel.strength.slider.setValue(80)
    restore(opened, qtbot)
    assert opened.editing.document is not None
    assert opened.editing.document.edits[0].adjustment == Adjustment(strength=0.8)
    assert opened.panel.strength.value == 80


def test_edits_are_hidden_and_deleted_from_their_list(opened: Window, qtbot: QtBot) -> None:
    restore(opened, qtbot)
    document = opened.editing.document
    assert document is not None
    row = opened.edits.list.itemWidget(opened.edits.list.item(0))
    row.eye.click()  # type: ignore[attr-defined]
    assert not document.edits[0].visible
    assert np.array_equal(document.composed(), document.photo.samples)
    row.delete.click()  # type: ignore[attr-defined]
    assert document.edits == ()
    opened.table["undo"].trigger()
    opened.table["undo"].trigger()
    assert document.edits[0].visible


def test_backslash_shows_the_original_while_it_is_held(opened: Window, qtbot: QtBot) -> None:
    restore(opened, qtbot)
    canvas = opened.stage.canvas
    canvas.set_compare(Compare.OFF)
    opened.activateWindow()

    def picture() -> QImage:
        canvas.draw_fully()
        return canvas.grab().toImage()

    result = picture()
    for place in (canvas, opened.strip, opened.panel.model, opened.edits.list):
        place.setFocus()
        qtbot.keyPress(place, Qt.Key.Key_Backslash)
        assert picture() != result
        qtbot.keyRelease(place, Qt.Key.Key_Backslash)
        assert picture() == result


def test_keys_reach_the_canvas_from_anywhere(opened: Window, qtbot: QtBot) -> None:
    opened.activateWindow()
    opened.strip.setFocus()
    qtbot.keyClick(opened.strip, Qt.Key.Key_Y)
    assert opened.stage.canvas.compare is Compare.SPLIT
    qtbot.keyClick(opened.strip, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert opened.stage.canvas.zoom == 1.0
    assert opened.status.zoom.text().startswith("100 %")


def test_arrows_on_the_photo_go_through_the_strip(opened: Window, clean_photo: Path, qtbot: QtBot) -> None:
    opened.open_paths([clean_photo])
    qtbot.waitUntil(lambda: opened.shown is not None and opened.shown.path == clean_photo, timeout=WAIT)
    wait_shown(opened, qtbot)
    opened.activateWindow()
    opened.stage.canvas.setFocus()
    qtbot.keyClick(opened.stage.canvas, Qt.Key.Key_Left)
    assert opened.shown is opened.collection.frames[0]
    qtbot.keyClick(opened.stage.canvas, Qt.Key.Key_PageDown)
    assert opened.shown is opened.collection.frames[1]
    wait_shown(opened, qtbot)


def test_the_comparison_is_as_the_person_left_it(opened: Window, tiny_model: Path, qtbot: QtBot) -> None:
    restore(opened, qtbot)
    assert opened.editing.document is not None
    opened.editing.document.mark_saved()
    opened.stage.canvas.set_compare(Compare.SIDE)
    assert opened.close()
    assert open_window(qtbot, tiny_model).stage.canvas.compare is Compare.SIDE


def test_the_scheme_is_chosen_from_the_menu_and_kept(opened: Window, qtbot: QtBot) -> None:
    opened.table["theme_light"].trigger()
    light = opened.styleSheet()
    opened.table["theme_dark"].trigger()
    assert opened.styleSheet() != light
    wait_idle(opened, qtbot)
    assert settings.load()[0].theme == "dark"
    opened.table["theme_light"].trigger()
    assert opened.styleSheet() == light
    opened.table["theme_system"].trigger()


def test_a_crash_is_told_in_the_bar_and_the_window_lives(opened: Window, tmp_path: Path) -> None:
    opened.report_crash("ValueError", tmp_path / "crash.log")
    assert "ValueError" in opened.stage.notice.text.text()
    assert "crash.log" in opened.stage.notice.text.text()
    assert opened.isVisible()


def test_everything_that_takes_the_keyboard_has_a_name(opened: Window) -> None:
    from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox, QSlider

    for kind in (QAbstractButton, QAbstractSpinBox, QComboBox, QSlider):
        for widget in opened.findChildren(kind):
            if widget.isVisible() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
                assert widget.accessibleName() or getattr(widget, "text", str)(), widget
                assert widget.toolTip(), widget


def test_the_window_needs_no_torch_to_come_up() -> None:
    code = "import sys, restorer.ui.app; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=60, check=False).returncode == 0
