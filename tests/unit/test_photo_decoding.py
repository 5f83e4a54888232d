"""Every kind of sample, layout and orientation comes in as the values it stands for."""

import io
import struct
from pathlib import Path

import numpy as np
import pytest
import pyvips
import tifffile
from PIL import Image, ImageCms

from restorer import photo, photo_formats
from restorer import photo_metadata as tags
from restorer.photo import Metadata, PhotoError
from tests.photos import (
    XMP,
    colour_samples,
    exif,
    grey_samples,
    profile,
)


def test_16_bit_grey_is_neither_white_nor_8_bit(tmp_path: Path) -> None:
    ramp = np.linspace(0, 65535, 128 * 64).astype(np.uint16).reshape(64, 128)
    for name in ("ramp.png", "ramp.tif"):
        Image.fromarray(ramp).save(tmp_path / name)
        np.testing.assert_array_equal(photo.load(tmp_path / name).samples[:, :, 0], ramp)


@pytest.mark.parametrize("white", [1.0, 255.0])
def test_float_tiff_is_scaled_and_says_so(tmp_path: Path, white: float) -> None:
    ramp = (np.linspace(0, 1, 96 * 64).reshape(64, 96) * white).astype(np.float32)
    tifffile.imwrite(tmp_path / "float.tif", ramp)
    opened = photo.load(tmp_path / "float.tif")
    assert np.abs(opened.samples[:, :, 0] - ramp * (65535 / white)).max() <= 1
    assert opened.notices == (f"The photo's samples from 0 to {white:g} were scaled to 16 bits.",)


def test_float_tiff_of_other_things_than_brightness_is_refused(tmp_path: Path) -> None:
    for name, value in (("nan", np.nan), ("negative", -5.0), ("infinite", np.inf)):
        path = tmp_path / f"{name}.tif"
        tifffile.imwrite(path, np.full((16, 16), value, np.float32))
        with pytest.raises(PhotoError, match=r"holds samples that are not brightness .* Save it with 8 or 16 bits"):
            photo.load(path)


