"""What may be made of a file of checkpoints: the engine's classes of data, and what numpy puts arrays together with."""

from __future__ import annotations

import pickle
import sys
from importlib import import_module
from pickle import UnpicklingError
from typing import Any, TypeVar

T = TypeVar("T")

FLOORS = frozenset(
    (
        *("world", "timeline", "guest", "host", "hosting", "memory", "operation", "operations", "resize"),
        *("commands", "events", "platform", "drivers", "hypervisors", "costs", "xenstore", "random_stream"),
        *("compared", "comparison", "answer", "replaying", "errors", "units", "script", "capture"),
    )
)
"""The parts of the engine whose classes are data."""
_PLAIN = {
    "builtins": frozenset(("set", "frozenset", "object", "bytearray", "complex")),
    "collections": frozenset(("deque", "OrderedDict")),
    "numpy": frozenset(("dtype", "ndarray")),
}
_NUMPY = frozenset(("_reconstruct", "_frombuffer", "scalar"))


def allowed(module: str, name: str) -> Any:
    """Return what a pickle asks for by name.

    Raises:
        UnpicklingError: a world has nothing to do with it.
    """
    if name in _PLAIN.get(module, ()):
        return getattr(import_module(module), name)
    parts = module.split(".")
    if parts[0] == "numpy" and name in _NUMPY and module in sys.modules:
        return getattr(sys.modules[module], name)
    if parts[0] == "engine" and len(parts) > 1 and parts[1] in FLOORS and "." not in name:
        found = getattr(import_module(module), name, None)
        if isinstance(found, type) and found.__module__ == module:
            return found
    raise UnpicklingError(f"{module}.{name} is no part of a world")


class Unpickler(pickle.Unpickler):
    """Reads a pickle of nothing but these."""

    def find_class(self, module: str, name: str) -> Any:
        """Return what it asks for by name, if it is one of these."""
        return allowed(module, name)

    def read(self, wanted: type[T]) -> T:
        """Return what it is a pickle of.

        Raises:
            ValueError: it is damaged, or something else.
        """
        try:
            found = self.load()
        except (
            pickle.UnpicklingError,
            TypeError,
            AttributeError,
            LookupError,
            ImportError,
            EOFError,
        ) as error:
            raise ValueError(str(error)) from None
        finally:
            self.memo.clear()  # it has what was read, and this very object
        if not isinstance(found, wanted):
            raise ValueError(f"it is no {wanted.__name__}")
        return found
