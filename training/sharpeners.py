"""Ways to sharpen and to take blocks away: ours, and other programs' on the same pictures."""

import functools
from collections.abc import Callable

import cv2
import numpy as np

from restorer import engine, photo, repairing
from restorer.document import compose

Restore = Callable[[np.ndarray], np.ndarray]  # (H, W, 3) uint8 to the same; equal input, equal picture
_SIGMA = 1.6  # pixels: what those guess who have to be told a blur


class Repair:
    """Our networks, run through the code of the window and the command line; `model` is known before any clock."""

    def __init__(self, plan: repairing.Plan, options: engine.Options) -> None:
        self._plan, self._options = plan, options
        self._load = functools.cache(engine.load_model)
        self.model = repairing.styled(plan, load=self._load)

    def __call__(self, picture: np.ndarray) -> np.ndarray:
        """The picture as it would be saved."""
        job = repairing.repair(photo.from_rgb(picture), self._plan, load=self._load, options=self._options)
        while True:
            try:
                next(job)
            except StopIteration as end:
                return compose(picture, [end.value])


def installed(mode: str) -> dict[str, Restore]:
    """Name to function of the other programs' ways for `deblur` or `jpeg`."""
    if mode == "jpeg":
        return {"OpenCV NLM": _non_local_means}
    return {"unsharp mask": _unsharp_mask, "unsupervised Wiener": _wiener}


def _unsharp_mask(picture: np.ndarray) -> np.ndarray:
    """By as much as is taken away by a blur of the guessed width."""
    blurred = cv2.GaussianBlur(picture, (0, 0), _SIGMA)
    return cv2.addWeighted(picture, 2.0, blurred, -1.0, 0.0)


def _wiener(picture: np.ndarray) -> np.ndarray:
    """Orieux et al. 2010 as scikit-image has it, told a Gaussian of the guessed width."""
    from skimage.restoration import unsupervised_wiener

    line = cv2.getGaussianKernel(13, _SIGMA)
    shares = picture.astype(np.float64) / 255.0
    planes = [unsupervised_wiener(shares[..., channel], line @ line.T, rng=0)[0] for channel in range(picture.shape[2])]
    restored: np.ndarray = np.rint(np.clip(np.stack(planes, axis=-1), 0.0, 1.0) * 255.0).astype(np.uint8)
    return restored


def _non_local_means(picture: np.ndarray) -> np.ndarray:
    return cv2.fastNlMeansDenoisingColored(picture, None, 3.0, 3.0)
