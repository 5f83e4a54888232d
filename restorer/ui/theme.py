"""The look: Qt's Fusion style, a neutral palette for dark and for light, and icons in the palette's colours."""

import ctypes
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from restorer import resources

GRID = 4  # every distance is a multiple of this many pixels
TEXT_PIXELS = 13
ICON_PIXELS = 20
MODES = ("system", "dark", "light")


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one scheme. All greys are neutral: a tint beside a photo changes how the photo is seen."""

    canvas: str
    window: str
    base: str
    button: str
    line: str
    text: str
    muted: str
    accent: str
    on_accent: str
    alarm: str


DARK = Colours(
    canvas="#2b2b2b",
    window="#323232",
    base="#2b2b2b",
    button="#3c3c3c",
    line="#1f1f1f",
    text="#e0e0e0",
    muted="#9a9a9a",
    accent="#4c9be8",
    on_accent="#101010",
    alarm="#f06a62",
)
LIGHT = Colours(
    canvas="#e8e8e8",
    window="#f0f0f0",
    base="#fcfcfc",
    button="#f7f7f7",
    line="#c4c4c4",
    text="#222222",
    muted="#6a6a6a",
    accent="#1f6fc2",
    on_accent="#ffffff",
    alarm="#c0281e",
)


class Theme(QObject):
    """Keeps an application's look in step with the person's choice and with the system."""

    changed = Signal()

    def __init__(self, app: QApplication, mode: str) -> None:
        super().__init__(app)
        self.setObjectName("theme")
        self._app = app
        self._mode = mode
        app.styleHints().colorSchemeChanged.connect(self._follow)
        self.set_mode(mode)

    def set_mode(self, mode: str) -> None:
        """Shows "dark", "light", or what the "system" says, from now on; anything else is a ValueError."""
        if mode not in MODES:
            raise ValueError(f"mode must be one of {', '.join(MODES)}, not {mode}")
        self._mode = mode
        schemes = {"dark": Qt.ColorScheme.Dark, "light": Qt.ColorScheme.Light}
        self._app.styleHints().setColorScheme(schemes.get(mode, Qt.ColorScheme.Unknown))  # title bars follow too
        self._follow()

    def is_dark(self) -> bool:
        """True if the dark scheme shows; a system that does not say gets dark, the calmer one beside a photo."""
        if self._mode != "system":
            return self._mode == "dark"
        return self._app.styleHints().colorScheme() != Qt.ColorScheme.Light

    def _follow(self) -> None:
        self._app.setPalette(palette(DARK if self.is_dark() else LIGHT))
        self.changed.emit()


def apply(app: QApplication, mode: str = "system") -> Theme:
    """Gives the application its style, font and palette, now and at every change; a second call changes the mode."""
    existing = app.findChild(Theme, "theme")
    if isinstance(existing, Theme):
        existing.set_mode(mode)
        return existing
    app.setStyle("Fusion")
    font = QFont(app.font())
    font.setPixelSize(TEXT_PIXELS)
    app.setFont(font)
    return Theme(app, mode)


def colours() -> Colours:
    """The colours that show now, told from the application's palette."""
    return DARK if QApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def palette(scheme: Colours) -> QPalette:
    """The Qt palette of a scheme."""
    made = QPalette(QColor(scheme.button), QColor(scheme.window))
    roles = QPalette.ColorRole
    for role, colour in {
        roles.Window: scheme.window,
        roles.WindowText: scheme.text,
        roles.Base: scheme.base,
        roles.AlternateBase: scheme.window,
        roles.Text: scheme.text,
        roles.Button: scheme.button,
        roles.ButtonText: scheme.text,
        roles.BrightText: scheme.on_accent,
        roles.ToolTipBase: scheme.button,
        roles.ToolTipText: scheme.text,
        roles.PlaceholderText: scheme.muted,
        roles.Highlight: scheme.accent,
        roles.HighlightedText: scheme.on_accent,
        roles.Accent: scheme.accent,
        roles.Link: scheme.accent,
        roles.LinkVisited: scheme.accent,
    }.items():
        made.setColor(role, QColor(colour))
    faint = _mixed(QColor(scheme.text), QColor(scheme.window), 0.4)
    for role in (roles.WindowText, roles.Text, roles.ButtonText, roles.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, role, faint)
    made.setColor(QPalette.ColorGroup.Disabled, roles.Highlight, _mixed(faint, QColor(scheme.window), 0.4))
    return made


def icon(name: str) -> QIcon:
    """The line icon `resources/icons/<name>.svg` in the palette's colours at the time it is painted.

    Disabled icons are faint, checked ones take the accent colour. An unknown name is a FileNotFoundError.
    """
    return QIcon(_TintedEngine(name, _svg(name)))


def pixmap(name: str, *, side: int, colour: QColor, ratio: float = 1.0) -> QPixmap:
    """An icon as a picture of `side` x `side` logical pixels in one colour."""
    return _tinted(QSvgRenderer(_svg(name)), QSize(side, side) * ratio, colour, ratio)


class _TintedEngine(QIconEngine):
    """Paints one SVG through the palette, so a switch of the scheme needs no new icons."""

    def __init__(self, name: str, svg: bytes) -> None:
        super().__init__()
        self._name = name
        self._svg = svg
        self._renderer = QSvgRenderer(svg)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(rect.topLeft(), self.scaledPixmap(rect.size(), mode, state, ratio))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        return _tinted(self._renderer, size * scale, _tint(mode, state), scale)

    def actualSize(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QSize:
        side = min(size.width(), size.height())
        return QSize(side, side)

    def isNull(self) -> bool:
        return False

    def key(self) -> str:
        return f"restorer-{self._name}"

    def clone(self) -> QIconEngine:
        other = _TintedEngine(self._name, self._svg)
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(other))  # Qt owns it, but the binding would collect it
        return other


def _tint(mode: QIcon.Mode, state: QIcon.State) -> QColor:
    shown = QApplication.palette()
    if mode == QIcon.Mode.Disabled:
        return shown.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)
    if mode == QIcon.Mode.Selected:
        return shown.color(QPalette.ColorRole.HighlightedText)
    if state == QIcon.State.On:
        return shown.color(QPalette.ColorRole.Accent)
    return shown.color(QPalette.ColorRole.ButtonText)


def _tinted(renderer: QSvgRenderer, size: QSize, colour: QColor, ratio: float) -> QPixmap:
    made = QPixmap(size)
    made.fill(Qt.GlobalColor.transparent)
    side = min(size.width(), size.height())
    corner = QPointF((size.width() - side) / 2, (size.height() - side) / 2)
    painter = QPainter(made)
    renderer.render(painter, QRectF(corner, QRectF(0, 0, side, side).size()))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(QRect(QPoint(), size), colour)
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


def _svg(name: str) -> bytes:
    return (resources.folder("icons") / f"{name}.svg").read_bytes()


def _mixed(one: QColor, other: QColor, share: float) -> QColor:
    """`share` of `one` and the rest of `other`."""
    parts = ((one.red(), other.red()), (one.green(), other.green()), (one.blue(), other.blue()))
    return QColor(*(round(a * share + b * (1 - share)) for a, b in parts))
