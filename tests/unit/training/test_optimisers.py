"""The optimisers: Muon's update is orthogonal, its Adam is torch's Adam, both learn."""

import pytest
import torch

from restorer.models.residual import ResidualConfig, ResidualDenoiser
from training.optimisers import Muon, make, orthogonalise


@pytest.mark.parametrize("shape", [(16, 144), (64, 16), (24, 24)])
def test_orthogonalised_matrices_have_singular_values_near_one(shape: tuple[int, int]) -> None:
    matrix = torch.randn(shape, generator=torch.Generator().manual_seed(0))
    values = torch.linalg.svdvals(orthogonalise(matrix))
    assert float(values.min()) > 0.3
    assert float(values.max()) < 1.3
    assert float(torch.linalg.svdvals(matrix).max()) > 3.0  # so the bound above says something


def test_parameters_without_orthogonal_update_follow_torch_adam() -> None:
    ours = torch.nn.Parameter(torch.tensor([1.0, -2.0, 0.5]))
    theirs = torch.nn.Parameter(ours.detach().clone())
    muon = Muon([], [ours], lr=0.01)
    adam = torch.optim.Adam([theirs], lr=0.01, betas=(0.9, 0.99))
    for step in range(5):
        for parameter, optimiser in ((ours, muon), (theirs, adam)):
            optimiser.zero_grad()
            ((parameter - step) ** 2).sum().backward()
            optimiser.step()
    torch.testing.assert_close(ours, theirs)


@pytest.mark.parametrize("name", ["adam", "muon"])
def test_each_optimiser_covers_every_parameter_and_learns(name: str) -> None:
    torch.manual_seed(0)
    network = ResidualDenoiser(ResidualConfig(width=8, blocks=1))
    optimiser = make(name, network, lr=2e-3)
    covered = {id(parameter) for group in optimiser.param_groups for parameter in group["params"]}
    assert covered == {id(parameter) for parameter in network.parameters()}
    clean = torch.rand(4, 3, 8, 8).repeat_interleave(4, dim=2).repeat_interleave(4, dim=3)
    noisy = clean + 0.1 * torch.randn_like(clean)
    losses = []
    for _ in range(30):
        optimiser.zero_grad()
        loss = (network(noisy, torch.full((4,), 0.1)) - clean).abs().mean()
        loss.backward()
        optimiser.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < 0.7 * losses[0]
