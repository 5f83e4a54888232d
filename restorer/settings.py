"""What a person may set, kept as TOML that holds only what differs from the defaults."""

import dataclasses
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

from restorer import files
from restorer.files import printable
from restorer.toml_writing import value_of

FILE_NAME = "settings.toml"
MAX_BYTES = 1 * 2**20
MAX_RECENT = 12
_MAX_TEXT = 4096


class SettingsError(Exception):
    """Settings that cannot be kept; the text is a sentence for the person, naming the file and what to do."""


def _setting(default: Any, label: str, help_text: str, **limits: Any) -> Any:
    return dataclasses.field(default=default, metadata={"label": label, "help": help_text, **limits})


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its default; each field's metadata holds `label`, `help` and its limits.

    Those with a `group` stand in the settings dialog; `browse` says if a text names a file or a folder.
    """

    theme: str = _setting(
        "system",
        "Theme",
        "Follow the system, or always dark or light.",
        choices=("system", "dark", "light"),
        group="Look",
    )
    language: str = _setting("", "Language", "A language code such as de; empty follows the system.", group="Look")
    screen_profile: str = _setting(
        "",
        "Screen profile",
        "An ICC file of your screen; empty asks the system, then takes sRGB.",
        group="Look",
        browse="file",
    )
    device: str = _setting(
        "auto",
        "Device",
        "Where networks run; automatic takes the fastest.",
        choices=("auto", "cpu", "cuda", "mps"),
        group="Computing",
    )
    precision: str = _setting(
        "auto",
        "Precision",
        "Number format of the networks; automatic takes a shorter one only where it is faster.",
        choices=("auto", "fp32", "bf16", "fp16"),
        group="Computing",
    )
    threads: int = _setting(
        0, "Threads", "Processor threads for networks; 0 takes all.", range=(0, 1024), group="Computing"
    )
    tile: int = _setting(
        0,
        "Tile size",
        "Pixels a side computed at once; smaller needs less memory, 0 is automatic.",
        range=(0, 8192),
        group="Computing",
    )
    jpeg_quality: int = _setting(
        95, "JPEG quality", "Quality of JPEG files saved, 1 to 100.", range=(1, 100), group="Saving"
    )
    save_folder: str = _setting(
        "", "Save folder", "Where results go; empty means beside the original.", group="Saving", browse="folder"
    )
    brush_size: int = _setting(
        40, "Brush size", "Diameter of the brush in pixels of the photo.", range=(1, 2000), group="Marks"
    )
    brush_hardness: int = _setting(
        80, "Brush hardness", "Share of the brush that marks fully.", range=(0, 100), group="Marks"
    )
    wand_tolerance: int = _setting(
        16, "Tolerance", "How far the magic wand lets samples differ.", range=(0, 255), group="Marks"
    )
    wand_contiguous: bool = _setting(
        True, "Contiguous", "The magic wand takes only what touches the pixel clicked.", group="Marks"
    )
    mask_reach: int = _setting(
        4, "Edge", "Pixels by which marks grow, shrink and feather.", range=(1, 256), group="Marks"
    )
    mask_colour: str = _setting(
        "",
        "Colour of marks",
        "A colour such as #ff3030; empty takes the accent colour.",
        pattern="(#[0-9a-fA-F]{6})?",
        group="Marks",
    )
    mask_opacity: int = _setting(
        50, "Opacity of marks", "How strongly marks cover the photo.", range=(5, 100), group="Marks"
    )
    recent: tuple[str, ...] = _setting((), "Recent photos", "Photos opened last, newest first.")

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            _checked(field, getattr(self, field.name))


def folder() -> Path:
    """The folder of the settings file: RESTORER_CONFIG_DIR if set, else the platform's place for it."""
    override = os.environ.get("RESTORER_CONFIG_DIR")
    return Path(override) if override else platformdirs.user_config_path("restorer", appauthor=False)


