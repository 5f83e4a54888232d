"""Every text is translated, and a switch of the language changes what shows, there and back."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from restorer import resources
from restorer.ui import actions, language
from restorer.ui.language import Catalogue, Language
from restorer.ui.window import Window

ROOT = Path(__file__).resolve().parents[2]
FIELD = re.compile(r"\{\w*(?::[^{}]*)?\}")


@pytest.fixture
def spoken(qapp: QApplication) -> Iterator[Language]:
    made = language.apply(qapp, "en")
    made.set_language("en")
    yield made
    made.set_language("en")
    made.close()
    made.setParent(None)
    made.deleteLater()


def catalogue() -> dict[str, str]:
    path = language.catalogue_path("zh_CN")
    assert path is not None
    return language.read(path)


def test_every_text_is_translated() -> None:
    command = [sys.executable, str(ROOT / "packaging" / "translations.py"), "--check"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (ran.returncode, ran.stdout) == (0, "")


def test_a_missing_translation_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check above can fail."""
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    import translations

    broken = tmp_path / translations.CATALOGUE.name
    content = translations.CATALOGUE.read_text(encoding="utf-8")
    broken.write_text(re.sub(r"<translation>撤销</translation>", '<translation type="unfinished"/>', content))
    assert translations.untranslated(translations.CATALOGUE) == []
    assert set(translations.untranslated(broken)) == {"Undo"}


def test_translations_keep_the_fields_and_can_be_told_apart() -> None:
    texts = catalogue()
    assert len(texts) > 300
    for text, translation in texts.items():
        assert sorted(FIELD.findall(text)) == sorted(FIELD.findall(translation)), text
    assert len(set(texts.values())) == len(texts), "two texts with one translation cannot be switched back"
    assert (resources.folder("i18n") / "restorer_zh_CN.qm").stat().st_size > 10_000


def test_a_switch_changes_what_shows_and_comes_back(spoken: Language, window: Window, qtbot: QtBot) -> None:
    before = shown(window)
    assert window.table["undo"].text() == "Undo"
    spoken.set_language("zh_CN")
    assert window.table["undo"].text() == "撤销"
    assert window.table["undo"].toolTip().startswith("撤销 (")
    assert window.stage.canvas.welcome.open_button.text() == "打开…"
    assert window.stage.canvas.welcome.cards["noisy"].text() == "有噪点"
    assert window.menus.menus[actions.FILE].title() == "文件(&F)"
    left = {text for text in shown(window) & before if re.search(r"[a-z]{4}", text)}
    remaining = {text for text in left if not text.startswith("Tiny")} - {"Restorer[*]", "bfloat16"}
    assert remaining == set(), sorted(remaining)
    window._update()
    assert window.table["restore"].text() in catalogue().values()
    spoken.set_language("en")
    window._update()
    assert shown(window) == before


def test_texts_with_fields_and_choices_are_switched(spoken: Language, qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    label = QLabel("3 photos have changes that are not saved.", widget)
    box, button = QComboBox(widget), QPushButton("Keep grain", widget)
    box.addItems(["Automatic", "CPU"])
    spoken.set_language("zh_CN")
    assert label.text() == "3 张照片有未保存的改动。"
    assert (box.itemText(0), box.itemText(1), button.text()) == ("自动选择", "CPU", "保留颗粒")
    spoken.set_language("en")
    assert label.text() == "3 photos have changes that are not saved."
    assert (box.itemText(0), button.text()) == ("Automatic", "Keep grain")


def test_a_catalogue_goes_both_ways() -> None:
    texts = Catalogue({"Open…": "打开…", "{count} of {name}": "{name} 的 {count}"})
    assert texts.translated("Open (Ctrl+O)") == "打开 (Ctrl+O)"
    assert texts.original("打开 (Ctrl+O)") == "Open (Ctrl+O)"
    assert texts.translated("3 of a.png") == "a.png 的 3"
    assert texts.original("a.png 的 3") == "3 of a.png"
    assert texts.translated("three of a.png") == "three of a.png", "a count is a number"
    assert texts.translated("unknown") == "unknown"


def test_every_language_that_is_offered_is_there(qapp: QApplication) -> None:
    codes = [code for code, _ in language.offered()]
    assert codes == ["", "en", "zh_CN"]
    assert language.catalogue_path("zh_SG") == language.catalogue_path("zh_CN")
    assert language.catalogue_path("en") is None


def shown(window: QWidget) -> set[str]:
    return {read() for widget in [window, *window.findChildren(QWidget)] for read, _ in language._texts(widget)}
