"""How noisy a photo is, and by what kind of noise: the spectrum of its flattest places, at each brightness."""

import itertools

import numpy as np

_SIDE = 8  # pixels of a block
_BLOCKS = 12_000  # looked at, whatever the photo's size
_BINS = 6  # of brightness, equally many blocks each
_FLATTEST = 0.15  # share of a bin's blocks that counts
_LEAST_BLOCKS = 64
_CLIPPED = 0.03  # share of samples at either end of the range that a block may have
_MEDIAN_OF_NORMAL = 0.6745  # the median of |x| for a standard normal x
_TRUSTED = 12  # squared frequency from which flat places hold noise alone, not picture
_SLOWER, _FASTER = 25, 50  # squared frequencies: up to and from which two bands of noise are compared
_EVEN = 0.6  # the least power of the faster band against the slower one's in white noise
_ALIKE = 0.12  # the largest correlation of white noise in two channels
_TOO_LITTLE = 0.3  # power, in squared 8-bit steps, that rounding alone can come near
_FITTED = 60  # squared frequency up to which blurred noise stands above rounding

_INDEX = np.arange(_SIDE)
_SQUARED_FREQUENCY = (_INDEX[:, np.newaxis] ** 2 + _INDEX**2).astype(np.float64)
_IS_SLOW = (_INDEX[:, np.newaxis] + _INDEX >= 1) & (_INDEX[:, np.newaxis] + _INDEX <= 3)
_DCT = np.sqrt(np.where(_INDEX == 0, 1.0, 2.0) / _SIDE)[:, np.newaxis] * np.cos(
    np.pi / _SIDE * _INDEX[:, np.newaxis] * (_INDEX + 0.5)
)


def estimate_sigma(samples: np.ndarray) -> float:
    """The root-mean-square of the photo's noise over all channels, in 8-bit steps, >= 0; the same for each call.

    `samples` is (H, W, C) uint8 or uint16. Looks at blocks of 8x8 pixels without many clipped samples; takes, at
    each brightness, the flattest by their slow frequencies and the noise from their fast ones, which the choice
    does not bias (Ponomarenko et al. 2007); extends the noise's spectrum to the slow frequencies as a Gaussian
    blur would shape it; and fits a variance that grows with brightness (Foi et al. 2008). A photo under 8 pixels
    high or wide counts as clean.
    """
    white = float(np.iinfo(samples.dtype).max)
    if min(samples.shape[:2]) < _SIDE:
        return 0.0
    spectra = _spectra(samples)
    restlessness = _restlessness(spectra)
    brightness = spectra[..., 0, 0].mean(axis=1) / _SIDE
    rounding = (255.0 / white) ** 2 / 12.0
    means, variances = [], []
    for part in np.array_split(np.argsort(brightness, kind="stable"), _BINS):
        count = max(_LEAST_BLOCKS, int(_FLATTEST * len(part)))
        flattest = part[np.argsort(restlessness[part], kind="stable")[:count]]
        deviation = np.median(np.abs(spectra[flattest]), axis=0) / _MEDIAN_OF_NORMAL
        variances.append(_variance(np.maximum(np.square(deviation).mean(axis=0) - rounding, 0.0)))
        means.append(float(brightness[flattest].mean()))
    return float(np.sqrt(_at(float(brightness.mean()), np.array(means), np.array(variances))))


def is_white(samples: np.ndarray) -> bool:
    """Whether the photo's noise is white: of its own in each pixel and channel, as a sensor's raw values have it.

    Scanned film, demosaicing, scaling and JPEG leave noise that neighbours share, which a network for white noise
    takes for picture. `samples` is (H, W, C) uint8 or uint16; where all channels are equal they are one. The
    flattest blocks' power at fast frequencies is compared with that at slower ones, and the channels with each other,
    both by medians. True as well where there is next to no noise, and for photos under 8 pixels high or wide.
    """
    if min(samples.shape[:2]) < _SIDE:
        return True
    spectra = _spectra(samples)
    if not np.any(spectra != spectra[:, :1]):
        spectra = spectra[:, :1]
    count = max(_LEAST_BLOCKS, int(_FLATTEST * len(spectra)))
    flattest = spectra[np.argsort(_restlessness(spectra), kind="stable")[:count]]
    power = np.square(np.median(np.abs(flattest), axis=0) / _MEDIAN_OF_NORMAL).mean(axis=0)
    slower = float(power[(_SQUARED_FREQUENCY >= _TRUSTED) & (_SQUARED_FREQUENCY <= _SLOWER)].mean())
    faster = float(power[_SQUARED_FREQUENCY >= _FASTER].mean())
    if slower < _TOO_LITTLE:
        return True
    channels = flattest[..., _SQUARED_FREQUENCY >= _TRUSTED].transpose(1, 0, 2).reshape(flattest.shape[1], -1)
    alike = [_correlation(one, other) for one, other in itertools.combinations(channels, 2)]
    return faster >= _EVEN * slower and float(np.mean(alike or [0.0])) <= _ALIKE


