"""The buddy allocator, one block at a time (mm/page_alloc.c): split, merge, and where a block joins its list."""

from __future__ import annotations

from engine.memory.frames import ISOLATED, NO_TAG, ORDER_BITS, Columns, Frames, tag_of
from engine.memory.kinds import Kind, MigrateType
from engine.memory.page_list import GAP, PageList, section_of_entry
from engine.memory.zone import Zone
from engine.units import Pages, Pfn

_ISOLATE = int(MigrateType.ISOLATE)
_FREE = int(Kind.FREE)


def take_smallest(frames: Frames, zone: Zone, order: int, list_type: int) -> Pfn | None:
    """Take the head of the smallest sufficient block of one type, or None (__rmqueue_smallest).

    The lower half of every split is kept. The page kinds are the caller's to change.
    """
    lists = zone.lists[list_type]
    for k in range(order, len(lists)):
        if lists[k].count:
            pfn = pop_block(frames, lists, k, list_type)
            split(frames, zone, pfn, k, order, list_type)
            zone.free_pages -= 1 << order
            return pfn
    return None


def take_page(frames: Frames, zone: Zone, list_type: int, kind: int) -> Pfn | None:
    """Take a single page as `take_smallest` does, and let it hold `kind`.

    It and `free_page` are what is asked for most, so they have in one piece what others call step by step.
    """
    lists = zone.lists[list_type]
    for blocks in lists:
        if blocks.count:
            break
    else:
        return None
    view, place = blocks.view, blocks.first - blocks.base
    pfn = view[place]
    while pfn == GAP:
        place += 1
        pfn = view[place]
    blocks.first = place + 1 + blocks.base
    if pfn < 0:
        blocks.count -= blocks.weight
        pfn = spread_entry(frames, blocks, section_of_entry(pfn), list_type)
    else:
        blocks.count -= 1
    section, at = pfn >> frames.shift, pfn & frames.mask
    columns = frames.mixed[section]
    if columns.token is not frames.token:
        columns = frames.columns(section)
    frames.version_at[section] += 1
    frames.version += 1
    tags = columns.tag_at
    order = tags[at] & ORDER_BITS
    tags[at] = NO_TAG
    columns.kind_at[at] = kind
    counts, stride = frames.count_at, frames.stride
    counts[_FREE * stride + section] -= 1
    counts[kind * stride + section] += 1
    zone.free_pages -= 1
    if order:
        list_bits, relocate, slots = list_type << 4, frames.set_slots, columns.slot_at
        while order:
            order -= 1
            half = 1 << order
            slots[at + half] = lists[order].push_head(pfn + half, relocate)
            tags[at + half] = order | list_bits
    return pfn


def free_page(frames: Frames, zone: Zone, pfn: Pfn) -> None:
    """Free a single page in use, merging as `free_block` does."""
    section, at = pfn >> frames.shift, pfn & frames.mask
    columns = frames.mixed.get(section)
    if columns is None or columns.token is not frames.token:
        columns = frames.columns(section)
    frames.version_at[section] += 1
    frames.version += 1
    kinds, tags = columns.kind_at, columns.tag_at
    counts, stride, layout = frames.count_at, frames.stride, frames.layout
    counts[kinds[at] * stride + section] -= 1
    counts[_FREE * stride + section] += 1
    kinds[at] = _FREE
    byte = columns.type_at[at >> layout.pageblock_order]
    if not tags[at ^ 1] & ORDER_BITS or byte & ISOLATED:
        _merge(frames, zone, columns, pfn, at, 0)
        return
    # most often the buddy is in use
    zone.free_pages += 1
    tags[at] = byte << 4
    blocks = zone.lists[byte][0]
    if tags[at & ~1 ^ 2] & ORDER_BITS == 1 and zone.rules.tail_placement and layout.max_order > 1:
        columns.slot_at[at] = blocks.push_tail(pfn, frames.set_slots)
    else:
        columns.slot_at[at] = blocks.push_head(pfn, frames.set_slots)


def pop_block(frames: Frames, lists: list[PageList], order: int, list_type: int) -> Pfn:
    """Take the block at the head of a list that is not empty; its pages still count as free."""
    blocks = lists[order]
    pfn = blocks.pop_head()
    if pfn < 0:
        pfn = spread_entry(frames, blocks, section_of_entry(pfn), list_type)
    layout = frames.layout
    columns = frames.columns(pfn >> layout.section_shift)
    columns.tag_at[pfn & (layout.section_pages - 1)] = NO_TAG
    return pfn


