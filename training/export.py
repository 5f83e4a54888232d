"""Turns a finished run into a weights file that the program ships, and writes measured figures on its card."""

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch

from restorer import files, models, weights
from restorer.weights import Mode, ModelCard
from training import checkpoint, curves
from training.config import ConfigError, TrainConfig, parse, to_dict

OURS = "Restorer"  # among the methods that are measured
LICENCE = "Apache-2.0"
CURVE_POINTS = 60
_INPUTS = {
    "denoise": ("image", "noise level"),
    "inpaint": ("image", "hole"),
    "deblur": ("image", "kind of blur"),
    "oldphoto": ("image", "nothing"),
    "detect": ("image",),
    "generate": ("noise", "class"),
}


def export(run: Path, target: Path, *, hardware: str = "") -> str:
    """Writes the averaged weights of the run's checkpoint with a card, the picture of the run's curves beside it.

    Returns the SHA-256 of the weights.
    """
    tensors, state = checkpoint.read(run / checkpoint.NAME)
    config = parse(state["config"])
    if config.mode == "judge":
        raise ConfigError(f"{run} is the run of a judge, which is not shipped; name it to evaluate with --judge.")
    facts = {"config": state["config"], "hardware": hardware} | _spent(state["step"], state["seconds"], config)
    card = card_of(config, training={**facts, "curve": curve_of(state["held_out"])})
    prefix = "average."
    averaged = {name.removeprefix(prefix): value.numpy() for name, value in tensors.items() if name.startswith(prefix)}
    digest = weights.write(target, card, averaged)
    if (run / curves.PICTURE).exists():
        files.replace_bytes(target.with_suffix(".png"), (run / curves.PICTURE).read_bytes())
    return digest


def write_moment(
    target: Path, config: TrainConfig, average: Mapping[str, torch.Tensor], *, progress: checkpoint.Progress,
    hardware: str,
) -> str:  # fmt: skip
    """Writes averaged weights as they are at this moment of a run, with a card; returns the SHA-256."""
    facts = {"config": to_dict(config), "hardware": hardware} | _spent(progress.step, progress.seconds, config)
    card = card_of(config, training={**facts, "curve": curve_of(progress.held_out)})
    tensors = {name: value.detach().float().cpu().numpy() for name, value in average.items()}
    return weights.write(target, card, tensors)


def curve_of(held_out: Sequence[Mapping[str, float]]) -> list[dict[str, float]]:
    """The held-out curve as a card keeps it: at most `CURVE_POINTS` points, first and last among them, rounded."""
    count = len(held_out)
    places = {round(i * (count - 1) / max(1, CURVE_POINTS - 1)) for i in range(CURVE_POINTS)} if count else set()
    return [{name: round(value, 3) for name, value in held_out[place].items()} for place in sorted(places)]


def card_of(config: TrainConfig, *, training: Mapping[str, Any]) -> ModelCard:
    """The card of a run's network; `training` says how it came about."""
    network = models.ARCHITECTURES[config.architecture].network(models.configure(config.architecture, config.network))
    return ModelCard(
        name=config.name,
        title=config.title,
        mode=Mode(config.mode),
        architecture=config.architecture,
        config=config.network,
        inputs=_INPUTS[config.mode],
        classes=config.classes,
        multiple_of=int(network.multiple),  # type: ignore[arg-type]
        halo=int(network.halo),  # type: ignore[arg-type]
        data=tuple(
            {"source": Path(source.path or source.clean).stem, "licence": source.licence} for source in config.data
        ),
        licence=LICENCE,
        training=training,
    )


def _spent(step: int, seconds: float, config: TrainConfig) -> dict[str, int]:
    return {"steps": step, "seconds": round(seconds), "patches": step * config.batch}


def write_figures(path: Path, figures: Mapping[str, Any]) -> str:
    """Puts measured figures on the card of a weights file, beside those already there; returns the new SHA-256."""
    known = weights.read(path)
    card = dataclasses.replace(known.card, figures={**known.card.figures, **figures})
    return weights.write(path, card, known.tensors)


def named_figures(result: Mapping[str, Any], dataset: str) -> dict[str, str]:
    """The means in what `evaluate --json` printed, as a card names them; of inpainting only our own.

    Raises `ConfigError` if only other programs were measured.
    """
    named: dict[str, str] = {}
    if result.get("mode") == "generate":
        about = f"{dataset}, {result['samples']} samples"
        return {f"{about}, {name}": f"{value:.3f}" for name, value in result["figures"].items()}
    if result.get("mode", "denoise") == "denoise":
        for sigma, mean in result["mean"].items():
            name = f"{dataset}, white noise sigma {float(sigma):g} ({result['protocol']}), level {result['level']}"
            named[name] = f"{mean['psnr']:.2f} dB, SSIM {mean['ssim']:.4f}"
        return named
    if result["mode"] == "detect":
        mean = result["mean"]
        name = f"{dataset}, drawn damage, {mean['images']} photos, sensitivity {result['sensitivity']:g}"
        named[name] = f"IoU {mean['iou']:.3f}, precision {mean['precision']:.3f}, recall {mean['recall']:.3f}"
        named[f"{dataset}, undamaged, {mean['images']} photos"] = f"false marks {mean['false_clean']:.4%} of the pixels"
        return named
    if result["mode"] in ("deblur", "jpeg"):
        return _repair_figures(result, dataset)
    for kind, methods in result["mean"].items():
        if OURS not in methods:
            raise ConfigError("The result holds figures of other programs only; measure an engine of ours.")
        mean = methods[OURS]
        size = f", {result['crop']} px" if result["crop"] else ""
        name = f"{dataset}{size}, {kind} masks, {mean['images']} photos, in the holes, engine {result['engine']}"
        named[name] = f"{mean['psnr']:.2f} dB, SSIM {mean['ssim']:.4f}"
        if "detail" in mean:
            named[name] += f", detail {mean['detail']:.2f}"
    return named


def _repair_figures(result: Mapping[str, Any], dataset: str) -> dict[str, str]:
    named = {}
    for damage, methods in result["mean"].items():
        mean = methods[OURS]
        style = f", style {result['style']:g}" if result["style"] else ""
        named[f"{dataset}, {damage}, {mean['images']} photos{style}"] = (
            f"{mean['psnr']:.2f} dB ({mean['gain']:+.2f}, luma {mean['luma_gain']:+.2f}), SSIM {mean['ssim']:.4f}, "
            f"detail {mean['detail']:.2f}, spectrum {mean['spectrum']:.2f} dB, patches {mean['patches']:.2f}"
        )
    return named
