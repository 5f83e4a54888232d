"""The dialogs: save as, unsaved photos, replacing, shortcuts, models."""

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from restorer import photo
from restorer.ui import dialogs
from restorer.ui.dialogs import DISCARD, SAVE_ALL, ShortcutsDialog, UnsavedDialog
from restorer.ui.frames import Frame
from restorer.ui.savedialog import SaveDialog

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)  # of the offscreen platform


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def save_dialog(parent: QWidget, *, name: str = "tiff", bits: int = 16) -> SaveDialog:
    suggested = Path("folder") / f"scan-restored{photo.default_suffix(name)}"
    return SaveDialog(suggested, format_name=name, bit_depth=bits, quality=90, parent=parent)


def test_save_as_starts_from_the_photo_itself(parent: QWidget) -> None:
    dialog = save_dialog(parent)
    assert dialog.path == Path("folder/scan-restored.tif")
    assert dialog.place.selectedText() == "scan-restored"
    assert dialog.options == photo.SaveOptions(format="tiff", quality=90, compression="deflate", bit_depth=16)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("jpeg", {"quality"}),
        ("png", {"bits"}),
        ("tiff", {"compression", "bits"}),
        ("webp", {"quality", "lossless"}),
        ("avif", {"quality", "lossless"}),
    ],
)
def test_each_format_shows_only_its_own_choices(parent: QWidget, name: str, shown: set[str]) -> None:
    dialog = save_dialog(parent, name="bmp")
    dialog.kind.setCurrentIndex(dialog.kind.findData(name))
    fields = {"quality", "lossless", "compression", "bits"}
    assert {field for field in fields if dialog.form.isRowVisible(getattr(dialog, field))} == shown
    assert dialog.path.suffix == photo.default_suffix(name)


def test_lossless_has_no_quality(parent: QWidget) -> None:
    dialog = save_dialog(parent, name="webp")
    assert not dialog.options.lossless
    dialog.lossless.setChecked(True)
    assert dialog.options.lossless
    assert not dialog.form.isRowVisible(dialog.quality)


def test_a_format_with_fewer_bits_says_so(parent: QWidget) -> None:
    dialog = save_dialog(parent, name="tiff", bits=16)
    assert dialog.note.text() == ""
    dialog.kind.setCurrentIndex(dialog.kind.findData("jpeg"))
    assert "8 bits" in dialog.note.text()
    assert dialog.options.bit_depth is None


def test_a_name_is_needed(parent: QWidget) -> None:
    dialog = save_dialog(parent)
    dialog.place.setText("  ")
    assert not dialog.agree.isEnabled()


def unsaved(count: int) -> list[Frame]:
    frames = [Frame(Path(f"photo-{number}.png")) for number in range(count)]
    for frame in frames:
        frame.thumbnail = QImage(64, 48, QImage.Format.Format_RGB32)
    return frames


@pytest.mark.parametrize(
    ("button", "answer"), [("save_all", SAVE_ALL), ("discard", DISCARD), ("cancel", QDialog.DialogCode.Rejected)]
)
def test_unsaved_photos_are_shown_and_asked_about_once(parent: QWidget, button: str, answer: int) -> None:
    dialog = UnsavedDialog(unsaved(3), parent)
    assert dialog.pictures.count() == 3
    assert not dialog.pictures.item(0).icon().isNull()
    QTimer.singleShot(0, lambda: getattr(dialog, button).click())
    assert dialog.exec() == answer


def test_one_unsaved_photo_is_named(parent: QWidget) -> None:
    dialog = UnsavedDialog(unsaved(1), parent)
    assert dialog.save_all.text() == "Save"
    assert dialog.save_all.isDefault()


@pytest.mark.parametrize("is_original", [False, True])
@pytest.mark.parametrize("agree", [False, True])
def test_replacing_is_asked_and_the_safe_answer_is_the_default(
    parent: QWidget, qtbot: QtBot, is_original: bool, agree: bool
) -> None:
    seen: list[str] = []

    def answer() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        seen.append(box.text())
        default = box.defaultButton()
        assert default.text() == "Cancel"
        wanted = next(button for button in box.buttons() if (button.text() == "Replace") is agree)
        wanted.click()

    QTimer.singleShot(0, answer)
    path = Path("folder/scan.tif")
    assert dialogs.confirm_replacing(path, parent, is_original=is_original) is agree
    assert ("original" in seen[0]) is is_original


def test_the_shortcuts_page_lists_keys(parent: QWidget) -> None:
    dialog = ShortcutsDialog(parent)
    assert ("Ctrl+Z", "Undo") in dialog.lines
    assert ("", "File") in dialog.lines
