"""`python -m restorer restore` as a person or a script runs it: a process of its own, real files, a real network."""

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from restorer import photo, weights
from tests.originals import Originals

SAMPLES = Path(__file__).resolve().parents[2] / "resources" / "samples"


def restorer(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "restorer", *map(str, arguments)]
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        command, capture_output=True, text=True, timeout=250, check=False, **options
    )


def test_photos_of_every_kind_in_one_command(
    noisy_photo: Path, tmp_path: Path, tiny_model: Path, originals: Originals
) -> None:
    noisy = photo.load(noisy_photo)
    deep = noisy.samples.astype(np.uint16) * 257
    alpha = np.arange(160 * 192, dtype=np.uint16).reshape(160, 192)
    grey = photo.from_rgb(noisy.samples[:, :, 1])
    made = {
        "deep.tif": photo.from_rgb(deep, alpha=alpha),
        "grey.png": grey,
        "plain.jpg": noisy,
        "small.webp": noisy,
    }
    for name, picture in made.items():
        photo.save(picture, tmp_path / name)
        originals.add(tmp_path / name)
    names = [tmp_path / name for name in made]
    ran = restorer(
        "restore",
        *names,
        "-o",
        tmp_path / "out",
        "--model",
        tiny_model,
        "--report",
        tmp_path / "r.json",
        "--threads",
        2,
    )
    assert (ran.returncode, ran.stderr) == (0, ""), "quiet when nobody looks"
    outputs = [tmp_path / "out" / f"{Path(name).stem}-restored{Path(name).suffix}" for name in made]
    assert ran.stdout.splitlines() == [str(path) for path in outputs]
    restored = photo.load(outputs[0])
    assert restored.samples.dtype == np.uint16
    assert restored.alpha is not None
    assert restored.alpha.tobytes() == alpha.tobytes(), "transparency is not the network's business"
    assert photo.load(outputs[1]).samples.shape == (160, 192, 1)
    assert [photo.load(path).format for path in outputs] == ["tiff", "png", "jpeg", "webp"]
    reports = json.loads((tmp_path / "r.json").read_text())["photos"]
    assert [report["output"] for report in reports] == ran.stdout.splitlines()
    assert all(report["samples_changed"] > 0 for report in reports)
    assert all(5 < report["level"] < 40 for report in reports), "estimated: the photos hold noise of sigma 25"


def test_tiles_and_threads_leave_no_trace(noisy_photo: Path, tmp_path: Path, tiny_model: Path) -> None:
    results = set()
    for number, (tile, threads) in enumerate([("auto", 1), (34, 2)]):
        target = tmp_path / f"{number}.png"
        ran = restorer(
            "restore", noisy_photo, "-o", target, "--model", tiny_model, "--tile", tile, "--threads", threads,
            "--device", "cpu", "--precision", "fp32",
        )  # fmt: skip
        assert ran.returncode == 0, ran.stderr
        results.add(photo.load(target).samples.tobytes())
    assert len(results) == 1


@pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals are POSIX")
def test_a_terminal_shows_progress(noisy_photo: Path, tmp_path: Path, tiny_model: Path) -> None:
    main, side = pty.openpty()
    command = [sys.executable, "-m", "restorer", "restore", str(noisy_photo), "-o", str(tmp_path / "o.png")]
    command += ["--model", str(tiny_model), "--tile", "128", "--threads", "1"]
    child = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=side, env={**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    )
    os.close(side)
    shown = b""
    try:
        while piece := os.read(main, 4096):
            shown += piece
    except OSError:  # how Linux says that the other side has closed
        pass
    os.close(main)
    out, _ = child.communicate(timeout=60)
    assert (child.returncode, out.decode()) == (0, f"{tmp_path / 'o.png'}\n")
    assert b"noisy.png" in shown
    assert b"Preparing the model." in shown


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_leaves_nothing_behind(
    tmp_path: Path, tiny_model: Path, number: signal.Signals, originals: Originals
) -> None:
    """A slow job (tiles of 128 pixels) is stopped as soon as it runs; the first photo, long done, stays saved."""
    rng = np.random.default_rng(0)
    for name, side in (("quick", 16), ("slow", 5000)):
        photo.save(photo.from_rgb(rng.integers(0, 256, (side, side), np.uint8)), tmp_path / f"{name}.png")
        originals.add(tmp_path / f"{name}.png")
    command = [sys.executable, "-m", "restorer", "restore", str(tmp_path / "quick.png"), str(tmp_path / "slow.png")]
    command += ["-o", str(tmp_path / "out"), "--model", str(tiny_model), "--tile", "128", "--noise", "9"]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert child.stdout is not None
    saved = child.stdout.readline()  # from here on the slow photo is being worked on
    time.sleep(0.3)
    assert child.poll() is None
    child.send_signal(number)
    _, err = child.communicate(timeout=60)
    assert (child.returncode, err) == (130, "Stopped; 1 of 2 photos were saved.\n")
    assert saved == f"{tmp_path / 'out' / 'quick-restored.png'}\n"
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["quick-restored.png"]


@pytest.mark.parametrize("name", [name for name in weights.bundled() if name.startswith("denoise-")])
def test_the_shipped_models_denoise(name: str, tmp_path: Path, astronaut: np.ndarray) -> None:
    """On noise of sigma 25 (20.5 dB) each shipped model gains more than 8 dB, the level estimated."""
    clean = np.ascontiguousarray(astronaut[:256, 128:384])
    noise = np.random.default_rng(3).normal(0, 25, clean.shape)
    noisy = np.clip(clean + noise, 0, 255).round().astype(np.uint8)
    source = tmp_path / "noisy.png"
    photo.save(photo.from_rgb(noisy), source)
    ran = restorer("restore", source, "-o", tmp_path / "out.png", "--model", name)
    assert (ran.returncode, ran.stderr) == (0, "")
    result = photo.load(tmp_path / "out.png").samples
    assert psnr(noisy, clean) < 21.5
    assert psnr(result, clean) > psnr(noisy, clean) + 8
    assert restorer("restore", source, "-o", tmp_path / "off.png", "--model", name, "--strength", 0).returncode == 0
    assert photo.load(tmp_path / "off.png").samples.tobytes() == noisy.tobytes()


def test_lossless_webp_keeps_every_sample(noisy_photo: Path, tmp_path: Path, tiny_model: Path) -> None:
    common = ("restore", noisy_photo, "--model", tiny_model, "--strength", 0)
    assert restorer(*common, "-o", tmp_path / "exact.webp", "--lossless").returncode == 0
    assert restorer(*common, "-o", tmp_path / "lossy.webp").returncode == 0
    before = photo.load(noisy_photo).samples.tobytes()
    assert photo.load(tmp_path / "exact.webp").samples.tobytes() == before
    assert photo.load(tmp_path / "lossy.webp").samples.tobytes() != before  # so the line above says something


def psnr(one: np.ndarray, other: np.ndarray) -> float:
    return float(10 * np.log10(255**2 / np.square(one.astype(float) - other).mean()))


def test_the_samples_can_be_restored(tmp_path: Path, tiny_model: Path) -> None:
    samples = sorted(SAMPLES.glob("noisy-*"))
    assert len(samples) >= 2
    ran = restorer("restore", *samples, "-o", tmp_path / "out", "--model", tiny_model)
    assert (ran.returncode, ran.stderr) == (0, "")
    for sample, line in zip(samples, ran.stdout.splitlines(), strict=True):
        assert photo.load(Path(line)).samples.shape == photo.load(sample).samples.shape


def test_python_m_and_the_script_are_one() -> None:
    asked = restorer("--version")
    assert (asked.returncode, asked.stderr) == (0, "")
    assert asked.stdout.startswith("restorer ")
    assert restorer("nonsense").returncode == 1
    assert restorer("restore").returncode == 2
