"""A save is the old file or the new file, through kills, full disks and folders that cannot be written."""

import contextlib
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pytest
import skimage.data
from PIL import Image

from restorer import files, photo
from restorer.photo import PhotoError, SaveOptions

SAMPLES = np.ascontiguousarray(skimage.data.rocket()[:240, :320])
TEMPORARY = files.TEMPORARY_SUFFIX

SAVER = """
import sys
from pathlib import Path
import numpy as np
from PIL import Image
from restorer import photo

target, how = Path(sys.argv[1]), sys.argv[2]
samples = np.array(Image.open(sys.argv[3]))
print("ready", flush=True)
number = 0
while True:
    number += 1
    changed = np.roll(samples, number, axis=0)
    if how == "naive":
        Image.fromarray(changed).save(target)
    else:
        photo.save(photo.from_rgb(changed), target)
"""


def is_whole(path: Path) -> bool:
    """True if the file holds the test picture, turned by whole rows as the savers do; read by another library."""
    try:
        with Image.open(path) as seen:
            rows = np.asarray(seen.convert("RGB"))
    except (OSError, SyntaxError):
        return False
    return rows.shape == SAMPLES.shape and any(
        np.array_equal(rows, np.roll(SAMPLES, int(shift), axis=0)) for shift in range(len(SAMPLES))
    )


def damaged_by_kills(folder: Path, how: str, kills: int) -> int:
    """How many of `kills` saves that were killed at a random moment left a file that is not whole."""
    target, source = folder / f"{how}.png", folder / "source.png"
    Image.fromarray(SAMPLES).save(source)
    generator, damaged = random.Random(5), 0
    for _ in range(kills):
        Image.fromarray(SAMPLES).save(target)
        saver = subprocess.Popen(
            [sys.executable, "-c", SAVER, str(target), how, str(source)], stdout=subprocess.PIPE, text=True
        )
        assert saver.stdout is not None
        assert saver.stdout.readline() == "ready\n"
        time.sleep(generator.uniform(0.02, 0.2))
        saver.send_signal(signal.SIGKILL)
        saver.communicate()
        damaged += not is_whole(target)
    return damaged


def test_a_killed_save_leaves_the_old_or_the_new_photo(tmp_path: Path) -> None:
    assert damaged_by_kills(tmp_path, "ours", 10) == 0
    leftovers = [entry for entry in tmp_path.iterdir() if entry.name.endswith(TEMPORARY)]
    assert len(leftovers) <= 1
    photo.save(photo.from_rgb(SAMPLES), tmp_path / "ours.png")
    assert not any(entry.name.endswith(TEMPORARY) for entry in tmp_path.iterdir())


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_a_hundred_kills(tmp_path: Path) -> None:
    assert damaged_by_kills(tmp_path, "ours", 100) == 0
    assert len([entry for entry in tmp_path.iterdir() if entry.name.endswith(TEMPORARY)]) <= 1


def test_the_same_kills_do_damage_a_naive_saver(tmp_path: Path) -> None:
    assert damaged_by_kills(tmp_path, "naive", 4) > 0


# ---- full disk ---------------------------------------------------------------------------------------------

FULL = """
import resource, sys
from pathlib import Path
import numpy as np
from PIL import Image
from restorer import photo

target, how, source = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
samples = np.array(Image.open(source))
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))  # Python ignores the signal: EFBIG
try:
    if how == "naive":
        Image.fromarray(samples).save(target)
    else:
        photo.save(photo.from_rgb(samples), target)
except photo.PhotoError as error:
    print(error)
except OSError as error:
    print(error.errno)
"""


def fill(target: Path, how: str, source: Path) -> str:
    Image.fromarray(SAMPLES).save(source, "PNG")
    command = [sys.executable, "-c", FULL, str(target), how, str(source)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert ran.stderr == ""
    return ran.stdout.strip()


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".tif", ".webp", ".avif", ".bmp"])
def test_a_full_disk_keeps_the_old_photo_and_says_so(tmp_path: Path, suffix: str) -> None:
    folder = tmp_path / "full"
    folder.mkdir()
    target = folder / f"photo{suffix}"
    target.write_bytes(b"the old photo")
    sentence = fill(target, "ours", tmp_path / "source")
    if suffix in (".jpg", ".webp", ".avif") and sentence == "":  # small enough for the limit
        assert target.stat().st_size <= 20_000
        assert photo.load(target).samples.shape == SAMPLES.shape
        return
    assert sentence == f"{target} cannot be saved: the disk is full; choose another folder than {folder}."
    assert target.read_bytes() == b"the old photo"
    assert list(folder.iterdir()) == [target]


def test_a_full_disk_does_damage_a_naive_saver(tmp_path: Path) -> None:
    target = tmp_path / "photo.png"
    Image.fromarray(SAMPLES).save(target)
    fill(target, "naive", tmp_path / "source")
    assert not is_whole(target)


