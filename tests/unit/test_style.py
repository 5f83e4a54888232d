"""The house rules that a linter does not know: lengths, docstrings, no pickle, no network, no foreign paths."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE_FOLDERS = ("restorer", "training", "tests", "packaging")
MAX_FILE_LINES = 450
MAX_FUNCTION_LINES = 60
MAX_PARAMETERS = 6  # besides self; the house wants 5; commands, which have one for each option, are exempt
COMMAND_FILES = {"__main__.py", "cli.py", "measuring_verb.py", "model_verbs.py"}
TEXT_SUFFIXES = {".md", ".py", ".sh", ".svg", ".toml", ".txt", ".yml"}
# Spelled apart, so that this file does not break its own rule.
PLACES = [re.compile(f"(?<![\\w.])/{name}/") for name in ("work", "root", "mnt")]
PLACES += [re.compile(f"(?<![\\w.])/opt/{name}") for name in ("wheels", "pypi")]
UNSAFE_CALLS = {"torch.load", "torch.save", "torch.jit.load", "np.load", "numpy.load", "eval", "exec", "os.system"}
FOREIGN = "restorer/converting.py"  # the only place that reads what PyTorch saved, in a locked-up process
NETWORK_NAMES = {"QtNetwork", "load_state_dict_from_url", "urlopen"}


def code_files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py") if path.is_file())


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def dotted(node: ast.expr) -> str:
    return ast.unparse(node) if isinstance(node, ast.Name | ast.Attribute) else ""


def calls(tree: ast.Module, names: set[str]) -> list[int]:
    return [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Call) and dotted(node.func) in names]


def long_functions(tree: ast.Module) -> list[str]:
    lengths = ((node.name, (node.end_lineno or 0) - node.lineno + 1) for node in functions(tree))
    return [f"{name} has {length} lines" for name, length in lengths if length > MAX_FUNCTION_LINES]


def boolean_positionals(tree: ast.Module) -> list[str]:
    found = []
    for node in functions(tree):
        defaults = node.args.defaults
        paired = node.args.args[len(node.args.args) - len(defaults) :]
        for argument, default in zip(paired, defaults, strict=True):
            if isinstance(default, ast.Constant) and isinstance(default.value, bool):
                found.append(f"{node.name}({argument.arg}) in line {node.lineno}")
    return found


def crowded_functions(tree: ast.Module) -> list[str]:
    found = []
    for node in functions(tree):
        arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        count = len([argument for argument in arguments if argument.arg not in ("self", "cls")])
        if count > MAX_PARAMETERS:
            found.append(f"{node.name} has {count} parameters")
    return found


def places(text: str) -> list[str]:
    return [f"line {text[: hit.start()].count(chr(10)) + 1}" for pattern in PLACES for hit in pattern.finditer(text)]


def text_files() -> list[Path]:
    found = [path for path in ROOT.iterdir() if path.is_file() and path.suffix in TEXT_SUFFIXES]
    for folder in (*CODE_FOLDERS, "resources", ".ci"):
        found += [
            path
            for path in (ROOT / folder).rglob("*")
            if path.is_file() and (path.suffix in TEXT_SUFFIXES or folder == ".ci") and "__pycache__" not in path.parts
        ]
    return sorted(found)


@pytest.mark.parametrize("path", code_files(*CODE_FOLDERS), ids=name_of)
def test_file(path: Path) -> None:
    tree = tree_of(path)
    docstring = ast.get_docstring(tree) or ""
    assert docstring.split("\n")[0].rstrip().endswith((".", "!", "?")), "the module docstring starts with one sentence"
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_FILE_LINES
    assert long_functions(tree) == []
    assert calls(tree, UNSAFE_CALLS - ({"torch.load"} if name_of(path) == FOREIGN else set())) == []


def test_foreign_weights_are_only_read_as_weights() -> None:
    tree = tree_of(ROOT / FOREIGN)
    loads = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and dotted(node.func) == "torch.load"]
    assert [{ast.unparse(word) for word in node.keywords} for node in loads] == [
        {"map_location='cpu'", "weights_only=True"}
    ]


@pytest.mark.parametrize("path", code_files("restorer"), ids=name_of)
def test_product_file(path: Path) -> None:
    tree = tree_of(path)
    if path.name not in COMMAND_FILES:
        assert calls(tree, {"print"}) == []
        assert boolean_positionals(tree) == []
        assert crowded_functions(tree) == []
    used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    used |= {
        name.name.split(".")[-1] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for name in node.names
    }
    used |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name for name in used if name.split(".")[-1] in NETWORK_NAMES} == set()
    assert [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Global)] == [], "no mutable globals"


def test_no_place_of_one_machine_is_named() -> None:
    found = {name_of(path): places(path.read_text(encoding="utf-8")) for path in text_files()}
    assert {name: hits for name, hits in found.items() if hits} == {}


def test_public_names_have_docstrings() -> None:
    missing = []
    for path in code_files("restorer", "training"):
        for node in tree_of(path).body:
            public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
            if public and not ast.get_docstring(node):
                missing.append(f"{name_of(path)}: {node.name}")
    assert missing == []


def test_checks_see_what_they_are_for() -> None:
    long = "def f():\n" + "    x = 1\n" * MAX_FUNCTION_LINES
    assert long_functions(ast.parse(long)) == [f"f has {MAX_FUNCTION_LINES + 1} lines"]
    assert boolean_positionals(ast.parse("def f(a, b=True, *, c=False): pass")) == ["f(b) in line 1"]
    assert crowded_functions(ast.parse("def f(self, a, b, c, d, e, f, g): pass")) == ["f has 7 parameters"]
    assert calls(ast.parse("import torch\ntorch.load('x')"), UNSAFE_CALLS) == [2]
    assert calls(ast.parse("model.load('x')"), UNSAFE_CALLS) == []
    assert places("x\nsee /" + "work/main/x") == ["line 2"]
    assert places("https://example.org/" + "work/main") == []
    assert len(code_files("restorer")) > 5
    assert ROOT / "pyproject.toml" in text_files()
