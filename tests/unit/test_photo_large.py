"""Large photos come by ways that need less memory, with the same values; small copies of JPEGs by the decoder's own."""

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
import pyvips
import tifffile
from PIL import Image

from restorer import photo, photo_decoding, photo_tiff
from restorer.photo import Photo, PhotoError
from tests.photos import SMALL, XMP, colour_samples, encoded, exif, profile, seeds


@pytest.fixture
def everything_is_large(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """A function from whose call on every photo counts as a large one."""

    def switch() -> None:
        monkeypatch.setattr(photo_decoding, "LARGE", 0)
        monkeypatch.setattr(photo_tiff, "LARGE", 0)

    return switch


def outcome(path: Path) -> str | tuple[object, ...]:
    """All that opening a file gives, comparable; the sentence if it is refused."""
    try:
        opened = photo.load(path)
    except PhotoError as error:
        return str(error)
    alpha = None if opened.alpha is None else opened.alpha.tobytes()
    values = (opened.samples.shape, opened.samples.dtype.name, opened.samples.tobytes(), alpha)
    return (*values, opened.icc, opened.metadata, opened.format, opened.notices)


def files() -> dict[str, bytes]:
    """A file of every way of decoding: the seeds, and those that a decoder can only hold whole."""
    rgba = np.dstack([SMALL, SMALL[::-1, :, 0]])
    frames = [Image.fromarray(np.roll(SMALL, shift, 1)) for shift in (0, 9)]
    animated, interlaced, one = io.BytesIO(), io.BytesIO(), io.BytesIO()
    frames[0].save(animated, "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    interlaced.write(pyvips.Image.new_from_array(SMALL.astype(np.uint16) * 257).pngsave_buffer(interlace=True))
    tifffile.imwrite(one, SMALL, photometric="rgb", compression="zlib", rowsperstrip=len(SMALL))
    tagged = {"exif": b"Exif\0\0" + exif(6), "icc_profile": profile(), "xmp": XMP}
    return {
        **seeds(),
        "jpeg-444": encoded("JPEG", progressive=True, subsampling=0, quality=95, exif=tagged["exif"]),
        "webp-alpha": encoded("WEBP", rgba, lossless=True),
        "webp-tagged": encoded("WEBP", **tagged),
        "webp-animated": animated.getvalue(),
        "png-interlaced": interlaced.getvalue(),
        "tiff-one-strip": one.getvalue(),
    }


@pytest.mark.parametrize("name", list(files()))
def test_a_large_photo_opens_or_is_refused_as_a_small_one(
    tmp_path: Path, everything_is_large: Callable[[], None], name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    content = files()[name]
    pieces = [content[: len(content) * part // 8] for part in range(1, 9)] + [content[:-1], content[:40]]
    pieces += [content[:place] + bytes(8) + content[place + 8 :] for place in (len(content) // 2, len(content) - 20)]
    paths = [tmp_path / f"{number}" for number in range(len(pieces))]
    for path, piece in zip(paths, pieces, strict=True):
        path.write_bytes(piece)
    expected = [outcome(path) for path in paths]
    everything_is_large()
    for path, before in zip(paths, expected, strict=True):
        assert outcome(path) == before, path
    assert isinstance(expected[7], tuple)  # the whole file
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_large_photos_are_upright(
    tmp_path: Path, everything_is_large: Callable[[], None], kind: str, orientation: int
) -> None:
    path = tmp_path / "turned"
    settings = {"progressive": True} if kind == "JPEG" else {}
    path.write_bytes(encoded(kind, exif=b"Exif\0\0" + exif(orientation), **settings))
    expected = outcome(path)
    everything_is_large()
    assert outcome(path) == expected


def test_opencv_decodes_webp_without_alpha_only(
    tmp_path: Path, everything_is_large: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    decode = cv2.imdecode

    def seen(content: np.ndarray, flags: int) -> object:
        asked.append(len(content))
        return decode(content, flags)

    monkeypatch.setattr(photo_decoding.cv2, "imdecode", seen)
    path = tmp_path / "a.webp"
    path.write_bytes(files()["webp"])
    photo.load(path)
    assert asked == []  # a small one
    everything_is_large()
    for name, is_asked in (("webp", True), ("webp-lossless", True), ("webp-alpha", False), ("webp-animated", False)):
        path.write_bytes(files()[name])
        asked.clear()
        photo.load(path)
        assert asked == ([path.stat().st_size] if is_asked else [])


def test_a_webp_that_opencv_declines_comes_from_libvips(
    tmp_path: Path, everything_is_large: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def decline(_content: np.ndarray, _flags: int) -> object:
        raise cv2.error("too large")

    path = tmp_path / "a.webp"
    path.write_bytes(files()["webp-tagged"])
    expected = outcome(path)
    everything_is_large()
    for answer in (decline, lambda *_: None, lambda *_: np.zeros((1, 1, 3), np.uint8)):
        monkeypatch.setattr(photo_decoding.cv2, "imdecode", answer)
        assert outcome(path) == expected


# ---- small copies ------------------------------------------------------------------------------------------


def mean_difference(small: Photo, whole: Photo) -> float:
    """Of a small copy from the whole photo brought to its size, in steps of 255."""
    size = (small.width, small.height)
    scaled = cv2.resize(whole.samples, size, interpolation=cv2.INTER_AREA).reshape(small.samples.shape)
    return float(np.abs(small.samples.astype(float) - scaled).mean())


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("is_progressive", [False, True])
def test_a_small_copy_is_the_whole_photo_made_smaller(tmp_path: Path, orientation: int, is_progressive: bool) -> None:
    path = tmp_path / "a.jpg"
    picture = np.tile(cv2.GaussianBlur(colour_samples(), (0, 0), 2), (2, 3, 1))[:192, :392]
    tags = {"exif": b"Exif\0\0" + exif(orientation), "icc_profile": profile()}
    path.write_bytes(encoded("JPEG", picture, quality=92, progressive=is_progressive, **tags))
    whole = photo.load(path)
    for side, factor in ((40, 8), (49, 8), (50, 4), (98, 4), (99, 2), (196, 2), (197, 1), (1000, 1)):
        small = photo.load_small(path, side=side)
        assert (small.width, small.height) == (whole.width // factor, whole.height // factor)
        assert small.icc == whole.icc
        assert mean_difference(small, whole) < 3.0
    turned = np.ascontiguousarray(whole.samples[::-1])
    assert mean_difference(small, whole.with_samples(turned)) > 15.0  # what an upside-down copy would show


def test_grey_and_print_colours_come_small_too(tmp_path: Path) -> None:
    inks = np.tile(cv2.GaussianBlur(colour_samples()[:, :, 0], (0, 0), 2) // 2, (4, 4))[:384, :520]
    layers = np.dstack([np.roll(inks, shift, 1) for shift in (0, 20, 40, 60)])
    cmyk = Image.frombytes("CMYK", (layers.shape[1], layers.shape[0]), layers.tobytes())
    cmyk.save(tmp_path / "cmyk.jpg", icc_profile=profile("cmyk"), quality=95)
    Image.fromarray(inks).save(tmp_path / "grey.jpg", quality=95)
    for name, channels in (("cmyk.jpg", 3), ("grey.jpg", 1)):
        small, whole = photo.load_small(tmp_path / name, side=60), photo.load(tmp_path / name)
        assert small.samples.shape == (whole.height // 8, whole.width // 8, channels)
        assert small.notices == whole.notices
        assert mean_difference(small, whole) < 3.0


@pytest.mark.parametrize("name", [name for name in seeds() if not name.startswith("jpeg")])
def test_other_formats_come_whole(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a"
    path.write_bytes(seeds()[name])
    np.testing.assert_array_equal(photo.load_small(path, side=8).samples, photo.load(path).samples)


def test_a_small_copy_of_a_cut_jpeg_is_refused_and_a_thin_one_opens(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    content = encoded("JPEG", np.tile(SMALL, (4, 4, 1)))
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(PhotoError, match="is damaged or incomplete"):
        photo.load_small(path, side=16)
    path.write_bytes(content[: len(content) // 2] + b"\xff\xd9")
    assert photo.load_small(path, side=16).notices == ("The file is damaged; parts of the photo may look wrong.",)
    for shape, small in (((1, 3000, 3), (1, 3000)), ((5, 3000, 3), (1, 750)), ((3000, 9, 3), (375, 1))):
        path.write_bytes(encoded("JPEG", np.full(shape, 90, np.uint8)))
        assert photo.load_small(path, side=16).samples.shape[:2] == small


# ---- memory ------------------------------------------------------------------------------------------------

MEASURE = """
import sys
from pathlib import Path
from restorer import photo

def peak():
    return int(next(l for l in open("/proc/self/status") if l.startswith("VmHWM")).split()[1]) * 1024

before = peak()
opened = photo.load(Path(sys.argv[1]))
print((peak() - before) / (opened.height * opened.width), opened.samples.nbytes / (opened.height * opened.width))
"""
SHAPE = (4000, 6000, 3)


def grainy(depth: int = 8) -> np.ndarray:
    """A 24-megapixel photo with grain, so that files of it are as long as real ones."""
    picture = np.tile(colour_samples(), (42, 46, 1))[: SHAPE[0], : SHAPE[1]]
    random = np.random.default_rng(0)
    picture = np.clip(picture + random.integers(-4, 5, SHAPE, dtype=np.int16), 0, 255).astype(np.uint8)
    if depth == 8:
        return picture
    return picture.astype(np.uint16) * 256 + random.integers(0, 256, SHAPE, dtype=np.uint8)


def write(path: Path, depth: int, **settings: object) -> None:
    """Writes `grainy` by pyvips (`saver`), Pillow or tifffile (`photometric`)."""
    samples = grainy(depth)
    if "photometric" in settings:
        stored = np.moveaxis(samples, 2, 0) if settings.get("planarconfig") == "separate" else samples
        tifffile.imwrite(path, stored, **settings)  # type: ignore[arg-type]
    elif "saver" in settings:
        saver = settings.pop("saver")
        getattr(pyvips.Image.new_from_array(samples), f"{saver}save")(str(path), **settings)
    else:
        picture = Image.fromarray(samples)
        (picture.quantize(64, method=2) if path.suffix == ".gif" else picture).save(path, **settings)


STRIP = {"photometric": "rgb", "rowsperstrip": SHAPE[0]}
DEFLATE = {"compression": "zlib", "compressionargs": {"level": 1}}
LARGE_FILES: dict[str, tuple[str, int, float, dict[str, object]]] = {
    # suffix, bits a sample, the most bytes a pixel that opening may take, how it is written
    "jpeg": (".jpg", 8, 8.0, {"quality": 90}),
    "jpeg 4:4:4": (".jpg", 8, 8.0, {"quality": 90, "subsampling": 0}),
    "progressive": (".jpg", 8, 8.0, {"quality": 90, "progressive": True}),
    "progressive 4:4:4": (".jpg", 8, 8.0, {"quality": 90, "subsampling": 0, "progressive": True}),
    "png": (".png", 8, 8.0, {"saver": "png", "compression": 1}),
    "png interlaced": (".png", 8, 8.0, {"saver": "png", "compression": 1, "interlace": True}),
    "png 16 interlaced": (".png", 16, 11.0, {"saver": "png", "compression": 1, "interlace": True}),
    "webp": (".webp", 8, 8.0, {"quality": 80, "method": 0}),
    "webp lossless": (".webp", 8, 9.2, {"lossless": True, "quality": 0, "method": 0}),
    "gif": (".gif", 8, 8.0, {}),
    "bmp": (".bmp", 8, 8.0, {}),
    "tiff tiled": (".tif", 8, 8.0, {"photometric": "rgb", "tile": (256, 256), **DEFLATE}),
    "tiff strips": (".tif", 8, 8.0, {"saver": "tiff", "compression": "lzw", "predictor": "horizontal"}),
    "tiff one strip": (".tif", 8, 8.0, {**STRIP, **DEFLATE, "predictor": True}),
    "tiff 16 one strip": (".tif", 16, 11.0, {**STRIP, **DEFLATE, "predictor": True}),
    "tiff 16 one plain strip": (".tif", 16, 11.0, STRIP),
    "tiff planes": (".tif", 8, 8.0, {**STRIP, **DEFLATE, "planarconfig": "separate"}),
    "tiff 16 planes": (".tif", 16, 11.0, {**STRIP, **DEFLATE, "planarconfig": "separate"}),
    "tiff 16 plain planes": (".tif", 16, 11.0, {**STRIP, "planarconfig": "separate"}),
    "avif": (".avif", 8, 17.0, {"saver": "heif", "compression": "av1", "effort": 0, "Q": 60}),
}


@pytest.mark.long
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="VmHWM is Linux's")
@pytest.mark.parametrize("name", list(LARGE_FILES))
def test_opening_24_megapixels_takes_little_memory(tmp_path: Path, name: str) -> None:
    suffix, depth, most, settings = LARGE_FILES[name]
    path = tmp_path / f"large{suffix}"
    write(path, depth, **dict(settings))
    ran = subprocess.run(
        [sys.executable, "-c", MEASURE, os.fspath(path)], capture_output=True, text=True, check=True, timeout=120
    )
    path.unlink()
    taken, kept = map(float, ran.stdout.split())
    print(f"{name}: {taken:.2f} bytes a pixel")
    assert kept == 3 * depth / 8
    assert kept <= taken <= most  # less than what is kept would mean that the measure is wrong
