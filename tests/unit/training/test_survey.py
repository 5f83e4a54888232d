"""A person's photos: what is broken, double or tiny is told and left out, and some are held out whatever happens."""

import dataclasses
import os
import sys
import tarfile
from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage.data
import torch

from training import reading, survey
from training.config import ConfigError, Source, TrainConfig
from training.data import load_photos
from training.loop import task_of
from training.squares import BYTES, SQUARE, Photos, Storage
from training.survey import collect

CPU = torch.device("cpu")
STORAGE = Storage()


def picture(seed: int, *, height: int = 280, width: int = 300) -> np.ndarray:
    """Soft blobs of colour, of its own for each seed."""
    coarse = np.random.default_rng(seed).integers(0, 255, (9, 9, 3), np.uint8)
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC))


def save(path: Path, samples: np.ndarray, *options: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(path), samples, list(options))


def surveyed(folder: Path, *, held_out: int = 8, storage: Storage = STORAGE) -> Photos:
    return collect((Source(str(folder)),), Path(), held_out_count=held_out, storage=storage, least=64)


@pytest.mark.parametrize("count", [2, 3, 5, 12, 40])
def test_some_photos_are_held_out_and_never_learned(tmp_path: Path, count: int) -> None:
    for number in range(count):
        save(tmp_path / f"{number}.png", picture(number))
    photos = surveyed(tmp_path)
    found = photos.survey
    assert found["photos"] == count
    assert 1 <= found["held_out"] <= max(1, count // 3)
    assert len(photos.squares) == 4 * (count - found["held_out"])
    learned = {bytes(square.numpy().tobytes()) for square in photos.squares}
    assert not learned & {bytes(square.numpy().tobytes()) for square in photos.spared}
    assert bool(found["warnings"]) == (count < 10)
    assert float(photos.probability.sum()) == pytest.approx(1.0)


def test_which_ones_depends_on_content_alone(tmp_path: Path) -> None:
    for number in range(8):
        save(tmp_path / "a" / f"{number}.png", picture(number))
        save(tmp_path / "b" / f"{7 - number}-other.png", picture(number))
    first, second = surveyed(tmp_path / "a").spared, surveyed(tmp_path / "b").spared
    assert torch.equal(first, second)


def test_copies_count_once(tmp_path: Path) -> None:
    photo = skimage.data.astronaut()[..., ::-1]
    save(tmp_path / "a.png", photo)
    (tmp_path / "b.png").write_bytes((tmp_path / "a.png").read_bytes())
    save(tmp_path / "c.jpg", photo, cv2.IMWRITE_JPEG_QUALITY, 85)
    save(tmp_path / "d.png", cv2.resize(photo, (400, 400), interpolation=cv2.INTER_AREA))
    save(tmp_path / "e.png", photo[:300, 100:])  # another view of the same is no copy
    save(tmp_path / "f.png", skimage.data.coffee()[..., ::-1])
    found = surveyed(tmp_path).survey
    assert found["duplicates"] == [["b.png", "a.png"], ["c.jpg", "a.png"], ["d.png", "a.png"]]
    assert found["photos"] == 3
    assert "b.png, c.jpg, d.png are copies of others and were left out." in found["warnings"]


def test_broken_and_tiny_photos_are_listed_and_not_fatal(tmp_path: Path) -> None:
    for number in range(3):
        save(tmp_path / f"{number}.jpg", picture(number))
    whole = (tmp_path / "0.jpg").read_bytes()
    (tmp_path / "cut.jpg").write_bytes(whole[: len(whole) * 2 // 3])
    (tmp_path / "none.png").write_bytes(b"")
    (tmp_path / "text.tif").write_text("no photo")
    save(tmp_path / "tiny.png", picture(9, height=50))
    found = surveyed(tmp_path).survey
    assert found["broken"] == ["cut.jpg", "none.png", "text.tif"]
    assert found["tiny"] == ["tiny.png"]
    assert found["photos"] == 3


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes and links there")
def test_links_to_nowhere_pipes_and_folders_with_a_photos_name_are_listed(tmp_path: Path) -> None:
    for number in range(3):
        save(tmp_path / f"{number}.jpg", picture(number))
    (tmp_path / "gone.jpg").symlink_to(tmp_path / "nowhere.jpg")
    (tmp_path / "folder.png").mkdir()
    os.mkfifo(tmp_path / "pipe.tif")  # reading it would never end
    found = surveyed(tmp_path).survey
    assert found["broken"] == ["folder.png", "gone.jpg", "pipe.tif"]
    assert found["photos"] == 3
    (tmp_path / "3.jpg").symlink_to(tmp_path / "0.jpg")  # one to a photo is a copy of it
    assert surveyed(tmp_path).survey["duplicates"] == [["3.jpg", "0.jpg"]]


def test_files_beyond_all_photos_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        save(tmp_path / f"{number}.jpg", picture(number))
    with (tmp_path / "huge.tif").open("wb") as stream:
        stream.truncate(2**31 + 1)  # a hole: no disk is taken
    assert surveyed(tmp_path).survey["broken"] == ["huge.tif"]
    monkeypatch.setattr(reading, "MAX_BYTES", 100)
    with pytest.raises(ConfigError, match="No photo could be read"):
        surveyed(tmp_path)


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ((), "There is no photo in the data"),
        (("one",), "There is only one photo that can be used"),
        (("one", "one again"), "All photos are copies of one"),
        (("tiny", "tiny again"), r"All photos are smaller than 64 pixels on a side \(tiny again.png, tiny.png\)"),
        (("broken",), r"No photo could be read from the data \(broken.png\)"),
    ],
)
def test_where_nothing_can_be_learned_a_sentence_says_why(
    tmp_path: Path, names: tuple[str, ...], sentence: str
) -> None:
    for name in names:
        if name == "broken":
            (tmp_path / "broken.png").write_bytes(b"\x89PNG")
            continue
        save(tmp_path / f"{name}.png", picture(1, height=40 if "tiny" in name else 280))
    with pytest.raises(ConfigError, match=sentence):
        surveyed(tmp_path)


def test_single_photos_tars_and_several_folders_make_one_set(tmp_path: Path) -> None:
    for number in range(4):
        save(tmp_path / "a" / f"{number}.png", picture(number))
    save(tmp_path / "single.tif", picture(5).astype(np.uint16) * 257)
    with tarfile.open(tmp_path / "b.tar", "w") as archive:
        save(tmp_path / "in.png", picture(6))
        archive.add(tmp_path / "in.png", arcname="in.png")
    sources = tuple(Source(str(tmp_path / name)) for name in ("a", "single.tif", "b.tar"))
    found = collect(sources, Path(), held_out_count=4, storage=STORAGE).survey
    assert (found["photos"], found["broken"]) == (6, [])
    (tmp_path / "c.bin").write_bytes(b"neither")
    with pytest.raises(ConfigError, match=r"c\.bin is neither a folder, a tar nor a photo"):
        collect((Source(str(tmp_path / "c.bin")),), Path(), held_out_count=4, storage=STORAGE)


def test_what_only_the_photo_library_opens_is_read_at_8_bit(tmp_path: Path) -> None:
    from PIL import Image

    Image.fromarray(picture(1)).convert("CMYK").save(tmp_path / "print.tif")
    Image.fromarray(picture(1)).save(tmp_path / "photo.gif")
    found = {entry.name: reading.opened(entry, entry.read()) for entry in reading.entries(tmp_path, is_wide=True)}
    assert sorted(found) == ["photo.gif", "print.tif"]
    for samples in found.values():
        assert samples is not None
        assert samples.shape == (280, 300, 3)
        assert float(np.abs(samples.astype(int) - picture(1)).mean()) < 30
    assert [entry.name for entry in reading.entries(tmp_path)] == ["print.tif"]


def test_a_survey_is_kept_with_its_squares(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        save(tmp_path / "photos" / f"{number}.png", picture(number))
    (tmp_path / "photos" / "broken.png").write_bytes(b"x")
    storage = Storage(2 * BYTES, 2**40, tmp_path / "cache")
    first = surveyed(tmp_path / "photos", storage=storage)
    monkeypatch.setattr(survey, "opened", None)  # nothing is decoded again
    again = surveyed(tmp_path / "photos", storage=storage)
    assert again.is_streamed
    assert again.survey == first.survey
    assert torch.equal(again.squares, first.squares)
    assert again.survey["broken"] == ["broken.png"]


def test_split_by_names_holds_out_one_photo_too(tmp_path: Path) -> None:
    for number in range(3):
        save(tmp_path / "photos" / f"{number}.png", picture(number, height=SQUARE, width=SQUARE))
    (tmp_path / "photos" / "broken.png").write_bytes(b"x")
    photos, spared = load_photos((Source("photos"),), tmp_path, device=CPU, held_out_count=2)
    assert (len(photos.squares), len(spared)) == (2, 1)
    assert (photos.survey["photos"], photos.survey["held_out"], photos.survey["broken"]) == (3, 1, ["broken.png"])
    assert not any(torch.equal(square, spared[0]) for square in photos.squares)


@pytest.mark.parametrize("mode", ["denoise", "oldphoto"])
def test_a_run_of_a_recipe_tells_its_survey(photos_folder: Path, small_run: TrainConfig, mode: str) -> None:
    run = dataclasses.replace(small_run, split="content", mode=mode)
    task = task_of(run)
    spared = task.load(run, photos_folder, device=CPU)
    told = task.survey()
    assert (told["photos"], told["pairs"]) == (6, 0)
    assert len(spared) == 2
    assert told["squares"] == 4 * (6 - told["held_out"])
