"""Sizes as operators' tools write them: a number and a unit that the tool knows, or its default without one."""

from __future__ import annotations

import re
from collections.abc import Mapping

from engine.commands import values
from engine.commands.row import Parameter
from engine.errors import CommandError, printable, quoted
from engine.units import LARGEST, Bytes, Size

_NUMBER_AND_UNIT = re.compile(r"(\d{1,20})([A-Za-z]*)", re.ASCII)

SELECTED_GUEST = Parameter("guest", values.GUEST, "the guest, or the selected one", needed=True)


def scaled(text: str, units: Mapping[str, Bytes], tool: str, wanted: str) -> Bytes:
    """Return a whole number with one of a tool's units, which are in small letters.

    Raises:
        CommandError: it is none.
    """
    found = _NUMBER_AND_UNIT.fullmatch(text)
    if not found or found[2].lower() not in units:
        raise CommandError(f"{quoted(text)} is not a size for {tool}", wanted)
    return int(found[1]) * units[found[2].lower()]


def bounded(size: Bytes, text: str) -> Size:
    """Return a size that a guest can have.

    Raises:
        CommandError: nothing, or too much.
    """
    if not 0 < size <= LARGEST:
        raise CommandError(f"{printable(text)} is {'more than 16T' if size else 'nothing'}", "from 1K to 16T")
    return Size(size)
