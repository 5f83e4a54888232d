"""Tries a built bundle as a person would: python3 packaging/smoke.py PROGRAM [--root CHROOT] [--display :99].

Needs nothing but Python's own library, so it runs against an installed package too. With `--root` the program is run
inside that folder by chroot, where no Python need be. Every mode for which weights are installed is tried; a mode that
these checks do not know fails them. Prints a line for each check and exits with 0 only if all hold.
"""

import argparse
import hashlib
import json
import os
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import product

NOBODY = 65534
WINDOW_SECONDS = 5.0  # how long a window is left open
PATIENCE = 180.0  # seconds for one command
_FONTS = b"Fontconfig error: No writable cache directories"  # the system's, where there is no home folder
ODD_FOLDER = "alte Fotos von Großmütterchen 老照片"


class Failed(Exception):  # noqa: N818  (a check that does not hold, no error of this program)
    """A check that does not hold; the text says what was seen."""


class Subject:
    """One built program, run as a person without rights, in a folder of its own."""

    def __init__(self, program: str, *, root: str, display: str, limit: float) -> None:
        self.program = program
        self.limit = limit  # seconds within which the window, and then the first restore, must be there
        self.root = Path(root) if root else Path("/")
        self.display = display
        self.folder = Path(tempfile.mkdtemp(prefix="restorer smoke ", dir=self.root / "tmp"))
        if os.name == "posix" and os.geteuid() == 0:
            os.chown(self.folder, NOBODY, NOBODY)
        self.folder.chmod(0o755)
        self.installed = self._installation()

    def inside(self, path: Path) -> str:
        """A path as the program sees it."""
        return "/" + str(path.relative_to(self.root)) if self.root != Path("/") else str(path)

    def command(self, *arguments: str) -> list[str]:
        """The command line, without rights where this is run as root."""
        line = [self.program, *arguments]
        if os.name != "posix" or os.geteuid() != 0:
            return line
        if self.root != Path("/"):
            chroot = shutil.which("chroot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin") or "chroot"
            return [chroot, f"--userspec={NOBODY}:{NOBODY}", "--groups=", str(self.root), *line]
        return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", *line]

    def environment(self, *, platform: str = "offscreen", home: str | None = None) -> dict[str, str]:
        """A bare environment: no Python, no settings of whoever runs this."""
        if os.name != "posix":
            return {**os.environ, "QT_QPA_PLATFORM": platform}
        place = home or self.inside(self.folder)
        made = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": place, "QT_QPA_PLATFORM": platform}
        made["XDG_RUNTIME_DIR"] = place
        if platform == "xcb":
            made["DISPLAY"] = self.display
        return made

    def run(self, *arguments: str, home: str | None = None) -> str:
        """Runs the program to its end and returns its output; `Failed` on an error code or any word on stderr."""
        line, environment = self.command(*arguments), self.environment(home=home)
        done = subprocess.run(line, capture_output=True, env=environment, cwd=self.root, timeout=PATIENCE, check=False)
        if done.returncode != 0 or done.stderr:
            raise Failed(f"{' '.join(arguments)} ended with {done.returncode} and said {done.stderr.decode()!r}")
        return done.stdout.decode()

    def make(self, name: str, content: bytes) -> Path:
        """A file the program may read, in the folder it may write into."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        if os.name == "posix" and os.geteuid() == 0:
            for made in (path.parent, path):
                os.chown(made, NOBODY, NOBODY)
        return path

    def files(self) -> dict[str, tuple[int, int]]:
        """Size and time of every file of the installation."""
        found = (path for path in self.installed.rglob("*") if path.is_file())
        return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in found}

    def _installation(self) -> Path:
        path = self.root / self.program.lstrip("/") if self.root != Path("/") else Path(self.program)
        while path.is_symlink():
            target = str(path.readlink())
            path = self.root / target.lstrip("/") if target.startswith("/") else path.parent / target
        return path.resolve().parent


def png(width: int, height: int, marked: Callable[[int, int], bool]) -> bytes:
    """A grey PNG, white where `marked(row, column)` holds, made by hand."""
    rows = b"".join(b"\0" + bytes(255 * marked(row, column) for column in range(width)) for row in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    )


def jpeg_size(content: bytes) -> tuple[int, int]:
    """Width and height of a JPEG."""
    place = 2
    while True:
        marker, length = struct.unpack(">HH", content[place : place + 4])
        if 0xFFC0 <= marker <= 0xFFC3:
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return width, height
        place += 2 + length


# ---- the checks ----------------------------------------------------------------------------------------------


def check_version(subject: Subject) -> str:
    """The program says the version of the source tree."""
    said = subject.run("--version").strip()
    if said != f"restorer {product.VERSION}":
        raise Failed(f"it says {said!r}, not restorer {product.VERSION}")
    return said


def installed_models(subject: Subject) -> list[dict[str, Any]]:
    """The cards of the installed models, as the program tells them."""
    found: list[dict[str, Any]] = json.loads(subject.run("models", "--json"))
    return found


def check_models(subject: Subject) -> str:
    """Every weights file is the one that SHA256SUMS names, and the program found them all."""
    folder = next(subject.installed.rglob("resources/weights"))
    listed = dict(reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text().splitlines())
    actual = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.safetensors")}
    told = {Path(card["file"]).name: card["sha256"] for card in installed_models(subject)}
    if not actual or not listed == actual == told:
        raise Failed(f"SHA256SUMS, the files and the program disagree: {listed} {actual} {told}")
    return f"{len(told)} weights files are those of SHA256SUMS"


def restored(subject: Subject, sample: str, *options: str, home: str | None = None, folder: str = "in") -> str:
    """Restores one shipped sample and checks the result, the report and that the original stayed."""
    content = next(subject.installed.rglob(f"resources/samples/{sample}")).read_bytes()
    original = subject.make(f"{folder}/{sample}", content)
    output, report = original.with_name("result.png"), original.with_name("report.json")
    for old in (output, report):
        old.unlink(missing_ok=True)
    arguments = [subject.inside(original), "-o", subject.inside(output), "--report", subject.inside(report)]
    start = time.monotonic()
    subject.run("restore", *arguments, *options, home=home)
    seconds = time.monotonic() - start
    if original.read_bytes() != content:
        raise Failed(f"{original} was changed")
    size = struct.unpack(">II", output.read_bytes()[16:24])
    if size != jpeg_size(content):
        raise Failed(f"the result is {size}, the photo {jpeg_size(content)}")
    if not json.loads(report.read_bytes()):
        raise Failed("the report is empty")
    return f"{seconds:.1f} s"


def _mode_denoise(subject: Subject) -> str:
    return restored(subject, "noisy-sigma25-coffee.jpg", "--mode", "denoise")


def _mode_deblur(subject: Subject) -> str:
    return restored(subject, "blurred-coffee.jpg", "--mode", "deblur")


def _mode_oldphoto(subject: Subject) -> str:
    return restored(subject, "scratched-chelsea.jpg", "--mode", "oldphoto")


def _mode_inpaint(subject: Subject) -> str:
    mask = _mask(subject, "scratched-chelsea.jpg")
    return restored(subject, "scratched-chelsea.jpg", "--mode", "inpaint", "--mask", subject.inside(mask))


def _mode_detect(subject: Subject) -> str:
    sample = next(subject.installed.rglob("resources/samples/scratched-chelsea.jpg")).read_bytes()
    original = subject.make("in/scratched-chelsea.jpg", sample)
    output = original.with_name("found.png")
    output.unlink(missing_ok=True)
    start = time.monotonic()
    subject.run("detect", subject.inside(original), "-o", subject.inside(output))
    if struct.unpack(">II", output.read_bytes()[16:24]) != jpeg_size(sample):
        raise Failed("the mask has another size than the photo")
    return f"{time.monotonic() - start:.1f} s"


def _mode_generate(subject: Subject) -> str:
    name = next(card["name"] for card in installed_models(subject) if card["mode"] == "generate")
    folder = subject.make("made/here", b"").parent
    start = time.monotonic()
    subject.run("generate", "-o", subject.inside(folder), "--model", name, "--count", "2", "--seed", "1")
    pictures = [path for path in folder.iterdir() if path.suffix == ".png"]
    if len(pictures) < 2:
        raise Failed(f"2 pictures were asked for, {len(pictures)} came")
    return f"{time.monotonic() - start:.1f} s"


MODES: Mapping[str, Callable[[Subject], str]] = {
    "denoise": _mode_denoise,
    "deblur": _mode_deblur,
    "oldphoto": _mode_oldphoto,
    "inpaint": _mode_inpaint,
    "detect": _mode_detect,
    "generate": _mode_generate,
}


def check_modes(subject: Subject) -> str:
    """Every mode for which weights are installed does its work on a sample."""
    modes = sorted({card["mode"] for card in installed_models(subject)})
    if unknown := set(modes) - set(MODES):
        raise Failed(f"these checks do not know the mode {', '.join(sorted(unknown))}")
    if "denoise" not in modes:
        raise Failed("no weights for denoise are installed")
    return ", ".join(f"{mode} in {MODES[mode](subject)}" for mode in modes)


def check_odd_path(subject: Subject) -> str:
    """A folder with spaces, umlauts and Chinese characters makes no difference."""
    return restored(subject, "noisy-sigma25-chelsea.jpg", folder=ODD_FOLDER)


def check_no_home(subject: Subject) -> str:
    """Without a home folder photos are restored and the window opens all the same."""
    seconds = restored(subject, "noisy-sigma25-chelsea.jpg", home="/nonexistent")
    _window(subject, home="/nonexistent")
    return f"{seconds}, and a window"


def check_closed_stderr(subject: Subject) -> str:
    """A start without an error output, as from a menu, is no trouble."""
    if os.name != "posix":
        return "not on this system"
    line = subject.command("--version")
    shell = ["sh", "-c", 'exec "$@" 2>&-', "sh", *line]
    done = subprocess.run(shell, env=subject.environment(), capture_output=True, cwd=subject.root, timeout=PATIENCE)
    if done.returncode != 0:
        raise Failed(f"it ended with {done.returncode}")
    return "exit code 0"


def _window(subject: Subject, *, platform: str = "offscreen", home: str | None = None) -> None:
    environment = subject.environment(platform=platform, home=home)
    program = subprocess.Popen(subject.command(), env=environment, cwd=subject.root, stderr=subprocess.PIPE)
    try:
        program.wait(timeout=WINDOW_SECONDS)
    except subprocess.TimeoutExpired:
        program.send_signal(signal.SIGTERM)  # the window closes as by its cross
        _, errors = program.communicate(timeout=30)
        errors = b"".join(line for line in errors.splitlines(keepends=True) if _FONTS not in line)
    else:
        raise Failed(f"the window closed by itself: {program.stderr.read().decode() if program.stderr else ''}")
    if program.returncode != 0 or errors:
        raise Failed(f"the window ended with {program.returncode} and said {errors.decode()!r}")


def check_window(subject: Subject) -> str:
    """The window opens without a screen, stays, and closes when asked."""
    _window(subject)
    return f"open for {WINDOW_SECONDS:.0f} s, closed"


class Screen:
    """What xdotool sees and does on the display."""

    def __init__(self, display: str) -> None:
        self.environment = {**os.environ, "DISPLAY": display}

    def do(self, *words: str) -> str:
        """One xdotool command; empty if it found nothing."""
        line = ["xdotool", *words]
        done = subprocess.run(line, env=self.environment, capture_output=True, text=True, timeout=20, check=False)
        return done.stdout.strip()

    def until(self, condition: Callable[[], bool], *, seconds: float, what: str) -> float:
        """Waits, and gives the time when it came true."""
        start = time.monotonic()
        while not condition():
            if time.monotonic() - start > seconds:
                raise Failed(f"{what} did not happen within {seconds:.0f} s")
            time.sleep(0.02)
        return time.monotonic()


def check_display(subject: Subject) -> str:
    """On a real display the window is there within a second, and the first restore within eight, by keyboard alone."""
    sample = "noisy-sigma25-coffee.jpg"
    content = next(subject.installed.rglob(f"resources/samples/{sample}")).read_bytes()
    photo, screen = subject.make(f"shown/{sample}", content), Screen(subject.display)
    environment = subject.environment(platform="xcb")
    start = time.monotonic()
    line = subject.command(subject.inside(photo))
    program = subprocess.Popen(line, env=environment, cwd=subject.root, stderr=subprocess.PIPE)
    try:
        shown = screen.until(
            lambda: bool(screen.do("search", "--onlyvisible", "--name", "restorer|noisy")), seconds=20, what="a window"
        )
        window = screen.do("search", "--onlyvisible", "--name", "restorer|noisy").splitlines()[-1]
        screen.until(lambda: "noisy" in screen.do("getwindowname", window), seconds=20, what="the photo")
        screen.do("windowfocus", window)

        def has_result() -> bool:
            screen.do("key", "--window", window, "ctrl+Return")
            time.sleep(0.2)
            return "*" in screen.do("getwindowname", window)

        done = screen.until(has_result, seconds=60, what="a restored photo")
        _close_asking(screen, window, program)
    finally:
        if program.poll() is None:
            program.kill()
        _, errors = program.communicate()
    if errors or photo.read_bytes() != content:
        raise Failed(f"it said {errors.decode()!r}, or the original was changed")
    said = f"window after {shown - start:.2f} s, first restore after {done - start:.1f} s"
    if shown - start > subject.limit or done - start > 8 * subject.limit:
        raise Failed(f"too slow: {said}")
    return said


def _close_asking(screen: Screen, window: str, program: "subprocess.Popen[bytes]") -> None:
    """Saves and leaves by keys."""
    screen.do("key", "--window", window, "ctrl+s")
    screen.until(lambda: "*" not in screen.do("getwindowname", window), seconds=20, what="the save")
    screen.do("key", "--window", window, "ctrl+q")
    if program.wait(timeout=30) != 0:
        raise Failed(f"it ended with {program.returncode}")


def check_untouched(subject: Subject, before: dict[str, tuple[int, int]]) -> str:
    """Nothing was written into the installation."""
    after = subject.files()
    changed = sorted(path for path in before | after if before.get(path) != after.get(path))
    if changed:
        raise Failed(f"the installation was changed: {', '.join(changed[:5])}")
    return f"{len(after)} files as they were"


def check_licences(subject: Subject) -> str:
    """Every part is listed with its version and licence, and its text is there."""
    folder = next(subject.installed.rglob("resources/licences/parts"))
    lines = (folder / "parts.txt").read_text(encoding="utf-8").splitlines()
    names = {line.split("\t")[0] for line in lines}
    if missing := {"torch", "numpy", "Python", "PySide6_Essentials", "pyinstaller", product.TITLE} - names:
        raise Failed(f"not listed: {', '.join(sorted(missing))}")
    texts = {path.parent.name for path in folder.rglob("*.txt") if path.stat().st_size > 100}
    if without := [name for name in names if name not in texts]:
        raise Failed(f"no text for {', '.join(without)}")
    return f"{len(names)} parts"


def main() -> int:
    """Runs every check and returns 0 only if all hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", help="the program, as it is called inside --root")
    parser.add_argument("--root", default="", help="a folder to run it in by chroot")
    parser.add_argument("--display", default="", help="an X display, for the checks of a real window (needs xdotool)")
    parser.add_argument("--limit", type=float, default=1.0, help="seconds until the window; the first restore: 8 times")
    arguments = parser.parse_args()
    program = arguments.program
    if not arguments.root and os.sep in program:
        program = str(Path(program).absolute())  # it is run in a folder of its own
    subject = Subject(program, root=arguments.root, display=arguments.display, limit=arguments.limit)
    before = subject.files()
    checks: list[tuple[str, Callable[[], str]]] = [
        ("version", lambda: check_version(subject)),
        ("models", lambda: check_models(subject)),
        ("modes", lambda: check_modes(subject)),
        ("path with spaces and umlauts", lambda: check_odd_path(subject)),
        ("no home folder", lambda: check_no_home(subject)),
        ("no error output", lambda: check_closed_stderr(subject)),
        ("window", lambda: check_window(subject)),
        ("licences", lambda: check_licences(subject)),
        ("read-only installation", lambda: check_untouched(subject, before)),
    ]
    if arguments.display:
        checks.insert(-1, ("window on a display", lambda: check_display(subject)))
    failures = 0
    for name, check in checks:
        try:
            print(f"passed  {name}: {check()}", flush=True)
        except (Failed, OSError, ValueError, KeyError, StopIteration, subprocess.SubprocessError) as error:
            failures += 1
            print(f"FAILED  {name}: {error!r}", flush=True)
    shutil.rmtree(subject.folder, ignore_errors=True)
    print(f"{len(checks) - failures} passed, {failures} failed")
    return 1 if failures else 0


def _mask(subject: Subject, sample: str) -> Path:
    width, height = jpeg_size(next(subject.installed.rglob(f"resources/samples/{sample}")).read_bytes())
    return subject.make("in/mask.png", png(width, height, lambda row, column: abs(row - column) < 3 and row > 20))


if __name__ == "__main__":
    sys.exit(main())
