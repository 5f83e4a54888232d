"""Commands on all marks, masks in files, and what the window remembers of the tools."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from restorer import mask_file, photo, settings
from restorer.settings import Settings
from restorer.ui.window import Window
from tests.gui.conftest import WAIT, open_window, wait_idle, wait_shown
from tests.gui.painting import capsule, mask_of, same, stroke
from tests.originals import Originals

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)  # of the offscreen platform


def test_commands_on_all_marks(marking: Window, qtbot: QtBot) -> None:
    marking.table["tool_rectangle"].trigger()
    stroke(marking, (50, 40), (100, 80))
    marking.table["mask_invert"].trigger()
    assert mask_of(marking).sum() == 255 * (192 * 160 - 50 * 40)
    marking.table["mask_invert"].trigger()
    marking.marking.options.reach.setValue(7)
    for name, area in (("mask_grow", np.s_[33:87, 43:107]), ("mask_shrink", np.s_[40:80, 50:100])):
        before = mask_of(marking)
        marking.table[name].trigger()
        qtbot.waitUntil(lambda before=before: not np.array_equal(mask_of(marking), before), timeout=WAIT)
        ys, xs = np.nonzero(mask_of(marking))
        assert (ys.min(), ys.max() + 1, xs.min(), xs.max() + 1) == (
            area[0].start, area[0].stop, area[1].start, area[1].stop,
        )  # fmt: skip
    marking.marking.options.reach.setValue(3)
    marking.table["mask_feather"].trigger()
    qtbot.waitUntil(lambda: 0 < mask_of(marking)[60, 50] < 255, timeout=WAIT)
    marking.table["mask_clear"].trigger()
    assert not mask_of(marking).any()
    texts = []
    while (text := marking.table["undo"].text()) != "Undo":
        texts.append(text.removeprefix("Undo "))
        marking.table["undo"].trigger()
    assert texts == [
        "clearing of the marks", "feathering of the marks", "shrinking of the marks", "growth of the marks",
        "inversion of the marks", "inversion of the marks", "rectangle",
    ]  # fmt: skip


def test_growing_follows_a_stroke_made_meanwhile(marking: Window, qtbot: QtBot) -> None:
    stroke(marking, (30, 30))
    marking.marking.options.reach.setValue(5)
    marking.masks.grow()
    stroke(marking, (100, 100))
    qtbot.waitUntil(lambda: mask_of(marking)[100, 114] == 255, timeout=WAIT)
    assert same(mask_of(marking), capsule((30, 30), (30, 30), 15) | capsule((100, 100), (100, 100), 15), apart=60)


def test_masks_come_from_files_and_go_to_them(
    marking: Window, tmp_path: Path, qtbot: QtBot, originals: Originals
) -> None:
    path = tmp_path / "half.png"
    small = np.zeros((80, 96), np.uint8)
    small[10:20, 30:50] = 255
    mask_file.save(small, path, originals=())
    originals.add(path)
    marking.masks.import_from(path)
    qtbot.waitUntil(lambda: bool(mask_of(marking).any()), timeout=WAIT)
    assert np.array_equal(mask_of(marking), small.repeat(2, 0).repeat(2, 1))
    assert "half.png is 96 × 80 pixels and was scaled" in marking.stage.notice.text.text()
    marking.masks.export_to(tmp_path / "out.png")
    qtbot.waitUntil(lambda: (tmp_path / "out.png").exists(), timeout=WAIT)
    wait_idle(marking, qtbot)
    assert np.array_equal(cv2.imread(str(tmp_path / "out.png"), cv2.IMREAD_UNCHANGED), mask_of(marking))
    assert marking.shown is not None
    assert marking.shown.path is not None
    marking.masks.export_to(marking.shown.path)
    qtbot.waitUntil(lambda: "is an opened photo" in marking.stage.notice.text.text(), timeout=WAIT)


def test_what_is_transparent_can_be_marked(window: Window, tmp_path: Path, qtbot: QtBot) -> None:
    alpha = np.full((50, 60), 255, np.uint8)
    alpha[5:15, 20:30] = 0
    photo.save(photo.from_rgb(np.full((50, 60, 3), 99, np.uint8), alpha=alpha), tmp_path / "holes.png")
    window.open_paths([tmp_path / "holes.png"])
    wait_shown(window, qtbot)
    assert window.table["mask_alpha"].isEnabled()
    window.table["mask_alpha"].trigger()
    qtbot.waitUntil(lambda: bool(mask_of(window).any()), timeout=WAIT)
    assert np.array_equal(mask_of(window), 255 - alpha)


# Around -----------------------------------------------------------------------------------------------------------


def test_choosing_a_tool_keeps_the_mode_and_shows_its_numbers(marking: Window) -> None:
    options = marking.marking.options
    for name in ("brush", "eraser", "lasso", "polygon", "rectangle", "ellipse", "wand"):
        marking.table[f"tool_{name}"].trigger()
        assert options.isVisible()
        assert options.size_control.slider.isVisible() == (name in ("brush", "eraser"))
        assert options.tolerance.slider.isVisible() == (name == "wand")
        assert marking.panel.mode.value == "denoise"
        assert marking.table[f"tool_{name}"].isChecked()


def test_controls_are_named_and_in_the_tab_order(marking: Window) -> None:
    options = marking.marking.options
    for widget in (options.size_control.slider, options.hardness.number, options.erase, options.reach):
        assert widget.accessibleName() or widget.text()
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert widget.toolTip()


def test_numbers_are_kept(qtbot: QtBot, tiny_model: Path, window: Window) -> None:
    window.marking.options.size_control.number.setValue(123)
    window.marking.options.contiguous.setChecked(False)
    window.close()
    kept, _ = settings.load()
    assert kept == Settings(brush_size=123, wand_contiguous=False)
    again = open_window(qtbot, tiny_model)
    again.marking.follow_settings(lambda: kept, lambda _: None)
    assert again.marking.diameter == 123
    assert not again.marking.options.contiguous.isChecked()
