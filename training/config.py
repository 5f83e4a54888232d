"""A training run as a file: TOML to dataclasses, every key checked."""

import dataclasses
import json
import re
import tomllib
import types
import typing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from training import damage, masks
from training.mixtures import Ageing, Blur, Damage, Measured, Noise, Shaken

PAIRED = ("denoise", "deblur", "oldphoto")  # modes that can learn from pairs of clean and damaged photos


class ConfigError(Exception):
    """A training file that cannot be used; the text names the key and what is allowed."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How long a run lasts: a number of steps or of seconds, the other is None."""

    steps: int | None = None
    seconds: float | None = None

    @classmethod
    def parse(cls, text: str) -> "Budget":
        """Reads `20000steps`, `90m`, `2h` or `45s`; raises `ConfigError`."""
        match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(steps|s|m|h)", text.strip())
        if match is None or float(match[1]) <= 0:
            raise ConfigError(f"budget “{text}” is not understood; write 20000steps, 45s, 90m or 2h.")
        if match[2] == "steps":
            return cls(steps=int(float(match[1])))
        return cls(seconds=float(match[1]) * {"s": 1, "m": 60, "h": 3600}[match[2]])


@dataclass(frozen=True, slots=True)
class Source:
    """One set of photos and how often it is drawn from: of kind photos or pairs.

    Places are folders, tars or single photos, absolute or under the data folder. `path` is that of photos, `clean` and
    `damaged` are those of pairs, which have the same names in both or are as many and in the same order. `label` is
    the class of all its pictures where a run has classes; without it, their folders name them.
    """

    path: str = ""
    weight: float = 1.0
    licence: str = ""
    label: str = ""
    kind: str = "photos"
    clean: str = ""
    damaged: str = ""


@dataclass(frozen=True, slots=True)
class Start:
    """The weights a run begins with instead of fresh ones, and their SHA-256.

    `weights` is the name of shipped ones or a file, relative to the working folder. With `grows` they may be of a
    smaller network of the same kind; see `growth.grow`.
    """

    weights: str
    sha256: str
    grows: bool = False


@dataclass(frozen=True, slots=True)
class Adversary:
    """A discriminator beside a restoration run; with this table the run is adversarial.

    Up to the share `begin` of the budget only the reconstruction is learned. Then the discriminator starts, and its
    part in the loss grows to full within the share `fade`: `weight` times the adversarial loss and `matching` times
    that of its features. `frequency` is the weight of the Fourier loss, from the first step on. `r1` is the
    gradient penalty's gamma, applied every `r1_every` steps and scaled up by as much (Karras et al. 2020, StyleGAN2).
    `learning_rate` falls from `begin` on to 0 by a cosine. Channels of the first layer are `width`.
    """

    weight: float = 0.08
    matching: float = 0.4
    frequency: float = 0.0
    begin: float = 0.5
    fade: float = 0.1
    r1: float = 1.0
    r1_every: int = 16
    learning_rate: float = 4e-4
    width: int = 64


@dataclass(frozen=True, slots=True)
class Variational:
    """How a variational autoencoder is taught: by the evidence lower bound.

    `likelihood` is bernoulli (of pictures binarised by chance, their grey values being the probabilities) or gaussian
    (with the one variance that suits the batch best; Rybkin et al. 2021, arXiv 2006.13202). The divergence grows to
    full weight `beta` within the share `warm_up` of the budget; below `free_bits` nats a latent channel and place it
    costs nothing (Kingma et al. 2016, arXiv 1606.04934). `prior_draws` points of each picture teach a learned prior.
    """

    likelihood: str = "gaussian"
    beta: float = 1.0
    warm_up: float = 0.1
    free_bits: float = 0.0
    prior_draws: int = 4


@dataclass(frozen=True, slots=True)
class Game:
    """How a generator and a discriminator play: a relativistic loss with penalties R1 and R2 every so many steps.

    Huang et al. 2024 (R3GAN, arXiv 2501.05441). `widths` and `blocks` are the discriminator's; `learning_rate` its
    own, which falls by the same cosine as the generator's; `gamma` the weight of both penalties. Beside a variational
    table the game joins in, `weight` times as strong as the bound.
    """

    widths: tuple[int, ...] = (64, 96, 160, 256)
    blocks: int = 1
    learning_rate: float = 2e-4
    gamma: float = 1.0
    penalty_every: int = 8
    weight: float = 0.5


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """Everything that decides a run; see `training/configs` for the runs behind the shipped weights.

    `holes` gives the share of each kind of `masks.KINDS` in an inpainting run, `damage` what a detector is shown.
    `classes` names what a generator or a judge tells apart, in the order of their numbers; `is_flipped` lets its
    pictures be mirrored. `split` says what decides which photos are held out: their names, of the first source alone,
    or their content, of all sources, so that copies of a photo are on the same side.
    """

    name: str
    title: str
    mode: str
    architecture: str
    network: dict[str, Any]
    data: tuple[Source, ...]
    noise: Noise = field(default_factory=Noise)
    blur: Blur = field(default_factory=Blur)
    ageing: Ageing = field(default_factory=Ageing)
    holes: dict[str, float] = field(default_factory=dict)
    damage: Damage = field(default_factory=Damage)
    measured: Measured | None = None
    shaken: Shaken | None = None
    start: Start | None = None
    adversary: Adversary | None = None
    variational: Variational | None = None
    game: Game | None = None
    classes: tuple[str, ...] = ()
    is_flipped: bool = True
    loss: str = "absolute"
    budget: str = "2h"
    batch: int = 8
    patch: int = 64
    learning_rate: float = 1e-3
    final_learning_rate: float = 2e-5
    warm_up_steps: int = 100
    mse_tail: float = 0.1
    clip_norm: float = 0.5
    ema_decay: float = 0.999
    optimiser: str = "adam"
    seed: int = 0
    held_out: int = 12
    split: str = "names"
    evaluate_seconds: float = 120.0
    evaluate_steps: int = 1000
    checkpoint_seconds: float = 150.0


