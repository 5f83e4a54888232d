"""The lesson of undoing shake: what the program found and took back, and the truth behind it; see `tasks`."""

from pathlib import Path

import torch
from torch import nn
from torch.nn import functional

from restorer import deconvolution, files, shake
from restorer.blurs import AUTO, BLURS
from training import blur, blurring, degrade, shakes
from training.config import ConfigError, TrainConfig
from training.degrade import uniform
from training.restoring import even, shaken_square
from training.tasks import Damaged, Restoration, decibels


class Unshaking(Restoration):
    """Pictures shaken by the true kernel of a pair and taken back by the found one; see `mixtures.Shaken`."""

    def __init__(self, config: TrainConfig) -> None:
        super().__init__(config)
        assert config.shaken is not None
        self._shaken = config.shaken
        self._found: list[torch.Tensor] = []
        path = Path(self._shaken.bank)
        if not path.is_file() or files.sha256_of(path) != self._shaken.sha256:
            raise ConfigError(f"{path} is not the file of shakes that the run names; see `python -m training shakes`.")
        self._bank = shakes.read(path)

    def damage(self, clean: torch.Tensor, generator: torch.Generator) -> Damaged:
        """See `Restoration`; of each picture a window is left, somewhere in what the blur left of it."""
        true, found = self._drawn(len(clean), clean.device, generator)
        gain = 1.0 + 4.0 * uniform(len(clean), clean, generator) * (uniform(len(clean), clean, generator) < 0.3)
        in_light = torch.ones(len(clean), device=clean.device) > 0
        seen = self._photographed(blurring.optics(clean, true, gain=gain, in_light=in_light), generator)
        window = min(self._shaken.window, *seen.shape[2:])
        both = torch.cat((taken_back(seen, found), blur.inner(clean)), dim=1)
        cut = torch.empty((len(clean), both.shape[1], window, window), device=clean.device)
        for number, planes in enumerate(both):
            row, column = (
                2 * int(torch.randint((side - window) // 2 + 1, (1,), generator=generator, device=clean.device))
                for side in planes.shape[1:]
            )
            cut[number] = planes[:, row : row + window, column : column + window]
        unknown = torch.full((len(clean),), BLURS[AUTO], device=clean.device)
        return Damaged(cut[:, :-3].contiguous(memory_format=torch.channels_last), unknown, cut[:, -3:])

    def held_out(self, network: nn.Module, spared: torch.Tensor) -> dict[str, float]:
        """Gain in PSNR on shaken squares, their shake found by the program; and with the true one."""
        figures = {}
        unknown = torch.full((1,), BLURS[AUTO], device=spared.device)
        for name, is_known in (("shake found, gain", False), ("shake known, gain", True)):
            generator = torch.Generator(spared.device).manual_seed(0)
            gains = []
            for number, square in enumerate(spared):
                clean = square[None].float() / 255.0
                seen, kernels = shaken_square(clean, generator)
                seen, truth = even(seen), even(blur.inner(clean))
                if not is_known:
                    kernels = self._found_in(seen, number)
                planes = taken_back(seen, kernels).contiguous(memory_format=torch.channels_last)
                estimate = network(planes, unknown).clamp(0.0, 1.0)
                before, after = ((picture - truth).square().mean() for picture in (seen, estimate))
                gains.append(decibels(after) - decibels(before))
            figures[name] = sum(gains) / len(gains)
        return figures

    def _found_in(self, seen: torch.Tensor, number: int) -> torch.Tensor:
        """The shake found in a held-out square, each looked at once in a run."""
        if number == len(self._found):
            samples = (seen[0] * 255.0).round().to(torch.uint8).permute(1, 2, 0).contiguous().cpu().numpy()
            self._found.append(torch.from_numpy(shake.find(samples).kernel)[None])
        return self._found[number].to(seen.device)

    def _drawn(self, count: int, device: torch.device, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
        """Pairs from the bank, turned and mirrored by chance."""
        size = len(self._bank.true)
        chosen = torch.randint(size, (count,), generator=generator, device=device).cpu()
        pairs = torch.stack((self._bank.true[chosen], self._bank.found[chosen]), dim=1)
        ways = torch.randint(8, (count,), generator=generator, device=device).tolist()
        turned = [
            torch.rot90(pair.flip(2) if way >= 4 else pair, way % 4, (1, 2))
            for pair, way in zip(pairs, ways, strict=True)
        ]
        true, found = torch.stack(turned).to(device).unbind(dim=1)
        is_known = torch.rand(count, generator=generator, device=device) < self._shaken.known
        return true, torch.where(is_known.view(-1, 1, 1), true, found)

    def _photographed(self, seen: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
        sigma = uniform(len(seen), seen, generator) * self._shaken.noise / 255.0
        noise = torch.randn(seen.shape, generator=generator, device=seen.device)
        taken = degrade.to_8bit(seen + noise * sigma.view(-1, 1, 1, 1))
        is_jpeg = uniform(len(seen), seen, generator) < self._shaken.jpeg
        if not bool(is_jpeg.any()):
            return taken
        quality = 75.0 + 23.0 * uniform(len(seen), seen, generator)
        return torch.where(is_jpeg.view(-1, 1, 1, 1), degrade.compress_anywhere(taken, quality, generator), taken)


def taken_back(seen: torch.Tensor, kernels: torch.Tensor) -> torch.Tensor:
    """Pictures (B, 3, H, W) in 0..1, and with their kernels (B, S, S) taken back as the program does: (B, 9, H, W)."""
    margin = deconvolution.MARGIN
    light = functional.pad(blur.to_light(seen), [margin] * 4, mode="reflect")
    planes = deconvolution.wiener(light, kernels)[..., margin:-margin, margin:-margin]
    return torch.cat((seen, *(degrade.to_8bit(blur.from_light(part)) for part in planes)), dim=1)
