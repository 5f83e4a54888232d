"""Rows that wait on disk come back as they were, when their decoder is gone, whatever the disk says."""

import errno
import io
import tempfile
import weakref
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from restorer import photo_strips
from restorer.photo_strips import Layout, filled, spooled


class Decoder:
    """Gives strips of a picture and can be seen to be gone."""

    def __init__(self, samples: np.ndarray) -> None:
        self.samples = samples
        self.given = 0

    def strips(self) -> Iterator[np.ndarray]:
        for top in range(0, len(self.samples), 7):
            self.given += 1
            yield self.samples[top : top + 7]


def picture(dtype: type[np.generic] = np.uint16) -> np.ndarray:
    return np.random.default_rng(4).integers(0, 200, (40, 31, 4)).astype(dtype)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_strips_come_back_as_they_were(dtype: type[np.generic]) -> None:
    samples = picture(dtype)
    again = list(spooled(Decoder(samples).strips()))
    assert [len(strip) for strip in again] == [7, 7, 7, 7, 7, 5]
    np.testing.assert_array_equal(np.concatenate(again), samples)
    turned = list(spooled(Decoder(samples[:, ::-1, ::-1]).strips()))  # not contiguous
    np.testing.assert_array_equal(np.concatenate(turned), samples[:, ::-1, ::-1])


def test_the_decoder_is_gone_before_the_first_strip_is_given() -> None:
    for through, alive in ((spooled, False), (iter, True)):
        decoder = Decoder(picture())
        gone = weakref.ref(decoder)
        strips = through(decoder.strips())  # type: ignore[operator]
        del decoder
        np.testing.assert_array_equal(next(strips), picture()[:7])
        assert (gone() is not None) is alive


class Full(io.FileIO):
    """A file on a disk that is full after so many bytes: the write that does not fit is cut short or refused."""

    room = 0
    is_short = False

    def write(self, data: object) -> int:  # type: ignore[override]
        view = memoryview(data).cast("B")  # type: ignore[arg-type]
        left = self.room - self.tell()
        if len(view) <= left:
            return super().write(view)
        if self.is_short:
            return super().write(view[:left])
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("is_short", [False, True])
@pytest.mark.parametrize("strips", [0, 1, 2.5, 6])
def test_a_full_disk_costs_memory_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, strips: float, is_short: bool
) -> None:
    samples, decoder = picture(), Decoder(picture())
    monkeypatch.setattr(Full, "room", int(strips * samples[:7].nbytes))
    monkeypatch.setattr(Full, "is_short", is_short)
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: Full(tmp_path / "spool", "w+b"))
    again = spooled(decoder.strips())
    np.testing.assert_array_equal(next(again), samples[:7])
    assert decoder.given == min(6, int(strips) + 1)  # the strip that did not fit is not asked for twice
    np.testing.assert_array_equal(np.concatenate(list(again)), samples[7:])


def test_no_temporary_folder_is_no_reason_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    np.testing.assert_array_equal(np.concatenate(list(spooled(Decoder(picture()).strips()))), picture())


def test_a_spool_that_cannot_be_read_back_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "spool"
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: io.FileIO(path, "w+b"))
    again = spooled(Decoder(picture()).strips())
    next(again)
    path.write_bytes(b"")
    with pytest.raises(OSError, match="could not be read back"):
        next(again)


def test_tmpdir_decides_where_rows_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    assert photo_strips._spool_folder() is None
    assert tempfile.gettempdir() == str(tmp_path)
    monkeypatch.delenv("TMPDIR")
    assert photo_strips._spool_folder() in ("/var/tmp", None)


def test_nothing_stays_in_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photo_strips, "_spool_folder", lambda: str(tmp_path))
    again = spooled(Decoder(picture()).strips())
    next(again)
    again.close()  # type: ignore[attr-defined]
    assert list(tmp_path.iterdir()) == []


def test_a_layout_knows_its_bytes_and_is_filled_upright() -> None:
    layout = Layout(31, 40, 3, has_alpha=True, dtype=np.uint16, orientation=6)
    assert layout.size == 31 * 40 * 4 * 2
    samples, alpha = filled(layout, spooled(Decoder(picture()).strips()))
    turned = np.rot90(picture(), -1)
    assert alpha is not None
    np.testing.assert_array_equal(samples, turned[:, :, :3])
    np.testing.assert_array_equal(alpha, turned[:, :, 3])
