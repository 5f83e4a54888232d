"""How far two sets of pictures lie apart, scale by scale: the sliced Wasserstein distance of their patches."""

import cv2
import numpy as np

_SMALLEST = 16  # px; the coarsest scale that is compared
_PATCH = 7
_PATCHES = 64  # of each picture and scale
_DIRECTIONS = 256


def sliced_wasserstein(a: np.ndarray, b: np.ndarray, *, seed: int) -> dict[int, float]:
    """Distances of two sets (N, H, W, C) uint8 by the side in pixels of each scale of a Laplacian pyramid, times 1000.

    Karras et al. 2018 (arXiv 1710.10196), section 5: 7x7 patches at random places, normalised by channel, and the
    mean distance of the two sorted sets along random directions. Of the larger set as many pictures count, drawn by
    `seed`, as the smaller one has. The scales go down to 16 pixels; 0 means that the patches cannot be told apart.
    Raises ValueError for pictures of different shapes.
    """
    if a.shape[1:] != b.shape[1:] or not len(a) or not len(b):
        raise ValueError("Both sets must hold pictures, all of one shape.")
    random = np.random.default_rng(seed)
    count = min(len(a), len(b))
    first, second = (_drawn(pictures, count, random) for pictures in (a, b))
    distances = {}
    for ours, theirs in zip(_pyramid(first), _pyramid(second), strict=True):
        patches = [_patches(level, random) for level in (ours, theirs)]
        distances[ours.shape[1]] = 1000.0 * _distance(patches[0], patches[1], random)
    return distances


def _drawn(pictures: np.ndarray, count: int, random: np.random.Generator) -> np.ndarray:
    chosen = pictures if len(pictures) == count else pictures[random.choice(len(pictures), count, replace=False)]
    return chosen.astype(np.float32) / 255.0


def _pyramid(pictures: np.ndarray) -> list[np.ndarray]:
    levels = []
    while min(pictures.shape[1:3]) // 2 >= _SMALLEST:
        smaller = np.stack([_planes(cv2.pyrDown(picture)) for picture in pictures])
        size = (pictures.shape[2], pictures.shape[1])
        levels.append(pictures - np.stack([_planes(cv2.pyrUp(picture, dstsize=size)) for picture in smaller]))
        pictures = smaller
    return [*levels, pictures]


def _planes(picture: np.ndarray) -> np.ndarray:
    return picture if picture.ndim == 3 else picture[..., np.newaxis]


def _patches(level: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Patches (N x _PATCHES, 7 x 7 x C), every channel of the set brought to mean 0 and deviation 1."""
    count, height, width, channels = level.shape
    side = min(_PATCH, height, width)
    tops = random.integers(0, height - side + 1, (count, _PATCHES))
    lefts = random.integers(0, width - side + 1, (count, _PATCHES))
    span = np.arange(side)
    rows = (tops[..., np.newaxis] + span)[..., :, np.newaxis]
    columns = (lefts[..., np.newaxis] + span)[..., np.newaxis, :]
    patches: np.ndarray = level[np.arange(count)[:, None, None, None], rows, columns].reshape(-1, side * side, channels)
    patches = patches - patches.mean(axis=(0, 1))
    patches /= np.maximum(patches.std(axis=(0, 1)), 1e-6)
    flat: np.ndarray = patches.reshape(len(patches), -1)
    return flat


def _distance(first: np.ndarray, second: np.ndarray, random: np.random.Generator) -> float:
    directions = random.standard_normal((first.shape[1], _DIRECTIONS)).astype(np.float32)
    directions /= np.linalg.norm(directions, axis=0)
    along, other = (np.sort(patches @ directions, axis=0) for patches in (first, second))
    return float(np.abs(along - other).mean())
