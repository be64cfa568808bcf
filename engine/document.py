"""The snapshot as one JSON object for programs: sizes in bytes, times in seconds, pages as counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.commands.paths import steps
from engine.compared import Compared
from engine.comparison.written import as_json
from engine.guest.guest import Guest
from engine.host import FRAME as _FRAME
from engine.host_picture import machine_view
from engine.machine_view import MachineView, TenantView
from engine.memory.kinds import BLOCKING_KINDS, Kind, SectionState
from engine.memory.zones import NO_ZONE
from engine.snapshot import (
    Balancing,
    Column,
    DimmView,
    GuestView,
    HostView,
    OperationView,
    PagingView,
    ProgramView,
    Snapshot,
    VirtioMemView,
    ZoneView,
)
from engine.units import SECOND, Nanoseconds, Pfn
from engine.world import World

FORMAT = "ballonet.snapshot/1"
"""Fields are only ever added; what would break a reader gets another number."""

_PAGES = {
    "free": (Kind.FREE,),
    "per_cpu": (Kind.PER_CPU,),
    "file": (Kind.FILE, Kind.FILE_DIRTY),
    "anon": (Kind.ANON,),
    "mlocked": (Kind.MLOCKED,),
    "pinned": (Kind.PINNED,),
    "hugetlb": (Kind.HUGETLB,),
    "slab": (Kind.SLAB,),
    "page_table": (Kind.PAGE_TABLE,),
    "kernel": (Kind.KERNEL,),
    "reserved": (Kind.RESERVED,),
    "mem_map": (Kind.MEM_MAP,),
    "balloon": (Kind.BALLOON,),
    "hole": (Kind.HOLE,),
    "unplugged": (Kind.UNPLUGGED,),
}
"""The page counts of a section, and the kinds that each adds up."""
_STUBBORN = (*BLOCKING_KINDS, Kind.PINNED, Kind.BALLOON)
"""What can keep a section where it is, in the order in which it is named."""


def document(snapshot: Snapshot, world: World, digest: str | None = None) -> dict[str, Any]:
    """Return the whole snapshot as plain dicts, lists, strings and numbers.

    Args:
        snapshot: what is to be written.
        world: what it was painted from, unchanged since: it knows where pages lie.
        digest: of the world, `sha256:` and hexadecimal digits, if it is wanted.
    """
    guests = [_guest(guest, world, range(len(guest.sections.index))) for guest in snapshot.guests]
    machine = snapshot.host.machine or machine_view(world.host)
    host = _host(snapshot.host, world.host.runs(), machine)
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
        guests.append(_guest(guest, world, rows))
    of_host = second if first == "host" else None
    runs = world.host.runs() if of_host == "runs" else ()
    machine = machine_view(world.host) if of_host in ("fragmentation", "guests") else None
    compared = world.comparisons[-1:] if first == "compare" else ()
    return _frame(snapshot, None, _host(snapshot.host, runs, machine), guests, compared)


def _frame(
    snapshot: Snapshot,
    digest: str | None,
    host: dict[str, Any],
    guests: list[dict[str, Any]],
    comparisons: tuple[Compared, ...],
) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "time": _seconds(snapshot.time),
        "time_ns": snapshot.time,
        "seed": snapshot.seed,
        "digest": digest,
        "host": host,
        "guests": guests,
        "operations": [_operation(operation, snapshot) for operation in snapshot.operations],
        "expectations": {"passed": snapshot.expectations_passed, "failed": snapshot.expectations_failed},
        "comparisons": [as_json(compared) for compared in comparisons],
    }


def _host(
    host: HostView, runs: Sequence[tuple[str, int, int]], machine: MachineView | None
) -> dict[str, Any]:
    holes = machine.holes if machine else None
    return {
        "total": host.total,
        "free": host.free,
        "zeroing": host.zeroing,
        "committed": host.committed,
        "runs": [list(run) for run in runs],
        "fragmentation": holes
        and {
            "holes": holes.count,
            "largest_hole": holes.largest * _FRAME,
            "holes_by_size": list(holes.by_size),
            "free_blocks": list(holes.free_blocks),
            "unusable_free_index": list(holes.unusable_free_index),
        },
        "balance": _balance(host.balancing),
        "guests": {tenant.name: _tenant(tenant) for tenant in (machine.tenants if machine else ())},
    }


def _balance(balancing: Balancing | None) -> dict[str, Any]:
    """Return who shares memory out; `policy` is `none` where nobody does."""
    if balancing is None:
        return {
            "policy": "none",
            "state": "none",
            "moves": 0,
            "given": 0,
            "taken": 0,
            "line": [],
            "guests": {},
        }
    return {
        "policy": balancing.policy,
        "state": balancing.state,
        "moves": balancing.moves,
        "given": balancing.given,
        "taken": balancing.taken,
        "line": list(balancing.line),
        "guests": {
            row.guest: {
                "shares": row.shares,
                "entitled": row.entitled,
                "active": row.active,
                "owed": row.owed,
                "blocked": row.blocked,
            }
            for row in balancing.guests
        },
    }


def _tenant(tenant: TenantView) -> dict[str, Any]:
    return {
        "held": tenant.frames * _FRAME,
        "pieces": tenant.pieces,
        "largest_piece": tenant.largest_piece * _FRAME,
        "holes": tenant.holes,
        "in_holes": tenant.hole_frames * _FRAME,
        "largest_hole": tenant.largest_hole * _FRAME,
    }


def _guest(guest: GuestView, world: World, rows: range) -> dict[str, Any]:
    """Return a guest with the sections of some rows of its table."""
    return {
        "name": guest.name,
        "platform": guest.platform,
        "kernel": guest.kernel,
        "memory_model": guest.memory_model,
        "driver": guest.driver,
        "hypervisor": guest.hypervisor,
        "can": {way: way in guest.can for way in ("balloon", "add", "remove")},
        "page_size": guest.page_size,
        "section_size": guest.section_size,
        "memory": {
            "boot": guest.boot,
            "min": guest.min,
            "max": guest.max,
            "target": guest.target,
            "present": guest.present,
            "online": guest.online,
            "managed": guest.managed,
            "free": guest.free,
            "file_dirty": guest.file_dirty,
            "balloon": guest.balloon,
            "swap_total": guest.swap_total,
            "swap_used": guest.swap_used,
            "mem_map": guest.mem_map,
            "swapped_in": guest.swapped_in,
            "swapped_out": guest.swapped_out,
            "working_set": guest.working_set,
            "needs": guest.needs,
            "unplugged": guest.unplugged,
        },
        "host_paging": _paging(guest.paging),
        "balloon": {
            "pages": guest.balloon_pages,
            "target_pages": guest.balloon_target_pages,
            **_wakes(world.guests[guest.name], world.now),
        },
        "zones": [_zone(zone) for zone in guest.zones],
        "sections": _sections(guest, world, rows),
        "fragmentation": {
            "unusable_free_index": list(guest.unusable_free_index),
            "largest_free_block": guest.largest_free_block,
        },
        "programs": [_program(program) for program in guest.programs],
        "devices": [_device(guest, dimm) for dimm in guest.dimms],
        "work": {
            "rate": guest.work_rate,
            "wanted": guest.work_wanted,
            "percent": guest.pace,
            "done": guest.work_done,
        },
        "seconds": _seconds_of(guest),
        "oom": {"kills": guest.oom_kills, "helped": guest.oom_helped},
        "udev": {action: guest.uevents.get(action, 0) for action in ("add", "online", "offline", "remove")},
        "virtio_mem": None if guest.virtio_mem is None else _virtio_mem(guest, guest.virtio_mem),
    }


def _seconds_of(guest: GuestView) -> dict[str, list[int]]:
    """Return what went on, a list a column; a row is true of the seconds up to the next row's too."""
    rows = guest.course.rows
    return {
        column.name.lower(): (rows[:, column] * (1 if column is Column.SECOND else guest.page_size)).tolist()
        for column in Column
    }


