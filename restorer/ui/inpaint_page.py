"""The panel's page for filling holes: engine, candidates, seed, device and the live sliders."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QWidget

from restorer.compose import MAX_FEATHER, Adjustment
from restorer.ui.damage_box import DamageBox
from restorer.ui.model_picker import Entry, ModelPicker
from restorer.ui.seed_picker import SeedPicker
from restorer.ui.sliders import ValueControl, add_box, line, page_grid, share
from restorer.weights import ModelCard

MAX_CANDIDATES = 8


class InpaintPage(QWidget):
    """What filling needs to know. Holds no photo: it is told values and tells changes."""

    def __init__(self, device: QComboBox) -> None:
        """Shows the devices of another picker and stays in step with it."""
        super().__init__()
        self.engine = QComboBox()
        self.device = QComboBox()
        self.model = ModelPicker()
        self.seed = SeedPicker(
            tip=self.tr("The same seed fills the same hole in the same way again."),
            lock_tip=self.tr("Keep this seed; otherwise each fill takes a new one."),
        )
        self.damage = DamageBox()
        self._fill_engines()
        self.set_models(())
        self._make_sliders()
        self.device.setModel(device.model())
        self.device.setToolTip(device.toolTip())
        self.device.currentIndexChanged.connect(device.setCurrentIndex)
        device.currentIndexChanged.connect(self.device.setCurrentIndex)
        self._lay_out()

    def set_models(self, models: Sequence[tuple[Path, ModelCard]], *, chosen: str = "") -> None:
        """Offers other networks than the one that came with the program; keeps the choice if it is still there."""
        tip = self.tr("The network that came with the program.")
        self.model.fill(models, chosen=chosen, first=Entry(self.tr("Automatic"), "", tip))

    @property
    def engine_name(self) -> str:
        """The chosen engine's name."""
        return str(self.engine.currentData())

    @property
    def adjustment(self) -> Adjustment:
        """What the live sliders say."""
        return Adjustment(strength=self.strength.value / 100, feather=self.feather.value)

    def show_adjustment(self, adjustment: Adjustment) -> None:
        """Moves the live sliders without telling it."""
        self.strength.set_value(round(adjustment.strength * 100))
        self.feather.set_value(adjustment.feather)

    def show_reason(self, reason: str) -> None:
        """Says why nothing can be filled now; empty if something can."""
        self.reason.setText(reason)

    def _fill_engines(self) -> None:
        for text, name, tip in (
            (self.tr("Automatic"), "auto", self.tr("Thin or large, by the width of each hole.")),
            (self.tr("Thin"), "thin", self.tr("For scratches, dust and writing: one way to fill, quick and faithful.")),
            (self.tr("Large"), "large", self.tr("For holes and missing corners: several candidates to choose from.")),
            (self.tr("Classic"), "classic", self.tr("Without a network: texture from elsewhere in the photo.")),
        ):
            self.engine.addItem(text, name)
            self.engine.setItemData(self.engine.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self.engine.currentIndexChanged.connect(self._describe_engine)
        self._describe_engine()

    def _make_sliders(self) -> None:
        self.candidates = ValueControl(
            self.tr("Candidates"),
            limits=(1, MAX_CANDIDATES),
            default=1,
            suffix="",
            tip=self.tr("How many ways to fill a large hole are made to choose from."),
        )
        self.strength = share(self.tr("Strength"), default=100, tip=self.tr("How much of the filling is applied."))
        self.feather = ValueControl(
            self.tr("Feather"),
            limits=(0, MAX_FEATHER),
            default=0,
            suffix=" px",
            tip=self.tr("Over how many pixels inside the marking the filling fades in. Nothing outside it changes."),
        )
        self.live = (self.strength, self.feather)

    def _lay_out(self) -> None:
        grid = page_grid(self)
        add_box(grid, 0, self.tr("Engine"), self.engine)
        add_box(grid, 1, self.tr("Model"), self.model)
        self.candidates.place(grid, 2)
        self.seed.place(grid, 3)
        add_box(grid, 4, self.tr("Device"), self.device)
        grid.addWidget(line(), 5, 0, 1, 3)
        for number, control in enumerate(self.live, start=6):
            control.place(grid, number)
        self.reason = QLabel()
        self.reason.setObjectName("quiet")
        self.reason.setWordWrap(True)
        grid.addWidget(self.reason, 8, 0, 1, 3)
        grid.addWidget(line(), 9, 0, 1, 3)
        grid.addWidget(self.damage, 10, 0, 1, 3)

    def _describe_engine(self) -> None:
        self.engine.setToolTip(str(self.engine.currentData(Qt.ItemDataRole.ToolTipRole)))
