"""What the pictures of a run go through before a network sees them, as tables of its config."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Noise:
    """The mixture of noises shown to a denoiser; sigmas in 8-bit steps, the rest are probabilities.

    `camera` of the samples get signal-dependent, channel-correlated, slightly blurred grain, always rounded to
    8 bit, `jpeg` of those compressed afterwards; the others get white noise, `clipped` of those rounded to 8 bit.
    The network is not told the level of `unknown` of the white and of `camera_unknown` of the grainy samples.
    `grey` of the samples are without colour, their noise too, as all channels of a black-and-white photo are one.
    """

    sigma_max: float = 60.0
    camera: float = 0.5
    clipped: float = 0.5
    jpeg: float = 0.5
    unknown: float = 0.5
    camera_unknown: float = 0.5
    grey: float = 0.0


@dataclass(frozen=True, slots=True)
class Blur:
    """The mixture of blurs shown to a deblurring network; the first four are shares, sizes are in pixels.

    `motion` is shaken along a path that spans up to `span`, `defocus` out of focus by a disc of up to `disc` radius,
    `soft` a Gaussian of up to `sigma`; `sharp` stays as it is. Blur happens in linear light, half of the softness in
    the file's own values. Noise of up to `noise` 8-bit steps follows, then rounding to 8 bit, then JPEG for the share
    `jpeg`. The network is told the kind of blur in the share `told`.
    """

    motion: float = 0.5
    defocus: float = 0.12
    soft: float = 0.28
    sharp: float = 0.1
    span: float = 31.0
    disc: float = 6.0
    sigma: float = 3.0
    noise: float = 4.0
    jpeg: float = 0.1
    told: float = 0.25


@dataclass(frozen=True, slots=True)
class Ageing:
    """What time and thrift did to the pictures shown to an old-photo network; all but the limits are shares.

    `jpeg` of the pictures are compressed with a quality from `worst` to `best`, `twice` of those two times, with full
    chroma resolution in `full_chroma` of the batches, and with their block grid at the picture's corner in `aligned`
    of them, as in a file that was never cropped. Before that, `grain` get grain of up to `sigma` 8-bit steps and
    `soft` a Gaussian of up to 1 px.
    """

    jpeg: float = 0.9
    worst: float = 5.0
    best: float = 60.0
    twice: float = 0.1
    full_chroma: float = 0.25
    aligned: float = 0.5
    grain: float = 0.2
    sigma: float = 12.0
    soft: float = 0.15


@dataclass(frozen=True, slots=True)
class Damage:
    """The damage shown to a detector: the likelihood of each kind of `damage.KINDS` on a damaged photo.

    `undamaged` of the photos have none, whatever the kinds say; `lookalikes` is how many lines that belong to the
    scene a photo gets on average, damaged or not.
    """

    kinds: dict[str, float] = field(default_factory=dict)
    undamaged: float = 0.35
    lookalikes: float = 0.6


@dataclass(frozen=True, slots=True)
class Measured:
    """Noise measured on a damaged scan (`restorer.measuring`), shown to a denoiser instead of the mixture of `Noise`.

    `file` is the measurement and `sha256` its digest. Each sample gets it at a strength from `weakest` to `strongest`;
    `clipped` of them are rounded to 8 bit. The network is not told the level of `unknown` of the samples, and of the
    others a level that is up to a factor of exp(`spread`) off: the program's own estimate is made for other noise.
    """

    file: str
    sha256: str
    weakest: float = 0.6
    strongest: float = 1.4
    clipped: float = 1.0
    unknown: float = 0.4
    spread: float = 0.9


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
