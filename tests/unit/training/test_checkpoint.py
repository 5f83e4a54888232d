"""Checkpoints give everything back, and refuse what is not theirs."""

from pathlib import Path

import pytest
import torch

from restorer.models.residual import ResidualConfig, ResidualDenoiser
from training import checkpoint
from training.config import ConfigError
from training.optimisers import make

CONFIG = {"architecture": "residual", "network": {"width": 8, "blocks": 1}, "optimiser": "muon", "batch": 2,
          "patch": 32, "seed": 0}  # fmt: skip


def _state(seed: int) -> dict:
    torch.manual_seed(seed)
    network = ResidualDenoiser(ResidualConfig(width=8, blocks=1)).to(memory_format=torch.channels_last)
    optimiser = make("muon", network, lr=1e-3)
    network(torch.rand(1, 3, 8, 8), torch.zeros(1)).square().mean().backward()
    optimiser.step()
    average = {name: value + 1 for name, value in network.state_dict().items()}
    generator = torch.Generator().manual_seed(seed)
    torch.rand(7, generator=generator)
    return {"network": network, "average": average, "optimiser": optimiser, "generator": generator, "config": CONFIG}


def test_everything_comes_back(tmp_path: Path) -> None:
    saved, loaded = _state(1), _state(2)
    progress = checkpoint.Progress(40, 12.5, [(20, 0.25), (40, 0.125)], [{"step": 40, "sigma25": 30.0}])
    checkpoint.save(tmp_path, progress=progress, **saved)
    assert checkpoint.load(tmp_path, **loaded) == progress
    for name, value in saved["network"].state_dict().items():
        assert torch.equal(loaded["network"].state_dict()[name], value)
        assert torch.equal(loaded["average"][name], saved["average"][name])
    before, after = saved["optimiser"].state_dict()["state"], loaded["optimiser"].state_dict()["state"]
    assert before.keys() == after.keys()
    for index in before:
        for key in before[index]:
            assert torch.equal(before[index][key], after[index][key])
    assert torch.equal(torch.rand(3, generator=saved["generator"]), torch.rand(3, generator=loaded["generator"]))


def test_a_checkpoint_of_another_run_is_refused(tmp_path: Path) -> None:
    checkpoint.save(tmp_path, progress=checkpoint.Progress(), **_state(1))
    with pytest.raises(ConfigError, match="belongs to another run: its batch differs"):
        checkpoint.load(tmp_path, **_state(1) | {"config": CONFIG | {"batch": 4}})


def test_a_damaged_or_missing_checkpoint_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be resumed from"):
        checkpoint.load(tmp_path, **_state(1))
    checkpoint.save(tmp_path, progress=checkpoint.Progress(), **_state(1))
    path = tmp_path / checkpoint.NAME
    content = path.read_bytes()
    for length in (0, 5, 100, len(content) // 2, len(content) - 1):
        path.write_bytes(content[:length])
        with pytest.raises(ConfigError, match="cannot be resumed from"):
            checkpoint.load(tmp_path, **_state(1))
