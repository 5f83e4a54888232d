"""The names and the version that every package carries; the version is stated once, in `restorer/__init__.py`."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = "restorer"
TITLE = "Restorer"
SUMMARY = "Repairs photographs and can prove what it changed"
LICENCE = "Apache-2.0"
HOME = "usr/lib/restorer"  # where the .deb puts the bundle


def version() -> str:
    """The version without importing the package."""
    tree = ast.parse((ROOT / "restorer" / "__init__.py").read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__version__":
            return str(ast.literal_eval(node.value))
    raise ValueError("restorer/__init__.py states no __version__")


VERSION = version()
