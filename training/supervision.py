"""A run in its folder: it tells what happens, obeys what it is told, keeps the best, and fails in sentences."""

import contextlib
import dataclasses
import errno
import math
import signal
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import torch

from restorer import files, runs
from restorer.files import printable
from restorer.runs import Run, RunError
from restorer.weights import WeightsError
from training import checkpoint, config, sharing, strips
from training.best import Best, verdict
from training.config import ConfigError, Source, TrainConfig
from training.event_log import EventLog
from training.hardware import Hardware, is_first
from training.loop import Report, Training, averaged
from training.pace import pace

_TOLD_EVERY = 1.0  # seconds between two `step` events
_ASKED_EVERY = 0.2  # seconds between two looks at what is commanded
_RESTED = 0.5  # seconds of sleep between two looks while it is paused
_LEAVE = "leave"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be trained: a file of `training/configs` or of a run, and what the command line says beside it."""

    config: Path
    folder: Path
    data: tuple[Path, ...] = ()
    resume: bool = False
    budget: str = ""
    hardware: Hardware = field(default_factory=Hardware)
    trial: float = 0.0  # seconds; above 0, nothing is kept
    echo: str = "text"


class Stopped(Exception):  # noqa: N818  (no error: somebody asked for it)
    """The run was told to stop."""


class Left(Exception):  # noqa: N818
    """The process was asked to end, by Ctrl+C or the system; its run can be resumed."""


def supervise(request: Request) -> None:
    """Trains, or tries, what is asked for, in its folder, where no other process trains meanwhile.

    Raises `ConfigError`, `RunError` or `WeightsError`, each told before as the event `failed`; what was saved stays.
    Raises `Left` after a checkpoint if the process is asked to end. Several processes of one run share the folder; the
    first of them writes.
    """
    run, first = Run(request.folder), is_first()
    if not request.folder.exists():
        _wanted(request)  # a wrong config leaves no folder behind
    lock = run.take() if first else None
    log = EventLog(request.folder if first else None, echo=request.echo if first else "")
    try:
        with _failures(log):
            _conduct(request, run, log)
        if first and not request.trial:
            run.forget_command()
    finally:
        if lock is not None:
            lock.release()


def _conduct(request: Request, run: Run, log: EventLog) -> None:
    wanted, root = _wanted(request)
    if not request.trial:
        _check_folder(request)
    fabric = request.hardware.launch()
    is_resumed = request.resume and (run.folder / checkpoint.NAME).exists()
    if request.trial:
        wanted = dataclasses.replace(wanted, budget=f"{request.trial:g}s")
    training = Training(wanted, fabric, data_root=root, out=run.folder, resume=is_resumed)
    if training.is_first:
        log.write("survey", **training.task.survey())
        _preview(training, log)
    if request.trial:
        _try(training, log)
        return
    if training.is_first:
        _keep_config(request.config, run)
    if request.resume:
        log.write("resumed", step=training.progress.step)
    with listening() as asked:
        _Course(training, run, log, asked).follow()


class _Course:
    """The steps of one run, from the outside."""

    def __init__(self, training: Training, run: Run, log: EventLog, leave: threading.Event) -> None:
        self._training, self._run, self._log, self._leave = training, run, log, leave
        self._best = Best(training)
        self._asked, self._word = -math.inf, "run"
        self._told, self._told_step, self._worked = time.monotonic(), training.progress.step, 0.0

    def follow(self) -> None:
        """Trains to the end of the budget, or until somebody says stop."""
        training, log = self._training, self._log
        reason = "budget"
        if training.progress.step == 0 and training.config.start is not None:
            self._measure()  # so that what it started from is kept if nothing better comes
        try:
            for report in training.steps():
                self._tell(report)
                self._obey()
        except Stopped:
            reason = "stopped"
            self._finish()
        if not training.is_first:
            return
        weights = self._best.path if self._best.path.exists() else None
        if weights is not None:
            compared = verdict(training.task, training.config, training.spared, best=weights)
            if compared is not None:
                log.write("verdict", **compared)
        log.write("done", reason=reason, weights=None if weights is None else str(weights.absolute()))

    def _tell(self, report: Report) -> None:
        training, now = self._training, time.monotonic()
        if training.saved_at == report.step:
            self._log.write("checkpoint", step=report.step)
        if report.held_out:
            self._keep(report)
        if now - self._told < _TOLD_EVERY and not report.held_out:
            return
        steps, seconds = report.step - self._told_step, training.worked - self._worked
        self._told, self._told_step, self._worked = now, report.step, training.worked
        speed = steps * training.config.batch / max(seconds, 1e-9)
        self._log.write(
            "step", step=report.step, seconds=round(report.seconds, 2), share=round(report.share, 5), loss=report.loss,
            parts=report.parts, patches_per_second=round(speed, 2),
        )  # fmt: skip

    def _keep(self, report: Report) -> None:
        """A held-out moment: its picture, and its weights if it is the best."""
        training, name = self._training, f"{runs.PICTURES}/held-out-{report.step:07}.png"
        assert report.held_out is not None
        with averaged(training.network, training.average):
            picture = strips.strip(training.task, training.network, training.spared)
        if picture is not None:
            strips.write(picture, training.out / name)
        self._log.write(
            "held_out", step=report.step, seconds=round(report.seconds, 2), share=round(report.share, 5),
            figures=report.held_out, picture=None if picture is None else name,
        )  # fmt: skip
        score = self._best.offer(report.held_out)
        if score is not None:
            self._log.write("best", step=report.step, figure=score)

    def _obey(self) -> None:
        """Waits while the run is paused; raises `Stopped` or `Left`."""
        word, since = self._heard(), time.monotonic()
        if word == "pause":
            training = self._training
            training.save()
            self._log.write("checkpoint", step=training.progress.step)
            self._log.write("paused", step=training.progress.step)
            while word == "pause":
                time.sleep(_RESTED)
                word = self._heard()
            training.rest(time.monotonic() - since)
            if word == "run":
                self._log.write("resumed", step=training.progress.step)
        if word == "stop":
            raise Stopped
        if word == _LEAVE:
            self._training.save()
            self._log.write("checkpoint", step=self._training.progress.step)
            raise Left

    def _heard(self) -> str:
        """What the first process is told, in all of them."""
        now = time.monotonic()
        if self._training.is_first and now - self._asked >= _ASKED_EVERY:
            self._asked, self._word = now, self._run.commanded()
        words = (*runs.WORDS, _LEAVE)
        (number,) = sharing.agreed(self._training.fabric, words.index(_LEAVE if self._leave.is_set() else self._word))
        return words[int(number)]

    def _finish(self) -> None:
        """Measures once more, as the last moment may be the best, and saves so that the run can be resumed."""
        training = self._training
        measured = training.progress.held_out[-1]["step"] if training.progress.held_out else -1
        if training.progress.step > measured:
            self._measure()
        training.save()
        self._log.write("checkpoint", step=training.progress.step)

    def _measure(self) -> None:
        training = self._training
        figures, progress = training.measure(), training.progress
        if training.is_first:
            self._keep(Report(progress.step, progress.seconds, training.share, training.recent_loss(), figures, {}))


def _try(training: Training, log: EventLog) -> None:
    """The start of a run for as long as its budget, without measuring or keeping anything."""
    log.write("trial", **dataclasses.asdict(pace(training)))
    log.write("done", reason=runs.TRIAL, weights=None)


def _preview(training: Training, log: EventLog) -> None:
    training.task.begin(training.progress.step)
    generator = torch.Generator(training.fabric.device).manual_seed(training.config.seed)
    picture = strips.preview(training.task, training.task.draw(training.config, generator))
    if picture is not None:
        strips.write(picture, training.out / "preview.png")
        log.write("preview", path="preview.png")


def _wanted(request: Request) -> tuple[TrainConfig, Path]:
    """The run with what the command line changes, and the folder that its sources are relative to."""
    wanted = config.read(request.config)
    if request.budget:
        config.Budget.parse(request.budget)
        wanted = dataclasses.replace(wanted, budget=request.budget)
    if not request.data:
        return wanted, Path("data")
    only = request.data[0]
    if len(request.data) == 1 and only.is_dir() and (only / wanted.data[0].path).exists():
        return wanted, only
    sources = tuple(Source(str(place.absolute())) for place in request.data)
    return dataclasses.replace(wanted, data=sources), Path()


def _check_folder(request: Request) -> None:
    """Refuses to go over a run that is not to be resumed, and to resume one that never began."""
    folder = request.folder
    has_begun = (folder / checkpoint.NAME).exists()
    if has_begun and not request.resume:
        raise ConfigError(f"{printable(folder)} holds a run already; add --resume or choose another --out folder.")
    if request.resume and not has_begun and not (folder / runs.EVENTS).exists():
        raise ConfigError(f"{printable(folder)} holds no run to resume; leave --resume out.")


def _keep_config(source: Path, run: Run) -> None:
    if not files.same_file(source, run.config_path):
        files.replace_bytes(run.config_path, source.read_bytes())


@contextlib.contextmanager
def listening() -> Iterator[threading.Event]:
    """The event is set once the process is asked to end, by Ctrl+C or as a system that shuts down asks."""
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():  # there, nobody is told
        yield asked
        return
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, lambda *_: asked.set()) for number in numbers]
    try:
        yield asked
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


@contextlib.contextmanager
def _failures(log: EventLog) -> Iterator[None]:
    """Tells whatever ends a run early as `failed`; errors that are no sentences become one."""
    try:
        yield
    except Left:
        raise
    except (ConfigError, RunError, WeightsError) as error:
        log.write("failed", message=str(error))
        raise
    except OSError as error:
        sentence = _sentence(error)
        log.write("failed", message=sentence)
        raise ConfigError(sentence) from error
    except (MemoryError, torch.OutOfMemoryError) as error:
        sentence = "There is not enough memory for this run; make batch or patch smaller and resume."
        log.write("failed", message=sentence)
        raise ConfigError(sentence) from error
    except Exception as error:
        traceback.print_exc(file=sys.stderr)
        log.write("failed", message=f"The training ended by a fault of the program ({error!r}); {runs.LOG} has more.")
        raise


def _sentence(error: OSError) -> str:
    name = printable(Path(error.filename)) if isinstance(error.filename, str) else "a file of the run"
    if error.errno in _FULL:
        return f"{name} could not be written: the disk is full. What was saved before is whole; make room and resume."
    return f"{name} could not be read or written: {error.strerror or error}. Put it right and resume."
