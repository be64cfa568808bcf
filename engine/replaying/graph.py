"""Values and objects as text and back: what refers to one thing refers to one thing again.

Reading makes instances of the engine's own classes of data, and sets their fields: no constructor runs, no function is
called by name, and nothing is evaluated. A node is a plain value of JSON, or a list that begins with a `Node`.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections import deque
from collections.abc import Callable, Mapping
from enum import Enum, IntEnum
from typing import Any, TypeVar

import numpy as np

from engine.replaying.classes import class_called, fields_of

T = TypeVar("T")
Stand = Callable[[Any], "tuple[str, tuple[Any, ...]] | None"]
"""Says of a value that something stands for it: a name, and what it is made of; None: it is written itself."""

_PLAIN = (str, int, float, bool, type(None))
_NUMBERS = frozenset("biuf")
_STATED = "__setstate__"


class Node(IntEnum):
    """What a list of the text is."""

    REFERENCE = 0
    TUPLE = 1
    LIST = 2
    DICT = 3
    SET = 4
    FROZENSET = 5
    BYTES = 6
    BYTEARRAY = 7
    DEQUE = 8
    ARRAY = 9
    NUMBER = 10
    TOKEN = 11
    ENUM = 12
    OBJECT = 13
    STATED = 14
    STAND_IN = 15
    NAMED_TUPLE = 16


def write(value: Any, stand: Stand = lambda _: None) -> bytes:
    """Return a value, and all that it refers to, as bytes.

    Args:
        value: plain values, containers, arrays of numbers, and instances of the engine's classes.
        stand: what is set aside.

    Raises:
        TypeError: there is something else in it.
    """
    writer = _Writer(stand)
    node = writer.node(value)
    return json.dumps([writer.classes, node], separators=(",", ":")).encode()


def read(
    data: bytes | memoryview, wanted: type[T], made: Mapping[str, Callable[..., Any]] | None = None
) -> T:
    """Return the value that `write` made bytes of.

    Args:
        data: what it returned.
        wanted: what it is.
        made: what makes those things for which something stands, by name.

    Raises:
        ValueError: it is damaged, or something else.
    """
    try:
        classes, node = json.loads(bytes(data))
        reader = _Reader([(class_called(name), tuple(fields)) for name, fields in classes], made or {})
        found = reader.value(node)
    except (TypeError, AttributeError, LookupError, RecursionError, OverflowError) as error:
        raise ValueError(str(error) or type(error).__name__) from None
    if not isinstance(found, wanted):
        raise ValueError(f"it is no {wanted.__name__}")
    return found


class _Writer:
    """Goes through values, and numbers whatever may be referred to twice."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand
        self._known: dict[int, int] = {}
        self._alive: list[Any] = []
        """What has a number must not go, or another thing could be taken for it."""
        self.classes: list[tuple[str, tuple[str, ...]]] = []
        self._class_numbers: dict[tuple[type, tuple[str, ...]], int] = {}

    def node(self, value: Any) -> Any:
        if type(value) in _PLAIN:
            return value
        number = self._known.get(id(value))
        if number is not None:
            return [Node.REFERENCE, number]
        self._known[id(value)] = len(self._alive)
        self._alive.append(value)
        if (stood := self._stand(value)) is not None:
            name, parts = stood
            return [Node.STAND_IN, name, *map(self.node, parts)]
        return self._written(value)

    def _written(self, value: Any) -> list[Any]:
        kind = type(value)
        if kind in _SEQUENCES:
            return [_SEQUENCES[kind], *map(self.node, value)]
        if kind is dict:
            return [Node.DICT, *(self.node(part) for item in value.items() for part in item)]
        if kind is bytes or kind is bytearray:
            return [Node.BYTES if kind is bytes else Node.BYTEARRAY, b64encode(value).decode()]
        if kind is deque:
            return [Node.DEQUE, value.maxlen, *map(self.node, value)]
        if kind is np.ndarray and value.dtype.kind in _NUMBERS:
            return [
                Node.ARRAY,
                value.dtype.str,
                list(value.shape),
                value.flags.f_contiguous and not value.flags.c_contiguous,
                b64encode(value.tobytes("A")).decode(),
            ]
        if isinstance(value, np.generic) and value.dtype.kind in _NUMBERS:
            return [Node.NUMBER, value.dtype.str, b64encode(value.tobytes()).decode()]
        if kind is object:
            return [Node.TOKEN]
        if isinstance(value, Enum):
            return [Node.ENUM, self._class(kind, ()), self.node(value.value)]
        if isinstance(value, tuple):
            return [Node.NAMED_TUPLE, self._class(kind, ()), *map(self.node, value)]
        fields = fields_of(value)
        if fields is None:
            return [Node.STATED, self._class(kind, ()), *map(self.node, value.__getstate__())]
        return [
            Node.OBJECT,
            self._class(kind, fields),
            *(self.node(getattr(value, field)) for field in fields),
        ]

    def _class(self, kind: type, fields: tuple[str, ...]) -> int:
        number = self._class_numbers.get((kind, fields))
        if number is None:
            name = f"{kind.__module__}.{kind.__qualname__}"
            if class_called(name) is not kind:
                raise TypeError(f"{name} is not found by its name")
            number = self._class_numbers[kind, fields] = len(self.classes)
            self.classes.append((name, fields))
        return number


