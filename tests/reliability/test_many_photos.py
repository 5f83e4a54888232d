"""A folder of 20,000 files, one in a hundred broken, teaches what is left within bounds of memory and disk."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

COUNT = 20_000
MEMORY, DISK = 64 * 2**20, 512 * 2**20
WORK = """
import json, resource, sys
from pathlib import Path
import cv2, numpy as np
from training.config import Source
from training.squares import Storage
from training.survey import collect

home, count, memory, disk = Path(sys.argv[1]), *map(int, sys.argv[2:])
random = np.random.default_rng(0)
(home / "photos").mkdir()
for number in range(count):
    path = home / "photos" / f"{number:05}.jpg"
    if number % 100 == 7:
        path.write_bytes((b"", b"no photo", b"\\xff\\xd8\\xff\\xe0 cut")[number // 100 % 3])
        continue
    coarse = random.integers(0, 255, (6, 6, 3), np.uint8)
    cv2.imwrite(str(path), cv2.resize(coarse, (96, 80), interpolation=cv2.INTER_CUBIC))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
photos = collect((Source(str(home / "photos")),), Path(), held_out_count=8, storage=Storage(memory, disk, home / "c"))
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
size = sum(path.stat().st_size for path in (home / "c").iterdir())
print(json.dumps({"survey": dict(photos.survey), "grown": grown * 1024, "size": size, "spared": len(photos.spared)}))
"""


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.skipif(sys.platform != "linux", reason="the memory taken is counted in KiB on Linux alone")
def test_twenty_thousand_files_with_broken_ones(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WORK, str(tmp_path), *map(str, (COUNT, MEMORY, DISK))]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    told = found["survey"]
    assert told["photos"] == COUNT - COUNT // 100
    assert told["broken"] == [f"{number:05}.jpg" for number in range(7, 5000, 100)]
    assert told["warnings"] == ["00007.jpg, 00107.jpg, 00207.jpg and 197 more could not be read and were left out."]
    assert 0.05 < told["held_out"] / told["photos"] < 0.15
    assert found["spared"] == 8
    assert told["squares"] > 1000
    assert found["size"] < DISK + 16 * 2**20
    assert found["grown"] < MEMORY + 192 * 2**20
