"""Restores photos tile by tile: generators of progress that end in a result."""

import enum
import math
import queue
import threading
import time
from collections.abc import Generator
from dataclasses import dataclass, field, replace

import numpy as np
import torch
from torch import nn

from restorer import devices, precision, tiles
from restorer.compose import Adjustment
from restorer.document import Edit
from restorer.model import LARGE_TENSORS, Model, Stopped, load_model
from restorer.photo import Photo
from restorer.weights import Mode

__all__ = [
    "Model",
    "Options",
    "Progress",
    "RestoreError",
    "fill_holes",
    "load_model",
    "map_damage",
    "restore",
    "run_model",
    "run_network",
]

MAX_LEVEL = 75.0  # sigma in 8-bit steps; networks are trained up to 60
_TURNS, _FEWER_TURNS = 8, 4  # ways in which a tile with a hole is looked at
_MANY = 100_000  # samples of holes in a photo from which half as many must do: for 0.03 dB a person waits twice as long
_BEAT_SECONDS = 0.1  # the longest wait between two reports, so that a consumer can stop between tiles too
_ACTIVATION_BYTES = 400 * 2**20  # all tiles in flight together
_TENSOR_BYTES = 21 * 2**20  # of the widest layer; measured: larger ones go back to the system and come in page by page
_NO_MEMORY = "There is not enough memory to restore this photo. Close other programs and try again."
_DOING = {
    Mode.DENOISE: "Denoising",
    Mode.INPAINT: "Filling",
    Mode.DEBLUR: "Sharpening",
    Mode.OLDPHOTO: "Repairing",
    Mode.DETECT: "Looking for damage",
}


class RestoreError(Exception):
    """A restore that could not be done; the text is a sentence for the person, and the photo is untouched."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to compute, never what: each choice gives the same picture but for rounding.

    `tile` is the side in pixels that a tile writes at most, 0 = automatic; one too small for the device is raised with
    a notice. `threads` counts CPU threads, 0 = one a core. `seed` is kept in the result; denoising draws nothing.
    """

    device: str = "auto"
    precision: str = "auto"
    tile: int = 0
    threads: int = 0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """One report: tiles done and in all, and a sentence with the time left.

    When a tile has just been finished, `tile` is its box (top, left, height, width) and `samples` a read-only
    view of its result in the photo's dtype; otherwise both are None.
    """

    done: int
    total: int
    sentence: str
    tile: tuple[int, int, int, int] | None = None
    samples: np.ndarray | None = None


def restore(
    photo: Photo, mask: None, model: Model, *, level: float | None, options: Options = Options()
) -> Generator[Progress, None, Edit]:
    """Denoises a photo; yields after each tile and at least every 0.1 s, and returns the result as an `Edit`.

    `level` is sigma in 8-bit steps, 0..75, None = unknown. The result's bytes depend on photo, model, level and
    precision alone on a CPU: not on tile size, thread count or run. Closing the generator stops its threads
    within one layer of a tile. Raises `RestoreError`; the photo is never changed.
    """
    del mask  # denoising has none
    if model.card.mode is not Mode.DENOISE:
        raise RestoreError(_wrong_mode(model, Mode.DENOISE))
    return (yield from run_model(photo, model, level=level, options=options))


def run_model(
    photo: Photo, model: Model, *, level: float | None, options: Options = Options(), pictures: np.ndarray | None = None
) -> Generator[Progress, None, Edit]:
    """As `restore`, with a model of any mode that needs no hole; `level` is what its constant plane is told, by 255.
    `pictures` (H, W, channels) of the photo's type is what the network sees, if that is not the photo itself."""
    start = time.perf_counter()
    result = _room_for(photo.samples)
    white = float(np.iinfo(photo.samples.dtype).max)
    job = _Job(photo.samples if pictures is None else pictures, result, white, model, level)
    plan, notices = yield from _run(job, options)
    result.flags.writeable = False
    return Edit(
        name=model.card.mode.value,
        mode=model.card.mode.value,
        result=result,
        model=model.card.name,
        sha256=model.sha256,
        level=level,
        seed=options.seed,
        device=plan.choice.device,
        precision=plan.choice.precision,
        seconds=time.perf_counter() - start,
        adjustment=Adjustment(),
        notices=notices,
    )


