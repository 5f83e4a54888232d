"""Sentences from below the window are recognised whatever they name, and shown in the person's language."""

import re
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from restorer import photo, weights
from restorer.photo import PhotoError
from restorer.ui import language
from restorer.ui.bars import NoticeBar
from restorer.ui.language import Catalogue, Language, in_own_language
from restorer.ui.model_picker import ModelPicker, card_text, title_of
from restorer.ui.sentences import Sentences
from restorer.ui.window import Window
from tests.gui.conftest import WAIT

ODD = ["“a”.jpg", "{0} and {1}", "a b's (2).tif", 'c:\\"x".png', "名字。1", "…", "%s\t"]
FIELD = re.compile(r"\{(\d+)\}")


def pairs() -> dict[str, str]:
    path = language.catalogue_path("zh_CN")
    assert path is not None
    return language.read_sentences(path)


def filled(template: str, values: list[str]) -> str:
    return FIELD.sub(lambda field: values[int(field[1])], template)


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[Language]:
    made = language.apply(qapp, "zh_CN")
    made.set_language("zh_CN")
    yield made
    made.set_language("en")
    made.close()
    made.setParent(None)
    made.deleteLater()


def test_every_sentence_is_recognised_whatever_it_names() -> None:
    texts = pairs()
    assert len(texts) > 350
    told = Sentences(texts)
    for number, (text, translation) in enumerate(texts.items()):
        values = [f"{ODD[(number + place) % len(ODD)]}{place}" for place in range(8)]
        assert told.translated(filled(text, values)) == filled(translation, values), text


def test_translations_can_be_told_apart_and_told_back() -> None:
    texts = pairs()
    assert len(set(texts.values())) == len(texts), "two texts with one translation cannot be switched back"
    back = Sentences({translation: text for text, translation in texts.items()}, full_width=True)
    for text, translation in texts.items():
        assert sorted(FIELD.findall(text)) == sorted(FIELD.findall(translation)), text
        assert translation != text
        values = [f"7{place}" for place in range(8)]
        assert back.translated(filled(translation, values)) == filled(text, values)


def test_a_switch_knows_a_sentence_from_the_texts_of_the_window() -> None:
    english, chinese = Catalogue.of("en"), Catalogue.of("zh_CN")
    whole = {text: translation for text, translation in pairs().items() if text.endswith(".")}
    assert len(whole) > 250
    for text, translation in whole.items():
        values = [f"/a b/c {place}.jpg" for place in range(8)]
        assert chinese.switched(filled(text, values), english) == filled(translation, values)
        assert english.switched(filled(translation, values), chinese) == filled(text, values)


def test_sentences_in_a_row_and_within_each_other() -> None:
    told = Sentences(
        {
            "{0} was left: {1}": "{0} 已留下：{1}",
            "{0} is empty. Take another.": "{0} 是空的。请换一个。",
            "the disk is full": "磁盘已满",
            "No space left on device": "没有空间",
            "All is well.": "一切正常。",
            "It is “{0}”.": "它是“{0}”。",
        },
        {"Kept.": "已保留。"},
    )
    assert told.translated("All is well. a. b is empty. Take another.") == "一切正常。a. b 是空的。请换一个。"
    assert told.translated("x was left: y is empty. Take another.") == "x 已留下：y 是空的。请换一个。"
    assert told.translated("x was left: no space left on device") == "x 已留下：没有空间"
    assert told.translated("x was left: Kept.") == "x 已留下：已保留。"
    assert told.translated("It is “the disk is full”.") == "它是“the disk is full”。", "a name stays as it is"
    assert told.translated("Nobody knows this. All is well. Nor this.") == "Nobody knows this. 一切正常。Nor this."
    assert told.translated("Nobody knows this. Nor this. ") == "Nobody knows this. Nor this. "


TOLD = Sentences(pairs(), pairs())


@given(st.text(max_size=40) | st.lists(st.sampled_from([*pairs(), *ODD, ". ", "start: "]), max_size=14).map(" ".join))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_text_does_harm(text: str) -> None:
    assert isinstance(TOLD.translated(text), str)
    assert TOLD.translated(f"\u2603{'?' * 10_001}{text}") == f"\u2603{'?' * 10_001}{text}"
    assert Sentences({}).translated(text) == text


def test_without_another_language_nothing_changes(qapp: QApplication) -> None:
    sentence = "a.jpg is empty (0 bytes). Use another copy of the file."
    assert in_own_language(sentence) == sentence


def test_a_notice_follows_a_switch_of_the_language(chinese: Language, qtbot: QtBot) -> None:
    around, bar = QWidget(), NoticeBar()
    qtbot.addWidget(around)
    bar.setParent(around)
    with pytest.raises(PhotoError) as raised:
        photo.load(Path("/nowhere/“a b”.jpg"))
    bar.say(str(raised.value))
    assert bar.text.text() == "/nowhere/“a b”.jpg 不存在。请选择其他照片。"
    chinese.set_language("en")
    assert bar.text.text() == bar.text.accessibleName() == "/nowhere/“a b”.jpg does not exist. Choose another photo."
    chinese.set_language("zh_CN")
    assert bar.text.text() == "/nowhere/“a b”.jpg 不存在。请选择其他照片。"
    bar.say("Nobody has said this before.")
    assert bar.text.text() == "Nobody has said this before."


