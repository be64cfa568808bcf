"""Whether a section of a virtio-mem device can leave: subblock by subblock, for that is how its driver takes it."""

from __future__ import annotations

from engine.answer import Answer
from engine.events import counted
from engine.guest.blockers import blockers_of, blocks_of
from engine.guest.guest import Guest
from engine.guest.virtio_mem import VirtioMem, by_section, subblock_pages, unplugged_bits
from engine.guest.virtio_mem_range import kept_pageblocks
from engine.memory.unplugged import bits
from engine.units import Pages, short_size

PAPER = 'Paper 4.1: "the whole section cannot be removed" for one page; here its subblock alone stays'


def device_section(guest: Guest, device: VirtioMem, section: int) -> Answer:
    """Answer for a section that is online and of a device."""
    unit = subblock_pages(guest, device.block)
    there, kept = _subblocks(guest, section // guest.block_sections * guest.block_sections, unit)
    what = f"subblock of {short_size(unit * guest.page_size)}"
    block = "its memory block" if guest.block_sections > 1 else "it"
    facts = [_part(guest, section)] if section in guest.memory.unplugged else []
    if kept:
        stay = counted(kept, what, what.replace("subblock", "subblocks"))
        verb = "stays" if kept == 1 else "stay"
        sentence = f"of s{section}, {stay} {verb} with what does not move, and so {block} stays in part"
        other = (
            f"the other {there - kept:,} of {there:,}" if there > kept else "no other: that is all there is"
        )
        facts.append(f"virtio-mem can unplug {other}")
    else:
        sentence = f"virtio-mem can unplug all of s{section}, if what moves has room elsewhere"
    facts.append(f"`hotplug set {guest.name} SIZE` asks for it: MOVABLE goes first, and the highest section")
    return Answer(
        "NO" if kept else "YES",
        sentence,
        guest.name,
        section,
        facts=tuple(facts),
        blockers=blockers_of(guest, section),
        blocks=blocks_of(guest, section),
        first_pfn=section << guest.memory.layout.section_shift,
        paper=PAPER if kept else "",
    )


def _part(guest: Guest, section: int) -> str:
    pages = guest.section_pages - guest.memory.unplugged_in(section)
    size, whole = (short_size(n * guest.page_size) for n in (pages, guest.section_pages))
    return f"{size} of its {whole} are plugged"


def _subblocks(guest: Guest, block: int, unit: Pages) -> tuple[int, int]:
    """Return how many subblocks of a memory block are plugged, and how many of them hold what does not move."""
    each = unit >> guest.memory.layout.pageblock_order
    unplugged, there, kept = unplugged_bits(guest, block), 0, 0
    stuck = {block + part: kept_pageblocks(guest, block + part) for part in range(guest.block_sections)}
    for first in range(0, guest.block_pages >> guest.memory.layout.pageblock_order, each):
        if not unplugged & bits(first, each):
            there += 1
            parts = by_section(guest, block, first, each)
            kept += any(bool(stuck[section][at : at + count].any()) for section, at, count in parts)
    return there, kept