def spread_entry(frames: Frames, blocks: PageList, section: int, list_type: int) -> Pfn:
    """Let a uniform section's blocks stand one by one at the head; the first of them is returned, taken."""
    layout = frames.layout
    columns = frames.columns(section)
    first, step = section << layout.section_shift, 1 << layout.max_order
    tag = tag_of(layout.max_order, list_type)
    for at in range(layout.section_pages - step, 0, -step):
        columns.tag_at[at] = tag
        columns.slot_at[at] = blocks.push_head(first + at, frames.set_slots)
    columns.tag_at[0] = tag
    return first


def split(frames: Frames, zone: Zone, pfn: Pfn, have: int, want: int, list_type: int) -> None:
    """Halve a block of order `have` down to `want`; every upper half goes to the head of its list (expand)."""
    if have == want:
        return
    layout = frames.layout
    columns = frames.mixed[pfn >> layout.section_shift]
    at = pfn & (layout.section_pages - 1)
    lists = zone.lists[list_type]
    while have > want:
        have -= 1
        half = 1 << have
        columns.slot_at[at + half] = lists[have].push_head(pfn + half, frames.set_slots)
        columns.tag_at[at + half] = have | list_type << 4


def cut_block(frames: Frames, zone: Zone, order: int, need: Pages, list_type: int) -> Pfn:
    """Take the low `need` single pages of the next block of an order, and return the first.

    What is left joins the heads of the lower lists as its binary split, which are empty when single requests come so
    far.
    """
    layout, lists = frames.layout, zone.lists[list_type]
    pfn = pop_block(frames, lists, order, list_type)
    columns = frames.mixed[pfn >> layout.section_shift]
    base = pfn & ~(layout.section_pages - 1)
    at, end = pfn + need, pfn + (1 << order)
    while at < end:
        k = min((at & -at).bit_length() - 1, (end - at).bit_length() - 1)
        columns.slot_at[at - base] = lists[k].push_head(at, frames.set_slots)
        columns.tag_at[at - base] = k | list_type << 4
        at += 1 << k
    zone.free_pages -= need
    return pfn


def free_block(frames: Frames, zone: Zone, pfn: Pfn, order: int, *, to_tail: bool = False) -> None:
    """Return a block to the lists, merging upwards (__free_one_page). The page kinds are the caller's.

    The block joins the list of its pageblock's type: at the head, or at the tail when a bigger merge looks
    likely (buddy_merge_likely), or where that is asked for (FPI_TO_TAIL).
    """
    _merge(frames, zone, frames.columns(pfn >> frames.shift), pfn, pfn & frames.mask, order, to_tail)


def _merge(
    frames: Frames, zone: Zone, columns: Columns, pfn: Pfn, at: int, order: int, to_tail: bool = False
) -> None:
    """Free a block, `at` pages into the section whose columns these are."""
    layout = frames.layout
    block_order, top = layout.pageblock_order, layout.max_order
    base = pfn - at
    byte = columns.type_at[at >> block_order]
    if byte & ISOLATED:
        list_type = _ISOLATE
        zone.isolated_pages += 1 << order
    else:
        list_type = byte
        zone.free_pages += 1 << order
    lists, tags, slots = zone.lists, columns.tag_at, columns.slot_at
    # NO_TAG has the bits of an order that no buddy has: blocks of the largest order do not merge
    while order < top:
        buddy = at ^ (1 << order)
        tag = tags[buddy]
        if tag & ORDER_BITS != order:
            break
        if order >= block_order and not _merge_pageblocks(columns, zone, buddy, order, byte, block_order):
            break
        blocks, slot = lists[tag >> 4][order], slots[buddy]
        if slot == blocks.first:
            blocks.first = slot + 1
        else:
            if blocks.shared:
                blocks.own()
            blocks.view[slot - blocks.base] = GAP
        blocks.count -= 1
        tags[buddy] = NO_TAG
        at &= buddy
        order += 1
    blocks = lists[list_type][order]
    tags[at] = order | list_type << 4
    if to_tail or (
        order < top - 1
        and tags[(at & ~(1 << order)) ^ (2 << order)] & ORDER_BITS == order + 1
        and zone.rules.tail_placement
    ):
        slots[at] = blocks.push_tail(base + at, frames.set_slots)
    else:
        slots[at] = blocks.push_head(base + at, frames.set_slots)


def _merge_pageblocks(
    columns: Columns, zone: Zone, buddy: int, order: int, byte: int, block_order: int
) -> bool:
    """Say whether two whole pageblocks (or more) may merge; the buddy's take the freed page's type."""
    other = columns.type_at[buddy >> block_order]
    if other == byte:
        return True
    if (other ^ byte) & ISOLATED:
        return False
    if byte & ISOLATED:
        return True
    if zone.rules.types_merge:
        first = buddy >> block_order
        columns.types[first : first + (1 << order - block_order)] = byte
    return True
