"""`restorer train` and `restorer bench --train`; `python -m training train` is the same."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

INTERRUPTED = 130  # what shells report after Ctrl+C

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def train(
    config: Annotated[Path, typer.Argument(metavar="CONFIG.toml", help="The run: a file of training/configs.")],
    data: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FOLDER|TAR",
            help="Photos to learn from instead of the config's, may be given again; or the folder those lie in.",
        ),
    ] = None,
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Where everything of this run goes.")] = Path("runs"),
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the checkpoint in --out.")] = False,
    budget: Annotated[str, typer.Option(help="20000steps, 90m, 2h; instead of the config's.")] = "",
    device: Annotated[str, typer.Option(help="auto, cpu, cuda, mps.")] = "auto",
    precision: Annotated[str, typer.Option(help="32-true, bf16-mixed or 16-mixed.")] = "32-true",
    threads: Annotated[int, typer.Option(min=0, help="Threads on a CPU; 0 leaves it to torch.")] = 0,
    devices: Annotated[int, typer.Option(min=1, help="Processes on this machine; they share each batch.")] = 1,
    nodes: Annotated[int, typer.Option(min=1, help="Machines, started by torchrun or Slurm.")] = 1,
    strategy: Annotated[str, typer.Option(help="auto or ddp.")] = "auto",
    progress: Annotated[str, typer.Option(metavar="text|json", help="What is printed.")] = "text",
    trial: Annotated[float, typer.Option(min=0, help="Seconds to try the run for; nothing is kept.")] = 0.0,
) -> None:
    """Trains a network as a config says, in a folder from which it can be resumed.

    While it runs, the word pause, run or stop in the file `control` of that folder is obeyed; stop keeps the best.
    """
    if progress not in ("text", "json"):
        raise typer.BadParameter("--progress is text or json")
    if strategy not in ("auto", "ddp"):
        raise typer.BadParameter("--strategy is auto or ddp")
    import torch

    from training.hardware import Hardware
    from training.supervision import Left, Request, supervise

    if threads:
        torch.set_num_threads(threads)
    hardware = Hardware(device, precision, devices, nodes, strategy)
    try:
        supervise(Request(config, out, tuple(data or ()), resume, budget, hardware, trial, progress))
    except Left as left:
        raise typer.Exit(INTERRUPTED) from left


@app.command()
def bench(
    configs: Annotated[
        list[Path] | None, typer.Argument(metavar="[CONFIG.toml]...", help="Runs to try; that of denoise-best if none.")
    ] = None,
    train: Annotated[bool, typer.Option("--train", help="Training is what is measured here.")] = False,
    seconds: Annotated[float, typer.Option(min=0.1, help="How long each is tried, in memory and streamed.")] = 20.0,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda, mps.")] = "auto",
    precision: Annotated[str, typer.Option(help="auto, 32-true, bf16-mixed or 16-mixed.")] = "auto",
    threads: Annotated[int, typer.Option(min=0, help="Threads on a CPU; 0 leaves it to torch.")] = 0,
    batch: Annotated[int, typer.Option(min=0, help="Patches a step; 0: 8 on a CPU, 256 on a GPU.")] = 0,
    patch: Annotated[int, typer.Option(min=16, help="Pixels a side of a patch.")] = 128,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Measures how fast this computer trains, and what share of that time it waits for its photos."""
    del train
    import torch

    from training import bench_training
    from training.hardware import Hardware

    if threads:
        torch.set_num_threads(threads)
    result = bench_training.measure(
        configs or [bench_training.CONFIGS / "denoise-best.toml"],
        seconds=seconds,
        hardware=Hardware(device, precision),
        batch=batch,
        patch=patch,
    )
    for line in [json.dumps(result, indent=2)] if as_json else bench_training.lines(result):
        sys.stdout.write(f"{line}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs `restorer train` or `bench` (None: the process's own arguments) and returns its exit code.

    Whatever is wrong with the config, the photos or the run is one sentence on the error output, and code 1.
    """
    from restorer.runs import RunError
    from restorer.weights import WeightsError
    from training.config import ConfigError

    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        app(args=given, prog_name="restorer")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except (ConfigError, RunError, WeightsError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0
