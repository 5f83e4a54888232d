"""No file, place or name makes opening a photo crash, block, lie or take memory that was not checked for."""

import io
import os
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import pyvips
import skimage.data
import tifffile
from PIL import Image

from restorer import photo, photo_decoding, photo_formats
from restorer.photo import PhotoError

SAMPLES = np.ascontiguousarray(skimage.data.chelsea()[60:120, 150:230])


def refusal(path: Path) -> str:
    """The sentence with which a file is refused, checked to be one line that names the file."""
    with pytest.raises(PhotoError) as caught:
        photo.load(path)
    sentence = str(caught.value)
    assert sentence.isprintable()
    assert sentence.encode("utf-8")
    assert sentence.endswith(".")
    return sentence


def encoded(kind: str, samples: np.ndarray = SAMPLES, **settings: object) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(samples).save(stream, kind, **settings)
    return stream.getvalue()


def sixteen_bit_tiff(**settings: object) -> bytes:
    stream = io.BytesIO()
    tifffile.imwrite(stream, SAMPLES.astype(np.uint16) * 257, photometric="rgb", **settings)  # type: ignore[arg-type]
    return stream.getvalue()


def seeds() -> dict[str, bytes]:
    """A small file of every format and kind of compression."""
    grey = SAMPLES[:, :, 0]
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


# ---- what is no photo --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["text.jpg", "text.tif", "text"])
def test_text_is_no_photo(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("Dear diary,\n" * 100)
    assert refusal(path) == (
        f"{path} is not a photo that can be opened. JPEG, PNG, TIFF, WebP, AVIF, BMP and GIF can; "
        "HEIC and camera RAW can with their extras."
    )


@pytest.mark.parametrize(
    "content", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7\n", b"P6 1 1 255\nabc", b"8BPS"]
)
def test_formats_that_nobody_fuzzes_are_not_tried(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(content)
    assert "is not a photo that can be opened" in refusal(path)


def test_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.touch()
    assert refusal(path) == f"{path} is empty (0 bytes). Use another copy of the file."


@pytest.mark.parametrize(
    "head", [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0", b"GIF89a", b"BM", b"RIFF\0\0\0\0WEBP"]
)
@pytest.mark.parametrize("tail", [b"", b"\0" * 100, b"\xff" * 100, bytes(range(256)) * 4])
def test_a_right_start_and_nonsense_behind_it(tmp_path: Path, head: bytes, tail: bytes) -> None:
    path = tmp_path / "a"
    path.write_bytes(head + tail)
    assert f"{path} is damaged or incomplete and cannot be opened" in refusal(path)


# ---- places and names --------------------------------------------------------------------------------------


def test_folders_pipes_sockets_and_devices_do_not_block(tmp_path: Path) -> None:
    folder, pipe, plug = tmp_path / "a.jpg", tmp_path / "b.jpg", tmp_path / "c.jpg"
    folder.mkdir()
    os.mkfifo(pipe)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(plug))
        sentences: list[str] = []

        def look() -> None:
            sentences.extend(refusal(path) for path in (folder, pipe, plug, Path("/dev/zero"), Path("/dev/null")))

        thread = threading.Thread(target=look, daemon=True)
        thread.start()
        thread.join(5)
        assert not thread.is_alive()
    assert sentences == [
        f"{folder} is a folder. Choose a photo inside it.",
        *(
            f"{path} is not a file but a pipe, socket or device. Choose a photo."
            for path in (pipe, plug, "/dev/zero", "/dev/null")
        ),
    ]


def test_missing_files_and_looping_links(tmp_path: Path) -> None:
    missing, dangling, loop = tmp_path / "no.jpg", tmp_path / "dangling.jpg", tmp_path / "loop.jpg"
    dangling.symlink_to(missing)
    loop.symlink_to(loop)
    assert refusal(missing) == f"{missing} does not exist. Choose another photo."
    assert refusal(dangling) == f"{dangling} does not exist. Choose another photo."
    assert refusal(loop) == f"{loop} is a link that leads to itself. Choose another photo."
    assert refusal(Path("/dev/null/a.jpg")) == "/dev/null/a.jpg does not exist. Choose another photo."
    assert refusal(tmp_path / "zero\0byte.jpg").endswith("is not a name that a file can have.")


def test_names_that_are_too_long(tmp_path: Path) -> None:
    assert refusal(tmp_path / ("a" * 256)).endswith("cannot be read: its name is too long. Move or rename it.")
    assert refusal(tmp_path / ("abc/" * 1500)).endswith("cannot be read: its name is too long. Move or rename it.")


ODD_NAMES = [
    b"a" * 251 + b".png",
    b"not-utf8-\xff\xfe.png",
    "right\u202eto left.png".encode(),
    "e\u0301\U0001f5bc.png".encode(),
    b"line\nend.png",
    b"\x1b[31mred.png",
    b"-rf.png",
    b" .png",
    b"a[page=2].png",
]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_odd_names_open_and_save_and_are_printable(tmp_path: Path, name: bytes) -> None:
    path = Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), name)))  # noqa: PTH118 (bytes)
    path.write_bytes(encoded("PNG"))
    opened = photo.load(path)
    np.testing.assert_array_equal(opened.samples, SAMPLES)
    photo.save(opened, path)
    np.testing.assert_array_equal(photo.load(path).samples, SAMPLES)
    assert [os.fsencode(entry.name) for entry in tmp_path.iterdir()] == [name]
    path.write_bytes(b"no photo")
    refusal(path)


