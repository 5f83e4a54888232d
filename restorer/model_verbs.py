"""`restorer models`: what is installed, and how models come, are chosen, checked and go."""

import dataclasses
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from restorer import files, model_store, weights
from restorer.weights import Mode, Weights, WeightsError

app = typer.Typer(name="models", invoke_without_command=True, pretty_exceptions_enable=False)
Name = Annotated[str, typer.Argument(help="A model's name, as `restorer models` lists it.")]


@app.callback()
def models(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole model cards.")] = False,
) -> None:
    """Lists the models that are installed, with what they are for; each file is checked. Your own can come and go."""
    if context.invoked_subcommand is not None:
        return
    found, code = [], 0
    for name in (*weights.bundled(), *model_store.own()):
        try:
            found.append(model_store.read(name))
        except WeightsError as error:
            code = _complain(str(error))
    if as_json:
        cards = [{**dataclasses.asdict(one.card), "sha256": one.sha256, "file": str(one.path)} for one in found]
        print(json.dumps(cards, indent=2))
    elif found:
        Console().print(_table(found))
    elif code == 0:
        print("No models are installed. Name a .safetensors file with --model.")
    raise typer.Exit(code)


@app.command("import")
def bring_in(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A .safetensors file with a model card.")],
) -> None:
    """Takes a weights file among your own models."""
    from restorer import models as networks

    print(_done(lambda: model_store.install(path, fits=networks.load)))


@app.command()
def export(
    name: Name,
    out: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Where the copy goes.")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Let -o FILE replace a weights file.")] = False,
) -> None:
    """Writes a model's file, card and all."""
    _done(lambda: model_store.export(name, out, overwrite=overwrite))
    print(files.printable(out))


@app.command()
def remove(name: Name) -> None:
    """Deletes one of your own models."""
    _done(lambda: model_store.remove(name))


@app.command()
def verify(name: Name) -> None:
    """Compares a model's file with the SHA-256 on record, and prints it."""
    print(_done(lambda: model_store.verify(name)))


@app.command()
def enable(
    name: Annotated[str, typer.Argument(help="A model's name; empty gives the choice back to the program.")],
    mode: Annotated[Mode, typer.Option(help="For which mode it is used unless --model names another.")],
) -> None:
    """Makes a mode take this model from now on."""
    _done(lambda: model_store.enable(mode, name or None))


@app.command()
def convert(
    path: Annotated[Path, typer.Argument(metavar="FILE.pth", help="Weights that PyTorch saved; they are not changed.")],
    architecture: Annotated[str, typer.Option(help="Which of this program's networks the weights are of.")],
    out: Annotated[Path, typer.Option("--output", "-o", metavar="FILE.safetensors", help="Where the result goes.")],
    mode: Annotated[Mode, typer.Option(help="What the network is for.")] = Mode.DENOISE,
    title: Annotated[str, typer.Option(help="What it is, for its card.")] = "",
    licence: Annotated[str, typer.Option(help="Of the weights, for the card.")] = "",
    network: Annotated[str, typer.Option(metavar="JSON", help='Its sizes, as in {"width": 64, "blocks": 6}.')] = "",
) -> None:
    """Makes a weights file of this program from foreign ones, which are read in a locked-up process of their own."""
    from restorer import converting

    def made() -> str:
        wish = converting.Wish(architecture, mode, title or path.stem, licence, converting.sizes_of(network))
        return converting.convert(path, out, wish)

    print(_done(made))


def _done(what: Callable[[], Any]) -> Any:
    try:
        return what()
    except WeightsError as error:
        raise typer.Exit(_complain(str(error))) from error
    except OSError as error:
        raise typer.Exit(_complain(f"{error.filename or 'The file'} cannot be written: {error.strerror}.")) from error


def _complain(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 1


def _table(found: list[Weights]) -> Table:
    chosen = model_store.enabled()
    table = Table()
    for heading in ("Name", "For", "What it is", "Network"):
        table.add_column(heading)
    for heading in ("Parameters", "MB"):
        table.add_column(heading, justify="right")
    for one in found:
        count = sum(tensor.size for tensor in one.tensors.values())
        size = one.path.stat().st_size / 1e6
        mark = " *" if chosen.get(one.card.mode) == one.path.stem else ""
        cells = (one.path.stem + mark, str(one.card.mode), one.card.title, one.card.architecture)
        table.add_row(*(escape(cell) for cell in cells), f"{count:,}", f"{size:.1f}")
    if chosen:
        table.caption = "* chosen for its mode"
    return table
