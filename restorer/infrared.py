"""A map of damage from a scanner's infra-red plane: dyes let infra-red through, dust and scratches do not."""

import time
from pathlib import Path

import cv2
import numpy as np

from restorer import files, photo
from restorer.damage import DamageMap
from restorer.photo import Photo, PhotoError
from restorer.photo_formats import first_directory
from restorer.photo_metadata import Entry

SOURCE = "infra-red"
_SIDE = 512  # pixels of the longer side on which the planes are compared
_GROUND = 0.02  # of the longer side: what is wider than this is no scratch but uneven light
_FULL = 0.3  # share of the light that is gone where damage is certain
_SILVER_CORRELATION = 0.6
_SILVER_SLOPE = 0.35
_EXTRA_SAMPLES = 338  # the tag of TIFF 6.0
_DARKEST = 1.0 / 64.0  # below, the logarithm tells of noise alone


def load(path: Path) -> np.ndarray:
    """The infra-red plane (H, W) uint8 or uint16 in a file: a grey picture, or the fourth sample of an RGBI TIFF.

    A fourth sample that the TIFF calls transparency (TIFF 6.0, ExtraSamples 1 or 2) is none. Raises `PhotoError`.
    """
    opened = photo.load(path)
    if opened.samples.shape[2] == 1:
        return opened.samples[..., 0]
    if opened.alpha is not None and opened.format == "tiff" and not _is_transparency(path):
        return opened.alpha
    raise PhotoError(
        f"{files.printable(path)} holds no infra-red plane: it is neither grey nor a TIFF with a fourth sample that is "
        "no transparency. Scan with infra-red, or let the damage be found without."
    )


def _is_transparency(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            entry = first_directory(stream).get(_EXTRA_SAMPLES)
    except OSError:
        return True
    return isinstance(entry, Entry) and entry.numbers()[:1] in ([1], [2])


def find(opened: Photo, plane: np.ndarray) -> DamageMap:
    """The map of a photo from its infra-red plane (H, W) uint8 or uint16: how much of the light is missing.

    What the dyes themselves hold back is taken out by regression on the picture (logarithms, as densities add), uneven
    light by a median. Raises `PhotoError` if the plane has another size or shows the picture, as on silver film.
    """
    start = time.perf_counter()
    height, width = opened.samples.shape[:2]
    if plane.shape != (height, width):
        size = f"{plane.shape[1]} x {plane.shape[0]}"
        raise PhotoError(
            f"The infra-red plane is {size}, the photo {width} x {height} pixels. Use the plane of the same scan."
        )
    light, picture = _logarithm(plane), _logarithm(_brightness(opened.samples))
    slope = _leak(light, picture)
    light -= np.float32(slope) * picture
    missing = 1.0 - np.exp(np.minimum(light - _ground(light), 0.0))
    likelihood = np.rint(np.clip(missing / _FULL, 0.0, 1.0) * 255.0).astype(np.uint8)
    return DamageMap(likelihood, SOURCE, seconds=time.perf_counter() - start)


def _leak(light: np.ndarray, picture: np.ndarray) -> float:
    """How much of the picture shows in infra-red, as the slope of the logarithms; raises `PhotoError` for silver film.

    Dyes let some of it through at most; silver is as dark in infra-red as it is to the eye, so that everything would
    count as damage.
    """
    factor = min(1.0, _SIDE / max(light.shape))
    size = (max(1, round(light.shape[1] * factor)), max(1, round(light.shape[0] * factor)))
    ours, theirs = (cv2.resize(plane, size, interpolation=cv2.INTER_AREA).ravel() for plane in (light, picture))
    ours, theirs = ours - ours.mean(), theirs - theirs.mean()
    spread, power = float(np.mean(theirs * theirs)), float(np.mean(ours * ours))
    if spread < 1e-6 or power < 1e-9:
        return 0.0
    both = float(np.mean(ours * theirs))
    slope, correlation = both / spread, both / (spread * power) ** 0.5
    if correlation > _SILVER_CORRELATION and slope > _SILVER_SLOPE:
        raise PhotoError(
            f"The infra-red plane shows the picture itself (correlation {correlation:.2f}), as it does on silver "
            "black-and-white film, where it says nothing of dust. Let the damage be found without it."
        )
    return slope if correlation > 0 else 0.0


def _ground(light: np.ndarray) -> np.ndarray:
    """The light without damage: a median of a quarter-size picture, wide enough to step over scratches."""
    height, width = light.shape
    small = cv2.resize(light, (max(1, width // 4), max(1, height // 4)), interpolation=cv2.INTER_AREA)
    low, high = float(small.min()), float(small.max())
    if high - low < 1e-6:
        return np.full_like(light, high)
    across = max(5, round(max(height, width) * _GROUND / 4)) | 1
    coded = np.rint((small - low) / (high - low) * 255.0).astype(np.uint8)  # a wide median wants 8 bits
    levels = cv2.medianBlur(coded, min(across, 255)).astype(np.float32) / 255.0 * (high - low) + low
    ground: np.ndarray = cv2.resize(levels.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    return ground


def _logarithm(plane: np.ndarray) -> np.ndarray:
    white = np.float32(np.iinfo(plane.dtype).max)
    logarithm: np.ndarray = np.log(np.maximum(plane.astype(np.float32) / white, np.float32(_DARKEST)))
    return logarithm


def _brightness(samples: np.ndarray) -> np.ndarray:
    grey: np.ndarray = samples[..., 0] if samples.shape[2] == 1 else cv2.cvtColor(samples, cv2.COLOR_RGB2GRAY)
    return grey
