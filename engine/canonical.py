"""Plain values as bytes that are the same on every machine, so that they can be hashed."""

from __future__ import annotations

import struct

import attrs
import numpy as np


def encoded(value: object) -> bytes:
    """Return a plain value as bytes: equal bytes mean equal values of the same types.

    Args:
        value: None, a bool, an int of any size, a float, a str, or a tuple or an attrs class of such.

    Raises:
        TypeError: it is not plain, so that it has no place in a world.
    """
    match value:
        case None:
            return b"n"
        case bool():
            return b"t" if value else b"f"
        case int() | np.integer():
            number = int(value)
            size = number.bit_length() // 8 + 1
            return b"i" + struct.pack("<I", size) + number.to_bytes(size, "little", signed=True)
        case float():
            return b"d" + struct.pack("<d", value)
        case str():
            text = value.encode()
            return b"s" + struct.pack("<I", len(text)) + text
        case tuple():
            return b"(" + struct.pack("<I", len(value)) + b"".join(map(encoded, value))
    cls = type(value)
    if not attrs.has(cls):
        raise TypeError(f"{cls.__name__} is no plain value")
    fields = tuple(
        found
        for field in attrs.fields(cls)
        # where a command's words stood when it was typed is no part of it
        if not isinstance(found := getattr(value, field.name), dict) or field.eq
    )
    return b"a" + encoded(cls.__name__) + encoded(fields)
