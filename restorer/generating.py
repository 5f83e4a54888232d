"""Pictures made from nothing but a seed, or around a photo: generators that give them one by one."""

import math
import queue
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from typing import TypeVar

import cv2
import numpy as np
import torch
from torch import nn

from restorer import model_store, models, origin, precision
from restorer import photo as photos
from restorer.devices import cores
from restorer.engine import RestoreError
from restorer.models.vae import VAE
from restorer.photo import Photo
from restorer.weights import Mode, ModelCard

MAX_SEED = 2**31 - 1
MAX_COUNT = 10**6
VARIETY = (0.1, 1.5)
ANY = ""
_MORE_LIKE = 0.35  # of the way to another seed
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class Point:
    """A place among all pictures a model can make: a seed's, or on the way from it `toward` another one's.

    `share` is 0 at the first and 1 at the other. Between the two the noise keeps its length, so that every place is
    as likely as any other (White 2016, arXiv 1609.04468, for Gaussian noise).
    """

    seed: int
    toward: int | None = None
    share: float = 0.0

    def __str__(self) -> str:
        return f"{self.seed}" if self.toward is None else f"{self.seed} to {self.toward} ({self.share:.3f})"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of a model: a class (empty: any, decided by the seed) and how much pictures may differ, 0.1..1.5.

    `variety` scales the noise: below 1 pictures are more alike and more usual.
    """

    label: str = ANY
    variety: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One picture (S, S, 1 or 3) uint8, where it lies, and its class (empty if the model has none)."""

    point: Point
    label: str
    picture: np.ndarray


class PictureMaker:
    """A generator network ready to run, with its card and the SHA-256 of its file."""

    def __init__(self, card: ModelCard, network: nn.Module, *, sha256: str = "", device: str = "cpu") -> None:
        """Raises `RestoreError` if the network makes no pictures."""
        if card.mode is not Mode.GENERATE:
            raise RestoreError(
                f"The model “{card.name}” is made for {card.mode.value} and makes no pictures. "
                "Choose a model for generate."
            )
        self.card = card
        self.sha256 = sha256
        self.device = device
        self._network = network.requires_grad_(False).eval().to(device)

    @property
    def side(self) -> int:
        """Height and width of its pictures."""
        return int(self._network.multiple)  # type: ignore[arg-type]

    @property
    def is_variational(self) -> bool:
        """True if it can also look at a photo."""
        return isinstance(self._network, VAE)

    @property
    def channels(self) -> int:
        """1 for grey, 3 for colour."""
        return int(self._network.config.channels)  # type: ignore[union-attr,arg-type]

    def noise(self, seed: int) -> np.ndarray:
        """The standard normal noise (C, h, w) float32 of a seed, the same on every machine."""
        shape = self._network.noise_shape
        random = np.random.Generator(np.random.Philox(key=seed))
        return random.standard_normal(shape, dtype=np.float32)  # type: ignore[arg-type]

    def label(self, wish: Wish, seed: int) -> int:
        """The number of the class that is asked for, or the one that the seed decides."""
        names = self.card.classes
        if wish.label != ANY:
            return names.index(wish.label)
        return int(np.random.Generator(np.random.Philox(key=(seed, 1))).integers(max(1, len(names))))

    def picture(self, noise: np.ndarray, label: int) -> np.ndarray:
        """The picture (S, S, C) uint8 of noise (C, h, w) and a class number."""
        with torch.inference_mode():
            made = self._network(self._tensor(noise), torch.tensor([label], device=self.device))
        values = made[0].clamp(0.0, 1.0).mul(255.0).round().byte().permute(1, 2, 0)
        return np.ascontiguousarray(values.cpu().numpy())

    def noise_of(self, picture: np.ndarray, label: int) -> np.ndarray:
        """The noise from which the network would make about this picture (S, S, C) uint8; raises `RestoreError`."""
        if not isinstance(self._network, VAE):
            raise RestoreError(
                f"The model “{self.card.name}” cannot look at photos. Choose a variational one, whose name begins "
                "with vae."
            )
        with torch.inference_mode():
            image = torch.from_numpy(picture.astype(np.float32) / 255.0).permute(2, 0, 1)[None].to(self.device)
            mean, _ = self._network.encode(image)
            noise = self._network.noises(mean, torch.tensor([label], device=self.device))
        return np.ascontiguousarray(noise[0].cpu().numpy())

    def _tensor(self, noise: np.ndarray) -> torch.Tensor:
        return torch.from_numpy(noise)[None].to(self.device)


