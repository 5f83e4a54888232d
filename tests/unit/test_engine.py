"""The engine: the same bytes whatever the tiles and threads, every depth kept, faults answered."""

import math
import threading
from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skimage.data
import torch

from restorer import engine, models, photo, weights
from restorer.compose import Adjustment
from restorer.document import Edit
from restorer.engine import Model, Options, Progress, RestoreError
from restorer.photo import Photo
from restorer.weights import Mode, ModelCard, WeightsError

REAL_SIZES: dict[str, tuple[str, dict[str, Any]]] = {
    "best": ("residual", {"width": 64, "blocks": 6}),
    "fast": ("unet", {"widths": (32, 64, 128), "blocks": 1, "middle": 2}),
}
FP32 = {"device": "cpu", "precision": "fp32"}
SMALL: tuple[str, dict[str, Any]] = ("residual", {"width": 8, "blocks": 1})


def _card(architecture: str, config: dict[str, Any], network: Any, *, mode: Mode = Mode.DENOISE) -> ModelCard:
    return ModelCard(
        name="test-model",
        title="Test",
        mode=mode,
        architecture=architecture,
        config=config,
        inputs=("image", "level"),
        multiple_of=network.multiple,
        halo=network.halo,
    )


def _network(architecture: str, config: dict[str, Any], *, gain: float = 3.0) -> Any:
    torch.manual_seed(3)
    network: Any = models.ARCHITECTURES[architecture].network(models.configure(architecture, config)).eval()
    with torch.no_grad():
        network.tail.weight.mul_(gain)  # random weights change the photo enough to show every fault
    return network


def _model(architecture: str, config: dict[str, Any], *, gain: float = 3.0) -> Model:
    network = _network(architecture, config, gain=gain)
    return Model(_card(architecture, config, network), network, sha256="0" * 64)


@pytest.fixture(scope="module")
def small() -> Model:
    return _model(*SMALL)


@pytest.fixture(scope="module", params=sorted(REAL_SIZES))
def real(request: pytest.FixtureRequest) -> Model:
    return _model(*REAL_SIZES[request.param])


def _noisy(height: int, width: int, *, channels: int = 3, dtype: type = np.uint8) -> Photo:
    white = np.iinfo(dtype).max
    rows, columns = np.mgrid[0:height, 0:width]
    clean = 0.5 + 0.3 * np.sin(rows / 9.0) * np.cos(columns / 7.0)
    grain = np.random.default_rng(4).normal(0.0, 0.1, (height, width, channels))
    samples = np.rint(np.clip(clean[..., np.newaxis] + grain, 0, 1) * white).astype(dtype)
    return Photo(samples=samples)


def _drain(run: Generator[Progress, None, Edit]) -> tuple[list[Progress], Edit]:
    reports = []
    while True:
        try:
            reports.append(next(run))
        except StopIteration as end:
            return reports, end.value


def _result(source: Photo, model: Model, *, level: float | None = 25.0, **options: Any) -> np.ndarray:
    return _drain(engine.restore(source, None, model, level=level, options=Options(**options)))[1].result


def _threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("restorer-tiles")]


# --- the same bytes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(1, 1), (1, 700), (37, 53), (150, 290)])
def test_any_tile_size_thread_count_and_repeat_gives_the_same_bytes(real: Model, size: tuple[int, int]) -> None:
    source = _noisy(*size, dtype=np.uint16)  # 65,536 steps show differences that 256 would hide
    first = _result(source, real)
    for options in ({}, {"tile": 1}, {"tile": 131, "threads": 3}, {"tile": 512, "threads": 1}):
        np.testing.assert_array_equal(_result(source, real, **options), first, err_msg=str(options))
    assert np.abs(first.astype(int) - source.samples).max() > 655


