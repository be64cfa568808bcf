"""What was done, so that it can be done again: the journal as a recording."""

from __future__ import annotations

from engine.digest import digest
from engine.operation import JournalEntry
from engine.script import recording
from engine.world import World


def recorded(world: World) -> str:
    """Return the world's past as a recording: its seed, every command that changed it, and its digest now.

    What was refused, failed, was partly done or stalled is recorded as `try`, so that a replay goes on as well.
    """
    entries = [(entry.time, _line(world, entry)) for entry in world.journal]
    return recording(world.seed, entries, world.now, digest(world))


def _line(world: World, entry: JournalEntry) -> str:
    went_wrong = entry.operation is None or entry.operation in world.unsuccessful
    return f"try {entry.text}" if went_wrong else entry.text
