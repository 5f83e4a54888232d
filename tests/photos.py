"""Photos that tests are made of: bundled pictures, every tag a photo can have, a file of every format."""

import io
from pathlib import Path

import numpy as np
import pytest
import pyvips
import skimage.data
import tifffile
from PIL import Image

from restorer import photo
from restorer import photo_metadata as tags
from restorer.photo import Metadata, Photo, PhotoError, SaveOptions

XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description tiff:Orientation="1" dc:title="Cat"/></x:xmpmeta>'
IPTC = b"\x1c\x02\x05\x00\x05Title\x1c\x02\x50\x00\x06Author"


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


SMALL = np.ascontiguousarray(skimage.data.chelsea()[60:120, 150:230])


def refusal(path: Path) -> str:
    """The sentence with which a file is refused, checked to be one line that names the file."""
    with pytest.raises(PhotoError) as caught:
        photo.load(path)
    sentence = str(caught.value)
    assert sentence.isprintable()
    assert sentence.encode("utf-8")
    assert sentence.endswith(".")
    return sentence


def encoded(kind: str, samples: np.ndarray = SMALL, **settings: object) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(samples).save(stream, kind, **settings)
    return stream.getvalue()


def sixteen_bit_tiff(**settings: object) -> bytes:
    stream = io.BytesIO()
    tifffile.imwrite(stream, SMALL.astype(np.uint16) * 257, photometric="rgb", **settings)  # type: ignore[arg-type]
    return stream.getvalue()


def seeds() -> dict[str, bytes]:
    """A small file of every format and kind of compression."""
    grey = SMALL[:, :, 0]
    return {
        "jpeg": encoded("JPEG"),
        "jpeg-progressive": encoded("JPEG", progressive=True),
        "jpeg-grey": encoded("JPEG", grey),
        "png": encoded("PNG"),
        "png-grey": encoded("PNG", grey),
        "tiff-none": encoded("TIFF"),
        "tiff-lzw": encoded("TIFF", compression="tiff_lzw"),
        "tiff-deflate": encoded("TIFF", compression="tiff_adobe_deflate"),
        "tiff-jpeg": encoded("TIFF", compression="jpeg"),
        "tiff-16": sixteen_bit_tiff(),
        "tiff-tiled": sixteen_bit_tiff(tile=(32, 32), compression="zlib"),
        "tiff-big": sixteen_bit_tiff(bigtiff=True),
        "webp": encoded("WEBP"),
        "webp-lossless": encoded("WEBP", lossless=True),
        "avif": encoded("AVIF"),
        "gif": encoded("GIF"),
        "bmp": encoded("BMP"),
    }
