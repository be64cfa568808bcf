"""The classes of which a world consists: found by their names, and what their instances' fields are."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

FLOORS = frozenset(
    (
        *("world", "timeline", "guest", "host", "hosting", "memory", "operation", "operations", "resize"),
        *("commands", "events", "platform", "drivers", "hypervisors", "costs", "xenstore", "random_stream"),
        *("compared", "comparison", "answer", "replaying", "errors", "units", "script", "capture"),
    )
)
"""The parts of the engine whose classes are data."""
_NOT_DATA = frozenset(("__weakref__", "__dict__"))


@cache
def class_called(name: str) -> type:
    """Return a class of the engine.

    Raises:
        ValueError: a world has nothing to do with it.
    """
    module, _, called = name.rpartition(".")
    parts = module.split(".")
    if parts[0] == "engine" and len(parts) > 1 and parts[1] in FLOORS:
        try:
            found = getattr(import_module(module), called, None)
        except ImportError:
            found = None
        if isinstance(found, type) and found.__module__ == module:
            return found
    raise ValueError(f"{name} is no part of a world")


def fields_of(value: object) -> tuple[str, ...] | None:
    """Return the names of the fields that an object has; None: it says by itself what it is made of.

    That is so where its class has a `__setstate__` of its own, because something in it is a view of the rest.
    """
    kind: Any = type(value)
    slots, stated, dicts = _shape(kind)
    if stated:
        return None
    found = tuple(name for name in slots if hasattr(value, name))
    return (*found, *vars(value)) if dicts else found


@cache
def _shape(cls: type) -> tuple[tuple[str, ...], bool, bool]:
    """Return a class's slots, whether it has a state of its own, and whether instances have other fields too."""
    slots: list[str] = []
    for base in reversed(cls.__mro__):
        own: Any = vars(base).get("__slots__", ())
        names = (own,) if isinstance(own, str) else tuple(own)
        slots += [_mangled(base, name) for name in names if name not in _NOT_DATA]
    stated = "__setstate__" in vars(cls) and not hasattr(cls, "__attrs_attrs__")
    return tuple(dict.fromkeys(slots)), stated, hasattr(cls, "__dict__") and cls.__dictoffset__ != 0


def _mangled(base: type, name: str) -> str:
    return (
        f"_{base.__name__.lstrip('_')}{name}" if name.startswith("__") and not name.endswith("__") else name
    )
