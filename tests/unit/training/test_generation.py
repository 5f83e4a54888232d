"""Lessons of generators: numbers that can be worked out by hand, and that a few steps move the right way."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import skimage.data
import torch
from lightning_fabric import Fabric

from restorer.models.vae import VAE, VAEConfig
from training import checkpoint, critics
from training.config import ConfigError, Game, parse, to_dict
from training.judging import read_judge
from training.loop import task_of, train
from training.tasks import Moment
from training.variational import bound_of, divergences, nats_of

TINY = {"size": 16, "channels": 1, "widths": [8, 8]}


def raw(tmp: Path, architecture: str, **tables: Any) -> dict[str, Any]:
    """A run of 40 steps on a folder of pictures."""
    network = dict(TINY)
    if architecture == "gan":
        network |= {"classes": 2, "noise": 8, "blocks": 1}
    elif architecture == "vae-prior":
        network |= {"classes": 2, "blocks": 1, "decoder_blocks": 1, "latent": 2, "grid": 4}
        network |= {"prior_width": 8, "prior_blocks": 1}
    else:
        network |= {"blocks": 1, "decoder_blocks": 1, "latent": 3, "grid": 1}
    return {"name": "x", "title": "X", "mode": "generate", "architecture": architecture, "network": network,
            "data": [{"path": str(tmp)}], "budget": "40steps", "batch": 4, "patch": 16, "warm_up_steps": 1,
            "classes": ["a", "b"], "evaluate_steps": 40, "checkpoint_seconds": 0.0, **tables}  # fmt: skip


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> Iterator[None]:
    """Pictures as small as these take longer on several threads."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty small pictures in two folders that name their classes."""
    place = tmp_path_factory.mktemp("pictures")
    photo = cv2.cvtColor(skimage.data.coffee(), cv2.COLOR_RGB2BGR)
    for number in range(40):
        path = place / "ab"[number % 2] / f"{number}.png"
        path.parent.mkdir(exist_ok=True)
        top, left = 9 * number % 300, 7 * number % 300
        cv2.imwrite(str(path), photo[top : top + 40, left : left + 48])
    return place


@pytest.mark.parametrize(
    ("architecture", "table"),
    [
        ("vae", {"variational": {"likelihood": "bernoulli", "free_bits": 0.1}}),
        ("vae-prior", {"variational": {"prior_draws": 2}}),
        ("vae-prior", {"variational": {"prior_draws": 2}, "game": {"widths": [8, 8], "penalty_every": 2}}),
        ("gan", {"game": {"widths": [8, 8], "penalty_every": 2}, "optimiser": "adam-game"}),
    ],
)
def test_a_stopped_run_goes_on_as_if_it_had_not(
    tmp_path: Path, folder: Path, architecture: str, table: dict[str, Any]
) -> None:
    config = parse(raw(folder, architecture, **table))
    whole = list(train(config, data_root=Path("/"), out=tmp_path / "whole", device="cpu"))
    job = train(config, data_root=Path("/"), out=tmp_path / "parts", device="cpu")
    assert next(job).step == 20
    job.close()
    rest = list(train(config, data_root=Path("/"), out=tmp_path / "parts", resume=True, device="cpu"))
    first, _ = checkpoint.read(tmp_path / "whole" / checkpoint.NAME)
    second, _ = checkpoint.read(tmp_path / "parts" / checkpoint.NAME)
    assert rest[-1].step == 40
    assert whole[-1].held_out == rest[-1].held_out
    assert first.keys() == second.keys()
    for name in first:
        assert torch.equal(first[name], second[name]), name


