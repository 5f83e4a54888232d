"""Damage as a person would paint over it: scratches, dust, text, free-form strokes and holes, drawn from a seed."""

import cv2
import numpy as np

KINDS = ("scratch", "dust", "text", "freeform", "holes")
THIN = ("scratch", "dust", "text")
_FONTS = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_COMPLEX, cv2.FONT_HERSHEY_SCRIPT_SIMPLEX)
_LETTERS = "ABCDEFGHKLMNOPRSTUVWXYZabcdefghiklmnoprstuvwxyz0123456789"
_SHIFT = 4  # fractional bits of the points given to OpenCV
_AREA = 256 * 256  # pixels for which the counts below are meant


def draw(kind: str, height: int, width: int, *, random: np.random.Generator) -> np.ndarray:
    """A mask (height, width) uint8, 1 where the photo is damaged; never empty and never all of it.

    `scratch`: 1 to 12 px wide bent lines, more thin ones than wide, along with parallel scrapes and creases. `dust`:
    specks of 3 to 7 px and fibres of 1 to 3 px. `text`: words of 1 to 4 px strokes. `freeform`: brush strokes of 10 to
    40 px with turns, as in Yu et al. 2019 (DeepFill v2). `holes`: one to three blobs, boxes or torn corners of 32 to
    128 px.
    Counts grow with the area. Raises KeyError for another kind.
    """
    painters = {"scratch": _scratches, "dust": _dust, "text": _text, "freeform": _freeform, "holes": _holes}
    paint = painters[kind]
    for _ in range(64):
        mask = np.zeros((height, width), np.uint8)
        paint(mask, random)
        if 0 < int(mask.sum()) < 0.6 * mask.size:
            return mask
    mask[:] = 0
    mask[height // 2, width // 2] = 1
    return mask


def _count(mask: np.ndarray, low: float, high: float, random: np.random.Generator) -> int:
    return max(1, round(random.uniform(low, high) * max(0.25, mask.size / _AREA)))


def _scratches(mask: np.ndarray, random: np.random.Generator) -> None:
    for _ in range(_count(mask, 4, 9, random)):
        width = 1 + int(11 * random.random() ** 3)  # most are thin
        points = _bent_line(mask.shape, random, length=random.uniform(0.3, 1.2), bend=random.uniform(0.0, 0.25))
        _stroke(mask, points, width)
        for _ in range(random.integers(0, 3) if random.random() < 0.25 else 0):  # a scrape: parallel ones
            points = points + random.normal(0, 6, 2)
            _stroke(mask, points[: max(2, int(len(points) * random.uniform(0.4, 1.0)))], max(1, width // 2))


def _dust(mask: np.ndarray, random: np.random.Generator) -> None:
    height, width = mask.shape
    for _ in range(_count(mask, 20, 60, random)):
        centre = (int(random.integers(0, width)), int(random.integers(0, height)))
        axes = (1 + int(3 * random.random() ** 2), 1 + int(3 * random.random() ** 2))
        cv2.ellipse(mask, centre, axes, float(random.uniform(0, 180)), 0, 360, 1, -1)
    for _ in range(_count(mask, 2, 6, random)):
        points = _bent_line(mask.shape, random, length=random.uniform(0.03, 0.12), bend=1.0)
        _stroke(mask, points, int(random.integers(1, 4)))


def _text(mask: np.ndarray, random: np.random.Generator) -> None:
    height, width = mask.shape
    for _ in range(_count(mask, 2, 5, random)):
        word = "".join(random.choice(list(_LETTERS), size=int(random.integers(4, 13))))
        place = (int(random.integers(-20, max(1, width - 20))), int(random.integers(12, max(13, height + 8))))
        font = _FONTS[int(random.integers(len(_FONTS)))]
        cv2.putText(mask, word, place, font, float(random.uniform(0.5, 1.6)), 1, int(random.integers(1, 5)))


def _freeform(mask: np.ndarray, random: np.random.Generator) -> None:
    goal = random.uniform(0.10, 0.25) * mask.size
    while mask.sum() < goal:
        points = _bent_line(mask.shape, random, length=random.uniform(0.2, 0.5), bend=0.9)
        _stroke(mask, points, int(random.integers(10, 41)))


def _holes(mask: np.ndarray, random: np.random.Generator) -> None:
    height, width = mask.shape
    for _ in range(int(random.integers(1, 4))):
        across, down = random.uniform(32, 128, 2) * min(1.0, min(mask.shape) / 256)
        centre = np.array([random.uniform(0, width), random.uniform(0, height)])
        if random.random() < 0.3:  # a box
            half = np.array([across / 2, down / 2])
            first, last = centre - half, centre + half
            cv2.rectangle(mask, first.astype(int).tolist(), last.astype(int).tolist(), 1, -1)
            continue
        angles = np.sort(random.uniform(0, 2 * np.pi, 14))
        radii = random.uniform(0.6, 1.0, 14)
        outline = centre + np.stack((np.cos(angles) * across / 2 * radii, np.sin(angles) * down / 2 * radii), axis=1)
        cv2.fillPoly(mask, [np.round(outline * 2**_SHIFT).astype(np.int32)], 1, shift=_SHIFT)


def _bent_line(shape: tuple[int, ...], random: np.random.Generator, *, length: float, bend: float) -> np.ndarray:
    """Points (N, 2) of a line that turns a little at each step; `length` in sides of the mask, `bend` in radians."""
    height, width = shape
    side = max(height, width)
    place = np.array([random.uniform(0, width), random.uniform(0, height)])
    steps = max(2, round(length * side / 8))
    turn = random.normal(0, bend, steps) * 0.5
    angles = random.uniform(0, 2 * np.pi) + np.cumsum(turn)
    moves = np.stack((np.cos(angles), np.sin(angles)), axis=1) * (length * side / steps)
    return np.concatenate((place[None], place + np.cumsum(moves, axis=0)))


def _stroke(mask: np.ndarray, points: np.ndarray, width: int) -> None:
    fixed = np.round(points * 2**_SHIFT).astype(np.int32)
    cv2.polylines(mask, [fixed], False, 1, thickness=max(1, width), lineType=cv2.LINE_8, shift=_SHIFT)
