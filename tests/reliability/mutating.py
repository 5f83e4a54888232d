"""A program for test_mutations: damages whole files by a seeded generator and opens them, under limits, in one process.

`mutating.py KIND FOLDER COUNT SEED` prints one JSON line: opened, refused, the slowest in seconds of processor time,
its number, and the peak memory in MB. Anything that escapes, hangs or asks for more than 3 GB ends it with another
exit code.
"""

import faulthandler
import json
import random
import re
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

LIMIT = 3 * 2**30
SLOW = 2.0  # seconds of processor time; such a file is kept for whoever looks
HANG = 60.0  # seconds after which a traceback is written and the process ends
SHAPE = (24, 32, 3)


def damaged(content: bytes, others: Sequence[bytes], generator: random.Random) -> bytes:
    """One of eight kinds of damage, mostly near the start, where the headers are."""
    made = bytearray(content)
    place = generator.randrange(min(len(made), 400) if generator.random() < 0.6 else len(made))
    kind = generator.randrange(8)
    if kind == 0:
        made[place] ^= 1 << generator.randrange(8)
    elif kind == 1:
        made[place : place + 4] = generator.randbytes(4)
    elif kind == 2:
        made[place : place + 4] = generator.choice([b"\xff\xff\xff\xff", bytes(4), b"\x7f\xff\xff\xff", b"\0\0\0\x80"])
    elif kind == 3:
        other = generator.choice(others)
        made[place:] = other[place:]
    elif kind == 4:
        del made[place : place + generator.randrange(1, 9)]
    elif kind == 5:
        made[place:place] = generator.randbytes(generator.randrange(1, 9))
    elif kind == 6:
        del made[place:]
    else:
        for _ in range(generator.randrange(2, 20)):
            made[generator.randrange(len(made))] = generator.randrange(256)
    return bytes(made)


def photos(folder: Path) -> tuple[list[bytes], Callable[[bytes], object], tuple[type[Exception], ...]]:
    from restorer import photo
    from tests.photos import seeds

    target = folder / "damaged"

    def open_(content: bytes) -> object:
        target.write_bytes(content)
        return photo.load(target).samples.shape

    return list(seeds().values()), open_, (photo.PhotoError,)


def weights_files(folder: Path) -> tuple[list[bytes], Callable[[bytes], object], tuple[type[Exception], ...]]:
    from restorer import weights

    target = folder / "damaged.safetensors"
    made = []
    for width in (8, 12):
        config = {"width": width, "blocks": 1}
        card = weights.ModelCard("m", "M", weights.Mode.DENOISE, "residual", config, ("image",), 1, 8, licence="CC0")
        weights.write(target, card, {"a": np.ones((width, 3)), "b": np.zeros(width)})
        made.append(target.read_bytes())

    def open_(content: bytes) -> object:
        target.write_bytes(content)
        weights.read_card(target)
        return weights.read(target).sha256

    return made, open_, (weights.WeightsError,)


def session_files(folder: Path) -> tuple[list[bytes], Callable[[bytes], object], tuple[type[Exception], ...]]:
    from restorer import session
    from restorer.compose import Adjustment
    from restorer.edit import Edit
    from restorer.sessions import Sessions

    keeper, made = Sessions(folder), []
    result = np.random.default_rng(1).integers(0, 256, SHAPE, dtype=np.uint8)
    for number in range(2):
        edit = Edit("Denoise", "denoise", result, "m", "0" * 64, None, 0, "cpu", "fp32", 0.5, Adjustment())
        facts = session.Facts("a", SHAPE, 8, unsaved=bool(number))
        work = session.Session(facts, np.full(SHAPE[:2], number, np.uint8), (edit,) * (number + 1), result)
        keeper.keep(work, f"{number}.session", owned=True)
        made.append((folder / f"{number}.session").read_bytes())

    def open_(content: bytes) -> object:
        # half of them with a checksum that is right again, so that what lies behind it is met
        import hashlib

        if content[-1:] < b"\x80":
            content = content[:-32] + hashlib.sha256(content[:-32]).digest()
        (folder / "damaged.session").write_bytes(content)
        return keeper.read("damaged.session")[1]

    from restorer.session import SessionError

    return made, open_, (SessionError,)


def settings_files(folder: Path) -> tuple[list[bytes], Callable[[bytes], object], tuple[type[Exception], ...]]:
    from restorer import settings

    target = folder / "settings.toml"
    made = [
        b'theme = "dark"\nthreads = 3\nrecent = ["/a/b.jpg", "/c.png"]\nwand_contiguous = false\n',
        b'language = "zh_CN"\nsave_folder = "/tmp"\nmask_colour = "#ff3030"\njpeg_quality = 80\n',
    ]

    def open_(content: bytes) -> object:
        target.write_bytes(content)
        _, notices = settings.load(target)
        if notices:
            raise settings.SettingsError(" ".join(notices))
        return True

    return made, open_, (settings.SettingsError,)


KINDS = {"photo": photos, "weights": weights_files, "session": session_files, "settings": settings_files}


def main() -> None:
    kind, folder, count, seed = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    contents, open_, refusals = KINDS[kind](folder)
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT, LIMIT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    generator = random.Random(seed)
    opened = refused = 0
    slowest, which = 0.0, -1
    for number in range(count):
        content = damaged(contents[number % len(contents)], contents, generator)
        faulthandler.dump_traceback_later(HANG, exit=True)
        start = time.process_time()
        try:
            open_(content)
            opened += 1
        except refusals as error:
            assert str(error).isprintable(), repr(str(error))  # noqa: PT017
            refused += 1
        if (seconds := time.process_time() - start) > slowest:
            slowest, which = seconds, number
            if seconds > SLOW:
                (folder / f"slow-{number}").write_bytes(content)
    faulthandler.cancel_dump_traceback_later()
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = re.search(r"VmHWM:\s*(\d+)", status)
    print(json.dumps([opened, refused, slowest, which, int(peak[1]) / 1024 if peak else 0.0]))


if __name__ == "__main__":
    main()
