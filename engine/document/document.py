"""The whole document, and as much of it as one lookup reads."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.commands.paths import steps
from engine.compared import Compared
from engine.comparison.written import as_json
from engine.document.guest import guest_object
from engine.document.host import host_object
from engine.document.operation import operation_object
from engine.document.times import seconds
from engine.host_picture import machine_view
from engine.snapshot import Snapshot
from engine.world import World

FORMAT = "ballonet.snapshot/1"
"""Fields are only ever added; what would break a reader gets another number."""


def document(snapshot: Snapshot, world: World, digest: str | None = None) -> dict[str, Any]:
    """Return the whole snapshot as plain dicts, lists, strings and numbers.

    Args:
        snapshot: what is to be written.
        world: what it was painted from, unchanged since: it knows where pages lie.
        digest: of the world, `sha256:` and hexadecimal digits, if it is wanted.
    """
    guests = [guest_object(guest, world, range(len(guest.sections.index))) for guest in snapshot.guests]
    machine = snapshot.host.machine or machine_view(world.host)
    host = host_object(snapshot.host, world.host.runs(), machine)
    return _frame(snapshot, digest, host, guests, world.comparisons)


def excerpt(snapshot: Snapshot, world: World, path: str) -> dict[str, Any]:
    """Return as much of the document as a lookup of `path` reads: one guest, and of its sections one.

    Other guests have a name and a page size only. A lookup finds the same in it as in the whole document, and
    refuses the same.

    Args:
        snapshot: what is looked at.
        world: what it was painted from, unchanged since.
        path: of an expectation.

    Raises:
        CommandError: not a path.
    """
    first, second, third = (*(step.key for step in steps(path)), None, None)[:3]
    guests = []
    for guest in snapshot.guests:
        if guest.name != first:
            guests.append({"name": guest.name, "page_size": guest.page_size})
            continue
        rows = range(len(guest.sections.index) if second == "section" else 0)
        if rows and isinstance(third, int):
            row = int(np.searchsorted(guest.sections.index, third))
            rows = range(row, row + int(row < len(rows) and guest.sections.index[row] == third))
        guests.append(guest_object(guest, world, rows))
    of_host = second if first == "host" else None
    runs = world.host.runs() if of_host == "runs" else ()
    machine = machine_view(world.host) if of_host in ("fragmentation", "guests") else None
    compared = world.comparisons[-1:] if first == "compare" else ()
    return _frame(snapshot, None, host_object(snapshot.host, runs, machine), guests, compared)


def _frame(
    snapshot: Snapshot,
    digest: str | None,
    host: dict[str, Any],
    guests: list[dict[str, Any]],
    comparisons: tuple[Compared, ...],
) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "time": seconds(snapshot.time),
        "time_ns": snapshot.time,
        "seed": snapshot.seed,
        "digest": digest,
        "host": host,
        "guests": guests,
        "operations": [operation_object(operation, snapshot) for operation in snapshot.operations],
        "expectations": {"passed": snapshot.expectations_passed, "failed": snapshot.expectations_failed},
        "comparisons": [as_json(compared) for compared in comparisons],
    }
