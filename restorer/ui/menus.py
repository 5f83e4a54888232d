"""Menu bar and toolbar, filled from the table of actions."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu, QToolBar

from restorer.ui import actions
from restorer.ui.theme import ICON_PIXELS


class Menus(QObject):
    """Owns the menus and a toolbar for the window to place; `recent` gives paths, `reopen` opens one of them."""

    def __init__(
        self,
        window: QMainWindow,
        table: dict[str, QAction],
        *,
        recent: Callable[[], Sequence[str]],
        reopen: Callable[[Sequence[Path]], object],
    ) -> None:
        super().__init__(window)
        self._recent = recent
        self._reopen = reopen
        self.menus: dict[str, QMenu] = {}
        for title in actions.MENUS:
            menu = QMenu(actions.translated(title), window)
            menu.setToolTipsVisible(False)
            window.menuBar().addMenu(menu)
            self.menus[title] = menu
        self.toolbar = QToolBar(self.tr("Tools"))
        self.toolbar.setObjectName("tools")
        self.toolbar.setMovable(False)
        self.toolbar.setIconSize(QSize(ICON_PIXELS, ICON_PIXELS))
        self.toolbar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.toolbar.setOrientation(Qt.Orientation.Vertical)
        self._fill(table)
        self.recent_menu = QMenu(window)
        table["recent"].setMenu(self.recent_menu)
        self.recent_menu.aboutToShow.connect(self._fill_recent)

    def _fill(self, table: dict[str, QAction]) -> None:
        for row in actions.ROWS:
            menu = self.menus[row.menu]
            if row.separated:
                menu.addSeparator()
            menu.addAction(table[row.id])
            if row.toolbar:
                if row.separated:
                    self.toolbar.addSeparator()
                self.toolbar.addAction(table[row.id])
        for action in self.toolbar.actions():
            button = self.toolbar.widgetForAction(action)
            if not action.isSeparator():
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
                button.setAccessibleName(action.text().rstrip("…"))

    def _fill_recent(self) -> None:
        self.recent_menu.clear()
        names = self._recent()
        for name in names:
            path = Path(name)
            action = self.recent_menu.addAction(f"{path.name}   ({path.parent})".replace("&", "&&"))
            action.triggered.connect(partial(self._on_recent, path))
        if not names:
            self.recent_menu.addAction(self.tr("Nothing yet")).setEnabled(False)

    def _on_recent(self, path: Path) -> None:
        self._reopen([path])
