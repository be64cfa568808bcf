"""What came to a session from outside, and where in its course: doing it again there lives the same past and future."""

from __future__ import annotations

from typing import Literal, TypeAlias

import attrs

from engine.commands.line import Line
from engine.commands.model import (
    Command,
    Compare,
    Fails,
    GuestList,
    GuestShow,
    Help,
    Pause,
    Run,
    Speed,
    Step,
    Try,
    View,
    Whatif,
    Why,
    XenstoreLs,
    XenstoreRead,
)
from engine.units import Nanoseconds
from engine.world import World

_ALL_THE_SAME = (
    *(Run, Pause, Speed, Step),
    *(Compare, GuestList, GuestShow, Help, View, Whatif, Why, XenstoreLs, XenstoreRead),
)
"""What only asks, or is about the pace."""
Kind: TypeAlias = Literal["script", "typed", "left"]


@attrs.frozen(order=True)
class Position:
    """A place between two steps of a world.

    Attributes:
        time: virtual time; all that was due before it has happened, and all that is due at it and does not act last.
        turns: how many of those that act last at this time have acted.
    """

    time: Nanoseconds = 0
    turns: int = 0

    @classmethod
    def of(cls, world: World) -> Position:
        """Return where a world is."""
        return cls(world.now, world.timeline.turns)


@attrs.frozen
class Input:
    """Something that came.

    Attributes:
        at: where.
        kind: a script was loaded, a line was typed, or a script was left.
        text: the script's, the line, or the script's number.
        name: what the script is called; of a line, the guest that was selected.
        folder: where the script's files are looked for.
    """

    at: Position
    kind: Kind
    text: str
    name: str = ""
    folder: str = ""


@attrs.define
class Inputs:
    """All that came, in order.

    Attributes:
        rows: what came.
        edition: it is another one when `rows` begin anew.
    """

    rows: list[Input] = attrs.field(factory=list)
    edition: int = 0

    def begin_anew(self, *rows: Input) -> None:
        """Forget what came: the past is what these make it."""
        self.rows = list(rows)
        self.edition += 1


def matters(command: Command) -> bool:
    """Say whether anything may come of a typed command, now or later."""
    while isinstance(command, Fails | Try):
        command = command.command
    return not isinstance(command, _ALL_THE_SAME)


def typed_text(line: Line) -> str:
    """Return what a line is when it is typed at its time: a line of a script that is presented has lost its own."""
    text = line.text
    return text.split(maxsplit=1)[1] if line.at is None and text.startswith("@") else text
