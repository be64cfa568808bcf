"""The bytes of a checkpoint: a line that says what it is, a hash, and one compressed body of JSON and raw arrays."""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import CommandError
from engine.version import __version__

FORMAT = 1
LARGEST_BODY = 4 << 30
"""Bytes of a body, unpacked. A world of more than that is better run again."""
LARGEST_TEXT = 64 << 20
"""Bytes of JSON in it."""
_MAGIC = b"ballonet checkpoint "
_SIZES = struct.Struct("<32sQQ")
"""SHA-256 of all that follows it, bytes of the body unpacked, bytes of JSON at its start."""
_ARRAY = "$array"
_TYPES: dict[str, np.dtype[Any]] = {"u1": np.dtype(np.uint8), "i8": np.dtype("<i8")}


def header() -> bytes:
    """Return the line that every checkpoint of this version begins with."""
    return _MAGIC + f"{FORMAT} {__version__}\n".encode()


def pack(document: Any) -> bytes:
    """Return a document as bytes.

    Args:
        document: JSON's types, and arrays of uint8 and int64.
    """
    arrays: list[bytes] = []

    def put(value: object) -> dict[str, object]:
        if not isinstance(value, np.ndarray):
            raise TypeError(f"{type(value).__name__} has no place in a checkpoint")
        name = value.dtype.str[1:]
        arrays.append(value.astype(_TYPES[name], copy=False).tobytes())
        return {_ARRAY: [name, *value.shape]}

    text = json.dumps(document, default=put, separators=(",", ":")).encode()
    body = b"".join([text, *arrays])
    packed = zlib.compress(body, level=1)
    sizes = struct.pack("<QQ", len(body), len(text))
    return header() + hashlib.sha256(sizes + packed).digest() + sizes + packed


def unpack(data: bytes) -> Any:
    """Return the document that `pack` made bytes of; nothing is unpacked before its size is known to be bounded.

    Raises:
        CommandError: no checkpoint, one of another version, or a damaged one.
    """
    begin = header()
    if not data.startswith(_MAGIC):
        raise CommandError("this is no checkpoint", "a file that ballonet wrote")
    if not data.startswith(begin):
        raise CommandError(
            "this is a cache of another version", f"one of {__version__}: run the script again"
        )
    if len(data) < len(begin) + _SIZES.size:
        raise damaged("it is cut off")
    digest, size, text_size = _SIZES.unpack_from(data, len(begin))
    if hashlib.sha256(memoryview(data)[len(begin) + 32 :]).digest() != digest:
        raise damaged("its hash does not match")
    if size > LARGEST_BODY or text_size > min(size, LARGEST_TEXT):
        raise damaged("it is too large")
    inflater = zlib.decompressobj()
    try:
        # one byte more, so that the end of the stream is reached and nothing is hidden behind it
        body = inflater.decompress(memoryview(data)[len(begin) + _SIZES.size :], size + 1)
    except zlib.error as error:
        raise damaged(str(error)) from None
    if len(body) != size or not inflater.eof or inflater.unused_data:
        raise damaged("it is longer or shorter than it says")
    return _document(body, text_size)


def damaged(why: str) -> CommandError:
    """Return the error for a checkpoint that is none any more."""
    return CommandError(f"this checkpoint is damaged: {why}", "run the script again")


def _document(body: bytes, text_size: int) -> Any:
    at = text_size

    def get(value: dict[str, Any]) -> object:
        nonlocal at
        if _ARRAY not in value:
            return value
        name, *shape = value[_ARRAY]
        array, at = _array(body, at, _TYPES[name], shape)
        return array

    try:
        document = json.loads(body[:text_size], object_hook=get)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise damaged(str(error) or type(error).__name__) from None
    if at != len(body):
        raise damaged("it has more than its text says")
    return document


def _array(body: bytes, at: int, dtype: np.dtype[Any], shape: list[int]) -> tuple[NDArray[np.generic], int]:
    """Return the array that begins at a place of the body, and where the next one begins.

    Raises:
        ValueError: it is not there.
    """
    if any(type(length) is not int or not 0 <= length <= len(body) for length in shape):
        raise ValueError("an array has no shape")
    count = 1
    for length in shape:
        count *= length
    end = at + count * dtype.itemsize
    if end > len(body):
        raise ValueError("an array is cut off")
    return np.frombuffer(body, dtype, count, at).reshape(shape), end
