"""Photos for training: cutting, holding out, drawing."""

import io
import tarfile
from pathlib import Path

import numpy as np
import pytest
import torch

from training.config import ConfigError, Source
from training.data import SQUARE, draw_patches, held_out, load_photos, read_crops, read_photos

CPU = torch.device("cpu")


def test_a_tar_gives_the_same_photos_as_its_folder(photos_folder: Path) -> None:
    tar = photos_folder / "photos.tar"
    with tarfile.open(tar, "w") as archive:
        archive.add(photos_folder / "photos", arcname=".")
        archive.addfile(tarfile.TarInfo("notes.txt"), io.BytesIO())
    from_folder = {Path(name).name: samples for name, samples in read_photos(photos_folder / "photos")}
    from_tar = {Path(name).name: samples for name, samples in read_photos(tar)}
    assert sorted(from_tar) == sorted(from_folder)
    assert len(from_tar) == 6
    for name, samples in from_folder.items():
        np.testing.assert_array_equal(from_tar[name], samples)


def test_broken_photos_are_skipped(photos_folder: Path) -> None:
    (photos_folder / "photos" / "broken.jpg").write_bytes(b"not a photo")
    assert len(list(read_photos(photos_folder / "photos"))) == 6


def test_a_missing_place_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere does not exist; name a folder or a tar"):
        list(read_photos(tmp_path / "nowhere"))


def test_held_out_photos_are_a_fixed_share() -> None:
    names = [f"photo-{number}.jpg" for number in range(2000)]
    chosen = [name for name in names if held_out(name, share=0.1)]
    assert 150 < len(chosen) < 250
    assert chosen == [name for name in names if held_out(name, share=0.1)]


def test_squares_cover_the_photo_and_weights_sum_to_one(photos_folder: Path) -> None:
    photos, spared = load_photos((Source("photos"),), photos_folder, device=CPU, held_out_count=2)
    assert photos.squares.dtype == torch.uint8
    assert photos.squares.shape[1:] == (3, SQUARE, SQUARE)
    assert float(photos.probability.sum()) == pytest.approx(1.0)
    assert spared.shape[1:] == (3, SQUARE, SQUARE)


def test_patches_are_crops_of_the_photos(photos_folder: Path) -> None:
    photos, _ = load_photos((Source("photos"),), photos_folder, device=CPU, held_out_count=2)
    generator = torch.Generator().manual_seed(3)
    patches = draw_patches(photos, count=16, size=24, generator=generator)
    assert patches.shape == (16, 3, 24, 24)
    assert float(patches.min()) >= 0.0
    assert float(patches.max()) <= 1.0
    again = draw_patches(photos, count=16, size=24, generator=torch.Generator().manual_seed(3))
    assert torch.equal(patches, again)
    other = draw_patches(photos, count=16, size=24, generator=generator)
    assert not torch.equal(patches, other)
    wanted = (patches[0] * 255).round().to(torch.uint8)
    assert any(_contains(square, turned) for square in photos.squares for turned in _turns(wanted))


def _turns(patch: torch.Tensor) -> list[torch.Tensor]:
    turned = [torch.rot90(patch, k, dims=(1, 2)) for k in range(4)]
    return turned + [item.flip(2) for item in turned]


def _contains(square: torch.Tensor, patch: torch.Tensor) -> bool:
    size = patch.shape[-1]
    first = (square[:, : SQUARE - size + 1, : SQUARE - size + 1] == patch[:, :1, :1]).all(dim=0)
    return any(
        torch.equal(square[:, top : top + size, left : left + size], patch) for top, left in first.nonzero().tolist()
    )


def test_crops_are_centres_of_the_first_photos(photos_folder: Path) -> None:
    whole = list(read_photos(photos_folder / "photos"))
    crops = list(read_crops(photos_folder / "photos", crop=100, limit=2))
    assert [name for name, _ in crops] == [name for name, _ in whole[:2]]
    for (_, crop), (_, photo) in zip(crops, whole, strict=False):
        assert crop.shape == (100, 100, 3)
        top, left = (photo.shape[0] - 100) // 2, (photo.shape[1] - 100) // 2
        assert np.array_equal(crop, photo[top : top + 100, left : left + 100])


def test_no_crop_and_no_limit_is_everything(photos_folder: Path) -> None:
    whole = list(read_photos(photos_folder / "photos"))
    for size in (0, 5000):
        crops = list(read_crops(photos_folder / "photos", crop=size, limit=0))
        assert len(crops) == len(whole)
        assert all(np.array_equal(crop, photo) for (_, crop), (_, photo) in zip(crops, whole, strict=True))


def test_a_folder_without_photos_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="No photo could be read in"):
        list(read_crops(tmp_path, crop=0, limit=0))