def run_network(
    samples: np.ndarray, model: Model, level: float | None = None, options: Options = Options()
) -> np.ndarray:
    """The network's estimate for samples (H, W, 3) float32, nominally 0..1: float32, not clipped, not rounded.

    Runs the tiles and the code of `restore`; `level` is sigma in 8-bit steps (of 1/255), None = unknown.
    """
    source = np.ascontiguousarray(samples, dtype=np.float32)
    result = _room_for(source)
    for _ in _run(_Job(source, result, 1.0, model, level), options):
        pass
    return result


def fill_holes(
    source: np.ndarray, result: np.ndarray, hole: np.ndarray, model: Model, *, options: Options = Options()
) -> Generator[Progress, None, tuple[precision.Choice, tuple[str, ...]]]:
    """Writes the model's estimate of the samples in a hole into `result`, and nothing else; reports as `restore` does.

    `source` and `result` are (H, W, 1 or 3) uint8 or uint16, the hole of `source` filled roughly; `hole` is (H, W)
    uint8, 1 inside. Only tiles that the hole touches are computed. Returns how it was computed, and notices. Raises
    `RestoreError`.
    """
    white = float(np.iinfo(source.dtype).max)
    turns = _TURNS if np.count_nonzero(hole) <= _MANY else _FEWER_TURNS
    job = _Job(source, result, white, model, hole=hole[..., np.newaxis], turns=turns)
    plan, notices = yield from _run(job, options)
    return plan.choice, notices


def map_damage(
    samples: np.ndarray, model: Model, *, options: Options = Options()
) -> Generator[Progress, None, tuple[np.ndarray, precision.Choice, tuple[str, ...]]]:
    """How likely each pixel is damaged, (H, W) uint8, 0 to 255; with how it was computed, and notices.

    `samples` is (H, W, 1 or 3) uint8 or uint16, `model` one of mode detect. Reports as `restore` does; the samples of a
    tile are its part of the map. Raises `RestoreError`.
    """
    found = _room_for(np.broadcast_to(np.uint8(0), (*samples.shape[:2], 1)))
    job = _Job(samples, found, float(np.iinfo(samples.dtype).max), model, is_detection=True)
    plan, notices = yield from _run(job, options)
    return found[..., 0], plan.choice, notices


class _Obstacle(enum.Enum):
    """Why a restore has to start again in an easier way."""

    MEMORY = enum.auto()
    NOT_FINITE = enum.auto()


@dataclass(frozen=True, slots=True)
class _Job:
    """What to compute: `source` (H, W, 1, 3 or more) of range 0..`white` into `result` (H, W, 1 or 3), same dtype.

    One channel counts as three equal ones. For a detection `result` is (H, W, 1) uint8, 0..255. With `hole` (H, W, 1)
    uint8, 1 inside, only the samples in the hole are computed and written.
    """

    source: np.ndarray
    result: np.ndarray
    white: float
    model: Model
    level: float | None = None
    hole: np.ndarray | None = None
    turns: int = 1
    is_detection: bool = False


@dataclass(frozen=True, slots=True)
class _Plan:
    """How to compute it."""

    choice: precision.Choice
    tile: int
    threads: int


@dataclass(frozen=True, slots=True)
class _Crew:
    """What the threads of one attempt share. `finished` holds tiles, an obstacle or an unexpected error."""

    job: _Job
    plan: _Plan
    waiting: "queue.SimpleQueue[tiles.Tile]" = field(default_factory=queue.SimpleQueue)
    finished: "queue.SimpleQueue[tiles.Tile | _Obstacle | Exception]" = field(default_factory=queue.SimpleQueue)
    stop: threading.Event = field(default_factory=threading.Event)


