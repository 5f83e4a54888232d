"""The panel's page for denoising: model, noise level, device, precision and the live sliders."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QWidget

from restorer import fitting
from restorer.compose import Adjustment
from restorer.ui.model_picker import Entry, ModelPicker
from restorer.ui.sliders import ValueControl, add_box, line, page_grid, share
from restorer.weights import ModelCard

MAX_LEVEL = 75


class DenoisePage(QWidget):
    """What denoising needs to know. Holds no photo: it is told values and tells changes."""

    preferred = Signal()  # model, device or precision changed by a person

    def __init__(self) -> None:
        super().__init__()
        self._sigma: float | None = None
        self.model = ModelPicker()
        self.device = QComboBox()
        self.precision = QComboBox()
        self.auto = QPushButton(self.tr("Auto"))
        self.estimate = QLabel()
        self._make_sliders()
        self._fill_precisions()
        self._lay_out()
        for box in (self.model, self.device, self.precision):
            box.currentIndexChanged.connect(lambda _: self.preferred.emit())

    def set_models(self, models: Sequence[tuple[Path, ModelCard]], *, chosen: str = "") -> None:
        """Fills the model picker from cards; keeps the choice if it is still there."""
        first = None
        if fitting.has_choice({card.name for _, card in models}):
            tip = self.tr("Best for noise that each pixel has of its own, Film grain for scans and JPEG.")
            first = Entry(self.tr("Automatic"), fitting.AUTO, tip)
        self.model.fill(models, chosen=chosen, first=first)

    @property
    def level(self) -> float | None:
        """The noise level a person set, sigma in 8-bit steps; None = estimate it from each photo."""
        return None if self.auto.isChecked() else float(self.noise.value)

    @property
    def adjustment(self) -> Adjustment:
        """What the live sliders say."""
        return Adjustment(
            strength=self.strength.value / 100,
            colour=self.colour.value / 100,
            grain=self.grain.value / 100,
            cap=self.cap.value,
        )

    def show_adjustment(self, adjustment: Adjustment) -> None:
        """Moves the live sliders without telling it."""
        self.strength.set_value(round(adjustment.strength * 100))
        self.colour.set_value(round(adjustment.colour * 100))
        self.grain.set_value(round(adjustment.grain * 100))
        self.cap.set_value(adjustment.cap)

    def show_estimate(self, sigma: float | None) -> None:
        """Puts the estimated noise level into the slider while it stands on automatic."""
        self._sigma = sigma
        if self.auto.isChecked() and sigma is not None:
            self.noise.set_value(round(min(max(sigma, 0.0), MAX_LEVEL)))
        text = "" if sigma is None else self.tr("estimated {sigma:.1f}").format(sigma=sigma)
        self.estimate.setText(text)

    def _make_sliders(self) -> None:
        self.noise = ValueControl(
            self.tr("Noise"),
            limits=(0, MAX_LEVEL),
            default=25,
            suffix="",
            tip=self.tr("How strong the noise is: standard deviation in steps of 8-bit brightness."),
        )
        self.strength = share(self.tr("Strength"), default=100, tip=self.tr("How much of the whole change is applied."))
        self.colour = share(self.tr("Colour"), default=100, tip=self.tr("How much of the colour noise is taken away."))
        self.grain = share(self.tr("Keep grain"), default=0, tip=self.tr("How much of the fine grain is given back."))
        self.cap = ValueControl(
            self.tr("Limit"),
            limits=(0, 255),
            default=0,
            suffix="",
            tip=self.tr("How far any sample may move at most, in steps of 8-bit brightness; off is without limit."),
        )
        self.cap.number.setSpecialValueText(self.tr("off"))
        self.live = (self.strength, self.colour, self.grain, self.cap)
        self.noise.changed.connect(lambda _: self.auto.setChecked(False))
        self.auto.setObjectName("pill")
        self.auto.setCheckable(True)
        self.auto.setChecked(True)
        self.auto.setToolTip(self.tr("Take the noise level from the photo itself."))
        self.auto.toggled.connect(lambda _: self.show_estimate(self._sigma))
        self.estimate.setObjectName("quiet")
        self.auto.setAccessibleName(self.tr("Automatic noise level"))

    def _lay_out(self) -> None:
        grid = page_grid(self)
        add_box(grid, 0, self.tr("Model"), self.model)
        self.noise.place(grid, 1)
        level = QHBoxLayout()
        level.setSpacing(8)
        level.addWidget(self.auto)
        level.addWidget(self.estimate, 1)
        grid.addLayout(level, 2, 1, 1, 2)
        add_box(grid, 3, self.tr("Device"), self.device)
        add_box(grid, 4, self.tr("Precision"), self.precision)
        grid.addWidget(line(), 5, 0, 1, 3)
        for row, control in enumerate(self.live, start=6):
            control.place(grid, row)

    def _fill_precisions(self) -> None:
        self.precision.addItem(self.tr("Automatic"), "auto")
        for name, value in (("32 bit", "fp32"), ("bfloat16", "bf16"), ("16 bit", "fp16")):
            self.precision.addItem(name, value)
        self.precision.setToolTip(self.tr("Number format of the network. Automatic takes the fastest that is safe."))
        self.device.setToolTip(self.tr("Where the network runs."))
