"""What scripts are made of besides."""

from __future__ import annotations

from typing import ClassVar, Literal

import attrs

from engine.commands.model.command import Command
from engine.units import Nanoseconds, Percent, Size


@attrs.frozen(kw_only=True)
class Say(Command):
    """Narrate."""

    verb: ClassVar[str] = "say"
    words: str


@attrs.frozen(kw_only=True)
class Expect(Command):
    """Check a value of the snapshot's JSON."""

    verb: ClassVar[str] = "expect"
    path: str
    op: Literal["==", "!=", "<", "<=", ">", ">="]
    value: Size | Percent | Nanoseconds | float | str
    """As written: a size, a duration as nanoseconds with `unit` s, a bare number, or a word."""
    unit: Literal["size", "duration", "number", "word"] = "number"


@attrs.frozen(kw_only=True)
class Seed(Command):
    """Set the seed, before the first guest."""

    verb: ClassVar[str] = "seed"
    number: int


@attrs.frozen(kw_only=True)
class SourceFile(Command):
    """Run a script's lines from now."""

    verb: ClassVar[str] = "source"
    file: str


@attrs.frozen(kw_only=True)
class Fails(Command):
    """Run a command that must be refused, fail, be partial or stall."""

    verb: ClassVar[str] = "fails"
    command: Command


@attrs.frozen(kw_only=True)
class Try(Command):
    """Run a command that may be refused, fail, be partial or stall."""

    verb: ClassVar[str] = "try"
    command: Command
