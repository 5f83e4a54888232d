"""The lessons of sharpening and of repairing old photos; see `tasks`."""

import torch
from torch import nn

from restorer.blurs import AUTO, BLURS
from training import ageing, blur, blurring, degrade
from training.tasks import Damaged, Restoration, decibels, gradient_energy

_SHAKE = (15.0, 31.0)  # px that held-out shake paths span
_NOISE = 2.55  # 8-bit steps: one per cent, in shaken and defocused held-out pictures
_GRID = 16  # px; what the networks' `multiple` divides
HELD_OUT_QUALITIES = (10, 20, 40)


class Deblurring(Restoration):
    """Shake, defocus and softness, of a kind that is told or not, and sharp pictures; see `config.Blur`."""

    def damage(self, clean: torch.Tensor, generator: torch.Generator) -> Damaged:
        """See `Restoration`; the pictures lose `blur.RADIUS` px on every side."""
        blurred = blurring.blur_patches(clean, self._config.blur, generator)
        pictures = blurred.pictures.contiguous(memory_format=torch.channels_last)
        return Damaged(pictures, blurred.told, blurred.truth)

    def held_out(self, network: nn.Module, spared: torch.Tensor) -> dict[str, float]:
        """Gain in PSNR by kind of blur, the kind not told, PSNR of sharp pictures, and `detail` of shaken ones."""
        figures = {}
        for kind in ("motion", "defocus", "soft"):
            generator = torch.Generator(spared.device).manual_seed(0)
            gains, energies = [], torch.zeros(2, dtype=torch.float64)
            for square in spared:
                clean = square[None].float() / 255.0
                blurred = _blurred(clean, kind, generator)
                truth = even(blur.inner(clean))
                estimate = _restored(network, even(blurred))
                gains.append(_gain(estimate, even(blurred), truth))
                energies += torch.tensor([_energy(estimate), _energy(truth)])
            figures[f"{kind}, gain"] = sum(gains) / len(gains)
            figures[f"{kind}, detail"] = float(energies[0] / energies[1].clamp_min(1e-12))
        sharp = [square[None].float() / 255.0 for square in spared]
        kept = [decibels((_restored(network, even(clean)) - even(clean)).square().mean()) for clean in sharp]
        return figures | {"sharp": sum(kept) / len(kept)}


class Repairing(Restoration):
    """Compression, grain and softness of old photos; see `config.Ageing`. The network is told nothing of them."""

    def damage(self, clean: torch.Tensor, generator: torch.Generator) -> Damaged:
        """See `Restoration`."""
        aged = ageing.age_patches(clean, self._config.ageing, generator)
        unknown = torch.full((len(clean),), degrade.UNKNOWN, device=clean.device)
        return Damaged(aged.contiguous(memory_format=torch.channels_last), unknown, clean)

    def held_out(self, network: nn.Module, spared: torch.Tensor) -> dict[str, float]:
        """Gain in PSNR by JPEG quality (4:2:0, block grid at the corner), and `detail` of the pictures."""
        figures = {}
        for quality in HELD_OUT_QUALITIES:
            generator = torch.Generator(spared.device).manual_seed(0)
            gains, energies = [], torch.zeros(2, dtype=torch.float64)
            for square in spared:
                clean = square[None].float() / 255.0
                level = torch.full((1,), float(quality), device=clean.device)
                aged = degrade.compress_anywhere(degrade.to_8bit(clean), level, generator, aligned=True)
                estimate = _restored(network, aged)
                gains.append(_gain(estimate, aged, clean))
                energies += torch.tensor([_energy(estimate), _energy(clean)])
            figures[f"q{quality}, gain"] = sum(gains) / len(gains)
            figures[f"q{quality}, detail"] = float(energies[0] / energies[1].clamp_min(1e-12))
        return figures


def shaken_square(clean: torch.Tensor, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """A held-out picture (1, 3, H, W) in 0..1 shaken, with noise, in 8 bit, without `blur.RADIUS` px at every edge; and
    its kernel (1, S, S)."""
    size, always = torch.rand(1, generator=generator, device=clean.device), torch.ones(1, device=clean.device)
    kernels = blur.shake_kernels(_SHAKE[0] + (_SHAKE[1] - _SHAKE[0]) * size, generator)
    seen = blurring.optics(clean, kernels, gain=always, in_light=always > 0)
    return _noisy(seen, generator), kernels


def _blurred(clean: torch.Tensor, kind: str, generator: torch.Generator) -> torch.Tensor:
    """A held-out picture: shaken or out of focus with noise, or softened by a Gaussian of 1.6 px without."""
    if kind == "motion":
        return shaken_square(clean, generator)[0]
    size = torch.rand(1, generator=generator, device=clean.device)
    never, always = torch.zeros(1, device=clean.device), torch.ones(1, device=clean.device)
    if kind == "soft":
        kernels = blur.gaussian_kernels(1.6 * always)
        return degrade.to_8bit(blurring.optics(clean, kernels, gain=always, in_light=never > 0))
    kernels = blur.disc_kernels(2.0 + 3.0 * size)
    return _noisy(blurring.optics(clean, kernels, gain=always, in_light=always > 0), generator)


def _noisy(seen: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    noise = torch.randn(seen.shape, generator=generator, device=seen.device)
    return degrade.to_8bit(seen + noise * _NOISE / 255.0)


def _restored(network: nn.Module, picture: torch.Tensor) -> torch.Tensor:
    unknown = torch.full((1,), BLURS[AUTO], device=picture.device)
    estimate: torch.Tensor = network(picture.contiguous(memory_format=torch.channels_last), unknown)
    return estimate.clamp(0.0, 1.0)


def _gain(estimate: torch.Tensor, seen: torch.Tensor, truth: torch.Tensor) -> float:
    after, before = ((picture - truth).square().mean() for picture in (estimate, seen))
    return decibels(after) - decibels(before)


def _energy(picture: torch.Tensor) -> float:
    return gradient_energy(picture, torch.ones_like(picture[:, :1]))


def even(picture: torch.Tensor) -> torch.Tensor:
    """The picture without the last rows and columns that are too many for a network's grid."""
    rows, columns = (side - side % _GRID for side in picture.shape[2:])
    return picture[:, :, :rows, :columns]
