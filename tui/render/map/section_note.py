"""What the section at the cursor is, as one line: its size, state and zone, what it holds, what keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from rich.cells import cell_len

from engine.memory.kinds import Kind, SectionState
from engine.units import short_size
from tui.render.colours.inks import BLOCKERS_OF_MARK, INK_OF_KIND, Ink
from tui.render.text.words import fit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.snapshot import GuestView
    from tui.render.text.glyphs import Glyphs

_NAMES = {Kind.PAGE_TABLE: "page-table", Kind.MEM_MAP: "mem_map", Kind.FILE_DIRTY: "dirty file"}
_STUBBORN_FIRST = [kind for _, kinds in reversed(BLOCKERS_OF_MARK) for kind in kinds]


def section_note(guest: GuestView, section: int, count: int, width: int, glyphs: Glyphs) -> str:
    """Return `s23  128M online Normal · ▒ 19,808 anon · free 8,960 · stuck: 3 page-table`, counts in pages.

    Args:
        guest: whose section.
        section: the section, or the first of those in one cell of the map.
        count: how many sections the cell stands for.
        width: columns there are; where they are too few, the kinds that hold least are left out.
        glyphs: the characters.
    """
    table = guest.sections
    rows = slice(*np.searchsorted(table.index, (section, section + count)).tolist())
    name = f"s{section}" if count == 1 else f"s{section}-{section + count - 1}"
    states = table.state[rows]
    if not len(states):
        return f"{name}  absent: it may still be added"
    size = short_size(len(states) * guest.section_size)
    shared = table.zones.get(section, ()) if count == 1 else ()
    zone = "+".join(guest.zones[at].name for at in shared) or _zone(guest, table.zone[rows])
    first = f"{name}  {size} {_state(states)} {zone}".rstrip()
    if (states == SectionState.OFFLINE).all():
        return fit(first, width, glyphs.more)
    pages, blockers = (counts[rows].sum(axis=0, dtype=np.int64) for counts in (table.counts, table.blockers))
    keeping = [f"{blockers[kind]:,} {_name(kind)}" for kind in _STUBBORN_FIRST if blockers[kind]]
    others = [kind for kind in Kind if INK_OF_KIND[kind] < Ink.FREE and pages[kind] > blockers[kind]]
    others.sort(key=lambda kind: int(blockers[kind] - pages[kind]))
    held = [f"{glyphs.bodies[INK_OF_KIND[kind]]} {pages[kind]:,} {_name(kind)}" for kind in others]
    free = f"free {pages[Kind.FREE] + pages[Kind.PER_CPU]:,}"
    if unplugged := int(pages[Kind.UNPLUGGED]):
        free += f" {glyphs.dot} {glyphs.bodies[Ink.OFFLINE]} {unplugged:,} not plugged"
    full = ((" ".join(held[:shown]), free, _stuck(keeping)) for shown in reversed(range(len(held) + 1)))
    tight = ((_stuck(keeping[:shown], glyphs.more),) for shown in reversed(range(1, len(keeping))))
    for words in (*full, (_stuck(keeping),), *tight):
        text = f" {glyphs.dot} ".join(filter(None, (first, *words)))
        if cell_len(text) <= width:
            return text
    return fit(f"{first} {glyphs.dot} {_stuck(keeping)}", width, glyphs.more)


def _state(states: NDArray[np.uint8]) -> str:
    """Return the state that the sections share."""
    if (states != states[0]).any():
        return "in several states"
    return SectionState(int(states[0])).name.lower().replace("_", " ")


def _zone(guest: GuestView, zones: NDArray[np.uint8]) -> str:
    """Return the zone that the sections share, if they do."""
    zone = int(zones[0])
    return guest.zones[zone].name if zone < len(guest.zones) and (zones == zone).all() else ""


def _stuck(keeping: list[str], more: str = "") -> str:
    """Return what keeps the sections, the most stubborn first."""
    return f"stuck: {', '.join([*keeping, more] if more else keeping)}" if keeping else "can leave"


def _name(kind: Kind) -> str:
    return _NAMES.get(kind, kind.name.lower())
