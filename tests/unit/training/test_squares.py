"""Photos beyond the memory: the same squares from a file, fewer of each beyond the disk, and found again."""

import functools
import os
from pathlib import Path

import numpy as np
import pytest
import torch

from training import squares
from training.ahead import Ahead, generator_of
from training.config import Source, TrainConfig
from training.data import draw_patches, load_photos
from training.squares import BYTES, SQUARE, Photos, Squares, Storage, cached, key_of

CPU = torch.device("cpu")


def collect(home: Path, *, memory: int, disk: int = 2**40, photos: int = 6, each: int = 4) -> Photos:
    """Squares whose samples are their number."""
    kept = Squares(Storage(memory * BYTES, disk * BYTES, home))
    for number in range(photos * each):
        kept.add(np.full((SQUARE, SQUARE, 3), number, np.uint8), photo=number // each)
    spared = np.full((1, SQUARE, SQUARE, 3), 200, np.uint8)
    return kept.finish("key", weights=[1.0 + photo for photo in range(photos)], spared=spared)


def numbers(photos: Photos) -> list[int]:
    assert photos.squares.shape[1:] == (3, SQUARE, SQUARE)
    return [int(number) for number in photos.squares[:, 2, 17, 201]]


def test_what_fits_stays_in_memory_and_more_goes_to_a_file(tmp_path: Path) -> None:
    inside, outside = collect(tmp_path / "a", memory=24), collect(tmp_path / "b", memory=5)
    assert (inside.is_streamed, outside.is_streamed) == (False, True)
    assert not (tmp_path / "a").exists()
    assert torch.equal(inside.squares, outside.squares)
    assert torch.equal(inside.spared, outside.spared)
    assert torch.equal(inside.probability, outside.probability)
    assert float(inside.probability.sum()) == pytest.approx(1.0)
    assert sorted(path.name for path in (tmp_path / "b").iterdir()) == ["key.json", "key.squares"]


def test_beyond_the_disk_every_photo_keeps_some(tmp_path: Path) -> None:
    photos = collect(tmp_path, memory=2, disk=11)
    assert numbers(photos) == list(range(0, 24, 4))
    assert photos.probability.tolist() == pytest.approx([(1 + photo) / 21 for photo in range(6)])
    assert (tmp_path / "key.squares").stat().st_size == 7 * BYTES


def test_the_next_run_finds_what_is_whole(tmp_path: Path) -> None:
    assert cached("key", Storage(home=tmp_path)) is None
    made = collect(tmp_path, memory=5)
    found = cached("key", Storage(home=tmp_path))
    assert found is not None
    assert torch.equal(found.squares, made.squares)
    assert torch.equal(found.probability, made.probability)
    assert torch.equal(found.spared, made.spared)
    os.truncate(tmp_path / "key.squares", 3 * BYTES)
    assert cached("key", Storage(home=tmp_path)) is None
    (tmp_path / "key.json").write_text("[")
    assert cached("key", Storage(home=tmp_path)) is None


def test_what_was_not_used_for_longest_makes_room(tmp_path: Path) -> None:
    for age, name in enumerate(("new", "old", "oldest")):
        (tmp_path / f"{name}.squares").write_bytes(bytes(4 * BYTES))
        (tmp_path / f"{name}.json").touch()
        os.utime(tmp_path / f"{name}.squares", (1e9 - age, 1e9 - age))
    collect(tmp_path, memory=2, disk=16)
    assert {path.stem for path in tmp_path.glob("*.squares")} == {"new", "old", "key"}
    assert not (tmp_path / "oldest.json").exists()


def test_what_a_killed_process_left_is_swept_and_what_a_living_one_writes_is_not(tmp_path: Path) -> None:
    (tmp_path / "1.part").write_bytes(b"left")
    with (tmp_path / "2.part").open("w+b") as stream:
        assert squares._hold(stream.fileno())
        collect(tmp_path, memory=2)
        assert sorted(path.name for path in tmp_path.glob("*.part")) == ["2.part"]


def test_a_name_changes_with_any_file(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"one")
    first = key_of([tmp_path], "recipe")
    assert first == key_of([tmp_path], "recipe") != key_of([tmp_path], "another")
    (tmp_path / "a.png").write_bytes(b"three")
    assert key_of([tmp_path], "recipe") != first


def test_photos_of_a_folder_are_the_same_from_memory_from_a_file_and_from_the_cache(photos_folder: Path) -> None:
    def load(memory: int) -> Photos:
        storage = Storage(memory=memory)
        return load_photos((Source("photos"),), photos_folder, device=CPU, held_out_count=2, storage=storage)[0]

    inside, outside, again = load(2**30), load(BYTES), load(BYTES)
    assert (inside.is_streamed, outside.is_streamed, again.is_streamed) == (False, True, True)
    for photos in (outside, again):
        assert torch.equal(photos.squares, inside.squares)
        assert torch.equal(photos.probability, inside.probability)
        assert torch.equal(photos.spared, inside.spared)
    drawn = [
        draw_patches(photos, count=4, size=24, generator=torch.Generator().manual_seed(1)) for photos in (inside, again)
    ]
    assert torch.equal(*drawn)


def test_batches_drawn_ahead_depend_on_their_step_alone() -> None:
    ahead = Ahead(lambda generator: torch.rand(3, generator=generator), seed=5)
    ahead.begin(0)
    first = [ahead.take() for _ in range(8)]
    ahead.begin(6)
    assert torch.equal(ahead.take(), first[6])
    assert torch.equal(first[2], torch.rand(3, generator=generator_of(5, 2)))
    assert len({float(batch[0]) for batch in first}) == 8
    assert not torch.equal(first[0], torch.rand(3, generator=generator_of(6, 0)))
    ahead.end()
    assert ahead._thread is None


def test_what_goes_wrong_ahead_is_told_where_it_is_taken() -> None:
    def draw(generator: torch.Generator) -> torch.Tensor:
        raise OSError("gone")

    ahead = Ahead(draw, seed=0)
    with pytest.raises(OSError, match="gone"):
        ahead.take()
    ahead.end()


def test_a_streamed_run_learns_and_goes_on_bit_for_bit(
    photos_folder: Path, small_run: TrainConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    from training import checkpoint, loop

    init = loop.Training.__init__
    monkeypatch.setattr(loop.Training, "__init__", functools.partialmethod(init, storage=Storage(memory=BYTES)))
    torch.set_num_threads(1)
    list(loop.train(small_run, data_root=photos_folder, out=photos_folder / "whole", device="cpu"))
    job = loop.train(small_run, data_root=photos_folder, out=photos_folder / "parts", device="cpu")
    assert next(job).step == 20
    job.close()
    list(loop.train(small_run, data_root=photos_folder, out=photos_folder / "parts", resume=True, device="cpu"))
    whole, parts = (checkpoint.read(photos_folder / name / checkpoint.NAME) for name in ("whole", "parts"))
    assert whole[1]["losses"] == parts[1]["losses"]
    for name, value in whole[0].items():
        assert value.equal(parts[0][name]), name
    assert len(list(squares.folder().glob("*.squares"))) == 1
