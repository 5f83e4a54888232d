"""The README's before/after pairs: public-domain pictures that scikit-image installs, damaged here, restored by us."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import torch

from training import blur, blurring
from training.degrade import camera_grain
from training.figures import psnr
from training.samples import noisy

_FOLDER = Path(__file__).resolve().parent.parent / "packaging" / "pictures"
_SIZE = 300


def grain(samples: np.ndarray, *, seed: int, sigma: float) -> np.ndarray:
    """Grain like a scanned film's (signal-dependent, correlated, slightly blurred) on uint8, then JPEG quality 85."""
    clean = torch.from_numpy(samples.transpose(2, 0, 1).copy())[None].float() / 255.0
    level = torch.full((1,), sigma / 255.0)
    damaged = clean + camera_grain(clean, level, torch.Generator().manual_seed(seed))
    plain = (damaged[0].permute(1, 2, 0).numpy() * 255.0).round().clip(0, 255).astype(np.uint8)
    return thrifty(plain, quality=85)


def soft(samples: np.ndarray, *, sigma: float) -> np.ndarray:
    """The picture as a lens out of focus would have it: a Gaussian blur of `sigma` pixels."""
    return cv2.GaussianBlur(samples, (0, 0), sigma)


def shaken(samples: np.ndarray, *, seed: int, span: float) -> np.ndarray:
    """The picture as a hand that shook along a path of `span` pixels would have taken it, with one per cent of noise.

    It lacks `blur.RADIUS` pixels on every side.
    """
    generator, always = torch.Generator().manual_seed(seed), torch.ones(1)
    kernels = blur.shake_kernels(span * always, generator)
    clean = torch.from_numpy(samples.transpose(2, 0, 1).copy())[None].float() / 255.0
    seen = blurring.optics(clean, kernels, gain=always, in_light=always > 0)
    taken = (seen + torch.randn(seen.shape, generator=generator) * 0.01)[0].permute(1, 2, 0).numpy() * 255.0
    return taken.round().clip(0, 255).astype(np.uint8)


def thrifty(samples: np.ndarray, *, quality: int) -> np.ndarray:
    """The picture after JPEG at that quality."""
    _, content = cv2.imencode(".jpg", samples[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(content, cv2.IMREAD_COLOR))[..., ::-1]


def _cases() -> dict[str, tuple[str, np.ndarray, Callable[[np.ndarray], np.ndarray]]]:
    """Name to model, clean picture and what is done to it."""
    import skimage.data  # a dependency of development only

    from restorer import unshaking

    astronaut, coffee, cat = skimage.data.astronaut(), skimage.data.coffee(), skimage.data.chelsea()
    grey = skimage.data.camera()[..., np.newaxis]
    return {
        "white-noise-sigma25": ("denoise-best", astronaut[0:300, 80:380], lambda clean: noisy(clean, seed=1)),
        "film-grain-sigma20": ("denoise-film", coffee[60:360, 150:450], lambda clean: grain(clean, seed=2, sigma=20.0)),
        "white-noise-sigma50": ("denoise-best", cat[0:300, 80:380], lambda clean: noisy(clean, seed=3, sigma=50.0)),
        "grey-noise-sigma25": ("denoise-grey", grey[20:320, 100:400], lambda clean: noisy(clean, seed=4)),
        "jpeg-quality15": ("oldphoto-best", astronaut[0:300, 80:380], lambda clean: thrifty(clean, quality=15)),
        "shake-25px": (
            unshaking.MODEL,
            astronaut[0:340, 60:400],
            lambda clean: shaken(clean, seed=11, span=25.0),
        ),
        "soft-sigma1.6": ("deblur-best", cat[0:300, 80:380], lambda clean: soft(clean, sigma=1.6)),
    }


def _restored(before: np.ndarray, model: str) -> np.ndarray:
    from restorer import engine, noise, unshaking
    from restorer.repairing import Plan
    from restorer.weights import Mode
    from training.sharpeners import Repair

    if model == unshaking.MODEL:
        return Repair(Plan(Mode.DEBLUR, blur="motion"), engine.Options())(before)
    level = noise.estimate_sigma(before) if model.startswith("denoise") else None
    estimate = engine.run_network(before.astype(np.float32) / 255.0, engine.load_model(model), level, engine.Options())
    after: np.ndarray = (estimate * 255.0).round().clip(0, 255).astype(np.uint8)
    return after


def make_pictures() -> dict[str, tuple[np.ndarray, float, float]]:
    """Name to (before | after side by side, PSNR before, PSNR after), each restored by the model made for it.

    The noise level is estimated from the picture; what is not noise is told nothing.
    """
    pictures = {}
    for name, (model, clean, damage) in _cases().items():
        before = np.ascontiguousarray(damage(np.ascontiguousarray(clean)))
        after = _restored(before, model)
        rim = (len(clean) - len(before)) // 2
        clean = clean[rim : len(clean) - rim, rim : clean.shape[1] - rim]
        gap = np.full((_SIZE, 6, clean.shape[2]), 255, np.uint8)
        pictures[name] = (np.hstack((before, gap, after)), psnr(before, clean), psnr(after, clean))
    return pictures


def main() -> None:
    """Writes the pairs and prints what was gained."""
    _FOLDER.mkdir(parents=True, exist_ok=True)
    for name, (pair, before, after) in make_pictures().items():
        cv2.imwrite(str(_FOLDER / f"{name}.jpg"), pair[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 90])
        print(f"{name}: {before:.2f} dB -> {after:.2f} dB")  # noqa: T201


if __name__ == "__main__":
    main()
