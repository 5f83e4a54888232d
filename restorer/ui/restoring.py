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
from restorer.ui.frames import Frame
from restorer.ui.panels import RestorePanel
from restorer.ui.pyramid import Pyramid
from restorer.ui.queue import RestoreQueue
from restorer.ui.stage import Stage
from restorer.weights import Mode


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
        queue.changed.connect(self._on_changed)
        queue.canvassed.connect(self._on_canvassed)
        queue.stepped.connect(self._on_stepped)
        queue.restored.connect(self._on_restored)
        queue.failed.connect(self._on_failed)
        queue.cancelled.connect(self._on_cancelled)
        queue.ended.connect(self._on_ended)

    def possible(self) -> list[Frame]:
        """The photos that `restore` would take now."""
        if self._panel.mode is not Mode.DENOISE or not self._panel.model_name:
            return []
        return [frame for frame in self.targets() if not self._queue.holds(frame)]

    def restore(self) -> None:
        """Restores the selected photos, or puts them in line behind those that run."""
        frames = self.possible()
        if not frames:
            return
        kept = self.settings()
        self._stage.notice.hide()
        plan = jobs.Plan(
            model=self._panel.model_name,
            level=self._panel.level,
            device=str(self._panel.device.currentData()),
            precision=str(self._panel.precision.currentData()),
            tile=kept.tile,
            threads=kept.threads,
            adjustment=self._panel.adjustment,
        )
        self._queue.add(frames, plan)

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
