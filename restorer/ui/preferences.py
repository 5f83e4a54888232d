"""The settings, shown in their dialog and carried out at once: colours, language, marks, device."""

import dataclasses
from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from restorer.settings import Settings
from restorer.ui import language
from restorer.ui.looks import Looks
from restorer.ui.marking import Marking
from restorer.ui.panels import RestorePanel
from restorer.ui.settings_dialog import SettingsDialog


class Preferences(QObject):
    """Shows the settings dialog of a window; `current` gives the settings, `keep` is told new ones."""

    def __init__(self, window: QWidget, *, current: Callable[[], Settings], keep: Callable[[Settings], object]) -> None:
        super().__init__(window)
        self._window = window
        self._current = current
        self._keep = keep
        self._parts: tuple[Looks, Marking, RestorePanel] | None = None

    def attach(self, looks: Looks, marking: Marking, panel: RestorePanel) -> None:
        """Names the parts of the window that settings reach at once."""
        self._parts = looks, marking, panel

    def show(self) -> None:
        """Asks, and carries out what was chosen."""
        dialog = SettingsDialog(self._current(), self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.carry_out(dialog.chosen)
        dialog.deleteLater()

    def keep_theme(self, name: str) -> None:
        """Keeps the colours that were chosen in the menu."""
        self._keep(dataclasses.replace(self._current(), theme=name))

    def carry_out(self, kept: Settings) -> None:
        """Keeps these settings; what shows follows, except the screen profile, which is read at the next start."""
        self._keep(kept)
        if self._parts is not None:
            looks, marking, panel = self._parts
            looks.choose(kept.theme)
            marking.show_settings()
            panel.prefer(device=kept.device, precision=kept.precision)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            language.apply(app, kept.language)