def _wakes(guest: Guest, now: Nanoseconds) -> dict[str, Any]:
    """Return how often a balloon driver woke, and what that took."""
    wakes = guest.wakes
    reaction = None if wakes.reaction < 0 else wakes.reaction
    return {
        "wakeups": wakes.count(guest.driver, now),
        "cpu_time": _seconds(wakes.time(guest.driver, guest.costs, now)),
        "cpu_share": wakes.share(guest.driver, guest.costs, now),
        "reaction": None if reaction is None else _seconds(reaction),
        "reaction_ns": reaction,
    }


def _paging(paging: PagingView | None) -> dict[str, Any]:
    """Return what the host has paged; a guest that it never paged has nothing there, and no limit."""
    return {
        "limit": paging.limit if paging else None,
        "out": paging.out if paging else 0,
        "ever_out": paging.ever_out if paging else 0,
        "ever_in": paging.ever_in if paging else 0,
        "double": paging.double if paging else 0,
        "overwritten": paging.overwritten if paging else 0,
    }


def _virtio_mem(guest: GuestView, device: VirtioMemView) -> dict[str, Any]:
    return {
        "id": device.id,
        "memdev": device.memdev,
        "node": device.node,
        "address": device.first * guest.section_size,
        "size": device.count * guest.section_size,
        "block_size": device.block_size,
        "subblock_size": device.subblock_size,
        "requested": device.requested,
        "plugged": device.plugged,
    }


