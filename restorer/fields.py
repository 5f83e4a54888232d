"""What a JSON object holds, handed out only as the type and within the bounds that the reader asks for."""

import json
import math
from collections.abc import Iterator

_MAX_TEXT = 4096


class Fields:
    """One JSON object; every method raises ValueError that names the key if its value is missing or of another kind."""

    def __init__(self, values: object) -> None:
        if not isinstance(values, dict):
            raise ValueError("an object was expected")
        self._values = values

    @classmethod
    def parse(cls, content: bytes) -> "Fields":
        """The object in UTF-8 text; raises ValueError, for numbers that are none and for too deep nesting as well."""
        try:
            return cls(json.loads(content.decode("utf-8"), parse_constant=_refuse))
        except RecursionError as error:
            raise ValueError("it is nested too deeply") from error

    def text(self, key: str, *, limit: int = _MAX_TEXT) -> str:
        """A text of at most `limit` characters that UTF-8 can hold."""
        return _text(self._value(key), key, limit)

    def texts(self, key: str, *, limit: int) -> tuple[str, ...]:
        """A list of at most `limit` texts."""
        return tuple(_text(value, key, _MAX_TEXT) for value in self._list(key, limit))

    def whole(self, key: str, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        return _whole(self._value(key), key, (low, high))

    def wholes(self, key: str, count: int, *, high: int) -> tuple[int, ...]:
        """A list of exactly `count` whole numbers from 1 to `high`."""
        values = self._list(key, count)
        if len(values) != count:
            raise ValueError(f"{key} must hold {count} numbers")
        return tuple(_whole(value, key, (1, high)) for value in values)

    def number(self, key: str, low: float, high: float) -> float:
        """A finite number from `low` to `high`."""
        return _number(self._value(key), key, (low, high))

    def numbers(self, key: str, count: int, *, high: float) -> tuple[float, ...]:
        """A list of exactly `count` finite numbers whose size is at most `high`."""
        values = self._list(key, count)
        if len(values) != count:
            raise ValueError(f"{key} must hold {count} numbers")
        return tuple(_number(value, key, (-high, high)) for value in values)

    def flag(self, key: str) -> bool:
        """True or False."""
        value = self._value(key)
        if not isinstance(value, bool):
            raise ValueError(f"{key} must be true or false")
        return value

    def has(self, key: str) -> bool:
        """False if the value is null; a missing key is an error."""
        return self._value(key) is not None

    def inner(self, key: str) -> "Fields":
        """An object within."""
        return Fields(self._value(key))

    def inners(self, key: str, *, limit: int) -> "Iterator[Fields]":
        """A list of at most `limit` objects."""
        return (Fields(value) for value in self._list(key, limit))

    def _value(self, key: str) -> object:
        if key not in self._values:
            raise ValueError(f"{key} is missing")
        value: object = self._values[key]
        return value

    def _list(self, key: str, limit: int) -> list[object]:
        value = self._value(key)
        if not isinstance(value, list) or len(value) > limit:
            raise ValueError(f"{key} must be a list of at most {limit}")
        return value


def _refuse(name: str) -> float:
    raise ValueError(f"{name} is not a number")


def _text(value: object, key: str, limit: int) -> str:
    if not isinstance(value, str) or len(value) > limit:
        raise ValueError(f"{key} must be a text of at most {limit} characters")
    value.encode("utf-8")  # half a surrogate pair is a ValueError
    return value


def _whole(value: object, key: str, bounds: tuple[int, int]) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not bounds[0] <= value <= bounds[1]:
        raise ValueError(f"{key} must be a whole number from {bounds[0]} to {bounds[1]}")
    return value


def _number(value: object, key: str, bounds: tuple[float, float]) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not bounds[0] <= value <= bounds[1]:
        raise ValueError(f"{key} must be a number from {bounds[0]} to {bounds[1]}")
    if not math.isfinite(value):
        raise ValueError(f"{key} must be finite")
    return float(value)
