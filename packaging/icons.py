"""The program's icon in the forms that desktops want, drawn from one SVG."""

import io
from pathlib import Path

import product
from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SVG = product.ROOT / "resources" / "program" / "restorer.svg"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512)


def png(side: int) -> bytes:
    """The icon as a PNG of `side` x `side` pixels."""
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(str(SVG)).render(painter, QRectF(0, 0, side, side))
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


def write(folder: Path) -> None:
    """Writes `hicolor` (for Linux desktops), `restorer.ico` (Windows) and `restorer.icns` (macOS) into the folder."""
    for side in SIZES:
        place = folder / "hicolor" / f"{side}x{side}" / "apps"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{product.NAME}.png").write_bytes(png(side))
    scalable = folder / "hicolor" / "scalable" / "apps"
    scalable.mkdir(parents=True, exist_ok=True)
    (scalable / f"{product.NAME}.svg").write_bytes(SVG.read_bytes())
    largest = Image.open(io.BytesIO(png(512)))
    windows = [(side, side) for side in SIZES if side <= 256]
    largest.save(folder / f"{product.NAME}.ico", sizes=windows)
    largest.save(folder / f"{product.NAME}.icns")
