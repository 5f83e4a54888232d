"""What a row of the table of actions is, the menus, and the facts that decide which rows make sense."""

from collections.abc import Callable
from dataclasses import dataclass

CONTEXT = "actions"


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Marks a text for lupdate, which knows this name; it is translated when it is shown."""
    return text


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides which actions make sense now."""

    photo: bool = False  # a photo is shown
    frames: bool = False  # the strip holds photos
    ready: bool = False  # the selected photos could be restored now
    running: bool = False
    edits: bool = False
    dirty: bool = False
    any_dirty: bool = False
    undo: bool = False
    redo: bool = False
    marked: bool = False  # damage is marked on the photo that is shown
    marking: bool = False  # a stroke or a shape is begun and not finished
    tool: bool = False  # a tool for marks is in the hand
    alpha: bool = False  # the photo that is shown has transparency


def _always(_: Facts) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Row:
    """One action. `slot` is the path of a method from the window; empty if something connects it itself."""

    id: str
    text: str
    menu: str
    slot: str
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    enabled: Callable[[Facts], bool] = _always
    toolbar: bool = False
    repeats: bool = True
    separated: bool = False  # a line above it in menu and toolbar


MENUS = (
    QT_TRANSLATE_NOOP("actions", "&File"),
    QT_TRANSLATE_NOOP("actions", "&Edit"),
    QT_TRANSLATE_NOOP("actions", "&View"),
    QT_TRANSLATE_NOOP("actions", "&Photo"),
    QT_TRANSLATE_NOOP("actions", "Mas&k"),
    QT_TRANSLATE_NOOP("actions", "&Models"),
    QT_TRANSLATE_NOOP("actions", "&Help"),
)
FILE, EDIT, VIEW, PHOTO, MASK, MODELS, HELP = MENUS
