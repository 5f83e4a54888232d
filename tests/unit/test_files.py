"""Files are replaced whole or not at all, and no free name ever hits a file that is there."""

import errno
import os
import stat
import threading
from pathlib import Path

import pytest

from restorer import files

# ---- replacing ---------------------------------------------------------------------------------------------


def test_new_bytes_take_the_place_of_the_old_in_one_step(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    with files.replacing(path) as stream:
        stream.write(b"new")
        stream.flush()
        assert path.read_bytes() == b"old"
        stream.seek(0)
        assert stream.read() == b"new"
    assert path.read_bytes() == b"new"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a"]


@pytest.mark.parametrize("error", [ValueError, OSError, KeyboardInterrupt])
def test_an_error_leaves_the_old_bytes_and_nothing_else(tmp_path: Path, error: type[BaseException]) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def fail() -> None:
        with files.replacing(path) as stream:
            stream.write(b"new")
            raise error

    with pytest.raises(error):
        fail()
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a"]


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664])
def test_the_mode_of_the_old_file_is_kept(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "a"
    path.touch()
    path.chmod(mode)
    files.replace_bytes(path, b"new")
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_a_new_file_has_the_mode_every_new_file_gets(tmp_path: Path) -> None:
    (tmp_path / "ordinary").touch()
    files.replace_bytes(tmp_path / "a", b"new")
    assert (tmp_path / "a").stat().st_mode == (tmp_path / "ordinary").stat().st_mode


def test_links_are_followed_and_stay_links(tmp_path: Path) -> None:
    target, link, dangling = tmp_path / "target", tmp_path / "link", tmp_path / "dangling"
    target.write_bytes(b"old")
    link.symlink_to(target)
    dangling.symlink_to(tmp_path / "later")
    files.replace_bytes(link, b"new")
    files.replace_bytes(dangling, b"made")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert (tmp_path / "later").read_bytes() == b"made"


def test_what_is_no_regular_file_is_never_replaced(tmp_path: Path) -> None:
    pipe, folder, loop = tmp_path / "pipe", tmp_path / "folder", tmp_path / "loop"
    os.mkfifo(pipe)
    folder.mkdir()
    loop.symlink_to(loop)
    for path, number in (
        (pipe, errno.EINVAL),
        (folder, errno.EISDIR),
        (loop, errno.ELOOP),
        (Path("/dev/null"), errno.EINVAL),
    ):
        with pytest.raises(OSError) as caught:  # noqa: PT011 (the number is checked)
            files.replace_bytes(path, b"new")
        assert caught.value.errno == number
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_a_hard_linked_copy_keeps_its_bytes(tmp_path: Path) -> None:
    path, copy = tmp_path / "a", tmp_path / "b"
    path.write_bytes(b"old")
    copy.hardlink_to(path)
    files.replace_bytes(path, b"new")
    assert copy.read_bytes() == b"old"


def test_a_leftover_temporary_file_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "a"
    files.temporary_beside(path).write_bytes(b"left behind by a kill, and longer than what comes now")
    files.replace_bytes(path, b"new")
    assert path.read_bytes() == b"new"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a"]


def test_a_temporary_name_that_leads_elsewhere_does_no_harm(tmp_path: Path) -> None:
    path, precious = tmp_path / "a", tmp_path / "precious"
    precious.write_bytes(b"precious")
    files.temporary_beside(path).hardlink_to(precious)
    files.replace_bytes(path, b"new")
    assert (path.read_bytes(), precious.read_bytes()) == (b"new", b"precious")
    files.temporary_beside(path).symlink_to(precious)
    with pytest.raises(OSError, match="symbolic links"):
        files.replace_bytes(path, b"newer")
    assert (path.read_bytes(), precious.read_bytes()) == (b"new", b"precious")


def test_two_saves_of_one_target_do_not_mix(tmp_path: Path) -> None:
    path = tmp_path / "a"
    with files.replacing(path) as first:
        first.write(b"first")
        with pytest.raises(OSError, match="Another program is saving it") as caught, files.replacing(path) as second:
            second.write(b"second")
        assert caught.value.errno == errno.EBUSY
    assert path.read_bytes() == b"first"


def test_saves_from_many_threads_are_each_whole_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "a"
    refused: list[int | None] = []

    def save(letter: int) -> None:
        for _ in range(40):
            try:
                files.replace_bytes(path, bytes([letter]) * 100_000)
            except OSError as error:
                refused.append(error.errno)

    threads = [threading.Thread(target=save, args=(letter,)) for letter in range(65, 69)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        if path.exists():
            content = path.read_bytes()
            assert len(content) == 100_000
            assert len(set(content)) == 1
    for thread in threads:
        thread.join()
    assert set(refused) <= {errno.EBUSY}
    assert [entry.name for entry in tmp_path.iterdir()] == ["a"]


def test_a_missing_folder_is_an_error_that_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        files.replace_bytes(tmp_path / "no" / "a", b"new")


# ---- names -------------------------------------------------------------------------------------------------


def test_free_names_count_up_and_never_hit_a_file(tmp_path: Path) -> None:
    original = tmp_path / "scan.tif"
    original.touch()
    taken = []
    for _ in range(3):
        path = files.beside(original)
        assert not os.path.lexists(path)
        path.touch()
        taken.append(path.name)
    assert taken == ["scan-restored.tif", "scan-restored-2.tif", "scan-restored-3.tif"]
    assert files.beside(original, suffix=".png").name == "scan-restored.png"
    assert files.beside(original, folder=tmp_path / "out", tag="clean") == tmp_path / "out" / "scan-clean.tif"


def test_a_dangling_link_is_not_a_free_name(tmp_path: Path) -> None:
    (tmp_path / "a-restored.png").symlink_to(tmp_path / "nowhere")
    assert files.beside(tmp_path / "a.png").name == "a-restored-2.png"


@pytest.mark.parametrize(
    "name",
    [
        "a" * 251 + ".png",
        "\u00fc" * 125 + ".png",
        "a." + "b" * 253,
        os.fsdecode(b"\xff" * 250 + b".jpg"),
        ".hidden",
        "a",
    ],
)
def test_names_stay_within_the_limit(tmp_path: Path, name: str) -> None:
    original = tmp_path / name
    original.write_bytes(b"original")
    for _ in range(2):
        path = files.beside(original)
        for legal in (path, files.temporary_beside(path), files.temporary_beside(original)):
            assert len(os.fsencode(legal.name)) <= 255
        files.replace_bytes(path, b"result")
    assert original.read_bytes() == b"original"
    assert len(list(tmp_path.iterdir())) == 3


def test_temporary_names_belong_to_one_target(tmp_path: Path) -> None:
    names = {files.temporary_beside(tmp_path / name) for name in ("a", "b", "a" * 250 + "1", "a" * 250 + "2")}
    assert len(names) == 4
    assert all(name.name.startswith(".") and name.name.endswith(files.TEMPORARY_SUFFIX) for name in names)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"plain name-\xc3\xbc\xe2\x82\xac.png", "plain name-ü€.png"),
        (b"a\xffb", "a\\xffb"),
        (b"a\nb", "a\\nb"),
        (b"\x1b[31m", "\\x1b[31m"),
        ("a\u202eb".encode(), "a\\u202eb"),
    ],
)
def test_printable_names(name: bytes, shown: str) -> None:
    assert files.printable(Path(os.fsdecode(name))) == shown


# ---- looking at files --------------------------------------------------------------------------------------


def test_same_file_sees_through_links(tmp_path: Path) -> None:
    path, other = tmp_path / "a", tmp_path / "other"
    path.write_bytes(b"same")
    other.write_bytes(b"same")
    (tmp_path / "soft").symlink_to(path)
    (tmp_path / "hard").hardlink_to(path)
    assert files.same_file(path, tmp_path / "soft")
    assert files.same_file(path, tmp_path / "hard")
    assert files.same_file(path, tmp_path / "." / "a")
    assert not files.same_file(path, other)
    assert not files.same_file(path, tmp_path / "missing")
    assert not files.same_file(path, Path("zero\0byte"))


def test_sums_and_kinds(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"abc")
    assert files.sha256_of(path) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    os.mkfifo(tmp_path / "pipe")
    assert files.is_regular(path)
    assert not files.is_regular(tmp_path / "pipe")
    assert not files.is_regular(tmp_path)
    with pytest.raises(FileNotFoundError):
        files.is_regular(tmp_path / "missing")
