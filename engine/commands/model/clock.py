"""Virtual time: how it goes, and what happens when."""

from __future__ import annotations

from typing import ClassVar

import attrs

from engine.commands.model.command import Command
from engine.units import Nanoseconds


@attrs.frozen(kw_only=True)
class Run(Command):
    """Let virtual time go on."""

    verb: ClassVar[str] = "run"


@attrs.frozen(kw_only=True)
class Pause(Command):
    """Hold virtual time."""

    verb: ClassVar[str] = "pause"


@attrs.frozen(kw_only=True)
class Step(Command):
    """Run what is due at the next instant."""

    verb: ClassVar[str] = "step"


@attrs.frozen(kw_only=True)
class Speed(Command):
    """Say how fast virtual time shall go."""

    verb: ClassVar[str] = "speed"
    factor: float


@attrs.frozen(kw_only=True)
class Wait(Command):
    """Wait for all that is under way, for a guest's operations, or for a time."""

    verb: ClassVar[str] = "wait"
    guest: str | None = None
    duration: Nanoseconds | None = None


@attrs.frozen(kw_only=True)
class At(Command):
    """Run a command later, counted from now."""

    verb: ClassVar[str] = "at"
    delay: Nanoseconds
    command: Command
