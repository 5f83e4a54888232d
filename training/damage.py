"""Damage of old photos, drawn from a seed over a picture, and where it shows."""

import cv2
import numpy as np

from training.strokes import area, blend, line, patchy, path, softened

KINDS = ("scratch", "dust", "crease", "tear", "stain")
_AREA = 128 * 128  # pixels for which the counts below are meant
_LEAST = 20.0 / 255.0  # a change that a person sees at a glance
_OVER_GRAIN = 2.0  # and how many times the grain it must be, to be seen in it
_EMULSION = ((0.25, 0.85, 0.5), (0.2, 0.45, 0.95), (0.95, 0.85, 0.25), (0.9, 0.25, 0.6), (0.95, 0.35, 0.2))


def draw(kind: str, picture: np.ndarray, *, random: np.random.Generator) -> np.ndarray:
    """The picture (H, W, 3) float32 in 0..1 with one kind of damage over it; counts grow with the area.

    `scratch`: long bent lines of 1 to 5 px, bright, dark or coloured as a scratched emulsion, partly transparent,
    often broken and side by side. `dust`: specks of 2 to 12 px and curled fibres. `crease`: a fold with cracks in the
    emulsion and a shadow beside it. `tear`: a torn line or corner with the paper's fibres. `stain`: a liquid's blotch
    with a rim, ink or mould. Raises KeyError for another kind.
    """
    painters = {"scratch": _scratches, "dust": _dust, "crease": _crease, "tear": _tear, "stain": _stains}
    damaged: np.ndarray = np.clip(painters[kind](picture, random), 0.0, 1.0)
    return damaged


def shown(before: np.ndarray, after: np.ndarray, *, grain: float) -> np.ndarray:
    """Where damage shows (H, W) uint8, 1 or 0: a channel moved by 20 8-bit steps and by twice the grain.

    Both are (H, W, 3) in 0..1, alike but for the damage; `grain` is their noise's sigma in the same unit.
    """
    limit = max(_LEAST, _OVER_GRAIN * grain)
    seen: np.ndarray = (np.abs(after - before).max(axis=2) > limit).astype(np.uint8)
    return seen


def _count(picture: np.ndarray, low: float, high: float, random: np.random.Generator) -> int:
    expected = random.uniform(low, high) * picture.shape[0] * picture.shape[1] / _AREA
    return max(1, int(expected + random.random()))


def _scratches(picture: np.ndarray, random: np.random.Generator) -> np.ndarray:
    upright = random.random() < 0.4  # film runs upright past whatever scratches it
    for _ in range(_count(picture, 1, 4, random)):
        angle = np.pi / 2 + random.normal(0, 0.06) if upright else None
        points = path(picture.shape, random, length=random.uniform(0.2, 1.6), bend=random.uniform(0, 0.12), angle=angle)
        colour, opacity = _colour(random), random.uniform(0.5, 1.0)
        for _ in range(int(random.integers(2, 5)) if random.random() < 0.2 else 1):  # a scrape: parallel ones
            width = 1 + int(4.5 * random.random() ** 3)  # most are thin
            coverage = line(picture.shape, points, width, blur=random.uniform(0.0, 0.8))
            if random.random() < 0.5:
                coverage *= _broken(picture, random)
            picture = blend(picture, coverage * opacity, colour)
            points = points + random.normal(0, 5, 2)
    return picture


