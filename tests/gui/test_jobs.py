"""Jobs that need no window: the strip's small pictures."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from restorer import photo
from restorer.ui import jobs
from tests.originals import Originals
from tests.photos import exif, profile


def drain(job: Generator[None, None, Any]) -> Any:
    """What a job returns."""
    while True:
        try:
            next(job)
        except StopIteration as end:
            return end.value


def pixels(image: QImage) -> np.ndarray:
    """The red, green and blue of an image, (H, W, 3) int."""
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    lines = np.frombuffer(rgb.constBits(), np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return lines[:, : 3 * rgb.width()].reshape(rgb.height(), rgb.width(), 3).astype(int)


@pytest.fixture
def large(tmp_path: Path, astronaut: np.ndarray, originals: Originals) -> Path:
    """A guarded JPEG of 1600 x 1200, lying on its side, in Display P3."""
    picture = cv2.resize(astronaut, (1600, 1200), interpolation=cv2.INTER_AREA)
    path = tmp_path / "large.jpg"
    Image.fromarray(picture).save(path, exif=b"Exif\0\0" + exif(6), icc_profile=profile())
    return originals.add(path)


def test_a_thumbnail_of_a_jpeg_is_upright_in_the_right_colours(
    qtbot: QtBot, large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded: list[tuple[int, int]] = []
    load = photo.load_small

    def seen(path: Path, *, side: int) -> photo.Photo:
        small = load(path, side=side)
        decoded.append((small.height, small.width))
        return small

    whole = drain(jobs.open_photo(large)).thumbnail
    monkeypatch.setattr(photo, "load_small", seen)
    small = drain(jobs.thumbnail(large))
    assert decoded == [(400, 300)]  # a quarter
    assert (small.width(), small.height()) == (whole.width(), whole.height()) == (144, 192)
    assert np.abs(pixels(small) - pixels(whole)).mean() < 2
    assert np.abs(pixels(small)[::-1] - pixels(whole)).mean() > 20  # upside down this would show


def test_a_thumbnail_of_another_format_is_that_of_the_open_photo(qtbot: QtBot, clean_photo: Path) -> None:
    whole, small = drain(jobs.open_photo(clean_photo)).thumbnail, drain(jobs.thumbnail(clean_photo))
    np.testing.assert_array_equal(pixels(small), pixels(whole))