def test_a_photo_that_cannot_be_opened_says_so_in_chinese(
    chinese: Language, window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "empty.jpg").write_bytes(b"")
    (tmp_path / "text.png").write_text("no photo at all\n")
    said = window.stage.notice.text
    window.open_paths([tmp_path / "empty.jpg"])
    qtbot.waitUntil(lambda: said.text().startswith(f"{tmp_path}/empty.jpg 是空文件（0 字节）"), timeout=WAIT)
    window.open_paths([tmp_path / "text.png"])
    qtbot.waitUntil(lambda: said.text().startswith(f"{tmp_path}/text.png 不是可以打开的照片。"), timeout=WAIT)
    window.open_paths([tmp_path / "gone.png"])
    qtbot.waitUntil(lambda: said.text() == "gone.png（未找到）", timeout=WAIT)


def test_a_notice_and_a_photo_that_was_cut_short_are_chinese(
    chinese: Language, window: Window, qtbot: QtBot, tmp_path: Path, astronaut: np.ndarray
) -> None:
    said = window.stage.notice.text
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "green", "blue")]
    frames[0].save(tmp_path / "moving.gif", save_all=True, append_images=frames[1:])
    window.open_paths([tmp_path / "moving.gif"])
    qtbot.waitUntil(lambda: said.text() == "已打开 3 帧中的第一帧。", timeout=WAIT)
    content = cv2.imencode(".jpg", np.ascontiguousarray(astronaut))[1].tobytes()
    (tmp_path / "cut.jpg").write_bytes(content[: len(content) * 3 // 4])
    window.open_paths([tmp_path / "cut.jpg"])
    why = "VipsJpeg: premature end of JPEG image"
    told = f"{tmp_path}/cut.jpg 已损坏或不完整，无法打开（{why}）。请使用该文件的其他副本。"
    qtbot.waitUntil(lambda: said.text() == told, timeout=WAIT)


def test_steps_and_a_mask_that_covers_everything_are_chinese(chinese: Language, opened: Window, qtbot: QtBot) -> None:
    opened.table["mask_all"].trigger()
    qtbot.waitUntil(lambda: opened.table["undo"].text() == "撤销：标记全部", timeout=WAIT)
    assert opened.table["undo"].toolTip().startswith("撤销：标记全部 (")
    opened.table["inpaint"].trigger()
    with qtbot.waitSignal(opened.queue.failed, timeout=WAIT):
        opened.table["restore"].trigger()
    assert opened.stage.notice.text.text().startswith("蒙版覆盖了整张照片，没有可用于填补的内容。")
    chinese.set_language("en")
    qtbot.waitUntil(lambda: opened.table["undo"].text() == "Undo marking of everything", timeout=WAIT)
    assert opened.stage.notice.text.text().startswith("The mask covers the whole photo, so nothing is left")
    chinese.set_language("zh_CN")
    opened.table["undo"].trigger()
    assert opened.status.message.text() == "已撤销:标记全部"


def test_a_finished_edit_is_called_in_chinese(chinese: Language, opened: Window, qtbot: QtBot) -> None:
    with qtbot.waitSignal(opened.queue.ended, timeout=WAIT):
        opened.table["restore"].trigger()
    assert opened.table["undo"].text() == "撤销：降噪"
    assert opened.edits._row(0).name.text().startswith("降噪")
    opened.edits.removal_wanted.emit(0)
    assert opened.table["undo"].text() == "撤销：移除“降噪”"
    opened.table["undo"].trigger()
    chinese.set_language("en")
    qtbot.waitUntil(lambda: opened.edits._row(0).name.text().startswith("Denoise"), timeout=WAIT)


def test_titles_of_shipped_models_are_translated_and_a_persons_own_stay(chinese: Language, qtbot: QtBot) -> None:
    shipped = weights.bundled()["denoise-best"]
    card = weights.read_card(shipped)
    assert title_of(card, shipped) == "最佳"
    assert title_of(card, Path("/somewhere/denoise-best.safetensors")) == card.title == "Best"
    assert card_text(card, shipped).splitlines()[:2] == ["最佳 (denoise-best)", f"{card.architecture}, 降噪"]
    picker = ModelPicker()
    qtbot.addWidget(picker)
    picker.fill([(shipped, card), (Path("/somewhere/mine.safetensors"), card)])
    assert [picker.itemText(row) for row in range(2)] == ["最佳", "Best"]


def test_every_shipped_title_is_known() -> None:
    path = language.catalogue_path("zh_CN")
    assert path is not None
    known = language.read(path)
    titles = {weights.read_card(place).title for place in weights.bundled().values()}
    assert titles
    assert titles <= set(known)
