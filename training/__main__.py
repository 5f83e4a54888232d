"""`python -m training`: train, evaluate and export, all from committed configs."""

import dataclasses
import json
from pathlib import Path
from typing import Annotated

import torch
import typer

from restorer.weights import WeightsError, write_sums
from training import config as configs
from training import export as exporting
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
    """Train a network; prints a line of JSON for each held-out measurement and every 500 steps."""
    if threads:
        torch.set_num_threads(threads)
    run = configs.read(config)
    if budget:
        run = dataclasses.replace(run, budget=budget)
    for report in train(run, data_root=data, out=out, resume=resume, device=device, precision=precision):
        if report.held_out is not None or report.step % 500 == 0:
            print(json.dumps(dataclasses.asdict(report)), flush=True)


@app.command("evaluate")
def evaluate_command(
    images: Annotated[Path, typer.Option(help="A folder or tar of clean photos.")],
    mode: Annotated[str, typer.Option(help="denoise")] = "denoise",
    model: Annotated[str, typer.Option(help="A bundled model's name or a weights file.")] = "denoise-best",
    noise: Annotated[str, typer.Option(help="Sigmas in 8-bit steps.")] = "15,25,50",
    protocol: Annotated[str, typer.Option(help="float (published) or 8bit (as a user has it).")] = "float",
    told: Annotated[str, typer.Option(help="told, unknown or estimated noise level.")] = "told",
    device: Annotated[str, typer.Option(help="auto, cpu, cuda, mps.")] = "auto",
    threads: Annotated[int, typer.Option(help="Threads on a CPU; 0 means all cores.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Measure PSNR and SSIM on a folder of clean photos, per image and as means."""
    from restorer import engine  # only here: a training machine needs neither the photo library nor scikit-image
    from training import evaluate as evaluation

    if mode != "denoise":
        raise typer.BadParameter("only denoise can be evaluated yet")
    if protocol not in ("float", "8bit") or told not in ("told", "unknown", "estimated"):
        raise typer.BadParameter("--protocol is float or 8bit; --told is told, unknown or estimated")
    loaded = engine.load_model(model)
    options = engine.Options(device=device, threads=threads)
    rows: list[evaluation.Measurement] = []
    sigmas = [float(value) for value in noise.split(",")]
    for row in evaluation.measure_denoise(loaded, images, sigmas=sigmas, protocol=protocol, told=told, options=options):  # type: ignore[arg-type]
        rows.append(row)
        if not as_json:
            print(f"{row.image:32s} sigma {row.sigma:4.0f}  {row.psnr:6.2f} dB  SSIM {row.ssim:.4f}", flush=True)
    table = evaluation.means(rows)
    if as_json:
        print(json.dumps({"model": model, "sha256": loaded.sha256, "protocol": protocol, "level": told,
                          "mean": table, "images": [dataclasses.asdict(row) for row in rows]}))  # fmt: skip
        return
    for sigma, mean in table.items():
        print(f"mean of {mean['images']:.0f}  sigma {sigma:.0f}  {mean['psnr']:.3f} dB  SSIM {mean['ssim']:.4f}"
              f"  (noisy {mean['input_psnr']:.2f} dB)  {protocol}, level {told}")  # fmt: skip


@app.command("export")
def export_command(
    run: Annotated[Path, typer.Argument(help="The --out folder of a finished run.")],
    target: Annotated[Path, typer.Argument(help="The weights file to write.")],
    hardware: Annotated[str, typer.Option(help="What the run was made on, for the card.")] = "",
) -> None:
    """Write a run's averaged weights with a model card and renew SHA256SUMS beside them."""
    print(exporting.export(run, target, hardware=hardware))
    write_sums(target.parent)


@app.command("figures")
def figures_command(
    weights: Annotated[Path, typer.Argument(help="The weights file whose card gets the figures.")],
    results: Annotated[list[Path], typer.Argument(help="JSON printed by evaluate --json.")],
    dataset: Annotated[str, typer.Option(help="What the pictures were.")] = "CBSD68",
) -> None:
    """Put measured means on a weights file's card and renew SHA256SUMS beside it."""
    figures: dict[str, str] = {}
    for path in results:
        result = json.loads(path.read_text(encoding="utf-8"))
        for sigma, mean in result["mean"].items():
            name = f"{dataset}, white noise sigma {float(sigma):g} ({result['protocol']}), level {result['level']}"
            figures[name] = f"{mean['psnr']:.2f} dB, SSIM {mean['ssim']:.4f}"
    print(exporting.write_figures(weights, figures))
    write_sums(weights.parent)


def main() -> int:
    """Runs the command line; a wrong config or weights file is one sentence and exit code 1."""
    try:
        app()
    except (configs.ConfigError, WeightsError) as error:
        print(error)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
