"""One hash over all that later memory depends on, the same on every machine.

Not in it: script lines that have not run, the text of operations, processes that change no memory, the numbers that
the timeline gives out, and how the data happens to be kept. Numbers are little-endian; no set is iterated over.
"""

from __future__ import annotations

import hashlib
import struct

import attrs
import numpy as np
from numpy.typing import NDArray

from engine.canonical import encoded
from engine.guest.balloon import Balloon
from engine.guest.guest import Guest
from engine.guest.program import Program
from engine.guest.programs import held_by
from engine.host.column import Hasher
from engine.memory.frames import MIXED, Columns, Frames
from engine.memory.memory import HELD_KINDS, Memory
from engine.memory.runs import Runs
from engine.memory.zone import Zone
from engine.world import World

_Sections = dict[int, tuple[Columns, int, bytes]]
"""By section: its columns, its version, and its hash. Forks share columns until either writes."""
_EMPTY = bytes(8)
"""What a list without entries is hashed as: its length."""
_UNIFORM = 2
"""Bytes of the hash of a section that is the same all over: the kind and the type themselves."""


@attrs.frozen(eq=False)
class _Hashed:
    """What one guest's memory and balloon hashed to, and what they were then."""

    frames: Frames
    version: int
    changes: int
    whole: bytes
    sections: _Sections


@attrs.define(eq=False)
class DigestCache:
    """What the last digest found, so that the next one hashes only what has changed since."""

    guests: dict[str, _Hashed] = attrs.Factory(dict)


def digest(world: World, cache: DigestCache | None = None) -> str:
    """Return `sha256:` and 64 hexadecimal digits: equal for worlds whose memory has the same future.

    Args:
        world: between two events.
        cache: of an earlier digest of this world or of a fork of it; it is brought up to date.
    """
    before = {} if cache is None else cache.guests
    after: dict[str, _Hashed] = {}
    hasher = hashlib.sha256(encoded((world.seed, world.now, world.guests_ever)))
    world.host.digest_into(hasher)
    ranks, processes = _processes(world)
    hasher.update(processes)
    for name, guest in world.guests.items():
        workloads = tuple(ranks[number] for number, _ in guest.workloads if number in ranks)
        hasher.update(encoded((_facts(guest), workloads)))
        after[name] = _hash_guest(guest, before.get(name))
        hasher.update(after[name].whole)
    if cache is not None:
        cache.guests = after
    return f"sha256:{hasher.hexdigest()}"


def _processes(world: World) -> tuple[dict[int, int], bytes]:
    """Rank the processes that change memory, those due first in their order, and encode all that they are."""
    schedule, processes = world.timeline.schedule(), world.timeline.processes
    due = {number: time for number, time in schedule.due if processes[number].changes_memory}
    topics = [(topic, [n for n in group if processes[n].changes_memory]) for topic, group in schedule.waiting]
    in_order = dict.fromkeys([*due, *(number for _, group in topics for number in group)])
    ranks = {number: rank for rank, number in enumerate(in_order)}
    acting = tuple((due.get(number), processes[number]) for number in in_order)
    waiting = tuple((topic, tuple(ranks[number] for number in group)) for topic, group in topics if group)
    return ranks, encoded((acting, waiting))


def _facts(guest: Guest) -> tuple[object, ...]:
    """Return what a guest is, what it was promised, and its zones' numbers."""
    return (
        (guest.name, guest.number, guest.platform.name, guest.kernel.name, guest.driver),
        (guest.balloon_pages, guest.online, guest.memory.layout, guest.memory.rules, guest.costs),
        guest.hypervisor.name,
        (guest.boot, guest.min, guest.max, guest.target, guest.swap, guest.hotplug_line),
        (tuple(sorted(guest.swapped.items())), tuple(owner for owner, _ in guest.exiting)),
        (guest.last_pid, tuple((n, it.pid, it.busy) for n, it in sorted(_kept(guest).items()))),
        (guest.block_sections, guest.auto_movable_ratio, guest.memmap_on_memory, guest.coming),
        (guest.driving, guest.offlined, guest.reports, tuple(sorted(guest.held_up.items()))),
        (guest.uevents.total, guest.uevents.last),
        (guest.backends, guest.dimms, guest.paging, guest.shares, guest.blocked),
        () if guest.virtio_mem is None else (guest.virtio_mem,),
        *(() if guest.lmbs is None else (guest.lmbs,)),
        *(() if guest.origin is None else (guest.origin.sha256, guest.origin.source)),
        *_cpus(guest.memory),
        tuple((purpose, stream.state()) for purpose, stream in sorted(guest.streams.items())),
        tuple(_zone_facts(zone) for zone in guest.memory.zones),
    )


def _cpus(memory: Memory) -> tuple[object, ...]:
    """Return where CPUs are and which one works, if there are several."""
    return (memory.node_of_cpu, memory.cpu) if len(memory.node_of_cpu) > 1 else ()


