"""A section, or those in one cell of the map: where it lies, what it holds, if it can leave and what would help."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.memory.kinds import KINDS, Kind, MigrateType, SectionState
from engine.units import short_size
from tui.render.colours.inks import BLOCKERS_OF_MARK, INK_OF_KIND
from tui.render.map.inspect import Fact, frees, has_types, kind_words, place_words
from tui.render.text.words import level, plural

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.snapshot import GuestView, PagesView
    from tui.render.text.glyphs import Glyphs

STUBBORN_FIRST = [kind for _, kinds in reversed(BLOCKERS_OF_MARK) for kind in kinds]
"""What keeps a section, in the order in which it is named."""
_BY_WEIGHT = sorted(Kind, key=lambda kind: (INK_OF_KIND[kind], kind))


def section_facts(guest: GuestView, section: int, count: int, glyphs: Glyphs, acts: bool) -> list[Fact]:
    """Return what there is to say of sections, as pairs of a heading and words.

    Args:
        guest: whose they are.
        section: the first.
        count: how many.
        glyphs: the characters.
        acts: whether commands can change the guest; those that would help are named.
    """
    table = guest.sections
    rows = slice(*np.searchsorted(table.index, (section, section + count)).tolist())
    states = table.state[rows]
    place = place_words(guest, section * guest.section_pages, count * guest.section_pages)
    if not len(states):
        at = len(table.index)
        end = int(table.index[-1]) + 1 if at else 0
        adds = -(-max(section + 1 - end, 1) // guest.block_sections) * guest.block_sections
        can = f"hotplug add {guest.name} {short_size(adds * guest.section_size)}"
        absent = "absent: no memory, and no mem_map for it"
        return [("place", place), ("state", absent), *([("adds it", can)] if acts and section >= end else [])]
    facts = [("place", place), ("state", _state(guest, section, count, rows))]
    counts, blockers = (
        part[rows].sum(axis=0, dtype=np.int64).tolist() for part in (table.counts, table.blockers)
    )
    if not (states == SectionState.OFFLINE).all():
        facts.append(("holds", holds_words(counts, glyphs)))
    pages = guest.pages.get(section) if count == 1 else None
    if pages is not None and counts[Kind.FREE]:
        facts.append(("free", free_words(guest, pages)))
    if pages is not None and has_types(guest):
        facts.append(("blocks", type_words(pages.block_types)))
    facts += leaving(guest, section, count, counts, blockers, states, acts)
    return facts


def _state(guest: GuestView, section: int, count: int, rows: slice) -> str:
    """Return state, zone, node, memory block and device."""
    table = guest.sections
    states, zones = table.state[rows], table.zone[rows]
    alike = (states == states[0]).all()
    said = [SectionState(int(states[0])).text if alike else "in several states"]
    shared = table.zones.get(section, ()) if count == 1 else ()
    of = shared or sorted({int(zone) for zone in zones if zone < len(guest.zones)})
    if of:
        names = dict.fromkeys(guest.zones[at].name for at in of)
        said.append(f"zone {' and '.join(names)}")
    nodes = sorted({int(node) for node in table.node[rows]})
    said.append(f"node {nodes[0]}" if len(nodes) == 1 else f"nodes {nodes[0]}-{nodes[-1]}")
    if count == 1:
        block, size = section // guest.block_sections, guest.block_sections
        whole = f" (s{block * size}-s{block * size + size - 1})" if size > 1 else ""
        said.append(f"memory block {block}{whole}")
    said += [f"on {each.id}" for each in guest.dimms if section in each.sections]
    device = guest.virtio_mem
    if device and device.first <= section < device.first + device.count:
        said.append(f"on {device.id}")
    return ", ".join(said)


def holds_words(counts: list[int], glyphs: Glyphs) -> str:
    """Return `█ 2 kernel  ▒ 2,410 anon  · 512 free` from page counts by kind."""
    said = [
        f"{glyphs.bodies[INK_OF_KIND[kind]]} {counts[kind]:,} {kind_words(kind)}"
        for kind in _BY_WEIGHT
        if counts[kind]
    ]
    return "  ".join(each.strip() for each in said) or "nothing"


def free_words(guest: GuestView, pages: PagesView, first: int = 0, count: int | None = None) -> str:
    """Return the largest free block among pages of a section, and how many free blocks there are by order.

    Args:
        guest: whose pages.
        pages: the section's.
        first: the first page, counted in it.
        count: how many; None: all.
    """
    orders = pages.orders[first : None if count is None else first + count]
    heads = orders[orders >= 0]
    if not len(heads):
        return "in a block that begins before" if count is not None else "in no block: on CPUs' lists"
    largest = int(heads.max())
    many = np.bincount(heads)
    each = "  ".join(f"{order}: {int(number):,}" for order, number in enumerate(many) if number)
    size = short_size(guest.page_size << largest)
    return f"largest block order {largest} ({size}); blocks by order {each}"


def type_words(types: NDArray[np.uint8]) -> str:
    """Return how many pageblocks are of which migrate type."""
    many = np.bincount(types, minlength=len(MigrateType))
    said = [f"{int(many[each])} {each.name.lower()}" for each in MigrateType if many[each]]
    return ", ".join(said)


def leaving(
    guest: GuestView,
    section: int,
    count: int,
    counts: list[int],
    blockers: list[int],
    states: NDArray[np.uint8],
    acts: bool,
) -> list[Fact]:
    """Return whether sections can leave, what keeps them, and the commands that would move them or help."""
    which = f"section={section}" if count == 1 else f"section={section}-{section + count - 1}"
    if (states == SectionState.OFFLINE).all():
        online = f"section online {guest.name} {which.removeprefix('section=')}"
        removed = f"hotplug remove {guest.name} {which}"
        facts = [("leaves?", "yes: it holds nothing")]
        return [*facts, ("to leave", f"{removed}; back with {online}")] if acts else facts
    keeping = [kind for kind in STUBBORN_FIRST if blockers[kind]]
    if not keeping:
        free = sum(counts[kind] for kind in (Kind.FREE, Kind.PER_CPU, Kind.UNPLUGGED, Kind.HOLE))
        used = sum(counts) - free
        moved = f"yes: {plural(used, 'page')} would move" if used else "yes: nothing in it has to move"
        return [("leaves?", moved), *([("to leave", f"hotplug remove {guest.name} {which}")] if acts else [])]
    who = ", ".join(f"{blockers[kind]:,} {kind_words(kind)}" for kind in keeping)
    facts = [("leaves?", f"NO: {who} of {sum(counts[:KINDS]):,} pages")]
    if acts:
        tries = [f"why {guest.name} {which} tries what does (w)"] if count == 1 else []
        freed = dict.fromkeys(filter(None, (frees(guest, kind) for kind in keeping)))
        facts.append(("helps", "; ".join([*tries, *freed])))
    return facts


def guest_fact(guest: GuestView) -> Fact:
    """Return the guest in a line."""
    largest = f"largest free block {short_size(guest.largest_free_block)}"
    bounds = f"has {level(guest.has)} of {level(guest.max)}, target {level(guest.target)}"
    ink = f"balloon {level(guest.balloon)}" if guest.counts[Kind.BALLOON] else "no balloon"
    return "guest", f"{guest.platform}, {guest.driver}, {guest.kernel}: {bounds}; {ink}; {largest}"
