"""Clean patches blurred in every way that a deblurring network is to undo."""

from typing import NamedTuple

import torch

from restorer.blurs import AUTO, BLURS
from training import blur, degrade
from training.degrade import uniform
from training.mixtures import Blur

KINDS = ("motion", "defocus", "soft", "sharp")  # the shares of `mixtures.Blur`, in this order


class Blurred(NamedTuple):
    """Pictures (B, 3, h, w) as the network sees them, the truth of each, and the level (B,) by which it is told."""

    pictures: torch.Tensor
    truth: torch.Tensor
    told: torch.Tensor


def blur_patches(clean: torch.Tensor, mixture: Blur, generator: torch.Generator) -> Blurred:
    """The patches (B, 3, H, W) in 0..1, blurred by chance; the result lacks `blur.RADIUS` px on every side.

    A sharp picture is its own truth, with whatever noise and compression it has.
    """
    count = len(clean)
    shares = clean.new_tensor([getattr(mixture, kind) for kind in KINDS])
    drawn = torch.multinomial(shares, count, replacement=True, generator=generator)
    kernels = _kernels(drawn, mixture, clean, generator)
    in_light = (drawn != KINDS.index("soft")) | (uniform(count, clean, generator) < 0.5)
    gain = 1.0 + 4.0 * uniform(count, clean, generator) * (uniform(count, clean, generator) < 0.3)
    blurred = optics(clean, kernels, gain=gain, in_light=in_light)
    sharp = (drawn == KINDS.index("sharp")).view(-1, 1, 1, 1)
    truth = blur.inner(clean)
    taken = _photographed(torch.where(sharp, truth, blurred), mixture, generator)
    names = torch.multinomial(shares[:3], count, replacement=True, generator=generator)  # what a sharp one is called
    levels = clean.new_tensor([BLURS[kind] for kind in KINDS[:3]])
    level = levels[torch.where(sharp.view(-1), names, drawn.clamp_max(2))]
    is_told = uniform(count, clean, generator) < mixture.told
    return Blurred(taken, torch.where(sharp, taken, truth), torch.where(is_told, level, BLURS[AUTO]))


def optics(clean: torch.Tensor, kernels: torch.Tensor, *, gain: torch.Tensor, in_light: torch.Tensor) -> torch.Tensor:
    """The pictures (B, 3, H, W) under their kernels, in linear light with highlights `gain` (B,) times as bright.

    Where `in_light` (B,) is False, the file's own values are blurred instead. `blur.RADIUS` px are lost on every side.
    """
    light = in_light.view(-1, 1, 1, 1)
    scene = torch.where(light, blur.brightened(blur.to_light(clean), gain), clean)
    seen = blur.convolve(scene, kernels)
    return torch.where(light, blur.from_light(seen), seen)


def _kernels(drawn: torch.Tensor, mixture: Blur, like: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    size = uniform(len(drawn), like, generator)
    shaken = blur.shake_kernels(4.0 + (mixture.span - 4.0) * size, generator)
    disc = blur.disc_kernels(0.7 + (mixture.disc - 0.7) * size)
    soft = blur.gaussian_kernels(0.5 + (mixture.sigma - 0.5) * size)
    kind = drawn.view(-1, 1, 1)
    return torch.where(kind == 0, shaken, torch.where(kind == 1, disc, soft))


def _photographed(seen: torch.Tensor, mixture: Blur, generator: torch.Generator) -> torch.Tensor:
    """Noise, mostly little; 8 bit; JPEG for some."""
    count = len(seen)
    sigma = uniform(count, seen, generator) * mixture.noise / 255.0
    sigma = torch.where(uniform(count, seen, generator) < 0.4, 0.25 * sigma, sigma)
    noise = torch.randn(seen.shape, generator=generator, device=seen.device)
    taken = degrade.to_8bit(seen + noise * sigma.view(-1, 1, 1, 1))
    is_jpeg = uniform(count, seen, generator) < mixture.jpeg
    if not bool(is_jpeg.any()):
        return taken
    quality = 75.0 + 23.0 * uniform(count, seen, generator)
    return torch.where(is_jpeg.view(-1, 1, 1, 1), degrade.compress_anywhere(taken, quality, generator), taken)
