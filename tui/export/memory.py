"""One guest's memory on its way out: its sections, its free lists, the pages of a section."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.memory.kinds import Kind, MigrateType, SectionState
from tui.export.extract import Extract, of_table
from tui.export.table import Column, Table
from tui.render.map.inspect import kind_words

if TYPE_CHECKING:
    from engine.snapshot import GuestView, PagesView
    from engine.units import Nanoseconds
    from tui.export.table import Cell

_KINDS = tuple(kind for kind in Kind if kind is not Kind.HOLE)
_LABELLED = frozenset({Kind.FREE, Kind.FILE, Kind.ANON, Kind.SLAB, Kind.KERNEL, Kind.BALLOON})
"""Kinds that text has a column of; the others are in CSV and JSON, and in `kept_by` where they matter."""
_SECTIONS = (
    Column("section", "number"),
    Column("state"),
    Column("zone"),
    Column("node", "number"),
    Column("first_pfn", "number", ""),
    Column("pages", "count", ""),
    *(Column(kind.name.lower(), "count", None if kind in _LABELLED else "") for kind in _KINDS),
    Column("can_leave"),
    Column("kept_by"),
)
_LISTS = (
    Column("node", "number"),
    Column("zone"),
    Column("type"),
    Column("order", "number"),
    Column("block_size", "bytes", "block"),
    Column("blocks", "count"),
    Column("size", "bytes"),
)
_PAGES = (
    Column("pfn", "number", ""),
    Column("pfn_hex", label="pfn"),
    Column("pageblock", "number"),
    Column("type"),
    Column("kind"),
    Column("free_order", "number", "order"),
    Column("owner"),
)


def sections(guest: GuestView, time: Nanoseconds, marked: tuple[int, int] | None = None) -> Extract:
    """Return a row for each present section.

    Args:
        guest: whose.
        time: the virtual time.
        marked: the first and the last section that are wanted; None: all.
    """
    title = f"the sections of {guest.name}"
    if marked:
        title = f"s{marked[0]}–s{marked[1]} of {guest.name}"
    return of_table(
        f"sections-{guest.name}",
        title,
        time,
        lambda: _section_table(guest, marked),
        kind="sections",
        facts={"guest": guest.name, "page_size": guest.page_size, "section_size": guest.section_size},
    )


def _section_table(guest: GuestView, marked: tuple[int, int] | None) -> Table:
    table = guest.sections
    first, last = marked or (0, int(table.index[-1]) if len(table.index) else 0)
    part = slice(*np.searchsorted(table.index, (first, last + 1)).tolist())
    columns = (table.index, table.state, table.zone, table.node, table.counts, table.blockers)
    rows: list[tuple[Cell, ...]] = []
    for index, state, zone, node, counts, blocking in zip(*(c[part].tolist() for c in columns), strict=True):
        places = table.zones.get(index, (zone,) if zone < len(guest.zones) else ())
        keeping = [f"{blocking[kind]:,} {kind_words(kind)}" for kind in Kind if blocking[kind]]
        rows.append(
            (
                index,
                SectionState(state).text,
                "+".join(guest.zones[at].name for at in places),
                node,
                index * guest.section_pages,
                guest.section_pages,
                *(counts[kind] for kind in _KINDS),
                state == SectionState.ONLINE and not keeping,
                ", ".join(keeping),
            )
        )
    return Table(_SECTIONS, rows)


def free_lists(guest: GuestView, time: Nanoseconds) -> Extract:
    """Return a row for each zone, type and order; empty lists too, so that tables of two times compare row by row."""

    def table() -> Table:
        rows: list[tuple[Cell, ...]] = [
            (zone.node, zone.name, name, order, size := guest.page_size << order, count, count * size)
            for zone in guest.zones
            for name, counts in zone.free_area.items()
            for order, count in enumerate(counts)
        ]
        return Table(_LISTS, rows)

    facts: dict[str, Cell] = {"guest": guest.name, "page_size": guest.page_size}
    name = f"free-lists-{guest.name}"
    return of_table(name, f"the free lists of {guest.name}", time, table, kind="free-lists", facts=facts)


def pages(guest: GuestView, view: PagesView, time: Nanoseconds, block: int | None = None) -> Extract:
    """Return a row for each page of a section in view.

    Args:
        guest: whose.
        view: the section's pages.
        time: the virtual time.
        block: the pageblock whose pages are wanted; None: those of all.
    """
    size = 1 << guest.pageblock_order
    part = range(len(view.kinds)) if block is None else range(block * size, (block + 1) * size)
    owners = {program.owner: program.title for program in guest.programs if program.owner}
    part = part[: max(0, len(view.kinds) - part.start)]

    def table() -> Table:
        whose = np.zeros(len(view.kinds), np.uint8) if view.owners is None else view.owners
        return Table(
            _PAGES,
            [
                (
                    pfn := view.first_pfn + at,
                    f"{pfn:#x}",
                    at // size,
                    MigrateType(int(view.block_types[at // size])).name.lower(),
                    kind_words(Kind(int(view.kinds[at]))),
                    order if (order := int(view.orders[at])) >= 0 else None,
                    owners.get(int(whose[at]), ""),
                )
                for at in part
            ],
        )

    where = f"s{view.section}" if block is None else f"pageblock {block} of s{view.section}"
    return of_table(
        f"pages-{guest.name}-s{view.section}" + ("" if block is None else f"-b{block}"),
        f"the pages of {where} of {guest.name}",
        time,
        table,
        kind="pages",
        facts={"guest": guest.name, "section": view.section, "page_size": guest.page_size},
    )
