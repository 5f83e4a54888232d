"""The program with a window: where no window can be shown it says so in one sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from restorer.ui import app

DEAD = ":64321"  # above the highest number that a display can have


def started(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """`python -m restorer` where only `environment` says what screen there is."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_SESSION_TYPE")
    kept = {name: value for name, value in os.environ.items() if name not in names}
    command = [sys.executable, "-m", "restorer", *arguments]
    return subprocess.run(command, env=kept | environment, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.skipif(sys.platform != "linux", reason="displays are Linux's")
@pytest.mark.parametrize(
    ("environment", "places"),
    [
        ({"DISPLAY": DEAD}, f"DISPLAY={DEAD}"),
        ({"DISPLAY": DEAD, "QT_QPA_PLATFORM": "xcb"}, f"DISPLAY={DEAD}"),
        ({"DISPLAY": DEAD, "WAYLAND_DISPLAY": "no-such"}, f"WAYLAND_DISPLAY=no-such and DISPLAY={DEAD}"),
    ],
)
def test_a_dead_display_is_a_sentence(environment: dict[str, str], places: str, clean_photo: Path) -> None:
    ran = started(environment, str(clean_photo))
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == (
        f"No window can be opened: nothing answers at {places}. "
        "Start a desktop session, or use `restorer restore PHOTO -o FILE` instead.\n"
    )


@pytest.mark.skipif(sys.platform != "linux", reason="Qt is asked elsewhere as it is")
def test_an_unknown_platform_is_a_sentence() -> None:
    ran = started({"QT_QPA_PLATFORM": "nonsense"})
    assert ran.returncode == 1
    assert ran.stderr.startswith("No window can be opened (Could not find the Qt platform plugin")
    assert ran.stderr.count("\n") == 1


@pytest.mark.skipif(sys.platform != "linux", reason="displays are Linux's")
def test_platforms_are_tried_in_the_order_of_qt(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_SESSION_TYPE"):
        monkeypatch.delenv(name, raising=False)
    assert app._platforms() == ["xcb"]
    monkeypatch.setenv("XDG_SESSION_TYPE", "wayland")
    assert app._platforms() == ["wayland", "xcb"]
    monkeypatch.setenv("QT_QPA_PLATFORM", "vnc:size=800x600;xcb")
    assert app._platforms() == ["vnc:size=800x600", "xcb"]
    monkeypatch.setattr(sys, "platform", "darwin")
    assert app._platforms() == []


def test_the_application_is_made_once(qapp: QApplication) -> None:
    assert app.application() is qapp
    assert qapp.applicationDisplayName() == "Restorer"
