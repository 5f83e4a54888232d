"""Builds the packages: python packaging/build.py [bundle] [archive] [deb] [setup], each from what the ones before made.

Run it with the environment whose libraries are to be bundled (`pip install -e ".[packaging]"`); without a word it makes
all that this system can: on Linux an archive and a .deb, on Windows an archive and an installer, on macOS an archive of
the app. A torch with CUDA gives packages with CUDA; `--torch cpu|cuda` refuses the wrong one.
"""

import argparse
import hashlib
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import debian
import icons
import product
import windows

_DONE = {
    "linux": ("bundle", "archive", "deb"),
    "win32": ("bundle", "archive", "setup"),
    "darwin": ("bundle", "archive"),
}


def main() -> int:
    """Builds what was asked for into `--out` and prints each file with its size; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("steps", nargs="*", help="bundle, archive, deb, setup; none: all for this system")
    parser.add_argument("--out", type=Path, default=product.ROOT / "build" / "packages", help="folder for the packages")
    parser.add_argument("--torch", choices=("cpu", "cuda"), default="cpu", help="the torch that must be bundled")
    parser.add_argument("--extras", action="store_true", help="bundle HEIC (its wheel is GPL) and camera RAW too")
    arguments = parser.parse_args()
    steps = arguments.steps or _DONE[sys.platform]
    if unknown := set(steps) - {"bundle", "archive", "deb", "setup"}:
        parser.error(f"unknown step {', '.join(sorted(unknown))}")
    arguments.out.mkdir(parents=True, exist_ok=True)
    made = []
    for step in steps:
        if step == "bundle":
            bundle(arguments.out, torch=arguments.torch, extras=arguments.extras)
        elif step == "archive":
            made.append(archive(arguments.out, torch=arguments.torch))
        elif step == "deb":
            made.append(debian.build(arguments.out, arguments.out / product.NAME))
        else:
            made.append(windows.build(arguments.out, arguments.out / product.NAME))
    for path in made:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        print(f"{path}  {path.stat().st_size / 1e6:.1f} MB  sha256 {digest}")
    return 0


def bundle(out: Path, *, torch: str, extras: bool) -> Path:
    """Runs PyInstaller; the bundle is `out/restorer`, on macOS `out/Restorer.app` too. SystemExit on a wrong torch."""
    _check_torch(torch)
    parts = out / "parts"
    icons.write(parts)
    environment = {**os.environ, "RESTORER_PARTS": str(parts), "RESTORER_EXTRAS": "1" if extras else ""}
    environment["QT_QPA_PLATFORM"] = "offscreen"
    folders = ["--distpath", str(out), "--workpath", str(out / "work")]
    options = ["--noconfirm", "--log-level", "WARN", *folders]
    spec = product.ROOT / "packaging" / "restorer.spec"
    subprocess.run([sys.executable, "-m", "PyInstaller", *options, str(spec)], check=True, env=environment)
    return out / product.NAME


def archive(out: Path, *, torch: str) -> Path:
    """The bundle as one file to unpack anywhere: .tar.xz, on Windows .zip."""
    flavour = "" if torch == "cpu" else f"-{torch}"
    system = {"win32": "windows", "darwin": "macos"}.get(sys.platform, "linux")
    name = f"{product.NAME}-{product.VERSION}-{system}-{platform.machine().lower()}{flavour}"
    content = f"{product.TITLE}.app" if sys.platform == "darwin" else product.NAME
    if sys.platform == "win32":
        return Path(shutil.make_archive(str(out / name), "zip", root_dir=out, base_dir=content))
    path = out / f"{name}.tar.xz"
    command = ["tar", "--owner=0", "--group=0", "--sort=name", "-C", str(out), "-cf", str(path), "-I", "xz -T0 -2"]
    if sys.platform == "darwin":
        command = ["tar", "-C", str(out), "-cJf", str(path)]
    subprocess.run([*command, content], check=True)
    return path


def _check_torch(wanted: str) -> None:
    import torch  # only to be asked

    has = "cpu" if torch.version.cuda is None else "cuda"
    if has != wanted:
        raise SystemExit(f"This environment has the {has} build of torch; --torch {wanted} was asked for.")


if __name__ == "__main__":
    sys.exit(main())
