"""How a set of generated pictures lies among real ones: in a feature space, and beside each one's nearest picture."""

from dataclasses import dataclass

import cv2
import numpy as np

_NEIGHBOUR = 3  # Kynkaanniemi et al. 2019 use the third nearest
_SIDE = 32  # px at which pictures are compared
_CHUNK = 256


@dataclass(frozen=True, slots=True, eq=False)
class Nearest:
    """For each picture the index of the nearest one in another set and its distance, RMS in 8-bit steps."""

    index: np.ndarray
    distance: np.ndarray


def precision_recall(real: np.ndarray, made: np.ndarray) -> tuple[float, float]:
    """Share of `made` within the manifold of `real`, and of `real` within that of `made`; features (N, D).

    Kynkaanniemi et al. 2019 (arXiv 1904.06991): the manifold is the union of balls around each point that reach its
    third nearest neighbour. The numbers depend on the feature space and on how many there are: take as many of each.
    """
    return _covered(real, made), _covered(made, real)


def nearest(pictures: np.ndarray, known: np.ndarray) -> Nearest:
    """The nearest of `known` (M, S, S, C) uint8 or of its mirror images for each of `pictures` (N, S, S, C) uint8.

    Distances are taken at 32 pixels a side, so that a shift by a pixel or fine grain does not hide a copy.
    """
    ours, theirs = _small(pictures), _small(known)
    mirrored = _small(np.ascontiguousarray(known[:, :, ::-1]))
    index, distance = np.zeros(len(ours), np.int64), np.full(len(ours), np.inf, np.float32)
    for candidates in (theirs, mirrored):
        for start in range(0, len(ours), _CHUNK):
            part = slice(start, start + _CHUNK)
            apart = _distances(ours[part], candidates)
            best = apart.argmin(axis=1)
            found = apart[np.arange(len(best)), best]
            nearer = found < distance[part]
            index[part] = np.where(nearer, best, index[part])
            distance[part] = np.minimum(found, distance[part])
    return Nearest(index, distance / np.sqrt(ours.shape[1]))


def pairs_sheet(pictures: np.ndarray, known: np.ndarray, found: Nearest, *, count: int = 10) -> np.ndarray:
    """The nearest pairs, nearest first: each picture above the one it is nearest to; (H, W, 3) uint8."""
    order = np.argsort(found.distance, kind="stable")[:count]
    columns = [np.vstack((_shown(pictures[place]), _shown(known[found.index[place]]))) for place in order]
    gap = np.full((columns[0].shape[0], 4, 3), 255, np.uint8)
    return np.hstack([part for column in columns for part in (column, gap)][:-1])


def _covered(among: np.ndarray, asked: np.ndarray) -> float:
    own = _distances(among, among)
    neighbour = min(_NEIGHBOUR, len(among) - 1)
    radius = np.partition(own, neighbour, axis=1)[:, neighbour]  # the first is the point itself
    inside = [(_distances(asked[start : start + _CHUNK], among) <= radius).any(axis=1)
              for start in range(0, len(asked), _CHUNK)]  # fmt: skip
    return float(np.concatenate(inside).mean())


def _distances(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Euclidean distances (N, M) of rows, by the binomial formula in double precision: copies must come out as 0."""
    a, b = first.astype(np.float64), second.astype(np.float64)
    square = (a * a).sum(axis=1)[:, np.newaxis] + (b * b).sum(axis=1) - 2.0 * (a @ b.T)
    apart: np.ndarray = np.sqrt(np.maximum(square, 0.0)).astype(np.float32)
    return apart


def _small(pictures: np.ndarray) -> np.ndarray:
    side = min(_SIDE, pictures.shape[1])
    small = [cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA).ravel() for picture in pictures]
    return np.stack(small).astype(np.float32)


def _shown(picture: np.ndarray) -> np.ndarray:
    rgb = np.repeat(picture, 3, axis=2) if picture.shape[2] == 1 else picture
    return cv2.resize(rgb, (128, 128), interpolation=cv2.INTER_CUBIC)
