"""Pairs of clean and damaged photos: matched, cut at the same place, learned from directly."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from tests.unit.training.test_survey import picture, save
from training import data
from training.config import ConfigError, Source, TrainConfig, parse, to_dict
from training.loop import task_of, train
from training.pairs import Paired

CPU = torch.device("cpu")


def damaged(clean: np.ndarray) -> np.ndarray:
    """Darker by a fixed amount, so that what belongs together is known sample for sample."""
    return (clean // 2).astype(np.uint8)


def folders(home: Path, *, count: int = 4, names: tuple[str, str] = ("{}.png", "{}.tif")) -> Source:
    for number in range(count):
        save(home / "clean" / names[0].format(number), picture(number))
        save(home / "bad" / names[1].format(number), damaged(picture(number)))
    return Source(kind="pairs", clean=str(home / "clean"), damaged=str(home / "bad"))


def paired_run(small_run: TrainConfig, source: Source, *, mode: str = "denoise") -> TrainConfig:
    return dataclasses.replace(small_run, data=(source,), mode=mode)


@pytest.mark.parametrize("names", [("{}.png", "{}.tif"), ("clean-{}.png", "scan {}.png")])
def test_patches_are_cut_at_the_same_place(tmp_path: Path, small_run: TrainConfig, names: tuple[str, str]) -> None:
    run = paired_run(small_run, folders(tmp_path, names=names))
    task = task_of(run)
    spared = task.load(run, tmp_path, device=CPU)
    assert task.survey()["pairs"] == 4
    pairs = [task.draw(run, torch.Generator().manual_seed(seed)) for seed in range(3)]
    for pair in [*pairs, spared.float() / 255]:
        truth, seen = ((pair[:, planes] * 255).round() for planes in (slice(0, 3), slice(3, 6)))
        assert torch.equal(seen, (truth / 2).floor())
    shown = task.examples(pairs[0], torch.Generator().manual_seed(0))
    assert shown is not None
    assert torch.equal(shown.truth, pairs[0][:, :3])
    assert torch.equal(shown.pictures, pairs[0][:, 3:])


@pytest.mark.parametrize(("mode", "told"), [("deblur", -1.0), ("oldphoto", -1.0)])
def test_other_networks_than_denoisers_are_told_nothing(small_run: TrainConfig, mode: str, told: float) -> None:
    task = Paired(dataclasses.replace(small_run, mode=mode))
    damaged = task.damage(torch.rand(4, 6, 32, 32), torch.Generator().manual_seed(0))
    assert damaged.told.tolist() == [told] * 4


def test_a_denoiser_is_told_the_level_of_the_difference_or_nothing(small_run: TrainConfig) -> None:
    clean = torch.rand(400, 3, 8, 8)
    pair = torch.cat([clean, clean + 0.1], dim=1)
    told = Paired(small_run).damage(pair, torch.Generator().manual_seed(0)).told
    known = told[told >= 0]
    assert 150 < len(known) < 250
    assert 0.039 < float(known.min()) < 0.06
    assert 0.16 < float(known.max()) < 0.25


class Doubling(nn.Module):
    """Undoes the damage exactly, or does nothing."""

    def __init__(self, factor: float) -> None:
        super().__init__()
        self.factor = factor

    def forward(self, picture: torch.Tensor, told: torch.Tensor) -> torch.Tensor:
        return picture * self.factor


def test_held_out_figures_are_of_the_damaged_photos(tmp_path: Path, small_run: TrainConfig) -> None:
    run = paired_run(small_run, folders(tmp_path), mode="oldphoto")
    task = task_of(run)
    spared = task.load(run, tmp_path, device=CPU)
    idle, undone = task.held_out(Doubling(1.0), spared), task.held_out(Doubling(2.0), spared)
    assert idle["pairs, gain"] == pytest.approx(0.0, abs=1e-4)
    assert undone["pairs"] > 49.0  # half a step of rounding is left
    assert undone["pairs, gain"] == pytest.approx(undone["pairs"] - idle["pairs"], abs=1e-3)


def test_pairs_of_different_sizes_are_named_and_left_out(tmp_path: Path, small_run: TrainConfig) -> None:
    source = folders(tmp_path)
    save(tmp_path / "bad" / "2.tif", damaged(picture(2))[:, 10:])
    run = paired_run(small_run, source)
    task = task_of(run)
    task.load(run, tmp_path, device=CPU)
    told = task.survey()
    assert (told["pairs"], told["broken"]) == (3, ["2.png"])
    assert any("2.png differ in size between the clean and the damaged photo" in line for line in told["warnings"])
    for number in range(4):
        save(tmp_path / "bad" / f"{number}.tif", damaged(picture(number))[10:])
    with pytest.raises(ConfigError, match=r"All pairs differ in size \(0\.png, 1\.png, 2\.png and 1 more\)"):
        task.load(run, tmp_path, device=CPU)


def test_folders_that_do_not_match_are_one_sentence(tmp_path: Path, small_run: TrainConfig) -> None:
    source = folders(tmp_path, names=("clean-{}.png", "scan {}.png"))
    (tmp_path / "bad" / "scan 3.png").unlink()
    run = paired_run(small_run, source)
    with pytest.raises(ConfigError, match=r"has 4 photos and .*bad has 3, and no names are equal"):
        task_of(run).load(run, tmp_path, device=CPU)


def test_a_network_learns_from_pairs(tmp_path: Path, small_run: TrainConfig) -> None:
    run = dataclasses.replace(paired_run(small_run, folders(tmp_path)), learning_rate=2e-2, mode="oldphoto")
    run = dataclasses.replace(run, budget="30steps", evaluate_steps=100, warm_up_steps=1)
    reports = [report for report in train(run, data_root=tmp_path, out=tmp_path / "run") if report.held_out]
    gains = [report.held_out["pairs, gain"] for report in reports if report.held_out]
    assert gains[-1] > 3.0
    assert parse(to_dict(run)) == run


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"mode": "inpaint", "holes": {"dust": 1.0}}, "inpaint makes its own damage; pairs are for"),
        ({"data": [{"kind": "pairs", "clean": "a"}]}, r"data\[0\].damaged is missing"),
        ({"data": [{"kind": "single", "path": "a"}]}, r"data\[0\].kind “single” is unknown; allowed are photos, pairs"),
        ({"data": [{"kind": "photos"}]}, r"data\[0\].path is missing"),
        ({"data": [{"kind": "pairs", "clean": "a", "damaged": "b"}, {"path": "c"}]}, "leave out other kinds"),
        ({"split": "dice"}, "split “dice” is unknown; allowed are names, content"),
        ({"measured": {"file": "x"}}, "measured.sha256 is missing"),
        ({"measured": {"file": "x", "sha256": "", "weakest": 3.0}}, "measured.weakest and measured.strongest"),
    ],
)
def test_wrong_tables_are_one_sentence(small_run: TrainConfig, changes: dict[str, object], sentence: str) -> None:
    pairs = {"data": [{"kind": "pairs", "clean": "a", "damaged": "b"}]} if "mode" in changes else {}
    raw = {**to_dict(small_run), **pairs, **changes}
    with pytest.raises(ConfigError, match=sentence):
        parse(raw)


def test_rows_of_pairs_stay_rows() -> None:
    """A scanner's bands are across: patches of pairs are mirrored and upside down, never on their side."""
    ramp = torch.arange(data.SQUARE, dtype=torch.uint8)[:, None].expand(data.SQUARE, data.SQUARE)
    for planes, is_turned in ((6, False), (3, True)):
        photos = data.Photos(ramp.expand(1, planes, -1, -1).contiguous(), torch.ones(1), torch.empty(0))
        generator = torch.Generator().manual_seed(0)
        patches = data.draw_patches(photos, count=32, size=16, generator=generator)
        across = patches.diff(dim=3).abs().amax(dim=(1, 2, 3)) > 0
        assert bool(across.any()) == is_turned
        down = (patches.diff(dim=2).mean(dim=(1, 2, 3)) * 255).round()
        assert {-1.0, 1.0} <= set(down.tolist())
