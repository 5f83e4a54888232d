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
_LINE = 230
_SHADOW = 130
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
    painter.setBrushOrigin(view.left, view.top)  # the lines move with the photo
    whole = QRect(0, 0, view.across, view.down)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceAtop)
    painter.fillRect(whole, _pattern(ratio, line=0, shadow=255, rest=0))  # dark beside bright: seen on any photo
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    painter.fillRect(whole, _pattern(ratio, line=_LINE, shadow=_SHADOW, rest=_TINT))
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


def _pattern(ratio: float, *, line: int, shadow: int, rest: int) -> QBrush:
    """Diagonal lines, their shadows and the space between as a black pattern of these opacities."""
    side, width = round(_PERIOD * ratio), max(1, round(2 * ratio))
    square = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    rows, columns = np.indices((side, side))
    across = (rows + columns) % side
    alpha = np.select([across < width, across < 2 * width], [line, shadow], rest).astype(np.uint32)
    pixels_of(square)[...] = alpha << 24
    brush = QBrush(QPixmap.fromImage(square))
    brush.setStyle(Qt.BrushStyle.TexturePattern)
    return brush


def spread_colours(count: int) -> list[QColor]:
    """That many colours of the legend, from where candidates agree to where they do not."""
    shares = np.linspace(0, 1, count)[:, np.newaxis]
    return [QColor(*map(int, row)) for row in np.rint(np.array(SURE) * (1 - shares) + np.array(UNSURE) * shares)]
