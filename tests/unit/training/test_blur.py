"""Kernels and optics: sums, centres, sizes, and light that is linear."""

import cv2
import numpy as np
import pytest
import skimage.data
import torch

from training import blur


def _centre_of(kernels: torch.Tensor) -> torch.Tensor:
    steps = torch.arange(-blur.RADIUS, blur.RADIUS + 1.0)
    down = (kernels.sum(dim=2) * steps).sum(dim=1)
    across = (kernels.sum(dim=1) * steps).sum(dim=1)
    return torch.stack((down, across), dim=1)


def _span(kernel: torch.Tensor) -> int:
    rows, columns = torch.nonzero(kernel > 1e-6, as_tuple=True)
    return int(max(rows.max() - rows.min(), columns.max() - columns.min())) + 1


def test_shake_kernels_span_what_they_are_told_and_do_not_move_the_picture() -> None:
    span = torch.tensor([5.0, 15.0, 31.0] * 8)
    kernels = blur.shake_kernels(span, torch.Generator().manual_seed(0))
    torch.testing.assert_close(kernels.sum(dim=(1, 2)), torch.ones(24))
    assert float(_centre_of(kernels).abs().max()) < 0.35  # a path that leaves the kernel is bent at its rim
    spans = [_span(kernel) for kernel in kernels]
    assert all(wanted <= found <= wanted + 2 for wanted, found in zip(span.tolist(), spans, strict=True))


def test_shake_kernels_are_thin_and_each_another_one() -> None:
    kernels = blur.shake_kernels(torch.full((16,), 21.0), torch.Generator().manual_seed(1))
    cover = (kernels > 1e-4).float().sum(dim=(1, 2))
    assert float(cover.max()) < 0.35 * 21 * 21
    assert len({int(value) for value in cover}) > 4
    again = blur.shake_kernels(torch.full((16,), 21.0), torch.Generator().manual_seed(1))
    assert torch.equal(kernels, again)


def test_discs_are_as_large_as_their_radius() -> None:
    (disc,) = blur.disc_kernels(torch.tensor([5.0]))
    assert float(disc.sum()) == pytest.approx(1.0)
    area = float(disc.sum() / disc.max())
    assert area == pytest.approx(np.pi * 25, rel=0.1)
    assert float(disc[blur.RADIUS, blur.RADIUS + 3]) == pytest.approx(float(disc.max()))


def test_gaussians_are_those_of_opencv() -> None:
    (kernel,) = blur.gaussian_kernels(torch.tensor([1.6]))
    line = cv2.getGaussianKernel(blur.SIDE, 1.6)
    np.testing.assert_allclose(kernel.numpy(), line @ line.T, atol=1e-6)


def test_convolution_is_that_of_opencv_within_the_edges() -> None:
    picture = skimage.data.astronaut()[:80, :96].astype(np.float32) / 255.0
    kernels = blur.shake_kernels(torch.tensor([15.0]), torch.Generator().manual_seed(3))
    ours = blur.convolve(torch.from_numpy(picture.transpose(2, 0, 1).copy())[None], kernels)[0]
    flipped = np.ascontiguousarray(kernels[0].numpy()[::-1, ::-1])  # OpenCV correlates
    whole = cv2.filter2D(picture, -1, flipped)
    inner = whole[blur.RADIUS : -blur.RADIUS, blur.RADIUS : -blur.RADIUS]
    np.testing.assert_allclose(ours.permute(1, 2, 0).numpy(), inner, atol=1e-4)


def test_light_and_file_values_are_each_others_inverse() -> None:
    steps = torch.arange(256.0) / 255.0
    light = blur.to_light(steps)
    assert float((blur.from_light(light) - steps).abs().max()) * 255 < 0.1
    assert float(light[188]) == pytest.approx(0.5029, abs=0.001)  # half the light is written as 188
    assert float(blur.from_light(torch.tensor([1.7]))) == pytest.approx(1.0)


def test_only_highlights_are_brightened() -> None:
    light = torch.tensor([0.2, 0.8, 0.95, 1.0]).view(1, 1, 1, 4)
    brighter = blur.brightened(light, torch.tensor([5.0])).view(-1)
    torch.testing.assert_close(brighter, torch.tensor([0.2, 0.8, 1.35, 1.6]))
