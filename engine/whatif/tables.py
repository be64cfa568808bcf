"""The parts of an answer as aligned lines: amounts, free blocks per order, distances to watermarks, memory blocks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from engine.memory.layout import ZONE_NAMES
from engine.neighbours import stretches_text
from engine.units import short_size
from engine.whatif.outlook import Outlook
from engine.whatif.spans import Line, Span, Style, line, wrapped
from engine.whatif.standing import Standing, ZoneStanding

WIDTH = 79
"""Columns of a line at most: a terminal has 80, and the app keeps one for its scroll bar."""
_BAR = 22
_AMOUNTS = (
    ("MemTotal", "total"),
    ("MemFree", "free"),
    ("MemAvailable", "available"),
    ("on CPUs' lists", "per_cpu"),
    ("balloon", "balloon"),
    ("page cache", "file"),
    ("programs", "programs"),
    ("kernel", "kernel"),
    ("mem_map", "mem_map"),
    ("swap used", "swap_used"),
)
_ALWAYS = ("total", "free", "available")
"""Shown even where nothing of it changes."""


def signed(number: int) -> str:
    """Return a number with its sign, 0 as a point."""
    return f"{number:+,}" if number else "."


def amounts(before: Standing, after: Standing) -> list[Line]:
    """Return how much of what there is before and after, with a bar for the change."""
    page = before.page_size
    rows: list[tuple[str, str, str, int, str]] = []
    for label, name in _AMOUNTS:
        was, now = getattr(before, name) * page, getattr(after, name) * page
        if was != now or name in _ALWAYS:
            change = now - was
            text = f"{'+' if change > 0 else '-'}{short_size(abs(change))}" if change else "."
            rows.append((label, short_size(was), short_size(now), change, text))
    huge = page << before.pageblock_order
    label = f"{short_size(huge)} pages to be had"
    rows.append(
        (
            label,
            f"{before.huge:,}",
            f"{after.huge:,}",
            (after.huge - before.huge) * huge,
            signed(after.huge - before.huge),
        )
    )
    most = max((abs(row[3]) for row in rows), default=0)
    lines = [line((f"  {'memory':<20}{'before':>9}{'after':>9}{'change':>9}", "quiet"))]
    for label, was_text, now_text, change, text in rows:
        length = -(-abs(change) * _BAR // most) if most else 0
        bar: Span = ("+" * length, "good") if change > 0 else ("-" * length, "bad")
        lines.append(line(f"  {label:<20}{was_text:>9}{now_text:>9}{text:>9}  ", bar))
    return lines


def zone_names(standings: Sequence[Standing]) -> dict[tuple[int, str], str]:
    """Return what each zone is called: its node is named only where there are several."""
    keys = list(dict.fromkeys((zone.node, zone.name) for it in standings for zone in it.zones))
    several = len({node for node, _ in keys}) > 1
    return {key: f"{key[1]} of node {key[0]}" if several else key[1] for key in sorted(keys, key=_upwards)}


def _upwards(key: tuple[int, str]) -> tuple[int, int]:
    return key[0], ZONE_NAMES.index(key[1])


def free_blocks(before: Standing, after: Standing) -> list[Line]:
    """Return the free blocks per order of each zone, before and after, and what CPUs keep."""
    names = zone_names((before, after))
    orders = max((len(zone.blocks) for it in (before, after) for zone in it.zones), default=0)
    rows: list[tuple[str, str, list[str], Style]] = []
    for key, name in names.items():
        was, now = _cells(before, key, orders), _cells(after, key, orders)
        if was == now:
            rows.append((name, "as it is", [str(cell) for cell in was], ""))
            continue
        rows.append((name, "before", [str(cell) for cell in was], ""))
        rows.append(("", "after", [str(cell) for cell in now], ""))
        changes = [b - a for a, b in zip(was, now, strict=True)]
        rows.append(("", "change", [f"{it:+}" if it else "." for it in changes], "quiet"))
    return table("free blocks", [*map(str, range(orders)), "CPUs"], rows)


def table(title: str, heads: list[str], rows: list[tuple[str, str, list[str], Style]]) -> list[Line]:
    """Return rows of counts, a column a head; where they are wider than the screen, in two halves.

    Args:
        title: of the first column.
        heads: of the others.
        rows: each with what it is of, which of several it is, its cells and its style.
    """
    widths = [
        max(len(cell) for cell in column) + 1 for column in zip(heads, *(row[2] for row in rows), strict=True)
    ]
    label = max([len(title) + 1, *(len(name) for name, *_ in rows)]) + 2
    state = max([len(row[1]) for row in rows], default=0)
    if label + state + sum(widths) > WIDTH and len(heads) > 1:
        half = (len(heads) + 1) // 2
        first = [(name, which, cells[:half], style) for name, which, cells, style in rows]
        second = [(name, which, cells[half:], style) for name, which, cells, style in rows]
        return [*table(title, heads[:half], first), *table(title, heads[half:], second)]
    lines = [line((f"  {title:<{label + state - 2}}" + _row(heads, widths), "quiet"))]
    for name, which, cells, style in rows:
        lines.append(line((f"  {name:<{label - 2}}{which:<{state}}" + _row(cells, widths), style)))
    return lines


def _row(cells: list[str], widths: list[int]) -> str:
    return "".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))


def zone_in(standing: Standing, key: tuple[int, str]) -> ZoneStanding | None:
    """Return a zone of a node, if it has pages."""
    return next((zone for zone in standing.zones if (zone.node, zone.name) == key), None)


def _cells(standing: Standing, key: tuple[int, str], orders: int) -> list[int]:
    zone = zone_in(standing, key)
    return [*zone.blocks, zone.per_cpu] if zone else [0] * (orders + 1)


def marks(before: Standing, after: Standing) -> list[Line]:
    """Return how far each zone is from what the balloon's requests may draw it down to, in pages."""
    lines = [
        line(
            (
                f"  {'pages above low + reserve':<28}{'before':>14}{'after':>14}  {'low + reserve':<16}",
                "quiet",
            )
        )
    ]
    closed = False
    for key, name in zone_names((before, after)).items():
        was, now = zone_in(before, key), zone_in(after, key)
        floors = [zone.floor for zone in (was, now) if zone]
        floor = f"{floors[0]:,}" if len(set(floors)) == 1 else " -> ".join(f"{it:,}" for it in floors)
        spare = [_spare(zone) for zone in (was, now)]
        low = CLOSED == spare[1] != spare[0]
        lines.append(
            line(f"  {name:<28}{spare[0]:>14}", (f"{spare[1]:>14}", "bad" if low else ""), f"  {floor}")
        )
        closed |= CLOSED in spare
    if closed:
        lines.append(line(("  closed: to ordinary requests; what is free there is kept for others", "quiet")))
    return lines


