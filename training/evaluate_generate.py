"""Measures a generator against held-out pictures: how alike, how varied, how far from what it has seen."""

import dataclasses
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from torch import nn

from restorer import models, weights
from restorer.models.vae import VAE, PriorVAE
from restorer.weights import Mode, Weights
from training import nearness
from training.config import ConfigError, TrainConfig, parse
from training.judging import Judge, read_judge
from training.sampled import chunks_of, sampled, to_8bit
from training.sliced_wasserstein import sliced_wasserstein
from training.small_pictures import Labelled, load_labelled
from training.variational import bound_of

_CHUNK = 100


@dataclass(frozen=True, slots=True)
class Setting:
    """What is measured: the generator, the pictures, and how many samples; `judge` is the folder of a judge's run.

    `sheet` is where the ten nearest pairs are drawn, if anywhere.
    """

    model: str
    images: Path
    samples: int = 1000
    judge: Path | None = None
    sheet: Path | None = None


@dataclass(slots=True)
class Result:
    """All figures by name, for a person and for JSON."""

    model: str
    sha256: str
    pictures: int
    samples: int
    figures: dict[str, float] = field(default_factory=dict)


def measure_generate(setting: Setting) -> Result:
    """Every figure that can be had for this model; raises `ConfigError` or `WeightsError`.

    Pictures are split as in training: of a folder a tenth by name is held out, of idx files the test set. As many
    samples are drawn as there are held-out pictures, at most `samples`, in their classes where the model has some.
    """
    loaded, network = _loaded(setting.model)
    known, spared = load_labelled(_config_of(loaded, setting.images), Path("/"), device=torch.device("cpu"))
    count = min(setting.samples, len(spared.pictures))
    real, made = _arrays(spared, count), sampled(network, spared.labels[:count], seed=0)
    result = Result(loaded.card.name, loaded.sha256, len(spared.pictures), count)
    figures = result.figures
    _put_distances(figures, "sliced Wasserstein", sliced_wasserstein(made, real, seed=0))
    seen = _arrays(known, count, spread=True)
    _put_distances(figures, "sliced Wasserstein of training pictures", sliced_wasserstein(seen, real, seed=0))
    if isinstance(network, PriorVAE):
        standard = _standard(network, count)
        _put_distances(figures, "sliced Wasserstein, prior N(0, 1)", sliced_wasserstein(standard, real, seed=0))
    if isinstance(network, VAE):
        likelihood = loaded.card.training.get("config", {}).get("variational", {}).get("likelihood", "gaussian")
        with torch.inference_mode():
            figures |= bound_of(network, spared.pictures, likelihood=likelihood)
    if setting.judge is not None:
        figures |= _judged(setting.judge, loaded, real, made, spared.labels[:count])
    figures |= _nearness(known, real, made, sheet=setting.sheet)
    return result


def report(result: Result, *, as_json: bool) -> Iterator[str]:
    """Lines for a person, or one line of JSON."""
    if as_json:
        yield json.dumps({"mode": "generate", **dataclasses.asdict(result)})
        return
    yield f"{result.model}: {result.samples} samples, {result.pictures} held-out pictures"
    for name, value in result.figures.items():
        yield f"{name:56s} {value:10.3f}"


def _loaded(name: str) -> tuple[Weights, nn.Module]:
    path = Path(name)
    loaded = weights.read(path) if path.suffix else weights.read_bundled(name)
    if loaded.card.mode is not Mode.GENERATE:
        raise ConfigError(f"The model “{loaded.card.name}” is made for {loaded.card.mode.value}, not for generate.")
    return loaded, models.load(loaded)


def _config_of(loaded: Weights, images: Path) -> TrainConfig:
    """The model's training run with these pictures alone, each source's label kept."""
    tables: dict[str, Any] = dict(loaded.card.training.get("config", {}))
    if not tables:
        raise ConfigError(f"The card of “{loaded.card.name}” does not say how it was trained; export it from its run.")
    label = next((source.label for source in parse(tables).data if Path(source.path).name == images.name), "")
    return parse({**tables, "data": [{"path": str(images.absolute()), "label": label}]})


def _arrays(pictures: Labelled, count: int, *, spread: bool = False) -> np.ndarray:
    """`count` pictures (N, S, S, C) uint8: the first, or evenly spread ones."""
    places = torch.linspace(0, len(pictures.pictures) - 1, count).long() if spread else torch.arange(count)
    array: np.ndarray = pictures.pictures[places].permute(0, 2, 3, 1).cpu().numpy()
    return array


@torch.inference_mode()
def _standard(network: VAE, count: int) -> np.ndarray:
    """Samples of the decoder whose latents are drawn from N(0, 1), whatever was learned."""
    noise = torch.randn((count, *network.noise_shape), generator=torch.Generator().manual_seed(0))
    return to_8bit(torch.cat([torch.sigmoid(network.decode(chunk)) for chunk in chunks_of(noise, _CHUNK)]))


def _put_distances(figures: dict[str, float], name: str, distances: dict[int, float]) -> None:
    figures[name] = sum(distances.values()) / len(distances)
    for side, value in distances.items():
        figures[f"{name}, {side} px"] = value


def _judged(run: Path, loaded: Weights, real: np.ndarray, made: np.ndarray, labels: torch.Tensor) -> dict[str, float]:
    judge, classes = read_judge(run)
    (features, told), (ours, chosen) = _seen(judge, real), _seen(judge, made)
    precision, recall = nearness.precision_recall(features, ours)
    figures = {"precision": precision, "recall": recall}
    names = loaded.card.classes
    asked = [names[int(label)] for label in labels] if names else []
    known = [place for place, name in enumerate(asked) if name in classes]
    if known:
        right = [classes[chosen[place]] == asked[place] for place in known]
        figures["class as asked, %"] = 100.0 * sum(right) / len(right)
        truth = [classes[told[place]] == asked[place] for place in known]
        figures["class of held-out pictures told right, %"] = 100.0 * sum(truth) / len(truth)
    return figures


@torch.inference_mode()
def _seen(judge: Judge, pictures: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Features (N, D) and the chosen classes (N,) of pictures (N, S, S, C) uint8."""
    tensor = torch.from_numpy(np.ascontiguousarray(pictures.transpose(0, 3, 1, 2))).float() / 255.0
    tensor = tensor.expand(-1, judge.channels, -1, -1) if tensor.shape[1] == 1 else tensor
    features = torch.cat([judge.features(chunk) for chunk in chunks_of(tensor, _CHUNK)])
    return features.numpy(), judge.tail(features).argmax(dim=1).numpy()


def _nearness(known: Labelled, real: np.ndarray, made: np.ndarray, *, sheet: Path | None) -> dict[str, float]:
    """Distances to the nearest training picture, of samples and of held-out pictures, and the sheet of pairs."""
    seen = known.pictures.permute(0, 2, 3, 1).cpu().numpy()
    ours, theirs = nearness.nearest(made, seen), nearness.nearest(real, seen)
    if sheet is not None:
        drawn = nearness.pairs_sheet(made, seen, ours)
        if not cv2.imwrite(str(sheet), drawn[..., ::-1]):
            raise ConfigError(f"{sheet} cannot be written; choose another place for --sheet.")
    return {
        "nearest training picture, RMS": float(np.median(ours.distance)),
        "nearest training picture, least RMS": float(ours.distance.min()),
        "nearest of held-out pictures, RMS": float(np.median(theirs.distance)),
        "nearest of held-out pictures, least RMS": float(theirs.distance.min()),
        "samples nearer than any held-out picture": float((ours.distance < theirs.distance.min()).sum()),
    }
