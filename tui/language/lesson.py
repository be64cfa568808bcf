"""What `help` prints, as it is read on the screen: headings set off, and what a size may be for the selected guest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.commands.grammar import topics
from engine.commands.size_offers import asked_size

if TYPE_CHECKING:
    from engine.commands.context import KnownGuest
    from engine.commands.row import Row
    from tui.screens.wrapped import Line

_LAST = "See also"


def lesson(output: str, topic: str, guest: KnownGuest | None) -> list[Line]:
    """Return the lines of a lesson.

    Args:
        output: what `help` printed.
        topic: what was asked about.
        guest: the selected one, as completion knows it.
    """
    text = output.splitlines()
    lines: list[Line] = []
    bounds = iter(_bounds(topics(topic) if topic else (), guest))
    for at, line in enumerate(text):
        below = text[at + 1] if at + 1 < len(text) else ""
        heading = bool(line) and not line.startswith(" ") and below.startswith("  ")
        lines.append(("heading" if heading else "muted" if line.startswith(_LAST) else "plain", line))
        if at and line.startswith("  ") and not below and text[at - 1] in _usages(topic):
            lines += [("plain", f"  {said}") for said in next(bounds, [])]
    return lines


def _usages(topic: str) -> set[str]:
    return {row.usage for row in topics(topic)} if topic else set()


def _bounds(rows: tuple[Row, ...], guest: KnownGuest | None) -> list[list[str]]:
    """Return for each command what its sizes may be for a guest as it is."""
    if guest is None:
        return []
    return [
        [
            f"{row.shape(parameter)} of {guest.name} now: {said}"
            for parameter in row.parameters
            if (said := asked_size(parameter.offers, guest))
        ]
        for row in rows
    ]
