"""A known blur is taken back in light, the same for every part, and grey or deep photos keep their kind."""

import cv2
import numpy as np
import pytest
import torch
from skimage import data

from restorer import deconvolution
from restorer.deconvolution import even_size, periodic, spectrum_of, taken_back, wiener
from training import blur, blurring


def line(length: int, side: int = 41) -> np.ndarray:
    """A level path of that many pixels."""
    kernel = np.zeros((side, side), np.float32)
    kernel[side // 2, side // 2 - length // 2 : side // 2 + length // 2 + 1] = 1.0
    return kernel / kernel.sum()


def shaken(clean: np.ndarray, kernel: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The photo under the kernel, in light, 8 bit, and the truth of the same size."""
    planes = torch.from_numpy(clean).permute(2, 0, 1)[None].float() / 255.0
    always = torch.ones(1)
    seen = blurring.optics(planes, torch.from_numpy(kernel)[None], gain=always, in_light=always > 0)
    samples = (seen[0].permute(1, 2, 0) * 255.0).round().to(torch.uint8).numpy()
    return np.ascontiguousarray(samples), clean[blur.RADIUS : -blur.RADIUS, blur.RADIUS : -blur.RADIUS]


def decibels(one: np.ndarray, other: np.ndarray) -> float:
    return float(10.0 * np.log10(255.0**2 / np.mean((one.astype(np.float64) - other) ** 2)))


def test_a_known_shake_is_taken_back() -> None:
    seen, truth = shaken(data.astronaut()[100:400, 100:400], line(11))
    made = taken_back(seen, line(11))
    np.testing.assert_array_equal(made[..., :3], seen)
    inner = np.s_[40:-40, 40:-40]
    before, mild, strong = (decibels(made[inner][..., first : first + 3], truth[inner]) for first in (0, 3, 6))
    assert mild > before + 2.0
    assert strong > before + 1.0
    wrong = taken_back(seen, np.ascontiguousarray(line(11).T))
    assert decibels(wrong[inner][..., 3:6], truth[inner]) < before, "a path across the true one makes it worse"


def test_a_point_leaves_the_photo_nearly_as_it_is() -> None:
    photo = data.chelsea()[50:250, 50:250]
    made = taken_back(photo, line(1))
    assert np.abs(made[..., 3:6].astype(int) - photo).mean() < 1.5


@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3])
def test_depth_and_grey(depth: type, channels: int) -> None:
    grey = data.camera()[100:228, 100:260, np.newaxis].astype(np.uint16)
    photo = np.repeat(grey * (257 if depth is np.uint16 else 1), channels, axis=2).astype(depth)
    made = taken_back(photo, line(5))
    assert made.dtype == depth
    assert made.shape == (128, 160, 9)
    np.testing.assert_array_equal(made[..., 3], made[..., 4])
    if depth is np.uint16:
        assert len(np.unique(made[..., 3])) > 5000, "16 bit stay 16 bit"


def test_blocks_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = cv2.resize(data.coffee(), (400, 300))
    whole = taken_back(photo, line(9)).astype(int)
    monkeypatch.setattr(deconvolution, "BLOCK", 120)
    parted = taken_back(photo, line(9)).astype(int)
    apart = np.abs(whole - parted)
    assert apart[..., 6:].max() <= 1
    assert np.percentile(apart[..., 3:6], 99.9) <= 1


def test_what_the_check_raises_ends_it() -> None:
    told: list[tuple[int, int]] = []

    def check(done: int, total: int) -> None:
        told.append((done, total))
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        taken_back(np.zeros((1000, 30, 3), np.uint8), line(3), check=check)
    assert told == [(0, 3), (1, 3)]


def test_the_spectrum_is_that_of_a_convolution() -> None:
    plane, kernel = torch.rand(32, 48), torch.from_numpy(line(5, side=7))
    blurred = torch.fft.irfft2(torch.fft.rfft2(plane) * spectrum_of(kernel, plane.shape), s=plane.shape)
    by_hand = sum(plane.roll(step, dims=1) for step in range(-2, 3)) / 5.0
    torch.testing.assert_close(blurred, by_hand)


def test_periodic_planes_meet_at_their_edges() -> None:
    ramp = torch.linspace(0.0, 1.0, 50).expand(2, 40, 50)
    bent = periodic(ramp, 20)
    assert bent.shape == (2, 80, 90)
    torch.testing.assert_close(bent[:, 20:60, 20:70], ramp)
    assert float((bent[..., 0] - bent[..., -1]).abs().max()) < 0.05
    assert periodic(torch.rand(5, 4), 8).isfinite().all(), "smaller than its margin"


def test_sizes_have_small_factors() -> None:
    assert [even_size(least) for least in (1, 7, 11, 97, 562)] == [2, 8, 12, 100, 576]


def test_no_smoothness_asked_for_gives_the_scene_back_exactly() -> None:
    scene = torch.rand(1, 1, 200, 240)
    kernel = torch.zeros(1, 5, 5)
    kernel[0, 2, 1:4] = torch.tensor([0.2, 0.7, 0.1])  # no frequency is lost
    seen = torch.fft.irfft2(torch.fft.rfft2(scene) * spectrum_of(kernel, (200, 240)), s=(200, 240))
    made = wiener(seen, kernel, (1e-7,))[0]
    inner = np.s_[..., 60:-60, 60:-60]
    torch.testing.assert_close(made[inner], scene[inner], atol=2e-3, rtol=0)
