"""Damage looked for on a photo from the command line: where the mask goes, and what was found."""

import contextlib
import dataclasses
import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from restorer import damage, engine, files, mask_file, photo, repair
from restorer.photo import PhotoError
from restorer.series import Places, SeriesError, Stop, Watch


@dataclass(frozen=True, slots=True)
class Found:
    """A mask that was written, by what, the share of the photo's pixels in it, its pieces, and sentences about it."""

    photo: Path
    mask: Path
    source: str
    sha256: str
    sensitivity: float
    seconds: float
    share: float
    detections: tuple[damage.Detection, ...]
    notices: tuple[str, ...]

    def to_json(self) -> str:
        """All of it as one JSON object."""
        content = dataclasses.asdict(self) | {"photo": str(self.photo), "mask": str(self.mask)}
        return json.dumps(content, indent=2)


@dataclass(slots=True)
class Finding:
    """One photo, what to look for, and where the mask goes: `output`, or beside the photo as NAME-mask.png."""

    path: Path
    output: str | None
    search: repair.Search
    options: engine.Options
    overwrite: bool = False
    stop: Stop = field(default_factory=Stop)

    def run(self, watch: Watch) -> Found:
        """Looks, writes the mask (all black if there is no damage) and tells; the photo is never written to.

        Raises `SeriesError`, WeightsError and `Stopped`.
        """
        name = files.printable(self.path)
        places = Places.of([self.path], self.output, overwrite=self.overwrite)
        target = places.file or files.beside(self.path, folder=places.folder, tag="mask", suffix=".png")
        try:
            opened = photo.load(self.path)
            found = self._map(opened, watch)
            mask = damage.found(found.likelihood, self.search.rules)
            mask_file.save(mask, target, originals=[self.path])
        except (PhotoError, engine.RestoreError) as error:
            raise SeriesError(str(error)) from error
        except MemoryError as error:
            raise SeriesError(f"There is not enough memory for {name}. Close other programs.") from error
        return Found(
            photo=self.path,
            mask=target,
            source=found.source,
            sha256=found.sha256,
            sensitivity=self.search.rules.sensitivity,
            seconds=round(found.seconds, 3),
            share=float(np.count_nonzero(mask)) / mask.size,
            detections=tuple(damage.detections(found.likelihood, mask)),
            notices=(*opened.notices, *found.notices),
        )

    def _map(self, opened: photo.Photo, watch: Watch) -> damage.DamageMap:
        job = repair.look(opened, self.search, load=engine.load_model, options=self.options)
        try:
            with contextlib.closing(job):
                while True:
                    self.stop.check()
                    watch(self.path, next(job))
        except StopIteration as end:
            result: damage.DamageMap = end.value
            return result
        finally:
            watch(self.path, None)
