"""Holes filled by patches: from the photo's own texture, the same for a seed, and never beyond the hole."""

import threading

import cv2
import numpy as np
import pytest

from restorer import classic, patch_search, patches
from restorer.patches import Stopped, fill, transfer


def _disc(size: int, radius: int) -> np.ndarray:
    return cv2.circle(np.zeros((size, size), np.uint8), (size // 2, size // 2 - 5), radius, 1, -1)


@pytest.fixture
def stripes() -> np.ndarray:
    """Diagonal stripes with a period of 8 pixels, (96, 96, 3) uint8."""
    rows, columns = np.mgrid[:96, :96]
    wave = (127 + 100 * np.sin((rows + columns) * np.pi / 4))[..., np.newaxis]
    return np.rint(wave * np.array([1.0, 0.8, 0.6])).astype(np.uint8)


def _damaged(samples: np.ndarray, hole: np.ndarray) -> np.ndarray:
    damaged = samples.copy()
    damaged[hole > 0] = 255
    return damaged


def _error(picture: np.ndarray, truth: np.ndarray, hole: np.ndarray) -> float:
    return float(np.sqrt(np.square(picture[hole > 0].astype(float) - truth[hole > 0]).mean()))


def test_a_pattern_goes_on(stripes: np.ndarray) -> None:
    hole = _disc(96, 13)
    filled = fill(_damaged(stripes, hole), hole, seed=0)
    assert _error(filled, stripes, hole) < 12
    smooth = classic.navier_stokes(_damaged(stripes, hole), hole)
    assert _error(smooth, stripes, hole) > 40  # the negative control


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3])
def test_outside_the_hole_nothing_changes_and_depth_is_kept(astronaut: np.ndarray, dtype: type, channels: int) -> None:
    scale = 1 if dtype == np.uint8 else 257
    samples = np.ascontiguousarray(astronaut[20:100, 180:270, :channels]).astype(dtype) * dtype(scale)
    samples += np.arange(90, dtype=dtype)[np.newaxis, :, np.newaxis] % dtype(2)
    hole = np.zeros((80, 90), np.uint8)
    hole[:20, 60:] = 255  # at the corner
    for filled in (fill(samples, hole, seed=1), transfer(samples, samples, hole, seed=1),
                   classic.navier_stokes(samples, hole)):  # fmt: skip
        assert filled.dtype == dtype
        assert filled.shape == samples.shape
        assert np.array_equal(filled[hole == 0], samples[hole == 0])
        assert not np.array_equal(filled[hole > 0], samples[hole > 0])


def test_what_lies_in_the_hole_is_not_looked_at(astronaut: np.ndarray) -> None:
    samples, hole = np.ascontiguousarray(astronaut[:96, 180:276]), _disc(96, 10)
    other = samples.copy()
    other[hole > 0] = 7
    assert np.array_equal(fill(samples, hole, seed=2), fill(other, hole, seed=2))


def test_a_seed_is_a_filling(astronaut: np.ndarray) -> None:
    samples, hole = np.ascontiguousarray(astronaut[300:400, 20:120]), _disc(100, 14)
    first, again, other = (fill(samples, hole, seed=seed) for seed in (5, 5, 6))
    assert np.array_equal(first, again)
    assert _error(first, other, hole) > 2


def test_a_structure_leads(stripes: np.ndarray) -> None:
    """Two halves of other brightness: where the structure says bright, bright texture comes."""
    samples = stripes.copy()
    samples[:, :48] //= 3
    hole = np.zeros((96, 96), np.uint8)
    hole[30:60, 34:62] = 1
    truth = samples.copy()
    structure = cv2.GaussianBlur(truth, (0, 0), 3)
    led = transfer(structure, _damaged(samples, hole), hole, seed=0)
    left, right = led[30:60, 34:48].mean(), led[30:60, 48:62].mean()
    assert right > 1.7 * left
    detail = np.square(np.diff(led[30:60, 34:62].astype(float), axis=0)).mean()
    smooth = np.square(np.diff(structure[30:60, 34:62].astype(float), axis=0)).mean()
    assert detail > 2 * smooth


