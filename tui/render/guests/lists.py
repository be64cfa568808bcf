"""The free lists as bars: length is memory held (count x size), linear, so that the bars add up to FREE."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from engine.memory.kinds import Kind
from engine.units import short_size
from tui.render.colours.inks import Ink
from tui.render.text.glyphs import TYPE_ORDER
from tui.render.text.rows import Row
from tui.render.text.words import fit, percent

if TYPE_CHECKING:
    from engine.snapshot import GuestView
    from engine.units import Bytes
    from tui.render.colours.palette import Palette
    from tui.render.text.glyphs import Glyphs

DIGITS = "0123456789ABCDEFGHIJ"
"""Orders as one character each."""

ROOMY = 60
"""Columns from which on lying bars stand wide apart from their counts."""


@attrs.frozen
class FreeLists:
    """What the free lists of one guest hold."""

    blocks: tuple[dict[str, int], ...]
    """Per order, the free blocks of each type that has any, from the bottom of its bar to the top."""
    page_size: Bytes

    @property
    def orders(self) -> int:
        """How many orders there are."""
        return len(self.blocks)

    def held(self, order: int) -> Bytes:
        """Return the memory in the lists of one order."""
        return (sum(self.blocks[order].values()) << order) * self.page_size

    def total(self) -> Bytes:
        """Return the memory in all lists."""
        return sum(map(self.held, range(self.orders)))

    def merged(self, orders: int) -> FreeLists:
        """Return the same in at most `orders` bars: larger blocks join the last one, counted in its size."""
        if self.orders <= orders or orders < 1:
            return self
        last = dict(self.blocks[orders - 1])
        for order in range(orders, self.orders):
            for name, count in self.blocks[order].items():
                last[name] = last.get(name, 0) + (count << (order - orders + 1))
        ordered = {name: last[name] for name in TYPE_ORDER if name in last}
        return FreeLists((*self.blocks[: orders - 1], ordered), self.page_size)


def free_lists(guest: GuestView) -> FreeLists:
    """Return the lists of all zones of `guest`, added up."""
    blocks: list[dict[str, int]] = [{} for _ in range(guest.max_order + 1)]
    for name in TYPE_ORDER:
        for zone in guest.zones:
            for order, count in enumerate(zone.free_area.get(name, ())[: guest.max_order + 1]):
                if count:
                    blocks[order][name] = blocks[order].get(name, 0) + count
    return FreeLists(tuple(blocks), guest.page_size)


def scale_step(largest: Bytes, rows: int) -> Bytes:
    """Return what a row of a bar stands for: the least of 1, 1.5, 2, 3, 4, 6 ... that fits `largest`."""
    step = 2
    while step * rows < largest:
        step = step // 2 * 3 if step & (step - 1) == 0 else step // 3 * 4
    return step


def bar_step(lists: FreeLists, rows: int) -> Bytes:
    """Return the step that fits every bar."""
    return scale_step(max(map(lists.held, range(lists.orders)), default=0), rows)


def _bar(lists: FreeLists, order: int, rows: int, step: Bytes, glyphs: Glyphs) -> list[str]:
    """Return the glyphs of one bar from the top."""
    held = lists.held(order)
    eighths = min(8 * rows, max(1, (16 * held + step) // (2 * step))) if held else 0
    bar = []
    for row in reversed(range(rows)):
        filled = eighths - 8 * row
        if filled >= 8:
            bar.append(_type_at(lists, order, row * step + step // 2, glyphs))
        else:
            bar.append(glyphs.eighths[filled - 1] if filled > 0 else " ")
    return bar


def _type_at(lists: FreeLists, order: int, height: Bytes, glyphs: Glyphs) -> str:
    """Return what fills a bar at a height in bytes."""
    glyph = " "
    for name, count in lists.blocks[order].items():
        glyph = glyphs.types[name]
        height -= (count << order) * lists.page_size
        if height < 0:
            break
    return glyph


def bars(lists: FreeLists, rows: int, pitch: int, glyphs: Glyphs) -> list[str]:
    """Draw the lists as columns, order 0 left, in `rows` lines of text from the top.

    Args:
        lists: what they hold.
        rows: how high.
        pitch: columns from one bar to the next; 3 leaves one blank, 2 one, 1 none.
        glyphs: the characters.
    """
    step = bar_step(lists, rows)
    thick = max(1, pitch - 1)
    drawn = [_bar(lists, order, rows, step, glyphs) for order in range(lists.orders)]
    return ["".join((bar[row] * thick).ljust(pitch) for bar in drawn) for row in range(rows)]


def axis(orders: int, all_orders: int, pitch: int) -> str:
    """Return the orders under (or over) the bars: all where there is room, else every fourth and the last."""
    more = "+" if all_orders > orders else ""
    last = DIGITS[orders - 1] + more if orders else ""
    if pitch > 1:
        return "".join(DIGITS[order].ljust(pitch) for order in range(orders - 1)) + last
    text = "".join(DIGITS[order] if order % 4 == 0 else " " for order in range(orders))
    start = max(0, orders - len(last))
    return text[: max(0, start - 1)] + " " * min(1, start) + last


def summary(guest: GuestView, lists: FreeLists, step: Bytes | None, glyphs: Glyphs, width: int = 1000) -> str:
    """Return `FREE 60M   3 % in blocks ≥ 2M   row = 3M`, or as much of it as fits `width`; no `step`: no row."""
    total = lists.total()
    large = sum(lists.held(order) for order in range(min(guest.pageblock_order, lists.orders), lists.orders))
    block = short_size(guest.page_size << guest.pageblock_order)
    free, row = f"FREE {short_size(guest.free)}", f"   row = {short_size(step)}" if step else ""
    share = f"{percent(large, total)} % in blocks {glyphs.at_least} {block}"
    shorter = share.replace(" in blocks", "")
    tight = row[1:]
    choices = (f"{free}   {share}{row}", f"{free}  {share}{tight}", f"{free}  {shorter}{tight}", free)
    return next((text for text in choices if len(text) <= width), "")


def count_rows(guest: GuestView, width: int, palette: Palette, glyphs: Glyphs) -> list[Row]:
    """Draw the lists lying down, the largest order on top, with count, memory and share; last their sum."""
    lists = free_lists(guest)
    total = lists.total()
    counts = [f"{sum(each.values()):,}" for each in lists.blocks]
    sizes = [_megabytes(lists.held(order)) for order in range(lists.orders)]
    roomy = width >= ROOMY
    wide = max(10 if roomy else 5, *map(len, counts))
    size_wide = max(8 if roomy else 0, len(_megabytes(total)))
    room = max(0, width - 17 - wide - size_wide)
    longest = room if roomy else room - 1
    end = 10 + room + wide
    largest = max(map(lists.held, range(lists.orders)), default=0)
    rows = []
    for order in reversed(range(lists.orders)):
        held = lists.held(order)
        row = Row(palette.ground).add(
            f"  {DIGITS[order]} {short_size(guest.page_size << order):>5} ", palette.muted
        )
        length = max(1, held * longest // largest) if held else 0
        bar = "".join(
            _type_at(lists, order, (2 * i + 1) * held // (2 * length), glyphs) for i in range(length)
        )
        row.add(bar, palette.inks[Ink.FREE]).to(10 + room)
        row.add(f"{counts[order]:>{wide}} {sizes[order]:>{size_wide}} {percent(held, total):>3} %")
        rows.append(row)
    last = Row(palette.ground)
    if all("any" in zone.free_area for zone in guest.zones):
        said = ("  one list an order: types are not told apart", "  one list an order", "  no types")
        last.add(next((text for text in said if len(text) <= end - 7), ""), palette.muted)
    elif parked := guest.kind(Kind.PER_CPU):
        last.add(fit(f"  and {short_size(parked)} on CPUs' lists", end - 7, glyphs.more), palette.muted)
    last.to(end - 5).add(f"total {_megabytes(total):>{size_wide}} {100 if total else 0:>3} %")
    return [*rows, last]


def _megabytes(size: Bytes) -> str:
    return f"{size / (1 << 20):,.1f}M"
