"""Captures that tell what no kernel could: a guest in which all that must hold does, or a clear error."""

from __future__ import annotations

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.capture.imported import guest_from
from engine.capture.record import BlockRecord, Capture, CpuRecord, DeviceRecord, ZoneRecord
from engine.errors import CommandError
from engine.memory.kinds import Kind
from tests.engine.capture.captures import PAGES, SECTION, capture_of, with_zone
from tests.engine.invariants import check_memory

NUMBERS = st.integers(0, 99) | st.integers(0, 2 * PAGES)
PFNS = st.lists(st.one_of(st.integers(-2, PAGES + 5), st.just(1 << 40)), max_size=6).map(
    lambda found: np.array(found, np.int64)
)
WORDS = st.integers(0, 2**36 - 1)


@st.composite
def zones(draw: st.DrawFn) -> ZoneRecord:
    whole = capture_of().zones[0]
    numbers = ("start", "spanned", "present", "managed", "min", "low", "high")
    lists = st.dictionaries(st.tuples(st.integers(0, 5), st.integers(0, 8)), PFNS, max_size=4)
    kept = st.dictionaries(st.integers(0, 14), PFNS, max_size=3)
    cpus = st.lists(
        st.builds(
            CpuRecord,
            cpu=st.integers(0, 5),
            count=NUMBERS,
            high=NUMBERS,
            batch=NUMBERS,
            lists=st.none() | kept,
        ),
        max_size=3,
        unique_by=lambda it: it.cpu,
    )
    changes = draw(st.fixed_dictionaries({}, optional=dict.fromkeys(numbers, NUMBERS)))
    return attrs.evolve(
        whole,
        name=draw(st.sampled_from(["DMA", "DMA32", "Normal", "HighMem", "Movable", "Device"])),
        node=draw(st.integers(0, 2)),
        lists=draw(st.none() | lists | st.just(whole.lists)),
        blocks_of_type=draw(
            st.none() | st.dictionaries(st.integers(-1, 6), st.tuples(NUMBERS, NUMBERS), max_size=3)
        ),
        cpus=tuple(draw(cpus)),
        **changes,
    )


@st.composite
def captures(draw: st.DrawFn) -> Capture:
    spots = draw(st.lists(st.tuples(st.integers(0, PAGES - 1), st.integers(1, 300), WORDS), max_size=8))
    whole = capture_of()
    flags = whole.flags.copy()
    for first, count, word in spots:
        flags[first : first + count] = word
    blocks = st.builds(
        BlockRecord,
        block=st.integers(0, 12),
        state=st.sampled_from(["online", "offline", "going-offline"]),
        valid_zones=st.just(("Normal",)) | st.just(()),
        node=st.integers(0, 3),
    )
    devices = st.builds(
        DeviceRecord,
        id=st.just("d"),
        kind=st.sampled_from(["dimm", "virtio-mem"]),
        address=NUMBERS.map(lambda n: n << 20),
        size=NUMBERS.map(lambda n: n << 20),
        region=NUMBERS.map(lambda n: n << 20),
        block=NUMBERS,
    )
    types = st.dictionaries(
        NUMBERS, st.lists(st.integers(0, 9), max_size=9).map(lambda it: np.array(it, np.uint8)), max_size=3
    )
    return attrs.evolve(
        whole,
        flags=flags[: draw(st.integers(1, PAGES))],
        zones=tuple(draw(st.lists(zones(), min_size=1, max_size=3, unique_by=lambda it: (it.name, it.node)))),
        blocks=tuple(draw(st.lists(blocks, max_size=5) | st.just(list(whole.blocks)))),
        devices=tuple(draw(st.lists(devices, max_size=2))),
        pageblock_types=draw(st.none() | types),
        iomem=tuple(
            draw(st.lists(st.sampled_from(["0-1 : System RAM", "zz-1 : System RAM", "-", ""]), max_size=2))
        ),
        meminfo=draw(st.dictionaries(st.sampled_from(["SwapTotal", "SwapFree"]), NUMBERS, max_size=2)),
        boot_memory=draw(NUMBERS),
        most_memory=draw(NUMBERS),
    )


@given(captures())
@settings(max_examples=15, deadline=None)
def test_there_is_a_sound_guest_or_a_clear_error(capture):
    try:
        guest = guest_from(capture, "real", 0).guest
    except CommandError:
        return
    check_memory(guest.memory)


def test_huge_pages_that_are_no_whole_pageblocks_are_locked_ones():
    guest = guest_from(capture_of({(SECTION, 16): "HEAD HUGE", (2 * SECTION, 32): "HUGE"}), "real", 0).guest
    check_memory(guest.memory)
    assert guest.memory.total(Kind.MLOCKED) == 16
    assert guest.memory.held[Kind.HUGETLB].entries().tolist() == [2 * SECTION]


@pytest.mark.parametrize(
    ("nodes", "found"), [(0, "no nodes with memory"), (33, "the node of zone Normal is 32")]
)
def test_nodes_are_bounded(nodes, found):
    zone = capture_of().zones[0]
    zones_of = tuple(attrs.evolve(zone, node=node) for node in range(nodes))
    with pytest.raises(CommandError, match=found):
        guest_from(capture_of(zones=zones_of), "real", 0)


@pytest.mark.parametrize(
    ("zone", "found"),
    [
        ({"name": "Low\x1b"}, r"zone Low\\x1b is none"),
        ({"start": -1}, "start of zone Normal is -1"),
        ({"min": 1 << 60}, "min of zone Normal is 1152921504606846976"),
        ({"boost": 17}, "boost of zone Normal is 17"),
        ({"lists": {(1, 9): np.zeros(0, np.int64)}}, "an order of zone Normal is 9"),
        ({"cpus": (CpuRecord(cpu=9999, count=0, high=0, batch=1),)}, "a CPU of zone Normal is 9999"),
        ({"cpus": (CpuRecord(cpu=0, count=0, high=0, batch=1),) * 2}, "a CPU of zone Normal is there twice"),
    ],
)
def test_what_no_zone_can_be_is_refused_by_name(zone, found):
    with pytest.raises(CommandError, match=found):
        guest_from(with_zone(capture_of(), **zone), "real", 0)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"boot_memory": 1 << 60}, "boot memory is"),
        ({"blocks": (BlockRecord(block=1 << 40, state="online"),)}, "a memory block is"),
        ({"block_pages": 100}, "memory blocks of 100 pages are no whole sections"),
        ({"pageblock_types": {0: np.array([6], np.uint8)}}, "a pageblock has type 6"),
        (
            {"devices": (DeviceRecord(id="d", kind="dimm", address=0, size=1, region=1 << 62),)},
            "region of device d is",
        ),
    ],
)
def test_what_no_machine_can_be_is_refused_by_name(changes, found):
    with pytest.raises(CommandError, match=found):
        guest_from(capture_of(**changes), "real", 0)
