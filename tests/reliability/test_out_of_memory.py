"""Memory that runs out: smaller tiles, then the CPU, then a sentence; and how much a restore takes."""

import subprocess
import sys
import threading
from collections.abc import Generator
from typing import Any

import numpy as np
import pytest
import torch

from restorer import devices, engine, models, precision
from restorer.document import Edit
from restorer.engine import Model, Options, Progress, RestoreError
from restorer.photo import Photo
from restorer.weights import Mode, ModelCard

_CONFIG = {"width": 8, "blocks": 1}


@pytest.fixture
def model() -> Model:
    torch.manual_seed(1)
    network: Any = models.ARCHITECTURES["residual"].network(models.configure("residual", _CONFIG))
    card = ModelCard("test", "Test", Mode.DENOISE, "residual", _CONFIG, ("image", "level"), 2, network.halo)
    return Model(card, network)


@pytest.fixture
def source() -> Photo:
    return Photo(samples=np.random.default_rng(2).integers(0, 256, (600, 700, 3), dtype=np.uint8))


def _drain(run: Generator[Progress, None, Edit]) -> Edit:
    while True:
        try:
            next(run)
        except StopIteration as end:
            edit: Edit = end.value
            return edit


def _restore(source: Photo, model: Model, options: Options) -> Edit:
    return _drain(engine.restore(source, None, model, level=25.0, options=options))


class _Short:
    """A network on a device whose memory holds tiles up to `side` read pixels; counts what it refused."""

    def __init__(self, model: Model, error: type[Exception], *, side: int, device: str, first: int = 0) -> None:
        self.refused: list[int] = []
        self._on, self._error, self._side, self._device, self._first = model.on, error, side, device, first
        self._calls = 0

    def on(self, choice: precision.Choice) -> Any:
        network = self._on(precision.Choice("cpu", "fp32"))

        def run(image: torch.Tensor, level: torch.Tensor) -> torch.Tensor:
            self._calls += 1
            if choice.device == self._device and self._calls > self._first and image.shape[2] > self._side:
                self.refused.append(image.shape[2])
                raise self._error("DefaultCPUAllocator: can't allocate memory: you tried to allocate too much")
            return network(image, level)

        return run


@pytest.mark.parametrize("error", [torch.OutOfMemoryError, MemoryError, RuntimeError])
@pytest.mark.parametrize("first", [0, 1])
def test_the_tile_is_halved_until_it_fits(
    model: Model, source: Photo, monkeypatch: pytest.MonkeyPatch, error: type[Exception], first: int
) -> None:
    expected = _restore(source, model, Options(device="cpu", precision="fp32"))
    short = _Short(model, error, side=200, device="cpu", first=first)
    monkeypatch.setattr(model, "on", short.on)
    edit = _restore(source, model, Options(device="cpu", precision="fp32", tile=512, threads=1))
    np.testing.assert_array_equal(edit.result, expected.result)
    assert edit.notices == ("Memory ran short; smaller tiles were used.",)
    assert len(short.refused) == 2  # 512 and 256, never 128
    assert short.refused[0] > short.refused[1]


