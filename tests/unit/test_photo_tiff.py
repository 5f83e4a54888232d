"""Planes of one strip each are unpacked here to the values that libtiff gives; all else is left to libtiff."""

import struct
from pathlib import Path

import numpy as np
import pytest
import tifffile

from restorer import photo, photo_decoding, photo_tiff
from restorer.photo import PhotoError
from restorer.photo_formats import first_directory
from restorer.photo_strips import Layout
from tests.photos import colour_samples

LAYOUTS = {
    "plain": {},
    "deflate": {"compression": "zlib"},
    "deflate and differences": {"compression": "zlib", "predictor": True},
}


@pytest.fixture(autouse=True)
def _everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photo_decoding, "LARGE", 0)
    monkeypatch.setattr(photo_tiff, "LARGE", 0)


def write_planar(path: Path, samples: np.ndarray, **settings: object) -> None:
    whole = {"rowsperstrip": len(samples)}
    tifffile.imwrite(path, np.moveaxis(samples, 2, 0), photometric="rgb", planarconfig="separate", **whole | settings)  # type: ignore[arg-type]


def own_rows(path: Path, samples: np.ndarray) -> np.ndarray | None:
    """What `plane_rows` itself gives for a file."""
    layout = Layout(samples.shape[1], samples.shape[0], 3, has_alpha=False, dtype=samples.dtype.type)
    with path.open("rb") as stream:
        rows = photo_tiff.plane_rows(stream, layout, first_directory(stream))
        return None if rows is None else np.concatenate(list(rows))


@pytest.mark.parametrize("layout", list(LAYOUTS))
@pytest.mark.parametrize("depth", [8, 16])
@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("bigtiff", [False, True])
def test_planes_give_the_values_of_libtiff(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, layout: str, depth: int, order: str, bigtiff: bool
) -> None:
    samples = np.tile(colour_samples(depth), (4, 3, 1))  # more than one piece of a strip
    path = tmp_path / "planes.tif"
    write_planar(path, samples, byteorder=order, bigtiff=bigtiff, **LAYOUTS[layout])
    rows = own_rows(path, samples)
    assert rows is not None
    np.testing.assert_array_equal(rows, samples)
    opened = photo.load(path)
    np.testing.assert_array_equal(opened.samples, samples)
    monkeypatch.setattr(photo_decoding, "LARGE", 2**30)
    by_libtiff = photo.load(path)
    np.testing.assert_array_equal(opened.samples, by_libtiff.samples)
    assert (opened.metadata, opened.notices, opened.icc) == (by_libtiff.metadata, by_libtiff.notices, by_libtiff.icc)


@pytest.mark.parametrize(
    "settings",
    [{"rowsperstrip": 16}, {"rowsperstrip": 16, "compression": "zlib"}],
)
def test_other_layouts_are_left_to_libtiff(tmp_path: Path, settings: dict[str, object]) -> None:
    path = tmp_path / "planes.tif"
    write_planar(path, colour_samples(16), **settings)
    assert own_rows(path, colour_samples(16)) is None
    np.testing.assert_array_equal(photo.load(path).samples, colour_samples(16))


def test_an_extra_channel_is_left_to_libtiff(tmp_path: Path) -> None:
    layers = np.dstack([colour_samples(16), colour_samples(16)[:, :, :1]])
    write_planar(tmp_path / "a.tif", layers, extrasamples=["unassalpha"])
    assert own_rows(tmp_path / "a.tif", colour_samples(16)) is None
    opened = photo.load(tmp_path / "a.tif")
    assert opened.alpha is not None
    np.testing.assert_array_equal(np.dstack([opened.samples, opened.alpha]), layers)


@pytest.mark.parametrize("layout", list(LAYOUTS))
def test_a_cut_or_damaged_plane_is_refused(tmp_path: Path, layout: str) -> None:
    path = tmp_path / "planes.tif"
    write_planar(path, colour_samples(16), **LAYOUTS[layout])
    content = path.read_bytes()
    for length in np.linspace(len(content) // 4, len(content) - 1, 12).astype(int):
        path.write_bytes(content[:length])
        with pytest.raises(PhotoError, match=r"planes\.tif is damaged or incomplete and cannot be opened"):
            photo.load(path)
    path.write_bytes(content)
    with tifffile.TiffFile(path, mode="r+") as file:
        counts = list(file.pages.first.tags["StripByteCounts"].value)
        file.pages.first.tags["StripByteCounts"].overwrite([counts[0] - 900, *counts[1:]])
    with pytest.raises(PhotoError, match="is damaged or incomplete"):
        photo.load(path)


def test_nonsense_inside_a_deflated_plane_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "planes.tif"
    write_planar(path, colour_samples(8), compression="zlib")
    content = bytearray(path.read_bytes())
    with tifffile.TiffFile(path) as file:
        start = int(file.pages.first.dataoffsets[1])
    content[start : start + 4] = struct.pack("<I", 0xFFFFFFFF)
    path.write_bytes(content)
    with pytest.raises(PhotoError, match=r"is damaged or incomplete and cannot be opened \(.*incorrect header check\)"):
        photo.load(path)


def test_only_a_large_block_counts_and_plain_strips_are_cut_by_libtiff(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    samples = colour_samples(16)
    layout = Layout(samples.shape[1], samples.shape[0], 3, has_alpha=False, dtype=np.uint16)
    monkeypatch.setattr(photo_tiff, "LARGE", layout.size // 2)
    expected = {"one.tif": True, "many.tif": False, "plain.tif": False, "tile.tif": True}
    tifffile.imwrite(tmp_path / "one.tif", samples, photometric="rgb", compression="zlib", rowsperstrip=97)
    tifffile.imwrite(tmp_path / "many.tif", samples, photometric="rgb", compression="zlib", rowsperstrip=16)
    tifffile.imwrite(tmp_path / "plain.tif", samples, photometric="rgb", rowsperstrip=97)
    tifffile.imwrite(tmp_path / "tile.tif", samples, photometric="rgb", tile=(112, 144))
    for name, is_large in expected.items():
        with (tmp_path / name).open("rb") as stream:
            assert photo_tiff.has_large_blocks(layout, first_directory(stream)) is is_large, name
