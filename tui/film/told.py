"""What a recording tells beside what is seen: where chapters begin, and what was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from engine.commands.model import Chapter
from engine.script import read_script

if TYPE_CHECKING:
    from engine.units import Nanoseconds

Told: TypeAlias = "tuple[Nanoseconds, Literal['i', 'm'], str]"
"""When, whether it was typed or a chapter begins, and its words."""


def told(recording: str) -> list[Told]:
    """Return what a recording tells, in order of time."""
    found: list[Told] = []
    for line in read_script(recording.encode(), "recording").lines:
        if isinstance(line.command, Chapter):
            found.append((line.at or 0, "m", line.command.title))
        else:
            words = line.text.split(maxsplit=1)[1] if line.text.startswith("@") else line.text
            found.append((line.at or 0, "i", f"{words.removeprefix('try ')}\r"))
    return found
