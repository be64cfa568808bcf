"""The rows of a comparison's table: what is measured of each policy, how it is written, and which value is best."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from engine.compared import Column, Compared, Figures
from engine.units import MILLISECOND, SECOND, Nanoseconds, short_size

BARS = "▁▂▃▄▅▆▇█"


@attrs.frozen
class Measure:
    """One row.

    Attributes:
        name: of the field in JSON and CSV, and in `expect compare.POLICY.NAME`.
        label: what the row is called, in at most 20 columns.
        text: a column's value in words, in at most 12 columns.
        value: what is compared; None where there is no value yet.
        better: 1 where more is better, -1 where less is, 0 where neither.
    """

    name: str
    label: str
    text: Callable[[Figures], str]
    value: Callable[[Figures], int | None]
    better: int = 0


def _size(name: str, label: str, better: int) -> Measure:
    def value(figures: Figures) -> int | None:
        number: int | None = getattr(figures, name)
        return number

    def text(figures: Figures) -> str:
        number = value(figures)
        return "" if number is None else short_size(number)

    return Measure(name, label, text, value, better)


def _count(name: str, label: str, better: int) -> Measure:
    def value(figures: Figures) -> int | None:
        number: int | None = getattr(figures, name)
        return number

    def text(figures: Figures) -> str:
        number = value(figures)
        return "" if number is None else f"{number:,}"

    return Measure(name, label, text, value, better)


def bars(blocks: tuple[int, ...], page_shift: int = 0) -> str:
    """Draw the memory in free blocks of each order, from order 0, as bars against the most of them."""
    pages = [count << (order + page_shift) for order, count in enumerate(blocks)]
    most = max(pages, default=0)
    return "".join(" " if not held else BARS[max(0, -(-held * 8 // most) - 1)] for held in pages)


MEASURES = (
    Measure("time", "time", lambda it: _seconds(it.time), lambda it: it.time, -1),
    Measure("downtime", "downtime", lambda it: _seconds(it.downtime), lambda it: it.downtime, -1),
    _count("pages_migrated", "pages migrated", -1),
    _size("swapped_out", "swapped out", -1),
    _size("host_swapped", "paged out by host", -1),
    _count("pages_paged_twice", "pages paged twice", -1),
    _count("programs_killed", "programs killed", -1),
    _size("cache_lost", "file cache lost", -1),
    _size("largest_free_block", "largest free block", 1),
    Measure("free_blocks", "free by order 0...", lambda it: bars(it.free_blocks), lambda _: None),
    Measure(
        "unusable", "unusable for block", lambda it: f"{it.unusable / 10:.1f} %", lambda it: it.unusable, -1
    ),
    _count("sections_emptied", "sections gone", 1),
    _size("mem_map_saved", "mem_map given back", 1),
    _size("host_returned", "host got back", 1),
    _count("host_holes", "  in so many holes", -1),
    _size("host_largest", "  the largest", 1),
    Measure("work_rate", "work per second", lambda it: f"{it.work_rate:,} p", lambda it: it.work_rate, 1),
)
"""In the order of the table."""


def _seconds(time: Nanoseconds) -> str:
    return (
        f"{time / SECOND:.2f} s" if time >= SECOND // 100 else f"{time / MILLISECOND:.2f} ms" if time else "0"
    )


CORE = frozenset(
    (
        *("time", "pages_migrated", "swapped_out", "largest_free_block", "free_blocks", "unusable"),
        "mem_map_saved",
    )
)
"""The rows that say something even where all values are 0."""


def best(compared: Compared) -> dict[str, tuple[str, ...]]:
    """Return for each measure the policies whose value is best; several where they tie, none before all have ended.

    Only what reached the size competes: a policy that gave up early has the least work and the largest blocks.
    """
    if not compared.over:
        return {}
    there = [column for column in compared.columns if column.reached]
    return {measure.name: _best(measure, there) for measure in MEASURES if measure.better}


def _best(measure: Measure, columns: list[Column]) -> tuple[str, ...]:
    values = {
        column.policy: measure.better * value
        for column in columns
        if column.figures is not None and (value := measure.value(column.figures)) is not None
    }
    most = max(values.values(), default=0)
    return tuple(policy for policy, value in values.items() if value == most)
