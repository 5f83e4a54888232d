"""Other programs' fillings: what this computer has, what it lacks, and that each is called rightly."""

from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage.data

from training import figures, peers

HAS = peers.installed()


@pytest.fixture(scope="module")
def clean() -> np.ndarray:
    return np.ascontiguousarray(skimage.data.astronaut()[0:96, 190:286])


@pytest.fixture(scope="module")
def hole() -> np.ndarray:
    mask = cv2.line(np.zeros((96, 96), np.uint8), (5, 20), (90, 70), 1, 5)
    mask[60:72, 20:32] = 1
    return mask > 0


def damaged(clean: np.ndarray, hole: np.ndarray, grey: int = 128) -> np.ndarray:
    return np.where(hole[..., np.newaxis], np.uint8(grey), clean)


def test_opencvs_own_are_always_there_and_the_others_are_there_or_named_as_missing() -> None:
    assert {"push-pull", "OpenCV Telea", "OpenCV Navier-Stokes"} <= set(HAS)
    assert set(HAS) | set(peers.missing()) == {
        "push-pull", "OpenCV Telea", "OpenCV Navier-Stokes", "OpenCV FSR fast", "PatchMatch"
    }  # fmt: skip
    assert not set(HAS) & set(peers.missing())
    assert set(peers.missing().values()) <= {"opencv-contrib-python-headless", "pypatchmatch"}


def test_a_package_that_is_installed_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "patchmatch.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    assert "PatchMatch" in peers.installed()
    assert "PatchMatch" not in peers.missing()


@pytest.mark.parametrize("name", HAS)
def test_each_is_better_than_the_grey_it_was_given(name: str, clean: np.ndarray, hole: np.ndarray) -> None:
    given = damaged(clean, hole)
    filled = HAS[name](given.copy(), hole)
    assert (filled.shape, filled.dtype) == (clean.shape, np.uint8)
    assert figures.psnr_inside(filled, clean, hole) > figures.psnr_inside(given, clean, hole) + 5.0
    # a conversion of colours may change single steps around the hole, and does in FSR
    assert np.abs(filled[~hole].astype(int) - clean[~hole]).max() <= 4


@pytest.mark.parametrize("name", HAS)
def test_what_lay_in_the_hole_does_not_count(name: str, clean: np.ndarray, hole: np.ndarray) -> None:
    ways = [HAS[name](damaged(clean, hole, grey), hole) for grey in (0, 128, 128)]
    assert np.array_equal(ways[1], ways[2])
    apart = np.abs(ways[0].astype(int) - ways[1])
    assert apart.mean() < 0.5


@pytest.mark.parametrize("name", HAS)
def test_colours_stay_in_their_channels(name: str, hole: np.ndarray) -> None:
    flat = np.empty((96, 96, 3), np.uint8)
    flat[...] = (200, 120, 40)
    filled = HAS[name](damaged(flat, hole), hole)
    assert np.abs(filled.astype(int) - flat).max() <= 4
