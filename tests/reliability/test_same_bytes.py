"""Same photo, mask, weights, level, seed and device: the same bytes, whatever the process, threads and tiles."""

import json
import os
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np

from restorer import files

ROOT = Path(__file__).resolve().parents[2]


def run_all(*lines: list[str], hash_seed: str) -> None:
    """Several commands in one new process, whose own randomness is told."""
    script = "import json, sys\nfrom restorer import cli\nsys.exit(max(cli.main(a) for a in json.loads(sys.argv[1])))"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": hash_seed}
    command = [sys.executable, "-c", script, json.dumps(lines)]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=200, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_two_processes_give_the_same_files(tmp_path: Path, noisy_photo: Path, clean_photo: Path) -> None:
    mask = np.zeros((160, 192), np.uint8)
    mask[40:120, 60:63] = 255
    mask[30:70, 100:140] = 255
    cv2.imwrite(str(tmp_path / "mask.png"), mask)
    results = []
    for name, threads, tile in (("one", "1", "128"), ("two", "2", "auto")):
        denoised, filled = tmp_path / f"{name}.tif", tmp_path / f"{name}-filled.png"
        options = ["--threads", threads, "--tile", tile, "--precision", "fp32", "--device", "cpu"]
        holes = ["--mode", "inpaint", "--mask", str(tmp_path / "mask.png"), "--candidates", "2", "--seed", "5"]
        run_all(
            ["restore", str(noisy_photo), "-o", str(denoised), *options],
            ["restore", str(clean_photo), "-o", str(filled), *holes, *options],
            hash_seed=threads,
        )
        made = sorted(tmp_path.glob(f"{name}*"))
        assert len(made) == 3  # the second candidate lies beside the first
        results.append([files.sha256_of(path) for path in made])
    assert results[0] == results[1]
    assert len(set(results[0])) == 3


def test_another_seed_gives_other_bytes(tmp_path: Path, clean_photo: Path) -> None:
    """The check above can fail: what decides the result does change it."""
    mask = np.zeros((160, 192), np.uint8)
    mask[30:90, 60:140] = 255
    cv2.imwrite(str(tmp_path / "mask.png"), mask)
    holes = ["--mode", "inpaint", "--mask", str(tmp_path / "mask.png"), "--engine", "large"]
    lines = [["restore", str(clean_photo), "-o", str(tmp_path / f"{seed}.png"), *holes, "--seed", str(seed)]
             for seed in (1, 2)]  # fmt: skip
    run_all(*lines, hash_seed="0")
    assert files.sha256_of(tmp_path / "1.png") != files.sha256_of(tmp_path / "2.png")