_SEQUENCES: dict[type, Node] = {
    tuple: Node.TUPLE,
    list: Node.LIST,
    set: Node.SET,
    frozenset: Node.FROZENSET,
}


class _Reader:
    """Makes values of nodes."""

    def __init__(
        self, classes: list[tuple[type, tuple[str, ...]]], made: Mapping[str, Callable[..., Any]]
    ) -> None:
        self._classes = classes
        self._made = made
        self._values: list[Any] = []

    def value(self, node: Any) -> Any:
        if type(node) is not list:
            return node
        kind, *parts = node
        if kind == Node.REFERENCE:
            found = self._values[parts[0]]
            if found is _UNFINISHED:
                raise ValueError("something is a part of itself")
            return found
        number = len(self._values)
        self._values.append(_UNFINISHED)
        found = self._begun(kind, parts)
        if found is not _UNFINISHED:
            self._values[number] = found
            self._fill(kind, found, parts)
        else:
            found = self._values[number] = self._whole(kind, parts)
        return found

    def _begun(self, kind: int, parts: list[Any]) -> Any:
        """Return what is there before its parts are, so that these may refer to it."""
        if kind == Node.LIST:
            return []
        if kind == Node.DICT:
            return {}
        if kind == Node.SET:
            return set()
        if kind == Node.DEQUE:
            return deque(maxlen=parts[0])
        if kind in (Node.OBJECT, Node.STATED):
            cls: Any = self._classes[parts[0]][0]
            return cls.__new__(cls)
        return _UNFINISHED

    def _fill(self, kind: int, found: Any, parts: list[Any]) -> None:
        if kind == Node.LIST:
            found.extend(map(self.value, parts))
        elif kind == Node.DICT:
            for key, part in zip(parts[::2], parts[1::2], strict=True):
                name = self.value(key)
                found[name] = self.value(part)
        elif kind == Node.SET:
            found.update(map(self.value, parts))
        elif kind == Node.DEQUE:
            found.extend(map(self.value, parts[1:]))
        elif kind == Node.STATED:
            found.__setstate__(tuple(map(self.value, parts[1:])))
        else:
            for field, part in zip(self._classes[parts[0]][1], parts[1:], strict=True):
                object.__setattr__(found, field, self.value(part))

    def _whole(self, kind: int, parts: list[Any]) -> Any:
        """Return what is there only when its parts are."""
        if kind == Node.TUPLE:
            return tuple(map(self.value, parts))
        if kind == Node.FROZENSET:
            return frozenset(map(self.value, parts))
        if kind in (Node.BYTES, Node.BYTEARRAY):
            data = b64decode(parts[0], validate=True)
            return data if kind == Node.BYTES else bytearray(data)
        if kind == Node.ARRAY:
            dtype, shape, by_column, text = parts
            array = np.frombuffer(b64decode(text, validate=True), _type(dtype)).reshape(
                shape, order="F" if by_column else "C"
            )
            return array.copy("K")
        if kind == Node.NUMBER:
            return np.frombuffer(b64decode(parts[1], validate=True), _type(parts[0]))[0]
        if kind == Node.TOKEN:
            return object()
        if kind == Node.ENUM:
            return self._classes[parts[0]][0](self.value(parts[1]))
        if kind == Node.NAMED_TUPLE:
            cls: Any = self._classes[parts[0]][0]
            return tuple.__new__(cls, map(self.value, parts[1:]))
        if kind == Node.STAND_IN:
            return self._made[parts[0]](*map(self.value, parts[1:]))
        raise ValueError(f"there is no node {kind}")


_UNFINISHED = object()


def _type(name: str) -> np.dtype[Any]:
    found = np.dtype(name)
    if found.kind not in _NUMBERS:
        raise ValueError(f"{name} is no type of numbers")
    return found
