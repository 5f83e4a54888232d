"""Damage that was found on a photo: a map of how likely, and at each sensitivity a mask and a list of detections."""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from restorer.mask import Box

DEFAULT_SENSITIVITY = 50.0
_MIDDLE = 0.6  # likelihood from which a pixel counts as damaged at the default sensitivity
_REACH = 3.2  # logarithm of the odds by which either end of the scale differs from the middle


@dataclass(frozen=True, slots=True, eq=False)
class DamageMap:
    """How likely each pixel of a photo is damaged, (H, W) uint8 from 0 to 255 and read-only, and what says so.

    `source` is the name of a model or “infra-red”; `notices` are sentences that a person should see.
    """

    likelihood: np.ndarray
    source: str
    sha256: str = ""
    device: str = "cpu"
    precision: str = "fp32"
    seconds: float = 0.0
    notices: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.likelihood.flags.writeable = False


@dataclass(frozen=True, slots=True)
class Rules:
    """What of a map counts: `sensitivity` 0 (only what is certain) to 100 (whatever may be damage).

    Pieces with fewer than `min_size` pixels within their outline are left out; what remains is made larger by `grow`
    pixels on every side, so that a filling does not start in the damage's soft edge.
    """

    sensitivity: float = DEFAULT_SENSITIVITY
    min_size: int = 1
    grow: int = 0


@dataclass(frozen=True, slots=True)
class Detection:
    """One connected piece of damage: its box (top, left, height, width), pixels, mean likelihood 0..1, a pixel of it.

    The pixel is (row, column) and tells detections apart whose boxes overlap.
    """

    box: Box
    area: int
    score: float
    pixel: tuple[int, int]


def threshold(sensitivity: float) -> int:
    """The least likelihood, 1..255, that counts at a sensitivity of 0..100; the more sensitive, the lower.

    Even steps of sensitivity are even steps of the odds' logarithm, so that both ends of the slider are of use.
    """
    odds = math.log(_MIDDLE / (1 - _MIDDLE)) + (DEFAULT_SENSITIVITY - sensitivity) / DEFAULT_SENSITIVITY * _REACH
    return min(255, max(1, round(255.0 / (1.0 + math.exp(-odds)))))


def found(likelihood: np.ndarray, rules: Rules, *, protected: np.ndarray | None = None) -> np.ndarray:
    """The mask (H, W) uint8, 255 damaged and 0 sound, of a map at these rules; a new array.

    Nothing is found where `protected` (H, W) uint8 is above 0; pieces that it cuts count by what is left of them.
    """
    mask = _over(likelihood, rules.sensitivity, protected)
    if rules.min_size > 1:
        _drop_small(mask, rules.min_size)
    if rules.grow > 0:
        mask = cv2.dilate(mask, _disc(rules.grow))
        _spare(mask, protected)
    return mask


def detections(likelihood: np.ndarray, mask: np.ndarray) -> list[Detection]:
    """The connected pieces of a mask, the largest first; pixels that touch at a corner are connected."""
    labels, stats = _components(mask)
    places = np.flatnonzero(mask)
    if not places.size:
        return []
    numbers = labels.ravel()[places]
    sums = np.bincount(numbers, weights=likelihood.ravel()[places], minlength=len(stats))
    firsts = np.zeros(len(stats), np.int64)
    firsts[numbers[::-1]] = places[::-1]  # of several values for a place the last one stays: the first pixel
    width = mask.shape[1]
    pieces = []
    for number in sorted(range(1, len(stats)), key=lambda one: -int(stats[one, cv2.CC_STAT_AREA])):
        left, top, across, down, area = (int(value) for value in stats[number])
        row, column = divmod(int(firsts[number]), width)
        pieces.append(Detection((top, left, down, across), area, float(sums[number]) / area / 255.0, (row, column)))
    return pieces


def pixels_of(mask: np.ndarray, detection: Detection) -> np.ndarray:
    """The detection's own pixels in its box, (h, w) uint8, 255 or 0; all 0 if the mask no longer has it."""
    top, left, height, width = detection.box
    part = np.ascontiguousarray(mask[top : top + height, left : left + width])
    _, labels = cv2.connectedComponents(part, connectivity=8)
    own = labels[detection.pixel[0] - top, detection.pixel[1] - left]
    pixels: np.ndarray = ((labels == own) & (own > 0)).astype(np.uint8) * np.uint8(255)
    return pixels


def _over(likelihood: np.ndarray, sensitivity: float, protected: np.ndarray | None) -> np.ndarray:
    mask: np.ndarray = cv2.threshold(likelihood, threshold(sensitivity) - 1, 255, cv2.THRESH_BINARY)[1]
    _spare(mask, protected)
    return mask


def _spare(mask: np.ndarray, protected: np.ndarray | None) -> None:
    if protected is not None:
        cv2.subtract(mask, cv2.threshold(protected, 0, 255, cv2.THRESH_BINARY)[1], dst=mask)


def _components(mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Labels (H, W), 0 outside, and OpenCV's statistics of each label."""
    try:
        _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8, ltype=cv2.CV_16U)
    except cv2.error:  # more than 16 bits can number; they take a third of the time
        _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8, ltype=cv2.CV_32S)
    return labels, stats


def _drop_small(mask: np.ndarray, least: int) -> None:
    """Clears pieces whose outline holds fewer pixels: much faster than to number the pieces of a large photo."""
    outlines = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0]
    # Pick's theorem: an outline through N pixel centres around the area A holds A + N / 2 + 1 of them
    small = [line for line in outlines if len(line) < 2 * least and _held(line) < least]
    cv2.drawContours(mask, small, -1, 0, cv2.FILLED)


def _held(outline: np.ndarray) -> float:
    return cv2.contourArea(outline) + len(outline) / 2 + 1 if len(outline) > 1 else 1


def _disc(radius: int) -> np.ndarray:
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
