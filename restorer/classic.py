"""Filling without a network or patches: Navier-Stokes, for comparison and as a smooth start."""

import cv2
import numpy as np

RADIUS = 3  # pixels around a sample that it is continued from


def navier_stokes(samples: np.ndarray, hole: np.ndarray) -> np.ndarray:
    """The samples with their hole filled smoothly; outside the hole they are the same.

    Bertalmio, Bertozzi and Sapiro 2001, as OpenCV does it, colour by colour: `samples` (H, W, C) uint8 or uint16 keep
    their depth; `hole` (H, W), above 0 inside.
    """
    marked = (hole > 0).astype(np.uint8)
    if marked.all():
        raise ValueError("the hole covers everything: there is nothing to fill it from")
    planes = [
        cv2.inpaint(np.ascontiguousarray(samples[..., channel]), marked, RADIUS, cv2.INPAINT_NS)
        for channel in range(samples.shape[2])
    ]
    return np.where(marked[..., np.newaxis] > 0, np.stack(planes, axis=2), samples)
