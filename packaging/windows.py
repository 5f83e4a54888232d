"""An installer for Windows from the bundle, by NSIS: for one person, without an administrator, and removable whole."""

import shutil
import subprocess
from pathlib import Path

import product

# What Windows offers the program for under “open with”; the formats of restorer.desktop.
SUFFIXES = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".avif", ".bmp", ".gif")


def build(out: Path, bundle: Path) -> Path:
    """Compiles restorer.nsi around the bundle and returns the installer; CalledProcessError if makensis fails."""
    lists = out / "setup"
    if lists.exists():
        shutil.rmtree(lists)
    lists.mkdir(parents=True)
    installing, removing = file_lists(bundle)
    (lists / "install.nsh").write_text(installing, encoding="utf-8-sig")
    (lists / "remove.nsh").write_text(removing, encoding="utf-8-sig")
    (lists / "associate.nsh").write_text(_associations(), encoding="utf-8-sig")
    path = out / f"{product.TITLE}-{product.VERSION}-setup.exe"
    defines = {
        "VERSION": product.VERSION,
        "LISTS": str(lists.resolve()),
        "OUTPUT": str(path.resolve()),
        "ICON": str((out / "parts" / "restorer.ico").resolve()),
        "LICENCE": str(product.ROOT / "LICENSE"),
        "SIZE": str(sum(entry.stat().st_size for entry in bundle.rglob("*") if entry.is_file()) // 1024),
    }
    options = [f"-D{name}={value}" for name, value in defines.items()]
    script = product.ROOT / "packaging" / "restorer.nsi"
    subprocess.run(["makensis", "-V2", "-WX", "-INPUTCHARSET", "UTF8", *options, str(script)], check=True)
    return path


def file_lists(bundle: Path) -> tuple[str, str]:
    """NSIS lines that install every file of the bundle, and lines that remove just those files and folders."""
    files = sorted(path for path in bundle.rglob("*") if path.is_file())
    folders = sorted({folder for path in files for folder in path.relative_to(bundle).parents}, key=str)
    installing, place = [], None
    for path in sorted(files, key=lambda path: (str(path.parent), path.name)):
        home = path.parent.relative_to(bundle)
        if home != place:
            installing.append(f'SetOutPath "$INSTDIR{_below(home)}"')
            place = home
        installing.append(f'File "{_quoted(str(path.resolve()))}"')
    removing = [f'Delete "$INSTDIR{_below(path.relative_to(bundle))}"' for path in files]
    inner = [folder for folder in folders if folder != Path()]
    removing += [f'RMDir "$INSTDIR{_below(folder)}"' for folder in sorted(inner, key=lambda f: -len(f.parts))]
    return "\n".join(installing) + "\n", "\n".join(removing) + "\n"


def _associations() -> str:
    key = 'WriteRegStr HKCU "Software\\Classes\\Applications\\restorer-window.exe\\SupportedTypes"'
    return "".join(f'{key} "{suffix}" ""\n' for suffix in SUFFIXES)


def _below(path: Path) -> str:
    parts = [_quoted(part) for part in path.parts]
    return "".join(f"\\{part}" for part in parts)


def _quoted(text: str) -> str:
    return text.replace("$", "$$")
