"""A real file system that is full: photo, weights, work, settings and checkpoint keep what was there, and say so."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KINDS = ("photo", "weights", "session", "settings", "checkpoint")

SCRIPT = """
import json, os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from tests.reliability import faulting

mount = Path(sys.argv[2])
for kind in sys.argv[3:]:
    folder = mount / kind
    folder.mkdir()
    saving = faulting.KINDS[kind](folder)
    saving.save(0)
    filler = mount / "filler"
    with filler.open("wb", buffering=0) as stream:
        size = 4096
        while size:
            try:
                stream.write(bytes(size))
            except OSError:
                size //= 2
    try:
        saving.save(1)
        said = "saved"
    except saving.told as error:
        said = str(error)
    filler.unlink()
    leftovers = [entry.name for entry in folder.iterdir() if entry.name.endswith(".restorer-tmp")]
    print(json.dumps([kind, said, saving.which(), leftovers]), flush=True)
"""


def test_everything_that_is_kept_survives_a_full_file_system(tmp_path: Path) -> None:
    mount = tmp_path / "small"
    mount.mkdir()
    (tmp_path / "script.py").write_text(SCRIPT, encoding="utf-8")
    kinds = " ".join((*KINDS, "naive"))
    command = (
        f"mount -t tmpfs -o size=400k none '{mount}' && "
        f"'{sys.executable}' -W ignore '{tmp_path}/script.py' '{ROOT}' '{mount}' {kinds}"
    )
    ran = subprocess.run(["unshare", "-rm", "sh", "-c", command], capture_output=True, text=True, timeout=120)
    if "mount" in ran.stderr.split("Traceback")[0] or "unshare" in ran.stderr:
        pytest.skip("no private mounts here")
    assert ran.returncode == 0, ran.stderr
    found = {kind: tuple(rest) for kind, *rest in map(json.loads, ran.stdout.splitlines())}
    for kind in KINDS:
        said, which, leftovers = found[kind]
        assert (which, leftovers) == (0, []), kind
        assert "full" in said.lower() or "No space left" in said, said
    assert found["naive"][1] is None, "the check can fail: a naive saver is damaged"
