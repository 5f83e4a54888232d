"""What a restoration network is asked to make small."""

import torch


def absolute(estimate: torch.Tensor, clean: torch.Tensor) -> torch.Tensor:
    """Mean absolute error over all samples (Zhao et al. 2017, "Loss Functions for Image Restoration")."""
    return (estimate - clean).abs().mean()


def root_mean_square(estimate: torch.Tensor, clean: torch.Tensor) -> torch.Tensor:
    """Mean over the batch of each picture's RMS error: makes PSNR large without letting the noisiest rule."""
    return ((estimate - clean).square().mean(dim=(1, 2, 3)) + 1e-12).sqrt().mean()
