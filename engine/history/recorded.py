"""The journal as a recording."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from heapq import merge

from engine.digest import digest
from engine.history.digests import KeptDigest
from engine.operation import NO_OPERATION, JournalEntry
from engine.platform import FACTS
from engine.script import header_line, recording, timed_line
from engine.units import Nanoseconds
from engine.world import World


def recorded(
    world: World,
    digests: Sequence[KeptDigest] = (),
    start: str = "",
    told: Iterable[tuple[Nanoseconds, str]] = (),
) -> str:
    """Return the world's past as a recording: its seed, every command that changed it, and its digest now.

    What was refused, failed, was partly done or stalled is recorded as `try`, so that a replay goes on as well.

    Args:
        world: between two instants.
        digests: those on its way, in order.
        start: when it was begun by the wall clock, in UTC; empty: nobody says so.
        told: (time, line) of what is said besides, in order; at a time it comes first.
    """
    entries = merge(told, _entries(world, digests), key=lambda entry: entry[0])
    return recording(header_line(world.seed, FACTS, start), entries)


def entry_text(world: World, entry: JournalEntry) -> str:
    """Return what a recording says of an entry, as far as it is known by now what became of it."""
    went_wrong = entry.operation is None or entry.operation in world.unsuccessful
    return f"try {entry.text}" if went_wrong else entry.text


def _entries(world: World, digests: Sequence[KeptDigest]) -> Iterator[tuple[Nanoseconds, str]]:
    written = 0
    for kept in digests:
        if kept.entries > len(world.journal) or kept.time >= world.now:
            break  # of a past that was given up, or what the end says
        for entry in world.journal[written : kept.entries]:
            yield entry.time, entry_text(world, entry)
        written = kept.entries
        yield kept.time, f"digest {kept.digest}"
    for entry in world.journal[written:]:
        yield entry.time, entry_text(world, entry)
    yield world.now, f"digest {digest(world)}"


def past_text(world: World, entries: int | None = None) -> str:
    """Return the world's past as a recording that ends with a mark: no digest is worked out for it.

    Args:
        world: where it is now.
        entries: so many of its journal are the past; None: all.
    """
    past = [(entry.time, entry_text(world, entry)) for entry in world.journal[:entries]]
    return recording(header_line(world.seed, FACTS), [*past, (world.now, "mark")])


def growth(world: World, digests: Sequence[KeptDigest], written: int, taken: int) -> tuple[str, int, int]:
    """Return what a recording that grows has to have in addition, and how much of the world is in it then.

    A command whose outcome is not known yet gets a `try`.

    Args:
        world: where it is now.
        digests: those on its way.
        written: entries of the journal that are in it.
        taken: digests that are.

    Returns:
        lines, entries, digests
    """
    lines: list[str] = []
    taken = min(taken, len(digests))  # every other one may have been dropped
    for kept in digests[taken:]:
        lines += [_growing(world, entry) for entry in world.journal[written : kept.entries]]
        written = max(written, kept.entries)
        lines.append(timed_line(kept.time, f"digest {kept.digest}"))
    lines += [_growing(world, entry) for entry in world.journal[written:]]
    return "".join(f"{line}\n" for line in lines), len(world.journal), len(digests)


def _growing(world: World, entry: JournalEntry) -> str:
    operation = world.operations.get(entry.operation or NO_OPERATION)
    text = entry_text(world, entry)
    known = operation is None or operation.over or text.startswith("try ")
    return timed_line(entry.time, text if known else f"try {text}")
