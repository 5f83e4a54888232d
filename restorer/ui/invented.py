"""The hatching over what was invented: lines whose colour says how far the candidates lie apart."""

import numpy as np
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPixmap, QTransform

from restorer.ui.colour import pixels_of
from restorer.ui.pyramid import Stack
from restorer.ui.viewport import View

SURE, UNSURE = (255, 196, 0), (255, 32, 96)  # colour where candidates agree, and from FAR steps of spread on
FAR = 32
_PERIOD = 8  # device pixels from line to line
_TINT = 40  # opacity between the lines, of 255
_LINE = 220
_APRON = 2  # level pixels read around what is drawn, for smooth scaling


def hatching(stack: Stack, view: View, ratio: float) -> QImage | None:
    """The hatching of what a view has in sight, of the pane's size in device pixels; None where nothing is invented."""
    level = view.level(stack.base.levels)
    scale = view.zoom * (1 << level)
    height, width = stack.base.size(level)
    left, right = max(0, int(-view.left / scale) - _APRON), min(width, int((view.across - view.left) / scale) + _APRON)
    top, bottom = max(0, int(-view.top / scale) - _APRON), min(height, int((view.down - view.top) / scale) + _APRON)
    if left >= right or top >= bottom:
        return None
    weight, spread = stack.marks(level, (top, left, bottom, right))
    if not weight.any():
        return None
    drawn = QImage(view.across, view.down, QImage.Format.Format_ARGB32_Premultiplied)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, view.zoom < 1)
    painter.setTransform(QTransform(scale, 0, 0, scale, view.left + left * scale, view.top + top * scale))
    painter.drawImage(QPoint(0, 0), _coloured(weight, spread))
    painter.resetTransform()
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    painter.setBrushOrigin(view.left, view.top)  # the lines move with the photo
    painter.fillRect(QRect(0, 0, view.across, view.down), _lines(ratio))
    painter.end()
    return drawn


def _coloured(weight: np.ndarray, spread: np.ndarray) -> QImage:
    """The colour of each pixel; one that is marked in part, as by a scratch seen from far, shows nonetheless."""
    apart = np.minimum(spread / np.float32(FAR), 1)[..., np.newaxis]
    colour = np.array(SURE, np.float32) * (1 - apart) + np.array(UNSURE, np.float32) * apart
    opacity = np.sqrt(weight / np.float32(255)) * (weight > 0)
    parts = np.rint(colour * opacity[..., np.newaxis]).astype(np.uint32)
    alpha = np.rint(opacity * 255).astype(np.uint32)
    image = QImage(weight.shape[1], weight.shape[0], QImage.Format.Format_ARGB32_Premultiplied)
    pixels_of(image)[...] = alpha << 24 | parts[..., 0] << 16 | parts[..., 1] << 8 | parts[..., 2]
    return image


def _lines(ratio: float) -> QBrush:
    """Diagonal lines as a pattern of opacities."""
    side = round(_PERIOD * ratio)
    square = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    rows, columns = np.indices((side, side))
    on_line = (rows + columns) % side < max(2, round(2 * ratio))
    alpha = np.where(on_line, _LINE, _TINT).astype(np.uint32)
    pixels_of(square)[...] = alpha << 24 | alpha << 16 | alpha << 8 | alpha
    brush = QBrush(QPixmap.fromImage(square))
    brush.setStyle(Qt.BrushStyle.TexturePattern)
    return brush


def spread_colours(count: int) -> list[QColor]:
    """That many colours of the legend, from where candidates agree to where they do not."""
    shares = np.linspace(0, 1, count)[:, np.newaxis]
    return [QColor(*map(int, row)) for row in np.rint(np.array(SURE) * (1 - shares) + np.array(UNSURE) * shares)]
