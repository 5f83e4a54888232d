"""The discriminator judges every picture and every place by itself, and can be taught."""

import pytest
import torch

from training import discriminators, losses

SIZE = 32


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


def _drawn(count: int, seed: int) -> torch.Tensor:
    return torch.rand(count, 3, SIZE, SIZE, generator=torch.Generator().manual_seed(seed))


def _hole(count: int = 1) -> torch.Tensor:
    hole = torch.zeros(count, 1, SIZE, SIZE)
    hole[:, :, 3:15, 18:30] = 1
    return hole


def test_size_and_shapes_are_as_described() -> None:
    full = discriminators.make(64, seed=0)
    assert sum(parameter.numel() for parameter in full.parameters()) == 1_252_289
    scores, features = discriminators.make(8, seed=0)(_drawn(2, 0), _hole(2))
    assert scores.shape == (2, 1, 4, 4)
    assert [tuple(layer.shape[1:]) for layer in features] == [(8, 16, 16), (16, 8, 8), (32, 4, 4), (32, 4, 4)]
    assert float(scores.detach().abs().max()) < 1.0  # nothing is known yet


def test_weights_depend_on_the_seed_alone() -> None:
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    first = discriminators.make(8, seed=1)
    assert torch.equal(torch.rand(3), expected)  # the global generator stands where it stood
    second, third = discriminators.make(8, seed=1), discriminators.make(8, seed=2)
    assert torch.equal(first.score.weight, second.score.weight)
    assert not torch.equal(first.score.weight, third.score.weight)


def test_no_picture_counts_for_the_score_of_another() -> None:
    discriminator = discriminators.make(8, seed=0)
    pictures = _drawn(2, 0)
    alone, _ = discriminator(pictures[:1], _hole())
    beside, _ = discriminator(pictures, _hole(2))
    torch.testing.assert_close(beside[:1], alone, atol=1e-6, rtol=0)
    assert float((beside[1] - alone[0]).detach().abs().max()) > 1e-4


def test_a_block_is_seen_by_the_cell_at_its_place() -> None:
    cells = discriminators.cells(_hole(), torch.zeros(1, 7, 4, 4))
    assert cells[0, 0].tolist() == [[0, 0, 1, 1], [0, 0, 1, 1], [0, 0, 0, 0], [0, 0, 0, 0]]
    assert torch.equal(discriminators.cells(_hole(), torch.zeros(1, 7, SIZE, SIZE)), _hole())
    picture = torch.zeros(1, 3, 128, 128, requires_grad=True)
    scores, _ = discriminators.make(8, seed=0)(picture, torch.zeros(1, 1, 128, 128))
    (gradient,) = torch.autograd.grad(scores[0, 0, 8, 8], picture)
    rows = gradient.abs().sum(dim=(0, 1, 3)).nonzero().flatten()
    assert (int(rows[0]) + int(rows[-1])) / 2 == 67.5  # the middle of rows 64 to 71, which are the cell's own
    assert len(rows) == 54


def test_it_learns_to_tell_a_planted_difference() -> None:
    """Fills that are too smooth; without a difference nothing can be learned."""

    def margin(smoothness: float) -> float:
        discriminator = discriminators.make(8, seed=0)
        optimiser = torch.optim.Adam(discriminator.parameters(), lr=4e-3, betas=(0.5, 0.99))
        hole = _hole(2)
        margins = []
        for step in range(24):
            real, other = _drawn(2, 2 * step), _drawn(2, 2 * step + 1)
            fake = torch.where(hole > 0, other + smoothness * (0.5 - other), real)
            scores, _ = discriminator(torch.cat((real, fake)), torch.cat((hole, hole)))
            cells = discriminators.cells(hole, scores)
            loss = losses.hinge_of_discriminator(scores[:2], scores[2:], cells)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            margins.append(float(((scores[:2] - scores[2:]) * cells).detach().sum() / cells.sum()))
        return sum(margins[-6:]) / 6

    assert margin(0.8) > 1.0
    assert abs(margin(0.0)) < 0.3


def test_the_penalty_of_a_constant_discriminator_is_zero() -> None:
    discriminator = discriminators.make(8, seed=0)
    pictures = _drawn(2, 0).requires_grad_(True)
    scores, _ = discriminator(pictures, _hole(2))
    assert float(losses.gradient_penalty(scores, pictures).detach()) > 1e-8
    with torch.no_grad():
        discriminator.score.weight.zero_()
    scores, _ = discriminator(pictures, _hole(2))
    assert float(losses.gradient_penalty(scores, pictures).detach()) == 0.0


def test_the_penalty_teaches_the_discriminator_to_be_smooth() -> None:
    discriminator = discriminators.make(8, seed=0)
    pictures = _drawn(2, 0).requires_grad_(True)
    optimiser = torch.optim.Adam(discriminator.parameters(), lr=1e-3)
    values = []
    for _ in range(5):
        scores, _ = discriminator(pictures, _hole(2))
        penalty = losses.gradient_penalty(scores, pictures)
        optimiser.zero_grad()
        penalty.backward()
        optimiser.step()
        values.append(float(penalty.detach()))
    assert values == sorted(values, reverse=True)
    assert values[-1] < 0.9 * values[0]
