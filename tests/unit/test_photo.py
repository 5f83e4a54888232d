"""Photos come in and go out with the values, profile and tags they had, whatever the format."""

import io
import os
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import pyvips
import skimage.data
import tifffile
from PIL import Image, ImageCms

from restorer import photo, photo_formats
from restorer import photo_metadata as tags
from restorer.photo import Metadata, Photo, PhotoError, SaveOptions

XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description tiff:Orientation="1" dc:title="Cat"/></x:xmpmeta>'
IPTC = b"\x1c\x02\x05\x00\x05Title\x1c\x02\x50\x00\x06Author"
RATIONAL = struct.pack("<II", 1, 125)


def colour_samples(depth: int = 8) -> np.ndarray:
    picture = np.ascontiguousarray(skimage.data.astronaut()[40:137, 150:281])
    if depth == 8:
        return picture
    fine = np.random.default_rng(7).integers(0, 257, picture.shape)
    return (picture.astype(np.uint16) * 256 + fine.clip(0, 255).astype(np.uint16)).astype(np.uint16)


def grey_samples(depth: int = 8) -> np.ndarray:
    return np.ascontiguousarray(colour_samples(depth)[:, :, :1])


def profile(name: str = "p3") -> bytes:
    return bytes(pyvips.Operation.call("profile_load", name))


def exif(orientation: int = 1, order: str = "<") -> bytes:
    """An EXIF block with a camera, an exposure time, a GPS place and a maker note."""
    block = Image.Exif()
    block.endian = order
    block[0x010F], block[0x0110], block[tags.ORIENTATION] = "Maker", "Model", orientation
    inner = block.get_ifd(0x8769)
    inner[0x829A], inner[0x927C], inner[0xA002], inner[0xA003] = 0.008, b"note\0\1\2\3more", 131, 97
    block.get_ifd(0x8825)[1] = "N"
    return block.tobytes().removeprefix(b"Exif\0\0")


def whole_photo(samples: np.ndarray, *, alpha: np.ndarray | None = None) -> Photo:
    metadata = Metadata(exif=exif(), xmp=XMP, iptc=IPTC, dpi=(300.0, 240.0))
    return Photo(samples=samples, alpha=alpha, icc=profile(), metadata=metadata, format="tiff")


def fields(block: bytes | None) -> dict[int, object]:
    """EXIF values as an independent reader sees them."""
    assert block is not None
    read = Image.Exif()
    read.load(b"Exif\0\0" + block)
    return {
        **{tag: read.get(tag) for tag in (0x010F, 0x0110)},
        **{tag: read.get_ifd(0x8769).get(tag) for tag in (0x829A, 0x927C, 0xA002)},
        1: read.get_ifd(0x8825).get(1),
    }


EXPECTED_FIELDS = {0x010F: "Maker", 0x0110: "Model", 0x829A: 0.008, 0x927C: b"note\0\1\2\3more", 0xA002: 131, 1: "N"}
LOSSLESS = SaveOptions(lossless=True)


# ---- round trips -------------------------------------------------------------------------------------------


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


# ---- what comes in -----------------------------------------------------------------------------------------


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


# ---- orientation -------------------------------------------------------------------------------------------

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


# ---- saving ------------------------------------------------------------------------------------------------


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


# ---- the type ----------------------------------------------------------------------------------------------


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


# ---- extras ------------------------------------------------------------------------------------------------


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


def test_a_developed_raw_file_is_not_saved_as_raw() -> None:
    stream = io.BytesIO()
    sensor = [(tags.DNG_VERSION, "B", 4, bytes([1, 4, 0, 0]), True), (0x828D, "H", 2, (2, 2), True)]
    tifffile.imwrite(stream, grey_samples(16)[:, :, 0], extratags=[*sensor, (271, "s", 0, "Maker", True)])
    assert photo_formats.recognise(stream, Path("a.tif")) == "raw"
    kept = tags.exif_directory(tags.tiff_metadata(photo_formats.first_directory(stream)).exif)
    assert 0x010F in kept
    assert not {tags.DNG_VERSION, 0x828D} & set(kept)


# ---- memory ------------------------------------------------------------------------------------------------

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
    picture = pyvips.Image.black(12_500, 8_000, bands=3)
    if name.endswith(".tif"):
        picture.cast("ushort").copy(interpretation="rgb16").tiffsave(str(path), compression="lzw")
    else:
        picture.copy(interpretation="srgb").jpegsave(str(path))
    ran = subprocess.run(
        [sys.executable, "-c", MEASURE, os.fspath(path)], capture_output=True, text=True, check=True, timeout=120
    )
    per_pixel = float(ran.stdout.split()[0])
    assert per_pixel <= 8.0
    assert per_pixel >= (6.0 if name.endswith(".tif") else 3.0)  # else the measure itself would be wrong
