"""Photos go out with the values, profile and tags they had, and independent readers find them."""

import io
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image, ImageCms

from restorer import photo
from restorer.photo import Metadata, Photo, SaveOptions
from tests.photos import (
    EXPECTED_FIELDS,
    IPTC,
    LOSSLESS,
    XMP,
    colour_samples,
    exif,
    fields,
    grey_samples,
    profile,
    whole_photo,
)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("with_alpha", [False, True])
@pytest.mark.parametrize("depth", [8, 16])
@pytest.mark.parametrize("name", ["png", "tiff"])
def test_lossless_formats_keep_every_value_and_tag(
    tmp_path: Path, name: str, depth: int, with_alpha: bool, channels: int
) -> None:
    samples = colour_samples(depth) if channels == 3 else grey_samples(depth)
    alpha = np.ascontiguousarray(samples[::-1, :, 0]) if with_alpha else None
    original = whole_photo(samples, alpha=alpha)
    if channels == 1:
        original = Photo(samples=samples, alpha=alpha, metadata=original.metadata)
    path = tmp_path / f"photo{photo.default_suffix(name)}"
    notices = photo.save(original, path)
    again = photo.load(path)
    np.testing.assert_array_equal(again.samples, samples)
    assert again.samples.dtype == samples.dtype
    assert again.bit_depth == depth
    assert again.format == name
    if alpha is None:
        assert again.alpha is None
    else:
        np.testing.assert_array_equal(again.alpha, alpha)
    assert again.icc == original.icc
    assert again.metadata.xmp == XMP
    assert again.metadata.dpi == (300.0, 240.0)
    assert fields(again.metadata.exif) == EXPECTED_FIELDS
    assert again.metadata.iptc == (IPTC if name == "tiff" else None)
    assert notices == (() if name == "tiff" else ("PNG cannot hold this photo's IPTC; left out.",))


@pytest.mark.parametrize("compression", ["none", "lzw", "deflate"])
def test_a_16_bit_tiff_is_what_an_independent_reader_expects(tmp_path: Path, compression: str) -> None:
    samples = colour_samples(16)
    path = tmp_path / "scan.tif"
    photo.save(whole_photo(samples), path, options=SaveOptions(compression=compression))
    with tifffile.TiffFile(path) as read:
        page = read.pages[0]
        if compression != "lzw":  # which it reads only with an add-on
            np.testing.assert_array_equal(page.asarray(), samples)
        assert page.bitspersample == 16
        assert page.compression == {"none": 1, "lzw": 5, "deflate": 8}[compression]
        assert page.tags[34675].value == profile()
        assert page.tags[700].value == XMP
        assert page.tags[33723].value == IPTC
        assert page.tags[34665].value["ExposureTime"] == pytest.approx(0.008)
        assert page.tags[34665].value["MakerNote"] == b"note\0\1\2\3more"
        assert page.tags[34853].value["GPSLatitudeRef"] == "N"
        assert page.tags["Make"].value == "Maker"
        assert page.tags["XResolution"].value == (300, 1)
        assert page.tags["YResolution"].value == (240, 1)
        assert page.tags["ResolutionUnit"].value == 2
        assert "Orientation" not in page.tags or page.tags["Orientation"].value == 1
    np.testing.assert_array_equal(photo.load(path).samples, samples)


def test_a_16_bit_tiff_of_another_program_comes_back_whole(tmp_path: Path) -> None:
    samples = colour_samples(16)
    source = tmp_path / "scan.tif"
    extra = [
        (271, "s", 0, "Scanner", True),
        (700, "B", len(XMP), XMP, True),
        (34675, "B", len(profile()), profile(), True),
    ]
    tifffile.imwrite(
        source, samples, photometric="rgb", resolution=(1200, 1200), resolutionunit=2, extratags=extra, byteorder=">"
    )
    opened = photo.load(source)
    np.testing.assert_array_equal(opened.samples, samples)
    photo.save(opened, tmp_path / "out.tif")
    with tifffile.TiffFile(tmp_path / "out.tif") as read:
        page = read.pages[0]
        assert (page.tags["Make"].value, page.tags[700].value, page.tags[34675].value) == ("Scanner", XMP, profile())
        assert page.tags["XResolution"].value == (1200, 1)
    again = photo.load(tmp_path / "out.tif")
    np.testing.assert_array_equal(again.samples, samples)
    assert again.metadata == opened.metadata


