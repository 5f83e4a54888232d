"""What looks like damage and belongs to the scene: wires, hair, rails, fences, writing; drawn from a seed."""

import cv2
import numpy as np

from training.strokes import blend, line, softened

KINDS = ("wires", "hair", "rails", "writing")
_FONTS = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_COMPLEX, cv2.FONT_HERSHEY_TRIPLEX)
_LETTERS = tuple("ABCDEFGHIJKLMNOPRSTUVWXYZabcdefghijklmnoprstuvwxyz0123456789.,-&")


def draw(kind: str, picture: np.ndarray, *, random: np.random.Generator) -> np.ndarray:
    """The picture (H, W, 3) float32 in 0..1 with lines of the scene's own colours in it, smooth and even.

    `wires`: one to five that sag, from edge to edge, drawing together in the distance. `hair`: many curves that run
    alike. `rails`: evenly spaced lines in perspective, as of fences, blinds and stairs. `writing`: lines of words,
    often on a ground of their own. They are as sharp as drawn: blur them with the photo. Raises KeyError for another
    kind.
    """
    painters = {"wires": _wires, "hair": _hair, "rails": _rails, "writing": _writing}
    drawn: np.ndarray = np.clip(painters[kind](picture, random), 0.0, 1.0)
    return drawn


def _wires(picture: np.ndarray, random: np.random.Generator) -> np.ndarray:
    height, width = picture.shape[:2]
    along = np.linspace(-0.1, 1.1, 40)
    starts = random.uniform(0, 1) + np.arange(random.integers(1, 6)) * random.uniform(0.03, 0.15)
    ends = random.uniform(0, 1) + (starts - starts[0]) * random.uniform(0.2, 1.2)
    sag, thickness, colour = random.uniform(0, 0.3), int(random.integers(1, 4)), _scene_colour(picture, random)
    upright = random.random() < 0.3
    opacity = random.uniform(0.6, 1.0)
    for first, last in zip(starts, ends, strict=True):
        down = first + (last - first) * along + sag * along * (1 - along)
        points = np.stack((along * width, down * height), axis=1)
        if upright:
            points = np.stack((down * width, along * height), axis=1)
        picture = blend(picture, line(picture.shape, points, thickness, blur=0.0) * opacity, colour)
    return picture


def _hair(picture: np.ndarray, random: np.random.Generator) -> np.ndarray:
    height, width = picture.shape[:2]
    root = random.uniform((0, 0), (width, height))
    angle, curl = random.uniform(0, 2 * np.pi), random.normal(0, 1.0)
    colour, spread = _scene_colour(picture, random), random.uniform(0.02, 0.25)
    length = random.uniform(0.3, 1.2) * max(height, width)
    steps = np.linspace(0, 1, 16)
    for _ in range(3):  # shades
        strands = np.zeros((height, width), np.uint8)
        for _ in range(int(random.integers(3, 17))):
            turns = angle + random.normal(0, spread) + (curl + random.normal(0, spread * 2)) * steps
            moves = np.stack((np.cos(turns), np.sin(turns)), axis=1) * length * random.uniform(0.5, 1.0) / len(steps)
            points = root + random.normal(0, 0.12 * max(height, width), 2) + np.cumsum(moves, axis=0)
            cv2.polylines(strands, [np.round(points * 16).astype(np.int32)], False, 255, 1, cv2.LINE_AA, 4)
        shade = np.clip(colour + random.normal(0, 0.05), 0, 1)
        picture = blend(picture, softened(strands, 0.0) * random.uniform(0.4, 1.0), shade)
    return picture


def _rails(picture: np.ndarray, random: np.random.Generator) -> np.ndarray:
    height, width = picture.shape[:2]
    angle, colour = random.uniform(0, np.pi), _scene_colour(picture, random)
    direction, across = np.array((np.cos(angle), np.sin(angle))), np.array((-np.sin(angle), np.cos(angle)))
    side = float(max(height, width))
    gap, nearer = random.uniform(5, 30), random.uniform(0.92, 1.15)
    converge, thickness = random.normal(0, 0.15), int(random.integers(1, 5))
    place = random.uniform((0, 0), (width, height))
    distance = 0.0
    for _ in range(int(random.integers(3, 16))):
        middle = place + across * distance
        tilted = direction + across * converge * distance / side
        points = np.stack((middle - tilted * side, middle, middle + tilted * side))
        picture = blend(picture, line(picture.shape, points, thickness, blur=0.0) * random.uniform(0.7, 1.0), colour)
        distance += gap
        gap *= nearer
    return picture


def _writing(picture: np.ndarray, random: np.random.Generator) -> np.ndarray:
    height, width = picture.shape[:2]
    font, size, weight = int(random.integers(len(_FONTS))), random.uniform(0.3, 1.4), int(random.integers(1, 4))
    ink, left = _scene_colour(picture, random), int(random.integers(-20, width // 2 + 1))
    top, gap = int(random.integers(0, height)), max(12, round(size * random.uniform(28, 40)))
    lines = int(random.integers(1, 6))
    if random.random() < 0.5:
        ground = np.zeros((height, width), np.uint8)
        cv2.rectangle(ground, (left - 8, top - gap), (left + int(random.integers(60, 400)), top + gap * lines), 255, -1)
        picture = blend(picture, softened(ground, 0.0), np.full(3, random.uniform(0.75, 1.0)))
        ink = random.uniform(0, 0.35, 3)
    layer = np.zeros((height, width), np.uint8)
    for number in range(lines):
        words = "".join(random.choice((*_LETTERS, *" " * 12), size=int(random.integers(6, 26))))
        cv2.putText(layer, words, (left, top + gap * number), _FONTS[font], size, 255, weight, cv2.LINE_AA)
    return blend(picture, softened(layer, 0.0), ink)


def _scene_colour(picture: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """A colour that is in the picture, made darker or lighter."""
    height, width = picture.shape[:2]
    here: np.ndarray = picture[random.integers(height), random.integers(width)]
    towards = 0.0 if random.random() < 0.7 else 1.0
    share = random.uniform(0.1, 0.95)
    return here * (1 - share) + towards * share
