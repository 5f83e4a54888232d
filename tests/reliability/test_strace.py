"""What the system sees of a whole run: no input is opened for writing, and no socket but the display's is made."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WRITING = re.compile(r"O_WRONLY|O_RDWR|O_TRUNC|O_CREAT|O_APPEND")
CHANGING = re.compile(r"^(?:rename\w*|unlink\w*|truncate|link\w*|symlink\w*|chmod|fchmodat|utime\w*)\(")
CALLS = (
    "openat,open,creat,rename,renameat,renameat2,unlink,unlinkat,truncate,link,linkat,symlink,symlinkat,socket,connect"
)

SESSION = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QTimer
from restorer.settings import Settings
from restorer.ui import app as program, theme
from restorer.ui.window import Window

app = program.application()
theme.apply(app, "dark")
window = Window(Settings(), weights_folder=Path(sys.argv[2]))
window.show()

def until(condition, seconds=120):
    end = time.monotonic() + seconds
    while not condition():
        app.processEvents()
        time.sleep(0.005)
        assert time.monotonic() < end

until(lambda: bool(window.models.cards))
window.open_paths([Path(sys.argv[1])])
until(lambda: window.stage.frame is not None and window.shown is window.stage.frame)
window.table["mask_all"].trigger()
window.table["undo"].trigger()
window.table["restore"].trigger()
until(lambda: window.editing.document is not None and window.editing.document.edits)
window.table["save"].trigger()
until(lambda: not window.shown.dirty and not window.saver.busy)
window.close()
"""

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace (apt-get install strace)")


def trace(folder: Path, *command: str) -> list[str]:
    """The calls of a program and all its threads and children, as strace writes them."""
    log = folder / "strace.txt"
    line = ["strace", "-f", "--seccomp-bpf", "-qq", "-s", "4096", "-e", f"trace={CALLS}", "-e", "signal=none", "-o"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("DISPLAY", None)
    environment.pop("DBUS_SESSION_BUS_ADDRESS", None)
    ran = subprocess.run(
        [*line, str(log), *command], env=environment, capture_output=True, text=True, timeout=250, check=False
    )
    if "ptrace" in ran.stderr or "not permitted" in ran.stderr:
        pytest.skip("no tracing here")
    assert ran.returncode == 0, ran.stderr
    return [re.sub(r"^\d+\s+", "", line) for line in log.read_text(errors="replace").splitlines()]


def trespasses(calls: list[str], photo: Path) -> list[str]:
    """The calls that open this photo for writing or change its name or time, and those that make other sockets."""
    found = []
    for call in calls:
        if f'"{photo}"' in call and (WRITING.search(call) or CHANGING.search(call)):
            found.append(call)
        if call.startswith("socket(") and not call.startswith("socket(AF_UNIX"):
            found.append(call)
        if call.startswith("connect(") and "X11-unix" not in call and "wayland" not in call and "dbus" not in call:
            found.append(call)
    return found


def test_the_command_line_never_opens_an_input_for_writing(tmp_path: Path, noisy_photo: Path, tiny_model: Path) -> None:
    result = tmp_path / "out.png"
    arguments = ["restore", str(noisy_photo), "-o", str(result), "--model", str(tiny_model), "--noise", "25"]
    calls = trace(tmp_path, sys.executable, "-m", "restorer", *arguments)
    assert trespasses(calls, noisy_photo) == []
    assert any(f'"{noisy_photo}"' in call and "O_RDONLY" in call for call in calls), "the photo was read"
    assert any(".out.png.restorer-tmp" in call and WRITING.search(call) for call in calls), "the result was written"


def test_the_window_never_opens_an_input_for_writing(tmp_path: Path, noisy_photo: Path, tiny_model: Path) -> None:
    calls = trace(tmp_path, sys.executable, "-c", SESSION, str(noisy_photo), str(tiny_model.parent))
    assert trespasses(calls, noisy_photo) == []
    assert any(f'"{noisy_photo}"' in call for call in calls), "the photo was read"
    assert noisy_photo.with_name("noisy-restored.png").exists()


def test_a_trespass_is_seen(tmp_path: Path) -> None:
    """The checks above can fail."""
    photo = tmp_path / "photo.png"
    photo.write_bytes(b"x")
    script = "import socket, sys; open(sys.argv[1], 'r+b').close(); socket.socket(socket.AF_INET).close()"
    found = trespasses(trace(tmp_path, sys.executable, "-c", script, str(photo)), photo)
    assert len(found) == 2
    assert found[0].startswith("openat(")
    assert found[1].startswith("socket(AF_INET")
