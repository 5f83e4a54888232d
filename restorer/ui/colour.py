"""Colour for the screen: from a photo's ICC profile to the screen's, by Qt's colour spaces."""

import contextlib
import ctypes
import ctypes.util
from pathlib import Path

import cv2
import numpy as np
from PySide6.QtCore import QByteArray, QCoreApplication
from PySide6.QtGui import QColorSpace, QColorTransform, QGuiApplication, QImage

_SRGB = QColorSpace.NamedColorSpace.SRgb
_HEADER = 128  # bytes of an ICC profile before its tags
_LARGEST_PROFILE = 16 * 2**20  # bytes; real profiles end near 4 MB


def photo_space(icc: bytes | None, *, channels: int = 3) -> tuple[QColorSpace, str | None]:
    """The colour space of samples and, where the profile cannot be used, a sentence saying that sRGB stands in.

    `channels` is 1 for grey and 3 for RGB; a profile for another kind of samples counts as unusable.
    """
    if icc is None:
        return QColorSpace(_SRGB), None
    space = _parsed(icc)
    models = {1: QColorSpace.ColorModel.Gray, 3: QColorSpace.ColorModel.Rgb}
    if space.isValid() and space.colorModel() == models[channels] and _converts(space, channels):
        return space, None
    return QColorSpace(_SRGB), QCoreApplication.translate(
        "Colour", "The photo's colour profile cannot be used; it is shown as sRGB and kept in the file."
    )


def screen_space(profile: Path | None = None) -> QColorSpace:
    """The screen's colour space: the given ICC file, else the window system's profile, else sRGB. Never raises."""
    if profile is not None:
        with contextlib.suppress(OSError):
            if profile.is_file() and profile.stat().st_size <= _LARGEST_PROFILE:
                return _screen_from(profile.read_bytes())
        return QColorSpace(_SRGB)
    return _screen_from(_platform_profile())


def screen_notice(profile: Path | None) -> str | None:
    """A sentence if the chosen screen profile cannot be used and sRGB stands in, else None."""
    if profile is None:
        return None
    try:
        usable = profile.is_file() and _screen_usable(_parsed(profile.read_bytes()))
    except OSError:
        usable = False
    if usable:
        return None
    text = QCoreApplication.translate(
        "Colour", "{path} cannot be used as a screen profile; sRGB is used. Choose another ICC file in the settings."
    )
    return text.format(path=profile)


def to_screen(image: QImage, icc: bytes | None, *, screen: QColorSpace | None = None) -> QImage:
    """The image as this screen should get it; RGB32, or premultiplied ARGB32 if it has alpha. Never raises."""
    target = screen if screen is not None else screen_space()
    grey = image.isGrayscale() and image.format() in (QImage.Format.Format_Grayscale8, QImage.Format.Format_Grayscale16)
    space, _ = photo_space(icc, channels=1 if grey else 3)
    alpha = image.hasAlphaChannel()
    wanted = QImage.Format.Format_ARGB32_Premultiplied if alpha else QImage.Format.Format_RGB32
    if space == target:
        return image.convertToFormat(wanted)
    if space.colorModel() == QColorSpace.ColorModel.Gray:
        source = image.convertToFormat(QImage.Format.Format_Grayscale8)
    else:
        source = image.convertToFormat(QImage.Format.Format_ARGB32 if alpha else QImage.Format.Format_RGB32)
    source.setColorSpace(space)
    shown = source.convertedToColorSpace(target, wanted)
    return shown if not shown.isNull() else image.convertToFormat(wanted)


class Display:
    """Turns 8-bit samples of one photo into images for one screen; the transform is made once."""

    def __init__(self, icc: bytes | None, *, channels: int, screen: QColorSpace | None = None) -> None:
        self.screen = screen if screen is not None else screen_space()
        self.space, self.notice = photo_space(icc, channels=channels)
        self._grey = self._grey_table() if channels == 1 else None
        self._transform: QColorTransform | None = None
        if channels == 3 and self.space != self.screen:
            self._transform = self.space.transformationToColorSpace(self.screen)

    def image(self, samples: np.ndarray, alpha: np.ndarray | None = None) -> QImage:
        """Samples (H, W, 1 or 3) uint8 and alpha (H, W) uint8 as RGB32 or, with alpha, premultiplied ARGB32."""
        height, width = samples.shape[:2]
        kind = QImage.Format.Format_RGB32 if alpha is None else QImage.Format.Format_ARGB32
        image = QImage(width, height, kind)
        plane = pixels_of(image)
        if self._grey is not None:
            plane[...] = self._grey[samples[..., 0]]
        else:
            channels = plane.view(np.uint8).reshape(height, width, 4)
            channels[...] = cv2.cvtColor(np.ascontiguousarray(samples), cv2.COLOR_RGB2BGRA)
        if alpha is not None:
            plane.view(np.uint8).reshape(height, width, 4)[..., 3] = alpha
        if self._transform is not None:
            image.applyColorTransform(self._transform)
        if alpha is not None:
            image.convertTo(QImage.Format.Format_ARGB32_Premultiplied)
        return image

    def _grey_table(self) -> np.ndarray:
        """The 256 screen colours of grey samples, as 0xffRRGGBB."""
        ramp = QImage(256, 1, QImage.Format.Format_Grayscale8)
        np.frombuffer(ramp.bits(), np.uint8)[:256] = np.arange(256, dtype=np.uint8)
        if self.space != self.screen:
            ramp.setColorSpace(self.space)
            ramp = ramp.convertedToColorSpace(self.screen, QImage.Format.Format_RGB32)
        shown = ramp.convertToFormat(QImage.Format.Format_RGB32)
        table: np.ndarray = pixels_of(shown)[0].copy()
        return table