def test_a_large_photo_is_searched_small_and_copied_at_full_size(
    stripes: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    hole = _disc(96, 13)
    monkeypatch.setattr(patches, "_SEARCHED", 5000)
    filled = fill(_damaged(stripes, hole), hole, seed=0)
    assert _error(filled, stripes, hole) < 40
    values = np.unique(filled[hole > 0].reshape(-1, 3), axis=0)
    known = {tuple(value) for value in stripes[hole == 0].reshape(-1, 3)}
    assert all(tuple(value) in known for value in values)  # copied, not averaged


def test_it_stops_and_tells(astronaut: np.ndarray) -> None:
    samples, hole = np.ascontiguousarray(astronaut[:96, 180:276]), _disc(96, 12)
    shares: list[float] = []
    fill(samples, hole, seed=0, progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    stop = threading.Event()
    stop.set()
    with pytest.raises(Stopped):
        fill(samples, hole, seed=0, stop=stop)


def test_odd_holes(astronaut: np.ndarray) -> None:
    samples = np.ascontiguousarray(astronaut[:40, :40])
    none = np.zeros((40, 40), np.uint8)
    assert np.array_equal(fill(samples, none, seed=0), samples)
    with pytest.raises(ValueError, match="covers everything"):
        fill(samples, none + 1, seed=0)


@pytest.mark.parametrize("known", [np.s_[:3, :3], np.s_[:6], np.s_[0:1, 0:1], np.s_[::9, ::9], np.s_[:, 17:19]])
def test_little_is_known(astronaut: np.ndarray, known: tuple[slice, ...]) -> None:
    """No patch of 7 x 7 is known whole: smaller ones are taken, and what they hold is continued."""
    samples = np.ascontiguousarray(astronaut[:40, :40])
    hole = np.ones((40, 40), np.uint8)
    hole[known] = 0
    for filled in (fill(samples, hole, seed=0), transfer(samples, samples, hole, seed=0)):
        assert filled.shape == samples.shape
        assert np.array_equal(filled[hole == 0], samples[hole == 0])
    values = {tuple(value) for value in samples[hole == 0]}
    assert {tuple(value) for value in fill(samples, hole, seed=0).reshape(-1, 3)} <= values


@pytest.mark.parametrize("shape", [(1, 2, 3), (1, 9, 1), (9, 1, 3), (2, 2, 1), (6, 6, 3)])
def test_tiny_photos(shape: tuple[int, int, int]) -> None:
    samples = np.full(shape, 90, np.uint16)
    hole = np.zeros(shape[:2], np.uint8)
    hole[-1, -1] = 1
    samples[-1, -1] = 60_000
    assert np.array_equal(fill(samples, hole, seed=0), np.full(shape, 90, np.uint16))


def test_propagation_finds_what_random_places_do_not(stripes: np.ndarray) -> None:
    hole = np.zeros((96, 96), np.uint8)
    hole[40:50, 40:50] = 1
    framed = cv2.copyMakeBorder(stripes.astype(np.float32), *([patch_search.FRAME] * 4), cv2.BORDER_REFLECT)
    inside = cv2.copyMakeBorder(hole, *([patch_search.FRAME] * 4), cv2.BORDER_CONSTANT)
    slopes, watch = np.zeros((*inside.shape, 2), np.float32), patch_search.Watch()
    level = patch_search.Level(framed, inside, patch_search.RADIUS, None, slopes, watch)
    search = patch_search.Search(level, np.random.default_rng(0), 1.0)
    match = search.start()
    drawn = float(match.apart.mean())
    search.improve(match, watch, steps=(4, 1), radius=48)
    assert match.apart.mean() < 0.2 * drawn
    assert level.source.ravel()[match.at].all()
