"""What a restoration network is asked to make small."""

import torch


def absolute(estimate: torch.Tensor, clean: torch.Tensor, *, weight: torch.Tensor | None = None) -> torch.Tensor:
    """Mean absolute error over all samples (Zhao et al. 2017, "Loss Functions for Image Restoration").

    With `weight` (B, 1, H, W), 0 or 1, over those samples where it is 1.
    """
    error = (estimate - clean).abs()
    if weight is None:
        return error.mean()
    return (error * weight).sum() / (weight.sum() * error.shape[1]).clamp_min(1.0)


def root_mean_square(estimate: torch.Tensor, clean: torch.Tensor) -> torch.Tensor:
    """Mean over the batch of each picture's RMS error: makes PSNR large without letting the noisiest rule."""
    return ((estimate - clean).square().mean(dim=(1, 2, 3)) + 1e-12).sqrt().mean()


def logarithmic(
    estimate: torch.Tensor, clean: torch.Tensor, *, weight: torch.Tensor | None = None, floor: float = 1.0
) -> torch.Tensor:
    """Mean over the batch of each picture's log MSE, so that a decibel counts the same in every picture.

    The PSNR loss of NAFNet (Chen et al. 2022), scaled to the size of `absolute`. An error below `floor` 8-bit steps
    adds nothing more: a nearly perfect picture would outweigh all others. With `weight` (B, 1, H, W), 0 or 1, only
    the samples where it is 1 count.
    """
    square = (estimate - clean).square()
    if weight is None:
        error = square.mean(dim=(1, 2, 3))
    else:
        error = (square * weight).sum(dim=(1, 2, 3)) / (weight.sum(dim=(1, 2, 3)) * square.shape[1]).clamp_min(1.0)
    return (error + (floor / 255.0) ** 2).log().mean() * 0.02
