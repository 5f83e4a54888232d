"""How fast restoring is on this computer and how much memory it takes, beside OpenCV and a bare convolution."""

import math
import platform
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from torch import nn
from torch.nn import functional

from restorer import bench_pictures, devices, engine, generating, photo, precision, resources, weights
from restorer.engine import Model, Options
from restorer.photo import PhotoError
from restorer.provenance import peak_memory_mb
from restorer.weights import Mode, ModelCard, WeightsError

SIGMA = 25.0  # of the noise that is taken away again, in 8-bit steps
NLM_STRENGTH = 20.0  # gives the best PSNR at sigma 25 of 10, 20, 25, 30, 40
_SIDE = 1024  # pixels of the picture
_ROUNDS = 3  # all subjects take turns, and the best turn of each counts
_ROOFLINE_WIDTHS = (64, 96)
_ROOFLINE_SIDE = 256
_CHILD_TILES = 12  # done by all threads together, memory is at its height


@dataclass(slots=True)
class _Subject:
    """Something that denoises the picture: a model in a precision on a device, or OpenCV."""

    name: str
    work: Callable[[], np.ndarray]
    facts: dict[str, Any] = field(default_factory=dict)
    cpu: float = math.inf
    wall: float = math.inf
    psnr: float = 0.0


def run(
    names: Sequence[str] | None = None, *, rounds: int = _ROUNDS, megapixels: Sequence[int] = (12, 24)
) -> dict[str, Any]:
    """Measures the bundled denoisers and generators, or those named (names or files); gives figures JSON can hold.

    Speed: seconds a megapixel of a noisy picture of one megapixel, one thread, best of `rounds` in turns with the
    roofline (GFLOP/s of the best 3x3 convolution) and OpenCV's fastNlMeansDenoisingColored. Memory: the peak of a
    child process that restores a photo of each of `megapixels`, 10^6 bytes; None where it cannot be read. Takes a
    minute or two. Raises `WeightsError`.
    """
    modes = {name: _card(name).mode for name in (weights.bundled() if names is None else names)}
    makers = [name for name, mode in modes.items() if mode is Mode.GENERATE]
    others = [name for name, mode in modes.items() if mode not in (Mode.DENOISE, Mode.GENERATE)]
    if others and names is not None:
        raise WeightsError(f"{others[0]} is made for {modes[others[0]]}. Name a model for denoising or generating.")
    models = {name: engine.load_model(name) for name, mode in modes.items() if mode is Mode.DENOISE}
    clean, origin = _picture()
    grain = np.random.default_rng(0).normal(0.0, SIGMA, clean.shape)
    noisy = np.rint(np.clip(clean + grain, 0, 255)).astype(np.uint8)
    subjects = [
        subject
        for name, model in models.items()
        for choice in _choices()
        for subject in [_model_subject(name, model, choice, noisy)]
    ]
    opencv = _Subject("OpenCV NLM colour", lambda: _non_local_means(noisy))
    roofline = _take_turns([*subjects, opencv], clean, rounds=rounds)
    area = clean.shape[0] * clean.shape[1] / 1e6
    return {
        "machine": _machine(),
        "picture": {"origin": origin, "megapixels": area, "sigma": SIGMA, "psnr_noisy": cv2.PSNR(noisy, clean)},
        "roofline_gflops": roofline,
        "nlm": {"name": opencv.name, "strength": NLM_STRENGTH, **_figures(opencv, area)},
        "models": [_compared(subject, opencv, roofline, area) for subject in subjects],
        "pictures": [bench_pictures.measure(generating.load_maker(name)) for name in makers],
        "memory": [_memory(name, count) for name in models for count in megapixels],
    }


def table(result: dict[str, Any]) -> list[list[str]]:
    """The speeds of `run` as rows of text, the head first; seconds are for a megapixel."""
    head = ["", "CPU s", "wall s", "all cores s", "GFLOP/s", "roofline", "PSNR dB", "x NLM"]
    rows = [head]
    for entry in [*result["models"], result["nlm"]]:
        name = entry["name"] if "model" not in entry else f"{entry['model']} {entry['device']} {entry['precision']}"
        rows.append([
            name,
            f"{entry['cpu_s_per_mp']:.2f}",
            f"{entry['wall_s_per_mp']:.2f}",
            _text(entry.get("all_cores_wall_s_per_mp"), "{:.2f}"),
            _text(entry.get("gflops"), "{:.0f}"),
            _text(entry.get("share_of_roofline"), "{:.0%}"),
            f"{entry['psnr']:.2f}",
            _text(entry.get("times_nlm"), "{:.1f}"),
        ])  # fmt: skip
    return rows


