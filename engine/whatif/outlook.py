"""What would become of each memory block if it were asked to go offline, and which pages are in its way.

See `engine.guest.offline_outcome`.
"""

from __future__ import annotations

from typing import Literal

import attrs
import numpy as np

from engine.guest.blockers import name_of
from engine.guest.guest import Guest
from engine.guest.offline_outcome import outcome_of_offline
from engine.memory.kinds import Kind, SectionState
from engine.units import Pages, Pfn

Result = Literal["ok", "EBUSY", "EINVAL", "will retry", "offline"]
"""Of a request to go offline; `offline`: it is so already, or on its way."""
MOST_BLOCKS = 16_384
"""Of a guest with more memory blocks only the lowest ones are looked at."""
SHOWN = 6
"""Stretches of pages in the way that an answer names, for each kind."""


@attrs.frozen
class Outlook:
    """What a memory block's request to go offline would come to.

    Attributes:
        block: the number of the memory block.
        result: what it would come to.
        reason: why not, in words; where it would be done, what could come between.
        to_move: its pages that would have to be moved.
        in_way: its pages that cannot be moved.
        zone: of its pages; empty where it has none or several.
    """

    block: int
    result: Result
    reason: str = ""
    to_move: Pages = 0
    in_way: Pages = 0
    zone: str = ""


@attrs.frozen
class InTheWay:
    """Pages of one kind that keep a memory block.

    Attributes:
        kind: in words, as `slab`.
        pages: how many.
        stretches: the first of them, as (first pfn, pages).
        more: stretches beyond those.
    """

    kind: str
    pages: Pages
    stretches: tuple[tuple[Pfn, Pages], ...]
    more: int = 0


def outlooks(guest: Guest) -> tuple[Outlook, ...]:
    """Return the outlook of every memory block that is there, ascending; of at most `MOST_BLOCKS`."""
    states = guest.memory.state
    blocks = np.unique(np.flatnonzero(states != SectionState.ABSENT) // guest.block_sections)
    return tuple(outlook(guest, block) for block in blocks[:MOST_BLOCKS].tolist())


def outlook(guest: Guest, block: int) -> Outlook:
    """Return what a memory block's request to go offline would come to now."""
    memory, first = guest.memory, block * guest.block_sections
    sections = range(first, first + guest.block_sections)
    found = outcome_of_offline(guest, first)
    if found.cause == "state":
        return Outlook(block, "offline")
    online = [section for section in sections if section < len(memory.state)]
    zones = {memory.zones[index].name for section in online for index in memory.zones_in(section)}
    zone = zones.pop() if len(zones) == 1 else ""
    if found.outcome == "EINVAL":
        return Outlook(block, "EINVAL", found.reason, zone=zone)
    result: Result = "will retry" if found.outcome == "retry" else found.outcome
    reason = found.reason or (f"at risk: {'; '.join(found.at_risk)}" if found.at_risk else "")
    return Outlook(block, result, reason, found.to_move, found.kept, zone)


def in_the_way(guest: Guest, block: int) -> tuple[InTheWay, ...]:
    """Return the pages that keep a memory block, the most stubborn kind first."""
    first = block * guest.block_sections
    memory = guest.memory
    found: list[InTheWay] = []
    kinds = np.concatenate(
        [memory.frames.kinds_of(section) for section in range(first, first + guest.block_sections)]
    )
    kinds[: memory.own_mem_map.get(first, 0)] = Kind.FREE  # it leaves with its block
    start = first << memory.layout.section_shift
    for kind in guest.blocking_kinds:
        at = np.flatnonzero(kinds == kind)
        if len(at):
            cuts = np.flatnonzero(np.diff(at) != 1) + 1
            heads, counts = at[np.append(0, cuts)], np.diff(np.concatenate(([0], cuts, [len(at)])))
            stretches = tuple(
                (start + head, count)
                for head, count in zip(heads[:SHOWN].tolist(), counts[:SHOWN].tolist(), strict=True)
            )
            found.append(InTheWay(name_of(kind), len(at), stretches, max(0, len(heads) - SHOWN)))
    return tuple(found)
