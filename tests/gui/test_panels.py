"""The right panel: sliders, pickers, tabs, the button that becomes a progress bar, the list of edits."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from restorer import weights
from restorer.compose import Adjustment
from restorer.document import Edit
from restorer.ui.edits import EditsList
from restorer.ui.model_picker import card_text
from restorer.ui.panels import RestorePanel
from restorer.ui.restorebutton import duration
from restorer.ui.sliders import ValueControl
from restorer.ui.window import Window
from restorer.weights import Mode

EDIT = Edit(
    name="denoise",
    mode="denoise",
    result=np.zeros((2, 2, 3), np.uint8),
    model="tiny",
    sha256="",
    level=14.2,
    seed=0,
    device="cpu",
    precision="fp32",
    seconds=1.0,
    adjustment=Adjustment(strength=0.8),
)


@pytest.fixture
def panel(window: Window) -> RestorePanel:
    return window.panel


@pytest.fixture
def control(qtbot: QtBot) -> ValueControl:
    made = ValueControl("Strength", limits=(0, 100), default=100, suffix=" %", tip="How much.")
    for widget in (made.label, made.slider, made.number):
        qtbot.addWidget(widget)
    return made


def test_slider_and_number_agree_and_tell_each_change_once(control: ValueControl) -> None:
    told: list[int] = []
    control.changed.connect(told.append)
    control.slider.setValue(40)
    assert control.number.value() == 40
    control.number.setValue(55)
    assert control.slider.value() == 55
    control.set_value(10)
    assert (control.slider.value(), control.number.value()) == (10, 10)
    assert told == [40, 55]


def test_double_click_on_the_name_goes_back_to_the_default(control: ValueControl, qtbot: QtBot) -> None:
    control.set_value(30)
    control.label.show()
    with qtbot.waitSignal(control.changed):
        qtbot.mouseDClick(control.label, Qt.MouseButton.LeftButton)
    assert control.value == 100


def test_numbers_can_be_typed_though_digits_are_shortcuts(window: Window, qtbot: QtBot) -> None:
    window.activateWindow()
    number = window.panel.strength.number
    number.setFocus()
    number.selectAll()
    QTest.keyClicks(number, "42")
    QTest.keyClick(number, Qt.Key.Key_Return)
    assert window.panel.strength.value == 42
    assert window.panel.mode is Mode.DENOISE


def test_tabs_and_keys_choose_the_mode(window: Window, qtbot: QtBot) -> None:
    window.table["inpaint"].trigger()
    assert window.panel.mode is Mode.INPAINT
    assert window.panel.tabs.buttons[Mode.INPAINT].isChecked()
    assert window.panel.pages.currentWidget() is window.panel.inpainting
    assert not window.table["restore"].isEnabled()
    window.panel.tabs.buttons[Mode.DENOISE].click()
    assert window.panel.mode is Mode.DENOISE
    assert window.panel.pages.currentWidget() is window.panel.denoising


def test_modes_without_weights_say_so_in_one_sentence(panel: RestorePanel) -> None:
    panel.set_models([])
    for page in (panel.deblurring, panel.mending):
        assert page.reason.text().endswith("is installed.")
        assert page.reason.text().count(".") == 1
    assert panel.generating.model.currentText() == "No model installed"


def test_models_come_from_their_cards(panel: RestorePanel, tiny_model: Path) -> None:
    card = weights.read_card(tiny_model)
    other = dataclasses.replace(card, name="other", title="Other", figures={"PSNR": 31.2})
    panel.set_models([(tiny_model, card), (Path("other.safetensors"), other)])
    assert [panel.model.itemText(row) for row in range(panel.model.count())] == ["Tiny", "Other"]
    panel.model.setCurrentIndex(1)
    assert panel.model_name == "other.safetensors"
    assert "PSNR: 31.2" in panel.model.toolTip()
    panel.set_models([(Path("other.safetensors"), other)])
    assert panel.model_name == "other.safetensors"
    panel.set_models([])
    assert panel.model_name == ""
    assert not panel.model.isEnabled()
    assert card_text(card, tiny_model).startswith("Tiny (tiny)")


def test_filling_offers_the_networks_for_it(panel: RestorePanel, tiny_model: Path) -> None:
    card = weights.read_card(tiny_model)
    own = dataclasses.replace(card, name="own", title="Own", mode=Mode.INPAINT)
    picker = panel.inpainting.model
    assert ([picker.itemText(0), picker.count(), picker.value]) == ["Automatic", 1, ""]
    panel.set_models([(tiny_model, card), (Path("own.safetensors"), own)], chosen="own.safetensors")
    assert [picker.itemText(row) for row in range(picker.count())] == ["Automatic", "Own"]
    assert picker.value == "own.safetensors"
    assert panel.model_name == str(tiny_model)  # a file for filling changes nothing for denoising
    assert "Own (own)" in picker.toolTip()
    assert (picker.path_of(("else", "own")), picker.path_of(("else",))) == ("own.safetensors", "")


def test_automatic_level_follows_the_estimate_until_a_person_moves_the_slider(panel: RestorePanel) -> None:
    panel.show_estimate(14.2)
    assert panel.noise.value == 14
    assert panel.level is None
    panel.noise.slider.setValue(30)
    assert panel.level == 30.0
    panel.show_estimate(20.0)
    assert panel.noise.value == 30
    panel.auto.click()
    assert panel.level is None
    assert panel.noise.value == 20


def test_devices_and_precision_keep_the_choice(panel: RestorePanel) -> None:
    panel.set_devices(("cpu", "cuda"))
    panel.prefer(device="cuda", precision="bf16")
    assert (panel.device.currentData(), panel.precision.currentData()) == ("cuda", "bf16")
    assert panel.has_other_devices
    panel.set_devices(("cpu",))
    assert panel.device.currentData() == "auto"


def test_the_button_becomes_the_progress_bar(panel: RestorePanel, monkeypatch: pytest.MonkeyPatch) -> None:
    button = panel.restore_button
    clock = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    button.show_busy("Preparing")
    assert button.currentIndex() == 1
    button.show_progress(0, 10)
    clock[0] += 2.0
    button.show_progress(2, 10, waiting=3)
    assert button.bar.text() == "20 % · 8 s left · 3 more"
    button.show_idle()
    assert button.currentIndex() == 0
    button.set_count(5)
    assert button.button.text().startswith("Restore 5 photos")


def test_time_left_in_the_units_that_matter() -> None:
    assert [duration(seconds) for seconds in (-1, 8.4, 125, 4200)] == ["0 s", "8 s", "2 min 05 s", "1 h 10 min"]


def test_edits_show_their_names_and_strengths(qtbot: QtBot) -> None:
    edits = EditsList()
    qtbot.addWidget(edits)
    assert not edits.empty.isHidden()
    edits.show_edits((EDIT, dataclasses.replace(EDIT, level=None, visible=False)))
    assert edits.empty.isHidden()
    assert edits.current == 1
    rows = [edits.list.itemWidget(edits.list.item(index)) for index in range(2)]
    assert [row.name.text() for row in rows] == ["Denoise 14", "Denoise"]  # type: ignore[attr-defined]
    assert [row.strength.text() for row in rows] == ["80 %", "80 %"]  # type: ignore[attr-defined]
    assert [row.eye.isChecked() for row in rows] == [True, False]  # type: ignore[attr-defined]


def test_edits_are_asked_for_by_mouse_and_keyboard(qtbot: QtBot) -> None:
    edits = EditsList()
    qtbot.addWidget(edits)
    edits.show_edits((EDIT, EDIT))
    wanted: list[tuple[object, ...]] = []
    edits.visibility_wanted.connect(lambda index, on: wanted.append(("eye", index, on)))
    edits.removal_wanted.connect(lambda index: wanted.append(("delete", index)))
    row = edits.list.itemWidget(edits.list.item(0))
    row.eye.click()  # type: ignore[attr-defined]
    row.delete.click()  # type: ignore[attr-defined]
    qtbot.keyClick(edits.list, Qt.Key.Key_Space)
    qtbot.keyClick(edits.list, Qt.Key.Key_Delete)
    assert wanted == [("eye", 0, False), ("delete", 0), ("eye", 1, False), ("delete", 1)]