def _run(job: _Job, options: Options) -> Generator[Progress, None, tuple[_Plan, tuple[str, ...]]]:
    """Fills `job.result`, easier and easier where the machine refuses; returns the plan that worked and notices."""
    _check(job, options)
    yield Progress(0, 1, "Preparing the model.")
    try:
        plan = _plan(job, precision.choose(options.device, precision=options.precision), options)
    except ValueError as error:
        raise RestoreError(str(error)) from error
    notices = _tile_notices(plan, options)
    while (obstacle := (yield from _attempt(job, plan))) is not None:
        # the failed frames are gone by now: a retry inside an except block would keep their tensors alive
        plan = _easier(job, plan, obstacle, notices)
    return plan, tuple(dict.fromkeys(notices))


def _room_for(samples: np.ndarray) -> np.ndarray:
    try:
        return np.empty_like(samples, order="C")
    except MemoryError as error:
        raise RestoreError(_NO_MEMORY) from error


def _check(job: _Job, options: Options) -> None:
    wanted = Mode.DETECT if job.is_detection else Mode.INPAINT if job.hole is not None else None
    mode = job.model.card.mode
    if mode is not wanted and (wanted is not None or mode in (Mode.INPAINT, Mode.DETECT)):
        raise RestoreError(_wrong_mode(job.model, wanted or Mode.DENOISE))
    if job.level is not None and not 0.0 <= job.level <= MAX_LEVEL:
        raise RestoreError(f"The noise level {job.level:g} is out of range. Choose 0 to {MAX_LEVEL:g}, or unknown.")
    if options.tile < 0 or options.threads < 0:
        raise RestoreError("Tile size and number of threads cannot be negative. Choose 0 for automatic.")


def _wrong_mode(model: Model, wanted: Mode) -> str:
    return f"The model “{model.card.name}” is made for {model.card.mode.value}. Choose a model for {wanted.value}."


def _plan(job: _Job, choice: precision.Choice, options: Options) -> _Plan:
    threads = options.threads or devices.cores() if choice.device == "cpu" else 1
    tile = options.tile or _automatic_tile(job, choice, threads)
    return _Plan(choice=choice, tile=max(tile, _least_tile(choice.device)), threads=threads)


def _tile_notices(plan: _Plan, options: Options) -> list[str]:
    if not 0 < options.tile < plan.tile:
        return []
    where = "A CPU" if plan.choice.device == "cpu" else f"The device “{plan.choice.device}”"
    return [f"{where} computes tiles of at least {plan.tile} pixels; the {options.tile} asked for became {plan.tile}."]


def _least_tile(device: str) -> int:
    """On a CPU, kernels for small planes add up in another order, so smaller tiles would not give the same bytes."""
    return tiles.LEAST if device == "cpu" else 64


