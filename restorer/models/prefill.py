"""Push-pull: a hole filled from coarser and coarser means of what lies around it."""

import torch
from torch.nn import functional


def push_pull(image: torch.Tensor, hole: torch.Tensor) -> torch.Tensor:
    """The image with its hole filled smoothly; outside the hole every sample is the image's own.

    Gortler et al. 1996, "The Lumigraph": means of the known samples at halved sizes until every one is known, then
    each size's gaps filled bilinearly from the next. `image` is (B, C, H, W) float, `hole` (B, 1, H, W), 1 inside and
    0 outside; with nothing known at all the result is 0 in the hole. Sizes may be odd.
    """
    known = 1.0 - hole
    height, width = image.shape[2:]
    if max(height, width) < 2 or bool((known > 0).all()):
        return image * (known > 0)
    pad = (0, width % 2, 0, height % 2)
    weight = functional.avg_pool2d(functional.pad(known, pad), 2)
    total = functional.avg_pool2d(functional.pad(image * known, pad), 2)
    gaps = (weight <= 0).to(image.dtype)
    coarse = push_pull(total / weight.clamp_min(1e-6), gaps)
    fine = functional.interpolate(coarse, scale_factor=2, mode="bilinear", align_corners=False)[..., :height, :width]
    return torch.where(known > 0, image, fine)
