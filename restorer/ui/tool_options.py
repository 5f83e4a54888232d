"""The slim row above the photo with the numbers of the tool in hand."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QSizePolicy,
    QSpinBox,
    QToolButton,
    QWidget,
)

from restorer.settings import Settings
from restorer.ui.sliders import ValueControl
from restorer.ui.theme import ICON_PIXELS

HEIGHT = 36
_BRUSHES = ("brush", "eraser")
_EDGE_FROM = 560  # logical pixels of width from which the edge's part has room; its actions are in the menu too
_SLIDER = (48, 140)  # least and most logical pixels


class ToolOptions(QFrame):
    """Size and hardness of the brush, tolerance of the wand, adding or erasing, and by how much edges move.

    `changed` tells that a person has changed a number, `erasing_wanted` the choice between marking and erasing.
    """

    changed = Signal()
    erasing_wanted = Signal(bool)

    def __init__(self, table: dict[str, QAction]) -> None:
        super().__init__()
        self.setObjectName("options")
        self.setAccessibleName(self.tr("Tool options"))
        self._make_controls()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 8, 0)
        row.setSpacing(8)
        row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # a narrow window leaves out, it does not grow
        row.addWidget(self.erase)
        for control in (self.size_control, self.hardness, self.tolerance):
            control.slider.setMinimumWidth(_SLIDER[0])
            control.slider.setMaximumWidth(_SLIDER[1])
            row.addWidget(control.label)
            row.addWidget(control.slider, 1)
            row.addWidget(control.number)
        row.addWidget(self.contiguous)
        row.addStretch(1)
        self._edge = self._edge_part(table)
        row.addWidget(self._edge)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.show_tool("hand", erasing=False)

    def _make_controls(self) -> None:
        self.size_control = ValueControl(
            self.tr("Size"),
            limits=(1, 2000),
            default=Settings().brush_size,
            suffix=self.tr(" px"),
            tip=self.tr("Diameter of the brush in pixels of the photo ([ and ], Alt + wheel, Shift + drag)"),
            curve=2,
        )
        self.hardness = ValueControl(
            self.tr("Hardness"),
            limits=(0, 100),
            default=Settings().brush_hardness,
            suffix=" %",
            tip=self.tr("Share of the brush that marks fully (Shift + [ and ])"),
        )
        self.tolerance = ValueControl(
            self.tr("Tolerance"),
            limits=(0, 255),
            default=Settings().wand_tolerance,
            suffix="",
            tip=self.tr("How far samples may differ from the one clicked, in steps of 255"),
        )
        self.contiguous = QCheckBox(self.tr("Contiguous"))
        self.contiguous.setToolTip(self.tr("Only what touches the pixel clicked"))
        self.erase = QCheckBox(self.tr("Erase"))
        self.erase.setToolTip(self.tr("Take marks away instead of marking (X; for one stroke Alt or the right button)"))
        self.reach = QSpinBox()
        self.reach.setRange(1, 256)
        self.reach.setSuffix(self.tr(" px"))
        self.reach.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.reach.setToolTip(self.tr("By how much marks grow, shrink and feather"))
        self.reach.setAccessibleName(self.tr("Edge"))
        self.reach.lineEdit().setAcceptDrops(False)
        for control in (self.size_control, self.hardness, self.tolerance):
            control.changed.connect(self.changed)
        self.reach.valueChanged.connect(self.changed)
        self.contiguous.toggled.connect(self.changed)
        self.erase.clicked.connect(self.erasing_wanted)

    def _edge_part(self, table: dict[str, QAction]) -> QWidget:
        part = QWidget()
        row = QHBoxLayout(part)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        label = QLabel(self.tr("Edge"))
        label.setBuddy(self.reach)
        row.addWidget(label)
        row.addWidget(self.reach)
        for name in ("mask_grow", "mask_shrink", "mask_feather"):
            button = QToolButton()
            button.setDefaultAction(table[name])
            button.setObjectName("plain")
            button.setIconSize(QSize(ICON_PIXELS, ICON_PIXELS))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(table[name].text())
            row.addWidget(button)
        return part

    def read(self, kept: Settings) -> None:
        """Shows the numbers of the settings without telling it."""
        self.blockSignals(True)
        self.size_control.set_value(kept.brush_size)
        self.hardness.set_value(kept.brush_hardness)
        self.tolerance.set_value(kept.wand_tolerance)
        self.contiguous.setChecked(kept.wand_contiguous)
        self.reach.setValue(kept.mask_reach)
        self.blockSignals(False)

    def show_tool(self, name: str, *, erasing: bool) -> None:
        """Shows the numbers of that tool; the hand has none."""
        for control, needed in (
            (self.size_control, name in _BRUSHES),
            (self.hardness, name in _BRUSHES),
            (self.tolerance, name == "wand"),
        ):
            for widget in (control.label, control.slider, control.number):
                widget.setVisible(needed)
        self.contiguous.setVisible(name == "wand")
        self.erase.setChecked(erasing)
        self.setVisible(name != "hand")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leaves out what has no room."""
        super().resizeEvent(event)
        self._edge.setVisible(event.size().width() >= _EDGE_FROM)
