"""Measures sharpening and the repair of compressed pictures on clean photos, damaged the same way every time."""

import dataclasses
import json
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import torch

from training import blur, blurring
from training.config import ConfigError
from training.figures import detail, psnr, ssim
from training.perception import patch_distance, spectrum_error
from training.sharpeners import Restore

MODES = ("deblur", "jpeg")
_SHAKE = (15.0, 31.0)  # px that a shake path spans
_DISC = (2.0, 5.0)  # px
_NOISE = 2.55  # 8-bit steps, one per cent, upon shake and defocus
Damage = Callable[[str, np.ndarray], tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True, slots=True)
class Measurement:
    """One picture under one damage, restored by one method; PSNR in dB, `luma` of its luma, `input_` of the damaged.

    `detail` is the gradient energy over the truth's, `spectrum` and `patches` as in `perception`.
    """

    image: str
    damage: str
    method: str
    psnr: float
    input_psnr: float
    luma: float
    input_luma: float
    ssim: float
    detail: float
    spectrum: float
    patches: float


def damages(mode: str, words: str) -> dict[str, Damage]:
    """Name to function of what is done to a picture: `gauss1.6`, `motion`, `defocus`, `sharp`, or JPEG qualities.

    A function takes a name and a picture (H, W, 3) uint8 and returns the damaged one and its truth, of one size. Shake
    paths span 15 to 31 px and discs 2 to 5 px radius, in linear light and with one per cent of noise, drawn by the
    picture's name; a Gaussian blurs the file's values without noise. All blurred pictures are cut by 20 px a side.
    JPEG is that of OpenCV, 4:2:0. Raises `ConfigError` for an unknown word.
    """
    named: dict[str, Damage] = {}
    for word in filter(None, (part.strip() for part in words.split(","))):
        gauss = re.fullmatch(r"gauss(\d+(?:\.\d+)?)", word)
        if mode == "jpeg" and word.isascii() and word.isdigit() and 1 <= int(word) <= 100:
            named[f"q{word}"] = _compressed(int(word))
        elif mode == "deblur" and (gauss is not None or word in ("motion", "defocus", "sharp")):
            named[word] = _blurred(word, float(gauss[1]) if gauss is not None else 0.0)
        else:
            raise ConfigError(f"“{word}” is unknown; --blur has gauss1.6, motion, defocus, sharp, --quality 1 to 100.")
    if not named:
        raise ConfigError("Nothing is to be measured; name a --blur or a --quality.")
    return named


def measure(
    methods: Mapping[str, Restore], pictures: Iterable[tuple[str, np.ndarray]], harm: Mapping[str, Damage]
) -> Iterator[Measurement]:
    """Every picture (name, (H, W, 3) uint8) under every damage by every method."""
    for name, clean in pictures:
        for title, damage in harm.items():
            damaged, truth = damage(name, clean)
            for method, restore in methods.items():
                yield _measured(restore(damaged), damaged, truth, labels=(name, title, method))


def means(rows: Sequence[Measurement]) -> dict[str, dict[str, dict[str, float]]]:
    """Means by damage and method: gains over the damaged picture and all figures; PSNR counts at most 60 dB."""
    table: dict[str, dict[str, dict[str, float]]] = {}
    for damage in dict.fromkeys(row.damage for row in rows):
        for method in dict.fromkeys(row.method for row in rows):
            chosen = [row for row in rows if (row.damage, row.method) == (damage, method)]
            figures = {
                key: float(np.mean([min(60.0, getattr(row, key)) for row in chosen]))
                for key in ("psnr", "input_psnr", "luma", "input_luma", "ssim", "detail", "spectrum", "patches")
            }
            figures["gain"] = figures["psnr"] - figures["input_psnr"]
            figures["luma_gain"] = figures["luma"] - figures["input_luma"]
            table.setdefault(damage, {})[method] = figures | {"images": len(chosen)}
    return table


def report(rows: Iterable[Measurement], facts: Mapping[str, object], *, as_json: bool) -> Iterator[str]:
    """Lines for a person, each as soon as its picture is measured, or one line of JSON with `facts` at the end."""
    measured = []
    for row in rows:
        measured.append(row)
        if not as_json:
            yield f"{row.image:24s} {row.damage:9s} {row.method:20s} {row.psnr:6.2f} dB ({row.input_psnr:.2f})"
    table = means(measured)
    if as_json:
        yield json.dumps({**facts, "mean": table, "images": [dataclasses.asdict(row) for row in measured]})
        return
    for damage, methods in table.items():
        for method, mean in methods.items():
            yield (f"mean of {mean['images']:.0f}  {damage:9s} {method:20s} {mean['psnr']:.2f} dB "
                   f"({mean['gain']:+.2f}; luma {mean['luma_gain']:+.2f})  SSIM {mean['ssim']:.4f}  "
                   f"detail {mean['detail']:.2f}  spectrum {mean['spectrum']:.2f} dB  "
                   f"patches {mean['patches']:.2f}")  # fmt: skip


def _measured(
    restored: np.ndarray, damaged: np.ndarray, truth: np.ndarray, *, labels: tuple[str, str, str]
) -> Measurement:
    grey = [cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY) for picture in (restored, damaged, truth)]
    energy = detail(restored, truth, np.ones(truth.shape[:2], bool))
    return Measurement(
        *labels, psnr(restored, truth), psnr(damaged, truth), psnr(grey[0], grey[2]), psnr(grey[1], grey[2]),
        ssim(restored, truth), 1.0 if energy is None else energy,
        spectrum_error(restored, truth), patch_distance(restored, truth),
    )  # fmt: skip


def _compressed(quality: int) -> Damage:
    def damage(name: str, clean: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        options = [cv2.IMWRITE_JPEG_QUALITY, quality]
        options += [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420]
        _, content = cv2.imencode(".jpg", clean[..., ::-1], options)
        decoded = cv2.imdecode(content, cv2.IMREAD_COLOR)
        assert decoded is not None  # it was encoded a line above
        return np.ascontiguousarray(decoded[..., ::-1]), clean

    return damage


def _blurred(kind: str, sigma: float) -> Damage:
    def damage(name: str, clean: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        if min(clean.shape[:2]) < 2 * blur.SIDE:
            raise ConfigError(
                f"{name} is too small to be blurred; pictures of {2 * blur.SIDE} pixels a side are needed."
            )
        truth = np.ascontiguousarray(clean[blur.RADIUS : -blur.RADIUS, blur.RADIUS : -blur.RADIUS])
        if kind == "sharp":
            return truth, truth
        generator = torch.Generator().manual_seed(zlib.crc32(name.encode()))
        share = torch.rand(1, generator=generator)
        if kind == "motion":
            kernels = blur.shake_kernels(_SHAKE[0] + (_SHAKE[1] - _SHAKE[0]) * share, generator)
        elif kind == "defocus":
            kernels = blur.disc_kernels(_DISC[0] + (_DISC[1] - _DISC[0]) * share)
        else:
            kernels = blur.gaussian_kernels(torch.tensor([sigma]))
        planes = torch.from_numpy(clean.transpose(2, 0, 1).astype(np.float32))[None] / 255.0
        in_light = torch.tensor([not kind.startswith("gauss")])
        seen = blurring.optics(planes, kernels, gain=torch.ones(1), in_light=in_light) * 255.0
        if bool(in_light):
            seen = seen + _NOISE * torch.randn(seen.shape, generator=generator)
        samples = seen[0].permute(1, 2, 0).round().clamp(0.0, 255.0).numpy()
        return np.ascontiguousarray(samples.astype(np.uint8)), truth

    return damage
