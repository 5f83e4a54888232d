"""Checkpoints give everything back, and refuse what is not theirs."""

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import save

from restorer.models.residual import ResidualConfig, ResidualDenoiser
from training import checkpoint, discriminators
from training.config import ConfigError
from training.optimisers import make
from training.tasks import Companion

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
    companions = {"discriminator": _companion(seed)}
    return {"network": network, "average": average, "optimiser": optimiser, "generator": generator, "config": CONFIG,
            "companions": companions}  # fmt: skip


def _companion(seed: int) -> Companion:
    network = discriminators.make(4, seed=seed)
    optimiser = torch.optim.Adam(network.parameters(), lr=1e-3)
    network(torch.rand(1, 3, 8, 8), torch.zeros(1, 1, 8, 8))[0].square().mean().backward()
    optimiser.step()
    return Companion(network, optimiser)


def test_everything_comes_back(tmp_path: Path) -> None:
    saved, loaded = _state(1), _state(2)
    progress = checkpoint.Progress(40, 12.5, [(20, 0.25), (40, 0.125)], [{"step": 40, "sigma25": 30.0}],
                                   [{"step": 40, "discriminator": 2.5}])  # fmt: skip
    checkpoint.save(tmp_path, progress=progress, **saved)
    assert checkpoint.load(tmp_path, **loaded) == progress
    for name, value in saved["network"].state_dict().items():
        assert torch.equal(loaded["network"].state_dict()[name], value)
        assert torch.equal(loaded["average"][name], saved["average"][name])
    ours, theirs = (state["companions"]["discriminator"] for state in (saved, loaded))
    for name, value in ours.network.state_dict().items():
        assert torch.equal(theirs.network.state_dict()[name], value)
    _compare(saved["optimiser"], loaded["optimiser"])
    _compare(ours.optimiser, theirs.optimiser)
    assert torch.equal(torch.rand(3, generator=saved["generator"]), torch.rand(3, generator=loaded["generator"]))


def _compare(saved: torch.optim.Optimizer, loaded: torch.optim.Optimizer) -> None:
    before, after = saved.state_dict()["state"], loaded.state_dict()["state"]
    assert len(before) > 0
    assert before.keys() == after.keys()
    for index in before:
        for key in before[index]:
            assert torch.equal(before[index][key], after[index][key])


def test_a_checkpoint_of_another_run_is_refused(tmp_path: Path) -> None:
    checkpoint.save(tmp_path, progress=checkpoint.Progress(), **_state(1))
    with pytest.raises(ConfigError, match="belongs to another run: its batch differs"):
        checkpoint.load(tmp_path, **_state(1) | {"config": CONFIG | {"batch": 4}})


def test_a_checkpoint_of_another_version_is_refused(tmp_path: Path) -> None:
    checkpoint.save(tmp_path, progress=checkpoint.Progress(), **_state(1))
    tensors, state = checkpoint.read(tmp_path / checkpoint.NAME)
    for change, sentence in (({"format": 2}, "was written by another version"), ({"losses": 3}, "cannot be resumed")):
        content = save(tensors, metadata={"run": json.dumps(state | change)})
        (tmp_path / checkpoint.NAME).write_bytes(content)
        with pytest.raises(ConfigError, match=sentence):
            checkpoint.load(tmp_path, **_state(1))
    del tensors["average.head.weight"], tensors["network.head.weight"]
    (tmp_path / checkpoint.NAME).write_bytes(save(tensors, metadata={"run": json.dumps(state)}))
    with pytest.raises(ConfigError, match="cannot be resumed from"):
        checkpoint.load(tmp_path, **_state(1))


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
