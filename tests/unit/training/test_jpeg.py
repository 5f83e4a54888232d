"""The device JPEG against a real codec."""

import cv2
import numpy as np
import pytest
import skimage.data
import torch

from training.jpeg import compress


def _with_codec(picture: np.ndarray, quality: int) -> np.ndarray:
    options = [cv2.IMWRITE_JPEG_QUALITY, quality]
    options += [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420]
    _, content = cv2.imencode(".jpg", picture[:, :, ::-1], options)
    return cv2.imdecode(content, cv2.IMREAD_COLOR)[:, :, ::-1]


@pytest.mark.parametrize("quality", [10, 50, 90])
def test_it_damages_a_picture_as_a_codec_does(quality: int) -> None:
    picture = np.ascontiguousarray(skimage.data.astronaut()[64:320, 64:320])
    tensor = torch.from_numpy(picture.transpose(2, 0, 1).copy())[None].float() / 255.0
    ours = compress(tensor, torch.tensor([float(quality)]))[0].permute(1, 2, 0).numpy() * 255.0
    codec = _with_codec(picture, quality).astype(np.float64)
    damage = np.sqrt(np.mean((codec - picture) ** 2))
    difference = np.sqrt(np.mean((codec - ours) ** 2))
    assert difference < 0.4 * damage
    assert np.sqrt(np.mean((ours - picture) ** 2)) == pytest.approx(damage, rel=0.1)


def test_each_picture_has_its_own_quality() -> None:
    picture = torch.from_numpy(skimage.data.astronaut()[:64, :64].transpose(2, 0, 1).copy())[None].float() / 255.0
    both = compress(picture.repeat(2, 1, 1, 1), torch.tensor([15.0, 95.0]))
    errors = (both - picture).square().mean(dim=(1, 2, 3))
    assert float(errors[0]) > 4 * float(errors[1])
    torch.testing.assert_close(both[:1], compress(picture, torch.tensor([15.0])))
