"""The panel's page for sharpening and the one for old photos: kind of blur, style, steps of tone, live sliders."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QWidget

from restorer import tones
from restorer.blurs import AUTO
from restorer.compose import Adjustment
from restorer.ui.sliders import ValueControl, add_box, line, page_grid, share
from restorer.weights import Mode, ModelCard


class RepairPage(QWidget):
    """What one of these modes needs to know. Holds no photo: it is told values and tells changes."""

    def __init__(self, mode: Mode, device: QComboBox) -> None:
        """Shows the devices of another picker and stays in step with it."""
        super().__init__()
        self.mode = mode
        self.model = self.vivid_model = ""  # paths, empty if not installed
        self.blur = QComboBox(self)
        self.device = QComboBox()
        self.reason = QLabel()
        self._make_sliders()
        self._fill_blurs()
        self.device.setModel(device.model())
        self.device.setToolTip(device.toolTip())
        self.device.currentIndexChanged.connect(device.setCurrentIndex)
        device.currentIndexChanged.connect(self.device.setCurrentIndex)
        self._lay_out()
        self.set_models(())

    def set_models(self, models: Sequence[tuple[Path, ModelCard]], *, preferred: str = "") -> None:
        """Takes the faithful and the vivid network of the mode from the installed ones; says so if there is none.

        A person's own model is taken if it is the `preferred` path; between it and the vivid one lies nothing.
        """
        own = {card.name: str(path) for path, card in models if card.mode is self.mode}
        self.vivid_model = own.get(f"{self.mode}-vivid", "")
        faithful = [path for name, path in own.items() if path != self.vivid_model]
        best = own.get(f"{self.mode}-best", faithful[0] if faithful else "")
        self.model = preferred if preferred in own.values() else best
        if self.model != best:
            self.vivid_model = ""
        self.reason.setText("" if self.model else self.tr("No model for this is installed."))
        for widget in (self.vivid.label, self.vivid.slider, self.vivid.number):
            widget.setEnabled(bool(self.model and self.vivid_model))
        if not self.vivid_model:
            self.vivid.set_value(0)

    @property
    def blur_name(self) -> str:
        """The chosen kind of blur."""
        return str(self.blur.currentData())

    @property
    def shares(self) -> dict[str, float]:
        """The steps of tone that are to follow, as shares of 1."""
        return {name: control.value / 100 for name, control in self.tones.items() if control.value}

    @property
    def adjustment(self) -> Adjustment:
        """What the live sliders say."""
        return Adjustment(strength=self.strength.value / 100, grain=self.grain.value / 100, cap=self.cap.value)

    def show_adjustment(self, adjustment: Adjustment) -> None:
        """Moves the live sliders without telling it."""
        self.strength.set_value(round(adjustment.strength * 100))
        self.grain.set_value(round(adjustment.grain * 100))
        self.cap.set_value(adjustment.cap)

    def _make_sliders(self) -> None:
        self.vivid = share(
            self.tr("Vivid"), default=0, tip=self.tr("0 is true to the photo; more is livelier and partly invented.")
        )
        self.strength = share(self.tr("Strength"), default=100, tip=self.tr("How much of the whole change is applied."))
        self.grain = share(
            self.tr("Protect grain"), default=0, tip=self.tr("How much of the photo's own fine grain is given back.")
        )
        self.cap = ValueControl(
            self.tr("Limit"),
            limits=(0, 255),
            default=0,
            suffix="",
            tip=self.tr("How far any sample may move at most, in steps of 8-bit brightness; off is without limit."),
        )
        self.cap.number.setSpecialValueText(self.tr("off"))
        self.live = (self.strength, self.grain, self.cap)
        named = {
            "fading": (self.tr("Fading"), self.tr("Deep shadows and bright lights again; an edit of its own.")),
            "colour cast": (self.tr("Colour cast"), self.tr("Takes the tint of age away; an edit of its own.")),
            "low contrast": (self.tr("Contrast"), self.tr("Steeper around the middle tone; an edit of its own.")),
        }
        wanted = tones.STEPS if self.mode is Mode.OLDPHOTO else ()
        self.tones = {name: share(named[name][0], default=0, tip=named[name][1]) for name in wanted}

    def _fill_blurs(self) -> None:
        for text, name, tip in (
            (self.tr("Automatic"), AUTO, self.tr("The network finds out what made the photo blurred.")),
            (self.tr("Motion"), "motion", self.tr("The camera or the subject moved.")),
            (self.tr("Out of focus"), "defocus", self.tr("The lens was focused on something else.")),
            (self.tr("Softness"), "soft", self.tr("Evenly soft, as by a weak lens, a scanner or enlargement.")),
        ):
            self.blur.addItem(text, name)
            self.blur.setItemData(self.blur.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self.blur.setToolTip(self.tr("What made the photo blurred."))

    def _lay_out(self) -> None:
        grid = page_grid(self)
        if self.mode is Mode.DEBLUR:
            add_box(grid, 0, self.tr("Blur"), self.blur)
        else:
            self.blur.hide()
        self.vivid.place(grid, 1)
        add_box(grid, 2, self.tr("Device"), self.device)
        for row, control in enumerate(self.tones.values(), start=3):
            control.place(grid, row)
        last = 3 + len(self.tones)
        grid.addWidget(line(), last, 0, 1, 3)
        for row, control in enumerate(self.live, start=last + 1):
            control.place(grid, row)
        self.reason.setObjectName("quiet")
        self.reason.setWordWrap(True)
        grid.addWidget(self.reason, last + 1 + len(self.live), 0, 1, 3)
