"""A run's loss and held-out PSNR, as TensorBoard logs and as a picture."""

import json
from pathlib import Path

from training.checkpoint import Progress

PICTURE = "curves.png"


def write(folder: Path, progress: Progress) -> None:
    """Writes the whole run so far into `folder`: `curve.json`, and `PICTURE` and TensorBoard events where it can."""
    curve = {"losses": progress.losses, "held_out": progress.held_out, "parts": progress.parts}
    (folder / "curve.json").write_text(json.dumps(curve), encoding="utf-8")
    _picture(folder / PICTURE, progress)
    _tensorboard(folder / "tensorboard", progress)


def figures_of(point: dict[str, float]) -> dict[str, float]:
    """The figures of one point of a curve, without the point's place."""
    return {name: value for name, value in point.items() if name not in ("step", "seconds", "share")}


def unit_of(figure: str) -> str:
    """What a held-out figure of that name is counted in; empty for a plain number."""
    for unit in ("dB", "%", "nats"):
        if figure.endswith(f", {unit}"):
            return unit
    plain = figure.endswith("detail") or figure in ("IoU", "precision", "recall", "bits per dimension")
    return "" if plain or figure == "sliced Wasserstein" else "dB"


def _picture(path: Path, progress: Progress) -> None:
    try:
        from matplotlib.figure import Figure
    except ImportError:  # not part of an ordinary installation
        return

    figure = Figure(figsize=(9, 3.5), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.plot(*zip(*progress.losses, strict=True) if progress.losses else ([], []), linewidth=0.7)
    left.set(xlabel="step", ylabel="loss")
    steps = [point["step"] for point in progress.held_out]
    for name in figures_of(progress.held_out[0] if progress.held_out else {}):
        if name.endswith("detail"):  # a ratio has no place on an axis of dB
            continue
        right.plot(steps, [point[name] for point in progress.held_out], marker=".", label=name)
    right.set(xlabel="step", ylabel="held out" if _is_share(progress) else "held-out PSNR, dB")
    right.grid(visible=True, alpha=0.3)
    if steps:
        right.legend()
    figure.savefig(path, dpi=120)


def _is_share(progress: Progress) -> bool:
    """True of a detector's figures, which are shares and no decibels."""
    return bool(progress.held_out) and "IoU" in progress.held_out[0]


def _tensorboard(folder: Path, progress: Progress) -> None:
    """Only what is new is added: the last step written is kept beside the events."""
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError:  # not part of an ordinary installation
        return

    mark = folder / "written-to"
    done = int(mark.read_text()) if mark.exists() else -1
    with SummaryWriter(str(folder)) as writer:
        for step, loss in progress.losses:
            if step > done:
                writer.add_scalar("loss", loss, step)
        for point in progress.held_out:
            if point["step"] > done:
                for name, value in figures_of(point).items():
                    title = "held-out" if name.endswith("detail") or _is_share(progress) else "held-out PSNR"
                    writer.add_scalar(f"{title}/{name}", value, int(point["step"]))
        for point in progress.parts:
            if point["step"] > done:
                for name, value in figures_of(point).items():
                    writer.add_scalar(f"loss of/{name}", value, int(point["step"]))
    last = max([step for step, _ in progress.losses] + [int(point["step"]) for point in progress.held_out] + [-1])
    folder.mkdir(parents=True, exist_ok=True)
    mark.write_text(str(max(done, last)))
