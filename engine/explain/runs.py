"""Stretches of neighbouring pages that differ in the same way, in words."""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from engine.explain.sheet import NO_ZONE, NOT_FREE, Sheet
from engine.memory.kinds import Kind, MigrateType
from engine.memory.per_cpu import HUGE
from engine.units import Pages, Pfn

_TYPES = 3
"""Migrate types that have lists on a CPU."""
MOST_RUNS = 10_000
"""Stretches of pages that are kept of a cause, the longest first."""


@attrs.frozen
class Run:
    """Neighbouring pages with the same difference.

    Attributes:
        first, pages: where.
        zone: of them.
        was, predicted, real: what they held before, were to hold, and hold; free pages with where they are free.
    """

    first: Pfn
    pages: Pages
    zone: str
    was: str
    predicted: str
    real: str


def runs_of(
    before: Sheet, predicted: Sheet, real: Sheet, pages: NDArray[np.int64]
) -> tuple[tuple[Run, ...], int]:
    """Return stretches of neighbouring pages with the same difference, the longest first."""
    if not len(pages):
        return (), 0
    same = np.diff(pages) == 1
    for sheet in (before, predicted, real):
        same &= np.diff(sheet.kinds[pages].astype(np.int16)) == 0
        same &= np.diff(sheet.codes[pages]) == 0
    heads = np.append(0, np.flatnonzero(~same) + 1)
    lengths = np.diff(np.append(heads, len(pages)))
    order = np.argsort(-lengths, kind="stable")[:MOST_RUNS]
    found = []
    for at in order.tolist():
        pfn = int(pages[heads[at]])
        words = [_word(sheet, pfn) for sheet in (before, predicted, real)]
        found.append(Run(pfn, int(lengths[at]), _zone_name(before, predicted, real, pfn), *words))
    return tuple(found), max(0, len(heads) - MOST_RUNS)


def _zone_name(before: Sheet, predicted: Sheet, real: Sheet, pfn: Pfn) -> str:
    for sheet in (real, predicted, before):
        zone = int(sheet.zones[pfn >> sheet.max_order])
        if zone != NO_ZONE:
            node, name = sheet.zone_names[zone]
            return f"{name} of node {node}" if len({it for it, _ in sheet.zone_names}) > 1 else name
    return ""


def _word(sheet: Sheet, pfn: Pfn) -> str:
    kind = Kind(int(sheet.kinds[pfn]))
    if sheet.codes[pfn] == NOT_FREE:
        return kind.name.lower().replace("_", "-")
    _, _, where, number = sheet.places[int(sheet.codes[pfn])]
    return f"free, order {number}" if where == "order" else f"free, {where} {_list_name(number)}"


def _list_name(number: int) -> str:
    """Return what a CPU's list is of (mm/page_alloc.c:order_to_pindex)."""
    if number >= HUGE:
        return "huge"
    order, migrate_type = divmod(number, _TYPES)
    return f"{type_name(migrate_type)}{f' order {order}' if order else ''}"


def type_name(number: int) -> str:
    """Return what a migrate type is called."""
    return MigrateType(number).name.lower()
