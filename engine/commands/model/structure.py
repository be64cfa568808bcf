"""What the reader of scripts resolves itself: variables and repetition. None of it ever runs."""

from __future__ import annotations

from typing import ClassVar

import attrs

from engine.commands.model.command import Command


@attrs.frozen(kw_only=True)
class Let(Command):
    """Give a name to words; later lines have them for `$NAME`."""

    verb: ClassVar[str] = "let"
    name: str
    value: str


@attrs.frozen(kw_only=True)
class Repeat(Command):
    """Run the lines up to `end` several times."""

    verb: ClassVar[str] = "repeat"
    times: int
    name: str = ""
    """The variable that counts the times, from 1; empty: none does."""


@attrs.frozen(kw_only=True)
class End(Command):
    """End what `repeat` began."""

    verb: ClassVar[str] = "end"
