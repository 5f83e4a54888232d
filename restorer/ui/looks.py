"""The colours of the window: the choice between the system's, dark and light, and the style sheet that follows."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QApplication, QWidget

from restorer.ui import style, theme


class Looks(QObject):
    """Keeps a window's style sheet in step with the theme; `keep` is told the name of another choice."""

    def __init__(
        self, window: QWidget, table: dict[str, QAction], *, chosen: str, keep: Callable[[str], object]
    ) -> None:
        super().__init__(window)
        self._window = window
        self._keep = keep
        app = QApplication.instance()
        shown = app.findChild(theme.Theme) if app is not None else None
        if isinstance(shown, theme.Theme):
            shown.changed.connect(self._restyle)
        self._schemes = {name: table[f"theme_{name}"] for name in theme.MODES}
        schemes = QActionGroup(self)
        for name in theme.MODES:
            action = schemes.addAction(table[f"theme_{name}"])
            action.setCheckable(True)
            action.setChecked(name == chosen)
            action.triggered.connect(partial(self._on_chosen, name))
        self._restyle()

    def choose(self, name: str) -> None:
        """Shows another scheme, and marks it in the menu."""
        self._schemes[name].setChecked(True)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, name)
            self._restyle()

    def _on_chosen(self, name: str) -> None:
        self.choose(name)
        self._keep(name)

    def _restyle(self) -> None:
        sheet = style.sheet(theme.colours())
        if sheet != self._window.styleSheet():
            self._window.setStyleSheet(sheet)