CLOSED = "closed"


def _spare(zone: ZoneStanding | None) -> str:
    if zone is None:
        return "-"
    return f"{zone.free - zone.floor:+,}" if zone.free >= zone.floor else CLOSED


def blocks(before: Standing, after: Standing) -> list[Line]:
    """Return which memory blocks can go offline, before and after: those alike in one line."""
    size = short_size(before.block_pages * before.page_size)
    was = {it.block: it for it in before.blocks}
    now = {it.block: it for it in after.blocks}
    rows = [(number, was.get(number), now.get(number)) for number in sorted({*was, *now})]
    title = f"memory blocks of {size}"
    lines = [line((f"  {title:<24}{'before':<12}{'after':<12}", "quiet"))]
    for (first, second), group in _alike(rows):
        style: Style = "" if first == second else "good" if second == "ok" else "bad"
        reasons = wrapped(_reason(group), WIDTH - 50)
        numbers = wrapped(stretches_text(row[0] for row in group), 22)
        for index in range(max(len(reasons), len(numbers))):
            number = numbers[index] if index < len(numbers) else ""
            reason = reasons[index] if index < len(reasons) else ""
            states = (f"{first:<12}", (f"{second:<12}", style)) if not index else (" " * 24,)
            lines.append(line(f"  {number:<24}", *states, reason))
    return lines


_Row = tuple[int, Outlook | None, Outlook | None]


def _reason(group: list[_Row]) -> str:
    """Return why blocks alike stay; of several that stay for different reasons, of the first."""
    said = [(number, now.reason) for number, _, now in group if now and now.reason]
    if not said:
        return ""
    number, reason = said[0]
    return reason if len({why for _, why in said}) == 1 else f"{number}: {reason}"


def _alike(rows: list[_Row]) -> list[tuple[tuple[str, str], list[_Row]]]:
    """Return memory blocks by what would become of them before and after; what changes comes first."""

    def result(row: _Row) -> tuple[str, str]:
        first, second = (it.result if it else "absent" for it in row[1:])
        return first, second

    groups = groupby(sorted(rows, key=lambda row: (result(row), row[0])), key=result)
    found = [(pair, list(group)) for pair, group in groups]
    return sorted(found, key=lambda it: (it[0][0] == it[0][1], it[1][0][0]))