def _as_if_cuda(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Lets the engine plan for a CUDA device; its tensors stay on the CPU. Returns what happened to the cache."""
    emptied: list[str] = []
    monkeypatch.setattr(precision, "available_devices", lambda: ("cuda", "cpu"))
    monkeypatch.setattr(precision, "_automatic", lambda _device: "fp32")
    monkeypatch.setattr(devices, "empty_cache", emptied.append)
    kept = engine._restore_tile

    def tile_on_cpu(job: Any, choice: precision.Choice, tile: Any) -> bool:
        network = job.model.on(choice)
        monkeypatch.setattr(job.model, "_network_now", network, raising=False)
        return kept(_Through(job, network), precision.Choice("cpu", choice.precision), tile)  # type: ignore[arg-type]

    monkeypatch.setattr(engine, "_restore_tile", tile_on_cpu)
    return emptied


class _Through:
    """A job whose model gives one network whatever the device is."""

    def __init__(self, job: Any, network: Any) -> None:
        self.source, self.result, self.white, self.level = job.source, job.result, job.white, job.level
        self.hole, self.is_detection = job.hole, job.is_detection
        self.model = self
        self.margin = job.model.margin
        self.on = lambda _choice: network


def test_a_graphics_card_halves_to_64_and_then_leaves_it_to_the_cpu(
    model: Model, source: Photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = _restore(source, model, Options(device="cpu", precision="fp32"))
    emptied = _as_if_cuda(monkeypatch)
    short = _Short(model, torch.OutOfMemoryError, side=0, device="cuda")
    monkeypatch.setattr(model, "on", short.on)
    edit = _restore(source, model, Options(device="auto"))
    np.testing.assert_array_equal(edit.result, expected.result)
    assert (edit.device, edit.precision) == ("cpu", "fp32")
    assert edit.notices == (
        "Memory ran short; smaller tiles were used.",
        "The memory of the device “cuda” was not enough; the CPU was used.",
    )
    assert len(short.refused) == 5  # 700, 350, 175, 87, 64
    assert short.refused == sorted(short.refused, reverse=True)
    assert emptied == ["cuda"] * 5


def test_the_failed_tiles_memory_is_free_before_the_next_try(
    model: Model, source: Photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A retry inside the except block would keep the failed frame, and its tensors, alive."""
    frames: list[Any] = []
    on = model.on

    class Held:
        """Stands for the tensors of a failed forward pass."""

    def failing(choice: precision.Choice) -> Any:
        import weakref

        assert all(frame() is None for frame in frames)
        network = on(choice)

        def run(image: torch.Tensor, level: torch.Tensor) -> torch.Tensor:
            if image.shape[2] > 200:
                held = Held()
                frames.append(weakref.ref(held))
                raise torch.OutOfMemoryError("out of memory")
            return network(image, level)

        return run

    monkeypatch.setattr(model, "on", failing)
    _restore(source, model, Options(device="cpu", tile=512, threads=1))
    assert len(frames) == 2


def test_when_nothing_fits_a_sentence_says_so(model: Model, source: Photo, monkeypatch: pytest.MonkeyPatch) -> None:
    before = source.samples.copy()
    monkeypatch.setattr(model, "on", _Short(model, MemoryError, side=0, device="cpu").on)
    with pytest.raises(RestoreError) as caught:
        _restore(source, model, Options(device="cpu", threads=2))
    assert str(caught.value) == (
        "There is not enough memory to restore this photo. Close other programs and try again."
    )
    np.testing.assert_array_equal(source.samples, before)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("restorer-tiles")]


def test_no_room_for_the_result_is_said_too(model: Model, source: Photo, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: Any, **_options: Any) -> np.ndarray:
        raise MemoryError

    monkeypatch.setattr(np, "empty_like", refuse)
    with pytest.raises(RestoreError, match=r"^There is not enough memory to restore this photo"):
        _restore(source, model, Options(device="cpu"))


_CHILD = """
import sys
import numpy as np, torch
from restorer import devices, engine, models
from restorer.photo import Photo
from restorer.weights import Mode, ModelCard
height, width, channels, blocks = map(int, sys.argv[1:5])
config = {"width": channels, "blocks": blocks}
network = models.ARCHITECTURES["residual"].network(models.configure("residual", config))
card = ModelCard("test", "Test", Mode.DENOISE, "residual", config, ("image", "level"), 2, network.halo)
model = engine.Model(card, network)
samples = np.zeros((height, width, 3), np.uint8)
samples[::7, ::5] = 200
run = engine.restore(Photo(samples=samples), None, model, level=25.0, options=engine.Options(threads=2))
done = 0
for progress in run:
    done = progress.done
    if len(sys.argv) > 5 and done >= int(sys.argv[5]):
        break
run.close()
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(done, int(status["VmHWM"].split()[0]) * 1024)
"""


def _peak_bytes(*arguments: int) -> int:
    """Peak resident memory of a child process that restores a photo."""
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, *map(str, arguments)], capture_output=True, text=True, timeout=280, check=True
    )
    return int(done.stdout.split()[1])


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc/self/status")
def test_100_megapixels_take_12_bytes_a_pixel_and_500_mb() -> None:
    peak = _peak_bytes(10_000, 10_000, 1, 1)
    print(f"100 MP: {peak / 1e6:.0f} MB at most, {(peak - 500e6) / 100e6:.1f} bytes a pixel over 500 MB")
    assert peak < 12 * 100e6 + 500e6
    assert peak > 6 * 100e6  # photo and result at least, so the reading is a reading


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc/self/status")
def test_24_megapixels_with_the_large_network_take_less_than_1200_mb() -> None:
    peak = _peak_bytes(4000, 6000, 64, 6, 12)  # memory is at its height once every thread has done a few tiles
    print(f"24 MP: {peak / 1e6:.0f} MB at most")
    assert peak + 24e6 * 3 < 1200e6  # as if every page of the result had been written
    assert peak > 72e6
