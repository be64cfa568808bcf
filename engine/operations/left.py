"""What of a script has not run yet."""

from __future__ import annotations

from engine.commands.line import Line
from engine.operations.scripts import Chain, TimedLine
from engine.world import World


def lines_left(world: World, script: int) -> tuple[Line, ...]:
    """Return the lines of a running script that are still to come: its chain, then those with times, by time."""
    parts = [part for part in world.timeline.processes.values() if getattr(part, "script", 0) == script]
    chain = [line for part in parts if isinstance(part, Chain) for line in part.lines[part.at :]]
    timed = [part.line for part in parts if isinstance(part, TimedLine)]
    return (*chain, *sorted(timed, key=lambda line: line.at or 0))
