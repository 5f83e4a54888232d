"""The README's before/after pairs: public-domain pictures that scikit-image installs, damaged here, restored by us."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import torch

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
    _, content = cv2.imencode(".jpg", plain[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 85])
    decoded = cv2.imdecode(content, cv2.IMREAD_COLOR)
    assert decoded is not None  # it was encoded the line before
    return decoded[..., ::-1]


def make_pictures() -> dict[str, tuple[np.ndarray, float, float]]:
    """Name to (before | after side by side, PSNR before, PSNR after): white noise by Best, grain by Film grain.

    The noise level is estimated from the picture.
    """
    import skimage.data  # a dependency of development only

    from restorer import engine, noise

    best, film = engine.load_model("denoise-best"), engine.load_model("denoise-film")
    cases: dict[str, tuple[np.ndarray, Callable[[np.ndarray], np.ndarray]]] = {
        "white-noise-sigma25": (skimage.data.astronaut()[0:300, 80:380], lambda clean: noisy(clean, seed=1)),
        "film-grain-sigma20": (skimage.data.coffee()[60:360, 150:450], lambda clean: grain(clean, seed=2, sigma=20.0)),
        "white-noise-sigma50": (skimage.data.chelsea()[0:300, 80:380], lambda clean: noisy(clean, seed=3, sigma=50.0)),
    }
    pictures = {}
    for name, (clean, damage) in cases.items():
        before = np.ascontiguousarray(damage(np.ascontiguousarray(clean)))
        model = film if "grain" in name else best
        estimate = engine.run_network(before.astype(np.float32) / 255.0, model, noise.estimate_sigma(before),
                                      engine.Options())  # fmt: skip
        after = (estimate * 255.0).round().clip(0, 255).astype(np.uint8)
        gap = np.full((_SIZE, 6, 3), 255, np.uint8)
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
