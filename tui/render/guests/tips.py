"""What is said of a place of a band beside its map, and of a sign of the legend, while the mouse rests there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.units import short_size
from tui.render.colours.inks import Ink
from tui.render.guests.gauge import column, has_min, parts
from tui.render.guests.lists import free_lists
from tui.render.text.words import level, plural

if TYPE_CHECKING:
    from engine.snapshot import GuestView
    from tui.render.guests.band import Band

BACK: dict[str, str] = {
    "free": "on the free lists: nothing has to be done to get it back",
    "file": "cache of files: it is dropped or written back, or migrated",
    "anon": "memory of programs: it is migrated, or swapped out",
    "balloon": "given up to the balloon: the host has it already",
    "slab": "small objects of the kernel: it can shrink, perhaps",
    "kernel": "the kernel's own: it never moves",
    "mem_map": "describes pages: it goes when what it describes goes",
    "pinned": "held by a device or a program: it moves when its owner lets go",
    "mixed": "no kind holds two thirds of what is in use; in the colour of the largest",
    "offline": "present and described by a mem_map, but not in use: section online takes it into use",
    "absent": "not plugged in: hotplug add can plug it",
    "going": "going online or going offline just now",
    "stuck": "the letter is what keeps the section: kernel, slab, mem_map, pinned, balloon",
    "unmovable": "a pageblock for what never moves",
    "movable": "a pageblock for what can be migrated",
    "reclaimable": "a pageblock for what can shrink",
    "isolate": "a pageblock that nothing is taken from any more: it is about to leave",
}
"""By word of the legend, what it means and what it takes to get it back."""
FREE_ROW = "in the free lists; the share in blocks that make a huge page; what a row of the bars stands for"


def legend_tip(text: str, x: int) -> str:
    """Return what the sign or the word in a column of the legend's row means; empty beside them."""
    begin = 0
    for word in text.split():
        start = text.index(word, begin)
        end = start + len(word)
        if word in BACK:
            if begin <= x < end:
                return f"{word}: {BACK[word]}"
            begin = end
    return ""


def band_tip(band: Band, x: int, y: int) -> str:
    """Return what is at a place of a band, but for the cells of its map.

    Args:
        band: the band.
        x: column of the band.
        y: row of the band.
    """
    columns, guest = band.columns, band.guest
    tall = columns.form == "tall"
    if y == int(tall) and columns.gauge_at <= x < columns.gauge_at + columns.gauge_width:
        return gauge_tip(guest, columns.gauge_width, x - columns.gauge_at)
    if columns.form != "line" and x >= columns.lists_at:
        return f"{guest.name}: {FREE_ROW}" if tall and y == 0 else lists_tip(band, x - columns.lists_at)
    if y == 0:
        return _about(guest)
    if tall and y == 2:
        return f"{guest.name} has {level(guest.has)}, is told to have {level(guest.target)}"
    return ""


def gauge_tip(guest: GuestView, width: int, at: int) -> str:
    """Return what is in a column of a guest's gauge: a sign, or a part of its memory and how dear it is."""
    if min(column(guest.target, guest, width), width - 1) == at:
        apart = guest.has - guest.target
        does = "gives" if apart > 0 else "wants"
        said = f"target {level(guest.target)}: what {guest.name} is told to have"
        return f"{said}; it {does} {short_size(abs(apart))}" if apart else f"{said}, and has"
    if has_min(guest) and column(guest.min, guest, width) == at:
        return f"min {level(guest.min)}: nobody takes {guest.name} below it"
    reached = 0
    for ink, size in parts(guest):
        reached += size
        if at < column(reached, guest, width):
            return f"{_word(ink)} {short_size(size)}: {BACK[_word(ink)]}"
    return ""


def _word(ink: Ink) -> str:
    return ink.name.lower()


def lists_tip(band: Band, at: int) -> str:
    """Return how many free blocks the bar in a column stands for, how large they are, and of which types."""
    lists = free_lists(band.guest)
    pitch, count = band.columns.pitch(lists.orders), band.columns.bars(lists.orders)
    order = at // pitch
    if not 0 <= order < count:
        return ""
    shown = lists.merged(count)
    blocks = shown.blocks[order]
    more = " and more" if order == count - 1 and count < lists.orders else ""
    size = short_size(band.guest.page_size << order)
    held = short_size(shown.held(order))
    said = f"order {order}{more}: {plural(sum(blocks.values()), 'free block')} of {size}, {held} in all"
    types = ", ".join(f"{count:,} {name}" for name, count in blocks.items() if name != "any")
    return f"{said} · {types}" if types else said


def _about(guest: GuestView) -> str:
    """Return what a guest is."""
    return (
        f"{guest.name}: {guest.platform}, kernel {guest.kernel}, {guest.driver} balloon, "
        f"sections of {short_size(guest.section_size)} · has {level(guest.has)} of {level(guest.max)} at most "
        "· click selects it"
    )
