"""Damaged files are refused in one sentence or open as what they were; nothing prints, hangs or crashes."""

import io
import os
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import pyvips

from restorer import photo, photo_decoding
from restorer.photo import PhotoError
from tests.photos import SMALL as SAMPLES
from tests.photos import encoded, refusal, seeds


@pytest.mark.parametrize("name", list(seeds()))
def test_a_cut_file_is_refused_or_identical(tmp_path: Path, name: str) -> None:
    content = seeds()[name]
    path = tmp_path / "cut"
    path.write_bytes(content)
    whole = photo.load(path).samples
    ends = {len(content) * part // 24 for part in range(1, 24)} | {len(content) - few for few in (1, 2, 3, 5, 9, 17)}
    opened = 0
    for end in sorted(ends):
        path.write_bytes(content[:end])
        try:
            samples = photo.load(path).samples
        except PhotoError as error:
            assert f"{path} is " in str(error)  # noqa: PT017
            continue
        opened += 1
        np.testing.assert_array_equal(samples, whole)
    assert opened < len(ends)


def test_a_lenient_reader_would_show_grey_filler(tmp_path: Path) -> None:
    """What the strict one is for: without it half a JPEG opens, and its second half is one colour."""
    content = seeds()["jpeg"]
    half = pyvips.Image.jpegload_buffer(content[: len(content) // 2], fail_on="none").numpy()
    assert half.shape == SAMPLES.shape
    assert (half[-1] == half[-1, 0]).all()
    path = tmp_path / "half.jpg"
    path.write_bytes(content[: len(content) // 2])
    assert "damaged or incomplete" in refusal(path)
    path.write_bytes(content[: len(content) // 2] + b"\xff\xd9")  # whoever cut it closed it properly
    assert photo.load(path).notices == ("The file is damaged; parts of the photo may look wrong.",)


SWEEP = """
import random, resource, sys, time, warnings
from pathlib import Path
from restorer import photo

resource.setrlimit(resource.RLIMIT_AS, (3 * 2**30, 3 * 2**30))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
generator = random.Random(20)
folder, rounds = Path(sys.argv[1]), int(sys.argv[2])
target = folder / "damaged"
contents = [path.read_bytes() for path in sorted(folder.glob("seed-*"))]
refused = opened = 0
slowest = 0.0
for content in contents:
    for number in range(rounds):
        damaged = bytearray(content)
        kind = number % 4
        place = generator.randrange(min(len(damaged), 400) if number % 2 else len(damaged))
        if kind == 0:
            damaged[place] ^= 1 << generator.randrange(8)
        elif kind == 1:
            damaged[place : place + 4] = generator.randbytes(4)
        elif kind == 2:
            other = generator.choice(contents)
            damaged[place:] = other[place:]
        else:
            damaged[place : place + 8] = b""
        target.write_bytes(damaged)
        start = time.monotonic()
        try:
            photo.load(target)
            opened += 1
        except photo.PhotoError as error:
            assert str(error).isprintable(), repr(str(error))
            refused += 1
        slowest = max(slowest, time.monotonic() - start)
print(opened, refused, slowest)
"""


def test_damaged_files_are_photos_or_sentences_and_nothing_else(tmp_path: Path) -> None:
    for name, content in seeds().items():
        (tmp_path / f"seed-{name}").write_bytes(content)
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", SWEEP, str(tmp_path), "24"], capture_output=True, text=True, timeout=120
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr == ""  # libtiff and its like must not write to the terminal themselves
    opened, refused, slowest = ran.stdout.split()
    assert int(opened) + int(refused) == 24 * len(seeds())
    assert min(int(opened), int(refused)) > 40  # damage of both kinds was met
    assert float(slowest) < 10


def test_libtiff_keeps_quiet(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    content = bytearray(seeds()["tiff-lzw"])
    unknown = struct.pack("<HHII", 65_000, 3, 1, 1)
    place = struct.unpack("<I", content[4:8])[0]
    count = struct.unpack("<H", content[place : place + 2])[0]
    table = content[place + 2 : place + 2 + 12 * count] + unknown
    content[4:8] = struct.pack("<I", len(content))
    content += struct.pack("<H", count + 1) + table + bytes(4)
    path = tmp_path / "odd.tif"
    path.write_bytes(content)
    np.testing.assert_array_equal(photo.load(path).samples, SAMPLES)
    path.write_bytes(content[:300])
    refusal(path)
    assert capfd.readouterr() == ("", "")


def test_a_read_error_is_not_called_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.tif"
    path.write_bytes(seeds()["tiff-none"])

    class Failing(io.FileIO):
        def readinto(self, buffer: object) -> int:  # type: ignore[override]
            if self.tell() > 0:
                raise OSError(5, "Input/output error")
            return super().readinto(buffer)  # type: ignore[arg-type]

    def open_failing(descriptor: int, mode: str) -> io.BufferedReader:
        return io.BufferedReader(Failing(descriptor, mode), 64)

    monkeypatch.setattr(photo.os, "fdopen", open_failing)
    assert refusal(path) == f"{path} cannot be read: Input/output error. Use another copy of the file."


def test_a_file_that_shrinks_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A memory map would turn this into a fatal signal."""
    path = tmp_path / "a.tif"
    path.write_bytes(encoded("TIFF", np.tile(SAMPLES, (20, 20, 1))))
    rows = photo_decoding._vips_rows

    def shrinking(*arguments: object) -> Iterator[np.ndarray]:
        for number, strip in enumerate(rows(*arguments)):  # type: ignore[arg-type]
            if number == 0:
                os.truncate(path, 50_000)
            yield strip

    monkeypatch.setattr(photo_decoding, "_vips_rows", shrinking)
    assert "damaged or incomplete" in refusal(path)


def test_metadata_without_sense_does_not_stop_a_photo(tmp_path: Path) -> None:
    loop = b"II*\0\x08\0\0\0\1\0" + struct.pack("<HHII", 0x8769, 4, 1, 8) + struct.pack("<I", 8)
    many = b"II*\0\x08\0\0\0\xff\xff" + bytes(60_000)
    huge = b"II*\0\x08\0\0\0\1\0" + struct.pack("<HHII", 0x927C, 7, 2**32 - 1, 8) + bytes(4)
    for number, block in enumerate((loop, many, huge, b"II*\0", b"nonsense", b"II*\0\xff\xff\xff\xff")):
        for kind in ("JPEG", "PNG", "WEBP"):
            path = tmp_path / f"{number}.{kind}"
            path.write_bytes(encoded(kind, exif=b"Exif\0\0" + block, icc_profile=b"no profile"))
            opened = photo.load(path)
            assert opened.samples.shape == SAMPLES.shape
            for suffix in (".jpg", ".tif", ".webp", ".avif", ".png"):
                photo.save(opened, tmp_path / f"out{suffix}")
                assert photo.load(tmp_path / f"out{suffix}").samples.shape == SAMPLES.shape
