"""The sentences that reach the window from the code below it, found in that code; fields become {0}, {1} and so on.

Below the window everything is said in English. Collected are: what an error for a person says, every other literal that
reads as a sentence, the steps that can be undone, and what stands in a field of one of these where the code shows what
that can be (`known = "none are installed" if ... else ...`), so that it can be translated on its own.
"""

import ast
import itertools
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import product

Function = ast.FunctionDef | ast.AsyncFunctionDef

# What only the command line or a developer's tool says.
SILENT = {
    "restorer": {"__main__", "bench", "bench_pictures", "cli", "finding", "gallery", "measuring_verb", "model_verbs",
                 "options", "origin", "parts", "provenance", "series", "ui/app",
                 "ui/mask_actions"},
    "training": {"__main__", "attributions", "bench_training", "command", "critics", "curves", "engines",
                 "evaluate_denoise", "evaluate_detect", "evaluate_generate", "evaluate_inpaint", "evaluate_repair",
                 "event_log", "export", "figures", "judging", "nearness", "peers", "perception", "pictures",
                 "reproduction", "samples", "sharpeners", "sliced_wasserstein"},
}  # fmt: skip
# Errors of the language that are for programmers, but for these modules: there they are told as a reason.
PROGRAMMERS = {"AssertionError", "AttributeError", "IndexError", "KeyError", "NotImplementedError", "OSError",
               "PartError", "PermissionError", "RuntimeError", "TypeError", "ValueError"}  # fmt: skip
TOLD_AS_REASONS = {"converting", "fields", "files", "packing", "photo_strips", "precision", "session", "sessions",
                   "weights"}  # fmt: skip
STEPS = {"_change", "_put", "_reshape", "begin", "change", "cover"}  # calls that take the name of a step
LISTS = {"notices", "warnings"}  # what is appended to one of these is said
# What a system says of files, as on Linux: elsewhere some of it is said otherwise, and stays as it is said.
_SYSTEM = (
    "Permission denied", "Device or resource busy", "Disk quota exceeded", "File exists", "File too large",
    "Invalid argument", "Input/output error", "Is a directory", "Too many levels of symbolic links",
    "Too many open files", "File name too long", "No such device", "No such file or directory",
    "Cannot allocate memory", "No space left on device", "Not a directory", "Directory not empty",
    "No such device or address", "Operation not permitted", "Read-only file system", "Stale file handle",
    "Connection timed out", "Text file busy",
)  # fmt: skip
_DEPTH = 8  # steps from a field to the literals it can hold
_FIELD = re.compile(r"\{\d+\}")
_PART = re.compile(r"\S .*[A-Za-z]{3}|[A-Z][a-z]{3,}")  # several words, or one that begins a sentence


def collected(root: Path = product.ROOT) -> list[str]:
    """Every template once, sorted; raises ValueError for one whose words are too few to be recognised."""
    found = set(_SYSTEM)
    for path in files(root):
        found |= set(in_code(path.read_text(encoding="utf-8"), path.stem, is_window=path.parent.name == "ui"))
    for text in found:
        if _FIELD.search(text) and len(re.findall(r"[A-Za-z]", _FIELD.sub("", text))) < 4:
            raise ValueError(f"{text!r} has too few words of its own to be told from other texts")
    return sorted(found)


def titles(root: Path = product.ROOT) -> list[str]:
    """The titles of the models that come with the program, as the runs that make them say."""
    runs = (root / "training" / "configs").glob("*.toml")
    return sorted({tomllib.loads(path.read_text(encoding="utf-8"))["title"] for path in runs})


def files(root: Path) -> list[Path]:
    """The modules whose sentences reach the window."""
    return [
        path
        for package, silent in SILENT.items()
        for path in sorted((root / package).rglob("*.py"))
        if path.relative_to(root / package).with_suffix("").as_posix() not in silent
    ]


def in_code(text: str, module: str, *, is_window: bool = False) -> Iterator[str]:
    """The templates in one module; in the window's own only what is not given to its translator."""
    code = _Code(ast.parse(text))
    reasons = module in TOLD_AS_REASONS
    for node in code.nodes:
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rsplit(".", 1)[-1]
            if name.endswith("Error") and node.args and (reasons or name not in PROGRAMMERS):
                said = node.args[1] if name in ("OSError", "PermissionError") and len(node.args) > 1 else node.args[0]
                yield from code.templates(said, is_whole=True)
            elif name in STEPS:
                for argument in node.args:
                    yield from code.templates(argument, is_whole=True)
            elif name == "append" and LISTS & set(ast.unparse(node.func).split(".")):
                yield from code.templates(node.args[0], is_whole=True)
        elif code.is_said(node, is_window=is_window):
            yield from code.templates(node, is_whole=True)


