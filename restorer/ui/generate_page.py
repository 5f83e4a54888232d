"""The panel's page for generating: model, class, how many, seed, variety, and what can be done with a picture."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QComboBox, QGridLayout, QPushButton, QWidget

from restorer.compose import MAX_FEATHER, Adjustment
from restorer.ui.model_picker import ModelPicker
from restorer.ui.seed_picker import SeedPicker
from restorer.ui.sliders import ValueControl, add_box, line, page_grid, share
from restorer.weights import ModelCard

MAX_PICTURES = 256


class GeneratePage(QWidget):
    """What generating needs to know. Makes nothing itself: it is told values and tells what a person wants."""

    wanted = Signal()  # new pictures
    more_wanted = Signal()  # more like the chosen one
    between_wanted = Signal()  # the way between the two chosen ones
    variations_wanted = Signal()  # of the open photo
    planting_wanted = Signal()  # the chosen one into the marked holes
    stop_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.model, self.label, self.device = ModelPicker(), QComboBox(), QComboBox()
        self.seed = SeedPicker(
            tip=self.tr("The same seed makes the same pictures again."),
            lock_tip=self.tr("Keep this seed; otherwise each run takes a new one."),
        )
        self.run = QPushButton()
        self._make_sliders()
        self._make_buttons()
        self._lay_out()
        self.model.currentIndexChanged.connect(self._show_classes)
        self.show_running(is_running=False)

    def set_models(self, models: Sequence[tuple[Path, ModelCard]], *, chosen: str = "") -> None:
        """Fills the model picker from cards; keeps the choice if it is still there."""
        self.model.fill(models, chosen=chosen)
        self._show_classes()

    @property
    def model_name(self) -> str:
        """Path of the chosen weights file, empty if there is none."""
        return self.model.value

    @property
    def is_variational(self) -> bool:
        """True if the chosen model can look at a photo."""
        card = self.model.cards.get(self.model_name)
        return card is not None and card.architecture.startswith("vae")

    @property
    def class_name(self) -> str:
        """The chosen class, empty for any."""
        return str(self.label.currentData() or "")

    @property
    def adjustment(self) -> Adjustment:
        """How a picture is laid into a photo."""
        return Adjustment(strength=self.strength.value / 100, feather=self.feather.value)

    def show_adjustment(self, adjustment: Adjustment) -> None:
        """Moves the live sliders without telling it."""
        self.strength.set_value(round(adjustment.strength * 100))
        self.feather.set_value(adjustment.feather)

    def show_running(self, *, is_running: bool, done: int = 0, total: int = 0) -> None:
        """The button stops what runs, or begins."""
        self._is_running = is_running
        text = self.tr("Stop  {done} of {total}").format(done=done, total=total) if is_running else self.tr("Generate")
        self.run.setText(text)
        self.run.setAccessibleName(text)
        self._enable()

    def show_possible(self, *, chosen: int, has_photo: bool, is_marked: bool) -> None:
        """Enables what makes sense with so many chosen pictures and with the open photo."""
        self._chosen, self._has_photo, self._is_marked = chosen, has_photo, is_marked
        self._enable()

    _is_running = False
    _chosen = 0
    _has_photo = False
    _is_marked = False

    def _enable(self) -> None:
        idle = bool(self.model_name) and not self._is_running
        self.run.setEnabled(idle or self._is_running)
        self.more.setEnabled(idle and self._chosen == 1)
        self.between.setEnabled(idle and self._chosen == 2)
        self.variations.setEnabled(idle and self._has_photo and self.is_variational)
        self.planting.setEnabled(self._chosen == 1 and self._has_photo and self._is_marked)

    def _show_classes(self) -> None:
        card, before = self.model.cards.get(self.model_name), self.class_name
        self.label.clear()
        self.label.addItem(self.tr("Any"), "")
        for name in card.classes if card is not None else ():
            self.label.addItem(name, name)
        self.label.setCurrentIndex(max(0, self.label.findData(before)))
        self.label.setEnabled(self.label.count() > 1)
        self._enable()

    def _make_sliders(self) -> None:
        self.count = ValueControl(
            self.tr("Pictures"),
            limits=(1, MAX_PICTURES),
            default=16,
            suffix="",
            tip=self.tr("How many to make."),
            curve=2,
        )
        self.variety = ValueControl(
            self.tr("Variety"),
            limits=(10, 150),
            default=100,
            suffix=" %",
            tip=self.tr("Low: pictures that are alike and usual. High: varied and odd."),
        )
        self.strength = share(self.tr("Strength"), default=100, tip=self.tr("How much of the filling is applied."))
        self.feather = ValueControl(
            self.tr("Feather"),
            limits=(0, MAX_FEATHER),
            default=6,
            suffix=" px",
            tip=self.tr("Over how many pixels inside the marking the filling fades in. Nothing outside it changes."),
        )
        self.live = (self.strength, self.feather)

    def _make_buttons(self) -> None:
        def button(text: str, tip: str, signal: SignalInstance) -> QPushButton:
            made = QPushButton(text)
            made.setToolTip(tip)
            made.clicked.connect(signal)
            return made

        self.run.setObjectName("primary")
        self.run.setFixedHeight(36)
        self.run.clicked.connect(lambda: (self.stop_wanted if self._is_running else self.wanted).emit())
        self.more = button(self.tr("More like this"), self.tr("Around the chosen picture."), self.more_wanted)
        self.between = button(
            self.tr("Line between"), self.tr("From one chosen picture to the other."), self.between_wanted
        )
        self.variations = button(
            self.tr("Variations of the photo"),
            self.tr("Pictures like the open photo, by a model that can look at photos."),
            self.variations_wanted,
        )
        self.planting = button(
            self.tr("Fill with generated"),
            self.tr("Puts the chosen picture into what is marked in the open photo; nothing else changes."),
            self.planting_wanted,
        )

    def _lay_out(self) -> None:
        grid = page_grid(self)
        add_box(grid, 0, self.tr("Model"), self.model)
        add_box(grid, 1, self.tr("Class"), self.label)
        self.count.place(grid, 2)
        self.variety.place(grid, 3)
        self.seed.place(grid, 4)
        add_box(grid, 5, self.tr("Device"), self.device)
        grid.addWidget(self.run, 6, 0, 1, 3)
        pair = QGridLayout()
        pair.setSpacing(4)
        for number, made in enumerate((self.more, self.between)):
            pair.addWidget(made, 0, number)
        pair.addWidget(self.variations, 1, 0, 1, 2)
        pair.addWidget(self.planting, 2, 0, 1, 2)
        grid.addLayout(pair, 7, 0, 1, 3)
        grid.addWidget(line(), 8, 0, 1, 3)
        for number, control in enumerate(self.live, start=9):
            control.place(grid, number)
