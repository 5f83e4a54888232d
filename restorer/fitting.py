"""The model that fits a photo, where nobody named one."""

from collections.abc import Collection

import numpy as np

from restorer.noise import is_white

AUTO = "auto"
_ROWS = 256  # compared at once, so that little memory is needed beside the photo
BEST, FILM, GREY = "denoise-best", "denoise-film", "denoise-grey"


def has_choice(installed: Collection[str]) -> bool:
    """Whether there is more than one kind of denoiser among the names, so that choosing by the photo makes sense."""
    return BEST in installed and FILM in installed


def denoiser(samples: np.ndarray, installed: Collection[str]) -> str:
    """The name of the denoiser for a photo's noise, one of those installed.

    Best for white noise, the one for black and white if the photo has no colour, film for other noise. `samples` is
    (H, W, C) uint8 or uint16. A network that knows white noise of its own in each channel leaves nearly all of a
    scan's grain, of a JPEG's noise and of a black-and-white photo's as it is: at sigma 20 in a JPEG of quality 95 it
    gains 0.5 dB, the one for film 4.8; without colour at sigma 25 it gains 0.7 dB, the one for black and white 8.4.
    ValueError if none of them is installed.
    """
    if not is_white(samples):
        wanted = (FILM, GREY, BEST)
    elif _is_grey(samples):
        wanted = (GREY, FILM, BEST)
    else:
        wanted = (BEST, FILM, GREY)
    found = next((name for name in wanted if name in installed), None)
    if found is None:
        raise ValueError("no model for denoising is installed")
    return found


def _is_grey(samples: np.ndarray) -> bool:
    parts = (samples[row : row + _ROWS] for row in range(0, len(samples), _ROWS))
    return all(bool((part == part[..., :1]).all()) for part in parts)
