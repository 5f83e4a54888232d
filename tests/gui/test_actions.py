"""The table of actions: every row works, no two rows claim one key, menus and the shortcuts page come from it."""

import operator
from collections import Counter

from PySide6.QtGui import QKeySequence

from restorer import resources
from restorer.ui import actions, mask_actions
from restorer.ui.dialogs import shortcut_lines
from restorer.ui.window import Window

CONNECTED_BY_THE_WINDOW = {
    "show_marks", *(row.id for row in mask_actions.TOOLS),
    "recent", "denoise", "deblur", "inpaint", "generate", "oldphoto", "theme_system", "theme_dark", "theme_light",
}  # fmt: skip


def test_ids_and_keys_are_unique() -> None:
    keys = Counter(QKeySequence(key).toString() for row in actions.ROWS for key in row.shortcuts)
    assert [key for key, count in keys.items() if count > 1] == []
    assert "" not in keys, "a key that Qt does not know"
    assert len({row.id for row in actions.ROWS}) == len(actions.ROWS)


def test_every_row_has_a_slot_an_icon_that_exists_and_a_menu(window: Window) -> None:
    for row in actions.ROWS:
        assert row.menu in actions.MENUS
        if row.icon:
            assert (resources.folder("icons") / f"{row.icon}.svg").is_file()
        if row.slot:
            assert callable(operator.attrgetter(row.slot)(window))
    assert {row.id for row in actions.ROWS if not row.slot} == CONNECTED_BY_THE_WINDOW


def test_keys_that_people_know() -> None:
    keys = {row.id: row.shortcuts for row in actions.ROWS}
    assert keys["redo"] == ("Ctrl+Shift+Z", "Ctrl+Y")
    assert set(keys["restore"]) == {"Ctrl+Return", "Ctrl+Enter"}
    assert keys["cancel"] == ("Esc",)
    modes = ("denoise", "deblur", "inpaint", "generate", "oldphoto")
    assert [keys[mode] for mode in modes] == [("1",), ("2",), ("3",), ("4",), ("5",)]
    assert keys["original"] == ("\\",)
    assert "Y" in keys["compare"]
    assert set(keys["shortcuts"]) == {"F1", "H"}


def test_tooltips_name_the_keys(window: Window) -> None:
    assert window.table["undo"].toolTip() == "Undo (Ctrl+Z)"
    actions.set_text(window.table, "undo", "Undo denoise")
    assert window.table["undo"].text() == "Undo denoise"
    assert window.table["undo"].toolTip() == "Undo denoise (Ctrl+Z)"


def test_every_key_is_on_the_shortcuts_page() -> None:
    page = {text: keys for keys, text in shortcut_lines() if keys}
    for row in actions.ROWS:
        if row.shortcuts:
            assert page[row.text.rstrip("…")] == actions.keys_text(row)


def test_every_action_is_in_a_menu(window: Window) -> None:
    for row in actions.ROWS:
        assert window.table[row.id] in window.menus.menus[row.menu].actions()
    on_toolbar = [action.objectName() for action in window.menus.toolbar.actions() if not action.isSeparator()]
    assert on_toolbar == [row.id for row in actions.ROWS if row.toolbar]


def test_what_makes_no_sense_is_disabled(window: Window) -> None:
    enabled = {name for name, action in window.table.items() if action.isEnabled()}
    assert not enabled & {"save", "save_as", "save_all", "undo", "redo", "restore", "cancel", "fit", "compare"}
    assert {"open", "open_folder", "paste", "quit", "shortcuts", "denoise"} <= enabled
