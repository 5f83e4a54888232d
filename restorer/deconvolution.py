"""A known blur taken back: what was spread along a path is gathered again, as far as noise allows."""

import math
from collections.abc import Callable, Sequence

import cv2
import numpy as np
import torch
from torch.nn import functional

MARGIN = 96  # pixels around a block that are seen with it; by then the ringing of a path of 41 pixels has died away
BLOCK = 480  # pixels a side that are taken back at once
STRENGTHS = (0.02, 0.2)  # how much smoothness is asked for: little, which rings, and much, which stays soft
_FLOOR = 0.01  # of that for what has no slopes at all
_ENTRIES = 1 << 16
KNEE, SLOPE, GAMMA = 0.04045, 12.92, 2.4  # of the curve of sRGB (IEC 61966-2-1)


def taken_back(
    samples: np.ndarray, kernel: np.ndarray, *, check: Callable[[int, int], None] | None = None
) -> np.ndarray:
    """The photo (H, W, 1 or 3), and it with the blur taken back at each of `STRENGTHS`: (H, W, 9) of the same type.

    Grey photos count as three equal channels. The blur is undone in linear light, as it arose. `samples` is uint8 or
    uint16; `kernel` (S, S) float32, S odd, of sum 1. The bytes depend on nothing but these two. `check` is told the
    blocks done and all of them; what it raises ends the work.
    """
    colours = np.broadcast_to(samples, (*samples.shape[:2], 3))
    made = np.empty((*samples.shape[:2], 3 * (1 + len(STRENGTHS))), samples.dtype)
    made[..., :3] = colours
    white = int(np.iinfo(samples.dtype).max)
    light, encoded = light_of(white), _code_of_light()
    framed = np.pad(colours, ((MARGIN, MARGIN), (MARGIN, MARGIN), (0, 0)), mode="reflect")
    places = [(top, left) for top in range(0, len(made), BLOCK) for left in range(0, made.shape[1], BLOCK)]
    for number, (top, left) in enumerate(places):
        if check is not None:
            check(number, len(places))
        block = light[framed[top : top + BLOCK + 2 * MARGIN, left : left + BLOCK + 2 * MARGIN]]
        planes = wiener(torch.from_numpy(block).permute(2, 0, 1)[None], torch.from_numpy(kernel)[None])[:, 0]
        inner = planes[:, :, MARGIN:-MARGIN, MARGIN:-MARGIN].clamp(0.0, 1.0).sqrt().mul(_ENTRIES - 1).round().int()
        values = encoded[inner.permute(2, 3, 0, 1).flatten(2).numpy()] * np.float32(white)
        made[top : top + BLOCK, left : left + BLOCK, 3:] = np.rint(values)
    return made


def wiener(light: torch.Tensor, kernels: torch.Tensor, strengths: Sequence[float] = STRENGTHS) -> torch.Tensor:
    """Light (B, C, H, W) with kernels (B, S, S) undone at each strength: (len(strengths), B, C, H, W).

    Wiener's filter with a penalty on slopes in place of the unknown spectrum of the scene (Gonzalez and Woods, Digital
    Image Processing, constrained least squares). The outer `MARGIN` / 2 px are bent so that the picture goes on
    around its edges; they are of no use afterwards.
    """
    height, width = light.shape[-2:]
    bent = periodic(light, MARGIN // 2, is_framed=True)
    seen = torch.fft.rfft2(bent)
    blur = spectrum_of(kernels, bent.shape[-2:])[:, None]
    down = 2.0 - 2.0 * torch.cos(2.0 * math.pi * torch.fft.fftfreq(bent.shape[-2], device=light.device))[:, None]
    across = 2.0 - 2.0 * torch.cos(2.0 * math.pi * torch.fft.rfftfreq(bent.shape[-1], device=light.device))
    undone = blur.conj() * seen
    made = [
        torch.fft.irfft2(undone / (blur.abs().square() + strength * (down + across + _FLOOR)), s=bent.shape[-2:])
        for strength in strengths
    ]
    return torch.stack(made)[..., :height, :width]


def periodic(planes: torch.Tensor, margin: int, *, is_framed: bool = False) -> torch.Tensor:
    """Planes (..., H, W) that go on around their edges without a step, of a size whose Fourier transform is quick.

    Their `margin`, added by reflection or, with `is_framed`, already there, fades into a soft picture that is the same
    on both sides. If the size has to grow, it grows to the right and below.
    """
    lead = planes.shape[:-2]
    flat = planes.reshape(1, -1, *planes.shape[-2:])
    before = 0 if is_framed else margin
    height, width = (even_size(side + 2 * before) for side in flat.shape[-2:])
    after = (width - flat.shape[-1] - before, height - flat.shape[-2] - before)
    reach = (flat.shape[-1] - 1, flat.shape[-2] - 1)
    mode = "reflect" if max(before, after[0]) <= reach[0] and max(before, after[1]) <= reach[1] else "replicate"
    if before or any(after):
        flat = functional.pad(flat, (before, after[0], before, after[1]), mode=mode)
    rows, columns = (_fading(side, margin, like=flat) for side in (height, width))
    kept = rows[:, None] * columns
    soft = _softened(flat, margin / 3.0)
    return (flat * kept + soft * (1.0 - kept)).reshape(*lead, height, width)


def spectrum_of(kernels: torch.Tensor, shape: Sequence[int]) -> torch.Tensor:
    """The transfer functions of kernels (..., S, S), S odd, whose centre is the origin, for planes of that shape."""
    side = kernels.shape[-1]
    whole = kernels.new_zeros(*kernels.shape[:-2], *shape)
    whole[..., :side, :side] = kernels
    spectrum: torch.Tensor = torch.fft.rfft2(whole.roll((-(side // 2), -(side // 2)), dims=(-2, -1)))
    return spectrum


def even_size(least: int) -> int:
    """The smallest even number from `least` on that has no prime factor above 5."""
    return 2 * cv2.getOptimalDFTSize(-(-least // 2))


def _fading(length: int, margin: int, *, like: torch.Tensor) -> torch.Tensor:
    steps = torch.arange(length, device=like.device, dtype=like.dtype)
    inward = torch.minimum(steps, length - 1 - steps) / margin
    return 0.5 - 0.5 * torch.cos(math.pi * inward.clamp(max=1.0))


def _softened(planes: torch.Tensor, sigma: float) -> torch.Tensor:
    """A Gaussian around the edges."""
    height, width = planes.shape[-2:]
    down = torch.fft.fftfreq(height, device=planes.device)[:, None].square()
    across = torch.fft.rfftfreq(width, device=planes.device).square()
    passed = torch.exp(-0.5 * (down + across) * (2.0 * math.pi * sigma) ** 2)
    soft: torch.Tensor = torch.fft.irfft2(torch.fft.rfft2(planes) * passed, s=(height, width))
    return soft


def light_of(white: int) -> np.ndarray:
    """The light of every sample value, 0..1."""
    share = np.arange(white + 1) / white
    return np.where(share <= KNEE, share / SLOPE, ((share + 0.055) / 1.055) ** GAMMA).astype(np.float32)


def _code_of_light() -> np.ndarray:
    """The share 0..1 by which sRGB writes light, over the light's root, which spaces the entries as the eye does."""
    light = np.square(np.arange(_ENTRIES) / (_ENTRIES - 1))
    dark = light <= KNEE / SLOPE
    return np.where(dark, light * SLOPE, 1.055 * light ** (1.0 / GAMMA) - 0.055).astype(np.float32)
