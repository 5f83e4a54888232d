"""Old photos: blocks, grain and softness in their shares."""

import dataclasses

import pytest
import skimage.data
import torch

from training.ageing import age_patches
from training.mixtures import Ageing

NOTHING = Ageing(jpeg=0.0, twice=0.0, full_chroma=0.0, aligned=1.0, grain=0.0, soft=0.0)


@pytest.fixture(scope="module")
def clean() -> torch.Tensor:
    picture = torch.from_numpy(skimage.data.coffee()[100:164, 180:244].transpose(2, 0, 1).copy())
    return (picture[None].float() / 255.0).repeat(12, 1, 1, 1)


def _aged(clean: torch.Tensor, mixture: Ageing, seed: int = 0) -> torch.Tensor:
    return age_patches(clean, mixture, torch.Generator().manual_seed(seed))


def _steps_at(picture: torch.Tensor, phase: int) -> float:
    """Mean difference of luma over the lines between columns 8n + phase - 1 and 8n + phase."""
    luma = picture.mean(dim=1)
    return float(luma.diff(dim=2).abs()[:, :, (phase - 1) % 8 :: 8].mean())


def test_without_any_share_nothing_happens(clean: torch.Tensor) -> None:
    torch.testing.assert_close(_aged(clean, NOTHING), clean, atol=1e-6, rtol=0)


def test_blocks_lie_at_the_corner_when_aligned(clean: torch.Tensor) -> None:
    strong = dataclasses.replace(NOTHING, jpeg=1.0, worst=6.0, best=6.0)
    aged = _aged(clean, strong)
    assert _steps_at(aged, 0) > 1.5 * _steps_at(aged, 4)
    anywhere = torch.cat([_aged(clean[:1], dataclasses.replace(strong, aligned=0.0), seed) for seed in range(12)])
    assert _steps_at(anywhere, 0) < 1.3 * _steps_at(anywhere, 4)


def test_full_chroma_keeps_more_colour(clean: torch.Tensor) -> None:
    mixture = dataclasses.replace(NOTHING, jpeg=1.0, worst=90.0, best=90.0)
    half, full = (_aged(clean, dataclasses.replace(mixture, full_chroma=share)) for share in (0.0, 1.0))
    assert float((half - clean).abs().mean()) > 1.2 * float((full - clean).abs().mean())


def test_grain_and_softness_come_in_their_shares(clean: torch.Tensor) -> None:
    grainy = _aged(clean, dataclasses.replace(NOTHING, grain=0.5, sigma=12.0))
    changed = (grainy - clean).abs().amax(dim=(1, 2, 3)) > 0.004
    assert 2 <= int(changed.sum()) <= 10
    soft = _aged(clean, dataclasses.replace(NOTHING, soft=1.0))
    energy = [float(picture.diff(dim=3).square().mean()) for picture in (soft, clean)]
    assert energy[0] < 0.9 * energy[1]


def test_twice_compressed_is_worse_than_once(clean: torch.Tensor) -> None:
    once = dataclasses.replace(NOTHING, jpeg=1.0, worst=20.0, best=20.0, aligned=0.0)
    errors = [
        float((_aged(clean, dataclasses.replace(once, twice=share)) - clean).square().mean()) for share in (0.0, 1.0)
    ]
    assert errors[1] > 1.05 * errors[0]


def test_the_generator_alone_decides(clean: torch.Tensor) -> None:
    one, same, other = (_aged(clean, Ageing(), seed) for seed in (4, 4, 5))
    assert torch.equal(one, same)
    assert not torch.equal(one, other)
