"""The packages: what is left out and listed, what desktops and Windows are told, what an uninstaller removes."""

import configparser
import plistlib
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import restorer
from restorer import photo_formats

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
TYPES = {"jpeg", "png", "tiff", "webp", "avif", "bmp", "gif"}


def load(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """One file of packaging/, which is no package and holds names that others have too."""
    monkeypatch.syspath_prepend(str(PACKAGING))
    monkeypatch.delitem(sys.modules, name, raising=False)
    return __import__(name)


def test_the_version_is_stated_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert restorer.__version__ == load("product", monkeypatch).VERSION


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("torch/lib/libtorch_cpu.so", True),
        ("torch/bin/torch_shm_manager", True),
        ("torch/bin/test_api", False),
        ("torch/test/test_nn.py", False),
        ("torch/testing/_internal/logging_tensor.py", True),
        ("torch/include/ATen/ATen.h", False),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqoffscreen.so", True),
        ("PySide6/Qt/plugins/platforms/libqeglfs.so", False),
        ("PySide6\\plugins\\platforms\\qwindows.dll", True),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", False),
        ("PySide6/Qt/translations/qtbase_zh_CN.qm", True),
        ("PySide6/Qt/translations/qt_help_de.qm", False),
        ("PySide6/Qt/lib/libQt6Widgets.so.6", True),
        ("PySide6/Qt/lib/libQt6Network.so.6", False),
        ("libgtk-3.so.0", False),
        ("resources/weights/denoise-best.safetensors", True),
        ("pyvips_binary.libs/libvips-1.so.42", True),
    ],
)
def test_a_bundle_leaves_out_what_is_not_needed(monkeypatch: pytest.MonkeyPatch, path: str, kept: bool) -> None:
    assert load("slim", monkeypatch).keeps(path) is kept


def test_every_part_has_a_licence_and_strangers_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    licences = load("licences", monkeypatch)
    pyinstaller = licences.importlib.metadata.distribution("numpy")  # stands in where PyInstaller is not installed
    found = licences.importlib.metadata.distribution
    monkeypatch.setattr(
        licences.importlib.metadata, "distribution", lambda name: pyinstaller if name == "pyinstaller" else found(name)
    )
    import numpy
    import PySide6
    import torch

    sources = [Path(module.__file__ or "") for module in (numpy, PySide6, torch)]
    parts = {part.name: part for part in licences.parts_of([*sources, Path(subprocess.__file__)])}
    assert set(parts) == {"numpy", "PySide6_Essentials", "torch", "Python", "Restorer"}
    assert parts["PySide6_Essentials"].texts[0].name == "LGPL-3.0.txt"
    licences.write(parts.values(), tmp_path / "parts")
    lines = (tmp_path / "parts" / "parts.txt").read_text(encoding="utf-8").splitlines()
    assert f"Restorer\t{restorer.__version__}\tApache-2.0" in lines
    assert len(list((tmp_path / "parts").iterdir())) == len(lines) + 1
    stranger = tmp_path / "stranger.so"
    stranger.touch()
    with pytest.raises(licences.LicenceError, match=r"stranger\.so"):
        licences.parts_of([stranger])


def test_desktops_are_told_what_the_program_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(PACKAGING / "restorer.desktop", encoding="utf-8")
    entry = parser["Desktop Entry"]
    assert set(entry["MimeType"].strip(";").split(";")) == {f"image/{kind}" for kind in TYPES}
    assert (entry["Exec"], entry["Icon"]) == ("restorer %F", "restorer")
    facts = plistlib.loads((PACKAGING / "Info.plist").read_bytes())
    (documents,) = facts["CFBundleDocumentTypes"]
    assert len(documents["LSItemContentTypes"]) == len(TYPES)
    assert set(photo_formats.FORMATS) >= TYPES
    suffixes = {suffix for kind in TYPES for suffix in photo_formats.FORMATS[kind].suffixes}
    assert set(load("windows", monkeypatch).SUFFIXES) <= suffixes


def test_the_uninstaller_removes_what_the_installer_put_there_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bundle = tmp_path / "restorer"
    (bundle / "_internal" / "a $b").mkdir(parents=True)
    for name in ("restorer.exe", "_internal/x.dll", "_internal/a $b/y.txt"):
        (bundle / name).write_bytes(b"x")
    installing, removing = load("windows", monkeypatch).file_lists(bundle)
    assert installing.count("File ") == 3
    assert removing.splitlines() == [
        'Delete "$INSTDIR\\_internal\\a $$b\\y.txt"',
        'Delete "$INSTDIR\\_internal\\x.dll"',
        'Delete "$INSTDIR\\restorer.exe"',
        'RMDir "$INSTDIR\\_internal\\a $$b"',
        'RMDir "$INSTDIR\\_internal"',
    ]
    assert "/r" not in removing


@pytest.mark.skipif(shutil.which("makensis") is None, reason="needs makensis (apt-get install nsis)")
def test_the_installer_compiles(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bundle = tmp_path / "restorer"
    bundle.mkdir()
    for name in ("restorer.exe", "restorer-window.exe"):
        (bundle / name).write_bytes(b"MZ")
    (tmp_path / "parts").mkdir()
    from PIL import Image

    Image.new("RGBA", (64, 64), "teal").save(tmp_path / "parts" / "restorer.ico")
    made = load("windows", monkeypatch).build(tmp_path, bundle)
    assert made.name == f"Restorer-{restorer.__version__}-setup.exe"
    assert made.read_bytes()[:2] == b"MZ"


def test_the_smoke_checks_know_every_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    from restorer.weights import Mode

    smoke = load("smoke", monkeypatch)
    assert {mode.value for mode in Mode} <= set(smoke.MODES)
    assert smoke.png(3, 2, lambda row, column: row == column)[16:24] == b"\0\0\0\x03\0\0\0\x02"
    sample = (ROOT / "resources" / "samples" / "scratched-chelsea.jpg").read_bytes()
    assert smoke.jpeg_size(sample) == (451, 300)
