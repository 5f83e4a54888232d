"""A named slider with a number beside it, and the grid that such controls stand in."""

import math

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QSizePolicy, QSlider, QSpinBox, QWidget


class ValueControl(QObject):
    """Label, slider and number that always agree; a double click on the label goes back to the default.

    With a `curve` above 1 the slider's small values lie further apart. `changed` tells every change a person makes,
    not those by `set_value`; `released` that a drag has ended.
    """

    changed = Signal(int)
    released = Signal()

    def __init__(
        self, text: str, *, limits: tuple[int, int], default: int, suffix: str, tip: str, curve: int = 1
    ) -> None:
        super().__init__()
        self.default = default
        self.label = QLabel(text)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.number = QSpinBox()
        self._low, self._curve = limits[0], curve
        self._span = limits[1] - limits[0]
        self.slider.setRange(*limits)
        self.number.setRange(*limits)
        self.slider.setPageStep(10 if curve == 1 else max(1, self._span // 20))
        self.slider.setSingleStep(1 if curve == 1 else max(1, self._span // 100))
        self.number.setSuffix(suffix)
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.label.setBuddy(self.slider)
        self.number.lineEdit().setAcceptDrops(False)  # a photo dropped here is for the window
        for widget in (self.label, self.slider, self.number):
            widget.setToolTip(tip)
            widget.setAccessibleName(text)
            widget.setAccessibleDescription(tip)
        self.label.installEventFilter(self)
        self.set_value(default)
        self.slider.valueChanged.connect(self._on_slider)
        self.number.valueChanged.connect(self._on_number)
        self.slider.sliderReleased.connect(self.released)

    @property
    def value(self) -> int:
        """The value shown."""
        return self.number.value()

    @property
    def held(self) -> bool:
        """True while the slider is dragged."""
        return self.slider.isSliderDown()

    def set_value(self, value: int) -> None:
        """Shows a value without telling it."""
        with QSignalBlocker(self.slider), QSignalBlocker(self.number):
            self.slider.setValue(self._to_slider(value))
            self.number.setValue(value)

    def place(self, grid: QGridLayout, row: int) -> None:
        """Puts the three parts into columns 0, 1 and 2 of a grid."""
        grid.addWidget(self.label, row, 0)
        grid.addWidget(self.slider, row, 1)
        grid.addWidget(self.number, row, 2)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Double click on the label: the default."""
        if watched is self.label and event.type() == QEvent.Type.MouseButtonDblClick and self.label.isEnabled():
            self.number.setValue(self.default)
            return True
        return super().eventFilter(watched, event)

    def _to_slider(self, value: int) -> int:
        if self._curve == 1:
            return value
        share = (value - self._low) / self._span
        return self._low + round(self._span * math.pow(share, 1 / self._curve))

    def _to_value(self, place: int) -> int:
        if self._curve == 1:
            return place
        share = (place - self._low) / self._span
        return self._low + round(self._span * math.pow(share, self._curve))

    def _on_slider(self, place: int) -> None:
        value = self._to_value(place)
        with QSignalBlocker(self.number):
            self.number.setValue(value)
        self.changed.emit(value)

    def _on_number(self, value: int) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setValue(self._to_slider(value))
        self.changed.emit(value)


def share(text: str, *, default: int, tip: str) -> ValueControl:
    """A control of 0 to 100 %."""
    return ValueControl(text, limits=(0, 100), default=default, suffix=" %", tip=tip)


def page_grid(page: QWidget) -> QGridLayout:
    """The three columns of a page: names, what is set, numbers."""
    grid = QGridLayout(page)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(8)
    grid.setColumnStretch(1, 1)
    return grid


def add_box(grid: QGridLayout, row: int, text: str, box: QComboBox) -> None:
    """Puts a named picker into a row of a page."""
    label = QLabel(text)
    label.setBuddy(box)
    box.setAccessibleName(text)
    box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    grid.addWidget(label, row, 0)
    grid.addWidget(box, row, 1, 1, 2)


def line() -> QWidget:
    """A thin line between two groups of a page."""
    made = QWidget()
    made.setObjectName("line")
    made.setFixedHeight(1)
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return made