def _kept(guest: Guest) -> dict[int, Program]:
    """Return the programs that count: those that have ended and hold nothing are as good as forgotten."""
    return {n: it for n, it in guest.programs.items() if it.busy or held_by(guest, n)}


def _zone_facts(zone: Zone) -> tuple[object, ...]:
    counters = (zone.free_pages, zone.isolated_pages, zone.present, zone.managed)
    marks: tuple[object, ...] = (zone.min, zone.low, zone.high, zone.boost, zone.protection, zone.reclaiming)
    if zone.urgent:
        marks = (*marks, zone.urgent)
    for kept in zone.cpus:
        marks = (*marks, kept.high, kept.batch, kept.factor, kept.paused, kept.tuning)
    marks = (*marks, zone.below_high) if zone.below_high else marks
    return (zone.name, zone.node, zone.start, zone.end, *counters, *marks)


def _hash_guest(guest: Guest, known: _Hashed | None) -> _Hashed:
    memory, frames = guest.memory, guest.memory.frames
    versions = (frames.version, guest.changes)
    if known is not None and known.frames is frames and (known.version, known.changes) == versions:
        return known
    hasher = hashlib.sha256()
    sections = _hash_sections(hasher, memory, {} if known is None else known.sections)
    _hash_lists(hasher, memory)
    balloon = _leaving(guest.balloon, newest_first=guest.driver.newest_first)
    for leaving in (balloon, Runs.joined(guest.balloon.last).merged()):
        hasher.update(_numbers(leaving.starts) + _numbers(leaving.counts))
    return _Hashed(frames, *versions, hasher.digest(), sections)


def _hash_sections(hasher: Hasher, memory: Memory, known: _Sections) -> _Sections:
    """Hash the present sections: states, zones, nodes, page kinds and pageblock types."""
    frames, present = memory.frames, memory.present_sections()
    kinds, types = frames.uniform[present], frames.uniform_types[present]
    hashes: _Sections = {}
    for place in np.flatnonzero(kinds == MIXED).tolist():
        section = int(present[place])
        columns, version = frames.mixed[section], int(frames.versions[section])
        was = known.get(section)
        if was is None or was[0] is not columns or was[1] != version:
            was = (columns, version, _hash_columns(columns))
        hashes[section] = was
        kinds[place], types[place] = was[2] if len(was[2]) == _UNIFORM else (MIXED, 0)
    hasher.update(_numbers(present))
    for column in (
        memory.state[present],
        memory.section_zone[present],
        memory.section_node[present],
        kinds,
        types,
    ):
        hasher.update(column.tobytes())
    hasher.update(b"".join(found for _, _, found in hashes.values() if len(found) != _UNIFORM))
    return hashes


def _hash_columns(columns: Columns) -> bytes:
    """Return a section's hash, or its one kind and one type: what is uniform is so however it is kept."""
    kinds, types = columns.kinds, columns.types
    if bool((kinds == kinds[0]).all()) and bool((types == types[0]).all()) and kinds[0] not in HELD_KINDS:
        return bytes((int(kinds[0]), int(types[0])))
    owners = columns.owners if columns.owners is not None and columns.owners.any() else None
    whose = b"" if owners is None else owners.tobytes()
    return hashlib.sha256(kinds.tobytes() + types.tobytes() + whose).digest()


def _hash_lists(hasher: Hasher, memory: Memory) -> None:
    """Hash the free lists, the held pages and where mem_maps lie, in order."""
    for zone in memory.zones:
        for lists in zone.lists:
            for pages in lists:
                hasher.update(_numbers(memory.expanded(pages)) if pages.count else _EMPTY)
        for cpu, kept in enumerate(zone.cpus):
            for number, pfns in sorted(kept.lists.items()):
                if len(pfns):
                    hasher.update(struct.pack("<q", cpu << 8 | number) + _numbers(pfns))
    for kind in sorted(memory.held):
        hasher.update(_numbers(memory.held[kind].entries()))
    hasher.update(encoded(tuple(sorted(memory.mem_map_of.items()))))
    if len(memory.thp):
        hasher.update(_numbers(memory.thp))
    if memory.unplugged:
        hasher.update(encoded(tuple(sorted(memory.unplugged.items()))))
    hasher.update(
        encoded((memory.boot_mem_map, tuple(sorted(memory.own_mem_map.items())), memory.huge_pages))
    )


def _leaving(balloon: Balloon, *, newest_first: bool) -> Runs:
    """Return a balloon's pages in one order from which their order of leaving follows, however batches were cut."""
    return (balloon.joined()[0] if newest_first else Runs.joined(balloon.batches[::-1])).merged()


def _numbers(values: NDArray[np.int64]) -> bytes:
    """Return a list of numbers as bytes, its length first."""
    return struct.pack("<q", len(values)) + values.astype("<i8", copy=False).tobytes()
