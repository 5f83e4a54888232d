"""What was dropped or pasted: photos to open, a picture, and a sentence for everything else."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QMimeData, QUrl
from PySide6.QtGui import QImage

_SHOWN = 60  # characters of a foreign text or address that a sentence repeats


@dataclass(frozen=True, slots=True, eq=False)
class Arrived:
    """Paths to open, at most one picture without a file, and what could not be taken."""

    paths: tuple[Path, ...] = ()
    picture: QImage | None = None
    refused: tuple[str, ...] = ()


def from_mime(mime: QMimeData) -> Arrived:
    """Sorts what a drag or the clipboard holds; an empty list of addresses gives nothing at all."""
    urls = mime.urls() if mime.hasUrls() else []
    paths = tuple(Path(url.toLocalFile()) for url in urls if url.isLocalFile() and url.toLocalFile())
    foreign = [url for url in urls if not url.isLocalFile()]
    if not paths and mime.hasImage():
        image = mime.imageData()
        if isinstance(image, QImage) and not image.isNull():
            return Arrived(picture=image)
    refused = tuple(_foreign(url) for url in foreign)
    if not urls and mime.hasText() and mime.text().strip():
        refused = (_text(mime.text()),)
    return Arrived(paths=paths, refused=refused)


def takes(mime: QMimeData) -> bool:
    """True if a drag may bring a photo, or something whose refusal is worth a sentence."""
    return mime.hasUrls() or mime.hasImage() or mime.hasText()


def _foreign(url: QUrl) -> str:
    text = QCoreApplication.translate(
        "arrivals", "{address} is not on this computer: save it first, then open the file."
    )
    return text.format(address=_short(url.toDisplayString()))


def _text(text: str) -> str:
    sentence = QCoreApplication.translate("arrivals", "“{text}” is text, not a photo: drop files or folders.")
    return sentence.format(text=_short(" ".join(text.split())))


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
