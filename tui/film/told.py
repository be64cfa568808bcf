"""What a journal tells beside what is seen: where chapters begin, and what was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from engine.commands.model import Chapter
from engine.script import parse_line
from engine.units import Nanoseconds, parse_duration

if TYPE_CHECKING:
    from engine.session import Session

Told: TypeAlias = tuple[Nanoseconds, Literal["i", "m"], str]
"""When, whether it was typed or a chapter begins, and its words."""
_KEPT_BESIDE = ("digest", "mark")
"""Lines of a recording that nobody typed."""


def told(session: Session) -> list[Told]:
    """Return what a session's journal tells, in order of time."""
    found: list[Told] = []
    for row in session.recorded_since(0, 0)[0].splitlines():
        at, _, words = row.partition(" ")
        if not at.startswith("@") or words.split(maxsplit=1)[0] in _KEPT_BESIDE:
            continue
        time, typed = parse_duration(at.removeprefix("@")), words.removeprefix("try ")
        if typed.startswith("chapter ") and (line := parse_line(typed)) and isinstance(line.command, Chapter):
            found.append((time, "m", line.command.title))
        else:
            found.append((time, "i", f"{typed}\r"))
    return found
