"""Marking damage: which tool is in the hand, what it does to the marks of the photo that is shown."""

import contextlib
import dataclasses
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup

from restorer import settings
from restorer.document import Document
from restorer.mask import Box, Gesture, Mask
from restorer.selection import Patch
from restorer.settings import Settings, SettingsError
from restorer.ui import mask_jobs
from restorer.ui.brush_tool import SIZE_STEP, BrushTool
from restorer.ui.collection import composition_of
from restorer.ui.editing import Editing
from restorer.ui.mask_actions import TOOL_PREFIX
from restorer.ui.mask_view import Preview
from restorer.ui.shape_tools import BoxTool, LassoTool, PolygonTool, WandTool
from restorer.ui.stage import Stage
from restorer.ui.tool_options import ToolOptions
from restorer.ui.tools import Tool
from restorer.ui.worker import Job, Worker

_ASIDE = "#3fa34d"  # where nothing is to be found
_HARDNESS_STEP = 10  # percent
_KEEP_MS = 1000  # milliseconds without a change after which numbers are kept

Act = Callable[[Gesture], Box | None]


class Marking(QObject):
    """The board that tools work on; every change of marks passes here and is a step that can be undone."""

    changed = Signal()  # the marks, the tool, or whether something is under way
    painted_aside = Signal()  # a step in the other mask, see `set_aside`
    said = Signal(str)  # a line of no weight
    told = Signal(str)  # a sentence that must be read

    def __init__(self, stage: Stage, editing: Editing, table: dict[str, QAction], *, worker: Worker) -> None:
        super().__init__()
        self._settings: Callable[[], Settings] = Settings
        self._keep: Callable[[Settings], object] = lambda _: None
        self.settle_found: Callable[[], object] = lambda: None  # makes marks that follow a slider a step
        self._aside: Mask | None = None
        self.erasing = False
        self._canvas = stage.canvas
        self._editing = editing
        self._table = table
        self._worker = worker
        self._document: Document | None = None
        self._waiting: list[Callable[[], object]] = []
        brush = BrushTool(self)
        self._tools: dict[str, Tool | None] = {
            "hand": None,
            "brush": brush,
            "eraser": brush,
            "lasso": LassoTool(self),
            "polygon": PolygonTool(self),
            "rectangle": BoxTool(self, round_=False),
            "ellipse": BoxTool(self, round_=True),
            "wand": WandTool(self),
        }
        self.name = "hand"
        self.options = ToolOptions(table)
        stage.add_bar(self.options)
        self.told.connect(stage.notice.say)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_KEEP_MS)
        self._connect()

    def _connect(self) -> None:
        group = QActionGroup(self)
        for name in self._tools:
            action = group.addAction(self._table[TOOL_PREFIX + name])
            action.setCheckable(True)
            action.setChecked(name == self.name)
            action.triggered.connect(partial(self._on_tool, name))
        shown = self._table["show_marks"]
        shown.setCheckable(True)
        shown.setChecked(True)
        shown.toggled.connect(self._canvas.set_marks_visible)
        self.options.changed.connect(self._on_options)
        self.options.erasing_wanted.connect(self._set_erasing)
        self._later.timeout.connect(self._remember)
        self.said.connect(self._editing.said)
        self._editing.settle_marks = self.settle
        self._editing.remarked.connect(self._canvas.show_marks_changed)
        self._editing.changed.connect(self._follow)

    # Tools --------------------------------------------------------------------------------------------------------

    @property
    def tool(self) -> Tool | None:
        """The tool in the hand, None for the bare hand."""
        return self._tools[self.name]

    @property
    def busy(self) -> bool:
        """True while a stroke or a shape is begun and not finished."""
        return self.tool is not None and self.tool.busy

    def choose(self, name: str) -> None:
        """Takes a tool by its name; the mode stays as it is."""
        self.settle()
        self.name, self.erasing = name, name == "eraser"
        self._table[TOOL_PREFIX + name].setChecked(True)
        self.options.show_tool(name, erasing=self.erasing)
        self._canvas.set_tool(self.tool if self._document is not None else None)
        self.changed.emit()

    def swap(self) -> None:
        """Marks instead of erasing, or the other way round."""
        self._set_erasing(not self.erasing)

    def _set_erasing(self, erasing: bool) -> None:
        if self.name in ("brush", "eraser"):
            self.choose("eraser" if erasing else "brush")
        else:
            self.erasing = erasing
            self.options.show_tool(self.name, erasing=erasing)

    def cancel(self) -> bool:
        """Takes back what a tool has begun; False if there was nothing."""
        if not self.busy or self.tool is None:
            return False
        self.tool.cancel()
        return True

    def settle(self) -> None:
        """Brings a stroke that is under way to its end."""
        self.settle_found()
        if self.tool is not None:
            self.tool.settle()

    def follow_settings(self, current: Callable[[], Settings], keep: Callable[[Settings], object]) -> None:
        """Takes numbers and look from the settings, and has `keep` called with those that hold changed numbers."""
        self._settings, self._keep = current, keep
        self.show_settings()

    def show_settings(self) -> None:
        """Shows numbers and look as the settings have them now."""
        kept = self._settings()
        self.options.read(kept)
        self._canvas.set_marks_look(kept.mask_colour, kept.mask_opacity)

    def close(self) -> None:
        """Writes numbers changed a moment ago at once: no worker will any more."""
        if self._later.isActive():
            self._later.stop()
            with contextlib.suppress(SettingsError):
                settings.save(self._numbers())

    def _remember(self) -> None:
        self._keep(self._numbers())

    def _numbers(self) -> Settings:
        options = self.options
        return dataclasses.replace(
            self._settings(),
            brush_size=options.size_control.value,
            brush_hardness=options.hardness.value,
            wand_tolerance=options.tolerance.value,
            wand_contiguous=options.contiguous.isChecked(),
            mask_reach=options.reach.value(),
        )

    def _on_tool(self, name: str) -> None:
        self.choose(name)
        self._canvas.setFocus()

    def _on_options(self) -> None:
        self._later.start()

    # Sizes --------------------------------------------------------------------------------------------------------

    def grow_brush(self) -> None:
        """One step larger."""
        self.set_diameter(self.diameter * SIZE_STEP)

    def shrink_brush(self) -> None:
        """One step smaller."""
        self.set_diameter(self.diameter / SIZE_STEP)

    def harden_brush(self) -> None:
        """One step harder."""
        self.options.hardness.number.setValue(self.options.hardness.value + _HARDNESS_STEP)
        self._canvas.refresh_tool()

    def soften_brush(self) -> None:
        """One step softer."""
        self.options.hardness.number.setValue(self.options.hardness.value - _HARDNESS_STEP)
        self._canvas.refresh_tool()

    @property
    def diameter(self) -> float:
        """The brush's diameter in pixels of the photo."""
        return float(self.options.size_control.value)

    @property
    def hardness(self) -> float:
        """The brush's hardness from 0 to 1."""
        return self.options.hardness.value / 100

    def set_diameter(self, diameter: float) -> None:
        """Makes the brush larger or smaller, by a whole pixel at least."""
        before = self.options.size_control.value
        after = round(diameter)
        if after == before and diameter != before:
            after += 1 if diameter > before else -1
        self.options.size_control.number.setValue(after)
        self._canvas.refresh_tool()

    # Changes ------------------------------------------------------------------------------------------------------

    @property
    def document(self) -> Document | None:
        """The document whose marks are shown."""
        return self._document

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width of the photo; (0, 0) without one."""
        return self._document.mask.shape if self._document is not None else (0, 0)

    def begin(self, text: str) -> Gesture:
        """Starts a change of the marks; RuntimeError without a photo or while one is under way."""
        if self._document is None:
            raise RuntimeError("no photo is shown")
        self.settle_found()
        return (self._aside or self._document.mask).begin(text)

    def touched(self, box: Box | None) -> None:
        """Shows what a gesture has changed."""
        self._canvas.show_marks_changed(box)

    def end(self, gesture: Gesture) -> None:
        """Ends a gesture and keeps it among the steps that can be undone."""
        if self._aside is not None:
            self._end_aside(self._aside, gesture)
            return
        stroke = gesture.end()
        if self._document is not None:
            self._document.keep_stroke(stroke)
        self.tell()

    def _end_aside(self, mask: Mask, gesture: Gesture) -> None:
        stroke = gesture.end()
        if self._document is not None and stroke is not None:
            self._document.keep_aside(mask, stroke)
            self.painted_aside.emit()
        self.tell()

    def set_aside(self, mask: Mask | None) -> None:
        """Lets the tools paint into another mask, shown in a colour of its own, each a step too; or no more."""
        if mask is self._aside:
            return
        self.settle()
        self._aside = mask
        own = self._document.mask if self._document is not None else None
        self._canvas.set_mask(mask or own)
        self._canvas.set_marks_look(
            _ASIDE if mask is not None else self._settings().mask_colour, self._settings().mask_opacity
        )

    def tell(self) -> None:
        """Does what has waited for a stroke to end, and tells."""
        if self._document is None or self._document.mask.gesture is None:
            waiting, self._waiting = self._waiting, []
            for act in waiting:
                act()
        self.changed.emit()

    def cover(self, text: str, patch: Patch | None, *, erase: bool) -> None:
        """Marks a patch, or takes marks away there, as one step."""
        if self._document is not None:
            self._cover(self._document, text, erase, patch)

    def pick(self, x: int, y: int, *, erase: bool) -> None:
        """Marks what is alike to a pixel, found in the background."""
        frame = self._editing.frame
        if frame is None or frame.document is None:
            return
        make = partial(
            mask_jobs.pick,
            composition_of(frame),
            (x, y),
            tolerance=self.options.tolerance.value,
            contiguous=self.options.contiguous.isChecked(),
        )
        job = Job(make, name="pick")
        job.finished.connect(partial(self._cover, frame.document, "magic wand", erase))
        job.failed.connect(self.told)
        self._worker.submit(job)

    def change(self, document: Document, text: str, act: Act) -> None:
        """Changes a document's marks as one step, at once or when a stroke under way has ended."""
        if document.mask.gesture is not None:
            self.when_settled(partial(self.change, document, text, act))
            return
        gesture = document.mask.begin(text)
        box = act(gesture)
        document.keep_stroke(gesture.end())
        if document is self._document:
            self._canvas.show_marks_changed(box)
        self.changed.emit()

    def when_settled(self, act: Callable[[], object]) -> None:
        """Does something now, or as soon as the stroke under way has ended."""
        if self._document is not None and self._document.mask.gesture is not None:
            self._waiting.append(act)
        else:
            act()

    def show(self, preview: Preview) -> None:
        """Shows what a tool is about to do."""
        self._canvas.show_preview(preview)

    def _cover(self, document: Document, text: str, erase: bool, patch: Patch | None) -> None:
        if patch is None:
            return
        if self._aside is not None and document is self._document:
            gesture = self._aside.begin(text)
            self._canvas.show_marks_changed(gesture.cover(patch.samples, top=patch.top, left=patch.left, erase=erase))
            self._end_aside(self._aside, gesture)
            return

        def act(gesture: Gesture) -> Box | None:
            return gesture.cover(patch.samples, top=patch.top, left=patch.left, erase=erase)

        self.change(document, text, act)

    def _follow(self) -> None:
        """Another document is shown, or none."""
        document = self._editing.document
        if document is self._document:
            return
        self.settle()
        if self.tool is not None:
            self.tool.forget()
        self.set_aside(None)
        self._document = document
        self._canvas.set_mask(document.mask if document is not None else None)
        self._canvas.set_tool(self.tool if document is not None else None)
