"""What was done to a photo, by which weights and on what: enough to check it and to do it again."""

import dataclasses
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import restorer
from restorer import files
from restorer.compose import Adjustment, changed_samples
from restorer.document import Edit


@dataclass(frozen=True, slots=True)
class Report:
    """One photo restored and saved.

    `level` is the noise level told to the network, sigma in 8-bit steps, None if told as unknown. `peak_memory_mb`
    is the most memory the process has held so far, in 10^6 bytes, None where the system does not say.
    `samples_changed` of `samples_total` differ between the photo as opened and as composed; of those outside the mask
    (`samples_outside`, None without a mask) `samples_changed_outside` do, which must be none. `pixels_invented` counts
    the pixels whose content was made up. `others` are the files of the candidates that were not chosen, `steps`
    the steps of tone that followed the network, with their shares.
    """

    input: str
    input_sha256: str
    output: str
    output_sha256: str
    model: str
    weights_sha256: str
    mode: str
    level: float | None
    adjustment: Adjustment
    seed: int
    device: str
    precision: str
    seconds: float
    megapixels: float
    peak_memory_mb: float | None
    samples_changed: int
    samples_total: int
    samples_outside: int | None
    samples_changed_outside: int | None
    pixels_invented: int
    engine: str
    others: tuple[str, ...]
    notices: tuple[str, ...]
    restorer: str
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """One photo that was not saved, and the sentence that says why."""

    input: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Places:
    """The files of one restore: the photo, the SHA-256 of the bytes that were read, the result, other candidates."""

    source: Path
    source_sha256: str
    output: Path
    others: Sequence[Path] = ()


def describe(
    edit: Edit, places: Places, *, change: tuple[np.ndarray, np.ndarray], notices: Sequence[str] = ()
) -> Report:
    """The report of a photo that was saved; `change` holds the samples as opened and as composed.

    The SHA-256 of the output is taken from the file now. Raises OSError.
    """
    before, after = change
    outside = _outside(edit, before, after)
    return Report(
        input=str(places.source),
        input_sha256=places.source_sha256,
        output=str(places.output),
        output_sha256=files.sha256_of(places.output),
        model=edit.model,
        weights_sha256=edit.sha256,
        mode=edit.mode,
        level=edit.level,
        adjustment=edit.adjustment,
        seed=edit.seed,
        device=edit.device,
        precision=edit.precision,
        seconds=round(edit.seconds, 3),
        megapixels=before.shape[0] * before.shape[1] / 1e6,
        peak_memory_mb=peak_memory_mb(),
        samples_changed=changed_samples(before, after),
        samples_total=before.size,
        samples_outside=None if outside is None else outside[1],
        samples_changed_outside=None if outside is None else outside[0],
        pixels_invented=_invented(edit),
        engine=edit.engine,
        others=tuple(map(str, places.others)),
        notices=tuple(dict.fromkeys((*edit.notices, *notices))),
        restorer=restorer.__version__,
    )


def _outside(edit: Edit, before: np.ndarray, after: np.ndarray) -> tuple[int, int] | None:
    """Samples that differ outside the edit's mask, and samples there; None if it has no mask."""
    if edit.mask is None:
        return None
    top, left, height, width = edit.box
    inside = edit.mask > 0
    box = np.s_[top : top + height, left : left + width]
    changed = changed_samples(before, after) - int(np.count_nonzero((before[box] != after[box])[inside]))
    return changed, before.size - int(np.count_nonzero(inside)) * before.shape[2]


def _invented(edit: Edit) -> int:
    if not edit.is_invented:
        return 0
    return int(np.count_nonzero(edit.mask)) if edit.mask is not None else edit.result.shape[0] * edit.result.shape[1]


def to_json(reports: Sequence[Report], failures: Sequence[Failure] = ()) -> str:
    """A JSON object: `restorer` (version), `photos` (the reports' fields by name) and `failed`; ASCII, for any name."""
    content = {
        "restorer": restorer.__version__,
        "photos": [dataclasses.asdict(report) for report in reports],
        "failed": [dataclasses.asdict(failure) for failure in failures],
    }
    return json.dumps(content, indent=2) + "\n"


def peak_memory_mb() -> float | None:
    """The most memory this process has held, in 10^6 bytes; None where the system does not say.

    Linux: VmHWM, which, unlike ru_maxrss, is the process's own even in the child of a large parent.
    """
    if sys.platform == "darwin":
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    for line in status.read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024 / 1e6
    return None
