"""The one table of actions: menus, toolbar, shortcuts and the shortcuts page come from it."""

import operator
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from restorer.ui import mask_actions, theme
from restorer.ui.action import (
    CONTEXT,
    EDIT,
    FILE,
    HELP,
    MASK,
    MENUS,
    MODELS,
    PHOTO,
    QT_TRANSLATE_NOOP,
    VIEW,
    Facts,
    Row,
)
from restorer.ui.language import in_own_language

__all__ = [
    "EDIT",
    "FILE",
    "GESTURES",
    "HELP",
    "MASK",
    "MENUS",
    "MODELS",
    "PHOTO",
    "ROWS",
    "VIEW",
    "Facts",
    "Row",
    "connect",
    "keys_text",
    "make",
    "set_text",
    "translated",
    "update",
]

ROWS: tuple[Row, ...] = (
    Row(
        "open", QT_TRANSLATE_NOOP("actions", "Open…"), FILE, "opening.choose_photos", ("Ctrl+O",), "open", toolbar=True
    ),
    Row(
        "open_folder",
        QT_TRANSLATE_NOOP("actions", "Open folder…"),
        FILE,
        "opening.choose_folder",
        ("Ctrl+Shift+O",),
        "folder",
    ),
    Row("recent", QT_TRANSLATE_NOOP("actions", "Open recent"), FILE, ""),
    Row(
        "save",
        QT_TRANSLATE_NOOP("actions", "Save beside the original"),
        FILE,
        "saves.save",
        ("Ctrl+S",),
        "save",
        enabled=lambda facts: facts.dirty,
        toolbar=True,
        separated=True,
    ),
    Row(
        "save_as",
        QT_TRANSLATE_NOOP("actions", "Save as…"),
        FILE,
        "saves.save_as",
        ("Ctrl+Shift+S",),
        enabled=lambda facts: facts.photo,
    ),
    Row(
        "save_all",
        QT_TRANSLATE_NOOP("actions", "Save all"),
        FILE,
        "saves.save_all",
        ("Ctrl+Alt+S",),
        enabled=lambda facts: facts.any_dirty,
    ),
    Row(
        "export_changes",
        QT_TRANSLATE_NOOP("actions", "Export change map…"),
        FILE,
        "looking.export_changes",
        enabled=lambda facts: facts.edits,
    ),
    Row(
        "close",
        QT_TRANSLATE_NOOP("actions", "Close photo"),
        FILE,
        "close_photos",
        ("Ctrl+W",),
        enabled=lambda facts: facts.frames,
        separated=True,
    ),
    Row("quit", QT_TRANSLATE_NOOP("actions", "Quit"), FILE, "close", ("Ctrl+Q",)),
    Row(
        "undo",
        QT_TRANSLATE_NOOP("actions", "Undo"),
        EDIT,
        "editing.undo",
        ("Ctrl+Z",),
        "undo",
        enabled=lambda facts: facts.undo,
        toolbar=True,
        separated=True,
    ),
    Row(
        "redo",
        QT_TRANSLATE_NOOP("actions", "Redo"),
        EDIT,
        "editing.redo",
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        "redo",
        enabled=lambda facts: facts.redo,
        toolbar=True,
    ),
    Row(
        "copy",
        QT_TRANSLATE_NOOP("actions", "Copy photo"),
        EDIT,
        "opening.copy",
        ("Ctrl+C",),
        enabled=lambda facts: facts.photo,
        separated=True,
    ),
    Row("paste", QT_TRANSLATE_NOOP("actions", "Paste photo"), EDIT, "opening.paste", ("Ctrl+V",)),
    Row(
        "select_all",
        QT_TRANSLATE_NOOP("actions", "Select all photos"),
        EDIT,
        "strip.selectAll",
        ("Ctrl+A",),
        enabled=lambda facts: facts.frames,
    ),
    Row(
        "delete_edit",
        QT_TRANSLATE_NOOP("actions", "Delete edit"),
        EDIT,
        "editing.remove",
        ("Ctrl+Backspace",),
        enabled=lambda facts: facts.edits,
        separated=True,
    ),
    Row(
        "fit",
        QT_TRANSLATE_NOOP("actions", "Fit in window"),
        VIEW,
        "stage.canvas.fit",
        ("Ctrl+0",),
        "fit",
        enabled=lambda facts: facts.photo,
        toolbar=True,
        separated=True,
    ),
    Row(
        "actual",
        QT_TRANSLATE_NOOP("actions", "Actual size (100 %)"),
        VIEW,
        "stage.canvas.actual_size",
        ("Ctrl+1",),
        "actual-size",
        enabled=lambda facts: facts.photo,
        toolbar=True,
    ),
    Row(
        "zoom_in",
        QT_TRANSLATE_NOOP("actions", "Zoom in"),
        VIEW,
        "stage.zoom_in",
        ("+", "=", "Ctrl++", "Ctrl+="),
        "zoom-in",
        enabled=lambda facts: facts.photo,
    ),
    Row(
        "zoom_out",
        QT_TRANSLATE_NOOP("actions", "Zoom out"),
        VIEW,
        "stage.zoom_out",
        ("-", "Ctrl+-"),
        "zoom-out",
        enabled=lambda facts: facts.photo,
    ),
    Row(
        "compare",
        QT_TRANSLATE_NOOP("actions", "Compare: split, side by side, off"),
        VIEW,
        "stage.canvas.cycle_compare",
        ("Y", "Shift+B"),
        "compare",
        enabled=lambda facts: facts.photo,
        toolbar=True,
        separated=True,
        repeats=False,
    ),
    Row(
        "original",
        QT_TRANSLATE_NOOP("actions", "Show the original while held"),
        VIEW,
        "stage.show_original",
        ("\\",),
        "original",
        enabled=lambda facts: facts.photo,
        repeats=False,
    ),
    Row(
        "loupe",
        QT_TRANSLATE_NOOP("actions", "Loupe"),
        VIEW,
        "stage.canvas.toggle_loupe",
        ("Z",),
        "loupe",
        enabled=lambda facts: facts.photo,
        toolbar=True,
        repeats=False,
    ),
    Row(
        "show_changes",
        QT_TRANSLATE_NOOP("actions", "Change map"),
        VIEW,
        "looking.toggle_changes",
        ("D",),
        enabled=lambda facts: facts.photo,
        separated=True,
        repeats=False,
    ),
    Row(
        "show_invented",
        QT_TRANSLATE_NOOP("actions", "Invented here"),
        VIEW,
        "looking.toggle_invented",
        ("I",),
        enabled=lambda facts: facts.photo,
        repeats=False,
    ),
    Row(
        "full_screen",
        QT_TRANSLATE_NOOP("actions", "Full screen"),
        VIEW,
        "toggle_full_screen",
        ("F11",),
        separated=True,
        repeats=False,
    ),
    Row(
        "restore",
        QT_TRANSLATE_NOOP("actions", "Restore"),
        PHOTO,
        "restoring.restore",
        ("Ctrl+Enter", "Ctrl+Return"),
        "restore",
        enabled=lambda facts: facts.ready,
        repeats=False,
    ),
    Row(
        "cancel",
        QT_TRANSLATE_NOOP("actions", "Cancel"),
        PHOTO,
        "cancel",
        ("Esc",),
        "cancel",
        enabled=lambda facts: facts.running or facts.marking,
        repeats=False,
    ),
    Row(
        "next",
        QT_TRANSLATE_NOOP("actions", "Next photo"),
        PHOTO,
        "strip.next_frame",
        ("PgDown",),
        enabled=lambda facts: facts.frames,
        separated=True,
    ),
    Row(
        "previous",
        QT_TRANSLATE_NOOP("actions", "Previous photo"),
        PHOTO,
        "strip.previous_frame",
        ("PgUp",),
        enabled=lambda facts: facts.frames,
    ),
    Row("denoise", QT_TRANSLATE_NOOP("actions", "Denoise"), PHOTO, "", ("1",), "denoise", separated=True),
    Row("deblur", QT_TRANSLATE_NOOP("actions", "Deblur"), PHOTO, "", ("2",), "deblur"),
    Row("inpaint", QT_TRANSLATE_NOOP("actions", "Inpaint"), PHOTO, "", ("3",), "inpaint"),
    Row("generate", QT_TRANSLATE_NOOP("actions", "Generate"), PHOTO, "", ("4",), "generate"),
    Row("oldphoto", QT_TRANSLATE_NOOP("actions", "Old photo"), PHOTO, "", ("5",), "photo"),
    Row("theme_system", QT_TRANSLATE_NOOP("actions", "Colours of the system"), VIEW, "", icon="system", separated=True),
    Row("theme_dark", QT_TRANSLATE_NOOP("actions", "Dark"), VIEW, "", icon="dark"),
    Row("theme_light", QT_TRANSLATE_NOOP("actions", "Light"), VIEW, "", icon="light"),
    Row(
        "settings",
        QT_TRANSLATE_NOOP("actions", "Settings…"),
        EDIT,
        "preferences.show",
        ("Ctrl+,",),
        "settings",
        separated=True,
    ),
    *mask_actions.ROWS,
    Row("models", QT_TRANSLATE_NOOP("actions", "Installed models…"), MODELS, "models.show"),
    Row("model_file", QT_TRANSLATE_NOOP("actions", "Use a model file…"), MODELS, "models.choose"),
    Row(
        "train",
        QT_TRANSLATE_NOOP("actions", "Train your own model…"),
        MODELS,
        "training.show",
        ("Ctrl+T",),
        separated=True,
    ),
    Row(
        "shortcuts",
        QT_TRANSLATE_NOOP("actions", "Keyboard shortcuts"),
        HELP,
        "help.show_shortcuts",
        ("F1", "H"),
        "help",
    ),
    Row("glossary", QT_TRANSLATE_NOOP("actions", "Words"), HELP, "help.show_glossary"),
    Row("diagnostics", QT_TRANSLATE_NOOP("actions", "Copy diagnostics"), HELP, "help.copy_diagnostics", separated=True),
    Row("about", QT_TRANSLATE_NOOP("actions", "About Restorer"), HELP, "help.show_about"),
)

