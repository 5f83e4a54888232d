"""What a photo is, what saving it changes and says, and what opening it costs."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import pyvips
import tifffile

from restorer import photo, photo_formats
from restorer.photo import Metadata, Photo, PhotoError, SaveOptions
from tests.photos import XMP, colour_samples


def test_samples_cannot_be_changed_and_are_checked() -> None:
    original = photo.from_rgb(colour_samples())
    assert (original.height, original.width, original.bit_depth) == (97, 131, 8)
    assert original.megapixels == pytest.approx(0.012707)
    with pytest.raises(ValueError, match="read-only"):
        original.samples[0, 0, 0] = 1
    changed = original.with_samples(255 - original.samples)
    assert (changed.samples == 255 - colour_samples()).all()
    assert photo.from_rgb(colour_samples()[:, :, 0]).samples.shape == (97, 131, 1)
    with pytest.raises(ValueError, match="samples must be"):
        original.with_samples(original.samples[1:])
    for wrong in (np.zeros((4, 4, 2), np.uint8), np.zeros((4, 4, 3), np.float32), np.zeros((0, 4, 3), np.uint8)):
        with pytest.raises(ValueError, match="samples must"):
            Photo(samples=wrong)
    with pytest.raises(ValueError, match="alpha must"):
        Photo(samples=colour_samples(), alpha=np.zeros((2, 2), np.uint8))


def test_suffixes_and_formats() -> None:
    assert {".jpg", ".png", ".tif", ".webp", ".avif", ".bmp", ".gif"} <= set(photo.readable_suffixes())
    assert set(photo.writable_formats()) >= {"jpeg", "png", "tiff", "webp", "avif", "bmp"}
    assert photo.default_suffix("tiff") == ".tif"


def test_sixteen_bits_to_jpeg_are_rounded_with_a_notice(tmp_path: Path) -> None:
    samples = np.full((32, 32, 3), 40_000, np.uint16)
    notices = photo.save(Photo(samples=samples, format="tiff"), tmp_path / "a.jpg")
    assert notices == ("The photo's 16 bits a sample were saved as 8: JPEG holds no more.",)
    assert (photo.load(tmp_path / "a.jpg").samples == round(40_000 / 257)).all()


def test_depth_can_be_asked_for(tmp_path: Path) -> None:
    every = np.arange(65536, dtype=np.uint16).reshape(256, 256, 1)
    notices = photo.save(Photo(samples=every), tmp_path / "a.png", options=SaveOptions(bit_depth=8))
    assert notices == ("The photo's 16 bits a sample were saved as 8.",)
    np.testing.assert_array_equal(photo.load(tmp_path / "a.png").samples, np.rint(every / 257).astype(np.uint8))
    photo.save(Photo(samples=colour_samples()), tmp_path / "b.png", options=SaveOptions(bit_depth=16))
    np.testing.assert_array_equal(photo.load(tmp_path / "b.png").samples, colour_samples().astype(np.uint16) * 257)


def test_sixteen_bits_to_avif_keep_more_than_eight(tmp_path: Path) -> None:
    ramp = np.repeat(np.linspace(20_000, 24_000, 256).astype(np.uint16)[None, :, None], 64, axis=0).repeat(3, axis=2)
    notices = photo.save(
        Photo(samples=np.ascontiguousarray(ramp)), tmp_path / "a.avif", options=SaveOptions(quality=100)
    )
    assert notices == ("AVIF holds at most 12 bits a sample; the photo's 16 were rounded.",)
    again = photo.load(tmp_path / "a.avif")
    assert again.bit_depth == 16
    assert np.abs(again.samples.astype(int) - ramp).mean() < 64  # a quarter of an 8-bit step


def test_transparency_becomes_white_where_it_cannot_be_kept(tmp_path: Path) -> None:
    alpha = np.zeros((32, 32), np.uint8)
    alpha[:, 16:] = 255
    original = Photo(samples=np.full((32, 32, 3), 60, np.uint8), alpha=alpha)
    for name in ("a.jpg", "a.bmp"):
        notices = photo.save(original, tmp_path / name)
        again = photo.load(tmp_path / name)
        assert again.alpha is None
        assert (again.samples[:, :8] == 255).all()
        assert (again.samples[:, 24:] == 60).all()
        assert "transparen" in notices[0]


@pytest.mark.parametrize(("kind", "expected"), [("gif", "png"), ("heic", "tiff"), ("raw", "tiff")])
def test_formats_that_cannot_be_written_fall_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, expected: str
) -> None:
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    original = Photo(samples=colour_samples(), format=kind)
    assert photo.saved_format(original) == expected
    path = tmp_path / f"a{photo.default_suffix(expected)}"
    title = photo_formats.FORMATS[kind].title
    notice = f"{title} cannot be written; the photo was saved as {photo_formats.FORMATS[expected].title}."
    assert photo.save(original, path) == (notice,)
    assert photo.load(path).format == expected
    with pytest.raises(PhotoError, match=rf"{title} cannot be written\. Choose PNG"):
        photo.save(original, tmp_path / f"a{photo.default_suffix(kind)}")


def test_the_suffix_chooses_the_format_and_the_option_wins(tmp_path: Path) -> None:
    original = Photo(samples=colour_samples(), format="tiff")
    assert photo.save(original, tmp_path / "a.png") == ()
    assert photo.load(tmp_path / "a.png").format == "png"
    photo.save(original, tmp_path / "plain")
    assert photo.load(tmp_path / "plain").format == "tiff"
    notices = photo.save(original, tmp_path / "b.jpg", options=SaveOptions(format="png"))
    assert notices == ("The file holds PNG although its name ends in .jpg.",)
    assert photo.load(tmp_path / "b.jpg").format == "png"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (SaveOptions(quality=0), "the quality must be from 1 to 100, not 0."),
        (SaveOptions(compression="zip"), "the compression must be one of none, lzw, deflate."),
        (SaveOptions(bit_depth=16), "JPEG holds 8 bits a sample."),
    ],
)
def test_wrong_options_are_one_sentence(tmp_path: Path, options: SaveOptions, sentence: str) -> None:
    with pytest.raises(PhotoError) as caught:
        photo.save(Photo(samples=colour_samples()), tmp_path / "a.jpg", options=options)
    assert str(caught.value) == f"{tmp_path / 'a.jpg'} cannot be saved: {sentence}"
    assert list(tmp_path.iterdir()) == []


def test_sides_longer_than_the_format_allows_are_refused(tmp_path: Path) -> None:
    original = Photo(samples=np.zeros((1, 16_384, 3), np.uint8))
    with pytest.raises(PhotoError, match=r"WebP holds at most 16,383 pixels a side\. Choose PNG or TIFF\."):
        photo.save(original, tmp_path / "a.webp")


def test_tags_too_large_for_jpeg_are_left_out_with_a_notice(tmp_path: Path) -> None:
    original = Photo(samples=colour_samples(), metadata=Metadata(xmp=XMP + b" " * 70_000))
    assert photo.save(original, tmp_path / "a.jpg") == ("JPEG cannot hold this photo's XMP; left out.",)
    assert photo.load(tmp_path / "a.jpg").metadata.xmp is None


def test_heic_and_raw_say_how_to_add_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    monkeypatch.setitem(sys.modules, "rawpy", None)
    heic = tmp_path / "a.heic"
    heic.write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(64))
    with pytest.raises(PhotoError) as caught:
        photo.load(heic)
    assert (
        str(caught.value) == f'{heic} is a HEIC photo; to open it, add what reads HEIC: pip install "restorer[heic]".'
    )
    raw = tmp_path / "a.NEF"
    raw.write_bytes(b"II*\0\x08\0\0\0" + bytes(64))
    with pytest.raises(PhotoError, match=r'pip install "restorer\[raw\]"\.$'):
        photo.load(raw)
    assert ".heic" not in photo.readable_suffixes()
    assert "heic" not in photo.writable_formats()


MEASURE = """
import sys
from pathlib import Path
from restorer import photo

def peak():
    return int(next(l for l in open("/proc/self/status") if l.startswith("VmHWM")).split()[1]) * 1024

before = peak()
opened = photo.load(Path(sys.argv[1]))
print((peak() - before) / (opened.height * opened.width), opened.samples.dtype)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="VmHWM is Linux's")
@pytest.mark.parametrize("name", ["photo.jpg", "scan.tif"])
def test_a_100_megapixel_photo_opens_within_8_bytes_a_pixel(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name.endswith(".tif"):  # a file of holes: nothing is written
        tifffile.memmap(path, shape=(8_000, 12_500, 3), dtype=np.uint16, photometric="rgb")
    else:
        pyvips.Image.black(12_500, 8_000, bands=3).copy(interpretation="srgb").jpegsave(str(path))
    ran = subprocess.run(
        [sys.executable, "-c", MEASURE, os.fspath(path)], capture_output=True, text=True, check=True, timeout=120
    )
    per_pixel = float(ran.stdout.split()[0])
    assert per_pixel <= 8.0
    assert per_pixel >= (6.0 if name.endswith(".tif") else 3.0)  # else the measure itself would be wrong
