"""Push-pull: flat and even pictures come back, what is known stays, any size works."""

import pytest
import torch

from restorer.models.prefill import push_pull


def ramp(height: int, width: int) -> torch.Tensor:
    """(1, 3, height, width): brighter to the right, to the bottom, and both."""
    down = torch.linspace(0.1, 0.9, height)[:, None].expand(height, width)
    across = torch.linspace(0.2, 0.8, width)[None, :].expand(height, width)
    return torch.stack((across, down, (across + down) / 2))[None]


def hole_in(height: int, width: int, *, rows: slice, columns: slice) -> torch.Tensor:
    hole = torch.zeros(1, 1, height, width)
    hole[..., rows, columns] = 1.0
    return hole


def damaged(image: torch.Tensor, hole: torch.Tensor) -> torch.Tensor:
    """The picture with values in its hole that would show if they were used."""
    return torch.where(hole > 0, torch.full_like(image, 7.0), image)


@pytest.mark.parametrize(("height", "width"), [(64, 64), (37, 53), (5, 90), (2, 2), (1, 9)])
def test_a_flat_picture_comes_back_exactly(height: int, width: int) -> None:
    image = torch.full((1, 3, height, width), 0.375)
    hole = (torch.rand(1, 1, height, width, generator=torch.Generator().manual_seed(1)) < 0.7).float()
    hole[..., 0, 0], hole[..., -1, -1] = 0.0, 1.0
    filled = push_pull(damaged(image, hole), hole)
    torch.testing.assert_close(filled, image, rtol=0, atol=1e-6)


@pytest.mark.parametrize("size", [3, 6, 12])
def test_an_even_gradient_comes_back_nearly(size: int) -> None:
    image = ramp(96, 96)
    hole = hole_in(96, 96, rows=slice(40, 40 + size), columns=slice(50, 50 + size))
    filled = push_pull(damaged(image, hole), hole)
    across_hole = size * 0.8 / 95
    assert float((filled - image).abs().max()) < 0.75 * across_hole
    flat = torch.where(hole > 0, image.mean(dim=(2, 3), keepdim=True), image)
    assert float((filled - image).abs().max()) < float((flat - image).abs().max())


def test_what_is_known_stays_to_the_bit() -> None:
    generator = torch.Generator().manual_seed(2)
    image = torch.rand(2, 3, 45, 31, generator=generator)
    hole = (torch.rand(2, 1, 45, 31, generator=generator) < 0.4).float()
    filled = push_pull(damaged(image, hole), hole)
    known = (hole == 0).expand_as(image)
    assert torch.equal(filled[known], image[known])
    assert float(filled.min()) >= 0.0
    assert float(filled.max()) <= 1.0  # means of what is known: 7.0 is nowhere


def test_pictures_of_a_batch_do_not_see_each_other() -> None:
    image = torch.cat((ramp(24, 40), 1.0 - ramp(24, 40)))
    hole = torch.cat(
        (hole_in(24, 40, rows=slice(4, 20), columns=slice(5, 9)), hole_in(24, 40, rows=slice(0, 3), columns=slice(40)))
    )
    together = push_pull(image, hole)
    alone = torch.cat([push_pull(image[i : i + 1], hole[i : i + 1]) for i in range(2)])
    torch.testing.assert_close(together, alone, rtol=0, atol=1e-6)


def test_without_a_hole_nothing_happens() -> None:
    image = ramp(20, 30)
    assert torch.equal(push_pull(image, torch.zeros(1, 1, 20, 30)), image)


@pytest.mark.parametrize(("height", "width"), [(16, 16), (7, 5), (1, 1)])
def test_with_nothing_known_the_hole_is_black(height: int, width: int) -> None:
    image = torch.full((1, 3, height, width), 0.5)
    assert torch.equal(push_pull(image, torch.ones(1, 1, height, width)), torch.zeros_like(image))


def test_a_single_known_sample_fills_everything() -> None:
    hole = torch.ones(1, 1, 33, 70)
    hole[..., 12, 61] = 0.0
    image = torch.full((1, 3, 33, 70), 7.0)
    image[..., 12, 61] = 0.25
    torch.testing.assert_close(push_pull(image, hole), torch.full_like(image, 0.25), rtol=0, atol=1e-6)
