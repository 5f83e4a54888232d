"""What a detector is taught: to tell damage from the photo it lies on, pixel by pixel."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from training import losses
from training.config import TrainConfig
from training.tasks import Damaged, Moment, Task
from training.worn import wear

_HELD_OUT_TURNS = 2  # times each held-out square is worn
_UNDAMAGED_TURNS = 2  # times it is aged alone
_OVER = 0.5  # the probability from which a pixel counts as found


class Detection(Task):
    """Damage drawn over aged photos by `worn`; cross-entropy and Dice loss of every pixel's probability."""

    def __init__(self, config: TrainConfig) -> None:
        self._recipe = config.damage

    def loss(
        self, network: nn.Module, clean: torch.Tensor, generator: torch.Generator, *, moment: Moment
    ) -> torch.Tensor:
        """See `Task`."""
        worn = self.examples(clean, generator)
        image = worn.pictures.contiguous(memory_format=torch.channels_last)
        return losses.overlap(network(image), worn.told)

    def examples(self, clean: torch.Tensor, generator: torch.Generator) -> Damaged:
        """See `Task`; the truth is the photo before."""
        random = np.random.default_rng(int(torch.randint(2**31, (), generator=generator, device=clean.device)))
        pictures = clean.permute(0, 2, 3, 1).cpu().numpy()
        worn = [wear(picture, self._recipe, random=random) for picture in pictures]
        image = torch.from_numpy(np.stack([one.picture for one in worn])).permute(0, 3, 1, 2).to(clean)
        mask = torch.from_numpy(np.stack([one.mask for one in worn])[:, None]).to(clean)
        return Damaged(image, mask, clean, mask)

    def estimate(self, network: nn.Module, damaged: Damaged) -> torch.Tensor:
        """See `Task`; the probability of damage, white is certain."""
        pictures = damaged.pictures.contiguous(memory_format=torch.channels_last)
        return functional.sigmoid(network(pictures).float()).expand(-1, 3, -1, -1)

    def score(self, figures: dict[str, float]) -> float:
        """See `Task`."""
        return figures["IoU"]

    def held_out(self, network: nn.Module, spared: torch.Tensor) -> dict[str, float]:
        """Over all pixels of worn squares: IoU, precision and recall at probability 0.5.

        `false marks, %` is the share of pixels found in the same squares, aged but not damaged.
        """
        counts = np.zeros(3)  # found and damaged, found, damaged
        false, pixels = 0.0, 0
        random = np.random.default_rng(0)
        undamaged = type(self._recipe)(kinds=self._recipe.kinds, undamaged=1.0, lookalikes=0.0)
        for square in spared:
            clean = square.permute(1, 2, 0).cpu().numpy().astype(np.float32) / 255.0
            for turn in range(_HELD_OUT_TURNS + _UNDAMAGED_TURNS):
                recipe = self._recipe if turn < _HELD_OUT_TURNS else undamaged
                worn = wear(clean, recipe, random=random)
                found = _found(network, worn.picture, spared)
                if recipe is undamaged:
                    false, pixels = false + float(found.sum()), pixels + found.size
                else:
                    counts += ((found & (worn.mask > 0)).sum(), found.sum(), worn.mask.sum())
        both, ours, truth = counts
        return {
            "IoU": float(both / max(ours + truth - both, 1.0)),
            "precision": float(both / max(ours, 1.0)),
            "recall": float(both / max(truth, 1.0)),
            "false marks, %": 100.0 * false / max(pixels, 1),
        }


def _found(network: nn.Module, picture: np.ndarray, like: torch.Tensor) -> np.ndarray:
    image = torch.from_numpy(picture).permute(2, 0, 1)[None].to(like.device)
    probability = functional.sigmoid(network(image.contiguous(memory_format=torch.channels_last)).float())
    found: np.ndarray = (probability[0, 0] > _OVER).cpu().numpy()
    return found
