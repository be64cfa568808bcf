"""A session's journal as text: a JSON object a line. What it was begun with, what came to it, and how far it came."""

from __future__ import annotations

import json
from typing import Any

import attrs

from engine.errors import CommandError
from engine.history import Input, Position
from engine.history.digests import KeptDigest
from engine.platform import FACTS
from engine.script import Script
from engine.session import Session
from engine.timeline import MANY
from engine.units import Nanoseconds
from engine.version import __version__

FORMAT = 1
END_LINE = '{"end": true}\n'


@attrs.frozen
class Head:
    """What a session was begun with.

    Attributes:
        seed: of its world.
        start: when, by the wall clock, in UTC.
        opening: whether its first script is the opening, which the first command ends.
        ballonet: the version that played it.
        platform: the version of the facts about platforms.
    """

    seed: int
    start: str = ""
    opening: bool = False
    ballonet: str = __version__
    platform: int = FACTS


@attrs.frozen
class Mark:
    """How far a session came, and at what pace it went then.

    Attributes:
        at: where it was.
        paused: whether time stood.
        speed: that was asked for.
        stopped: whether it stood at a hold, a prompt or a question.
        commands: lines that were typed and understood.
    """

    at: Position = attrs.field(factory=Position)
    paused: bool = False
    speed: float = 1.0
    stopped: bool = False
    commands: int = 0


@attrs.frozen
class Journal:
    """A journal that was read.

    Attributes:
        head: what it was begun with.
        inputs: what came, in order.
        mark: how far it came.
        digests: (time, digest) that it had on its way.
        ended: whether it was left in order.
        damaged: why it was read no further; None: it is whole.
    """

    head: Head
    inputs: tuple[Input, ...] = ()
    mark: Mark = attrs.field(factory=Mark)
    digests: tuple[tuple[Nanoseconds, str], ...] = ()
    ended: bool = False
    damaged: CommandError | None = attrs.field(default=None, eq=False)


def mark_of(session: Session, commands: int) -> Mark:
    """Return how far a session has come."""
    return Mark(session.position, session.paused, session.speed, session.stopped, commands)


def journal_of(script: Script, name: str, folder: str) -> Journal:
    """Return what it takes to go on from where a recording ends.

    Args:
        script: the recording, as far as it is whole.
        name: what messages call it.
        folder: where the files that it names are looked for.
    """
    come = Input(Position(), "script", script.text, name, folder)
    ends = max([script.end or 0, *(line.at or 0 for line in script.lines)])
    mark = Mark(Position(ends, MANY))
    return Journal(Head(script.seed or 0, script.start), (come,), mark, damaged=script.damaged)


def head_line(head: Head) -> str:
    """Return the first line of a journal."""
    return _line({"journal": FORMAT, **attrs.asdict(head)})


def input_line(it: Input) -> str:
    """Return a line for something that came."""
    return _line(
        {"at": [it.at.time, it.at.turns], it.kind: it.text}
        | ({"name": it.name} if it.name else {})
        | ({"folder": it.folder} if it.folder else {})
    )


def digest_line(it: KeptDigest) -> str:
    """Return a line for a digest."""
    return _line({"digest": it.digest, "time": it.time})


def mark_line(mark: Mark) -> str:
    """Return a line for how far it came."""
    fields = attrs.asdict(mark, filter=lambda field, _: field.name != "at")
    return _line({"mark": [mark.at.time, mark.at.turns], **fields})


def _line(fields: dict[str, Any]) -> str:
    return json.dumps(fields, ensure_ascii=True) + "\n"
