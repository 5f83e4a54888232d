"""The part of the inpaint page that finds damage: look, sensitivity, the list of what was found, repair all."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QGridLayout,
    QLabel,
    QListView,
    QPushButton,
    QToolButton,
    QWidget,
)

from restorer import photo
from restorer.damage import DEFAULT_SENSITIVITY, Detection, Rules
from restorer.ui.sliders import ValueControl, page_grid, share

_MAX_SIZE = 2_000
_LIST_HEIGHT = 132  # logical pixels
_Index = QModelIndex | QPersistentModelIndex


class DetectionList(QAbstractListModel):
    """The pieces that were found, the largest first, and what a person has said of each."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[Detection] = []
        self._accepted: dict[int, bool] = {}

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own default)
        """How many there are."""
        return 0 if parent.isValid() else len(self.pieces)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The line of a piece."""
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        piece, said = self.pieces[index.row()], self._accepted.get(index.row())
        sign = {True: "✓ ", False: "✗ ", None: ""}[said]
        text = self.tr("{number}: {area} px, {score} %")
        return sign + text.format(number=index.row() + 1, area=f"{piece.area:,}", score=round(piece.score * 100))

    def show(self, pieces: Sequence[Detection], accepted: Sequence[int]) -> None:
        """Lists other pieces, those rows accepted."""
        self.beginResetModel()
        self.pieces = list(pieces)
        self._accepted = dict.fromkeys(accepted, True)
        self.endResetModel()

    def said(self, row: int) -> bool | None:
        """True if the piece was accepted, False if rejected, None if nothing was said of it."""
        return self._accepted.get(row)

    def say(self, row: int, accepted: bool | None) -> None:
        """Keeps what a person says of a piece; None takes it back."""
        if accepted is None:
            self._accepted.pop(row, None)
        else:
            self._accepted[row] = accepted
        index = self.index(row)
        self.dataChanged.emit(index, index)


class DamageBox(QWidget):
    """Holds no photo: it is told what was found and tells what a person wants."""

    look_wanted = Signal()
    repair_wanted = Signal()
    infrared_wanted = Signal(str)  # the file of the infra-red plane to look in
    fill_wanted = Signal()  # what was found and looked through is to be filled
    refused = Signal()  # what was found is not to be filled
    rules_changed = Signal()
    rules_settled = Signal()  # the drag that changed them has ended
    aside_wanted = Signal(bool)  # the brush keeps damage away from where it paints
    chosen = Signal(int)  # the row of a piece
    judged = Signal(bool)  # the chosen piece is damage, or is not

    def __init__(self) -> None:
        super().__init__()
        self.search = QPushButton(self.tr("Find damage"))
        self.repair = QPushButton(self.tr("Repair all"))
        self.infrared = QPushButton(self.tr("Infra-red…"))
        self.reviewing = QCheckBox(self.tr("Ask before filling"))
        self.question = QLabel(self.tr("Look through what was found, then fill it."))
        self.fill = QPushButton(self.tr("Fill"))
        self.refuse = QPushButton(self.tr("Cancel"))
        self.sensitivity = share(
            self.tr("Sensitivity"), default=round(DEFAULT_SENSITIVITY), tip=self.tr("The higher, the more is marked.")
        )
        self.least = ValueControl(
            self.tr("Minimum"), limits=(1, _MAX_SIZE), default=1, suffix=" px", curve=3,
            tip=self.tr("Smaller pieces are left out."),
        )  # fmt: skip
        self.aside = QToolButton()
        self.model = DetectionList()
        self.list = QListView()
        self.buttons = {name: QToolButton() for name in ("previous", "next", "accept", "reject")}
        self._describe()
        self._lay_out()
        self._connect()
        self.show_found([], found=False)
        self.show_review(False)

    @property
    def rules(self) -> Rules:
        """What the sliders say."""
        return Rules(self.sensitivity.value, self.least.value)

    @property
    def row(self) -> int:
        """The row of the chosen piece, -1 for none."""
        return self.list.currentIndex().row()

    def choose_plane(self, folder: str = "") -> None:
        """Asks for the file of an infra-red plane."""
        patterns = " ".join(f"*{suffix} *{suffix.upper()}" for suffix in photo.readable_suffixes())
        title = self.tr("The infra-red plane of this scan")
        filters = f"{self.tr('Pictures')} ({patterns});;{self.tr('All files')} (*)"
        name, _ = QFileDialog.getOpenFileName(self.window(), title, folder, filters)
        if name:
            self.infrared_wanted.emit(name)

    def show_possible(self, possible: bool, reason: str) -> None:
        """Whether damage can be looked for now, and if not, why."""
        for button, tip in (
            (self.search, self.tr("Looks for scratches, dust, creases, tears and stains, and marks them.")),
            (self.repair, self.tr("Looks for damage, marks it, lets you look through it and fills it.")),
        ):
            button.setEnabled(possible)
            button.setToolTip(tip if possible else reason)

    def show_found(self, pieces: Sequence[Detection], *, found: bool, accepted: Sequence[int] = ()) -> None:
        """Lists what was found; without a map there is nothing to set."""
        self.model.show(pieces, accepted)
        self.list.setVisible(bool(pieces))
        self.aside.setVisible(found)
        for control in (self.sensitivity, self.least):
            for widget in (control.label, control.slider, control.number):
                widget.setVisible(found)
        for button in self.buttons.values():
            button.setVisible(bool(pieces))

    def show_review(self, wanted: bool) -> None:
        """Asks whether what was found is to be filled, or no longer."""
        for widget in (self.question, self.fill, self.refuse):
            widget.setVisible(wanted)

    def choose(self, row: int) -> None:
        """Chooses a row as a click does; rows beyond the ends are the first and the last."""
        if self.model.pieces:
            self.list.setCurrentIndex(self.model.index(min(max(row, 0), len(self.model.pieces) - 1)))

    def _describe(self) -> None:
        for name, text, tip in (
            ("previous", "◂", self.tr("The piece before")),
            ("next", "▸", self.tr("The next piece")),
            ("accept", "✓", self.tr("Damage: keep it marked, and go on")),
            ("reject", "✗", self.tr("No damage: take the mark away, and go on")),
        ):
            self.buttons[name].setText(text)
            self.buttons[name].setToolTip(tip)
            self.buttons[name].setAccessibleName(tip)
        self.infrared.setToolTip(
            self.tr(
                "Finds dust and scratches in the scanner's infra-red plane instead: a grey picture of its own, or the "
                "fourth sample of an RGBI TIFF."
            )
        )
        self.reviewing.setChecked(True)
        self.reviewing.setToolTip(self.tr("Repair all waits until you have looked through what was found."))
        self.question.setObjectName("quiet")
        self.question.setWordWrap(True)
        self.fill.setToolTip(self.tr("Fills everything that is marked."))
        self.refuse.setToolTip(self.tr("Takes the marks of what was found away; nothing is filled."))
        self.aside.setText(self.tr("Keep away"))
        self.aside.setCheckable(True)
        self.aside.setToolTip(
            self.tr("While this is on, the brush paints where nothing is to be found; E takes it away.")
        )
        self.list.setModel(self.model)
        self.list.setUniformItemSizes(True)
        self.list.setFixedHeight(_LIST_HEIGHT)
        self.list.setAccessibleName(self.tr("Damage that was found"))

    def _lay_out(self) -> None:
        grid = page_grid(self)
        top = QGridLayout()
        top.addWidget(self.search, 0, 0)
        top.addWidget(self.repair, 0, 1)
        top.addWidget(self.infrared, 1, 0)
        top.addWidget(self.reviewing, 1, 1)
        grid.addLayout(top, 0, 0, 1, 3)
        self.sensitivity.place(grid, 1)
        self.least.place(grid, 2)
        row = QGridLayout()
        row.addWidget(self.aside, 0, 0)
        row.setColumnStretch(1, 1)
        for column, button in enumerate(self.buttons.values(), start=2):
            row.addWidget(button, 0, column)
        grid.addLayout(row, 3, 0, 1, 3)
        grid.addWidget(self.list, 4, 0, 1, 3)
        grid.addWidget(self.question, 5, 0, 1, 3)
        answers = QGridLayout()
        answers.addWidget(self.fill, 0, 0)
        answers.addWidget(self.refuse, 0, 1)
        grid.addLayout(answers, 6, 0, 1, 3)

    def _connect(self) -> None:
        self.search.clicked.connect(lambda: self.look_wanted.emit())
        self.repair.clicked.connect(lambda: self.repair_wanted.emit())
        self.infrared.clicked.connect(lambda: self.choose_plane())
        self.fill.clicked.connect(lambda: self.fill_wanted.emit())
        self.refuse.clicked.connect(lambda: self.refused.emit())
        for control in (self.sensitivity, self.least):
            control.changed.connect(lambda _: self.rules_changed.emit())
            control.released.connect(self.rules_settled)
        self.aside.toggled.connect(self.aside_wanted)
        self.list.selectionModel().currentChanged.connect(lambda now, _: self.chosen.emit(now.row()))
        self.buttons["next"].clicked.connect(lambda: self.choose(self.row + 1))
        self.buttons["previous"].clicked.connect(lambda: self.choose(self.row - 1))
        self.buttons["accept"].clicked.connect(lambda: self.judged.emit(True))
        self.buttons["reject"].clicked.connect(lambda: self.judged.emit(False))
