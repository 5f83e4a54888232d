"""What the window remembers of itself from one start to the next; not what a person sets."""

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QWidget

from restorer import settings
from restorer.ui.canvas import Canvas, Compare


def state() -> QSettings:
    """The file of it, in the settings folder."""
    return QSettings(str(settings.folder() / "window.ini"), QSettings.Format.IniFormat)


def keep(window: QWidget, canvas: Canvas) -> None:
    """Keeps place, size and comparison."""
    kept = state()
    kept.setValue("geometry", window.saveGeometry())
    kept.setValue("compare", canvas.compare.value)
    kept.sync()


def recall(window: QWidget, canvas: Canvas) -> None:
    """Puts the window as it was kept, as far as it was."""
    kept = state()
    geometry = kept.value("geometry")
    if isinstance(geometry, QByteArray):
        window.restoreGeometry(geometry)
    compare = kept.value("compare")
    if compare in [known.value for known in Compare]:
        canvas.set_compare(Compare(compare))


def is_first_split() -> bool:
    """True once ever: the split view opens by itself after the first restore, then as the person left it."""
    kept = state()
    if kept.value("split-shown", False, type=bool):
        return False
    kept.setValue("split-shown", True)
    return True
