"""Damage from infra-red: dust is found, dyes are not, silver film and wrong sizes are a sentence."""

from pathlib import Path

import cv2
import numpy as np
import pytest
import tifffile

from restorer import damage, infrared, photo
from restorer.photo import PhotoError


@pytest.fixture
def portrait(astronaut: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(astronaut[0:200, 100:340])


@pytest.fixture
def dust() -> np.ndarray:
    mask = cv2.line(np.zeros((200, 240), np.uint8), (20, 10), (200, 180), 255, 2)
    for x, y in ((30, 150), (120, 40), (210, 60)):
        cv2.circle(mask, (x, y), 3, 255, -1)
    return mask


def plane_of(picture: np.ndarray, dust: np.ndarray, *, leak: float, dtype: type = np.uint16) -> np.ndarray:
    """What a scanner sees in infra-red: uneven light, some of the picture, and none where dust lies."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float64) / 255
    light = 0.8 * np.maximum(grey, 1 / 64) ** leak
    light *= np.linspace(0.9, 1.0, picture.shape[1])
    light += np.random.default_rng(0).normal(0, 0.004, light.shape)
    light[dust > 0] *= 0.4
    white = np.iinfo(dtype).max
    return np.rint(np.clip(light, 0, 1) * white).astype(dtype)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("leak", [0.0, 0.1])
def test_dust_and_scratches_are_found_and_nothing_else(
    portrait: np.ndarray, dust: np.ndarray, leak: float, dtype: type
) -> None:
    found = infrared.find(photo.from_rgb(portrait), plane_of(portrait, dust, leak=leak, dtype=dtype))
    assert found.source == "infra-red"
    mask = damage.found(found.likelihood, damage.Rules()) > 0
    truth = dust > 0
    assert (mask & truth).sum() / (mask | truth).sum() > 0.9
    assert (mask & ~truth).mean() < 0.005


def test_silver_film_is_refused(portrait: np.ndarray, dust: np.ndarray) -> None:
    with pytest.raises(PhotoError, match="as it does on silver black-and-white film"):
        infrared.find(photo.from_rgb(portrait), plane_of(portrait, dust, leak=0.9))


def test_a_plane_of_another_size_is_a_sentence(portrait: np.ndarray) -> None:
    with pytest.raises(PhotoError, match="The infra-red plane is 50 x 40, the photo 240 x 200 pixels"):
        infrared.find(photo.from_rgb(portrait), np.zeros((40, 50), np.uint8))


@pytest.mark.parametrize("value", [0, 255])
@pytest.mark.parametrize("shape", [(1, 1), (3, 200), (64, 64)])
def test_a_flat_plane_finds_nothing(value: int, shape: tuple[int, int]) -> None:
    picture = np.random.default_rng(1).integers(0, 256, (*shape, 3)).astype(np.uint8)
    found = infrared.find(photo.from_rgb(picture), np.full(shape, value, np.uint8))
    assert not found.likelihood.any()


def test_the_fourth_sample_of_a_tiff_unless_it_is_transparency(tmp_path: Path, portrait: np.ndarray) -> None:
    plane = np.random.default_rng(2).integers(0, 256, portrait.shape[:2]).astype(np.uint8)
    four = np.dstack((portrait, plane))
    for extra, name in (("unspecified", "rgbi.tif"), ("unassalpha", "rgba.tif")):
        tifffile.imwrite(tmp_path / name, four, photometric="rgb", extrasamples=[extra])
    assert np.array_equal(infrared.load(tmp_path / "rgbi.tif"), plane)
    with pytest.raises(PhotoError, match=r"rgba\.tif holds no infra-red plane"):
        infrared.load(tmp_path / "rgba.tif")


def test_a_grey_picture_is_a_plane_and_a_colour_picture_is_none(tmp_path: Path, portrait: np.ndarray) -> None:
    grey = portrait[..., 0]
    cv2.imwrite(str(tmp_path / "grey.png"), grey)
    cv2.imwrite(str(tmp_path / "colour.png"), portrait)
    assert np.array_equal(infrared.load(tmp_path / "grey.png"), grey)
    with pytest.raises(PhotoError, match="Scan with infra-red"):
        infrared.load(tmp_path / "colour.png")
