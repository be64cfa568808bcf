"""Guests of real kernels: lists, zones, blocks and balloon are the recorded ones, and all that must hold does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.capture.imported import guest_from
from engine.capture.record import Capture
from engine.capture.trace import open_trace
from engine.guest.guest import Guest
from engine.memory.kinds import Kind, MigrateType, SectionState
from tests.engine.invariants import check_device, check_dimms, check_managed, check_memory

TRACES = Path(__file__).parents[2] / "fidelity" / "traces"
SAMPLE = [
    ("b2-balloon-idle-512m", 4),
    ("d1-hotadd-2x128", 3),
    ("i1-virtio-mem-movable", 4),
    ("k1-hugepages", 2),
    ("n1-numa2-balloon", 2),
]
"""A balloon, DIMMs of which one is offline, virtio-mem, huge pages on CPUs' lists, and two nodes with two CPUs."""


@pytest.fixture(scope="module", params=SAMPLE, ids=lambda it: f"{it[0]}-{it[1]}")
def recorded(request) -> tuple[Capture, Guest]:
    name, step = request.param
    capture = open_trace(TRACES / name).load(step)
    return capture, guest_from(capture, "real", 0).guest


def test_what_must_hold_of_every_guest_does(recorded):
    _, guest = recorded
    check_memory(guest.memory)
    check_managed(guest)
    check_dimms(guest)
    check_device(guest)


def test_free_lists_and_cpus_lists_are_the_recorded_ones(recorded):
    capture, guest = recorded
    for record in capture.zones:
        zone = guest.memory.zones[guest.memory.zone_index(record.name, record.node)]
        for (list_type, order), pfns in (record.lists or {}).items():
            assert guest.memory.expanded(zone.lists[list_type][order]).tolist() == pfns.tolist()
        for cpu in record.cpus:
            kept = zone.cpus[cpu.cpu]
            assert (kept.count, kept.high, kept.batch) == (cpu.count, cpu.high, max(1, cpu.batch))
            found = np.concatenate([*kept.lists.values(), np.zeros(0, np.int64)])
            wanted = np.concatenate([*(cpu.lists or {}).values(), np.zeros(0, np.int64)])
            assert sorted(found.tolist()) == sorted(wanted.tolist())


def test_zones_are_the_recorded_ones(recorded):
    capture, guest = recorded
    for record in capture.zones:
        zone = guest.memory.zones[guest.memory.zone_index(record.name, record.node)]
        marks = (record.min, record.low, record.high)
        assert (zone.min + zone.boost, zone.low + zone.boost, zone.high + zone.boost) == marks
        assert (zone.start, zone.end - zone.start) == (record.start, record.spanned)
        assert (zone.present, zone.managed, zone.free_pages) == (record.present, record.managed, record.free)


def test_blocks_and_balloon_are_the_recorded_ones(recorded):
    capture, guest = recorded
    states = {it.block: it.state for it in capture.blocks}
    span = guest.block_sections
    for block in range(guest.memory.frames.sections // span):
        state = SectionState(int(guest.memory.state[block * span]))
        assert state.text == states.get(block, "absent")
    assert guest.balloon.pages == guest.memory.total(Kind.BALLOON)
    if guest.virtio_mem is None:
        assert guest.balloon.pages == capture.balloon


def test_without_lists_as_many_blocks_of_each_order_and_type_are_free(recorded):
    capture, guest = recorded
    rebuilt = guest_from(capture, "real", 0, lists="rebuilt").guest.memory
    for zone, wanted in zip(rebuilt.zones, guest.memory.zones, strict=True):
        assert zone.blocks_per_order() == wanted.blocks_per_order()
        if capture.source.startswith(("b2", "n1")):
            assert zone.counts(MigrateType.MOVABLE) == wanted.counts(MigrateType.MOVABLE)


def test_cpus_are_on_the_nodes_that_qemu_was_told(recorded):
    capture, guest = recorded
    assert guest.memory.node_of_cpu == (capture.node_of_cpu or (0,))
    assert capture.node_of_cpu == ((0, 1) if capture.source.startswith("n1") else ())
