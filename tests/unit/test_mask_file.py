"""Masks come from any picture and from transparency, and go to a grey PNG that is no opened photo."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from restorer import mask_file, photo
from restorer.photo import PhotoError, SaveOptions

MASK = np.zeros((30, 40), np.uint8)
MASK[5:10, 7:20] = 255
MASK[10, 7:20] = 90


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "mask.png"
    mask_file.save(MASK, path, originals=())
    found, notices = mask_file.load(path, (30, 40))
    assert np.array_equal(found, MASK)
    assert notices == ()
    written = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    assert (written.dtype, written.shape) == (np.uint8, (30, 40))


@pytest.mark.parametrize("format_name", ["png", "tiff"])
@pytest.mark.parametrize("depth", [8, 16])
@pytest.mark.parametrize("channels", [1, 3])
def test_any_depth_and_colour(tmp_path: Path, format_name: str, depth: int, channels: int) -> None:
    samples = np.repeat(MASK[..., np.newaxis], channels, axis=2)
    if depth == 16:
        samples = samples.astype(np.uint16) * 257
    path = tmp_path / f"mask.{format_name}"
    photo.save(photo.from_rgb(samples), path, options=SaveOptions(format=format_name))
    assert np.array_equal(mask_file.load(path, (30, 40))[0], MASK)


def test_another_size_is_scaled_and_said(tmp_path: Path) -> None:
    path = tmp_path / "small.png"
    mask_file.save(MASK, path, originals=())
    found, notices = mask_file.load(path, (60, 120))
    assert np.array_equal(found, MASK.repeat(2, axis=0).repeat(3, axis=1))
    assert notices == ("small.png is 40 × 30 pixels and was scaled to the photo's 120 × 60.",)


def test_transparency(tmp_path: Path) -> None:
    white = np.full((30, 40, 3), 255, np.uint8)
    path = tmp_path / "layer.png"
    photo.save(photo.from_rgb(white, alpha=MASK), path)
    assert np.array_equal(mask_file.load(path, (30, 40))[0], MASK), "painted in white on nothing"
    assert np.array_equal(mask_file.of_transparency(MASK), 255 - MASK)
    assert np.array_equal(mask_file.of_transparency(MASK.astype(np.uint16) * 257), 255 - MASK)


def test_an_opened_photo_is_never_written_over(tmp_path: Path) -> None:
    original, link = tmp_path / "photo.png", tmp_path / "link.png"
    photo.save(photo.from_rgb(MASK), original)
    link.hardlink_to(original)
    content = original.read_bytes()
    for name in (original, link):
        with pytest.raises(PhotoError, match="is an opened photo"):
            mask_file.save(255 - MASK, name, originals=[original])
    assert original.read_bytes() == content


def test_what_is_no_picture_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "text.png"
    path.write_text("text")
    with pytest.raises(PhotoError, match=r"text\.png"):
        mask_file.load(path, (30, 40))
