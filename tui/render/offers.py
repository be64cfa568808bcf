"""The commands that gestures in the map write: every gesture is a command, and Enter in the prompt runs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.memory.kinds import SectionState
from engine.units import size_text

if TYPE_CHECKING:
    from engine.snapshot import GuestView

GESTURES = "arobw"
"""Letters that `offer` knows."""


def offer(letter: str, guest: GuestView, section: int) -> str:
    """Return the command that a letter writes with the cursor on a section.

    a adds as much as reaches up to an absent section, else one memory block; r removes; o puts online or offline;
    b starts a new target; w asks why.
    """
    table = guest.sections
    at = int(table.index.searchsorted(section))
    present = at < len(table.index) and int(table.index[at]) == section
    match letter:
        case "a":
            last = int(table.index[-1]) if len(table.index) else -1
            block = guest.block_sections
            sections = -(-max(section - last, 1) // block) * block
            return f"hotplug add {guest.name} {size_text(sections * guest.section_size)}"
        case "r":
            return f"hotplug remove {guest.name} section={section}"
        case "o":
            offline = present and int(table.state[at]) == SectionState.OFFLINE
            return f"section {'online' if offline else 'offline'} {guest.name} {section}"
        case "b":
            return f"balloon set {guest.name} {size_text(guest.target)}"
        case "w":
            return f"why {guest.name} section={section}"
    raise ValueError(letter)


def next_stuck(
    guest: GuestView, section: int, forward: bool, failed: frozenset[int] = frozenset()
) -> int | None:
    """Return the next section that cannot leave or refused to, after or before `section`, round the end; else None."""
    from tui.render.cells import stuck_sections

    stuck = stuck_sections(guest, failed)
    if not len(stuck):
        return None
    if forward:
        return int(stuck[int(stuck.searchsorted(section, "right")) % len(stuck)])
    return int(stuck[int(stuck.searchsorted(section, "left")) - 1])
