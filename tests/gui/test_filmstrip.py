"""The film strip: frames as a model, badges, selection, what is painted."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from restorer import photo
from restorer.document import Document
from restorer.ui.filmstrip import CELL, FilmStrip
from restorer.ui.frames import FRAME_ROLE, Badge, Frame, FrameModel, Run
from tests.gui.test_panels import EDIT


@pytest.fixture
def frames() -> list[Frame]:
    made = [Frame(Path(f"photo-{number}.png")) for number in range(40)]
    for frame in made:
        frame.thumbnail = QImage(192, 108, QImage.Format.Format_RGB32)
        frame.thumbnail.fill(QColor("#204060"))
    return made


@pytest.fixture
def strip(qtbot: QtBot, frames: list[Frame]) -> FilmStrip:
    model = FrameModel()
    made = FilmStrip(model)
    model.setParent(made)
    qtbot.addWidget(made)
    made.resize(10 * CELL.width(), made.height())
    made.show()
    model.append(frames)
    return made


def dirty_document() -> Document:
    document = Document(photo.from_rgb(np.zeros((2, 2, 3), np.uint8)))
    document.apply(EDIT)
    return document


def test_badges_say_the_most_urgent_thing() -> None:
    frame = Frame(Path("a.png"))
    assert frame.badge is Badge.NONE
    frame.document = dirty_document()
    assert frame.badge is Badge.UNSAVED
    frame.run = Run.RUNNING
    assert frame.badge is Badge.RUNNING
    frame.run = Run.FAILED
    assert frame.badge is Badge.FAILED
    frame.run = Run.DONE
    assert frame.badge is Badge.UNSAVED
    frame.document.mark_saved()
    frame.saved_path = Path("b.png")
    assert frame.badge is Badge.DONE


def test_the_badge_is_painted_over_the_picture(strip: FilmStrip, frames: list[Frame], qtbot: QtBot) -> None:
    before = strip.grab().toImage()
    frames[1].run = Run.FAILED
    strip.model().changed(frames[1])  # type: ignore[attr-defined]
    after = strip.grab().toImage()
    rows = [
        (x, y) for y in range(CELL.height()) for x in range(3 * CELL.width()) if before.pixel(x, y) != after.pixel(x, y)
    ]
    assert rows
    assert all(CELL.width() <= x < 2 * CELL.width() for x, _ in rows)


def test_a_name_that_is_not_text_can_be_shown(strip: FilmStrip, qtbot: QtBot) -> None:
    odd = Frame(Path("caf\udce9\n.png"))
    strip.model().append([odd])  # type: ignore[attr-defined]
    strip.go(40)
    strip.grab()
    assert odd.name == "caf\\xe9\\n.png"


def test_one_shown_many_selected(strip: FilmStrip, frames: list[Frame], qtbot: QtBot) -> None:
    shown: list[Frame | None] = []
    strip.shown.connect(shown.append)
    strip.go(3)
    assert shown == [frames[3]]
    assert strip.selected() == (frames[3],)
    strip.selectAll()
    assert strip.selected() == tuple(frames)
    strip.next_frame()
    assert strip.selected() == (frames[4],)
    strip.go(-5)
    strip.previous_frame()
    assert shown[-1] is frames[0]


def test_the_next_photo_is_selected_when_the_shown_one_goes(strip: FilmStrip, frames: list[Frame]) -> None:
    strip.go(2)
    strip.model().remove(frames[2])  # type: ignore[attr-defined]
    assert strip.selected() == (strip.currentIndex().data(FRAME_ROLE),)


def test_visible_frames_are_those_in_sight(strip: FilmStrip, frames: list[Frame], qtbot: QtBot) -> None:
    assert strip.visible_frames()[0] is frames[0]
    assert 10 <= len(strip.visible_frames()) <= 11
    with qtbot.waitSignal(strip.wanted, timeout=2000):
        strip.go(39)
    assert strip.visible_frames()[-1] is frames[39]


def test_letters_are_left_to_the_window(strip: FilmStrip, frames: list[Frame], qtbot: QtBot) -> None:
    strip.go(5)
    qtbot.keyClick(strip, Qt.Key.Key_P)
    assert strip.currentIndex().row() == 5
    qtbot.keyClick(strip, Qt.Key.Key_Right)
    assert strip.currentIndex().row() == 6


def test_screen_readers_hear_name_and_state(strip: FilmStrip, frames: list[Frame]) -> None:
    frames[0].run = Run.QUEUED
    index = strip.model().index(0, 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "photo-0.png, waiting"


def test_pyramids_are_held_only_as_long_as_their_result() -> None:
    from restorer.ui.pyramid import Pyramid

    frame = Frame(Path("a.png"))
    frame.document = dirty_document()
    assert frame.missing_levels() == (EDIT,)
    frame.hold(EDIT, [(EDIT.result, Pyramid.build(EDIT.result))], edits=())
    assert frame.missing_levels() == ()
    frame.release()
    assert frame.missing_levels() == (EDIT,)
    assert frame.document is not None, "unsaved work is never let go"