_BY_ID = {row.id: row for row in ROWS}

# Keys and gestures that belong to a widget, for the shortcuts page only: (keys, what they do).
GESTURES: tuple[tuple[str, str], ...] = (
    (QT_TRANSLATE_NOOP("actions", "Wheel"), QT_TRANSLATE_NOOP("actions", "Zoom at the cursor")),
    (QT_TRANSLATE_NOOP("actions", "Space + drag, middle button"), QT_TRANSLATE_NOOP("actions", "Move the photo")),
    (QT_TRANSLATE_NOOP("actions", "Double click"), QT_TRANSLATE_NOOP("actions", "Fit, then 100 %")),
    (QT_TRANSLATE_NOOP("actions", "← →"), QT_TRANSLATE_NOOP("actions", "Previous and next photo, on photo and strip")),
    (
        QT_TRANSLATE_NOOP("actions", "Double click on a slider's name"),
        QT_TRANSLATE_NOOP("actions", "Back to its default"),
    ),
    *mask_actions.GESTURES,
)


def translated(text: str) -> str:
    """A text of this table in the person's language."""
    return QCoreApplication.translate(CONTEXT, text)


def keys_text(row: Row) -> str:
    """The row's keys as the platform writes them."""
    keys = [QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in row.shortcuts]
    return ", ".join(dict.fromkeys(keys))


