"""The guard of input photos notices every way a file can be changed."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.originals import Originals


def append(path: Path) -> None:
    with path.open("ab") as stream:
        stream.write(b"x")


def replace_with_the_same_bytes(path: Path) -> None:
    status = path.stat()
    other = path.with_name("other")
    other.write_bytes(path.read_bytes())
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    other.replace(path)


def touch(path: Path) -> None:
    os.utime(path, ns=(0, path.stat().st_mtime_ns + 1_000_000))


def make_read_only(path: Path) -> None:
    path.chmod(0o400)


@pytest.mark.parametrize("change", [append, replace_with_the_same_bytes, touch, make_read_only, Path.unlink])
def test_change_is_noticed(tmp_path: Path, change: Callable[[Path], None]) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(b"photo")
    guard = Originals()
    assert guard.add(path) == path
    assert guard.changes() == []
    change(path)
    changes = guard.changes()
    assert len(changes) == 1
    assert str(path) in changes[0]


def test_fixture_photos_are_guarded(noisy_photo: Path, clean_photo: Path, originals: Originals) -> None:
    assert noisy_photo.read_bytes() != clean_photo.read_bytes()
    before = noisy_photo.read_bytes()
    noisy_photo.write_bytes(b"")
    assert len(originals.changes()) == 1
    noisy_photo.write_bytes(before)
    originals.add(noisy_photo)