def test_tiles_and_the_whole_padded_network_agree(real: Model) -> None:
    height, width = 160, 200
    samples = np.random.default_rng(5).random((height, width, 3), dtype=np.float32)
    margin = 128  # more than any halo
    plane = np.pad(samples, ((margin, margin), (margin, margin), (0, 0)), mode="reflect")
    with torch.inference_mode():
        image = torch.from_numpy(plane).permute(2, 0, 1)[None]
        whole = real._network(image, torch.tensor([25 / 255]))[0].permute(1, 2, 0).numpy()
    result = engine.run_network(samples, real, 25.0, Options(device="cpu", precision="fp32", tile=128))
    expected = whole[margin : margin + height, margin : margin + width]
    np.testing.assert_allclose(result, expected, rtol=1e-4, atol=2e-5)
    assert float(np.abs(result - samples).max()) > 0.01


def test_tiles_that_do_not_see_their_neighbours_would_be_noticed(small: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control of the tests above: tiles that extend their own box show seams."""
    source = _noisy(150, 290, dtype=np.uint16)

    def alone(samples: np.ndarray, tile: engine.tiles.Tile) -> np.ndarray:
        box = samples[tile.top : tile.top + tile.height, tile.left : tile.left + tile.width]
        above, beside = tile.top - tile.read_top, tile.left - tile.read_left
        below, right = tile.read_height - above - tile.height, tile.read_width - beside - tile.width
        return np.pad(box, ((above, below), (beside, right), (0, 0)), mode="reflect")

    monkeypatch.setattr(engine.tiles, "read", alone)
    assert (_result(source, small, tile=128) != _result(source, small, tile=512)).any()


# --- photos of every kind -------------------------------------------------------------------------------------


def test_sixteen_bit_samples_are_not_led_through_eight_bits(small: Model) -> None:
    source = _noisy(60, 70, dtype=np.uint16)
    result = _result(source, small)
    assert result.dtype == np.uint16
    assert (result % 257 != 0).mean() > 0.5  # values of 8 bits would all be multiples of 257
    expected = engine.run_network(source.samples.astype(np.float32) / np.float32(65535), small, 25.0)
    np.testing.assert_array_equal(result, np.rint(np.clip(expected * np.float32(65535), 0, 65535)))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_a_network_that_changes_nothing_gives_the_same_samples(dtype: type) -> None:
    unchanging = _model(*SMALL, gain=0.0)
    source = _noisy(130, 140, dtype=dtype)
    np.testing.assert_array_equal(_result(source, unchanging), source.samples)
    every = np.arange(65536, dtype=np.uint16).reshape(256, 256, 1)
    every = every if dtype is np.uint16 else (every >> 8).astype(np.uint8)
    np.testing.assert_array_equal(_result(Photo(samples=every), unchanging), every)  # grey: the mean of three


def test_a_grey_photo_is_the_mean_of_the_three_channels_of_its_rgb_copy(small: Model) -> None:
    grey = _noisy(50, 60, channels=1)
    colour = np.repeat(grey.samples, 3, axis=2).astype(np.float32) / np.float32(255)
    expected = engine.run_network(colour, small, 25.0).mean(axis=2, keepdims=True)
    result = _result(grey, small)
    assert result.shape == (50, 60, 1)
    assert np.abs(result - np.clip(expected * 255, 0, 255)).max() <= 0.501


def test_run_network_neither_clips_nor_rounds(small: Model) -> None:
    samples = np.random.default_rng(6).normal(0.5, 1.0, (40, 50, 3)).astype(np.float32)
    result = engine.run_network(samples, small, None, Options())
    assert result.dtype == np.float32
    assert result.min() < -0.5
    assert result.max() > 1.5


def test_the_level_is_told_in_steps_of_8_bits_and_unknown_differs(small: Model) -> None:
    source = _noisy(40, 40, dtype=np.uint16)
    told, other, unknown = (_result(source, small, level=level, **FP32) for level in (25.0, 50.0, None))
    assert (told != other).any()
    assert (told != unknown).any()
    with torch.inference_mode():
        network = small.on(engine.precision.Choice("cpu", "fp32"))
        box = engine.tiles.read(source.samples, engine.tiles.grid(40, 40, target=512, halo=8, multiple=2)[0])
        image = torch.from_numpy(box.astype(np.float32) / np.float32(65535)).permute(2, 0, 1)[None]
        direct = network(image, torch.tensor([25.0 / 255.0]))[0, :, :40, :40].permute(1, 2, 0).numpy()
    np.testing.assert_array_equal(told, np.rint(np.clip(direct * np.float32(65535), 0, 65535)))


# --- progress and result --------------------------------------------------------------------------------------


def test_every_tile_is_reported_once_with_its_samples(small: Model) -> None:
    source = _noisy(300, 400)
    reports, edit = _drain(
        engine.restore(source, None, small, level=10.0, options=Options(tile=128, threads=2, seed=9))
    )
    shown = np.zeros_like(source.samples)
    seen = [report for report in reports if report.tile is not None]
    for report in seen:
        assert report.tile is not None
        assert report.samples is not None
        assert not report.samples.flags.writeable
        top, left, height, width = report.tile
        shown[top : top + height, left : left + width] = report.samples
    np.testing.assert_array_equal(shown, edit.result)
    assert [report.done for report in seen] == list(range(1, 13))
    assert {report.total for report in seen} == {12}
    assert seen[5].sentence.startswith("Denoising: 6 of 12 tiles, about ")
    assert reports[0] == Progress(0, 1, "Preparing the model.")
    assert _threads() == []


def test_the_edit_says_how_it_came_about(small: Model) -> None:
    source = _noisy(20, 30)
    _, edit = _drain(engine.restore(source, None, small, level=12.5, options=Options(seed=9)))
    assert (edit.name, edit.mode, edit.model, edit.sha256) == ("denoise", "denoise", "test-model", "0" * 64)
    assert (edit.level, edit.seed, edit.device) == (12.5, 9, engine.precision.available_devices()[0])
    assert edit.precision in ("fp32", "bf16", "fp16")
    assert edit.adjustment == Adjustment()
    assert edit.visible
    assert edit.notices == ()
    assert edit.seconds > 0
    assert edit.result.shape == source.samples.shape
    assert not edit.result.flags.writeable


def test_closing_stops_and_joins_the_threads(small: Model) -> None:
    run = engine.restore(_noisy(600, 600), None, small, level=10.0, options=Options(tile=128, threads=3))
    while next(run).done < 2:
        pass
    assert _threads() != []
    run.close()
    assert _threads() == []


def test_a_restore_that_is_never_pulled_starts_nothing(small: Model) -> None:
    run = engine.restore(_noisy(600, 600), None, small, level=10.0)
    assert _threads() == []
    run.close()


def test_two_restores_with_one_model_do_not_stop_each_other(small: Model) -> None:
    source = _noisy(300, 400)
    expected = _result(source, small)
    kept = engine.restore(source, None, small, level=25.0, options=Options(tile=128, threads=1))
    next(kept)
    stopped = engine.restore(source, None, small, level=25.0, options=Options(tile=128, threads=1))
    while next(stopped).done < 1:
        pass
    stopped.close()
    np.testing.assert_array_equal(_drain(kept)[1].result, expected)


# --- tile size ------------------------------------------------------------------------------------------------


def _automatic(model: Model, *, height: int, width: int, threads: int) -> int:
    samples = np.lib.stride_tricks.as_strided(np.zeros(1, np.uint8), (height, width, 3), (0, 0, 0))
    job = engine._Job(samples, samples, 255.0, model, None)
    return engine._plan(job, engine.precision.Choice("cpu", "fp32"), Options(threads=threads)).tile


def test_the_automatic_tile_is_moderate_and_fits_many_threads_in_memory(real: Model) -> None:
    assert 256 <= _automatic(real, height=4000, width=6000, threads=2) <= 768
    for threads in (1, 4, 16, 64):
        tile = _automatic(real, height=4000, width=6000, threads=threads)
        taken = threads * real.bytes_per_pixel * (tile + 2 * real.margin) ** 2
        assert taken <= engine._ACTIVATION_BYTES or tile == engine.tiles.LEAST
    small_photo = _automatic(real, height=500, width=500, threads=4)
    assert len(engine.tiles.grid(500, 500, target=small_photo, halo=real.margin, multiple=real.multiple)) >= 4


# --- faults ---------------------------------------------------------------------------------------------------


def _break(model: Model, monkeypatch: pytest.MonkeyPatch, *, precision: str, value: float) -> None:
    """Lets the network of one precision give `value` in one sample of its third tile."""
    ready, calls = model.on, iter(range(10**6))

    def broken(choice: engine.precision.Choice) -> Any:
        network = ready(choice)
        if choice.precision != precision:
            return network

        def run(image: torch.Tensor, level: torch.Tensor) -> torch.Tensor:
            result = network(image, level)
            if next(calls) == 2:
                result[0, 1, 20, 20] = value
            return result

        return run

    monkeypatch.setattr(model, "on", broken)


def test_a_tile_too_small_for_a_cpu_is_raised_with_a_notice(small: Model) -> None:
    raised = "A CPU computes tiles of at least 128 pixels; the {} asked for became 128."
    for tile, notices in ((0, ()), (128, ()), (127, (raised.format(127),)), (16, (raised.format(16),))):
        options = Options(device="cpu", precision="fp32", tile=tile)
        reports, edit = _drain(engine.restore(_noisy(130, 150), None, small, level=25.0, options=options))
        assert edit.notices == notices
        assert reports[-1].total == 4  # 128 in each case: automatic is no smaller


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_half_precision_that_fails_is_replaced_by_fp32_with_a_notice(
    monkeypatch: pytest.MonkeyPatch, value: float
) -> None:
    source, model = _noisy(300, 300), _model(*SMALL)
    expected = _result(source, model, precision="fp32", tile=128)
    _break(model, monkeypatch, precision="bf16", value=value)
    _, edit = _drain(
        engine.restore(source, None, model, level=25.0, options=Options(device="cpu", precision="bf16", tile=128))
    )
    np.testing.assert_array_equal(edit.result, expected)
    assert edit.precision == "fp32"
    assert edit.notices == ("Half precision (bf16) was not enough for this photo; fp32 was used.",)


def test_half_precision_that_works_is_kept_and_close() -> None:
    source, model = _noisy(60, 60), _model(*SMALL)
    _, edit = _drain(engine.restore(source, None, model, level=25.0, options=Options(device="cpu", precision="bf16")))
    assert (edit.precision, edit.notices) == ("bf16", ())
    assert np.abs(edit.result.astype(int) - _result(source, model, precision="fp32")).max() <= 2


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_values_that_are_no_numbers_in_fp32_are_refused(monkeypatch: pytest.MonkeyPatch, value: float) -> None:
    source, model = _noisy(300, 300), _model(*SMALL)
    before = source.samples.copy()
    _break(model, monkeypatch, precision="fp32", value=value)
    with pytest.raises(RestoreError) as caught:
        _result(source, model, device="cpu", precision="fp32", tile=128)
    assert str(caught.value) == ("The model “test-model” gave values that are not numbers. Choose another model.")
    np.testing.assert_array_equal(source.samples, before)
    assert _threads() == []


def test_an_error_of_the_device_becomes_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    model = _model(*SMALL)

    def fail(_choice: engine.precision.Choice) -> Any:
        raise RuntimeError("device-side assert triggered")

    monkeypatch.setattr(model, "on", fail)
    with pytest.raises(RestoreError, match=r"^The model “test-model” failed on cpu: device-side assert triggered$"):
        _result(_noisy(300, 300), model, device="cpu")
    assert _threads() == []


def test_a_mistake_in_the_program_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    model = _model(*SMALL)
    monkeypatch.setattr(model, "on", lambda choice: choice.nothing)
    with pytest.raises(AttributeError):
        _result(_noisy(30, 30), model, device="cpu")
    assert _threads() == []


@pytest.mark.parametrize(
    ("level", "options", "sentence"),
    [
        (-1.0, Options(), "The noise level -1 is out of range. Choose 0 to 75, or unknown."),
        (75.5, Options(), "The noise level 75.5 is out of range. Choose 0 to 75, or unknown."),
        (math.nan, Options(), "The noise level nan is out of range. Choose 0 to 75, or unknown."),
        (5.0, Options(tile=-1), "Tile size and number of threads cannot be negative. Choose 0 for automatic."),
        (5.0, Options(threads=-2), "Tile size and number of threads cannot be negative. Choose 0 for automatic."),
        (5.0, Options(device="tpu"), "The device “tpu” is unknown. Choose one of auto, cpu, cuda, mps."),
        (5.0, Options(device="cpu", precision="fp16"),
         "A CPU cannot restore in fp16. Choose the precision auto, fp32 or bf16."),
    ],
)  # fmt: skip
def test_impossible_wishes_are_answered_by_a_sentence(
    small: Model, level: float, options: Options, sentence: str
) -> None:
    with pytest.raises(RestoreError) as caught:
        _drain(engine.restore(_noisy(20, 20), None, small, level=level, options=options))
    assert str(caught.value) == sentence


def test_a_model_for_something_else_is_refused() -> None:
    network = _network(*SMALL)
    model = Model(_card(*SMALL, network, mode=Mode.DEBLUR), network)
    with pytest.raises(
        RestoreError, match=r"^The model “test-model” is made for deblur\. Choose a model for denoise\.$"
    ):
        _drain(engine.restore(_noisy(20, 20), None, model, level=5.0))


# --- models ---------------------------------------------------------------------------------------------------


def _write(path: Path) -> str:
    network = _network(*SMALL)
    tensors = {name: tensor.numpy() for name, tensor in network.state_dict().items()}
    return weights.write(path, _card(*SMALL, network), tensors)


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of weights in place of the program's own."""
    folder = tmp_path / "weights"
    folder.mkdir()
    _write(folder / "denoise-test.safetensors")
    weights.write_sums(folder)
    monkeypatch.setattr(weights.resources, "folder", lambda _name: folder)
    return folder


def test_a_bundled_model_loads_by_name_and_is_verified(bundle: Path) -> None:
    path = bundle / "denoise-test.safetensors"
    model = engine.load_model("denoise-test")
    assert model.sha256 == weights.read_sums(bundle)[path.name]
    assert model.card.name == "test-model"
    content = bytearray(path.read_bytes())
    content[-3] ^= 1  # one bit of the last tensor
    path.write_bytes(content)
    with pytest.raises(WeightsError, match="its SHA-256 differs"):
        engine.load_model("denoise-test")
    with pytest.raises(WeightsError, match="its SHA-256 differs"):
        engine.load_model(str(path))


def test_a_bundled_model_without_a_sum_is_refused(bundle: Path) -> None:
    (bundle / "SHA256SUMS").unlink()
    with pytest.raises(WeightsError, match="not listed in SHA256SUMS"):
        engine.load_model("denoise-test")


def test_a_file_of_ones_own_loads_by_path(tmp_path: Path) -> None:
    digest = _write(tmp_path / "mine.safetensors")
    assert engine.load_model(str(tmp_path / "mine.safetensors")).sha256 == digest


@pytest.mark.parametrize("name", ["nothing", "nothing.safetensors"])
def test_a_missing_model_is_named(bundle: Path, name: str) -> None:
    del bundle
    with pytest.raises(WeightsError, match="nothing"):
        engine.load_model(name)


def test_a_model_does_not_change_the_network_it_is_made_of() -> None:
    network = _network(*SMALL)
    model = Model(_card(*SMALL, network), network)
    model.on(engine.precision.Choice("cpu", "bf16"))
    assert network.head.padding == (1, 1)
    assert all(p.requires_grad and p.dtype == torch.float32 for p in network.parameters())


def test_a_real_photo_goes_through_from_file_to_result(tmp_path: Path, small: Model) -> None:
    path = tmp_path / "chelsea.png"
    photo.save(photo.from_rgb(skimage.data.chelsea()[:120, :200].copy()), path)
    opened = photo.load(path)
    _, edit = _drain(engine.restore(opened, None, small, level=None))
    assert opened.with_samples(edit.result).samples.shape == (120, 200, 3)
