"""A guest: its sizes, and what is in it besides its sections."""

from __future__ import annotations

from typing import Any

import attrs

from engine.document.sections import section_objects
from engine.document.times import seconds
from engine.guest.guest import Guest
from engine.snapshot import Column, DimmView, GuestView, PagingView, ProgramView, VirtioMemView, ZoneView
from engine.units import Nanoseconds
from engine.world import World


def guest_object(guest: GuestView, world: World, rows: range) -> dict[str, Any]:
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
        "sections": section_objects(guest, world, rows),
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
        "imported": None if guest.origin is None else attrs.asdict(guest.origin),
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
        "cpu_time": seconds(wakes.time(guest.driver, guest.costs, now)),
        "cpu_share": wakes.share(guest.driver, guest.costs, now),
        "reaction": None if reaction is None else seconds(reaction),
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
        "since": seconds(program.since),
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
