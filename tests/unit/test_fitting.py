"""White noise gets the network for white noise, other noise the one for film, as far as they are installed."""

import numpy as np
import pytest

from restorer import fitting

BOTH = ("denoise-best", "denoise-fast", "denoise-film")


def _noisy(*, is_shared: bool) -> np.ndarray:
    random = np.random.default_rng(0)
    shape = (96, 96, 1 if is_shared else 3)
    return np.clip(np.rint(128 + 20 * random.standard_normal(shape)) * np.ones(3), 0, 255).astype(np.uint8)


def _tinted(samples: np.ndarray) -> np.ndarray:
    """Channels that differ, as in a colour photo: else they count as one."""
    return samples + np.array([0, 10, 20], np.uint8)


@pytest.mark.parametrize(
    ("is_shared", "installed", "name"),
    [
        (False, BOTH, "denoise-best"),
        (True, BOTH, "denoise-film"),
        (True, ("denoise-best",), "denoise-best"),
        (False, ("denoise-film",), "denoise-film"),
    ],
)
def test_the_model_follows_the_noise(is_shared: bool, installed: tuple[str, ...], name: str) -> None:
    assert fitting.denoiser(_tinted(_noisy(is_shared=is_shared)), installed) == name


@pytest.mark.parametrize(("installed", "name"), [((*BOTH, "denoise-grey"), "denoise-grey"), (BOTH, "denoise-film")])
@pytest.mark.parametrize("channels", [1, 3])
def test_photos_without_colour_have_a_model_of_their_own(channels: int, installed: tuple[str, ...], name: str) -> None:
    assert fitting.denoiser(_noisy(is_shared=True)[..., :channels], installed) == name


def test_colour_is_looked_for_in_the_whole_photo() -> None:
    random = np.random.default_rng(0)
    noisy = np.clip(np.rint(128 + 20 * random.standard_normal((600, 64, 1))) * np.ones(3), 0, 255).astype(np.uint8)
    assert fitting.denoiser(noisy, (*BOTH, "denoise-grey")) == "denoise-grey"
    noisy[-1, -1, 0] ^= 1
    assert fitting.denoiser(noisy, (*BOTH, "denoise-grey")) != "denoise-grey"


def test_without_a_denoiser_there_is_nothing_to_choose() -> None:
    with pytest.raises(ValueError, match="no model"):
        fitting.denoiser(_noisy(is_shared=False), ("inpaint-thin",))