def _correlation(one: np.ndarray, other: np.ndarray) -> float:
    """Of two series that scatter alike, by the medians of their sum and difference."""
    together, apart = (float(np.median(np.abs(mixed))) ** 2 for mixed in (one + other, one - other))
    return (together - apart) / max(together + apart, 1e-9)


def _spectra(samples: np.ndarray) -> np.ndarray:
    """Cosine transforms of the photo's blocks without many clipped samples, (N, C, 8, 8) float32 in 8-bit steps."""
    white = float(np.iinfo(samples.dtype).max)
    blocks = _unclipped(_drawn(samples), white) * np.float32(255.0 / white)
    spectra: np.ndarray = _DCT.astype(np.float32) @ blocks @ _DCT.T.astype(np.float32)
    return spectra


def _restlessness(spectra: np.ndarray) -> np.ndarray:
    """How much each block has of slow frequencies, (N,)."""
    restless: np.ndarray = np.square(spectra[..., _IS_SLOW]).mean(axis=(1, 2))
    return restless


def _drawn(samples: np.ndarray) -> np.ndarray:
    """Blocks at fixed random places, (N, C, 8, 8); random, so that no JPEG grid is met in step."""
    generator = np.random.default_rng(0)
    rows = generator.integers(0, samples.shape[0] - _SIDE + 1, _BLOCKS)
    columns = generator.integers(0, samples.shape[1] - _SIDE + 1, _BLOCKS)
    rows, columns = rows[:, np.newaxis] + _INDEX, columns[:, np.newaxis] + _INDEX
    blocks: np.ndarray = samples[rows[:, :, np.newaxis], columns[:, np.newaxis, :]]
    return blocks.transpose(0, 3, 1, 2)


def _unclipped(blocks: np.ndarray, white: float) -> np.ndarray:
    """The blocks with few samples at either end of the range, or the fifth with the fewest; float32."""
    clipped = ((blocks == 0) | (blocks == white)).mean(axis=(1, 2, 3))
    kept: np.ndarray = blocks[clipped <= max(_CLIPPED, float(np.quantile(clipped, 0.2)))]
    return kept.astype(np.float32)


def _variance(power: np.ndarray) -> float:
    """The noise variance of a power spectrum (8, 8) whose slow part also holds picture.

    Blurring by a Gaussian leaves log power falling linearly with the squared frequency: that line, fitted to the
    fast part, replaces the slow part where it is lower.
    """
    is_fast = _SQUARED_FREQUENCY >= _TRUSTED
    fitted = is_fast & (_SQUARED_FREQUENCY <= _FITTED) & (power > 0.02)
    if int(fitted.sum()) < 6:
        return float(power[is_fast].mean())
    weight = power[fitted] / power[fitted].sum()
    log_power = np.log(power[fitted])
    middle, height = float(weight @ _SQUARED_FREQUENCY[fitted]), float(weight @ log_power)
    offset = _SQUARED_FREQUENCY[fitted] - middle
    slope = float(weight @ (offset * (log_power - height)) / (weight @ np.square(offset)))
    if slope >= 0.0:
        return float(power[is_fast].mean())
    line = np.exp(height + slope * (_SQUARED_FREQUENCY - middle))
    line = np.where(is_fast, power, np.minimum(line, power))
    line[0, 0] = np.exp(height - slope * middle)  # the mean itself is picture
    return float(line.mean())


def _at(brightness: float, means: np.ndarray, variances: np.ndarray) -> float:
    """The value at `brightness` of variance = a * mean + b, a, b >= 0, fitted with most weight on small variances.

    Bins that are all texture come out too noisy, never too clean.
    """
    weight = 1.0 / np.square(variances + 0.5)
    mean, middle = float(weight @ means / weight.sum()), float(weight @ variances / weight.sum())
    spread = float(weight @ np.square(means - mean))
    slope = float(weight @ ((means - mean) * (variances - middle))) / spread if spread > 1e-6 else 0.0
    if slope <= 0.0:
        return middle
    if slope * mean > middle:  # b would be negative
        return brightness * float(weight @ (means * variances)) / float(weight @ np.square(means))
    return middle + slope * (brightness - mean)
