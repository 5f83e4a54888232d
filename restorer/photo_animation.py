"""Pictures one after the other in one file: animated WebP, without loss."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from restorer import files
from restorer.photo_metadata import Metadata


def save_animation(pictures: Sequence[np.ndarray], path: Path, metadata: Metadata, *, milliseconds: int = 80) -> None:
    """Writes pictures (H, W, 1 or 3) uint8 of one size as a WebP that runs to and fro without end; raises OSError."""
    frames = [Image.fromarray(picture[..., 0] if picture.shape[2] == 1 else picture) for picture in pictures]
    frames += frames[-2:0:-1]
    rgb = [frame.convert("RGB") for frame in frames]
    with files.replacing(path) as stream:
        rgb[0].save(
            stream, format="WEBP", save_all=True, append_images=rgb[1:], duration=milliseconds, loop=0, lossless=True,
            xmp=metadata.xmp or b"",
        )  # fmt: skip
