"""Photos as they lie in a shoe box: aged, some of them damaged, scanned; with a mask of the damage that shows."""

from dataclasses import dataclass

import cv2
import numpy as np

from training import damage, lookalikes
from training.mixtures import Damage


@dataclass(frozen=True, slots=True)
class Worn:
    """A scanned photo (H, W, 3) float32 in 0..1, in steps of 8 bits, and the damage's mask (H, W) uint8, 1 or 0."""

    picture: np.ndarray
    mask: np.ndarray


def wear(picture: np.ndarray, recipe: Damage, *, random: np.random.Generator) -> Worn:
    """Ages, damages and scans a clean photo (H, W, 3) float32 in 0..1, as the recipe's shares say.

    What looks like damage is drawn first and shares the photo's blur and grain; damage lies over both and has a
    sharpness of its own. The mask reaches a pixel beyond what shows, over the soft edges that a filling must not keep;
    an undamaged photo has an empty one.
    """
    for kind in lookalikes.KINDS:
        if random.random() < recipe.lookalikes / len(lookalikes.KINDS):
            picture = lookalikes.draw(kind, picture, random=random)
    aged, grain = age(picture, random=random)
    damaged = aged
    if random.random() >= recipe.undamaged:
        for kind in _kinds(recipe, random):
            damaged = damage.draw(kind, damaged, random=random)
    mask = cv2.dilate(damage.shown(aged, damaged, grain=grain), np.ones((3, 3), np.uint8))
    return Worn(scan(damaged, random=random), mask)


def age(picture: np.ndarray, *, random: np.random.Generator) -> tuple[np.ndarray, float]:
    """The photo softened, faded, without or with a cast of colour, grainy; each with some likelihood; and the grain."""
    if random.random() < 0.5:
        picture = cv2.GaussianBlur(picture, (0, 0), random.uniform(0.3, 1.5))
    tone = random.random()
    if tone < 0.35:
        picture = np.repeat(picture @ np.array((0.299, 0.587, 0.114), np.float32)[:, None], 3, axis=2)
        if tone < 0.2:  # sepia
            picture = picture * np.array((1.0, random.uniform(0.82, 1), random.uniform(0.6, 0.9)), np.float32)
    if random.random() < 0.4:
        black, white = random.uniform(0.0, 0.2, 3), random.uniform(0.7, 1.0, 3)
        picture = (black + picture * (white - black)).astype(np.float32)
    grain = random.uniform(0.0, 10.0) / 255.0 if random.random() < 0.5 else 0.0
    if grain > 0:
        channels = 3 if random.random() < 0.5 else 1
        noise = random.normal(0, 1, (*picture.shape[:2], channels)).astype(np.float32)
        if random.random() < 0.6:
            noise = cv2.GaussianBlur(noise, (0, 0), 0.7).reshape(noise.shape).astype(np.float32)
        picture = picture + noise * np.float32(grain / max(float(noise.std()), 1e-3))
    return np.clip(picture, 0.0, 1.0).astype(np.float32), grain


def scan(picture: np.ndarray, *, random: np.random.Generator) -> np.ndarray:
    """A little of a scanner's blur and noise, rounded to 8 bits, and JPEG for half of the photos."""
    if random.random() < 0.4:
        picture = cv2.GaussianBlur(picture, (0, 0), random.uniform(0.3, 0.7))
    noise = random.normal(0, random.uniform(0.0, 2.0) / 255.0, picture.shape)
    samples = np.clip(np.rint((picture + noise) * 255.0), 0, 255).astype(np.uint8)
    if random.random() < 0.5:
        quality = int(random.integers(60, 99))
        _, content = cv2.imencode(".jpg", samples, [cv2.IMWRITE_JPEG_QUALITY, quality])
        samples = cv2.imdecode(content, cv2.IMREAD_COLOR)  # type: ignore[assignment]  # it was encoded the line before
    return samples.astype(np.float32) / np.float32(255.0)


def _kinds(recipe: Damage, random: np.random.Generator) -> list[str]:
    """The kinds of damage that a photo gets: each with its own likelihood, one at least."""
    drawn = [kind for kind, share in recipe.kinds.items() if random.random() < share]
    return drawn or [str(random.choice(list(recipe.kinds)))]
