"""The settings dialog has a row for every declared setting, and what is chosen is carried out at once."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from restorer import settings
from restorer.settings import Settings
from restorer.ui import language, settings_dialog
from restorer.ui.settings_dialog import SettingsDialog
from restorer.ui.welcome import SAMPLE_MODES
from restorer.ui.window import Window
from tests.gui.conftest import answer, wait_shown

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)  # of the offscreen platform
FIELDS = [field for field in dataclasses.fields(Settings) if "group" in field.metadata]


@pytest.fixture
def dialog(qtbot: QtBot, qapp: QApplication) -> Iterator[SettingsDialog]:
    parent = QWidget()
    qtbot.addWidget(parent)
    made = SettingsDialog(Settings(threads=3, language="de"), parent)
    yield made
    made.deleteLater()


def test_every_setting_has_a_row(dialog: SettingsDialog) -> None:
    assert set(dialog.editors) == {field.name for field in dataclasses.fields(Settings)} - {"recent"}
    kinds = {field.name: type(dialog.editors[field.name]) for field in FIELDS}
    assert (kinds["theme"], kinds["threads"], kinds["wand_contiguous"]) == (QComboBox, QSpinBox, QCheckBox)
    assert all(editor.toolTip() and editor.accessibleName() for editor in dialog.editors.values())


def test_every_declared_text_is_marked_for_translation() -> None:
    marked = set(settings_dialog.TEXTS)
    for field in FIELDS:
        assert {field.metadata[key] for key in ("label", "help", "group")} <= marked, field.name


def test_what_is_shown_is_what_was_kept(dialog: SettingsDialog) -> None:
    assert dialog.chosen == Settings(threads=3, language="de")
    dialog.reset()
    assert dialog.chosen == Settings()


def test_a_wrong_text_is_said_and_not_kept(dialog: SettingsDialog) -> None:
    line = dialog.editors["mask_colour"]
    assert isinstance(line, QLineEdit)
    line.setText("red")
    dialog.accept()
    assert dialog.result() == 0
    assert "mask_colour" in dialog.trouble.text()
    line.setText("#ff0000")
    dialog.accept()
    assert dialog.result() == 1
    assert dialog.chosen.mask_colour == "#ff0000"


def test_what_is_chosen_is_carried_out_and_kept(window: Window, qtbot: QtBot, qapp: QApplication) -> None:
    def act(shown: object) -> None:
        assert isinstance(shown, SettingsDialog)
        for name, value in (("theme", "light"), ("language", "zh_CN")):
            editor = shown.editors[name]
            assert isinstance(editor, QComboBox)
            editor.setCurrentIndex(editor.findData(value))
        brush = shown.editors["brush_size"]
        assert isinstance(brush, QSpinBox)
        brush.setValue(77)
        shown.accept()

    answer(SettingsDialog, act)
    window.table["settings"].trigger()
    try:
        assert window.table["theme_light"].isChecked()
        assert window.marking.options.size_control.value == 77
        assert window.table["undo"].text() == "撤销"
        qtbot.waitUntil(lambda: settings.load()[0].theme == "light", timeout=10_000)
        kept = settings.load()[0]
        assert (kept.language, kept.brush_size) == ("zh_CN", 77)
    finally:
        spoken = language.apply(qapp, "en")
        spoken.close()
        spoken.setParent(None)
        spoken.deleteLater()


@pytest.mark.parametrize("kind", ["noisy", "scratched", "blurred"])
def test_a_sample_opens_in_its_mode_with_one_click(window: Window, qtbot: QtBot, kind: str) -> None:
    window.stage.canvas.welcome.cards[kind].click()
    wait_shown(window, qtbot)
    assert window.panel.mode is SAMPLE_MODES[kind]
    assert window.shown is not None
    assert kind in window.shown.name


def test_settings_are_told_from_those_that_a_program_keeps(tmp_path: Path) -> None:
    assert "group" not in {field.name: field for field in dataclasses.fields(Settings)}["recent"].metadata