def _dust(picture: np.ndarray, random: np.random.Generator) -> np.ndarray:
    is_dark = random.random() < 0.35  # dust on a negative prints bright, on a print or a scanner's glass it is dark
    specks = np.zeros(picture.shape[:2], np.uint8)
    height, width = picture.shape[:2]
    for _ in range(_count(picture, 2, 14, random)):
        radius = 0.8 + 5.0 * random.random() ** 3
        angles = np.sort(random.uniform(0, 2 * np.pi, 9))
        radii = radius * random.uniform(0.6, 1.25, (9, 1))
        outline = random.uniform((0, 0), (width, height)) + radii * np.stack((np.cos(angles), np.sin(angles)), axis=1)
        cv2.fillPoly(specks, [np.round(outline * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    coverage = softened(specks, random.uniform(0.0, 0.8))
    for _ in range(int(random.integers(0, 1 + _count(picture, 0, 3, random)))):
        side = max(picture.shape[:2])
        fibre = path(picture.shape, random, length=random.uniform(12, 70) / side, bend=random.uniform(0.3, 1.0))
        drawn = line(picture.shape, fibre, int(random.integers(1, 4)), blur=random.uniform(0.0, 0.8))
        coverage = np.maximum(coverage, drawn)
    colour = random.uniform(0.0, 0.25) if is_dark else random.uniform(0.75, 1.0)
    return blend(picture, coverage * random.uniform(0.6, 1.0), np.clip(colour + random.normal(0, 0.03, 3), 0, 1))


def _crease(picture: np.ndarray, random: np.random.Generator) -> np.ndarray:
    for _ in range(_count(picture, 0.3, 1, random)):
        points = path(picture.shape, random, length=random.uniform(0.6, 1.6), bend=random.uniform(0.0, 0.08))
        fold = line(picture.shape, points, 1, blur=random.uniform(2.0, 5.0))
        beside = line(picture.shape, points + random.normal(0, 3, 2), 1, blur=random.uniform(2.0, 5.0))
        shading = (fold - beside) / max(float(fold.max()), 1e-3) * random.uniform(0.0, 0.15)
        picture = picture + shading[..., np.newaxis]
        points = points + random.normal(0, 0.6, points.shape)
        cracks = line(picture.shape, points, int(random.integers(1, 4)), blur=random.uniform(0.0, 0.7))
        for _ in range(int(random.integers(0, 6))):  # and across it
            place = points[random.integers(len(points))]
            end = place + random.normal(0, 6, 2)
            across = line(
                picture.shape, np.stack((place, (place + end) / 2 + random.normal(0, 1, 2), end)), 1, blur=0.4
            )
            cracks = np.maximum(cracks, across)
        cracks *= _broken(picture, random)
        paper = random.uniform(0.8, 1.0) if random.random() < 0.8 else random.uniform(0.0, 0.2)
        picture = blend(picture, cracks * random.uniform(0.6, 1.0), _paper(picture, paper, random))
    return picture


def _tear(picture: np.ndarray, random: np.random.Generator) -> np.ndarray:
    height, width = picture.shape[:2]
    points = path(picture.shape, random, length=random.uniform(0.4, 1.2), bend=random.uniform(0.1, 0.4))
    points = points + random.normal(0, 1.2, points.shape)
    paper = _paper(picture, random.uniform(0.82, 1.0), random)
    if random.random() < 0.4:  # a corner is gone: what lay behind shows, with a rim of paper
        corner = np.array((width * random.integers(0, 2), height * random.integers(0, 2)), np.float64)
        reach = random.uniform(0.1, 0.45) * min(height, width)
        angles = np.linspace(0, 2 * np.pi, 24, endpoint=False)
        radii = reach * (1 + 0.25 * random.normal(0, 1, (24, 1)))
        outline = corner + radii * np.stack((np.cos(angles), np.sin(angles)), axis=1)
        rim = random.uniform(1, 6)
        picture = blend(picture, area(picture.shape, outline, blur=0.5), paper)
        behind = random.choice((0.0, 0.02, 0.5, 0.95, 1.0)) * np.ones(3)
        return blend(picture, area(picture.shape, corner + (outline - corner) * (1 - rim / reach), blur=0.5), behind)
    normal = np.stack((-np.gradient(points[:, 1]), np.gradient(points[:, 0])), axis=1)
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-6)
    open_ = np.linspace(1, random.uniform(0.0, 0.6), len(points))[:, None] * random.uniform(1.0, 7.0)
    sides = [points + normal * open_ * random.uniform(0.4, 1.3, open_.shape) * way for way in (0.5, -0.5)]
    torn = area(picture.shape, np.concatenate((sides[0], sides[1][::-1])), blur=random.uniform(0.2, 0.7))
    shadow = line(picture.shape, points + random.normal(0, 2, 2), 2, blur=2.0)
    picture = picture * (1 - shadow * random.uniform(0, 0.5))[..., np.newaxis]
    return blend(picture, torn, paper)


def _stains(picture: np.ndarray, random: np.random.Generator) -> np.ndarray:
    height, width = picture.shape[:2]
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    for _ in range(_count(picture, 0.3, 1.5, random)):
        radius = random.uniform(5, 30)
        centre = random.uniform((0, 0), (width, height))
        distance = np.hypot(columns - centre[0], (rows - centre[1]) * random.uniform(0.6, 1.6)) / radius
        distance += 0.25 * patchy(picture.shape, random, grain=max(3.0, radius / 1.5))
        inside = 1.0 / (1.0 + np.exp(np.clip((distance - 1.0) * radius / random.uniform(0.8, 3.0), -30, 30)))
        kind = random.random()
        if kind < 0.6:  # a liquid: it darkens, most at its rim
            rim = np.exp(-(((distance - 0.95) / 0.1) ** 2)) * random.uniform(0.0, 0.4)
            tint = np.array((random.uniform(0.6, 0.9), random.uniform(0.45, 0.8), random.uniform(0.2, 0.6)), np.float32)
            strength = np.clip(inside * random.uniform(0.5, 0.9) + rim * inside.max(), 0, 1)[..., np.newaxis]
            picture = picture * (1 - strength * (1 - tint))
        else:
            ink = random.uniform(0, 0.25, 3) if kind < 0.8 else random.uniform(0.75, 1.0, 3)
            uneven = np.clip(0.8 + 0.3 * patchy(picture.shape, random, grain=4.0), 0, 1)
            picture = blend(picture, inside * uneven * random.uniform(0.5, 1.0), ink)
    return picture


def _broken(picture: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """A field of 0..1 by which a line comes and goes."""
    field = patchy(picture.shape, random, grain=random.uniform(6, 30))
    return np.clip(random.uniform(0.4, 1.0) + 1.2 * field, 0.0, 1.0)


def _colour(random: np.random.Generator) -> np.ndarray:
    drawn = random.random()
    if drawn < 0.2:
        return np.clip(np.array(_EMULSION[random.integers(len(_EMULSION))]) + random.normal(0, 0.08, 3), 0, 1)
    grey = random.uniform(0.75, 1.0) if drawn < 0.7 else random.uniform(0.0, 0.25)
    return np.clip(grey + random.normal(0, 0.03, 3), 0, 1)


def _paper(picture: np.ndarray, grey: float, random: np.random.Generator) -> np.ndarray:
    """Torn paper: a warm white with fibres, (H, W, 3)."""
    fibres = patchy(picture.shape, random, grain=2.0) * random.uniform(0.0, 0.06)
    warmth = np.array((0.0, -0.01, -0.04), np.float32) * random.uniform(0, 2)
    paper: np.ndarray = np.clip(grey + fibres[..., np.newaxis] + warmth, 0, 1)
    return paper
