"""Writes TOML; Python's own library only reads it, and the tables kept here need a fraction of what a writer can do."""

from collections.abc import Mapping
from typing import Any


def to_toml(tables: Mapping[str, Any]) -> str:
    """Nested tables as a TOML 1.0 document that `tomllib` reads back as the same values.

    Takes texts, numbers, booleans, lists of these, tables and lists of tables. Raises ValueError for a text that is
    not Unicode, as the names of some files are, and TypeError for a value of another kind.
    """
    return "\n".join(_lines(tables, ()))


def value_of(value: object) -> str:
    """One value as TOML writes it on a line: a text, a number, a boolean, a list of these; a table as an inline one."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise ValueError(f"not Unicode: {value!r}")
        return '"' + "".join(_escaped(character) for character in value) + '"'
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(value_of(entry) for entry in value) + "]"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {value_of(entry)}" for key, entry in value.items()) + " }"
    raise TypeError(f"no TOML for {type(value).__name__}")


def _lines(table: Mapping[str, Any], path: tuple[str, ...]) -> list[str]:
    """Plain values first: what follows a table's head belongs to it."""
    nested = {key: value for key, value in table.items() if _is_table(value)}
    lines = [f"{_key(key)} = {value_of(value)}" for key, value in table.items() if key not in nested]
    for key, value in nested.items():
        inner = (*path, key)
        name = ".".join(map(_key, inner))
        if isinstance(value, Mapping):
            lines += ["", f"[{name}]", *_lines(value, inner)]
            continue
        for entry in value:
            lines += ["", f"[[{name}]]", *_lines(entry, inner)]
    return [*lines, ""] if not path else lines


def _is_table(value: object) -> bool:
    is_list = isinstance(value, list | tuple) and len(value) > 0 and all(isinstance(entry, Mapping) for entry in value)
    return isinstance(value, Mapping) or is_list


def _key(key: str) -> str:
    is_bare = key.isascii() and key.replace("-", "").replace("_", "").isalnum()
    return key if is_bare else value_of(key)


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    return character if ord(character) >= 32 and ord(character) != 127 else f"\\u{ord(character):04x}"
