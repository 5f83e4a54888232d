"""A program for test_faults: saves one thing again and again, each time another call of the save fails.

Run under the shim faults.c as `faulting.py KIND FOLDER`; prints one JSON line for each save: which call, which fault,
how it ended ("saved", "told" with a sentence, "killed", or what escaped), and whether the file is the old or the new.
"""

import contextlib
import ctypes
import dataclasses
import errno
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

FAULTS = {"ENOSPC": errno.ENOSPC, "EIO": errno.EIO, "EDQUOT": errno.EDQUOT, "EINTR": errno.EINTR, "SIGKILL": 0}
LIMIT = 200  # calls; no save makes so many
SHAPE = (48, 64, 3)
PICTURES = tuple(np.random.default_rng(seed).integers(0, 256, SHAPE, dtype=np.uint8) for seed in (1, 2))
SHIM = ctypes.CDLL(None)


@dataclasses.dataclass(frozen=True)
class Saving:
    """How one kind of file is saved: number 0 is the old content, 1 the new; `which` tells what lies there now."""

    save: Callable[[int], None]
    which: Callable[[], int | None]  # None: neither, or unreadable
    told: tuple[type[Exception], ...]  # what a failed save may raise


def photos(folder: Path) -> Saving:
    from restorer import photo

    target = folder / "photo.tif"

    def which() -> int | None:
        with contextlib.suppress(photo.PhotoError):
            samples = photo.load(target).samples
            return next((n for n, picture in enumerate(PICTURES) if np.array_equal(samples, picture)), None)
        return None

    return Saving(lambda n: _nothing(photo.save(photo.from_rgb(PICTURES[n]), target)), which, (photo.PhotoError,))


def weights_files(folder: Path) -> Saving:
    from restorer import weights

    target = folder / "model.safetensors"
    card = weights.ModelCard(
        "m", "M", weights.Mode.DENOISE, "residual", {"width": 8, "blocks": 1}, ("image",), 1, 8, licence="Apache-2.0"
    )

    def which() -> int | None:
        with contextlib.suppress(weights.WeightsError):
            return int(weights.read(target).tensors["a"][0])
        return None

    def save(number: int) -> None:
        weights.write(target, card, {"a": np.full(4096, number, np.float32)})

    return Saving(save, which, (weights.WeightsError, OSError))


def session_files(folder: Path) -> Saving:
    from restorer.compose import Adjustment
    from restorer.edit import Edit
    from restorer.session import Facts, Session, SessionError
    from restorer.sessions import Sessions

    keeper, name = Sessions(folder), "work.session"

    def save(number: int) -> None:
        edit = Edit("Denoise", "denoise", PICTURES[number], "m", "0" * 64, None, 0, "cpu", "fp32", 0.5, Adjustment())
        mask = np.full(SHAPE[:2], number, np.uint8)
        keeper.keep(Session(Facts("a", SHAPE, 8), mask, (edit,), PICTURES[0]), name, owned=True)

    def which() -> int | None:
        with contextlib.suppress(SessionError):
            work, notice = Sessions(folder).read(name)
            number = int(work.mask[0, 0]) if work.mask is not None else None
            if not notice and number is not None and np.array_equal(work.edits[0].result, PICTURES[number]):
                return number
        return None

    return Saving(save, which, (SessionError,))


def settings_files(folder: Path) -> Saving:
    from restorer import settings

    target = folder / "settings.toml"

    def which() -> int | None:
        kept, notices = settings.load(target)
        return None if notices else {"dark": 0, "light": 1}.get(kept.theme)

    def save(number: int) -> None:
        settings.save(settings.Settings(theme=("dark", "light")[number]), target)

    return Saving(save, which, (settings.SettingsError,))


def checkpoints(folder: Path) -> Saving:
    import torch

    from training import checkpoint
    from training.config import ConfigError

    network = torch.nn.Linear(16, 16)
    optimiser = torch.optim.Adam(network.parameters())
    average = {name: value + 1 for name, value in network.state_dict().items()}

    def save(number: int) -> None:
        checkpoint.save(
            folder, network=network, average=average, optimiser=optimiser, config={}, companions={},
            generator=torch.Generator(), progress=checkpoint.Progress(step=number),
        )  # fmt: skip

    def which() -> int | None:
        with contextlib.suppress(ConfigError):
            return int(checkpoint.read(folder / checkpoint.NAME)[1]["step"])
        return None

    return Saving(save, which, (ConfigError, OSError))


def naive_files(folder: Path) -> Saving:
    target = folder / "photo.tif"
    contents = (PICTURES[0].tobytes(), 8 * PICTURES[1].tobytes())  # the new one needs room of its own

    def which() -> int | None:
        content = target.read_bytes()
        return contents.index(content) if content in contents else None

    def save(number: int) -> None:
        with target.open("wb") as stream:
            stream.write(contents[number])

    return Saving(save, which, (OSError,))


KINDS = {
    "photo": photos, "weights": weights_files, "session": session_files, "settings": settings_files,
    "checkpoint": checkpoints, "naive": naive_files,
}  # fmt: skip


def attempt(saving: Saving, place: Path, *, call: int, fault: int) -> tuple[str, bool]:
    """One save after the old one in a child; how it ended, and whether it made the n-th call at all."""

    def act() -> tuple[str, bool]:
        saving.save(0)
        assert saving.which() == 0
        ended = "saved"
        SHIM.fault_arm(call, fault, str(place).encode())
        try:
            saving.save(1)
        except saving.told as error:
            ended = "told" if str(error).strip() else "told nothing"
        except BaseException as error:  # noqa: BLE001  (whatever escapes is what is looked for)
            ended = repr(error)
        return ended, SHIM.fault_reached() >= call

    ended, reached = in_child(act) or ("killed", True)
    return ended, bool(reached)


def in_child(act: Callable[[], object]) -> Any:
    """What `act` gives in a child, None if it was killed; this process itself stays without threads to fork badly."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, json.dumps(act()).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        said = stream.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return None
    assert said, f"a child ended with {status}"
    return json.loads(said)


def main() -> None:
    folder = Path(sys.argv[2])
    saving = KINDS[sys.argv[1]](folder)
    for name, fault in FAULTS.items():
        for call in range(1, LIMIT):
            ended, reached = attempt(saving, folder, call=call, fault=fault)
            temporary = len([entry for entry in folder.iterdir() if entry.name.endswith(".restorer-tmp")])
            print(json.dumps([call, name, ended, reached, in_child(saving.which), temporary]))
            if not reached:
                break


def _nothing(_: object) -> None:
    pass


if __name__ == "__main__":
    main()
