"""The picker of a mode's weights: filled from cards, each explained by what its card says."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox

from restorer import resources
from restorer.ui.language import in_own_language
from restorer.weights import ModelCard


class Entry(NamedTuple):
    """A choice that is no weights file: its text, what it stands for, its explanation."""

    text: str
    value: str
    tip: str


class ModelPicker(QComboBox):
    """Offers weights files by their titles; the data of each row is a path."""

    def __init__(self) -> None:
        super().__init__()
        self.cards: dict[str, ModelCard] = {}
        self.currentIndexChanged.connect(self._describe)

    def fill(self, models: Sequence[tuple[Path, ModelCard]], *, chosen: str = "", first: Entry | None = None) -> None:
        """Offers other models, quietly; takes the chosen one if it is among them, else keeps the choice if it can."""
        before = str(self.currentData() or "")
        self.cards = {str(path): card for path, card in models}
        with QSignalBlocker(self):
            self.clear()
            if first is not None:
                self._add(first)
            for path, card in models:
                self._add(Entry(title_of(card, path), str(path), card_text(card, path)))
            if not self.count():
                self.addItem(self.tr("No model installed"), "")
            place = self.findData(chosen) if chosen else -1
            self.setCurrentIndex(place if place >= 0 else max(0, self.findData(before)))
        self.setEnabled(bool(models))
        self._describe()

    @property
    def value(self) -> str:
        """The chosen path, or what a choice that is none stands for; empty if there is nothing."""
        return str(self.currentData() or "")

    def path_of(self, names: Iterable[str]) -> str:
        """The path of the model that has one of these names, empty if none has."""
        wanted = set(names)
        return next((path for path, card in self.cards.items() if card.name in wanted), "")

    def _add(self, entry: Entry) -> None:
        self.addItem(entry.text, entry.value)
        self.setItemData(self.count() - 1, entry.tip, Qt.ItemDataRole.ToolTipRole)

    def _describe(self) -> None:
        text = self.currentData(Qt.ItemDataRole.ToolTipRole)
        self.setToolTip(str(text or self.tr("Weights lie in resources/weights of the program.")))


def title_of(card: ModelCard, path: Path) -> str:
    """A model's title; that of one that came with the program in the person's language."""
    is_shipped = path.parent == resources.folder("weights")
    return QCoreApplication.translate("weights", card.title) if is_shipped else card.title


def card_text(card: ModelCard, path: Path) -> str:
    """What a card says, as lines for a tooltip or a page."""
    lines = [f"{title_of(card, path)} ({card.name})", f"{card.architecture}, {in_own_language(card.mode.value)}"]
    lines += [f"{name}: {value}" for name, value in card.figures.items() if isinstance(value, int | float | str)]
    sources = [f"{part['source']} ({part.get('licence', '')})" for part in card.data if "source" in part]
    if sources:
        lines.append(QCoreApplication.translate("models", "Trained on {sources}").format(sources=", ".join(sources)))
    if card.licence:
        lines.append(QCoreApplication.translate("models", "Licence: {licence}").format(licence=card.licence))
    return "\n".join(lines)
