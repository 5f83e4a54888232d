"""Without a verb the window opens, or a sentence says why not; nothing heavy is imported before it is needed."""

import subprocess
import sys
import types
from pathlib import Path

import pytest
import typer

from restorer import __main__, cli


def test_the_verbs_are_the_commands() -> None:
    commands = typer.main.get_command(cli.app)
    assert set(__main__.VERBS) == {*commands.commands, "train"}  # type: ignore[attr-defined]


@pytest.mark.parametrize("arguments", [["--help"], ["models"], ["restore", "--help"], ["train", "--help"]])
def test_torch_and_qt_are_imported_only_when_needed(arguments: list[str]) -> None:
    code = (
        "import sys; from restorer.__main__ import main; code = main(sys.argv[1:]); "
        "sys.exit(code or 100 * any(name in sys.modules for name in ('torch', 'PySide6')))"
    )
    command = [sys.executable, "-c", code, *arguments]
    assert subprocess.run(command, capture_output=True, timeout=120, check=False).returncode == 0
    loaded = [sys.executable, "-c", code.replace("import sys;", "import sys; import torch;"), *arguments]
    assert subprocess.run(loaded, capture_output=True, timeout=120, check=False).returncode == 100


def test_without_a_display_it_says_what_to_do(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, clean_photo: Path
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    for arguments in ([], [str(clean_photo)]):
        assert __main__.main(arguments) == 1
        assert capfd.readouterr().err == (
            "There is no display to open a window on. Use `restorer restore PHOTO -o FILE` instead.\n"
        )


def test_photos_alone_open_the_window(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, clean_photo: Path, tmp_path: Path
) -> None:
    opened: list[list[str]] = []
    stand_in = types.ModuleType("restorer.ui.app")
    stand_in.main = lambda paths: opened.append(list(paths)) or 0  # type: ignore[attr-defined,func-returns-value]
    ui = types.ModuleType("restorer.ui")
    ui.app = stand_in  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "restorer.ui", ui)
    monkeypatch.setitem(sys.modules, "restorer.ui.app", stand_in)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert __main__.main([]) == 0
    assert __main__.main([str(clean_photo), str(tmp_path)]) == 0
    assert opened == [[], [str(clean_photo), str(tmp_path)]]
    missing = tmp_path / "gone\n.jpg"
    assert __main__.main([str(clean_photo), str(missing)]) == 1
    assert capfd.readouterr().err == (
        f"{tmp_path}/gone\\n.jpg does not exist, nor is it a verb. See `restorer --help`.\n"
    )
    assert len(opened) == 2


def test_a_window_that_cannot_load_says_why(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setitem(sys.modules, "restorer.ui", types.ModuleType("restorer.ui"))
    monkeypatch.delitem(sys.modules, "restorer.ui.app", raising=False)
    assert __main__.main([]) == 1
    assert capfd.readouterr().err.startswith("The window cannot be opened (")
