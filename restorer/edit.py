"""One finished restore, and the ways to fill the same hole that it can be chosen from."""

from dataclasses import dataclass

import numpy as np

from restorer.compose import Adjustment
from restorer.mask import Box

ALIGNMENT = 64  # an edit of a part of a photo starts at multiples of this, so that views at halved sizes stay aligned

VIVID = "vivid"  # the engine of an edit in which a network trained against a discriminator had part


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """One of several ways to fill the same hole: its samples and the seed that made it."""

    seed: int
    result: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Edit:
    """One finished restore: its samples as a network gave them, how they came about, and how they are applied.

    `result` is (h, w, C) in the photo's type for the box of the photo that starts at row `top` and column `left`,
    computed from the photo as composed below this edit at the time. `mask` (h, w) uint8 says where it counts, 0 =
    never, None = everywhere. `level` is the noise level told to the network, sigma in 8-bit steps, None if it was told
    that it is unknown. `candidates` are the ways to fill the hole that can be chosen from, the present one among them,
    and `spread` (h, w) uint8 how far they lie apart: their standard deviation in 8-bit steps, the largest channel's.
    """

    name: str
    mode: str
    result: np.ndarray
    model: str
    sha256: str
    level: float | None
    seed: int
    device: str
    precision: str
    seconds: float
    adjustment: Adjustment
    visible: bool = True
    notices: tuple[str, ...] = ()
    top: int = 0
    left: int = 0
    mask: np.ndarray | None = None
    engine: str = ""
    candidates: tuple[Candidate, ...] = ()
    spread: np.ndarray | None = None

    @property
    def box(self) -> Box:
        """Where the result lies in the photo: top, left, height, width."""
        return self.top, self.left, int(self.result.shape[0]), int(self.result.shape[1])

    @property
    def is_invented(self) -> bool:
        """True if content was made up, in part at least, and not recovered from what was there."""
        return self.mode in ("inpaint", "generate") or self.engine == VIVID


def aligned_box(box: Box, height: int, width: int) -> Box:
    """The box grown to multiples of `ALIGNMENT` and cut to a photo of height x width."""
    top, left = box[0] // ALIGNMENT * ALIGNMENT, box[1] // ALIGNMENT * ALIGNMENT
    bottom = min(height, -(-(box[0] + box[2]) // ALIGNMENT) * ALIGNMENT)
    right = min(width, -(-(box[1] + box[3]) // ALIGNMENT) * ALIGNMENT)
    return top, left, bottom - top, right - left


def check_fit(edit: Edit, samples: np.ndarray) -> None:
    """Raises ValueError if an edit's arrays fit neither a photo's `samples` nor each other."""
    top, left, height, width = edit.box
    results = [edit.result, *(one.result for one in edit.candidates)]
    fits = all(one.shape == edit.result.shape and one.dtype == samples.dtype for one in results)
    fits &= edit.result.ndim == 3 and edit.result.shape[2] == samples.shape[2] and min(top, left) >= 0
    if edit.mask is None:
        fits &= edit.result.shape == samples.shape
    else:
        fits &= top % ALIGNMENT == left % ALIGNMENT == 0
        fits &= top + height <= samples.shape[0] and left + width <= samples.shape[1]
    for plane in (edit.mask, edit.spread):
        fits &= plane is None or (plane.shape == edit.result.shape[:2] and plane.dtype == np.uint8)
    if not fits:
        raise ValueError(f"{edit.result.shape} {edit.result.dtype} does not fit {samples.shape} {samples.dtype}")