def _automatic_tile(job: _Job, choice: precision.Choice, threads: int) -> int:
    """The side that wastes little on margins, fits the caches and the memory, and keeps all threads busy."""
    margin = job.model.margin
    if job.hole is not None:
        return 1  # the smallest there is: holes are narrow, and what lies beside them need not be computed
    if choice.device != "cpu":
        return 1024
    # in a narrow network the picture itself, not its features, is what takes memory
    feature_bytes = max(16, job.model.bytes_per_pixel // LARGE_TENSORS * choice.dtype.itemsize // 4)
    best = math.isqrt(_TENSOR_BYTES // feature_bytes) - 2 * margin
    roomy = math.isqrt(_ACTIVATION_BYTES // (threads * job.model.bytes_per_pixel)) - 2 * margin
    if threads == 1:
        return min(best, roomy)
    height, width = job.source.shape[:2]
    busy = math.isqrt(height * width // (2 * threads))
    return min(best, busy, roomy)


def _attempt(job: _Job, plan: _Plan) -> Generator[Progress, None, _Obstacle | None]:
    """Runs all tiles on threads of its own; they are joined when it ends, however it ends."""
    grid = tiles.grid(*job.source.shape[:2], target=plan.tile, halo=job.model.margin, multiple=job.model.multiple)
    if job.hole is not None:
        grid = [tile for tile in grid if _box(job.hole, tile).any()]
    crew = _Crew(job, plan)
    for tile in grid:
        crew.waiting.put(tile)
    threads = [
        threading.Thread(target=_work, args=(crew,), name=f"restorer-tiles-{number}")
        for number in range(min(plan.threads, len(grid)))
    ]
    try:
        for thread in threads:
            thread.start()
        return (yield from _collect(crew, total=len(grid)))
    finally:
        crew.stop.set()
        for thread in threads:
            if thread.ident is not None:  # a close between two starts
                thread.join()


def _collect(crew: _Crew, *, total: int) -> Generator[Progress, None, _Obstacle | None]:
    start = time.monotonic()
    done = 0
    while done < total:
        try:
            finished = crew.finished.get(timeout=_BEAT_SECONDS)
        except queue.Empty:
            yield Progress(done, total, _sentence(crew.job, done, total, time.monotonic() - start))
            continue
        if isinstance(finished, _Obstacle):
            return finished
        if isinstance(finished, RuntimeError):
            name = crew.job.model.card.name
            raise RestoreError(f"The model “{name}” failed on {crew.plan.choice.device}: {finished}") from finished
        if isinstance(finished, Exception):
            raise finished
        done += 1
        box = (finished.top, finished.left, finished.height, finished.width)
        samples = _box(crew.job.result, finished)
        samples.flags.writeable = False
        yield Progress(done, total, _sentence(crew.job, done, total, time.monotonic() - start), box, samples)
    return None


def _sentence(job: _Job, done: int, total: int, seconds: float) -> str:
    doing = _DOING[job.model.card.mode]
    if done == 0:
        return f"{doing}: {done} of {total} tiles."
    left = math.ceil(seconds / done * (total - done))
    if left < 120:
        return f"{doing}: {done} of {total} tiles, about {left} s left."
    return f"{doing}: {done} of {total} tiles, about {-(-left // 60)} min left."


def _work(crew: _Crew) -> None:
    """The life of one thread: takes tiles until none waits, an obstacle is met or the crew is told to stop."""
    torch.set_num_threads(1)  # counts for the thread that calls it: whole tiles run in parallel instead
    try:
        with (
            torch.inference_mode(),
            crew.job.model.stoppable(crew.stop),
            devices.deterministic(crew.plan.choice.device),
        ):
            # a program that ends without closing its generator must not wait for the whole photo
            while not crew.stop.is_set() and threading.main_thread().is_alive():
                tile = crew.waiting.get_nowait()
                crew.finished.put(tile if _restore_tile(crew.job, crew.plan.choice, tile) else _Obstacle.NOT_FINITE)
    except (Stopped, queue.Empty):
        return
    except (torch.OutOfMemoryError, MemoryError):
        crew.finished.put(_Obstacle.MEMORY)
    except Exception as error:  # noqa: BLE001  (raised again by the thread that collects)
        is_memory = isinstance(error, RuntimeError) and "allocate memory" in str(error)
        crew.finished.put(_Obstacle.MEMORY if is_memory else error)


def _restore_tile(job: _Job, choice: precision.Choice, tile: tiles.Tile) -> bool:
    """Writes one tile's box of the result; False, and nothing written, if the network gave NaN or infinity."""
    network = job.model.on(choice)
    box = tiles.read(job.source, tile).astype(np.float32) / np.float32(job.white)
    image = torch.from_numpy(box).to(choice.device).permute(2, 0, 1).unsqueeze(0)
    estimate = _estimated(
        job, network, image.expand(-1, max(3, image.shape[1]), -1, -1), _condition(job, tile, choice.device)
    )[0]
    top, left = (tile.top - tile.read_top - job.model.margin, tile.left - tile.read_left - job.model.margin)
    estimate = estimate[:, top : top + tile.height, left : left + tile.width]
    if job.result.shape[2] == 1 and not job.is_detection:
        estimate = estimate.mean(dim=0, keepdim=True)
    if not math.isfinite(float(estimate.sum())):
        return False
    values = estimate.permute(1, 2, 0).cpu().numpy()
    if job.result.dtype != np.float32:
        white = 255.0 if job.is_detection else job.white
        values = np.rint(np.clip(values * np.float32(white), 0.0, white))
    if job.hole is None:
        _box(job.result, tile)[...] = values
    else:
        np.copyto(_box(job.result, tile), values, casting="unsafe", where=_box(job.hole, tile) > 0)
    return True


def _estimated(job: _Job, network: nn.Module, image: torch.Tensor, condition: torch.Tensor) -> torch.Tensor:
    """The network's answer; in a hole the mean of its answers to the tile turned, and mirrored if there are few holes.

    Turned by Timofte et al. 2016 ("Seven Ways to Improve Example-Based Single Image Super Resolution"): what is
    unknown is answered a little differently each time. Measured on 16 photos of CBSD68: scratches +0.11 dB, dust
    +0.26 dB over one answer by turns; mirrored as well, 0.03 dB more.
    """
    if job.is_detection:
        odds: torch.Tensor = network(image)
        return odds.float().sigmoid()
    if job.hole is None:
        answer: torch.Tensor = network(image, condition)
        return answer
    total = torch.zeros(())
    for turn in range(job.turns):
        answer = network(_turned(image, turn), _turned(condition, turn))
        answer = torch.rot90(answer, -(turn % 4), (2, 3))
        total = total.to(answer.device) + (answer.flip(3) if turn >= 4 else answer)
    return total / job.turns


def _turned(planes: torch.Tensor, turn: int) -> torch.Tensor:
    """The planes by quarter turns, mirrored before from the fourth on."""
    return torch.rot90(planes.flip(3) if turn >= 4 else planes, turn % 4, (2, 3))


def _condition(job: _Job, tile: tiles.Tile, device: str) -> torch.Tensor:
    """What the network is told besides the image: the noise level, or where the hole is."""
    if job.hole is None:
        return torch.full((1,), -1.0 if job.level is None else job.level / 255.0, device=device)
    hole = tiles.read(job.hole, tile).astype(np.float32)
    return torch.from_numpy(hole).to(device).permute(2, 0, 1).unsqueeze(0)


def _box(samples: np.ndarray, tile: tiles.Tile) -> np.ndarray:
    return samples[tile.top : tile.top + tile.height, tile.left : tile.left + tile.width]


def _easier(job: _Job, plan: _Plan, obstacle: _Obstacle, notices: list[str]) -> _Plan:
    """The next thing to try, and why, for the person; raises `RestoreError` when nothing is left to try."""
    job.model.forget(plan.choice)
    if obstacle is _Obstacle.NOT_FINITE:
        if plan.choice.precision == "fp32":
            name = job.model.card.name
            raise RestoreError(f"The model “{name}” gave values that are not numbers. Choose another model.")
        notices.append(f"Half precision ({plan.choice.precision}) was not enough for this photo; fp32 was used.")
        return replace(plan, choice=replace(plan.choice, precision="fp32"))
    devices.empty_cache(plan.choice.device)
    largest, least = min(plan.tile, max(job.source.shape[:2])), _least_tile(plan.choice.device)
    if largest > least:
        notices.append("Memory ran short; smaller tiles were used.")
        return replace(plan, tile=max(least, largest // 2))
    if plan.choice.device != "cpu":
        notices.append(f"The memory of the device “{plan.choice.device}” was not enough; the CPU was used.")
        return _plan(job, precision.choose("cpu"), Options())
    if plan.threads > 1:
        return replace(plan, threads=1)
    raise RestoreError(_NO_MEMORY)
