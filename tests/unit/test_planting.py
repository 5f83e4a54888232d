"""Generated pictures laid into holes: nothing changes outside, and they meet their surroundings."""

import dataclasses

import numpy as np
import pytest
import skimage.data

from restorer.compose import Adjustment
from restorer.document import Document, compose
from restorer.edit import check_fit
from restorer.photo import from_rgb
from restorer.planting import Plant, plant

PICTURE = np.ascontiguousarray(skimage.data.coffee()[100:164, 200:264])


def marked(height: int, width: int) -> np.ndarray:
    """A mask with a large and a small hole, one of them at the border."""
    mask = np.zeros((height, width), np.uint8)
    mask[70:120, 90:150] = 255
    mask[80:100, 100:110] = 0  # the photo shows through
    mask[150:, 0:12] = 200
    return mask


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3])
def test_nothing_changes_outside_the_marking(dtype: type, channels: int) -> None:
    photo = skimage.data.astronaut()[:180, :200, :channels].astype(dtype) * (257 if dtype is np.uint16 else 1)
    mask = marked(180, 200)
    edit = dataclasses.replace(plant(photo, mask, Plant(PICTURE, "m", "s", 3)), adjustment=Adjustment(feather=4))
    check_fit(edit, photo)
    after = compose(photo, [edit])
    assert np.array_equal(after[mask == 0], photo[mask == 0])
    assert (after[mask > 0] != photo[mask > 0]).mean() > 0.5
    assert edit.is_invented
    assert edit.seed == 3


def test_the_picture_meets_its_surroundings() -> None:
    photo = np.full((192, 192, 3), 40, np.uint8)
    mask = np.zeros((192, 192), np.uint8)
    mask[64:128, 64:128] = 255
    bright = np.clip(PICTURE.astype(int) // 4 + 180, 0, 255).astype(np.uint8)
    edit = plant(photo, mask, Plant(bright, "m", "s", 0))
    inside = edit.result[64 - edit.top :, 64 - edit.left :][:64, :64]
    rim = inside[0, 8:56].astype(float)
    assert abs(float(rim.mean()) - 40) < 12  # pasted as it is, it would stand 140 above
    assert inside.std() > 5  # and it still shows something


def test_in_a_document_it_is_one_step_of_undo() -> None:
    photo = skimage.data.astronaut()[:180, :200]
    document = Document(from_rgb(photo))
    document.apply(plant(photo, marked(180, 200), Plant(PICTURE, "m", "s", 0)))
    assert not np.array_equal(document.composed(), photo)
    document.undo()
    assert np.array_equal(document.composed(), photo)


def test_without_a_hole_there_is_nothing_to_plant() -> None:
    with pytest.raises(ValueError, match="no hole"):
        plant(np.zeros((9, 9, 3), np.uint8), np.zeros((9, 9), np.uint8), Plant(PICTURE, "m", "s", 0))
