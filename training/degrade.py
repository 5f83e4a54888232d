"""What is done to clean patches so that a network learns to undo it; all on the device, all from one generator."""

import torch
from torch.nn import functional

from training import jpeg
from training.mixtures import Noise

UNKNOWN = -1.0


def add_noise(clean: torch.Tensor, noise: Noise, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """Noisy patches and the level (B,) the network is told, in units of the 0..1 range, `UNKNOWN` where it is not.

    `clean` is (B, 3, H, W) in 0..1; patches without colour get noise without colour. See `Noise` for the mixture.
    """
    count = clean.shape[0]
    is_grey = (clean == clean[:, :1]).all(dim=(1, 2, 3), keepdim=True) if noise.grey > 0 else None
    sigma = uniform(count, clean, generator) * noise.sigma_max / 255.0
    is_camera = uniform(count, clean, generator) < noise.camera
    is_clipped = (uniform(count, clean, generator) < noise.clipped) | is_camera
    is_jpeg = (uniform(count, clean, generator) < noise.jpeg) & is_camera
    share = torch.where(is_camera, noise.camera_unknown, noise.unknown)
    is_unknown = uniform(count, clean, generator) < share
    white = torch.randn(clean.shape, generator=generator, device=clean.device) * sigma.view(-1, 1, 1, 1)
    grain = camera_grain(clean, sigma, generator)
    added = torch.where(is_camera.view(-1, 1, 1, 1), grain, white)
    if is_grey is not None:
        added = torch.where(is_grey, added[:, :1], added)
    noisy = clean + added
    noisy = torch.where(is_clipped.view(-1, 1, 1, 1), to_8bit(noisy), noisy)
    if bool(is_jpeg.any()):
        quality = 60.0 + 40.0 * uniform(count, clean, generator)
        noisy = torch.where(is_jpeg.view(-1, 1, 1, 1), compress_anywhere(noisy, quality, generator), noisy)
    return noisy, torch.where(is_unknown, torch.full_like(sigma, UNKNOWN), sigma)


def without_colour(clean: torch.Tensor, share: float, generator: torch.Generator) -> torch.Tensor:
    """The patches (B, 3, H, W), about `share` of them with their luma (ITU-R BT.601) in all channels."""
    luma = (clean * clean.new_tensor((0.299, 0.587, 0.114)).view(3, 1, 1)).sum(dim=1, keepdim=True)
    chosen = (uniform(len(clean), clean, generator) < share).view(-1, 1, 1, 1)
    return torch.where(chosen, luma, clean)


def camera_grain(clean: torch.Tensor, sigma: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Noise like a scan's or a camera's: variance a*x + b, correlated channels, slightly blurred; RMS = `sigma`.

    Poissonian-Gaussian variance after Foi et al. 2008; blur (Gaussian, up to 1 px) stands for demosaicing and
    film grain. `sigma` is (B,) in units of the 0..1 range.
    """
    count = clean.shape[0]
    share = uniform(count, clean, generator).view(-1, 1, 1, 1)
    deviation = torch.sqrt((1 - share) + share * clean.clamp(0.0, 1.0) * 2.0)
    grain = torch.randn(clean.shape, generator=generator, device=clean.device) * deviation
    common = torch.randn(grain[:, :1].shape, generator=generator, device=clean.device)
    common = common * deviation.mean(dim=1, keepdim=True)
    blend = uniform(count, clean, generator).view(-1, 1, 1, 1)
    grain = grain * torch.sqrt(1 - blend) + common * torch.sqrt(blend)
    grain = gaussian_blur(grain, uniform(count, clean, generator))
    rms = grain.square().mean(dim=(1, 2, 3), keepdim=True).sqrt().clamp_min(1e-6)
    return grain / rms * sigma.view(-1, 1, 1, 1)


def gaussian_blur(planes: torch.Tensor, sigma: torch.Tensor) -> torch.Tensor:
    """A 5-tap separable Gaussian of each sample's own sigma (B,) in pixels; under 0.3 px it changes nothing."""
    count, channels = planes.shape[:2]
    taps = torch.arange(-2.0, 3.0, device=planes.device)
    kernel = torch.exp(-0.5 * (taps / sigma.clamp_min(0.05).view(-1, 1)) ** 2)
    kernel = kernel / kernel.sum(dim=1, keepdim=True)
    kernel = kernel.repeat_interleave(channels, dim=0).view(count * channels, 1, 1, 5)
    flat = functional.pad(planes.reshape(1, count * channels, *planes.shape[2:]), (2, 2, 2, 2), mode="reflect")
    flat = functional.conv2d(flat, kernel, groups=count * channels)
    flat = functional.conv2d(flat, kernel.transpose(2, 3), groups=count * channels)
    return flat.reshape(planes.shape)


def compress_anywhere(
    noisy: torch.Tensor, quality: torch.Tensor, generator: torch.Generator, *,
    aligned: bool = False, full_chroma: bool = False,
) -> torch.Tensor:  # fmt: skip
    """JPEG at each one's `quality` (B,), the block grid at a random offset as a crop of a larger photo has it.

    `aligned` puts the grid at the corner instead; `full_chroma` keeps colour at full resolution.
    """
    height, width = noisy.shape[2:]
    top, left = torch.randint(0, 8, (2,), generator=generator, device=noisy.device).tolist()
    if aligned:
        top = left = 0
    bottom, right = -(height + top) % 16, -(width + left) % 16
    padded = functional.pad(noisy, (left, right, top, bottom), mode="reflect")
    compressed = jpeg.compress(padded, quality, full_chroma=full_chroma)
    return compressed[:, :, top : top + height, left : left + width]


def to_8bit(image: torch.Tensor) -> torch.Tensor:
    """The image in 0..1 as an 8-bit file holds it, clipped and rounded."""
    return (image * 255.0).round().clamp(0.0, 255.0) / 255.0


def uniform(count: int, like: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """So many chances from 0 to 1, on the device of `like`."""
    return torch.rand(count, generator=generator, device=like.device)
