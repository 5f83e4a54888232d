"""Bad photos on the command line: one sentence each, nothing blocks, and the good ones are saved all the same."""

import os
import resource
import shutil
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from restorer import cli, files, photo

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pipes, devices, limits and modes are POSIX")


def restorer(*arguments: object, prefix: tuple[str, ...] = (), **options: object) -> subprocess.CompletedProcess[bytes]:
    command = [*prefix, sys.executable, "-m", "restorer", "restore", *map(os.fsencode, map(str, arguments))]
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        command, capture_output=True, timeout=120, check=False, stdin=subprocess.DEVNULL, **options
    )


def lines(content: bytes) -> list[str]:
    return os.fsdecode(content).splitlines()


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_that_claims(width: int, height: int) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def bad_photos(folder: Path, good: bytes) -> dict[Path, str]:
    """Every bad photo with a part of the sentence it must get."""
    content = {
        "zero.jpg": (b"", "is empty (0 bytes)."),
        "truncated.png": (good[: len(good) // 2], "is damaged"),
        "truncated at once.png": (good[:20], "is damaged"),
        "text.jpg": (b"Dear photo,\n" * 100, "is not a photo that can be opened."),
        "huge claim.png": (png_that_claims(2**31 - 1, 2**31 - 1), ""),
        "bomb.png": (png_that_claims(60_000, 60_000), "megapixels"),
        "\x1b[31mred\n.jpg": (b"nothing", "is not a photo that can be opened."),
        os.fsdecode(b"\xff\xfe.jpg"): (b"nothing", "is not a photo that can be opened."),
        "n" * 251 + ".jpg": (b"nothing", "is not a photo that can be opened."),
    }
    found = {}
    for name, (data, said) in content.items():
        (folder / name).write_bytes(data)
        found[folder / name] = said
    (folder / "folder.jpg").mkdir()
    os.mkfifo(folder / "pipe.jpg")
    (folder / "dangling.jpg").symlink_to(folder / "nowhere")
    (folder / "loop.jpg").symlink_to(folder / "loop.jpg")
    found |= {
        folder / "folder.jpg": "is a folder. Choose a photo inside it.",
        folder / "pipe.jpg": "is not a file but a pipe, socket or device. Choose a photo.",
        folder / "dangling.jpg": "does not exist.",
        folder / "loop.jpg": "is a link that leads to itself.",
        folder / "missing.jpg": "does not exist.",
        folder / ("x" * 300 + ".jpg"): "its name is too long.",
        Path("/dev/zero"): "is not a file but a pipe, socket or device. Choose a photo.",
    }
    return found


def test_bad_ones_are_named_and_good_ones_saved(tmp_path: Path, clean_photo: Path, tiny_model: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    good = clean_photo.read_bytes()
    bad = bad_photos(folder, good)
    odd = [folder / os.fsdecode(b"gut \xe4.png"), folder / ("g" * 251 + ".png"), folder / "-o.png"]
    for path in odd:
        path.write_bytes(good)
    given = [clean_photo, *bad, *odd]
    ran = restorer(*given, "-o", tmp_path / "out", "--model", tiny_model, "--noise", 5, "--report", tmp_path / "r.json")
    assert ran.returncode == 1
    said = lines(ran.stderr)
    assert len(said) == len(bad), ran.stderr
    for sentence, (path, part) in zip(said, bad.items(), strict=True):
        assert files.printable(path) in sentence
        assert part in sentence
        assert sentence.endswith(".")
        assert sentence.isprintable()
    saved = lines(ran.stdout)
    assert len(saved) == 4
    assert sorted(os.fsencode(path) for path in saved) == sorted(
        os.fsencode(path) for path in (tmp_path / "out").iterdir()
    )
    assert all(photo.load(Path(path)).width == 192 for path in saved)
    assert len(os.fsencode(Path(saved[2]).name)) <= 255


def test_a_photo_that_may_not_be_read(tmp_path: Path, clean_photo: Path, tiny_model: Path) -> None:
    path = tmp_path / "secret.png"
    path.write_bytes(clean_photo.read_bytes())
    path.chmod(0)
    ran = restorer(path, "--model", tiny_model, prefix=unprivileged())
    assert (ran.returncode, ran.stdout) == (1, b"")
    assert lines(ran.stderr) == [
        f"{path} cannot be read: you have no permission. Ask its owner or choose another photo."
    ]


def test_a_read_only_folder_is_said_before_the_work(tmp_path: Path, clean_photo: Path, tiny_model: Path) -> None:
    folder = tmp_path / "read-only"
    folder.mkdir()
    path = folder / "photo.png"
    path.write_bytes(clean_photo.read_bytes())
    folder.chmod(0o555)
    try:
        said = f"the folder {folder} is write-protected."
        for arguments in ((path,), (path, "-o", folder / "x.png"), (clean_photo, "-o", folder)):
            ran = restorer(*arguments, "--model", tiny_model, prefix=unprivileged())
            assert (ran.returncode, ran.stdout) == (1, b"")
            (sentence,) = lines(ran.stderr)
            assert said in sentence
            assert str(arguments[0]) in sentence
        assert [entry.name for entry in folder.iterdir()] == ["photo.png"]
    finally:
        folder.chmod(0o755)


def unprivileged() -> tuple[str, ...]:
    """What makes root obey mode bits; nothing for other users."""
    if os.geteuid() != 0:
        return ()
    if shutil.which("setpriv") is None:
        pytest.skip("root without setpriv ignores mode bits")
    return ("setpriv", "--inh-caps=-all", "--bounding-set=-dac_override,-dac_read_search")


@pytest.mark.parametrize("target", ["new", "overwritten"])
def test_a_full_disk_leaves_the_old_file(tmp_path: Path, clean_photo: Path, tiny_model: Path, target: str) -> None:
    path = tmp_path / "out.png"
    old = b"the old bytes"
    if target == "overwritten":
        path.write_bytes(old)

    def nearly_full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    arguments = [clean_photo, "-o", path, "--overwrite", "--model", tiny_model]
    ran = restorer(*arguments, preexec_fn=nearly_full)
    assert (ran.returncode, ran.stdout) == (1, b"")
    assert lines(ran.stderr) == [f"{path} cannot be saved: the disk is full; choose another folder than {tmp_path}."]
    assert [entry.name for entry in tmp_path.iterdir() if entry.name.startswith((".", "out"))] == (
        ["out.png"] if target == "overwritten" else []
    )
    if target == "overwritten":
        assert path.read_bytes() == old
        assert restorer(*arguments).returncode == 0, "with room it works"


def test_output_that_is_no_place_for_a_photo(
    tmp_path: Path, clean_photo: Path, tiny_model: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "file").write_bytes(b"")
    for target, said in (
        ("/dev/null", "/dev/null is not a file but a pipe, socket or device. Choose another name."),
        (tmp_path / "pipe.png", "pipe.png is not a file but a pipe, socket or device. Choose another name."),
        (tmp_path / "none" / "x.png", f"there is no folder {tmp_path / 'none'}."),
        (tmp_path / "file" / "x.png", f"there is no folder {tmp_path / 'file'}."),
        (f"{tmp_path / 'file'}/", f"The folder {tmp_path / 'file'} could not be made"),
        (tmp_path / ("x" * 252 + ".png"), "the name is too long"),
    ):
        arguments = ["restore", clean_photo, "-o", target, "--overwrite", "--model", tiny_model, "--noise", 1]
        assert cli.main([str(argument) for argument in arguments]) == 1, target
        out, err = capfd.readouterr()
        assert out == ""
        (sentence,) = err.splitlines()
        assert said in sentence
    assert Path("/dev/null").is_char_device()
    assert (tmp_path / "pipe.png").is_fifo()
