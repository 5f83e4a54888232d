"""A .deb from the bundle: /usr/lib/restorer, a command, a desktop entry, icons and the copyright file."""

import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import product

DEPENDS = "libc6 (>= {libc}), libegl1, libfontconfig1, libgl1, fonts-dejavu-core | fonts-liberation | fonts-noto-core"
RECOMMENDS = "fonts-noto-cjk | fonts-wqy-microhei"
_VERSION = re.compile(rb"\bGLIBC_2\.(\d+)\b")
_CONTROL = """\
Package: {name}
Version: {version}
Architecture: {architecture}
Maintainer: The Restorer authors <restorer@localhost>
Installed-Size: {size}
Depends: {depends}
Recommends: {recommends}
Section: graphics
Priority: optional
Description: {summary}
 Removes noise and grain, fills scratches and holes, on this computer alone.
 The original is never opened for writing; every step can be undone, and what
 came out can be compared, weakened and measured.
"""


def build(out: Path, bundle: Path) -> Path:
    """Packs the bundle and returns the .deb; raises CalledProcessError if dpkg-deb refuses."""
    tree = out / "deb"
    if tree.exists():
        shutil.rmtree(tree)
    home = tree / product.HOME
    home.parent.mkdir(parents=True)
    shutil.copytree(bundle, home, symlinks=True)
    _add_desktop(tree, out / "parts" / "hicolor")
    _make_readable(tree)
    architecture = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True)
    control = tree / "DEBIAN" / "control"
    control.parent.mkdir()
    control.write_text(_control(tree, architecture.stdout.strip()), encoding="utf-8")
    path = out / f"{product.NAME}_{product.VERSION}_{architecture.stdout.strip()}.deb"
    # xz and not zstd, which dpkg reads only since Debian 12
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Zxz", "-z2", "--build", str(tree), str(path)], check=True)
    shutil.rmtree(tree)
    return path


def libc_needed(files: Iterable[Path]) -> str:
    """The newest version of the C library that these programs and libraries ask for, as "2.36"."""
    newest = 0
    for path in files:
        with path.open("rb") as stream:
            if stream.read(4) != b"\x7fELF":
                continue
            stream.seek(0)
            newest = max([newest, *(int(found) for found in _VERSION.findall(stream.read()))])
    return f"2.{newest}"


def _control(tree: Path, architecture: str) -> str:
    files = [path for path in tree.rglob("*") if path.is_file() and not path.is_symlink()]
    return _CONTROL.format(
        name=product.NAME,
        version=product.VERSION,
        architecture=architecture,
        size=sum(path.stat().st_size for path in files) // 1024,
        depends=DEPENDS.format(libc=libc_needed(files)),
        recommends=RECOMMENDS,
        summary=product.SUMMARY,
    )


def _add_desktop(tree: Path, icons: Path) -> None:
    command = tree / "usr" / "bin" / product.NAME
    command.parent.mkdir(parents=True)
    command.symlink_to(f"../lib/{product.NAME}/{product.NAME}")
    applications = tree / "usr" / "share" / "applications"
    applications.mkdir(parents=True)
    shutil.copy(product.ROOT / "packaging" / "restorer.desktop", applications)
    shutil.copytree(icons, tree / "usr" / "share" / "icons" / "hicolor")
    documents = tree / "usr" / "share" / "doc" / product.NAME
    documents.mkdir(parents=True)
    parts = (tree / product.HOME).rglob("resources/licences/parts/parts.txt")
    listed = next(parts).read_text(encoding="utf-8").replace("\t", "  ")
    head = f"{product.TITLE} {product.VERSION} is given under the {product.LICENCE} licence:\n"
    head += f"/{product.HOME}/_internal/resources/licences/parts/{product.TITLE}/LICENSE.txt\n\n"
    head += f"It holds these parts, whose licences lie beside it in /{product.HOME}/_internal/resources/licences/parts:"
    (documents / "copyright").write_text(f"{head}\n\n{listed}", encoding="utf-8")


def _make_readable(tree: Path) -> None:
    for path in tree.rglob("*"):
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if runs else 0o644)
