"""Navier-Stokes continues smooth surfaces at any depth, leaves the rest as it is and knows nothing of texture."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from restorer.classic import navier_stokes


@pytest.fixture
def hole() -> np.ndarray:
    marked = np.zeros((48, 60), np.uint8)
    marked[20:28, 25:35] = 1
    return marked


def _ramp(channels: int) -> np.ndarray:
    """A slope over the whole range, finer than 8 bit: (48, 60, channels) uint16."""
    rows, columns = np.mgrid[:48, :60]
    slope = 2_000 + rows * 320 + columns * 771
    return np.stack([slope + 500 * channel for channel in range(channels)], axis=2).astype(np.uint16)


@pytest.mark.parametrize("channels", [1, 3])
def test_sixteen_bits_keep_their_depth(hole: np.ndarray, channels: int) -> None:
    samples = _ramp(channels)
    assert samples.max() > 60_000
    damaged = samples.copy()
    damaged[hole > 0] = 0
    filled = navier_stokes(damaged, hole)
    assert (filled.dtype, filled.shape) == (samples.dtype, samples.shape)
    assert np.array_equal(filled[hole == 0], samples[hole == 0])
    inside = filled[hole > 0].astype(int)
    assert np.abs(inside - samples[hole > 0]).max() < 2_000
    assert len(np.unique(inside % 257)) > 20  # through 8 bit there would be one


def test_both_depths_agree(hole: np.ndarray) -> None:
    """Not to the last step: what is rounded to 8 bit is continued from further in."""
    fine = _ramp(3) // 257 * 257
    coarse = (fine // 257).astype(np.uint8)
    apart = navier_stokes(fine, hole) / 257 - navier_stokes(coarse, hole)
    assert np.abs(apart[hole > 0]).max() < 2.0


def test_stripes_are_smeared(hole: np.ndarray) -> None:
    columns = np.arange(60) // 3 % 2 * 200
    samples = np.broadcast_to(columns[np.newaxis, :, np.newaxis], (48, 60, 3)).astype(np.uint8)
    steps = np.abs(np.diff(navier_stokes(samples, hole)[23:25, 27:33].astype(int), axis=1))
    assert steps.max() < 100 < np.abs(np.diff(samples[23:25, 27:33].astype(int), axis=1)).max()


def test_what_lies_in_the_hole_is_not_looked_at(hole: np.ndarray) -> None:
    samples = _ramp(3)
    other = samples.copy()
    other[hole > 0] = 65_535
    assert np.array_equal(navier_stokes(samples, hole), navier_stokes(other, hole))


def test_empty_and_full_holes(hole: np.ndarray) -> None:
    samples = _ramp(1)
    assert np.array_equal(navier_stokes(samples, np.zeros_like(hole)), samples)
    with pytest.raises(ValueError, match="covers everything"):
        navier_stokes(samples, np.ones_like(hole))


# OpenCV's own inpainting reads memory beyond a photo of one row: what lies there is made to matter.
_ONE_ROW = """
import sys, cv2, numpy as np
from restorer.classic import continued
for shape in ((1, 40, 1), (40, 1, 1), (1, 9, 1), (1, 2, 1)):
    for at in (0, shape[0] * shape[1] // 2, -1):
        planes, hole = np.full(shape, 90, np.float32), np.zeros(shape[:2], np.uint8)
        hole.reshape(-1)[at] = 1
        for method in (cv2.INPAINT_NS, cv2.INPAINT_TELEA):
            found = cv2.inpaint(planes, hole, 3, method) if sys.argv[1] == "plain" else continued(
                planes, hole, method=method)
            if not np.allclose(found, 90, atol=1.5):
                sys.exit(3)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the C library of Linux fills fresh memory on request")
@pytest.mark.parametrize(("kind", "code"), [("ours", 0), ("plain", 3)])
def test_photos_of_one_row_are_filled_from_themselves(kind: str, code: int) -> None:
    codes = {
        subprocess.run(
            [sys.executable, "-c", _ONE_ROW, kind],
            env={**os.environ, "MALLOC_PERTURB_": str(value)},
            cwd=Path(__file__).parents[2],
            check=False,
        ).returncode
        for value in (127, 255)
    }
    assert codes == {code}
