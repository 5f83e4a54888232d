"""Arrays as deflated strips of rows, read back only as what the reader expects."""

import hashlib
import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np

_STRIP = 1 << 22  # bytes deflated at once; small, so that packing needs little memory beside the array
_LEVEL = 1
_LENGTH = struct.Struct("<I")
_RATIO = 1040  # deflate cannot make anything shorter than this fraction


def pack(array: np.ndarray) -> Iterator[bytes]:
    """The samples of an array (uint8 or uint16, one dimension or more) in blocks of bytes; shape and type are not
    part of them."""
    for strip in _strips(array):
        deflated = zlib.compress(strip, _LEVEL)
        yield _LENGTH.pack(len(deflated))
        yield deflated


def unpack(stream: BinaryIO, shape: tuple[int, ...], dtype: np.dtype, *, size: int) -> np.ndarray:
    """The array that `pack` was given, from the next `size` bytes of the stream.

    Raises ValueError if they are anything else. Nothing is allocated that so few bytes could not hold.
    """
    raw = int(np.prod(shape, dtype=np.int64)) * dtype.itemsize
    if raw > size * _RATIO or size > raw + raw // 100 + (raw // _STRIP + 1) * 64:
        raise ValueError(f"{size} bytes cannot hold an array {shape} {dtype}")
    array = np.empty(shape, dtype)
    left = size
    for rows in _row_strips(array):
        left -= _LENGTH.size
        (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
        left -= length
        if left < 0:
            raise ValueError("a strip goes on beyond the end")
        rows[...] = _inflated(_exactly(stream, length), rows)
    if left:
        raise ValueError(f"{left} bytes follow the last strip")
    return array


def digest(array: np.ndarray) -> str:
    """The SHA-256 of type, shape and samples, as 64 hexadecimal digits."""
    found = hashlib.sha256(f"{array.dtype.name} {array.shape}\n".encode())
    for strip in _strips(array):
        found.update(strip)
    return found.hexdigest()


def _strips(array: np.ndarray) -> Iterator[memoryview]:
    for rows in _row_strips(array):
        yield np.ascontiguousarray(rows, rows.dtype.newbyteorder("<")).reshape(-1).view(np.uint8).data


def _row_strips(array: np.ndarray) -> Iterator[np.ndarray]:
    row = max(1, array[0].nbytes) if len(array) else 1
    count = max(1, _STRIP // row)
    for top in range(0, len(array), count):
        yield array[top : top + count]


def _inflated(deflated: bytes, rows: np.ndarray) -> np.ndarray:
    machine = zlib.decompressobj()
    try:
        raw = machine.decompress(deflated, rows.nbytes + 1)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if len(raw) != rows.nbytes or not machine.eof or machine.unused_data:
        raise ValueError("a strip has the wrong length")
    return np.frombuffer(raw, rows.dtype.newbyteorder("<")).reshape(rows.shape)


def _exactly(stream: BinaryIO, count: int) -> bytes:
    content = stream.read(count)
    if len(content) != count:
        raise ValueError("the end is missing")
    return content
