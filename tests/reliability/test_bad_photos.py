"""No file, place or name makes opening a photo crash, block, lie or take memory that was not checked for."""

import os
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import zlib
from pathlib import Path

import numpy as np
import pytest

from restorer import photo, photo_decoding, photo_formats
from restorer.photo import PhotoError
from tests.photos import SMALL as SAMPLES
from tests.photos import encoded, refusal

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

    monkeypatch.setattr(photo_decoding, "filled", run_out)
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