@pytest.mark.parametrize(
    ("name", "options", "tolerance"),
    [
        ("jpeg", SaveOptions(quality=98), 3.0),
        ("webp", SaveOptions(quality=98), 4.0),
        ("webp", LOSSLESS, 0.0),
        ("avif", SaveOptions(quality=98), 3.0),
        ("avif", LOSSLESS, 0.0),
    ],
)
def test_other_formats_keep_the_look_and_the_tags(
    tmp_path: Path, name: str, options: SaveOptions, tolerance: float
) -> None:
    samples = colour_samples()
    path = tmp_path / f"photo{photo.default_suffix(name)}"
    photo.save(whole_photo(samples), path, options=options)
    again = photo.load(path)
    difference = np.abs(again.samples.astype(int) - samples)
    assert difference.mean() <= tolerance / 2
    assert tolerance > 0 or difference.max() == 0
    assert again.format == name
    assert again.icc == profile()
    assert again.metadata.xmp == XMP
    assert fields(again.metadata.exif) == EXPECTED_FIELDS
    assert again.metadata.dpi == (300.0, 240.0)
    assert again.metadata.iptc == (IPTC if name == "jpeg" else None)
    with Image.open(path) as seen:  # an independent reader
        assert seen.info["icc_profile"] == profile()
        assert seen.getexif()[0x010F] == "Maker"


@pytest.mark.parametrize("name", ["webp", "avif"])
def test_alpha_survives_webp_and_avif(tmp_path: Path, name: str) -> None:
    samples = colour_samples()
    alpha = np.ascontiguousarray(samples[::-1, :, 0])
    path = tmp_path / f"photo{photo.default_suffix(name)}"
    photo.save(whole_photo(samples, alpha=alpha), path, options=LOSSLESS)
    again = photo.load(path)
    assert again.alpha is not None
    np.testing.assert_array_equal(again.samples, samples)
    np.testing.assert_array_equal(again.alpha, alpha)
    assert again.metadata.xmp == XMP


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("name", ["jpeg", "png", "webp", "avif"])
def test_exif_is_kept_byte_for_byte(tmp_path: Path, name: str, order: str) -> None:
    block = exif(order=order)
    path = tmp_path / f"photo{photo.default_suffix(name)}"
    photo.save(Photo(samples=colour_samples(), metadata=Metadata(exif=block)), path)
    assert photo.load(path).metadata.exif == block


@pytest.mark.parametrize("name", ["jpeg", "png", "tiff", "webp", "avif", "bmp"])
def test_a_photo_without_tags_gets_none(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"photo{photo.default_suffix(name)}"
    photo.save(photo.from_rgb(colour_samples()), path)
    again = photo.load(path)
    assert again.metadata == Metadata()
    assert again.icc is None
    assert again.notices == ()


def test_bmp_goes_out_and_comes_in_exactly(tmp_path: Path) -> None:
    samples = colour_samples()[:, :130]  # rows that need padding
    original = Photo(samples=samples, metadata=Metadata(dpi=(300.0, 300.0)))
    photo.save(original, tmp_path / "a.bmp")
    again = photo.load(tmp_path / "a.bmp")
    np.testing.assert_array_equal(again.samples, samples)
    assert again.metadata.dpi == (300.0, 300.0)
    with Image.open(tmp_path / "a.bmp") as seen:
        np.testing.assert_array_equal(np.asarray(seen), samples)


def test_bmp_converts_a_wide_profile_instead_of_dropping_it(tmp_path: Path) -> None:
    samples = colour_samples()
    notices = photo.save(Photo(samples=samples, icc=profile()), tmp_path / "a.bmp")
    reference = ImageCms.profileToProfile(
        Image.fromarray(samples), io.BytesIO(profile()), ImageCms.createProfile("sRGB"), renderingIntent=1
    )
    difference = np.abs(photo.load(tmp_path / "a.bmp").samples.astype(int) - np.asarray(reference))
    assert difference.mean() < 1.0
    assert np.abs(samples.astype(int) - np.asarray(reference)).mean() > 2.0  # dropping it would have shown
    assert notices == ("BMP holds no colour profile; the colours were converted to sRGB.",)
