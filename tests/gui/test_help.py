"""Help says what the program is made of, what its words mean, and copies facts that name no photo."""

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from restorer import __version__, parts, resources
from restorer.settings import Settings
from restorer.ui import help as helping
from restorer.ui.help import AboutDialog, GlossaryDialog
from restorer.ui.window import Window
from tests.gui.conftest import answer

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)  # of the offscreen platform


def test_the_parts_are_listed_with_their_licences(qtbot: QtBot, qapp: QApplication) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = AboutDialog(parent)
    names = [part.name for part in dialog.parts]
    assert {"torch", "numpy", "pillow"} <= {name.lower() for name in names}
    row = [name.lower() for name in names].index("numpy")
    dialog.list.setCurrentRow(row)
    assert "Redistribution" in dialog.text.toPlainText()
    assert any(label.text() == f"Restorer {__version__}" for label in dialog.findChildren(QLabel))


def test_a_bundle_lists_its_own_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "licences" / "parts"
    (folder / "torch").mkdir(parents=True)
    (folder / "torch" / "LICENSE.txt").write_text("the text", encoding="utf-8")
    (folder / "parts.txt").write_text("torch\t2.13\tBSD\ndamaged line\n", encoding="utf-8")
    monkeypatch.setattr(resources, "folder", lambda name: tmp_path / name)
    (found,) = parts.parts()
    assert (found.name, found.version, found.licence) == ("torch", "2.13", "BSD")
    assert found.texts == (folder / "torch" / "LICENSE.txt",)


def test_words_have_a_meaning(qtbot: QtBot, qapp: QApplication) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    shown = [label.text() for label in GlossaryDialog(parent).findChildren(QLabel)]
    assert "Seed" in shown
    assert len(shown) == 2 * len(helping.WORDS)


def test_the_help_menu_opens_each(window: Window, qtbot: QtBot) -> None:
    for name, kind in (("about", AboutDialog), ("glossary", GlossaryDialog)):
        seen = answer(kind, lambda dialog: dialog.reject())  # type: ignore[attr-defined]
        window.table[name].trigger()
        assert len(seen) == 1


def test_diagnostics_are_copied_and_name_nothing_private(window: Window) -> None:
    window._settings = Settings(save_folder="/home/anna/secret", threads=3, recent=("/home/anna/wedding.jpg",))
    window.table["diagnostics"].trigger()
    text = QGuiApplication.clipboard().text()
    assert text.startswith(f"Restorer {__version__}")
    assert "threads = 3" in text
    assert "tiny (denoise)" in text
    assert "anna" not in text
