"""What is asked, and what is called off."""

from __future__ import annotations

from typing import ClassVar

import attrs

from engine.commands.model.command import Command, ForGuest


@attrs.frozen(kw_only=True)
class Why(Command):
    """Say what keeps a section, what a guest waits for, or what an operation waits for."""

    verb: ClassVar[str] = "why"
    guest: str | None = None
    section: int | None = None
    operation: int | None = None


@attrs.frozen(kw_only=True)
class Whatif(Command):
    """Say what a command would do; nothing changes."""

    verb: ClassVar[str] = "whatif"
    command: Command


@attrs.frozen(kw_only=True)
class Cancel(Command):
    """End one operation, or all of them."""

    verb: ClassVar[str] = "cancel"
    operation: int | None
    """None: all."""


@attrs.frozen(kw_only=True)
class Help(Command):
    """Explain the language, or one command of it."""

    verb: ClassVar[str] = "help"
    topic: str = ""


@attrs.frozen(kw_only=True)
class View(ForGuest):
    """Print one of a real system's views, as `free`, or of its monitor's, as `info balloon`."""

    verb: ClassVar[str] = "view"
    name: str
