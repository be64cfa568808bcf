"""The machine, and how it shares its memory out."""

from __future__ import annotations

from typing import ClassVar, Literal

import attrs

from engine.commands.model.command import Command, ForGuest
from engine.units import Size


@attrs.frozen(kw_only=True)
class HostMemory(Command):
    """Set how much memory the machine has."""

    verb: ClassVar[str] = "host memory"
    size: Size


@attrs.frozen(kw_only=True)
class HostBalance(Command):
    """Share the machine's memory out among its guests from now on, or no more."""

    verb: ClassVar[str] = "host balance"
    on: bool
    policy: Literal["proportional", "esx", "mom"] | None = None


@attrs.frozen(kw_only=True)
class HostCompact(Command):
    """Move frames so that the machine's free memory lies together."""

    verb: ClassVar[str] = "host compact"
    block: Size | None = None
    """None: in one piece."""


@attrs.frozen(kw_only=True)
class HostLimit(ForGuest):
    """Let the host page a guest down, behind its back, until it holds so much in memory, and keep it there."""

    verb: ClassVar[str] = "host limit"
    size: Size