def load(path: Path | None = None) -> tuple[Settings, tuple[str, ...]]:
    """The settings kept at `path` (None: the usual place) and sentences about what was not usable; never fails.

    A file that cannot be understood is kept beside itself as `.bad` and the defaults are used; an unknown key or a
    wrong value is left out and the others are honoured.
    """
    place = path if path is not None else folder() / FILE_NAME
    try:
        if not place.exists():
            return Settings(), ()
        if not files.is_regular(place):
            return Settings(), (f"{printable(place)} is not a file; the default settings are used.",)
        with place.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        return Settings(), (f"{printable(place)} cannot be read ({error.strerror}); the default settings are used.",)
    if len(content) > MAX_BYTES:
        return Settings(), (_set_aside(place, is_large=True),)
    try:
        values = tomllib.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):  # tomllib's and the decoder's errors are ValueErrors
        return Settings(), (_set_aside(place, is_large=False),)
    return _from_values(values, place)


def save(settings: Settings, path: Path | None = None) -> None:
    """Keeps what differs from the defaults, in one step; raises `SettingsError`."""
    place = path if path is not None else folder() / FILE_NAME
    lines = [
        f"{field.name} = {value_of(getattr(settings, field.name))}\n"
        for field in dataclasses.fields(settings)
        if getattr(settings, field.name) != field.default
    ]
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        files.replace_bytes(place, "".join(lines).encode("utf-8"))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SettingsError(
            f"The settings could not be kept in {printable(place)} ({reason}). Free space or rights there."
        ) from error


def with_recent(settings: Settings, photo: Path) -> Settings:
    """The settings with `photo` first among the recent ones; a name that is not text is left out."""
    name = str(photo.absolute())
    if not _is_text(name):
        return settings
    others = tuple(other for other in settings.recent if other != name)
    return dataclasses.replace(settings, recent=(name, *others)[:MAX_RECENT])


def _from_values(values: Mapping[str, object], place: Path) -> tuple[Settings, tuple[str, ...]]:
    fields = {field.name: field for field in dataclasses.fields(Settings)}
    kept: dict[str, Any] = {}
    notices = []
    for key, value in values.items():
        if key not in fields:
            notices.append(f"{printable(place)} sets “{key}”, which this version does not know; it is left out.")
            continue
        try:
            kept[key] = _checked(fields[key], tuple(value) if isinstance(value, list) else value)
        except SettingsError as error:
            notices.append(f"{printable(place)}: {error} The default is used.")
    return Settings(**kept), tuple(notices)


def _checked(field: "dataclasses.Field[Any]", value: object) -> Any:
    if isinstance(field.default, tuple):
        _check_list(field, value)
    elif isinstance(field.default, bool):
        if not isinstance(value, bool):
            raise SettingsError(f"“{field.name}” must be true or false.")
    elif isinstance(field.default, int):
        _check_number(field, value)
    elif not isinstance(value, str) or len(value) > _MAX_TEXT or not _is_text(value):
        raise SettingsError(f"“{field.name}” must be a short text.")
    elif "choices" in field.metadata and value not in field.metadata["choices"]:
        raise SettingsError(f"“{field.name}” must be one of {', '.join(field.metadata['choices'])}.")
    elif "pattern" in field.metadata and not re.fullmatch(field.metadata["pattern"], value):
        raise SettingsError(f"“{field.name}” must be as in: {field.metadata['help']}")
    return value


def _check_number(field: "dataclasses.Field[Any]", value: object) -> None:
    low, high = field.metadata["range"]
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise SettingsError(f"“{field.name}” must be a whole number from {low} to {high}.")


def _check_list(field: "dataclasses.Field[Any]", value: object) -> None:
    if not isinstance(value, tuple) or len(value) > MAX_RECENT:
        raise SettingsError(f"“{field.name}” must be a list of at most {MAX_RECENT} texts.")
    if not all(isinstance(entry, str) and len(entry) <= _MAX_TEXT and _is_text(entry) for entry in value):
        raise SettingsError(f"“{field.name}” must be a list of short texts.")


def _is_text(value: str) -> bool:
    """False for names of bytes that are not UTF-8: they cannot be written to TOML."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _set_aside(place: Path, *, is_large: bool) -> str:
    name, aside = printable(place), place.with_name(place.name + ".bad")
    try:
        place.replace(aside)
    except OSError as error:
        if is_large:
            return f"{name} is far too large and could not be set aside ({error.strerror}); defaults are used."
        return f"{name} is damaged and could not be set aside ({error.strerror}); defaults are used."
    if is_large:
        return f"{name} is far too large; it was kept as {aside.name} and the default settings are used."
    return f"{name} is damaged; it was kept as {aside.name} and the default settings are used."
