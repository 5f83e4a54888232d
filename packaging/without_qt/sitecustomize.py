"""With this folder on PYTHONPATH, Qt cannot be imported, in this process or its children."""

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

REFUSED = {"PySide6", "shiboken6"}


class Refuse:
    """A meta-path finder that refuses Qt and leaves everything else to the others."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Raises ModuleNotFoundError for Qt."""
        if name.partition(".")[0] in REFUSED:
            raise ModuleNotFoundError(f"No module named {name!r}: it is refused here", name=name)
        return None


sys.meta_path.insert(0, Refuse())