AS_NOBODY = """
import os, sys
from pathlib import Path
from restorer import photo
if os.geteuid() == 0:  # whom file modes do not bind
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
try:
    photo.load(Path(sys.argv[1]))
except photo.PhotoError as error:
    print(error)
"""


def test_a_file_without_permission() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = Path(folder) / "a.png"
        path.write_bytes(encoded("PNG"))
        path.chmod(0)
        ran = subprocess.run([sys.executable, "-c", AS_NOBODY, path], capture_output=True, text=True, check=True)
    sentence = f"{path} cannot be read: you have no permission. Ask its owner or choose another photo."
    assert ran.stdout == f"{sentence}\n"


# ---- bombs and sizes ---------------------------------------------------------------------------------------


def png_claiming(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


def tiff_claiming(width: int, height: int, *, tile: int = 0) -> bytes:
    fields = [(256, 4, width), (257, 4, height), (258, 3, 8), (259, 3, 1), (262, 3, 1), (277, 3, 1)]
    fields += (
        [(322, 4, tile), (323, 4, tile), (324, 4, 8), (325, 4, 8)]
        if tile
        else [(273, 4, 8), (278, 4, height), (279, 4, 8)]
    )
    rows = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in sorted(fields))
    return b"II*\0\x08\0\0\0" + struct.pack("<H", len(fields)) + rows + bytes(4)


def bmp_claiming(width: int, height: int) -> bytes:
    return b"BM" + struct.pack("<IHHI", 54, 0, 0, 54) + struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, *[0] * 6)


BOMBS = {
    "png 3.6 GP": png_claiming(60_000, 60_000),
    "png 2^31": png_claiming(2**31 - 1, 2**31 - 1),
    "tiff 3.6 GP": tiff_claiming(60_000, 60_000),
    "bmp 3.6 GP": bmp_claiming(60_000, 60_000),
    "bmp upside down": bmp_claiming(60_000, -60_000),
    "gif 4.3 GP": b"GIF89a"
    + struct.pack("<HH", 65535, 65535)
    + b"\0\0\0,\0\0\0\0"
    + struct.pack("<HH", 65535, 65535)
    + b"\0\2\2\x4c\1\0;",
    "jpeg 4.2 GP": encoded("JPEG").replace(struct.pack(">HH", 60, 80), struct.pack(">HH", 65_000, 65_000)),
    "tiff one pixel in a huge tile": tiff_claiming(1, 1, tile=65_520),
}


@pytest.mark.parametrize("name", list(BOMBS))
def test_bombs_are_refused_before_decoding(tmp_path: Path, name: str) -> None:
    path = tmp_path / "bomb"
    path.write_bytes(BOMBS[name])
    code = (
        "import sys, time; from pathlib import Path; from restorer import photo\n"
        "peak = lambda: int(next(l for l in open('/proc/self/status') if l.startswith('VmHWM')).split()[1])\n"
        "before = peak()\n"
        "try: photo.load(Path(sys.argv[1]))\nexcept photo.PhotoError as error: print(error)\n"
        "print((peak() - before) // 1024)"
    )
    ran = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, check=True, timeout=30)
    sentence, megabytes = ran.stdout.splitlines()
    assert "megapixels; at most 300 can be opened." in sentence or "is damaged" in sentence
    assert int(megabytes) < 40
    assert ran.stderr == ""


def test_the_pixel_limit_lets_280_megapixels_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photo_formats, "free_memory", lambda: 2**40)
    photo_formats.check_size("a", 20_000, 14_000)
    with pytest.raises(PhotoError, match=r"^a has 320 megapixels; at most 300 can be opened\."):
        photo_formats.check_size("a", 20_000, 16_000)


def test_memory_is_checked_before_decoding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(encoded("PNG"))
    monkeypatch.setattr(photo_formats, "free_memory", lambda: SAMPLES.shape[0] * SAMPLES.shape[1] * 8)
    photo.load(path)
    monkeypatch.setattr(photo_formats, "free_memory", lambda: SAMPLES.shape[0] * SAMPLES.shape[1] * 8 - 1)
    assert refusal(path).endswith("GB is free. Close other programs or make it smaller.")


def test_free_memory_sees_the_limit_of_the_process() -> None:
    code = (
        "import resource; from restorer import photo_formats\n"
        "print(photo_formats.free_memory())\n"
        "resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31))\n"
        "print(photo_formats.free_memory())"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    before, after = map(int, ran.stdout.split())
    assert after < 2**31
    assert after <= before


def test_running_out_of_memory_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run_out(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(photo_decoding, "_filled", run_out)
    path = tmp_path / "a.png"
    path.write_bytes(encoded("PNG"))
    assert refusal(path) == f"There is too little memory to open {path}. Close other programs or make it smaller."


@pytest.mark.parametrize("shape", [(1, 1), (1, 65_500), (65_500, 1)])
@pytest.mark.parametrize("kind", ["png", "tiff", "jpeg", "bmp"])
def test_thin_and_tiny_photos_open_and_save(tmp_path: Path, shape: tuple[int, int], kind: str) -> None:
    samples = np.random.default_rng(3).integers(0, 255, (*shape, 1), dtype=np.uint8).repeat(3, axis=2)
    path = tmp_path / f"thin{photo.default_suffix(kind)}"
    photo.save(photo.from_rgb(samples), path)
    again = photo.load(path)
    assert again.samples.shape == samples.shape
    assert np.abs(again.samples.astype(int) - samples).max() <= (24 if kind == "jpeg" else 0)


# ---- damage ------------------------------------------------------------------------------------------------


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