def load_maker(name_or_path: str, *, device: str = "auto") -> PictureMaker:
    """The generator of a bundled name or a weights file, checked; raises `WeightsError` or `RestoreError`."""
    loaded = model_store.read(name_or_path)
    try:
        choice = precision.choose(device, precision="fp32")
    except ValueError as error:
        raise RestoreError(str(error)) from error
    return PictureMaker(loaded.card, models.load(loaded), sha256=loaded.sha256, device=choice.device)


def points_from(seed: int, count: int) -> Iterator[Point]:
    """The places of `count` seeds from `seed` on; raises `RestoreError` if there are none or not so many."""
    if not 1 <= count <= MAX_COUNT:
        raise RestoreError(f"The number of pictures must be from 1 to {MAX_COUNT:,}, not {count:,}.")
    _check_seed(seed)
    _check_seed(seed + count - 1)
    return (Point(number) for number in range(seed, seed + count))


def points_between(first: int, last: int, count: int) -> Iterator[Point]:
    """`count` places on the way from one seed's picture to another's, both ends included; raises `RestoreError`."""
    if not 2 <= count <= MAX_COUNT:
        raise RestoreError(f"The number of frames must be from 2 to {MAX_COUNT:,}, not {count:,}.")
    _check_seed(first)
    _check_seed(last)
    return (Point(first, last, number / (count - 1)) for number in range(count))


def points_near(point: Point, seed: int, count: int) -> Iterator[Point]:
    """`count` places around that of a seed, a third of the way to other seeds; raises `RestoreError`."""
    origin_seed = point.seed if point.share < 0.5 or point.toward is None else point.toward
    return (Point(origin_seed, other.seed, _MORE_LIKE) for other in points_from(seed, count))


def generate(maker: PictureMaker, points: Iterable[Point], wish: Wish = Wish()) -> Generator[Sample, None, None]:
    """Gives the picture of each point, in order, as soon as it is made; closing it stops within one picture.

    A picture's bytes depend on model, point, wish and device alone: each is computed by itself on one thread.
    Raises `RestoreError` for a wish that the model cannot grant.
    """
    check_wish(maker, wish)

    def make(point: Point) -> Sample:
        label = maker.label(wish, point.seed)
        noise = _noise_at(point, maker.noise(point.seed), maker) * np.float32(wish.variety)
        return Sample(point, _name(maker, label), maker.picture(noise, label))

    yield from _in_order(make, points, maker.device)


def vary(
    maker: PictureMaker, samples: np.ndarray, points: Iterable[Point], wish: Wish = Wish()
) -> Generator[Sample, None, None]:  # fmt: skip
    """Gives pictures like a photo (H, W, 1 or 3; uint8 or uint16): encoded, moved towards a point, decoded.

    The largest centred square of the photo is looked at, at the model's size; of each point `share` says how far to
    move, 0 for the photo as the model sees it. Raises `RestoreError`.
    """
    check_wish(maker, wish)
    seen = window_of(samples, maker)
    starts: dict[int, np.ndarray] = {}
    lock = threading.Lock()

    def make(point: Point) -> Sample:
        label = maker.label(wish, point.seed)
        with lock:
            if label not in starts:
                starts[label] = maker.noise_of(seen, label)
        noise = starts[label]
        if point.share > 0:
            noise = _noise_at(Point(0, point.seed, point.share), noise, maker)
        return Sample(point, _name(maker, label), maker.picture(noise, label))

    yield from _in_order(make, points, maker.device)