def memory(result: dict[str, Any]) -> list[str]:
    """The peaks of `run`, and how fast generators are, as lines of text."""
    return [bench_pictures.line(entry) for entry in result["pictures"]] + [
        f"{entry['model']}: {entry['megapixels']} megapixels in {_text(entry['peak_mb'], '{:.0f} MB') or 'unknown'}"
        for entry in result["memory"]
    ]


def _card(name: str) -> ModelCard:
    known, path = weights.bundled(), Path(name)
    if name not in known and not path.suffix and not path.exists():
        return weights.read_bundled(name).card  # whose error tells the names
    return weights.read_card(known.get(name, path))


def _text(value: float | None, form: str) -> str:
    return "" if value is None else form.format(value)


def _machine() -> dict[str, Any]:
    return {
        "processor": _processor(),
        "capability": torch.backends.cpu.get_cpu_capability(),
        "cores": devices.cores(),
        "devices": list(precision.available_devices()),
        "torch": torch.__version__,
        "opencv": cv2.__version__,
        "bf16_is_faster": precision.is_bf16_faster(),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _picture() -> tuple[np.ndarray, str]:
    """A clean picture (1024, 1024, 3) uint8 and where it comes from: a photo if one is at hand, else drawn."""
    try:
        import skimage.data

        clean, origin = skimage.data.astronaut(), "scikit-image astronaut, mirrored"
    except ImportError:
        path = next(iter(sorted(resources.folder("samples").glob("*astronaut*"))), None)
        clean, origin = _drawn(), "drawn"
        if path is not None:
            try:  # a sample has noise of its own: shrinking takes most of it away
                clean = cv2.resize(photo.load(path).samples, (256, 256), interpolation=cv2.INTER_AREA)
                origin = f"{path.name}, shrunk and mirrored"
            except PhotoError:
                pass
    rows, columns = (-(-_SIDE // length) for length in clean.shape[:2])
    lines = [np.hstack([clean[:, :: 1 - 2 * (x % 2)] for x in range(columns)])[:: 1 - 2 * (y % 2)] for y in range(rows)]
    return np.ascontiguousarray(np.vstack(lines)[:_SIDE, :_SIDE]), origin


def _drawn() -> np.ndarray:
    rows, columns = np.mgrid[0:256, 0:256] / 256.0
    waves = [np.sin(40 * rows * columns + phase) * np.cos(9 * columns) for phase in range(3)]
    return np.rint(127.5 + 110 * np.stack(waves, axis=-1)).astype(np.uint8)


def _choices() -> list[precision.Choice]:
    """What is worth measuring: fp32 on the CPU, and what auto would choose on every device."""
    automatic = [precision.choose(device) for device in precision.available_devices()]
    return list(dict.fromkeys([precision.Choice("cpu", "fp32"), *automatic]))


def _model_subject(name: str, model: Model, choice: precision.Choice, noisy: np.ndarray) -> _Subject:
    source = photo.from_rgb(noisy)
    one = Options(device=choice.device, precision=choice.precision, threads=1)

    def work(options: Options = one) -> np.ndarray:
        generator = engine.restore(source, None, model, level=SIGMA, options=options)
        while True:
            try:
                next(generator)
            except StopIteration as end:
                result: np.ndarray = end.value.result
                return result

    gflop = _gflop(model, choice, work)
    every = Options(device=choice.device, precision=choice.precision)
    start = time.perf_counter()
    work(every)
    area = noisy.shape[0] * noisy.shape[1] / 1e6
    facts = {"model": name, "device": choice.device, "precision": choice.precision, "gflop_per_mp": gflop / area,
             "all_cores_wall_s_per_mp": (time.perf_counter() - start) / area}  # fmt: skip
    return _Subject(name, work, facts)


def _gflop(model: Model, choice: precision.Choice, work: Callable[[], np.ndarray]) -> float:
    """10^9 operations (2 a multiply-add) of the convolutions in one `work`, tile margins included."""
    total = 0.0

    def count(layer: nn.Module, inputs: tuple[torch.Tensor, ...], output: torch.Tensor) -> None:
        nonlocal total
        assert isinstance(layer, nn.Conv2d | nn.ConvTranspose2d)
        samples = inputs[0].numel() if isinstance(layer, nn.ConvTranspose2d) else output.numel()
        others = layer.out_channels if isinstance(layer, nn.ConvTranspose2d) else layer.in_channels
        total += 2.0 * samples * others * math.prod(layer.kernel_size)

    layers = [layer for layer in model.on(choice).modules() if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d)]
    hooks = [layer.register_forward_hook(count) for layer in layers]
    try:
        work()
    finally:
        for hook in hooks:
            hook.remove()
    return total / 1e9


def _non_local_means(noisy: np.ndarray) -> np.ndarray:
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        swapped = np.ascontiguousarray(noisy[..., ::-1])  # OpenCV's own channel order
        result = cv2.fastNlMeansDenoisingColored(swapped, None, NLM_STRENGTH, NLM_STRENGTH, 7, 21)
    finally:
        cv2.setNumThreads(threads)
    return np.ascontiguousarray(result[..., ::-1])


def _take_turns(subjects: Sequence[_Subject], clean: np.ndarray, *, rounds: int) -> float:
    """Fills in the best CPU and wall seconds and the PSNR of all; returns the roofline in GFLOP/s."""
    roofline = 0.0
    for _ in range(rounds):
        for subject in subjects:
            roofline = max(roofline, _convolution_gflops())
            wall, cpu = time.perf_counter(), time.process_time()
            result = subject.work()
            subject.cpu = min(subject.cpu, time.process_time() - cpu)
            subject.wall = min(subject.wall, time.perf_counter() - wall)
            subject.psnr = cv2.PSNR(result, clean)
    return roofline


def _convolution_gflops() -> float:
    """The best of a few 3x3 convolutions, one thread, CPU time: in a thread of its own, whose setting ends with it."""
    best = 0.0

    def measure() -> None:
        nonlocal best
        torch.set_num_threads(1)
        with torch.inference_mode():
            for width in _ROOFLINE_WIDTHS:
                planes = torch.zeros(1, width, _ROOFLINE_SIDE, _ROOFLINE_SIDE).to(memory_format=torch.channels_last)
                kernel = torch.zeros(width, width, 3, 3).to(memory_format=torch.channels_last)
                for _ in range(3):
                    start = time.thread_time()
                    functional.conv2d(planes, kernel, padding=1)
                    seconds = time.thread_time() - start
                    best = max(best, 2 * 9 * width * width * _ROOFLINE_SIDE**2 / seconds / 1e9)

    thread = threading.Thread(target=measure, name="restorer-roofline")
    thread.start()
    thread.join()
    return best


def _figures(subject: _Subject, area: float) -> dict[str, Any]:
    return {"cpu_s_per_mp": subject.cpu / area, "wall_s_per_mp": subject.wall / area, "psnr": subject.psnr}


def _compared(subject: _Subject, opencv: _Subject, roofline: float, area: float) -> dict[str, Any]:
    """The figures of a model; its share of the roofline only for fp32 on the CPU, where that roofline holds."""
    gflops = subject.facts["gflop_per_mp"] * area / (subject.cpu if subject.facts["device"] == "cpu" else subject.wall)
    is_comparable = (subject.facts["device"], subject.facts["precision"]) == ("cpu", "fp32")
    return {
        **subject.facts,
        **_figures(subject, area),
        "gflops": gflops,
        "share_of_roofline": gflops / roofline if is_comparable else None,
        "times_nlm": opencv.cpu / subject.cpu,
    }


def _memory(name: str, megapixels: int) -> dict[str, Any]:
    """Runs this file as a child process that restores so many megapixels, and reads its peak."""
    peak = None
    if not getattr(sys, "frozen", False):
        command = [sys.executable, "-m", "restorer.bench", name, str(megapixels)]
        child = subprocess.run(command, capture_output=True, text=True, check=False)
        peak = float(child.stdout) if child.returncode == 0 and child.stdout.strip() else None
    return {"model": name, "megapixels": megapixels, "peak_mb": peak}


def _peak_of_restore(name: str, megapixels: int) -> float | None:
    """Peak memory in 10^6 bytes of a restore: read after a few tiles, with the part of the result not yet written."""
    samples = np.zeros((1000 * megapixels // 4, 4000, 3), dtype=np.uint8)
    samples[::3, ::5] = 200
    written = 0
    restoring = engine.restore(photo.from_rgb(samples), None, engine.load_model(name), level=SIGMA)
    for progress in restoring:
        written += progress.samples.nbytes if progress.samples is not None else 0
        if progress.tile is not None and progress.done >= max(_CHILD_TILES, 3 * devices.cores()):
            break
    restoring.close()
    peak = peak_memory_mb()
    return None if peak is None else peak + (samples.nbytes - written) / 1e6


if __name__ == "__main__":
    measured = _peak_of_restore(sys.argv[1], int(sys.argv[2]))
    sys.stdout.write("" if measured is None else f"{measured:.1f}\n")
