"""The models of this computer: what their cards say, which one a mode takes, and their coming and going."""

from collections.abc import Callable, Generator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from restorer import converting, files, model_store
from restorer.model_store import Entry
from restorer.ui.language import in_own_language
from restorer.ui.model_picker import card_text, title_of
from restorer.ui.training_setup import mode_name
from restorer.ui.worker import Job, Worker
from restorer.weights import ModelCard


class ModelsDialog(QDialog):
    """Lists `entries` and does what is asked of them on the worker; `changed` tells that there are others now."""

    changed = Signal()

    def __init__(self, entries: Sequence[Entry], parent: QWidget, *, worker: Worker) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Models"))
        self._worker = worker
        self.entries: list[Entry] = []
        self.list = QListWidget()
        self.list.setAccessibleName(self.windowTitle())
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.text.setContentsMargins(12, 0, 0, 0)
        self.told = QLabel()
        self.told.setObjectName("quiet")
        self.told.setWordWrap(True)
        self._make_buttons()
        self._lay_out()
        self.list.currentRowChanged.connect(self._show)
        self.fill(entries)
        self.resize(840, 560)

    def _make_buttons(self) -> None:
        def button(text: str, clicked: Callable[[], object]) -> QPushButton:
            made = QPushButton(text)
            made.clicked.connect(lambda: clicked())
            return made

        self.enable = button(self.tr("Use for its mode"), self._enable)
        self.verify = button(self.tr("Verify"), self._verify)
        self.export = button(self.tr("Export…"), self._choose_target)
        self.remove = button(self.tr("Remove"), self._ask_to_remove)
        self.bring = button(self.tr("Import…"), self._choose_file)

    def _lay_out(self) -> None:
        area = QScrollArea()
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(self.text)
        halves = QSplitter()
        halves.setChildrenCollapsible(False)
        halves.addWidget(self.list)
        halves.addWidget(area)
        halves.setStretchFactor(1, 1)
        halves.setSizes([300, 500])
        row = QHBoxLayout()
        for widget in (self.enable, self.verify, self.export, self.remove):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.bring)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(halves, 1)
        column.addWidget(self.told)
        column.addLayout(row)
        column.addWidget(buttons)

    @property
    def entry(self) -> Entry | None:
        """The model that is chosen in the list."""
        row = self.list.currentRow()
        return self.entries[row] if 0 <= row < len(self.entries) else None

    def fill(self, entries: Sequence[Entry], *, chosen: str = "") -> None:
        """Lists these models; chooses one by its name, or the first."""
        self.entries = list(entries)
        self.list.clear()
        for entry in self.entries:
            title = entry.name if entry.card is None else title_of(entry.card, entry.path)
            mode = "" if entry.card is None else f"{mode_name(entry.card.mode)}: "
            marks = [self.tr("own")] if entry.is_own else []
            marks += [self.tr("in use")] if entry.is_enabled else []
            marks += [self.tr("damaged")] if entry.card is None else []
            item = QListWidgetItem(f"{mode}{title}" + (f"  ({', '.join(marks)})" if marks else ""))
            item.setToolTip(entry.name)
            self.list.addItem(item)
        names = [entry.name for entry in self.entries]
        self.list.setCurrentRow(names.index(chosen) if chosen in names else 0)
        self._show()

    def _show(self) -> None:
        entry = self.entry
        for widget in (self.enable, self.verify, self.export, self.remove):
            widget.setEnabled(entry is not None)
        if entry is None:
            self.text.setText(self.tr("No model is installed. “Import…” takes one from anywhere."))
            return
        told = in_own_language(entry.trouble) if entry.card is None else card_text(entry.card, entry.path)
        self.text.setText(f"{told}\n\n{entry.name}\n{files.printable(entry.path)}")
        self.enable.setEnabled(entry.card is not None)
        self.enable.setText(
            self.tr("Leave the choice to the program") if entry.is_enabled else self.tr("Use for its mode")
        )
        self.remove.setEnabled(entry.is_own)

    def say(self, sentence: str) -> None:
        """Shows what became of the last wish."""
        self.told.setText(in_own_language(sentence))

    def _enable(self) -> None:
        entry = self.entry
        if entry is None or entry.card is None:
            return
        self._do(partial(model_store.enable, entry.card.mode, None if entry.is_enabled else entry.name), "", entry.name)

    def _verify(self) -> None:
        if self.entry is not None:
            told = self.tr("The file of “{name}” is whole.").format(name=self.entry.name)
            self._do(partial(model_store.verify, self.entry.name), told, self.entry.name)

    def _choose_target(self) -> None:
        entry = self.entry
        if entry is None:
            return
        kinds = f"{self.tr('Weights')} (*.safetensors)"
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Export a model"), f"{entry.name}.safetensors", kinds)
        if name:
            told = self.tr("Written: {path}").format(path=name)
            self._do(partial(model_store.export, entry.name, Path(name), overwrite=True), told, entry.name)

    def _ask_to_remove(self) -> None:
        entry = self.entry
        if entry is None:
            return
        question = self.tr("Delete “{name}” for good?").format(name=entry.name)
        if QMessageBox.question(self, self.windowTitle(), question) == QMessageBox.StandardButton.Yes:
            self.delete(entry.name)

    def delete(self, name: str) -> None:
        """Removes one of the person's own models."""
        self._do(partial(model_store.remove, name), self.tr("“{name}” is deleted.").format(name=name), "")

    def _choose_file(self) -> None:
        kinds = f"{self.tr('Weights')} (*.safetensors *.pth *.pt)"
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Import a model"), "", kinds)
        if not name:
            return
        if Path(name).suffix.lower() == ".safetensors":
            self.bring_in(Path(name))
            return
        known = {
            f"{mode_name(card.mode)}: {title_of(card, path)} ({card.architecture})": card
            for card, path in self._cards()
        }
        question = self.tr("Weights of another program are converted. Which model has the same network?")
        label, is_sure = QInputDialog.getItem(self, self.windowTitle(), question, list(known), 0, False)
        if is_sure and label in known:
            self.convert(Path(name), known[label])

    def _cards(self) -> list[tuple[ModelCard, Path]]:
        return [(entry.card, entry.path) for entry in self.entries if entry.card is not None]

    def convert(self, path: Path, like: ModelCard) -> None:
        """Takes foreign weights of the same network as an installed model, read in a locked-up process."""
        self.say(self.tr("Converting “{name}”…").format(name=path.name))
        self._do(partial(converting.bring_in, path, like), self.tr("“{name}” is installed."))

    def bring_in(self, path: Path) -> None:
        """Takes a weights file among the person's own models."""
        self._do(partial(_install, path), self.tr("“{name}” is installed."))

    def _do(self, what: Callable[[], object], told: str, chosen: str | None = None) -> None:
        """Does something on the worker, then says it; without `chosen`, of the model whose name came of it."""
        job = Job(partial(_done, what), name="models")
        job.finished.connect(partial(self._on_done, told, chosen))
        job.failed.connect(self.say)
        self._worker.submit(job)

    def _on_done(self, told: str, chosen: str | None, done: tuple[object, list[Entry]]) -> None:
        name = str(done[0]) if chosen is None else chosen
        self.fill(done[1], chosen=name)
        self.say(told.format(name=name) if chosen is None else told)
        self.changed.emit()


def listed() -> Generator[Any, None, list[Entry]]:
    """What is installed; for a worker."""
    yield None
    return model_store.entries()


def _install(path: Path) -> str:
    from restorer import models  # torch takes seconds to import: only in the worker

    return model_store.install(path, fits=models.load)


def _done(what: Callable[[], object]) -> Generator[Any, None, tuple[object, list[Entry]]]:
    """Does something, and reads what is installed then."""
    yield None
    result = what()
    return result, model_store.entries()
