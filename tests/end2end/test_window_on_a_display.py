"""The real program in a real window: a photo dragged in from another program, restored and saved by keys."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage.data

pytestmark = pytest.mark.skipif(
    shutil.which("Xvfb") is None or shutil.which("xdotool") is None,
    reason="needs Xvfb and xdotool (apt-get install xvfb xdotool)",
)
_ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def display() -> Iterator[str]:
    """An X display of its own, 1440x900."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1440x900x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as answer:  # a line in two writes: closing after the first would end the server
        number = answer.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait(timeout=10)


@pytest.fixture
def noisy_file(tmp_path: Path) -> tuple[Path, np.ndarray]:
    """A noisy PNG and the clean samples it was made from (BGR)."""
    clean = np.ascontiguousarray(skimage.data.astronaut()[:200, 100:340, ::-1])
    noise = np.random.default_rng(5).normal(0, 25, clean.shape)
    path = tmp_path / "grandmother.png"
    cv2.imwrite(str(path), np.clip(np.rint(clean + noise), 0, 255).astype(np.uint8))
    return path, clean


def _wait(condition: Callable[[], object], *, seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not happen within {seconds:.0f} s"
        time.sleep(0.1)


class Hands:
    """Mouse and keyboard of one display."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment

    def do(self, *words: object) -> str:
        command = ["xdotool", *(str(word) for word in words)]
        result = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=20, check=False)
        return result.stdout.strip()

    def window(self, title: str) -> str:
        _wait(lambda: self.do("search", "--onlyvisible", "--name", title), seconds=60, what=f"window {title}")
        return self.do("search", "--onlyvisible", "--name", title).splitlines()[-1]

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        self.do("mousemove", *start, "mousedown", 1)
        time.sleep(0.2)
        for share in np.linspace(0.05, 1.0, 24):
            x, y = (round(a + (b - a) * share) for a, b in zip(start, end, strict=True))
            self.do("mousemove", x, y)
            time.sleep(0.05)
        time.sleep(0.4)
        self.do("mouseup", 1)


def test_a_dragged_photo_is_restored_and_saved_beside_the_original(
    display: str, noisy_file: tuple[Path, np.ndarray], config_folder: Path
) -> None:
    path, clean = noisy_file
    environment = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "RESTORER_CONFIG_DIR": str(config_folder)}
    hands = Hands(environment)
    program = subprocess.Popen([sys.executable, "-m", "restorer"], env=environment, cwd=_ROOT, stderr=subprocess.PIPE)
    source = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("drag_source.py")), str(path)], env=environment
    )
    try:
        main = hands.window("Restorer")
        hands.window("drag source")
        hands.do("windowmove", main, 200, 60)
        hands.do("windowsize", main, 1200, 800)
        time.sleep(1.0)
        hands.drag((60, 40), (760, 460))
        _wait(lambda: "grandmother" in hands.do("getwindowname", main), seconds=30, what="the dropped photo")
        original = path.read_bytes()
        hands.do("windowfocus", main)
        result = path.with_name("grandmother-restored.png")
        deadline = time.monotonic() + 120
        hands.do("key", "--window", main, "ctrl+Return")
        while not result.exists() and time.monotonic() < deadline:
            time.sleep(2.0)
            hands.do("key", "--window", main, "ctrl+s")  # does nothing until there is a result to save
        _wait(result.exists, seconds=5, what="the saved result")
        time.sleep(0.5)
        hands.do("key", "--window", main, "ctrl+q")
        assert program.wait(timeout=30) == 0
    finally:
        source.kill()
        source.wait()
        if program.poll() is None:
            program.kill()
        _, errors = program.communicate()
    assert path.read_bytes() == original
    before, after = (_psnr(cv2.imread(str(file)), clean) for file in (path, result))
    assert after > before + 5.0
    assert errors.decode() == ""


def _psnr(picture: np.ndarray, clean: np.ndarray) -> float:
    return float(10 * np.log10(255.0**2 / np.mean((picture.astype(float) - clean) ** 2)))
