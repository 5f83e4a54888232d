"""Pictures from seeds: the same bytes for the same seed, the ways between them, and what they say of themselves."""

import itertools
from pathlib import Path

import numpy as np
import pytest
import skimage.data

from restorer import generating, origin
from restorer import photo as photos
from restorer.engine import RestoreError
from restorer.generating import PictureMaker, Point, Wish, generate, load_maker, points_between, points_from, vary
from tests.generators import write_generator


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("generators")
    for architecture in ("gan", "vae", "vae-prior"):
        write_generator(place, architecture)
    return place


@pytest.fixture(params=["gan", "vae", "vae-prior"])
def maker(request: pytest.FixtureRequest, folder: Path) -> PictureMaker:
    return load_maker(str(folder / f"test-{request.param}.safetensors"), device="cpu")


@pytest.fixture
def vae(folder: Path) -> PictureMaker:
    return load_maker(str(folder / "test-vae-prior.safetensors"), device="cpu")


def test_a_seed_gives_the_same_bytes_alone_and_among_others(maker: PictureMaker) -> None:
    together = list(generate(maker, points_from(3, 4)))
    alone = next(generate(maker, points_from(5, 1)))
    assert [sample.point.seed for sample in together] == [3, 4, 5, 6]
    assert together[2].picture.tobytes() == alone.picture.tobytes()
    assert together[2].label == alone.label
    assert together[0].picture.tobytes() != together[1].picture.tobytes()
    assert alone.picture.shape == (16, 16, maker.channels)
    assert alone.picture.dtype == np.uint8


def test_the_way_between_two_seeds_begins_and_ends_at_their_pictures(maker: PictureMaker) -> None:
    label = maker.card.classes[0] if maker.card.classes else ""
    way = list(generate(maker, points_between(1, 2, 5), Wish(label)))
    ends = list(generate(maker, points_from(1, 2), Wish(label)))
    assert np.array_equal(way[0].picture, ends[0].picture)
    assert np.array_equal(way[-1].picture, ends[1].picture)
    assert len({sample.picture.tobytes() for sample in way}) == 5


def test_noise_keeps_its_length_on_the_way(vae: PictureMaker) -> None:
    first = vae.noise(1)
    middle = generating._noise_at(Point(1, 2, 0.5), first, vae)
    assert float(middle.std()) == pytest.approx(1.0, abs=0.3)
    assert float(((first + vae.noise(2)) / 2).std()) < float(middle.std())


def test_variety_brings_pictures_closer_or_further_apart(maker: PictureMaker) -> None:
    label = maker.card.classes[0] if maker.card.classes else ""

    def spread(variety: float) -> float:
        made = [sample.picture.astype(float) for sample in generate(maker, points_from(0, 6), Wish(label, variety))]
        return float(np.std(made, axis=0).mean())

    assert spread(0.1) < spread(1.0)


def test_more_like_one_is_nearer_to_it_than_another_is(vae: PictureMaker) -> None:
    wish = Wish("rose")
    start, other = (vae.noise(seed) for seed in (7, 8))
    near = generating._noise_at(next(generating.points_near(Point(7), 8, 1)), start, vae)
    assert np.linalg.norm(near - start) < np.linalg.norm(other - start)
    assert len(list(generate(vae, generating.points_near(Point(7), 100, 3), wish))) == 3


def test_variations_begin_at_the_photo_as_the_model_sees_it(vae: PictureMaker) -> None:
    photo = skimage.data.coffee()
    seen = generating.window_of(photo, vae)
    assert seen.shape == (16, 16, 3)
    still, moved = vary(vae, photo, [Point(4), Point(4, share=0.6)], Wish("rose"))
    rebuilt = vae.picture(vae.noise_of(seen, 1), 1)
    assert np.array_equal(still.picture, rebuilt)
    assert not np.array_equal(moved.picture, rebuilt)
    deep = photo.astype(np.uint16) * 257
    assert np.array_equal(generating.window_of(deep, vae), seen)


def test_what_cannot_be_is_one_sentence(folder: Path, vae: PictureMaker) -> None:
    gan = load_maker(str(folder / "test-gan.safetensors"), device="cpu")
    with pytest.raises(RestoreError, match="knows no class “oak”; choose one of daisy, rose"):
        next(generate(gan, points_from(0, 1), Wish("oak")))
    with pytest.raises(RestoreError, match=r"variety must be from 0\.1 to 1\.5, not 3"):
        next(generate(gan, points_from(0, 1), Wish("", 3.0)))
    with pytest.raises(RestoreError, match="from 1 to 1,000,000, not 0"):
        points_from(0, 0)
    with pytest.raises(RestoreError, match="Seeds must be from 0 to 2147483647, not 2147483648"):
        points_from(2**31 - 1, 2)
    with pytest.raises(RestoreError, match="frames must be from 2"):
        points_between(0, 1, 1)
    with pytest.raises(RestoreError, match="cannot look at photos"):
        next(vary(gan, skimage.data.coffee(), [Point(0)]))
    with pytest.raises(RestoreError, match="smaller than the 16 x 16 pixels"):
        next(vary(vae, skimage.data.coffee()[:10], [Point(0)]))
    with pytest.raises(RestoreError, match="makes no pictures"):
        load_maker("denoise-fast", device="cpu")


def test_a_million_pictures_begin_at_once_and_can_be_stopped(vae: PictureMaker) -> None:
    run = generate(vae, points_from(0, 10**6))
    assert [sample.point.seed for sample in itertools.islice(run, 3)] == [0, 1, 2]
    run.close()
    assert next(run, None) is None


def test_a_saved_picture_says_what_it_is(vae: PictureMaker, tmp_path: Path) -> None:
    sample = next(generate(vae, points_from(9, 1), Wish("rose")))
    photos.save(generating.as_photo(sample, vae, Wish("rose")), tmp_path / "x.png")
    kept = photos.load(tmp_path / "x.png")
    assert np.array_equal(kept.samples, sample.picture)
    assert kept.metadata.xmp is not None
    packet = kept.metadata.xmp.decode()
    assert f">{origin.GENERATED}<" in packet
    assert "test-vae-prior" in packet
    assert "seed 9, class rose, variety 1" in packet


def test_a_sheet_shows_every_picture_in_its_place() -> None:
    pictures = [np.full((4, 4, 1), shade, np.uint8) for shade in (10, 20, 30)]
    sheet = generating.grid_of(pictures)
    assert sheet.shape == (10, 10, 1)
    assert (sheet[0, 0, 0], sheet[0, 6, 0], sheet[6, 0, 0], sheet[6, 6, 0]) == (10, 20, 30, 255)