def window_of(samples: np.ndarray, maker: PictureMaker) -> np.ndarray:
    """What the model sees of a photo: its largest centred square (S, S, C) uint8; raises `RestoreError`."""
    side, window = min(samples.shape[:2]), maker.side
    if side < window:
        raise RestoreError(
            f"The photo is smaller than the {window} x {window} pixels that “{maker.card.name}” looks at. "
            "Choose a larger photo."
        )
    top, left = (samples.shape[0] - side) // 2, (samples.shape[1] - side) // 2
    cut = np.ascontiguousarray(samples[top : top + side, left : left + side])
    if cut.dtype == np.uint16:
        cut = cv2.convertScaleAbs(cut, alpha=1 / 257).reshape(cut.shape)
    small = cv2.resize(cut, (window, window), interpolation=cv2.INTER_AREA).reshape(window, window, -1)
    if small.shape[2] == maker.channels:
        return small
    if maker.channels == 1:
        return cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)[..., np.newaxis]
    return np.repeat(small, 3, axis=2)


def as_photo(sample: Sample, maker: PictureMaker, wish: Wish = Wish()) -> Photo:
    """The picture as a photo whose metadata says that it was generated, by which model and from which seed."""
    kind = f", class {sample.label}" if sample.label else ""
    how = f"Generated by the model {maker.card.name} ({maker.sha256[:16]}), seed {sample.point}{kind}"
    how += f", variety {wish.variety:g}"
    return replace(photos.from_rgb(sample.picture), metadata=origin.metadata_of(how))


def grid_of(pictures: list[np.ndarray], *, gap: int = 2) -> np.ndarray:
    """Pictures (S, S, C) uint8 side by side on as square a sheet as can be, white between them."""
    side, channels = pictures[0].shape[0], pictures[0].shape[2]
    columns = math.ceil(math.sqrt(len(pictures)))
    rows = -(-len(pictures) // columns)
    sheet = np.full((rows * (side + gap) - gap, columns * (side + gap) - gap, channels), 255, np.uint8)
    for number, picture in enumerate(pictures):
        top, left = number // columns * (side + gap), number % columns * (side + gap)
        sheet[top : top + side, left : left + side] = picture
    return sheet


def check_wish(maker: PictureMaker, wish: Wish) -> None:
    """Raises `RestoreError` if the model does not know the class or the variety is out of range."""
    names = maker.card.classes
    if wish.label != ANY and wish.label not in names:
        known = f"choose one of {', '.join(names)}" if names else "it has no classes, leave it out"
        raise RestoreError(f"The model “{maker.card.name}” knows no class “{wish.label}”; {known}.")
    if not VARIETY[0] <= wish.variety <= VARIETY[1]:
        raise RestoreError(f"The variety must be from {VARIETY[0]} to {VARIETY[1]}, not {wish.variety:g}.")


def _check_seed(seed: int) -> None:
    if not 0 <= seed <= MAX_SEED:
        raise RestoreError(f"Seeds must be from 0 to {MAX_SEED}, not {seed}.")


def _name(maker: PictureMaker, label: int) -> str:
    return maker.card.classes[label] if maker.card.classes else ""


def _noise_at(point: Point, start: np.ndarray, maker: PictureMaker) -> np.ndarray:
    if point.toward is None or point.share <= 0.0:
        return start
    other = maker.noise(point.toward)
    if point.share >= 1.0:
        return other
    angle = point.share * math.pi / 2
    turned: np.ndarray = np.float32(math.cos(angle)) * start + np.float32(math.sin(angle)) * other
    return turned


def _in_order(make: Callable[[Point], _Made], points: Iterable[Point], device: str) -> Generator[_Made, None, None]:
    """What `make` gives for each point, in order, made on threads of one core each and never far ahead."""
    threads = cores() if device == "cpu" else 1
    ahead: queue.SimpleQueue[Future[_Made]] = queue.SimpleQueue()
    remaining = iter(points)
    with ThreadPoolExecutor(threads, "restorer-pictures", initializer=torch.set_num_threads, initargs=(1,)) as pool:
        try:
            for point in islice(remaining, 2 * threads):
                ahead.put(pool.submit(make, point))
            while not ahead.empty():
                made = ahead.get().result()
                for point in islice(remaining, 1):
                    ahead.put(pool.submit(make, point))
                yield made
        finally:
            while not ahead.empty():
                ahead.get().cancel()
