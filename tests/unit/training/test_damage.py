"""Drawn damage and what looks like it: the seed decides, each kind shows, pictures stay pictures."""

from types import ModuleType

import numpy as np
import pytest
import skimage.data

from training import damage, lookalikes, strokes

SHAPES = [(128, 128), (3, 5), (40, 200)]


def ground(shape: tuple[int, int] = (128, 128)) -> np.ndarray:
    """A piece of a photo."""
    return skimage.data.coffee()[: shape[0], 100 : 100 + shape[1]].astype(np.float32) / np.float32(255)


def seeded(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


@pytest.mark.parametrize("module", [damage, lookalikes], ids=["damage", "lookalikes"])
@pytest.mark.parametrize("shape", SHAPES)
def test_every_kind_gives_a_picture_of_the_same_size_decided_by_the_seed(
    module: ModuleType, shape: tuple[int, int]
) -> None:
    draw = module.draw
    for kind in module.KINDS:
        before = ground(shape)
        kept = before.copy()
        first, again = draw(kind, before, random=seeded(3)), draw(kind, before, random=seeded(3))
        assert first.shape == before.shape
        assert 0.0 <= float(first.min()) <= float(first.max()) <= 1.0
        assert np.array_equal(first, again)
        assert np.array_equal(before, kept)


@pytest.mark.parametrize(
    ("kind", "least", "most"),
    [
        ("scratch", 0.003, 0.25),
        ("dust", 0.001, 0.1),
        ("crease", 0.001, 0.2),
        ("tear", 0.002, 0.4),
        ("stain", 0.002, 0.6),
    ],
)
def test_each_kind_shows_on_as_many_pixels_as_it_should(kind: str, least: float, most: float) -> None:
    before = ground((256, 256))
    shares = [
        float(damage.shown(before, damage.draw(kind, before, random=seeded(seed)), grain=0.0).mean())
        for seed in range(12)
    ]
    assert least < float(np.median(shares)) < most


def test_a_kind_that_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError):
        damage.draw("fire", ground(), random=seeded(0))
    with pytest.raises(KeyError):
        lookalikes.draw("fire", ground(), random=seeded(0))


def test_what_shows_is_what_moved_by_twenty_steps_or_stands_out_of_the_grain() -> None:
    before = np.full((1, 4, 3), 0.5, np.float32)
    after = before.copy()
    after[0, 1, 2] += 19 / 255
    after[0, 2, 2] += 21 / 255
    after[0, 3, 0] -= 41 / 255
    assert damage.shown(before, after, grain=0.0).tolist() == [[0, 0, 1, 1]]
    assert damage.shown(before, after, grain=20 / 255).tolist() == [[0, 0, 0, 1]]


def test_a_line_covers_its_width_and_nothing_else() -> None:
    covered = strokes.line((40, 60), np.array(((-5.0, 20.0), (70.0, 20.0))), 3, blur=0.0)
    assert covered[:, 30].sum() == pytest.approx(2.8, abs=0.2)
    assert float(covered[20].min()) == 1.0
    assert covered[:17].sum() == covered[24:].sum() == 0.0
    softer = strokes.line((40, 60), np.array(((-5.0, 20.0), (70.0, 20.0))), 3, blur=2.0)
    assert softer[14, 30] > 0.0
    assert softer[:, 30].sum() == pytest.approx(float(covered[:, 30].sum()), rel=0.02)


def test_a_path_keeps_its_length_and_its_angle() -> None:
    points = strokes.path((100, 200), seeded(1), length=1.0, bend=0.0, angle=0.0)
    np.testing.assert_allclose(points[-1] - points[0], (200.0, 0.0), atol=1e-9)
    bent = strokes.path((100, 200), seeded(1), length=1.0, bend=0.8)
    assert float(np.linalg.norm(bent[-1] - bent[0])) < 199.0
