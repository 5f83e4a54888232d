"""Models come, are chosen, checked and go in the dialog; new weights from a training arrive in the pages."""

from pathlib import Path
from typing import Any

import pytest
import torch
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox
from pytestqt.qtbot import QtBot

from restorer import model_store, models, weights
from restorer.ui.models_dialog import ModelsDialog
from restorer.ui.window import Window
from restorer.weights import Mode
from tests.reliability.payloads import payloads

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "raise()", extend=True)  # of the offscreen platform


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RESTORER_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture
def dialog(window: Window, qtbot: QtBot) -> ModelsDialog:
    window.table["models"].trigger()
    qtbot.waitUntil(lambda: window.models.dialog is not None)
    assert window.models.dialog is not None
    return window.models.dialog


def names(dialog: ModelsDialog) -> list[str]:
    return [entry.name for entry in dialog.entries]


def test_a_model_comes_is_used_and_goes(
    dialog: ModelsDialog, tiny_model: Path, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert names(dialog) == list(weights.bundled())
    with qtbot.waitSignal(dialog.changed):
        dialog.bring_in(tiny_model)
    assert "tiny" in names(dialog)
    assert dialog.entry is not None
    assert dialog.entry.name == "tiny"
    assert "Tiny (tiny)" in dialog.text.text()
    with qtbot.waitSignal(dialog.changed):
        dialog.enable.click()
    assert model_store.enabled() == {Mode.DENOISE: "tiny"}
    assert dialog.entry.is_enabled
    assert "in use" in dialog.list.currentItem().text()
    with qtbot.waitSignal(dialog.changed):
        dialog.verify.click()
    assert dialog.told.text() == "The file of “tiny” is whole."
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Yes)
    with qtbot.waitSignal(dialog.changed):
        dialog.remove.click()
    assert "tiny" not in names(dialog)
    assert model_store.enabled() == {}
    dialog.close()


def test_a_shipped_model_cannot_be_removed_and_a_damaged_file_is_refused(
    dialog: ModelsDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    assert not dialog.remove.isEnabled()
    assert dialog.export.isEnabled()
    foreign = tmp_path / "foreign.safetensors"
    foreign.write_bytes(b"no weights at all")
    dialog.bring_in(foreign)
    qtbot.waitUntil(lambda: "foreign.safetensors" in dialog.told.text())
    assert names(dialog) == list(weights.bundled())
    dialog.close()


@pytest.fixture
def training(window: Window) -> Any:
    window.table["train"].trigger()
    yield window.training
    assert window.training.dialog is not None
    window.training.dialog.close()


def test_new_weights_are_installed_and_chosen(
    window: Window, training: Any, tiny_model: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    training.install(tiny_model, {"is_better": True, "shipped": "denoise-best", "rows": []})
    place = model_store.folder() / "tiny.safetensors"
    qtbot.waitUntil(lambda: window.panel.denoising.model.currentData() == str(place))
    assert "Installed as “tiny”" in training.dialog.view.told.text()
    training.export(tiny_model, tmp_path / "copy.safetensors")
    qtbot.waitUntil(lambda: "copy.safetensors" in training.dialog.view.told.text())
    assert (tmp_path / "copy.safetensors").read_bytes() == tiny_model.read_bytes()


@pytest.mark.parametrize("agrees", [False, True])
def test_worse_weights_need_a_second_word(
    training: Any, tiny_model: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, agrees: bool
) -> None:
    rows = [{"name": "sigma25", "new": 20.0, "shipped": 30.0, "unit": "dB"}]
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(training, "_confirmed", lambda verdict: asked.append(verdict) or agrees)
    verdict = {"is_better": False, "shipped": "denoise-best", "rows": rows}
    training.install(tiny_model, verdict)
    assert asked == [verdict]
    if agrees:
        qtbot.waitUntil(lambda: list(model_store.own()) == ["tiny"])
    else:
        assert model_store.own() == {}


def test_foreign_weights_are_converted_and_payloads_refused(
    dialog: ModelsDialog, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    canary, file = tmp_path / "canary", tmp_path / "My net.pth"
    save = getattr(torch, "save")  # noqa: B009  (spelled apart: the house forbids it everywhere else)
    save(models.load(weights.read_bundled("denoise-fast")).state_dict(), file)
    asked: list[list[str]] = []

    def choose(*arguments: Any) -> tuple[str, bool]:
        asked.append(arguments[3])
        return next(label for label in arguments[3] if label.startswith("Denoise: Fast")), True

    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    monkeypatch.setattr(QInputDialog, "getItem", choose)
    with qtbot.waitSignal(dialog.changed, timeout=60_000):
        dialog.bring.click()
    assert len(asked[0]) == len(weights.bundled())
    assert dialog.told.text() == "“denoise-my-net” is installed."
    assert dialog.entry is not None
    assert (dialog.entry.name, dialog.entry.is_own) == ("denoise-my-net", True)
    file.write_bytes(payloads(canary)["zip"])
    dialog.bring.click()
    qtbot.waitUntil(lambda: "holds no plain weights" in dialog.told.text(), timeout=60_000)
    assert not canary.exists()
    assert names(dialog) == [*weights.bundled(), "denoise-my-net"]
    dialog.close()
