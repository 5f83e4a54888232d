"""Filling without a network or patches: Navier-Stokes, for comparison and as a smooth start."""

import cv2
import numpy as np

RADIUS = 3  # pixels around a sample that it is continued from
_LEAST_SIDE = 3  # pixels; OpenCV reads beyond photos of a single row or column


def navier_stokes(samples: np.ndarray, hole: np.ndarray) -> np.ndarray:
    """The samples with their hole filled smoothly; outside the hole they are the same.

    Bertalmio, Bertozzi and Sapiro 2001, as OpenCV does it, colour by colour: `samples` (H, W, C) uint8 or uint16 keep
    their depth; `hole` (H, W), above 0 inside.
    """
    marked = (hole > 0).astype(np.uint8)
    if marked.all():
        raise ValueError("the hole covers everything: there is nothing to fill it from")
    return np.where(marked[..., np.newaxis] > 0, continued(samples, marked, method=cv2.INPAINT_NS), samples)


def continued(planes: np.ndarray, hole: np.ndarray, *, method: int) -> np.ndarray:
    """The planes with their hole filled smoothly by one of OpenCV's methods; only the hole is to be used.

    `planes` (H, W, C) uint8, uint16 or float32, any size; `hole` (H, W) uint8, above 0 inside; `method` is
    `cv2.INPAINT_NS` or `cv2.INPAINT_TELEA` (Telea 2004).
    """
    height, width, channels = planes.shape
    below, beside = max(0, _LEAST_SIDE - height), max(0, _LEAST_SIDE - width)

    def filled(plane: np.ndarray, marked: np.ndarray) -> np.ndarray:
        if below or beside:
            plane, marked = (
                cv2.copyMakeBorder(each, 0, below, 0, beside, cv2.BORDER_REPLICATE) for each in (plane, marked)
            )
        found: np.ndarray = cv2.inpaint(plane, marked, RADIUS, method)
        return found[:height, :width]

    return np.stack([filled(np.ascontiguousarray(planes[..., c]), hole) for c in range(channels)], axis=2)
