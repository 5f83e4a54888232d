"""Short sentences about photos and results for the status line."""

from PySide6.QtCore import QCoreApplication

from restorer.document import Edit
from restorer.photo import Photo
from restorer.ui import colour

translate = QCoreApplication.translate


def facts_of(shown: Photo) -> str:
    """Size, depth and colour: "4912 × 3264 · 16-bit · Adobe RGB"."""
    parts = [
        f"{shown.width} × {shown.height}",
        translate("describe", "{bits}-bit").format(bits=shown.bit_depth),
        profile_of(shown),
    ]
    if shown.alpha is not None:
        parts.append(translate("describe", "transparent"))
    return " · ".join(parts)


def profile_of(shown: Photo) -> str:
    """The name of the photo's colour profile."""
    grey = shown.samples.shape[2] == 1
    if shown.icc is None:
        return translate("describe", "grey") if grey else "sRGB"
    space, unusable = colour.photo_space(shown.icc, channels=1 if grey else 3)
    return (
        translate("describe", "unreadable profile")
        if unusable
        else space.description() or translate("describe", "own profile")
    )


def outcome_of(edit: Edit) -> str:
    """What a restore did: "Denoised in 3.2 s on CPU, strength 80 %"."""
    done = {
        "denoise": translate("describe", "Denoised in {time} s on {device}, strength {strength} %"),
        "deblur": translate("describe", "Deblurred in {time} s on {device}, strength {strength} %"),
        "oldphoto": translate("describe", "Repaired in {time} s on {device}, strength {strength} %"),
        "inpaint": translate("describe", "Filled in {time} s on {device}, strength {strength} %"),
    }
    text = done.get(edit.mode, translate("describe", "Done in {time} s on {device}, strength {strength} %"))
    return text.format(
        time=f"{edit.seconds:.1f}", device=device_name(edit.device), strength=round(edit.adjustment.strength * 100)
    )


def device_name(device: str) -> str:
    """The device as a person calls it."""
    names = {"cpu": "CPU", "cuda": "GPU", "mps": "GPU"}
    return names.get(device.split(":")[0], device)
