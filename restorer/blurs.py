"""The kinds of blur that a person can name, and the number by which a network is told of each."""

from collections.abc import Mapping
from types import MappingProxyType

AUTO = "auto"
BLURS: Mapping[str, float] = MappingProxyType({AUTO: -1.0, "motion": 0.0, "defocus": 0.125, "soft": 0.25})
"""Kind to the level in a network's constant plane (`models.blocks.scaled_level`); negative = found out by itself."""
