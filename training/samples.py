"""The sample photos of `resources/samples`: public-domain pictures that scikit-image installs, damaged by this file."""

import argparse
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

SIGMA = 25.0  # of the noise in 8-bit steps; the file names say so
MAX_BYTES = 250_000
_FOLDER = Path(__file__).resolve().parent.parent / "resources" / "samples"


def noisy(samples: np.ndarray, *, seed: int, sigma: float = SIGMA) -> np.ndarray:
    """White Gaussian noise on (H, W, 3) uint8, clipped and rounded to 8 bit as a camera or scanner writes it."""
    noise = np.random.default_rng(seed).normal(0.0, sigma, samples.shape)
    return np.clip(np.rint(samples + noise), 0, 255).astype(np.uint8)


def scratched(samples: np.ndarray, *, seed: int) -> np.ndarray:
    """Thin bright scratches, one fold and dark dust on (H, W, 3) uint8, as an old print has them."""
    random = np.random.default_rng(seed)
    height, width = samples.shape[:2]
    layer = np.zeros((height, width), np.float32)
    for _ in range(14):
        _draw_scratch(layer, random)
    fold = height * 0.62 + np.cumsum(random.normal(0.0, 0.35, width))
    points = np.stack([np.arange(width), fold], axis=1).astype(np.int32)
    cv2.polylines(layer, [points], False, 0.9, 3, cv2.LINE_AA)
    dust = np.zeros_like(layer)
    for _ in range(70):
        centre = (int(random.integers(width)), int(random.integers(height)))
        axes = (int(random.integers(1, 5)), int(random.integers(1, 3)))
        cv2.ellipse(dust, centre, axes, float(random.uniform(0, 180)), 0, 360, 0.8, -1, cv2.LINE_AA)
    light, dark = (cv2.GaussianBlur(plane, (0, 0), 0.6)[..., None] for plane in (layer, dust))
    damaged = samples * (1 - light) + np.array([250, 246, 236]) * light
    damaged = damaged * (1 - dark) + np.array([34, 30, 28]) * dark
    return np.clip(np.rint(damaged), 0, 255).astype(np.uint8)


def blurred(samples: np.ndarray, *, seed: int, radius: int = 4) -> np.ndarray:
    """Out of focus by a disc of `radius` px on (H, W, 3) uint8, then noise of sigma 2, clipped to 8 bit."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1)).astype(np.float32)
    defocused = cv2.filter2D(samples.astype(np.float32), -1, disc / disc.sum(), borderType=cv2.BORDER_REFLECT_101)
    noise = np.random.default_rng(seed).normal(0.0, 2.0, samples.shape)
    return np.clip(np.rint(defocused + noise), 0, 255).astype(np.uint8)


def make_samples() -> dict[str, bytes]:
    """File name to encoded bytes of every sample; the same on every run of one OpenCV version."""
    import skimage.data  # a dependency of development only

    astronaut, coffee, chelsea = skimage.data.astronaut(), skimage.data.coffee(), skimage.data.chelsea()
    face = np.ascontiguousarray(astronaut[0:296, 76:376])
    pictures: dict[str, tuple[Callable[[], np.ndarray], int]] = {
        "noisy-sigma25-astronaut.png": (lambda: noisy(face, seed=1), 0),
        "noisy-sigma25-chelsea.jpg": (lambda: noisy(chelsea, seed=2), 95),
        "noisy-sigma25-coffee.jpg": (lambda: noisy(coffee, seed=3), 86),
        "scratched-chelsea.jpg": (lambda: scratched(chelsea, seed=4), 92),
        "blurred-coffee.jpg": (lambda: blurred(coffee, seed=5), 92),
    }
    return {name: _encoded(make(), Path(name).suffix, quality) for name, (make, quality) in pictures.items()}


def main() -> None:
    """Writes the samples into a folder, by default `resources/samples`."""
    parser = argparse.ArgumentParser(prog="python -m training.samples", description=main.__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=_FOLDER)
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in make_samples().items():
        (folder / name).write_bytes(content)


def _draw_scratch(layer: np.ndarray, random: np.random.Generator) -> None:
    height, width = layer.shape
    start = random.uniform((0, 0), (width, height))
    angle = random.normal(np.pi / 2, 0.25)  # film runs upright past whatever scratches it
    length = random.uniform(0.1, 0.8) * height
    steps = np.linspace(0.0, length, 24)
    bend = np.cumsum(random.normal(0.0, 0.35, steps.size))
    points = start + np.stack([np.cos(angle) * steps + bend, np.sin(angle) * steps], axis=1)
    strength = float(random.uniform(0.5, 1.0))
    cv2.polylines(layer, [points.astype(np.int32)], False, strength, int(random.integers(1, 3)), cv2.LINE_AA)


def _encoded(samples: np.ndarray, suffix: str, quality: int) -> bytes:
    parameters = [cv2.IMWRITE_PNG_COMPRESSION, 9]
    if suffix == ".jpg":
        parameters = [cv2.IMWRITE_JPEG_QUALITY, quality]
        parameters += [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444]
    _, content = cv2.imencode(suffix, samples[..., ::-1], parameters)
    if len(content) > MAX_BYTES:
        raise ValueError(f"A {suffix} sample takes {len(content)} bytes; {MAX_BYTES} is the limit.")
    return content.tobytes()


if __name__ == "__main__":
    main()
