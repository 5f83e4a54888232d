"""The honest table: figures of new weights beside those of the shipped ones, on photos neither was trained on."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QLabel, QSizePolicy, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class VerdictTable(QWidget):
    """Shows a `verdict` event; hidden where there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.heading = QLabel()
        self.heading.setWordWrap(True)
        self.heading.setObjectName("heading")
        self.table = QTableWidget(0, 4)
        self.table.setAccessibleName(self.tr("New weights beside the shipped ones"))
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.heading.setMinimumWidth(480)  # else room is kept for the lines of a much narrower one
        self.table.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        column.addWidget(self.heading)
        column.addWidget(self.table)
        self._shown: dict[str, Any] | None = None
        self.hide()

    def show_verdict(self, verdict: dict[str, Any] | None) -> None:
        """Shows the rows of a verdict, or nothing."""
        if verdict is self._shown and verdict is not None:
            return
        self._shown = verdict
        self.setVisible(verdict is not None)
        if verdict is None:
            return
        shipped = verdict.get("shipped") or ""
        better = self.tr("On the held-out photos the new model is better than {name}.")
        worse = self.tr("On the held-out photos the new model is not better than {name}.")
        self.heading.setText((better if verdict["is_better"] else worse).format(name=shipped))
        headers = [self.tr("Held-out figure"), self.tr("New"), shipped, self.tr("Difference")]
        self.table.setHorizontalHeaderLabels(headers)
        self.table.setRowCount(len(verdict["rows"]))
        for number, row in enumerate(verdict["rows"]):
            unit, new, old = row.get("unit", ""), row["new"], row["shipped"]
            values = [f"{new:.2f} {unit}", f"{old:.2f} {unit}", f"{new - old:+.2f} {unit}"]
            self.table.setItem(number, 0, QTableWidgetItem(row["name"]))
            for place, text in enumerate(values, start=1):
                item = QTableWidgetItem(text.strip())
                item.setTextAlignment(_RIGHT)
                self.table.setItem(number, place, item)
        rows = min(6, len(verdict["rows"]))
        height = self.table.horizontalHeader().sizeHint().height() + rows * self.table.rowHeight(0) + 4
        self.table.setFixedHeight(height)
