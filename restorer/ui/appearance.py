"""The colours of the window: a person's choice among dark, light and the system's, followed live."""

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QApplication, QWidget

from restorer.ui import style, theme


class Appearance(QObject):
    """Keeps the window's style sheet in step with the theme; the theme's actions choose one."""

    chosen = Signal(str)  # one of theme.MODES, by a person

    def __init__(self, window: QWidget, table: dict[str, QAction], *, chosen: str) -> None:
        super().__init__(window)
        self._window = window
        schemes = QActionGroup(self)
        for name in theme.MODES:
            action = schemes.addAction(table[f"theme_{name}"])
            action.setCheckable(True)
            action.setChecked(name == chosen)
            action.triggered.connect(partial(self._on_theme, name))
        app = QApplication.instance()
        shown = app.findChild(theme.Theme) if app is not None else None
        if isinstance(shown, theme.Theme):
            shown.changed.connect(self._restyle)
        self._restyle()

    def _on_theme(self, name: str) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, name)
            self._restyle()
        self.chosen.emit(name)

    def _restyle(self) -> None:
        sheet = style.sheet(theme.colours())
        if sheet != self._window.styleSheet():
            self._window.setStyleSheet(sheet)
