"""The rows of the table of actions that mark damage: tools, changes of the marks, marks in files."""

from restorer.ui.action import MASK, QT_TRANSLATE_NOOP, Facts, Row

TOOL_PREFIX = "tool_"  # the rest of such an id is the tool's name


def _photo(facts: Facts) -> bool:
    return facts.photo


def _marked(facts: Facts) -> bool:
    return facts.marked


def _tool(name: str, text: str, key: str, icon: str, *, separated: bool = False) -> Row:
    return Row(
        TOOL_PREFIX + name,
        text,
        MASK,
        "",
        (key,),
        icon,
        toolbar=True,
        repeats=False,
        separated=separated,
    )


def _change(name: str, text: str, slot: str, keys: tuple[str, ...] = (), icon: str = "") -> Row:
    return Row(name, text, MASK, slot, keys, icon, enabled=_marked, repeats=False)


def _brush(name: str, text: str, slot: str, keys: tuple[str, ...], *, separated: bool = False) -> Row:
    return Row(name, text, MASK, slot, keys, enabled=lambda facts: facts.tool, separated=separated)


TOOLS: tuple[Row, ...] = (
    _tool("hand", QT_TRANSLATE_NOOP("actions", "Hand: move the photo"), "V", "hand", separated=True),
    _tool("brush", QT_TRANSLATE_NOOP("actions", "Brush"), "B", "brush"),
    _tool("eraser", QT_TRANSLATE_NOOP("actions", "Eraser"), "E", "eraser"),
    _tool("lasso", QT_TRANSLATE_NOOP("actions", "Lasso"), "L", "lasso"),
    _tool("polygon", QT_TRANSLATE_NOOP("actions", "Polygon"), "Shift+L", "polygon"),
    _tool("rectangle", QT_TRANSLATE_NOOP("actions", "Rectangle"), "R", "rectangle"),
    _tool("ellipse", QT_TRANSLATE_NOOP("actions", "Ellipse"), "Shift+R", "ellipse"),
    _tool("wand", QT_TRANSLATE_NOOP("actions", "Magic wand"), "W", "wand"),
)

ROWS: tuple[Row, ...] = (
    *TOOLS,
    Row(
        "show_marks",
        QT_TRANSLATE_NOOP("actions", "Show the marks"),
        MASK,
        "",
        ("M",),
        "mask",
        toolbar=True,
        repeats=False,
        separated=True,
    ),
    _brush("swap", QT_TRANSLATE_NOOP("actions", "Swap marking and erasing"), "marking.swap", ("X",), separated=True),
    _brush("brush_smaller", QT_TRANSLATE_NOOP("actions", "Smaller brush"), "marking.shrink_brush", ("[",)),
    _brush("brush_larger", QT_TRANSLATE_NOOP("actions", "Larger brush"), "marking.grow_brush", ("]",)),
    _brush("brush_softer", QT_TRANSLATE_NOOP("actions", "Softer brush"), "marking.soften_brush", ("Shift+[", "{")),
    _brush("brush_harder", QT_TRANSLATE_NOOP("actions", "Harder brush"), "marking.harden_brush", ("Shift+]", "}")),
    Row(
        "mask_all",
        QT_TRANSLATE_NOOP("actions", "Mark everything"),
        MASK,
        "masks.fill",
        ("Ctrl+Shift+A",),
        enabled=_photo,
        repeats=False,
        separated=True,
    ),
    _change("mask_clear", QT_TRANSLATE_NOOP("actions", "Clear the marks"), "masks.clear", ("Ctrl+D",)),
    Row(
        "mask_invert",
        QT_TRANSLATE_NOOP("actions", "Invert the marks"),
        MASK,
        "masks.invert",
        ("Ctrl+Shift+I",),
        enabled=_photo,
        repeats=False,
    ),
    _change("mask_grow", QT_TRANSLATE_NOOP("actions", "Grow the marks"), "masks.grow", ("Ctrl+]",), "grow"),
    _change("mask_shrink", QT_TRANSLATE_NOOP("actions", "Shrink the marks"), "masks.shrink", ("Ctrl+[",), "shrink"),
    _change(
        "mask_feather", QT_TRANSLATE_NOOP("actions", "Feather the marks"), "masks.feather", ("Shift+F6",), "feather"
    ),
    Row(
        "damage_find",
        QT_TRANSLATE_NOOP("actions", "Find damage"),
        MASK,
        "finder.look",
        ("F6",),
        enabled=_photo,
        repeats=False,
        separated=True,
    ),
    Row("damage_next", QT_TRANSLATE_NOOP("actions", "Next damage"), MASK, "finder.next", ("N",), enabled=_photo),
    Row(
        "damage_previous",
        QT_TRANSLATE_NOOP("actions", "Previous damage"),
        MASK,
        "finder.previous",
        ("Shift+N",),
        enabled=_photo,
    ),
    Row("damage_accept", QT_TRANSLATE_NOOP("actions", "It is damage"), MASK, "finder.accept", ("A",), enabled=_photo),
    Row(
        "damage_reject",
        QT_TRANSLATE_NOOP("actions", "It is no damage"),
        MASK,
        "finder.reject",
        ("Shift+A",),
        enabled=_photo,
    ),
    Row(
        "mask_import",
        QT_TRANSLATE_NOOP("actions", "Import a mask…"),
        MASK,
        "masks.choose_import",
        enabled=_photo,
        separated=True,
    ),
    Row(
        "mask_alpha",
        QT_TRANSLATE_NOOP("actions", "Mark what is transparent"),
        MASK,
        "masks.mark_transparent",
        enabled=lambda facts: facts.alpha,
    ),
    Row("mask_export", QT_TRANSLATE_NOOP("actions", "Export the mask…"), MASK, "masks.choose_export", enabled=_marked),
)

# Keys and gestures of the tools, for the shortcuts page only.
GESTURES: tuple[tuple[str, str], ...] = (
    (QT_TRANSLATE_NOOP("actions", "Alt + drag, right button"), QT_TRANSLATE_NOOP("actions", "Take marks away")),
    (QT_TRANSLATE_NOOP("actions", "Shift + click"), QT_TRANSLATE_NOOP("actions", "Brush straight from the last point")),
    (QT_TRANSLATE_NOOP("actions", "Shift + drag, Alt + wheel"), QT_TRANSLATE_NOOP("actions", "Brush size")),
    (QT_TRANSLATE_NOOP("actions", "Enter, double click"), QT_TRANSLATE_NOOP("actions", "Close the polygon")),
    (QT_TRANSLATE_NOOP("actions", "Backspace"), QT_TRANSLATE_NOOP("actions", "Take the polygon's last corner away")),
)
