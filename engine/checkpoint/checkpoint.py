"""Write a world between two events, and read it back: it lives the same future."""

from __future__ import annotations

from cattrs import BaseValidationError

from engine.checkpoint.container import damaged, pack, unpack
from engine.checkpoint.conversion import converter
from engine.checkpoint.states import WorldState
from engine.errors import CommandError, printable
from engine.world import World


def write(world: World) -> bytes:
    """Return a world as bytes: all but its events, with everything that is under way."""
    return pack(converter().unstructure(WorldState.of(world)))


def read(data: bytes) -> World:
    """Return the world that `write` made bytes of.

    Classes of processes are found by name among those that are imported.

    Raises:
        CommandError: no checkpoint, one of another version of ballonet, or a damaged one.
    """
    document = unpack(data)
    try:
        return converter().structure(document, WorldState).build()
    except BaseValidationError as error:
        raise damaged(printable(str(_cause(error)), 200)) from None
    except CommandError as error:
        raise damaged(printable(str(error), 200)) from None


def _cause(error: Exception) -> Exception:
    """Return what was wrong first, out of the groups that say where."""
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error