def read(path: Path) -> TrainConfig:
    """The run described by a TOML file; raises `ConfigError` naming the wrong key and the allowed ones."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path} cannot be read as TOML: {error}") from error
    return parse(raw)


def parse(raw: dict[str, Any]) -> TrainConfig:
    """The run described by nested tables; raises `ConfigError`."""
    config: TrainConfig = _fill(TrainConfig, raw, "")
    Budget.parse(config.budget)
    if config.optimiser not in ("adam", "adam-game", "muon"):
        raise ConfigError(f"optimiser “{config.optimiser}” is unknown; allowed are adam, adam-game, muon.")
    if config.loss not in ("absolute", "psnr"):
        raise ConfigError(f"loss “{config.loss}” is unknown; allowed are absolute, psnr.")
    _check_sources(config)
    _check_holes(config)
    _check_mixtures(config)
    _check_damage(config)
    if config.adversary is not None:
        _check_adversary(config, config.adversary)
    _check_generation(config)
    return config


def _check_sources(config: TrainConfig) -> None:
    for index, source in enumerate(config.data):
        wanted = {"photos": ("path",), "pairs": ("clean", "damaged")}.get(source.kind)
        if wanted is None:
            raise ConfigError(f"data[{index}].kind “{source.kind}” is unknown; allowed are photos, pairs.")
        for key in wanted:
            if not getattr(source, key):
                raise ConfigError(f"data[{index}].{key} is missing.")
    kinds = {source.kind for source in config.data}
    if "pairs" in kinds and config.mode not in PAIRED:
        raise ConfigError(f"mode {config.mode} makes its own damage; pairs are for {', '.join(PAIRED)}.")
    if "pairs" in kinds and (len(kinds) > 1 or config.measured is not None):
        raise ConfigError("pairs show their own damage; leave out other kinds of data and the table measured.")
    if config.split not in ("names", "content"):
        raise ConfigError(f"split “{config.split}” is unknown; allowed are names, content.")
    if config.measured is not None:
        _check_measured(config.measured, config.mode)


def _check_measured(measured: Measured, mode: str) -> None:
    if mode != "denoise":
        raise ConfigError(f"measured is for mode denoise, not for {mode}; leave the table out.")
    if not 0 <= measured.weakest <= measured.strongest <= 10:
        raise ConfigError("measured.weakest and measured.strongest must be from 0 to 10, in this order.")
    if not (0 <= measured.clipped <= 1 and 0 <= measured.unknown <= 1 and 0 <= measured.spread <= 3):
        raise ConfigError("measured.clipped and measured.unknown must be shares from 0 to 1, measured.spread up to 3.")


def _check_generation(config: TrainConfig) -> None:
    tables = [name for name in ("variational", "game") if getattr(config, name) is not None]
    if config.mode != "generate":
        if tables:
            raise ConfigError(f"{tables[0]} is for mode generate, not for {config.mode}; leave the table out.")
        return
    if not tables:
        raise ConfigError("A generate run needs a table, variational or game, or both.")
    if config.classes and config.network.get("classes", len(config.classes)) != len(config.classes):
        raise ConfigError("network.classes must be the number of classes.")
    if config.variational is not None:
        _check_variational(config.variational)
    if config.game is not None and (config.game.penalty_every < 1 or config.game.gamma < 0 or config.game.weight < 0):
        raise ConfigError("game.penalty_every must be 1 or more, and game.gamma and game.weight not below 0.")


def _check_variational(variational: Variational) -> None:
    if variational.likelihood not in ("bernoulli", "gaussian"):
        raise ConfigError(
            f"variational.likelihood “{variational.likelihood}” is unknown; allowed are bernoulli, gaussian."
        )
    if variational.beta < 0 or variational.free_bits < 0 or not 0 <= variational.warm_up <= 1:
        raise ConfigError("variational.beta and free_bits must not be below 0 and warm_up be a share from 0 to 1.")
    if variational.prior_draws < 1:
        raise ConfigError("variational.prior_draws must be 1 or more.")


def _check_adversary(config: TrainConfig, adversary: Adversary) -> None:
    if config.patch % 8:
        raise ConfigError(f"patch must be a multiple of 8 with an adversary, not {config.patch}.")
    for key in ("weight", "matching", "frequency", "r1"):
        if getattr(adversary, key) < 0:
            raise ConfigError(f"adversary.{key} must not be below 0.")
    if not 0 <= adversary.begin < 1 or not 0 < adversary.fade <= 1:
        raise ConfigError("adversary.begin must be a share from 0 to below 1 and adversary.fade one above 0.")
    if adversary.r1_every < 1 or adversary.width < 1:
        raise ConfigError("adversary.r1_every and adversary.width must be 1 or more.")


def _check_holes(config: TrainConfig) -> None:
    if config.mode == "inpaint" and not config.holes:
        raise ConfigError(f"holes is missing; give shares of {', '.join(masks.KINDS)}.")
    for kind, share in config.holes.items():
        if kind not in masks.KINDS:
            raise ConfigError(f"holes.{kind} is not a key here; allowed are {', '.join(masks.KINDS)}.")
        if isinstance(share, bool) or not isinstance(share, int | float) or share <= 0:
            raise ConfigError(f"holes.{kind} must be a share above 0.")


def _check_mixtures(config: TrainConfig) -> None:
    """The tables of blur and ageing: numbers from 0 on, some blur, and qualities that JPEG knows."""
    for title, table in (("blur", config.blur), ("ageing", config.ageing)):
        for key, value in dataclasses.asdict(table).items():
            if value < 0:
                raise ConfigError(f"{title}.{key} must not be below 0.")
    if config.blur.motion + config.blur.defocus + config.blur.soft <= 0:
        raise ConfigError("blur.motion, blur.defocus and blur.soft must not all be 0.")
    if not 1 <= config.ageing.worst <= config.ageing.best <= 100:
        raise ConfigError("ageing.worst and ageing.best must be JPEG qualities from 1 to 100, in this order.")


def _check_damage(config: TrainConfig) -> None:
    recipe = config.damage
    if config.mode == "detect" and not recipe.kinds:
        raise ConfigError(f"damage.kinds is missing; give likelihoods of {', '.join(damage.KINDS)}.")
    for kind, share in recipe.kinds.items():
        if kind not in damage.KINDS:
            raise ConfigError(f"damage.kinds.{kind} is not a key here; allowed are {', '.join(damage.KINDS)}.")
        if isinstance(share, bool) or not isinstance(share, int | float) or not 0 < share <= 1:
            raise ConfigError(f"damage.kinds.{kind} must be a likelihood above 0, at most 1.")
    if not 0 <= recipe.undamaged < 1 or not 0 <= recipe.lookalikes <= 4:
        raise ConfigError(
            "damage.undamaged must be a share from 0 to below 1 and damage.lookalikes a number from 0 to 4."
        )


def to_dict(config: TrainConfig) -> dict[str, Any]:
    """Plain tables that `parse` turns back into the same config."""
    tables: dict[str, Any] = dataclasses.asdict(config)
    for key in ("measured", "shaken", "start", "adversary", "variational", "game"):
        if tables[key] is None:
            del tables[key]  # TOML and `parse` have no word for nothing
    plain: dict[str, Any] = json.loads(json.dumps(tables))  # lists for tuples, as a checkpoint has them
    return plain


def _fill(cls: type, raw: object, where: str) -> Any:
    if not isinstance(raw, dict):
        raise ConfigError(f"{where or 'the file'} must be a table.")
    hints = typing.get_type_hints(cls)
    fields = {item.name: item for item in dataclasses.fields(cls)}
    for key in raw:
        if key not in fields:
            raise ConfigError(f"{where}{key} is not a key here; allowed are {', '.join(fields)}.")
    values = {key: _convert(hints[key], value, where + key) for key, value in raw.items()}
    for name, item in fields.items():
        required = item.default is dataclasses.MISSING and item.default_factory is dataclasses.MISSING
        if required and name not in values:
            raise ConfigError(f"{where}{name} is missing.")
    return cls(**values)


def _convert(hint: Any, value: object, where: str) -> Any:
    if isinstance(hint, types.UnionType):
        (hint,) = (part for part in typing.get_args(hint) if part is not types.NoneType)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return _fill(hint, value, where + ".")
    origin = typing.get_origin(hint)
    if origin is tuple:
        if not isinstance(value, list):
            raise ConfigError(f"{where} must be a list.")
        return tuple(_convert(typing.get_args(hint)[0], item, f"{where}[{i}]") for i, item in enumerate(value))
    if origin is dict:
        if not isinstance(value, dict):
            raise ConfigError(f"{where} must be a table.")
        return value
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    stray_bool = hint is not bool and isinstance(value, bool)
    if not isinstance(value, hint) or stray_bool:
        raise ConfigError(f"{where} must be of type {getattr(hint, '__name__', hint)}, not {type(value).__name__}.")
    return value
