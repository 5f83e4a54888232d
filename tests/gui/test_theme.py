"""The palette is neutral, readable and follows; icons are of one weight and take the palette's colours."""

import dataclasses
import gc
import re

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from restorer import resources
from restorer.ui import theme
from restorer.ui.theme import DARK, LIGHT, Colours

ICONS = sorted(path.stem for path in resources.folder("icons").glob("*.svg"))
NEEDED = {
    *("open", "folder", "save", "save-as", "undo", "redo", "zoom-in", "zoom-out", "fit", "actual-size", "compare"),
    *("compare-split", "compare-side", "compare-off", "original", "loupe", "restore", "play", "cancel", "close"),
    *("dark", "light", "system", "denoise", "deblur", "inpaint", "generate", "eye", "eye-off", "trash", "settings"),
    *("help", "info", "warning", "error", "done", "photo", "queue", "device", "model", "add", "remove"),
}


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2."""
    parts = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in QColor(colour).getRgbF()
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def strongest(image: QImage) -> QColor:
    """The most opaque pixel."""
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return max(pixels, key=QColor.alpha)


@pytest.fixture
def app(qapp: QApplication) -> QApplication:
    """The application, dark."""
    theme.apply(qapp, "dark")
    return qapp


@pytest.mark.parametrize("scheme", [DARK, LIGHT])
def test_greys_are_neutral_and_text_is_readable(scheme: Colours) -> None:
    for name in ("canvas", "window", "base", "button", "line", "text", "muted"):
        assert QColor(getattr(scheme, name)).saturation() == 0, name
    for ground in (scheme.canvas, scheme.window, scheme.base, scheme.button):
        assert contrast(scheme.text, ground) >= 7
        assert contrast(scheme.muted, ground) >= 3
    assert contrast(scheme.on_accent, scheme.accent) >= 4.5
    assert contrast(scheme.accent, scheme.canvas) >= 3


def test_schemes_have_the_canvas_greys_asked_for() -> None:
    assert "#2b2b2b" <= DARK.canvas <= DARK.window <= "#3c3c3c"
    assert LIGHT.canvas == "#e8e8e8"
    assert len({getattr(DARK, field.name) for field in dataclasses.fields(DARK)} - {DARK.accent}) >= 7


def test_modes_switch_the_palette_and_tell(app: QApplication, qtbot: QtBot) -> None:
    shown = theme.apply(app, "dark")
    assert app.style().objectName() == "fusion"
    assert app.font().pixelSize() == 13
    assert theme.colours() == DARK
    with qtbot.waitSignal(shown.changed):
        assert theme.apply(app, "light") is shown
    assert theme.colours() == LIGHT
    assert app.palette().color(QPalette.ColorRole.Window) == QColor(LIGHT.window)
    assert app.palette().color(QPalette.ColorRole.Accent) == QColor(LIGHT.accent)
    with pytest.raises(ValueError, match="sepia"):
        shown.set_mode("sepia")
    assert theme.colours() == LIGHT


def test_system_scheme_is_followed_live(app: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = theme.apply(app, "system")
    told = Qt.ColorScheme.Light
    monkeypatch.setattr(type(app.styleHints()), "colorScheme", lambda _: told)
    app.styleHints().colorSchemeChanged.emit(told)
    assert not shown.is_dark()
    assert theme.colours() == LIGHT
    told = Qt.ColorScheme.Dark
    app.styleHints().colorSchemeChanged.emit(told)
    assert theme.colours() == DARK
    shown.set_mode("light")
    app.styleHints().colorSchemeChanged.emit(told)
    assert theme.colours() == LIGHT  # the person's choice stands above the system's


def test_needed_icons_exist() -> None:
    assert set(ICONS) >= NEEDED


@pytest.mark.parametrize("name", ICONS)
def test_icons_are_line_icons_of_one_weight(app: QApplication, name: str) -> None:
    text = (resources.folder("icons") / f"{name}.svg").read_text(encoding="utf-8")
    assert re.findall(r'stroke-width="([^"]*)"', text) == ["1.5"]
    assert 'viewBox="0 0 24 24"' in text
    assert set(re.findall(r'(?:fill|stroke)="(#[^"]*)"', text)) == {"#000"}
    image = theme.icon(name).pixmap(QSize(24, 24), 4.0).toImage()
    assert image.size() == QSize(96, 96)
    assert image.pixelColor(0, 0).alpha() == 0
    edge = [image.pixelColor(x, y).alpha() for i in range(96) for x, y in ((i, 0), (0, i), (i, 95), (95, i))]
    assert max(edge) == 0  # nothing is cut off
    inked = sum(image.pixelColor(x, y).alpha() > 127 for x in range(96) for y in range(96)) / 96**2
    assert 0.015 < inked < 0.3
    assert strongest(image).rgb() == QColor(DARK.text).rgb()


def test_icons_follow_the_palette_without_being_set_again(app: QApplication, qtbot: QtBot) -> None:
    button = QToolButton()
    qtbot.addWidget(button)
    button.setIcon(theme.icon("save"))
    button.setIconSize(QSize(20, 20))
    assert strongest(button.icon().pixmap(20, 20).toImage()).rgb() == QColor(DARK.text).rgb()
    theme.apply(app, "light")
    assert strongest(button.icon().pixmap(20, 20).toImage()).rgb() == QColor(LIGHT.text).rgb()


def test_icon_states_have_their_colours(app: QApplication) -> None:
    icon = theme.icon("compare-off")
    on = icon.pixmap(QSize(24, 24), QIcon.Mode.Normal, QIcon.State.On).toImage()
    selected = icon.pixmap(QSize(24, 24), QIcon.Mode.Selected).toImage()
    disabled = icon.pixmap(QSize(24, 24), QIcon.Mode.Disabled).toImage()
    assert strongest(on).rgb() == QColor(DARK.accent).rgb()
    assert strongest(selected).rgb() == QColor(DARK.on_accent).rgb()
    faint = app.palette().color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)
    assert strongest(disabled).rgb() == faint.rgb()
    assert contrast(faint.name(), DARK.window) < contrast(DARK.text, DARK.window) / 2


def test_icons_survive_copies_and_collection(app: QApplication) -> None:
    kept = []
    for _ in range(50):
        icon = QIcon(theme.icon("eye"))
        icon.addPixmap(QPixmap(4, 4))  # makes Qt clone the engine
        kept.append(icon)
    gc.collect()
    assert all(strongest(icon.pixmap(24, 24).toImage()).rgb() == QColor(DARK.text).rgb() for icon in kept)


def test_unknown_icon_is_an_error(app: QApplication) -> None:
    with pytest.raises(FileNotFoundError):
        theme.icon("no-such-icon")
