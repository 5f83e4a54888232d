"""TIFFs that stray from the standard without harm are opened; those that lack pixels are still refused."""

from pathlib import Path

import numpy as np
import pytest
import tifffile

from restorer import photo
from restorer.photo import PhotoError

NOTICE = "The file strays from the TIFF standard; check that the photo looks right."


@pytest.fixture
def samples() -> np.ndarray:
    return np.random.default_rng(3).integers(0, 65536, (96, 80, 3)).astype(np.uint16)


@pytest.mark.parametrize(
    "layout", [{}, {"compression": "zlib"}, {"tile": (32, 32)}, {"rowsperstrip": 16, "planarconfig": "separate"}]
)
def test_a_doubled_field_is_no_damage(tmp_path: Path, samples: np.ndarray, layout: dict) -> None:
    path = tmp_path / "scan.tif"
    planes = samples.transpose(2, 0, 1) if "planarconfig" in layout else samples
    # a description and the writer's own shape make two ImageDescription fields, of which libtiff warns
    tifffile.imwrite(path, planes, photometric="rgb", description="Grandmother, 1956", **layout)
    opened = photo.load(path)
    np.testing.assert_array_equal(opened.samples, samples)
    assert opened.metadata.exif is not None
    assert b"Grandmother, 1956" in opened.metadata.exif  # the first of the two, as libtiff reads it
    assert opened.notices == (() if "tile" in layout else (NOTICE,))  # libvips warns of strips only


@pytest.mark.parametrize("layout", [{}, {"compression": "zlib"}, {"tile": (32, 32)}])
def test_a_cut_one_is_still_refused(tmp_path: Path, samples: np.ndarray, layout: dict) -> None:
    path = tmp_path / "scan.tif"
    tifffile.imwrite(path, samples, photometric="rgb", description="Grandmother, 1956", **layout)
    content = path.read_bytes()
    for length in np.linspace(8, len(content) - 1, 40).astype(int):
        path.write_bytes(content[:length])
        with pytest.raises(PhotoError, match=r"scan\.tif"):
            photo.load(path)


def test_a_strip_that_is_said_to_be_empty_is_refused(tmp_path: Path, samples: np.ndarray) -> None:
    path = tmp_path / "scan.tif"
    tifffile.imwrite(path, samples, photometric="rgb", description="Grandmother, 1956", rowsperstrip=16)
    with tifffile.TiffFile(path, mode="r+") as file:
        counts = list(file.pages.first.tags["StripByteCounts"].value)
        file.pages.first.tags["StripByteCounts"].overwrite([0, *counts[1:]])
    with pytest.raises(PhotoError, match="is damaged or incomplete"):
        photo.load(path)
