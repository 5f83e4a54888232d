"""A generated picture put into the holes of a photo, its light and colour bent to meet what lies around."""

from dataclasses import dataclass

import cv2
import numpy as np

from restorer import holes
from restorer.compose import Adjustment
from restorer.edit import Edit, aligned_box

_AROUND = 4  # pixels of the photo around a hole that the picture is bent to


@dataclass(frozen=True, slots=True, eq=False)
class Plant:
    """What is put in: a picture (S, S, 1 or 3) uint8, and the model, its file's SHA-256 and the seed that made it."""

    picture: np.ndarray
    model: str
    sha256: str
    seed: int
    device: str = "cpu"


def plant(samples: np.ndarray, mask: np.ndarray, what: Plant) -> Edit:
    """An edit that shows the picture in every hole of `mask` (H, W) uint8, above 0 inside; at least one is needed.

    `samples` is (H, W, 1 or 3) uint8 or uint16. The picture covers each hole's box, cut to its shape; what it differs
    by at the border is spread smoothly over the hole and taken away (the membrane of Perez et al. 2003, "Poisson
    Image Editing", by push-pull). Outside the mask the result is the photo's own, and compose never looks there.
    """
    whole = holes.box_of(mask)
    if whole is None:
        raise ValueError("there is no hole")
    start = max(0, whole[0] - _AROUND), max(0, whole[1] - _AROUND)  # the border must be in sight
    grown = (*start, whole[0] + whole[2] + _AROUND - start[0], whole[1] + whole[3] + _AROUND - start[1])
    top, left, height, width = aligned_box(grown, *mask.shape)
    area = np.s_[top : top + height, left : left + width]
    result, inside = samples[area].copy(), np.ascontiguousarray(mask[area])
    for box, hole in holes.components(inside):
        _fill(result, box, hole, what.picture)
    return Edit(
        name="generate", mode="generate", result=result, model=what.model, sha256=what.sha256, level=None,
        seed=what.seed, device=what.device, precision="fp32", seconds=0.0, adjustment=Adjustment(),
        top=top, left=left, mask=inside,
    )  # fmt: skip


def _fill(result: np.ndarray, box: tuple[int, int, int, int], hole: np.ndarray, picture: np.ndarray) -> None:
    """Writes the picture into one hole of `result`."""
    top, left, height, width = box
    before_top, before_left = min(_AROUND, top), min(_AROUND, left)
    bottom, right = min(result.shape[0], top + height + _AROUND), min(result.shape[1], left + width + _AROUND)
    part = result[top - before_top : bottom, left - before_left : right]
    known = np.ones(part.shape[:2], np.float32)
    known[before_top : before_top + height, before_left : before_left + width] -= hole
    shown = _fitted(picture, part)
    bent = shown + holes.push_pull((part.astype(np.float32) - shown) * known[..., np.newaxis], known)
    white = float(np.iinfo(result.dtype).max)
    np.copyto(part, np.rint(np.clip(bent, 0.0, white)).astype(result.dtype), where=known[..., np.newaxis] == 0)


def _fitted(picture: np.ndarray, part: np.ndarray) -> np.ndarray:
    """The picture's middle as large as `part`, in its channels and range, float32."""
    height, width, channels = part.shape
    side = max(height, width)
    if picture.shape[2] != channels:
        grey = picture if picture.shape[2] == 1 else cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)[..., np.newaxis]
        picture = np.repeat(grey, channels, axis=2)
    way = cv2.INTER_AREA if side < picture.shape[0] else cv2.INTER_CUBIC
    large = cv2.resize(picture.astype(np.float32), (side, side), interpolation=way).reshape(side, side, channels)
    top, left = (side - height) // 2, (side - width) // 2
    cut: np.ndarray = large[top : top + height, left : left + width] * (float(np.iinfo(part.dtype).max) / 255.0)
    return cut
