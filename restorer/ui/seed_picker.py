"""The number that chance starts from, with a lock that keeps it."""

import secrets

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSpinBox, QToolButton

from restorer.ui import theme

_LARGEST = 999_999


class SeedPicker(QSpinBox):
    """A seed and, beside it in the page, its lock."""

    def __init__(self, *, tip: str, lock_tip: str) -> None:
        super().__init__()
        self.lock = QToolButton()
        self.setRange(0, _LARGEST)
        self.setToolTip(tip)
        self.setAccessibleName(self.tr("Seed"))
        self.lineEdit().setAcceptDrops(False)  # a photo dropped here is for the window
        self.lock.setIcon(theme.icon("lock"))
        self.lock.setObjectName("plain")
        self.lock.setCheckable(True)
        self.lock.setToolTip(lock_tip)
        self.lock.setAccessibleName(self.tr("Keep this seed"))

    def take(self) -> int:
        """The seed for the next run: the one shown if it is locked, else a new one, which is shown from now on."""
        if not self.lock.isChecked():
            self.setValue(secrets.randbelow(_LARGEST + 1))
        return self.value()

    def place(self, grid: QGridLayout, row: int) -> None:
        """Puts name, seed and lock into a row of a page."""
        label = QLabel(self.tr("Seed"))
        label.setBuddy(self)
        both = QHBoxLayout()
        both.setSpacing(4)
        both.addWidget(self, 1)
        both.addWidget(self.lock)
        grid.addWidget(label, row, 0)
        grid.addLayout(both, row, 1, 1, 2)
