"""Measures fillings of drawn holes against the truth, ours and other programs' on the same pictures and masks."""

import dataclasses
import hashlib
import json
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from training import figures, masks
from training.config import ConfigError

GREY = 128  # what stands in a hole, so that nothing of the truth is left for anybody to use


@dataclass(frozen=True, slots=True)
class Filled:
    """A method's answer: the picture (H, W, 3) uint8, and where there are several the ways it chose from.

    `spread` (H, W) uint8 is what the program shows of how far they lie apart: their standard deviation in 8-bit steps,
    the largest channel's.
    """

    picture: np.ndarray
    candidates: tuple[np.ndarray, ...] = ()
    spread: np.ndarray | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """What was measured, for the report: kinds of holes, our engine, its models (name to SHA-256), candidates, crop.

    Raises `ConfigError` for a kind that `masks` cannot draw.
    """

    kinds: tuple[str, ...]
    engine: str = "none"
    models: Mapping[str, str] = field(default_factory=dict)
    candidates: int = 1
    crop: int = 0

    def __post_init__(self) -> None:
        if wrong := [kind for kind in self.kinds if kind not in masks.KINDS]:
            raise ConfigError(f"--masks {wrong[0]} is unknown; allowed are {', '.join(masks.KINDS)}.")


Method = Callable[[np.ndarray, np.ndarray], Filled]


@dataclass(frozen=True, slots=True)
class Measurement:
    """One picture with one kind of holes, filled by one method; PSNR (dB), SSIM and detail are those in the holes.

    `share` is that of the pixels in holes, `altered` counts samples changed outside of them. `seconds` are by the
    clock, `cpu_seconds` of all threads together, which other programs disturb less. With several candidates `spread`
    is its mean over the holes' pixels, in 8-bit steps, and `within` the share of the holes' samples whose truth is at
    most the spread away from the candidates' mean.
    """

    image: str
    masks: str
    method: str
    psnr: float
    ssim: float
    detail: float | None
    seconds: float
    cpu_seconds: float
    share: float
    altered: int
    spread: float | None = None
    within: float | None = None


def measure_inpaint(
    methods: Mapping[str, Method], pictures: Iterable[tuple[str, np.ndarray]], *, kinds: Sequence[str]
) -> Iterator[Measurement]:
    """Every picture (name, (H, W, 3) uint8) with every kind of `masks.KINDS`, filled by every method, in that order."""
    for name, clean in pictures:
        for kind in kinds:
            hole = hole_for(name, kind, *clean.shape[:2])
            damaged = np.where(hole[..., np.newaxis], np.uint8(GREY), clean)
            for title, method in methods.items():
                started, spent = time.perf_counter(), time.process_time()
                filled = method(damaged.copy(), hole.copy())
                seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - spent
                spread, within = candidates_apart(filled, clean, hole)
                yield Measurement(
                    image=name,
                    masks=kind,
                    method=title,
                    psnr=figures.psnr_inside(filled.picture, clean, hole),
                    ssim=figures.ssim_inside(filled.picture, clean, hole),
                    detail=figures.detail(filled.picture, clean, hole),
                    seconds=seconds,
                    cpu_seconds=cpu_seconds,
                    share=float(hole.mean()),
                    altered=int((filled.picture != clean)[~hole].sum()),
                    spread=spread,
                    within=within,
                )


def hole_for(name: str, kind: str, height: int, width: int) -> np.ndarray:
    """The hole (height, width) bool of a picture: the same one wherever the picture lies and whatever lies beside it.

    It is drawn from a seed that the file's name (without folder and suffix) and the kind decide.
    """
    digest = hashlib.sha256(f"{kind} {Path(name).stem}".encode()).digest()
    random = np.random.default_rng(int.from_bytes(digest[:8], "big"))
    return masks.draw(kind, height, width, random=random) > 0


def candidates_apart(filled: Filled, clean: np.ndarray, hole: np.ndarray) -> tuple[float | None, float | None]:
    """`spread` and `within` of a `Measurement`; None for a method that has one answer only."""
    if filled.spread is None or len(filled.candidates) < 2:
        return None, None
    middle = np.mean([candidate[hole].astype(np.float64) for candidate in filled.candidates], axis=0)
    apart = np.abs(clean[hole] - middle)
    spread = filled.spread[hole].astype(np.float64)
    return float(spread.mean()), float((apart <= spread[:, np.newaxis]).mean())


def single(fill: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> Method:
    """A method from a function that returns just one picture."""

    def method(picture: np.ndarray, hole: np.ndarray) -> Filled:
        return Filled(fill(picture, hole))

    return method


def means(measurements: Sequence[Measurement]) -> dict[str, dict[str, dict[str, Any]]]:
    """By kind of holes and method: the means of the pictures' values, where they have one, and `images`, their count.

    `altered` is the sum, `detail` the median: on nearly flat ground a little grain is many times what the truth has.
    """
    table: dict[str, dict[str, dict[str, Any]]] = {}
    for item in measurements:
        table.setdefault(item.masks, {}).setdefault(item.method, {})
    for kind, methods in table.items():
        for method in methods:
            rows = [item for item in measurements if (item.masks, item.method) == (kind, method)]
            methods[method] = _mean(rows)
    return table


def report(rows: Iterable[Measurement], setting: Setting, *, as_json: bool) -> Iterator[str]:
    """Lines for a person, each as soon as it is measured, or one line of JSON at the end."""
    measured = []
    for row in rows:
        measured.append(row)
        if not as_json:
            yield _line(f"{row.image:24.24s}", row.masks, row.method, dataclasses.asdict(row))
    table = means(measured)
    if as_json:
        yield json.dumps({"mode": "inpaint", **dataclasses.asdict(setting), "mean": table,
                          "images": [dataclasses.asdict(row) for row in measured]})  # fmt: skip
        return
    for kind, methods in table.items():
        for method, mean in methods.items():
            yield _line(f"mean of {mean['images']:<16d}", kind, method, mean)


def _line(start: str, kind: str, method: str, row: Mapping[str, Any]) -> str:
    detail = "    -" if row.get("detail") is None else f"{row['detail']:5.2f}"
    line = (f"{start} {kind:8s} {method:20s} {row['psnr']:6.2f} dB  SSIM {row['ssim']:.4f}  detail {detail}  "
            f"{row['seconds']:7.3f} s  {row['cpu_seconds']:7.3f} CPU s")  # fmt: skip
    if row.get("spread") is not None:
        line += f"  spread {row['spread']:.1f}, truth within {row['within']:.0%}"
    return line + (f"  {row['altered']} samples altered outside" if row["altered"] else "")


_AVERAGED = ("psnr", "ssim", "seconds", "cpu_seconds", "share", "spread", "within")


def _mean(rows: Sequence[Measurement]) -> dict[str, Any]:
    mean: dict[str, Any] = {"images": len(rows), "altered": sum(row.altered for row in rows)}
    for name in _AVERAGED:
        values = [value for row in rows if (value := getattr(row, name)) is not None]
        if values:
            mean[name] = sum(values) / len(values)
    details = [row.detail for row in rows if row.detail is not None]
    if details:
        mean["detail"] = statistics.median(details)
    return mean
