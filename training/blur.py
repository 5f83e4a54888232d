"""Blur as cameras and scanners make it: shaken, out of focus or soft; all on the device, from one generator."""

import torch

from restorer.deconvolution import GAMMA, KNEE, SLOPE

RADIUS = 20  # px; a blurred patch loses as much on every side
SIDE = 2 * RADIUS + 1
LONGEST = 31.0  # px that a shake path spans at most, so that no centre of mass brings it out of the kernel
_POINTS = 192  # along a shake path: several in each pixel
_ENTRIES = 255 * 16 + 1


def shake_kernels(span: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Kernels (B, SIDE, SIDE) of hands that shook: a path whose longer side is `span` (B,) px, its mean in the centre.

    The direction of the path drifts, from hardly at all to a scribble, and its speed changes along it, as in the
    trajectories of Boracchi and Foi 2012 ("Modeling the Performance of Image Restoration from Motion Blur"); now and
    then it jerks. Each kernel sums to 1.
    """
    count, device = len(span), span.device

    def normal(*shape: int) -> torch.Tensor:
        return torch.randn(shape, generator=generator, device=device)

    def uniform(*shape: int) -> torch.Tensor:
        return torch.rand(shape, generator=generator, device=device)

    drift = 10.0 ** (-2.5 + 1.8 * uniform(count, 1))  # radians a point
    jerk = (uniform(count, _POINTS) < 2.0 / _POINTS) & (uniform(count, 1) < 0.4)
    angle = 6.2832 * uniform(count, 1) + torch.cumsum(normal(count, _POINTS) * (drift + 1.2 * jerk), dim=1)
    pace = torch.exp(torch.cumsum(normal(count, _POINTS) * 0.08, dim=1))
    across, down = (torch.cumsum(pace * part, dim=1) for part in (angle.cos(), angle.sin()))
    longer = torch.maximum(_extent(across), _extent(down)).clamp_min(1e-6)
    places = torch.stack((down, across), dim=1) * (span.view(-1, 1) / longer).unsqueeze(1)
    return splat(places - places.mean(dim=2, keepdim=True))


def splat(places: torch.Tensor) -> torch.Tensor:
    """Kernels (B, SIDE, SIDE) of points (B, 2, N), row and column from the centre, each shared by its four pixels.

    Points further out than `RADIUS` lie on the rim.
    """
    count, _, points = places.shape
    shifted = (places + RADIUS).clamp(0.0, SIDE - 1.001)
    first = shifted.floor()
    part = shifted - first
    kernels = places.new_zeros(count, SIDE * SIDE)
    for row in (0, 1):
        for column in (0, 1):
            share = (part[:, 0] if row else 1 - part[:, 0]) * (part[:, 1] if column else 1 - part[:, 1])
            index = (first[:, 0] + row) * SIDE + first[:, 1] + column
            kernels.scatter_add_(1, index.long(), share / points)
    return kernels.view(count, SIDE, SIDE)


def disc_kernels(radius: torch.Tensor) -> torch.Tensor:
    """Kernels (B, SIDE, SIDE) of a lens out of focus: discs of `radius` (B,) px with a soft rim, each summing to 1."""
    kernels = (radius.view(-1, 1, 1) + 0.5 - _distance(radius)).clamp(0.0, 1.0)
    return kernels / kernels.sum(dim=(1, 2), keepdim=True)


def gaussian_kernels(sigma: torch.Tensor) -> torch.Tensor:
    """Kernels (B, SIDE, SIDE) of general softness: Gaussians of `sigma` (B,) px, each summing to 1."""
    kernels = torch.exp(-0.5 * (_distance(sigma) / sigma.clamp_min(0.05).view(-1, 1, 1)).square())
    return kernels / kernels.sum(dim=(1, 2), keepdim=True)


def convolve(pictures: torch.Tensor, kernels: torch.Tensor) -> torch.Tensor:
    """The pictures (B, C, H, W) under their kernels (B, SIDE, SIDE), without the `RADIUS` px at every edge."""
    height, width = pictures.shape[2:]
    rolled = torch.zeros((len(kernels), 1, height, width), dtype=pictures.dtype, device=pictures.device)
    rolled[:, 0, :SIDE, :SIDE] = kernels
    rolled = rolled.roll((-RADIUS, -RADIUS), dims=(2, 3))
    spectrum = torch.fft.rfft2(pictures) * torch.fft.rfft2(rolled)
    return inner(torch.fft.irfft2(spectrum, s=(height, width)))


def inner(pictures: torch.Tensor) -> torch.Tensor:
    """The pictures (B, C, H, W) without the `RADIUS` px at every edge."""
    return pictures[:, :, RADIUS:-RADIUS, RADIUS:-RADIUS]


def to_light(encoded: torch.Tensor) -> torch.Tensor:
    """Samples 0..1 as sRGB writes them, as the light they stand for, 0..1 (IEC 61966-2-1).

    Read from a table with 16 entries between two 8-bit steps: a power of each sample costs ten times as much.
    """
    entries = torch.linspace(0.0, 1.0, _ENTRIES, device=encoded.device)
    curve = torch.where(entries <= KNEE, entries / SLOPE, ((entries + 0.055) / 1.055) ** GAMMA)
    return _looked_up(curve, encoded)


def from_light(light: torch.Tensor) -> torch.Tensor:
    """The inverse of `to_light` to a tenth of an 8-bit step; light outside 0..1 is clipped, as a sensor does."""
    entries = torch.linspace(0.0, 1.0, _ENTRIES, device=light.device).square()
    curve = torch.where(entries <= KNEE / SLOPE, entries * SLOPE, 1.055 * entries ** (1.0 / GAMMA) - 0.055)
    return _looked_up(curve, light.clamp(0.0, 1.0).sqrt())  # by the root, which spaces the entries as the eye does


def brightened(light: torch.Tensor, gain: torch.Tensor) -> torch.Tensor:
    """Light (B, C, H, W) whose highlights are `gain` (B,) times as far above the level where sensors begin to clip.

    What a photo shows as white may have been much brighter: blurred, it spreads as such and stays white in the middle.
    """
    threshold = 0.85
    return light + (light - threshold).clamp_min(0.0) * (gain.view(-1, 1, 1, 1) - 1.0)


def _looked_up(curve: torch.Tensor, share: torch.Tensor) -> torch.Tensor:
    return curve[(share.clamp(0.0, 1.0) * (_ENTRIES - 1)).round().to(torch.int32)]


def _extent(line: torch.Tensor) -> torch.Tensor:
    return line.amax(dim=1, keepdim=True) - line.amin(dim=1, keepdim=True)


def _distance(like: torch.Tensor) -> torch.Tensor:
    steps = torch.arange(-RADIUS, RADIUS + 1, device=like.device, dtype=like.dtype)
    return (steps.view(-1, 1).square() + steps.square()).sqrt().unsqueeze(0)
