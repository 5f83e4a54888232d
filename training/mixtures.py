"""What else the pictures of a run go through; see `config` for the other mixtures."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shaken:
    """Shaken pictures as a network sees them that is told what the program found and took back.

    `bank` is a file of `shakes`, pairs of a true and a found shake, relative to the working folder, and `sha256` its
    digest; each is used turned and mirrored as well. The share `known` is told the truth. Noise of up to `noise` 8-bit
    steps, then rounding to 8 bit, then JPEG for the share `jpeg`. The network is shown `window` px a side.
    """

    bank: str
    sha256: str
    known: float = 0.1
    noise: float = 4.0
    jpeg: float = 0.1
    window: int = 96
