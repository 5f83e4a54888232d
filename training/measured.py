"""A denoiser's lesson in noise that was measured on a scan; see `mixtures.Measured` and `restorer.measuring`."""

import hashlib
from pathlib import Path

import numpy as np
import torch
from torch import nn

from restorer import files, measuring
from restorer.measuring import MeasuredNoise, MeasureError
from restorer.noise import estimate_sigma
from training import degrade
from training.config import ConfigError, TrainConfig
from training.degrade import uniform
from training.mixtures import Measured
from training.tasks import Damaged, Restoration, decibels


class Synthesis:
    """Draws noise with the spectra, covariances and levels of a measurement, of any size, on a device."""

    def __init__(self, noise: MeasuredNoise, *, device: torch.device) -> None:
        self._grain = _kernel(noise.grain, (noise.grain.shape[0],) * 2).to(device)
        self._rows = _kernel(noise.rows, (2 * (len(noise.rows) - 1),)).to(device)
        self._columns = _kernel(noise.columns, (2 * (len(noise.columns) - 1),)).to(device)
        self._brightness = torch.from_numpy(noise.brightness.T.copy()).float().to(device) / 255.0
        self._levels = torch.from_numpy(noise.levels.T.copy()).float().to(device) / 255.0

    def draw(self, like: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
        """Noise of deviation 1 for pictures (B, 3, H, W); the same in all channels if a grey photo was measured."""
        count, _, height, width = like.shape
        noise = _filtered(self._grain, (count, height, width), generator)
        if float(self._rows.abs().max()) > 0:
            noise = noise + _filtered(self._rows, (count, height), generator)[..., None]
        if float(self._columns.abs().max()) > 0:
            noise = noise + _filtered(self._columns, (count, width), generator)[:, :, None]
        return noise.expand(count, 3, height, width)

    def levels(self, clean: torch.Tensor) -> torch.Tensor:
        """The noise's deviation in each sample of pictures (B, 3, H, W) in 0..1: straight lines between what was
        measured, and constant beyond."""
        known, levels = self._brightness.expand(3, -1), self._levels.expand(3, -1)
        if known.shape[1] == 1:
            return levels[:, 0].view(1, 3, 1, 1).expand_as(clean)
        planes = []
        for channel in range(3):
            points, heights = known[channel].contiguous(), levels[channel]
            values = clean[:, channel].clamp(float(points[0]), float(points[-1])).contiguous()
            right = torch.bucketize(values, points).clamp(1, len(points) - 1)
            share = (values - points[right - 1]) / (points[right] - points[right - 1])
            planes.append(torch.lerp(heights[right - 1], heights[right], share))
        return torch.stack(planes, dim=1)

    def add(self, clean: torch.Tensor, strength: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
        """Pictures (B, 3, H, W) in 0..1 with the noise at a strength (B,) each, not clipped."""
        return clean + self.draw(clean, generator) * self.levels(clean) * strength.view(-1, 1, 1, 1)


class MeasuredDenoising(Restoration):
    """One noise, measured; at held-out photos the network is told what the program would estimate."""

    def __init__(self, config: TrainConfig, measured: Measured) -> None:
        super().__init__(config)
        self._measured = measured
        self._noise = read(measured)
        self._synthesis: dict[torch.device, Synthesis] = {}
        self._estimates = Estimates()

    def damage(self, clean: torch.Tensor, generator: torch.Generator) -> Damaged:
        """See `Restoration`."""
        recipe, count = self._measured, len(clean)
        strength = recipe.weakest + (recipe.strongest - recipe.weakest) * uniform(count, clean, generator)
        noisy = self._on(clean.device).add(clean, strength, generator)
        level = (noisy - clean).square().mean(dim=(1, 2, 3)).sqrt()
        off = (2.0 * uniform(count, clean, generator) - 1.0) * recipe.spread
        is_clipped = uniform(count, clean, generator) < recipe.clipped
        is_unknown = uniform(count, clean, generator) < recipe.unknown
        noisy = torch.where(is_clipped.view(-1, 1, 1, 1), degrade.to_8bit(noisy), noisy)
        told = torch.where(is_unknown, torch.full_like(level, degrade.UNKNOWN), level * off.exp())
        return Damaged(noisy.contiguous(memory_format=torch.channels_last), told, clean)

    def held_out(self, network: nn.Module, spared: torch.Tensor) -> dict[str, float]:
        """PSNR of squares with the noise as it was measured, in 8 bit, and what was gained on the noisy squares."""
        generator = torch.Generator(spared.device).manual_seed(0)
        always = torch.ones(1, device=spared.device)
        values, gains = [], []
        for square in spared:
            clean = square[None].float() / 255.0
            noisy = degrade.to_8bit(self._on(spared.device).add(clean, always, generator))
            restored = network(noisy.contiguous(memory_format=torch.channels_last), self._estimates.of(noisy)).clamp(
                0.0, 1.0
            )
            values.append(decibels((restored - clean).square().mean()))
            gains.append(values[-1] - decibels((noisy - clean).square().mean()))
        return {"measured": sum(values) / len(values), "measured, gain": sum(gains) / len(gains)}

    def _on(self, device: torch.device) -> Synthesis:
        if device not in self._synthesis:
            self._synthesis[device] = Synthesis(self._noise, device=device)
        return self._synthesis[device]


class Estimates:
    """The levels that the program tells a denoiser of 8-bit pictures; each picture is looked at once."""

    def __init__(self) -> None:
        self._known: dict[bytes, float] = {}

    def of(self, noisy: torch.Tensor) -> torch.Tensor:
        """The level (1,) in 0..1 of one picture (1, 3, H, W) in 0..1."""
        samples = (noisy[0] * 255.0).round().clamp(0, 255).to(torch.uint8).permute(1, 2, 0).cpu().numpy()
        key = hashlib.sha256(samples.tobytes()).digest()
        if key not in self._known:
            self._known[key] = estimate_sigma(samples) / 255.0
        return torch.full((1,), self._known[key], device=noisy.device)


def read(measured: Measured) -> MeasuredNoise:
    """The measurement of a run, which must be the file it was; raises `ConfigError`."""
    path = Path(measured.file)
    try:
        noise = measuring.read(path)
        digest = files.sha256_of(path)
    except MeasureError as error:
        raise ConfigError(f"measured.file: {error}") from error
    if measured.sha256 and digest != measured.sha256:
        raise ConfigError(f"measured.file: {files.printable(path)} is not the file it was when the run was set up.")
    return noise


def _kernel(half: np.ndarray, sizes: tuple[int, ...]) -> torch.Tensor:
    """The real filter (C, C, ...) of zero phase that makes noise of a cross-spectrum from white noise.

    At each frequency it is the square root of the density matrix.
    """
    values, vectors = np.linalg.eigh(half)
    root = (vectors * np.sqrt(np.maximum(values, 0.0))[..., np.newaxis, :]) @ vectors.conj().swapaxes(-1, -2)
    axes = tuple(range(len(sizes)))
    kernel = np.fft.irfftn(root, s=sizes, axes=axes)
    return torch.from_numpy(np.moveaxis(kernel, (-2, -1), (0, 1)).copy()).float()


def _filtered(kernel: torch.Tensor, wanted: tuple[int, ...], generator: torch.Generator) -> torch.Tensor:
    """White noise (B, C, ...) of the wanted size through the kernel, joined at the ends where it is larger."""
    count, *sizes = wanted
    own = kernel.shape[2:]
    around = [max(size, side) for size, side in zip(sizes, own, strict=True)]
    dims = tuple(range(2, 2 + len(sizes)))
    padded = kernel
    for dim, (side, whole) in enumerate(zip(own, around, strict=True), start=2):
        half = side // 2  # what lies before the middle goes to the far end
        front, back = padded.narrow(dim, 0, half), padded.narrow(dim, half, side - half)
        shape = list(padded.shape)
        shape[dim] = whole - side
        padded = torch.cat([front, padded.new_zeros(shape), back], dim=dim)
    white = torch.randn((count, kernel.shape[1], *around), generator=generator, device=kernel.device)
    letters = "xy"[: len(sizes)]
    product = torch.einsum(
        f"ab{letters},nb{letters}->na{letters}", _transformed(padded, dims), _transformed(white, dims)
    )
    noise: torch.Tensor = torch.fft.irfftn(product, s=around, dim=dims)
    for dim, size in enumerate(sizes, start=2):
        noise = noise.narrow(dim, 0, size)
    return noise


def _transformed(values: torch.Tensor, dims: tuple[int, ...]) -> torch.Tensor:
    transformed: torch.Tensor = torch.fft.rfftn(values, dim=dims)
    return transformed
