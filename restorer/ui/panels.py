"""The right panel: what is to be done to a photo, in which mode, how strongly."""

import contextlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QGridLayout,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from restorer.compose import Adjustment
from restorer.ui.denoise_page import DenoisePage
from restorer.ui.generate_page import GeneratePage
from restorer.ui.inpaint_page import InpaintPage
from restorer.ui.repair_page import RepairPage
from restorer.ui.restorebutton import RestoreButton
from restorer.weights import Mode, ModelCard

WIDTH = 296
MODES = (Mode.DENOISE, Mode.DEBLUR, Mode.INPAINT, Mode.OLDPHOTO, Mode.GENERATE)

_Page = DenoisePage | InpaintPage | RepairPage | GeneratePage


class ModeTabs(QWidget):
    """Large tabs, one for each mode; they trigger the actions of the same id."""

    def __init__(self, actions: dict[str, QAction]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(4)
        self._group = QButtonGroup(self)
        self.buttons: dict[Mode, QToolButton] = {}
        for number, mode in enumerate(MODES):
            action = actions[mode.value]
            button = QToolButton()
            button.setCheckable(True)
            button.setText(action.text())
            button.setIcon(action.icon())
            button.setIconSize(QSize(20, 20))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setToolTip(action.toolTip())
            button.setAccessibleName(action.text())
            button.setObjectName("tab")
            button.setMinimumHeight(40)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.clicked.connect(action.trigger)
            self._group.addButton(button)
            self.buttons[mode] = button
            grid.addWidget(button, number // 2, number % 2)

    def show_mode(self, mode: Mode) -> None:
        """Marks the tab of that mode."""
        self.buttons[mode].setChecked(True)


class RestorePanel(QWidget):
    """The mode tabs, a page for each mode and the button. Holds no photo: it is told values and tells changes."""

    adjusted = Signal()  # a live slider was changed by a person
    settled = Signal()  # the drag that changed it has ended
    preferred = Signal()  # model, device or precision changed by a person
    mode_shown = Signal()  # another mode's page

    def __init__(self, actions: dict[str, QAction]) -> None:
        super().__init__()
        self.mode = Mode.DENOISE
        self.tabs = ModeTabs(actions)
        self.pages = QStackedWidget()
        self.restore_button = RestoreButton(actions["restore"], actions["cancel"])
        self.denoising = DenoisePage()
        self.inpainting = InpaintPage(self.denoising.device)
        self.generating = GeneratePage()
        self.generating.device.setModel(self.denoising.device.model())
        self.deblurring = RepairPage(Mode.DEBLUR, self.denoising.device)
        self.mending = RepairPage(Mode.OLDPHOTO, self.denoising.device)
        self._pages: dict[Mode, _Page] = {
            Mode.DENOISE: self.denoising,
            Mode.DEBLUR: self.deblurring,
            Mode.INPAINT: self.inpainting,
            Mode.OLDPHOTO: self.mending,
            Mode.GENERATE: self.generating,
        }
        self._take_parts()
        for page in self._pages.values():
            self.pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 8)
        column.setSpacing(12)
        column.addWidget(self.tabs)
        column.addWidget(self.pages)
        column.addWidget(self.restore_button)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.show_mode(Mode.DENOISE)
        self.set_models([])
        self.set_devices(("cpu",))

    def show_mode(self, mode: Mode) -> None:
        """Switches to a mode's page; modes without weights say so."""
        changed, self.mode = mode is not self.mode, mode
        self.tabs.show_mode(mode)
        chosen = self._pages[mode]
        self.pages.setCurrentWidget(chosen)
        for page in self._pages.values():  # one that is not shown takes no room
            fit = QSizePolicy.Policy.Preferred if page is chosen else QSizePolicy.Policy.Ignored
            page.setSizePolicy(QSizePolicy.Policy.Preferred, fit)
        self.restore_button.setVisible(mode is not Mode.GENERATE)  # whose page has its own
        self.restore_button.set_verb(mode)
        if changed:
            self.mode_shown.emit()

    def set_models(
        self,
        models: Sequence[tuple[Path, ModelCard]],
        *,
        chosen: str = "",
        preferred: Mapping[Mode, str] = MappingProxyType({}),
    ) -> None:
        """Fills the model picker from cards that are for denoising; keeps the choice if it is still there.

        The pages of sharpening and of old photos take theirs; `preferred` gives the path a person chose for a mode.
        """
        for page in (self.deblurring, self.mending):
            page.set_models(models, preferred=preferred.get(page.mode, ""))
        fitting = [(path, card) for path, card in models if card.mode is Mode.DENOISE]
        self.denoising.set_models(fitting, chosen=chosen)
        inpainters = [pair for pair in models if pair[1].mode is Mode.INPAINT]
        self.inpainting.set_models(inpainters, chosen=preferred.get(Mode.INPAINT, chosen))
        self.generating.set_models([pair for pair in models if pair[1].mode is Mode.GENERATE], chosen=chosen)

    def set_devices(self, devices: Sequence[str]) -> None:
        """Offers automatic choice and the devices this computer has."""
        names = {"cpu": "CPU", "cuda": "CUDA", "mps": "Apple GPU"}
        chosen = self.device.currentData()
        with QSignalBlocker(self.device), contextlib.ExitStack() as quiet:
            for box in self._other_devices():
                quiet.enter_context(QSignalBlocker(box))
            self.device.clear()
            self.device.addItem(self.tr("Automatic"), "auto")
            for device in devices:
                self.device.addItem(names.get(device, device), device)
            self.device.setCurrentIndex(max(0, self.device.findData(chosen)))
            for box in self._other_devices():
                box.setCurrentIndex(self.device.currentIndex())

    def prefer(self, *, device: str, precision: str) -> None:
        """Shows a person's earlier choices; a device that is missing shows as automatic."""
        boxes = [(box, device) for box in (self.device, *self._other_devices())]
        for box, value in (*boxes, (self.precision, precision)):
            with QSignalBlocker(box):
                box.setCurrentIndex(max(0, box.findData(value)))

    def _other_devices(self) -> list[QComboBox]:
        return [page.device for page in self._pages.values() if page is not self.denoising]

    @property
    def has_other_devices(self) -> bool:
        """True if this computer has more than a CPU."""
        return self.device.count() > 2

    @property
    def model_name(self) -> str:
        """Path of the chosen weights file, empty if there is none."""
        return str(self.model.currentData() or "")

    @property
    def level(self) -> float | None:
        """The noise level a person set, sigma in 8-bit steps; None = estimate it from each photo."""
        return self.denoising.level

    @property
    def adjustment(self) -> Adjustment:
        """What the live sliders of the page that is shown say."""
        return self._page().adjustment

    def show_adjustment(self, adjustment: Adjustment) -> None:
        """Moves the live sliders of the page that is shown without telling it."""
        self._page().show_adjustment(adjustment)

    def show_possible(self, photos: int, reason: str) -> None:
        """Says how many photos a click on the button restores, and if none, why."""
        self.restore_button.set_count(photos)
        self.inpainting.show_reason(reason)

    def show_estimate(self, sigma: float | None) -> None:
        """Puts the estimated noise level into the slider while it stands on automatic."""
        self.denoising.show_estimate(sigma)

    @property
    def held(self) -> bool:
        """True while one of the live sliders is dragged."""
        return any(control.held for page in self._pages.values() for control in page.live)

    @property
    def repair_page(self) -> RepairPage | None:
        """The page of sharpening or of old photos, if one of them is shown."""
        page = self._pages[self.mode]
        return page if isinstance(page, RepairPage) else None

    def _page(self) -> "_Page":
        return self._pages[self.mode]

    def _take_parts(self) -> None:
        page = self.denoising
        self.model, self.device, self.precision = page.model, page.device, page.precision
        self.noise, self.auto, self.estimate = page.noise, page.auto, page.estimate
        self.strength, self.colour, self.grain = page.strength, page.colour, page.grain
        page.preferred.connect(self.preferred)
        for control in (one for shown in self._pages.values() for one in shown.live):
            control.changed.connect(self.adjusted)
            control.released.connect(self.settled)