def test_a_real_full_file_system(tmp_path: Path) -> None:
    """The same on a file system of 200 kB, which writes short before it says that it is full."""
    Image.fromarray(SAMPLES).save(tmp_path / "source", "PNG")
    mount = tmp_path / "small"
    mount.mkdir()
    code = FULL.replace("resource.setrlimit(", "0 and (")
    script = (
        f"mount -t tmpfs -o size=100k none '{mount}' && printf old > '{mount}/photo.bmp' && "
        f"'{sys.executable}' -c '{code}' '{mount}/photo.bmp' ours '{tmp_path}/source' && "
        f"cat '{mount}/photo.bmp' && ls -A '{mount}'"
    )
    ran = subprocess.run(
        ["unshare", "-rm", "sh", "-c", script], capture_output=True, text=True, check=False, timeout=60
    )
    if "mount" in ran.stderr or "unshare" in ran.stderr:
        pytest.skip("no private mounts here")
    sentence = f"{mount}/photo.bmp cannot be saved: the disk is full; choose another folder than {mount}."
    assert ran.stdout.splitlines() == [sentence, "oldphoto.bmp"]


# ---- folders that cannot be written ------------------------------------------------------------------------

AS_NOBODY = """
import os, sys
from pathlib import Path
import numpy as np
from restorer import photo
if os.geteuid() == 0:  # whom file modes do not bind
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
for name in sys.argv[1:]:
    try:
        photo.save(photo.from_rgb(np.zeros((8, 8, 3), np.uint8)), Path(name))
        print("saved")
    except photo.PhotoError as error:
        print(error)
"""


def test_read_only_places_offer_another_folder() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        locked, free = folder / "locked", folder / "free"
        locked.mkdir(mode=0o755)
        free.mkdir()
        (locked / "a.png").write_bytes(b"old")
        (free / "protected.png").write_bytes(b"old")
        (free / "protected.png").chmod(0o444)
        locked.chmod(0o555)
        free.chmod(0o777)
        paths = [locked / "a.png", locked / "new.png", free / "protected.png", free / "b.png"]
        command = [sys.executable, "-c", AS_NOBODY, *map(str, paths)]
        ran = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
        kept = [(locked / "a.png").read_bytes(), (free / "protected.png").read_bytes()]
        names = sorted(entry.name for entry in [*locked.iterdir(), *free.iterdir()])
    refusals = [
        f"{path} cannot be saved: the file or the folder {path.parent} is write-protected; choose another folder."
        for path in paths[:3]
    ]
    assert ran.stdout.splitlines() == [*refusals, "saved"]
    assert kept == [b"old", b"old"]
    assert names == ["a.png", "b.png", "protected.png"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("missing/a.png", "the folder {folder}/missing does not exist; choose another folder."),
        ("file/a.png", "{folder}/file is not a folder; choose another folder."),
        ("folder", "it is a folder; choose another name."),
        ("a" * 256, "the name is too long; choose a shorter one."),
        ("loop", "it is a link that leads to itself; choose another name."),
        ("pipe", "not a regular file; choose another folder than {folder}."),
    ],
)
def test_other_places_that_hold_no_photo(tmp_path: Path, name: str, sentence: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(PhotoError) as caught:
        photo.save(photo.from_rgb(SAMPLES), tmp_path / name)
    assert str(caught.value) == f"{tmp_path / name} cannot be saved: {sentence.format(folder=tmp_path)}"
    assert len(list(tmp_path.iterdir())) == 4


class FailingStream:
    """A real stream whose n-th write finds the disk full."""

    def __init__(self, stream: BinaryIO, allowed: int) -> None:
        self._stream, self._left = stream, allowed

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)

    def write(self, data: bytes) -> int:
        self._left -= 1
        if self._left < 0:
            raise OSError(28, "No space left on device")
        return self._stream.write(data)


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".tif", ".webp", ".avif", ".bmp"])
@pytest.mark.parametrize("allowed", [0, 1, 2, 5, 1_000_000])
def test_a_write_that_fails_leaves_the_old_photo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str, allowed: int
) -> None:
    target = tmp_path / f"photo{suffix}"
    target.write_bytes(b"old")
    replacing = files.replacing

    @contextlib.contextmanager
    def failing(path: Path) -> Iterator[FailingStream]:
        with replacing(path) as stream:
            yield FailingStream(stream, allowed)

    monkeypatch.setattr(files, "replacing", failing)
    try:
        photo.save(photo.from_rgb(SAMPLES), target, options=SaveOptions(compression="none"))
    except PhotoError as error:
        assert "the disk is full" in str(error)  # noqa: PT017
        assert target.read_bytes() == b"old"
    else:
        assert allowed > 0
        assert photo.load(target).samples.shape == SAMPLES.shape
    assert list(tmp_path.iterdir()) == [target]


def test_the_limit_of_file_size_is_not_left_behind() -> None:
    """The faults above belong to children; this process must not have caught one."""
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY
