"""Sharpens blurred photos and repairs old ones: which network, told what, how vivid, which steps of tone."""

import dataclasses
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from restorer import engine, tones, unshaking, weights
from restorer.blurs import AUTO, BLURS
from restorer.compose import Adjustment
from restorer.document import Edit, compose
from restorer.edit import VIVID
from restorer.engine import Model, Options, Progress, RestoreError
from restorer.model import between
from restorer.photo import Photo
from restorer.shake import Shake
from restorer.weights import Mode

Load = Callable[[str], Model]
MODES = (Mode.DEBLUR, Mode.OLDPHOTO)
_DEFAULTS = Options()
_LEAST_SPAN = 4.0  # pixels: a shorter shake is none
_NO_SHAKE = "No shake was found in the photo; it was sharpened."
_NOT_VIVID = "Shake is taken back in the faithful way; there is no vivid one."


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do: `mode` is one of `MODES`, `model` a name or file, empty = the installed one.

    `blur` is one of `blurs.BLURS`, for deblurring. `style` goes from 0, faithful, to 1, vivid: the weights between
    the two; `vivid` is the name or file of the second, empty = the installed one. `tones` gives the share 0..1 of
    each of `tones.STEPS` that follows, for old photos.
    """

    mode: Mode
    model: str = ""
    blur: str = AUTO
    style: float = 0.0
    tones: Mapping[str, float] = field(default_factory=dict)
    vivid: str = ""

    def __post_init__(self) -> None:
        if self.mode not in MODES or self.blur not in BLURS or not 0.0 <= self.style <= 1.0:
            raise ValueError(f"no repair of mode {self.mode}, blur {self.blur}, style {self.style}")
        if not set(self.tones) <= set(tones.STEPS) or not all(0.0 <= share <= 1.0 for share in self.tones.values()):
            raise ValueError(f"no steps {dict(self.tones)}")


def repair(photo: Photo, plan: Plan, *, load: Load, options: Options = _DEFAULTS) -> Generator[Progress, None, Edit]:
    """The network's part: sharpens a photo or repairs it; reports as `engine.restore` does and returns an `Edit`.

    The mean of each channel stays the photo's, so that nothing becomes darker or tinted. Raises `RestoreError` and
    `WeightsError`; the photo is never changed.
    """
    start = time.perf_counter()
    unshaker = _unshaker(plan, load=load)
    found, notices = (yield from _shake_of(photo, plan, is_sure=unshaker == plan.model)) if unshaker else (None, ())
    model = styled(plan, load=load) if found is None else load(unshaker)
    if model.card.mode is not plan.mode:
        raise RestoreError(
            f"The model “{model.card.name}” is made for {model.card.mode.value}. Choose a model for {plan.mode.value}."
        )
    told = BLURS[plan.blur if plan.mode is Mode.DEBLUR else AUTO]
    blur = plan.blur
    if found is not None:
        edit = yield from unshaking.unshake(photo, found, model, options=options)
        blur = "motion"
    else:
        edit = yield from engine.run_model(photo, model, level=None if told < 0 else told * 255.0, options=options)
    result = same_mean(photo.samples, edit.result)
    result.flags.writeable = False
    name = plan.mode.value if blur == AUTO else f"{plan.mode.value} {blur}"
    return dataclasses.replace(
        edit,
        name=name,
        result=result,
        level=None,
        seconds=time.perf_counter() - start,
        engine=VIVID if plan.style > 0 and found is None else "",
        notices=(*edit.notices, *notices),
    )


def _unshaker(plan: Plan, *, load: Load) -> str:
    """Name or file of the model by which shake would be taken back, if the photo has one; empty = none is looked for.

    It is looked for where motion was named, and where nothing was named at all. A person's own sharpener stays alone.
    """
    if plan.mode is not Mode.DEBLUR:
        return ""
    card = load(plan.model).card if plan.model else None
    if card is not None and card.architecture == unshaking.ARCHITECTURE:
        return plan.model
    is_shipped = card is None or card.name == f"{plan.mode}-best"
    is_asked = plan.blur == "motion" or (plan.blur == AUTO and plan.style == 0)
    return unshaking.MODEL if is_shipped and is_asked and unshaking.MODEL in weights.bundled() else ""


def _shake_of(
    photo: Photo, plan: Plan, *, is_sure: bool
) -> Generator[Progress, None, tuple[Shake | None, tuple[str, ...]]]:
    """The shake that is to be taken back, or None where the sharpener does better; and notices.

    Unless motion was named it has to be plain to see, as softness, too, is explained by some path.
    """
    found = yield from unshaking.find(photo)
    is_named = plan.blur == "motion"
    if is_sure or found.is_plain or (is_named and found.span >= _LEAST_SPAN):
        return found, (_NOT_VIVID,) if plan.style > 0 else ()
    return None, (_NO_SHAKE,) if is_named else ()


def styled(plan: Plan, *, load: Load) -> Model:
    """The network of a plan: the faithful one, or one between it and the vivid one of its mode.

    Weights are blended, not results: the vivid network began as the faithful one, so that what lies between is a
    network too, and one run makes it (Wang et al. 2018, ESRGAN, section 3.4). Raises `RestoreError` where there is
    no vivid network.
    """
    faithful = load(plan.model or f"{plan.mode}-best")
    if plan.style == 0.0:
        return faithful
    vivid = plan.vivid or f"{plan.mode}-vivid"
    if not plan.vivid and vivid not in weights.bundled():
        raise RestoreError(f"No vivid model for {plan.mode} is installed. Choose the style faithful.")
    return between(faithful, load(vivid), plan.style)


def toned(photo: Photo, edits: Sequence[Edit], plan: Plan) -> list[Edit]:
    """One edit for each step of tone that the plan gives a share, upon the photo with `edits`; each can be taken away.

    An edit holds the whole of its step, its adjustment's strength the share.
    """
    made: list[Edit] = []
    for name, step in tones.STEPS.items():
        share = plan.tones.get(name, 0.0)
        if share == 0.0:
            continue
        start = time.perf_counter()
        result = step(compose(photo.samples, (*edits, *made)))
        made.append(
            Edit(
                name=name,
                mode=plan.mode.value,
                result=result,
                model="none",
                sha256="",
                level=None,
                seed=0,
                device="cpu",
                precision="",
                seconds=time.perf_counter() - start,
                adjustment=Adjustment(strength=share),
                engine=name,
            )
        )
    return made


def same_mean(original: np.ndarray, result: np.ndarray) -> np.ndarray:
    """The result moved, each channel as a whole, to the mean that the original's channel has, to half an 8-bit step.

    Blur and compression leave the mean as it is; a network leaves it only nearly so.
    """
    unit = np.iinfo(original.dtype).max / 255
    apart = original.reshape(-1, original.shape[2]).mean(axis=0) - result.reshape(-1, result.shape[2]).mean(axis=0)
    moves = np.where(np.abs(apart) > 0.1 * unit, np.rint(apart), 0.0)
    if not moves.any():
        return result
    moved: np.ndarray = np.clip(result.astype(np.int32) + moves.astype(np.int32), 0, np.iinfo(original.dtype).max)
    return moved.astype(original.dtype)
