"""The page on which a training is set up: what, from which photos, against which damage, how long."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from restorer import recipes
from restorer.files import printable
from restorer.recipes import Choice, RecipeError, Source
from restorer.ui.action import QT_TRANSLATE_NOOP
from restorer.ui.language import in_own_language
from restorer.weights import Mode

_TEXT_WIDTH = 480  # px; for a narrower one a form would keep more lines than the texts need
BUDGETS = ("10m", "30m", "2h", "8h")
_MODES = {
    "denoise": QT_TRANSLATE_NOOP("training", "Denoise"),
    "deblur": QT_TRANSLATE_NOOP("training", "Deblur"),
    "inpaint": QT_TRANSLATE_NOOP("training", "Inpaint"),
    "oldphoto": QT_TRANSLATE_NOOP("training", "Old photo"),
    "detect": QT_TRANSLATE_NOOP("training", "Find damage"),
    "generate": QT_TRANSLATE_NOOP("training", "Generate"),
}

# The texts of `recipes`, a module without Qt; marked here for lupdate, a test keeps the two in step.
SENTENCES = (
    QT_TRANSLATE_NOOP(
        "recipes", "Removes noise: the best network, for white noise or for the noise of your own scanner or camera."
    ),
    QT_TRANSLATE_NOOP("recipes", "Removes noise: a quick network for large photos and old computers."),
    QT_TRANSLATE_NOOP("recipes", "Removes film grain and the noise of compressed photos."),
    QT_TRANSLATE_NOOP("recipes", "Removes noise from black-and-white photos."),
    QT_TRANSLATE_NOOP("recipes", "Sharpens soft and out-of-focus photos."),
    QT_TRANSLATE_NOOP("recipes", "Takes the shake of a camera back."),
    QT_TRANSLATE_NOOP("recipes", "Repairs the blocks and smears of old JPEG files."),
    QT_TRANSLATE_NOOP("recipes", "Sharpens soft photos vividly: invents fine detail that may not have been there."),
    QT_TRANSLATE_NOOP("recipes", "Repairs old JPEG files vividly: invents fine detail that may not have been there."),
    QT_TRANSLATE_NOOP("recipes", "Fills scratches, dust and other thin damage."),
    QT_TRANSLATE_NOOP("recipes", "Finds scratches, dust, creases, tears and stains."),
    QT_TRANSLATE_NOOP("recipes", "Makes small colour pictures like yours; each folder of pictures is a class."),
    QT_TRANSLATE_NOOP("recipes", "Makes very small grey pictures, such as digits."),
)


class SetupPage(QWidget):
    """Asks everything a run needs; `write` makes its file. `open_photos` gives the paths of the photos in the window.

    `look_wanted` and `start_wanted` tell of the two buttons; `measure_wanted` asks for a file of measured noise.
    """

    look_wanted = Signal()
    start_wanted = Signal()
    measure_wanted = Signal()

    def __init__(self, *, open_photos: Callable[[], Sequence[Path]]) -> None:
        super().__init__()
        self._open_photos = open_photos
        self._places: list[Source] = []
        self.measured: Path | None = None
        self.setAcceptDrops(True)
        self.choices = recipes.choices()
        self.what, self.start, self.damage = QComboBox(), QComboBox(), QComboBox()
        for choice in self.choices:
            self.what.addItem(
                f"{mode_name(choice.mode)}: {QCoreApplication.translate('weights', choice.title)}", choice.name
            )
        self.sentence = QLabel()
        self.sentence.setObjectName("quiet")
        self.sentence.setWordWrap(True)
        self.sentence.setMinimumWidth(_TEXT_WIDTH)
        self.places = QListWidget()
        self.places.setAccessibleName(self.tr("Photos to learn from"))
        self.places.setMinimumHeight(96)
        self.name = QLineEdit(self.tr("My photos"))
        self.budget = QComboBox()
        self.budget.setEditable(True)
        self.budget.addItems(BUDGETS)
        self.budget.setToolTip(self.tr("10m, 2h or 20000steps"))
        self.trouble = QLabel()
        self.trouble.setObjectName("alarm")
        self.trouble.setWordWrap(True)
        self.trouble.hide()
        self._lay_out()
        self.what.currentIndexChanged.connect(self._on_choice)
        self.damage.currentIndexChanged.connect(self._on_damage)
        self._on_choice()

    def _lay_out(self) -> None:
        self.add_folder = self._button(self.tr("Add folder…"), self._choose_folder)
        self.add_open = self._button(self.tr("Add open photos"), self._add_open)
        self.add_pairs = self._button(self.tr("Add pairs…"), self._choose_pairs)
        self.remove = self._button(self.tr("Remove"), self._remove)
        self.measure = self._button(self.tr("Measure a scan…"), self.measure_wanted.emit)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.add_folder, self.add_open, self.add_pairs, self.remove):
            row.addWidget(button)
        row.addStretch(1)
        self.hint = QLabel()
        self.hint.setObjectName("quiet")
        self.hint.setWordWrap(True)
        self.hint.setMinimumWidth(_TEXT_WIDTH)
        damage = QHBoxLayout()
        damage.setSpacing(8)
        damage.addWidget(self.damage, 1)
        damage.addWidget(self.measure)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("What"), self.what)
        form.addRow("", self.sentence)
        form.addRow(self.tr("Begin with"), self.start)
        form.addRow(self.tr("Damage"), damage)
        form.addRow("", self.hint)
        form.addRow(self.tr("Photos"), self.places)
        form.addRow("", row)
        form.addRow(self.tr("Name"), self.name)
        form.addRow(self.tr("Length"), self.budget)
        self.look = self._button(self.tr("Look first"), self.look_wanted.emit)
        self.look.setToolTip(self.tr("Checks the photos, shows what the network will see, and tries for 20 seconds."))
        self.begin = self._button(self.tr("Start training"), self.start_wanted.emit)
        self.begin.setObjectName("primary")
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.look)
        buttons.addWidget(self.begin)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addLayout(form)
        column.addWidget(self.trouble)
        column.addStretch(1)
        column.addLayout(buttons)

    def _button(self, text: str, clicked: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.clicked.connect(lambda: clicked())
        return button

    @property
    def choice(self) -> Choice:
        """What is to be trained."""
        return self.choices[self.what.currentIndex()]

    @property
    def sources(self) -> tuple[Source, ...]:
        """What the person added, in their order."""
        return tuple(self._places)

    def write(self, folder: Path) -> Path:
        """Writes the run into `folder`; raises `RecipeError` with a sentence, or OSError."""
        if self.damage.currentData() == "measured" and self.measured is None:
            raise RecipeError(self.tr("No noise was measured yet. Choose “Measure a scan…” first."))
        wants_pairs = self.damage.currentData() == "pairs"
        if wants_pairs and any(source.damaged is None for source in self._places):
            raise RecipeError(self.tr("Pairs need a folder of clean photos and one of damaged. Choose “Add pairs…”."))
        return recipes.write(
            self.choice,
            start=self.start.currentData(),
            sources=self.sources,
            degradation=self.measured if self.damage.currentData() == "measured" else None,
            budget=self.budget.currentText(),
            folder=folder,
        )

    def add_sources(self, sources: Sequence[Source]) -> None:
        """Adds photos to learn from; what is there already is not added again."""
        for source in sources:
            if source in self._places:
                continue
            self._places.append(source)
            text = str(source.path)
            if source.damaged is not None:
                text = self.tr("{clean}  and damaged  {damaged}").format(clean=source.path, damaged=source.damaged)
            item = QListWidgetItem(text)
            item.setToolTip(printable(source.path))
            self.places.addItem(item)
        self.complain("")

    def complain(self, sentence: str) -> None:
        """Shows what is wrong; an empty sentence takes it away."""
        self.trouble.setText(in_own_language(sentence))
        self.trouble.setVisible(bool(sentence))

    def take_measured(self, path: Path, told: str) -> None:
        """Takes a file of measured noise, and says what was measured."""
        self.measured = path
        self.damage.setCurrentIndex(self.damage.findData("measured"))
        self.hint.setText(told)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Takes files and folders."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Adds what was dropped."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        self.add_sources([Source(path) for path in paths])
        event.acceptProposedAction()

    def _on_choice(self) -> None:
        choice = self.choice
        self.sentence.setText(QCoreApplication.translate("recipes", choice.sentence))
        self.start.clear()
        names = {
            "shipped": self.tr("the model that is there (fine-tuning)"),
            "scratch": self.tr("nothing (from scratch, much longer)"),
        }
        for start in choice.starts:
            self.start.addItem(names[start], start)
        self.damage.clear()
        damages = {
            "own": self.tr("the usual, made by the program"),
            "measured": self.tr("noise measured on a scan of yours"),
            "pairs": self.tr("pairs of clean and damaged photos"),
        }
        for damage in choice.degradations:
            self.damage.addItem(damages[damage], damage)
        minutes = choice.minutes(self.start.currentData() or choice.starts[0])
        near = next((text for text in BUDGETS if _minutes(text) >= minutes), BUDGETS[-1])
        self.budget.setCurrentText(near)

    def _on_damage(self) -> None:
        damage = self.damage.currentData()
        self.measure.setVisible(damage == "measured")
        self.add_pairs.setVisible(damage == "pairs")
        for button in (self.add_folder, self.add_open):
            button.setVisible(damage != "pairs")
        hints = {
            "own": self.tr("Add clean photos; the damage is drawn on them as the network learns."),
            "measured": self.tr("Add clean photos; they get the noise that was measured on your scan."),
            "pairs": self.tr("Each damaged photo needs a clean one of the same size and name."),
        }
        self.hint.setText(hints.get(damage, ""))

    def _choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("Photos to learn from"))
        if name:
            self.add_sources([Source(Path(name))])

    def _choose_pairs(self) -> None:
        clean = QFileDialog.getExistingDirectory(self, self.tr("The clean photos"))
        damaged = QFileDialog.getExistingDirectory(self, self.tr("The damaged photos")) if clean else ""
        if damaged:
            self.add_sources([Source(Path(clean), Path(damaged))])

    def _add_open(self) -> None:
        paths = self._open_photos()
        if not paths:
            self.complain(self.tr("No photo of a file is open in the window."))
            return
        self.add_sources([Source(path) for path in paths])

    def _remove(self) -> None:
        for item in self.places.selectedItems():
            row = self.places.row(item)
            self.places.takeItem(row)
            del self._places[row]

    def keyPressEvent(self, event: object) -> None:
        """Delete takes the selected photos out."""
        if getattr(event, "key", lambda: None)() == Qt.Key.Key_Delete and self.places.hasFocus():
            self._remove()
            return
        super().keyPressEvent(event)  # type: ignore[arg-type]


def _minutes(budget: str) -> int:
    return int(budget[:-1]) * (60 if budget.endswith("h") else 1)


def mode_name(mode: Mode) -> str:
    """A mode as a person calls it."""
    return QCoreApplication.translate("training", _MODES[mode])
