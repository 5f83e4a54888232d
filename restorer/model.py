"""A network ready to run: read once, copied to each device in each number format, and stoppable between layers."""

import contextlib
import copy
import dataclasses
import threading
from collections.abc import Iterator
from typing import Any

import torch
from torch import nn

from restorer import model_store, models, precision
from restorer.fused import fuse
from restorer.models.blocks import drop_padding
from restorer.weights import ModelCard, WeightsError

LARGE_TENSORS = 5  # of the widest layer's size, alive at once in a forward pass; measured: 4 to 5


class Stopped(Exception):  # noqa: N818  (a signal, not an error)
    """A tile was given up because its restore was closed."""


class Model:
    """A network ready to run, with its card and the SHA-256 of its file; may be shared between threads."""

    def __init__(self, card: ModelCard, network: nn.Module, *, sha256: str = "") -> None:
        """Takes a network of `models.ARCHITECTURES`; it is copied, so it can go on being trained."""
        self.card = card
        self.sha256 = sha256
        self._network = copy.deepcopy(network).requires_grad_(False).eval()
        self._ready: dict[precision.Choice, nn.Module] = {}
        self._lock = threading.Lock()
        self._local = threading.local()

    @property
    def multiple(self) -> int:
        """Tiles start at multiples of this many pixels."""
        return int(self._network.multiple)  # type: ignore[arg-type]

    @property
    def margin(self) -> int:
        """Pixels that the network on a device (`on`) takes off every side."""
        return int(self._network.margin)  # type: ignore[arg-type]

    @property
    def bytes_per_pixel(self) -> int:
        """Memory of a forward pass for each pixel read, in bytes, as an estimate; the body runs at half resolution."""
        channels = int(self._network.head.out_channels)  # type: ignore[union-attr,arg-type]
        return channels * 4 // 4 * LARGE_TENSORS  # 4 bytes a value, 4 pixels a sample

    def on(self, choice: precision.Choice) -> nn.Module:
        """The network on a device, its body in the chosen format, its padding dropped; made once and kept."""
        with self._lock:
            if choice not in self._ready:
                network = copy.deepcopy(self._network)
                drop_padding(network)
                network = network.to(choice.device, choice.dtype)
                network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
                if choice.device == "cpu":
                    network = fuse(network)
                for module in network.modules():
                    if isinstance(module, nn.Conv2d):
                        module.register_forward_pre_hook(self._stop_if_asked)
                self._ready[choice] = network
            return self._ready[choice]

    def forget(self, choice: precision.Choice) -> None:
        """Gives back the memory that `on` took for `choice`."""
        with self._lock:
            self._ready.pop(choice, None)

    @contextlib.contextmanager
    def stoppable(self, stop: threading.Event) -> Iterator[None]:
        """Within the block, a forward pass of the calling thread ends at its next layer once `stop` is set."""
        self._local.stop = stop
        try:
            yield
        finally:
            self._local.stop = None

    def _stop_if_asked(self, _module: nn.Module, _inputs: tuple[Any, ...]) -> None:
        stop = getattr(self._local, "stop", None)
        if stop is not None and stop.is_set():
            raise Stopped


def between(first: Model, second: Model, share: float) -> Model:
    """A model whose weights lie between those of two of one network: `first`'s at share 0, `second`'s at 1.

    Raises `WeightsError` if the two are not the same network with other weights.
    """
    ours, theirs = first.card, second.card
    if (ours.architecture, dict(ours.config), ours.mode) != (theirs.architecture, dict(theirs.config), theirs.mode):
        raise WeightsError(
            f"The models “{ours.name}” and “{theirs.name}” are different networks, so nothing lies between them. "
            "Choose another model, or the style faithful."
        )
    network = copy.deepcopy(first._network)
    state = second._network.state_dict()
    network.load_state_dict({name: torch.lerp(own, state[name], share) for name, own in network.state_dict().items()})
    card = dataclasses.replace(ours, name=f"{ours.name} to {theirs.name}, {share:.0%}")
    return Model(card, network, sha256=f"{first.sha256} {second.sha256}")


def load_model(name_or_path: str) -> Model:
    """The model of a bundled or own name ("denoise-best") or of a weights file, checked; raises `WeightsError`.

    A bundled file must have the SHA-256 that SHA256SUMS beside it gives; so must any other file listed in one.
    """
    loaded = model_store.read(name_or_path)
    return Model(loaded.card, models.load(loaded), sha256=loaded.sha256)
