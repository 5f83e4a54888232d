"""Where a photo lies in a part of the screen: zoom, place and the way between the two, in whole device pixels."""

import math
from dataclasses import dataclass, replace

MAX_ZOOM = 32.0
_LEVEL_BIAS = 0.2  # a level may be enlarged by 2**0.2, 15 %, before the next finer one, with 4 times the pixels, serves
_SMALLEST_SHARE = 0.25  # of the fitting zoom: further out there is nothing to see


@dataclass(frozen=True, slots=True)
class View:
    """A photo of `width` x `height` pixels in a pane of `across` x `down` device pixels.

    `zoom` is device pixels per photo pixel, so 1.0 is 100 % on every screen. `left` and `top` are where the
    photo's corner lies in the pane, always whole device pixels: at 100 % nothing is ever resampled.
    """

    width: int
    height: int
    across: int
    down: int
    zoom: float = 1.0
    left: int = 0
    top: int = 0

    def fit_zoom(self) -> float:
        """The zoom at which the whole photo shows; enlarged by whole factors only, so that pixels stay even.

        A photo so long that its thin side would vanish keeps one device pixel for that side.
        """
        zoom = min(self.across / self.width, self.down / self.height)
        if zoom > 1:
            return min(float(math.floor(zoom)), MAX_ZOOM)
        return max(zoom, 1 / min(self.width, self.height))

    def fitted(self) -> "View":
        """The whole photo, centred."""
        return replace(self, zoom=self.fit_zoom())._placed(0.5, 0.5)

    def at_zoom(self, zoom: float, x: float, y: float) -> "View":
        """This view at another zoom, the photo point under the pane's (x, y) staying there; zoom is bounded."""
        bounded = min(max(zoom, min(1.0, self.fit_zoom()) * _SMALLEST_SHARE), MAX_ZOOM)
        along, below = self.photo_point(x, y)
        moved = replace(self, zoom=bounded, left=round(x - along * bounded), top=round(y - below * bounded))
        return moved._bounded()

    def stepped(self, factor: float, x: float, y: float) -> "View":
        """Zoomed by `factor` about (x, y), stopping once at 100 % and at fit when a step would cross them."""
        wanted = self.zoom * factor
        for stop in (1.0, self.fit_zoom()):
            if min(self.zoom, wanted) < stop < max(self.zoom, wanted) and not math.isclose(self.zoom, stop):
                wanted = stop
        return self.at_zoom(wanted, x, y)

    def panned(self, dx: float, dy: float) -> "View":
        """Moved by whole device pixels; the pane's centre never leaves the photo."""
        return replace(self, left=self.left + round(dx), top=self.top + round(dy))._bounded()

    def resized(self, across: int, down: int) -> "View":
        """The same zoom and the same centre in a pane of another size."""
        dx, dy = (across - self.across) / 2, (down - self.down) / 2
        return replace(self, across=across, down=down).panned(dx, dy)

    def photo_point(self, x: float, y: float) -> tuple[float, float]:
        """Photo coordinates of a point of the pane; pixel i spans i to i + 1."""
        return (x - self.left) / self.zoom, (y - self.top) / self.zoom

    def photo_box(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of the whole photo in the pane, in whole device pixels."""
        right = self.left + max(1, round(self.width * self.zoom))
        return self.left, self.top, right, self.top + max(1, round(self.height * self.zoom))

    def level(self, levels: int) -> int:
        """The pyramid level to draw from: the coarsest that is not visibly coarser than the screen."""
        if self.zoom >= 1:
            return 0
        return min(levels - 1, math.floor(-math.log2(self.zoom) + _LEVEL_BIAS))

    def is_fitted(self) -> bool:
        """True if the whole photo shows at its fitting zoom."""
        return math.isclose(self.zoom, self.fit_zoom())

    def _placed(self, along: float, below: float) -> "View":
        left = round((self.across - self.width * self.zoom) * along)
        return replace(self, left=left, top=round((self.down - self.height * self.zoom) * below))

    def _bounded(self) -> "View":
        wide, high = self.width * self.zoom, self.height * self.zoom
        if wide <= self.across and high <= self.down and self.zoom <= self.fit_zoom():
            return self._placed(0.5, 0.5)
        left = _clamp(self.left, math.ceil(self.across / 2 - wide), math.floor(self.across / 2))
        return replace(self, left=left, top=_clamp(self.top, math.ceil(self.down / 2 - high), self.down // 2))


def _clamp(value: int, low: int, high: int) -> int:
    return max(low, min(value, high))
