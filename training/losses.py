"""What a restoration network is asked to make small."""

import torch


def absolute(estimate: torch.Tensor, clean: torch.Tensor) -> torch.Tensor:
    """Mean absolute error over all samples (Zhao et al. 2017, "Loss Functions for Image Restoration")."""
    return (estimate - clean).abs().mean()


def root_mean_square(estimate: torch.Tensor, clean: torch.Tensor) -> torch.Tensor:
    """Mean over the batch of each picture's RMS error: makes PSNR large without letting the noisiest rule."""
    return ((estimate - clean).square().mean(dim=(1, 2, 3)) + 1e-12).sqrt().mean()


def logarithmic(estimate: torch.Tensor, clean: torch.Tensor, *, weight: torch.Tensor | None = None) -> torch.Tensor:
    """Mean over the batch of each picture's log MSE, so that a decibel counts the same in every picture.

    The PSNR loss of NAFNet (Chen et al. 2022), scaled to the size of `absolute`; errors below one 8-bit step add
    nothing more, or a nearly clean picture would outweigh all others. With `weight` (B, 1, H, W), 0 or 1, only the
    samples where it is 1 count.
    """
    square = (estimate - clean).square()
    if weight is None:
        error = square.mean(dim=(1, 2, 3))
    else:
        error = (square * weight).sum(dim=(1, 2, 3)) / (weight.sum(dim=(1, 2, 3)) * square.shape[1]).clamp_min(1.0)
    return (error + (1.0 / 255.0) ** 2).log().mean() * 0.02
