"""JPEG compression of a batch on the device: what ITU-T T.81 does to the samples, without the file."""

import math

import torch
from torch.nn import functional

# ITU-T T.81 Annex K, tables K.1 and K.2
_LUMINANCE = (
    (16, 11, 10, 16, 24, 40, 51, 61), (12, 12, 14, 19, 26, 58, 60, 55), (14, 13, 16, 24, 40, 57, 69, 56),
    (14, 17, 22, 29, 51, 87, 80, 62), (18, 22, 37, 56, 68, 109, 103, 77), (24, 35, 55, 64, 81, 104, 113, 92),
    (49, 64, 78, 87, 103, 121, 120, 101), (72, 92, 95, 98, 112, 100, 103, 99),
)  # fmt: skip
_CHROMINANCE = (
    (17, 18, 24, 47, 99, 99, 99, 99), (18, 21, 26, 66, 99, 99, 99, 99), (24, 26, 56, 99, 99, 99, 99, 99),
    (47, 66, 99, 99, 99, 99, 99, 99), *(((99,) * 8,) * 4),
)  # fmt: skip
_TO_YCC = ((0.299, 0.587, 0.114), (-0.168736, -0.331264, 0.5), (0.5, -0.418688, -0.081312))
_TO_RGB = ((1.0, 0.0, 1.402), (1.0, -0.344136, -0.714136), (1.0, 1.772, 0.0))


def compress(images: torch.Tensor, quality: torch.Tensor, *, full_chroma: bool = False) -> torch.Tensor:
    """The images (B, 3, H, W) in 0..1 after JPEG at each one's `quality` (B,), 1..100.

    Chroma has half the resolution (4:2:0), or all of it with `full_chroma` (4:4:4). H and W must be multiples of 16.
    Differs from a codec only in the rounding of its transforms.
    """
    ycc = torch.einsum("ij,bjhw->bihw", images.new_tensor(_TO_YCC), images) * 255.0
    luma = _quantise(ycc[:, :1] - 128.0, _table(_LUMINANCE, quality)) + 128.0
    small = ycc[:, 1:] if full_chroma else functional.avg_pool2d(ycc[:, 1:], 2)
    chroma = _quantise(small, _table(_CHROMINANCE, quality))
    if not full_chroma:
        chroma = functional.interpolate(chroma, scale_factor=2.0, mode="bilinear", align_corners=False)
    decoded = torch.einsum("ij,bjhw->bihw", images.new_tensor(_TO_RGB), torch.cat((luma, chroma), dim=1))
    return decoded.round().clamp(0.0, 255.0) / 255.0


def _table(table: tuple[tuple[int, ...], ...], quality: torch.Tensor) -> torch.Tensor:
    """Quantisation steps (B, 8, 8) by the scaling of the Independent JPEG Group."""
    scale = torch.where(quality < 50, 5000.0 / quality, 200.0 - 2.0 * quality)
    steps = (quality.new_tensor(table) * scale.view(-1, 1, 1) + 50.0) / 100.0
    return steps.floor().clamp(1.0, 255.0)


def _quantise(planes: torch.Tensor, steps: torch.Tensor) -> torch.Tensor:
    batch, count, height, width = planes.shape
    cosine = _cosine_matrix().to(planes)
    blocks = planes.reshape(batch, count, height // 8, 8, width // 8, 8).permute(0, 1, 2, 4, 3, 5)
    steps = steps.view(batch, 1, 1, 1, 8, 8)
    coefficients = torch.round(cosine @ blocks @ cosine.T / steps) * steps
    decoded = cosine.T @ coefficients @ cosine
    return decoded.permute(0, 1, 2, 4, 3, 5).reshape(batch, count, height, width)


def _cosine_matrix() -> torch.Tensor:
    """The orthonormal 8-point DCT-II as a matrix."""
    rows = [
        [math.cos((2 * x + 1) * u * math.pi / 16) * (math.sqrt(0.125) if u == 0 else 0.5) for x in range(8)]
        for u in range(8)
    ]
    return torch.tensor(rows)
