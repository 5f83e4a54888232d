"""Other programs' ways to fill holes, run on the same pictures and masks as ours."""

import importlib
import importlib.util
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np

from restorer import holes

Fill = Callable[[np.ndarray, np.ndarray], np.ndarray]
_RADIUS = 3.0  # pixels around a sample that OpenCV's methods look at, as in its own examples
_PATCH = 3  # half the side of the patches that PatchMatch compares, as in its own examples


def installed() -> dict[str, Fill]:
    """Name to function of every peer that this computer has.

    A function takes a picture (H, W, 3) uint8 RGB and its hole (H, W) bool and returns the whole picture filled; what
    lay in the hole does not count. The same input gives the same picture.
    """
    found: dict[str, Fill] = {"push-pull": _push_pull, "OpenCV Telea": _telea, "OpenCV Navier-Stokes": _navier_stokes}
    if hasattr(cv2, "xphoto"):
        found["OpenCV FSR fast"] = _frequency_selective
    if importlib.util.find_spec("patchmatch") is not None:
        found["PatchMatch"] = _patch_match
    return found


def missing() -> dict[str, str]:
    """Name of every peer that this computer lacks, and what has to be installed for it."""
    known = {"OpenCV FSR fast": "opencv-contrib-python-headless", "PatchMatch": "pypatchmatch"}
    present = installed()
    return {name: package for name, package in known.items() if name not in present}


def _push_pull(picture: np.ndarray, hole: np.ndarray) -> np.ndarray:
    """The rough filling that our networks begin with: what they have to be better than."""
    return holes.prefill(picture, hole.astype(np.uint8))


def _telea(picture: np.ndarray, hole: np.ndarray) -> np.ndarray:
    """Telea 2004, "An Image Inpainting Technique Based on the Fast Marching Method"."""
    return cv2.inpaint(picture, hole.astype(np.uint8), _RADIUS, cv2.INPAINT_TELEA)


def _navier_stokes(picture: np.ndarray, hole: np.ndarray) -> np.ndarray:
    """Bertalmio et al. 2001, "Navier-Stokes, Fluid Dynamics, and Image and Video Inpainting"."""
    return cv2.inpaint(picture, hole.astype(np.uint8), _RADIUS, cv2.INPAINT_NS)


def _frequency_selective(picture: np.ndarray, hole: np.ndarray) -> np.ndarray:
    """Genser et al. 2018, "Spectral Constrained Frequency Selective Extrapolation"; takes BGR and what is sound."""
    xphoto: Any = getattr(cv2, "xphoto")  # noqa: B009  (only in the contributed modules, which mypy does not see)
    filled = np.zeros_like(picture)
    sound = np.where(hole, 0, 255).astype(np.uint8)
    xphoto.inpaint(np.ascontiguousarray(picture[..., ::-1]), sound, filled, xphoto.INPAINT_FSR_FAST)
    return np.ascontiguousarray(filled[..., ::-1])


def _patch_match(picture: np.ndarray, hole: np.ndarray) -> np.ndarray:
    """Barnes et al. 2009, "PatchMatch", in the pyramid of Wexler et al. 2007, "Space-Time Completion of Video"."""
    patchmatch: Any = importlib.import_module("patchmatch")
    patchmatch.set_random_seed(0)
    return np.asarray(patchmatch.inpaint(picture, hole.astype(np.uint8) * 255, patch_size=_PATCH))
