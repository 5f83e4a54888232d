"""`python -m training`: train, evaluate, export, all from committed configs."""

import dataclasses
import json
from pathlib import Path
from typing import Annotated

import torch
import typer

from training import config as configs
from training.loop import train

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def about() -> None:
    """Train, measure and export the networks of Restorer."""


@app.command("train")
def train_command(
    config: Annotated[Path, typer.Argument(help="A file of training/configs.")],
    data: Annotated[Path, typer.Option(help="The folder that holds the config's data sources.")] = Path("data"),
    out: Annotated[Path, typer.Option(help="Where checkpoint, curves and logs go.")] = Path("runs"),
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the checkpoint in --out.")] = False,
    budget: Annotated[str, typer.Option(help="20000steps, 90m, 2h; instead of the config's.")] = "",
    device: Annotated[str, typer.Option(help="auto, cpu, cuda, mps.")] = "auto",
    precision: Annotated[str, typer.Option(help="32-true, bf16-mixed or 16-mixed.")] = "32-true",
    threads: Annotated[int, typer.Option(help="Threads on a CPU; 0 leaves it to torch.")] = 0,
) -> None:
    """Train a network; prints a line of JSON a report."""
    if threads:
        torch.set_num_threads(threads)
    run = configs.read(config)
    if budget:
        run = dataclasses.replace(run, budget=budget)
    for report in train(run, data_root=data, out=out, resume=resume, device=device, precision=precision):
        if report.held_out is not None or report.step % 500 == 0:
            print(json.dumps(dataclasses.asdict(report)), flush=True)


if __name__ == "__main__":
    app()
