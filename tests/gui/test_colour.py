"""Colours reach the screen as an independent colour engine says they should."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColorSpace, QImage
from pytestqt.qtbot import QtBot

from restorer.ui import colour

NAMED = QColorSpace.NamedColorSpace
SRGB = QColorSpace(NAMED.SRgb)


def profile_of(space: QColorSpace) -> bytes:
    return bytes(space.iccProfile().data())


def by_cms(samples: np.ndarray, icc: bytes, mode: str) -> np.ndarray:
    """What LittleCMS makes of the samples on an sRGB screen."""
    source = ImageCms.ImageCmsProfile(io.BytesIO(icc))
    target = ImageCms.createProfile("sRGB")
    picture = Image.fromarray(samples if mode == "RGB" else samples[..., 0])
    shown = ImageCms.profileToProfile(picture, source, target, outputMode="RGB")
    assert shown is not None
    return np.asarray(shown)


def rgb_of(image: QImage) -> np.ndarray:
    pixels = colour.pixels_of(image)
    return np.stack([(pixels >> 16) & 255, (pixels >> 8) & 255, pixels & 255], -1).astype(np.uint8)


def colour_cube() -> np.ndarray:
    steps = np.linspace(0, 255, 16).astype(np.uint8)
    return np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), -1).reshape(64, 64, 3)


@pytest.mark.parametrize("named", [NAMED.AdobeRgb, NAMED.DisplayP3, NAMED.ProPhotoRgb])
def test_wide_gamut_agrees_with_littlecms(qtbot: QtBot, named: QColorSpace.NamedColorSpace) -> None:
    cube = colour_cube()
    icc = profile_of(QColorSpace(named))
    shown = rgb_of(colour.Display(icc, channels=3, screen=SRGB).image(cube)).astype(int)
    expected = by_cms(cube, icc, "RGB").astype(int)
    assert np.abs(shown - expected).max() <= 2
    assert np.abs(cube.astype(int) - expected).max() > 20  # without conversion the test would fail


def test_srgb_is_not_touched(qtbot: QtBot) -> None:
    cube = colour_cube()
    for icc in (None, profile_of(SRGB)):
        assert np.array_equal(rgb_of(colour.Display(icc, channels=3, screen=SRGB).image(cube)), cube)


def test_screen_profile_is_the_target(qtbot: QtBot) -> None:
    cube = colour_cube()
    screen = QColorSpace(NAMED.DisplayP3)
    shown = rgb_of(colour.Display(None, channels=3, screen=screen).image(cube)).astype(int)
    source, target = ImageCms.createProfile("sRGB"), ImageCms.ImageCmsProfile(io.BytesIO(profile_of(screen)))
    expected = ImageCms.profileToProfile(Image.fromarray(cube), source, target, outputMode="RGB")
    assert np.abs(shown - np.asarray(expected).astype(int)).max() <= 2


def test_grey_profile_agrees_with_littlecms(qtbot: QtBot) -> None:
    ramp = np.arange(256, dtype=np.uint8).reshape(16, 16, 1)
    space = QColorSpace(QPointF(0.3457, 0.3585), QColorSpace.TransferFunction.Gamma, 1.8)
    assert space.colorModel() == QColorSpace.ColorModel.Gray
    icc = profile_of(space)
    display = colour.Display(icc, channels=1, screen=SRGB)
    assert display.notice is None
    shown = rgb_of(display.image(ramp)).astype(int)
    expected = by_cms(ramp, icc, "L").astype(int)
    assert np.abs(shown - expected).max() <= 2
    assert np.abs(ramp - expected).max() > 10


def test_grey_without_profile_stays(qtbot: QtBot) -> None:
    ramp = np.arange(256, dtype=np.uint8).reshape(16, 16, 1)
    shown = rgb_of(colour.Display(None, channels=1, screen=SRGB).image(ramp))
    assert np.array_equal(shown, np.repeat(ramp, 3, axis=2))


def test_broken_profiles_show_as_srgb_with_a_notice(qtbot: QtBot) -> None:
    adobe = profile_of(QColorSpace(NAMED.AdobeRgb))
    cube = colour_cube()
    for broken in (b"", b"not a profile", adobe[: len(adobe) // 2], bytes(len(adobe))):
        display = colour.Display(broken, channels=3, screen=SRGB)
        assert display.notice == (
            "The photo's colour profile cannot be used; it is shown as sRGB and kept in the file."
        )
        assert np.array_equal(rgb_of(display.image(cube)), cube)


def test_profile_for_other_samples_counts_as_broken(qtbot: QtBot) -> None:
    adobe = profile_of(QColorSpace(NAMED.AdobeRgb))
    assert colour.photo_space(adobe, channels=3)[1] is None
    space, notice = colour.photo_space(adobe, channels=1)
    assert space == SRGB
    assert notice is not None


def test_alpha_is_premultiplied_after_the_transform(qtbot: QtBot) -> None:
    samples = np.full((1, 3, 3), (40, 200, 90), np.uint8)
    alpha = np.array([[0, 128, 255]], np.uint8)
    icc = profile_of(QColorSpace(NAMED.AdobeRgb))
    image = colour.Display(icc, channels=3, screen=SRGB).image(samples, alpha)
    expected = by_cms(samples, icc, "RGB").astype(int)[0, 0]
    assert image.format() == QImage.Format.Format_ARGB32_Premultiplied
    assert [image.pixelColor(x, 0).alpha() for x in range(3)] == [0, 128, 255]
    assert np.abs(rgb_of(image)[0, 1] - expected * 128 / 255).max() <= 2
    assert np.abs(rgb_of(image)[0, 2] - expected).max() <= 2


def test_images_are_converted_like_samples(qtbot: QtBot) -> None:
    cube = colour_cube()
    icc = profile_of(QColorSpace(NAMED.AdobeRgb))
    image = QImage(cube.data, 64, 64, 64 * 3, QImage.Format.Format_RGB888)
    shown = colour.to_screen(image, icc, screen=SRGB)
    expected = colour.Display(icc, channels=3, screen=SRGB).image(cube)
    assert np.abs(rgb_of(shown).astype(int) - rgb_of(expected)).max() <= 1
    untouched = colour.to_screen(image, b"broken", screen=SRGB)
    assert np.array_equal(rgb_of(untouched), cube)


def test_screen_profile_from_a_file(qtbot: QtBot, tmp_path: Path) -> None:
    good, bad = tmp_path / "screen.icc", tmp_path / "bad.icc"
    good.write_bytes(profile_of(QColorSpace(NAMED.DisplayP3)))
    bad.write_bytes(b"nothing")
    assert colour.screen_space(good) == QColorSpace.fromIccProfile(good.read_bytes())
    assert colour.screen_notice(good) is None
    for useless in (bad, tmp_path / "missing.icc", tmp_path):
        assert colour.screen_space(useless) == SRGB
        assert colour.screen_notice(useless) == (
            f"{useless} cannot be used as a screen profile; sRGB is used. Choose another ICC file in the settings."
        )
    assert colour.screen_space() == SRGB  # no profile and a window system that tells none
