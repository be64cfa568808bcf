"""Where a recording ends, and where it lets time stand."""

from __future__ import annotations

from engine.commands.model import Chapter
from engine.events import Held
from engine.operations.checking import ending
from engine.script import Script
from engine.session.told import stop_view
from engine.snapshot.stop import StopView
from engine.units import Nanoseconds
from engine.world import World


def end_of(script: Script) -> Nanoseconds | None:
    """Return when a recording ends; of a script that is known only when it has been run."""
    if script.end is not None:
        return ending(script)
    times = [line.at for line in script.lines]
    return max((at for at in times if at is not None), default=None) if None not in times else None


def chapters_of(script: Script) -> list[tuple[Nanoseconds, str]]:
    """Return when each chapter begins that has a time of its own, and its title, in order."""
    lines = [(line.at, line.command) for line in script.lines]
    told = [(at, each.title) for at, each in lines if at is not None and isinstance(each, Chapter)]
    return sorted(told, key=lambda chapter: chapter[0])


def stop_at(world: World) -> StopView | None:
    """Return the stop at which a world stands just now, if the last thing that happened at this time is one."""
    for number, event in reversed(world.events):
        if event.time < world.now:
            break
        if isinstance(event, Held):
            return stop_view(number, event)
    return None