def test_cmyk_goes_through_its_profile(tmp_path: Path) -> None:
    inks = np.stack([np.roll(colour_samples()[:, :, 0] // 2, shift, 1) for shift in (0, 9, 21, 40)], axis=2)
    picture = Image.frombytes("CMYK", (inks.shape[1], inks.shape[0]), inks.tobytes())
    cmyk = profile("cmyk")
    reference = np.asarray(
        ImageCms.profileToProfile(
            picture,
            io.BytesIO(cmyk),
            ImageCms.createProfile("sRGB"),
            renderingIntent=1,
            outputMode="RGB",
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    )
    picture.save(tmp_path / "inks.tif", icc_profile=cmyk)
    opened = photo.load(tmp_path / "inks.tif")
    assert opened.samples.shape == (*inks.shape[:2], 3)
    assert np.abs(opened.samples.astype(int) - reference).max() <= 3
    assert opened.icc is None
    assert opened.notices == ("The photo was in print or Lab colours and has been converted to sRGB.",)
    picture.save(tmp_path / "inks.jpg", icc_profile=cmyk, quality=98)  # Adobe's inverted inks
    assert np.abs(photo.load(tmp_path / "inks.jpg").samples.astype(int) - reference).mean() < 3


@pytest.mark.parametrize("suffix", [".png", ".gif", ".bmp", ".tif"])
def test_palettes_become_colours(tmp_path: Path, suffix: str) -> None:
    picture = Image.fromarray(colour_samples()).quantize(64)
    picture.save(tmp_path / f"palette{suffix}")
    opened = photo.load(tmp_path / f"palette{suffix}")
    np.testing.assert_array_equal(opened.samples, np.asarray(picture.convert("RGB")))
    assert opened.alpha is None


@pytest.mark.parametrize("suffix", [".png", ".tif", ".bmp"])
def test_one_bit_pictures_are_black_and_white(tmp_path: Path, suffix: str) -> None:
    picture = Image.fromarray(colour_samples()[:, :, 0] > 100)
    picture.save(tmp_path / f"one{suffix}")
    opened = photo.load(tmp_path / f"one{suffix}")
    np.testing.assert_array_equal(opened.samples[:, :, 0], np.asarray(picture.convert("L")))


def test_grey_with_alpha_and_transparent_gif(tmp_path: Path) -> None:
    layers = np.dstack([colour_samples()[:, :, 0], colour_samples()[::-1, :, 1]])
    Image.fromarray(layers).save(tmp_path / "la.png")
    opened = photo.load(tmp_path / "la.png")
    assert opened.alpha is not None
    np.testing.assert_array_equal(np.dstack([opened.samples, opened.alpha]), layers)
    palette = Image.fromarray(colour_samples()).quantize(32)
    palette.save(tmp_path / "hole.gif", transparency=3)
    hole = photo.load(tmp_path / "hole.gif")
    assert hole.alpha is not None
    np.testing.assert_array_equal(hole.alpha == 0, np.asarray(palette) == 3)


@pytest.mark.parametrize("settings", [{"tile": (32, 48)}, {"rowsperstrip": 5}, {"bigtiff": True}, {"planarconfig": 2}])
def test_tiff_layouts_give_the_same_values(tmp_path: Path, settings: dict[str, object]) -> None:
    samples = colour_samples(16)
    stored = np.moveaxis(samples, 2, 0) if "planarconfig" in settings else samples
    tifffile.imwrite(tmp_path / "a.tif", stored, photometric="rgb", compression="zlib", **settings)  # type: ignore[arg-type]
    np.testing.assert_array_equal(photo.load(tmp_path / "a.tif").samples, samples)


def test_one_huge_strip_is_no_reason_to_refuse(tmp_path: Path) -> None:
    samples = np.tile(colour_samples(16), (26, 24, 1))  # 48 MB in one strip
    tifffile.imwrite(tmp_path / "a.tif", samples, photometric="rgb", compression="zlib", rowsperstrip=len(samples))
    np.testing.assert_array_equal(photo.load(tmp_path / "a.tif").samples, samples)


def test_interlaced_progressive_and_subsampled_files(tmp_path: Path) -> None:
    picture = Image.fromarray(colour_samples())
    pyvips.Image.new_from_array(colour_samples()).pngsave(str(tmp_path / "i.png"), interlace=True)
    np.testing.assert_array_equal(photo.load(tmp_path / "i.png").samples, colour_samples())
    for number, settings in enumerate(({"progressive": True}, {"subsampling": 0}, {"subsampling": 2})):
        path = tmp_path / f"{number}.jpg"
        picture.save(path, quality=90, **settings)
        with Image.open(path) as seen:
            assert np.abs(photo.load(path).samples.astype(int) - np.asarray(seen)).mean() < 1


def test_the_first_page_or_frame_is_opened_with_a_notice(tmp_path: Path) -> None:
    pages = [Image.fromarray(np.roll(colour_samples(), shift, 1)).quantize(32).convert("RGB") for shift in (0, 30, 60)]
    expected = {"tif": "pages", "gif": "frames", "webp": "frames"}
    for suffix, what in expected.items():
        settings = {"lossless": True} if suffix == "webp" else {}
        pages[0].save(tmp_path / f"many.{suffix}", save_all=True, append_images=pages[1:], **settings)
        opened = photo.load(tmp_path / f"many.{suffix}")
        np.testing.assert_array_equal(opened.samples, np.asarray(pages[0]))
        assert opened.notices == (f"The first of 3 {what} was opened.",)


def test_content_decides_and_not_the_name(tmp_path: Path) -> None:
    picture = Image.fromarray(colour_samples())
    for real, name in (("PNG", "a.jpg"), ("JPEG", "b.tif"), ("TIFF", "c.png"), ("BMP", "d.webp"), ("GIF", "e")):
        picture.save(tmp_path / name, real)
        assert photo.load(tmp_path / name).format == real.lower()


TURNS = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@pytest.mark.parametrize("orientation", list(TURNS))
@pytest.mark.parametrize("name", ["jpeg", "png", "tiff", "webp"])
def test_orientation_is_applied_once(tmp_path: Path, name: str, orientation: int) -> None:
    stored = Image.fromarray(colour_samples())
    path = tmp_path / f"turned{photo.default_suffix(name)}"
    stored.save(path, exif=b"Exif\0\0" + exif(orientation), **({"lossless": True} if name == "webp" else {}))
    plain = stored
    if name == "jpeg":
        with Image.open(path) as seen:
            plain = seen.convert("RGB")
    turn = TURNS[orientation]
    expected = np.asarray(plain if turn is None else plain.transpose(turn))
    opened = photo.load(path)
    assert opened.samples.shape == expected.shape
    assert np.abs(opened.samples.astype(int) - expected).mean() < 1
    assert opened.samples.flags.c_contiguous
    saved = tmp_path / f"saved{photo.default_suffix(name)}"
    photo.save(opened, saved)
    again = photo.load(saved)
    assert again.samples.shape == expected.shape
    assert np.abs(again.samples.astype(int) - expected).mean() < 4
    with Image.open(saved) as seen:
        assert seen.getexif().get(tags.ORIENTATION, 1) == 1
        assert seen.getexif().get_ifd(0x8769)[0xA002] == expected.shape[1]


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_wrong_orientations_are_ignored(tmp_path: Path, orientation: int) -> None:
    Image.fromarray(colour_samples()).save(tmp_path / "a.png", exif=b"Exif\0\0" + exif(orientation))
    np.testing.assert_array_equal(photo.load(tmp_path / "a.png").samples, colour_samples())


def test_orientation_in_xmp_is_reset_too() -> None:
    for packet in (XMP.replace(b'"1"', b'"6"'), b"<tiff:Orientation>8</tiff:Orientation>"):
        reset = tags.upright(Metadata(xmp=packet), width=1, height=1).xmp
        assert reset in (XMP, b"<tiff:Orientation>1</tiff:Orientation>")


def test_a_thumbnail_of_the_old_look_is_unlinked() -> None:
    with_link = bytearray(exif())
    place = struct.unpack("<I", with_link[4:8])[0]
    count = struct.unpack("<H", with_link[place : place + 2])[0]
    link = place + 2 + 12 * count
    with_link[link : link + 4] = struct.pack("<I", 8)
    block = tags.upright(Metadata(exif=bytes(with_link)), width=131, height=97).exif
    assert block is not None
    assert block[link : link + 4] == bytes(4)
    assert block[:link] == bytes(with_link[:link])


def test_a_developed_raw_file_is_not_saved_as_raw() -> None:
    stream = io.BytesIO()
    sensor = [(tags.DNG_VERSION, "B", 4, bytes([1, 4, 0, 0]), True), (0x828D, "H", 2, (2, 2), True)]
    tifffile.imwrite(stream, grey_samples(16)[:, :, 0], extratags=[*sensor, (271, "s", 0, "Maker", True)])
    assert photo_formats.recognise(stream, Path("a.tif")) == "raw"
    kept = tags.exif_directory(tags.tiff_metadata(photo_formats.first_directory(stream)).exif)
    assert 0x010F in kept
    assert not {tags.DNG_VERSION, 0x828D} & set(kept)