def _device(guest: GuestView, dimm: DimmView) -> dict[str, Any]:
    return {
        "id": dimm.id,
        "memdev": dimm.memdev,
        "slot": dimm.slot,
        "node": dimm.node,
        "address": dimm.first * guest.section_size,
        "size": dimm.count * guest.section_size,
    }


def _program(program: ProgramView) -> dict[str, Any]:
    return {
        "name": program.name,
        "pid": program.pid,
        "command": program.command,
        "since": _seconds(program.since),
        "since_ns": program.since,
        "running": program.busy,
        "holds": {kind.name.lower(): size for kind, size in program.holds.items()},
        "swapped": program.swapped,
        "rate": program.rate,
        "work": program.work,
        "waits_for": program.waits_for or None,
    }


def _zone(zone: ZoneView) -> dict[str, Any]:
    return {
        "name": zone.name,
        "node": zone.node,
        "min": zone.min,
        "low": zone.low,
        "high": zone.high,
        "managed": zone.managed,
        "free_area": {name: list(counts) for name, counts in zone.free_area.items()},
        "reserve": zone.reserve,
        "recomputed": dict(zip(("min", "low", "high", "reserve"), zone.recomputed, strict=False)),
        "start_pfn": zone.start,
        "spanned": zone.spanned,
    }


def _stuck_blocks(guest: GuestView) -> set[int]:
    """Return the memory blocks that cannot leave: a section is kept, has holes, or belongs to several zones."""
    table, span = guest.sections, guest.block_sections
    kept = table.blockers.any(axis=1) | ((table.counts[:, Kind.HOLE] > 0) & (table.zone != NO_ZONE))
    blocks = set((table.index[kept] // span).tolist()) | {section // span for section in table.zones}
    if span > 1:
        found, present = np.unique(table.index // span, return_counts=True)
        blocks |= set(found[present < span].tolist())
    return blocks


def _sections(guest: GuestView, world: World, rows: range) -> list[dict[str, Any]]:
    table, part = guest.sections, slice(rows.start, rows.stop)
    columns = (table.index, table.state, table.zone, table.node, table.counts, table.blockers)
    stuck = _stuck_blocks(guest)
    found = []
    for index, state, zone, node, counts, blocking in zip(*(c[part].tolist() for c in columns), strict=True):
        online = zone != NO_ZONE
        blockers = [
            {
                "kind": kind.name.lower(),
                "pages": blocking[kind],
                "first_pfn": _first_pfn(guest, world, index, kind),
            }
            for kind in _STUBBORN
            if blocking[kind]
        ]
        section = {
            "index": index,
            "block": index // guest.block_sections,
            "state": SectionState(state).text,
            "zones": [guest.zones[z].name for z in (table.zones.get(index, (zone,)) if online else ())],
            "node": node,
            "removable": state == SectionState.ONLINE and index // guest.block_sections not in stuck,
            "blockers": blockers,
            # the pages of an offline section hold nothing: they are not even holes in a zone
            "pages": {
                name: sum(counts[kind] for kind in kinds) if online else 0 for name, kinds in _PAGES.items()
            },
        }
        found.append(section)
    return found


def _first_pfn(guest: GuestView, world: World, section: int, kind: Kind) -> Pfn:
    kinds = world.guests[guest.name].memory.frames.kinds_of(section)
    return section * guest.section_pages + int(np.argmax(kinds == kind))


def _operation(operation: OperationView, snapshot: Snapshot) -> dict[str, Any]:
    ended, deadline = operation.ended, operation.deadline
    paces, (asked, reached) = snapshot.paces(operation), snapshot.rates(operation)
    return {
        "id": operation.id,
        "guest": operation.guest or None,
        "command": operation.command,
        "state": operation.state,
        "started": _seconds(operation.started),
        "started_ns": operation.started,
        "ended": None if ended is None else _seconds(ended),
        "ended_ns": ended,
        "progress": [operation.done, operation.total],
        "pages_migrated": operation.pages_migrated,
        "waits_for": operation.waits_for,
        "reason": operation.reason,
        "deadline": None if deadline is None else _seconds(deadline),
        "deadline_ns": deadline,
        "late": operation.late,
        "rate": {"asked": asked, "reached": reached},
        "pace": {"before": paces.before, "during": paces.during, "after": paces.after},
    }


def _seconds(time: Nanoseconds) -> float:
    return time / SECOND
