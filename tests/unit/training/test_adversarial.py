"""Adversarial lessons: who counts as fake, what reaches which network, and runs that go on bit for bit."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest
import torch
from lightning_fabric import Fabric
from torch import nn

from training import checkpoint, discriminators, loop
from training.adversarial import Adversarial
from training.config import Adversary, ConfigError, TrainConfig, parse, to_dict
from training.tasks import Inpainting, Moment

ADVERSARY = Adversary(begin=0.25, fade=0.5, r1_every=3, width=4, weight=0.1, matching=0.1, frequency=0.1)


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture
def plain(small_run: TrainConfig) -> TrainConfig:
    """Forty steps of inpainting by a network with four scales."""
    return dataclasses.replace(
        small_run, mode="inpaint", architecture="unet-inpainter", held_out=1, evaluate_steps=40,
        network={"widths": [4, 4, 4, 4], "blocks": 1, "middle": 1}, holes={"freeform": 0.6, "scratch": 0.4},
    )  # fmt: skip


def _with(config: TrainConfig, **changes: Any) -> TrainConfig:
    return dataclasses.replace(config, adversary=dataclasses.replace(ADVERSARY, **changes))


def _run(config: TrainConfig, root: Path, name: str, *, resume: bool = False) -> list[loop.Report]:
    return list(loop.train(config, data_root=root, out=root / name, resume=resume, device="cpu"))


class _Grey(nn.Module):
    """An estimate that is one learned grey everywhere."""

    def __init__(self) -> None:
        super().__init__()
        self.grey = nn.Parameter(torch.tensor(0.5))

    def forward(self, image: torch.Tensor, hole: torch.Tensor) -> torch.Tensor:
        return self.grey * torch.ones_like(image)


def _set_up(config: TrainConfig) -> tuple[Adversarial, Fabric, nn.Module]:
    task = loop.task_of(config)
    assert isinstance(task, Adversarial)
    fabric = Fabric(accelerator="cpu", devices=1)
    companions = task.set_up(fabric)
    return task, fabric, companions["discriminator"].network


def _patches() -> torch.Tensor:
    return torch.rand(2, 3, 32, 32, generator=torch.Generator().manual_seed(0))


def _gradients(network: nn.Module) -> list[torch.Tensor | None]:
    return [parameter.grad for parameter in network.parameters()]


def test_a_stopped_run_goes_on_as_if_it_had_not(photos_folder: Path, plain: TrainConfig) -> None:
    config = _with(plain)
    whole_reports = _run(config, photos_folder, "whole")
    job = loop.train(config, data_root=photos_folder, out=photos_folder / "parts", device="cpu")
    assert next(job).step == 20
    job.close()
    rest = _run(config, photos_folder, "parts", resume=True)
    assert rest[-1].parts == whole_reports[-1].parts
    assert rest[-1].parts.keys() == {"reconstruction", "adversarial", "matching", "discriminator", "penalty"}
    whole, whole_state = checkpoint.read(photos_folder / "whole" / checkpoint.NAME)
    parts, parts_state = checkpoint.read(photos_folder / "parts" / checkpoint.NAME)
    assert whole_state["losses"] == parts_state["losses"]
    assert whole_state["parts"] == parts_state["parts"]
    assert [point["step"] for point in parts_state["parts"]] == [20, 40]
    assert whole.keys() == parts.keys()
    assert "discriminator.optimiser.0.exp_avg" in whole
    assert "average.head.weight" in whole
    assert not [name for name in whole if name.startswith("average.") and "score" in name]
    for name in whole:
        assert torch.equal(whole[name], parts[name]), name


def test_with_all_weights_zero_it_is_the_plain_run(photos_folder: Path, plain: TrainConfig) -> None:
    plain = dataclasses.replace(plain, budget="20steps")
    _run(plain, photos_folder, "plain")
    _run(_with(plain, weight=0.0, matching=0.0, frequency=0.0), photos_folder, "zero")
    _run(_with(plain), photos_folder, "judged")
    runs = [checkpoint.read(photos_folder / name / checkpoint.NAME) for name in ("plain", "zero", "judged")]
    (expected, plain_run), (zero, zero_run), (judged, _) = runs
    assert zero_run["losses"] == plain_run["losses"]
    assert zero_run["held_out"][-1]["freeform"] == plain_run["held_out"][-1]["freeform"]
    for name, value in expected.items():
        assert torch.equal(zero[name], value), name
    assert not torch.equal(judged["network.head.weight"], expected["network.head.weight"])
    fresh = discriminators.make(ADVERSARY.width, seed=plain.seed).score.weight
    assert not torch.equal(zero["discriminator.network.score.weight"], fresh)  # it learned and nobody listened


def test_before_it_begins_there_is_only_the_reconstruction(plain: TrainConfig) -> None:
    task, fabric, discriminator = _set_up(_with(plain, frequency=0.0))
    network = _Grey()
    before = {name: value.clone() for name, value in discriminator.state_dict().items()}

    def step(share: float) -> tuple[float, dict[str, torch.Tensor]]:
        moment = Moment(3, share)
        loss = task.loss(network, _patches(), torch.Generator().manual_seed(1), moment=moment)
        return float(loss.detach()), task.follow(fabric.backward, moment=moment)

    expected = Inpainting(plain).loss(network, _patches(), torch.Generator().manual_seed(1), moment=Moment(3, 0.2))
    assert step(0.2) == (float(expected.detach()), {})
    assert all(torch.equal(before[name], value) for name, value in discriminator.state_dict().items())
    value, parts = step(0.5)
    total = parts["reconstruction"] + 0.5 * (0.1 * parts["adversarial"] + 0.1 * parts["matching"])
    assert value == pytest.approx(float(total), rel=1e-5)  # half faded in
    assert value != pytest.approx(float(expected.detach()), rel=1e-4)
    assert not all(torch.equal(before[name], value) for name, value in discriminator.state_dict().items())


def test_each_network_learns_from_its_own_part_alone(plain: TrainConfig) -> None:
    task, fabric, discriminator = _set_up(_with(plain, r1=0.0))
    network = _Grey()
    moment = Moment(1, 0.9)
    loss = task.loss(network, _patches(), torch.Generator().manual_seed(1), moment=moment)
    fabric.backward(loss)
    assert _gradients(discriminator) == [None] * len(list(discriminator.parameters()))
    taught = _gradients(network)[0]
    assert taught is not None
    before = taught.clone()
    task.follow(fabric.backward, moment=moment)
    assert torch.equal(before, network.grey.grad)  # type: ignore[arg-type]
    assert all(gradient is not None for gradient in _gradients(discriminator))


def test_the_generators_gradient_is_that_of_the_written_out_loss(plain: TrainConfig) -> None:
    """The composite is cut out of the graph and its gradient handed on; finite differences know nothing of that."""
    task, _, _ = _set_up(_with(plain))
    network = _Grey()

    def loss(grey: float) -> torch.Tensor:
        with torch.no_grad():
            network.grey.fill_(grey)
        return task.loss(network, _patches(), torch.Generator().manual_seed(1), moment=Moment(1, 0.9))

    loss(0.3).backward()
    slope = (float(loss(0.302).detach()) - float(loss(0.298).detach())) / 0.004
    assert float(network.grey.grad) == pytest.approx(slope, rel=0.03)  # type: ignore[arg-type]


@pytest.mark.parametrize("mode", ["denoise", "deblur", "oldphoto"])
def test_without_a_hole_the_whole_picture_is_judged(small_run: TrainConfig, mode: str) -> None:
    config = _with(dataclasses.replace(small_run, mode=mode), weight=1.0, matching=0.0, frequency=0.0)
    task, _, discriminator = _set_up(config)
    network = _Grey()
    clean = torch.rand(2, 3, 72, 72, generator=torch.Generator().manual_seed(0))
    loss = task.loss(network, clean, torch.Generator().manual_seed(1), moment=Moment(1, 0.9))
    damaged = loop.LESSONS[mode](config).damage(clean, torch.Generator().manual_seed(1))
    composite = torch.full_like(damaged.truth, 0.5)
    scores, _ = discriminator(composite, torch.ones_like(composite[:, :1]))
    plain = loop.LESSONS[mode](config).reconstruction(composite, damaged, moment=Moment(1, 0.9))
    assert float(loss.detach()) == pytest.approx(float(plain) - float(scores.detach().mean()), rel=1e-4)


def test_a_checkpoint_of_a_run_without_adversary_is_refused(photos_folder: Path, plain: TrainConfig) -> None:
    config = dataclasses.replace(plain, budget="1steps")
    _run(config, photos_folder, "run")
    with pytest.raises(ConfigError, match="belongs to another run: its adversary differs"):
        _run(_with(config), photos_folder, "run", resume=True)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [({"adversary": {"weight": -1.0}}, r"^adversary\.weight must not be below 0"),
     ({"adversary": {"begin": 1.0}}, r"^adversary\.begin must be a share"),
     ({"adversary": {"r1_every": 0}}, r"^adversary\.r1_every and"),
     ({"adversary": {"colour": 1}}, r"^adversary\.colour is not a key here; allowed are weight, "),
     ({"adversary": {}, "patch": 36}, "^patch must be a multiple of 8")],
)  # fmt: skip
def test_a_wrong_adversary_is_one_sentence(plain: TrainConfig, changes: dict[str, Any], sentence: str) -> None:
    raw = to_dict(plain) | {"data": [{"path": "photos"}]}
    assert parse(raw | {"adversary": {}}).adversary == Adversary()
    assert parse(raw).adversary is None
    with pytest.raises(ConfigError, match=sentence):
        parse(raw | changes)