def pixels_of(image: QImage) -> np.ndarray:
    """The pixels of a 32-bit image as a writeable (H, W) uint32 array; valid only while the image is held."""
    return np.frombuffer(image.bits(), np.uint32).reshape(image.height(), image.width())


def _parsed(icc: bytes) -> QColorSpace:
    """The colour space of a profile, invalid if Qt cannot read it; what is plainly no profile never reaches Qt."""
    declared = int.from_bytes(icc[:4], "big")
    if len(icc) < _HEADER or icc[36:40] != b"acsp" or not _HEADER < declared <= len(icc) <= _LARGEST_PROFILE:
        return QColorSpace()
    return QColorSpace.fromIccProfile(QByteArray(icc))


def _converts(space: QColorSpace, channels: int) -> bool:
    """True if Qt can really transform from `space`: some valid profiles hold tables it does not read."""
    kind = QImage.Format.Format_Grayscale8 if channels == 1 else QImage.Format.Format_RGB32
    probe = QImage(1, 1, kind)
    probe.fill(0)
    probe.setColorSpace(space)
    return not probe.convertedToColorSpace(QColorSpace(_SRGB), QImage.Format.Format_RGB32).isNull()


def _screen_from(icc: bytes | None) -> QColorSpace:
    if icc:
        space = _parsed(icc)
        if _screen_usable(space):
            return space
    return QColorSpace(_SRGB)


def _screen_usable(space: QColorSpace) -> bool:
    return space.isValid() and space.colorModel() == QColorSpace.ColorModel.Rgb and space.isValidTarget()


def _platform_profile() -> bytes | None:
    """The profile that X11 colour daemons publish on the root window; other systems convert by themselves."""
    if QGuiApplication.platformName() != "xcb":
        return None
    name = ctypes.util.find_library("X11")
    if name is None:
        return None
    return _root_property(ctypes.CDLL(name), b"_ICC_PROFILE")


def _root_property(x11: ctypes.CDLL, name: bytes) -> bytes | None:
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XDefaultRootWindow.argtypes, x11.XDefaultRootWindow.restype = [ctypes.c_void_p], ctypes.c_ulong
    x11.XInternAtom.argtypes, x11.XInternAtom.restype = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int], ctypes.c_ulong
    x11.XCloseDisplay.argtypes = [ctypes.c_void_p]
    x11.XFree.argtypes = [ctypes.c_void_p]
    display = x11.XOpenDisplay(None)
    if not display:
        return None
    try:
        atom = x11.XInternAtom(display, name, 1)
        return _property(x11, display, atom) if atom else None
    finally:
        x11.XCloseDisplay(display)


def _property(x11: ctypes.CDLL, display: int, atom: int) -> bytes | None:
    kind, depth = ctypes.c_ulong(), ctypes.c_int()
    count, left = ctypes.c_ulong(), ctypes.c_ulong()
    data = ctypes.c_void_p()
    read = x11.XGetWindowProperty
    read.argtypes = [
        *(ctypes.c_void_p, ctypes.c_ulong, ctypes.c_ulong, ctypes.c_long, ctypes.c_long, ctypes.c_int, ctypes.c_ulong),
        *(ctypes.c_void_p for _ in range(5)),
    ]
    answers = [ctypes.byref(value) for value in (kind, depth, count, left, data)]
    root = x11.XDefaultRootWindow(display)
    failed = read(display, root, atom, 0, _LARGEST_PROFILE // 4, 0, 0, *answers)
    if failed or not data.value:
        return None
    try:
        return ctypes.string_at(data.value, count.value) if depth.value == 8 else None
    finally:
        x11.XFree(data)
