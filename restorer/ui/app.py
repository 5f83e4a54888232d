"""The program with a window: one QApplication, its look and language, and what happens when something breaks."""

import contextlib
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QSocketNotifier, QTimer, qInstallMessageHandler
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from restorer import __version__, resources, settings
from restorer.ui import language, theme
from restorer.ui.crash import CrashLog
from restorer.ui.keeping import INTERVAL
from restorer.ui.window import Window

_LAST_RESORT = "offscreen"  # the platform that always works, and shows nothing


class DisplayError(Exception):
    """No window can be shown here; the text is a sentence for the person."""


def main(paths: Sequence[str | Path] = (), *, interval: float = INTERVAL) -> int:
    """Opens the window with these photos and returns the exit code when it is closed; raises `DisplayError`.

    `interval` is the number of seconds within which finished work is on disk, for the case of a crash.
    """
    app = application()
    kept, notices = settings.load()
    spoken = language.apply(app, kept.language)
    theme.apply(app, kept.theme)
    crashes = CrashLog(settings.folder())
    window = Window(kept, interval=interval)
    window.keeping.crash_log = crashes.last
    crashes.happened.connect(lambda kind: window.report_crash(kind, crashes.path))
    try:
        with _polite_signals(window):
            window.show()
            for notice in notices:
                window.stage.notice.say(notice)
            window.open_paths([Path(path) for path in paths])
            QTimer.singleShot(0, window.warm_up)
            return app.exec()
    finally:
        crashes.close()
        spoken.close()


def application() -> QApplication:
    """The one QApplication of the process, made if there is none; raises `DisplayError`."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else _started(sys.argv[0] or "restorer")
    app.setApplicationName("restorer")
    app.setApplicationDisplayName("Restorer")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("restorer")
    app.setWindowIcon(QIcon(str(resources.folder("program") / "restorer.svg")))
    return app


def _started(name: str) -> QApplication:
    """A new QApplication. Qt ends the process where no platform answers, so it is given one more that always does."""
    platforms = _platforms()
    if not platforms or any(_LAST_RESORT in platform for platform in platforms):
        return QApplication([name])
    said: list[str] = []
    previous = qInstallMessageHandler(lambda _kind, _context, text: said.append(text))
    try:
        app = QApplication([name, "-platform", ";".join((*platforms, _LAST_RESORT))])
    finally:
        qInstallMessageHandler(previous)
    if app.platformName() == _LAST_RESORT:
        raise DisplayError(_no_display(said))
    for text in said:
        sys.stderr.write(f"{text}\n")
    return app


def _platforms() -> list[str]:
    """The platforms that Qt would try on Linux, in its order; empty elsewhere, where a screen is no question."""
    if sys.platform != "linux":
        return []
    if asked := os.environ.get("QT_QPA_PLATFORM"):
        return asked.split(";")
    is_wayland = "WAYLAND_DISPLAY" in os.environ or os.environ.get("XDG_SESSION_TYPE") == "wayland"
    return ["wayland", "xcb"] if is_wayland else ["xcb"]


def _no_display(said: Sequence[str]) -> str:
    instead = "use `restorer restore PHOTO -o FILE` instead"
    if any("could not connect to display" in text for text in said):
        names = [name for name in ("WAYLAND_DISPLAY", "DISPLAY") if os.environ.get(name)]
        places = " and ".join(f"{name}={os.environ[name]}" for name in names) or "the usual place"
        return f"No window can be opened: nothing answers at {places}. Start a desktop session, or {instead}."
    reason = said[-1].rstrip(".") if said else "no reason given"
    return f"No window can be opened ({reason}). Run the first command of the README, or {instead}."


@contextlib.contextmanager
def _polite_signals(window: Window) -> Iterator[None]:
    """Within the block Ctrl+C and a terminate signal close the window as its cross does."""
    if os.name != "posix":
        yield
        return
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    notifier = QSocketNotifier(reading, QSocketNotifier.Type.Read)

    def on_signal() -> None:
        os.read(reading, 64)
        window.close()

    notifier.activated.connect(on_signal)
    previous = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)}
    descriptor = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(descriptor)
        for number, handler in previous.items():
            signal.signal(number, handler)
        notifier.setEnabled(False)
        os.close(reading)
        os.close(writing)
