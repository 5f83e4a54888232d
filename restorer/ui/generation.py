"""The commands of the generate mode: pictures made on the computing thread, shown in the grid, opened, laid in."""

import secrets
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from restorer import planting
from restorer.photo import PhotoError
from restorer.ui import gallery, imagining
from restorer.ui.collection import Collection, composition_of
from restorer.ui.frames import Frame
from restorer.ui.imagining import Begun, Makers, Making, PlantPlan
from restorer.ui.panels import RestorePanel
from restorer.ui.queue import RestoreQueue
from restorer.ui.stage import Stage
from restorer.ui.worker import Job, Worker
from restorer.weights import Mode

if TYPE_CHECKING:
    from restorer.generating import Sample

LINE_FRAMES = 24


class Generation(QObject):
    """Follows the generate page and the grid; `shown` gives the open photo."""

    said = Signal(str)
    failed = Signal(str)
    changed = Signal()  # something runs now, or no more

    def __init__(
        self, window: QWidget, stage: Stage, panel: RestorePanel, *, queue: RestoreQueue, collection: Collection
    ) -> None:
        super().__init__(window)
        self.shown: Callable[[], Frame | None] = lambda: None
        self.begun: Begun | None = None
        self._window, self._stage, self._panel = window, stage, panel
        self._queue, self._collection = queue, collection
        self._makers = Makers()
        self._job: Job | None = None
        self._making: Making | None = None
        self._reading: Worker | None = None
        self._computing: Worker | None = None
        self.gallery = gallery.Gallery()
        stage.add_bar(self.gallery)
        self._connect()

    def work_on(self, *, reading: Worker, computing: Worker) -> None:
        """Gives the threads: pictures are made on `computing`, files written on `reading`."""
        self._reading, self._computing = reading, computing

    @property
    def running(self) -> bool:
        """True while pictures are being made."""
        return self._job is not None

    def generate(self) -> None:
        """Makes new pictures."""
        self._run("new", self.tr("Generated"))

    def more_like(self) -> None:
        """Makes pictures around the chosen one."""
        chosen = self.gallery.chosen
        if len(chosen) == 1:
            self._run("near", self.tr("More like {seed}").format(seed=chosen[0].point), near=chosen[0])

    def between(self) -> None:
        """Makes the way from one chosen picture to the other."""
        chosen = self.gallery.chosen
        if len(chosen) == 2:
            seeds = (chosen[0].point.seed, chosen[1].point.seed)
            self._run(
                "between", self.tr("From {first} to {last}").format(first=seeds[0], last=seeds[1]), near=chosen[0]
            )

    def vary(self) -> None:
        """Makes pictures like the open photo."""
        frame = self.shown()
        if frame is not None and frame.document is not None:
            self._run("photo", self.tr("Like {name}").format(name=frame.name))

    def plant(self) -> None:
        """Lays the chosen picture into what is marked in the open photo."""
        frame, chosen, begun = self.shown(), self.gallery.chosen, self.begun
        if frame is None or frame.document is None or not frame.document.is_marked or len(chosen) != 1 or begun is None:
            return
        what = planting.Plant(chosen[0].picture, begun.maker.card.name, begun.maker.sha256, chosen[0].point.seed,
                              begun.maker.device)  # fmt: skip
        self._queue.add([frame], PlantPlan(adjustment=self._panel.generating.adjustment, what=what))
        self.show_photo()

    def stop(self) -> None:
        """Ends what runs; pictures that are there stay."""
        if self._job is not None:
            self._job.cancel()

    def show_photo(self) -> None:
        """Puts the grid away."""
        self.gallery.hide()
        self._stage.canvas.show()

    def follow(self) -> None:
        """The page knows what is chosen and open; the grid shows in its mode only."""
        frame = self.shown()
        document = frame.document if frame is not None else None
        self._panel.generating.show_possible(
            chosen=len(self.gallery.chosen),
            has_photo=document is not None,
            is_marked=document is not None and document.is_marked,
        )

    def close(self) -> None:
        """Stops, and takes away what drags have left."""
        self.stop()
        self.gallery.list.forget()

    def _connect(self) -> None:
        page, grid = self._panel.generating, self.gallery
        page.wanted.connect(self.generate)
        page.more_wanted.connect(self.more_like)
        page.between_wanted.connect(self.between)
        page.variations_wanted.connect(self.vary)
        page.planting_wanted.connect(self.plant)
        page.stop_wanted.connect(self.stop)
        grid.opened.connect(self._open)
        grid.chosen_changed.connect(self.follow)
        grid.save_wanted.connect(self._save)
        grid.copy_wanted.connect(self._copy)
        grid.frames_wanted.connect(lambda: self._save_into(self.gallery.line.frames))
        grid.animation_wanted.connect(self._animate)
        grid.closed.connect(self.show_photo)
        grid.set_writer(self._written)
        self._panel.mode_shown.connect(self._on_mode)

    def _on_mode(self) -> None:
        if self._panel.mode is Mode.GENERATE and self.gallery.samples:
            self._show_grid()
        else:
            self.show_photo()

    def _show_grid(self) -> None:
        self._stage.canvas.hide()
        self.gallery.show()

    def _run(self, kind: str, title: str, *, near: "Sample | None" = None) -> None:
        page, frame = self._panel.generating, self.shown()
        if self.running or not page.model_name or self._computing is None:
            return
        count = LINE_FRAMES if kind == "between" else page.count.value
        chosen = self.gallery.chosen
        making = Making(
            model=page.model_name,
            device=str(page.device.currentData() or "auto"),
            label=near.label if near is not None else page.class_name,
            variety=page.variety.value / 100,
            kind=kind,
            seed=secrets.randbelow(10**6) if kind == "near" else 0 if kind == "between" else page.seed.take(),
            count=count,
            near=near.point if near is not None and kind == "near" else None,
            ends=(chosen[0].point.seed, chosen[1].point.seed) if kind == "between" else (0, 0),
            photo=composition_of(frame) if kind == "photo" and frame is not None else None,
        )
        job = Job(partial(imagining.make, making, self._makers), name="generate")
        job.progressed.connect(self._on_progress)
        job.failed.connect(self.failed)
        job.ended.connect(self._on_ended)
        self._job, self._making = job, making
        if kind != "between":
            self.gallery.begin(title)
        self.gallery.line.clear()
        self._show_grid()
        page.show_running(is_running=True, total=count)
        self._computing.submit(job)
        self.changed.emit()

    def _on_progress(self, made: object) -> None:
        if isinstance(made, Begun):
            self.begun = made
            return
        if made is None or self._making is None:
            return
        sample: Sample = made  # type: ignore[assignment]
        into = self.gallery.line if self._making.kind == "between" else self.gallery
        into.add(sample)
        done = len(self.gallery.line.frames) if self._making.kind == "between" else self.gallery.list.count()
        self._panel.generating.show_running(is_running=True, done=done, total=self._making.count)

    def _on_ended(self) -> None:
        self._job = None
        self._panel.generating.show_running(is_running=False)
        self.changed.emit()

    def _open(self, sample: "Sample") -> None:
        from restorer import generating

        if self.begun is not None:
            made = generating.as_photo(sample, self.begun.maker, self.begun.wish)
            self._collection.add_photo(made, name=self.tr("Generated {seed}").format(seed=sample.point.seed))
            self.show_photo()

    def _copy(self) -> None:
        for sample in self.gallery.chosen[:1]:
            QGuiApplication.clipboard().setImage(gallery.image_of(sample.picture))
            self.said.emit(self.tr("Copied."))

    def _save(self) -> None:
        self._save_into(self.gallery.chosen)

    def _save_into(self, samples: "list[Sample]") -> None:
        name = QFileDialog.getExistingDirectory(self._window, self.tr("Save pictures in"))
        if name:
            self.save(samples, Path(name))

    def save(self, samples: "list[Sample]", folder: Path) -> None:
        """Writes samples into a folder, each with its origin in its metadata."""
        if self.begun is None or self._reading is None:
            return
        job = Job(partial(imagining.write, list(samples), folder, self.begun), name="save pictures")
        job.finished.connect(lambda paths: self.said.emit(self.tr("Saved {count}.").format(count=len(paths))))
        job.failed.connect(self.failed)
        self._reading.submit(job)

    def _animate(self) -> None:
        filters = f"{self.tr('Animated WebP')} (*.webp)"
        name, _ = QFileDialog.getSaveFileName(self._window, self.tr("Export animation"), "line.webp", filters)
        if name:
            self.animate(Path(name))

    def animate(self, path: Path) -> None:
        """Writes the line as an animated WebP."""
        frames = list(self.gallery.line.frames)
        if self.begun is None or self._reading is None or not frames:
            return
        job = Job(partial(imagining.animate, frames, path, self.begun), name="animate")
        job.finished.connect(lambda made: self.said.emit(self.tr("Saved {name}.").format(name=made.name)))
        job.failed.connect(self.failed)
        self._reading.submit(job)

    def _written(self, sample: "Sample", folder: Path) -> Path | None:
        try:
            return imagining.write_one(sample, folder, self.begun) if self.begun is not None else None
        except (PhotoError, OSError) as error:
            self.failed.emit(str(error))
            return None