class _Code:
    """One module, with what is needed to look from a name to the literals it can stand for."""

    def __init__(self, tree: ast.Module) -> None:
        self.parents: dict[ast.AST, ast.AST] = {}
        self.nodes: list[ast.AST] = [tree]
        for node in self.nodes:  # grows as it goes
            children = list(ast.iter_child_nodes(node))
            self.nodes += children
            self.parents |= dict.fromkeys(children, node)
        self.functions = {node.name: node for node in self.nodes if isinstance(node, Function)}
        self._top = tree.body

    def is_said(self, node: ast.AST, *, is_window: bool) -> bool:
        """Whether a literal reads as a sentence and is for a person."""
        if not isinstance(node, ast.JoinedStr | ast.Constant) or isinstance(self.parents.get(node), ast.JoinedStr):
            return False
        if is_window and isinstance(node, ast.Constant):
            return False  # given to tr, or nothing that is said
        template = template_of(node)
        if not template.endswith((".", "?", "!")) or "\n" in template or not re.search(r"[a-z]{2}.* ", template):
            return False
        around = self.parents.get(node)
        return not isinstance(around, ast.Expr) and not self._is_for_programmers(node)

    def _is_for_programmers(self, node: ast.AST) -> bool:
        """Whether it is part of an error of the language, or a help text of a setting, which has its own place."""
        while (node := self.parents[node]) and not isinstance(node, ast.stmt):
            name = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if name.rsplit(".", 1)[-1] in PROGRAMMERS | {"_setting", "Option", "Argument"}:
                return True
        return isinstance(node, ast.Assign | ast.AnnAssign) and ast.unparse(node).startswith("_SENTENCES")

    def templates(self, node: ast.AST, *, is_whole: bool, depth: int = 0) -> Iterator[str]:
        """What an expression can say, and what its fields can hold; `is_whole` for what is said on its own."""
        for literal in self._literals(node, depth):
            template = template_of(literal)
            if is_whole or _PART.search(template):
                if re.search(r"[A-Za-z]", _FIELD.sub("", template)):
                    yield template
                if isinstance(literal, ast.JoinedStr) and depth < _DEPTH:
                    for part in literal.values:
                        if isinstance(part, ast.FormattedValue):
                            yield from self.templates(part.value, is_whole=False, depth=depth + 1)

    def _literals(self, node: ast.AST, depth: int) -> Iterator[ast.JoinedStr | ast.Constant]:
        if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            yield node
        elif depth < _DEPTH:
            for one in self._choices(node):
                yield from self._literals(one, depth + 1)

    def _choices(self, node: ast.AST) -> Iterable[ast.AST]:
        """The expressions that one can be the value of."""
        if isinstance(node, ast.IfExp):
            return (node.body, node.orelse)
        if isinstance(node, ast.BoolOp | ast.Dict):
            return node.values
        if isinstance(node, ast.Name):
            return self._values_of(node)
        if isinstance(node, ast.Subscript):
            return (node.value,) if isinstance(node.value, ast.Name) and node.value.id.isupper() else ()
        if isinstance(node, ast.Call):
            return self._answers(node)
        return ()

    def _answers(self, call: ast.Call) -> Iterable[ast.AST]:
        if isinstance(call.func, ast.Name) and call.func.id in self.functions:
            body = ast.walk(self.functions[call.func.id])
            return [node.value for node in body if isinstance(node, ast.Return) and node.value is not None]
        if isinstance(call.func, ast.Attribute) and call.func.attr == "get":
            return (call.func.value, *call.args[1:])
        if isinstance(call.func, ast.Attribute) and call.func.attr == "lower":
            return (call.func.value,)
        return ()

    def _values_of(self, name: ast.Name) -> Iterator[ast.AST]:
        """What is assigned to a name in its function or in the module, or given for it where it is a parameter."""
        function = self._function_of(name)
        for place in [function] if function is not None else []:
            yield from _assigned(ast.walk(place), name.id)
            parameters = [one.arg for one in (*place.args.posonlyargs, *place.args.args)]
            if name.id in parameters:
                yield from self._given(place.name, parameters.index(name.id))
        yield from _assigned(self._top, name.id)

    def _given(self, function: str, position: int) -> Iterator[ast.AST]:
        for node in self.nodes:
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == function:
                yield from node.args[position : position + 1]

    def _function_of(self, node: ast.AST) -> Function | None:
        at: ast.AST | None = node
        while at is not None and not isinstance(at, Function):
            at = self.parents.get(at)
        return at


def template_of(node: ast.AST) -> str:
    """A literal with its fields numbered; fields that touch are one. Spaces around it are no part of it."""
    if isinstance(node, ast.Constant):
        return str(node.value).strip() if isinstance(node.value, str) else ""
    assert isinstance(node, ast.JoinedStr)
    numbers = itertools.count()
    parts: list[str] = []
    for is_text, group in itertools.groupby(node.values, lambda part: isinstance(part, ast.Constant)):
        texts = "".join(str(part.value) for part in group if isinstance(part, ast.Constant))
        parts.append(texts if is_text else f"{{{next(numbers)}}}")
    return "".join(parts).strip()


def _assigned(nodes: Iterable[ast.AST], name: str) -> Iterator[ast.AST]:
    for node in nodes:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(target, ast.Name) and target.id == name for target in targets):
                yield node.value
