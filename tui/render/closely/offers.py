"""The commands that gestures in the map write: every gesture is a command, and Enter in the prompt runs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.memory.kinds import SectionState
from engine.units import size_text

if TYPE_CHECKING:
    from engine.snapshot import GuestView

GESTURES = "arobw"
"""Letters that `offer` knows."""


def offer(letter: str, guest: GuestView, section: int, last: int | None = None) -> str:
    """Return the command that a letter writes with the cursor on a section, or with a range marked.

    a adds as much as reaches up to an absent section, else one memory block; r removes; o puts online or offline;
    b starts a new target, of a range one that is smaller by its size; w asks why, of a range about what is stuck first.

    Args:
        letter: one of GESTURES.
        guest: whose section.
        section: it, or the first of the range.
        last: the last of the range; None: no other.
    """
    table = guest.sections
    last = section if last is None else last
    many = last > section
    which = f"{section}-{last}" if many else f"{section}"
    inside = slice(*table.index.searchsorted((section, last + 1)).tolist())
    match letter:
        case "a":
            end = int(table.index[-1]) if len(table.index) else -1
            block = guest.block_sections
            sections = -(-max(last - end, 1) // block) * block
            return f"hotplug add {guest.name} {size_text(sections * guest.section_size)}"
        case "r":
            return f"hotplug remove {guest.name} section={which}"
        case "o":
            offline = (table.state[inside] == SectionState.OFFLINE).any()
            return f"section {'online' if offline else 'offline'} {guest.name} {which}"
        case "b":
            size = (inside.stop - inside.start) * guest.section_size if many else 0
            target = max(guest.target - size, guest.min) if size else guest.target
            return f"balloon set {guest.name} {size_text(target)}"
        case "w":
            stuck = table.index[inside][table.blockers[inside].any(axis=1)]
            return f"why {guest.name} section={int(stuck[0]) if len(stuck) else section}"
    raise ValueError(letter)


def next_stuck(
    guest: GuestView, section: int, forward: bool, failed: frozenset[int] = frozenset()
) -> int | None:
    """Return the next section that cannot leave or refused to, after or before `section`, round the end; else None."""
    from tui.render.map.cells import stuck_sections

    stuck = stuck_sections(guest, failed)
    if not len(stuck):
        return None
    if forward:
        return int(stuck[int(stuck.searchsorted(section, "right")) % len(stuck)])
    return int(stuck[int(stuck.searchsorted(section, "left")) - 1])
