"""What every test gets: a private settings folder, leak checks around windows, guarded photos, a tiny network."""

import os
from collections.abc import Generator, Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.originals import Originals

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # without a display Qt would abort the whole run

_SAMPLES = Path(__file__).resolve().parent.parent / "resources" / "samples"
_FAILED = pytest.StashKey[bool]()


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Knows pytest-qt's options where that plugin is switched off to run without Qt."""
    if not pluginmanager.hasplugin("pytest-qt"):
        parser.addini("qt_api", "unused without Qt")
        parser.addini("qt_log_level_fail", "unused without Qt")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remembers a failed call: what it leaves behind is no news."""
    report = yield
    if report.when == "call":
        item.stash[_FAILED] = report.failed
    return report


@pytest.fixture(autouse=True)
def config_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty settings folder of this test's own."""
    folder = tmp_path_factory.mktemp("config")
    monkeypatch.setenv("RESTORER_CONFIG_DIR", str(folder))
    return folder


@pytest.fixture(autouse=True)
def leaves_nothing_running(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a window test after which a thread, a timer or a top-level widget is still alive, naming each."""
    if not {"qapp", "qtbot"} & set(request.fixturenames):
        yield
        return
    from tests import leaks

    with leaks.watching() as watch:
        yield
    if request.node.stash.get(_FAILED, False):
        return
    if found := watch.leaks():
        pytest.fail("Left behind: " + "; ".join(found), pytrace=False)


@pytest.fixture
def originals() -> Iterator[Originals]:
    """`originals.add(path)` guards a photo: the test fails if its bytes, time, mode or inode change."""
    guard = Originals()
    yield guard
    if changes := guard.changes():
        pytest.fail("Originals were changed: " + "; ".join(changes), pytrace=False)


@pytest.fixture(autouse=True)
def originals_stay(request: pytest.FixtureRequest) -> None:
    """Guards the shipped samples and every photo made by a fixture in the tests that run the whole program."""
    if request.path.parent.name in {"end2end", "reliability"}:
        guard: Originals = request.getfixturevalue("originals")
        for path in sorted(_SAMPLES.glob("*.*")):
            guard.add(path)


@pytest.fixture(scope="session")
def astronaut() -> np.ndarray:
    """A public-domain photo, (512, 512, 3) uint8 RGB, not writeable."""
    import skimage.data

    samples: np.ndarray = skimage.data.astronaut()
    samples.setflags(write=False)
    return samples


@pytest.fixture
def clean_photo(tmp_path: Path, astronaut: np.ndarray, originals: Originals) -> Path:
    """A guarded PNG file, 192 x 160, without noise."""
    return originals.add(_write_png(tmp_path / "photos" / "clean.png", _crop(astronaut)))


@pytest.fixture
def noisy_photo(tmp_path: Path, astronaut: np.ndarray, originals: Originals) -> Path:
    """A guarded PNG file, 192 x 160, with white noise of sigma 25, clipped to 8 bit."""
    from training.samples import noisy

    return originals.add(_write_png(tmp_path / "photos" / "noisy.png", noisy(_crop(astronaut), seed=0)))


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real weights file: the residual network of width 8 and one block, untrained, with a whole card."""
    import torch

    from restorer import models, weights

    config = {"width": 8, "blocks": 1}
    torch.manual_seed(0)
    network = models.ARCHITECTURES["residual"].network(models.configure("residual", config))
    card = weights.ModelCard(
        name="tiny",
        title="Tiny",
        mode=weights.Mode.DENOISE,
        architecture="residual",
        config=config,
        inputs=("image", "noise level"),
        multiple_of=network.multiple,
        halo=network.halo,
        data=({"source": "none", "licence": "CC0"},),
        licence="Apache-2.0",
    )
    path = tmp_path_factory.mktemp("weights") / "tiny.safetensors"
    weights.write(path, card, {name: tensor.numpy() for name, tensor in network.state_dict().items()})
    return path


def _crop(samples: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(samples[24:184, 128:320])


def _write_png(path: Path, samples: np.ndarray) -> Path:
    import cv2

    path.parent.mkdir(exist_ok=True)
    _, content = cv2.imencode(".png", samples[..., ::-1])
    path.write_bytes(content.tobytes())
    return path
