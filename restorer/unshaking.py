"""Takes the shake of a camera back: finds its path, undoes it, and lets a network tell ringing from detail."""

import contextlib
import threading
from collections.abc import Callable, Generator

import numpy as np

from restorer import deconvolution, engine, shake
from restorer.document import Edit
from restorer.engine import Model, Options, Progress
from restorer.patch_search import Watch
from restorer.photo import Photo
from restorer.shake import Shake
from restorer.side_work import Function, SideWork

MODEL = "deblur-shake"
ARCHITECTURE = "unshaker"
_DEFAULTS = Options()
_SHORT = "There is not enough memory to take the shake back. Close other programs and try again."


def find(photo: Photo) -> Generator[Progress, None, Shake]:
    """The photo's shake, see `shake.find`; reports at least every 0.1 s, and stops soon after it is closed."""

    def work(stop: threading.Event, _report: Callable[[float], None]) -> np.ndarray:
        return shake.find(photo.samples, check=Watch(stop).check).kernel

    kernel = yield from _aside(work, "Looking for the shake.")
    return Shake(kernel)


def unshake(
    photo: Photo, found: Shake, model: Model, *, options: Options = _DEFAULTS
) -> Generator[Progress, None, Edit]:
    """The photo without that shake, as an `Edit`; reports as `engine.restore` does. Raises `RestoreError`.

    `model` is an unshaker (`models.unshaker`). Memory: nine samples a pixel beside the photo and the result.
    """

    def work(stop: threading.Event, report: Callable[[float], None]) -> np.ndarray:
        watch = Watch(stop, report)
        return deconvolution.taken_back(photo.samples, found.kernel, check=lambda done, total: watch.at(done / total))

    pictures = yield from _aside(work, "Taking the shake back.")
    return (yield from engine.run_model(photo, model, level=None, options=options, pictures=pictures))


def _aside(work: Function, sentence: str) -> Generator[Progress, None, np.ndarray]:
    aside = SideWork(work, _SHORT)
    with contextlib.closing(aside.shares()) as shares:
        for share in shares:
            yield Progress(round(100 * share), 100, sentence)
    return aside.result
