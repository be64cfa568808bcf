"""From the classes of a world to JSON's types and arrays, and back: cattrs with a few rules. Nothing is evaluated."""

from __future__ import annotations

from collections.abc import Callable, Set
from functools import cache
from inspect import isclass
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

import attrs
import numpy as np
from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn

from engine.checkpoint.states import BalloonState, TimelineState
from engine.commands.model import Command
from engine.guest.balloon import Balloon
from engine.host import Host, HostState
from engine.memory.build import build_memory
from engine.memory.kinds import Kind
from engine.memory.memory import Memory
from engine.memory.state import MemoryState
from engine.random_stream import RandomStream
from engine.timeline import Process, Timeline

T = TypeVar("T")
S = TypeVar("S")
_TAG = "$class"
_OPEN = (Process, Command)
"""Where one of these is declared, any class derived from it may stand; it is found by its name among them."""


@cache
def converter() -> Converter:
    """Return the one converter; it has no state but what it knows of classes."""
    it = Converter(forbid_extra_keys=True, unstruct_collection_overrides={Set: sorted})
    it.register_structure_hook(Kind, lambda value, _: Kind(int(value)))
    it.register_unstructure_hook_func(_is_array, lambda array: array)
    it.register_structure_hook_func(_is_array, _checked_array)
    _stand_in(it, Memory, MemoryState, MemoryState.of, build_memory)
    _stand_in(it, Balloon, BalloonState, BalloonState.of, BalloonState.build)
    _stand_in(it, Timeline, TimelineState, TimelineState.of, TimelineState.build)
    _stand_in(it, Host, HostState, Host.state, Host.from_state)
    _stand_in(it, RandomStream, tuple[int, int], RandomStream.state, RandomStream.from_state)
    tagged = _Tagged(it)
    it.register_unstructure_hook_func(_is_open, tagged.take_apart)
    it.register_structure_hook_func(_is_open, tagged.put_together)
    it.register_unstructure_hook_func(_is_union, tagged.take_apart)
    it.register_structure_hook_func(_is_union, tagged.put_together_member)
    return it


def _stand_in(
    it: Converter, cls: type[T], state: Any, take: Callable[[T], S], build: Callable[[S], T]
) -> None:
    """Let a class be written as its state."""

    def is_it(declared: Any) -> bool:
        return (get_origin(declared) or declared) is cls

    it.register_unstructure_hook_func(is_it, lambda value: it.unstructure(take(value), unstructure_as=state))
    it.register_structure_hook_func(is_it, lambda value, _: build(it.structure(value, state)))


class _Tagged:
    """Values whose class has to be written down, because what is declared leaves it open."""

    def __init__(self, it: Converter) -> None:
        self._it = it
        self._writers: dict[type, Callable[[Any], dict[str, Any]]] = {}
        self._readers: dict[type, Callable[[Any, Any], Any]] = {}

    def take_apart(self, value: Any) -> Any:
        """Write an attrs class as its name and its fields; anything else is plain."""
        cls = type(value)
        if not attrs.has(cls):
            return value
        if cls not in self._writers:
            self._writers[cls] = make_dict_unstructure_fn(cls, self._it)
        return {_TAG: _name(cls), **self._writers[cls](value)}

    def put_together(self, value: Any, declared: Any) -> Any:
        """Read a value of a class derived from the one that is declared."""
        fields = dict(value)
        name = fields.pop(_TAG)
        for cls in _derived(get_origin(declared) or declared):
            if _name(cls) == name:
                return self._read(fields, cls)
        raise ValueError(f"there is no class {name}")

    def put_together_member(self, value: Any, declared: Any) -> Any:
        """Read a value of one of several classes."""
        members = get_args(declared)
        if isinstance(value, dict):
            fields = dict(value)
            name = fields.pop(_TAG)
            return self._read(fields, next(cls for cls in members if _name(cls) == name))
        if type(value) not in members:
            raise ValueError(f"a {type(value).__name__} where there can be none")
        return value

    def _read(self, fields: dict[str, Any], cls: type) -> Any:
        if cls not in self._readers:
            self._readers[cls] = make_dict_structure_fn(cls, self._it, _cattrs_forbid_extra_keys=True)
        return self._readers[cls](fields, cls)


def _name(cls: type) -> str:
    return f"{cls.__module__}.{cls.__qualname__}"


def _derived(cls: type) -> list[type]:
    """Return a class and all derived from it; attrs leaves its raw material behind, which is none of them."""
    found = [cls] if "__attrs_attrs__" in vars(cls) else []
    children: list[type] = type.__subclasses__(cls)
    for child in children:
        found += _derived(child)
    return found


def _is_open(declared: Any) -> bool:
    cls = get_origin(declared) or declared
    return isclass(cls) and issubclass(cls, _OPEN)


def _is_union(declared: Any) -> bool:
    """Say whether it is a union that leaves more open than whether there is a value."""
    if get_origin(declared) not in (Union, UnionType):
        return False
    return sum(member is not NoneType for member in get_args(declared)) > 1


def _is_array(declared: Any) -> bool:
    return get_origin(declared) is np.ndarray


def _checked_array(value: Any, declared: Any) -> Any:
    """Return the array that the container read, if it is of the type that is declared."""
    (wanted,) = get_args(get_args(declared)[1])
    if not isinstance(value, np.ndarray) or value.dtype != wanted:
        raise ValueError(f"no array of {wanted.__name__}")
    return value
