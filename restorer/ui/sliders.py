"""A named slider with a number beside it."""

import math

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QSlider, QSpinBox


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
