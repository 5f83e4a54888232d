"""What a restoration network is asked to make small."""

import torch
from torch.nn import functional


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


def frequency(composite: torch.Tensor, clean: torch.Tensor, *, weight: torch.Tensor) -> torch.Tensor:
    """Mean absolute difference of the pictures' Fourier coefficients: fine texture counts as much as broad shading.

    Cho et al. 2021 (MIMO-UNet, arXiv 2108.05054), eq. 8. The pictures (B, 3, H, W) differ only where `weight`
    (B, 1, H, W) is 1; the transform is orthonormal and the result divided by the root of that share, so that the
    size of a hole does not matter.
    """
    spectrum = torch.fft.rfft2((composite - clean).float(), norm="ortho")
    # abs of a complex 0 has no gradient that can be relied on
    magnitude = (torch.view_as_real(spectrum).square().sum(dim=-1) + 1e-12).sqrt()
    return (magnitude.mean(dim=(1, 2, 3)) / weight.mean(dim=(1, 2, 3)).clamp_min(1e-6).sqrt()).mean()


def overlap(logits: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Cross-entropy of every pixel plus the Dice loss of the whole batch; both (B, 1, H, W), `mask` 0 or 1.

    The Dice part (Milletari et al. 2016, V-Net, arXiv 1606.04797) is 0 where probabilities and mask agree and 1 where
    they share nothing; over the batch, so that pictures without a mask count by what is found in them.
    """
    logits = logits.float()
    probability = logits.sigmoid()
    both = (probability * mask).sum()
    dice = (2.0 * both + 1.0) / (probability.square().sum() + mask.sum() + 1.0)
    return functional.binary_cross_entropy_with_logits(logits, mask) + 1.0 - dice


def hinge_of_discriminator(real: torch.Tensor, composite: torch.Tensor, generated: torch.Tensor) -> torch.Tensor:
    """What a discriminator makes small: labels are fake only where `generated` is 1.

    Scores of the photo and of the composite are (B, 1, h, w), `generated` is the hole on the same grid. All of the
    photo and the known part of the composite are real, as in LaMa (Suvorov et al. 2021, arXiv 2109.07161, eq. 4),
    with the hinge of Lim and Ye 2017 (arXiv 1705.02894). Means are taken inside and outside the holes apart, so
    that thin scratches teach as much as wide holes.
    """
    known = 1.0 - generated
    inside = _mean(torch.relu(1.0 - real) + torch.relu(1.0 + composite), generated)
    outside = _mean(torch.relu(1.0 - real) + torch.relu(1.0 - composite), known)
    return inside + 0.5 * outside


def hinge_of_generator(composite: torch.Tensor, generated: torch.Tensor) -> torch.Tensor:
    """Minus the mean score inside the hole (Lim and Ye 2017); both (B, 1, h, w)."""
    return -_mean(composite, generated)


def feature_matching(
    composite: list[torch.Tensor], real: list[torch.Tensor], generated: list[torch.Tensor]
) -> torch.Tensor:
    """Mean over the layers of the mean absolute difference of a discriminator's features inside the hole.

    Wang et al. 2018 (pix2pixHD, arXiv 1711.11585), eq. 4. Features are (B, C, h, w), `generated` holds the hole on
    each layer's grid (B, 1, h, w).
    """
    layers = zip(composite, real, generated, strict=True)
    # by channel first, in the features' own precision: most of the time goes into moving them
    differences = [((ours - theirs).abs().mean(dim=1, keepdim=True).float(), weight) for ours, theirs, weight in layers]
    return torch.stack([_mean(difference, weight) for difference, weight in differences]).mean()


def gradient_penalty(scores: torch.Tensor, pictures: torch.Tensor) -> torch.Tensor:
    """R1: the squared length of the scores' gradient by the real `pictures`, for each score.

    Mescheder et al. 2018 (arXiv 1801.04406), eq. 9, without the factor gamma / 2. The mean over the pictures
    (B, 3, H, W) of the squared norm of the gradient of a picture's summed scores (B, 1, h, w), divided by h x w, so
    that it does not grow with the size of the patches. `pictures` must require a gradient.
    """
    (gradient,) = torch.autograd.grad(scores.sum(), pictures, create_graph=True)
    return gradient.square().sum(dim=(1, 2, 3)).mean() / scores[0].numel()


def _mean(values: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    """The mean of (B, C, h, w) where `weight` (B, 1, h, w) is 1; 0 if it is nowhere."""
    return (values * weight).sum() / (weight.sum() * values.shape[1]).clamp_min(1.0)
