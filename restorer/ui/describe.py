"""Short sentences about photos and results for the status line."""

from PySide6.QtCore import QCoreApplication

from restorer.document import Edit
from restorer.photo import Photo
from restorer.ui import colour


def facts_of(shown: Photo) -> str:
    """Size, depth and colour: "4912 × 3264 · 16-bit · Adobe RGB"."""
    parts = [
        f"{shown.width} × {shown.height}",
        _text("{bits}-bit").format(bits=shown.bit_depth),
        profile_of(shown),
    ]
    if shown.alpha is not None:
        parts.append(_text("transparent"))
    return " · ".join(parts)


def profile_of(shown: Photo) -> str:
    """The name of the photo's colour profile."""
    grey = shown.samples.shape[2] == 1
    if shown.icc is None:
        return _text("grey") if grey else "sRGB"
    space, unusable = colour.photo_space(shown.icc, channels=1 if grey else 3)
    return _text("unreadable profile") if unusable else space.description() or _text("own profile")


def outcome_of(edit: Edit) -> str:
    """What a restore did: "Denoised in 3.2 s on CPU, strength 80 %"."""
    done = {
        "denoise": _text("Denoised in {time} s on {device}, strength {strength} %"),
        "deblur": _text("Deblurred in {time} s on {device}, strength {strength} %"),
        "oldphoto": _text("Repaired in {time} s on {device}, strength {strength} %"),
        "inpaint": _text("Filled in {time} s on {device}, strength {strength} %"),
    }
    text = done.get(edit.mode, _text("Done in {time} s on {device}, strength {strength} %"))
    return text.format(
        time=f"{edit.seconds:.1f}", device=device_name(edit.device), strength=round(edit.adjustment.strength * 100)
    )


def device_name(device: str) -> str:
    """The device as a person calls it."""
    names = {"cpu": "CPU", "cuda": "GPU", "mps": "GPU"}
    return names.get(device.split(":")[0], device)


def _text(text: str) -> str:
    return QCoreApplication.translate("describe", text)
