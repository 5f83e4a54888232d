"""Models and devices: found in the worker threads, offered in the panel."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from restorer import fitting
from restorer.model_store import Entry
from restorer.settings import Settings
from restorer.ui import jobs
from restorer.ui.models_dialog import ModelsDialog, listed
from restorer.ui.panels import RestorePanel
from restorer.ui.worker import Job, Make, Priority, Worker
from restorer.weights import Mode, ModelCard


class Models(QObject):
    """Fills the panel's pickers; `warm_up` imports torch where the first restore will run."""

    changed = Signal()
    failed = Signal(str)
    ready = Signal(str)  # torch is there, and this model will be the first

    def __init__(self, window: QWidget, panel: RestorePanel, *, reading: Worker, computing: Worker) -> None:
        super().__init__(window)
        self.settings: Callable[[], Settings] = Settings
        self.cards: list[tuple[Path, ModelCard]] = []
        self.dialog: ModelsDialog | None = None
        self._folder: Path | None = None
        self._window = window
        self._panel = panel
        self._reading = reading
        self._computing = computing

    def find(self, folder: Path | None) -> None:
        """Looks for the installed models, or those in a folder."""
        self._folder = folder
        self._submit(self._reading, partial(jobs.installed_models, folder), self._on_found)

    def warm_up(self) -> None:
        """Imports torch and asks it for this computer's devices."""
        self._submit(self._computing, jobs.warm_up, self._on_devices, priority=Priority.IDLE)

    def choose(self) -> None:
        """Adds a weights file from anywhere."""
        filters = f"{self.tr('Weights')} (*.safetensors)"
        name, _ = QFileDialog.getOpenFileName(self._window, self.tr("Use a model file"), "", filters)
        if name:
            self.add(Path(name))

    def add(self, path: Path) -> None:
        """Adds this weights file and chooses it."""
        self._submit(self._reading, partial(jobs.read_model, path), self._on_read)

    def take_installed(self, path: Path) -> None:
        """Looks again for what is installed, and chooses this one."""
        self.find(self._folder)
        self.add(path)

    def show(self) -> None:
        """Shows what the cards say, and lets models come and go."""
        self._submit(self._reading, listed, self._on_listed)

    def _on_listed(self, entries: list[Entry]) -> None:
        self.dialog = ModelsDialog(entries, self._window, worker=self._reading)
        self.dialog.changed.connect(lambda: self.find(self._folder))
        self.dialog.finished.connect(self.dialog.deleteLater)
        self.dialog.open()

    def _submit(
        self, worker: Worker, make: Make, finished: Callable[..., object], *, priority: Priority = Priority.NOW
    ) -> None:
        job = Job(make, name="models", priority=priority)
        job.finished.connect(finished)
        job.failed.connect(self.failed)
        worker.submit(job)

    def _on_found(self, found: jobs.Found) -> None:
        cards, chosen = found
        self.cards = cards
        by_name = {card.name: str(path) for path, card in cards}
        best = fitting.AUTO if fitting.has_choice(by_name) else by_name.get(fitting.BEST, "")
        self._panel.set_models(cards, chosen=chosen.get(Mode.DENOISE, best), preferred=chosen)
        self._prefer()
        self.changed.emit()

    def _on_read(self, model: tuple[Path, ModelCard]) -> None:
        self.cards = [*(other for other in self.cards if other[0] != model[0]), model]
        self._panel.set_models(self.cards, chosen=str(model[0]))
        self.changed.emit()

    def _on_devices(self, devices: tuple[str, ...]) -> None:
        self._panel.set_devices(devices)
        self._prefer()
        if self._panel.model_name:
            self.ready.emit(fitting.BEST if self._panel.model_name == fitting.AUTO else self._panel.model_name)

    def _prefer(self) -> None:
        kept = self.settings()
        self._panel.prefer(device=kept.device, precision=kept.precision)
