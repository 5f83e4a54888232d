"""The wheel holds all the program needs, and the two commands do what the README says."""

import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SAMPLE = "resources/samples/noisy-sigma25-coffee.jpg"
PACKAGES = {
    "libgl1", "libegl1", "libxkbcommon0", "libglib2.0-0", "libfontconfig1", "libdbus-1-3", "libxkbcommon-x11-0",
    "libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-shape0",
}  # fmt: skip
FAKE_PYTHON = """#!/bin/sh
case "$*" in
    *"import pip"*) exit 0 ;;
    *QGuiApplication*) exit "$FAKE_DISPLAY" ;;
    *) printf '%s\\n' "$@" >"$RECORD" ;;
esac
"""


def bash(script: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = ["bash", "-euo", "pipefail", "-c", script]
    return run(command, {**os.environ, **environment})


def run(command: list[str], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


def make_tool(folder: Path, name: str, body: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(body if body.startswith("#!") else f"#!/bin/sh\n{body}\n", encoding="utf-8")
    (folder / name).chmod(0o755)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built from a copy of the tree."""
    tree = tmp_path_factory.mktemp("tree")
    for folder in ("restorer", "training", "resources"):
        shutil.copytree(ROOT / folder, tree / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tree)
    options = ["--no-build-isolation", "--no-deps", "--no-index", "--quiet", "--wheel-dir", str(tree / "dist")]
    done = run([sys.executable, "-m", "pip", "wheel", *options, str(tree)], os.environ)
    assert done.returncode == 0, done.stdout + done.stderr
    (path,) = (tree / "dist").glob("*.whl")
    return zipfile.ZipFile(path)


def test_wheel_holds_every_module(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    wanted = {path.relative_to(ROOT).as_posix() for folder in ("restorer", "training") for path in files_of(folder)}
    assert wanted - names == set()
    assert not [name for name in names if name.startswith("tests/")]


def test_wheel_holds_every_resource(wheel: zipfile.ZipFile) -> None:
    marker = ".data/data/share/restorer/"
    found = {name.split(marker)[1]: wheel.getinfo(name).file_size for name in wheel.namelist() if marker in name}
    wanted = {path.relative_to(ROOT).as_posix(): path.stat().st_size for path in files_of("resources")}
    assert found == wanted
    assert SAMPLE in found


def test_wheel_carries_licence_and_command(wheel: zipfile.ZipFile) -> None:
    (licence,) = (name for name in wheel.namelist() if name.endswith("licenses/LICENSE"))
    assert wheel.read(licence) == (ROOT / "LICENSE").read_bytes()
    (entry_points,) = (name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    assert b"restorer = restorer.__main__:main" in wheel.read(entry_points)


def test_torch_range_takes_the_tested_version_and_not_the_next_one() -> None:
    (torch,) = (entry for entry in PROJECT["project"]["dependencies"] if entry.startswith("torch"))
    assert torch == "torch>=2.12,<2.14"
    found = bash(f'source "{ROOT}/packaging/environment.sh"; torch_range')
    assert found.stdout == torch + "\n"


@pytest.mark.parametrize("script", ["packaging/start.sh", "packaging/test.sh", "packaging/environment.sh", ".ci/run"])
def test_script_parses(script: str) -> None:
    done = run(["bash", "-n", str(ROOT / script)], os.environ)
    assert (done.returncode, done.stderr) == (0, "")


def test_missing_libraries_become_debian_packages(tmp_path: Path) -> None:
    make_tool(tmp_path, "ldconfig", "echo '\tlibGL.so.1 (libc6,x86-64) => /lib/libGL.so.1'")
    script = f'source "{ROOT}/packaging/environment.sh"; PATH="{tmp_path}:$PATH"; missing_packages'
    found = set(bash(script).stdout.split())
    assert found - {"fonts-dejavu-core", "python3-venv"} == PACKAGES - {"libgl1"}


def test_libraries_are_installed_without_a_question(tmp_path: Path) -> None:
    make_tool(tmp_path, "ldconfig", "true")
    make_tool(tmp_path, "apt-get", f'echo "$DEBIAN_FRONTEND $*" >>"{tmp_path}/record"')
    make_tool(tmp_path, "sudo", 'shift; exec "$@"')
    script = f'PATH="{tmp_path}:$PATH"; source "{ROOT}/packaging/environment.sh"; install_system_libraries'
    done = bash(script)
    assert done.returncode == 0, done.stderr
    update, install = (tmp_path / "record").read_text(encoding="utf-8").splitlines()
    assert update.startswith("noninteractive ")
    assert update.endswith(" update")
    assert " install -y --no-install-recommends " in install
    assert set(install.split()) >= PACKAGES


def test_failing_apt_does_not_stop_the_start(tmp_path: Path) -> None:
    make_tool(tmp_path, "ldconfig", "true")
    make_tool(tmp_path, "apt-get", "exit 100")
    make_tool(tmp_path, "sudo", 'shift; exec "$@"')
    done = bash(f'PATH="{tmp_path}:$PATH"; source "{ROOT}/packaging/environment.sh"; install_system_libraries')
    assert done.returncode == 0
    assert "could not be installed; going on without them" in done.stderr


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder with spaces in its name that looks installed; its Python writes its arguments into `record`."""
    root = tmp_path / "my photos"
    shutil.copytree(ROOT / "packaging", root / "packaging")
    shutil.copy(ROOT / "pyproject.toml", root)
    make_tool(root / ".venv" / "bin", "python", FAKE_PYTHON)
    make_tool(tmp_path / "tools", "apt-get", "exit 1")
    stamp = bash(f'cksum <"{root}/pyproject.toml"').stdout
    (root / ".venv" / "place").write_text(f"{root}\n", encoding="utf-8")
    (root / ".venv" / "installed").write_text(stamp, encoding="utf-8")
    return root


def start(root: Path, *arguments: str, display: str, works: bool = True) -> subprocess.CompletedProcess[str]:
    record = str(root / "record")
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    environment |= {"RECORD": record, "FAKE_DISPLAY": "0" if works else "1", "DISPLAY": display}
    environment["PATH"] = f"{root.parent / 'tools'}:{environment['PATH']}"
    return run(["bash", str(root / "packaging" / "start.sh"), *arguments], environment)


@pytest.mark.parametrize(("display", "works"), [("", True), (":99", False)])
def test_start_without_a_display_restores_the_sample(installed: Path, *, display: str, works: bool) -> None:
    done = start(installed, display=display, works=works)
    result = installed / "build" / "noisy-sigma25-coffee-restored.png"
    assert done.returncode == 0, done.stderr
    assert (installed / "record").read_text(encoding="utf-8").splitlines() == [
        *("-P", "-m", "restorer", "restore", str(installed / SAMPLE)),
        *("-o", str(result), "--mode", "denoise", "--overwrite"),
    ]
    assert done.stdout.splitlines()[-1] == f"After:  {result}"
    assert result.parent.is_dir()


def test_start_with_a_display_opens_the_window_with_the_photos(installed: Path) -> None:
    done = start(installed, "a b.jpg", display=":99")
    assert done.returncode == 0, done.stderr
    assert (installed / "record").read_text(encoding="utf-8").splitlines() == ["-P", "-m", "restorer", "a b.jpg"]


def test_qt_cannot_be_imported_where_it_is_refused() -> None:
    script = (
        "import restorer.files\ntry:\n    import PySide6.QtCore\nexcept ModuleNotFoundError as error:\n    print(error)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "packaging" / "without_qt"), str(ROOT)])}
    done = run([sys.executable, "-c", script], environment)
    assert done.stdout == "No module named 'PySide6': it is refused here\n", done.stderr


def files_of(folder: str) -> list[Path]:
    paths = (path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return sorted(path for path in paths if not path.name.startswith("."))