def make(window: QWidget) -> dict[str, QAction]:
    """One QAction a row, added to the window; the keys are in every tooltip."""
    made: dict[str, QAction] = {}
    for row in ROWS:
        action = QAction(translated(row.text), window)
        action.setObjectName(row.id)
        action.setShortcuts([QKeySequence(key) for key in row.shortcuts])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setAutoRepeat(row.repeats)
        if row.icon:
            action.setIcon(theme.icon(row.icon))
        window.addAction(action)
        made[row.id] = action
        set_text(made, row.id, translated(row.text))
    return made


def connect(actions: dict[str, QAction], window: QWidget) -> None:
    """Connects every action to its slot; AttributeError if the window lacks one."""
    for row in ROWS:
        if row.slot:
            slot: Callable[[], object] = operator.attrgetter(row.slot)(window)
            actions[row.id].triggered.connect(_without_argument(slot))


def set_text(table: dict[str, QAction], key: str, text: str) -> None:
    """Changes an action's text, said in the person's language, and keeps the keys in its tooltip."""
    row, text = _BY_ID[key], in_own_language(text)
    table[key].setText(text)
    plain = text.rstrip("…")
    table[key].setToolTip(f"{plain} ({keys_text(row)})" if row.shortcuts else plain)


def update(actions: dict[str, QAction], facts: Facts) -> None:
    """Enables what makes sense now and disables the rest."""
    for row in ROWS:
        actions[row.id].setEnabled(row.enabled(facts))


def _without_argument(method: Callable[[], object]) -> Callable[[bool], None]:
    def slot(_checked: bool) -> None:
        method()

    return slot
