"""Small generators with random weights, as weights files, for tests of everything around a generator."""

from pathlib import Path

import torch

from restorer import models, weights
from restorer.weights import Mode, ModelCard

CLASSES = ("daisy", "rose")
_CONFIGS = {
    "gan": {"size": 16, "channels": 3, "classes": 2, "noise": 8, "widths": [8, 8], "blocks": 1},
    "vae": {"size": 16, "channels": 1, "widths": [8, 8], "blocks": 1, "decoder_blocks": 1, "latent": 4, "grid": 1},
    "vae-prior": {"size": 16, "channels": 3, "widths": [8, 8], "blocks": 1, "decoder_blocks": 1, "latent": 2,
                  "grid": 4, "classes": 2, "prior_width": 8, "prior_blocks": 1},
}  # fmt: skip


def write_generator(folder: Path, architecture: str, *, name: str = "") -> Path:
    """Writes a generator of that architecture with weights drawn by a fixed seed; returns the file's path."""
    torch.manual_seed(5)
    config = _CONFIGS[architecture]
    network = models.ARCHITECTURES[architecture].network(models.configure(architecture, config))
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.2)  # so that pictures of two seeds differ to the eye
    card = ModelCard(
        name=name or f"test-{architecture}", title="For tests", mode=Mode.GENERATE, architecture=architecture,
        config=config, inputs=("noise", "class"), multiple_of=16, halo=0,
        classes=() if architecture == "vae" else CLASSES,
    )  # fmt: skip
    path = folder / f"{card.name}.safetensors"
    weights.write(path, card, {key: value.numpy() for key, value in network.state_dict().items()})
    weights.write_sums(folder)
    return path