def test_a_config_survives_the_way_through_a_checkpoint(folder: Path) -> None:
    config = parse(raw(folder, "gan", game={"widths": [8, 8]}))
    assert parse(to_dict(config)) == config
    assert to_dict(config)["game"]["widths"] == [8, 8]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"game": {"weight": -1.0}}, "game.weight"),
        ({"variational": None}, "must be a table"),
        ({"variational": {"likelihood": "laplace"}}, "bernoulli, gaussian"),
        ({"variational": {"warm_up": 2.0}}, "share from 0 to 1"),
        ({"mode": "denoise"}, "leave the table out"),
    ],
)
def test_a_config_that_makes_no_sense_is_refused(folder: Path, change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        parse(raw(folder, "vae", variational={}) | change)


def test_a_network_of_the_other_kind_is_refused(folder: Path) -> None:
    with pytest.raises(ConfigError, match="not taught by the table"):
        task_of(parse(raw(folder, "gan", variational={})))
    with pytest.raises(ConfigError, match="not taught by the table"):
        task_of(parse(raw(folder, "gan", variational={}, game={})))


def test_a_run_without_a_table_is_refused(folder: Path) -> None:
    with pytest.raises(ConfigError, match="needs a table"):
        parse(raw(folder, "vae"))


@pytest.mark.parametrize("weight", [0.0, 2.0])
def test_a_game_without_weight_leaves_the_bound_alone(folder: Path, weight: float) -> None:
    tables: dict[str, Any] = {"variational": {"warm_up": 0.0, "prior_draws": 1}}
    config = parse(raw(folder, "vae-prior", **tables, game={"widths": [8, 8], "weight": weight}))
    alone = parse(raw(folder, "vae-prior", **tables))
    gradients = []
    for run in (config, alone):
        torch.manual_seed(0)
        task = task_of(run)
        network = task.build(run)
        task.set_up(Fabric(accelerator="cpu"))
        generator = torch.Generator().manual_seed(1)
        task.load(run, Path("/"), device=torch.device("cpu"))
        clean = task.draw(run, generator)
        task.loss(network, clean, generator, moment=Moment(0, 0.5)).backward()
        gradients.append([parameter.grad.clone() for parameter in network.decoder.parameters()])
    apart = max(float((one - other).abs().max()) for one, other in zip(*gradients, strict=True))
    assert (apart > 1e-6) == (weight > 0)


def test_pictures_of_a_class_that_is_not_named_are_refused(folder: Path, tmp_path: Path) -> None:
    config = parse(raw(folder, "vae", variational={}) | {"classes": ["a"]})
    with pytest.raises(ConfigError, match="of the class “b”"):
        list(train(config, data_root=Path("/"), out=tmp_path / "run", device="cpu"))


def test_nats_of_known_distributions() -> None:
    values, clean = torch.zeros(2, 1, 4, 4), torch.ones(2, 1, 4, 4)
    assert nats_of(values, clean, likelihood="bernoulli").tolist() == pytest.approx([16 * math.log(2)] * 2)
    # all errors are 0.5, so the best variance is 0.25
    expected = 16 * 0.5 * (1 + math.log(2 * math.pi * 0.25))
    assert nats_of(values, clean, likelihood="gaussian").tolist() == pytest.approx([expected] * 2, rel=1e-5)
    mean = torch.tensor([[[[1.0]]]])
    assert float(divergences(mean, torch.zeros(1, 1, 1, 1))) == pytest.approx(0.5)
    assert float(divergences(torch.zeros(1, 1, 1, 1), torch.zeros(1, 1, 1, 1))) == 0.0


def test_the_bound_counts_bits_of_8_bit_samples() -> None:
    torch.manual_seed(0)
    vae = VAE(VAEConfig(size=16, widths=(8, 8), latent=3)).eval()
    pictures = torch.randint(0, 256, (6, 1, 16, 16), dtype=torch.uint8)
    figures = bound_of(vae, pictures, likelihood="gaussian")
    bits = figures["negative ELBO, nats"] / 256 / math.log(2) + 8
    assert figures["bits per dimension"] == pytest.approx(bits)
    assert bound_of(vae, pictures, likelihood="bernoulli") == bound_of(vae, pictures, likelihood="bernoulli")


def test_changes_are_drawn_from_the_generator_and_let_the_gradient_through() -> None:
    picture = torch.rand(3, 1, 16, 16).requires_grad_(True)
    changed = [critics.changed(picture, torch.Generator().manual_seed(seed)) for seed in (0, 0, 1)]
    assert torch.equal(changed[0], changed[1])
    assert not torch.equal(changed[0], changed[2])
    (gradient,) = torch.autograd.grad(changed[0].sum(), picture)
    assert 0 < int((gradient != 0).sum()) <= gradient.numel()
    critic = critics.make(Game(widths=(8, 8)), size=16, channels=1, classes=2, seed=0)
    assert critic(changed[0], torch.tensor([0, 1, 0])).shape == (3,)


def test_a_judge_learns_to_tell_black_from_white(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    for number in range(40):
        path = tmp_path / "data" / ("black", "white")[number % 2] / f"{number}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        picture = random.integers(0, 60, (16, 16, 3)) + 190 * (number % 2)
        cv2.imwrite(str(path), picture.astype(np.uint8))
    config = parse({"name": "j", "title": "J", "mode": "judge", "architecture": "judge", "network": {},
                    "data": [{"path": "data"}], "budget": "20steps", "batch": 8, "patch": 16, "warm_up_steps": 1,
                    "classes": ["black", "white"], "optimiser": "muon", "learning_rate": 2e-3})  # fmt: skip
    *_, last = train(config, data_root=tmp_path, out=tmp_path / "run", device="cpu")
    assert last.held_out == {"right, %": 100.0}
    judge, classes = read_judge(tmp_path / "run")
    assert classes == ("black", "white")
    shades = torch.stack((torch.full((3, 16, 16), 0.1), torch.full((3, 16, 16), 0.9)))
    assert judge(shades).argmax(dim=1).tolist() == [0, 1]
    assert judge.features(shades).shape == (2, 192)
