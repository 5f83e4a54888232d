"""An hour of a coverage-guided fuzzer on the readers of photos and weights; needs `pip install -e ".[fuzzing]"`."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("atheris")

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def fuzz(arguments: list[str], folder: Path, seconds: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments, str(folder), str(seconds), "1"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))}
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=seconds + 300, check=False, cwd=folder
    )


def found(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith(("crash-", "timeout-", "oom-")))


@pytest.mark.long
@pytest.mark.timeout(4000)
@pytest.mark.parametrize(("kind", "seconds"), [("photo", 2700), ("weights", 900)])
def test_an_hour_of_fuzzing(tmp_path: Path, kind: str, seconds: int) -> None:
    ran = fuzz([str(HERE / "fuzzing.py"), kind], tmp_path, seconds)
    assert (ran.returncode, found(tmp_path)) == (0, []), ran.stderr[-3000:]
    tried = re.search(r"number_of_executed_units: (\d+)", ran.stderr)
    reached = re.findall(r"cov: (\d+)", ran.stderr)
    assert tried is not None
    print(f"{kind}: {tried[1]} contents, {reached[0]} edges at first, {reached[-1]} at the end")
    assert int(tried[1]) > 20 * seconds
    assert int(reached[-1]) > int(reached[0]), "it reached what the first contents did not"


def test_a_planted_crash_is_found(tmp_path: Path) -> None:
    """The fuzzer can fail: a reader that stumbles over two letters behind a first one is caught."""
    script = (
        "import sys; sys.argv[0] = 'fuzzing'; sys.path.insert(0, sys.argv.pop(1)); import atheris, fuzzing\n"
        "@atheris.instrument_func\n"
        "def reader(content):\n"
        "    if content[:1] == b'a':\n"
        "        if content[1:2] == b'b':\n"
        "            return content[9000]\n"
        "fuzzing.KINDS['broken'] = lambda folder: ([b'xyz'], reader, (KeyError,)); fuzzing.main()"
    )
    ran = fuzz(["-c", script, str(HERE), "broken"], tmp_path, 60)
    assert ran.returncode != 0
    assert "IndexError" in ran.stderr + ran.stdout
    assert [name[:6] for name in found(tmp_path)] == ["crash-"]
