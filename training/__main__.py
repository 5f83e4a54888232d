"""`python -m training`: train, evaluate and export, all from committed configs."""

import dataclasses
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from restorer.runs import RunError
from restorer.weights import WeightsError, write_sums
from training import command
from training import config as configs
from training import export as exporting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy as np

    from restorer.engine import Options
    from training.evaluate_inpaint import Method, Setting

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def about() -> None:
    """Train, measure and export the networks of Restorer."""


app.command("train")(command.train)


@app.command("evaluate")
def evaluate_command(
    images: Annotated[Path, typer.Option(help="A folder or tar of clean photos.")],
    mode: Annotated[str, typer.Option(help="denoise, inpaint, deblur, jpeg, detect or generate.")] = "denoise",
    model: Annotated[str, typer.Option(help="A bundled model's name or a weights file; empty: the installed.")] = "",
    noise: Annotated[str, typer.Option(help="denoise: sigmas in 8-bit steps.")] = "15,25,50",
    protocol: Annotated[str, typer.Option(help="denoise: float (published) or 8bit (as a user has it).")] = "float",
    told: Annotated[str, typer.Option(help="denoise: told, unknown or estimated noise level.")] = "told",
    holes: Annotated[str, typer.Option("--masks", help="inpaint: scratch, dust, text, freeform, holes.")] = "scratch",
    filler: Annotated[str, typer.Option("--engine", help="inpaint: auto, thin, large, classic or none.")] = "auto",
    candidates: Annotated[int, typer.Option(help="inpaint: ways to fill large holes.")] = 1,
    sensitivity: Annotated[float, typer.Option(min=0, max=100, help="detect: how much counts as damage.")] = 50.0,
    beside: Annotated[bool, typer.Option("--peers", help="Other programs too; not for denoise.")] = False,
    blurs: Annotated[
        str, typer.Option("--blur", help="deblur: gauss1.6 or another sigma, motion, defocus, sharp.")
    ] = "gauss1.6,motion,defocus,sharp",
    quality: Annotated[str, typer.Option(help="jpeg: qualities, 1 to 100.")] = "10,20,40",
    style: Annotated[float, typer.Option(min=0, max=1, help="deblur, jpeg: from 0, faithful, to 1, vivid.")] = 0.0,
    crop: Annotated[int, typer.Option(help="Pixels a side that are cut from each photo's centre; 0: all.")] = 0,
    judge: Annotated[Path | None, typer.Option(help="generate: the --out folder of a judge's run.")] = None,
    sheet: Annotated[Path | None, typer.Option(help="generate: a PNG of the ten nearest pairs.")] = None,
    samples: Annotated[int, typer.Option(min=8, help="generate: how many samples at most.")] = 1000,
    limit: Annotated[int, typer.Option(help="How many photos, in the order of their names; 0: all.")] = 0,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda, mps.")] = "auto",
    threads: Annotated[int, typer.Option(help="Threads on a CPU; 0 means all cores.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Measure on a folder of clean photos, per image and as means: PSNR and SSIM, of inpainting inside the holes; of
    detection IoU, precision and recall on drawn damage and the share of marks where there is none."""
    # only here: a training machine needs neither the photo library nor scikit-image
    from restorer import engine
    from training import evaluate_denoise, evaluate_inpaint
    from training.data import read_crops

    if mode == "generate":
        _evaluate_generator(model, images, samples=samples, drawn=(judge, sheet), as_json=as_json)
        return
    pictures = read_crops(images, crop=crop, limit=limit)
    options = engine.Options(device=device, threads=threads)
    if mode == "denoise":
        conditions = evaluate_denoise.Conditions(tuple(map(float, noise.split(","))), protocol, told)  # type: ignore[arg-type]
        denoiser = engine.load_model(model or "denoise-best")
        rows = evaluate_denoise.measure_denoise(denoiser, pictures, conditions, options=options)
        lines = evaluate_denoise.report(rows, denoiser, conditions, as_json=as_json)
    elif mode == "inpaint":
        setting = evaluate_inpaint.Setting(tuple(holes.split(",")), filler, {}, candidates, crop)
        methods, setting = _methods(setting, model, options, beside=beside)
        filled = evaluate_inpaint.measure_inpaint(methods, pictures, kinds=setting.kinds)
        lines = evaluate_inpaint.report(filled, setting, as_json=as_json)
    elif mode == "detect":
        lines = _detect_lines(pictures, sensitivity, (model, options), as_json=as_json)
    elif mode in ("deblur", "jpeg"):
        lines = _repair_lines(mode, quality if mode == "jpeg" else blurs, pictures, (model, style, options),
                              beside=beside, as_json=as_json)  # fmt: skip
    else:
        raise typer.BadParameter("--mode is denoise, inpaint, deblur, jpeg, detect or generate")
    try:
        for line in lines:
            print(line, flush=True)
    except engine.RestoreError as error:
        raise configs.ConfigError(str(error)) from error


def _evaluate_generator(
    model: str, images: Path, *, samples: int, drawn: tuple[Path | None, Path | None], as_json: bool
) -> None:
    from training import evaluate_generate

    if not model:
        raise configs.ConfigError("Name the generator with --model.")
    setting = evaluate_generate.Setting(model, images, samples, *drawn)
    for line in evaluate_generate.report(evaluate_generate.measure_generate(setting), as_json=as_json):
        print(line, flush=True)


def _detect_lines(
    pictures: "Iterable[tuple[str, np.ndarray]]", sensitivity: float, ours: "tuple[str, Options]", *, as_json: bool
) -> "Iterator[str]":
    """What `evaluate` prints of a detector; `ours` is model and options."""
    from restorer import engine
    from restorer.damage import Rules
    from training import evaluate_detect

    model, options = ours
    network, rules = engine.load_model(model or "detect"), Rules(sensitivity)
    looked = evaluate_detect.measure_detect(network, pictures, rules, options=options)
    return evaluate_detect.report(looked, network, rules, as_json=as_json)


def _repair_lines(
    mode: str, words: str, pictures: "Iterable[tuple[str, np.ndarray]]", ours: "tuple[str, float, Options]", *,
    beside: bool, as_json: bool,
) -> "Iterator[str]":  # fmt: skip
    """What `evaluate` prints of sharpening or of compressed pictures; `ours` is model, style and options."""
    from restorer.repairing import Plan
    from restorer.weights import Mode
    from training import evaluate_repair, sharpeners

    model, style, options = ours
    harm = evaluate_repair.damages(mode, words)
    own = sharpeners.Repair(Plan(Mode.DEBLUR if mode == "deblur" else Mode.OLDPHOTO, model, style=style), options)
    methods: dict[str, sharpeners.Restore] = {exporting.OURS: own}
    methods |= sharpeners.installed(mode) if beside else {}
    facts = {"mode": mode, "model": own.model.card.name, "sha256": own.model.sha256, "style": style}
    return evaluate_repair.report(evaluate_repair.measure(methods, pictures, harm), facts, as_json=as_json)


def _methods(
    setting: "Setting", model: str, options: "Options", *, beside: bool
) -> "tuple[dict[str, Method], Setting]":
    """Our engine unless it is `none`, with its models in the setting, and the other programs."""
    from training import evaluate_inpaint, peers

    methods: dict[str, Method] = {}
    if setting.engine != "none":
        from restorer import inpainting
        from training.engines import Filling

        ours = Filling(inpainting.Plan(setting.engine, setting.candidates, 0, model), options)
        methods[exporting.OURS] = ours
        setting = dataclasses.replace(setting, models=ours.models)
    if beside:
        methods |= {name: evaluate_inpaint.single(fill) for name, fill in peers.installed().items()}
        for name, package in peers.missing().items():
            print(f"{name} is not installed; it comes with {package}.", file=sys.stderr)
    if not methods:
        raise configs.ConfigError("Nothing is to be measured; name an --engine or add --peers.")
    return methods, setting


@app.command("reproduce")
def reproduce_command(
    config: Annotated[Path, typer.Argument(help="A file of training/configs whose curve was recorded.")],
    data: Annotated[Path, typer.Option(help="The folder that holds the config's data sources.")] = Path("data"),
    steps: Annotated[int, typer.Option(min=0, help="Train to the last recorded point within; 0: the first.")] = 0,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda, mps.")] = "auto",
    precision: Annotated[str, typer.Option(help="32-true, bf16-mixed or 16-mixed.")] = "32-true",
    threads: Annotated[int, typer.Option(min=0, help="Threads on a CPU; 0 leaves it to torch.")] = 0,
) -> None:
    """Train a committed run again for a while; exit code 1 unless it reaches its recorded curve within 0.1 dB."""
    import torch

    from training.hardware import Hardware
    from training.reproduction import reproduce

    def tell(done: int, goal: int) -> None:
        if done % 100 == 0:
            print(f"step {done} of {goal}", file=sys.stderr, flush=True)

    if threads:
        torch.set_num_threads(threads)
    step, rows = reproduce(config, data_root=data, steps=steps, hardware=Hardware(device, precision), tell=tell)
    for row in rows:
        verdict = {True: ", reached", False: ", NOT reached", None: ""}[row.is_reached]
        print(f"step {step}, {row.name}: recorded {row.recorded:.3f}, now {row.measured:.3f}{verdict}")
    if not any(row.is_reached for row in rows) or any(row.is_reached is False for row in rows):
        raise typer.Exit(1)


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
        figures |= exporting.named_figures(result, dataset)
    print(exporting.write_figures(weights, figures))
    write_sums(weights.parent)


@app.command("shakes")
def shakes_command(
    config: Annotated[Path, typer.Argument(help="A training file; its data sources are the photos.")],
    target: Annotated[Path, typer.Argument(help="The file of shakes to write.")],
    count: Annotated[int, typer.Option(min=1, help="How many; each takes about 5 seconds of processor time.")] = 150,
    seed: Annotated[int, typer.Option(min=0, help="The same one, the same shakes.")] = 0,
    data: Annotated[Path, typer.Option(help="The folder that holds the config's data sources.")] = Path("data"),
) -> None:
    """Shake photos, find the shakes again, and keep pairs of both for the training of an unshaker."""
    from restorer import files
    from training import shakes

    def tell(done: int) -> None:
        if done % 10 == 0:
            print(f"{done} of {count}", file=sys.stderr, flush=True)

    pairs = shakes.collect(configs.read(config).data, data, count=count, seed=seed, tell=tell)
    shakes.write(target, pairs)
    print(files.sha256_of(target))


def main() -> int:
    """Runs the command line; a wrong config or weights file is one sentence and exit code 1."""
    try:
        app()
    except (configs.ConfigError, RunError, WeightsError) as error:
        print(error)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
