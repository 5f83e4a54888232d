"""Steps for old photos that need no network: fading, a colour cast and low contrast taken back, one curve a channel."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import cv2
import numpy as np

_TAIL = 0.5  # per cent of the pixels that may become black or white
_LEAST_SPAN = 0.25  # of the range: a picture of less is flat by its nature, and stretching it would show noise alone
_NORM = 6  # of the shades of grey
_CAST_LIMIT = 1.6  # the largest power by which a channel is bent
_SLOPE = 1.6  # of the contrast curve in its middle
_SAMPLE = 1 << 18  # pixels that are looked at


def unfaded(samples: np.ndarray) -> np.ndarray:
    """Deep shadows and bright lights again: the same straight line for all channels, so no colour is tinted.

    `samples` is (H, W, 1 or 3), uint8 or uint16; so is the result. The half per cent of darkest and of brightest
    pixels reach black and white; a picture that spans less than a quarter of the range is stretched no further than
    that quarter would be. A photo that is not faded stays almost as it is.
    """
    white = _white(samples)
    low, high = np.percentile(_luma(_drawn(samples)), (_TAIL, 100.0 - _TAIL))
    middle, span = (low + high) / 2, max(high - low, _LEAST_SPAN * white)
    first = float(np.clip(middle - span / 2, 0.0, white - span))
    return _mapped(samples, [_line(white, first, span)])


def balanced(samples: np.ndarray) -> np.ndarray:
    """The photo without the colour cast of its age: each channel bent by a power, black and white stay.

    The middle of each channel is brought to that of all three, by shades of grey (Finlayson and Trezzi 2004, Minkowski
    norm 6). A grey photo comes back unchanged, as does one without a cast.
    """
    if samples.shape[2] == 1:
        return samples
    white = _white(samples)
    shares = (_drawn(samples) / white).reshape(-1, 3)
    norms = np.clip(np.mean(shares**_NORM, axis=0) ** (1 / _NORM), 0.02, 0.98)
    wanted = float(np.exp(np.log(norms).mean()))
    powers = np.clip(np.log(wanted) / np.log(norms), 1 / _CAST_LIMIT, _CAST_LIMIT)
    return _mapped(samples, [_power(white, float(power)) for power in powers])


def contrasted(samples: np.ndarray) -> np.ndarray:
    """More contrast around the photo's middle tone, as an S-shaped curve for all channels; black and white stay.

    The middle tone itself stays as bright as it is, so the photo becomes neither darker nor brighter as a whole.
    """
    white = _white(samples)
    middle = float(np.clip(np.median(_luma(_drawn(samples))) / white, 0.2, 0.8))
    return _mapped(samples, [_curve(white, middle)])


STEPS: Mapping[str, Callable[[np.ndarray], np.ndarray]] = MappingProxyType(
    {"fading": unfaded, "colour cast": balanced, "low contrast": contrasted}
)
"""Name to function, in the order in which they follow each other; the name is what each takes away."""


def _mapped(samples: np.ndarray, tables: list[np.ndarray]) -> np.ndarray:
    """Each channel through its table (or all through one), one entry for every value a sample can have."""
    if len(tables) == 1:
        return np.ascontiguousarray(np.take(tables[0], samples))
    planes = [np.take(table, samples[..., channel]) for channel, table in enumerate(tables)]
    return np.ascontiguousarray(np.stack(planes, axis=-1))


def _line(white: int, first: float, span: float) -> np.ndarray:
    return _table(white, (np.arange(white + 1) - first) / span)


def _power(white: int, power: float) -> np.ndarray:
    return _table(white, (np.arange(white + 1) / white) ** power)


def _curve(white: int, middle: float) -> np.ndarray:
    """A power curve on either side of the middle, mirrored: (0, 0), (middle, middle) and (1, 1) stay."""
    shares = np.arange(white + 1) / white
    below = middle * (shares / middle) ** _SLOPE
    above = 1.0 - (1.0 - middle) * ((1.0 - shares) / (1.0 - middle)) ** _SLOPE
    return _table(white, np.where(shares < middle, below, above))


def _table(white: int, shares: np.ndarray) -> np.ndarray:
    kind = np.uint8 if white == 255 else np.uint16
    table: np.ndarray = np.rint(np.clip(shares, 0.0, 1.0) * white).astype(kind)
    return table


def _drawn(samples: np.ndarray) -> np.ndarray:
    """At most about `_SAMPLE` pixels of the photo, evenly spread, as float32; the same ones every time."""
    step = max(1, round((samples.shape[0] * samples.shape[1] / _SAMPLE) ** 0.5))
    return samples[::step, ::step].astype(np.float32)


def _luma(samples: np.ndarray) -> np.ndarray:
    if samples.shape[2] == 1:
        return samples[..., 0]
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(samples), cv2.COLOR_RGB2GRAY))


def _white(samples: np.ndarray) -> int:
    return int(np.iinfo(samples.dtype).max)
