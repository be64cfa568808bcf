"""Guests, operations and sentences on their way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from engine.errors import printable
from engine.units import SECOND
from tui.export.extract import Extract, of_table
from tui.export.table import LONGEST, Column, Table, json_lines
from tui.render.text.words import stamp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.snapshot import GuestView, OperationView, Sentence, Snapshot
    from engine.units import Nanoseconds
    from tui.export.table import Cell

_EVENTS = (
    Column("number", "number"),
    Column("time", "seconds"),
    Column("guest"),
    Column("level"),
    Column("text"),
)
_GUESTS = (
    Column("name"),
    *(Column(name) for name in ("platform", "hypervisor", "driver", "kernel")),
    *(Column(name, "bytes") for name in ("has", "target", "min", "max", "free", "balloon")),
    *(
        Column(name, "bytes", "")
        for name in ("boot", "present", "online", "managed", "mem_map", "file_dirty")
    ),
    *(Column(name, "bytes", "") for name in ("swap_total", "swap_used", "working_set", "largest_free_block")),
    Column("page_size", "bytes", ""),
    Column("section_size", "bytes", "section"),
    Column("sections", "count"),
    Column("pace_percent", "count", "pace %"),
    Column("workloads", label=""),
)
_OPERATIONS = (
    Column("id", "number"),
    Column("guest"),
    Column("state"),
    Column("started", "seconds"),
    Column("ended", "seconds"),
    Column("done", "count"),
    Column("total", "count"),
    Column("unit"),
    Column("pages_migrated", "count", "migrated"),
    Column("command"),
    Column("waits_for", label=""),
    Column("detail", label=""),
    Column("failed_sections", label=""),
    Column("reason"),
)


def events(told: Sequence[Sentence], time: Nanoseconds, which: str = "") -> Extract:
    """Return the event log.

    Args:
        told: its sentences, oldest first.
        time: the virtual time.
        which: what they have in common, where they are not all, as `of web`.
    """

    def table() -> Table:
        return Table(
            _EVENTS, [(each.number, each.time / SECOND, each.guest, each.level, each.text) for each in told]
        )

    def text() -> str:
        width = max((len(each.guest) for each in told), default=0)
        return "".join(
            f"{stamp(each.time, with_minutes=True)} {each.guest:<{width}} {printable(each.text, LONGEST)}\n"
            for each in told
        )

    extract = of_table("events", f"the events {which}".rstrip(), time, table, text=text)
    return attrs.evolve(extract, forms={**extract.forms, "jsonl": lambda: json_lines(table())})


def guests(snapshot: Snapshot) -> Extract:
    """Return a row for each guest."""
    return of_table(
        "guests", "the guests", snapshot.time, lambda: Table(_GUESTS, [*map(_guest, snapshot.guests)])
    )


def _guest(guest: GuestView) -> tuple[Cell, ...]:
    taken: dict[str, Cell] = {
        "sections": len(guest.sections.index),
        "pace_percent": guest.pace,
        "workloads": " · ".join(guest.workloads),
    }
    return tuple(
        taken[column.name] if column.name in taken else getattr(guest, column.name) for column in _GUESTS
    )


def operations(snapshot: Snapshot) -> Extract:
    """Return a row for each operation, oldest first."""
    return of_table(
        "operations",
        "the operations",
        snapshot.time,
        lambda: Table(_OPERATIONS, [*map(_operation, snapshot.operations)]),
    )


def _operation(each: OperationView) -> tuple[Cell, ...]:
    refused = " · ".join(f"s{section}: {reason}" for section, reason in each.failed_sections)
    return (
        each.id,
        each.guest,
        each.state,
        each.started / SECOND,
        None if each.ended is None else each.ended / SECOND,
        each.done,
        each.total,
        each.unit,
        each.pages_migrated,
        each.command,
        each.waits_for or "",
        each.detail,
        refused,
        each.reason,
    )
