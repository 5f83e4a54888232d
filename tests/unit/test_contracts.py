"""The import contracts hold, cover every module, and each refuses a violation planted for it."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
CONFIGURATION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
CONTRACTS: dict[str, dict[str, Any]] = {contract["id"]: contract for contract in CONFIGURATION["contracts"]}
_PARTS = ("animation", "decoding", "encoding", "formats", "metadata", "strips", "tiff")
PHOTO_PARTS = {f"restorer.photo_{part}" for part in _PARTS}
VERDICT = re.compile(r"^(?P<name>.+?) (?P<verdict>KEPT|BROKEN)\b", re.MULTILINE)


class Plant(NamedTuple):
    """One line added to one file, and the only contract that it breaks."""

    contract: str
    file: str
    line: str


PLANTS = [
    Plant("layers", "restorer/compose.py", "import restorer.document"),
    Plant("layers", "restorer/settings.py", "import restorer.photo"),
    Plant("layers", "restorer/ui/worker.py", "import restorer.cli"),
    Plant("training", "restorer/engine.py", "import training.config"),
    Plant("product", "training/config.py", "import restorer.cli"),
    Plant("window", "restorer/files.py", "def late():\n    import PySide6.QtGui"),
    Plant("window", "training/config.py", "import shiboken6"),
    Plant("numpy", "restorer/files.py", "import torch"),
    Plant("numpy", "restorer/tiles.py", "def late():\n    import safetensors.numpy"),
    Plant("images", "restorer/noise.py", "import PIL.Image"),
    Plant("images", "restorer/ui/worker.py", "import pyvips"),
    Plant("pickle", "training/config.py", "import pickle"),
    Plant("pickle", "restorer/weights.py", "def late():\n    from shelve import open"),
    Plant("network", "restorer/settings.py", "import urllib.request"),
    Plant("network", "restorer/ui/worker.py", "import socket"),
]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of both packages with the configuration."""
    for package in CONFIGURATION["root_packages"]:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", LINT]
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, timeout=120, check=False)


def broken(output: str) -> set[str]:
    """The ids of the contracts that the output calls broken; every contract must have a verdict."""
    verdicts = {found["name"]: found["verdict"] for found in VERDICT.finditer(output)}
    return {key for key, contract in CONTRACTS.items() if verdicts[contract["name"]] == "BROKEN"}


def module_names() -> set[str]:
    children = [
        path for path in (ROOT / "restorer").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    ]
    return {f"restorer.{path.stem}" for path in children} - {"restorer.__init__"}


def test_contracts_hold(tree: Path) -> None:
    done = lint(tree)
    assert done.returncode == 0, done.stdout + done.stderr
    assert broken(done.stdout) == set()


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: f"{plant.contract}-{plant.file}")
def test_planted_violation_is_refused(tree: Path, plant: Plant) -> None:
    file = tree / plant.file
    file.write_text(file.read_text(encoding="utf-8") + f"\n\n{plant.line}\n", encoding="utf-8")
    done = lint(tree)
    assert done.returncode == 1, done.stdout + done.stderr
    assert broken(done.stdout) == {plant.contract}


def test_module_without_a_place_is_refused(tree: Path) -> None:
    (tree / "restorer" / "stray.py").write_text('"""A stray."""\n', encoding="utf-8")
    done = lint(tree)
    assert done.returncode == 1, done.stdout + done.stderr
    assert broken(done.stdout) == {"layers"}
    assert "restorer.stray" in done.stdout


def test_every_contract_has_a_plant() -> None:
    assert {plant.contract for plant in PLANTS} == set(CONTRACTS)


@pytest.mark.parametrize(
    ("contract", "exempt"),
    [("window", {"restorer.__main__", "restorer.ui"}), ("images", {"restorer.photo", *PHOTO_PARTS})],
)
def test_contract_covers_every_other_module(contract: str, exempt: set[str]) -> None:
    assert set(CONTRACTS[contract]["source_modules"]) == (module_names() - exempt) | {"training"}


def early_imports(path: Path) -> set[str]:
    """The modules that a file imports when it is imported itself, as dotted names."""
    found: set[str] = set()
    pending: list[ast.AST] = list(ast.parse(path.read_text(encoding="utf-8")).body)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            pending += node.orelse
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            pending += ast.iter_child_nodes(node)
    return found


def loads_early(start: Path, refused: str, root: Path = ROOT) -> list[str]:
    """The chain of modules by which importing `start` imports `refused` at once; empty if it does not."""
    seen: set[Path] = set()
    pending = [(start, [start.relative_to(root).as_posix()])]
    while pending:
        path, chain = pending.pop()
        if path in seen:
            continue
        seen.add(path)
        for name in early_imports(path):
            if name.split(".")[0] == refused:
                return [*chain, name]
            base = root.joinpath(*name.split("."))
            candidates = (base.with_suffix(".py"), base / "__init__.py")
            pending += [(file, [*chain, name]) for file in candidates if file.exists()]
    return []


@pytest.mark.parametrize(
    "path",
    [ROOT / "restorer" / "__main__.py", ROOT / "restorer" / "cli.py", *sorted((ROOT / "restorer" / "ui").glob("*.py"))],
    ids=lambda path: path.name,
)
def test_window_and_commands_start_without_torch(path: Path) -> None:
    assert loads_early(path, "torch") == []


def test_early_torch_is_seen(tree: Path) -> None:
    worker = tree / "restorer" / "ui" / "worker.py"
    worker.write_text("import restorer.models\n" + worker.read_text(encoding="utf-8"), encoding="utf-8")
    assert loads_early(worker, "torch", tree)[:2] == ["restorer/ui/worker.py", "restorer.models"]
