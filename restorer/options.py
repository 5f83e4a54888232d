"""What may be written behind the commands: their choices, how they are read, and their help."""

import enum
from typing import Annotated, Any

import typer


class Device(enum.StrEnum):
    """Where networks run."""

    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"
    MPS = "mps"


class Precision(enum.StrEnum):
    """In which number format networks run."""

    AUTO = "auto"
    FP32 = "fp32"
    BF16 = "bf16"
    FP16 = "fp16"


class Engine(enum.StrEnum):
    """How holes are filled."""

    AUTO = "auto"
    THIN = "thin"
    LARGE = "large"
    CLASSIC = "classic"


class Blurriness(enum.StrEnum):
    """What made a photo blurred."""

    AUTO = "auto"
    MOTION = "motion"
    DEFOCUS = "defocus"
    SOFT = "soft"


class Compression(enum.StrEnum):
    """How TIFF files are compressed, without loss."""

    NONE = "none"
    LZW = "lzw"
    DEFLATE = "deflate"


def parse_noise(text: str) -> float | str:
    """ "auto", "unknown" or a level in 8-bit steps; raises `typer.BadParameter`."""
    if text in ("auto", "unknown"):
        return text
    try:
        level = float(text)
    except ValueError:
        level = -1.0
    if not 0.0 <= level <= 75.0:
        raise typer.BadParameter("give auto, unknown, or sigma in 8-bit steps from 0 to 75")
    return level


def parse_tile(text: str) -> int:
    """A tile's side in pixels, 0 for auto; raises `typer.BadParameter`."""
    if text == "auto":
        return 0
    if not (text.isascii() and text.isdigit() and len(text) < 5 and 16 <= int(text) <= 8192):
        raise typer.BadParameter("give auto or a whole number from 16 to 8192")
    return int(text)


def parse_style(text: str) -> float:
    """A share from 0, faithful, to 1, vivid; raises `typer.BadParameter`."""
    try:
        share = {"faithful": 0.0, "vivid": 1.0}.get(text) if text in ("faithful", "vivid") else float(text)
    except ValueError:
        share = None
    if share is None or not 0.0 <= share <= 1.0:
        raise typer.BadParameter("give faithful, vivid, or a number from 0 to 1")
    return share


Output = Annotated[
    str | None,
    typer.Option("--output", "-o", metavar="FILE|FOLDER", help="A file for one photo, a folder for many. "
                 "Without it, results lie beside the originals as NAME-restored."),
]  # fmt: skip
Mask = Annotated[
    str | None,
    typer.Option(metavar="MASK.png|auto", help="For inpaint: white where the photo is damaged, its size; or found."),
]
Sensitivity = Annotated[float, typer.Option(min=0, max=100, help="Of looking for damage: the higher, the more counts.")]
Infrared = Annotated[
    str | None, typer.Option(metavar="FILE", help="Find damage in an infra-red plane: grey, or the scan's RGBI TIFF.")
]
MinSize = Annotated[
    int, typer.Option(min=1, max=10**6, metavar="PX", help="Pixels of the smallest damage that counts.")
]
EngineOption = Annotated[Engine, typer.Option(help="For inpaint: by each hole's width, or one for all.")]
Candidates = Annotated[int, typer.Option(min=1, max=16, help="For inpaint: ways to fill a large hole.")]
Seed = Annotated[int, typer.Option(min=0, max=2**31 - 1, help="Decides how a large hole is filled.")]
Feather = Annotated[
    int, typer.Option(min=0, max=64, help="For inpaint: pixels inside the mask's edge over which the filling fades in.")
]

Blur = Annotated[Blurriness, typer.Option(help="For deblur: what made the photo blurred; auto finds out.")]
Style = Annotated[
    Any,
    typer.Option(
        parser=parse_style,
        metavar="faithful|vivid|0..1",
        help="For deblur and oldphoto: true to the photo, or livelier and partly invented.",
    ),
]
Fading = Annotated[float, typer.Option(min=0, max=100, help="For oldphoto: share of the fading that is taken back.")]
Cast = Annotated[float, typer.Option(min=0, max=100, help="For oldphoto: share of the colour cast that is taken.")]
Contrast = Annotated[float, typer.Option(min=0, max=100, help="For oldphoto: share of the contrast that is added.")]
Noise = Annotated[
    Any,
    typer.Option(
        parser=parse_noise,
        metavar="auto|unknown|SIGMA",
        help="Noise level, sigma in 8-bit steps: estimated from the photo, left to the network, or told.",
    ),
]
Tile = Annotated[Any, typer.Option(parser=parse_tile, metavar="auto|N", help="Pixels a side computed at once.")]
Place = Annotated[Device, typer.Option(help="Where the network runs.")]
Format = Annotated[Precision, typer.Option(help="Number format of the network.")]
Threads = Annotated[int, typer.Option(min=0, max=1024, help="Processor threads; 0 takes all.")]
