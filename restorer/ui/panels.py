"""The right panel: what is to be done to a photo, with which model, how strongly."""

import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from restorer.compose import Adjustment
from restorer.ui import theme
from restorer.ui.sliders import ValueControl
from restorer.weights import Mode, ModelCard

WIDTH = 296
MAX_LEVEL = 75
MODES = (Mode.DENOISE, Mode.DEBLUR, Mode.INPAINT, Mode.GENERATE)


class ModeTabs(QWidget):
    """Four large tabs, one for each mode; they trigger the actions of the same id."""

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


class RestoreButton(QStackedWidget):
    """The button that starts a restore and, while one runs, shows its progress with time left and a cross."""

    def __init__(self, restore: QAction, cancel: QAction) -> None:
        super().__init__()
        self._keys = restore.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self.button = QPushButton()
        self.button.setObjectName("primary")
        self.button.setDefault(True)
        self.button.clicked.connect(restore.trigger)
        restore.changed.connect(lambda: self._follow(restore))
        self.bar = QProgressBar()
        self.bar.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.cross = QToolButton()
        self.cross.setObjectName("cross")
        self.cross.setIcon(theme.icon("close"))
        self.cross.setToolTip(cancel.toolTip())
        self.cross.setAccessibleName(cancel.text())
        self.cross.clicked.connect(cancel.trigger)
        running = QWidget()
        row = QHBoxLayout(running)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.bar, 1)
        row.addWidget(self.cross)
        for widget in (self.button, self.bar):
            widget.setFixedHeight(36)
        self.cross.setFixedSize(36, 36)
        self.addWidget(self.button)
        self.addWidget(running)
        self.setFixedHeight(36)
        self._began = 0.0
        self._done_at_start = 0
        self.set_count(1)
        self._follow(restore)

    def set_count(self, photos: int) -> None:
        """Says how many photos a click restores."""
        text = self.tr("Restore") if photos <= 1 else self.tr("Restore {count} photos").format(count=photos)
        self.button.setText(f"{text}    {self._keys}")
        self.button.setToolTip(f"{text} ({self._keys})")
        self.button.setAccessibleName(text)

    def show_idle(self) -> None:
        """Becomes the button again."""
        self.setCurrentIndex(0)

    def show_busy(self, sentence: str) -> None:
        """A restore runs whose length is not known yet."""
        self.setCurrentIndex(1)
        self.bar.setRange(0, 0)
        self.bar.setFormat(sentence)
        self.bar.setToolTip(sentence)
        self._began = 0.0

    def show_progress(self, done: int, total: int, *, waiting: int = 0) -> None:
        """Share done and time left, counted from the first call after `show_busy`."""
        self.setCurrentIndex(1)
        now = time.monotonic()
        if not self._began:
            self._began, self._done_at_start = now, done
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done)
        parts = [f"{100 * done // max(1, total)} %"]
        if done > self._done_at_start:
            left = (now - self._began) / (done - self._done_at_start) * (total - done)
            parts.append(self.tr("{time} left").format(time=duration(left)))
        if waiting:
            parts.append(self.tr("{count} more").format(count=waiting))
        self.bar.setFormat(" · ".join(parts))
        self.bar.setToolTip(self.bar.text())

    def _follow(self, action: QAction) -> None:
        self.button.setEnabled(action.isEnabled())


