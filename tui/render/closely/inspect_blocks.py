"""A pageblock: where it lies, of which migrate type it is, what is in it and what keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.memory.kinds import KINDS, Kind, MigrateType, SectionState
from tui.render.closely.inspect_sections import free_words, holds_words, leaving
from tui.render.map.inspect import Fact, has_types, place_words

if TYPE_CHECKING:
    from engine.snapshot import GuestView, PagesView
    from tui.render.text.glyphs import Glyphs

TYPE_MEANS = {
    MigrateType.UNMOVABLE: "pages that stay are taken here first",
    MigrateType.MOVABLE: "pages that can be moved are taken here first",
    MigrateType.RECLAIMABLE: "slab that can be shrunk is taken here first",
    MigrateType.HIGHATOMIC: "kept for urgent allocations",
    MigrateType.CMA: "kept for devices, lent to movable pages",
    MigrateType.ISOLATE: "isolated: nothing is taken here, its section is to go",
}

NO_TYPES = "pageblocks of this kernel are not told apart by migrate type"


def block_facts(guest: GuestView, pages: PagesView, block: int, glyphs: Glyphs, acts: bool) -> list[Fact]:
    """Return what there is to say of a pageblock, as pairs of a heading and words.

    Args:
        guest: whose it is.
        pages: its section's.
        block: its number in the section.
        glyphs: the characters.
        acts: whether commands can change the guest.
    """
    if not 0 <= block < len(pages.block_types):
        return []
    size = min(guest.section_pages, 1 << guest.pageblock_order)
    first = block << guest.pageblock_order
    kinds = pages.kinds[first : first + size]
    counts = np.bincount(kinds, minlength=KINDS)
    kind = MigrateType(int(pages.block_types[block]))
    facts = [
        ("place", place_words(guest, pages.first_pfn + first, size)),
        ("type", f"{kind.name.lower()}: {TYPE_MEANS[kind]}" if has_types(guest) else NO_TYPES),
        ("holds", holds_words(counts.tolist(), glyphs)),
    ]
    if counts[Kind.FREE]:
        facts.append(("free", free_words(guest, pages, first, size)))
    table = guest.sections
    at = int(table.index.searchsorted(pages.section))
    if at < len(table.index) and table.index[at] == pages.section:
        blockers = np.where(table.blockers[at] > 0, counts, 0)
        online = np.array([SectionState.ONLINE], np.uint8)
        facts += leaving(guest, pages.section, 1, counts.tolist(), blockers.tolist(), online, acts)
    return facts
