"""A small file that claims to be a huge photo is refused before a decoder fills what is missing with grey."""

import io
import struct
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from restorer import photo, photo_formats
from tests.photos import refusal, seeds


def jpeg_of_size(content: bytes, width: int, height: int) -> bytes:
    """The same JPEG with another size in its frame header."""
    frame = max(content.find(b"\xff\xc0"), content.find(b"\xff\xc2")) + 5
    return content[:frame] + struct.pack(">HH", height, width) + content[frame + 4 :]


def gif_of_size(content: bytes, width: int, height: int) -> bytes:
    """The same GIF with another size of its screen and of its picture."""
    picture = content.rfind(b"\x2c\0\0\0\0") + 5
    size = struct.pack("<HH", width, height)
    return content[:6] + size + content[10:picture] + size + content[picture + 4 :]


def with_size(kind: str, width: int, height: int) -> bytes:
    return (gif_of_size if kind == "gif" else jpeg_of_size)(seeds()[kind], width, height)


@pytest.mark.parametrize("kind", ["jpeg", "jpeg-progressive", "jpeg-grey", "gif"])
def test_megapixels_in_a_few_bytes_are_refused_at_once(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a"
    content = with_size(kind, 20_000, 5_000)
    path.write_bytes(content)
    start = time.process_time()
    assert f"(100 megapixels in {len(content):,} bytes)" in refusal(path)
    assert time.process_time() - start < 0.5


def test_without_the_check_they_would_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    path.write_bytes(with_size("jpeg", 2500, 2000))
    assert "(5 megapixels in" in refusal(path)
    monkeypatch.setattr(photo_formats, "_MOST_PER_BYTE", {})
    assert photo.load(path).samples.shape == (2000, 2500, 3)


def tiles_of_width(width: int) -> bytes:
    """The tiled TIFF with another width in its first field, and as many tiles as before."""
    content = seeds()["tiff-tiled"]
    assert content[10:14] == struct.pack("<HH", 256, 4), "the width is the first field"
    return content[:18] + struct.pack("<I", width) + content[22:]


def test_tiles_that_nobody_listed_are_not_looked_for(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(tiles_of_width(4_000_000))
    start = time.process_time()
    assert "(6 of 250,000 tiles)" in refusal(path)
    assert time.process_time() - start < 0.5


def test_a_page_with_all_its_tiles_opens(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(tiles_of_width(90))  # of three tiles across, as before
    assert photo.load(path).samples.shape[1] == 90
    path.write_bytes(tiles_of_width(97))
    assert "(6 of 8 tiles)" in refusal(path)


@pytest.mark.parametrize(
    ("kind", "settings"), [("JPEG", {"optimize": True}), ("JPEG", {"progressive": True, "optimize": True}), ("GIF", {})]
)
def test_a_blank_page_opens(tmp_path: Path, kind: str, settings: dict[str, bool]) -> None:
    """Nothing packs more pixels into a byte than one colour does."""
    stream = io.BytesIO()
    Image.fromarray(np.full((2000, 2500), 255, np.uint8)).save(stream, kind, **settings)
    path = tmp_path / "a"
    path.write_bytes(stream.getvalue())
    opened = photo.load(path)
    assert opened.samples.shape[:2] == (2000, 2500)
    assert opened.samples.min() == 255
    assert not opened.notices
