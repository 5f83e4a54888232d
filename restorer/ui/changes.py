"""The change map: how far each pixel of the result lies from the original, as heat over the darkened photo."""

import cv2
import numpy as np
from PySide6.QtGui import QColor, QImage

from restorer import compose
from restorer.ui.colour import pixels_of
from restorer.ui.pyramid import Box, Stack

_COLDEST = 72  # of the 256 heats: that of the smallest change, well apart from the photo behind
_DIM = 0.3  # how bright the photo stays behind the heat


class ChangeStack(Stack):
    """A stack that shows its change instead of its result; for as long as the stack stays as it is.

    `largest` is the change, in 8-bit steps, that gets the hottest colour.
    """

    def __init__(self, shown: Stack, largest: float) -> None:
        super().__init__(shown.base)
        self.shown = shown
        self.made_from = (shown, shown.revision, largest)
        self._largest = max(largest, 1.0)

    def shows_original(self) -> bool:
        """False: where nothing has changed, the darkened photo shows."""
        return False

    def _image(self, level: int, box: Box, *, original: bool) -> QImage:
        before = self.base.crop(level, box)
        if original:
            return super()._image(level, box, original=True)
        change = compose.change_map(before, self.shown.folded(level, box)) // 257
        return _heat_image(before, change, self._largest)


def _heat_image(before: np.ndarray, change: np.ndarray, largest: float) -> QImage:
    grey = before[..., 0] if before.shape[2] == 1 else cv2.cvtColor(before, cv2.COLOR_RGB2GRAY)
    dark = (grey * np.float32(_DIM)).astype(np.uint32)
    image = QImage(change.shape[1], change.shape[0], QImage.Format.Format_RGB32)
    share = np.minimum(change / np.float32(largest), 1)
    heat = heats()[np.rint(_COLDEST + share * (255 - _COLDEST)).astype(np.intp)]
    pixels_of(image)[...] = np.where(change > 0, heat, 0xFF000000 | dark << 16 | dark << 8 | dark)
    return image


def heats() -> np.ndarray:
    """The 256 colours from black over red and yellow to white (OpenCV's inferno) as 0xffRRGGBB, (256,) uint32."""
    ramp = cv2.applyColorMap(np.arange(256, dtype=np.uint8), cv2.COLORMAP_INFERNO).reshape(256, 3).astype(np.uint32)
    colours: np.ndarray = 0xFF000000 | ramp[:, 2] << 16 | ramp[:, 1] << 8 | ramp[:, 0]
    return colours


def heat_colours(count: int) -> list[QColor]:
    """That many colours of the legend, from the smallest change to the largest."""
    places = np.linspace(_COLDEST, 255, count).astype(np.intp)
    return [QColor.fromRgb(int(colour)) for colour in heats()[places]]
