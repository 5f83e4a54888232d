"""What a person can ask for when restoring, and how it shows while it runs and afterwards."""

import dataclasses
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from restorer.document import Edit
from restorer.settings import Settings
from restorer.ui import jobs
from restorer.ui.bars import Remedy
from restorer.ui.describe import outcome_of
from restorer.ui.filling import FillPlan, MorePlan
from restorer.ui.frames import Frame
from restorer.ui.panels import RestorePanel
from restorer.ui.pyramid import Pyramid
from restorer.ui.queue import Order, RestoreQueue
from restorer.ui.repairs import RepairPlan
from restorer.ui.stage import Stage
from restorer.weights import Mode

_MORE = 3  # candidates at least, when a person asks for more


class Restoring(QObject):
    """The commands restore and cancel, on the photos that `targets` gives."""

    said = Signal(str)
    changed = Signal()
    restored = Signal(object)  # Frame

    def __init__(self, queue: RestoreQueue, panel: RestorePanel, stage: Stage) -> None:
        super().__init__()
        self.targets: Callable[[], Sequence[Frame]] = tuple
        self.settings: Callable[[], Settings] = Settings
        self._queue = queue
        self._panel = panel
        self._stage = stage
        panel.restore_button.stop_wanted.connect(self.cancel)
        queue.changed.connect(self._on_changed)
        queue.canvassed.connect(self._on_canvassed)
        queue.stepped.connect(self._on_stepped)
        queue.restored.connect(self._on_restored)
        queue.found.connect(self._on_found)
        queue.failed.connect(self._on_failed)
        queue.cancelled.connect(self._on_cancelled)
        queue.ended.connect(self._on_ended)

    def possible(self) -> list[Frame]:
        """The photos that `restore` would take now."""
        frames = [frame for frame in self.targets() if not self._queue.holds(frame)]
        if self._panel.mode is Mode.INPAINT:
            return [frame for frame in frames if frame.document is not None and frame.document.is_marked]
        page = self._panel.repair_page
        if page is not None:
            return frames if page.model else []
        return frames if self._panel.mode is Mode.DENOISE and self._panel.model_name else []

    def reason(self) -> str:
        """Why nothing can be restored now; empty if something can, or if it is plain to see."""
        frames = [frame for frame in self.targets() if not self._queue.holds(frame)]
        if self._panel.mode is not Mode.INPAINT or not frames or self.possible():
            return ""
        return self.tr("Mark the damage with the brush (B) first.")

    def restore(self) -> None:
        """Restores the selected photos, or puts them in line behind those that run."""
        frames = self.possible()
        if frames:
            self._stage.notice.hide()
            self._queue.add(frames, self._order())

    def more(self, frame: Frame, edit: Edit) -> None:
        """Looks for further candidates of an edit of that photo."""
        if self._queue.holds(frame):
            return
        self._stage.notice.hide()
        count = max(_MORE, self._panel.inpainting.candidates.value)
        device, precision, tile, threads = self.machine()
        model = self._panel.inpainting.model.path_of(edit.model.split(" and "))
        plan = MorePlan(edit, count, device=device, precision=precision, tile=tile, threads=threads, model=model)
        self._queue.add([frame], plan)

    def _order(self) -> Order:
        if self._panel.mode is Mode.INPAINT:
            return self._fill_plan()
        page = self._panel.repair_page
        if page is None:
            return self._plan()
        device, precision, tile, threads = self.machine()
        return RepairPlan(
            mode=page.mode,
            model=page.model,
            vivid_model=page.vivid_model,
            blur=page.blur_name,
            style=page.vivid.value / 100,
            tones=page.shares,
            device=device,
            precision=precision,
            tile=tile,
            threads=threads,
            adjustment=page.adjustment,
        )

    def _plan(self) -> jobs.Plan:
        device, precision, tile, threads = self.machine()
        return jobs.Plan(
            model=self._panel.model_name,
            level=self._panel.level,
            device=device,
            precision=precision,
            tile=tile,
            threads=threads,
            adjustment=self._panel.adjustment,
        )

    def _fill_plan(self) -> FillPlan:
        device, precision, tile, threads = self.machine()
        page = self._panel.inpainting
        return FillPlan(
            engine=page.engine_name,
            candidates=page.candidates.value,
            seed=page.seed.take(),
            model=page.model.value,
            device=device,
            precision=precision,
            tile=tile,
            threads=threads,
            adjustment=self._panel.adjustment,
        )

    def machine(self) -> tuple[str, str, int, int]:
        """Device, number format, tile and threads as the person chose them."""
        kept = self.settings()
        device, precision = self._panel.device.currentData(), self._panel.precision.currentData()
        return str(device), str(precision), kept.tile, kept.threads

    def cancel(self) -> None:
        """Stops restoring; what is finished stays."""
        self._queue.cancel()

    def _on_changed(self) -> None:
        if self._queue.running is None:
            self._panel.restore_button.show_idle()
        self.changed.emit()

    def _on_canvassed(self, frame: Frame, pyramid: Pyramid) -> None:
        self._stage.grow(frame, pyramid)

    def _on_stepped(self, frame: Frame, step: jobs.Step) -> None:
        button = self._panel.restore_button
        if step.total > 1 or step.done:
            button.show_progress(step.done, step.total, waiting=self._queue.waiting)
        else:
            button.show_busy(self.tr("Preparing"))
        self._stage.refresh_boxes(frame, step.boxes)

    def _on_restored(self, frame: Frame, edit: Edit) -> None:
        self._stage.end_growth(frame)
        self.said.emit(outcome_of(edit))
        if edit.notices:
            self._stage.notice.say(" ".join(edit.notices))
        self.restored.emit(frame)

    def _on_found(self, frame: Frame, index: int) -> None:
        document = frame.document
        if document is not None and index >= 0:
            count = len(document.edits[index].candidates)
            self.said.emit(self.tr("{count} candidates to choose from").format(count=count))

    def _on_failed(self, frame: Frame, sentence: str) -> None:
        self._stage.end_growth(frame)
        plan = self._queue.plan
        remedy = None
        if plan.device != "cpu" and self._panel.has_other_devices:
            on_cpu = dataclasses.replace(plan, device="cpu")
            remedy = Remedy(self.tr("Try on CPU"), partial(self._queue.add, [frame], on_cpu))
        self._stage.notice.say(sentence, remedy)

    def _on_cancelled(self, frame: Frame) -> None:
        self._stage.end_growth(frame)
        self.said.emit(self.tr("Cancelled. {name} is unchanged.").format(name=frame.name))

    def _on_ended(self, done: int, failed: int) -> None:
        if failed and done + failed > 1:
            text = self.tr("{failed} of {total} photos could not be restored; the others are done.")
            self.said.emit(text.format(failed=failed, total=done + failed))
        elif done > 1:
            self.said.emit(self.tr("{count} photos restored.").format(count=done))