class RestorePanel(QWidget):
    """Mode, model, noise, device and the live sliders. Holds no photo: it is told values and tells changes."""

    adjusted = Signal()  # strength, colour or grain changed by a person
    settled = Signal()  # the drag that changed them has ended
    preferred = Signal()  # model, device or precision changed by a person

    def __init__(self, actions: dict[str, QAction]) -> None:
        super().__init__()
        self.mode = Mode.DENOISE
        self._sigma: float | None = None
        self.tabs = ModeTabs(actions)
        self.pages = QStackedWidget()
        self.restore_button = RestoreButton(actions["restore"], actions["cancel"])
        self.model = QComboBox()
        self.device = QComboBox()
        self.precision = QComboBox()
        self.auto = QPushButton(self.tr("Auto"))
        self.estimate = QLabel()
        self._make_sliders()
        self._page = self._denoise_page()
        self.pages.addWidget(self._page)
        self._coming = QLabel()
        self._coming.setWordWrap(True)
        self._coming.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._coming.setObjectName("quiet")
        self.pages.addWidget(self._coming)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 8)
        column.setSpacing(12)
        column.addWidget(self.tabs)
        column.addWidget(self.pages)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.show_mode(Mode.DENOISE)
        self.set_models([])
        self.set_devices(("cpu",))

    def show_mode(self, mode: Mode) -> None:
        """Switches to a mode's page; modes without weights say so."""
        self.mode = mode
        self.tabs.show_mode(mode)
        names = {
            Mode.DEBLUR: self.tr("Deblurring comes with its weights, in a later version."),
            Mode.INPAINT: self.tr("Filling scratches and holes comes with its weights, in a later version."),
            Mode.GENERATE: self.tr("Generating comes with its weights, in a later version."),
        }
        self._coming.setText(names.get(mode, ""))
        self.pages.setCurrentIndex(0 if mode is Mode.DENOISE else 1)
        for page in (self._page, self._coming):  # one that is not shown takes no room
            shown = page is self.pages.currentWidget()
            fit = QSizePolicy.Policy.Preferred if shown else QSizePolicy.Policy.Ignored
            page.setSizePolicy(QSizePolicy.Policy.Preferred, fit)

    def set_models(self, models: Sequence[tuple[Path, ModelCard]], *, chosen: str = "") -> None:
        """Fills the model picker from cards; keeps the choice if it is still there."""
        chosen = chosen or self.model_name
        with QSignalBlocker(self.model):
            self.model.clear()
            for path, card in models:
                self.model.addItem(card.title, str(path))
                self.model.setItemData(self.model.count() - 1, card_text(card), Qt.ItemDataRole.ToolTipRole)
            if not models:
                self.model.addItem(self.tr("No model installed"), "")
            self.model.setCurrentIndex(max(0, self.model.findData(chosen)))
        self.model.setEnabled(bool(models))
        self._describe_model()

    def set_devices(self, devices: Sequence[str]) -> None:
        """Offers automatic choice and the devices this computer has."""
        names = {"cpu": "CPU", "cuda": "CUDA", "mps": "Apple GPU"}
        chosen = self.device.currentData()
        with QSignalBlocker(self.device):
            self.device.clear()
            self.device.addItem(self.tr("Automatic"), "auto")
            for device in devices:
                self.device.addItem(names.get(device, device), device)
            self.device.setCurrentIndex(max(0, self.device.findData(chosen)))

    def prefer(self, *, device: str, precision: str) -> None:
        """Shows a person's earlier choices; a device that is missing shows as automatic."""
        for box, value in ((self.device, device), (self.precision, precision)):
            with QSignalBlocker(box):
                box.setCurrentIndex(max(0, box.findData(value)))

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
        return None if self.auto.isChecked() else float(self.noise.value)

    @property
    def adjustment(self) -> Adjustment:
        """What the live sliders say."""
        return Adjustment(
            strength=self.strength.value / 100, colour=self.colour.value / 100, grain=self.grain.value / 100
        )

    def show_adjustment(self, adjustment: Adjustment) -> None:
        """Moves the live sliders without telling it."""
        self.strength.set_value(round(adjustment.strength * 100))
        self.colour.set_value(round(adjustment.colour * 100))
        self.grain.set_value(round(adjustment.grain * 100))

    def show_estimate(self, sigma: float | None) -> None:
        """Puts the estimated noise level into the slider while it stands on automatic."""
        self._sigma = sigma
        if self.auto.isChecked() and sigma is not None:
            self.noise.set_value(round(min(max(sigma, 0.0), MAX_LEVEL)))
        text = "" if sigma is None else self.tr("estimated {sigma:.1f}").format(sigma=sigma)
        self.estimate.setText(text)

    @property
    def held(self) -> bool:
        """True while one of the live sliders is dragged."""
        return any(control.held for control in self.live)

    def _make_sliders(self) -> None:
        self.noise = ValueControl(
            self.tr("Noise"),
            limits=(0, MAX_LEVEL),
            default=25,
            suffix="",
            tip=self.tr("How strong the noise is: standard deviation in steps of 8-bit brightness."),
        )
        self.strength = self._share(self.tr("Strength"), 100, self.tr("How much of the whole change is applied."))
        self.colour = self._share(self.tr("Colour"), 100, self.tr("How much of the colour noise is taken away."))
        self.grain = self._share(self.tr("Keep grain"), 0, self.tr("How much of the fine grain is given back."))
        self.live = (self.strength, self.colour, self.grain)
        for control in self.live:
            control.changed.connect(self.adjusted)
            control.released.connect(self.settled)
        self.noise.changed.connect(lambda _: self.auto.setChecked(False))
        self.auto.setObjectName("pill")
        self.auto.setCheckable(True)
        self.auto.setChecked(True)
        self.auto.setToolTip(self.tr("Take the noise level from the photo itself."))
        self.auto.toggled.connect(lambda _: self.show_estimate(self._sigma))
        self.estimate.setObjectName("quiet")
        self.auto.setAccessibleName(self.tr("Automatic noise level"))

    def _share(self, text: str, default: int, tip: str) -> ValueControl:
        return ValueControl(text, limits=(0, 100), default=default, suffix=" %", tip=tip)

    def _denoise_page(self) -> QWidget:
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        self._fill_precisions()
        self._add_box(grid, 0, self.tr("Model"), self.model)
        self.noise.place(grid, 1)
        level = QHBoxLayout()
        level.setSpacing(8)
        level.addWidget(self.auto)
        level.addWidget(self.estimate, 1)
        grid.addLayout(level, 2, 1, 1, 2)
        self._add_box(grid, 3, self.tr("Device"), self.device)
        self._add_box(grid, 4, self.tr("Precision"), self.precision)
        grid.addWidget(_line(), 5, 0, 1, 3)
        for row, control in enumerate(self.live, start=6):
            control.place(grid, row)
        grid.addWidget(self.restore_button, 10, 0, 1, 3)
        grid.setRowMinimumHeight(9, 4)
        return page

    def _add_box(self, grid: QGridLayout, row: int, text: str, box: QComboBox) -> None:
        label = QLabel(text)
        label.setBuddy(box)
        box.setAccessibleName(text)
        box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        box.currentIndexChanged.connect(self._on_box)
        grid.addWidget(label, row, 0)
        grid.addWidget(box, row, 1, 1, 2)

    def _fill_precisions(self) -> None:
        self.precision.addItem(self.tr("Automatic"), "auto")
        for name, value in (("32 bit", "fp32"), ("bfloat16", "bf16"), ("16 bit", "fp16")):
            self.precision.addItem(name, value)
        self.precision.setToolTip(self.tr("Number format of the network. Automatic takes the fastest that is safe."))
        self.device.setToolTip(self.tr("Where the network runs."))

    def _on_box(self) -> None:
        self._describe_model()
        self.preferred.emit()

    def _describe_model(self) -> None:
        text = self.model.currentData(Qt.ItemDataRole.ToolTipRole)
        self.model.setToolTip(text or self.tr("Weights lie in resources/weights of the program."))


def card_text(card: ModelCard) -> str:
    """What a card says, as lines for a tooltip or a page."""
    lines = [f"{card.title} ({card.name})", f"{card.architecture}, {card.mode.value}"]
    lines += [f"{name}: {value}" for name, value in card.figures.items() if isinstance(value, int | float | str)]
    if card.licence:
        lines.append(card.licence)
    return "\n".join(lines)


def duration(seconds: float) -> str:
    """A time left in the two units that matter: "8 s", "2 min 05 s", "1 h 10 min"."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"


def _line() -> QWidget:
    line = QWidget()
    line.setObjectName("line")
    line.setFixedHeight(1)
    line.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return line
